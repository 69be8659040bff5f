"""How like a partner's names are to what people type: part of a name, an acronym, a former name.

Typos are forgiven. `search/` finds the partners for which this comes out highest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from drafting.partners.record.partner import Partner

GOOD_ENOUGH = 70.0  # of 100: a slip or two in a word, no other word
SAME, BEGINS_A_WORD = 100.0, 95.0
LIKE = 0.9  # of the likeness: what only resembles a name comes after what begins one
SLIP = 20.0  # a word that is not in the name at all outweighs those that are
LONGEST = 300  # characters of what was typed that are looked at
SHORTEST = 3  # characters of what can resemble a name; fewer must begin a word of it


@dataclass(frozen=True)
class PartnerMatch:
    """A partner that was found, and by what."""

    id: str
    name: str
    score: float  # 0 to 100
    why: str  # 'name', 'acronym', 'former name', 'name in Urdu' or 'id'


@dataclass(frozen=True)
class PartnerNames:
    """What a partner is found by."""

    id: str
    legal_name: str
    acronym: str = ""
    former_names: tuple[str, ...] = ()
    urdu_name: str = ""

    @classmethod
    def of(cls, partner: Partner) -> PartnerNames:
        """The names of `partner`."""
        names = partner.identity
        return cls(partner.id, names.legal_name, names.acronym, names.former_names, names.urdu_name)

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in a list by name."""
        return self.legal_name.casefold(), self.id

    def plain(self) -> Iterator[tuple[str, str]]:
        """Each name as it is compared, and what it is; a name that is missing is ''."""
        for name, what in self._each():
            yield utils.default_process(name), what

    def _each(self) -> Iterator[tuple[str, str]]:
        yield self.legal_name, "name"
        yield self.acronym, "acronym"
        yield from ((name, "former name") for name in self.former_names)
        yield self.urdu_name, "name in Urdu"
        yield self.id.replace("-", " "), "id"


def plain_query(text: str) -> str:
    """What was typed as it is compared; '' where nothing of it can be."""
    return utils.default_process(text[:LONGEST])


def match_of(names: PartnerNames, query: str) -> PartnerMatch:
    """How well `query`, as `plain_query` gives it, fits the best of the partner's names."""
    scores = [(_score(query, name), what) for name, what in names.plain()]
    score, why = max(scores, key=lambda pair: pair[0])
    return PartnerMatch(names.id, names.legal_name, round(score, 1), why)


def _score(query: str, name: str) -> float:
    """100 for the same words; what only begins or resembles a name comes after that."""
    if not name:
        return 0.0
    if query == name:
        return SAME
    if f" {query}" in f" {name}":
        return BEGINS_A_WORD
    if len(query) < SHORTEST:
        return 0.0
    words = name.split()
    likenesses = [max(_likeness(word, name_word) for name_word in words) for word in query.split()]
    by_words = min(sum(likenesses) / len(likenesses), min(likenesses) + SLIP)
    run_together = fuzz.partial_ratio(query, name) if len(query) <= len(name) else 0.0
    return LIKE * max(by_words, run_together)


def _likeness(word: str, name_word: str) -> float:
    """How like a typed word is to one of the name; a beginning is as good as the whole."""
    return 100.0 if name_word.startswith(word) else fuzz.ratio(word, name_word)
