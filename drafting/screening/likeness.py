"""How like two names are: which of their parts are the same, in any order, and what that tells."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from rapidfuzz import fuzz

from drafting.screening.names import ComparableName, NamePart

POSSIBLE = 0.72  # from this likeness on, a person looks at it
SAME_PART = 0.84  # likeness from which two words are taken for one
INITIAL = 0.75  # what a letter counts that stands for a word
JOINED = 0.95  # what two words count that are written as one
BOTH_DIFFER = 0.80  # where each name has a word that the other lacks
FATHER_SAME, FATHER_OTHER = 1.10, 0.75
FATHER_LIKE, FATHER_UNLIKE = 0.7, 0.35
SHORT_CONSONANTS = 3


@dataclass(frozen=True)
class Likeness:
    """How like two names are, from 0 to 1, and whether their fathers’ names agree."""

    score: float
    father_agrees: bool | None = None  # None: not known of both


def likeness(name: ComparableName, listed: ComparableName) -> Likeness:
    """How like a name is to a listed one."""
    score = _score(name, listed)
    if not (name.father and listed.father) or score == 0.0:
        return Likeness(score)
    fathers = _score(
        ComparableName("", name.father, in_script=name.in_script),
        ComparableName("", listed.father, in_script=listed.in_script),
        whole=False,
    )
    if fathers >= FATHER_LIKE:
        return Likeness(min(1.0, score * FATHER_SAME), father_agrees=True)
    return Likeness(score * FATHER_OTHER if fathers <= FATHER_UNLIKE else score, False)


def _score(name: ComparableName, listed: ComparableName, *, whole: bool = True) -> float:
    """The share of what both names tell that they have in common; of fathers’ names, of one."""
    if not name.parts or not listed.parts:
        return 0.0
    matched, matched_listed, common = _common(name, listed)
    strong = any(part.weight >= 1.0 for part in name.parts)
    own = sum(likely * name.parts[at].weight for at, likely in matched.items()) / name.weight
    other = sum(likely * listed.parts[at].weight for at, likely in matched_listed.items())
    share = other / listed.weight
    score = min(own, share) if whole else max(own, share)
    if len(matched) < len(name.parts) and len(matched_listed) < len(listed.parts):
        score *= BOTH_DIFFER
    return score if common and (strong or own > POSSIBLE) else 0.0


def _common(
    name: ComparableName, listed: ComparableName
) -> tuple[dict[int, float], dict[int, float], int]:
    """The parts of each that the other has, with how like they are; the likest first."""
    in_script = name.in_script or listed.in_script
    pairs = sorted(_pairs(name, listed, in_script), reverse=True)
    own: dict[int, float] = {}
    other: dict[int, float] = {}
    for likely, ours, theirs in pairs:
        if not any(at in own for at in ours) and not any(at in other for at in theirs):
            own |= dict.fromkeys(ours, likely)
            other |= dict.fromkeys(theirs, likely)
    return own, other, len(own)


Places = tuple[int, ...]


def _pairs(
    name: ComparableName, listed: ComparableName, in_script: bool
) -> list[tuple[float, Places, Places]]:
    ours, theirs = _units(name), _units(listed)
    pairs = []
    for own_places, own in ours:
        for places, part in theirs:
            if len(own_places) > 1 and len(places) > 1:
                continue
            joined = len(own_places) + len(places) > 2
            likely = part_likeness(own, part, in_script) * (JOINED if joined else 1.0)
            is_initial = own.is_initial or part.is_initial
            if likely >= (INITIAL if is_initial else SAME_PART * (JOINED if joined else 1.0)):
                pairs.append((likely, own_places, places))
    return pairs


def _units(name: ComparableName) -> list[tuple[Places, NamePart]]:
    """The parts, and each two neighbours as if they were written as one."""
    singles = [((at,), part) for at, part in enumerate(name.parts)]
    neighbours = itertools.pairwise(singles)
    joined = [
        ((first[0], second[0]), joined_part(part, next_part))
        for (first, part), (second, next_part) in neighbours
        if not (part.is_initial or next_part.is_initial)
    ]
    return [*singles, *joined]


def joined_part(part: NamePart, following: NamePart) -> NamePart:
    """Two neighbours as if they were written as one word."""
    consonants = following.consonants
    rest = consonants.removeprefix("a")
    end = rest[1:] if rest[:1] == part.consonants[-1:] else rest
    sound = part.sound + following.sound
    return NamePart(sound, part.consonants + end, part.weight + following.weight)


def part_likeness(part: NamePart, listed: NamePart, in_script: bool = False) -> float:
    """How like two words are, by their sound or by their consonants, from 0 to 1."""
    if part.is_initial or listed.is_initial:
        same = part.sound[:1] == listed.sound[:1] or part.consonants[:1] == listed.consonants[:1]
        both = part.is_initial and listed.is_initial
        return (1.0 if both else INITIAL) if same else 0.0
    if part.sound == listed.sound:
        return 1.0
    if part.sound.removeprefix("al") == listed.sound.removeprefix("al"):
        return JOINED  # the article, where it is written as part of the word
    by_sound = 0.0 if in_script else fuzz.ratio(part.sound, listed.sound) / 100
    by_consonants = fuzz.ratio(part.consonants, listed.consonants) / 100
    shortest = min(len(part.consonants), len(listed.consonants))
    if by_consonants == 1.0:
        told = 0.97 if shortest >= SHORT_CONSONANTS else 0.85
        return max(by_sound, 1.0 if in_script and shortest > 1 else told)
    if shortest < SHORT_CONSONANTS:
        return by_sound if by_sound >= 0.85 else 0.0
    return max(by_sound if by_consonants >= 0.5 else 0.0, 0.97 * by_consonants)
