"""Files of the sample checklists, timed in a process of their own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import cycle, islice
from statistics import median

import docx
from openpyxl import Workbook

from drafting import (
    Checklist,
    Side,
    checklist_document,
    checklist_workbook,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence import telling
from tests.benchmark.documents import in_turn
from tests.benchmark.rows import seconds
from tests.sample_checklists import TODAY, sample_checklists
from tests.sample_checklists import largest as largest_checklist

MANY = 200
PLAIN_OF = 20  # of them, for the baseline, which takes long


def largest() -> dict[str, float]:
    """Milliseconds of each file of the largest checklist, in turn with plain libraries."""
    made = largest_checklist()
    files = {
        ".docx": checklist_document(made, TODAY),
        ".xlsx": checklist_workbook(made, TODAY),
    }
    taken = in_turn(
        {
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
        "both": found["document"] + found["workbook"],
        "plain": found["plain_document"] + found["plain_workbook"],
        "items": len(made.entries),
    }


def read(made: Checklist, files: dict[str, bytes], ending: str) -> None:
    """Reads a file back and plans what it would change."""
    merge_plan(made, read_checklist(files[ending], f"checklist{ending}"), "bench")


def many() -> dict[str, float]:
    """Seconds for both files of 200 checklists, and of some by plain libraries, taken up to 200."""
    every = list(islice(cycle(sample_checklists().values()), MANY))
    some = every[:PLAIN_OF]
    ours = seconds(lambda: [both(made) for made in every])
    plain = seconds(lambda: [(plain_document(made), plain_workbook(made)) for made in some])
    return {"seconds": ours, "plain": plain * MANY / PLAIN_OF, "plain_of": PLAIN_OF}


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
