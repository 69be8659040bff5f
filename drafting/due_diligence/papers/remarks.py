"""Words of a returned file that stand in no field, and where: shown, so that none is lost.

A reader collects every word outside the fields. What Saathi itself wrote is taken away again when
the checklist is at hand; what is left was written by somebody, and a person puts it where it
belongs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import cached_property
from itertools import chain

from drafting.due_diligence.checklists.answering import UNSEEN

MOST_REMARKS = 20_000  # pieces of text in a file, before Saathi's own are taken away
LONGEST_COMPARED = 1_500  # words of a paragraph that is compared with Saathi's own
# Of the words of one of Saathi's paragraphs: where fewer are left, it is somebody's own.
OWN_SHARE = 0.8
PICTURE = "a picture, whose words Saathi cannot read"
SILENT = frozenset("PZC")  # punctuation, spaces, control characters


@dataclass(frozen=True)
class Remark:
    """Words outside the fields, and where they stand."""

    where: str  # 'P12', 'comment by A. Khan, P3', 'Notes, cell B4'
    text: str
    entry: str = ""  # the question beside which they stand; '' for none
    # True where the row's fields were lost, so that their labels and values may stand in it.
    has_fields: bool = False


@dataclass(frozen=True)
class OwnWords:
    """What Saathi wrote into a checklist's files, a string a paragraph or cell.

    The words are made while they are looked for: most are found among the first.
    """

    general: Iterator[str]  # read once
    of_entry: Callable[[str], Iterator[str]]  # by the entry's key
    of_fields: Mapping[str, Sequence[str]]  # labels and values, for rows that lost their fields
    passing: Sequence[re.Pattern[str]] = ()  # what differs from day to day and from page to page


def written_by_people(remarks: Iterable[Remark], own: OwnWords) -> Iterator[Remark]:
    """The remarks without Saathi's own words; what is nothing else is left out."""
    compared: dict[str, _Candidates] = {}
    general = _Candidates(own.general)
    for remark in remarks:
        text = " ".join(remark.text.split())
        if any(pattern.fullmatch(text) for pattern in own.passing):
            continue
        key = f"{remark.entry}{remark.has_fields}"
        if key not in compared:
            fields = own.of_fields.get(remark.entry, ()) if remark.has_fields else ()
            compared[key] = _Candidates(chain(own.of_entry(remark.entry), fields))
        words = _added(remark.text, compared[key], general)
        if words:
            yield Remark(remark.where, words, remark.entry)


class _Candidates:
    """Paragraphs of Saathi's own, to compare others with."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._seen: dict[str, None] = {}  # those of them that were read

    def holds(self, text: str) -> bool:
        """True for one of them as it is."""
        if text in self._seen:
            return True
        for candidate in self._texts:
            self._seen[candidate] = None
            if candidate == text:
                return True
        return False

    def holds_alike(self, evened: str) -> bool:
        """True for one of them, however its spaces and its letters' case are by now."""
        return evened in self._evened

    def _all(self) -> Iterable[str]:
        self._seen.update(dict.fromkeys(self._texts))
        return self._seen

    @cached_property
    def _tokens(self) -> list[list[str]]:
        return [tokens for text in self._all() if (tokens := text.split())]

    @cached_property
    def _evened(self) -> frozenset[str]:
        return frozenset(map(even, self._all()))

    def nearest(self, words: Counter[str]) -> list[str]:
        """The words of the paragraph that has most in common with these."""
        return max(
            ([even(token) for token in tokens] for tokens in self._tokens),
            key=lambda tokens: (words & Counter(tokens)).total() - len(tokens) * 0.01,
            default=[],
        )


def _added(text: str, beside: _Candidates, general: _Candidates) -> str:
    """The words of `text` that Saathi did not write; '' for none."""
    words = text.split()
    line = " ".join(words)
    if not _speaks(line) or general.holds(line) or beside.holds(line):
        return ""
    evened = even(line)
    if beside.holds_alike(evened) or general.holds_alike(evened):
        return ""
    if len(words) > LONGEST_COMPARED:
        return text.strip()
    tokens = [even(word) for word in words]
    counted = Counter(tokens)
    own = max(
        (candidates.nearest(counted) for candidates in (beside, general)),
        key=lambda candidate: (counted & Counter(candidate)).total(),
    )
    matcher = SequenceMatcher(None, own, tokens, autojunk=False)
    spans = [(start, end) for what, _, _, start, end in matcher.get_opcodes() if what != "equal"]
    kept = len(words) - sum(end - start for start, end in spans)
    if kept < OWN_SHARE * len(own):
        return text.strip()
    segments = (" ".join(words[start:end]) for start, end in spans if end > start)
    return " … ".join(segment for segment in segments if _speaks(segment))


def even(text: str) -> str:
    """A text as it is compared: without spaces, invisible signs and the case of letters."""
    return "".join(text.translate(UNSEEN).casefold().split())


def _speaks(text: str) -> bool:
    """True where there is a letter, a digit or a sign such as a tick in it."""
    return any(unicodedata.category(sign)[0] not in SILENT for sign in text)


def words_of(value: object) -> str:
    """What a cell shows, as text."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "text", value))  # of an array's formula the formula
