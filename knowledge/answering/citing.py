"""Hits → citations: which clause was found, and which of its words answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.answering.addressed import citation_of
from knowledge.answering.coverage import stems_in
from knowledge.answering.fitness import asks_what, fitness, wanted_sentences
from knowledge.answering.quoting import (
    ALONE,
    BESIDE_OTHERS,
    NOTE,
    SentenceSpan,
    Wanted,
    bare,
    best_span,
    spans_to_quote,
    words_of_span,
)
from knowledge.answering.table_rows import row_quote, table_opened_by, whole_table
from knowledge.asking.understanding import Interpretation
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit, PolicyIndex
from knowledge.models import Citation, Clause, Document, Status, Table
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

    def cite(self, hit: Hit, interpretation: Interpretation) -> Citation:
        """The clause of `hit` with the words that answer best."""
        return self.quote(hit, self.best_span(hit, interpretation))

    def cite_sentence(self, hit: Hit, at: int) -> Citation:
        """The clause with that sentence, and with those that it depends on or that limit it."""
        return self.quote(hit, self._span(hit, [float(n == at) for n in range(len(hit.sentences))]))

    def best_span(
        self, hit: Hit, interpretation: Interpretation, earlier_quotes: Sequence[str] = ()
    ) -> SentenceSpan:
        """The sentences of `hit` that answer, other ones than in `earlier_quotes`."""
        scores = self._scores(hit, interpretation)
        unsaid = [
            0.0 if any(part in quote for quote in earlier_quotes) else score
            for (part, _), score in zip(hit.sentences, scores, strict=True)
        ]
        return self._span(hit, unsaid if any(unsaid) else scores)

    def quote(self, hit: Hit, span: SentenceSpan) -> Citation:
        """The clause of `hit` with the words of `span`.

        Of a row these are its cells with their heads, of a table that is meant as a whole its rows.
        """
        document, clause = self._places[hit.passage.source]
        if hit.passage.cells:
            return citation_of(document, clause, row_quote(hit))
        table = self._table_at(hit, span)
        if table is not None:
            return citation_of(document, clause, whole_table(table))
        parts = [sentence for sentence, _ in hit.sentences]
        words = words_of_span(hit.passage.text, parts, span)
        return citation_of(document, clause, _with_whole_tables(words, clause))

    def spans(
        self, hit: Hit, interpretation: Interpretation, first: SentenceSpan, *, alone: bool
    ) -> list[SentenceSpan]:
        """All of the clause that is worth quoting with `first`, in reading order.

        Less is quoted beside other clauses than `alone`.
        """
        if hit.passage.cells or self._table_at(hit, first) is not None:
            return [first]
        parts = [sentence for sentence, _ in hit.sentences]
        scores = self._scores(hit, interpretation)
        wanted = Wanted(
            sentences=wanted_sentences(parts, scores, first, interpretation),
            explanations=asks_what(interpretation.english),
            longest=ALONE if alone else BESIDE_OTHERS,
        )
        return spans_to_quote(parts, scores, first, wanted, self._page_break(hit))

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

    def _span(self, hit: Hit, scores: Sequence[float]) -> SentenceSpan:
        """The sentences to quote by their scores; of a table that is meant, one of its lines."""
        best = max(range(len(scores)), key=scores.__getitem__)
        line = SentenceSpan(best, best)
        if hit.passage.cells or self._table_at(hit, line) is not None:
            return line
        parts = [sentence for sentence, _ in hit.sentences]
        return best_span(parts, scores, self._page_break(hit))

    def _table_at(self, hit: Hit, span: SentenceSpan) -> Table | None:
        """The table that the one line of `span` belongs to; None of a span of sentences."""
        if span.first != span.last:
            return None
        clause = self._places[hit.passage.source].clause
        return table_opened_by(hit.sentences[span.first][0], clause)

    def _page_break(self, hit: Hit) -> str:
        document, clause = self._places[hit.passage.source]
        return document.page_breaks.get(clause.id, "")

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
            + sum(weights[word] for word in stems_in(sentence) & weights.keys()) / total
            + fitness(sentence, interpretation)
            for sentence, late in hit.sentences
        ]


def _with_whole_tables(words: str, clause: Clause) -> str:
    """`words` with the rows of a table in place of its first line, all that a passage has of it."""
    lines = ((line, table_opened_by(line, clause)) for line in words.split("\n"))
    return "\n".join(whole_table(table) if table else line for line, table in lines)
