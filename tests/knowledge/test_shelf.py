"""The index in use is always whole: whoever builds, fails or is killed, questions are answered."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from langchain_core.embeddings import Embeddings

from knowledge import (
    EmbeddingError,
    IndexBusy,
    IndexMismatch,
    IndexMissing,
    KnowledgeError,
    PolicyDesk,
    PolicyIndex,
)
from knowledge.index import building as index_building
from knowledge.index import folder as index_folder
from knowledge.index import shelf
from knowledge.index.shelf import Models, Shelf
from tests.support.small_desk import (
    DAYS,
    LEAVE,
    add_edition,
    correct,
    desk_on,
    ended,
    fresh_answer,
    index_folders,
    killed_before,
    new_edition,
    rebuild,
    small_models,
    start_child,
    withdraw,
)

OPENED = Callable[..., PolicyDesk]


class Constant(Embeddings):
    """An embedding of the test's own: every text gets the same vector, or what `failing` does."""

    def __init__(self, identity: str, failing: Callable[[], None] = lambda: None) -> None:
        self.identity = identity
        self.failing = failing

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.failing()
        return [[1.0, 0.5] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 0.5]


def failing(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(home: Path, models: Models) -> Iterator[OPENED]:
    """Makes desks on the home, which are closed after the test."""
    desks: list[PolicyDesk] = []

    def make(models: Models = models) -> PolicyDesk:
        desks.append(desk_on(home, models))
        return desks[-1]

    yield make
    for desk in desks:
        if desk._answerer is not None:
            desk._answerer.index.close()


# Nothing there, and something else there


def test_without_an_index_a_question_is_refused_with_the_command_that_builds_one(
    opened: OPENED,
) -> None:
    desk = opened()
    with pytest.raises(IndexMissing, match="no index yet; run `saathi knowledge build`"):
        desk.ask(DAYS)
    assert not desk.has_index()
    assert not desk.shelf.folder.exists()


def test_a_build_is_done_once_and_again_only_by_force(opened: OPENED) -> None:
    desk = opened()
    first, built = desk.build()
    assert built
    assert desk.build() == (first, False)
    second, built = desk.build(force=True)
    assert built
    assert second != first
    assert "20 days" in desk.ask(DAYS).text


def test_changed_documents_are_named_with_the_command_that_indexes_them(
    opened: OPENED, home: Path
) -> None:
    opened().build()
    (home / "corpus" / "leave.md").write_text(LEAVE.format(days=365), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"documents changed .*\(leave\); run `saathi know"):
        opened().ask(DAYS)
    desk = opened()
    desk.build()
    assert "365 days" in desk.ask(DAYS).text


def test_another_embedding_than_the_builders_is_named_with_the_cure(
    opened: OPENED, models: Models
) -> None:
    opened().build()
    other = Models(Constant("my-embedding"), models.reader)
    with pytest.raises(IndexMismatch, match=r"'minilm@.*' and the setting is now 'my-embedding'"):
        opened(other).ask(DAYS)
    opened(other).build()
    assert "20 days" in opened(other).ask(DAYS).text
    assert "20 days" in opened().ask(DAYS).text, "the first index is still there for its setting"


def test_an_urdu_extra_that_came_or_went_is_named_with_the_cure(
    opened: OPENED, models: Models
) -> None:
    opened().build()
    bilingual = Models(models.embedding, models.reader, Constant("urdu"))
    with pytest.raises(IndexMismatch, match=r"extra for Urdu script .*; run `saathi knowledge b"):
        opened(bilingual).ask(DAYS)
    opened(bilingual).build()
    assert "20 days" in opened(bilingual).ask(DAYS).text


def test_an_index_of_another_version_is_named_with_the_cure(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened().build()
    monkeypatch.setattr(index_folder, "FORMAT", index_folder.FORMAT + 1)
    with pytest.raises(IndexMismatch, match="another version of Saathi; run `saathi knowledge b"):
        opened().ask(DAYS)
    opened().build()
    assert "20 days" in opened().ask(DAYS).text


def test_another_chroma_server_than_the_builders_is_named_with_the_cure(
    opened: OPENED, home: Path, models: Models
) -> None:
    opened().build()
    moved = desk_on(home, models, chroma_url="http://127.0.0.1:1")
    with pytest.raises(IndexMismatch, match="another Chroma server; run `saathi knowledge build`"):
        moved.ask(DAYS)


# A reader that is running


def test_a_running_desk_answers_from_a_new_edition_without_being_started_again(
    opened: OPENED,
) -> None:
    running = opened()
    running.build()
    assert "20 days" in running.ask(DAYS).text
    office = opened()
    office.add(*new_edition(office, 25, "2024-01"))
    answer = running.ask(DAYS)
    assert "25 days" in answer.text
    assert answer.citations[0].edition == "2024-01"


def test_the_old_index_answers_while_a_new_one_is_being_built(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = opened()
    first, _ = running.build()
    said: list[str] = []
    dump = index_building._dump

    def ask_and_dump(file: Path, content: Any) -> None:
        said.append(running.ask(DAYS).text)
        dump(file, content)

    monkeypatch.setattr(index_building, "_dump", ask_and_dump)
    second, _ = opened().build(force=True)
    assert second != first
    assert len(said) >= 3
    assert all("20 days" in text for text in said)


def test_a_reader_keeps_its_open_index_through_a_build_and_the_tidying(
    opened: OPENED, models: Models
) -> None:
    desk = opened()
    first, _ = desk.build()
    reader = PolicyIndex(first, reader=models.reader)
    before = reader.search(DAYS)
    desk.build(force=True)
    assert reader.search(DAYS) == before
    reader.close()


def test_closing_one_reader_leaves_another_of_the_same_index_working(
    opened: OPENED, models: Models
) -> None:
    folder, _ = opened().build()
    one, other = (PolicyIndex(folder, reader=models.reader) for _ in range(2))
    one.close()
    assert other.search(DAYS)[0].passage.id == "leave 1"
    other.close()


def test_tidying_keeps_the_index_in_use_and_one_beside_it(opened: OPENED) -> None:
    desk = opened()
    folders = [desk.build(force=True)[0] for _ in range(4)]
    assert index_folders(desk) == folders[2:]
    desk.shelf.tidy(folders[2])
    assert index_folders(desk) == folders[2:], "the older one is in use, the newer stands beside it"
    extra, _ = desk.shelf.build(desk.library.in_force(), desk.models, force=True)
    desk.shelf.tidy(folders[2])
    assert index_folders(desk) == [folders[2], extra]
    assert "20 days" in desk.ask(DAYS).text


# Builds that fail


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionError("refused"), EmbeddingError),
        (ZeroDivisionError("a bug"), EmbeddingError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_build_that_fails_leaves_the_index_in_use(
    opened: OPENED, models: Models, error: BaseException, told: type[BaseException]
) -> None:
    sound = Models(Constant("mine"), models.reader)
    folder, _ = opened(sound).build()
    broken = Models(Constant("mine", failing(error)), models.reader)
    with pytest.raises(told):
        opened(broken).build(force=True)
    assert index_folders(opened()) == [folder]
    assert "20 days" in opened(sound).ask(DAYS).text


def test_an_edition_whose_index_fails_is_not_put_on_record(opened: OPENED, models: Models) -> None:
    sound = Models(Constant("mine"), models.reader)
    opened(sound).build()
    broken = opened(Models(Constant("mine", failing(TimeoutError("late"))), models.reader))
    with pytest.raises(EmbeddingError, match=r"'mine' does not work \(TimeoutError: late\)"):
        broken.add(*new_edition(broken, 25, "2024-01"))
    assert len(broken.library.editions("leave")) == 1
    assert "20 days" in opened(sound).ask(DAYS).text


def test_a_full_disk_gives_one_sentence_and_leaves_the_index_in_use(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = opened().build()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np, "savez", full)
        with pytest.raises(KnowledgeError, match="room on the disk, and build again"):
            opened().build(force=True)
    assert index_folders(opened()) == [folder]
    assert "20 days" in opened().ask(DAYS).text


def test_a_build_that_waits_too_long_for_another_says_so(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    desk.build()
    monkeypatch.setattr(shelf, "LONGEST_WAIT", 0.01)
    with FileLock(desk.shelf.folder / ".lock"), pytest.raises(IndexBusy, match="wait for it"):
        desk.build(force=True)
    assert "20 days" in desk.ask(DAYS).text


# Damage


FILES = (
    "manifest.json",
    "passages.json",
    "words.json",
    "spans.npz",
    "tokens.i8",
    "chroma/chroma.sqlite3",
    "lexical/data.csc.index.npy",
    "lexical/vocab.index.json",
)


def cut_in_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwrite(file: Path) -> None:
    file.write_bytes(b"\x07 not what it was" * (file.stat().st_size // 17 + 1))


def test_a_damaged_index_is_named_with_its_cure_and_force_mends_it(
    home: Path, models: Models
) -> None:
    desk = desk_on(home, models)
    folder, _ = desk.build()
    cure = f"The index in {folder.name} is damaged; run `saathi knowledge build --force`."
    for name in FILES:
        sound = (folder / name).read_bytes()
        for damage in (cut_in_half, overwrite, Path.unlink):
            if (name, damage) == ("manifest.json", Path.unlink):
                continue  # then it is no index: the next test
            damage(folder / name)
            with pytest.raises(IndexMismatch) as caught:
                desk.answerer()
            assert str(caught.value) == cure, (name, damage)
            (folder / name).write_bytes(sound)
    overwrite(folder / "passages.json")
    desk.build(force=True)
    assert "20 days" in fresh_answer(home, models)


def test_an_index_that_lost_its_manifest_is_no_index(opened: OPENED) -> None:
    folder, _ = opened().build()
    (folder / "manifest.json").unlink()
    with pytest.raises(IndexMissing, match="run `saathi knowledge build`"):
        opened().ask(DAYS)
    opened().build()
    assert "20 days" in opened().ask(DAYS).text


@pytest.mark.parametrize("content", ["", "[]", "{", json.dumps({"format": 1, "passages": "many"})])
def test_a_manifest_of_other_documents_that_does_not_read_is_damage_too(
    opened: OPENED, home: Path, content: str
) -> None:
    folder, _ = opened().build()
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    (home / "corpus" / "leave.md").write_text(LEAVE.format(days=30), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"(damaged|another version).*; run `saathi know"):
        opened().ask(DAYS)
    opened().build()
    assert "30 days" in opened().ask(DAYS).text


def test_files_that_are_no_index_are_left_alone(home: Path) -> None:
    stray = home / "index" / "notes.txt"
    stray.parent.mkdir()
    stray.write_text("mine", encoding="utf-8")
    assert not Shelf(home / "index").has_any()
    desk_on(home).build()
    assert stray.read_text(encoding="utf-8") == "mine"


# Several processes


def build_and_tell(home: Path, force: bool) -> None:
    """Exit code 10 where the index was built now, 0 where it was there."""
    _, built = desk_on(home).build(force=force)
    os._exit(10 if built else 0)


def test_of_two_builds_at_once_one_builds_and_the_other_finds_it_done(
    home: Path, models: Models
) -> None:
    desk = desk_on(home, models)
    pair = [start_child(build_and_tell, home, False) for _ in range(2)]
    assert sorted(ended(child) for child in pair) == [0, 10]
    assert len(index_folders(desk)) == 1
    assert "20 days" in fresh_answer(home, models)


def test_two_forced_builds_at_once_both_end_in_an_index_that_opens(
    home: Path, models: Models
) -> None:
    desk = desk_on(home, models)
    pair = [start_child(build_and_tell, home, True) for _ in range(2)]
    assert [ended(child) for child in pair] == [10, 10]
    folders = index_folders(desk)
    assert len(folders) == 2
    for folder in folders:
        opened = PolicyIndex(folder, reader=models.reader)
        assert opened.search(DAYS)[0].passage.id == "leave 1"
        opened.close()


# kill -9


def survives(home: Path, models: Models, days: set[str]) -> None:
    """The last good index answers, the next build succeeds and nothing unfinished is left."""
    assert any(f"{number} days" in fresh_answer(home, models) for number in days)
    desk = desk_on(home, models)
    folder, _ = desk.build()
    left = index_folders(desk)
    assert folder in left
    assert len(left) <= shelf.KEPT
    assert not [entry.name for entry in left if entry.name.startswith(".")]


@pytest.fixture(scope="module")
def killed_home(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Path:
    """A home in which one killed process follows another; it has two indexes, so one must go."""
    home = tmp_path_factory.mktemp("killed")
    desk = desk_on(home, models)
    desk.build()
    desk.build(force=True)
    return home


@pytest.mark.parametrize(
    ("change", "nth"),
    [
        ("os.mkdir .building-", 1),
        ("open manifest.json", 1),
        ("open data.csc.index.npy", 1),
        ("before the vectors", 1),
        ("after the vectors", 1),
        ("open passages.json", 1),
        ("os.rename", 1),  # the new index put in use
        ("os.rename", 2),  # the oldest put aside
        ("os.remove", 1),
        ("os.remove", 9),
        ("os.rmdir .removing-", 1),
    ],
)
def test_a_build_killed_at_any_moment_leaves_an_index_that_answers(
    killed_home: Path, models: Models, change: str, nth: int
) -> None:
    child = start_child(killed_before, change, nth, killed_home, rebuild)
    assert ended(child) == -signal.SIGKILL
    survives(killed_home, models, {"20"})


@pytest.mark.parametrize(
    ("change", "nth", "edition", "days"),
    [
        ("before the vectors", 1, "2024-01", {"20"}),
        ("os.rename .building-", 1, "2024-02", {"20"}),
        ("open .saathi-", 1, "2024-03", {"20"}),  # the copy of its file
        ("os.rename .saathi-", 1, "2024-04", {"20"}),
        ("open .saathi-", 2, "2024-05", {"20"}),  # its record
        ("os.rename .saathi-", 2, "2024-06", {"20"}),
        ("os.rename", 4, "2024-07", {"40"}),  # on record, and not yet tidied
    ],
)
def test_an_edition_whose_adding_is_killed_is_on_record_with_its_index_or_not_at_all(
    killed_home: Path, models: Models, change: str, nth: int, edition: str, days: set[str]
) -> None:
    child = start_child(killed_before, change, nth, killed_home, add_edition, 40, edition)
    assert ended(child) == -signal.SIGKILL
    survives(killed_home, models, days)


@pytest.fixture(scope="module")
def three_editions(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Path:
    """A home with three editions of 20, 25 and 30 days and the index of the last."""
    home = tmp_path_factory.mktemp("three")
    desk = desk_on(home, models)
    desk.build()
    for days, edition in ((25, "2024"), (30, "2026")):
        desk.add(*new_edition(desk, days, edition))
    in_use = desk.answerer().index.folder
    desk.answerer().index.close()
    for number, folder in enumerate(set(index_folders(desk)) - {in_use}):
        shutil.rmtree(folder)  # so that the edition before has to be indexed again
        shutil.copytree(in_use, folder.with_name(f"earlier-{number}"))  # and one must be tidied
    return home


@pytest.fixture
def home_with_three(home: Path, three_editions: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(three_editions, home, dirs_exist_ok=True))


@pytest.mark.parametrize("work", [withdraw, correct])
@pytest.mark.parametrize(
    ("change", "nth", "is_decided"),
    [
        ("before the vectors", 1, False),
        ("os.rename .building-", 1, False),
        ("open .saathi-", 1, False),  # the decision
        ("os.rename .saathi-", 1, False),
        ("os.rename", 3, True),  # on record, and not yet tidied
    ],
)
def test_a_decision_that_is_killed_holds_with_its_index_or_not_at_all(
    home_with_three: Path,
    models: Models,
    work: Callable[..., None],
    change: str,
    nth: int,
    is_decided: bool,
) -> None:
    """Of three editions the last one's date is put before the others', or it is withdrawn."""
    home = home_with_three
    words = () if work is withdraw else ("2021",)
    child = start_child(killed_before, change, nth, home, work, *words)
    assert ended(child) == -signal.SIGKILL
    assert f"{25 if is_decided else 30} days" in fresh_answer(home, models)
    again = desk_on(home, models)
    if not is_decided:
        work(home, *words)
    assert "25 days" in fresh_answer(home, models)
    assert [record.document.edition for record in again.library.records()][2:] == [
        "2024",
        "2026" if work is withdraw else "2021",
    ]
    assert len(list((home / "documents" / "amendments").glob("*.json"))) == 1


def test_a_first_build_that_is_killed_is_mended_by_the_next(home: Path, models: Models) -> None:
    child = start_child(killed_before, "open passages.json", 1, home, rebuild)
    assert ended(child) == -signal.SIGKILL
    with pytest.raises(IndexMissing, match="run `saathi knowledge build`"):
        fresh_answer(home, models)
    desk = desk_on(home, models)
    folder, built = desk.build()
    assert built
    assert index_folders(desk) == [folder]
    assert "20 days" in fresh_answer(home, models)


def test_a_build_killed_from_outside_while_it_writes_vectors_leaves_the_index_in_use(
    home: Path, models: Models
) -> None:
    desk_on(home, models).build()
    clauses = "\n\n".join(f"{n}. Room {n} is cleaned on Monday morning." for n in range(1, 200))
    rooms = LEAVE.partition("\n1. ")[0].replace("leave", "rooms").replace("Leave", "Room")
    (home / "corpus" / "rooms.md").write_text(f"{rooms}\n{clauses}\n", encoding="utf-8")
    child = start_child(rebuild, home)
    for _ in range(20_000):
        if any((home / "index").glob(".building-*/tokens.i8")):
            break
        time.sleep(0.002)
    child.kill()
    assert ended(child) == -signal.SIGKILL
    (home / "corpus" / "rooms.md").unlink()
    survives(home, models, {"20"})
