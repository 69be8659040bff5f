"""Whether the clauses found answer the question or only resemble it.

Two tests, both of which must pass:

- likeness: how near the clauses are to the question, by its sense and by its words, and how much
  of it one of them speaks of. Nothing here depends on what else the library holds: of words that no
  document uses there are fewer, the more documents there are.
- kind: a question that asks for an amount, a date, a phone number and the like needs a sentence
  that holds one beside the question's own words (`expectation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.answering.coverage import Coverage
from knowledge.answering.table_rows import holds_under_head, is_row_named
from knowledge.asking.expectation import (
    Expectation,
    counted_noun,
    counts_the_same,
    expectations_of,
    type_words,
)
from knowledge.asking.understanding import Interpretation, Language
from knowledge.index.policy_index import Hit
from knowledge.words import stem, terms

LOOKED_AT = 5  # hits; an answer may be spread over neighbours
# A value answers where its sentence holds this share of the question's other words (by weight).
BESIDE = 0.4
BESIDE_UNNAMED = 0.6  # of a row whose first cell the question does not name
# The weight of each sign; fitted by logistic regression on questions to several libraries, answered
# and not (docs/evaluation.md).
WEIGHTS = {
    "dense": 5.8,
    "late": 2.9,
    "spoken_of": 1.7,
    "lexical": 1.4,
    "told": 1.6,
    "translated": 1.0,
}
THRESHOLD = 6.0
SURE = 0.5  # confidence from which the clauses are taken for an answer
NEAR_ENOUGH = 0.27  # ... and from which they are shown, and said to leave it open
DOUBTED = 0.49  # at most, where the kind of fact that is asked for stands there of something else


@dataclass(frozen=True)
class Signs:
    """What counts for an answer, each 0..1."""

    dense: float  # the question with the most similar clause
    late: float  # its words with the most similar ones of a clause
    spoken_of: float  # its words, by weight, that the clause speaks of which speaks of most
    lexical: float  # its words, and what they stand for, that occur in the best clause
    told: bool  # it tells a case first: in words that no rule uses, so all of it is less like
    translated: bool  # asked in another language, and rewritten word by word

    @property
    def confidence(self) -> float:
        """0..1; from SURE on the clauses answer."""
        total = sum(weight * getattr(self, name) for name, weight in WEIGHTS.items()) - THRESHOLD
        return float(1 / (1 + np.exp(-total)))


@dataclass(frozen=True)
class GateVerdict:
    """Whether the hits answer, how surely, and which kind of fact is missing, if one is."""

    answers: bool
    confidence: float
    missing: Expectation | None = None


def judge(
    interpretation: Interpretation, hits: Sequence[Hit], idf: Callable[[str], float]
) -> GateVerdict:
    """The verdict on `hits`, best first, as an answer to the question.

    `idf` says how much a stem tells.
    """
    if not hits:
        return GateVerdict(answers=False, confidence=0.0)
    near = hits[:LOOKED_AT]
    confidence = signs(interpretation, near, idf).confidence
    lacking = [
        kind
        for kind in expectations_of(interpretation.english)
        if not any(holds(kind, hit, interpretation, idf) for hit in near)
    ]
    if lacking:  # the best clause may hold it in other words: then it is shown, and left open
        confidence = min(confidence, DOUBTED)
    missing = next((kind for kind in lacking if not _mentions(kind, hits[0])), None)
    is_elsewhere = bool(interpretation.elsewhere) and not _treats(hits[0], interpretation)
    is_near = confidence >= NEAR_ENOUGH and not is_elsewhere
    return GateVerdict(answers=is_near and missing is None, confidence=confidence, missing=missing)


def signs(
    interpretation: Interpretation, hits: Sequence[Hit], idf: Callable[[str], float]
) -> Signs:
    """The signs for an answer in `hits`."""
    asked = Coverage.of(interpretation.english, idf, interpretation.stands_for)
    return Signs(
        dense=max(hit.dense for hit in hits),
        late=max(hit.late for hit in hits),
        spoken_of=max(asked.share_of_stems(hit.passage.stems, hit.similar) for hit in hits),
        lexical=min(1.0, hits[0].lexical),
        told=bool(interpretation.told),
        translated=interpretation.language is not Language.ENGLISH,
    )


def _treats(hit: Hit, interpretation: Interpretation) -> bool:
    """True where the clause is on a subject of that office: "fuel", where petrol is asked for."""
    return any(hit.passage.stems.issuperset(words) for words in interpretation.elsewhere_words)


def _mentions(kind: Expectation, hit: Hit) -> bool:
    """True where a sentence of `hit` holds that kind of fact, whatever it is of."""
    return any(kind.fact_pattern.search(sentence) for sentence, _ in hit.sentences)


def holds(
    kind: Expectation, hit: Hit, interpretation: Interpretation, idf: Callable[[str], float]
) -> bool:
    """True where a sentence of `hit` holds that kind of fact beside the question's other words."""
    question = interpretation.english
    asks_by = {*terms(type_words(kind, question)), *terms(counted_noun(question))}
    in_context = Coverage.of(f"{interpretation.before} {question}", idf, interpretation.stands_for)
    rest = replace(
        in_context, words=tuple(word for word in in_context.words if stem(word) not in asks_by)
    )
    if hit.passage.cells:
        return _row_holds(kind, hit, rest, interpretation)
    return any(
        kind.fact_pattern.search(sentence)
        and (kind.kind != "number" or counts_the_same(question, sentence))
        and rest.share(sentence, hit.similar_in(at)) >= BESIDE
        for at, (sentence, _) in enumerate(hit.sentences)
    )


def _row_holds(kind: Expectation, hit: Hit, rest: Coverage, interpretation: Interpretation) -> bool:
    """The same of a row: its heads say what its cells count, its title what it is about."""
    row = hit.passage
    is_fact = kind.fact_pattern.search(row.sentences[-1]) or holds_under_head(kind, row.cells)
    needed = BESIDE if is_row_named(row.cells, interpretation.english) else BESIDE_UNNAMED
    return bool(is_fact) and rest.share(row.text, hit.similar) >= needed
