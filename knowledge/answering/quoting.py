"""Choosing the words to quote from a clause: whole sentences that keep their meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_QUOTE = 100  # words; a list is quoted whole, however long
# More of a clause is quoted up to here, in words: where it alone is quoted, and beside another.
ALONE, BESIDE_OTHERS = 80, 45
FURTHER = 0.75  # of the best sentence's score: another of the clause that is quoted with it
WHOLE = 55  # words of a clause that is quoted whole: leaving some out would save nobody time
LONGEST_FOLLOWER = 20  # words of a sentence that goes on about the one before it
LONGEST_GAP = 40  # words between two quotes that are rather quoted as one
LONGEST_NOTE = 40  # words of a footnote that is quoted below its sentence
# The weight of a footnote: one that says something, and one that only names a source.
A_NOTE, A_SOURCE = 0.9, 0.7
ACROSS_PAGES = 0.7  # the weight of a sentence that runs across a page break in the copy
# A sentence this near to the best one, in score (share) and in position, is quoted with it.
ALMOST_AS_GOOD, NEAR = 0.85, 2
# A sentence with such an opening depends on the one before it, ...
LEANS_BACK = re.compile(
    r"""[\W_]*(?:both|this|these|those|that|they|it|such|however|but|neither|nor|in\ this\ way
        |therefore|thus|otherwise|unless|except|not\ all|also|at\ the\ same\ time
        |in\ the\ same\ vein|without\ such|each)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# ... one with such an opening goes on about it ("This will be led by ..."), ...
GOES_ON = re.compile(r"[\W_]*(?:this|these|it|they|both|such|that)\b", re.IGNORECASE)
# ... and one with such an opening limits it.
TAKES_BACK = re.compile(
    r"""[\W_]*(?:however|but|unless|except|neither|nor|not\ all|only\ if|provided|although|though
        |yet)\b""",
    re.IGNORECASE | re.VERBOSE,
)
ITEM = re.compile(r"(?:[-•–]|\(?[ivxlc]{1,5}[.)])\s")
NOTE_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
NOTE = re.compile(rf"[{NOTE_MARKS}]+\s")
MARK = re.compile(rf"[{NOTE_MARKS}]+")
LEAD_IN = re.compile(r":[\W_]*$|:[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")


@dataclass(frozen=True)
class SentenceSpan:
    """A run of sentences of a clause, first and last included."""

    first: int
    last: int


def best_span(parts: Sequence[str], scores: Sequence[float], page_break: str = "") -> SentenceSpan:
    """Which of the sentences `parts` to quote, given how well each answers.

    A list is quoted whole with its lead-in, and a sentence together with the one that it depends on
    and with those after it that limit it. `page_break` holds the words on both sides ('|') of a
    page break: the quote stays on one side unless the best sentence runs across it.
    """
    broken, apart = _where_broken(parts, page_break)
    weighted_scores = [
        score * (ACROSS_PAGES if i in broken else 1) * _weight(part)
        for i, (part, score) in enumerate(zip(parts, scores, strict=True))
    ]
    best = max(range(len(parts)), key=lambda i: (weighted_scores[i], -i))
    span = _span_around(parts, weighted_scores, best)
    return _one_side(span, best, broken, apart)


@dataclass(frozen=True)
class Wanted:
    """What a question wants of a clause besides the sentence that is most like it."""

    sentences: frozenset[int] = frozenset()  # that belong to the answer, whatever they score
    explanations: bool = False  # the footnotes that say what the words quoted mean
    longest: int = ALONE  # words in all, unless what belongs together is longer


def spans_to_quote(
    parts: Sequence[str],
    scores: Sequence[float],
    first: SentenceSpan,
    wanted: Wanted,
    page_break: str = "",
) -> list[SentenceSpan]:
    """The runs of sentences to quote, in reading order, where `first` (`best_span`) is quoted.

    Nothing is quoted apart from what it depends on: a footnote comes with its sentence, a sentence
    with a short one that goes on about it, and a list is whole.
    """
    chosen = {*_sentences(first)}
    best = max(scores[at] for at in chosen)
    rest = [0.0 if at in chosen else score for at, score in enumerate(scores)]
    if max(rest) >= FURTHER * best:
        further = {*_sentences(best_span(parts, rest, page_break))}
        chosen |= further if _words(parts, chosen | further) <= wanted.longest else set()
    chosen |= wanted.sentences
    for at in sorted(chosen):
        chosen |= _depending(parts, at)
    chosen |= _gaps(parts, chosen)
    body = {at for at, part in enumerate(parts) if not NOTE.match(part)}
    chosen |= body if _words(parts, body) <= WHOLE else set()
    for at in sorted(chosen):
        chosen |= _across_a_mark(parts, at, explanations=wanted.explanations)
    return _runs(chosen, *_where_broken(parts, page_break), kept=first)


def _sentences(span: SentenceSpan) -> range:
    return range(span.first, span.last + 1)


def _words(parts: Sequence[str], places: Iterable[int]) -> int:
    return sum(len(parts[at].split()) for at in places)


def _depending(parts: Sequence[str], at: int) -> set[int]:
    """What sentence `at` is not quoted without: its list, or a short one that goes on about it."""
    whole = _list_around(parts, at)
    if whole is not None:
        return {*_sentences(whole)}
    after = at + 1
    goes_on = (
        after < len(parts)
        and GOES_ON.match(parts[after]) is not None
        and _same_run(parts, at, after)
        and len(parts[after].split()) <= LONGEST_FOLLOWER
    )
    return {after} if goes_on else set()


def _gaps(parts: Sequence[str], chosen: set[int]) -> set[int]:
    """The short sentences that alone part two that are quoted."""
    return {
        at
        for at in range(1, len(parts) - 1)
        if {at - 1, at + 1} <= chosen
        and not NOTE.match(parts[at + 1])
        and len(parts[at].split()) <= LONGEST_GAP
    }


def _across_a_mark(parts: Sequence[str], at: int, *, explanations: bool) -> set[int]:
    """The sentence that footnote `at` belongs to; or the notes that explain sentence `at`."""
    marks = {*MARK.findall(parts[at])}
    if NOTE.match(parts[at]):
        own = {*MARK.findall(parts[at])[:1]}
        return {
            place
            for place, part in enumerate(parts)
            if not NOTE.match(part) and own & {*MARK.findall(part)}
        }
    return {
        place
        for place, part in enumerate(parts)
        if explanations
        and NOTE.match(part)
        and MARK.findall(part)[0] in marks
        and _weight(part) == A_NOTE
        and len(part.split()) <= LONGEST_NOTE
    }


def _runs(
    chosen: set[int], over: frozenset[int], opening: frozenset[int], kept: SentenceSpan
) -> list[SentenceSpan]:
    """`chosen` as runs, which end where the copy's page ends."""
    runs: list[SentenceSpan] = []
    for at in sorted(chosen - (over - {*_sentences(kept)})):
        inside = kept.first < at <= kept.last  # best_span looked at the page's end itself
        if runs and runs[-1].last == at - 1 and (inside or at not in opening):
            runs[-1] = SentenceSpan(runs[-1].first, at)
        else:
            runs.append(SentenceSpan(at, at))
    return runs


def _weight(part: str) -> float:
    if not NOTE.match(part):
        return 1.0
    return A_NOTE if part.endswith(".") else A_SOURCE


def _span_around(parts: Sequence[str], scores: Sequence[float], best: int) -> SentenceSpan:
    list_span = _list_around(parts, best)
    if list_span is not None:
        return list_span
    if NOTE.match(parts[best]):
        return SentenceSpan(best, best)
    span = _with_leaning(parts, SentenceSpan(best, best))
    places = range(max(0, best - NEAR), min(len(parts), best + NEAR + 1))
    for near in sorted(places, key=lambda i: -scores[i]):
        if _may_join(parts, scores, span, near, scores[best]):
            span = _with_leaning(parts, SentenceSpan(min(span.first, near), max(span.last, near)))
    return span


def _where_broken(parts: Sequence[str], page_break: str) -> tuple[frozenset[int], frozenset[int]]:
    """The sentences that run across the page break, and those that open the new page."""
    before, _, after = (side.strip() for side in page_break.partition("|"))
    if not after:
        return frozenset(), frozenset()
    over = frozenset(i for i, part in enumerate(parts) if before in part and after in part)
    opening = frozenset(
        i for i, part in enumerate(parts) if after in part and before not in part and i > 0
    )
    return over, opening


def _one_side(
    span: SentenceSpan, best: int, broken: frozenset[int], apart: frozenset[int]
) -> SentenceSpan:
    first, last = span.first, span.last
    for cut_at in sorted(broken - {best}):
        first = max(first, cut_at + 1) if cut_at < best else first
        last = min(last, cut_at - 1) if cut_at > best else last
    for opening in sorted(apart):
        if first < opening <= last:
            # The lead-in of a list says nothing alone: the side with the items is quoted.
            first, last = (opening, last) if best >= opening - 1 else (first, opening - 1)
    return SentenceSpan(first, last)


def words_of_span(text: str, parts: Sequence[str], span: SentenceSpan) -> str:
    """The words of `text` from the first to the last sentence of `span`, all that is between them.

    A note's mark and a single item's dash in front are left out.
    """
    at = ends = 0
    start = 0
    for number, part in enumerate(parts[: span.last + 1]):
        at = text.index(part, ends)
        ends = at + len(part)
        if number == span.first:
            start = at
    words = text[start:ends]
    alone = span.first == span.last
    mark = NOTE.match(words) or (ITEM.match(words) if alone else None)
    return words[mark.end() :] if mark else words


def bare(part: str) -> str:
    """A sentence without the dash of an item in front, as a quote of it alone has it."""
    return part.lstrip("-•– ")


def _list_around(parts: Sequence[str], best: int) -> SentenceSpan | None:
    """The lead-in and all items, where sentence `best` is one of them and they are one list."""
    first = best
    while first > 0 and ITEM.match(parts[first]):
        first -= 1
    if not LEAD_IN.search(parts[first]) or NOTE.match(parts[best]):
        return None
    last = first
    while last + 1 < len(parts) and ITEM.match(parts[last + 1]):
        last += 1
    return SentenceSpan(first, last) if last > first and best <= last else None


def _with_leaning(parts: Sequence[str], span: SentenceSpan) -> SentenceSpan:
    first, last = span.first, span.last
    while first > 0 and LEANS_BACK.match(parts[first]) and _same_run(parts, first - 1, first):
        first -= 1
    while last + 1 < len(parts) and TAKES_BACK.match(parts[last + 1]):
        last += 1
    return SentenceSpan(first, last)


def _same_run(parts: Sequence[str], before: int, after: int) -> bool:
    return not (ITEM.match(parts[after]) or NOTE.match(parts[before]) or NOTE.match(parts[after]))


def _may_join(
    parts: Sequence[str], scores: Sequence[float], span: SentenceSpan, near: int, best: float
) -> bool:
    if NOTE.match(parts[near]):
        return False
    first, last = min(span.first, near), max(span.last, near)
    words = sum(len(part.split()) for part in parts[first : last + 1])
    return scores[near] >= ALMOST_AS_GOOD * best and words <= LONGEST_QUOTE
