"""Numbers, ranges, years and months of a sentence, and whether its source gives them as well.

A number is held where the source has it beside the same words: '15 women' is not held by 'a 15-year
plan for 28 million women'. A range is held as a whole: '3 managers' is not held by '3-4 managers'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile

from knowledge.writing.proof.number_words import ORDINALS, OTHERS, SCALES, TENS, UNITS
from knowledge.writing.proof.tokens import Token, tokens_of

_MONTHS = (
    "january february march april mai june july august september october november december "
    "jan feb apr jun jul aug sept oct nov dec"
)
MONTHS = frozenset(_MONTHS.split())
ONE = frozenset({"one", "single", "individual", "same"})
_BEFORE = "no any some each every the this that another"
NOT_COUNTED_BEFORE = frozenset(_BEFORE.split())
NOT_COUNTED_BEHIND = frozenset(["of", "another", "in", "that", "which", "who", "to"])
BETWEEN = frozenset({"-", "to", "and", "until", "till"})
NEAR, NEAR_IN_SOURCE = 3, 5  # tokens on either side of a number
PAUSES = frozenset(",;:.!?")
ACROSS = frozenset(",;:")
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Figure:
    """A number, or the month's name, where it stands among the tokens."""

    value: Fraction | str
    first: int
    last: int

    @property
    def is_date(self) -> bool:
        """True for a month and for what can be a year."""
        return isinstance(self.value, str) or self.value in YEARS


def unproved_figure(text: str, source: str) -> Figure | None:
    """The first figure of `text` that `source` does not give as well; None where it gives all."""
    claim_tokens, source_tokens = tokens_of(text), tokens_of(source)
    figures, sources = figures_of(claim_tokens), figures_of(source_tokens)
    ranges = _ranges(sources, source_tokens)
    own_ranges = _ranges(figures, claim_tokens)
    for pair in own_ranges:
        if _values(pair) not in map(_values, ranges):
            return pair[0]
    together = {_values(pair) for pair in _side_by_side(sources)}
    for pair in _side_by_side(figures):
        if not together & {_values(pair), _values(pair)[::-1]}:
            return pair[0]
    whole = {figure for pair in own_ranges for figure in pair}
    only_in_ranges = _only_in_ranges(sources, ranges)
    for figure in figures:
        if figure in whole:
            continue
        if figure.value in only_in_ranges and not figure.is_date:
            return figure
        equals = [source_figure for source_figure in sources if source_figure.value == figure.value]
        if not equals and not (figure.value == 1 and {t.word for t in source_tokens} & ONE):
            return figure
        beside = (
            _share_neighbours(figure, claim_tokens, source_figure, source_tokens)
            for source_figure in equals
        )
        if equals and len(sources) > 1 and not any(beside):
            return figure
    return None


def figures_of(tokens: Sequence[Token]) -> list[Figure]:
    """The figures of `tokens`, in order: '28 million' is one."""
    figures: list[Figure] = []
    at = 0
    while at < len(tokens):
        figure = _figure(tokens, at)
        if figure is None:
            at += 1
        else:
            figures.append(figure)
            at = figure.last + 1
    return figures


def _figure(tokens: Sequence[Token], at: int) -> Figure | None:
    word = tokens[at].word
    if word in MONTHS and tokens[at].text[:1].isupper():
        return Figure(word[:3], at, at)
    if word in OTHERS:
        return Figure(OTHERS[word], at, at)
    if word in ORDINALS:
        return Figure(Fraction(ORDINALS[word]), at, at)
    if word == "one" and not _counts_one(tokens, at):
        return None
    value = _plain_number(word)
    if value is None:
        return None
    return _with_scale(tokens, at, value)


def _plain_number(word: str) -> Fraction | None:
    if word[:1].isdigit():
        digits = word.rstrip("stndrh").replace(",", "")
        try:
            return Fraction(digits.rstrip("."))
        except ValueError:
            return Fraction(-1)  # '1.2.3' stands nowhere
    for names in (UNITS, TENS):
        if word in names:
            return Fraction(names[word])
    return Fraction(SCALES[word]) if word in SCALES else None


def _with_scale(tokens: Sequence[Token], at: int, value: Fraction) -> Figure:
    """The whole of a number written in several words: 'twenty-eight million'."""
    last = at
    is_ten = tokens[at].word in TENS
    behind = at + 2 if at + 1 < len(tokens) and tokens[at + 1].text == "-" else at + 1
    if is_ten and behind < len(tokens) and 0 < UNITS.get(tokens[behind].word, 0) < 10:
        value, last = value + UNITS[tokens[behind].word], behind
    while last + 1 < len(tokens) and tokens[last + 1].word in SCALES:
        value, last = value * SCALES[tokens[last + 1].word], last + 1
    return Figure(value, at, last)


def _counts_one(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].word if at else ""
    rest = (token.word for token in tokens[at + 1 : at + 3] if token.text != "-")
    behind = next(rest, "")
    return bool(behind) and before not in NOT_COUNTED_BEFORE and behind not in NOT_COUNTED_BEHIND


Pair = tuple[Figure, Figure]


def _ranges(figures: Sequence[Figure], tokens: Sequence[Token]) -> list[Pair]:
    """Two figures with a dash or 'to' between them."""
    return [
        (first, second)
        for first, second in pairwise(figures)
        if second.first - first.last == 2 and tokens[first.last + 1].text.lower() in BETWEEN
    ]


def _side_by_side(figures: Sequence[Figure]) -> list[Pair]:
    """Figures of one date: "June 2014", "9 June"."""
    return [pair for pair in pairwise(figures) if pair[1].first - pair[0].last == 1]


def _values(pair: Pair) -> tuple[Fraction | str, Fraction | str]:
    return pair[0].value, pair[1].value


def _only_in_ranges(figures: Iterable[Figure], ranges: Iterable[Pair]) -> set[Fraction | str]:
    inside = {figure for pair in ranges for figure in pair}
    alone = {figure.value for figure in figures if figure not in inside}
    return {figure.value for figure in inside} - alone


def _share_neighbours(
    figure: Figure,
    claim_tokens: Sequence[Token],
    source_figure: Figure,
    source_tokens: Sequence[Token],
) -> bool:
    """True where both figures have a telling word in common beside them, or stand alone."""
    near = _neighbour_keys(figure, claim_tokens, NEAR)
    own = near or _neighbour_keys(figure, claim_tokens, NEAR, across=PAUSES)
    near_source = _neighbour_keys(source_figure, source_tokens, NEAR_IN_SOURCE, across=ACROSS)
    return not own or bool(own & near_source)


def _neighbour_keys(
    figure: Figure, tokens: Sequence[Token], reach: int, across: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The keys of the words beside a figure, up to a mark that is not one of `across`."""

    def goes_on(token: Token) -> bool:
        return token.text in across or token.text not in PAUSES

    before = reversed(tokens[max(0, figure.first - reach) : figure.first])
    behind = tokens[figure.last + 1 : figure.last + 1 + reach]
    near = [*takewhile(goes_on, before), *takewhile(goes_on, behind)]
    return frozenset(key for token in near for key in token.keys)
