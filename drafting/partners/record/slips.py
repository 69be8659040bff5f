"""Which value a person meant who typed another one: only a slip of the same word is put right.

A word that is merely like another may be its opposite ("inactive", "unsigned"), or something that
the list does not have ("in process"): then nothing is suggested, and the person chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

LONG, MEDIUM = 8, 4  # letters from which two slips may be one word's, and one slip
MOST_NAMED = 3


def plain(name: str) -> str:
    """A name by its letters and digits alone, in small letters."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def slip_of(text: str, meanings: Mapping[str, str], *, are_places: bool = False) -> str:
    """What `text` means, of spelling → meaning, where it is a slip of one alone; else ''.

    Digits and the first letter are as they were meant: "2027" is no slip of "2026", and what is put
    in front of a word turns it round. Of places there are many more than those that are known, so
    that a consonant makes another one: Kotri is not Kotli.
    """
    word = plain(text)
    distances: dict[str, int] = {}
    for spelling, meaning in meanings.items():
        distance = _distance(word, plain(spelling))
        if distance is not None and not (are_places and _is_another_place(word, plain(spelling))):
            distances[meaning] = min(distance, distances.get(meaning, distance))
    nearest = sorted(distances, key=distances.__getitem__)
    if len(nearest) > 1 and distances[nearest[0]] == distances[nearest[1]]:
        return ""
    return nearest[0] if nearest else ""


def _distance(word: str, meant: str) -> int | None:
    """How many slips lead from one to the other; None where they are two words."""
    if not word or not meant or word[0] != meant[0] or _digits(word) != _digits(meant):
        return None
    if _squeezed(word) == _squeezed(meant):
        return 0
    shorter = min(len(word), len(meant))
    allowed = 2 if shorter >= LONG else 1 if shorter >= MEDIUM else 0
    distance = OSA.distance(word, meant, score_cutoff=allowed)
    return distance if distance <= allowed else None


def _is_another_place(word: str, place: str) -> bool:
    consonants, meant = (re.sub("[aeiouy]", "", _squeezed(name)) for name in (word, place))
    is_long = min(len(word), len(place)) >= LONG
    return consonants != meant and not (is_long and OSA.distance(word, place) == 1)


def _digits(word: str) -> str:
    return re.sub(r"\D", "", word)


def _squeezed(word: str) -> str:
    """The word with doubled letters as one."""
    return re.sub(r"([^\W\d])\1+", r"\1", word)


def named_by(text: str, names: Iterable[str]) -> list[str]:
    """The `names` that `text` means: one of which it is a slip, else those with all its words.

    None where they are more than a person would look through.
    """
    every = list(names)
    meant = slip_of(text, {name: name for name in every})
    if meant:
        return [meant]
    words = _words(text)
    holding = [name for name in every if all(_is_among(word, _words(name)) for word in words)]
    return holding if words and len(holding) <= MOST_NAMED else []


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """'did you mean 'this' or 'that'?', of the names that `text` means; '' where it means none."""
    meant = [f"'{name}'" for name in named_by(text, names)]
    return f"did you mean {' or '.join(meant)}?" if meant else ""


def _is_among(word: str, words: Iterable[str]) -> bool:
    return any(_distance(word, other) is not None for other in words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
