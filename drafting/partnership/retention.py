"""What is older than the settings keep it is deleted; nothing that an agreement in force rests on.

An agreement is over where its status says that it has ended; where no status is given, when its
last day has passed. Any other is in force: its drafts, the evidence that was given for it, and the
versions of the partner's file in which it stands stay. So does all of a partner whose file cannot
be read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from drafting.agreements.lives.step_record import forget_life
from drafting.agreements.lives.tables import AGREEMENT_STEPS
from drafting.agreements.settled_points import SETTLED_POINTS
from drafting.agreements.tables import DRAFTS, REMOVED_DRAFTS
from drafting.due_diligence.checklists.tables import (
    ANSWERS,
    CHECKLISTS,
    EVIDENCE_FILES,
    PEER_ASSESSMENTS,
    STANDING,
)
from drafting.partners.database import DatabaseAccess
from drafting.partners.office_time import office_day
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.field_types import AS_STORED
from drafting.partners.tables import ACCOUNT_CHANGES, PARTNERS, PRESENT, VERSIONS
from drafting.partners.vocabulary import RelationshipStatus
from drafting.partnership.access_record import ACCESS_RECORD, METADATA
from drafting.partnership.cases.keeping import cases_closed_before, forget_cases

DAY = 24 * 3600.0
FILE_ID = re.compile(r'"file":"([0-9a-f]{32})"')
DAILY = 23 * 3600.0  # seconds between two runs of a daily chore, a little less than a day
CHORES = sa.Table(
    "daily_chores",
    METADATA,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("begun_at", sa.Float, nullable=False),
)


@dataclass(frozen=True)
class RetentionPeriods:
    """How many days each is kept; None: for good."""

    drafts: int | None = None  # from when their agreement is over
    signed: int | None = None  # the same: what was signed, and the steps of the agreement's life
    evidence: int | None = None  # the same
    versions: int | None = None  # from when a newer one took its place
    access: int | None = None
    cases: int | None = None  # from when they were closed

    @property
    def keeps_all(self) -> bool:
        """True where nothing is ever deleted."""
        return {
            *(self.drafts, self.signed, self.evidence),
            *(self.versions, self.access, self.cases),
        } == {None}


class Removed(StrEnum):
    """What is deleted."""

    DRAFT = "draft"
    LIFE = "life of an agreement"  # its steps, and the signed files
    EVIDENCE = "evidence"
    VERSION = "version of the file"
    ACCOUNT_CHANGE = "settled change of account"
    ACCESS = "access entries"
    CASES = "closed cases"


@dataclass(frozen=True)
class Removal:
    """One thing that is too old."""

    what: Removed
    name: str  # the draft's id, the evidence's name, the version's number; how many entries
    partner: str = ""  # '' for entries of the access record, and for cases: none is named
    row: str = ""  # the id of its row; of a life the agreement's key


class Retention:
    """Deletes what is too old in one database. Several processes may do so at once."""

    def __init__(
        self,
        database: DatabaseAccess,
        periods: RetentionPeriods,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._periods = periods
        self._clock = clock

    def due(self) -> list[Removal]:
        """What would be deleted now; nothing is."""
        if self._periods.keeps_all:
            return []
        with self._database.read() as connection:
            partners = self._partners(connection)
            removals = [
                removal for partner in partners for removal in self._of_partner(connection, partner)
            ]
            return [*removals, *self._of_office(connection)]

    def carry_out(self) -> list[Removal]:
        """What was deleted: each partner's in one step, looked at again in that step."""
        if self._periods.keeps_all:
            return []
        removals: list[Removal] = []
        partners = dict.fromkeys(removal.partner for removal in self.due())
        for partner in partners:
            with self._database.write() as connection:
                found = (
                    self._of_partner(connection, partner)
                    if partner
                    else self._of_office(connection)
                )
                for removal in found:
                    self._remove(connection, removal)
                removals += found
        return removals

    def carry_out_daily(self) -> list[Removal]:
        """The same, once a day, whichever process comes first; nothing for the others."""
        is_due = not self._periods.keeps_all and claim_daily(
            self._database, "retention", self._clock()
        )
        return self.carry_out() if is_due else []

    @staticmethod
    def _partners(connection: sa.Connection) -> list[str]:
        query = sa.select(PARTNERS.c.id).where(~PARTNERS.c.deleted).order_by(PARTNERS.c.id)
        return list(connection.execute(query).scalars())

    def _of_partner(self, connection: sa.Connection, partner: str) -> list[Removal]:
        locked = PARTNERS.select().where(PARTNERS.c.id == partner).with_for_update()
        connection.execute(locked)
        row = connection.execute(PRESENT.where(PARTNERS.c.id == partner)).first()
        agreements = _agreements(row.record) if row else None
        if row is None or agreements is None:
            return []
        over = {
            agreement.key: day
            for agreement in agreements
            if (day := self._over_since(agreement, row.at)) is not None
        }
        in_force = {agreement.key for agreement in agreements} - set(over)
        drafts = self._drafts(connection, partner, over)
        lives = self._lives(connection, partner, over)
        return [
            *drafts,
            *lives,
            *self._evidence(connection, partner, over),
            *self._versions(connection, partner, row.version, in_force, [*drafts, *lives]),
            *([] if in_force else self._account_changes(connection, partner)),
        ]

    def _over_since(self, agreement: Agreement, changed_at: float) -> date | None:
        """When the agreement was over at the latest; None where it is in force."""
        today = self._today
        if agreement.status is RelationshipStatus.ENDED:
            if agreement.end is not None and agreement.end <= today:
                return agreement.end
            return office_day(datetime.fromtimestamp(changed_at, UTC))
        has_passed = agreement.end is not None and agreement.end < today
        return agreement.end if agreement.status is None and has_passed else None

    def _drafts(
        self, connection: sa.Connection, partner: str, over: Mapping[str, date]
    ) -> list[Removal]:
        columns = (DRAFTS.c.id, DRAFTS.c.agreement, DRAFTS.c.created_at)
        query = sa.select(*columns).where(DRAFTS.c.partner == partner).order_by(DRAFTS.c.id)
        return [
            Removal(Removed.DRAFT, row.id, partner, row.id)
            for row in connection.execute(query)
            if self._is_old(self._periods.drafts, row.created_at, over.get(row.agreement))
        ]

    def _lives(
        self, connection: sa.Connection, partner: str, over: Mapping[str, date]
    ) -> list[Removal]:
        """Agreements that are over, and whose last step is old enough."""
        step = AGREEMENT_STEPS.c
        query = sa.select(step.agreement, sa.func.max(step.at).label("at"))
        query = query.where(step.partner == partner).group_by(step.agreement)
        return [
            Removal(Removed.LIFE, row.agreement, partner, row.agreement)
            for row in connection.execute(query.order_by(step.agreement))
            if self._is_old(self._periods.signed, row.at, over.get(row.agreement))
        ]

    def _evidence(
        self, connection: sa.Connection, partner: str, over: Mapping[str, date]
    ) -> list[Removal]:
        if self._periods.evidence is None:
            return []
        file = EVIDENCE_FILES.c
        query = (
            sa.select(file.id, file.name, file.at, CHECKLISTS.c.agreement)
            .join(CHECKLISTS, CHECKLISTS.c.id == file.checklist)
            .where(CHECKLISTS.c.partner == partner)
            .order_by(file.id)
        )
        rows = list(connection.execute(query))
        needed = set(_files_in_use(connection, partner, over)) if rows else set()
        return [
            Removal(Removed.EVIDENCE, row.name, partner, row.id)
            for row in rows
            if row.id not in needed
            and self._is_old(self._periods.evidence, row.at, over.get(row.agreement))
        ]

    def _versions(
        self,
        connection: sa.Connection,
        partner: str,
        present: int,
        in_force: set[str],
        removed: list[Removal],
    ) -> list[Removal]:
        if self._periods.versions is None:
            return []
        query = VERSIONS.select().where(VERSIONS.c.partner == partner)
        rows = list(connection.execute(query.order_by(VERSIONS.c.version)))
        drafts = sa.select(DRAFTS.c.record_version).where(
            DRAFTS.c.partner == partner,
            DRAFTS.c.id.not_in([removal.row for removal in removed]),
        )
        # What was signed was made from a version, and the next amendment is compared with it.
        ended = [removal.row for removal in removed if removal.what is Removed.LIFE]
        steps = sa.select(AGREEMENT_STEPS.c.record_version).where(
            AGREEMENT_STEPS.c.partner == partner, AGREEMENT_STEPS.c.agreement.not_in(ended)
        )
        needed = {
            present,
            *connection.execute(drafts).scalars(),
            *connection.execute(steps).scalars(),
        }
        return [
            Removal(Removed.VERSION, str(row.version), partner, str(row.version))
            for row, following in pairwise(rows)
            if row.version not in needed
            and not in_force.intersection(_keys(row.record))
            and following.at < self._clock() - self._periods.versions * DAY
        ]

    def _account_changes(self, connection: sa.Connection, partner: str) -> list[Removal]:
        """Settled changes of account, which hold what versions hold: kept as long as those."""
        if self._periods.versions is None:
            return []
        change = ACCOUNT_CHANGES.c
        too_old = change.settled_at < self._clock() - self._periods.versions * DAY
        query = sa.select(change.id).where(change.partner == partner, too_old).order_by(change.id)
        return [
            Removal(Removed.ACCOUNT_CHANGE, change_id[:8], partner, change_id)
            for change_id in connection.execute(query).scalars()
        ]

    def _of_office(self, connection: sa.Connection) -> list[Removal]:
        """What is named by no partner."""
        return [*self._access(connection), *self._cases(connection)]

    def _cases(self, connection: sa.Connection) -> list[Removal]:
        if self._periods.cases is None:
            return []
        count = len(cases_closed_before(connection, self._cases_before()))
        return [Removal(Removed.CASES, str(count))] if count else []

    def _cases_before(self) -> float:
        return self._clock() - (self._periods.cases or 0) * DAY

    def _access(self, connection: sa.Connection) -> list[Removal]:
        if self._periods.access is None:
            return []
        query = sa.select(sa.func.count()).select_from(ACCESS_RECORD).where(self._old_access())
        count = connection.execute(query).scalar_one()
        return [Removal(Removed.ACCESS, str(count))] if count else []

    def _old_access(self) -> sa.ColumnElement[bool]:
        return ACCESS_RECORD.c.at < self._clock() - (self._periods.access or 0) * DAY

    def _is_old(self, days: int | None, at: float, over_since: date | None) -> bool:
        """True for what is older than `days`, of an agreement that is over for as long."""
        if days is None or over_since is None:
            return False
        return at < self._clock() - days * DAY and (self._today - over_since).days > days

    @property
    def _today(self) -> date:
        return office_day(datetime.fromtimestamp(self._clock(), UTC))

    def _remove(self, connection: sa.Connection, removal: Removal) -> None:
        if removal.what is Removed.DRAFT:
            self._remove_draft(connection, removal.row)
        elif removal.what is Removed.LIFE:
            forget_life(connection, removal.partner, removal.row)
        elif removal.what is Removed.EVIDENCE:
            this = EVIDENCE_FILES.c.id == removal.row
            connection.execute(EVIDENCE_FILES.delete().where(this))
        elif removal.what is Removed.ACCOUNT_CHANGE:
            change = ACCOUNT_CHANGES.c.id == removal.row
            connection.execute(ACCOUNT_CHANGES.delete().where(change))
        elif removal.what is Removed.VERSION:
            version = sa.and_(
                VERSIONS.c.partner == removal.partner, VERSIONS.c.version == int(removal.row)
            )
            connection.execute(VERSIONS.delete().where(version))
        elif removal.what is Removed.CASES:
            forget_cases(connection, cases_closed_before(connection, self._cases_before()))
        else:
            connection.execute(ACCESS_RECORD.delete().where(self._old_access()))

    def _remove_draft(self, connection: sa.Connection, draft_id: str) -> None:
        """Deletes the draft; its number stays taken, so that no other paper bears its reference.

        With the last draft of an agreement goes what was settled for it.
        """
        names = ("id", "partner", "kind", "agreement", "version")
        columns = [DRAFTS.c[name] for name in names]
        row = connection.execute(sa.select(*columns).where(DRAFTS.c.id == draft_id)).one()
        line = {**row._mapping, "removed_at": self._clock()}
        connection.execute(REMOVED_DRAFTS.insert().values(line))
        connection.execute(DRAFTS.delete().where(DRAFTS.c.id == draft_id))
        siblings = sa.select(DRAFTS.c.id).where(
            DRAFTS.c.partner == row.partner, DRAFTS.c.agreement == row.agreement
        )
        settled = sa.and_(
            SETTLED_POINTS.c.partner == row.partner, SETTLED_POINTS.c.agreement == row.agreement
        )
        connection.execute(SETTLED_POINTS.delete().where(settled, ~sa.exists(siblings)))


def claim_daily(database: DatabaseAccess, name: str, now: float) -> bool:
    """True for the first process that asks on a day, whichever it is."""
    with database.write() as connection:
        query = CHORES.select().where(CHORES.c.name == name).with_for_update()
        row = connection.execute(query).first()
        if row is not None and row.begun_at > now - DAILY:
            return False
        if row is None:
            insertion = CHORES.insert().values(name=name, begun_at=now)
            connection.execute(insertion)
        else:
            this = CHORES.c.name == name
            connection.execute(CHORES.update().where(this).values(begun_at=now))
        return True


def _agreements(record: Mapping[str, Any]) -> list[Agreement] | None:
    """The agreements in a record; None where one cannot be read."""
    try:
        return [
            Agreement.model_validate(entry, context=AS_STORED)
            for entry in record.get("agreements", ())
        ]
    except ValidationError:
        return None


def _keys(record: Mapping[str, Any]) -> list[str]:
    return [str(entry.get("key")) for entry in record.get("agreements", ())]


def _files_in_use(
    connection: sa.Connection, partner: str, over: Mapping[str, date]
) -> Iterator[str]:
    """The files that answers name for agreements in force, for all partners, or of a peer."""
    of_partner = (
        sa.select(ANSWERS.c.answer)
        .join(CHECKLISTS, CHECKLISTS.c.id == ANSWERS.c.checklist)
        .where(CHECKLISTS.c.partner == partner, CHECKLISTS.c.agreement.not_in(list(over)))
    )
    of_peers = sa.select(PEER_ASSESSMENTS.c.assessment).where(PEER_ASSESSMENTS.c.partner == partner)
    for query in (of_partner, of_peers, sa.select(STANDING.c.answer)):
        for text in connection.execute(query).scalars():
            yield from FILE_ID.findall(text)
