"""How far a source bears what one word of a claim is to another, given the words they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.writing.relations.graph import (
    AGENT,
    DOER,
    MEMBER,
    MODIFIER,
    PATIENT,
    PERHAPS_AGENT,
    PERHAPS_PATIENT,
    RELATIVE,
    Graph,
    ParsedWord,
)

OPPOSED = -2.0  # the source says it the other way round
TAKEN = -1.0  # the source says it of another
# Prepositions that say from where, to where or when: one does not stand for another.
_DIRECTED = (
    "to into towards toward onto",
    "from",
    "against",
    "before until",
    "after",
    "without except unless",
    "beyond",
    "under",
    "by through via",
)
DIRECTED = {name: group.split()[0] for group in _DIRECTED for name in group.split()}
EXACT = frozenset({"before", "after", "without", "against", "from", "beyond"})
_OPPOSITES = ("to from", "before after", "with without", "for against", "under beyond", "by to")
OPPOSITES = frozenset(
    pair for line in _OPPOSITES for a, b in [line.split()] for pair in ((a, b), (b, a))
)
# The words that open a subordinate clause, by what they make of it.
_MARKS = (
    "if where when whenever wherever once provided",
    "unless",
    "before until",
    "after",
    "because since",
    "as",
    "while",
    "although though",
    "to so for",
    "in",
    "by",
)
MARKS = {name: group.split()[0] for group in _MARKS for name in group.split()}
PARTING = frozenset({"before", "after", "unless", "because"})
# Verbs whose object becomes their subject: "attitudes change" when somebody changes them.
_ERGATIVE = (
    "change increase start begin end improve grow evolve develop continue shift expand apply "
    "strengthen emerge build move extend work vary focus last relate"
)
ERGATIVE = frozenset(_ERGATIVE.split())
TELLING = frozenset({"ask", "tell", "inform", "give", "provide", "notify", "request"})
# What a document does, and what is done in it: "the guide outlines", "as outlined in the guide".
_STATING = "outline describe state define articulate mention list contain explain specify set lay"
STATING = frozenset(_STATING.split())
CORE = frozenset({AGENT, PATIENT, DOER, PERHAPS_AGENT, PERHAPS_PATIENT})
AWAY = frozenset({"prep:by", "prep:from", "prep:without", "prep:against", PERHAPS_AGENT, DOER})
REACH = 3  # words between two that hang together


@dataclass(frozen=True)
class Arc:
    """What must hold: a word of the claim is so much to another."""

    head: int
    dependent: int
    labels: frozenset[str]


@dataclass(frozen=True)
class EdgePlace:
    """An edge of the claim, and the two words of the source that its words stand for."""

    claim: Graph
    source: Graph
    edge: Arc
    head: int
    dependent: int
    candidates: Callable[[int], Sequence[int]]  # word of the claim → what it may stand for

    @property
    def there(self) -> set[str]:
        """What the dependent is to the head in the source."""
        return self.source.labels(self.head, self.dependent)

    @property
    def back(self) -> set[str]:
        """What the head is to the dependent in the source."""
        return self.source.labels(self.dependent, self.head)

    @property
    def own_head(self) -> ParsedWord:
        """The head, in the claim."""
        return self.claim.words[self.edge.head]

    @property
    def own_dependent(self) -> ParsedWord:
        """The dependent, in the claim."""
        return self.claim.words[self.edge.dependent]

    def own(self, label: str) -> list[int]:
        """What else is so much to the head, in the claim."""
        return [
            dependent
            for (head, dependent), labels in self.claim.edges.items()
            if head == self.edge.head and label in labels and dependent != self.edge.dependent
        ]

    @property
    def is_noun(self) -> bool:
        """True where the head is no verb in the source."""
        return not self.source.words[self.head].is_verb


def bearing(place: EdgePlace) -> float:
    """1 where the source says the same, 0 where it says nothing of it; below 0 where another."""
    labels = place.edge.labels
    return max((_of_label(label, place) for label in labels), default=_near(place, 0.8))


def _of_label(label: str, place: EdgePlace) -> float:
    if _is_put_elsewhere(label, place):
        return OPPOSED
    if label in {AGENT, DOER}:
        return _agent(place)
    if label == PATIENT:
        return _patient(place)
    if label.startswith("prep:"):
        return _prepositional(label[5:], place)
    if label.startswith("clause:") or label == RELATIVE:
        return _clause(label.removeprefix("clause:"), place)
    return _modifier(place)


def _first(*rules: tuple[object, float]) -> float | None:
    """The score of the first rule that holds; None where none does."""
    return next((score for holds, score in rules if holds), None)


def _modifier(place: EdgePlace) -> float:
    there, back = place.there, place.back
    is_turned = MODIFIER in back and place.source.words[place.dependent].kind == "NOUN"
    score = _first(
        (there - {AGENT}, 1),
        (back & {MODIFIER, RELATIVE, AGENT, MEMBER}, 0.7 if is_turned else 0.9),
        (there, 0.8),
        (back, 0.7),
        (
            _is_of_a_namesake(place.source, place.dependent, place.head),
            0 if place.own_dependent.kind == "ADJ" else TAKEN,
        ),
        (_has_another_name(place), TAKEN),
    )
    return _near(place, 0.6) if score is None else score


def _has_another_name(place: EdgePlace) -> bool:
    """True where the source gives what the claim names another name: "the Program unit"."""
    source = place.source
    return source.words[place.dependent].kind == "PROPN" and any(
        head == place.head and MODIFIER in labels and source.words[dependent].kind == "PROPN"
        for (head, dependent), labels in source.edges.items()
    )


def _is_of_a_namesake(source: Graph, said: int, noun: int) -> bool:
    """True where it is said of the other unit: "the Finance unit pays, the Admin unit books"."""
    return any(
        dependent == said
        and head != noun
        and (MODIFIER in labels or any(label.startswith("prep:") for label in labels))
        and source.words[head].stem == source.words[noun].stem
        for (head, dependent), labels in source.edges.items()
    )


def _agent(place: EdgePlace) -> float:
    there, back = place.there, place.back
    is_said_to_be = not place.own_head.is_verb
    turned = back & {AGENT, DOER} and not there
    is_stated = place.own_head.lemma in STATING and "prep:in" in there
    score = _first(
        (there & {AGENT, DOER, PERHAPS_AGENT, "prep:by"} or is_stated, 1),
        (back & {MODIFIER, MEMBER} and is_said_to_be, 1),
        (place.is_noun and there & {MODIFIER, "prep:of"}, 1),
        (is_said_to_be and (back - {PATIENT} or there), TAKEN if turned else 0.8),
        (PATIENT in there, 0.8 if _becomes_subject(place) else OPPOSED),
        (RELATIVE in back, 0.5),
        (_is_of_a_namesake(place.source, place.head, place.dependent), TAKEN),
        (
            back & {PATIENT, AGENT} or _is_taken(place, AGENT),
            0 if place.own_head.kind == "ADJ" else TAKEN,
        ),
    )
    return _near(place, 0.4) if score is None else score


def _becomes_subject(place: EdgePlace) -> bool:
    """True where the object of the source may be the subject of the claim: "attitudes change"."""
    has_object = any(
        head == place.edge.head and PATIENT in labels
        for (head, _), labels in place.claim.edges.items()
    )
    return not has_object and (place.own_head.lemma in ERGATIVE or place.is_noun)


def _patient(place: EdgePlace) -> float:
    there, back = place.there, place.back
    turns = place.source.words[place.head].lemma in ERGATIVE or place.is_noun
    score = _first(
        (there & {PATIENT, PERHAPS_PATIENT}, 1),
        (place.is_noun and there & {MODIFIER, "prep:of"}, 1),
        (AGENT in there, 0.8 if turns else OPPOSED),
        (there - AWAY, 0.8),
        (back & {MODIFIER, RELATIVE}, 0.8),
        (
            back & {PATIENT, AGENT} or _is_taken(place, PATIENT),
            0 if place.own_head.lemma in TELLING else TAKEN,
        ),
    )
    return _near(place, 0.5) if score is None else score


def _prepositional(name: str, place: EdgePlace) -> float:
    there, back, own = place.there, place.back, DIRECTED.get(name)
    ways = {DIRECTED[p[5:]] for p in there if p.startswith("prep:") and p[5:] in DIRECTED}
    score = _first(
        (f"prep:{name}" in there, 1),
        (own is not None and own in ways, 1),
        (any((own, way) in OPPOSITES for way in ways), OPPOSED),
        (own is not None and ways, 0.2),
        (own == "by" and AGENT in there, 1),
        (name == "with" and AGENT in there and _is_beside(place), 0.9),
        (own in EXACT, 0.3 if there or back else 0),
        (there - {AGENT}, 0.9),
        (there, 0.3),
        (back, 0.7),
        (_is_taken(place, f"prep:{name}"), TAKEN),
    )
    return _near(place, 0.6) if score is None else score


def _clause(mark: str, place: EdgePlace) -> float:
    there, back, own = place.there, place.back, MARKS.get(mark)
    clauses = {MARKS[c[7:]] for c in there if c.startswith("clause:") and c[7:] in MARKS}
    parts = own in PARTING or clauses & PARTING
    is_said_so = own != "if" or clauses or any(c.startswith("prep:") for c in there)
    score = _first(
        (clauses and own is not None and own not in clauses, OPPOSED if parts else 0.5),
        (there, 1 if is_said_so else 0.6),
        (back, 0.7 if own is None else -0.5),
    )
    return _near(place, 0.5) if score is None else score


def _is_put_elsewhere(label: str, place: EdgePlace) -> bool:
    """True where the same verb has the same word in another place: "speak to staff", "staff speak".

    A verb of another stem may take its words otherwise: "ask for" what is demanded.
    """
    there = place.there
    if label == DOER and not there and place.back & {DOER, AGENT}:
        return True
    head, dependent = place.source.words[place.head], place.source.words[place.dependent]
    own_head, own = place.own_head, place.claim.words[place.edge.dependent]
    is_same = own_head.stem == head.stem and own.stem == dependent.stem
    if not (there and is_same and own_head.says and head.says):
        return False
    is_stated = own_head.lemma in STATING and "prep:in" in there
    return not is_stated and _is_another_place(label, place)


def _is_another_place(label: str, place: EdgePlace) -> bool:
    """True where what a word is to its verb is none of what it may as well be.

    A verb that has nothing else done to it may have it either way: "engage (with) actors".
    """
    there = place.there
    prepositions = {name[5:] for name in there if name.startswith("prep:")}
    if label in {AGENT, PATIENT}:
        is_other = bool(prepositions - {"by", "of"}) and not prepositions & {"by", "of"}
        is_free = label == PATIENT and not _fillers(place, PATIENT)
        return is_other and not there & CORE and not is_free
    if label.startswith("prep:"):
        return _is_another_preposition(label[5:], prepositions, place)
    return False


def _is_another_preposition(name: str, prepositions: set[str], place: EdgePlace) -> bool:
    """True where the source puts a word behind the opposite preposition, or behind none."""
    if prepositions:
        own = DIRECTED.get(name, name)
        return all((own, DIRECTED.get(p, p)) in OPPOSITES for p in prepositions)
    if name in {"by", "of"}:
        return False
    if AGENT in place.there:
        return not (name == "with" and _is_beside(place))
    return PATIENT in place.there and bool(place.own(PATIENT))


def _fillers(place: EdgePlace, label: str) -> list[int]:
    """What is so much to the head in the source."""
    return [
        dependent
        for (head, dependent), labels in place.source.edges.items()
        if head == place.head and label in labels
    ]


def _is_beside(place: EdgePlace) -> bool:
    """True where the claim names another who acts, as the source does: "led by A with B"."""
    words = place.source.words
    agents = [words[at] for at in _fillers(place, AGENT) if at != place.dependent]
    own = [place.claim.words[at] for at in [*place.own(AGENT), *place.own("prep:by")]]
    return bool(own) and all(any(a.keys & word.keys for a in agents) for word in own)


def _is_taken(place: EdgePlace, label: str) -> bool:
    """True where the source names another in this place, and the claim has none of those there."""
    source = place.source
    known = place.candidates(place.edge.dependent)
    first = min(known, default=0)
    fillers = [
        dependent
        for (head, dependent), labels in source.edges.items()
        if head == place.head
        and label in labels
        and (
            source.words[dependent].tells
            or (source.words[dependent].is_pronoun and first > dependent)
        )
    ]
    above = {place.dependent, *source.climb(place.dependent)}
    own_words = place.claim.words
    stems = {
        word.stem
        for at, word in enumerate(own_words)
        if word.tells and MODIFIER not in place.claim.labels(place.edge.dependent, at)
    }
    if any(f in above and source.words[f].stem not in stems for f in fillers):
        return False  # "the force of movements" for "movements"
    own = [
        place.claim.words[dependent]
        for (head, dependent), labels in place.claim.edges.items()
        if head == place.edge.head and label in labels
    ]
    if not any(source.words[filler].keys & word.keys for filler in fillers for word in own):
        return bool(fillers)
    return place.dependent not in fillers and _is_told_apart(place, fillers)


def _is_told_apart(place: EdgePlace, fillers: Sequence[int]) -> bool:
    """True where the claim names the word by what the one in its place does not have."""
    own = [
        word
        for at, word in enumerate(place.claim.words)
        if word.tells and MODIFIER in place.claim.labels(place.edge.dependent, at)
    ]
    return any(
        not any(
            MODIFIER in place.source.labels(filler, at) and other.keys & word.keys
            for filler in fillers
            for at, other in enumerate(place.source.words)
        )
        and any(
            MODIFIER in place.source.labels(place.dependent, at) and other.keys & word.keys
            for at, other in enumerate(place.source.words)
        )
        for word in own
    )


def _near(place: EdgePlace, most: float) -> float:
    """How near two words are that no edge joins: one below the other within one clause."""
    source = place.source
    if source.words[place.head].sentence != source.words[place.dependent].sentence:
        return 0
    for top, below, share in (
        (place.head, place.dependent, 1.0),
        (place.dependent, place.head, 0.8),
    ):
        passed = 0
        for above in source.climb(below):
            if above == top:
                return most * share * float(0.85 ** max(0, passed - 1))
            passed += 2 if source.words[above].is_verb else 1
            if passed > REACH:
                break
    return 0
