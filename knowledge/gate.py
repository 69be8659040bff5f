"""Whether the clauses found answer the question, or only resemble it.

Two tests, both of which must pass:

- support: how much of the question the clauses speak of. A word counts in full where it stands in a
  clause, nearly so where the documents' word for it does, and else by how similar the clause's
  nearest word is in its context. What no clause speaks of weighs against an answer.
- kind: a question that asks for an amount, a date, a phone number and the like needs a sentence that
  holds one beside the question's own words (`expectation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.expectation import Expectation, expected, type_words
from knowledge.index import Hit
from knowledge.understanding import Understood
from knowledge.words import content_words, stem, terms

LOOKED_AT = 5  # hits; an answer may be spread over neighbours
SYNONYM = 0.85  # what the documents' own word for a word counts
# A word's nearest neighbour in a clause, from "unrelated" to "the same thing" (cosine).
UNRELATED, RELATED = 0.35, 0.75
MOST_FOR_RELATED = 0.8
# A value answers where its sentence holds this share of the question's other words (by weight).
BESIDE = 0.5
# How much each sign speaks for an answer; fitted by logistic regression (docs/evaluation.md).
WEIGHTS = {"support": 6.0, "late": 4.0, "dense": 3.0, "lexical": 1.0, "unknown": -2.0}
THRESHOLD = 5.0


@dataclass(frozen=True)
class Signs:
    """What speaks for an answer, each about 0..1; `unknown` speaks against."""

    support: float
    late: float
    dense: float
    lexical: float
    unknown: float

    @property
    def confidence(self) -> float:
        """0..1; above 0.5 the clauses answer."""
        total = sum(WEIGHTS[name] * getattr(self, name) for name in WEIGHTS) - THRESHOLD
        return float(1 / (1 + np.exp(-total)))


@dataclass(frozen=True)
class Verdict:
    """Whether the hits answer, how surely, and which kind of fact is missing, if one is."""

    answered: bool
    confidence: float
    missing: Expectation | None = None


def judge(
    understood: Understood, hits: Sequence[Hit], idf: Callable[[str], float], known: Mapping[str, int]
) -> Verdict:
    """The verdict on `hits`, best first, as an answer to `understood`.

    `idf` tells how telling a stem is, `known` holds the stems of the whole index.
    """
    if not hits:
        return Verdict(answered=False, confidence=0.0)
    seen = signs(understood, hits[:LOOKED_AT], idf, known)
    missing = next(
        (
            kind
            for kind in expected(understood.english)
            if not any(holds(kind, hit, understood, idf) for hit in hits[:LOOKED_AT])
        ),
        None,
    )
    answered = seen.confidence >= 0.5 and missing is None
    return Verdict(answered=answered, confidence=seen.confidence, missing=missing)


def signs(
    understood: Understood, hits: Sequence[Hit], idf: Callable[[str], float], known: Mapping[str, int]
) -> Signs:
    """The signs for an answer, the best of `hits` each."""
    words = content_words(understood.english)
    means = understood.stands_for or {}
    weights = np.array([idf(stem(word)) for word in words] or [1.0])
    support = [
        float(np.dot(_support(words, hit, means), weights) / weights.sum()) if words else 0.0
        for hit in hits
    ]
    strange = [stem(word) not in known and stem(word) not in means for word in words]
    return Signs(
        support=max(support),
        late=max(hit.late for hit in hits),
        dense=max(hit.dense for hit in hits),
        lexical=min(1.0, max(hit.lexical for hit in hits)),
        unknown=float(np.dot(strange, weights) / weights.sum()) if words else 1.0,
    )


def _support(words: list[str], hit: Hit, means: Mapping[str, tuple[str, ...]]) -> list[float]:
    held = set(terms(hit.passage.text)) | set(terms(hit.passage.place))
    found = []
    for word in words:
        if stem(word) in held:
            found.append(1.0)
        elif held & set(means.get(stem(word), ())):
            found.append(SYNONYM)
        else:
            share = (hit.similar.get(word, 0.0) - UNRELATED) / (RELATED - UNRELATED)
            found.append(MOST_FOR_RELATED * float(np.clip(share, 0.0, 1.0)))
    return found


def holds(
    kind: Expectation, hit: Hit, understood: Understood, idf: Callable[[str], float]
) -> bool:
    """True where a sentence of `hit` holds that kind of fact beside the question's other words."""
    named = set(terms(type_words(kind, understood.english)))
    others = [word for word in dict.fromkeys(terms(understood.english)) if word not in named]
    means = understood.stands_for or {}
    total = sum(idf(word) for word in others)
    for sentence, _ in hit.sentences:
        if not kind.held.search(sentence):
            continue
        held = set(terms(sentence))
        beside = sum(idf(w) for w in others if w in held or held & set(means.get(w, ())))
        if beside >= BESIDE * total:
            return True
    return False
