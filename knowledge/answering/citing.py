"""Hits → citations: which clause was found, and which of its words answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.answering.quoting import NOTE, best_span, words_of_span
from knowledge.asking.understanding import Interpretation
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit, PolicyIndex
from knowledge.models import Citation, Clause, Document, Status
from knowledge.words import terms


class SourceClause(NamedTuple):
    """The clause that a passage was made from, with its document."""

    document: Document
    clause: Clause


class Citer:
    """Turns the hits of one index into citations."""

    def __init__(self, documents: Sequence[Document], index: PolicyIndex) -> None:
        self._index = index
        self._places = {
            passage_id(document.id, clause.id): SourceClause(document, clause)
            for document in documents
            for clause in document.walk()
        }

    def cite(
        self, hit: Hit, interpretation: Interpretation, earlier_quotes: Sequence[str] = ()
    ) -> Citation:
        """The clause of `hit` with the words that answer, other ones than in `earlier_quotes`."""
        document, clause = self._places[hit.passage.id]
        parts = [sentence for sentence, _ in hit.sentences]
        scores = self._scores(hit, interpretation)
        unsaid = [
            0.0 if any(part in quote for quote in earlier_quotes) else score
            for part, score in zip(parts, scores, strict=True)
        ]
        span = best_span(
            parts, unsaid if any(unsaid) else scores, document.page_breaks.get(clause.id, "")
        )
        return Citation(
            document=document.id,
            title=document.name,
            edition=document.edition,
            status=document.status,
            clause=clause.id,
            subject=document.subjects.get(clause.id, clause.heading),
            text=clause.whole,
            quote=words_of_span(hit.passage.text, parts, span),
        )

    def best_sentence(self, hit: Hit, interpretation: Interpretation) -> str:
        """The one sentence of `hit` that answers best, without a dash in front."""
        scores = self._scores(hit, interpretation)
        best = max(range(len(scores)), key=scores.__getitem__)
        return hit.sentences[best][0].lstrip("-•– ")

    def stand_ins_last(self, hits: Sequence[Hit], interpretation: Interpretation) -> list[Hit]:
        """`hits` with stand-ins last, which only repeat, unless the question names theirs."""
        stems = set(terms(interpretation.english))

        def behind(hit: Hit) -> bool:
            document = self._places[hit.passage.id].document
            return document.status is Status.STAND_IN and not set(terms(document.name)) <= stems

        return sorted(hits, key=behind)

    def _scores(self, hit: Hit, interpretation: Interpretation) -> list[float]:
        """How well each sentence answers: how similar its words are, and how many it shares."""
        weights = {w: v * self._index.idf(w) for w, v in interpretation.query.weights.items()}
        total = sum(weights.values()) or 1.0
        only_source = self._places[hit.passage.id].document.status is Status.STAND_IN
        return [
            0.0
            if only_source and NOTE.match(sentence)
            else late + sum(weights[word] for word in set(terms(sentence)) & weights.keys()) / total
            for sentence, late in hit.sentences
        ]
