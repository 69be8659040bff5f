"""Whether a claim is as binding as its source, and denies the same, where the parses are sure.

The marks of force and denial are read without a parser first (`proof/agreement.py`), which is
strict and takes the words in their order. Where it doubts, and each word has its place and each
"must" and "not" stands beside the same word in both, the doubt is unfounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.writing.proof.markers import STANDS_FOR, Force
from knowledge.writing.relations.fitting import Fit
from knowledge.writing.relations.force import (
    BINDING,
    DENIERS,
    DENYING_PREPOSITIONS,
    NEGATIONS,
    denies,
    force,
    is_denied,
    path_above,
)
from knowledge.writing.relations.graph import Graph

if TYPE_CHECKING:
    from spacy.tokens import Token

MAIN = frozenset({"ROOT", "conj", "ccomp", "parataxis"})
OTHERWISE = frozenset({"optional", "separate", "only", "desirable", "another", "different"})
CAN = frozenset({"can", "could"})
ENABLING = frozenset({"enable", "allow", "help", "ability", "able", "capacity", "opportunity"})
ORDERED = frozenset({Force.MUST, Force.REQUIRED, Force.NEEDED})
LISTING = frozenset({"include", "comprise"})
SURELY = 0.6  # how far each edge is borne of what only lists
FREE = frozenset({None, Force.WILL})  # "will be led" is said as "is led" too
SOME = re.compile(r"\bnot (?:all|every|each|always)\b")


def surely_denied(fit: Fit) -> bool:
    """True where the source denies outright what the claim, without any denial, says plainly."""
    if any(denies(token) for token in fit.claim.tokens):
        return False
    for at, place in fit.choice.items():
        if place is not None and fit.claim.tokens[at].dep_ == "ROOT":
            token = fit.source.tokens[place]
            if any(c.lower_ in NEGATIONS and c.dep_ != "det" for c in token.children):
                return is_denied(token)
    return False


def bears_verdict(fit: Fit, *, says_no: bool) -> bool:
    """True where what follows "No" denies, leaves open or names another; after "Yes" it does not.

    What was asked is not known here: that the verdict fits the question is judged where that is
    (`model_calls.py`).
    """
    main = [token for token in fit.claim.tokens if token.dep_ in MAIN and _is_said(token)]
    denied = [is_denied(token) for token in main]
    refuses = any(token.lemma_.lower() in DENIERS for token in main)  # "must refrain from"
    is_open = any(
        force(token) is Force.MAY or token.lower_ in OTHERWISE for token in fit.claim.tokens
    )
    if says_no:
        return any(denied) or refuses or is_open or _denies_some(fit.claim)
    return not denied or not all(denied)


def surely_agrees_in_force(fit: Fit) -> bool:
    """True where each thing said is as binding in both, and no "must" stands by itself."""
    pairs = _pairs(fit)
    said = [(own, there) for own, there in pairs if _is_said(own)]
    bare = any(
        token.lemma_.lower() in BINDING and not _has_its_place(fit, token)
        for token in fit.claim.tokens
    )
    if bare or len(pairs) < len(fit.choice):
        return False
    if not said:
        return _only_lists(fit)
    modals = [token.head for token in fit.claim.tokens if token.tag_ == "MD"]
    return all(_agree(own, there) for own, there in said) and all(
        _has_its_place(fit, verb) for verb in modals
    )


def _agree(own: Token, there: Token) -> bool:
    """True where what is said is as binding in the source.

    Whoever does a thing, or is enabled to, can do it; "you sign" tells what is required.
    """
    binding, source = force(own), force(there)
    if _stands_for(binding, source):
        return True
    above = list(path_above(own))
    if binding is Force.MAY and any(c.lower_ in CAN for t in above for c in t.children):
        return source is None or any(t.lemma_.lower() in ENABLING for t in path_above(there))
    addressed = any(c.lower_ == "you" and c.dep_ == "nsubj" for t in above for c in t.children)
    return binding is None and addressed and source in ORDERED


def _only_lists(fit: Fit) -> bool:
    """True where a claim says only what belongs to what: "these include A and B"."""
    tokens = fit.claim.tokens
    root = next((token for token in tokens if token.dep_ == "ROOT"), None)
    return (
        root is not None
        and root.lemma_ in LISTING
        and not any(token.tag_ == "MD" for token in tokens)
        and all(score >= SURELY for _, score in fit.scores())
    )


def surely_agrees_in_denial(fit: Fit) -> bool:
    """True where each word is denied in both or in neither, and no denial stands by itself."""
    pairs = _pairs(fit)
    sentences = {fit.source.words[place].sentence for place in fit.places}
    if len(pairs) < len(fit.choice) or len(sentences) > 1:
        return False
    if _denies_some(fit.claim) != _denies_some(fit.source):
        return False
    denied = [_denied_by(token) for token in fit.claim.tokens if denies(token)]
    return all(is_denied(own) == is_denied(there) for own, there in pairs) and all(
        _has_its_place(fit, word) for word in denied
    )


def _pairs(fit: Fit) -> list[tuple[Token, Token]]:
    return [
        (fit.claim.tokens[at], fit.source.tokens[place])
        for at, place in fit.choice.items()
        if place is not None
    ]


def _stands_for(own: Force | None, there: Force | None) -> bool:
    return there in FREE if own is None else there in STANDS_FOR[own]


def _has_its_place(fit: Fit, token: Token) -> bool:
    """True where a word of the claim stands for one of the source."""
    return any(fit.claim.tokens[at] == token for at in fit.choice)


def _is_said(token: Token) -> bool:
    """True for what a clause says: its verb, or what "is" leads to."""
    if token.dep_ in {"amod", "compound"}:
        return False
    has_subject = any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children)
    is_predicate = token.dep_ in {"ROOT", "attr", "acomp"}
    return token.pos_ in {"VERB", "AUX"} or is_predicate or has_subject


def _denies_some(graph: Graph) -> bool:
    """True where a text says "not all"."""
    return bool(SOME.search(" ".join(token.lower_ for token in graph.tokens)))


def _denied_by(token: Token) -> Token:
    """The word that a denial stands beside."""
    if token.lower_.startswith("non-"):
        return token
    if token.lemma_.lower() not in DENIERS and token.lower_ not in DENYING_PREPOSITIONS:
        return token.head
    objects = {"pobj", "pcomp", "xcomp", "dobj"}
    below = [c for c in token.subtree if c.i > token.i and c.dep_ in objects]
    return below[0] if below else token
