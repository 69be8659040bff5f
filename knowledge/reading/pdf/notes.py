"""Footnotes, told from the text by their place, their type and the mark that opens them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from knowledge.reading.pdf.lines import DIGITS, SMALL, UNICODE_MARK, Line, fits

_PLAIN_MARK = re.compile(r"\[?(\d{1,3})[\].)]?")
_ENCLOSED_MARK = re.compile(r"\(?\s?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\)?(?=\s|\w|$)")


@dataclass
class PageNote:
    """A footnote: its mark, the page where it begins, and its lines without the mark."""

    label: str
    page: int
    lines: list[Line] = field(default_factory=list)


@dataclass
class PageNotes:
    """Takes the footnotes out of the pages, one column after another."""

    body_size: float
    notes: list[PageNote] = field(default_factory=list)

    def without_notes(self, column: list[Line]) -> list[Line]:
        """The column's lines without the footnotes at its foot."""
        start = self._start(column)
        for line in column[start:]:
            self._take(line)
        return column[:start]

    def _start(self, column: list[Line]) -> int:
        """Where the footnotes begin.

        They are in small type or below a stroke, and open with a mark or go on with a note. Others,
        in the text's own type, are known by the raised number that comes next, in the lower
        part of the column.
        """
        start, above_notes = len(column), False
        for at in range(len(column) - 1, -1, -1):
            line = column[at]
            if line.cells:
                break
            if self._is_small(line) and not above_notes:
                if self._mark(line, loosely=True) or self._goes_on(column, at):
                    start = at
                continue
            above_notes = True
            if line.top < column[0].top + 0.4 * (column[-1].bottom - column[0].top):
                break
            if self._mark(line, loosely=False) == str(self._next_number()) and at > 0:
                start = at
        return start

    def _is_small(self, line: Line) -> bool:
        return line.under_rule or line.size < SMALL * self.body_size

    def _goes_on(self, column: list[Line], at: int) -> bool:
        """True where the page before left a note open: its last line was full."""
        line = column[at]
        if not self.notes or self.notes[-1].lines[-1].page != line.page - 1:
            return False
        is_first = at == 0 or not self._is_small(column[at - 1])
        return is_first and not fits(line, self.notes[-1].lines[-1])

    def _mark(self, line: Line, *, loosely: bool) -> str | None:
        """The mark that opens the line; `loosely`, a plain number in its turn will do."""
        first = line.words[0]
        if first.is_raised:
            return first.text.rstrip(",;") if len(line.words) > 1 else None
        if first.text.startswith("(") and (enclosed := _ENCLOSED_MARK.match(line.text.lstrip())):
            return enclosed.group(1).translate(DIGITS)
        match = UNICODE_MARK.match(first.text)
        if match and (len(line.words) > 1 or match.end() < len(first.text)):
            return match.group().translate(DIGITS)
        plain = _PLAIN_MARK.fullmatch(first.text)
        if loosely and plain and len(line.words) > 1 and int(plain.group(1)) == self._next_number():
            return plain.group(1)
        return None

    def _next_number(self) -> int:
        last = self.notes[-1].label if self.notes else "0"
        return int(last) + 1 if last.isdigit() else 1

    def _take(self, line: Line) -> None:
        mark = self._mark(line, loosely=True)
        if mark is None and self.notes:
            self.notes[-1].lines.append(line)
        elif mark is not None:
            self.notes.append(PageNote(mark, line.page, [_without_mark(line)]))


def _without_mark(line: Line) -> Line:
    if line.words[0].text.startswith("("):
        close = next((at for at, word in enumerate(line.words) if ")" in word.text), 0)
        return replace(line, words=line.words[close + 1 :] or line.words)
    first, *rest = line.words
    left_over = UNICODE_MARK.sub("", first.text, count=1) if not first.is_raised else ""
    if left_over and left_over != first.text:
        rest.insert(0, replace(first, text=left_over))
    return replace(line, words=tuple(rest))
