"""Every file of an index has a digest: a changed byte and a missing or added file are found."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.index import working_copy
from knowledge.index.digests import FILE, byte_faults, read_digests
from knowledge.index.shelf import Models
from tests.running.built_home import copy_built_home
from tests.support.command_line import run
from tests.support.small_desk import (
    DAYS,
    desk_on,
    ended,
    fresh_answer,
    index_folders,
    small_models,
    start_child,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index of the shipped documents is built."""
    return copy_built_home(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In place of the system's temporary folder, which others use too."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(working_copy, "_temporary_folder", lambda: folder)
    return folder


def index_of(home: Path) -> Path:
    [folder] = [path for path in (home / "index").iterdir() if path.is_dir()]
    return folder


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(file: Path, at: int) -> None:
    """Changes one bit of the file, whose size and time stay as they were."""
    status = file.stat()
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_byte_that_changed_in_any_file_is_found_and_the_file_named(built: Path) -> None:
    folder = index_of(built)
    assert run("knowledge", "check", home=built).code == 0
    digests = read_digests(folder)
    assert digests is not None
    for file in files_in(folder):
        size = file.stat().st_size
        for at in {0, size // 2, size - 1} if size and file.name != FILE else ():
            flip(file, at)
            try:
                name = file.relative_to(folder).as_posix()
                assert byte_faults(folder, digests) == [f"{name} is not as it was written"]
            finally:
                flip(file, at)
    flip(folder / FILE, (folder / FILE).stat().st_size // 2)
    assert "knowledge build --force`" in run("knowledge", "check", home=built).err
    flip(folder / FILE, (folder / FILE).stat().st_size // 2)
    assert run("knowledge", "check", home=built).code == 0


def zeros(file: Path) -> None:
    file.write_bytes(b"\0" * file.stat().st_size)


def random_bytes(file: Path) -> None:
    file.write_bytes(os.urandom(file.stat().st_size))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tokens.i8", random_bytes),
        ("lexical/data.csc.index.npy", zeros),
        ("chroma/chroma.sqlite3", zeros),
    ],
)
def test_check_and_doctor_name_the_file_whose_content_was_replaced(
    built: Path, tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    home = tmp_path / "changed"
    shutil.copytree(built, home)
    change(index_of(home) / name)
    sentence = (
        f"The index in {index_of(home).name} is damaged ({name} is not as it was written); run "
        "`saathi knowledge build --force`."
    )
    assert run("knowledge", "check", home=home).complaint == sentence
    examined = run("doctor", home=home, columns=400)
    assert examined.code == 1
    assert sentence in examined.said


def cut(folder: Path) -> None:
    (folder / "tokens.i8").write_bytes((folder / "tokens.i8").read_bytes()[:-384])


def remove(folder: Path) -> None:
    (folder / "lexical" / "indices.csc.index.npy").unlink()


def add(folder: Path) -> None:
    (folder / "lexical" / "corpus.jsonl").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (cut, "tokens.i8 has another size"),
        (remove, "lexical/indices.csc.index.npy is missing"),
        (add, "lexical/corpus.jsonl does not belong to it"),
    ],
)
def test_files_that_are_missing_too_many_or_of_another_size_stop_the_opening(
    home: Path, models: Models, change: Callable[[Path], None], fault: str
) -> None:
    desk = desk_on(home, models)
    folder, _ = desk.build()
    change(folder)
    with pytest.raises(Exception, match=r"is damaged; run `saathi knowledge build --force`"):
        desk.ask(DAYS)
    assert desk.index_problems() == [
        f"The index in {folder.name} is damaged ({fault}); run `saathi knowledge build --force`."
    ]
    desk.build(force=True)
    assert desk.index_problems() == []


def test_asking_changes_no_byte_of_the_index_and_leaves_no_copy(
    home: Path, models: Models, temporary: Path
) -> None:
    desk = desk_on(home, models)
    folder, _ = desk.build()
    before = {file: file.read_bytes() for file in files_in(folder)}
    for _ in range(2):
        assert "20 days" in fresh_answer(home, models)
    assert {file: file.read_bytes() for file in files_in(folder)} == before
    assert list(temporary.iterdir()) == []


def test_an_index_from_before_there_were_digests_answers_and_is_built_anew(
    home: Path, models: Models
) -> None:
    desk = desk_on(home, models)
    folder, _ = desk.build()
    (folder / FILE).unlink()
    assert "20 days" in fresh_answer(home, models)
    assert desk.index_problems() == [
        f"The index in {folder.name} was built before its files had digests, so they cannot be "
        "checked; run `saathi knowledge build`."
    ]
    _, is_new = desk.build()
    assert is_new
    assert desk.index_problems() == []


def ask_and_die(home: Path, temporary: Path) -> None:
    working_copy._temporary_folder = lambda: temporary
    desk = desk_on(home)
    desk.ask(DAYS)
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_reader_left_is_deleted_by_the_next_and_no_others(
    home: Path, models: Models, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_on(home, models)
    desk.build()
    desk.ask(DAYS)
    [own] = temporary.iterdir()
    assert ended(start_child(ask_and_die, home, temporary)) == -signal.SIGKILL
    assert len(list(temporary.iterdir())) == 2
    monkeypatch.setattr(working_copy, "YOUNG", 0.0)
    assert "20 days" in fresh_answer(home, models)
    assert list(temporary.iterdir()) == [own]
    assert "20 days" in desk.ask(DAYS).text
    desk.answerer().index.close()


def test_without_a_temporary_folder_the_copy_lies_beside_the_index(
    home: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_on(home, models)
    folder, _ = desk.build()

    monkeypatch.setattr(working_copy, "_temporary_folder", lambda: None)
    assert "20 days" in fresh_answer(home, models)
    assert index_folders(desk) == [folder]
