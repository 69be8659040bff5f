"""What a text says must, may and will be: each of its telling words with how binding it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.writing.proof.denial import set_denial
from knowledge.writing.proof.markers import FORCE, Force, force_of
from knowledge.writing.proof.sentence import (
    CONTRAST,
    TellingWord,
    on_one_line,
    segments,
    sentences_of,
)
from knowledge.writing.proof.tokens import Token, tokens_of
from knowledge.writing.proof.vocabulary import actor_named

BEHIND_ITS_THING = frozenset({Force.DESIRABLE, Force.REQUIRED, Force.NEEDED})
HEADS = 2  # words that a "must" is surely about
SUBJECT = 3  # words in front of a "must" that say who or what must


@dataclass(frozen=True)
class Marker:
    """A word such as "must", and the telling words that it may be about, the nearest first."""

    force: Force
    about: tuple[TellingWord, ...]
    heads: tuple[TellingWord, ...]  # those that it is surely about


@dataclass
class ForceReading:
    """A text, read for force and denial."""

    words: list[TellingWord] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    denies: bool = False  # somewhere

    def alike(self, word: TellingWord) -> list[TellingWord]:
        """The words of this text that match `word`."""
        return [candidate for candidate in self.words if candidate.keys & word.keys]


@lru_cache(maxsize=512)
def read_force(text: str) -> ForceReading:
    """The force and denial of each telling word of `text`."""
    reading = ForceReading()
    for sentence in sentences_of(tokens_of(text)):
        _read_sentence(reading, sentence)
    return reading


def _read_sentence(reading: ForceReading, sentence: list[Token]) -> None:
    words = {
        at: TellingWord(token.keys, at, is_actor=bool(actor_named(token.word)))
        for at, token in enumerate(sentence)
        if token.tells
    }
    _set_force(reading, sentence, words)
    reading.denies = set_denial(sentence, words) or reading.denies
    reading.words.extend(words.values())


def _set_force(reading: ForceReading, sentence: list[Token], words: dict[int, TellingWord]) -> None:
    markers = _marker_spans(sentence)
    main: Force | None = None
    for first, last, is_subordinate in segments(sentence):
        inside = [at for at in markers if first <= at <= last]
        current = None if is_subordinate or _contradicts(sentence, first, markers) else main
        opening = markers[inside[0]][0] if inside and current is None else current
        for at in range(first, last + 1):
            if at in markers:
                current = markers[at][0]
            if at in words:
                words[at].force = opening if inside and at < inside[0] else current
        if inside:
            _set_far(words, range(first, inside[0]), opening)
        if not is_subordinate:
            main = current
        for at in inside:
            start = _opening(markers, at, first, sentence)
            if start < first:
                _set_missing_force(words, start, first, markers[at][0])
            reading.markers.append(_marker(markers[at], at, last, start, words))


def _contradicts(sentence: list[Token], first: int, markers: Mapping[int, object]) -> bool:
    """True for what stands behind "but" in "cannot be defined but vary"."""
    if sentence[first].word != "but":
        return False
    before = [at for at in markers if at < first]
    return bool(before) and sentence[before[-1] + 1].word == "not"


def _set_far(words: dict[int, TellingWord], front: range, force: Force | None) -> None:
    """Only the nearest words in front of a marker are its subject."""
    inside = [words[at] for at in front if at in words]
    for word in inside[:-SUBJECT]:
        word.is_far = word.force is force


def _opening(
    markers: dict[int, tuple[Force, int]], at: int, first: int, sentence: list[Token]
) -> int:
    """Where what a marker is about begins: "reviews of X, Y and Z are desirable" goes far back."""
    if markers[at][0] not in BEHIND_ITS_THING:
        return first
    for before in range(at - 1, -1, -1):
        if before in markers or sentence[before].word in CONTRAST:
            return max(before + 1, 0) if before < first else first
    return 0


def _set_missing_force(words: dict[int, TellingWord], start: int, end: int, force: Force) -> None:
    for at in range(start, end):
        if at in words and words[at].force is None:
            words[at].force = force


def _marker(
    mark: tuple[Force, int], at: int, last: int, first: int, words: dict[int, TellingWord]
) -> Marker:
    force, end = mark
    behind = [words[i] for i in range(end, last + 1) if i in words]
    before = [words[i] for i in range(at - 1, first - 1, -1) if i in words]
    is_behind_its_thing = force in BEHIND_ITS_THING and len(behind) < 2
    about = [*before, *behind] if is_behind_its_thing else [*behind, *before]
    return Marker(force, tuple(about), tuple((before if is_behind_its_thing else behind)[:HEADS]))


def _marker_spans(sentence: list[Token]) -> dict[int, tuple[Force, int]]:
    """Where the markers stand: index → force, and the index behind the marker's last word."""
    line, starts = on_one_line(sentence)
    spans: dict[int, tuple[Force, int]] = {}
    for match in FORCE.finditer(line):
        force = force_of(match)
        if force is not None:
            end = starts.get(match.end() + 1, len(sentence))
            spans[starts[match.start()]] = (force, end)
    return spans
