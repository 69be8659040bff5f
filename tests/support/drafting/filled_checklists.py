"""Fills a checklist's files in: Word's controls as Word writes them, cells as Excel does."""

from __future__ import annotations

import copy
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx_plus.controls import set_control_value
from openpyxl import load_workbook

from drafting.due_diligence import (
    Checklist,
    ChecklistEntry,
    DueDiligenceDesk,
    MergePlan,
    checklist_document,
    checklist_workbook,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence.checklists import PartnerVoice
from drafting.due_diligence.checklists.checklist import ItemAnswer
from drafting.due_diligence.papers.marking import EVIDENCE, LABELS, TEXT, UNTIL
from drafting.partners import Side
from tests.support.drafting.sample_checklists import TODAY
from tests.support.programs import LIBREOFFICE, needed

Fields = Mapping[str, Any]  # by the letter of the field: 's', 't', 'e0', …
Make = Callable[[Checklist, Mapping[str, Fields]], tuple[bytes, str]]
IMPORTER = "U9"
VOICE = PartnerVoice("Sample Director One")  # who at the partner filled it in


def filled_document(content: bytes, entries: Mapping[str, Fields]) -> bytes:
    """The Word file with these fields filled in, by the entries' keys."""
    document = docx.Document(io.BytesIO(content))
    tags = {_value(one, "w:tag"): one for one in document.element.body.iter(qn("w:sdt"))}
    for entry, fields in entries.items():
        for field, value in fields.items():
            tag = next(tag for tag in tags if _is_of(tag, field, entry))
            if field == TEXT:
                _write_paragraphs(tags[tag], value)
            else:
                moment = datetime.combine(value, datetime.min.time()) if _is_day(value) else value
                set_control_value(document, tag, moment)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _is_of(tag: str, field: str, entry: str) -> bool:
    return tag.startswith(f"{field}.") and tag.partition(".")[2][14:] == entry


def _is_day(value: object) -> bool:
    return isinstance(value, date)


def _value(control: Any, name: str) -> str:
    found = control.find(f"{qn('w:sdtPr')}/{qn(name)}")
    return "" if found is None else str(found.get(qn("w:val")))


def _write_paragraphs(control: Any, text: str) -> None:
    """What Word makes of a rich text: of several paragraphs, the control grows around them."""
    properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    hint = properties.find(qn("w:showingPlcHdr"))
    if hint is not None:
        properties.remove(hint)
    for child in list(content):
        content.remove(child)
    first, *more = text.split("\n")
    if not more:
        content.append(_run(first))
        return
    outer = control.getparent()
    outer.addprevious(control)
    outer.getparent().remove(outer)
    for line in (first, *more):
        paragraph = OxmlElement("w:p")
        paragraph.append(copy.deepcopy(outer.find(qn("w:pPr"))))
        paragraph.append(_run(line))
        content.append(paragraph)


def _run(text: str) -> Any:
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def filled_workbook(content: bytes, entries: Mapping[str, Fields]) -> bytes:
    """The workbook with these fields filled in, by the entries' keys."""
    book: Any = load_workbook(io.BytesIO(content))
    for entry, fields in entries.items():
        page, row = next(
            (page, cells[0].row)
            for page in book.worksheets
            for cells in page.iter_rows(min_row=2)
            if str(cells[0].value).endswith(f".{entry}")
        )
        columns = {cell.value: cell.column for cell in page[1]}
        for field, value in fields.items():
            letter = field[0] if field[0] in (EVIDENCE, UNTIL) else field
            page.cell(row, columns[LABELS[letter]]).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def saved_by_libreoffice(content: bytes) -> bytes:
    """The Word file after LibreOffice opened it and saved it as .docx again."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / "checklist.docx"
        file.write_bytes(content)
        subprocess.run(
            [
                needed(LIBREOFFICE),
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                str(folder / "saved"),
                str(file),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return (folder / "saved" / "checklist.docx").read_bytes()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The package with every part changed so, and with more parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return made.getvalue()


# --- the whole way, out and back


def as_document(made: Checklist, entries: Mapping[str, Fields]) -> tuple[bytes, str]:
    return filled_document(checklist_document(made, TODAY), entries), f"{made.id}.docx"


def as_workbook(made: Checklist, entries: Mapping[str, Fields]) -> tuple[bytes, str]:
    return filled_workbook(checklist_workbook(made, TODAY), entries), f"{made.id}.xlsx"


def planned(made: Checklist, file: tuple[bytes, str]) -> MergePlan:
    return merge_plan(made, read_checklist(*file), IMPORTER, TODAY, VOICE)


def imported(desk: DueDiligenceDesk, made: Checklist, file: tuple[bytes, str]) -> Checklist:
    plan = planned(desk.get(made.id), file)
    return desk.answer(made.id, plan.answer_inputs)


def current(made: Checklist, entry: str) -> ItemAnswer:
    found = made.entry(entry)
    assert found is not None
    assert found.current is not None
    return found.current


def first(made: Checklist, side: Side = Side.PARTNER) -> ChecklistEntry:
    return next(one for one in made.half(side) if not one.answers)
