"""The drafts in the database: each is saved whole, and nobody hears of it before that.

The key of a wish is unique, so that a redelivery, another replica and a second start come to the
same draft; so is a version of a document, so that two who draft at once get two numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.exc import IntegrityError

from drafting.agreements.draft import AgreementRequest, Draft, DraftInfo
from drafting.agreements.reviewing.review import Review
from drafting.agreements.tables import (
    COMPOSITION,
    DRAFTS,
    REVIEW,
    WITH_FILES,
    WITHOUT_FILES,
    draft_of,
    info_of,
)
from drafting.documents.composition import Composition, DocumentKind
from drafting.partners.database import Database
from drafting.partners.errors import UnknownDraft


@dataclass(frozen=True)
class Made:
    """A draft that is ready to be saved."""

    request: AgreementRequest
    composition: Composition  # without restricted values
    partner_name: str
    review: Review
    changes: tuple[str, ...]
    holds_restricted: bool
    record_version: int
    template_digest: str
    clauses_digest: str
    working: bytes
    clean: bytes


class Drafts:
    """Every draft that was made. Threads and processes may share it."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def save(self, made: Made) -> Draft | None:
        """The draft as saved, or the one that was saved before with its key.

        None where its version was given to another draft meanwhile: make it again with the next.
        """
        row = self._row(made)
        try:
            with self._database.write() as connection:
                same = connection.execute(_kept(made.request.key)).first()
                if same is not None:
                    return draft_of(same)
                taken = connection.execute(_latest(made.request)).scalar_one()
                if (taken or 0) + 1 != made.composition.version:
                    return None
                connection.execute(DRAFTS.insert(), row)
        except IntegrityError:  # another replica saved the same key or number just now
            return self.saved_with(made.request.key)
        return saved(made, row["created_at"])

    def saved_with(self, key: str) -> Draft | None:
        """The draft of the wish with that key; None where there is none yet."""
        with self._database.read() as connection:
            row = connection.execute(_kept(key)).first()
        return draft_of(row) if row else None

    def latest(self, request: AgreementRequest) -> tuple[int, str]:
        """The last version of that document and its id; (0, '') where it was never drafted."""
        newest = _of(request.partner, request.kind, request.agreement)
        wanted = sa.select(DRAFTS.c.version, DRAFTS.c.id).where(newest)
        with self._database.read() as connection:
            row = connection.execute(wanted.order_by(DRAFTS.c.version.desc()).limit(1)).first()
        return (row.version, row.id) if row else (0, "")

    def get(self, draft_id: str) -> Draft:
        """The draft with its files. Raises UnknownDraft."""
        return draft_of(self._found(sa.select(*WITH_FILES), draft_id))

    def info(self, draft_id: str) -> DraftInfo:
        """The draft without its files. Raises UnknownDraft."""
        return info_of(self._found(sa.select(*WITHOUT_FILES), draft_id))

    def composition(self, draft_id: str) -> Composition:
        """What the draft was set from, without restricted values. Raises UnknownDraft."""
        row = self._found(sa.select(DRAFTS.c.composition), draft_id)
        return COMPOSITION.validate_json(row.composition)

    def record_version(self, draft_id: str) -> int:
        """The version of the partner's record that it was drafted from. Raises UnknownDraft."""
        return int(self._found(sa.select(DRAFTS.c.record_version), draft_id).record_version)

    def versions(self, partner: str, kind: DocumentKind, agreement: str) -> list[DraftInfo]:
        """Every version of one document, oldest first."""
        wanted = sa.select(*WITHOUT_FILES).where(_of(partner, kind, agreement))
        return self._infos(wanted.order_by(DRAFTS.c.version))

    def recent(self, limit: int) -> list[DraftInfo]:
        """The last drafts, newest first."""
        newest = sa.select(*WITHOUT_FILES).order_by(DRAFTS.c.created_at.desc(), DRAFTS.c.id)
        return self._infos(newest.limit(limit))

    def count(self, partner: str) -> int:
        """How many drafts a partner has, of all documents and versions."""
        wanted = sa.select(sa.func.count()).select_from(DRAFTS).where(DRAFTS.c.partner == partner)
        with self._database.read() as connection:
            return int(connection.execute(wanted).scalar_one())

    def forget(self, partner: str) -> int:
        """Deletes the partner's drafts with their files, and says how many they were."""
        with self._database.write() as connection:
            gone = connection.execute(DRAFTS.delete().where(DRAFTS.c.partner == partner))
            return gone.rowcount

    def _infos(self, wanted: sa.Select[Any]) -> list[DraftInfo]:
        with self._database.read() as connection:
            return [info_of(row) for row in connection.execute(wanted)]

    def _found(self, wanted: sa.Select[Any], draft_id: str) -> sa.Row[Any]:
        with self._database.read() as connection:
            row = connection.execute(wanted.where(DRAFTS.c.id == draft_id)).first()
        if row is None:
            raise UnknownDraft(self._nothing(draft_id))
        return row

    def _nothing(self, draft_id: str) -> str:
        with self._database.read() as connection:
            known = connection.execute(sa.select(DRAFTS.c.id)).scalars().all()
        near = [found[0] for found in process.extract(draft_id, known, scorer=fuzz.ratio, limit=2)]
        said = f"did you mean {' or '.join(near)}?" if near else "none was made yet."
        return f"There is no draft '{draft_id[:160]}'; {said}"

    def _row(self, made: Made) -> dict[str, Any]:
        wish = made.request
        return {
            "id": made.composition.reference,
            "key": wish.key,
            "partner": wish.partner,
            "kind": str(wish.kind),
            "agreement": wish.agreement,
            "version": made.composition.version,
            "requested_by": wish.requested_by[:120],
            "may_see_restricted": wish.may_see_restricted,
            "holds_restricted": made.holds_restricted,
            "partner_name": made.partner_name,
            "title": made.composition.title,
            "created_at": self._clock(),
            "record_version": made.record_version,
            "template_digest": made.template_digest,
            "clauses_digest": made.clauses_digest,
            "review": REVIEW.dump_json(made.review).decode(),
            "changes": list(made.changes),
            "composition": COMPOSITION.dump_json(made.composition).decode(),
            "working": made.working,
            "clean": made.clean,
        }


def saved(made: Made, at: float) -> Draft:
    """What was made, as it reads back once it is saved."""
    return Draft(
        id=made.composition.reference,
        request=made.request,
        version=made.composition.version,
        partner_name=made.partner_name,
        title=made.composition.title,
        created_at=datetime.fromtimestamp(at, UTC),
        review=made.review,
        changes=made.changes,
        holds_restricted=made.holds_restricted,
        working=made.working,
        clean=made.clean,
    )


def _kept(key: str) -> sa.Select[Any]:
    return sa.select(*WITH_FILES).where(DRAFTS.c.key == key)


def _of(partner: str, kind: DocumentKind, agreement: str) -> sa.ColumnElement[bool]:
    row = DRAFTS.c
    return sa.and_(row.partner == partner, row.kind == str(kind), row.agreement == agreement)


def _latest(wish: AgreementRequest) -> sa.Select[Any]:
    return sa.select(sa.func.max(DRAFTS.c.version)).where(
        _of(wish.partner, wish.kind, wish.agreement)
    )
