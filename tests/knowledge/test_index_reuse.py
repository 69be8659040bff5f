"""Only what is new is read: clauses that stay keep their vectors, and answers are the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from knowledge import Hit, Passage, PolicyIndex, build_index
from knowledge.index.embedding import EmbeddedModel, Tokens
from knowledge.index.shelf import Models
from tests.support.small_desk import desk_on, new_edition, small_models

QUESTIONS = [
    "How many days of leave does staff have?",
    "Who signs the log of the vehicle?",
    "May a partner carry over unspent funds?",
    "When is a banner taken down?",
]
SUBJECTS = [
    ("vehicle", "The log of the vehicle is signed by its driver every evening."),
    ("leave", "Staff have twenty days of paid leave. A supervisor approves it in writing."),
    ("funds", "A partner may carry over unspent funds to the next quarter, if it asks in time."),
    ("banner", "A banner is taken down within a week after the event."),
]


def passages(count: int) -> list[Passage]:
    """Clauses that differ by a number, some of which answer a question."""
    return [
        Passage(
            id=f"{subject} {n}",
            text=f"{text} This is rule {n} of the {subject} policy.",
            document=subject,
            asked=(f"What does rule {n} say of the {subject}?",) if n % 3 == 0 else (),
        )
        for n in range(count)
        for subject, text in [SUBJECTS[n % len(SUBJECTS)]]
    ]


class CountingModel(EmbeddedModel):
    """The embedded model, which keeps what it was asked to read."""

    def __init__(self) -> None:
        self.model = small_models().reader
        self.identity = self.model.identity
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self.model, name)

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        self.texts += texts
        return self.model.read(texts)

    def spans(self, text: str) -> list[tuple[int, int]]:
        return self.model.spans(text)

    def vocabulary(self) -> dict[str, int]:
        return self.model.vocabulary()

    @property
    def dimensions(self) -> int:
        return self.model.dimensions


class Counted(Embeddings):
    """A hosted or multilingual embedding, which keeps what it was asked for."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return [[1.0, len(text), text.count("e")] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, len(text), text.count("e")]


@pytest.fixture
def reader() -> CountingModel:
    return CountingModel()


def found(folder: Path, question: str) -> list[Hit]:
    index = PolicyIndex(folder, reader=small_models().reader)
    hits = index.search(question, 5)
    index.close()
    return hits


def test_of_a_clause_put_between_others_only_its_own_words_are_read(
    tmp_path: Path, reader: CountingModel
) -> None:
    old = passages(24)
    build_index(old, tmp_path / "old", reader=reader)
    reader.texts.clear()
    new = Passage(id="new 1", text="Drones are flown by licensed pilots alone.", document="new")
    whole = [*old[:10], new, *old[10:]]
    build_index(whole, tmp_path / "new", reader=reader, earlier=[tmp_path / "old"])
    assert reader.texts == [new.text]
    build_index(whole, tmp_path / "anew", reader=reader)
    for name in ("tokens.i8", "pieces.i32", "vectors.f32"):
        assert (tmp_path / "new" / name).read_bytes() == (tmp_path / "anew" / name).read_bytes()
    spans, anew = np.load(tmp_path / "new" / "spans.npz"), np.load(tmp_path / "anew" / "spans.npz")
    assert all(np.array_equal(spans[name], anew[name]) for name in anew.files)
    for question in [*QUESTIONS, "Who flies a drone?"]:
        assert found(tmp_path / "new", question) == found(tmp_path / "anew", question)
    assert found(tmp_path / "new", "Who flies a drone?")[0].passage == new


def test_a_clause_with_another_word_or_another_question_is_read_again(
    tmp_path: Path, reader: CountingModel
) -> None:
    old = passages(12)
    build_index(old, tmp_path / "old", reader=reader)
    reader.texts.clear()
    reworded = old[1].model_copy(update={"text": old[1].text.replace("twenty", "thirty")})
    asked = old[3].model_copy(update={"asked": ("When does the banner come down?",)})
    whole = [old[0], reworded, old[2], asked, *old[4:]]
    build_index(whole, tmp_path / "new", reader=reader, earlier=[tmp_path / "old"])
    assert set(reader.texts) == {reworded.text, asked.text, *asked.asked}


def test_the_same_clause_in_another_document_keeps_its_vectors_and_its_own_place(
    tmp_path: Path, reader: CountingModel
) -> None:
    old = passages(8)
    build_index(old, tmp_path / "old", reader=reader)
    reader.texts.clear()
    moved = [p.model_copy(update={"id": f"moved {p.id}", "document": "moved"}) for p in old[::-1]]
    build_index(moved, tmp_path / "new", reader=reader, earlier=[tmp_path / "old"])
    assert reader.texts == []
    hits = found(tmp_path / "new", "Who signs the log of the vehicle?")
    assert {hit.passage.document for hit in hits} == {"moved"}
    assert "log" in hits[0].passage.text


def test_an_embedding_of_a_provider_is_asked_for_new_clauses_alone(
    tmp_path: Path, reader: CountingModel
) -> None:
    old, hosted, urdu = passages(8), Counted("hosted"), Counted("urdu")
    build_index(old, tmp_path / "old", reader=reader, embedding=hosted, urdu=urdu)
    new = Passage(id="new 1", text="Drones are flown by licensed pilots alone.", document="new")
    for embedding in (hosted, urdu):
        embedding.texts.clear()
    earlier = [tmp_path / "old"]
    build_index(
        [new, *old], tmp_path / "new", reader=reader, embedding=hosted, urdu=urdu, earlier=earlier
    )
    assert (hosted.texts, urdu.texts) == ([new.text], [new.text])
    other = Counted("another")
    build_index(old, tmp_path / "other", reader=reader, embedding=other, earlier=earlier)
    assert len(other.texts) == len(hosted_parts(old))


def hosted_parts(every: Sequence[Passage]) -> list[str]:
    return [text for passage in every for text in (passage.text, *passage.asked)]


@pytest.mark.parametrize("name", ["tokens.i8", "pieces.i32", "vectors.f32", "parts.npz"])
def test_vectors_that_are_not_whole_are_read_again(
    name: str, tmp_path: Path, reader: CountingModel
) -> None:
    old = passages(8)
    build_index(old, tmp_path / "old", reader=reader)
    file = tmp_path / "old" / name
    file.write_bytes(file.read_bytes()[:-7])
    reader.texts.clear()
    build_index(old, tmp_path / "new", reader=reader, earlier=[tmp_path / "old"])
    assert len(reader.texts) == len(hosted_parts(old))
    assert found(tmp_path / "new", QUESTIONS[0])


def test_adding_an_edition_reads_what_changed_and_a_forced_build_everything(
    tmp_path: Path, reader: CountingModel
) -> None:
    desk = desk_on(tmp_path, Models(reader, reader))
    desk.build()
    edition = new_edition(desk, 25, "2024")
    reader.texts.clear()
    desk.add(*edition)
    assert reader.texts == ["Staff have 25 days of paid leave in a year."]
    reader.texts.clear()
    desk.build(force=True)
    assert len(reader.texts) == 5
    reader.texts.clear()
    record = desk.library.edition("leave", "2024")
    desk.amend(desk.library.withdrawal(record, "amina"))
    assert len(reader.texts) <= 1
