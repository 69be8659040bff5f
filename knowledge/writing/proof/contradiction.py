"""Two texts that cannot both be followed: one forbids what the other permits or asks for.

Precision first: a pair is told only where both sentences speak of the same deed of the same people
in nearly the same words, and one of them denies it outright. A sentence that forbids something
"without" or "unless" something permits it on a condition, and contradicts no permission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.words import sentences
from knowledge.writing.proof.force import read_force
from knowledge.writing.proof.markers import DENIAL, FORCE, Force, force_of
from knowledge.writing.proof.sentence import TellingWord
from knowledge.writing.proof.tokens import POSSESSIVE, Token, tokens_of
from knowledge.writing.proof.vocabulary import actor_named

COVERED = 0.75  # of the words that forbid: one that is not there narrows what is forbidden
FEWEST = 2  # telling words that both must have
DEED = 2  # words behind a "must" that say what is done
CONDITION = re.compile(
    r"\b(?:without|unless|except|other than|until|before|only|solely|exclusively|save|subject to)\b"
)
_BARS = "prohibited forbidden banned disallowed prohibits forbids bans disallows prohibition never"
BARS = frozenset(_BARS.split())


class Stance(StrEnum):
    """What a sentence says of a deed."""

    FORBIDS = "forbids"
    PERMITS = "permits"
    REQUIRES = "requires"


@dataclass(frozen=True)
class Rule:
    """One sentence that forbids, permits or requires a deed."""

    text: str
    stance: Stance
    deed: tuple[frozenset[str], ...]  # the keys of the first words of what is done
    words: tuple[frozenset[str], ...]  # the keys of all its telling words but who it is about
    doers: frozenset[str]  # who must or may, where somebody is named
    actors: frozenset[str]  # everybody who is named
    is_conditional: bool


@dataclass(frozen=True)
class Contradiction:
    """Two sentences that cannot both be followed."""

    one: str
    one_stance: Stance
    other: str
    other_stance: Stance


def contradictions(first: str, second: str) -> Iterator[Contradiction]:
    """The pairs of sentences, one of each text, that cannot both be followed."""
    rules = rules_of(second)
    for rule in rules_of(first):
        for against in rules:
            if contradict(rule, against):
                yield Contradiction(rule.text, rule.stance, against.text, against.stance)


def contradict(first: Rule, second: Rule) -> bool:
    """True where one forbids outright what the other permits or requires."""
    stances = {first.stance, second.stance}
    if Stance.FORBIDS not in stances or len(stances) == 1:
        return False
    forbidding = first if first.stance is Stance.FORBIDS else second
    if forbidding.is_conditional or not _same_people(first, second):
        return False
    permitting = second if forbidding is first else first
    return _same_deed(first, second) and _covers(permitting, forbidding)


@lru_cache(maxsize=4096)
def rules_of(text: str) -> tuple[Rule, ...]:
    """The sentences of `text` that forbid, permit or require something."""
    return tuple(rule for sentence in sentences(text) for rule in _rules(sentence))


def _rules(sentence: str) -> Iterator[Rule]:
    reading = read_force(sentence)
    tokens = tokens_of(sentence)
    words = tuple(word for word in reading.words if not word.is_actor)
    if len(reading.markers) > 1 or len(words) < FEWEST:
        return  # which deed which word is about cannot be told for sure
    if reading.markers:
        marker = reading.markers[0]
        deed = tuple(word for word in marker.heads if not word.is_actor)[:DEED]
        stance = _stance(marker.force, is_denied=_is_denied(deed, tokens))
    else:
        deed = tuple(word for word in words if word.is_denied)
        stance = Stance.FORBIDS if BARS & {token.word for token in tokens} else None
    if deed and stance is not None:
        yield Rule(
            text=sentence,
            stance=stance,
            deed=tuple(word.keys for word in deed),
            words=tuple(word.keys for word in words),
            doers=_doers(sentence),
            actors=frozenset(filter(None, (actor_named(token.word) for token in tokens))),
            is_conditional=bool(CONDITION.search(sentence.lower())),
        )


def _is_denied(deed: Sequence[TellingWord], tokens: Sequence[Token]) -> bool:
    """True where the deed itself is denied, or it is to refrain from the deed behind it."""
    if not deed:
        return False
    if DENIAL.fullmatch(tokens[deed[0].at].word):
        return any(word.is_denied for word in deed[1:])
    return deed[0].is_denied


def _doers(sentence: str) -> frozenset[str]:
    """Who is named in front of the "must", as the one who must; nobody where only others are."""
    line = " ".join(token.word or token.text for token in tokens_of(sentence))
    marks = [match.start() for match in FORCE.finditer(line) if force_of(match) is not None]
    ends = len(line[: marks[0]].split()) if marks else 0
    front = tokens_of(sentence)[:ends]
    return frozenset(
        actor
        for token in front
        if not POSSESSIVE.search(token.text) and (actor := actor_named(token.word))
    )


def _stance(force: Force, *, is_denied: bool) -> Stance | None:
    if is_denied:
        forbids = (Force.MAY, Force.MUST, Force.WILL, Force.SHOULD)
        return Stance.FORBIDS if force in forbids else None
    if force is Force.MAY:
        return Stance.PERMITS
    return Stance.REQUIRES if force in (Force.MUST, Force.REQUIRED, Force.WILL) else None


def _same_people(first: Rule, second: Rule) -> bool:
    """False where both name who must or may, or at least somebody, and nobody is named in both."""
    if first.doers and second.doers:
        return bool(first.doers & second.doers)
    return not first.actors or not second.actors or bool(first.actors & second.actors)


def _same_deed(first: Rule, second: Rule) -> bool:
    """True where the first words of what is done are the same in both."""
    return _matches(first.deed[:1], second.deed) or _matches(second.deed[:1], first.deed)


def _covers(permitting: Rule, forbidding: Rule) -> bool:
    """True where what is forbidden is about all that is permitted, and not a special case of it."""
    count = sum(
        any(keys & keys_there for keys_there in permitting.words) for keys in forbidding.words
    )
    return count >= FEWEST and count >= COVERED * len(forbidding.words)


def _matches(keys: Sequence[frozenset[str]], sequence: Sequence[frozenset[str]]) -> bool:
    return any(key & candidate for key in keys for candidate in sequence)
