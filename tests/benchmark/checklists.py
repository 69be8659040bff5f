"""The figures of checklists' files, each with its baseline. Imports nothing large."""

from __future__ import annotations

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

PLAIN_WORD = "plain python-docx, the same rows without controls"
PLAIN_SHEETS = "plain openpyxl, the same rows"
PLAIN = "plain python-docx and openpyxl, the same rows"


def checklists() -> list[Row]:
    """Every figure, on the sample partners."""
    say("Checklists")
    one = part("checklist_files", "largest").figures
    ended = part("checklist_files", "many")
    many = ended.figures
    note = f"the largest checklist, {one['items']} questions: made, saved, both files"
    return [
        Row("checklist_largest_ms", one["both"], "ms", PLAIN, one["plain"], note=note),
        Row("checklist_made_ms", one["made"], "ms", note="chosen, filled in and saved"),
        Row("checklist_document_ms", one["document"], "ms", PLAIN_WORD, one["plain_document"]),
        Row("checklist_workbook_ms", one["workbook"], "ms", PLAIN_SHEETS, one["plain_workbook"]),
        Row("checklist_read_document_ms", one["read_document"], "ms", note="read and planned"),
        Row("checklist_read_workbook_ms", one["read_workbook"], "ms", note="read and planned"),
        Row(
            "checklists_200_s",
            many["seconds"],
            "s",
            f"{PLAIN}, of {many['plain_of']} taken up to 200",
            many["plain"],
            note="200 checklists, made and saved, with both files",
        ),
        Row("checklists_200_peak_mb", ended.peak_mb, "MB", note="with the baseline's own"),
    ]
