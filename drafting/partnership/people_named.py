"""Where a person stands on record as who did something: in partners' files, drafts, checklists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from drafting.agreements.lives.tables import AGREEMENT_STEPS
from drafting.agreements.settled_points import SETTLED_POINTS
from drafting.agreements.tables import DRAFTS
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
from drafting.partners.tables import ACCOUNT_CHANGES, VERSIONS
from drafting.partnership.access_record import ACCESS_RECORD
from drafting.register.tables import ENTRIES, EVENTS
from drafting.screening.tables import DECISIONS, SCREENINGS

NamesMember = Callable[[str], sa.ColumnElement[bool]]
Count = Callable[[str], sa.Select[int]]
WITH_THE_PARTNER = "stay as long as the partner’s file; `saathi partners delete` takes both away"
AS_LONG_AS_SET = "stay on record for `privacy.keep_access_days`"
FOR_GOOD = "stay, for they hold for every partner"
GIVE_ON = "give them to somebody else: `saathi due-diligence assign`"


@dataclass(frozen=True)
class Mention:
    """Something that stays with a person's id, how often, and what can be done."""

    count: int
    role: str  # 'draft that they asked for', for one
    many: str  # the same for several
    cure: str


def mentions_of(member: str, database: DatabaseAccess) -> list[Mention]:
    """Everything that names the person, as who made or was given it; nothing that there is none of.

    `member` is a Slack member id.
    """
    with database.read() as connection:
        return [mention for mention in _all(member, connection) if mention.count]


def _all(member: str, connection: sa.Connection) -> Iterator[Mention]:
    for role, many, cure, count in PLACES:
        yield Mention(int(connection.execute(count(member)).scalar_one()), role, many, cure)


def _rows(table: sa.Table, *name_columns: NamesMember) -> Count:
    """Counts the rows of a table in which one of these columns names the member."""

    def counted(member: str) -> sa.Select[int]:
        condition = sa.or_(*(names(member) for names in name_columns))
        return sa.select(sa.func.count()).select_from(table).where(condition)

    return counted


def _is(column: sa.Column[str]) -> NamesMember:
    return lambda member: column == member


def _holds(column: sa.Column[str], key: str) -> NamesMember:
    """In JSON as pydantic writes it; a member id is letters and digits."""
    return lambda member: column.like(f'%"{key}":"{member}"%')


def _stands_in(column: sa.Column[str]) -> NamesMember:
    """As any value in JSON that is not sealed."""
    return lambda member: column.like(f'%"{member}"%')


def _assigned(member: str) -> sa.Select[int]:
    """How many questions the person has now: of each, the last who was given it counts."""
    place = (ASSIGNMENTS.c.checklist, ASSIGNMENTS.c.entry)
    order = (ASSIGNMENTS.c.at.desc(), ASSIGNMENTS.c.id.desc())
    newest = sa.func.row_number().over(partition_by=place, order_by=order).label("newest")
    assignments = sa.select(ASSIGNMENTS.c.to, newest).subquery()
    has_now = sa.and_(assignments.c.newest == 1, assignments.c.to == member)
    return sa.select(sa.func.count()).select_from(assignments).where(has_now)


# What names a person: for one, for several, what can be done, and how it is counted.
PLACES: tuple[tuple[str, str, str, Count], ...] = (
    (
        "change of a partner’s file",
        "changes of partners’ files",
        WITH_THE_PARTNER,
        _rows(VERSIONS, _is(VERSIONS.c.by)),
    ),
    (
        "change of a partner’s account that they entered or settled",
        "changes of partners’ accounts that they entered or settled",
        WITH_THE_PARTNER,
        _rows(
            ACCOUNT_CHANGES, _is(ACCOUNT_CHANGES.c.entered_by), _is(ACCOUNT_CHANGES.c.settled_by)
        ),
    ),
    (
        "draft that they asked for",
        "drafts that they asked for",
        WITH_THE_PARTNER,
        _rows(DRAFTS, _is(DRAFTS.c.requested_by)),
    ),
    (
        "point of a review that they settled or opened again",
        "points of reviews that they settled or opened again",
        WITH_THE_PARTNER,
        _rows(SETTLED_POINTS, _is(SETTLED_POINTS.c.by), _is(SETTLED_POINTS.c.taken_back_by)),
    ),
    (
        "step of an agreement’s life that they entered",
        "steps of agreements’ lives that they entered",
        WITH_THE_PARTNER,
        _rows(AGREEMENT_STEPS, _is(AGREEMENT_STEPS.c.by)),
    ),
    (
        "checklist that they began or completed",
        "checklists that they began or completed",
        WITH_THE_PARTNER,
        _rows(CHECKLISTS, _is(CHECKLISTS.c.made_by), _is(CHECKLISTS.c.completed_by)),
    ),
    (
        "answer in a checklist",
        "answers in checklists",
        WITH_THE_PARTNER,
        _rows(ANSWERS, _holds(ANSWERS.c.answer, "by")),
    ),
    (
        "word on what an answer in a checklist weighs",
        "words on what answers in checklists weigh",
        WITH_THE_PARTNER,
        _rows(WEIGHINGS, _is(WEIGHINGS.c.by)),
    ),
    (
        "question of a checklist that is given to them",
        "questions of checklists that are given to them",
        GIVE_ON,
        _assigned,
    ),
    (
        "note of who gave a question to whom",
        "notes of who gave a question to whom",
        WITH_THE_PARTNER,
        _rows(ASSIGNMENTS, _is(ASSIGNMENTS.c.to), _is(ASSIGNMENTS.c.by)),
    ),
    (
        "file of evidence that they gave",
        "files of evidence that they gave",
        WITH_THE_PARTNER,
        _rows(EVIDENCE_FILES, _is(EVIDENCE_FILES.c.by)),
    ),
    (
        "assessment of another organisation that they accepted",
        "assessments of other organisations that they accepted",
        WITH_THE_PARTNER,
        _rows(PEER_ASSESSMENTS, _holds(PEER_ASSESSMENTS.c.assessment, "accepted_by")),
    ),
    (
        "check of a partner against lists",
        "checks of partners against lists",
        WITH_THE_PARTNER,
        _rows(SCREENINGS, _holds(SCREENINGS.c.screening, "account")),
    ),
    (
        "word on a possible match of a check",
        "words on possible matches of checks",
        WITH_THE_PARTNER,
        _rows(DECISIONS, _holds(DECISIONS.c.decision, "account")),
    ),
    (
        "entry of the register that they opened",
        "entries of the register that they opened",
        WITH_THE_PARTNER,
        _rows(ENTRIES, _is(ENTRIES.c.by)),
    ),
    (
        "line in the register that they entered",
        "lines in the register that they entered",
        WITH_THE_PARTNER,
        _rows(EVENTS, _is(EVENTS.c.by)),
    ),
    (
        "question to the Committee that asked them",
        "questions to the Committee that asked them",
        WITH_THE_PARTNER,
        _rows(ENTRIES, _stands_in(ENTRIES.c.facts)),
    ),
    (
        "line in the register that names them",
        "lines in the register that name them",
        WITH_THE_PARTNER,
        _rows(EVENTS, _stands_in(EVENTS.c.facts)),
    ),
    (
        "entry on who looked at restricted values",
        "entries on who looked at restricted values",
        AS_LONG_AS_SET,
        _rows(ACCESS_RECORD, _is(ACCESS_RECORD.c.who)),
    ),
    (
        "standing answer of the office",
        "standing answers of the office",
        FOR_GOOD,
        _rows(STANDING, _holds(STANDING.c.answer, "by")),
    ),
)
