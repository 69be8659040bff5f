"""Printed lines → the title and the blocks: paragraphs joined, numbers and notes recognised.

A PDF says nowhere where a paragraph begins or what is a clause number. Each sign (a gap, a line
that ends early, a hanging number, the number that comes next) can mislead, so a number at a line's
start is taken for a clause number when the signs together outweigh those against it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.heading_shapes import names_a_document
from knowledge.reading.pdf.lines import (
    DIGITS,
    CellLines,
    Line,
    PrintedWord,
    fits,
    room_between,
    spans_of,
)
from knowledge.reading.pdf.notes import PageNote
from knowledge.reading.pdf.plain_headings import plain_headings
from knowledge.reading.pdf.unruled import UNRULED
from knowledge.reading.spans import TextSpan, is_all_bold, markdown, plain
from knowledge.reading.tables import Grid, GridCell, clauses_of, table_block
from knowledge.reading.typed_labels import LabelValue, TypedLabel, typed_label, values

_ENOUGH = 2.5  # what the signs for a clause number must come to
_GOES_ON = 2.0  # the sign of a number that goes on with the one before it
_LEADS_IN = re.compile(r"[:\u2014]\s?[-\u2013]?$|\w\s?[-\u2013]$")  # 'a meeting-', 'details:-\'
_STROKES = re.compile(r"([IVXivxlt1|]{2,5})\.\s+")
_AS_NUMERAL = str.maketrans("ivxlt1|", "IVXIIII")
_ITEM_END = re.compile(r"[,;]$|\b(?:and|or)$")
_GAP = 1.25  # times the usual distance of lines: a new paragraph
_COMMON = 0.5  # of the lines at the most common distance
_LARGER = 1.12  # times the usual size of type: a heading
_MOST_HEADING_WORDS, _MOST_HEADING_LINES = 16, 4
_NEAR = 3.0  # points: the same place
_MOST_ABOVE = 8  # paragraphs above the title
_LEAST_PAGES, _MOST_ON_COVER, _SHARE_ON_COVER = 2, 120, 0.45  # after a cover; words on it
_TERMINAL = re.compile(r"""(?:[.:;!?…]|[;,]\s+(?:and|or))["'”’)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$""")
_ABBREVIATION = re.compile(
    r"\b(?:no|nos|art|sec|para|cl|pg?|pp|fig|vol|ch|cf|vs|dr|mr|mrs)\.$", re.I
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_JUNK_TITLE = re.compile(
    r"microsoft word|untitled|^word document$|\(anonymous\)|^document\d*$|^(?:[a-z]:)?[/\\]|^file:|"
    r"\.(?:docx?|pdf|rtf|odt|indd|pptx?|xlsx?|txt|html?|pages)$",
    re.IGNORECASE,
)
_HYPHENS = "-\u00ad\u2010"
_SUSPENDED = re.compile(r"(?:and|or|und|to)\b")
# Words that begin or end compounds, and hardly ever a word that is broken at a line's end.
_FIRST_PARTS = frozenset(("long", "non", "self", "well"))
_SECOND_PARTS = frozenset(
    (
        *("around", "based", "building", "centred", "centered", "driven", "effective", "friendly"),
        *("funded", "governmental", "level", "making", "minded", "oriented", "owned", "party"),
        *("profit", "related", "sensitive", "sharing", "specific", "term", "wide"),
    )
)
_FIRM_BULLETS = "•‣⁃∙●○◦■□▪▫◆◇►▶➢➤➔→✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8"


@dataclass
class PrintedParagraph:
    """Lines that belong together, the label taken off the first."""

    lines: list[Line]
    label: str = ""
    is_heading: bool = False
    margin: float | None = None  # where its further lines begin, once that is known
    is_bare: bool = False  # its first line is nothing but the label

    @property
    def last(self) -> Line:
        """Its last line so far."""
        return self.lines[-1]

    @property
    def is_section(self) -> bool:
        """True for a heading without a number."""
        return self.is_heading and not self.label


@dataclass(frozen=True)
class Measure:
    """What is usual in the document."""

    size: float
    pitch: float  # the distance of lines, in times of their size
    words: Counter[str] = field(default_factory=Counter)
    compounds: Counter[str] = field(default_factory=Counter)


def blocks_of(
    lines: Sequence[Line], notes: Sequence[PageNote], size: float, recorded_title: str
) -> tuple[str, list[FlatBlock]]:
    """The title ('' where there is none) and the blocks, each note behind the one that cites it."""
    measure = _measure(lines, size)
    if _is_mostly_bold(lines):
        lines = [_without_bold(line) for line in lines]
    paragraphs = _Composer(measure).compose(lines)
    title, rest = _split_title(paragraphs, measure, recorded_title)
    if not names_a_document(title):
        title, rest = _title_of_its_kind(paragraphs, measure) or (title, rest)
    paragraphs = rest
    _without_cover_headings(paragraphs)
    return title, list(_with_notes(paragraphs, notes, measure))


def _measure(lines: Sequence[Line], size: float) -> Measure:
    pitches: Counter[float] = Counter()
    for before, line in pairwise(lines):
        if _follows(before, line) and line.size == before.size:
            pitches[round((line.bottom - before.bottom) / line.size, 1)] += 1
    words = Counter(word for words in _whole_words(lines) for word in words)
    compounds = Counter({word: count for word, count in words.items() if "-" in word})
    words.update(part for compound in compounds for part in compound.split("-"))
    return Measure(size, max(_usual_pitch(pitches), 1.0), words, compounds)


def _usual_pitch(pitches: Counter[float]) -> float:
    """The usual distance of a paragraph's lines: the smallest that is common.

    That between paragraphs may be more common still; those of a scan are a hair more or less.
    """

    def around(pitch: float) -> int:
        return sum(pitches[round(pitch + shift, 1)] for shift in (-0.1, 0, 0.1))

    most = max(map(around, pitches), default=0)
    common = [pitch for pitch in pitches if around(pitch) > _COMMON * most]
    least = min(common, default=1.2)
    return max(
        (pitch for pitch in common if pitch <= least + 0.2),
        key=lambda pitch: (around(pitch), pitches[pitch], -pitch),
        default=least,
    )


def _whole_words(lines: Sequence[Line]) -> Iterator[list[str]]:
    """Each line's words in small letters, without the halves of one broken at its start or end."""
    goes_on = False
    for line in lines:
        text = line.text.rstrip()
        words = [word.lower() for word in _WORD.findall(text)]
        broken = text.endswith(tuple(_HYPHENS))
        yield words[int(goes_on) : len(words) - int(broken)]
        goes_on = broken


def _follows(before: Line, line: Line) -> bool:
    """True where the line stands below the other, in one column of one page."""
    same_column = (before.page, before.column) == (line.page, line.column)
    return same_column and line.bottom > before.bottom


def _is_mostly_bold(lines: Sequence[Line]) -> bool:
    bold = sum(len(w.text) for line in lines for w in line.words if w.bold)
    return bold > 0.5 * sum(len(w.text) for line in lines for w in line.words)


def _without_bold(line: Line) -> Line:
    return replace(line, words=tuple(replace(word, bold=False) for word in line.words))


# --- lines → paragraphs -------------------------------------------------------------------------


class _Composer:
    """Goes through the lines in order and begins a paragraph wherever the signs say so."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._paragraphs: list[PrintedParagraph] = []
        self._open: dict[str, LabelValue] = {}
        self._plain_headings: set[int] = set()

    def compose(self, lines: Sequence[Line]) -> list[PrintedParagraph]:
        """The paragraphs of `lines`."""
        self._plain_headings = plain_headings(lines, self._is_set_as_heading, self._has_gap)
        for line, after in zip_longest(lines, lines[1:]):
            label = None if line.cells else self._label(line, after)
            if line.cells:
                self._add_cells(line)
            elif label:
                self._begin_labelled(line, label, after)
            elif self._is_more_of_heading(line):
                self._current.lines.append(line)
            elif self._begins(line, after):
                heading = self._is_heading(line, after)
                self._paragraphs.append(PrintedParagraph([line], is_heading=heading))
            else:
                self._go_on(line)
        return self._paragraphs

    def _add_cells(self, line: Line) -> None:
        """A box, or a row: it goes on with the table before it, also over the end of a page."""
        last = self._paragraphs[-1] if self._paragraphs else None
        if last is not None and not line.is_box and last.last.table and _goes_on(last, line):
            last.lines.append(line)
        else:
            self._paragraphs.append(PrintedParagraph([line]))

    @property
    def _current(self) -> PrintedParagraph:
        return self._paragraphs[-1]

    @property
    def _is_fresh(self) -> bool:
        """True where nothing can go on: at the start, and below a heading or a table."""
        return not self._paragraphs or self._current.is_heading or bool(self._current.last.cells)

    def _go_on(self, line: Line) -> None:
        current = self._current
        if current.margin is None and _follows(current.last, line):
            current.margin = line.x0 - line.left
        current.lines.append(line)

    def _begin_labelled(self, line: Line, label: TypedLabel, after: Line | None) -> None:
        rest = _after_label(line, label)
        inner = typed_label(rest.text.lstrip()) if rest.words else None
        for opened in (label, inner if inner and inner.label.startswith("(") else None):
            for value in self._readings(opened) if opened else ():
                self._open[value.style] = value
        heading = not label.is_bullet and bool(rest.words) and self._is_heading(rest, after)
        self._paragraphs.append(
            PrintedParagraph(
                [rest if rest.words else line], label.label, heading, is_bare=not rest.words
            )
        )

    # --- does a number begin here?

    def _label(self, line: Line, after: Line | None) -> TypedLabel | None:
        """The label that opens the line, where the signs for it outweigh those against."""
        label = _label_at(line, heading=self._is_set_as_heading(line)) or self._misread(line)
        if label is None:
            return None
        turn = self._turn(label)
        signs = self._place(line, label, turn) + self._shape(line, label, after) + turn
        return label if signs >= _ENOUGH else None

    def _misread(self, line: Line) -> TypedLabel | None:
        """The roman numeral that comes next, where text recognition took its strokes for others."""
        match = _STROKES.match(line.text)
        numeral = match.group(1).translate(_AS_NUMERAL) if match else ""
        last = self._open.get("Ai#.")
        if match is None or last is None or last.next() not in values(f"{numeral}."):
            return None
        return TypedLabel(f"{numeral}.", match.end())

    def _place(self, line: Line, label: TypedLabel, turn: float) -> float:
        """How much the line's place speaks for a new paragraph."""
        if self._is_fresh or self._current.is_bare:
            return 3.0
        before = self._current.last
        signs = _end_signs(before.text, label, turn)
        signs += 2.0 if self._has_gap(before, line) else 0.0
        signs += 1.0 if before.page != line.page and _is_terminal(before.text) else 0.0
        signs += 1.5 if fits(line, before) else 0.0
        signs += 3.0 if self._is_set_as_heading(line) and not self._is_set_as_heading(before) else 0
        return signs + self._indent(line)

    def _indent(self, line: Line) -> float:
        """A number in running text stands where all lines begin; a clause number often does not."""
        margin = self._current.margin
        if margin is None:
            return 0.0
        shift = line.x0 - line.left - margin
        if abs(shift) <= _NEAR:
            return -0.5
        return 1.5 if shift < 0 else 1.0

    def _shape(self, line: Line, label: TypedLabel, after: Line | None) -> float:
        """How much the line itself looks like one that opens with a label."""
        rest = _after_label(line, label)
        if not rest.words:
            return 0.5
        signs = 1.5 if _has_tab(line, rest) else 0.0
        if after is not None and _follows(line, after):
            hangs = abs(after.x0 - rest.x0) <= _NEAR and rest.x0 - line.x0 > _NEAR
            signs += 1.5 if hangs else 0.0
        firm = label.is_bullet and line.words[0].text[0] in _FIRM_BULLETS
        return signs + (3.0 if firm else 0.0)

    def _turn(self, label: TypedLabel) -> float:
        """How well the label goes on with those before it."""
        if label.is_bullet:
            return 0.0
        readings = values(label.label)
        open_values = [self._open[v.style] for v in readings if v.style in self._open]
        if any(before.next() in readings for before in open_values) or self._goes_deeper(readings):
            return _GOES_ON
        if any(before in readings for before in open_values):
            return 1.0  # a number printed twice, as in documents with two clauses 13
        if any(value.is_first for value in readings):
            return 1.5
        if not open_values:
            return -0.5  # the text may begin in the middle of a numbering
        return 0.5 if any(before.next().next() in readings for before in open_values) else -2.0

    def _goes_deeper(self, readings: Iterable[LabelValue]) -> bool:
        """True for '4.1' after '4.', and for '5.1' and '5' after '4.3'."""
        open_numbers = {value.numbers for value in self._open.values()}
        return any(
            len(value.numbers) > 1 and value.is_first and value.numbers[:-1] in open_numbers
            for value in readings
        )

    def _readings(self, label: TypedLabel) -> tuple[LabelValue, ...]:
        """The readings that go on with a numbering; all of them where none does."""
        readings = values(label.label)
        going_on = tuple(
            v for v in readings if v.style in self._open and self._open[v.style].next() == v
        )
        if going_on:
            return going_on
        firsts = tuple(value for value in readings if value.is_first)
        return firsts or readings  # '(i)' that is not the letter after '(h)' is a numeral

    # --- does a paragraph begin here?

    def _begins(self, line: Line, after: Line | None) -> bool:
        if self._is_fresh or self._is_heading(line, after):
            return True
        before = self._current.last
        if abs(line.size - before.size) > 1.0:
            return True
        is_complete = _is_terminal(before.text)
        if not is_complete and line.text[:1].islower():
            return False
        if self._has_gap(before, line):
            return True
        if fits(line, before):
            return is_complete or before.x1 - before.left < 0.75 * (before.right - before.left)
        return is_complete and self._stands_apart(line)

    def _stands_apart(self, line: Line) -> bool:
        """True where the line begins further in or out than the paragraph's other lines."""
        margin = self._current.margin
        return margin is not None and abs(line.x0 - line.left - margin) > 2 * _NEAR

    def _has_gap(self, before: Line, line: Line) -> bool:
        if not _follows(before, line):
            return False
        usual = self._measure.pitch * max(line.size, before.size)
        return line.bottom - before.bottom > _GAP * usual

    # --- headings

    def _is_more_of_heading(self, line: Line) -> bool:
        """True for the next line of a heading over several lines."""
        if not self._paragraphs or not self._current.is_heading:
            return False
        before = self._current.last
        alike = line.size == before.size and line.is_bold == before.is_bold
        short = len(self._current.lines) < _MOST_HEADING_LINES
        goes_on = alike and short and self._is_set_as_heading(line) and _follows(before, line)
        return goes_on and not self._has_gap(before, line) and not fits(line, before)

    def _is_set_as_heading(self, line: Line) -> bool:
        return line.size >= _LARGER * self._measure.size or line.is_bold

    def _is_heading(self, line: Line, after: Line | None) -> bool:
        """True for a line that is set like a heading and worded like one."""
        text = line.text.strip()
        if not _LETTER.search(text) or len(text.split()) > _MOST_HEADING_WORDS:
            return False
        ends_on = text.endswith(",") and self._goes_on_as_heading(line, after)
        ends_as_prose = text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹").endswith((".", ";", ","))
        if (ends_as_prose and not ends_on) or text[0].islower():
            return False
        if id(line) in self._plain_headings:
            return True
        if line.size >= _LARGER * self._measure.size:
            return True
        if line.is_bold or (text.isupper() and len(text) > 4):
            return not text.endswith(":") and (after is None or self._is_cut_off(line, after))
        return not text.endswith(":") and self._stands_alone(line, after)

    def _goes_on_as_heading(self, line: Line, after: Line | None) -> bool:
        """True where the next line is set like this one, as a heading, close below it."""
        return (
            after is not None
            and self._is_set_as_heading(line)
            and (after.size, after.is_bold) == (line.size, line.is_bold)
            and _follows(line, after)
            and not self._has_gap(line, after)
        )

    def _is_cut_off(self, line: Line, after: Line) -> bool:
        """True where the words do not simply go on in the next line."""
        goes_on_bold = after.is_bold and _follows(line, after) and not self._has_gap(line, after)
        return (
            goes_on_bold
            or fits(after, line)
            or not _follows(line, after)
            or (self._has_gap(line, after))
        )

    def _stands_alone(self, line: Line, after: Line | None) -> bool:
        """True for a few words at the margin with room above and below, then a new start."""
        if after is None or len(line.text.split()) > 8 or not self._paragraphs:
            return False
        before = self._current.last
        above = self._has_gap(before, line) or not _follows(before, line)
        below = self._has_gap(line, after) and _label_at(after, heading=False) is not None
        is_complete = _is_terminal(before.text) or self._current.is_heading
        outside = abs(line.x0 - line.left) <= _NEAR
        starts = line.text[:1].isupper() and not _is_terminal(line.text)
        return above and below and is_complete and outside and starts


def _label_at(line: Line, *, heading: bool) -> TypedLabel | None:
    """The label that the line's first words form, by their shape."""
    return typed_label(line.text.lstrip(), bare=heading or _has_wide_start(line))


def _has_wide_start(line: Line) -> bool:
    rest = line.words[1:]
    return bool(rest) and _has_tab(line, replace(line, words=rest))


def _has_tab(line: Line, rest: Line) -> bool:
    """True where the room between label and text is more than the line's other spaces."""
    label_end = max((w.x1 for w in line.words if w.x1 <= rest.x0 + 0.1), default=line.x0)
    room = rest.x0 - label_end
    pairs = pairwise(rest.words)
    spaces = sorted(b.x0 - a.x1 for a, b in pairs if b.x0 - a.x1 > 0.1 * line.size)
    usual = spaces[len(spaces) // 2] if spaces else 0.28 * line.size
    return room > max(1.6 * usual, 0.45 * line.size)


def _after_label(line: Line, label: TypedLabel) -> Line:
    """The line without the label's characters."""
    length = len(line.text) - len(line.text.lstrip()) + label.length
    words: list[PrintedWord] = []
    for at, word in enumerate(line.words):
        has_space = at > 0 and room_between(line.words[at - 1], word) > 0.1 * max(
            line.words[at - 1].size, word.size
        )
        length -= 1 if has_space and length > 0 else 0
        if length <= 0:
            words.append(word)
        elif length < len(word.text):
            share = (word.x1 - word.x0) * length / len(word.text)
            words.append(replace(word, text=word.text[length:], x0=word.x0 + share))
        length -= len(word.text)
    return replace(line, words=tuple(words))


def _end_signs(text: str, label: TypedLabel, turn: float) -> float:
    """How much the end of the line before speaks for a number below it."""
    begins = any(value.is_first for value in values(label.label))
    text = text.rstrip()
    if begins and _LEADS_IN.search(text):
        return 2.0
    if _is_terminal(text):
        return 1.0
    return 0.5 if turn >= _GOES_ON and _ITEM_END.search(text) else -1.5


def _is_terminal(text: str) -> bool:
    """True where a sentence or an item of a list ends with the line."""
    text = text.rstrip()
    return bool(_TERMINAL.search(text)) and not _ABBREVIATION.search(text)


# --- the title ----------------------------------------------------------------------------------


def _split_title(
    paragraphs: list[PrintedParagraph], measure: Measure, file_title: str
) -> tuple[str, list[PrintedParagraph]]:
    """The title and the paragraphs without it: the largest type above the first clause."""
    front = next((i for i, p in enumerate(paragraphs) if p.label), len(paragraphs))
    headings = [
        i for i in range(front) if paragraphs[i].is_section and paragraphs[i].last.page == 1
    ]
    sizes = {i: paragraphs[i].lines[0].size for i in headings}
    largest = max(sizes.values(), default=0.0)
    later_sizes = [
        p.lines[0].size for i, p in enumerate(paragraphs) if p.is_section and i not in sizes
    ]
    candidates = [i for i in headings if sizes[i] == largest]
    stands_out = largest >= _LARGER * measure.size and largest > max(later_sizes, default=0.0)
    title_places = [i for place, i in enumerate(candidates) if i == candidates[0] + place]
    if not candidates or candidates != title_places or not stands_out:
        clean = " ".join(file_title.split())
        return ("" if _JUNK_TITLE.search(clean) else clean), _without_bare_headings(
            paragraphs, front
        )
    title = " ".join(
        markdown(_join_lines(paragraphs[i].lines, measure), emphasis=False) for i in title_places
    )
    rest = [p for i, p in enumerate(paragraphs) if i not in title_places]
    return title, _without_bare_headings(rest, front - len(title_places))


def _without_bare_headings(
    paragraphs: list[PrintedParagraph], front: int
) -> list[PrintedParagraph]:
    """Headings before the first clause with nothing under them (the office's name) become text."""
    for at, (paragraph, following) in enumerate(pairwise(paragraphs)):
        if at < front and paragraph.is_section and following.is_section:
            paragraph.is_heading = False
    return paragraphs


def _title_of_its_kind(
    paragraphs: list[PrintedParagraph], measure: Measure
) -> tuple[str, list[PrintedParagraph]] | None:
    """The line above the first clause that says what the document is, and the other paragraphs."""
    for at, paragraph in enumerate(paragraphs):
        if paragraph.label or paragraph.last.page > 1 or at >= _MOST_ABOVE:
            break
        text = markdown(_join_lines(paragraph.lines, measure), emphasis=False)
        stands_out = paragraph.is_heading or all(line.is_bold for line in paragraph.lines)
        if stands_out and not paragraph.last.cells and names_a_document(text):
            return text, [other for other in paragraphs if other is not paragraph]
    return None


def _without_cover_headings(paragraphs: Sequence[PrintedParagraph]) -> None:
    """Takes the headings from a cover: a first page of few words, before pages full of them."""
    words: Counter[int] = Counter()
    for paragraph in paragraphs:
        for line in paragraph.lines:
            words[line.page] += len(line.words)
    others = sorted(count for page, count in words.items() if page > 1)
    is_cover = len(others) >= _LEAST_PAGES and words[1] < min(
        _MOST_ON_COVER, _SHARE_ON_COVER * others[len(others) // 2]
    )
    on_cover = [p for p in paragraphs if p.lines[0].page == 1]
    if is_cover and not any(p.label and p.label != "-" for p in on_cover):
        for paragraph in on_cover:
            paragraph.is_heading = False


# --- paragraphs → blocks ------------------------------------------------------------------------


def _with_notes(
    paragraphs: Sequence[PrintedParagraph], notes: Sequence[PageNote], measure: Measure
) -> Iterator[FlatBlock]:
    """The blocks; each note stands behind the paragraph that cites it, or at its page's end."""
    behind: defaultdict[int, list[PageNote]] = defaultdict(list)
    for note, place in zip(notes, _places(notes, paragraphs), strict=True):
        behind[place].append(note)
    for at, paragraph in enumerate(paragraphs):
        yield from _blocks(paragraph, measure)
        for note in behind[at]:
            text = markdown(_join_lines(note.lines, measure))
            yield FlatBlock(BlockKind.FOOTNOTE, text, label=note.label)


def _places(notes: Sequence[PageNote], paragraphs: Sequence[PrintedParagraph]) -> list[int]:
    """For each note the paragraph that it stands behind.

    That is the one with its mark, on its page or the page before. One that nothing cites goes with
    the note before it on its page, or to the page's last paragraph.
    """
    citing: dict[tuple[int, str], int] = {}
    last_on: dict[int, int] = {}
    for at, paragraph in enumerate(paragraphs):
        last_on[paragraph.lines[0].page] = at
        for line in paragraph.lines:
            for mark in _marks(line):
                citing.setdefault((line.page, mark), at)
    places: list[int] = []
    for at, note in enumerate(notes):
        place = citing.get((note.page, note.label), citing.get((note.page - 1, note.label)))
        if place is None and at > 0 and notes[at - 1].page == note.page:
            place = places[-1]
        if place is None:
            place = max((i for page, i in last_on.items() if page <= note.page), default=0)
        places.append(place)
    return places


def _marks(line: Line) -> set[str]:
    """The marks of the notes that the line cites."""
    marks = {mark for w in line.words if w.is_raised for mark in re.split(r"[,;]", w.text)}
    plain_words = "".join(word.text for word in line.words if not word.is_raised)
    superscripts = re.findall(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", plain_words)
    return marks | {mark.translate(DIGITS) for mark in superscripts}


def _blocks(paragraph: PrintedParagraph, measure: Measure) -> Iterator[FlatBlock]:
    """The paragraph's block; a table of numbers beside texts has one for each of its clauses."""
    if paragraph.last.is_box:
        yield _box_block(paragraph.last, measure)
    elif paragraph.last.cells:
        grid, page = _grid(paragraph.lines, measure), paragraph.lines[0].page
        clauses = clauses_of(grid, page)
        table = None if clauses else table_block(grid, page)
        yield from clauses or ([table] if table else [])
    else:
        yield _block(paragraph, measure)


def _block(paragraph: PrintedParagraph, measure: Measure) -> FlatBlock:
    lines = paragraph.lines[1:] if paragraph.is_bare else paragraph.lines
    spans = _join_lines(lines, measure)
    text = markdown(spans, emphasis=not paragraph.is_heading)
    first = paragraph.lines[0]
    block = FlatBlock(BlockKind.TEXT, text, page=first.page, indent=first.x0 - first.left)
    if paragraph.label == "-":
        return replace(block, kind=BlockKind.POINT, label="-")
    if paragraph.label:
        return replace(
            block, kind=BlockKind.CLAUSE, label=paragraph.label, is_heading=paragraph.is_heading
        )
    return replace(block, kind=BlockKind.SECTION) if paragraph.is_heading else block


def _grid(rows: Sequence[Line], measure: Measure) -> Grid:
    """The table's cells with their words."""
    cells = [[_grid_cell(cell, measure) for cell in row.cells] for row in rows]
    return Grid(_without_repeated_heads(cells, rows), ruled=rows[0].table < UNRULED)


def _without_repeated_heads(
    cells: list[list[GridCell]], rows: Sequence[Line]
) -> list[list[GridCell]]:
    """The rows without the head that a table repeats on its further pages."""
    head = [cell.text for cell in cells[0]]
    return [
        row
        for at, (row, line) in enumerate(zip(cells, rows, strict=True))
        if not at or line.page == rows[at - 1].page or [cell.text for cell in row] != head
    ]


def _grid_cell(cell: CellLines, measure: Measure) -> GridCell:
    spans = _join_lines(cell.lines, measure)
    return GridCell(markdown(spans), cell.across, cell.down, is_all_bold(spans))


def _goes_on(table: PrintedParagraph, row: Line) -> bool:
    """True for the next row of the table, and for a row that a page's end parted from it.

    A head that the next page repeats is left out.
    """
    last = table.last
    if (last.page, last.table) == (row.page, row.table):
        return True
    return last.page + 1 == row.page and len(last.cells) == len(row.cells)


def _box_block(line: Line, measure: Measure) -> FlatBlock:
    """A box, with a line for each paragraph in it."""
    inner = _Composer(measure).compose(_with_own_edges(line.cells[0].lines))
    blocks = [block for paragraph in inner for block in _blocks(paragraph, measure)]
    text = "\n".join(f"{b.label} {b.text}".strip() for b in blocks)
    return FlatBlock(BlockKind.BOX, text, page=line.page)


def _with_own_edges(lines: Sequence[Line]) -> list[Line]:
    """A box's lines with the edges of their own text, which stands further in than the page's."""
    left_edge, right_edge = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [replace(line, left=left_edge, right=right_edge) for line in lines]


def _join_lines(lines: Sequence[Line], measure: Measure) -> list[TextSpan]:
    """The lines' words in one run; words broken at a line's end are whole again."""
    spans: list[TextSpan] = []
    for line in lines:
        following = spans_of(line)
        if spans and following:
            _close_up(spans, following, measure)
        spans.extend(following)
    return spans


def _close_up(spans: list[TextSpan], following: Sequence[TextSpan], measure: Measure) -> None:
    """Adds what stands between two lines, or takes away the hyphen that broke a word."""
    ending = plain(spans[-3:]).rsplit(" ", 1)[-1]
    opening = plain(following[:3]).split(" ", 1)[0]
    glue = _glue(ending, opening, measure)
    if glue is None:
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip(_HYPHENS))
    elif glue:
        spans.append(TextSpan(glue))


def _glue(ending: str, opening: str, measure: Measure) -> str | None:
    """What stands between two lines: a space, nothing, or None where a hyphen has to go as well."""
    if ending.endswith("\u00ad"):
        return None
    if ending.endswith(("–", "/")) and len(ending) > 1:
        return ""
    if not ending.endswith(tuple(_HYPHENS)) or len(ending) < 2 or not opening:
        return " "
    if _SUSPENDED.match(opening):
        return " "  # 'short- and long-term'
    if not opening[0].islower():
        return ""
    return "" if _is_compound(ending, opening, measure) else None


def _is_compound(ending: str, opening: str, measure: Measure) -> bool:
    """True where the hyphen at the line's end is part of the word, as in 'turn-around'."""
    left_parts = _WORD.findall(ending[:-1].lower())
    right_parts = _WORD.findall(opening.lower())
    if not left_parts or not right_parts:
        return True  # '15-year', 'pg.-'
    left_word, right_word = left_parts[-1], right_parts[0]
    with_hyphen = measure.compounds[f"{left_word}-{right_word}"]
    without = measure.words[left_word + right_word]
    if with_hyphen or without:
        return with_hyphen >= without
    last, first = left_word.split("-")[-1], right_word.split("-")[0]
    if (last in _FIRST_PARTS and len(first) > 3) or first in _SECOND_PARTS:
        return True
    both_words = measure.words[last] > 0 and measure.words[first] > 0
    return both_words and min(len(last), len(first)) > 3
