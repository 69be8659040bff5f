"""How binding a parsed word is, and whether it is denied, by the verbs and words above it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.writing.proof.markers import Force

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODALS = {
    Force.MUST: "must shall",
    Force.SHOULD: "should ought",
    Force.MAY: "may might can could ca",
    Force.WILL: "will wo 'll",
    Force.WOULD: "would",
}
MODALS = {word: modal for modal, words in _MODALS.items() for word in words.split()}
# Words that say how binding what stands below or beside them is.
_BINDING = {
    Force.REQUIRED: "require requirement oblige obliged mandatory compulsory obligatory obligated",
    Force.NEEDED: "need necessary necessity",
    Force.DESIRABLE: "desirable recommend advisable preferable preferably ideally encourage",
    Force.MAY: "allow permit permissible optional optionally possibly perhaps free entitle",
    Force.TRIES: "aim seek strive try attempt intend hope want wish endeavor endeavour effort "
    "ambition goal",
    Force.WOULD: "likely unlikely probably",
    Force.SHOULD: "expect suppose",
}
BINDING = {word: binding for binding, words in _BINDING.items() for word in words.split()}
# Whoever must ensure that a thing is done has to have it done.
ENSURING = frozenset({"ensure", "guarantee", "assure"})
ABOVE_ALL = frozenset({Force.TRIES, Force.MAY})  # these bind only what hangs below them
AIMS = frozenset({"goal", "aim", "ambition", "objective", "purpose", "intention", "focus"})
NEEDS = frozenset({"need", "requirement"})
_DENIERS = (
    "refrain avoid prevent prohibit forbid fail refuse deny exclude unable inability unlikely "
    "disallow ban stop lack exempt hardly prohibition absence incapable impossible"
)
DENIERS = frozenset(_DENIERS.split())
NEGATIONS = frozenset("not n't never no neither nor without zero none nobody nothing non".split())  # noqa: SIM905
HALVING = frozenset({"only", "solely", "just", "merely", "exclusively", "least"})
DENYING_PREPOSITIONS = frozenset({"without", "except"})
_DENYING = "neg det preconj cc advmod nummod intj amod predet dep"
DENYING = frozenset(_DENYING.split())
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr"})
DETERMINERS = frozenset({"det", "neg", "predet", "nummod"})
SUBORDINATE = frozenset({"relcl", "advcl", "parataxis", "conj"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
COMPLEMENTS = frozenset({"advmod", "acomp", "attr", "oprd"})


def path_above(token: Token) -> Iterator[Token]:
    """The word, and those above it up to the verb of its own clause and what that depends on."""
    yield token
    while token.head.i != token.i:
        is_own = token.dep_ in SUBORDINATE or (
            token.dep_ == "ccomp" and token.head.lemma_ not in BINDING.keys() | ENSURING
        )
        if is_own and _is_finite(token):
            return
        token = token.head
        yield token


def force(token: Token) -> Force | None:
    """How binding what the word says is; None where it is said plainly."""
    below = token
    for place in path_above(token):
        binding = _binding(place, token, below)
        modal = next((c for c in place.children if c.tag_ == "MD"), None)
        if modal is not None:
            by_modal = MODALS.get(modal.lower_, Force.WILL)
            return binding if binding is not None and by_modal is not Force.MAY else by_modal
        if binding is not None:
            return binding
        is_to = any(c.dep_ == "xcomp" and _is_infinitive(c) for c in place.children)
        if is_to and place.lemma_ in {"have", "be"}:
            return _force_of_to(place)
        below = place
    return None


def _force_of_to(verb: Token) -> Force:
    """How binding "has to" and "is to" are; a goal is to do what it aims at."""
    if verb.lemma_ == "have":
        return Force.MUST
    subjects = [c.lemma_.lower() for c in verb.children if c.dep_ in SUBJECTS]
    return Force.TRIES if AIMS & set(subjects) else Force.WILL


def _binding(place: Token, token: Token, below: Token) -> Force | None:
    """How binding the words of `place` itself make what stands below it."""
    binding = BINDING.get(place.lemma_.lower())
    beside = [c for c in place.children if c.dep_ in COMPLEMENTS and c.lemma_.lower() in BINDING]
    if binding is None and beside:
        binding = BINDING[beside[0].lemma_.lower()]
    if place.i == token.i and (binding in ABOVE_ALL or place.pos_ == "NOUN"):
        return None  # "an effort" binds what it is made for
    is_below = below.dep_ in {"acl", "xcomp", "relcl", "ccomp"} or place.lemma_ in NEEDS
    return binding if place.pos_ != "NOUN" or is_below else None


def denies(token: Token) -> bool:
    """True for a word that denies something."""
    return (
        token.lower_ in NEGATIONS | DENYING_PREPOSITIONS
        or token.lemma_.lower() in DENIERS
        or token.lower_.startswith("non-")
    )


def is_denied(token: Token) -> bool:
    """True where what the word says is denied: an odd number of denials stands above it."""
    path = list(path_above(token))
    return sum(_denials(place, token, path) for place in path) % 2 == 1


def _denials(place: Token, word: Token, path: list[Token]) -> int:
    count = int(place.lower_.startswith("non-"))
    on_path = {above.i for above in path}
    has_neither = any(c.lower_ in {"neither", "not"} for c in place.children)
    for child in place.children:
        if child.i != word.i and _is_negation(child):
            count += child.lower_ != "nor" or not has_neither
        elif child.dep_ in ARGUMENTS and place.pos_ in {"VERB", "AUX"}:
            count += child.lower_ in {"none", "nobody", "nothing"}
            count += 0 if child.i in on_path else _denied_determiners(child)
    if place.i == word.i:
        return count
    beside = [c for c in place.children if c.dep_ == "acomp" and c.i not in on_path]
    count += any(c.lower_ in {"unable", "unlikely"} for c in beside)
    return count + (place.lemma_.lower() in DENIERS or place.lower_ in DENYING_PREPOSITIONS)


def _is_negation(child: Token) -> bool:
    """True for a "not" that is not half of "not only"."""
    if child.lower_ not in NEGATIONS or child.dep_ not in DENYING:
        return False
    behind = child.doc[child.i + 1].lower_ if child.i + 1 < len(child.doc) else ""
    return behind not in HALVING


def _denied_determiners(noun: Token) -> int:
    return sum(
        word.lower_ in NEGATIONS
        or word.dep_ == "neg"
        or any(below.dep_ == "neg" for below in word.children)
        for word in noun.children
        if word.dep_ in DETERMINERS
    )


def _is_finite(token: Token) -> bool:
    return any(c.dep_ in SUBJECTS or c.tag_ == "MD" for c in token.children)


def _is_infinitive(token: Token) -> bool:
    return any(c.tag_ == "TO" for c in token.children)
