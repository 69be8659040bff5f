"""Writer: an answer in a chat model's words, of which only what passed the check is shown.

The answer in the documents' own words comes first and decides. A question in Urdu, in Roman Urdu or
as a follow-up may be put into English by the model and is then judged again, as is a question that
it finds in a long message. Of what stays declined it may point to a sentence, which is shown as
such and settles nothing. Where there is an answer, the model first reads whether the clauses hold
it, then writes statements, and then says what follows from those that passed. Whatever goes wrong,
the documents' own words are the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import prompts
from knowledge.answering.answers import Answerer, Consultation
from knowledge.answering.markdown import text_of
from knowledge.asking.instructions import is_instruction
from knowledge.asking.understanding import (
    Earlier,
    Interpretation,
    Language,
    clean,
    is_urdu_script,
    leans_on_earlier,
    turns_of,
)
from knowledge.models import Answer, Citation, Reason, Statement, plain_id
from knowledge.writing.delimiting import (
    clause_name,
    delimit,
    delimit_clauses,
    delimit_statements,
)
from knowledge.writing.model_calls import ModelCalls, WritesReplies
from knowledge.writing.pointing import pointed_at, with_sentence
from knowledge.writing.splitting import consult_its_question
from knowledge.writing.statements import Meaning, Reading, SearchQuestion, WrittenReply
from prompts import ModelUnavailable

OnStatement = Callable[[Statement], None]
SHOWN = 6  # clauses that the model is given
MOST = 4  # statements that are shown, and lines of what they mean
MOST_MEANING = 2
LEFT_FOR_MEANING = 3.0  # seconds; with less the closing is left out
# Refusals that a question in English might not get; every other one stands without a model.
MAY_BE_REWRITTEN = frozenset({Reason.OUTSIDE, Reason.NO_SUCH_FACT, Reason.URDU_EXTRA})
NOTE_IN = {
    Language.URDU: "replies/in-english-ur",
    Language.ROMAN_URDU: "replies/in-english-roman-urdu",
}


@dataclass(frozen=True)
class Writer:
    """Answers with a chat model's help. Threads may share one."""

    model: WritesReplies
    seconds: float = 25.0  # that a question may take in all
    clock: Callable[[], float] = time.monotonic

    def answer(
        self,
        answerer: Answerer,
        question: str,
        earlier: Earlier = "",
        on_statement: OnStatement | None = None,
    ) -> Answer:
        """The answer to `question`, written where it can be, else in the documents' own words.

        `on_statement` gets each statement as soon as it passes the check; if the answer is not a
        written one in the end, those statements must be withdrawn. Raises what `answerer` raises,
        and nothing because of the model.
        """
        first = answerer.consult(question, earlier)
        work = ModelCalls(self.model, self.clock, self.clock() + self.seconds)
        consultation = first
        try:
            consultation = _consult_in_english(work, answerer, first, question, earlier)
            consultation = consult_its_question(work, answerer, consultation, question, earlier)
            if not consultation.answer.answered:
                return work.with_writing(pointed_at(work, answerer, consultation))
            if _stays_verbatim(consultation.answer):
                return work.with_writing(consultation.answer)
            return _write(work, answerer, consultation, on_statement)
        except ModelUnavailable as error:
            work.failure = error.reason.value
            return work.with_writing(_without_model(consultation.answer, error))


def _without_model(base: Answer, error: ModelUnavailable) -> Answer:
    """The documents' own words, with a line on why no model worded them; a refusal as it is."""
    if not base.answered or _stays_verbatim(base):
        return base
    return _noted(base, "replies/model-failed", reason=error.sentence)


def _stays_verbatim(answer: Answer) -> bool:
    """True where a person marked the clause that answers, or the clauses are steps in order."""
    return answer.is_steps or any(mark.answers and not mark.is_stale for mark in answer.marks)


def _consult_in_english(
    work: ModelCalls, answerer: Answerer, first: Consultation, question: str, earlier: Earlier
) -> Consultation:
    """The consultation of the question as the model puts it in English, where that helps.

    What the gate answered stays answered; what it declines as misuse, it declines.
    """
    reason = first.answer.reason
    if reason is not None and reason not in MAY_BE_REWRITTEN:
        return first
    if not _needs_rewriting(first.interpretation, question, earlier):
        return first
    before = delimit("\n".join(turns_of(earlier)))
    english = clean(
        work.write("rewrite", SearchQuestion, question=delimit(question), earlier=before).english
    )
    if not english or is_urdu_script(english) or is_instruction(english):
        return first
    second = answerer.consult(english)
    if second.answer.reason is Reason.MISSING_PART or second.answer.answered:
        answer = _under_question(second.answer, question)
        return Consultation(answer, _in_its_language(second, first), second.parts)
    return first


def _in_its_language(second: Consultation, first: Consultation) -> Interpretation | None:
    """The question as it was understood in English, with the language that it was asked in."""
    if second.interpretation is None:
        return None
    language = first.interpretation.language if first.interpretation is not None else Language.URDU
    return replace(second.interpretation, language=language)


def _needs_rewriting(
    interpretation: Interpretation | None, question: str, earlier: Earlier
) -> bool:
    """True for Urdu, for Roman Urdu, and for what leans on the question before it."""
    if interpretation is None:
        return is_urdu_script(question)
    is_other = interpretation.language is not Language.ENGLISH
    return is_other or (bool(turns_of(earlier)) and leans_on_earlier(interpretation.english))


def _under_question(answer: Answer, question: str) -> Answer:
    """`answer` under the question as it was typed: the model's wording of it is never shown."""
    return answer.model_copy(update={"question": clean(question)})


def _write(
    work: ModelCalls,
    answerer: Answerer,
    consultation: Consultation,
    on_statement: OnStatement | None,
) -> Answer:
    """The written answer, the reader's refusal, or the documents' own words."""
    base = consultation.answer
    work.decided = _decided(base)
    question = delimit(base.question)
    retrieval = answerer.citations_for(consultation, SHOWN)
    reading = work.write("read", Reading, question=question, clauses=delimit_clauses(retrieval))
    if not reading.holds:
        return work.with_writing(_doubted(answerer, consultation))
    clauses = _clauses_named(retrieval, reading.clauses)
    reply, statements = _statements(work, question, clauses, on_statement)
    if not reply.answered:
        return work.with_writing(_doubted(answerer, consultation))
    if not statements:
        chosen = with_sentence(work, answerer, consultation)
        noted = _noted(chosen, "replies/all-left-out") if work.faults else chosen
        return work.with_writing(noted)
    fault_count = len(work.faults)
    meaning = _meaning(work, question, statements, clauses)
    citations = [
        clause for clause in clauses if any(_is_of(statement, clause) for statement in statements)
    ]
    notes, missing = answerer.remarks(consultation, citations)
    notes = (*notes, *_own_notes(consultation.interpretation, fault_count))
    return work.with_writing(
        _answer(base, statements, meaning, _quote_citations(citations, statements), notes, missing)
    )


def _doubted(answerer: Answerer, consultation: Consultation) -> Answer:
    """What is said where the model finds no answer in the clauses.

    Words that settle the question stay, with a note: a weak model takes no right answer away.
    What only speaks of the question is declined, with the clauses that come nearest.
    """
    base = consultation.answer
    if base.settles and (not base.lead or _decided(base)):
        return _noted(base, "replies/model-doubts")
    return _under_question(answerer.refusal_of(consultation), base.question)


def _clauses_named(retrieval: Sequence[Citation], names: Sequence[str]) -> list[Citation]:
    """The clauses that the reader names; all of them where it names none of them."""
    plain_names = {plain_id(name) for name in names}
    clauses = [
        clause
        for clause in retrieval
        if plain_names
        & {plain_id(clause_name(clause)), plain_id(clause.name), plain_id(clause.clause)}
    ]
    return clauses or list(retrieval)


def _statements(
    work: ModelCalls, question: str, clauses: Sequence[Citation], on_statement: OnStatement | None
) -> tuple[WrittenReply, list[Statement]]:
    """The model's reply and the statements that stand; `on_statement` gets each at once."""
    statements: list[Statement] = []
    values = {"question": question, "clauses": delimit_clauses(clauses), "language": "English"}
    stream = work.stream("write", WrittenReply, **values)
    dropped = False
    while True:
        try:
            claim = next(stream)
        except StopIteration as end:
            return end.value, statements
        statement = work.statement_of(claim, clauses, after_dropped=dropped)
        dropped = statement is None
        if statement is None or len(statements) >= MOST or _repeats(statement, statements):
            continue
        statements.append(statement)
        if on_statement is not None:
            on_statement(statement)


def _repeats(statement: Statement, statements: Sequence[Statement]) -> bool:
    return any(statement.text.casefold() == earlier.text.casefold() for earlier in statements)


def _meaning(
    work: ModelCalls, question: str, statements: Sequence[Statement], clauses: Sequence[Citation]
) -> tuple[Statement, ...]:
    """What the statements mean for whoever asked, by their quotes alone; none where it fails."""
    if work.seconds_left < LEFT_FOR_MEANING:
        return ()
    quoted_clauses = _quotes_alone(statements, clauses)
    try:
        reply = work.write(
            "meaning", Meaning, question=question, statements=delimit_statements(statements)
        )
    except ModelUnavailable as error:
        work.failure = error.reason.value
        return ()
    lines = (work.statement_of(claim, quoted_clauses) for claim in reply.statements[:MOST_MEANING])
    return tuple(line for line in lines if line is not None and not _repeats(line, statements))


def _quotes_alone(statements: Sequence[Statement], clauses: Sequence[Citation]) -> list[Citation]:
    """The statements' clauses, cut down to the words quoted: only these may support a closing."""
    return [
        clause.model_copy(update={"text": "\n".join(quotes)})
        for clause in clauses
        if (
            quotes := dict.fromkeys(
                statement.quote for statement in statements if _is_of(statement, clause)
            )
        )
    ]


def _own_notes(interpretation: Interpretation | None, fault_count: int) -> tuple[str, ...]:
    language = interpretation.language if interpretation is not None else Language.ENGLISH
    notes = [prompts.fill(NOTE_IN[language])] if language in NOTE_IN else []
    if fault_count:
        count = "one sentence" if fault_count == 1 else f"{fault_count} sentences"
        notes.append(prompts.fill("replies/left-out", count=count))
    return tuple(notes)


def _noted(base: Answer, reply: str, **values: str) -> Answer:
    """The documents' own words, with a note on what became of the model's."""
    note = prompts.fill(reply, **values)
    return base.model_copy(update={"notes": (*base.notes, note), "text": f"{base.text}\n\n{note}"})


def _decided(base: Answer) -> str:
    """The word Yes or No where the documents' own words decide the question; else ''."""
    leads = {word: prompts.fill("replies/verdict", verdict=word) for word in ("Yes", "No")}
    return next((word for word, lead in leads.items() if base.lead == lead), "")


def _answer(
    base: Answer,
    statements: Sequence[Statement],
    meaning: Sequence[Statement],
    citations: Sequence[Citation],
    notes: tuple[str, ...],
    missing: tuple[str, ...],
) -> Answer:
    return base.model_copy(
        update={
            "written": True,
            "text": text_of(statements, meaning, notes, missing),
            "statements": tuple(statements),
            "meaning": tuple(meaning),
            "citations": tuple(citations),
            "notes": notes,
            "missing": missing,
        }
    )


def _quote_citations(
    clauses: Sequence[Citation], statements: Sequence[Statement]
) -> list[Citation]:
    """A citation a statement's quote, in the order of the statements."""
    quotes = [
        clause.model_copy(update={"quote": statement.quote})
        for statement in statements
        for clause in clauses
        if _is_of(statement, clause)
    ]
    return list(
        {(clause.document, clause.clause, clause.quote): clause for clause in quotes}.values()
    )


def _is_of(statement: Statement, citation: Citation) -> bool:
    return (statement.document, statement.clause) == (citation.document, citation.clause)
