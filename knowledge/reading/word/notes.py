"""Word's footnotes and endnotes: which number a citation prints, and the note it belongs to.

A mark is always a number here. Where a document prints its notes with letters, roman numerals or
stars, they are counted too; endnotes continue after the last footnote, so that each mark means one
note. A mark that the author typed is kept as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.oxml.parser import parse_xml

from knowledge.reading.word.numbering import (
    Element,
    child,
    children,
    is_on,
    number_of,
    qn,
    value,
)

_KINDS = {
    qn("w:footnoteReference"): ("footnotes", "w:footnote", "w:footnotePr"),
    qn("w:endnoteReference"): ("endnotes", "w:endnote", "w:endnotePr"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A note's mark without the raising ('8'), and its XML."""

    label: str
    element: Element


class WordNotes:
    """Numbers a Word document's notes as the text cites them."""

    def __init__(self, document: Document) -> None:
        settings = document.settings.element
        footnotes = sum(1 for _ in document.element.body.iter(qn("w:footnoteReference")))
        self._elements: dict[str, dict[str, Element]] = {}
        self._starts: dict[str, int] = {}
        self._restart: set[str] = set()
        for tag, (part, note, rules) in _KINDS.items():
            elements = children(_part(document, part), note)
            self._elements[tag] = {n.get(qn("w:id")) or "": n for n in elements}
            rule = child(settings, rules)
            self._starts[tag] = number_of(value(child(rule, "w:numStart")), 1)
            if value(child(rule, "w:numRestart")) == "eachSect":
                self._restart.add(tag)
        if footnotes:
            self._starts[qn("w:endnoteReference")] = footnotes + 1
            self._restart.discard(qn("w:endnoteReference"))
        self._next = dict(self._starts)

    def cite(self, reference: Element) -> Note | None:
        """The note that `reference` cites; None where the file does not hold it."""
        tag = reference.tag
        element = self._elements[tag].get(reference.get(qn("w:id")) or "")
        if element is None or element.get(qn("w:type")) not in (None, "normal"):
            return None
        follows = reference.get(qn("w:customMarkFollows"))
        if is_on(follows, absent=False):
            return Note(_typed_mark(reference), element)
        label = str(self._next[tag])
        self._next[tag] += 1
        return Note(label, element)

    def end_section(self) -> None:
        """Starts again at the first number where the document's notes do so in each section."""
        for tag in self._restart:
            self._next[tag] = self._starts[tag]


def _typed_mark(reference: Element) -> str:
    """The mark that the author typed after the reference, in the same run; taken out of the run."""
    texts = children(reference.getparent(), "w:t")
    mark = "".join(text.text or "" for text in texts).strip()
    for text in texts if mark else []:
        text.text = ""
    return mark or "*"


def _part(document: Document, name: str) -> Element | None:
    """The root of the document's footnotes or endnotes part; None where it has none."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            return parse_xml(relation.target_part.blob)
    return None
