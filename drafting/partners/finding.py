"""Finds partners by what people type: part of a name, an acronym, a former name; typos forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from drafting.partners.record.partner import Partner

GOOD_ENOUGH = 70.0  # of 100: a slip or two in a word, no other word
SLIP = 20.0  # a word that is not in the name at all outweighs those that are


@dataclass(frozen=True)
class Found:
    """A partner that was found, and by what."""

    id: str
    name: str
    score: float  # 0 to 100
    why: str  # 'name', 'acronym', 'former name', 'name in Urdu' or 'id'


def find(partners: Iterable[Partner], text: str, limit: int = 20) -> list[Found]:
    """The partners that `text` may mean, best first; of no text, all of them by name."""
    wanted = utils.default_process(text[:300])
    every = list(partners)
    if not wanted:
        by_name = sorted(every, key=lambda one: (one.name.casefold(), one.id))
        return [Found(one.id, one.name, 100.0, "name") for one in by_name[:limit]]
    found = [_best(partner, wanted) for partner in every]
    good = [one for one in found if one.score >= GOOD_ENOUGH]
    return sorted(good, key=lambda one: (-one.score, one.name.casefold(), one.id))[:limit]


def _best(partner: Partner, wanted: str) -> Found:
    scored = [(_score(wanted, utils.default_process(said)), why) for said, why in _names(partner)]
    score, why = max(scored, key=lambda one: one[0])
    return Found(partner.id, partner.name, round(score, 1), why)


def _names(partner: Partner) -> Iterator[tuple[str, str]]:
    who = partner.identity
    yield who.legal_name, "name"
    yield who.acronym, "acronym"
    yield from ((name, "former name") for name in who.former_names)
    yield who.urdu_name, "name in Urdu"
    yield partner.id.replace("-", " "), "id"


def _score(wanted: str, said: str) -> float:
    """100 for the same words; what only begins or resembles a name comes after that."""
    if not said:
        return 0.0
    if wanted == said:
        return 100.0
    if f" {wanted}" in f" {said}":
        return 95.0
    if len(wanted) < 3:
        return 0.0
    words = said.split()
    each = [max(_likeness(word, other) for other in words) for word in wanted.split()]
    typed = min(sum(each) / len(each), min(each) + SLIP)
    run_together = fuzz.partial_ratio(wanted, said) if len(wanted) <= len(said) else 0.0
    return 0.9 * max(typed, run_together)


def _likeness(word: str, other: str) -> float:
    """How like a typed word is to one of the name; a beginning is as good as the whole."""
    return 100.0 if other.startswith(word) else fuzz.ratio(word, other)
