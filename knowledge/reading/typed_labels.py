"""Numbers and bullets that an author typed at the start of a paragraph: '15.', '(a)', '4.2.1', '•'.

Only the shape is judged here. Whether it is a number at all ('2.5 million' and 'A. Khan' are not)
shows from its neighbours: `plausible` decides that for the labels of a whole document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Roman numerals stop at 39: no policy goes further, and 'mix.' or 'dim.' would be numerals.
_ROMAN = r"x{0,3}(?:ix|iv|v?i{1,3}|v|x)"
_CORE = rf"(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}|[A-Za-z]|{_ROMAN}|{_ROMAN.upper()})"
_CLOSED = re.compile(rf"(?:\({_CORE}\)|{_CORE}[.)])(?=\s|$)")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,5}(?=\s)")
_BARE = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}(?=\s)")
_BULLET = re.compile(
    r"(?:[•‣⁃∙●○◦■□▪▫◆◇♦►▶➢➤➔→✓✔❖\u00b7\u2219\uf000-\uf0ff]\s*|[–—*-]\s+|o(?:\t|\s{3,})\s*)(?=\S)"
)
_UNIT = re.compile(
    r"\s+(?:million|billion|trillion|per\s?cent|percent|%|km|kg|m\b|cm|hours?|days?|years?|"
    r"months?|weeks?|times|lakh|crore|pm|am)\b",
    re.IGNORECASE,
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


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
        return TypedLabel("-", bullet.end())
    for pattern in (_CLOSED, _DOTTED, _BARE):
        match = pattern.match(text)
        if match and pattern is _BARE and not (bare or text[match.end()] == "\t"):
            continue
        if match and not _UNIT.match(text, match.end()):
            spaces = len(text) - match.end() - len(text[match.end() :].lstrip())
            return TypedLabel(match.group(), match.end() + spaces)
    return None


@dataclass(frozen=True, slots=True)
class LabelValue:
    """One reading of a label: its numbering ('1.', '(a)', 'i)', '1.1') and its place in it."""

    style: str
    numbers: tuple[int, ...]

    @property
    def is_first(self) -> bool:
        """True where a numbering may begin here."""
        return self.numbers[-1] == 1

    def next(self) -> LabelValue:
        """The value that follows in the same numbering."""
        return LabelValue(self.style, (*self.numbers[:-1], self.numbers[-1] + 1))


def values(label: str) -> tuple[LabelValue, ...]:
    """Every reading of a label: 'i.' is a letter and a roman numeral; '-' is none."""
    core = label.strip("().")
    shape = label.replace(core, "#", 1) if core else label
    if re.fullmatch(r"\d+(?:\.\d+)*", core):
        numbers = tuple(int(part) for part in core.split("."))
        return (LabelValue("1" * len(numbers) + (shape if len(numbers) == 1 else ""), numbers),)
    readings = []
    case = "A" if core.isupper() else "a"
    if len(core) == 1 and core.isalpha():
        readings.append(LabelValue(case + shape, (ord(core.lower()) - ord("a") + 1,)))
    if core and re.fullmatch(_ROMAN, core.lower()):
        readings.append(LabelValue(case + "i" + shape, (_roman(core.lower()),)))
    return tuple(readings)


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
    if len(core) == 1 and core.isupper() and label == f"{core}.":
        return text[:1].isupper()
    return label == core and core[:1].isdigit()


def _has_neighbour(value: LabelValue, there: set[LabelValue]) -> bool:
    *parents, last = value.numbers
    before = LabelValue(value.style, (*parents, last - 1))
    above = LabelValue("1" * len(parents), tuple(parents))
    return value.next() in there or before in there or (value.is_first and above in there)
