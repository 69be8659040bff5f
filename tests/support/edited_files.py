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
CLAUSE_ENDS = ("Clause", "Heading1", "SignatureHeading", "AnnexHeading")  # styles of what follows


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


# --- what a hand does most often


def of_clause(document: Document, title: str) -> list[Paragraph]:
    """The title of a clause and its paragraphs, up to the next clause or heading."""
    every = every_paragraph(document)
    start = next(at for at, one in enumerate(every) if words(one) == title)
    rest = every[start + 1 :]
    end = next(at for at, one in enumerate(rest) if style_of(one) in CLAUSE_ENDS)
    return [every[start], *rest[:end]]


def style_of(paragraph: Paragraph) -> str:
    """The id of the paragraph's style; '' for the usual one."""
    properties = paragraph._p.pPr
    return "" if properties is None or properties.pStyle is None else properties.pStyle.val


def marking(title: str, mark: str) -> Edit:
    """Somebody strikes a clause's text through ('w:strike', 'w:dstrike') or hides it."""

    def edit(document: Document) -> None:
        for paragraph in of_clause(document, title)[1:]:
            for run in paragraph._p.iter(qn("w:r")):
                run.get_or_add_rPr().append(OxmlElement(mark))

    return edit


def retyping(title: str, new: str) -> Edit:
    """Somebody types a clause anew, in other words."""

    def edit(document: Document) -> None:
        _, first, *rest = of_clause(document, title)
        _retype(first, new)
        for paragraph in rest:
            paragraph._p.getparent().remove(paragraph._p)

    return edit


def tracking_in(title: str, new: str) -> Edit:
    """Somebody adds words to a clause while Word tracks the changes."""

    def edit(document: Document) -> None:
        of_clause(document, title)[1]._p.append(_change("w:ins", "w:t", new))

    return edit


def moving_clause(title: str, behind: str, *, tracked: bool = False) -> Edit:
    """Somebody moves a clause behind another one, as Word tracks it or not."""

    def edit(document: Document) -> None:
        place = of_clause(document, behind)[-1]._p
        for paragraph in of_clause(document, title):
            moved = copy.deepcopy(paragraph._p)
            place.addnext(moved)
            place = moved
            if tracked:
                _wrap_runs(moved, "w:moveTo")
                _wrap_runs(paragraph._p, "w:moveFrom")
                mark = paragraph._p.get_or_add_pPr().makeelement(qn("w:rPr"), {})
                mark.append(OxmlElement("w:moveFrom"))
                paragraph._p.get_or_add_pPr().append(mark)
            else:
                paragraph._p.getparent().remove(paragraph._p)

    return edit


def _wrap_runs(paragraph: Any, tag: str) -> None:
    for run in list(paragraph.iter(qn("w:r"))):
        wrapper = OxmlElement(tag)
        run.addprevious(wrapper)
        wrapper.append(run)


def boxing(title: str, text: str) -> Edit:
    """Somebody puts a text box beside a clause."""

    def edit(document: Document) -> None:
        run = of_clause(document, title)[1].add_run()
        box = OxmlElement("w:txbxContent")
        inner = OxmlElement("w:p")
        box.append(inner)
        Paragraph(inner, document).add_run(text)
        picture = OxmlElement("w:pict")
        shape = picture.makeelement("{urn:schemas-microsoft-com:vml}textbox", {})
        shape.append(box)
        picture.append(shape)
        run._r.append(picture)

    return edit


def in_margins(*, header: str = "", footer: str = "") -> Edit:
    """Somebody types into the header or the footer."""

    def edit(document: Document) -> None:
        section = document.sections[0]
        if header:
            section.header.add_paragraph(header)
        if footer:
            section.footer.add_paragraph(footer)

    return edit


def rows_of(document: Document, head: str) -> list[Any]:
    """The rows of the table with a column of that head."""
    for table in document.element.body.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        if head in [words(Paragraph(p, document)) for p in rows[0].iter(qn("w:p"))]:
            return rows
    raise AssertionError(f"no table has a column {head}")


def in_row(head: str, row: int, column: int, new: str) -> Edit:
    """Somebody types another value into a cell; `row` is counted from 1 below the heads."""

    def edit(document: Document) -> None:
        cell = list(rows_of(document, head)[row].iter(qn("w:tc")))[column]
        _retype(Paragraph(next(cell.iter(qn("w:p"))), document), new)

    return edit


def removing_row(head: str, row: int) -> Edit:
    """Somebody deletes a row."""

    def edit(document: Document) -> None:
        found = rows_of(document, head)[row]
        found.getparent().remove(found)

    return edit


def adding_row(head: str, row: int, *cells: str) -> Edit:
    """Somebody adds a row behind the one of that number."""

    def edit(document: Document) -> None:
        before = rows_of(document, head)[row]
        added = copy.deepcopy(before)
        before.addnext(added)
        for cell, text in zip(added.iter(qn("w:tc")), cells, strict=True):
            _retype(Paragraph(next(cell.iter(qn("w:p"))), document), text)

    return edit


def in_value(old: str, new: str) -> Edit:
    """Somebody types another value; the words around it stay as they are."""

    def edit(document: Document) -> None:
        text = next(one for one in holding(document, old)._p.iter(qn("w:t")) if old in one.text)
        text.text = text.text.replace(old, new)

    return edit


def leaving_out(heading: str) -> Edit:
    """Somebody leaves an annex out, from its heading to the next one."""

    def edit(document: Document) -> None:
        element = next(
            one._p
            for one in every_paragraph(document)
            if words(one) == heading and style_of(one) == "AnnexHeading"
        )
        while element is not None and element.tag != qn("w:sectPr"):
            following = element.getnext()
            element.getparent().remove(element)
            element = following
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") if element is not None else None
            if style is not None and style.get(qn("w:val")) == "AnnexHeading":
                return

    return edit


def _retype(paragraph: Paragraph, new: str) -> None:
    for run in list(paragraph._p.iter(qn("w:r"))):
        run.getparent().remove(run)
    paragraph.add_run(new)


def picturing(title: str) -> Edit:
    """Somebody puts a picture into a clause."""

    def edit(document: Document) -> None:
        run = of_clause(document, title)[1].add_run()
        picture = OxmlElement("w:pict")
        picture.append(picture.makeelement("{urn:schemas-microsoft-com:vml}imagedata", {}))
        run._r.append(picture)

    return edit


def unseen_in(title: str, text: str, *, colour: str = "", size: str = "") -> Edit:
    """Somebody adds words in letters that cannot be seen: white ones, or of a point’s height."""

    def edit(document: Document) -> None:
        run = of_clause(document, title)[1].add_run(f" {text}")
        for tag, value in (("w:color", colour), ("w:sz", size)):
            if value:
                look = OxmlElement(tag)
                look.set(qn("w:val"), value)
                run._r.get_or_add_rPr().append(look)

    return edit
