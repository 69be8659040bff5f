"""A document that came back: which draft it was made from, and its paragraphs as they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from drafting.agreements.comparing.issued import even
from drafting.agreements.reviewing.review_paper import REVIEWS
from drafting.documents.composition import REFERENCE
from drafting.documents.pdf import as_office_file
from drafting.partners.errors import NotOurs, UnreadableDraft
from knowledge import KnowledgeError
from knowledge.reading import (
    CellPlace,
    FileParagraph,
    MarkedWords,
    TextMark,
    WholeFile,
    read_whole_pdf,
    read_whole_word_file,
)

MOST_PARAGRAPHS = 5_000  # of an edited document; the longest that Saathi issues has some hundreds
MOST_WORDS = 60_000  # of a PDF
FIRST_PAGES = 2  # of a PDF, by which it is told from a policy
CONVERTED = (".odt", ".doc", ".rtf")  # what LibreOffice turns into .docx
NO_REFERENCE_IN_PDF = (
    "{name} bears no reference of a document that Saathi issued, or its pages are pictures whose "
    "words cannot be told; give the Word file, or a sharper scan where text recognition is there."
)
FIRST_PAGE = 12  # paragraphs in which a document names itself


@dataclass(frozen=True)
class EditedFile:
    """A document that was given back."""

    draft: str  # the id of the draft that it was made from
    file: str
    content: WholeFile

    @property
    def other_references(self) -> tuple[str, ...]:
        """Other drafts that it names where a document names itself, in its order."""
        return tuple(name for name in dict.fromkeys(_names(self.content)) if name != self.draft)


@dataclass(frozen=True)
class EditedParagraph:
    """One paragraph of it."""

    text: str  # the words that count: those that can be read and are not struck through
    whole: str  # all its words
    words: tuple[MarkedWords, ...]  # the same, each with how it stands on the page
    place: int = -1  # among the paragraphs of the file
    cell: CellPlace | None = None

    @property
    def is_marked(self) -> bool:
        """True where words are struck through or hidden."""
        return self.text != self.whole

    @property
    def hidden(self) -> str:
        """Its words that cannot be seen on the page."""
        return even(" ".join(text for text, mark in self.words if mark is TextMark.HIDDEN))


def read_edited(file: bytes, name: str) -> EditedFile:
    """The document. Raises UnreadableDraft where it cannot be read, or Saathi did not issue it."""
    content = read_pdf(file, name) if is_pdf(name) else _read_word(file, name)
    if len(content.paragraphs) > MOST_PARAGRAPHS:
        raise UnreadableDraft(
            f"{name} has more than {MOST_PARAGRAPHS:,} paragraphs, so it is no copy of a document "
            "that Saathi issued; give the edited agreement itself."
        )
    if content.identifier.startswith(REVIEWS):
        raise UnreadableDraft(
            f"{name} is the review of {content.identifier.removeprefix(REVIEWS)}, and no "
            "agreement; give the edited agreement itself."
        )
    reference = _reference(content)
    if not reference and content.kind == "pdf":
        raise NotOurs(NO_REFERENCE_IN_PDF.format(name=name))
    if not reference:
        raise NotOurs(
            f"{name} bears no reference of a document that Saathi issued; give the file that was "
            "made from a draft, or type the draft’s reference into its first line."
        )
    return EditedFile(reference, name, content)


def _read_word(file: bytes, name: str) -> WholeFile:
    docx = as_docx(file, name)
    return read_docx(docx, f"{PurePath(name).stem}.docx" if _is_converted(name) else name)


def bears_reference(file: bytes, name: str) -> bool:
    """True for a PDF whose first pages name a document that Saathi issued."""
    try:
        return bool(_reference(read_pdf(file, name, FIRST_PAGES)))
    except UnreadableDraft:
        return False


def is_pdf(name: str) -> bool:
    """True for a file that is read as a PDF, by its name."""
    return name.lower().endswith(".pdf")


def as_docx(file: bytes, name: str) -> bytes:
    """The file as .docx, turned into one by LibreOffice where it is of another word processor.

    Raises UnreadableDraft where it cannot be.
    """
    return as_office_file(file, name, "docx") if _is_converted(name) else file


def _is_converted(name: str) -> bool:
    return PurePath(name).suffix.lower() in CONVERTED


def _reference(content: WholeFile) -> str:
    """The draft that the file was made from; '' where it names none.

    Where its words were recognised, the one that most of its pages name.
    """
    names = list(_names(content, everywhere=True))
    if not content.recognised or not names:
        return next(iter(names), "")
    return Counter(names).most_common(1)[0][0]


def read_pdf(file: bytes, name: str, first_pages: int = 0) -> WholeFile:
    """The lines of a PDF, of all its pages or the first. Raises UnreadableDraft with the cure."""
    try:
        content = read_whole_pdf(name, file, first_pages)
    except KnowledgeError as error:
        raise UnreadableDraft(str(error)) from error
    if sum(len(paragraph.text.split()) for paragraph in content.paragraphs) > MOST_WORDS:
        raise UnreadableDraft(
            f"{name} has more than {MOST_WORDS:,} words, so it is no copy of a document that "
            "Saathi issued; give the signed agreement itself."
        )
    return content


def _names(content: WholeFile, *, everywhere: bool = False) -> Iterator[str]:
    """The drafts that it names: in its properties, in its margins, and then on its first page."""
    body = content.paragraphs if everywhere else content.paragraphs[:FIRST_PAGE]
    paragraphs = (*content.headers, *content.footers, *body)
    for text in (content.identifier, *(paragraph.text for paragraph in paragraphs)):
        yield from (match.group() for match in REFERENCE.finditer(text))


def read_docx(docx: bytes, name: str) -> WholeFile:
    """All that stands in a Word file. Raises UnreadableDraft with the cure."""
    try:
        return read_whole_word_file(name or "document.docx", docx)
    except KnowledgeError as error:
        raise UnreadableDraft(str(error)) from error


def edited_paragraphs(
    paragraphs: Iterable[FileParagraph], issued_paragraphs: Collection[FileParagraph] = ()
) -> list[EditedParagraph]:
    """Those that hold words; what stands so in `issued_paragraphs` is marked by nobody."""
    own = {paragraph.words for paragraph in issued_paragraphs if paragraph.shown != paragraph.text}
    every_paragraph = (
        _edited(paragraph, place, as_issued=paragraph.words in own)
        for place, paragraph in enumerate(paragraphs)
    )
    return [paragraph for paragraph in every_paragraph if paragraph.whole]


def _edited(paragraph: FileParagraph, place: int, *, as_issued: bool) -> EditedParagraph:
    whole = even(paragraph.text)
    words = tuple(joined(paragraph.words))
    if as_issued or all(mark is TextMark.PLAIN for _, mark in words):
        return EditedParagraph(whole, whole, (MarkedWords(whole),), place, paragraph.cell)
    return EditedParagraph(even(paragraph.shown), whole, words, place, paragraph.cell)


def joined(words: Iterable[MarkedWords]) -> Iterator[MarkedWords]:
    """The same words, those in a row that stand in one way together."""
    last: MarkedWords | None = None
    for piece in words:
        if last is not None and last.mark is piece.mark:
            last = last._replace(text=last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def marked_stretches(paragraphs: Iterable[EditedParagraph]) -> Counter[TextMark]:
    """How many stretches of words are struck through, and how many hidden."""
    return Counter(
        words.mark
        for paragraph in paragraphs
        for words in paragraph.words
        if words.mark is not TextMark.PLAIN and words.text.strip()
    )


def plain(text: str) -> EditedParagraph:
    """A paragraph whose words all count."""
    return EditedParagraph(text, text, (MarkedWords(text),))


def together(first: EditedParagraph, *more: EditedParagraph) -> EditedParagraph:
    """Paragraphs that were parted, as one."""
    parts = (first, *more)
    words: list[MarkedWords] = []
    for part in parts:
        words += [*part.words, MarkedWords(" ")]
    return replace(
        first,
        text=even(" ".join(part.text for part in parts)),
        whole=even(" ".join(part.whole for part in parts)),
        words=tuple(joined(words)),
    )
