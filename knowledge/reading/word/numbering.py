"""Word's automatic numbering: the number that Word prints before a paragraph and stores nowhere.

A paragraph names a list (`w:num`) and a level in it, itself or through its style. The list points
to an abstract list, which holds for each level the form of the number ('%1.%2', 'lower letter'),
where it starts and what makes it start again. All lists over one abstract list count together,
except where a list states its own start, which applies from its first use on.
(ECMA-376 part 1, 17.9; where Word departs from it, as Word does it.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from docx.oxml import ns

qn = cache(ns.qn)  # asked for each element of the file
Element = Any  # an lxml element; python-docx ships no types for lxml

MAX_CHAIN = 30  # styles based on styles: Word allows ten
_LEVELS = 9
_LONGEST_PATTERN = 100  # characters
_HIGHEST = 30_000  # Word counts no further; also keeps 'aaaa...' short
_BULLETS = frozenset("•‣⁃∙●○◦■□▪▫◆◇►➢➤➔✓✔·-–—*o§")


@dataclass(frozen=True, slots=True)
class ParagraphNumber:
    """What Word prints before a paragraph.

    `label` is '' where Word counts the paragraph but prints nothing. `form` is the same for lists
    that number their levels in the same way, as the copies do that Word makes of a list.
    """

    label: str
    level: int
    form: str
    is_bullet: bool = False
    counter: str = ""  # the list that it is counted in


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list."""

    pattern: str = ""
    format: str = "decimal"
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""
    pad: int = 0

    @property
    def is_bullet(self) -> bool:
        """True where the level prints the same sign each time, and that sign is no word."""
        if self.format == "bullet":
            return True
        return bool(self.pattern) and "%" not in self.pattern and not _has_word(self.pattern)


def _has_word(text: str) -> bool:
    return any(c.isalnum() for c in text) and text.strip() not in _BULLETS


@dataclass(frozen=True, slots=True)
class _List:
    """A `w:num` resolved: the abstract list it counts in, its levels, its own starts."""

    num_id: str
    scheme: str
    levels: dict[int, _Level]
    starts: dict[int, int]

    @property
    def form(self) -> str:
        """How the levels print their numbers."""
        levels = sorted(self.levels.items())
        return " ".join(f"{at}:{level.format}:{level.pattern}" for at, level in levels)


@dataclass
class Counters:
    """How far each list has counted in one story: the body, or one text box."""

    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    starts_used: set[tuple[str, int]] = field(default_factory=set)


class Styles:
    """The paragraph and character styles of a document, and what they inherit."""

    def __init__(self, styles: Element | None) -> None:
        self._by_id: dict[str, Element] = {}
        self._default: dict[str, str] = {}
        self._properties: dict[tuple[str | None, str], Element | None] = {}
        self._names: dict[str | None, tuple[str, ...]] = {}
        for style in children(styles, "w:style"):
            style_id = style.get(qn("w:styleId")) or ""
            self._by_id.setdefault(style_id, style)
            if is_on(style.get(qn("w:default")), absent=False):
                self._default[style.get(qn("w:type")) or ""] = style_id

    def chain(self, style_id: str | None, kind: str = "paragraph") -> Iterator[Element]:
        """The style and what it is based on, nearest first; where none is named, the default."""
        current = style_id if style_id in self._by_id else self._default.get(kind)
        visits: set[str] = set()
        while current in self._by_id and current not in visits and len(visits) < MAX_CHAIN:
            visits.add(current)
            yield self._by_id[current]
            current = value(child(self._by_id[current], "w:basedOn"))

    def names(self, style_id: str | None) -> tuple[str, ...]:
        """The names of the style and its ancestors, lower case: ('my heading', 'heading 1')."""
        if style_id not in self._names:
            chain = self.chain(style_id)
            self._names[style_id] = tuple(
                (value(child(style, "w:name")) or "").lower() for style in chain
            )
        return self._names[style_id]

    def property(self, style_id: str | None, tag: str) -> Element | None:
        """The paragraph property of that name that the style states or inherits."""
        key = (style_id, tag)
        if key not in self._properties:
            properties = (child(child(s, "w:pPr"), tag) for s in self.chain(style_id))
            self._properties[key] = next(
                (element for element in properties if element is not None), None
            )
        return self._properties[key]


class WordNumbering:
    """Gives each paragraph, in the document's order, the number that Word prints on it."""

    def __init__(self, numbering: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts = {
            a.get(qn("w:abstractNumId")): a for a in children(numbering, "w:abstractNum")
        }
        self._nums = {n.get(qn("w:numId")): n for n in children(numbering, "w:num")}
        self._lists: dict[str, _List | None] = {}

    def number(self, paragraph: Element, counters: Counters) -> ParagraphNumber | None:
        """The paragraph's number, counted; None where it has none. Call once a paragraph."""
        place = self._list_and_level(paragraph)
        if place is None:
            return None
        word_list, at = place
        level = word_list.levels.get(at, _Level())
        counts = self._count(word_list, at, counters)
        if level.is_bullet:
            return ParagraphNumber("-", at, word_list.form, is_bullet=True)
        counter = f"{word_list.scheme}/{word_list.num_id}" if word_list.starts else word_list.scheme
        return ParagraphNumber(
            _print_number(word_list, at, counts), at, word_list.form, counter=counter
        )

    # --- which list, which level

    def _list_and_level(self, paragraph: Element) -> tuple[_List, int] | None:
        properties = child(paragraph, "w:pPr")
        style_id = value(child(properties, "w:pStyle"))
        direct = child(properties, "w:numPr")
        num_id = value(child(direct, "w:numId")) or self._style_value(style_id, "w:numId")
        word_list = self._list(num_id)
        if word_list is None:
            return None
        own = value(child(direct, "w:ilvl"))
        level = number_of(own, -1) if own else self._style_level(style_id, word_list)
        return word_list, min(max(level, 0), _LEVELS - 1)

    def _style_value(self, style_id: str | None, tag: str) -> str | None:
        for style in self._styles.chain(style_id):
            text = value(child(child(child(style, "w:pPr"), "w:numPr"), tag))
            if text is not None:
                return text
        return None

    def _style_level(self, style_id: str | None, word_list: _List) -> int:
        """The level that names the style, nearest first; else the level that a style states."""
        for style in self._styles.chain(style_id):
            own_id = style.get(qn("w:styleId"))
            for at, level in word_list.levels.items():
                if level.style and level.style == own_id:
                    return at
        return number_of(self._style_value(style_id, "w:ilvl"), 0)

    def _list(self, num_id: str | None) -> _List | None:
        if num_id is None or num_id not in self._nums:  # '0' takes a style's numbering away
            return None
        if num_id not in self._lists:
            self._lists[num_id] = self._resolve(self._nums[num_id])
        return self._lists[num_id]

    def _resolve(self, num: Element) -> _List | None:
        abstract_id = self._abstract_of(num)
        if abstract_id is None:
            return None
        levels = {
            number_of(lvl.get(qn("w:ilvl")), 0): _read_level(lvl)
            for lvl in children(self._abstracts[abstract_id], "w:lvl")
        }
        starts: dict[int, int] = {}
        for override in children(num, "w:lvlOverride"):
            at = number_of(override.get(qn("w:ilvl")), 0)
            own_level, own_start = child(override, "w:lvl"), child(override, "w:startOverride")
            if own_level is not None:
                levels[at] = _read_level(own_level)
            if own_start is not None:
                starts[at] = number_of(value(own_start), 1)
        return _List(num.get(qn("w:numId")), abstract_id, levels, starts)

    def _abstract_of(self, num: Element) -> str | None:
        """The abstract list with the levels; a list style stands between the two at times."""
        for _ in range(MAX_CHAIN):
            abstract_id = value(child(num, "w:abstractNumId"))
            if abstract_id not in self._abstracts:
                return None
            link = value(child(self._abstracts[abstract_id], "w:numStyleLink"))
            next_num = self._nums.get(self._style_value(link, "w:numId")) if link else None
            if next_num is None or next_num is num:
                return abstract_id
            num = next_num
        return None

    # --- counting

    def _count(self, word_list: _List, at: int, counters: Counters) -> dict[int, int]:
        """One further at this level; levels above that were skipped count from here on too."""
        counts = counters.counts.setdefault(word_list.scheme, {})
        first_use = (word_list.num_id, at) not in counters.starts_used
        if first_use and at in word_list.starts:
            counters.starts_used.add((word_list.num_id, at))
            counts[at] = word_list.starts[at]
        elif at in counts:
            counts[at] = min(counts[at] + 1, _HIGHEST)
        else:
            counts[at] = _start(word_list, at)
        for above in range(at):
            counts.setdefault(above, _start(word_list, above))
        for below in [deeper for deeper in counts if deeper > at]:
            if _restarts(word_list.levels.get(below, _Level()).restart, below, at):
                del counts[below]
        return counts


def _start(word_list: _List, at: int) -> int:
    return word_list.starts.get(at, word_list.levels.get(at, _Level()).start)


def _restarts(rule: int | None, below: int, at: int) -> bool:
    """True where a number at level `at` makes level `below` start again, by its lvlRestart."""
    if rule is None or rule > below:
        return True
    return at < rule


def _read_level(lvl: Element) -> _Level:
    formats = list(lvl.iter(qn("w:numFmt")))  # the first choice where alternatives are given
    chosen = formats[0] if formats else None
    custom = (chosen.get(qn("w:format")) or "") if chosen is not None else ""
    restart = value(child(lvl, "w:lvlRestart"))
    legal = child(lvl, "w:isLgl")
    return _Level(
        pattern=(value(child(lvl, "w:lvlText")) or "")[:_LONGEST_PATTERN],
        format=value(chosen) or "decimal",
        start=number_of(value(child(lvl, "w:start")), 1),
        restart=number_of(restart, 0) if restart is not None else None,
        legal=legal is not None and is_on(value(legal)),
        style=value(child(lvl, "w:pStyle")) or "",
        pad=min(len(custom.split(",")[0].strip()), 9) if custom else 0,
    )


def _print_number(word_list: _List, at: int, counts: dict[int, int]) -> str:
    """The level's pattern with each %N replaced by the number of level N."""
    own = word_list.levels.get(at, _Level(pattern=f"%{at + 1}."))

    def numeral(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        level = word_list.levels.get(place, _Level())
        if place > at or level.is_bullet:
            return ""
        count = counts.get(place, level.start)
        if own.legal and level.format not in ("decimal", "none"):
            return str(count)
        return _format_number(count, level)

    return re.sub(r"%([1-9])", numeral, own.pattern).strip()


def _format_number(count: int, level: _Level) -> str:
    if level.pad:
        return str(count).zfill(level.pad)
    return _FORMATS.get(level.format, str)(count)


def _letters(count: int) -> str:
    """Word's letters: 'a' to 'z', then 'aa', 'bb', and so on."""
    if count < 1:
        return ""
    times, place = divmod(count - 1, 26)
    return chr(ord("a") + place) * min(times + 1, 20)


def _roman(count: int) -> str:
    steps = (
        *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
        *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
    )
    out = ""
    for size, numeral in steps:
        times, count = divmod(count, size) if count > 0 else (0, count)
        out += numeral * times
    return out


def _ordinal(count: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    teens = 10 <= count % 100 <= 20
    return f"{count}{'th' if teens else endings.get(count % 10, 'th')}"


_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL_WORDS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth"},
    **{"eight": "eighth", "nine": "ninth", "twelve": "twelfth"},
}


def _in_words(count: int) -> str:
    """'Twenty-one'; digits from a hundred on, which no list in words reaches."""
    if not 0 <= count < 100:
        return str(count)
    if count < 20:
        return _ONES[count].capitalize()
    tens, units = divmod(count, 10)
    return (_TENS[tens - 2] + (f"-{_ONES[units]}" if units else "")).capitalize()


def _ordinal_in_words(count: int) -> str:
    """'Twenty-first'."""
    words = _in_words(count).lower()
    head, dash, last = words.rpartition("-")
    if last.isdigit():
        return _ordinal(count)
    regular = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return (head + dash + _ORDINAL_WORDS.get(last, regular)).capitalize()


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda count: "",
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalZero": lambda count: str(count).zfill(2),
    "ordinal": _ordinal,
    "cardinalText": _in_words,
    "ordinalText": _ordinal_in_words,
    "numberInDash": lambda count: f"- {count} -",
}


# --- reading XML that may hold anything ---------------------------------------------------------


def child(element: Element | None, tag: str) -> Element | None:
    """The first direct child of that name ('w:pPr'); None where there is none."""
    return element.find(qn(tag)) if element is not None else None


def children(element: Element | None, tag: str) -> list[Element]:
    """The direct children of that name."""
    return list(element.findall(qn(tag))) if element is not None else []


def value(element: Element | None) -> str | None:
    """The element's `w:val`."""
    text = element.get(qn("w:val")) if element is not None else None
    return str(text) if text is not None else None


def number_of(text: str | None, otherwise: int) -> int:
    """`text` as a whole number within Word's range; `otherwise` where it is none."""
    if text is None or not re.fullmatch(r"[+-]?\d{1,9}", text.strip()):
        return otherwise
    return max(min(int(text), _HIGHEST), -_HIGHEST)


def is_on(text: str | None, *, absent: bool = True) -> bool:
    """What an on-off property says; `absent` where it gives no value."""
    return absent if text is None else text.strip().lower() not in ("0", "false", "off", "none")
