"""List files as they are published are read whole; what cannot be is refused with a cure."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from drafting.screening import BadList, read_lists
from drafting.screening.entries import EntryKind, ListEntry
from drafting.screening.folder import list_of
from drafting.screening.xml_lists import ListContent
from tests.drafting.screening import list_files


def content_of(file: str, content: bytes) -> ListContent:
    return list_of.unconfined(file, content)


def entry_of(file: str, content: bytes, number: int = 0) -> ListEntry:
    return content_of(file, content).entries[number]


def test_the_un_list_is_read_with_aliases_script_and_documents() -> None:
    content = content_of("consolidated.xml", list_files.UN)
    person, entity = content.entries
    assert content.as_of == date(2026, 11, 3)
    assert person.reference == "XXi.001"
    assert person.names == ("GUL HAMEED WAZIRZAI", "Abu Zarqan", "گل حمید وزیرزئی")
    assert person.numbers == ("35202-0000001-1",)
    assert (entity.kind, entity.aliases) == (EntryKind.ORGANISATION, ("Noor Aid",))


@pytest.mark.parametrize(
    ("file", "content"), [("sdn.xml", list_files.OFAC_XML), ("sdn.csv", list_files.OFAC_CSV)]
)
def test_the_ofac_list_is_read_as_xml_and_as_csv(file: str, content: bytes) -> None:
    entry = entry_of(file, content)
    assert sorted(entry.name.replace(",", "").upper().split()) == ["JAMALI", "TARIQZADA", "YOUSUF"]
    assert len(entry.aliases) == 1
    assert (entry.kind, entry.numbers) == (EntryKind.PERSON, ("ZZ0000007",))
    assert content_of(file, content).title == "OFAC list"


def test_in_ofacs_table_no_kind_is_an_organisation_and_a_ship_is_neither() -> None:
    kinds = [entry.kind for entry in content_of("sdn.csv", list_files.OFAC_CSV).entries]
    assert kinds == [EntryKind.PERSON, EntryKind.ORGANISATION, EntryKind.VESSEL]
    (alias,) = content_of("alt.csv", list_files.OFAC_ALT).entries
    assert (alias.reference, alias.name) == ("7", "TARIQ, Yusuf")


@pytest.mark.parametrize(
    ("file", "content"), [("eu.xml", list_files.EU_XML), ("eu.csv", list_files.EU_CSV)]
)
def test_the_eu_list_is_read_as_xml_and_as_csv_with_a_line_for_each_alias(
    file: str, content: bytes
) -> None:
    (entry,) = content_of(file, content).entries
    assert entry.name == "Waheeda Soomropur"
    assert (len(entry.aliases), entry.numbers) == (1, ("AB0000009",))
    assert (entry.reference, entry.kind) == ("EU.1.1", EntryKind.PERSON)
    assert content_of(file, content).as_of == date(2026, 11, 6)


def test_a_national_list_is_read_as_the_office_has_it() -> None:
    content = content_of("Proscribed 2026-11-20.xlsx", list_files.national_list())
    first, second, third = content.entries
    assert content.as_of == date(2026, 11, 20)
    assert (first.names, first.father) == (("Muhammad Bilal Qureshi", "Bila"), "Ghulam Qadir")
    assert first.numbers == ("3520200000011",)
    assert second.names == ("Saifullah Mehsudpur", "Saifi")
    assert third.name == "Khidmat-e-Awam Tanzeem"


def test_a_table_with_headings_is_read() -> None:
    entry = entry_of("targets.simple.csv", list_files.SIMPLE_CSV)
    assert entry.aliases == ("Umer Darweshani", "Ustad Omar")
    assert entry.numbers == ("35202-0000005-5",)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("broken.xml", b"<CONSOLIDATED_LIST><INDIV"),
        ("other.xml", b"<feed><name>x</name></feed>"),
        ("bomb.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><CONSOLIDATED_LIST/>'),
        ("nameless.csv", b"colour,size\nred,2\n"),
        ("list.pdf", b"%PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    tmp_path: Path, file: str, content: bytes
) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(BadList, match=file):
        read_lists(tmp_path)


def test_a_new_edition_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "made-up.csv"
    file.write_text("Name\nOne Person\n", encoding="utf-8")
    (first,) = read_lists(tmp_path)
    file.write_text("Name\nOne Person\nAnother Person\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    (second,) = read_lists(tmp_path)
    assert (len(first.entries), len(second.entries)) == (1, 2)
    assert first.digest != second.digest
