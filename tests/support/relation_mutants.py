"""Mutants of relations: a sentence's own words, put together so that they say another thing.

Actors are swapped, objects exchanged, a condition is cut, or what one half says is joined to the
other half. Every word stands in the sentence; what the words are to each other does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.writing.relations.parser import parse
from knowledge.writing.relations.reading import plain_sentence

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
CONDITIONS = frozenset({"if", "where", "when", "unless", "without", "before", "until", "once"})
OPENINGS = frozenset({"in", "at", "on"})  # "in addition", "at the same time"
FEWEST, MOST = 7, 45  # words


@dataclass(frozen=True)
class RelationMutant:
    """A sentence that its source does not bear out, and what was done to it."""

    kind: str
    text: str
    source: str


def relation_mutants(sentence: str) -> Iterator[RelationMutant]:
    """The mutants of one sentence, at most one of each kind."""
    plain = plain_sentence(sentence).rstrip(".;:, ")
    doc = parse(plain)
    if not FEWEST <= len(doc) <= MOST:
        return
    for kind, words in _mutated(doc):
        text = _joined(words)
        if text and text.lower() != _joined([t.text for t in doc]).lower():
            yield RelationMutant(kind, text[:1].upper() + text[1:] + ".", sentence)


def _mutated(doc) -> Iterator[tuple[str, list[str]]]:  # type: ignore[no-untyped-def]
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    if root is None:
        return
    subject = next((c for c in root.children if c.dep_ in SUBJECTS), None)
    others = [t for t in doc if t.dep_ in {"dobj", "pobj"} and t.pos_ in {"NOUN", "PROPN"}]
    below = [t for t in others if root.i in {t.head.i, t.head.head.i}]
    below = [t for t in below if t.head.i > root.i or t.head.lower_ not in OPENINGS]
    if subject is not None and subject.pos_ in {"NOUN", "PROPN"} and below:
        yield "actors swapped", _swapped(doc, subject, below[0])
        if len(below) > 1:
            yield "actors swapped", _swapped(doc, subject, below[-1])
    if len(below) > 1 and below[0].head.lower_ != below[1].head.lower_:
        yield "objects exchanged", _swapped(doc, below[0], below[1])
    for clause in doc:
        words = {c.lower_ for c in clause.children if c.dep_ in {"mark", "advmod"}}
        is_clause = (
            clause.dep_ == "advcl"
            and words & CONDITIONS
            and "even" not in {t.lower_ for t in clause.subtree}
        )
        is_clause = is_clause and clause.head.i == root.i
        is_front = clause.i < clause.head.i or any(c.dep_ == "neg" for c in clause.head.children)
        is_phrase = clause.dep_ == "prep" and clause.lower_ in CONDITIONS
        is_phrase = (
            is_phrase and clause.head.i == root.i and (clause.lower_ != "without" or is_front)
        )
        if is_clause or is_phrase:
            cut = {t.i for t in clause.subtree}
            yield "condition cut", [t.text for t in doc if t.i not in cut]
            break
    verbs = [t for t in doc if t.pos_ == "VERB" and any(c.dep_ == "dobj" for c in t.children)]
    if len(verbs) > 1:
        first, second = (next(c for c in v.children if c.dep_ == "dobj") for v in verbs[:2])
        if first.pos_ == second.pos_ == "NOUN":
            yield "halves joined", _swapped(doc, first, second)


def _swapped(doc, one, other) -> list[str]:  # type: ignore[no-untyped-def]
    """The words of `doc` with two phrases in each other's place; none where one is in the other."""
    spans = sorted((t.left_edge.i, t.right_edge.i) for t in (one, other))
    (a, b), (c, d) = spans
    if b >= c or any(doc[i].tag_ in {"WDT", "WP"} for i in (*range(a, b + 1), *range(c, d + 1))):
        return []
    words = [t.text for t in doc]
    return [*words[:a], *words[c : d + 1], *words[b + 1 : c], *words[a : b + 1], *words[d + 1 :]]


def _joined(words: list[str]) -> str:
    text = " ".join(words)
    text = re.sub(r" ([,.;:)]|'s\b|n't\b)", r"\1", text).replace("( ", "(")
    return re.sub(r"^[,;: ]+|[,;: ]+$", "", text)
