"""Steps: what the clauses ask for, one after the other, in their order or in that of their words.

A procedure is the clauses side by side under one heading, of which those that are nearest to the
question are a part. Each gives what it asks for in its own words. A decision that stands elsewhere
in the document ("a Committee approves") is a step too; a standing duty ("regularly") is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from knowledge.answering.force import Force, pieces_of
from knowledge.answering.quoting import NOTE
from knowledge.asking.steps_asked import StepsAsked
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit
from knowledge.models import Clause, Document, Status
from knowledge.words import terms

NEAREST = 5  # hits by which the procedure is told
FEWEST_NEAR = 2  # of them in it, unless the question names what comes before or after
FEWEST = 2  # steps; of fewer there is nothing to put in order
MOST = 7
ELSEWHERE = 0.4  # of the best score: a decision elsewhere in the document that is a step too
SECOND = 1.15  # how much more like the question another sentence of a clause must be, to be shown
ASKS_FOR = frozenset({Force.REQUIRED, Force.ADVISED, Force.OPTIONAL, Force.ALLOWED})
STANDING = re.compile(
    r"""\b(?:regular(?:ly)?|periodic(?:ally)?|annual(?:ly)?|yearly|continu\w+|always|throughout
        |at\ all\ times|ongoing|from\ time\ to\ time)\b""",
    re.IGNORECASE | re.VERBOSE,
)
MUST = re.compile(
    r"""\b(?:must|shall|should|needs?\ to|(?:is|are)\ to|(?:is|are|be)\ (?:required|needed)
        |(?:is|are)\ a\ need)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What is foretold, and what need not be, is no step.
NO_STEP = re.compile(
    r"""\bwill\ be\ (?:the|an?)\b|\bnot\ (?:\w+\ )?(?:be\ )?(?:required|necessary|needed)\b""",
    re.IGNORECASE | re.VERBOSE,
)
DECIDES = re.compile(
    r"\b(?:approv\w+|authori[sz]\w+|endors\w+|clears?|sanctions?|signs?\ off|gives?\ consent)\b",
    re.IGNORECASE | re.VERBOSE,
)
PROCEDURAL = re.compile(r"\b(?:procedures?|process|steps?|stages?|how to|workflow)\b", re.I)
# "Before the contract is signed, …": the step comes before another one.
FIRST = re.compile(r"\b(?:before|prior to|ahead of)\b([^,.;]*)", re.IGNORECASE)
THEN = re.compile(r"\b(?:after|once|following|upon|as soon as)\b([^,.;]*)", re.IGNORECASE)
LEANS = re.compile(r"[\W_]*(?:this|these|that|such|it|both)\b", re.IGNORECASE)
OF_THE_EVENT = 0.5  # of an event's words: so many of them name the step that it is


@dataclass(frozen=True)
class Step:
    """A clause with the numbers of its sentences that say what is done."""

    passage: str
    sentences: tuple[int, ...]


class Procedures:
    """The clauses side by side in each document."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._family: dict[str, list[str]] = {}
        self._heading: dict[str, str] = {}
        self._order: dict[str, int] = {}
        for document in documents:
            if document.status is Status.STAND_IN:
                continue
            for section in document.sections:
                self._add(document, section.clauses, f"{document.title} {section.heading}")

    def _add(self, document: Document, clauses: Sequence[Clause], heading: str) -> None:
        names = [passage_id(document.id, clause.id) for clause in clauses]
        for name, clause in zip(names, clauses, strict=True):
            self._family[name] = names
            self._heading[name] = heading
            self._order[name] = len(self._order)
            self._add(document, clause.clauses, f"{heading} {clause.heading}")

    def nearest(self, hits: Sequence[Hit], *, is_bounded: bool) -> list[str]:
        """The procedure that most of the nearest hits are of; empty where they are of none."""
        weight: dict[tuple[str, ...], float] = defaultdict(float)
        count: dict[tuple[str, ...], int] = defaultdict(int)
        for hit in hits[:NEAREST]:
            family = tuple(self._family.get(hit.passage.source, ()))
            weight[family] += hit.score**2
            count[family] += 1
        weight.pop((), None)
        if not weight:
            return []
        best = max(weight, key=weight.__getitem__)
        return list(best) if is_bounded or count[best] >= FEWEST_NEAR else []

    def is_procedural(self, passage: str) -> bool:
        """True where its heading says that it is a procedure, so that each clause is a step."""
        return PROCEDURAL.search(self._heading[passage]) is not None

    def is_about(self, hits: Sequence[Hit], subject: Set[str]) -> bool:
        """True where the heading over the nearest hit names all of the subject."""
        heading = self._heading.get(hits[0].passage.source, "") if hits else ""
        return bool(subject) and subject <= set(terms(heading))

    def place(self, passage: str) -> int:
        """Where it stands among all."""
        return self._order[passage]


def steps_in(
    asked: StepsAsked, near: Sequence[Hit], every: Mapping[str, Hit], procedures: Procedures
) -> list[Step]:
    """The steps in their order; none where there is no procedure near the question.

    `near` are the hits, best first; `every` are those of all passages of their documents.
    """
    bounds = asked.before | asked.after
    family = procedures.nearest(near, is_bounded=bool(bounds))
    if not family:
        return []
    is_procedural = procedures.is_procedural(family[0])
    within = [name for name in family if name in every]
    kept = _bounded(asked, within, near, every)
    steps = [
        step
        for name in kept
        if (step := _step(every[name], is_procedural=is_procedural)) is not None
    ]
    if not asked.after:
        steps += _decisions(family, near, near[0].score)
    if len(steps) < (1 if asked.after else FEWEST):
        return []
    steps.sort(key=lambda step: procedures.place(step.passage))
    return _by_words(steps, every)[:MOST]


def _bounded(
    asked: StepsAsked, family: Sequence[str], near: Sequence[Hit], every: Mapping[str, Hit]
) -> list[str]:
    """The clauses up to the one that speaks of the event, or those behind it."""
    events = asked.after or asked.before
    if not events:
        return list(family)
    speaking = [name for name in family if events & set(terms(every[name].passage.text))]
    ranked = [hit.passage.source for hit in near if hit.passage.source in speaking]
    if not ranked:
        return list(family)
    at = family.index(ranked[0])
    return list(family[at + 1 :]) if asked.after else list(family[: at + 1])


def _step(hit: Hit, *, is_procedural: bool) -> Step | None:
    """What the clause asks for: its first sentence that does, and one nearer to the question."""
    asking = [at for at, (sentence, _) in enumerate(hit.sentences) if _asks_for(sentence)]
    if not asking and is_procedural and hit.sentences:
        asking = [0]
    if not asking:
        return None
    first, nearest = asking[0], max(asking, key=lambda at: hit.sentences[at][1])
    is_nearer = hit.sentences[nearest][1] > SECOND * hit.sentences[first][1]
    return Step(hit.passage.id, (first, nearest) if is_nearer else (first,))


def _asks_for(sentence: str) -> bool:
    if NOTE.match(sentence) or LEANS.match(sentence):
        return False
    if STANDING.search(sentence) or NO_STEP.search(sentence):
        return False
    forces = {piece.force for piece in pieces_of(sentence)}
    asks = bool(forces & ASKS_FOR) or MUST.search(sentence) is not None
    return asks and Force.RULED_OUT not in forces


def _decisions(family: Sequence[str], near: Sequence[Hit], best: float) -> list[Step]:
    """Who decides, where that stands elsewhere in the document and is near enough."""
    document = family[0].split(" ")[0]
    steps: list[Step] = []
    for hit in near:
        if hit.passage.id in family or hit.passage.document != document:
            continue
        deciding = [at for at, (text, _) in enumerate(hit.sentences) if _decides(text)]
        if deciding and hit.score >= ELSEWHERE * best:
            steps.append(Step(hit.passage.id, (deciding[0],)))
    return steps


def _decides(sentence: str) -> bool:
    return DECIDES.search(sentence) is not None and _asks_for(sentence)


def _by_words(steps: Sequence[Step], every: Mapping[str, Hit]) -> list[Step]:
    """The steps in their order, but where one says that it comes before or after another."""
    texts = [
        " ".join(every[step.passage].sentences[at][0] for at in step.sentences) for step in steps
    ]
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(len(steps)), ()))
    for at, text in enumerate(texts):
        for pattern, comes_first in ((FIRST, True), (THEN, False)):
            for match in pattern.finditer(text):
                other = _named(match[1], texts, at)
                if other is not None:
                    sorter.add(other, at) if comes_first else sorter.add(at, other)
    try:
        sorter.prepare()
    except CycleError:
        return list(steps)
    order: list[int] = []
    ready: list[int] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return [steps[at] for at in order]


def _named(event: str, texts: Sequence[str], own: int) -> int | None:
    """The step whose own deed the words of an event name; None where they name none surely."""
    words = set(terms(event))
    if not words:
        return None
    deeds = [FIRST.sub("", THEN.sub("", text)) for text in texts]
    shares = [
        len(words & set(terms(deed))) / len(words) if at != own else 0.0
        for at, deed in enumerate(deeds)
    ]
    best = max(range(len(texts)), key=shares.__getitem__)
    is_alone = sum(share == shares[best] for share in shares) == 1
    return best if shares[best] >= OF_THE_EVENT and is_alone else None
