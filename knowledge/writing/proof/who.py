"""Who is named in a sentence, and whether its source names them as well."""

from __future__ import annotations

from knowledge.writing.proof.tokens import Token, tokens_of
from knowledge.writing.proof.vocabulary import actor_named

WE = frozenset({"we", "you", "our", "your", "us"})  # the people of the office
OFFICE = "CIP"


def unproved_actor(text: str, source: str) -> str | None:
    """Who is named in `text` and not in `source`; None where all are."""
    source_actors = actors_in(source)
    claim_actors = (_actor(token) for token in tokens_of(text) if token.word not in WE)
    return next((actor for actor in claim_actors if actor and actor not in source_actors), None)


def actors_in(source: str) -> frozenset[str]:
    """Everybody who is named in `source`; "we" and "our" name the office."""
    return frozenset(actor for token in tokens_of(source) if (actor := _actor(token)))


def _actor(token: Token) -> str:
    if token.word in WE:
        return OFFICE
    return actor_named(token.word)
