"""Numbers and bullets at the start of a paragraph: '15.', '(a)', '4.2.1', 'Article III', '•'.

Only the shape is judged here. Whether it is a number at all ('2.5 million' and 'A. Khan' are not)
shows from its neighbours: `plausible` decides that for the labels of a whole document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.reading.label_words import FIRSTLY, LETTERS, WORDS, firstly, number_in_words

# Roman numerals stop at 39: no policy goes further, and 'mix.' or 'dim.' would be numerals.
_ROMAN = r"x{0,3}(?:ix|iv|v?i{1,3}|v|x)"
_LONGER_ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_DIGIT = "[0-9٠-٩۰-۹]"
_JOINT = r"(?:\.|-(?=[0-9٠-٩۰-۹]{1,2}(?![0-9٠-٩۰-۹-])))"
_PATH = rf"{_DIGIT}{{1,3}}(?:{_JOINT}{_DIGIT}{{1,3}})"
_DOUBLED = "|".join(f"{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
_LETTERED = rf"[A-Za-z]|{_DOUBLED}|{_ROMAN}|{_ROMAN.upper()}|[{LETTERS}]ـ?"
_CORE = rf"(?:{_PATH}{{0,5}}|{_LETTERED})"
_BRACKETED = re.compile(rf"[(（]\s?{_CORE}\s?[)）]")
# '2.“Harassment” means', '1.Purpose', '6.-(1)': the space is missing, the number is clear.
_TIGHT = re.compile(
    rf"{_DIGIT}{{1,2}}(?:\.{_DIGIT}{{1,2}}){{0,3}}(?:\.-?(?=[“\"‘'(]|[A-Z][a-z])|-(?=\s))"
)
_CLOSED = re.compile(
    rf"(?:{_CORE}(?:[.)۔]|\.[-–—])|[{LETTERS}]ـ?\s?[-–—])(?=\s|$|{_DIGIT}\s?[-–—]\s)"
)
_LETTERS_CLOSED = re.compile(rf"[{LETTERS}]ـ?\s?[-–—)](?=\s)")
# '4.3.a.' and '4.3.a.ii': letters and numerals that go on with a number.
_MIXED = re.compile(
    rf"{_DIGIT}{{1,3}}(?:\.{_DIGIT}{{1,3}}){{0,3}}\.(?:[a-z]|{_ROMAN})(?:\.(?:{_ROMAN}))?[.):]?(?=\s)"
)
_MIXED_CORE = re.compile(
    rf"({_DIGIT}{{1,3}}(?:\.{_DIGIT}{{1,3}}){{0,3}})\.([a-z]+)(?:\.({_ROMAN}))?"
)
_DOTTED = re.compile(rf"{_PATH}{{1,5}}[a-z]?:?(?=\s|$)")
_BARE = re.compile(rf"{_PATH}{{0,5}}[a-z]?(?=\s|$)")
_LETTER_ALONE = re.compile(r"[A-Za-z](?=\t)")
_LETTER_PATH = re.compile(rf"[A-Z]\.?{_PATH}{{0,4}}[.:)]?(?=\s)")
_WORDED = re.compile(
    rf"({'|'.join(WORDS)})(?:\s+|\s*(?=\())"
    rf"(\(?{_PATH}{{0,3}}[A-Za-z]?\)?|[IVXLC]+|[ivx]+|[A-Z]|{number_in_words.pattern})"
    r"(\s?[.:)]|\s?\.?[-–—])?(?=[\s\"“]|$)",
    re.IGNORECASE,
)
_BULLET = re.compile(
    r"(?:[•‣⁃∙●○◦■□▪▫◆◇♦►▶➢➤➔→✓✔❖\u00b7\u2219\uf000-\uf0ff]\s*|[–—*-]\s+|o(?:\t|\s{3,})\s*)(?=\S)"
)
_UNIT = re.compile(
    r"\s+(?:million|billion|trillion|per\s?cent|percent|%|km|kg|m\b|cm|hours?|days?|years?|"
    r"months?|weeks?|times|lakh|crore|pm|am)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\s+(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\W*\d{0,4}\W*$",
    re.IGNORECASE,
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class TypedLabel:
    """A label as printed, and how many characters of the paragraph it takes with its spaces."""

    label: str
    length: int

    @property
    def is_bullet(self) -> bool:
        """True for '-', which stands for every bullet."""
        return self.label == "-"


def typed_label(text: str, *, bare: bool = False) -> TypedLabel | None:
    """The label that opens `text`, or None.

    A number without a full stop or bracket is one where a tab follows or, as in headings, where
    the caller allows it by `bare`.
    """
    if bullet := _BULLET.match(text):
        numbered = _behind_bullet(text[bullet.end() :], bare=bare)
        return TypedLabel(
            numbered.label if numbered else "-", bullet.end() + (numbered.length if numbered else 0)
        )
    if worded := _worded(text, bare=bare):
        return worded
    if counted := FIRSTLY.match(text):
        return _taken(text, counted.group(), counted.end())
    for pattern in (
        _BRACKETED,
        _TIGHT,
        _CLOSED,
        _MIXED,
        _DOTTED,
        _LETTER_ALONE,
        _LETTER_PATH,
        _BARE,
    ):
        match = pattern.match(text)
        if match and pattern is _BARE and not (bare or text[match.end() :][:1] == "\t"):
            continue
        if match and pattern is _LETTER_PATH and not (bare or "." in match.group()[1:-1]):
            continue
        if match and not _UNIT.match(text, match.end()) and not _MONTH.match(text, match.end()):
            return _taken(text, match.group().strip(), match.end())
    return None


def _behind_bullet(text: str, *, bare: bool) -> TypedLabel | None:
    """The 'Article 3' or '(a)' that a bullet stands before only for its looks."""
    numbered = _worded(text, bare=bare)
    if numbered is None and (match := _BRACKETED.match(text) or _LETTERS_CLOSED.match(text)):
        numbered = _taken(text, match.group().strip(), match.end())
    return numbered


def _taken(text: str, label: str, end: int) -> TypedLabel:
    spaces = len(text) - end - len(text[end:].lstrip())
    return TypedLabel(re.sub(r"\s+", "" if label[0] in "(（" else " ", label), end + spaces)


def _worded(text: str, *, bare: bool) -> TypedLabel | None:
    """'Article 5.', 'SECTION 1: Pay', 'Annex A'; not 'Article 5 of the treaty says'."""
    match = _WORDED.match(text)
    if match is None or not values(match.group().strip()):
        return None
    rest = text[match.end() :]
    ends_well = bool(match.group(3)) or not rest.strip()
    title = rest.strip()
    looks_set = bare and title[:1].isupper() and not title.endswith((".", ",", ";"))
    opens_title = looks_set or ("\t" in rest[:2] and title[:1].isupper())
    if not (ends_well or opens_title or (title.isupper() and len(title) < 100)):
        return None
    return _taken(text, match.group().strip(), match.end())


@dataclass(frozen=True, slots=True)
class LabelValue:
    """One reading of a label: its numbering ('1.', '(a)', 'i)', '1.1') and its place in it."""

    style: str
    numbers: tuple[int, ...]

    @property
    def is_first(self) -> bool:
        """True where a numbering may begin here."""
        return self.numbers[-1] <= 1

    def next(self) -> LabelValue:
        """The value that follows in the same numbering."""
        return LabelValue(self.style, (*self.numbers[:-1], self.numbers[-1] + 1))


@dataclass(frozen=True, slots=True)
class LabelParts:
    """A label taken apart: 'Article III.' is the word 'Article' and the core 'III'."""

    word: str  # as printed; '' where there is none
    core: str  # the number or letter as printed, without what encloses and closes it
    shape: str  # the label with '#' for its core: '(#)', '#.'

    @property
    def name(self) -> str:
        """How a citation names it: 'Article III', '4.2', 'a'."""
        word = self.word.capitalize() if self.word.isupper() else self.word
        return f"{word} {self.core}".strip()


@lru_cache(maxsize=4096)
def parts_of(label: str) -> LabelParts:
    """The label's word, core and shape; the core is '' where it is no number ('-')."""
    word = ""
    if counted := FIRSTLY.fullmatch(label):
        return LabelParts("", counted.group(1), "#:")
    if worded := re.match(rf"({'|'.join(WORDS)})(?=[\s(])\s*", label, re.IGNORECASE):
        word, label = worded.group(1), label[worded.end() :]
    core = re.search(r"[^\W_]+(?:[.\-][^\W_]+)*", label) if not word else None
    text = core.group() if core else label.strip(" ().:-–—۔") if word else ""
    shape = label.replace(text, "#", 1).strip() if text else label
    return LabelParts(word, text.strip("ـ"), shape)


@lru_cache(maxsize=4096)
def values(label: str) -> tuple[LabelValue, ...]:
    """Every reading of a label: 'i.' is a letter and a roman numeral; '-' is none."""
    parts = parts_of(label)
    core, word = parts.core, parts.word.casefold()
    if not core:
        return ()
    if place := firstly(core):
        return (LabelValue("firstly", (place,)),)
    style = f"{word} " if word else ""
    shape = "" if word else parts.shape.rstrip(":").replace(".-", ".").replace("-", ".")
    if mixed := _mixed_readings(core):
        return tuple(LabelValue(style + value.style, value.numbers) for value in mixed)
    if numbers := _path_of(core):
        kind = "1" * len(numbers) + ("a" if core[-1].isalpha() else "")
        long = len(numbers) > 1 or core[0].isalpha()
        return (LabelValue(style + kind + ("" if long else shape), numbers),)
    if word and (number := number_in_words(core)):
        return (LabelValue(style + "1", (number,)),)
    return tuple(_letter_readings(core, style, shape))


def _path_of(core: str) -> tuple[int, ...]:
    """The numbers of '4.2', '3-1', '102.01a' and 'A.1'; () for another core."""
    if not re.fullmatch(rf"(?:[A-Z]\.?)?{_PATH}{{0,5}}[A-Za-z]?", core):
        return ()
    lead = [ord(core[0]) - ord("A") + 1] if core[0].isalpha() else []
    tail = [ord(core[-1].lower()) - ord("a") + 1] if core[-1].isalpha() else []
    numbers = (*lead, *(int(part) for part in re.findall(rf"{_DIGIT}+", core)), *tail)
    # '5.0' opens what '5.1' goes on with.
    return numbers[:-1] if len(numbers) > 1 and numbers[-1] == 0 else numbers


def _mixed_readings(core: str) -> tuple[LabelValue, ...]:
    """The readings of '4.3.a' and '4.3.a.ii'; none for another core."""
    match = _MIXED_CORE.fullmatch(core)
    if match is None:
        return ()
    above = tuple(int(part) for part in re.findall(rf"{_DIGIT}+", match.group(1)))
    last = (_roman(match.group(3)),) if match.group(3) else ()
    return tuple(
        LabelValue(
            "1" * len(above) + value.style + "i" * len(last),
            (*above, *value.numbers, *last),
        )
        for value in _letter_readings(match.group(2), "", "")
    )


def _letter_readings(core: str, style: str, shape: str) -> Iterable[LabelValue]:
    case = "A" if core.isupper() else "a"
    if core in LETTERS:
        places = (LETTERS.index(core) + 1,) if core != "ا" else (1,)
        yield LabelValue(style + "ا" + shape, places)
        return
    if not core.isascii():
        return
    if len(set(core)) == 1 and len(core) <= 2 and core.isalpha():
        place = ord(core[0].lower()) - ord("a") + 1 + 26 * (len(core) - 1)
        yield LabelValue(style + case + shape, (place,))
        if len(core) == 2 and core.lower() != "ii":  # 'aa' may open a level below 'ix'
            double = ord(core[0].lower()) - ord("a") + 1
            yield LabelValue(style + case * 2 + shape, (double,))
    if core == "I" and not style:  # typed for 'i', as writing programs correct it
        yield LabelValue("a" + shape, (9,))
    if re.fullmatch(_LONGER_ROMAN, core, re.IGNORECASE):
        # 'Article 1' and 'Article II' are of one numbering, as some documents print it.
        kind = "1" if style else case + "i"
        yield LabelValue(style + kind + shape, (_roman(core.lower()),))


def _roman(text: str) -> int:
    numbers = [_ROMAN_VALUES[letter] for letter in text]
    following = [*numbers[1:], 0]
    return sum(-n if n < after else n for n, after in zip(numbers, following, strict=True))


def plausible(
    labels_and_texts: Sequence[tuple[str, str]], certain_labels: Iterable[str] = ()
) -> list[bool]:
    """Which typed labels of a document are numbers; each is given with the text that follows it.

    Most are, by their shape alone. A capital letter before a capital ('A. Khan') and a number
    without a closing sign ('2.5 of them') count only where a neighbour in the same numbering is
    there as well, typed or among `certain_labels`.
    """
    labels = (*certain_labels, *(label for label, _ in labels_and_texts))
    there = {_without_sign(value) for label in labels for value in values(label)}
    return [
        not _is_doubtful(label, text)
        or any(_has_neighbour(_without_sign(value), there) for value in values(label))
        for label, text in labels_and_texts
    ]


def _without_sign(value: LabelValue) -> LabelValue:
    """The value without the sign that closes it: '16' may well follow '15.'."""
    return LabelValue(value.style.partition("#")[0], value.numbers)


def _is_doubtful(label: str, text: str) -> bool:
    core = label.strip("().")
    if core[0] in LETTERS and label != core.rstrip("-–—"):
        return False  # 'أ-' is closed
    if len(core) == 1 and core.isupper() and label == f"{core}.":
        return text[:1].isupper()
    return label == core and core[:1].isalnum() and not parts_of(label).word


def _has_neighbour(value: LabelValue, there: set[LabelValue]) -> bool:
    *parents, last = value.numbers
    before = LabelValue(value.style, (*parents, last - 1))
    opens = value.is_first and any(
        known.numbers == tuple(parents) and known.style.endswith("1") for known in there
    )
    return value.next() in there or before in there or opens
