"""How much of what a question says a text speaks of: by its stems, by synonyms, by likeness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from knowledge.asking.question_form import ADJECTIVES, GENERIC
from knowledge.asking.thesaurus import same_as
from knowledge.words import content_words, stem, terms

ALIKE = 0.62  # cosine of two words in their sentences: below it they only stand near each other


@lru_cache(maxsize=4096)
def stems_in(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry its subject."""
    return frozenset(terms(text))


@dataclass(frozen=True)
class Coverage:
    """What stands for each word of a question, and how much each word tells."""

    words: tuple[str, ...]  # the question's own words that name something, folded
    idf: Callable[[str], float]
    means: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # the documents' words for it
    known: Callable[[str], bool] = bool  # whether the documents' own words hold a stem

    @classmethod
    def of(
        cls,
        text: str,
        idf: Callable[[str], float],
        means: Mapping[str, tuple[str, ...]] | None,
        known: Callable[[str], bool] = bool,
    ) -> Coverage:
        """The coverage of `text`, in English, without the words that name nothing."""
        words = tuple(w for w in dict.fromkeys(content_words(text)) if stem(w) not in GENERIC)
        return cls(words, idf, means or {}, known)

    def covers(self, word: str, stems: frozenset[str], similar: Mapping[str, float]) -> bool:
        """True where a text with `stems` speaks of `word`; `similar` holds its nearest cosine."""
        own = stem(word)
        if own in stems or same_as(own) & stems or stems & set(self.means.get(own, ())):
            return True
        return similar.get(word, 0.0) >= ALIKE

    def share(self, text: str, similar: Mapping[str, float] | None = None) -> float:
        """The share of the words, by what they tell, that `text` speaks of; 1 for no words."""
        return self.share_of_stems(stems_in(text), similar)

    def share_of_stems(
        self, stems: frozenset[str], similar: Mapping[str, float] | None = None
    ) -> float:
        """The same for a text with those stems."""
        total = sum(self.idf(stem(word)) for word in self.words)
        if not total:
            return 1.0
        held = sum(
            self.idf(stem(word)) for word in self.words if self.covers(word, stems, similar or {})
        )
        return held / total

    def covers_first(self, text: str) -> bool:
        """True where `text` speaks of the first word, which in a question is mostly the deed.

        A word that only grades another ("small", "new") is passed over.
        """
        naming = [word for word in self.words if stem(word) not in ADJECTIVES] or self.words
        return not naming or self.covers(naming[0], stems_in(text), {})

    def of_the_documents(self) -> Coverage:
        """Without the words that no document uses: they tell the circumstances ("school gate")."""
        words = (w for w in self.words if self.known(stem(w)) or stem(w) in self.means)
        return replace(self, words=tuple(words))

    def lacks(self, texts: Sequence[str], similar: Mapping[str, float]) -> tuple[str, ...]:
        """The words that none of `texts` speaks of."""
        stems: frozenset[str] = frozenset().union(*(stems_in(text) for text in texts))
        return tuple(word for word in self.words if not self.covers(word, stems, similar))
