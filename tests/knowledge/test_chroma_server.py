"""With a Chroma server by setting, the same answers; without the server, one sentence."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import IndexMismatch, KnowledgeError, PolicyDesk
from knowledge.index.embedding import EmbeddedModel, Tokens
from knowledge.index.folder import read_manifest, remove
from knowledge.index.shelf import Models
from knowledge.index.vector_store import chroma_client, drop_collections
from tests.support.chroma_server import Server, chroma_server
from tests.support.small_desk import (
    DAYS,
    desk_on,
    ended,
    fresh_answer,
    index_folders,
    killed_before,
    new_edition,
    rebuild,
    small_models,
    start_child,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with chroma_server(tmp_path_factory.mktemp("chroma") / "data") as running:
        yield running


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """A server that the test may end."""
    with chroma_server(tmp_path / "data") as running:
        yield running


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(home: Path, models: Models, server: Server) -> Iterator[PolicyDesk]:
    """A desk whose index is built on the server; its collections are dropped after the test."""
    made = desk_on(home, models, server.url)
    made.build()
    yield made
    made.answerer().index.close()
    for folder in index_folders(made):
        remove(folder)
    assert server.collections() == set()


def collections_of(desk: PolicyDesk) -> set[str]:
    """The collections that the indexes on the shelf name."""
    return {read_manifest(folder).collection for folder in index_folders(desk)}


def test_answers_are_the_same_as_from_the_embedded_store(
    desk: PolicyDesk, tmp_path: Path, models: Models
) -> None:
    embedded = desk_on(tmp_path, models)
    embedded.build()
    for question in (DAYS, "Do vehicles travel after sunset?", "Who won the cricket match?"):
        answer, same = desk.ask(question), embedded.ask(question)
        assert (answer.text, answer.citations) == (same.text, same.citations)
        assert answer.confidence == pytest.approx(same.confidence, abs=1e-4)
    on_server, here = (one.answerer().index for one in (desk, embedded))
    for one, other in zip(on_server.search(DAYS), here.search(DAYS), strict=True):
        assert one.passage == other.passage
        assert one.score == pytest.approx(other.score, abs=1e-4)
    here.close()


def test_the_vectors_are_on_the_server_and_not_in_the_folder(
    desk: PolicyDesk, server: Server
) -> None:
    [folder] = index_folders(desk)
    assert not (folder / "chroma").exists()
    assert server.collections() == collections_of(desk)


def test_rebuilding_drops_the_collections_of_indexes_that_are_tidied_away(
    desk: PolicyDesk, server: Server
) -> None:
    for _ in range(3):
        desk.build(force=True)
    assert len(index_folders(desk)) == 2
    assert server.collections() == collections_of(desk)
    assert "20 days" in desk.ask(DAYS).text


def test_a_running_desk_notices_a_new_edition_that_another_adds(
    desk: PolicyDesk, models: Models, server: Server
) -> None:
    assert "20 days" in desk.ask(DAYS).text
    office = desk_on(desk.home, models, server.url)
    office.add(*new_edition(office, 25, "2024-01"))
    assert "25 days" in desk.ask(DAYS).text


def test_two_builders_at_once_on_one_server_lose_nothing(
    desk: PolicyDesk, tmp_path: Path, models: Models, server: Server
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    pair = [start_child(rebuild, home, server.url) for home in (desk.home, other)]
    assert [ended(child) for child in pair] == [0, 0]
    neighbour = desk_on(other, models, server.url)
    found = [one.answerer().index.search(DAYS) for one in (desk, neighbour)]
    assert len(found[0]) == 5
    assert found[0] == found[1]
    neighbour.answerer().index.close()
    for folder in index_folders(neighbour):
        remove(folder)
    assert server.collections() == collections_of(desk)


@pytest.mark.parametrize("change", ["after the vectors", "os.rename .building-"])
def test_what_a_killed_build_left_on_the_server_is_swept_by_the_next(
    desk: PolicyDesk, models: Models, server: Server, change: str
) -> None:
    child = start_child(killed_before, change, 1, desk.home, rebuild, server.url)
    assert ended(child) == -signal.SIGKILL
    assert len(server.collections()) == 2
    assert "20 days" in fresh_answer(desk.home, models, chroma_url=server.url)
    desk.build()
    assert server.collections() == collections_of(desk)


def test_a_collection_that_is_gone_from_the_server_is_named_with_the_cure(
    desk: PolicyDesk, models: Models, server: Server
) -> None:
    desk.ask(DAYS)
    client = chroma_client(server.url, Path())
    for name in collections_of(desk):
        drop_collections(client, name)
    client.close()
    again = desk_on(desk.home, models, server.url)
    for stranded in (desk, again):
        with pytest.raises(IndexMismatch, match=r"damaged; run `saathi knowledge build --force`"):
            stranded.ask(DAYS)
    again.build(force=True)
    assert "20 days" in fresh_answer(desk.home, models, chroma_url=server.url)


def test_a_server_that_goes_away_gets_one_sentence_wherever_it_is_needed(
    mortal: Server, home: Path, models: Models
) -> None:
    desk = desk_on(home, models, mortal.url)
    desk.build()
    desk.ask(DAYS)
    mortal.stop()
    gone = (
        f"The Chroma server at 127.0.0.1:{mortal.port} does not answer; "
        "start it or correct the setting `chroma_url`."
    )
    later = desk_on(home, models, mortal.url)
    for needs_it in (
        lambda: desk.ask(DAYS),  # opened before
        lambda: later.ask(DAYS),
        lambda: later.build(force=True),
        lambda: later.add(*new_edition(later, 25, "2024-01")),
    ):
        with pytest.raises(KnowledgeError) as caught:
            needs_it()
        assert str(caught.value) == gone
    assert gone in later.problems()
    assert len(index_folders(desk)) == 1
    assert len(desk.library.editions("leave")) == 1


def test_a_server_that_goes_away_during_a_build_leaves_the_index_in_use(
    mortal: Server, home: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk_on(home, models).build()

    read = EmbeddedModel.read

    def read_and_stop(self: EmbeddedModel, texts: list[str]) -> list[Tokens]:
        mortal.stop()  # the collection is made by now, and no vector is in it
        return read(self, texts)

    unlucky = desk_on(home, models, mortal.url)
    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedModel, "read", read_and_stop)
        with pytest.raises(KnowledgeError, match=r"The Chroma server at .* does not answer; st"):
            unlucky.build(force=True)  # else it takes the vectors from the index before
    assert len(index_folders(unlucky)) == 1
    assert "20 days" in fresh_answer(home, models)


def test_an_old_index_is_tidied_away_though_its_server_is_gone(
    mortal: Server, home: Path, models: Models
) -> None:
    desk = desk_on(home, models, mortal.url)
    desk.build()
    mortal.stop()
    embedded = desk_on(home, models)
    for _ in range(2):
        embedded.build(force=True)
    assert {read_manifest(folder).chroma for folder in index_folders(embedded)} == {""}
    assert "20 days" in fresh_answer(home, models)


@pytest.mark.parametrize(
    "url", ["localhost:8000", "10.0.0.5:9000", "http://", "http://x:99999", "ftp://x", "my server"]
)
def test_a_setting_that_is_no_address_is_refused(home: Path, models: Models, url: str) -> None:
    desk = desk_on(home, models, url)
    with pytest.raises(KnowledgeError) as caught:
        desk.build()
    assert str(caught.value) == (
        "The setting `chroma_url` is no address; write it as http://localhost:8000."
    )
    assert index_folders(desk) == []


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(KnowledgeError) as caught:
        chroma_client("http://office:secret@127.0.0.1:9", Path())
    assert "127.0.0.1:9 does not answer" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_threads_share_one_desk_on_a_server(desk: PolicyDesk) -> None:
    alone = desk.ask(DAYS)
    answers: list[object] = []

    def ask() -> None:
        for _ in range(5):
            answers.append(desk.ask(DAYS))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [alone] * 20


def test_parts_that_are_gone_from_the_server_are_found_by_the_check(
    desk: PolicyDesk, server: Server
) -> None:
    assert desk.index_problems() == []
    [folder] = index_folders(desk)
    [name] = collections_of(desk)
    client = chroma_client(server.url, Path())
    store = client.get_collection(name, embedding_function=None)
    part = store.get(limit=1, include=["embeddings"])
    store.delete(ids=part["ids"])
    damage = (
        f"The index in {folder.name} is damaged (its parts on the Chroma server are not all "
        "there); run `saathi knowledge build --force`."
    )
    assert desk.index_problems() == [damage]
    store.add(ids=["99:99"], embeddings=part["embeddings"], metadatas=[{"document": "leave"}])
    assert desk.index_problems() == [damage]
    client.close()
