"""Hits → citations: which clause was found, and which of its words answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.answering.addressed import citation_of
from knowledge.answering.fitness import fitness
from knowledge.answering.quoting import LONGEST_QUOTE, NOTE, bare, best_span, words_of_span
from knowledge.answering.table_rows import row_quote, table_opened_by, whole_table
from knowledge.asking.understanding import Interpretation
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit, PolicyIndex
from knowledge.models import Citation, Clause, Document, Status
from knowledge.words import terms

FURTHER = 0.75  # of the best sentence's score: another of the clause that is shown with it


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
        """The clause of `hit` with the words that answer, other ones than in `earlier_quotes`.

        Of a row these are its cells with their heads, of a table that is meant as a whole its rows.
        """
        if hit.passage.cells:
            return citation_of(*self._places[hit.passage.source], row_quote(hit))
        parts = [sentence for sentence, _ in hit.sentences]
        scores = self._scores(hit, interpretation)
        unsaid = [
            0.0 if any(part in quote for quote in earlier_quotes) else score
            for part, score in zip(parts, scores, strict=True)
        ]
        return self._quote(hit, parts, unsaid if any(unsaid) else scores)

    def cite_further(
        self, hit: Hit, interpretation: Interpretation, citation: Citation
    ) -> Citation | None:
        """What else of the clause answers almost as well as `citation` of it, or None."""
        if hit.passage.cells:
            return None
        parts = [sentence for sentence, _ in hit.sentences]
        scores = self._scores(hit, interpretation)
        is_said = [bare(part) in citation.quote for part in parts]
        best = max((s for s, said in zip(scores, is_said, strict=True) if said), default=0.0)
        unsaid = [0.0 if said else s for s, said in zip(scores, is_said, strict=True)]
        if max(unsaid, default=0.0) < FURTHER * best:
            return None
        further = self._quote(hit, parts, unsaid)
        words = len(f"{citation.quote} {further.quote}".split())
        is_new = further.quote not in citation.quote and citation.quote not in further.quote
        return further if is_new and words <= LONGEST_QUOTE else None

    def _quote(self, hit: Hit, parts: Sequence[str], scores: Sequence[float]) -> Citation:
        document, clause = self._places[hit.passage.source]
        best = max(range(len(parts)), key=scores.__getitem__)
        table = table_opened_by(parts[best], clause)
        if table is not None:
            return citation_of(document, clause, whole_table(table))
        span = best_span(parts, scores, document.page_breaks.get(clause.id, ""))
        return citation_of(document, clause, words_of_span(hit.passage.text, parts, span))

    def cite_sentence(self, hit: Hit, at: int) -> Citation:
        """The clause with that sentence, and with those that it depends on or that limit it."""
        parts = [sentence for sentence, _ in hit.sentences]
        return self._quote(hit, parts, [float(place == at) for place in range(len(parts))])

    def best_sentence(self, hit: Hit, interpretation: Interpretation) -> str:
        """The one sentence of `hit` that answers best, without a dash in front."""
        if hit.passage.cells:
            return hit.passage.sentences[-1]
        scores = self._scores(hit, interpretation)
        best = max(range(len(scores)), key=scores.__getitem__)
        return bare(hit.sentences[best][0])

    def stand_ins_last(self, hits: Sequence[Hit], interpretation: Interpretation) -> list[Hit]:
        """`hits` with stand-ins last, which only repeat, unless the question names theirs."""
        stems = set(terms(interpretation.english))

        def behind(hit: Hit) -> bool:
            document = self._places[hit.passage.source].document
            return document.status is Status.STAND_IN and not set(terms(document.name)) <= stems

        return sorted(hits, key=behind)

    def _scores(self, hit: Hit, interpretation: Interpretation) -> list[float]:
        """How well each sentence answers: how similar its words are, and how many it shares.

        A sentence gains where it does what the question asks for: binds, counts or names.
        """
        weights = {w: v * self._index.idf(w) for w, v in interpretation.query.weights.items()}
        total = sum(weights.values()) or 1.0
        only_source = self._places[hit.passage.source].document.status is Status.STAND_IN
        return [
            0.0
            if only_source and NOTE.match(sentence)
            else late
            + sum(weights[word] for word in set(terms(sentence)) & weights.keys()) / total
            + fitness(sentence, interpretation)
            for sentence, late in hit.sentences
        ]
