"""Whether a sentence keeps what its source makes a thing depend on.

What is so only where, unless or without something is not simply so; what is to be avoided is not
done; and what is said of some is not said of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.writing.relations.bearing import MARKS
from knowledge.writing.relations.fitting import Fit
from knowledge.writing.relations.force import NEGATIONS
from knowledge.writing.relations.graph import PATIENT, Graph

if TYPE_CHECKING:
    from spacy.tokens import Token

ALWAYS = frozenset({"unless", "before", "until"})
LIMITS = frozenset({"without", "except", "besides", "barring"})
_FRONTED = "for in at on under during upon after with within"
FRONTED = frozenset(_FRONTED.split())
# "In light of", "in addition", "for this reason": these set no condition.
_NO_CONDITION = (
    "light addition way time instance order line general turn vein case view particular fact "
    "regard respect example reason moment year pursuit accordance event"
)
NO_CONDITION = frozenset(_NO_CONDITION.split())
CONDITIONAL = frozenset({"if", "unless", "before"})
# Whoever is to avoid a thing, or may consider it, does not do it.
_UNDOING = (
    "minimize minimise reduce refrain avoid prevent limit prohibit forbid fail refuse deny lessen "
    "decrease stop exclude consider propose suspect allege prefer discourage delay replace "
    "likelihood possibility threat inability request proposal absence lack prohibition reduction"
)
UNDOING = frozenset(_UNDOING.split())
_UNDONE_BY = "prep:of prep:from prep:for clause: clause:to clause:from"
UNDONE_BY = frozenset({PATIENT, *_UNDONE_BY.split()})
REASONS = frozenset({"because", "since", "as", "due"})
ALL, SUCH = frozenset({"all", "every", "any"}), frozenset({"such", "this", "these", "that"})
OTHER = frozenset({"separate", "another", "other", "different"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


def drops_condition(fit: Fit) -> bool:
    """True where the source says so only on a condition of which the claim says nothing."""
    conditions = (
        condition for verb in _above_root(fit) for condition in _conditions(fit.source, verb)
    )
    return (
        any(_is_left_out(fit, condition) for condition in conditions)
        or any(_is_left_out(fit, restriction) for restriction in _restrictions(fit))
        or _is_another(fit)
        or _turns_reason(fit)
    )


def is_undone(fit: Fit) -> bool:
    """True where the claim says plainly what the source says is avoided, unlikely or considered.

    So it is with what stands behind "whether": "consider whether you have to disclose it".
    """
    root = _root(fit)
    if root is None or any(token.lower_ in NEGATIONS for token in fit.claim.tokens):
        return False
    keys = frozenset(key for word in fit.claim.words for key in word.keys)
    lemmas = {word.lemma for word in fit.claim.words}
    says_so = any(token.lower_ in {"whether", "if"} for token in fit.claim.tokens)
    if _is_asked(fit.source, root) and not says_so:
        return True
    below = root
    for above in fit.source.climb(root):
        word = fit.source.words[above]
        is_said = word.keys & keys or word.lemma in lemmas
        if word.lemma in UNDOING and not is_said and fit.source.labels(above, below) & UNDONE_BY:
            return True
        if word.kind == "VERB" and word.tells:
            return False
        below = above
    return False


def _is_asked(source: Graph, at: int) -> bool:
    """True where a word stands in a clause that "whether" opens."""
    token = source.tokens[at]
    while token.dep_ != "ROOT" and token.head.i != token.i:
        if any(c.lower_ == "whether" and c.dep_ == "mark" for c in token.children):
            return True
        token = token.head
    return False


def _is_left_out(fit: Fit, words: list[int]) -> bool:
    """True where the claim says nothing of these words of the source."""
    telling = [at for at in words if fit.source.words[at].tells]
    if not telling or fit.places & set(words):
        return False
    free = [
        word
        for at, word in enumerate(fit.claim.words)
        if word.tells and (fit.choice.get(at) is None or fit.choice[at] in telling)
    ]
    keys = frozenset(key for word in free for key in word.keys)
    return not any(fit.source.words[at].keys & keys for at in telling)


def _root(fit: Fit) -> int | None:
    """The word of the source that the claim's main word stands for."""
    nodes = sorted(fit.choice, key=lambda at: sum(1 for _ in fit.claim.climb(at)))
    return next((place for at in nodes if (place := fit.choice[at]) is not None), None)


def _above_root(fit: Fit) -> Iterator[int]:
    """The word that the claim's main word stands for, and those above it."""
    root = _root(fit)
    if root is not None:
        yield root
        yield from fit.source.climb(root)


def _conditions(source: Graph, predicate: int) -> Iterator[list[int]]:
    token = source.tokens[predicate]
    first = predicate - token.i
    heads = [token]
    if token.dep_ in {"attr", "acomp", "pobj"} and token.head.lemma_ == "be":
        heads.append(token.head)
    if token.dep_ == "pobj" and token.head.head.lemma_ == "be":
        heads.append(token.head.head)
    for head in heads:
        denied = any(child.dep_ == "neg" for child in head.children)
        for child in head.children:
            is_condition = (
                _is_conditional_phrase(child, head, denied=denied)
                if child.dep_ == "prep"
                else _is_conditional_clause(child)
            )
            if is_condition:
                yield [first + t.i for t in child.subtree]


def _is_conditional_clause(clause: Token) -> bool:
    if clause.dep_ not in {"advcl", "relcl", "ccomp"}:
        return False
    opening = clause.left_edge.i
    before = clause.doc[max(0, opening - 1) : clause.i]
    if any(token.lower_ == "even" for token in before):
        return False
    marks = [c for c in clause.children if c.dep_ in {"mark", "advmod"} and c.i < clause.i]
    return any(MARKS.get(mark.lower_) in CONDITIONAL for mark in marks)


def _is_conditional_phrase(phrase: Token, head: Token, *, denied: bool) -> bool:
    name, opens = phrase.lower_, phrase.i < head.i
    if name in ALWAYS:
        return True
    if name in LIMITS:  # "without delay" says how; "cannot be done without" on which condition
        return denied or opens
    objects = [c for c in phrase.children if c.dep_ == "pobj"]
    if not objects or objects[0].lemma_.lower() in NO_CONDITION or objects[0].pos_ == "PRON":
        return False
    return (name == "for" and opens) or (denied and name in FRONTED and not opens)


def _restrictions(fit: Fit) -> Iterator[list[int]]:
    """What the source restricts a noun by of which the claim speaks in general.

    "Procedures that are incompatible raise the risk" does not say that procedures do.
    """
    for at, place in fit.choice.items():
        if place is None or not _is_said_of_all(fit, at):
            continue
        token = fit.source.tokens[place]
        for clause in token.children:
            if clause.dep_ == "relcl" and _restricts(clause):
                yield [place - token.i + t.i for t in clause.subtree]


def _is_said_of_all(fit: Fit, at: int) -> bool:
    token = fit.claim.tokens[at]
    restricting = {"amod", "relcl", "acl", "compound"}
    if any(c.dep_ in restricting and _tells(fit, at, c) for c in token.children):
        return False
    beside = {child.lower_ for child in token.children}
    if beside & {"all", "every", "any", "no"}:
        return True
    if beside & {"the", "this", "these", "such", "some"}:
        return False
    subject = token
    while subject.head.i != subject.i and subject.dep_ not in SUBJECTS:
        subject = subject.head
    is_main = subject.head.dep_ == "ROOT" and subject.dep_ in {"nsubj", "csubj"}
    return is_main and subject.pos_ in {"NOUN", "VERB", "PROPN"}


def _tells(fit: Fit, at: int, restriction: Token) -> bool:
    start = at - fit.claim.tokens[at].i
    return any(start + token.i in fit.choice for token in restriction.subtree)


def _restricts(clause: Token) -> bool:
    first = clause.left_edge
    return first.lower_ in {"that", "who"} and first.i > 0 and clause.doc[first.i - 1].text != ","


def _turns_reason(fit: Fit) -> bool:
    """True where the claim gives a reason for what the source does not say it is one for."""
    for at, token in enumerate(fit.claim.tokens):
        if token.dep_ != "mark" or token.lower_ not in {"because", "since"}:
            continue
        inside = {at - token.i + t.i for t in token.head.subtree}
        reason = {p for a, p in fit.choice.items() if a in inside and p is not None}
        if not _has_reason(fit.source, reason, fit.places - reason):
            return True
    return False


def _has_reason(source: Graph, reason: set[int], rest: set[int]) -> bool:
    """True where most words of `reason`, and few of `rest`, stand behind a "because"."""
    for at, token in enumerate(source.tokens):
        if token.lower_ in REASONS:
            inside = {at - token.i + t.i for t in token.head.subtree}
            if 2 * len(reason & inside) > len(reason) and 2 * len(rest & inside) < len(rest):
                return True
    return False


def _is_another(fit: Fit) -> bool:
    """True where the claim says "this" of what the source calls separate, or another.

    Or "all" of what the source says only of all such things.
    """
    for at, place in fit.choice.items():
        if place is None:
            continue
        own = {child.lower_ for child in fit.claim.tokens[at].children}
        there = {child.lower_ for child in fit.source.tokens[place].children}
        if own & {"this", "same", "the"} and there & OTHER and not own & OTHER:
            return True
        if own & ALL and "such" in there and not own & SUCH:
            return True
    return False
