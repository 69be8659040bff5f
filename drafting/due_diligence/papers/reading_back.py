"""A checklist's file after somebody filled it in, read back; either kind of file.

Nothing that stands in a file is more than text: what says "mark as passed" is an answer's words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from drafting.due_diligence.papers.filled import Filled, Found
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
    answers: tuple[Filled, ...]
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

            ids, found = read_document(content, name, problems)
        case ".xlsx":
            from drafting.due_diligence.papers.reading_workbooks import (  # noqa: PLC0415  (openpyxl)
                read_workbook,
            )

            ids, found = read_workbook(content, name, problems)
        case _:
            raise UnreadableDraft(f"{name} is no Word file or workbook; {WHOSE}.")
    return _read_back(name, ids, found, problems)


def _read_back(
    name: str,
    ids: Iterable[str],
    found: list[tuple[Mark, Found]],
    problems: list[Problem],
) -> ReadBack:
    checklist = _checklist(name, ids, found)
    own, others = [], 0
    for mark, one in found:
        if mark.checklist == sign(checklist):
            own.append(one.read(problems))
        else:
            others += 1
    if others:
        said = f"{others} of its items belong to another checklist and were left out."
        problems.append(Problem(name, f"{said} Import that checklist’s own file for them."))
    return ReadBack(checklist, name, tuple(_once(name, own, problems)), tuple(problems))


def _checklist(name: str, ids: Iterable[str], found: list[tuple[Mark, Found]]) -> str:
    """The id that the file bears and its marks confirm."""
    if not found:
        raise NotOurs(f"{name} holds no fields of a checklist; {WHOSE}.")
    signs = {mark.checklist for mark, _ in found}
    confirmed = next((one for one in ids if sign(one) in signs), None)
    if confirmed is None:
        raise UnreadableDraft(
            f"{name} no longer says which checklist it is; write its reference (it begins with "
            "DD_) into the first line, or give the file that Saathi made."
        )
    return confirmed


def _once(name: str, filled: list[Filled], problems: list[Problem]) -> list[Filled]:
    """Each entry once; one that stands twice and says two things is told, and left out."""
    by_entry: dict[str, list[Filled]] = {}
    for one in filled:
        by_entry.setdefault(one.entry, []).append(one)
    kept = []
    for entry, these in by_entry.items():
        if all(one == these[0] for one in these):
            kept.append(these[0])
        else:
            told = f"‘{entry}’ stands there more than once and differs; keep one and import again."
            problems.append(Problem(name, told))
    return kept
