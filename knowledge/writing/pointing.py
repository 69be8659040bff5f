"""A sentence that a chat model points to, shown word for word where the code alone is not sure.

The model chooses and never words anything: what it names must be a sentence of a clause that was
found for the question. Nor does it settle anything: of a question that the gate declined, the words
are shown as what the model points to, and count as left open. So a model that points wrongly adds a
clause to read, and takes away neither a refusal nor an answer.
"""

from __future__ import annotations

import prompts
from knowledge.answering.answers import Answerer, Consultation
from knowledge.models import Answer, Citation, Reason, plain_id
from knowledge.writing.delimiting import clause_name, delimit, delimit_clauses
from knowledge.writing.model_calls import ModelCalls
from knowledge.writing.proof.quotes import places_of
from knowledge.writing.statements import Pointing, PointingOutcome

NEAREST = 6  # clauses that the model is given
# What a clause may yet speak of; the other refusals are of something else than the clauses.
MAY_BE_POINTED_AT = frozenset({Reason.OUTSIDE, Reason.NO_SUCH_FACT})
LEADS = {
    PointingOutcome.ANSWERS: "replies/model-points",
    PointingOutcome.SPEAKS: "replies/model-speaks",
}


def pointed_at(work: ModelCalls, answerer: Answerer, consultation: Consultation) -> Answer:
    """A declined answer, or in its place the words that the model points to, as left open.

    Raises ModelUnavailable.
    """
    base = consultation.answer
    if base.reason not in MAY_BE_POINTED_AT or not consultation.parts:
        return base
    outcome, citation = _sentence(work, answerer, consultation)
    if citation is None:
        return base
    return answerer.answer_left_open(consultation, citation, prompts.fill(LEADS[outcome]))


def with_sentence(work: ModelCalls, answerer: Answerer, consultation: Consultation) -> Answer:
    """The documents' own words, with the sentence beside them that the model says answers.

    Only of a clause that is quoted already: another clause is for the search to find. Raises
    ModelUnavailable.
    """
    base = consultation.answer
    outcome, citation = _sentence(work, answerer, consultation)
    quoted = {quotation.name for quotation in base.citations[:1]}
    if outcome is not PointingOutcome.ANSWERS or citation is None or citation.name not in quoted:
        return base
    return answerer.answer_with(consultation, citation)


def _sentence(
    work: ModelCalls, answerer: Answerer, consultation: Consultation
) -> tuple[PointingOutcome, Citation | None]:
    """What the model makes of the nearest clauses, with the sentence; None where it names none."""
    clauses = answerer.citations_for(consultation, NEAREST)
    question = delimit(consultation.answer.question)
    pointing = work.write("point", Pointing, question=question, clauses=delimit_clauses(clauses))
    if pointing.outcome is PointingOutcome.ABSENT:
        return pointing.outcome, None
    name = plain_id(pointing.clause)
    for clause in clauses:
        if name in {plain_id(clause_name(clause)), plain_id(clause.name), plain_id(clause.clause)}:
            return pointing.outcome, _with_words(clause, pointing.sentence)
    return pointing.outcome, None


def _with_words(clause: Citation, words: str) -> Citation | None:
    """The clause with the whole sentence that `words` stand in, and those that it leans on."""
    for place in places_of(words, clause.text):
        whole = place.context if place.context in clause.text else place.quote
        if whole in clause.text:
            return clause.model_copy(update={"quote": whole})
    return None
