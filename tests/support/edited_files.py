"""Edits that people make in Word, made to a .docx without Word."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph

Edit = Callable[[Document], object]


def edited(content: bytes, *edits: Edit) -> bytes:
    """The file after these edits, saved as another program saves it."""
    document = docx.Document(io.BytesIO(content))
    for edit in edits:
        edit(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def every_paragraph(document: Document) -> list[Paragraph]:
    """Every paragraph, those of tables too, in order."""
    return [Paragraph(p, document) for p in document.element.body.iter(qn("w:p"))]


def holding(document: Document, text: str) -> Paragraph:
    """The first paragraph that holds `text`."""
    return next(one for one in every_paragraph(document) if text in words(one))


def words(paragraph: Paragraph) -> str:
    """All words of a paragraph, also inside fields."""
    return "".join(text.text or "" for text in paragraph._p.iter(qn("w:t")))


def rewriting(old: str, new: str) -> Edit:
    """Somebody types over words; the paragraph becomes one run."""

    def edit(document: Document) -> None:
        paragraph = holding(document, old)
        whole = words(paragraph).replace(old, new)
        for run in list(paragraph._p.iter(qn("w:r"))):
            run.getparent().remove(run)
        paragraph.add_run(whole)

    return edit


def deleting(text: str) -> Edit:
    """Somebody deletes a whole paragraph."""

    def edit(document: Document) -> None:
        found = holding(document, text)._p
        found.getparent().remove(found)

    return edit


def adding_after(text: str, new: str) -> Edit:
    """Somebody adds a paragraph."""

    def edit(document: Document) -> None:
        before = holding(document, text)
        added = copy.deepcopy(before._p)
        for run in list(added.iter(qn("w:r"))):
            run.getparent().remove(run)
        before._p.addnext(added)
        Paragraph(added, document).add_run(new)

    return edit


def parting(text: str) -> Edit:
    """Somebody presses Enter before `text`."""

    def edit(document: Document) -> None:
        paragraph = holding(document, text)
        first, _, rest = words(paragraph).partition(text)
        adding_after(text, text + rest)(document)
        for run in list(paragraph._p.iter(qn("w:r"))):
            run.getparent().remove(run)
        paragraph.add_run(first)

    return edit


def moving(first: str, last: str, behind: str) -> Edit:
    """Somebody moves the paragraphs from `first` to `last` behind another one."""

    def edit(document: Document) -> None:
        start, end = holding(document, first)._p, holding(document, last)._p
        stretch = [start]
        while stretch[-1] is not end:
            stretch.append(stretch[-1].getnext())
        place = holding(document, behind)._p
        for paragraph in stretch:
            place.addnext(paragraph)
            place = paragraph

    return edit


def tracking(old: str, new: str) -> Edit:
    """Somebody types over words while Word tracks the changes."""

    def edit(document: Document) -> None:
        paragraph = holding(document, old)
        before, _, after = words(paragraph).partition(old)
        for run in list(paragraph._p.iter(qn("w:r"))):
            run.getparent().remove(run)
        paragraph.add_run(before)
        paragraph._p.append(_change("w:del", "w:delText", old))
        paragraph._p.append(_change("w:ins", "w:t", new))
        paragraph.add_run(after)

    return edit


def _change(tag: str, holds: str, text: str) -> Any:
    change = OxmlElement(tag)
    change.set(qn("w:id"), "9000")
    change.set(qn("w:author"), "Sample Partner")
    run, said = OxmlElement("w:r"), OxmlElement(holds)
    said.text = text
    said.set(qn("xml:space"), "preserve")
    run.append(said)
    change.append(run)
    return change


def commenting(text: str, said: str) -> Edit:
    """Somebody writes a comment."""

    def edit(document: Document) -> None:
        runs = holding(document, text).runs
        document.add_comment(runs, said, author="Sample Partner", initials="SP")

    return edit


def without_properties(document: Document) -> None:
    """Another program drops what the file says of itself."""
    document.core_properties.identifier = ""
