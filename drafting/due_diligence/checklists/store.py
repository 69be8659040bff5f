"""Checklists in the database. Answers are only added, so that nobody's is lost or overwritten.

What is added carries an id of its own: sent twice, it stands once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Weighing,
)
from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
from drafting.due_diligence.checklists.sealing import ChecklistSeal
from drafting.due_diligence.checklists.tables import (
    ANSWERS,
    ASSIGNMENTS,
    CHECKLISTS,
    EVIDENCE_FILES,
    PEER_ASSESSMENTS,
    STANDING,
    WEIGHINGS,
)
from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import DraftingError
from drafting.sealing import KeyRing

LOG = logging.getLogger("saathi")
AT_ONCE = 100  # checklists whose answers are read with one query
NEWEST_FIRST = (CHECKLISTS.c.made_at.desc(), CHECKLISTS.c.id)
# In the JSON of answers that settle nothing; within people's words, quotation marks are escaped.
UNSETTLED = tuple(f'"state":"{state}"' for state in (AnswerState.OPEN, AnswerState.TO_CONFIRM))
ADDED_LATER = {"answers", "weighings", "assigned_to", "assigned_by", "assigned_at"}
RowsByEntry = Mapping[str, Sequence[Any]]
WITHOUT_ANSWERS = {"entries": {"__all__": ADDED_LATER}}


class UnknownChecklist(DraftingError):
    """There is no such checklist; the message says how to make one."""


@dataclass(frozen=True)
class EntryRecord:
    """The answers to one entry of a checklist, which are read when they are asked for."""

    checklist: str
    agreement: str
    entry: str  # its key
    last_at: float  # when the last of them came, seconds since 1970
    answers: Callable[[], tuple[ItemAnswer, ...]]  # in the order in which they came


@dataclass(frozen=True)
class ChecklistRevision:
    """How far a checklist has come: as long as this is the same, so is the checklist."""

    id: str
    made_at: float  # seconds since 1970
    answers: int
    assignments: int
    completed_at: float | None  # seconds since 1970
    weighings: int = 0


class Checklists:
    """Every checklist, with its answers. Threads and processes may share it."""

    def __init__(
        self,
        database: DatabaseAccess,
        clock: Callable[[], float] = time.time,
        ring: KeyRing | None = None,
    ) -> None:
        """`ring` seals files, and what accounts and CNICs stand in; without one nothing is."""
        self._database = database
        self._clock = clock
        self._seal = ChecklistSeal(ring or KeyRing())

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
                    self._insert(connection, checklist.id, first_answers)
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
            return self._checklists(connection, [row])[0]

    def of_partner(
        self, partner: str, agreement: str | None = None, limit: int | None = None
    ) -> list[Checklist]:
        """The checklists of a partner, or of one agreement of it, newest first; at most `limit`."""
        return self._all(_of(sa.select(CHECKLISTS), partner, agreement).limit(limit))

    def newest(self, partner: str, agreement: str | None = None) -> Checklist | None:
        """The newest of a partner, or of one agreement of it; None for none."""
        checklists = self._all(_of(sa.select(CHECKLISTS), partner, agreement).limit(1))
        return checklists[0] if checklists else None

    def settled_records(self, partner: str, limit: int, but: str) -> list[EntryRecord]:
        """The entries of a partner's newest checklists, at most `limit`, that may be settled.

        Newest first, without the checklist of the id `but`. An entry all of whose answers are open
        or wait to be confirmed is none; answers are read from their JSON only where asked for.
        """
        ids = (CHECKLISTS.c.id, CHECKLISTS.c.agreement)
        newest = _of(sa.select(*ids), partner, None).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(newest.order_by(*NEWEST_FIRST)).all()
            agreements = {row.id: row.agreement for row in rows if row.id != but}
            by_checklist = _by_entry(connection, ANSWERS, list(agreements))
        return [
            EntryRecord(name, agreements[name], entry, answers[-1].at, self._reader(answers))
            for name, by_entry in by_checklist.items()
            for entry, answers in by_entry.items()
            if not all(any(state in row.answer for state in UNSETTLED) for row in answers)
        ]

    def _reader(self, rows: Sequence[Any]) -> Callable[[], tuple[ItemAnswer, ...]]:
        return lambda: tuple(map(self._answer_in, rows))

    def count(self, partner: str | None = None, agreement: str | None = None) -> int:
        """How many checklists there are, or a partner has, or one agreement of it."""
        every = sa.select(sa.func.count()).select_from(CHECKLISTS)
        query = every if partner is None else _of(every, partner, agreement)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def every(self, limit: int | None = None) -> list[Checklist]:
        """Every checklist, newest first; at most `limit`."""
        newest = sa.select(CHECKLISTS.c.id).order_by(CHECKLISTS.c.made_at.desc(), CHECKLISTS.c.id)
        chosen = newest.limit(limit).subquery()
        return self._all(sa.select(CHECKLISTS).join(chosen, chosen.c.id == CHECKLISTS.c.id))

    def revisions(self) -> list[ChecklistRevision]:
        """How far the newest checklist of each agreement has come, oldest first."""
        newest, answers, assignments = _newest(), _counted(ANSWERS), _counted(ASSIGNMENTS)
        weighings = _counted(WEIGHINGS)
        query = (
            sa.select(
                newest.c.id,
                newest.c.made_at,
                sa.func.coalesce(answers.c.count, 0),
                sa.func.coalesce(assignments.c.count, 0),
                newest.c.completed_at,
                sa.func.coalesce(weighings.c.count, 0),
            )
            .outerjoin(answers, answers.c.checklist == newest.c.id)
            .outerjoin(assignments, assignments.c.checklist == newest.c.id)
            .outerjoin(weighings, weighings.c.checklist == newest.c.id)
            .where(newest.c.place == 1)
            .order_by(newest.c.made_at, newest.c.id)
        )
        with self._database.read() as connection:
            return [ChecklistRevision(*row) for row in connection.execute(query)]

    def some(self, ids: Sequence[str]) -> Iterator[Checklist]:
        """The checklists with those ids, as many as there are, in that order."""
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            with self._database.read() as connection:
                rows = connection.execute(sa.select(CHECKLISTS).where(CHECKLISTS.c.id.in_(part)))
                checklists = {each.id: each for each in self._checklists(connection, rows.all())}
            yield from (checklists[name] for name in part if name in checklists)

    def add(self, checklist_id: str, answers: Sequence[ItemAnswer]) -> Checklist:
        """The checklist with `answers` added, all or none; one that is there already is left out.

        Raises UnknownChecklist.
        """
        for attempt in (1, 2):
            try:
                with self._database.write() as connection:
                    self._insert(connection, checklist_id, answers)
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

    def weigh(self, checklist_id: str, entry: str, weighing: Weighing) -> Checklist:
        """The checklist with what somebody said of an entry's answers, kept once."""
        values = {"id": weighing.id, "checklist": checklist_id, "entry": entry}
        kept = {"at": weighing.at.timestamp(), "by": weighing.by}
        self._once(WEIGHINGS, {**values, **kept, "weighing": weighing.model_dump_json()})
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
            for table in (ANSWERS, ASSIGNMENTS, EVIDENCE_FILES, WEIGHINGS):
                connection.execute(table.delete().where(table.c.checklist.in_(names)))
            for table in (PEER_ASSESSMENTS, CHECKLISTS):
                deletion = connection.execute(table.delete().where(table.c.partner == partner))
        return int(deletion.rowcount)

    def standing(self) -> dict[str, ItemAnswer]:
        """CIP's standing answers in force, by item."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(STANDING).order_by(STANDING.c.at, STANDING.c.id))
            return {row.item: self._answer_in(row) for row in rows}

    def keep_standing(self, answer: ItemAnswer) -> None:
        """Puts a standing answer in force; the ones before it stay on record."""
        text, sealed_with = self._seal.kept(answer, answer.id)
        values = {"id": answer.id, "item": answer.item, "answer": text, "sealed_with": sealed_with}
        self._once(STANDING, {**values, "at": self._clock()})

    def peer_assessments(self, partner: str) -> list[PeerAssessment]:
        """What was accepted from others about a partner, newest first."""
        query = sa.select(PEER_ASSESSMENTS).where(PEER_ASSESSMENTS.c.partner == partner)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(PEER_ASSESSMENTS.c.at.desc())).all()
        texts = (self._seal.read(row.assessment, row.id) for row in rows)
        return [PeerAssessment.model_validate_json(text) for text in texts]

    def keep_peer_assessment(self, assessment: PeerAssessment) -> None:
        """Puts an accepted assessment on record."""
        text, sealed_with = self._seal.kept(assessment, assessment.id)
        values = {"id": assessment.id, "partner": assessment.partner, "at": self._clock()}
        self._once(PEER_ASSESSMENTS, {**values, "assessment": text, "sealed_with": sealed_with})

    def keep_file(
        self, file_id: str, checklist_id: str, name: str, content: bytes, by: str
    ) -> None:
        """Keeps a file of evidence."""
        values = {"id": file_id, "checklist": checklist_id, "name": name, "by": by}
        kept = self._seal.kept_file(content, file_id)
        self._once(EVIDENCE_FILES, {**values, **kept, "at": self._clock()})

    def file(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file of evidence; None where there is none. Raises KeyMissing."""
        query = sa.select(EVIDENCE_FILES).where(EVIDENCE_FILES.c.id == file_id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return (row.name, self._seal.read_file(row.content, row.id)) if row else None

    def partner_of_file(self, file_id: str) -> str:
        """The id of the partner that evidence was given for; '' for the office's own."""
        query = (
            sa.select(CHECKLISTS.c.partner)
            .join(EVIDENCE_FILES, EVIDENCE_FILES.c.checklist == CHECKLISTS.c.id)
            .where(EVIDENCE_FILES.c.id == file_id)
        )
        with self._database.read() as connection:
            return connection.execute(query).scalar() or ""

    def _once(self, table: sa.Table, values: dict[str, Any]) -> bool:
        try:
            with self._database.write() as connection:
                connection.execute(table.insert().values(values))
        except IntegrityError:  # it is there already
            return False
        return True

    def _all(self, query: sa.Select[Any]) -> list[Checklist]:
        newest = query.order_by(*NEWEST_FIRST)
        with self._database.read() as connection:
            rows = connection.execute(newest).all()
            return [
                checklist
                for start in range(0, len(rows), AT_ONCE)
                for checklist in self._checklists(connection, rows[start : start + AT_ONCE])
            ]

    def _insert(
        self, connection: sa.Connection, checklist_id: str, answers: Sequence[ItemAnswer]
    ) -> None:
        ids = [answer.id for answer in answers]
        query = sa.select(ANSWERS.c.id).where(ANSWERS.c.id.in_(ids))
        there = set(connection.execute(query).scalars())
        rows = [
            self._answer_row(checklist_id, answer) for answer in answers if answer.id not in there
        ]
        if rows:
            connection.execute(ANSWERS.insert(), rows)

    def _answer_row(self, checklist_id: str, answer: ItemAnswer) -> dict[str, Any]:
        text, sealed_with = self._seal.kept(answer, answer.id)
        return {
            "id": answer.id,
            "checklist": checklist_id,
            "entry": f"{answer.item}.{answer.side.value}",
            "at": answer.at.timestamp(),
            "answer": text,
            "sealed_with": sealed_with,
        }

    def _answer_in(self, row: Any) -> ItemAnswer:
        return ItemAnswer.model_validate_json(self._seal.read(row.answer, row.id))

    def _checklists(
        self, connection: sa.Connection, rows: Sequence[sa.Row[Any]]
    ) -> list[Checklist]:
        """The checklists in `rows`, with their answers."""
        ids = [row.id for row in rows]
        answers = _by_entry(connection, ANSWERS, ids)
        assignments = _by_entry(connection, ASSIGNMENTS, ids)
        weighings = _by_entry(connection, WEIGHINGS, ids)
        return [
            self._checklist(row, answers[row.id], assignments[row.id], weighings[row.id])
            for row in rows
        ]

    def _checklist(
        self,
        row: sa.Row[Any],
        answers: RowsByEntry,
        assignments: RowsByEntry,
        weighings: RowsByEntry,
    ) -> Checklist:
        chosen = Checklist.model_validate_json(row.chosen)

        def with_words(entry: ChecklistEntry) -> ChecklistEntry:
            key = entry.key
            if not (key in answers or key in weighings or key in assignments):
                return entry
            return entry.model_copy(
                update={
                    "answers": tuple(map(self._answer_in, answers.get(key, ()))),
                    "weighings": tuple(map(_weighing_in, weighings.get(key, ()))),
                    **_assignment(assignments.get(key, ())),
                }
            )

        entries = tuple(map(with_words, chosen.entries))
        completed_at = row.completed_at
        return chosen.model_copy(
            update={
                "entries": entries,
                "completed_at": datetime.fromtimestamp(completed_at, UTC) if completed_at else None,
                "completed_by": row.completed_by,
            }
        )


def _weighing_in(row: Any) -> Weighing:
    return Weighing.model_validate_json(row.weighing)


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


def _newest() -> sa.Subquery:
    """The checklists, each with its place among its agreement's: 1 for the newest."""
    place = sa.func.row_number().over(
        partition_by=(CHECKLISTS.c.partner, CHECKLISTS.c.agreement),
        order_by=(CHECKLISTS.c.made_at.desc(), CHECKLISTS.c.id),
    )
    columns = (CHECKLISTS.c.id, CHECKLISTS.c.made_at, CHECKLISTS.c.completed_at)
    return sa.select(*columns, place.label("place")).subquery()


def _counted(table: sa.Table) -> sa.Subquery:
    """How many rows of `table` belong to each checklist."""
    query = sa.select(table.c.checklist, sa.func.count().label("count"))
    return query.group_by(table.c.checklist).subquery()


def _assignment(rows: Sequence[Any]) -> dict[str, Any]:
    """Who has an entry, and since when; the last assignment counts."""
    if not rows:
        return {}
    last = rows[-1]
    at = datetime.fromtimestamp(last.at, UTC)
    return {"assigned_to": last.to, "assigned_by": last.by, "assigned_at": at}


def _by_entry(
    connection: sa.Connection, table: sa.Table, ids: Sequence[str]
) -> Mapping[str, RowsByEntry]:
    """The rows of those checklists by checklist and entry, oldest first."""
    query = sa.select(table).where(table.c.checklist.in_(ids))
    rows: dict[str, dict[str, list[Any]]] = {name: {} for name in ids}
    for row in connection.execute(query.order_by(table.c.at, table.c.id)):
        rows[row.checklist].setdefault(row.entry, []).append(row)
    return rows
