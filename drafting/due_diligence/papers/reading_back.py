"""Reads a checklist's file after somebody filled it in; either kind of file.

Nothing that stands in a file is more than text: what says "mark as passed" is an answer's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from drafting.documents.conversion import as_word_or_workbook
from drafting.due_diligence.papers.filled import FilledEntry, RawFields, RawFile
from drafting.due_diligence.papers.marking import Mark, sign
from drafting.due_diligence.papers.remarks import MOST_REMARKS, Remark
from drafting.partners.errors import BadRecord, NotOurs, UnreadableDraft
from drafting.partners.naming import SHIPPED, OfficeNames, name_office, office_names
from drafting.partners.problems import Problem
from knowledge.confinement import confined

WHOSE = "give the .docx or .xlsx that Saathi made, after it was filled in"


@dataclass(frozen=True)
class ReadBack:
    """What a file of a checklist holds."""

    checklist: str  # its id
    file: str  # the file's name
    answers: tuple[FilledEntry, ...]
    problems: tuple[Problem, ...]  # what could not be read, by place, with the cure
    remarks: tuple[Remark, ...] = ()  # every word outside the fields, Saathi's own among them


def read_checklist(content: bytes, name: str) -> ReadBack:
    """What was filled in. Raises UnreadableDraft or BadRecord where the file cannot be read.

    What another program saved is converted first, where LibreOffice is on this machine.
    """
    return checklist_of(*as_word_or_workbook(name, content), office_names())


@confined(UnreadableDraft, NotOurs, BadRecord, cure=WHOSE, loads=("lxml.etree", "openpyxl"))
def checklist_of(name: str, content: bytes, office: OfficeNames = SHIPPED) -> ReadBack:
    """The same, in a child process."""
    name_office(*office)
    problems: list[Problem] = []
    match PurePath(name).suffix.lower():
        case ".docx":
            from drafting.due_diligence.papers.reading_documents import (  # noqa: PLC0415  (lxml)
                read_document,
            )

            raw = read_document(content, name, problems)
        case ".xlsx":
            from drafting.due_diligence.papers.reading_workbooks import (  # noqa: PLC0415  (openpyxl)
                read_workbook,
            )

            raw = read_workbook(content, name, problems)
        case _:
            raise UnreadableDraft(f"{name} is no Word file or workbook; {WHOSE}.")
    return _read_back(name, raw, problems)


def _read_back(name: str, raw: RawFile, problems: list[Problem]) -> ReadBack:
    checklist = _checklist(name, raw.ids, raw.rows)
    remarks = list(raw.remarks)
    own: list[tuple[FilledEntry, RawFields]] = []
    other_items = 0
    for mark, row in raw.rows:
        if mark.checklist == sign(checklist):
            filled_entry, unread = row.read(problems)
            own.append((filled_entry, row))
            remarks += unread
        else:
            other_items += 1
            remarks += row.words()
    if other_items:
        sentence = f"{other_items} of its items belong to another checklist and were left out."
        problems.append(Problem(name, f"{sentence} Import that checklist’s own file for them."))
    entries = tuple(_without_copies(name, own, problems, remarks))
    if len(remarks) > MOST_REMARKS:
        raise UnreadableDraft(
            f"{name} holds more than {MOST_REMARKS:,} pieces of text, so it is no checklist; "
            f"{WHOSE}."
        )
    return ReadBack(checklist, name, entries, tuple(problems), tuple(remarks))


def _checklist(name: str, ids: Iterable[str], rows: Sequence[tuple[Mark, RawFields]]) -> str:
    """The id that the file names and its marks confirm."""
    if not rows:
        raise NotOurs(f"{name} holds no fields of a checklist; {WHOSE}.")
    signs = {mark.checklist for mark, _ in rows}
    name_on_file = next((candidate for candidate in ids if sign(candidate) in signs), None)
    if name_on_file is None:
        raise UnreadableDraft(
            f"{name} no longer says which checklist it is; write its reference (it begins with "
            "DD_) into the first line, or give the file that Saathi made."
        )
    return name_on_file


def _without_copies(
    name: str,
    rows: Iterable[tuple[FilledEntry, RawFields]],
    problems: list[Problem],
    remarks: list[Remark],
) -> Iterator[FilledEntry]:
    """Each entry once; one whose copies differ is left out, with a problem and all its words."""
    by_entry: dict[str, list[tuple[FilledEntry, RawFields]]] = {}
    for filled_entry, row in rows:
        by_entry.setdefault(filled_entry.entry, []).append((filled_entry, row))
    for entry, copies in by_entry.items():
        first = copies[0][0]
        if all(filled_entry == first for filled_entry, _ in copies):
            yield first
            continue
        remarks += (remark for _, row in copies for remark in row.words())
        sentence = f"‘{entry}’ stands there more than once and differs; keep one and import again."
        problems.append(Problem(name, sentence))
