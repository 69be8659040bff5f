"""Who must, may or will: a sentence may not give one's duty to another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from knowledge.writing.proof.markers import FORCE, force_of
from knowledge.writing.proof.tokens import Token, tokens
from knowledge.writing.proof.vocabulary import actor_named

WE = frozenset({"we", "you", "our", "your", "us"})  # whoever works for the office
OFFICE = "CIP"
REACH = 12  # words before a "must" in which the one who must is named
BY = 8  # words behind it: "must be mapped by CIP"
OBJECT = 3  # words behind a verb in which whom it is done to is named
STOPS = frozenset(".;:!?")
Act = tuple[frozenset[str], tuple[frozenset[str], frozenset[str]]]


def unproved_actor(text: str, source: str) -> str | None:
    """Who is named in `text` and not in `source`; None where all are."""
    given = actors_in(source)
    named = (_actor(token) for token in tokens(text) if token.word not in WE)
    return next((who for who in named if who and who not in given), None)


def actors_in(source: str) -> frozenset[str]:
    """Everybody who is named in `source`; "we" and "our" name the office."""
    return frozenset(actor for token in tokens(source) if (actor := _actor(token)))


def wrong_actor(text: str, source: str) -> str | None:
    """Who, by `text`, must do what by `source` somebody else must do; None where both agree."""
    said, given = tokens(text), tokens(source)
    in_source = _acts(given)
    for actors, (verbs, _) in _acts(said):
        named = [who for who, keys in in_source if keys[1] & verbs and who]
        if actors and named and not any(actors & who for who in named):
            return ", ".join(sorted(actors))
        done_to = _done_to(said, verbs)
        if not actors and named and all(who <= done_to for who in named):
            return ", ".join(sorted(done_to))
    return None


def _done_to(found: Sequence[Token], verbs: frozenset[str]) -> frozenset[str]:
    """Whoever is named right behind the verb: "organizations will support CIP"."""
    at = next((i for i, token in enumerate(found) if token.keys & verbs), len(found))
    behind = list(takewhile(lambda token: token.word != "by", found[at + 1 : at + 1 + OBJECT]))
    return frozenset(actor for token in behind if (actor := _actor(token)))


def _acts(found: Sequence[Token]) -> list[Act]:
    """Who is named beside each "must", "may" or "will", and what they must do.

    That is the keys of the first telling word behind it, and those of all words up to the next one.
    """
    line, starts = "", {}
    for at, token in enumerate(found):
        starts[len(line)] = at
        line += f"{token.word or token.written} "
    acts = []
    marks = [match for match in FORCE.finditer(line.rstrip()) if force_of(match) is not None]
    firsts = [starts[match.start()] for match in marks]
    for match, first, end in zip(marks, firsts, [*firsts[1:], len(found)], strict=False):
        behind = starts.get(match.end() + 1, len(found))
        stops = [i for i in range(behind, end) if found[i].written in STOPS]
        verbs = [token for token in found[behind : stops[0] if stops else end] if token.tells]
        who = _subject(found, first) | _agent(found, behind)
        acts.append((who, (_keys(verbs[:1]), _keys(verbs))))
    return acts


def _keys(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(key for token in words for key in token.keys)


def _subject(found: Sequence[Token], before: int) -> frozenset[str]:
    """Whoever is named in front, back to the sentence's beginning or, behind a comma, to that."""
    who: set[str] = set()
    for token in reversed(found[max(0, before - REACH) : before]):
        if token.written in STOPS or (who and token.written == ","):
            break
        actor = _actor(token)
        if actor:
            who.add(actor)
    return frozenset(who)


def _agent(found: Sequence[Token], behind: int) -> frozenset[str]:
    """Whoever is named behind "by"."""
    near = found[behind : behind + BY]
    for at, token in enumerate(near):
        if token.written in STOPS:
            break
        if token.word == "by":
            rest = near[at + 1 :]
            return frozenset(actor for other in rest if (actor := _actor(other)))
    return frozenset()


def _actor(token: Token) -> str:
    if token.word in WE:
        return OFFICE
    return actor_named(token.word)
