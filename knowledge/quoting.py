"""Choosing the words to quote from a clause: whole sentences that keep their meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.words import sentences

LONGEST_QUOTE = 110  # words; a list is quoted whole, however long
ALMOST_AS_GOOD = 0.93  # of the best sentence: a neighbour that says nearly as much comes along
# A sentence that opens so leans on the one before it, ...
LEANS_BACK = re.compile(
    r"[\W_]*(?:both|this|these|those|that|they|it|such|however|but|neither|nor|in this way|therefore|"
    r"thus|otherwise|unless|except|not all|also|at the same time|in the same vein|without such|each)\b",
    re.IGNORECASE,
)
# ... and one that opens so takes something back from it.
TAKES_BACK = re.compile(
    r"[\W_]*(?:however|but|unless|except|neither|nor|not all|only if|provided|although|though|yet)\b",
    re.IGNORECASE,
)
ITEM = re.compile(r"(?:[-•–]|\(?[ivxlc]{1,5}[.)])\s")
NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s")
LEAD_IN = re.compile(r":[\W_]*$|:[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")


@dataclass(frozen=True)
class Span:
    """A run of sentences of a clause, first and last included."""

    first: int
    last: int


def quote(text: str, score: Callable[[str], float]) -> str:
    """The words of `text` that score best: contiguous, word for word, in whole sentences.

    A list comes whole with its lead-in; a sentence that leans on the one before brings it along, and
    so does one whose successor takes something back.
    """
    parts = sentences(text)
    if not parts:
        return ""
    return cut(text, parts, best_span(parts, [score(part) for part in parts]))


def best_span(parts: Sequence[str], scores: Sequence[float]) -> Span:
    """Which of the sentences `parts` to quote, given how well each answers."""
    best = max(range(len(parts)), key=lambda i: (scores[i], -i))
    listed = _list_around(parts, best)
    if listed is not None:
        return listed
    if NOTE.match(parts[best]):
        return Span(best, best)
    span = _with_leaning(parts, Span(best, best))
    for near in (span.last + 1, span.first - 1):
        if _may_join(parts, scores, span, near, scores[best]):
            span = _with_leaning(parts, Span(min(span.first, near), max(span.last, near)))
    return span


def cut(text: str, parts: Sequence[str], span: Span) -> str:
    """The words of `text` from the first to the last sentence of `span`, without a note's mark."""
    at = ends = 0
    start = 0
    for number, part in enumerate(parts[: span.last + 1]):
        at = text.index(part, ends)
        ends = at + len(part)
        if number == span.first:
            start = at
    return NOTE.sub("", text[start:ends], count=1) if NOTE.match(text[start:]) else text[start:ends]


def _list_around(parts: Sequence[str], best: int) -> Span | None:
    """The lead-in and all items, where sentence `best` is one of them and they are one list."""
    first = best
    while first > 0 and ITEM.match(parts[first]):
        first -= 1
    if not LEAD_IN.search(parts[first]) or NOTE.match(parts[best]):
        return None
    last = first
    while last + 1 < len(parts) and ITEM.match(parts[last + 1]):
        last += 1
    return Span(first, last) if last > first and best <= last else None


def _with_leaning(parts: Sequence[str], span: Span) -> Span:
    first, last = span.first, span.last
    while first > 0 and LEANS_BACK.match(parts[first]) and _same_run(parts, first - 1, first):
        first -= 1
    while last + 1 < len(parts) and TAKES_BACK.match(parts[last + 1]):
        last += 1
    return Span(first, last)


def _same_run(parts: Sequence[str], before: int, after: int) -> bool:
    return not (ITEM.match(parts[after]) or NOTE.match(parts[before]) or NOTE.match(parts[after]))


def _may_join(
    parts: Sequence[str], scores: Sequence[float], span: Span, near: int, best: float
) -> bool:
    if not 0 <= near < len(parts) or NOTE.match(parts[near]) or ITEM.match(parts[near]):
        return False
    first, last = min(span.first, near), max(span.last, near)
    words = sum(len(part.split()) for part in parts[first : last + 1])
    return scores[near] >= ALMOST_AS_GOOD * best and words <= LONGEST_QUOTE
