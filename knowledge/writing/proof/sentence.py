"""Sentences of tokens, cut into main and subordinate clauses, and what is noted of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.writing.proof.markers import Force
from knowledge.writing.proof.tokens import Token

# Here a subordinate clause begins, for which the main clause's "must" does not hold ...
_SUBORDINATE = (
    "where wherever when whenever if unless which who whom while whilst although though because "
    "whereas since that how"
)
SUBORDINATE = frozenset(_SUBORDINATE.split())
# ... and here a new main clause may.
CONTRAST = frozenset({"but", "yet", "however"})
ENDS = frozenset(".!?")
PAUSES = frozenset(",;:()") | ENDS


@dataclass
class TellingWord:
    """A telling word, and what is said of it."""

    keys: frozenset[str]
    at: int
    force: Force | None = None
    is_far: bool = False  # from the "must": it may belong to something else
    is_denied: bool = False
    is_actor: bool = False  # "CIP": whom something is denied of is no matter of denial
    is_head: bool = False  # one of the first words behind a "not"


def sentences_of(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The sentences of a text, their last mark included."""
    sentence: list[Token] = []
    for token in tokens:
        sentence.append(token)
        if token.text in ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def on_one_line(sentence: list[Token]) -> tuple[str, dict[int, int]]:
    """The words on one line, and at which character each token begins."""
    starts: dict[int, int] = {}
    line = ""
    for at, token in enumerate(sentence):
        starts[len(line)] = at
        line += f"{token.word or token.text} "
    return line.rstrip(), starts


def segments(sentence: list[Token]) -> Iterator[tuple[int, int, bool]]:
    """First and last token of each main or subordinate clause, and whether it is subordinate."""
    first, subordinate = 0, False
    for at, token in enumerate(sentence):
        begins = token.word in SUBORDINATE or token.word in CONTRAST
        ends = token.text in PAUSES
        if begins and at > first:
            yield first, at - 1, subordinate
            first, subordinate = at, token.word in SUBORDINATE
        elif begins:
            subordinate = token.word in SUBORDINATE
        elif ends:
            yield first, at, subordinate
            first, subordinate = at + 1, False
    if first < len(sentence):
        yield first, len(sentence) - 1, subordinate
