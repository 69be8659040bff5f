"""Where a person stands on record as who did something: in partners' files, drafts, checklists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from drafting.database import Database
from drafting.draft_tables import DRAFTS
from drafting.due_diligence.checklist_tables import (
    ANSWERS,
    ASSIGNMENTS,
    CHECKLISTS,
    EVIDENCE_FILES,
    PEER_ASSESSMENTS,
    STANDING,
)
from drafting.partners.tables import VERSIONS

WITH_THE_PARTNER = "stay as long as the partner’s file; `saathi partners delete` takes both away"
FOR_GOOD = "stay, for they hold for every partner"
GIVE_ON = "give them to somebody else: `saathi due-diligence assign`"


@dataclass(frozen=True)
class Mention:
    """Something that stays with a person's id, how often, and what can be done."""

    count: int
    what: str  # 'draft that they asked for', for one
    many: str  # the same for several
    cure: str


def mentions_of(member: str, database: Database) -> list[Mention]:
    """Everything that names the person, as who made or was given it; nothing that there is none of.

    `member` is a Slack member id.
    """
    with database.read() as connection:
        return [mention for mention in _all(member, connection) if mention.count]


def _all(member: str, connection: sa.Connection) -> Iterator[Mention]:
    by = f'%"by":"{member}"%'  # as pydantic writes it; a member id is letters and digits
    accepted = f'%"accepted_by":"{member}"%'

    def count(table: sa.Table, which: sa.ColumnElement[bool]) -> int:
        wanted = sa.select(sa.func.count()).select_from(table).where(which)
        return int(connection.execute(wanted).scalar_one())

    yield Mention(
        count(VERSIONS, VERSIONS.c.by == member),
        "change of a partner’s file",
        "changes of partners’ files",
        WITH_THE_PARTNER,
    )
    yield Mention(
        count(DRAFTS, DRAFTS.c.requested_by == member),
        "draft that they asked for",
        "drafts that they asked for",
        WITH_THE_PARTNER,
    )
    begun = sa.or_(CHECKLISTS.c.made_by == member, CHECKLISTS.c.completed_by == member)
    yield Mention(
        count(CHECKLISTS, begun),
        "checklist that they began or completed",
        "checklists that they began or completed",
        WITH_THE_PARTNER,
    )
    yield Mention(
        count(ANSWERS, ANSWERS.c.answer.like(by)),
        "answer in a checklist",
        "answers in checklists",
        WITH_THE_PARTNER,
    )
    yield Mention(
        _assigned(member, connection),
        "question of a checklist that is given to them",
        "questions of checklists that are given to them",
        GIVE_ON,
    )
    earlier = sa.or_(ASSIGNMENTS.c.to == member, ASSIGNMENTS.c.by == member)
    yield Mention(
        count(ASSIGNMENTS, earlier),
        "note of who gave a question to whom",
        "notes of who gave a question to whom",
        WITH_THE_PARTNER,
    )
    yield Mention(
        count(EVIDENCE_FILES, EVIDENCE_FILES.c.by == member),
        "file of evidence that they gave",
        "files of evidence that they gave",
        WITH_THE_PARTNER,
    )
    yield Mention(
        count(PEER_ASSESSMENTS, PEER_ASSESSMENTS.c.assessment.like(accepted)),
        "assessment of another organisation that they accepted",
        "assessments of other organisations that they accepted",
        WITH_THE_PARTNER,
    )
    yield Mention(
        count(STANDING, STANDING.c.answer.like(by)),
        "standing answer of CIP",
        "standing answers of CIP",
        FOR_GOOD,
    )


def _assigned(member: str, connection: sa.Connection) -> int:
    """How many questions the person has now: of each, the last who was given it counts."""
    place = (ASSIGNMENTS.c.checklist, ASSIGNMENTS.c.entry)
    order = (ASSIGNMENTS.c.at.desc(), ASSIGNMENTS.c.id.desc())
    newest = sa.func.row_number().over(partition_by=place, order_by=order).label("newest")
    ranked = sa.select(ASSIGNMENTS.c.to, newest).subquery()
    wanted = sa.select(sa.func.count()).select_from(ranked)
    holds = wanted.where(ranked.c.newest == 1, ranked.c.to == member)
    return int(connection.execute(holds).scalar_one())
