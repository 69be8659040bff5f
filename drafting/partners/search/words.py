"""The words of many texts, and how like each text is to what was typed, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from drafting.partners.finding import SLIP
from drafting.partners.search.letters import counted, letter_counts
from drafting.partners.search.numbered_lists import NumberedLists, Numbers, offsets_of

SAME_WORD = 100.0  # also of one that begins with what was typed
Likenesses = NDArray[np.float64]


@dataclass(frozen=True)
class WordIndex:
    """The different words of texts, and which text holds which."""

    words: Sequence[str]
    lines: str  # the words, each between line ends
    starts: Numbers  # of the words in `lines`
    lengths: Numbers  # of the words
    letters: NDArray[np.uint16]  # how often each letter stands in each word
    of_text: NumberedLists
    texts: NumberedLists  # of each word

    @classmethod
    def of(cls, texts: Sequence[str]) -> WordIndex:
        """The words of `texts`, of which none is empty."""
        split = [text.split() for text in texts]
        words = list(dict.fromkeys(word for each in split for word in each))
        numbers = {word: number for number, word in enumerate(words)}
        of_text = NumberedLists.of([[numbers[word] for word in each] for each in split])
        lines = [f"{word}\n" for word in words]
        offsets = offsets_of(words)
        return cls(
            words=words,
            lines="\n" + "".join(lines),
            starts=offsets_of(lines),
            lengths=np.diff(offsets),
            letters=letter_counts(words, offsets),
            of_text=of_text,
            texts=of_text.inverted(len(words)),
        )

    def alike(self, query: str, at_least: float) -> tuple[Numbers, Likenesses]:
        """The texts that are so like `query` word by word, as `match_of` has it, and how like.

        Each word of the query counts with the word of the text that is most like it.
        """
        words = query.split()
        # Of several words each may be less like, as long as all of them together are not.
        least_word = at_least if len(words) == 1 else at_least - SLIP
        different = {word: self._likenesses(word, least_word) for word in dict.fromkeys(words)}
        by_word = [different[word] for word in words]
        texts = self._with_a_word_of(min(by_word, key=self._spread))
        numbers, lengths = self.of_text.at(texts)
        if not len(numbers):
            return texts, np.zeros(0)
        starts = np.cumsum(lengths) - lengths
        each = [np.maximum.reduceat(likenesses[numbers], starts) for likenesses in by_word]
        least, total = each[0].copy(), each[0].copy()
        for likenesses in each[1:]:
            total += likenesses
            np.minimum(least, likenesses, out=least)
        result = np.minimum(total / len(each), least + SLIP)
        enough = result >= at_least
        return texts[enough], result[enough]

    def _likenesses(self, typed: str, at_least: float) -> Likenesses:
        """How like each word is to `typed`; 0 where that is less than `at_least`."""
        common = np.zeros(len(self.words), dtype=np.int64)
        for letter, count in counted(typed):
            common += np.minimum(self.letters[letter], count)
        candidates = np.flatnonzero(200 * common >= at_least * (self.lengths + len(typed)))
        likenesses = np.zeros(len(self.words))
        likenesses[candidates] = process.cdist(
            [typed],
            [self.words[at] for at in candidates.tolist()],
            scorer=fuzz.ratio,
            score_cutoff=at_least,
            dtype=np.float64,
        )[0]
        likenesses[self._beginning_with(typed)] = SAME_WORD
        return likenesses

    def _beginning_with(self, typed: str) -> Numbers:
        positions = []
        position = self.lines.find(f"\n{typed}")
        while position >= 0:
            positions.append(position)
            position = self.lines.find(f"\n{typed}", position + 1)
        return np.searchsorted(self.starts, np.array(positions, dtype=np.int64))

    def _spread(self, likenesses: Likenesses) -> int:
        """In how many texts a word stands that is like enough."""
        return int(self.texts.lengths[np.flatnonzero(likenesses)].sum())

    def _with_a_word_of(self, likenesses: Likenesses) -> Numbers:
        texts, _ = self.texts.at(np.flatnonzero(likenesses))
        is_in = np.zeros(len(self.of_text.offsets) - 1, dtype=bool)
        is_in[texts] = True
        return np.flatnonzero(is_in)
