"""A page's letters with their places, and the words that they make."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

BOLD, ITALIC = 1, 2
_BOLD_NAME = re.compile(r"bold|heavy|demi|black(?![a-z])", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted|ital(?![a-z])", re.IGNORECASE)
_FORCE_BOLD, _ITALIC_FLAG = 1 << 18, 1 << 6
_HEAVY = 600  # a font's weight from which it is bold
_ROOM = 0.15  # of the type size: a space between two words
_GUESSED, _LEAST_GUESSED = "\u200a", 0.06  # a space that PDFium adds; counts with that much room
_DESCENT = 0.21  # of the type size: how far letters reach below the line
# Fonts without a table of meanings number their letters in the order of their glyphs, which in most
# of them is the order of ASCII from the space on, less 29.
_GLYPH_SHIFT = 29
_LEAST_SMALL, _SHARE_SMALL, _SHARE_VOWELS = 8, 0.6, 0.25
_ALEFS = "اأإآ"
_TWICE_IN_A_SIGN = frozenset("ft")  # the ligatures of 'ff', and of 'tt' in Calibri and Carlito
_PRESENTATION = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]")


class Letter(NamedTuple):
    """A letter, its place from the page's upper left corner, and how it looks."""

    text: str
    x0: float
    x1: float
    base: float  # where the line that it stands on is
    size: float
    style: int
    font: str = ""
    is_unmapped: bool = False


@dataclass(slots=True)
class Word:
    """Letters of one look without room between them."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    style: int


@dataclass
class Letters:
    """The letters that stand upright, those that are turned, and how many had no meaning."""

    upright: list[Letter] = field(default_factory=list)
    turned: list[Letter] = field(default_factory=list)
    garbled: int = 0
    repaired: int = 0
    sample: str = ""  # of the letters without a meaning, as far as they could be worked out


class _Look(NamedTuple):
    size: float
    style: int
    font: str
    angle: float


def letters_of(page: PdfPage, most: int) -> Letters | None:
    """The page's letters in the order that PDFium reads them; None where there are too many."""
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > most:
            return None
        reader = _Reader(text_page.raw, page)
        letters = Letters()
        for at in range(max(count, 0)):
            reader.take(at, letters)
    finally:
        text_page.close()
    _repair(letters)
    letters.upright = _printed_once(_with_lam_before_alef(letters.upright))
    return letters


class _Reader:
    """Takes the letters of one page, asking for a font's looks once a run of text."""

    def __init__(self, text_page: object, page: PdfPage) -> None:
        self._text_page = text_page
        self._to_page = turned_to_page(page)
        self._turn = page.get_rotation() * math.pi / 180
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._run: int | None = None
        self._look = _Look(0.0, 0, "", 0.0)

    def take(self, at: int, letters: Letters) -> None:
        """Adds the letter at that place."""
        code = pdfium.FPDFText_GetUnicode(self._text_page, at)
        text = chr(code) if code < 0x110000 else ""
        if pdfium.FPDFText_IsHyphen(self._text_page, at) == 1:
            text = "-"  # PDFium marks the hyphen at a line's end by a sign of its own
        if pdfium.FPDFText_IsGenerated(self._text_page, at) == 1 or not text:
            if letters.upright and text.isspace():
                last = letters.upright[-1]
                letters.upright.append(last._replace(text=_GUESSED, x0=last.x1, is_unmapped=False))
            return
        look = self._look_of(at)
        pdfium.FPDFText_GetLooseCharBox(self._text_page, at, self._box)
        pdfium.FPDFText_GetCharOrigin(self._text_page, at, self._x, self._y)
        left, _ = self._to_page(self._box.left, self._box.bottom)
        right, _ = self._to_page(self._box.right, self._box.top)
        _, base = self._to_page(self._x.value, self._y.value)
        unmapped = pdfium.FPDFText_HasUnicodeMapError(self._text_page, at) == 1
        letter = Letter(
            text,
            min(left, right),
            max(left, right),
            base,
            look.size,
            look.style,
            look.font,
            unmapped,
        )
        is_upright = abs(math.sin(look.angle)) <= 0.1 and math.cos(look.angle) > 0
        (letters.upright if is_upright else letters.turned).append(letter)

    def _look_of(self, at: int) -> _Look:
        run = pdfium.FPDFText_GetTextObject(self._text_page, at)
        key = ctypes.cast(run, ctypes.c_void_p).value if run else None
        if key is None or key != self._run:
            self._run, self._look = key, self._read_look(at)
        return self._look

    def _read_look(self, at: int) -> _Look:
        pdfium.FPDFText_GetFontInfo(self._text_page, at, self._name, 256, self._flags)
        name = self._name.value.decode("utf-8", "replace").rpartition("+")[2]
        weight = pdfium.FPDFText_GetFontWeight(self._text_page, at)
        flags = self._flags.value
        bold = bool(_BOLD_NAME.search(name)) or weight >= _HEAVY or bool(flags & _FORCE_BOLD)
        italic = bool(_ITALIC_NAME.search(name)) or bool(flags & _ITALIC_FLAG)
        size, angle = pdfium.FPDFText_GetFontSize(self._text_page, at), 0.0
        if pdfium.FPDFText_GetMatrix(self._text_page, at, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
            angle = math.atan2(self._matrix.b, self._matrix.a) - self._turn
        return _Look(
            size if math.isfinite(size) else 0.0, BOLD * bold + ITALIC * italic, name, angle
        )


def turned_to_page(page: PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """A point of the file as a point from the upper left corner of the page as it is shown."""
    left, bottom, right, top = page.get_cropbox()
    match page.get_rotation():
        case 90:
            return lambda x, y: (y - bottom, x - left)
        case 180:
            return lambda x, y: (right - x, y - bottom)
        case 270:
            return lambda x, y: (top - y, right - x)
        case _:
            return lambda x, y: (x - left, top - y)


def _with_lam_before_alef(letters: list[Letter]) -> list[Letter]:
    """Arabic letters with those of the sign for lam and alef in order: PDFium turns the pair."""
    in_order = list(letters)
    for at in range(len(in_order) - 1):
        alef, lam = in_order[at], in_order[at + 1]
        is_sign = alef.base == lam.base and abs(alef.x0 - lam.x0) < 0.05 * max(lam.size, 1.0)
        if lam.text == "ل" and alef.text in _ALEFS and is_sign:
            in_order[at], in_order[at + 1] = lam, alef
    return in_order


def _repair(letters: Letters) -> None:
    """Gives letters without a meaning their own, where their font counts glyphs as most do."""
    unmapped: dict[str, list[str]] = defaultdict(list)
    for letter in letters.upright:
        if letter.is_unmapped and not letter.text.isspace():
            unmapped[letter.font].append(letter.text)
    letters.garbled = sum(map(len, unmapped.values()))
    shifted = {font for font, texts in unmapped.items() if _counts_glyphs(texts)}
    if shifted:
        letters.repaired = sum(len(unmapped[font]) for font in shifted)
        letters.upright = [
            letter._replace(text=_shifted(letter.text))
            if letter.is_unmapped and letter.font in shifted
            else letter
            for letter in letters.upright
        ]
    letters.sample = (
        "".join(
            letter.text for letter in letters.upright if letter.is_unmapped or letter.text.isspace()
        ).strip()[:120]
        if letters.garbled
        else ""
    )


def _counts_glyphs(texts: list[str]) -> bool:
    """True where the signs, shifted, are words: letters, mostly small, with vowels among them."""
    moved = [c for c in map(_shifted, texts) if not c.isspace()]
    small = [c for c in moved if c.isascii() and c.islower()]
    vowels = sum(c in "aeiou" for c in small)
    is_worded = len(small) >= _SHARE_SMALL * len(moved)
    return len(small) >= _LEAST_SMALL and is_worded and vowels >= _SHARE_VOWELS * len(small)


def _shifted(text: str) -> str:
    code = ord(text[0]) + _GLYPH_SHIFT if text else 0
    return chr(code) if 0x20 <= code < 0x7F else text


def _printed_once(letters: list[Letter]) -> list[Letter]:
    """The letters without the second print, a hair aside, by which some programs make bold."""
    places: dict[tuple[str, int, int], tuple[float, float]] = {}
    once: list[Letter] = []
    for letter in letters:
        text, x, y, hair = letter.text, letter.x0, letter.base, 0.12 * letter.size
        is_ligature = text in _TWICE_IN_A_SIGN and once and _shares_sign(once[-1], letter)
        if is_ligature or text.isspace() or not (math.isfinite(x) and math.isfinite(y)):
            once.append(letter)
            continue
        cells = [(text, int(x) + dx, int(y) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        near = (places[cell] for cell in cells if cell in places)
        if not any(abs(x - a) <= hair and abs(y - b) <= hair for a, b in near):
            places[text, int(x), int(y)] = (x, y)
            once.append(letter)
    return once


def _shares_sign(before: Letter, letter: Letter) -> bool:
    """True for the letters of one sign, as the two of 'ff': PDFium gives each the sign's place."""
    return before[:4] == letter[:4] and before.font == letter.font


def words_of(letters: Iterable[Letter]) -> list[Word]:
    """The words, each of one look; letters that stand apart are words of their own."""
    words: list[Word] = []
    last: Letter | None = None
    before: Letter | None = None  # the letter before a space that may be none
    is_apart = False
    for letter in letters:
        if letter.text.isspace() or not all(map(math.isfinite, letter[1:5])):
            before = last if letter.text == _GUESSED else None
            last, is_apart = None, letter.text != _GUESSED
            continue
        if before is not None and letter.x0 - before.x1 <= _LEAST_GUESSED * letter.size:
            last = before
        elif before is not None:
            is_apart = True
        if last is not None and _goes_on(last, letter):
            word = words[-1]
            word.text += letter.text
            word.x0, word.x1 = min(word.x0, letter.x0), max(word.x1, letter.x1)
        else:
            bottom = letter.base + _DESCENT * letter.size
            if is_apart and words:
                _make_room(words[-1], letter)
            words.append(
                Word(
                    letter.text,
                    letter.x0,
                    letter.x1,
                    bottom - letter.size,
                    bottom,
                    letter.size,
                    letter.style,
                )
            )
        last, before, is_apart = letter, None, False
    return [replace(word, text=_plain_letters(word.text)) for word in words]


def _make_room(word: Word, letter: Letter) -> None:
    """Room for the space that the file writes between two words, where it prints next to none."""
    if 0 <= abs(word.bottom - letter.base) < letter.size and word.x0 < letter.x0:
        word.x1 = max(word.x0, min(word.x1, letter.x0 - 0.12 * max(letter.size, word.size)))


def _goes_on(last: Letter, letter: Letter) -> bool:
    """True where the letter stands right after the last; before it, in a script from the right."""
    if (last.size, last.style, last.font) != (letter.size, letter.style, letter.font):
        return False
    if abs(last.base - letter.base) > 0.15 * letter.size:
        return False
    room = _ROOM * letter.size
    ahead, behind = letter.x0 - last.x1, last.x0 - letter.x1
    overlaps = 0.6 * letter.size
    return -overlaps <= ahead <= room or (_is_from_right(letter) and -overlaps <= behind <= room)


def _is_from_right(letter: Letter) -> bool:
    return unicodedata.bidirectional(letter.text[0]) in ("R", "AL", "NSM")


def _plain_letters(text: str) -> str:
    """Ligatures and the shapes of Arabic letters as the letters that they stand for."""
    if _PRESENTATION.search(text):
        text = _PRESENTATION.sub(lambda shape: unicodedata.normalize("NFKC", shape.group()), text)
    return text
