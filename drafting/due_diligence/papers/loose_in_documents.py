"""Collects the words of a Word file that stand in no field: paragraph by paragraph, with places.

All parts that hold words are walked: the text with its boxes and shapes, headers, footers,
comments, footnotes and endnotes. What was deleted with tracked changes is nobody's words any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from drafting.documents.word.looks import NAMESPACE
from drafting.due_diligence.papers.marking import MARK
from drafting.due_diligence.papers.remarks import PICTURE, Remark

W = f"{{{NAMESPACE}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GONE = {f"{W}del", f"{W}moveFrom", f"{W}sdtPr", f"{W}instrText", f"{W}delText", f"{W}rPr"}
BOXES = {f"{W}txbxContent"}
SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}
WORDS = {"t"}  # the name of what holds words in Word's text, in shapes (a:t) and formulas (m:t)
PICTURES = {"pic", "imagedata", "OLEObject", "altChunk"}
ABOVE = "before the first question"
NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
POINTERS = {
    "comment": ("commentRangeStart", "commentReference"),
    "footnote": ("footnoteReference",),
    "endnote": ("endnoteReference",),
}


@dataclass
class LooseRow:
    """A row of a question: which, and which of its elements are fields that were read."""

    entry: str
    number: str
    taken: set[Any] = field(default_factory=set)
    is_whole: bool = True  # False where its fields were lost


class Loose:
    """The words outside the fields of one file."""

    def __init__(self, rows: Mapping[Any, LooseRow]) -> None:
        """`rows` are the rows of questions, by their element."""
        self._rows = rows
        self._where = ABOVE

    def in_text(self, body: Any) -> Iterator[Remark]:
        """The words of the text."""
        yield from self._in(body, None)

    def in_part(self, name: str, root: Any, body: Any | None) -> Iterator[Remark]:
        """The words of a header, a footer, or of notes and comments with the question they are at.

        `body` is the text that points at them.
        """
        part = re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])
        kind = NOTES.get(part, "")
        if not kind:
            self._where = part if part in ("header", "footer") else "drawing"
            yield from self._in(root, None)
            return
        for note in root.iter(f"{W}{kind}"):
            row = self._pointing_row(body, kind, note.get(f"{W}id", ""))
            author = note.get(f"{W}author", "")
            self._where = f"{kind} by {author}" if author else kind
            if row is not None:
                self._where += f", {row.number}"
            yield from self._in(note, row)

    def _pointing_row(self, body: Any | None, kind: str, note_id: str) -> LooseRow | None:
        if body is None:
            return None
        for tag in POINTERS[kind]:
            for pointer in body.iter(f"{W}{tag}"):
                if pointer.get(f"{W}id") == note_id:
                    rows = (self._rows.get(above) for above in pointer.iterancestors(f"{W}tr"))
                    return next(filter(None, rows), None)
        return None

    def _in(self, element: Any, row: LooseRow | None) -> Iterator[Remark]:
        for child in _children(element):
            own = self._rows.get(child)
            if own is not None:
                self._where = own.number
                yield from self._in(child, own)
                self._where = f"below {own.number}"
            elif row is not None and child in row.taken:
                yield from self._beside_words(child, row)
            elif child.tag == f"{W}p" or (_name(child) == "p" and child.tag != f"{W}p"):
                yield from self._paragraph(child, row)
            elif _name(child) in PICTURES:
                yield self._remark(PICTURE, row)
            else:
                yield from self._in(child, row)

    def _paragraph(self, paragraph: Any, row: LooseRow | None) -> Iterator[Remark]:
        inner: list[Any] = []  # boxes and pictures, which stand by themselves
        taken = row.taken if row else set()
        text = MARK.sub(" ", "".join(_words(paragraph, taken, inner))).strip()
        if text:
            yield self._remark(text, row)
        for element in inner:
            if _name(element) in PICTURES:
                yield self._remark(PICTURE, row)
            elif row is not None and element in row.taken:
                yield from self._beside_words(element, row)
            else:
                yield from self._in(element, row)

    def _beside_words(self, field: Any, row: LooseRow) -> Iterator[Remark]:
        """What stands in a field and was not read with its words: pictures and shapes."""
        for element in field.iter("{*}t", *(f"{{*}}{name}" for name in sorted(PICTURES))):
            if _name(element) in PICTURES:
                yield self._remark(PICTURE, row)
            elif element.tag != f"{W}t":
                yield self._remark(element.text or "", row)

    def _remark(self, text: str, row: LooseRow | None) -> Remark:
        if row is None:
            return Remark(self._where, text)
        return Remark(self._where, text, row.entry, not row.is_whole)


def _words(element: Any, taken: set[Any], inner: list[Any]) -> Iterator[str]:
    for child in _children(element):
        name = _name(child)
        if child in taken:
            inner.append(child)
            yield " "
        elif child.tag in BOXES or name in PICTURES or name == "txBody":
            inner.append(child)
        elif name in WORDS:
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        else:
            yield from _words(child, taken, inner)


def _children(element: Any) -> Iterator[Any]:
    """The children that count: not what is deleted, and of two forms of a shape the first."""
    if element.tag == f"{MC}AlternateContent":
        yield from element[:1]
        return
    for child in element:
        if isinstance(child.tag, str) and child.tag not in GONE:
            yield child


def _name(element: Any) -> str:
    """Its name without the namespace."""
    return _name_of(element.tag)


@lru_cache(maxsize=1_000)
def _name_of(tag: object) -> str:
    return str(tag).rpartition("}")[2]
