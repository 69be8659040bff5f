"""The paragraphs of a Word document as plain text, one after the other, for comparing two files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from knowledge.confinement import confined
from knowledge.errors import UnreadableDocument
from knowledge.reading.guards import check_content, content_of, damage_error, shown_name
from knowledge.reading.word.notes import WordNotes
from knowledge.reading.word.numbering import Element, Styles, child, qn
from knowledge.reading.word.text import Fields, Looks, WordReader, choose_alternative, is_balanced

if TYPE_CHECKING:
    from docx.document import Document

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TRACKED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellDel", "w:cellIns")
_STORIES = ("header", "footer")


class WordFile(NamedTuple):
    """What a Word document says, with every tracked change read as accepted."""

    paragraphs: list[str]  # of the body and its tables, in order; empty ones are left out
    margins: list[str]  # of the headers and footers
    identifier: str  # that its properties give; '' where there is none
    tracked_changes: int  # tracked changes
    commentators: list[str]  # who wrote its comments, one name a comment


def read_word_file(path: Path) -> WordFile:
    """The words of a .docx. Raises UnreadableDocument, with the cure, as `check_file` does."""
    return read_word_content(path.name or str(path), content_of(path))


@confined(UnreadableDocument, cure="save a copy without its pictures and drawings", loads=("docx",))
def read_word_content(file: str, content: bytes) -> WordFile:
    """The same for a file that is in memory."""
    if check_content(file, content) != "docx":
        raise UnreadableDocument(f"{shown_name(file)} is no Word document; save it as .docx.")
    import docx  # noqa: PLC0415  (0.2 s, for Word files only)

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        reader = WordReader(
            Looks(
                Styles(document.styles.element),
                child(document.styles.element, "w:docDefaults"),
            ),
            WordNotes(document),
            keep_struck=True,
        )
        return WordFile(
            list(_paragraphs(body, reader)),
            [text for story in _margins(document) for text in _paragraphs(story, reader)],
            document.core_properties.identifier or "",
            sum(1 for tag in _TRACKED for _ in body.iter(qn(tag))),
            [comment.author for comment in document.comments],
        )
    except Exception as error:  # python-docx raises whatever a broken package leads it into
        raise damage_error(shown_name(file)) from error


def _margins(document: Document) -> Iterator[Element]:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_STORIES):
            yield relation.target_part.element


def _paragraphs(story: Element, reader: WordReader) -> Iterator[str]:
    fields = Fields(is_balanced_story=is_balanced(story))
    text_so_far = ""  # words whose paragraph end was deleted
    for paragraph in _accepted_paragraphs(story):
        words = reader.words(paragraph, fields)
        text_so_far += "".join(span.text for span in words.spans)
        for box in words.boxes:
            yield from _paragraphs(box, reader)
        if _goes_on(paragraph):
            continue
        text, text_so_far = " ".join(text_so_far.split()), ""
        if text:
            yield text


def _accepted_paragraphs(container: Element) -> Iterator[Element]:
    """The paragraphs that are there once tracked changes are accepted; no text boxes."""
    for element in container:
        if element.tag == qn("w:p"):
            yield element
        elif element.tag == f"{_MC}AlternateContent":
            yield from _accepted_paragraphs(choose_alternative(element))
        elif not _is_deleted(element):
            yield from _accepted_paragraphs(element)


def _is_deleted(element: Element) -> bool:
    if element.tag == qn("w:tr"):
        return child(child(element, "w:trPr"), "w:del") is not None
    if element.tag == qn("w:tc"):
        return child(child(element, "w:tcPr"), "w:cellDel") is not None
    return not isinstance(element.tag, str) or element.tag in (qn("w:del"), qn("w:moveFrom"))


def _goes_on(paragraph: Element) -> bool:
    mark = child(child(paragraph, "w:pPr"), "w:rPr")
    return child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None
