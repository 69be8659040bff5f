"""Files of the sample checklists, timed in a process of their own."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import docx
from openpyxl import Workbook

from drafting.due_diligence import (
    Checklist,
    DueDiligenceDesk,
    checklist_document,
    checklist_workbook,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence.papers import telling
from drafting.partners import Side
from tests.benchmark.documents import in_turn
from tests.benchmark.rows import seconds
from tests.support.databases import fresh_database
from tests.support.drafting.sample_checklists import (
    FULLEST,
    SCHOOLS,
    TODAY,
    desk_with_fullest,
    sample_checklists,
    wish,
)

MANY = 200
PLAIN_OF = 20  # of them, for the baseline, which takes long


def largest() -> dict[str, float]:
    """Milliseconds of the largest checklist and of its files, in turn with plain libraries."""
    with _desk() as desk:
        return _largest(desk)


def _largest(desk: DueDiligenceDesk) -> dict[str, float]:
    made = desk.start(wish(FULLEST, SCHOOLS))
    files = {
        ".docx": checklist_document(made, TODAY),
        ".xlsx": checklist_workbook(made, TODAY),
    }
    taken = in_turn(
        {
            "made": lambda: desk.start(wish(FULLEST, SCHOOLS)),
            "document": lambda: checklist_document(made, TODAY),
            "workbook": lambda: checklist_workbook(made, TODAY),
            "plain_document": lambda: plain_document(made),
            "plain_workbook": lambda: plain_workbook(made),
            "read_document": lambda: read(made, files, ".docx"),
            "read_workbook": lambda: read(made, files, ".xlsx"),
        }
    )
    found = {name: median(times) for name, times in taken.items()}
    return found | {
        "both": found["made"] + found["document"] + found["workbook"],
        "plain": found["plain_document"] + found["plain_workbook"],
        "items": len(made.entries),
    }


def read(made: Checklist, files: dict[str, bytes], ending: str) -> None:
    """Reads a file back and plans what it would change."""
    merge_plan(made, read_checklist(files[ending], f"checklist{ending}"), "bench", TODAY)


def many() -> dict[str, float]:
    """Seconds for 200 checklists with both files, and for some by plain libraries, taken to 200."""
    some = list(islice(cycle(sample_checklists().values()), PLAIN_OF))
    every = list(islice(cycle(sample_checklists().values()), MANY))
    with _desk() as desk:
        ours = seconds(lambda: [both(_anew(desk, one)) for one in every])
    plain = seconds(lambda: [(plain_document(made), plain_workbook(made)) for made in some])
    return {"seconds": ours, "plain": plain * _rows(every) / _rows(some), "plain_of": PLAIN_OF}


def _anew(desk: DueDiligenceDesk, like: Checklist) -> Checklist:
    """Another checklist of the same agreement: chosen, filled in and saved."""
    return desk.start(wish(like.partner, like.agreement))


def _rows(checklists: Sequence[Checklist]) -> int:
    return sum(len(one.entries) for one in checklists)


@contextmanager
def _desk() -> Iterator[DueDiligenceDesk]:
    """A desk with the samples and the partner of the largest checklist."""
    with tempfile.TemporaryDirectory() as folder, fresh_database("sqlite", Path(folder)) as held:
        yield desk_with_fullest(held)


def both(made: Checklist) -> int:
    """The bytes of both files."""
    return len(checklist_document(made, TODAY)) + len(checklist_workbook(made, TODAY))


def rows(made: Checklist, side: Side) -> Iterator[list[str]]:
    """What a half says, a row an item."""
    for entry in made.half(side):
        shown = entry.current
        said = [shown.state.label, shown.text] if shown else ["Open", ""]
        yield [entry.item.ask, entry.item.evidence, telling.why(entry), *said]


def plain_document(made: Checklist) -> bytes:
    """The same rows by python-docx as its manual has it: no controls, no look."""
    document = docx.Document()
    for side in (Side.PARTNER, Side.CIP):
        table = document.add_table(rows=0, cols=2)
        for ask, evidence, why, state, text in rows(made, side):
            cells = table.add_row().cells
            cells[0].text = ask
            cells[0].add_paragraph(f"{evidence} {why}")
            cells[1].text = state
            cells[1].add_paragraph(text)
            cells[1].add_paragraph("Evidence, until")
            cells[1].add_paragraph("Gap, addressed by, agreed, by")
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def plain_workbook(made: Checklist) -> bytes:
    """The same rows by openpyxl as its manual has it: no look, no drop-downs."""
    book = Workbook()
    for side in (Side.PARTNER, Side.CIP):
        page = book.create_sheet(side.label)
        for row in rows(made, side):
            page.append([*row, "", "", "", "", "", ""])
    held = BytesIO()
    book.save(held)
    return held.getvalue()


COMMANDS = {"largest": largest, "many": many}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]]()))
