"""Checklists in the database. Answers are only added, so that nobody's is lost or overwritten.

What is added carries an id of its own: sent twice, it stands once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drafting.due_diligence.checklists.checklist import Checklist, ItemAnswer
from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
from drafting.due_diligence.checklists.tables import (
    ANSWERS,
    ASSIGNMENTS,
    CHECKLISTS,
    EVIDENCE_FILES,
    PEER_ASSESSMENTS,
    STANDING,
)
from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import DraftingError

LOG = logging.getLogger("saathi")
ADDED_LATER = {"answers", "assigned_to", "assigned_by", "assigned_at"}
WITHOUT_ANSWERS = {"entries": {"__all__": ADDED_LATER}}


class UnknownChecklist(DraftingError):
    """There is no such checklist; the message says how to make one."""


class Checklists:
    """Every checklist, with its answers. Threads and processes may share it."""

    def __init__(self, database: DatabaseAccess, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def save(self, checklist: Checklist, key: str) -> Checklist | None:
        """The checklist as saved, with its first answers; or the one saved before with that key.

        None where its id was given to another meanwhile: make it again with the next number.
        """
        try:
            with self._database.write() as connection:
                if connection.execute(_with_key(key)).first() is None:
                    connection.execute(CHECKLISTS.insert().values(_row(checklist, key)))
                    first_answers = [
                        answer for entry in checklist.entries for answer in entry.answers
                    ]
                    _insert(connection, checklist.id, first_answers)
        except IntegrityError:  # another process saved the same key or id just now
            LOG.info("checklist %s was there already", checklist.id)
        with self._database.read() as connection:
            row = connection.execute(_with_key(key)).first()
        return self.get(row.id) if row else None

    def get(self, checklist_id: str) -> Checklist:
        """The checklist with all its answers. Raises UnknownChecklist."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(CHECKLISTS).where(CHECKLISTS.c.id == checklist_id)
            ).first()
            if row is None:
                raise UnknownChecklist(
                    f"There is no checklist '{checklist_id[:160]}'; make one with `saathi "
                    "due-diligence PARTNER_ID`, or with /due-diligence in Slack."
                )
            return _checklist(connection, row)

    def of_partner(self, partner: str, agreement: str | None = None) -> list[Checklist]:
        """The checklists of a partner, or of one agreement of it, newest first."""
        return self._all(_of(sa.select(CHECKLISTS), partner, agreement))

    def newest(self, partner: str, agreement: str | None = None) -> Checklist | None:
        """The newest of a partner, or of one agreement of it; None for none."""
        checklists = self._all(_of(sa.select(CHECKLISTS), partner, agreement).limit(1))
        return checklists[0] if checklists else None

    def count(self, partner: str, agreement: str) -> int:
        """How many checklists an agreement has."""
        query = _of(sa.select(sa.func.count()).select_from(CHECKLISTS), partner, agreement)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def every(self) -> list[Checklist]:
        """Every checklist, newest first."""
        return self._all(sa.select(CHECKLISTS))

    def add(self, checklist_id: str, answers: Sequence[ItemAnswer]) -> Checklist:
        """The checklist with `answers` added, all or none; one that is there already is left out.

        Raises UnknownChecklist.
        """
        for attempt in (1, 2):
            try:
                with self._database.write() as connection:
                    _insert(connection, checklist_id, answers)
                break
            except IntegrityError:  # the same answer came over another replica just now
                if attempt == 2:
                    raise
        return self.get(checklist_id)

    def assign(self, checklist_id: str, entry: str, to: str, by: str, key: str) -> Checklist:
        """The checklist with the entry assigned to `to` ('' takes it back)."""
        values = {"id": key, "checklist": checklist_id, "entry": entry, "to": to, "by": by}
        self._once(ASSIGNMENTS, {**values, "at": self._clock()})
        return self.get(checklist_id)

    def complete(self, checklist_id: str, by: str) -> Checklist:
        """The checklist marked as completed; the first who completed it stays on record."""
        open_one = sa.and_(CHECKLISTS.c.id == checklist_id, CHECKLISTS.c.completed_at.is_(None))
        with self._database.write() as connection:
            connection.execute(
                CHECKLISTS.update()
                .where(open_one)
                .values(completed_at=self._clock(), completed_by=by)
            )
        return self.get(checklist_id)

    def forget(self, partner: str) -> int:
        """Deletes the partner's checklists with all that belongs to them; how many they were."""
        names = sa.select(CHECKLISTS.c.id).where(CHECKLISTS.c.partner == partner)
        with self._database.write() as connection:
            for table in (ANSWERS, ASSIGNMENTS, EVIDENCE_FILES):
                connection.execute(table.delete().where(table.c.checklist.in_(names)))
            for table in (PEER_ASSESSMENTS, CHECKLISTS):
                deletion = connection.execute(table.delete().where(table.c.partner == partner))
        return int(deletion.rowcount)

    def standing(self) -> dict[str, ItemAnswer]:
        """CIP's standing answers in force, by item."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(STANDING).order_by(STANDING.c.at, STANDING.c.id))
            return {row.item: ItemAnswer.model_validate_json(row.answer) for row in rows}

    def keep_standing(self, answer: ItemAnswer) -> None:
        """Puts a standing answer in force; the ones before it stay on record."""
        values = {"id": answer.id, "item": answer.item, "answer": answer.model_dump_json()}
        self._once(STANDING, {**values, "at": self._clock()})

    def peer_assessments(self, partner: str) -> list[PeerAssessment]:
        """What was accepted from others about a partner, newest first."""
        query = sa.select(PEER_ASSESSMENTS).where(PEER_ASSESSMENTS.c.partner == partner)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(PEER_ASSESSMENTS.c.at.desc())).all()
        return [PeerAssessment.model_validate_json(row.assessment) for row in rows]

    def keep_peer_assessment(self, assessment: PeerAssessment) -> None:
        """Puts an accepted assessment on record."""
        values = {"id": assessment.id, "partner": assessment.partner, "at": self._clock()}
        self._once(PEER_ASSESSMENTS, {**values, "assessment": assessment.model_dump_json()})

    def keep_file(
        self, file_id: str, checklist_id: str, name: str, content: bytes, by: str
    ) -> None:
        """Keeps a file of evidence."""
        values = {"id": file_id, "checklist": checklist_id, "name": name, "content": content}
        self._once(EVIDENCE_FILES, {**values, "by": by, "at": self._clock()})

    def file(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file of evidence; None where there is none."""
        query = sa.select(EVIDENCE_FILES).where(EVIDENCE_FILES.c.id == file_id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return (row.name, bytes(row.content)) if row else None

    def _once(self, table: sa.Table, values: dict[str, Any]) -> bool:
        try:
            with self._database.write() as connection:
                connection.execute(table.insert().values(values))
        except IntegrityError:  # it is there already
            return False
        return True

    def _all(self, query: sa.Select[Any]) -> list[Checklist]:
        newest = query.order_by(CHECKLISTS.c.made_at.desc(), CHECKLISTS.c.id)
        with self._database.read() as connection:
            return [_checklist(connection, row) for row in connection.execute(newest).all()]


def _of(query: sa.Select[Any], partner: str, agreement: str | None) -> sa.Select[Any]:
    """What is wanted, of a partner, or of one agreement of it."""
    of_partner = query.where(CHECKLISTS.c.partner == partner)
    return (
        of_partner if agreement is None else of_partner.where(CHECKLISTS.c.agreement == agreement)
    )


def _with_key(key: str) -> sa.Select[Any]:
    return sa.select(CHECKLISTS.c.id).where(CHECKLISTS.c.key == key)


def _row(checklist: Checklist, key: str) -> dict[str, Any]:
    return {
        "id": checklist.id,
        "key": key,
        "partner": checklist.partner,
        "agreement": checklist.agreement,
        "made_at": checklist.made_at.timestamp(),
        "made_by": checklist.made_by,
        "completed_at": None,
        "completed_by": "",
        "chosen": checklist.model_dump_json(exclude=WITHOUT_ANSWERS),
    }


def _insert(connection: sa.Connection, checklist_id: str, answers: Sequence[ItemAnswer]) -> None:
    ids = [answer.id for answer in answers]
    there = set(connection.execute(sa.select(ANSWERS.c.id).where(ANSWERS.c.id.in_(ids))).scalars())
    rows = [
        {
            "id": answer.id,
            "checklist": checklist_id,
            "entry": f"{answer.item}.{answer.side.value}",
            "at": answer.at.timestamp(),
            "answer": answer.model_dump_json(),
        }
        for answer in answers
        if answer.id not in there
    ]
    if rows:
        connection.execute(ANSWERS.insert(), rows)


def _checklist(connection: sa.Connection, row: sa.Row[Any]) -> Checklist:
    chosen = Checklist.model_validate_json(row.chosen)
    answers = _by_entry(connection, ANSWERS, row.id)
    assignments = _by_entry(connection, ASSIGNMENTS, row.id)
    entries = tuple(
        entry.model_copy(
            update={
                "answers": tuple(
                    ItemAnswer.model_validate_json(answer_row.answer)
                    for answer_row in answers.get(entry.key, ())
                ),
                **_assignment(assignments.get(entry.key, ())),
            }
        )
        for entry in chosen.entries
    )
    completed_at = row.completed_at
    return chosen.model_copy(
        update={
            "entries": entries,
            "completed_at": datetime.fromtimestamp(completed_at, UTC) if completed_at else None,
            "completed_by": row.completed_by,
        }
    )


def _assignment(rows: Sequence[Any]) -> dict[str, Any]:
    """Who has an entry, and since when; the last assignment counts."""
    if not rows:
        return {}
    last = rows[-1]
    at = datetime.fromtimestamp(last.at, UTC)
    return {"assigned_to": last.to, "assigned_by": last.by, "assigned_at": at}


def _by_entry(
    connection: sa.Connection, table: sa.Table, checklist_id: str
) -> dict[str, list[Any]]:
    """The rows of a checklist by entry, oldest first."""
    query = sa.select(table).where(table.c.checklist == checklist_id)
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(query.order_by(table.c.at, table.c.id)):
        rows.setdefault(row.entry, []).append(row)
    return rows
