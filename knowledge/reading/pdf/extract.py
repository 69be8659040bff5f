"""The words of a PDF's pages with their places and type sizes, as PDFium reads them.

A PDF can be made to keep a reader busy for ever or to fill the memory, in more ways than a check
beforehand can find. So this is done in a child process alone. Its limits are counted in work:
pages, what a page draws, letters; behind them the system ends the child where a page takes more of
the processor's time than it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from knowledge.confinement import end_unless_done_in
from knowledge.reading.pdf.recognising import RecognisedWord, Recognition, recognise
from knowledge.reading.pdf.streams import StreamFault, fault_of_streams
from knowledge.reading.pdf.strikes import areas_struck_on, parted, strikes_of
from knowledge.reading.pdf.strokes import Cell, HorizontalRule, cells_by_table, rules_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from knowledge.reading.pdf.letters import Word

MAX_PAGES = 2_000
MAX_WORDS = 3_000_000
MAX_WORDS_A_PAGE = 10_000
MAX_LETTERS_A_PAGE = 200_000
MAX_SECONDS_A_PAGE = 20  # of the processor's time
MAX_RECOGNISED = 300  # pages that are pictures; each takes one or two seconds
LEAST_LETTERS = 20  # a page; with fewer, its text is in its pictures

BOLD, ITALIC = 1, 2
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FAR = 20_000.0  # points


class ExtractFault(Enum):
    """Why a file cannot be read."""

    DAMAGED = auto()
    LOCKED = auto()
    TOO_MANY_PAGES = auto()
    TOO_MUCH = auto()


class ExtractError(Exception):
    """The file cannot be read; `outcome` says why."""

    def __init__(self, outcome: ExtractFault) -> None:
        super().__init__(outcome.name)
        self.fault = outcome


class RawWord(NamedTuple):
    """A word in one type: its place in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    style: int  # BOLD and ITALIC added up


class RawPage(NamedTuple):
    """A page's size in points, its words, what is drawn around them, and how many pictures.

    `garbled` are letters whose meaning the file does not give, `repaired` those of them that could
    be worked out, `turned` the words that do not stand upright and were left out. Where the page is
    a picture, `recognition` tells where its words come from.
    """

    width: float
    height: float
    words: list[RawWord]
    pictures: int
    rules: list[HorizontalRule]
    tables: list[list[list[Cell]]]  # each as its rows; a box is a table of one cell
    garbled: int = 0
    repaired: int = 0
    sample: str = ""
    turned: str = ""
    struck: Sequence[str] = ()  # words struck through, which are not among `words`
    recognition: Recognition | None = None  # None: the page has text of its own


class RawDocument(NamedTuple):
    """The title that the file records ('' where none), and its pages."""

    title: str
    pages: list[RawPage]


def extract(file: BytesIO, seconds_a_page: int = MAX_SECONDS_A_PAGE) -> Iterator[str | RawPage]:
    """The recorded title, then page after page. Raises ExtractError at the first thing wrong."""
    content = file.getvalue()
    end_unless_done_in(seconds_a_page)
    match fault_of_streams(content):
        case StreamFault.DAMAGED:
            raise ExtractError(ExtractFault.DAMAGED)
        case StreamFault.TOO_MUCH:
            raise ExtractError(ExtractFault.TOO_MUCH)
    pdf = _open(content)
    try:
        count = len(pdf)
        if not count:
            raise ExtractError(ExtractFault.DAMAGED)
        if count > MAX_PAGES:
            raise ExtractError(ExtractFault.TOO_MANY_PAGES)
        yield _clean(pdf.get_metadata_dict().get("Title") or "")
        words = recognised = 0
        for number in range(count):
            end_unless_done_in(seconds_a_page)
            work = seconds_a_page if recognised < MAX_RECOGNISED else 0
            raw = _read_page(pdf, number, work)
            words += len(raw.words)
            recognised += raw.recognition is not None and not raw.recognition.is_blank
            if len(raw.words) > MAX_WORDS_A_PAGE or words > MAX_WORDS:
                raise ExtractError(ExtractFault.TOO_MUCH)
            yield raw
    finally:
        pdf.close()


def _open(content: bytes) -> PdfDocument:
    """The document. Raises ExtractError where it is locked or cannot be opened."""
    import pypdfium2  # noqa: PLC0415  (for PDFs only)
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        return pypdfium2.PdfDocument(content)
    except MemoryError as error:
        raise ExtractError(ExtractFault.TOO_MUCH) from error
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in (
            raw.FPDF_ERR_PASSWORD,
            raw.FPDF_ERR_SECURITY,
        )
        raise ExtractError(ExtractFault.LOCKED if is_locked else ExtractFault.DAMAGED) from error


def _read_page(pdf: PdfDocument, number: int, work: int) -> RawPage:
    """The page; where it is a picture, each look of recognition at it may take `work` seconds."""
    import pypdfium2  # noqa: PLC0415  (loaded by now)

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError as error:  # the page is named and is not there
        raise ExtractError(ExtractFault.DAMAGED) from error
    try:
        return _with_recognition(_page(page), page, work)
    except MemoryError as error:
        raise ExtractError(ExtractFault.TOO_MUCH) from error
    finally:
        page.close()


def _page(page: PdfPage) -> RawPage:
    from knowledge.reading.pdf.drawings import drawn_on  # noqa: PLC0415  (it loads PDFium)
    from knowledge.reading.pdf.letters import letters_of, words_of  # noqa: PLC0415

    letters = letters_of(page, MAX_LETTERS_A_PAGE)
    if letters is None:
        raise ExtractError(ExtractFault.TOO_MUCH)
    drawn = drawn_on(page)
    valid, struck = parted(letters.upright, strikes_of(drawn.strokes), areas_struck_on(page))
    words = [_raw_word(word, text) for word in words_of(valid) if (text := _clean(word.text))]
    width, height = page.get_size()
    return RawPage(
        float(width),
        float(height),
        [word for word in words if _is_sane(word)],
        drawn.pictures,
        rules_of(drawn.strokes),
        cells_by_table(drawn.strokes, 0.5 * width * height),
        letters.garbled,
        letters.repaired,
        letters.sample,
        " ".join(_clean(w.text) for w in words_of(letters.turned))[:200],
        [" ".join(_clean(word.text) for word in words_of(stretch)) for stretch in struck],
    )


def is_picture(page: RawPage) -> bool:
    """True for a page whose text, if it has any, is drawn and not written."""
    letters = sum(len(word.text) for word in page.words)
    return letters < LEAST_LETTERS and not page.struck and (bool(page.pictures) or not letters)


def _with_recognition(raw: RawPage, page: PdfPage, work: int) -> RawPage:
    """The page with the words that recognition tells, where it is a picture."""
    if not is_picture(raw):
        return raw
    recognition = recognise(page, work) if work else Recognition(is_tried=False)
    if not recognition.words:
        return raw._replace(recognition=recognition)
    width, height = recognition.size or (raw.width, raw.height)
    words = [_raw_word(word, text) for word in recognition.words if (text := _clean(word.text))]
    return raw._replace(
        width=width,
        height=height,
        words=[word for word in words if _is_sane(word)],
        recognition=recognition,
    )


def _clean(text: str) -> str:
    """The text without control characters; two of them are how some fonts encode their bullet."""
    return _CONTROL.sub("", text.replace("\x7f", "•").replace("\x95", "•"))


def _raw_word(word: Word | RecognisedWord, text: str) -> RawWord:
    """The word with that text; recognition tells no bold and no italic type."""
    places = (round(v, 2) for v in (word.x0, word.x1, word.top, word.bottom, word.size))
    x0, x1, top, bottom, size = places
    return RawWord(text, x0, x1, top, bottom, size, getattr(word, "style", 0))


def _is_sane(word: RawWord) -> bool:
    """True for a word of some size on or near the page; broken files put some at infinity."""
    places = (word.x0, word.x1, word.top, word.bottom)
    return 1 <= word.size <= 1_000 and all(abs(place) < _FAR for place in places)
