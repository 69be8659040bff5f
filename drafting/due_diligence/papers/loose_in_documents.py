"""Collects the words of a Word file that stand in no field: paragraph by paragraph, with places.

All parts that hold words are walked: the text with its boxes and shapes, headers, footers,
comments, footnotes and endnotes. What was deleted with tracked changes is nobody's words any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from drafting.documents.word.looks import NAMESPACE
from drafting.due_diligence.papers.marking import MARK
from drafting.due_diligence.papers.remarks import PICTURE, Remark

W = f"{{{NAMESPACE}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}
LOOKS = {f"{W}{part}Pr" for part in ("sdt", "r", "p", "tc", "tr", "tbl")}  # they hold no words
BOXES = {f"{W}txbxContent"}
SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}
PICTURES = {"pic", "imagedata", "OLEObject", "altChunk"}
# What may stand in a field beside its words: w:t are these, a:t are in shapes, m:t in formulas.
ODD = ("{*}t", *(f"{{*}}{name}" for name in sorted(PICTURES)))
NONE_TAKEN: frozenset[Any] = frozenset()
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
        self._beside: set[Any] = set()  # the elements of the text in which pictures or shapes are

    def in_text(self, body: Any) -> Iterator[Remark]:
        """The words of the text."""
        odd = [each for each in body.iter(*ODD) if each.tag != f"{W}t"]
        self._beside = {outer for element in odd for outer in element.iterancestors()}
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

    def _in(self, element: Any, row: LooseRow | None) -> list[Remark]:
        remarks: list[Remark] = []
        self._add(element, row, remarks)
        return remarks

    def _add(self, element: Any, row: LooseRow | None, remarks: list[Remark]) -> None:
        """Adds what stands in it to `remarks`: quicker than to hand each up through every level."""
        for child in _children(element):
            kind = _kind(child.tag)
            if kind is Kind.WORDLESS:
                continue
            own = self._rows.get(child)
            if own is not None:
                self._where = own.number
                self._add(child, own, remarks)
                self._where = f"below {own.number}"
            elif row is not None and child in row.taken:
                self._add_beside(child, row, remarks)
            elif kind is Kind.PARAGRAPH:
                self._add_paragraph(child, row, remarks)
            elif kind is Kind.PICTURE:
                remarks.append(self._remark(PICTURE, row))
            else:
                self._add(child, row, remarks)

    def _add_paragraph(self, paragraph: Any, row: LooseRow | None, remarks: list[Remark]) -> None:
        inner: list[Any] = []  # boxes and pictures, which stand by themselves
        words: list[str] = []
        _add_words(paragraph, row.taken if row else NONE_TAKEN, inner, words)
        text = MARK.sub(" ", "".join(words)).strip()
        if text:
            remarks.append(self._remark(text, row))
        for element in inner:
            if _kind(element.tag) is Kind.PICTURE:
                remarks.append(self._remark(PICTURE, row))
            elif row is not None and element in row.taken:
                self._add_beside(element, row, remarks)
            else:
                self._add(element, row, remarks)

    def _add_beside(self, field: Any, row: LooseRow, remarks: list[Remark]) -> None:
        """What stands in a field and was not read with its words: pictures and shapes."""
        if field not in self._beside:
            return
        for element in field.iter(*ODD):
            if _kind(element.tag) is Kind.PICTURE:
                remarks.append(self._remark(PICTURE, row))
            elif element.tag != f"{W}t":
                remarks.append(self._remark(element.text or "", row))

    def _remark(self, text: str, row: LooseRow | None) -> Remark:
        if row is None:
            return Remark(self._where, text)
        return Remark(self._where, text, row.entry, not row.is_whole)


def _add_words(element: Any, taken: Set[Any], inner: list[Any], words: list[str]) -> None:
    """Adds the words in it to `words`, and what stands by itself or was taken to `inner`."""
    for child in _children(element):
        tag = child.tag
        kind = _kind(tag)
        if kind is Kind.WORDLESS:
            continue
        if kind is Kind.WORDS:
            words.append(child.text or "")
        elif kind is Kind.SIGN:
            words.append(SIGNS[tag])
        elif kind is Kind.BOX or kind is Kind.PICTURE:
            inner.append(child)
        elif child in taken:
            inner.append(child)
            words.append(" ")
        else:
            _add_words(child, taken, inner, words)


def _children(element: Any) -> Any:
    """The children; of two forms of a shape the first alone."""
    return element[:1] if element.tag == f"{MC}AlternateContent" else element


class Kind(Enum):
    """What an element is to its words."""

    WORDLESS = auto()  # deleted, a look, no element at all
    WORDS = auto()
    SIGN = auto()
    BOX = auto()
    PICTURE = auto()
    PARAGRAPH = auto()
    OTHER = auto()  # its words stand within


OF_NAMES = {"t": Kind.WORDS, "p": Kind.PARAGRAPH, "txBody": Kind.BOX}


@lru_cache(maxsize=1_000)
def _kind(tag: object) -> Kind:
    name = str(tag).rpartition("}")[2]
    if not isinstance(tag, str) or tag in GONE or tag in LOOKS:
        return Kind.WORDLESS
    if tag in SIGNS:
        return Kind.SIGN
    if tag in BOXES:
        return Kind.BOX
    if name in PICTURES:
        return Kind.PICTURE
    return OF_NAMES.get(name, Kind.OTHER)
