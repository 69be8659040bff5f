"""Tracked changes between two versions of a draft."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from drafting.agreements import Draft
from drafting.partners.errors import ExtraMissing, NotAllowed
from knowledge import read_word_file
from tests.support.drafting.desk import SCHOOLS, Room, asked, changed, drafting_room, sample
from tests.support.word_files import complaints


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with drafting_room(tmp_path_factory.mktemp("room"), sample()) as room:
        room.desk.draft(asked())
        room.save(changed(sample(), "goal", "Girls and boys go to school together.", SCHOOLS))
        yield room


@pytest.fixture(scope="module")
def second(room: Room) -> Draft:
    return room.desk.draft(asked())


@pytest.fixture(scope="module")
def made(room: Room, second: Draft) -> bytes:
    made = room.desk.redline(second.id)
    assert made is not None
    return made


def test_tracked_changes_show_what_came_and_went(
    made: bytes, second: Draft, tmp_path: Path
) -> None:
    file = tmp_path / "changes.docx"
    file.write_bytes(made)
    with zipfile.ZipFile(file) as archive:
        document = archive.read("word/document.xml").decode()
    assert 'w:author="Saathi"' in document
    assert "600" in "".join(deleted_words(document))
    accepted = read_word_file(file)
    assert accepted.tracked_changes > 0
    (tmp_path / "second.docx").write_bytes(second.clean)
    assert accepted.paragraphs == read_word_file(tmp_path / "second.docx").paragraphs
    assert docx.Document(io.BytesIO(made)).paragraphs


def deleted_words(document: str) -> list[str]:
    return [part.partition("</w:delText>")[0] for part in document.split("<w:delText")[1:]]


def test_the_file_is_valid(made: bytes, tmp_path: Path) -> None:
    assert not complaints({"changes": made}, tmp_path)


def test_a_first_version_has_none(room: Room) -> None:
    assert room.desk.redline(f"CONTRACT_sample-roshni_{SCHOOLS}_v1") is None


def test_files_with_restricted_values_give_none_to_others(room: Room) -> None:
    private = room.desk.draft(asked(may_see_restricted=True))
    with pytest.raises(NotAllowed):
        room.desk.redline(private.id)
    assert room.desk.redline(private.id, may_see_restricted_fields=True)


def test_without_the_extra_a_sentence_says_how_to_install_it(
    room: Room, second: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_redlines", None)
    with pytest.raises(ExtraMissing, match=r"install `saathi\[redlines\]`"):
        room.desk.redline(second.id)
