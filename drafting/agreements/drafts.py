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
from drafting.agreements.lives.standing import Version
from drafting.agreements.lives.step_record import StepRecord, forget_lives
from drafting.agreements.reviewing.review import Review
from drafting.agreements.reviewing.verdict import RULES, Verdict
from drafting.agreements.settled_points import SETTLED_POINTS, SettledPoints
from drafting.agreements.tables import (
    COMPOSITION,
    DRAFTS,
    FILES,
    REMOVED_DRAFTS,
    REVIEW,
    WITH_FILES,
    WITHOUT_FILES,
    draft_of,
    info_of,
    sealed_file,
)
from drafting.documents.composition import Composition, DocumentKind
from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import UnknownDraft
from drafting.partners.office_time import office_day
from drafting.sealing import KeyRing


@dataclass(frozen=True)
class NewDraft:
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
    review_file: bytes


@dataclass(frozen=True)
class IssuedVersion:
    """What one version was made from, and the verdict on it."""

    composition: Composition  # without restricted values
    record_version: int  # of the partner's file
    review: Review
    template_digest: str
    holds_restricted: bool
    rules: int = RULES

    @property
    def verdict(self) -> Verdict:
        """How far it was, by the rules of its time."""
        return Verdict(self.review.points, self.rules)


class Drafts:
    """Every draft that was made. Threads and processes may share it."""

    def __init__(
        self,
        database: DatabaseAccess,
        clock: Callable[[], float] = time.time,
        ring: KeyRing | None = None,
    ) -> None:
        """`ring` seals files in which restricted values stand; without one they are kept as is."""
        self._database = database
        self._clock = clock
        self._ring = ring or KeyRing()
        self.settled_points = SettledPoints(database, clock)
        self.steps = StepRecord(database, clock, ring)

    def save(
        self, new_draft: NewDraft, is_current: Callable[[sa.Connection], bool]
    ) -> Draft | None:
        """The draft as saved, or the one that was saved before with its key.

        None where its version was given to another draft meanwhile, or where `is_current` says in
        the same transaction that what it was made from is no longer so: make it again.
        """
        row = self._row(new_draft)
        try:
            with self._database.write() as connection:
                earlier_row = connection.execute(_saved_with_key(new_draft.request.key)).first()
                if earlier_row is not None:
                    return draft_of(earlier_row, self._ring)
                # First, for on PostgreSQL it waits until a save of the partner's file has ended.
                if not is_current(connection):
                    return None
                if _last_version(connection, new_draft.request) + 1 != row["version"]:
                    return None
                connection.execute(DRAFTS.insert(), row)
        except IntegrityError:  # another replica saved the same key or number just now
            return self.saved_with(new_draft.request.key)
        return saved_draft(new_draft, row["created_at"])

    def still(self, draft_id: str, is_current: Callable[[sa.Connection], bool]) -> Draft | None:
        """That draft; None where `is_current` says that what was looked at is no longer so.

        Raises UnknownDraft.
        """
        with self._database.write() as connection:
            if not is_current(connection):
                return None
        return self.get(draft_id)

    def saved_with(self, key: str) -> Draft | None:
        """The draft of the wish with that key; None where there is none yet."""
        with self._database.read() as connection:
            row = connection.execute(_saved_with_key(key)).first()
        return draft_of(row, self._ring) if row else None

    def latest(self, request: AgreementRequest) -> tuple[int, str]:
        """The last version of that document and its id; (0, '') where it was never drafted.

        Where that version was too old and is deleted, its id is ''.
        """
        with self._database.read() as connection:
            row = connection.execute(_NEWEST, _document(request)).first()
        return (row.version, row.id) if row else (0, "")

    def get(self, draft_id: str) -> Draft:
        """The draft with its files. Raises UnknownDraft, KeyMissing."""
        return draft_of(self._found(sa.select(*WITH_FILES), draft_id), self._ring)

    def info(self, draft_id: str) -> DraftInfo:
        """The draft without its files. Raises UnknownDraft."""
        return info_of(self._found(sa.select(*WITHOUT_FILES), draft_id))

    def composition(self, draft_id: str) -> Composition:
        """What the draft was set from, without restricted values. Raises UnknownDraft."""
        row = self._found(sa.select(DRAFTS.c.composition), draft_id)
        return COMPOSITION.validate_json(row.composition)

    def issued(self, draft_id: str) -> IssuedVersion:
        """What the next version is compared with. Raises UnknownDraft."""
        names = ("record_version", "template_digest", "holds_restricted", "rules")
        columns = (DRAFTS.c[name] for name in ("composition", "review", *names))
        row = self._found(sa.select(*columns), draft_id)
        return IssuedVersion(
            composition=COMPOSITION.validate_json(row.composition),
            review=REVIEW.validate_json(row.review),
            **{name: getattr(row, name) for name in names},
        )

    def versions(self, partner: str, kind: DocumentKind, agreement: str) -> list[DraftInfo]:
        """Every version of one document, oldest first."""
        query = sa.select(*WITHOUT_FILES).where(_of(partner, kind, agreement))
        return self._infos(query.order_by(DRAFTS.c.version))

    def in_short(self, partner: str, agreement: str = "") -> list[Version]:
        """Every version of every document of one agreement, or of all of the partner's."""
        names = ("id", "kind", "agreement", "version", "requested_by", "created_at")
        columns = [DRAFTS.c[name] for name in (*names, "may_see_restricted", "review")]
        query = sa.select(*columns).where(DRAFTS.c.partner == partner)
        if agreement:
            query = query.where(DRAFTS.c.agreement == agreement)
        with self._database.read() as connection:
            return [_version_of(row) for row in connection.execute(query.order_by(DRAFTS.c.id))]

    def recent(self, limit: int) -> list[DraftInfo]:
        """The last drafts, newest first."""
        newest = sa.select(*WITHOUT_FILES).order_by(DRAFTS.c.created_at.desc(), DRAFTS.c.id)
        return self._infos(newest.limit(limit))

    def newest(self) -> list[DraftInfo]:
        """The last version of every document that was drafted, by its id."""
        document = (DRAFTS.c.partner, DRAFTS.c.kind, DRAFTS.c.agreement)
        last = sa.select(*document, sa.func.max(DRAFTS.c.version).label("version"))
        newest = last.group_by(*document).subquery()
        is_newest = sa.and_(
            *(DRAFTS.c[name] == newest.c[name] for name in ("partner", "kind", "agreement")),
            DRAFTS.c.version == newest.c.version,
        )
        query = sa.select(*WITHOUT_FILES).join(newest, is_newest)
        return self._infos(query.order_by(DRAFTS.c.id))

    def newest_of(self, partner: str, agreement: str) -> DraftInfo | None:
        """The last draft of that agreement, whichever document; None where there is none."""
        these = sa.and_(DRAFTS.c.partner == partner, DRAFTS.c.agreement == agreement)
        order = (DRAFTS.c.created_at.desc(), DRAFTS.c.id)
        newest = self._infos(sa.select(*WITHOUT_FILES).where(these).order_by(*order).limit(1))
        return newest[0] if newest else None

    def count(self, partner: str) -> int:
        """How many drafts a partner has, of all documents and versions."""
        query = sa.select(sa.func.count()).select_from(DRAFTS).where(DRAFTS.c.partner == partner)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def forget(self, partner: str) -> int:
        """Deletes the partner's drafts with their files, and what was settled; how many they were.

        Their references stay taken: papers bear them, and a partner of the same id may come again.
        """
        names = ("id", "partner", "kind", "agreement", "version")
        drafts = sa.select(*(DRAFTS.c[name] for name in names)).where(DRAFTS.c.partner == partner)
        with self._database.write() as connection:
            rows = connection.execute(drafts).all()
            lines = [{**row._mapping, "removed_at": self._clock()} for row in rows]
            if lines:
                connection.execute(REMOVED_DRAFTS.insert(), lines)
            connection.execute(DRAFTS.delete().where(DRAFTS.c.partner == partner))
            connection.execute(SETTLED_POINTS.delete().where(SETTLED_POINTS.c.partner == partner))
            forget_lives(connection, partner)
            return len(lines)

    def _infos(self, query: sa.Select[Any]) -> list[DraftInfo]:
        with self._database.read() as connection:
            return [info_of(row) for row in connection.execute(query)]

    def _found(self, query: sa.Select[Any], draft_id: str) -> sa.Row[Any]:
        with self._database.read() as connection:
            row = connection.execute(query.where(DRAFTS.c.id == draft_id)).first()
        if row is None:
            raise UnknownDraft(self._nothing(draft_id))
        return row

    def _nothing(self, draft_id: str) -> str:
        with self._database.read() as connection:
            removed = REMOVED_DRAFTS.select().where(REMOVED_DRAFTS.c.id == draft_id)
            if row := connection.execute(removed).first():
                day = office_day(datetime.fromtimestamp(row.removed_at, UTC))
                return (
                    f"The draft '{draft_id}' was deleted on {day:%d %B %Y}, with its partner’s "
                    "file or because its agreement was over for longer than "
                    "`privacy.keep_drafts_days`; draft it anew if it is needed."
                )
            ids = connection.execute(sa.select(DRAFTS.c.id)).scalars().all()
        near = [match[0] for match in process.extract(draft_id, ids, scorer=fuzz.ratio, limit=2)]
        hint = f"did you mean {' or '.join(near)}?" if near else "none was made yet."
        return f"There is no draft '{draft_id[:160]}'; {hint}"

    def _row(self, new_draft: NewDraft) -> dict[str, Any]:
        wish = new_draft.request
        return {
            "id": new_draft.composition.reference,
            "key": wish.key,
            "partner": wish.partner,
            "kind": str(wish.kind),
            "agreement": wish.agreement,
            "version": new_draft.composition.version,
            "requested_by": wish.requested_by[:120],
            "may_see_restricted": wish.may_see_restricted,
            "holds_restricted": new_draft.holds_restricted,
            "partner_name": new_draft.partner_name,
            "title": new_draft.composition.title,
            "created_at": self._clock(),
            "record_version": new_draft.record_version,
            "template_digest": new_draft.template_digest,
            "clauses_digest": new_draft.clauses_digest,
            "review": REVIEW.dump_json(new_draft.review).decode(),
            "changes": list(new_draft.changes),
            "composition": COMPOSITION.dump_json(new_draft.composition).decode(),
            "rules": RULES,
            "review_file": new_draft.review_file,
            **self._files(new_draft),
        }

    def _files(self, new_draft: NewDraft) -> dict[str, Any]:
        """Its files as they are kept."""
        files: dict[str, Any] = {name: getattr(new_draft, name) for name in FILES}
        key = self._ring.first
        if key is None:
            return files
        if new_draft.holds_restricted:
            reference = new_draft.composition.reference
            files = {name: sealed_file(files[name], key, reference, name) for name in FILES}
        return {**files, "sealed_with": key.id}


def saved_draft(new_draft: NewDraft, at: float) -> Draft:
    """What was made, as it reads back once it is saved."""
    return Draft(
        id=new_draft.composition.reference,
        request=new_draft.request,
        version=new_draft.composition.version,
        partner_name=new_draft.partner_name,
        title=new_draft.composition.title,
        created_at=datetime.fromtimestamp(at, UTC),
        review=new_draft.review,
        changes=new_draft.changes,
        holds_restricted=new_draft.holds_restricted,
        working=new_draft.working,
        clean=new_draft.clean,
        review_file=new_draft.review_file,
    )


def _version_of(row: sa.Row[Any]) -> Version:
    """A version in short. One by somebody without the right lacks what only Finance may see."""
    may_see: bool = row.may_see_restricted
    lacks = not may_see and any(
        field.restricted for field in REVIEW.validate_json(row.review).open_fields
    )
    return Version(
        id=row.id,
        kind=DocumentKind(row.kind),
        agreement=row.agreement,
        number=row.version,
        made_by=row.requested_by,
        made_at=datetime.fromtimestamp(row.created_at, UTC),
        is_incomplete=lacks,
    )


def _saved_with_key(key: str) -> sa.Select[Any]:
    return sa.select(*WITH_FILES).where(DRAFTS.c.key == key)


def _of(partner: str, kind: DocumentKind, agreement: str) -> sa.ColumnElement[bool]:
    row = DRAFTS.c
    return sa.and_(row.partner == partner, row.kind == str(kind), row.agreement == agreement)


def _document(wish: AgreementRequest) -> dict[str, str]:
    """The parameters of `_NEWEST`."""
    return {"of_partner": wish.partner, "of_kind": str(wish.kind), "of_agreement": wish.agreement}


def _newest() -> sa.Select[int, str]:
    """The last number that was given and its draft's id, '' where that is deleted."""
    numbers = (
        sa.select(table.c.version, draft_id.label("id")).where(
            table.c.partner == sa.bindparam("of_partner"),
            table.c.kind == sa.bindparam("of_kind"),
            table.c.agreement == sa.bindparam("of_agreement"),
        )
        for table, draft_id in ((DRAFTS, DRAFTS.c.id), (REMOVED_DRAFTS, sa.literal_column("''")))
    )
    every = sa.union_all(*numbers).subquery()
    return sa.select(every.c.version, every.c.id).order_by(every.c.version.desc()).limit(1)


_NEWEST = _newest()


def _last_version(connection: sa.Connection, wish: AgreementRequest) -> int:
    """The last number that was given, also where its draft is deleted; 0 for none."""
    row = connection.execute(_NEWEST, _document(wish)).first()
    return row.version if row else 0
