"""A person's marks: "this clause answers", "this one does not", for questions of the same meaning.

A mark holds as long as the clause says what it said when it was marked, wherever it stands now. One
whose clause changed or went is told, and decides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pydantic import Field

from knowledge.asking.question_form import QuestionForm
from knowledge.asking.understanding import (
    Interpretation,
    Understanding,
    clean,
    leans_on_earlier,
)
from knowledge.index.embedding import EmbeddedModel
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit
from knowledge.marking.same_question import (
    ReadQuestion,
    ask_the_same,
    reader_of,
    whole_question,
)
from knowledge.models import Answer, AppliedMark, Clause, Document, Model


class Mark(Model):
    """What a person decided about one clause and one question."""

    id: str = ""
    question: str = Field(description="As it is kept: without numbers of people and accounts.")
    document: str
    clause: str
    edition: str = Field(description="The edition that was in force then.")
    digest: str = Field(description="Of the clause's words, as `words_digest` gives it.")
    answers: bool
    by: str = Field(description="A Slack member id.")
    at: float = Field(description="Seconds since 1970.")


Marks = Callable[[], Sequence[Mark]]


@dataclass(frozen=True)
class HeldMarks:
    """The marks that are about one question."""

    applied: tuple[AppliedMark, ...] = ()
    answers: tuple[str, ...] = ()  # passages that answer, the newest mark's first
    does_not: frozenset[str] = frozenset()  # passages that do not

    def __bool__(self) -> bool:
        return bool(self.applied)

    def lacks(self, hits: Sequence[Hit]) -> bool:
        """True where a passage that answers is not among `hits`."""
        return bool(set(self.answers) - {hit.passage.source for hit in hits})

    def ordered(self, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with those that answer first and without those that do not."""
        by_id = {hit.passage.source: hit for hit in reversed(hits)}
        first = [by_id[name] for name in self.answers if name in by_id]
        rest = [h for h in hits if h not in first and h.passage.source not in self.does_not]
        return [*first, *rest]

    def decide(self, answer: Answer) -> Answer:
        """`answer` with the marks; where a person said that it answers, nothing is left open."""
        if not self.applied:
            return answer
        opens = answer.leaves_open and bool(self.answers)
        text = answer.text.removeprefix(f"{answer.lead}\n\n") if opens else answer.text
        changes = {"lead": "", "leaves_open": False, "text": text} if opens else {}
        return answer.model_copy(update={**changes, "marks": self.applied})


NONE_HELD = HeldMarks()


@dataclass
class MarkBook:
    """The marks on record, beside the documents in force. Threads may share one."""

    documents: Sequence[Document]
    understanding: Understanding
    model: EmbeddedModel
    marks: Marks = field(default=tuple)

    def __post_init__(self) -> None:
        self._read = reader_of(self.model)
        self._questions: dict[str, ReadQuestion] = {}

    def about(self, interpretation: Interpretation) -> HeldMarks:
        """The marks about questions of the same meaning, the newest first; one a clause."""
        marks = sorted(self.marks(), key=lambda mark: -mark.at)
        if not marks:
            return NONE_HELD
        asked = self._read(whole_question(interpretation), _plain(interpretation.form))
        newest: dict[tuple[str, str], Mark] = {}
        for mark in marks:
            if ask_the_same(asked, self._question(mark.question)):
                newest.setdefault((mark.document, mark.digest), mark)
        return self._held(list(newest.values()))

    def _question(self, text: str) -> ReadQuestion:
        if text not in self._questions:
            interpretation = self.understanding.understand(text)
            form = _plain(interpretation.form)
            self._questions[text] = self._read(whole_question(interpretation), form)
        return self._questions[text]

    def _held(self, marks: Sequence[Mark]) -> HeldMarks:
        applied = [applied_mark(mark, self.documents) for mark in marks]
        held = [mark for mark in applied if not mark.is_stale]
        return HeldMarks(
            tuple(applied),
            tuple(passage_id(mark.document, mark.clause) for mark in held if mark.answers),
            frozenset(passage_id(m.document, m.clause) for m in held if not m.answers),
        )


def _plain(form: QuestionForm) -> QuestionForm:
    """The form without the words of its focus, which are compared one by one."""
    return replace(form, focus=())


def applied_mark(mark: Mark, documents: Sequence[Document]) -> AppliedMark:
    """`mark` as it is among the documents in force: where its clause stands now, or stale."""
    document = next((d for d in documents if d.id == mark.document), None)
    now = clause_now(mark, document) if document is not None else None
    return AppliedMark(
        document=mark.document,
        title=document.name if document is not None else mark.document,
        clause=now.id if now is not None else mark.clause,
        answers=mark.answers,
        by=mark.by,
        at=datetime.fromtimestamp(mark.at, UTC).date().isoformat(),
        edition=mark.edition,
        is_stale=now is None,
    )


def clause_now(mark: Mark, document: Document) -> Clause | None:
    """The clause with the words that were marked, the one of that number first; None for none."""
    same = [clause for clause in document.walk() if words_digest(clause) == mark.digest]
    same.sort(key=lambda clause: clause.id != mark.clause)
    return same[0] if same else None


def needs_the_question_before(question: str) -> bool:
    """True where a question cannot be understood by itself, so that no mark of it would hold."""
    return leans_on_earlier(clean(question))


def words_digest(clause: Clause) -> str:
    """Names what a clause says, whatever its number is."""
    words = " ".join(f"{clause.heading} {clause.searchable}".split())
    return hashlib.sha256(words.encode()).hexdigest()[:32]
