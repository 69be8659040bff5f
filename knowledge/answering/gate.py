"""Whether the clauses found answer the question or only resemble it.

Two tests, both of which must pass:

- likeness: how near the clauses are to the question, by its words and by its sense, and how much
  of it no document mentions, which counts against an answer.
- kind: a question that asks for an amount, a date, a phone number and the like needs a sentence
  that holds one beside the question's own words (`expectation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from knowledge.asking.understanding import NAME, Interpretation
from knowledge.index.policy_index import Hit
from knowledge.words import content_words, fold, stem, terms

# Words by which a question speaks of the documents, not of its subject.
ABOUT_DOCUMENTS = frozenset(
    terms(
        "clause paragraph section page policy policies document text rule rulebook guideline "
        "quote cite citation mention state provision passage question answer allow allowed permit "
        "permitted let lets okay ok right fine mean explain define list describe tell show please"
    )
)
# Who tells a case, or asks for a verdict, uses words that no document has: of such a question the
# clauses that are near in sense are shown, and whether they settle it is judged apart.
NEAR_ENOUGH, NEAR_IN_SENSE = 0.2, 0.45
ASIDE = 0.3  # of a word that is told, or a name: a strange one says little against an answer
LOOKED_AT = 5  # hits; an answer may be spread over neighbours
# A value answers where its sentence holds this share of the question's other words (by weight).
BESIDE = 0.4
BESIDE_UNNAMED = 0.6  # of a row whose first cell the question does not name
# The weight of each sign; fitted by logistic regression (docs/evaluation.md).
WEIGHTS = {"dense": 5.0, "late": 2.0, "lexical": 4.5, "unknown": -5.0}
THRESHOLD = 2.4


@dataclass(frozen=True)
class Signs:
    """What counts for an answer, each about 0..1; `unknown` counts against it."""

    dense: float  # the question with the best clause, and with the most similar one
    late: float  # its words with the most similar ones of a clause
    lexical: float  # its words that occur in the best clause
    unknown: float  # its words, by weight, that no document mentions

    @property
    def confidence(self) -> float:
        """0..1; above 0.5 the clauses answer."""
        total = sum(WEIGHTS[name] * getattr(self, name) for name in WEIGHTS) - THRESHOLD
        return float(1 / (1 + np.exp(-total)))


@dataclass(frozen=True)
class GateVerdict:
    """Whether the hits answer, how surely, and which kind of fact is missing, if one is."""

    answers: bool
    confidence: float
    missing: Expectation | None = None


def judge(
    interpretation: Interpretation,
    hits: Sequence[Hit],
    idf: Callable[[str], float],
    stems: Mapping[str, int],
) -> GateVerdict:
    """The verdict on `hits`, best first, as an answer to the question.

    `idf` says how much a stem tells, `stems` holds the stems of the whole index.
    """
    if not hits:
        return GateVerdict(answers=False, confidence=0.0)
    likeness = signs(interpretation, hits[:LOOKED_AT], idf, stems)
    missing = next(
        (
            kind
            for kind in expectations_of(interpretation.english)
            if not any(holds(kind, hit, interpretation, idf) for hit in hits[:LOOKED_AT])
        ),
        None,
    )
    is_near = likeness.confidence >= 0.5 or (
        likeness.confidence >= NEAR_ENOUGH
        and hits[0].dense >= NEAR_IN_SENSE
        and (bool(interpretation.told) or interpretation.form.wants_verdict)
    )
    answers = is_near and missing is None and not interpretation.elsewhere
    return GateVerdict(answers=answers, confidence=likeness.confidence, missing=missing)


def signs(
    interpretation: Interpretation,
    hits: Sequence[Hit],
    idf: Callable[[str], float],
    stems: Mapping[str, int],
) -> Signs:
    """The signs for an answer in `hits`, best first."""
    words, shares = _words_that_count(interpretation)
    means = interpretation.stands_for or {}
    weights = np.array([idf(stem(word)) for word in words] or [1.0]) * np.array(shares or [1.0])
    strange = [stem(word) not in stems and stem(word) not in means for word in words]
    return Signs(
        dense=(hits[0].dense + max(hit.dense for hit in hits)) / 2,
        late=max(hit.late for hit in hits),
        lexical=min(1.0, hits[0].lexical),
        unknown=float(np.dot(strange, weights) / weights.sum()) if words else 1.0,
    )


def _words_that_count(interpretation: Interpretation) -> tuple[list[str], list[float]]:
    """The words that a document should mention, and how much each counts; names count less."""
    asked = set(content_words(interpretation.asked))
    names = {fold(name) for name in NAME.findall(interpretation.text)}
    words = [
        word  # a figure is of the case: no document need mention it
        for word in content_words(interpretation.english)
        if stem(word) not in ABOUT_DOCUMENTS and not word.isdigit()
    ]
    return words, [1.0 if word in asked and word not in names else ASIDE for word in words]


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
