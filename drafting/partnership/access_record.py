"""Who looked at restricted values, and who exported partners: what is shown is put on record first.

The record holds which fields of which partner, never what stood in them. It is only added to; what
is too old goes by the setting `privacy.keep_access_days`.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drafting.agreements.comparing.comparison import Comparison
from drafting.agreements.desk import DraftingDesk
from drafting.agreements.draft import DraftInfo
from drafting.due_diligence.checklists.checklist import Checklist, ChecklistEntry
from drafting.due_diligence.checklists.reading import keys_for_few
from drafting.partners.changes import FieldChange, values_of
from drafting.partners.database import DatabaseAccess
from drafting.partners.record.partner import Partner
from drafting.partnership.cases.keeping import matter_reference
from drafting.register import Entry

METADATA = sa.MetaData()
ACCESS_RECORD = sa.Table(
    "access_record",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("who", sa.String(120), nullable=False),
    sa.Column("how", sa.String(40), nullable=False),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("about", sa.String(200), nullable=False),
    sa.Index("access_record_time", "at"),
    sa.Index("access_record_partner", "partner", "at"),
)


class Access(StrEnum):
    """How somebody came to see restricted values, or took partners out."""

    WINDOW = "window"
    HISTORY = "history"
    DRAFT = "draft"
    COMPARISON = "comparison"
    EVIDENCE = "evidence"
    SIGNED_FILE = "signed_file"
    SCREENING = "screening"
    ANSWERS = "answers"
    MATTER = "matter"
    TERMINAL = "terminal"
    IMPORT = "import"
    EXPORT = "export"
    DELETION = "deletion"

    @property
    def label(self) -> str:
        """The same in words."""
        return LABELS[self]


LABELS = {
    Access.WINDOW: "opened in a window",
    Access.HISTORY: "opened the history",
    Access.DRAFT: "got a draft that holds them",
    Access.COMPARISON: "compared a file that holds them",
    Access.EVIDENCE: "opened evidence",
    Access.SIGNED_FILE: "opened a signed file",
    Access.SCREENING: "looked at possible matches of a screening",
    Access.ANSWERS: "read answers that are for a few",
    Access.MATTER: "looked at a matter that is for a role alone",
    Access.TERMINAL: "shown in the terminal",
    Access.IMPORT: "shown before an import",
    Access.EXPORT: "exported",
    Access.DELETION: "deleted the partner",
}


@dataclass(frozen=True)
class AccessEntry:
    """One time that somebody saw restricted values of one partner, or exported it."""

    at: datetime  # UTC
    who: str  # a Slack member id, or the account at the terminal
    how: Access
    partner: str  # its id
    fields: tuple[str, ...]  # paths: 'bank.iban'; () where an export held nothing restricted
    about: str  # the draft, the file or the evidence; '' for none


class AccessRecord:
    """The record in one database. Threads and processes may share it."""

    def __init__(self, database: DatabaseAccess, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def note(
        self,
        who: str,
        how: Access,
        partner: str,
        fields: Iterable[str] = (),
        *,
        about: str = "",
        key: str = "",
    ) -> None:
        """Puts on record that `who` is about to see these fields; once for one `key`."""
        entry_id = hashlib.sha256(key.encode()).hexdigest()[:32] if key else uuid.uuid4().hex
        row = {
            "id": entry_id,
            "at": self._clock(),
            "who": who[:120],
            "how": how.value,
            "partner": partner,
            "fields": list(dict.fromkeys(fields)),
            "about": about[:200],
        }
        try:
            with self._database.write() as connection:
                connection.execute(ACCESS_RECORD.insert().values(row))
        except IntegrityError:  # the same delivery, tried again
            return

    def note_values(
        self, who: str, how: Access, partners: Sequence[Partner], *, about: str = ""
    ) -> None:
        """Puts on record that `who` is about to see all that is restricted of these partners.

        A partner of whom nothing restricted is held is left out.
        """
        for partner in partners:
            if fields := held_fields(partner):
                self.note(who, how, partner.id, fields, about=about)

    def note_answers(
        self, who: str, checklist: Checklist, entries: Iterable[ChecklistEntry], today: date
    ) -> None:
        """Puts on record that `who` is about to read answers that are for a few in the office.

        `entries` are those that are shown; the same ones are noted once a day.
        """
        if keys := keys_for_few(entries):
            key = f"answers:{who}:{checklist.id}:{' '.join(keys)}:{today}"
            self.note(who, Access.ANSWERS, checklist.partner, keys, about=checklist.id, key=key)

    def note_matters(self, who: str, entries: Iterable[Entry]) -> None:
        """Puts on record that `who` is about to see those of the entries that are for a role alone.

        It names the role and a reference, and not the partner: who reads the record is not told
        that there is such a matter with it.
        """
        for entry in entries:
            if entry.restricted_to:
                about = matter_reference(entry.id)
                self.note(who, Access.MATTER, "", (entry.restricted_to,), about=about)

    def note_draft(self, who: str, desk: DraftingDesk, draft: DraftInfo, *, key: str = "") -> None:
        """Puts on record that `who` is about to get a draft that holds restricted values."""
        if draft.holds_restricted:
            fields, partner = desk.restricted_fields(draft.id), draft.request.partner
            self.note(who, Access.DRAFT, partner, fields, about=draft.id, key=key)

    def note_comparison(
        self,
        who: str,
        desk: DraftingDesk,
        comparison: Comparison,
        draft: DraftInfo,
        *,
        key: str = "",
    ) -> None:
        """Puts on record that `who` is about to see restricted values of a file that came back."""
        if comparison.shows_restricted:
            fields, partner = desk.restricted_fields(draft.id), draft.request.partner
            self.note(who, Access.COMPARISON, partner, fields, about=draft.id, key=key)

    def note_changes(
        self, who: str, how: Access, partner: str, changes: Iterable[FieldChange]
    ) -> None:
        """Puts on record that `who` is about to see these changes, where some are restricted."""
        if fields := [change.path for change in changes if change.restricted]:
            self.note(who, how, partner, fields)

    def entries(self, *, partner: str = "", since: datetime | None = None) -> list[AccessEntry]:
        """What is on record of a partner, or of all, newest first."""
        query = ACCESS_RECORD.select()
        if partner:
            query = query.where(ACCESS_RECORD.c.partner == partner)
        if since:
            query = query.where(ACCESS_RECORD.c.at >= since.timestamp())
        newest = query.order_by(ACCESS_RECORD.c.at.desc(), ACCESS_RECORD.c.id)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(newest)]


def held_fields(partner: Partner) -> tuple[str, ...]:
    """The paths of the restricted fields that hold something: 'people.signatories[1].cnic'."""
    values = values_of(Partner, partner.model_dump(mode="json", exclude_defaults=True))
    return tuple(path for path, value in values.items() if value.is_restricted)


def _entry(row: Any) -> AccessEntry:
    at = datetime.fromtimestamp(row.at, UTC)
    return AccessEntry(at, row.who, Access(row.how), row.partner, tuple(row.fields), row.about)
