"""What the words of a message may be called in a phrase, however they are spelled.

Urdu in both scripts and English are brought into one spelling, and a long word is read through a
slip. A phrase is found by these keys, with gaps and open ends where its signs say so.
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
    """A phrase that stands in a part."""

    name: str
    begin: int  # the place of its first word
    end: int  # the place behind its last word, where the phrase has no gap


class PhraseVocabulary:
    """The words of the rules: what a word of a message may be called in a phrase."""

    def __init__(self, alike: Mapping[str, Iterable[str]]) -> None:
        """`alike`: the lists of words that a phrase may name, each '<name>'."""
        self._lists: dict[str, set[str]] = {}
        self._known: set[str] = set()
        self._open: set[str] = set()
        for name, words in alike.items():
            for word in {spelled for one in words for spelled in _words(plain(one))}:
                self._lists.setdefault(word, set()).add(f"<{name}>")
        self._names = {f"<{name}>" for name in alike} | {NUMBER}
        self._known.update(self._lists)

    def phrases(self, named: Mapping[str, Iterable[str]]) -> Phrases:
        """The phrases by their first key; their words are known from now on."""
        found: Phrases = {}
        for name, phrases in named.items():
            for phrase in phrases:
                keys = [key for word in phrase.split() for key in self._key(word)]
                if not keys or keys[0] == GAP:
                    raise ValueError(f"{name}: the phrase '{phrase}' begins with no word")
                found.setdefault(keys[0], []).append((name, tuple(keys[1:])))
        return found

    def _key(self, word: str) -> list[str]:
        """What `word` of a phrase is called; a hyphened word is two."""
        if word in {BEGIN, END, ANY, GAP, "?"}:
            return [word]
        if word.startswith("<"):
            if word not in self._names:
                raise ValueError(f"there is no list '{word.strip('<>')}' under 'alike'")
            return [word]
        if "*" in word:
            stem = _in_one_spelling(plain(word.strip("*")), is_open=True)
            key = f"*{stem}" if word.startswith("*") else f"{stem}*"
            self._open.add(key)
            return [key]
        spelled = _words(plain(word))
        self._known.update(spelled)
        return spelled

    def read(self, text: str) -> tuple[Keys, ...]:
        """All that each word and question mark of a plain text may be called."""
        return tuple(self._keys(word[:LONGEST]) for word in WORD.findall(text))

    def _keys(self, word: str) -> Keys:
        """The same for one word, read through a slip in a long one."""
        known = self._repaired(_in_one_spelling(word))
        whole = {known, _in_one_spelling(word, is_open=True)}
        opened = {f"{form[:n]}*" for form in whole for n in range(1, len(form) + 1)}
        opened |= {f"*{form[-n:]}" for form in whole for n in range(1, len(form) + 1)}
        number = {NUMBER} if word[0].isdigit() else set()
        return frozenset(
            {known, ANY} | self._lists.get(known, set()) | (opened & self._open) | number
        )

    def _repaired(self, word: str) -> str:
        """`word`, or the known word that it misses by a letter too many, too few or swapped.

        Not in Urdu script, where a letter more is another form and often another meaning.
        """
        if len(word) < SHORTEST_REPAIRED or word in self._known or not word.isascii():
            return word
        for slip in (word, *_one_letter_less(word)):
            meant = slip if slip in self._known else self._slips_of_known.get(slip, "")
            is_swap = sorted(meant) == sorted(word)
            if meant[:1] == word[0] and (is_swap or abs(len(meant) - len(word)) == 1):
                return meant
        return word

    @cached_property
    def _slips_of_known(self) -> dict[str, str]:
        long = (word for word in sorted(self._known) if len(word) >= SHORTEST_REPAIRED)
        return {slip: word for word in long for slip in _one_letter_less(word)}


def standing_in(words: Sequence[Keys], phrases: Phrases) -> Iterator[Match]:
    """Each phrase in `words`."""
    for place, keys in enumerate(words):
        for key in keys & phrases.keys():
            for name, others in phrases[key]:
                if _follows(others, words, place + 1):
                    yield Match(name, place, place + 1 + len(others))


def stands_in(words: Sequence[Keys], phrases: Phrases) -> bool:
    """True where one of `phrases` is in `words`."""
    return next(standing_in(words, phrases), None) is not None


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


def _words(text: str) -> list[str]:
    """The words and question marks of a plain text, in one spelling."""
    return [_in_one_spelling(word[:LONGEST]) for word in WORD.findall(text)]


def _in_one_spelling(word: str, *, is_open: bool = False) -> str:
    """A Latin word as it sounds; one whose end is left open has no ending to fold."""
    if not word.isascii():
        return word
    for spelled, one in ONE_SPELLING if is_open else (*ONE_SPELLING[:3], *ONE_ENDING):
        word = spelled.sub(one, word)
    return re.sub(r"([a-z])\1+", r"\1", word.translate(ONE_SOUND))


def _one_letter_less(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))
