"""What it costs to add to a library of 1,000 clauses. Imports nothing large."""

from __future__ import annotations

from pathlib import Path

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

WHOLE = "building the index of all clauses whole"
ALONE = "the same clauses in an empty library"
SAID = {"clause": "one clause", "page": "a page of 10 clauses", "pages_80": "80 pages, 800 clauses"}


def adding(folder: Path) -> list[Row]:
    """A figure for one clause, one page and 80 pages beside 1,000 clauses, in processor time."""
    say("Adding to a library of 1,000 clauses")
    found = part("adding_clauses", str(folder)).figures
    rows = [
        Row(f"add_{name}_s", found[name]["beside"], "s", WHOLE, found[name]["whole"], note=said)
        for name, said in SAID.items()
    ]
    page = found["page"]
    note = "a page beside 1,000 clauses"
    return [*rows, Row("add_page_beside_s", page["beside"], "s", ALONE, page["alone"], note=note)]
