"""Who must, may or will: a sentence may not give one actor's duty to another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from knowledge.writing.proof.markers import FORCE, force_of
from knowledge.writing.proof.tokens import Token, tokens_of
from knowledge.writing.proof.vocabulary import actor_named

WE = frozenset({"we", "you", "our", "your", "us"})  # the people of the office
OFFICE = "CIP"
REACH = 12  # words before a "must" in which the one who must is named
BY = 8  # words behind it: "must be mapped by CIP"
OBJECT = 3  # words behind a verb in which whom it is done to is named
STOPS = frozenset(".;:!?")
Act = tuple[frozenset[str], tuple[frozenset[str], frozenset[str]]]


def unproved_actor(text: str, source: str) -> str | None:
    """Who is named in `text` and not in `source`; None where all are."""
    source_actors = actors_in(source)
    claim_actors = (_actor(token) for token in tokens_of(text) if token.word not in WE)
    return next((actor for actor in claim_actors if actor and actor not in source_actors), None)


def actors_in(source: str) -> frozenset[str]:
    """Everybody who is named in `source`; "we" and "our" name the office."""
    return frozenset(actor for token in tokens_of(source) if (actor := _actor(token)))


def wrong_actor(text: str, source: str) -> str | None:
    """Who must do, by `text`, what somebody else must do by `source`; None where both agree."""
    claim_tokens, source_tokens = tokens_of(text), tokens_of(source)
    in_source = _acts(source_tokens)
    for actors, (verbs, _) in _acts(claim_tokens):
        source_actors = [doers for doers, keys in in_source if keys[1] & verbs and doers]
        if actors and source_actors and not any(actors & doers for doers in source_actors):
            return ", ".join(sorted(actors))
        objects = _objects(claim_tokens, verbs)
        if not actors and source_actors and all(doers <= objects for doers in source_actors):
            return ", ".join(sorted(objects))
    return None


def _objects(tokens: Sequence[Token], verbs: frozenset[str]) -> frozenset[str]:
    """Whoever is named right behind the verb: "organizations will support CIP"."""
    at = next((i for i, token in enumerate(tokens) if token.keys & verbs), len(tokens))
    behind = list(takewhile(lambda token: token.word != "by", tokens[at + 1 : at + 1 + OBJECT]))
    return frozenset(actor for token in behind if (actor := _actor(token)))


def _acts(tokens: Sequence[Token]) -> list[Act]:
    """Who is named beside each "must", "may" or "will", and what they must do.

    That is the keys of the first telling word behind it, and those of all words up to the next one.
    """
    line, starts = "", {}
    for at, token in enumerate(tokens):
        starts[len(line)] = at
        line += f"{token.word or token.text} "
    acts = []
    marks = [match for match in FORCE.finditer(line.rstrip()) if force_of(match) is not None]
    firsts = [starts[match.start()] for match in marks]
    for match, first, end in zip(marks, firsts, [*firsts[1:], len(tokens)], strict=False):
        behind = starts.get(match.end() + 1, len(tokens))
        stops = [i for i in range(behind, end) if tokens[i].text in STOPS]
        verbs = [token for token in tokens[behind : stops[0] if stops else end] if token.tells]
        actors = _subject(tokens, first) | _agent(tokens, behind)
        acts.append((actors, (_keys(verbs[:1]), _keys(verbs))))
    return acts


def _keys(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(key for token in words for key in token.keys)


def _subject(tokens: Sequence[Token], before: int) -> frozenset[str]:
    """Whoever is named in front, back to the sentence's beginning or, behind a comma, to that."""
    actors: set[str] = set()
    for token in reversed(tokens[max(0, before - REACH) : before]):
        if token.text in STOPS or (actors and token.text == ","):
            break
        actor = _actor(token)
        if actor:
            actors.add(actor)
    return frozenset(actors)


def _agent(tokens: Sequence[Token], behind: int) -> frozenset[str]:
    """Whoever is named behind "by"."""
    near = tokens[behind : behind + BY]
    for at, token in enumerate(near):
        if token.text in STOPS:
            break
        if token.word == "by":
            rest = near[at + 1 :]
            return frozenset(actor for later in rest if (actor := _actor(later)))
    return frozenset()


def _actor(token: Token) -> str:
    if token.word in WE:
        return OFFICE
    return actor_named(token.word)
