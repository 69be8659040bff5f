"""Marks on record: which clause answers a question, or does not, by whose word and since when.

Nothing is ever deleted: a mark that was taken back stays, with who did it, as the history.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

import prompts
from bot.errors import EdgeError
from bot.operations.database import Database, DatabaseError
from bot.operations.redaction import redact
from bot.slack.misconduct.deciding import is_report
from drafting.sealing import without_numbers
from knowledge import AppliedMark, Clause, Document
from knowledge.marking import Mark, needs_the_question_before, words_digest

LOG = logging.getLogger("saathi.marks")
LONGEST = 500  # characters of a question
METADATA = sa.MetaData()
CLAUSE_MARKS = sa.Table(
    "clause_marks",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("document", sa.String(40), nullable=False),
    sa.Column("clause", sa.String(255), nullable=False),
    sa.Column("edition", sa.String(255), nullable=False),
    sa.Column("digest", sa.String(32), nullable=False),
    sa.Column("answers", sa.Boolean, nullable=False),
    sa.Column("by", sa.String(100), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("taken_back_by", sa.String(100), nullable=False),
    sa.Column("taken_back_at", sa.Float),
    sa.Index("clause_marks_held", "taken_back_at", "at"),
)
HELD = CLAUSE_MARKS.c.taken_back_at.is_(None)


class MarkRefused(EdgeError):
    """A mark cannot be kept, or is not there; the message says why and what to do."""


@dataclass(frozen=True)
class MarkRecord:
    """A mark, and who took it back when."""

    mark: Mark
    taken_back_by: str = ""
    taken_back_at: float | None = None  # seconds since 1970; None where it holds


class ClauseMarks:
    """The marks in one database. Threads may share one."""

    def __init__(
        self, database: Callable[[], Database | None], clock: Callable[[], float] = time.time
    ) -> None:
        """`database` is opened at the first call; None where there is none yet."""
        self._database = database
        self._clock = clock
        self._is_given_up = False

    def held(self) -> Sequence[Mark]:
        """The marks that were not taken back. None where the database cannot be opened at all."""
        if self._is_given_up:
            return ()
        try:
            database = self._database()
        except DatabaseError as error:  # the clauses' own words answer without it
            LOG.warning("answered without marks: %s", error)
            self._is_given_up = True
            return ()
        return [record.mark for record in self._records(database, HELD)] if database else ()

    def records(self, *, every: bool = False) -> list[MarkRecord]:
        """The marks, newest first; with `every` those that were taken back too.

        Raises DatabaseError.
        """
        database = self._database()
        return self._records(database, sa.true() if every else HELD) if database else []

    def made_by(self, member: str) -> int:
        """How many marks name the person, as who made or took them back. Raises DatabaseError."""
        return sum(
            member in (record.mark.by, record.taken_back_by) for record in self.records(every=True)
        )

    def add(
        self, question: str, document: Document, clause: Clause, *, answers: bool, by: str
    ) -> Mark:
        """Keeps a mark, in place of one about the same question and clause; the same one once.

        Raises MarkRefused where the question cannot be kept, and DatabaseError.
        """
        mark = Mark(
            id=uuid.uuid4().hex,
            question=kept_question(question),
            document=document.id,
            clause=clause.id,
            edition=document.edition,
            digest=words_digest(clause),
            answers=answers,
            by=by,
            at=self._clock(),
        )
        with self._open().write() as connection:
            earlier = connection.execute(CLAUSE_MARKS.select().where(_like(mark))).first()
            if earlier is not None and bool(earlier.answers) is answers:
                return _record_of(earlier).mark
            connection.execute(
                CLAUSE_MARKS.update()
                .where(_like(mark))
                .values(taken_back_by=by, taken_back_at=self._clock())
            )
            row = {**mark.model_dump(), "taken_back_by": "", "taken_back_at": None}
            connection.execute(CLAUSE_MARKS.insert(), row)
        return mark

    def take_back(self, mark_id: str, by: str) -> Mark:
        """Takes a mark back; its first letters name it, as far as no other has them.

        Raises MarkRefused where none or several are named, and DatabaseError.
        """
        begins = CLAUSE_MARKS.c.id.startswith(mark_id, autoescape=True)
        with self._open().write() as connection:
            rows = connection.execute(CLAUSE_MARKS.select().where(HELD, begins)).all()
            if len(rows) != 1 or not mark_id:
                raise MarkRefused(
                    f"No mark that holds has the id '{mark_id}'; `saathi marks list` shows them."
                    if not rows
                    else f"Several marks begin with '{mark_id}'; write more of the id."
                )
            connection.execute(
                CLAUSE_MARKS.update()
                .where(CLAUSE_MARKS.c.id == rows[0].id)
                .values(taken_back_by=by, taken_back_at=self._clock())
            )
        return _record_of(rows[0]).mark

    def _open(self) -> Database:
        database = self._database()
        if database is None:
            raise MarkRefused("Nothing is marked yet; marks are made in Slack, below an answer.")
        return database

    def _records(self, database: Database, which: sa.ColumnElement[bool]) -> list[MarkRecord]:
        query = CLAUSE_MARKS.select().where(which).order_by(CLAUSE_MARKS.c.at.desc())
        with database.read() as connection:
            return [_record_of(row) for row in connection.execute(query)]


def kept_question(question: str) -> str:
    """The question as a mark keeps it: on one line, without numbers of people and accounts.

    Raises MarkRefused where it tells of misconduct, is empty or long, or leans on another.
    """
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise MarkRefused("Write the question that the mark is for.")
    if len(text) > LONGEST:
        raise MarkRefused(f"Write the question in at most {LONGEST} characters.")
    if is_report(text):
        raise MarkRefused(
            "This tells of something that happened, which is never kept; write the question alone."
        )
    if needs_the_question_before(text):
        raise MarkRefused("Write the question so that it can be understood by itself.")
    return redact(without_numbers(text))


def _like(mark: Mark) -> sa.ColumnElement[bool]:
    """The marks that hold about the same question and clause."""
    columns = CLAUSE_MARKS.c
    return sa.and_(
        HELD,
        columns.question == mark.question,
        columns.document == mark.document,
        columns.digest == mark.digest,
    )


def _record_of(row: sa.Row[Any]) -> MarkRecord:
    fields = {name: getattr(row, name) for name in Mark.model_fields}
    return MarkRecord(Mark(**fields), row.taken_back_by, row.taken_back_at)


def mark_sentence(mark: AppliedMark, who: str) -> str:
    """Who decided what about a clause, and when."""
    day = date.fromisoformat(mark.at)
    values = {"who": who, "day": f"{day.day} {day:%B %Y}", "clause": mark.name}
    if mark.is_stale:
        return _begun(prompts.fill("replies/marked-stale", **values, edition=mark.edition))
    reply = "marked-answers" if mark.answers else "marked-does-not"
    return prompts.fill(f"replies/{reply}", **values)


def _begun(sentence: str) -> str:
    return f"{sentence[0].upper()}{sentence[1:]}"
