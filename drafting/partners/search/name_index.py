"""The partners' names in memory, laid out so that a search looks closely at few of them.

The result is the same as if `match_of` were asked of every partner: what is left out beforehand
cannot be among the best.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from drafting.partners.finding import (
    BEGINS_A_WORD,
    GOOD_ENOUGH,
    LIKE,
    SAME,
    SHORTEST,
    PartnerMatch,
    PartnerNames,
    plain_query,
)
from drafting.partners.search.near_parts import PartIndex
from drafting.partners.search.numbered_lists import Numbers, offsets_of
from drafting.partners.search.words import Likenesses, WordIndex

BEGINNING = 4  # letters of a name by which it is looked up
ROUNDING = 0.1  # scores are rounded to a tenth: twice what that can add
LEAST = (GOOD_ENOUGH - ROUNDING) / LIKE  # with less likeness no name is good enough


class NameHit(NamedTuple):
    """How well a partner fits, and by which of the texts."""

    score: float
    text: int


@dataclass(frozen=True)
class NameIndex:
    """The names of many partners; it never changes."""

    partners: Sequence[PartnerNames]  # by name
    texts: Sequence[str]  # their names as they are compared, partner by partner
    kinds: Sequence[str]  # what each text is: 'name', 'acronym'
    first: Numbers  # where each partner's texts begin
    same: Mapping[str, Sequence[int]]  # where each text stands
    lines: str  # all texts, each after a line end and a space
    line: Numbers  # where each text's line begins
    words: WordIndex
    parts: PartIndex

    @classmethod
    def of(cls, partners: Iterable[PartnerNames]) -> NameIndex:
        """The index of `partners`."""
        in_order = sorted(partners, key=lambda names: names.place)
        by_partner = [_texts(names) for names in in_order]
        texts = [text for each in by_partner for text in each]
        lines = [f"\n {text}" for text in texts]
        same: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            same.setdefault(text, []).append(number)
        return cls(
            partners=in_order,
            texts=texts,
            kinds=[kind for each in by_partner for kind in each.values()],
            first=offsets_of(by_partner),
            same=same,
            lines="".join(lines) + "\n",
            line=offsets_of(lines),
            words=WordIndex.of(texts),
            parts=PartIndex.of(texts),
        )

    def search(
        self, text: str, limit: int, left_out: Container[str] = frozenset()
    ) -> list[PartnerMatch]:
        """The partners that `text` may mean, best first; of no text, all of them by name.

        Partners whose ids are `left_out` are not among them.
        """
        query = plain_query(text)
        if not query:
            matches = (PartnerMatch(p.id, p.legal_name, SAME, "name") for p in self.partners)
            return list(islice((m for m in matches if m.id not in left_out), limit))
        hits = self._beginning(query, limit, left_out)
        if len(hits) < limit and len(query) >= SHORTEST:
            search = _LikenessSearch(self, limit - len(hits), hits, left_out)
            hits = {**hits, **search.hits(query)}
        in_order = sorted(hits, key=lambda at: (-hits[at].score, at))
        return [self._match(at, hits[at]) for at in in_order[:limit]]

    def named_in(self, text: str) -> list[str]:
        """The ids of the partners whose legal names stand in `text`, whatever is written big."""
        plain = text.casefold()
        ids = {
            partner_id: None
            for start in range(len(plain))
            for length in range(1, BEGINNING + 1)
            for name, partner_id in self._by_beginning.get(plain[start : start + length], ())
            if plain.startswith(name, start)
        }
        return list(ids)

    @cached_property
    def _by_beginning(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The legal names and whose they are, by their first letters: shorter ones by all."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for names in self.partners:
            name = names.legal_name.casefold()
            groups.setdefault(name[:BEGINNING], []).append((name, names.id))
        return groups

    def partner_of(self, text: int) -> int:
        """Which partner has that text."""
        return int(np.searchsorted(self.first, text, side="right")) - 1

    def _match(self, at: int, hit: NameHit) -> PartnerMatch:
        names = self.partners[at]
        return PartnerMatch(names.id, names.legal_name, hit.score, self.kinds[hit.text])

    def _beginning(self, query: str, limit: int, left_out: Container[str]) -> dict[int, NameHit]:
        """The partners with a name that is the query, and `limit` in which it begins a word."""
        same = {self.partner_of(text): NameHit(SAME, text) for text in self.same.get(query, ())}
        hits = {at: hit for at, hit in same.items() if self.partners[at].id not in left_out}
        beginning = (
            (at, NameHit(BEGINS_A_WORD, text))
            for at, text in self._where(f" {query}")
            if at not in hits and self.partners[at].id not in left_out
        )
        return {**hits, **dict(islice(beginning, limit))}

    def _where(self, part: str) -> Iterator[tuple[int, int]]:
        """The partners in whose texts `part` stands, by name, and the first such text of each."""
        position = self.lines.find(part)
        while position >= 0:
            text = int(np.searchsorted(self.line, position, side="right")) - 1
            at = self.partner_of(text)
            yield at, text
            position = self.lines.find(part, int(self.line[self.first[at + 1]]))


class _LikenessSearch:
    """The partners whose names resemble a query most, so many as are wanted."""

    def __init__(
        self, index: NameIndex, wanted: int, others: Container[int], left_out: Container[str]
    ) -> None:
        """The `others` are found already."""
        self._index = index
        self._wanted = wanted
        self._others = others
        self._left_out = left_out

    def hits(self, query: str) -> Mapping[int, NameHit]:
        """They, compared with the query word by word, and with its words run together."""
        index = self._index
        texts, likenesses = index.words.alike(query, LEAST)
        hits = self._best(texts, likenesses)
        at_least = self._needed(hits)
        candidates = index.parts.candidates(query, at_least)
        run_together = process.cdist(
            [query],
            [index.texts[at] for at in candidates.tolist()],
            scorer=fuzz.partial_ratio,
            score_cutoff=at_least,
            dtype=np.float64,
        )[0]
        alike = np.flatnonzero(run_together)
        if not len(alike):
            return hits
        return self._best(
            np.concatenate([texts, candidates[alike]]),
            np.concatenate([likenesses, run_together[alike]]),
        )

    def _needed(self, hits: Mapping[int, NameHit]) -> float:
        """The least likeness that a text needs to be among those wanted, beside the `hits`."""
        if len(hits) < self._wanted:
            return LEAST
        return max(LEAST, (min(hit.score for hit in hits.values()) - ROUNDING) / LIKE)

    def _best(self, texts: Numbers, likenesses: Likenesses) -> Mapping[int, NameHit]:
        """Of these texts' partners so many as are wanted, those with the best scores."""
        values, which = np.unique(likenesses, return_inverse=True)
        # Rounded by Python, as `match_of` does: numpy rounds some values otherwise.
        scores = np.array([round(LIKE * value, 1) for value in values.tolist()])[which]
        partners = np.searchsorted(self._index.first, texts, side="right") - 1
        hits: dict[int, NameHit] = {}
        for place in np.lexsort((texts, -likenesses, partners, -scores)).tolist():
            at, score = int(partners[place]), float(scores[place])
            if score < GOOD_ENOUGH or len(hits) == self._wanted:
                break
            if at not in self._others and self._index.partners[at].id not in self._left_out:
                hits.setdefault(at, NameHit(score, int(texts[place])))
        return hits


def _texts(names: PartnerNames) -> dict[str, str]:
    """The different names as they are compared, and what each is first."""
    texts: dict[str, str] = {}
    for text, kind in names.plain():
        if text:
            texts.setdefault(text, kind)
    return texts
