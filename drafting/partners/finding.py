"""Finds partners by what people type: part of a name, an acronym, a former name; typos forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from drafting.partners.record.partner import Partner

GOOD_ENOUGH = 70.0  # of 100: a slip or two in a word, no other word
SLIP = 20.0  # a word that is not in the name at all outweighs those that are


@dataclass(frozen=True)
class PartnerMatch:
    """A partner that was found, and by what."""

    id: str
    name: str
    score: float  # 0 to 100
    why: str  # 'name', 'acronym', 'former name', 'name in Urdu' or 'id'


def find(partners: Iterable[Partner], text: str, limit: int = 20) -> list[PartnerMatch]:
    """The partners that `text` may mean, best first; of no text, all of them by name."""
    query = utils.default_process(text[:300])
    every = list(partners)
    if not query:
        by_name = sorted(every, key=lambda match: (match.name.casefold(), match.id))
        return [PartnerMatch(match.id, match.name, 100.0, "name") for match in by_name[:limit]]
    matches = [_best(partner, query) for partner in every]
    good = [match for match in matches if match.score >= GOOD_ENOUGH]
    return sorted(good, key=lambda match: (-match.score, match.name.casefold(), match.id))[:limit]


def _best(partner: Partner, query: str) -> PartnerMatch:
    scores = [(_score(query, utils.default_process(name)), why) for name, why in _names(partner)]
    score, why = max(scores, key=lambda pair: pair[0])
    return PartnerMatch(partner.id, partner.name, round(score, 1), why)


def _names(partner: Partner) -> Iterator[tuple[str, str]]:
    identity = partner.identity
    yield identity.legal_name, "name"
    yield identity.acronym, "acronym"
    yield from ((name, "former name") for name in identity.former_names)
    yield identity.urdu_name, "name in Urdu"
    yield partner.id.replace("-", " "), "id"


def _score(query: str, name: str) -> float:
    """100 for the same words; what only begins or resembles a name comes after that."""
    if not name:
        return 0.0
    if query == name:
        return 100.0
    if f" {query}" in f" {name}":
        return 95.0
    if len(query) < 3:
        return 0.0
    words = name.split()
    likenesses = [max(_likeness(word, name_word) for name_word in words) for word in query.split()]
    by_words = min(sum(likenesses) / len(likenesses), min(likenesses) + SLIP)
    run_together = fuzz.partial_ratio(query, name) if len(query) <= len(name) else 0.0
    return 0.9 * max(by_words, run_together)


def _likeness(word: str, name_word: str) -> float:
    """How like a typed word is to one of the name; a beginning is as good as the whole."""
    return 100.0 if name_word.startswith(word) else fuzz.ratio(word, name_word)
