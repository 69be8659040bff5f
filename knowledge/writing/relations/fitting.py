"""A claim laid beside its source: for each word the word that it stands for, all together best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.writing.proof.vocabulary import load_vocabulary
from knowledge.writing.relations.bearing import TAKEN, Arc, EdgePlace, bearing
from knowledge.writing.relations.graph import (
    AGENT,
    DOER,
    MODIFIER,
    NOUNS,
    PATIENT,
    PERHAPS_AGENT,
    PERHAPS_PATIENT,
    Graph,
    ParsedWord,
)

BEAM = 48  # choices that are kept while words are added
TWICE = 0.3  # that a word of the source stands for two of the claim
UNKNOWN = 0.5  # of an edge of which one word stands for nothing in the source
ONE_WORD = 0.9  # of an edge whose two words are one in the source
Choice = dict[int, int | None]  # word of the claim → word of the source


@dataclass(frozen=True)
class Fit:
    """A claim laid beside its source as well as it goes."""

    claim: Graph
    source: Graph

    @cached_property
    def nodes(self) -> tuple[int, ...]:
        """The words of the claim that must have their place in the source."""
        return tuple(at for at, word in enumerate(self.claim.words) if self._is_node(word))

    @cached_property
    def edges(self) -> tuple[Arc, ...]:
        """What must hold between them."""
        return tuple(_edges(self.claim, self.nodes))

    @cached_property
    def options(self) -> dict[int, tuple[int, ...]]:
        """What each may stand for."""
        return {at: tuple(self._candidates(at)) for at in self.nodes}

    @cached_property
    def choice(self) -> Choice:
        """What each stands for: what fits best together."""
        beam: list[tuple[float, Choice]] = [(0.0, {})]
        for at in sorted(self.nodes, key=lambda node: sum(1 for _ in self.claim.climb(node))):
            options: Sequence[int | None] = self.options[at] or (None,)
            longer = [
                (score + self._gain(at, {**choice, at: option}), {**choice, at: option})
                for score, choice in beam
                for option in options
            ]
            beam = sorted(longer, key=lambda pair: -pair[0])[:BEAM]
        return beam[0][1]

    @property
    def places(self) -> set[int]:
        """The words of the source that the claim's words stand for."""
        return {place for place in self.choice.values() if place is not None}

    def scores(self) -> list[tuple[Arc, float]]:
        """How far the source bears each edge."""
        return [(edge, self._score(edge, self.choice)) for edge in self.edges]

    def _is_node(self, word: ParsedWord) -> bool:
        """True for a word that tells; a light verb only where the source has it too."""
        if word.tells and not word.keys & load_vocabulary().light:
            return True
        return word.kind == "VERB" and any(
            other.kind == "VERB" and other.stem == word.stem for other in self.source.words
        )

    def _candidates(self, at: int) -> list[int]:
        word = self.claim.words[at]
        equal = [i for i, other in enumerate(self.source.words) if _means(other, word)]
        equal = [i for i in equal if self.source.words[i].stem == word.stem] or equal
        nouns = [i for i in equal if self.source.words[i].kind in NOUNS]
        pronouns = [
            i
            for i, other in enumerate(self.source.words)
            if other.is_pronoun and word.kind in NOUNS and any(noun < i for noun in nouns)
        ]
        return [*equal, *pronouns]

    def _gain(self, at: int, choice: Choice) -> float:
        """What the choice for one word adds; an edge that is gainsaid hardly speaks against it."""
        scores = [
            self._score(edge, choice)
            for edge in self.edges
            if at in (edge.head, edge.dependent)
            and edge.head in choice
            and edge.dependent in choice
        ]
        gain = sum(score if score >= 0 else 0.02 * score for score in scores)
        place = choice[at]
        if place is None:
            return gain
        word = self.source.words[place]
        if place in [other for node, other in choice.items() if node != at]:
            gain -= TWICE
        return gain - 0.05 * word.is_pronoun + 0.1 * (word.text == self.claim.words[at].text)

    def _score(self, edge: Arc, choice: Choice) -> float:
        head, dependent = choice[edge.head], choice[edge.dependent]
        if head is None or dependent is None:
            ends = [at for at in (edge.head, edge.dependent) if choice[at] is None]
            words = [self.claim.words[at] for at in ends]
            is_name = any(word.kind == "PROPN" and not word.actor for word in words)
            return TAKEN if is_name else UNKNOWN
        if head == dependent:
            is_pronoun = self.source.words[head].is_pronoun
            return ONE_WORD if not is_pronoun or MODIFIER in edge.labels else 0
        options = self.options
        return bearing(
            EdgePlace(self.claim, self.source, edge, head, dependent, options.__getitem__)
        )


def _means(other: ParsedWord, word: ParsedWord) -> bool:
    if other.keys & word.keys or (word.actor and word.actor == other.actor):
        return True
    return word.kind == other.kind == "VERB" and word.stem == other.stem


def _edges(claim: Graph, nodes: Sequence[int]) -> Iterator[Arc]:
    inside = set(nodes)
    for at in nodes:
        heads = [h for (h, d) in claim.edges if d == at and h in inside and h != at]
        heads = [h for h in heads if claim.labels(h, at) - {PERHAPS_AGENT, PERHAPS_PATIENT}]
        core = [h for h in heads if claim.labels(h, at) & {AGENT, PATIENT}]
        core = core or [h for h in heads if DOER in claim.labels(h, at)]
        for head in core or heads[:1]:
            yield Arc(head, at, frozenset(claim.labels(head, at)))
        if not heads:
            above = next((h for h in claim.climb(at) if h in inside), None)
            if above is not None:
                yield Arc(above, at, frozenset())
