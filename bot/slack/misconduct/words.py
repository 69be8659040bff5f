"""What the words of a message may be called in a phrase, however they are spelled.

Urdu in both scripts and English are brought into one spelling, and a slip in a long word is
mended. A phrase is found by these keys, with gaps and open ends where its signs say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

MENTION = re.compile(r"<[@#!][^<>]*>|(?<!\w)@\w+|<?\b(?:https?|mailto):\S+")
SPOKEN_IS = re.compile(r"\b(he|she|it|that|who|there|what|here)'s\b")
POSSESSIVE = re.compile(r"'(?:s\b)?")
WORD = re.compile(r"[^\W_]+|\?")
FEW_WORDS = range(5)  # that "..." stands for
BEGIN, END, ANY, GAP, NUMBER = "^", "$", "*", "...", "<number>"
SHORTEST_REPAIRED = 6  # letters: a shorter word that is one slip away may be another word
LONGEST = 30  # letters of a word that are looked at

ONE_LETTER = str.maketrans("يىئكةۂۀهأإآٱؤ’‘`؟", "ییی" + "کہہہہاااا" + "و" + "'''" + "?")
# Roman Urdu has no fixed spelling, and a doubled letter is the commonest slip in English.
ONE_SPELLING = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"ee|ie"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)
ONE_ENDING = (
    (re.compile(r"(?<=...)(?:ay|ey|ai|ae|ei)(?=n?\Z)"), "e"),
    (re.compile(r"(?<=[aeiou])h\Z"), ""),
)
ONE_SOUND = str.maketrans("yvq", "iwk")

Keys = frozenset[str]  # all that a word of a message may be called in a phrase
Phrases = dict[str, list[tuple[str, tuple[str, ...]]]]  # first key → (name, the keys behind it)


class Match(NamedTuple):
    """A phrase that occurs in a part."""

    name: str
    begin: int  # the place of its first word
    end: int  # the place behind its last word, where the phrase has no gap


class PhraseVocabulary:
    """The words of the rules: what a word of a message may be called in a phrase."""

    def __init__(self, alike: Mapping[str, Iterable[str]]) -> None:
        """`alike`: the lists of words that a phrase may name, each '<name>'."""
        self._lists: dict[str, set[str]] = {}
        self._known_words: set[str] = set()
        self._open_keys: set[str] = set()
        for name, words in alike.items():
            for word in {spelling for term in words for spelling in _words(plain(term))}:
                self._lists.setdefault(word, set()).add(f"<{name}>")
        self._names = {f"<{name}>" for name in alike} | {NUMBER}
        self._known_words.update(self._lists)

    def phrases(self, phrases_by_name: Mapping[str, Iterable[str]]) -> Phrases:
        """The phrases by their first key; their words are known from now on."""
        by_first_key: Phrases = {}
        for name, phrases in phrases_by_name.items():
            for phrase in phrases:
                keys = [key for word in phrase.split() for key in self._key(word)]
                if not keys or keys[0] == GAP:
                    raise ValueError(f"{name}: the phrase '{phrase}' begins with no word")
                by_first_key.setdefault(keys[0], []).append((name, tuple(keys[1:])))
        return by_first_key

    def _key(self, word: str) -> list[str]:
        """What `word` of a phrase is called; a hyphened word is two."""
        if word in {BEGIN, END, ANY, GAP, "?"}:
            return [word]
        if word.startswith("<"):
            if word not in self._names:
                raise ValueError(f"there is no list '{word.strip('<>')}' under 'alike'")
            return [word]
        if "*" in word:
            stem = _one_spelling(plain(word.strip("*")), is_open=True)
            key = f"*{stem}" if word.startswith("*") else f"{stem}*"
            self._open_keys.add(key)
            return [key]
        spellings = _words(plain(word))
        self._known_words.update(spellings)
        return spellings

    def read(self, text: str) -> tuple[Keys, ...]:
        """All that each word and question mark of a plain text may be called."""
        return tuple(self._keys(word[:LONGEST]) for word in WORD.findall(text))

    def _keys(self, word: str) -> Keys:
        """The same for one word; a slip in a long one is mended."""
        spelling = self._repair(_one_spelling(word))
        whole = {spelling, _one_spelling(word, is_open=True)}
        stems = {f"{form[:n]}*" for form in whole for n in range(1, len(form) + 1)}
        stems |= {f"*{form[-n:]}" for form in whole for n in range(1, len(form) + 1)}
        number = {NUMBER} if word[0].isdigit() else set()
        return frozenset(
            {spelling, ANY} | self._lists.get(spelling, set()) | (stems & self._open_keys) | number
        )

    def _repair(self, word: str) -> str:
        """`word`, or the known word that it misses by a letter too many, too few or swapped.

        Not in Urdu script, where a letter more is another form and often another meaning.
        """
        if len(word) < SHORTEST_REPAIRED or word in self._known_words or not word.isascii():
            return word
        for slip in (word, *_one_letter_less(word)):
            candidate = slip if slip in self._known_words else self._slips_of_known.get(slip, "")
            is_swap = sorted(candidate) == sorted(word)
            if candidate[:1] == word[0] and (is_swap or abs(len(candidate) - len(word)) == 1):
                return candidate
        return word

    @cached_property
    def _slips_of_known(self) -> dict[str, str]:
        long = (word for word in sorted(self._known_words) if len(word) >= SHORTEST_REPAIRED)
        return {slip: word for word in long for slip in _one_letter_less(word)}


def matches(words: Sequence[Keys], phrases: Phrases) -> Iterator[Match]:
    """Each phrase in `words`."""
    for place, keys in enumerate(words):
        for key in keys & phrases.keys():
            for name, further_keys in phrases[key]:
                if _follows(further_keys, words, place + 1):
                    yield Match(name, place, place + 1 + len(further_keys))


def has_match(words: Sequence[Keys], phrases: Phrases) -> bool:
    """True where one of `phrases` is in `words`."""
    return next(matches(words, phrases), None) is not None


def _follows(keys: tuple[str, ...], words: Sequence[Keys], place: int) -> bool:
    """True where `words` from `place` on are called as `keys` say."""
    if not keys:
        return True
    if keys[0] == GAP:
        return any(_follows(keys[1:], words, place + few) for few in FEW_WORDS)
    return place < len(words) and keys[0] in words[place] and _follows(keys[1:], words, place + 1)


def plain(text: str) -> str:
    """`text` in small letters of one form, without mentions, links, marks and possessives."""
    text = unicodedata.normalize("NFKD", MENTION.sub(" ", text)).casefold()
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"})
        text = text.translate(ONE_LETTER)
    return POSSESSIVE.sub("", SPOKEN_IS.sub(r"\1 is", text))


def spellings(text: str) -> list[str]:
    """The words and question marks of `text` as they are compared, in order."""
    return _words(plain(text))


def _words(text: str) -> list[str]:
    """The words and question marks of a plain text, in one spelling."""
    return [_one_spelling(word[:LONGEST]) for word in WORD.findall(text)]


def _one_spelling(word: str, *, is_open: bool = False) -> str:
    """A Latin word as it sounds; one whose end is left open has no ending to fold."""
    if not word.isascii():
        return word
    for pattern, replacement in ONE_SPELLING if is_open else (*ONE_SPELLING[:3], *ONE_ENDING):
        word = pattern.sub(replacement, word)
    return re.sub(r"([a-z])\1+", r"\1", word.translate(ONE_SOUND))


def _one_letter_less(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))
