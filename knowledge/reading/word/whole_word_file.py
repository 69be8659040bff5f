"""A Word document → all that stands in it: struck and hidden words, margins, notes, comments."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from knowledge.confinement import confined
from knowledge.errors import UnreadableDocument
from knowledge.reading.guards import check_content, damage_error, shown_name
from knowledge.reading.spans import TextSpan
from knowledge.reading.whole_file import (
    CellPlace,
    FileComment,
    FileParagraph,
    MarkedWords,
    WholeFile,
)
from knowledge.reading.word.notes import WordNotes
from knowledge.reading.word.numbering import Element, Styles, child, children, number_of, qn, value
from knowledge.reading.word.text import (
    Fields,
    Looks,
    MarkedSpan,
    NoteMark,
    WordReader,
    choose_alternative,
    is_balanced,
)

if TYPE_CHECKING:
    from docx.document import Document

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_TRACKED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellDel", "w:cellIns")
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_VML = "{urn:schemas-microsoft-com:vml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
# What holds no words that can be read here, and what people call it.
_WORDLESS = {
    f"{_DRAWING}main}}blip": "picture",
    f"{_VML}imagedata": "picture",
    f"{_DRAWING}chart}}chart": "chart",
    f"{_DRAWING}diagram}}relIds": "diagram",
    f"{_OFFICE}OLEObject": "embedded file",
    qn("w:control"): "form control",
    qn("w:contentPart"): "drawing by hand",
    f"{_OFFICE}signatureline": "signature line",
}
_FILES_IN_FILES = {qn("w:altChunk"): "embedded file", qn("w:subDoc"): "embedded file"}
_WATERMARK = f"{_VML}textpath"  # its words stand in an attribute
_PIECE = 2_000  # of the longest comment, characters


@confined(UnreadableDocument, cure="save a copy without its pictures and drawings", loads=("docx",))
def read_whole_word_file(file: str, content: bytes) -> WholeFile:
    """All that stands in a .docx in memory; `file` is its name.

    Raises UnreadableDocument, with the cure, as `check_file` does.
    """
    if check_content(file, content) != "docx":
        raise UnreadableDocument(f"{shown_name(file)} is no Word document; save it as .docx.")
    import docx  # noqa: PLC0415  (0.2 s, for Word files only)

    try:
        return _whole(docx.Document(io.BytesIO(content)))
    except Exception as error:  # python-docx raises whatever a broken package leads it into
        raise damage_error(shown_name(file)) from error


def _whole(document: Document) -> WholeFile:
    body = document.element.body
    styles = Styles(document.styles.element)
    looks = Looks(styles, child(document.styles.element, "w:docDefaults"))
    reader = WordReader(looks, WordNotes(document), keep_marked=True)
    story = _Story(reader)
    paragraphs = tuple(story.paragraphs(body))
    margins = {kind: list(_margins(document, kind)) for kind in ("header", "footer")}
    texts = {
        kind: tuple(text for part in parts for text in _Story(reader).paragraphs(part))
        for kind, parts in margins.items()
    }
    parts = [body, *margins["header"], *margins["footer"]]
    return WholeFile(
        "docx",
        paragraphs,
        texts["header"],
        texts["footer"],
        document.core_properties.identifier or "",
        sum(1 for part in parts for tag in _TRACKED for _ in part.iter(qn(tag))),
        tuple(_comments(document, story.comments)),
        tuple(name for tag, name in _FILES_IN_FILES.items() for _ in body.iter(tag)),
    )


def _margins(document: Document, kind: str) -> Iterator[Element]:
    """The headers or footers that a section prints, each once."""
    body = document.element.body
    used = {reference.get(qn("r:id")) for reference in body.iter(qn(f"w:{kind}Reference"))}
    for name, relation in document.part.rels.items():
        if name in used and not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            yield relation.target_part.element


def _comments(document: Document, places: dict[str, int]) -> Iterator[FileComment]:
    for comment in document.comments:
        place = places.get(str(comment.comment_id), -1)
        yield FileComment(comment.author, " ".join(comment.text.split())[:_PIECE], place)


class _Placed(NamedTuple):
    """A paragraph's element with the cell that it stands in."""

    element: Element
    cell: CellPlace | None


@dataclass
class _Story:
    """Paragraphs and tables that follow each other: the body, a header or a footer."""

    reader: WordReader
    comments: dict[str, int] = field(default_factory=dict)  # where each comment is anchored
    _tables: int = 0
    _count: int = 0

    def paragraphs(
        self, container: Element, cell: CellPlace | None = None
    ) -> Iterator[FileParagraph]:
        """Those that are there once tracked changes are accepted and that hold something."""
        fields = Fields(is_balanced_story=is_balanced(container))
        spans: list[TextSpan] = []  # words whose paragraph end was deleted go on
        for paragraph, place in self._accepted(container, cell):
            words = self.reader.words(paragraph, fields)
            spans.extend(words.spans)
            self._note_comments(paragraph)
            yield from self._watermarks(paragraph, place)
            for box in words.boxes:
                yield from self.paragraphs(box, place)
            if _goes_on(paragraph):
                continue
            unread = _wordless(paragraph)
            marked, spans = tuple(self._marked(spans)), []
            if unread or any(words.text.strip() for words in marked):
                self._count += 1
                yield FileParagraph(marked, place, unread)

    def _accepted(self, container: Element, cell: CellPlace | None) -> Iterator[_Placed]:
        for element in container:
            if element.tag == qn("w:p"):
                yield _Placed(element, cell)
            elif element.tag == qn("w:tbl"):
                yield from self._of_table(element)
            elif element.tag == _ALTERNATIVES:
                yield from self._accepted(choose_alternative(element), cell)
            elif _is_there(element):
                yield from self._accepted(element, cell)

    def _of_table(self, table: Element) -> Iterator[_Placed]:
        number = self._tables
        self._tables += 1
        for at, row in enumerate(_rows(table)):
            column = 0
            for cell in _cells(row):
                yield from self._accepted(cell, CellPlace(number, at, column))
                span = child(child(cell, "w:tcPr"), "w:gridSpan")
                column += max(1, number_of(value(span), 1))

    def _marked(self, spans: Iterable[TextSpan]) -> Iterator[MarkedWords]:
        """The words with their marks, a note's words where it is cited."""
        for span in spans:
            if isinstance(span, NoteMark):
                if span.note is not None:
                    yield MarkedWords(f" (footnote: {self._note_text(span.note.element)})")
            elif isinstance(span, MarkedSpan):
                yield MarkedWords(span.text, span.mark)
            else:
                yield MarkedWords(span.text)

    def _note_text(self, note: Element) -> str:
        texts = (paragraph.text for paragraph in _Story(self.reader).paragraphs(note))
        return " ".join(" ".join(texts).split())

    def _note_comments(self, paragraph: Element) -> None:
        for reference in paragraph.iter(qn("w:commentReference")):
            self.comments[reference.get(qn("w:id")) or ""] = self._count

    def _watermarks(self, paragraph: Element, place: CellPlace | None) -> Iterator[FileParagraph]:
        for path in paragraph.iter(_WATERMARK):
            if words := (path.get("string") or "").strip():
                self._count += 1
                yield FileParagraph((MarkedWords(words),), place)


def _wordless(paragraph: Element) -> tuple[str, ...]:
    """What stands in the paragraph and has no words, each kind once."""
    return tuple(dict.fromkeys(_WORDLESS[element.tag] for element in paragraph.iter(*_WORDLESS)))


def _rows(container: Element) -> Iterator[Element]:
    """A table's rows, also those in frames that other programs put around them."""
    for element in container:
        if element.tag == qn("w:tr"):
            if child(child(element, "w:trPr"), "w:del") is None:
                yield element
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _rows(element)


def _cells(container: Element) -> Iterator[Element]:
    for element in container:
        if element.tag == qn("w:tc"):
            if child(child(element, "w:tcPr"), "w:cellDel") is None:
                yield element
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _cells(element)


def _is_there(element: Element) -> bool:
    """False for what was deleted with changes tracked, and for XML comments."""
    return isinstance(element.tag, str) and element.tag not in (qn("w:del"), qn("w:moveFrom"))


def _goes_on(paragraph: Element) -> bool:
    """True where the end of the paragraph was deleted, so that the next one goes on with it."""
    mark = child(child(paragraph, "w:pPr"), "w:rPr")
    return any(children(mark, tag) for tag in ("w:del", "w:moveFrom"))
