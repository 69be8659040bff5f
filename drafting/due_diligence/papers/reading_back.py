"""Reads a checklist's file after somebody filled it in; either kind of file.

Nothing that stands in a file is more than text: what says "mark as passed" is an answer's words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from drafting.due_diligence.papers.filled import FilledEntry, RawFields
from drafting.due_diligence.papers.marking import Mark, sign
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


def read_checklist(content: bytes, name: str) -> ReadBack:
    """What was filled in. Raises UnreadableDraft or BadRecord where the file cannot be read."""
    return checklist_of(name, content, office_names())


@confined(UnreadableDraft, NotOurs, BadRecord, cure=WHOSE, loads=("lxml.etree", "openpyxl"))
def checklist_of(name: str, content: bytes, office: OfficeNames = SHIPPED) -> ReadBack:
    """The same, in a child process."""
    name_office(*office)
    problems: list[Problem] = []
    ids: Iterable[str]
    match PurePath(name).suffix.lower():
        case ".docx":
            from drafting.due_diligence.papers.reading_documents import (  # noqa: PLC0415  (lxml)
                read_document,
            )

            ids, rows = read_document(content, name, problems)
        case ".xlsx":
            from drafting.due_diligence.papers.reading_workbooks import (  # noqa: PLC0415  (openpyxl)
                read_workbook,
            )

            ids, rows = read_workbook(content, name, problems)
        case _:
            raise UnreadableDraft(f"{name} is no Word file or workbook; {WHOSE}.")
    return _read_back(name, ids, rows, problems)


def _read_back(
    name: str,
    ids: Iterable[str],
    rows: list[tuple[Mark, RawFields]],
    problems: list[Problem],
) -> ReadBack:
    checklist = _checklist(name, ids, rows)
    own, other_items = [], 0
    for mark, row in rows:
        if mark.checklist == sign(checklist):
            own.append(row.read(problems))
        else:
            other_items += 1
    if other_items:
        sentence = f"{other_items} of its items belong to another checklist and were left out."
        problems.append(Problem(name, f"{sentence} Import that checklist’s own file for them."))
    return ReadBack(checklist, name, tuple(_without_copies(name, own, problems)), tuple(problems))


def _checklist(name: str, ids: Iterable[str], rows: list[tuple[Mark, RawFields]]) -> str:
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
    name: str, filled_entries: list[FilledEntry], problems: list[Problem]
) -> list[FilledEntry]:
    """Each entry once; one whose copies differ is left out, with a problem."""
    by_entry: dict[str, list[FilledEntry]] = {}
    for filled_entry in filled_entries:
        by_entry.setdefault(filled_entry.entry, []).append(filled_entry)
    entries = []
    for entry, copies in by_entry.items():
        if all(filled_entry == copies[0] for filled_entry in copies):
            entries.append(copies[0])
        else:
            sentence = (
                f"‘{entry}’ stands there more than once and differs; keep one and import again."
            )
            problems.append(Problem(name, sentence))
    return entries
