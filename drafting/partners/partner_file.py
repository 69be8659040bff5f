"""The partner file: every partner's record in the database, with all that it ever said.

A save adds a version and takes nothing away. Who saves says which version they read: if somebody
else saved since, nothing is overwritten. Who changes what is kept does it by `change`, alone. By
whatever way it is saved, another account than the one on record is held (`accounts/`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from drafting.partners.accounts.account_changes import (
    AccountChange,
    AccountStanding,
    with_values,
)
from drafting.partners.accounts.holding import (
    account_held_back,
    forget_changes,
    hold,
    records_with_numbers,
    waiting,
)
from drafting.partners.changes import FieldChange, changes_between
from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import BadRecord, PartnerChanged, UnknownPartner
from drafting.partners.finding import PartnerMatch, PartnerNames
from drafting.partners.merging import known_part
from drafting.partners.record.field_types import AS_STORED
from drafting.partners.record.partner import Partner
from drafting.partners.refusals import refusal_sentences
from drafting.partners.restricted_values.sealed_records import RecordSeal
from drafting.partners.restricted_values.shared_numbers import (
    SharedNumber,
    forget_digests,
    keep_digests,
    partners_by_account,
    shared_by_digest,
    shared_by_value,
)
from drafting.partners.samples import partner_of_a_year, sample_partners
from drafting.partners.search.kept_names import IS_THERE, changes_in, remove_names, write_names
from drafting.partners.search.namesakes import Namesakes
from drafting.partners.tables import NAMES, PARTNERS, PRESENT, VERSIONS
from drafting.sealing import KeyRing, was_ever_sealed

if TYPE_CHECKING:
    from drafting.partners.search.name_search import NameSearch

LOG = logging.getLogger("saathi")
Hindrance = TypeVar("Hindrance")


@dataclass(frozen=True)
class StoredPartner:
    """A partner's record as it is kept."""

    partner: Partner
    version: int
    changed_at: datetime  # UTC
    changed_by: str
    # The paths of what is held and cannot be read, for its key is missing; blank in `partner`.
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartnerVersion:
    """One version of a partner's record, against the one before it."""

    version: int
    by: str
    at: datetime  # UTC
    source: str
    fields: tuple[FieldChange, ...]
    compared_with: int | None = None  # None: the version before; 0: none before it is kept

    @property
    def is_first(self) -> bool:
        """True where no version before it is kept."""
        return self._before == 0

    @property
    def gap(self) -> str:
        """'versions 2 to 4' that stood between and are no longer kept; '' for none."""
        first, last = self._before + 1, self.version - 1
        if first > last:
            return ""
        return f"version {first}" if first == last else f"versions {first} to {last}"

    @property
    def _before(self) -> int:
        return self.version - 1 if self.compared_with is None else self.compared_with


@dataclass(frozen=True)
class PartnerPage:
    """Some of the partners by name, of all that there are."""

    records: tuple[StoredPartner, ...]
    unreadable: tuple[str, ...]  # a sentence for each record that cannot be read
    total: int  # partners on record


class PartnerFile:
    """The partners in one database. Threads and processes may share it."""

    def __init__(
        self,
        database: DatabaseAccess,
        clock: Callable[[], float] = time.time,
        ring: KeyRing | None = None,
    ) -> None:
        """`ring` seals what is restricted; without one it is kept as it is."""
        self._database = database
        self._clock = clock
        self._ring = ring or KeyRing()
        self._read: dict[str, StoredPartner] = {}  # a version never changes once it is written

    def all(self) -> list[Partner]:
        """Every partner that reads back, by name; `unreadable` tells of the others."""
        return [record.partner for record in self.all_stored()]

    def all_stored(self) -> list[StoredPartner]:
        """The same with version, time and writer."""
        records = []
        for row in self._rows():
            try:
                records.append(self._stored(row))
            except BadRecord:
                LOG.warning("the record of partner %s does not read back", row.partner)
        return sorted(
            records, key=lambda record: (record.partner.name.casefold(), record.partner.id)
        )

    def page(self, number: int, size: int) -> PartnerPage:
        """The page of that number, from 1, with `size` partners by name; an empty one after all."""
        # The partners are chosen first: else all records would be sorted, with all that is in them.
        names = sa.select(NAMES.c.partner, NAMES.c.sort_name).where(IS_THERE)
        by_name = names.order_by(NAMES.c.sort_name, NAMES.c.partner)
        chosen = by_name.limit(size).offset((number - 1) * size).subquery()
        query = PRESENT.join(chosen, chosen.c.partner == PARTNERS.c.id).order_by(
            chosen.c.sort_name, chosen.c.partner
        )
        how_many = sa.select(sa.func.count()).select_from(NAMES).where(IS_THERE)
        with self._database.read() as connection:
            rows = list(connection.execute(query))
            total = int(connection.execute(how_many).scalar_one())
        reasons = {row.partner: self._why_unreadable(row) for row in rows}
        return PartnerPage(
            tuple(self._stored(row) for row in rows if not reasons[row.partner]),
            tuple(filter(None, reasons.values())),
            total,
        )

    def is_empty(self) -> bool:
        """True where no partner is on record."""
        query = sa.select(NAMES.c.partner).where(IS_THERE).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).first() is None

    def pages(self, size: int) -> Iterator[PartnerPage]:
        """Every page, one after the other; one at least."""
        for number in count(1):
            page = self.page(number, size)
            yield page
            if number * size >= page.total:
                return

    def unreadable(self) -> list[str]:
        """A sentence for every record that an older Saathi wrote and this one cannot read."""
        return [reason for row in self._rows() if (reason := self._why_unreadable(row))]

    def get(self, partner_id: str) -> Partner:
        """The partner. Raises UnknownPartner with the nearest ids."""
        return self.read(partner_id).partner

    def version(self, partner_id: str) -> int:
        """The number of the present version."""
        return self.read(partner_id).version

    def written_at(self, partner_id: str) -> datetime | None:
        """When the present version was written, whether it reads back or not; None for nobody."""
        with self._database.read() as connection:
            row = _present(connection, partner_id)
        return _moment(row.at) if row else None

    def read(self, partner_id: str) -> StoredPartner:
        """The partner as it is kept. Raises UnknownPartner, BadRecord."""
        return self._stored(self._row(partner_id))

    def raw(self, partner_id: str) -> tuple[int, Mapping[str, Any]]:
        """Version and record as stored, without fields that records no longer have.

        (0, {}) where there is no such partner.
        """
        with self._database.read() as connection:
            row = _present(connection, partner_id)
        if row is None:
            return 0, {}
        return row.version, known_part(Partner, self._seal(partner_id).opened(row.record).record)

    def save(
        self, partner: Partner, *, by: str, source: str, expected_version: int | None = None
    ) -> StoredPartner:
        """The partner as it is kept now: a new version, unless nothing changed.

        A changed account is held, and the one on record stays: `waiting_account` tells of it.
        `by` says who, `source` by what way. `expected_version` is the one that the change was made
        from, 0 for a new partner; raises PartnerChanged where it is not the present one.
        """
        versions = None if expected_version is None else {partner.id: expected_version}
        return self.save_all([partner], by=by, source=source, expected_versions=versions)[0]

    def change(
        self,
        partner_id: str,
        how: Callable[[StoredPartner], Partner | Hindrance],
        *,
        by: str,
        source: str,
    ) -> StoredPartner | Hindrance:
        """The partner as it is kept after `how` changed it; nobody else saves it meanwhile.

        `how` is given what is kept and gives the partner to save, or what stands in the way: that
        comes back as it is, and nothing is saved. It must neither read nor write this file, which
        would wait for itself. Raises UnknownPartner, BadRecord, and what `how` raises.
        """
        with self._database.write() as connection:
            _locked(connection, partner_id)
            if row := _present(connection, partner_id):
                result = how(self._stored(row))
                if not isinstance(result, Partner):
                    return result
                record = self._save(connection, result, None, self._written(by, source))
                write_names(connection, [PartnerNames.of(result)])
                return record
        raise UnknownPartner(self._nobody(partner_id))

    def save_all(
        self,
        partners: Sequence[Partner],
        *,
        by: str,
        source: str,
        expected_versions: Mapping[str, int] | None = None,
    ) -> list[StoredPartner]:
        """The partners as they are kept now: all of them are saved, or none."""
        stamp = self._written(by, source)
        in_order = sorted(partners, key=lambda partner: partner.id)  # no two wait crosswise
        try:
            with self._database.write() as connection:
                records = {
                    partner.id: self._save(
                        connection, partner, (expected_versions or {}).get(partner.id), stamp
                    )
                    for partner in in_order
                }
                write_names(connection, map(PartnerNames.of, in_order))
        except IntegrityError as error:  # another process made the same partner just now
            raise PartnerChanged(_changed_sentence(partners[0].id)) from error
        return [records[partner.id] for partner in partners]

    def delete(self, partner_id: str) -> int:
        """Deletes the partner with its history, and says how many versions are gone."""
        with self._database.write() as connection:
            if _present(connection, partner_id) is None:
                raise UnknownPartner(self._nobody(partner_id))
            _update(connection, partner_id, deleted=True)
            forget_digests(connection, partner_id)
            forget_changes(connection, partner_id)
            deletion = connection.execute(VERSIONS.delete().where(VERSIONS.c.partner == partner_id))
            remove_names(connection, partner_id)
        self._read.pop(partner_id, None)
        return deletion.rowcount

    def history(self, partner_id: str) -> list[PartnerVersion]:
        """Every version, newest first, each with the fields that it changed."""
        self._row(partner_id)
        query = VERSIONS.select().where(VERSIONS.c.partner == partner_id)
        with self._database.read() as connection:
            rows = list(connection.execute(query.order_by(VERSIONS.c.version)))
        seal = self._seal(partner_id)
        records = [seal.as_far_as_readable(row.record) for row in rows]
        earlier = [(0, {}), *((row.version, kept) for row, kept in zip(rows, records, strict=True))]
        triples = zip(earlier, records, rows, strict=False)
        return [_change(*before, record, row) for before, record, row in triples][::-1]

    def changes_since(self, partner_id: str, version: int) -> tuple[FieldChange, ...]:
        """What differs from that version to the present one; nothing where it is not kept."""
        current = self._row(partner_id)
        query = VERSIONS.select().where(
            VERSIONS.c.partner == partner_id, VERSIONS.c.version == version
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return ()
        seal = self._seal(partner_id)
        before, after = map(seal.as_far_as_readable, (row.record, current.record))
        return changes_between(Partner, before, after)

    def as_of(self, partner_id: str, version: int) -> Partner | None:
        """The partner as that version has it; None where it is not kept. Raises BadRecord."""
        this = sa.and_(VERSIONS.c.partner == partner_id, VERSIONS.c.version == version)
        with self._database.read() as connection:
            row = connection.execute(VERSIONS.select().where(this)).first()
        return (
            _partner(partner_id, self._seal(partner_id).opened(row.record).record) if row else None
        )

    def shared_numbers(self, partner_id: str) -> tuple[SharedNumber, ...]:
        """Which accounts and CNICs of the partner stand in the files of others too.

        Raises UnknownPartner.
        """
        self._row(partner_id)
        with self._database.read() as connection:
            if was_ever_sealed(connection):
                return shared_by_digest(connection, partner_id)
        return shared_by_value(self.get(partner_id), self.all())

    def waiting_account(self, partner_id: str) -> AccountChange | None:
        """The change of the partner's account that waits for a call-back; None for none."""
        with self._database.read() as connection:
            return waiting(connection, self._ring, partner_id)

    def would_hold(self, partner: Partner) -> bool:
        """True where saving the partner would hold its account, for it is another one."""
        with self._database.read() as connection:
            row = _present(connection, partner.id)
        if row is None:
            return False
        before = self._seal(partner.id).opened(row.record)
        return bool(account_held_back(before, _record_of(partner))[1])

    def account_standing(self, partner: Partner) -> AccountStanding:
        """Whether a change of its account waits, and who else has its IBAN or the one that waits.

        The partner need not be on record.
        """
        with self._database.read() as connection:
            return self.account_standing_in(connection, partner)

    def account_standing_in(self, connection: sa.Connection, partner: Partner) -> AccountStanding:
        """The same, as it is in that transaction."""
        change = waiting(connection, self._ring, partner.id)
        records = [partner, *([with_values(partner, change.values)] if change else [])]
        ibans = [record.bank.iban for record in records if record.bank.iban]
        holders = partners_by_account(connection, ibans, self._ring)
        others = {other for ids in holders.values() for other in ids} - {partner.id}
        return AccountStanding(change, tuple(sorted(others)))

    def holders_of(self, ibans: Collection[str]) -> Mapping[str, Sequence[str]]:
        """By IBAN, the ids of the partners in whose files it stands, or waits."""
        with self._database.read() as connection:
            return partners_by_account(connection, ibans, self._ring)

    def lock(self, connection: sa.Connection, partner_id: str) -> int:
        """The version of the partner's file, which stays so until that transaction ends.

        0 where there is no such partner.
        """
        row = _locked(connection, partner_id)
        return row.version if row and not row.deleted else 0

    def take_account(
        self, connection: sa.Connection, change: AccountChange, *, by: str
    ) -> StoredPartner:
        """The partner with an account that a call-back confirmed, kept in that transaction.

        For `accounts/desk.py` alone, which has looked at the call-back.
        """
        row = _present(connection, change.partner)
        if row is None:
            raise UnknownPartner(self._nobody(change.partner))
        partner = with_values(self._stored(row).partner, change.values)
        stamp = self._written(by, "call-back on a change of account")
        return self._save(connection, partner, None, stamp, is_confirmed=True)

    def note_numbers(self, connection: sa.Connection, partner_id: str) -> None:
        """Digests the partner's numbers anew in that transaction, as after a change was refused."""
        row = _present(connection, partner_id)
        if row is not None and not self._why_unreadable(row):
            stored = self._stored(row)
            if not stored.unreadable:
                self._keep_digests(connection, stored.partner)

    def find(self, text: str, limit: int = 20) -> list[PartnerMatch]:
        """Partners by part of a name, an acronym or a former name; best first, typos forgiven."""
        return self._names.find(text, limit)

    @cached_property
    def _names(self) -> NameSearch:
        from drafting.partners.search.name_search import NameSearch  # noqa: PLC0415  (numpy, to find)

        return NameSearch(self._database)

    def named_in(self, text: str) -> list[str]:
        """The ids of the partners whose legal names stand in `text`, whatever is written big."""
        return self._names.named_in(text)

    def has(self, partner_id: str) -> bool:
        """True where a partner has that id."""
        query = sa.select(PARTNERS.c.id).where(PARTNERS.c.id == partner_id, ~PARTNERS.c.deleted)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def was_deleted(self, partner_id: str) -> bool:
        """True where a partner had that id and was deleted; of samples too, that never came."""
        query = sa.select(PARTNERS.c.id).where(PARTNERS.c.id == partner_id, PARTNERS.c.deleted)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def namesake(self, legal_name: str) -> str:
        """The legal name of a partner that is called so, but for big letters; '' for none."""
        plain = " ".join(legal_name.casefold().split())
        query = sa.select(NAMES.c.legal_name).where(NAMES.c.sort_name == plain, IS_THERE).limit(1)
        with self._database.read() as connection:
            return str(connection.execute(query).scalar() or "")

    def namesakes(self) -> Namesakes:
        """All partners by their names, to look up whether one bears a name already."""
        with self._database.read() as connection:
            rows = list(connection.execute(NAMES.select().where(IS_THERE)))
            names = changes_in(connection, rows)
        return Namesakes(each for each in names.values() if each is not None)

    def namesakes_of(self, partner: Partner) -> list[PartnerNames]:
        """The other partners that bear one of its names, however it is written."""
        return self._names.namesakes_of(PartnerNames.of(partner))

    def bearers(self, name: str) -> list[PartnerNames]:
        """The partners that bear that name, however it is written."""
        return self._names.namesakes_of(PartnerNames("", name))

    def seed_samples(self, year_on: date | None = None) -> None:
        """Puts the sample partners into a file that never held anything.

        With `year_on` comes one that is in the middle of its year on that day.
        """
        with self._database.read() as connection:
            if connection.execute(sa.select(PARTNERS.c.id).limit(1)).first():
                return
        of_a_year = (partner_of_a_year(year_on),) if year_on else ()
        samples = (*sample_partners(), *of_a_year)
        try:
            versions = dict.fromkeys((partner.id for partner in samples), 0)
            self.save_all(samples, by="Saathi", source="samples", expected_versions=versions)
        except PartnerChanged:
            LOG.info("another process put the sample partners there")

    def refuse_samples(self) -> None:
        """Keeps samples that are not there from ever coming by themselves; deletes none."""
        with self._database.write() as connection:
            known_ids = set(connection.execute(sa.select(PARTNERS.c.id)).scalars())
            absent = [
                {"id": partner.id, "version": 0, "deleted": True}
                for partner in sample_partners()
                if partner.id not in known_ids
            ]
            if absent:
                connection.execute(PARTNERS.insert(), absent)

    def _save(
        self,
        connection: sa.Connection,
        partner: Partner,
        expected_version: int | None,
        stamp: Mapping[str, Any],
        *,
        is_confirmed: bool = False,
    ) -> StoredPartner:
        """Keeps a version. A changed account is held unless it `is_confirmed`."""
        any_row = _locked(connection, partner.id)
        row = _present(connection, partner.id)
        present = row.version if row else 0
        if expected_version is not None and expected_version != present:
            raise PartnerChanged(_changed_sentence(partner.id))
        record, seal = _record_of(partner), self._seal(partner.id)
        if row and not is_confirmed:
            record, partner = self._held_back(connection, row, record, partner, stamp)
        if row and seal.opened(row.record).record == record:
            return self._stored(row)
        before = row.record if row else {}
        kept = seal.to_keep(record, before, is_locked=lambda: was_ever_sealed(connection))
        version = any_row.version + 1 if any_row else 1
        if any_row:
            _update(connection, partner.id, version=version, deleted=False)
        else:
            first = {"id": partner.id, "version": version, "deleted": False}
            connection.execute(PARTNERS.insert().values(first))
        new = {"partner": partner.id, "version": version, **vars(kept), **stamp}
        connection.execute(VERSIONS.insert().values(new))
        unreadable = seal.opened(kept.record).unreadable
        if not unreadable:
            self._keep_digests(connection, partner)
        return StoredPartner(partner, version, _moment(stamp["at"]), stamp["by"], unreadable)

    def _held_back(
        self,
        connection: sa.Connection,
        row: sa.Row[Any],
        record: dict[str, Any],
        partner: Partner,
        stamp: Mapping[str, Any],
    ) -> tuple[dict[str, Any], Partner]:
        """The same with the account that is on record; a changed one is held."""
        before = self._seal(row.partner).opened(row.record)
        kept, values = account_held_back(before, record)
        if not values:
            return record, partner
        as_kept = Partner.model_validate(kept)
        is_new = hold(connection, self._ring, row.partner, values, version=row.version, stamp=stamp)
        if is_new and not before.unreadable:
            self._keep_digests(connection, as_kept)
        return kept, as_kept

    def _keep_digests(self, connection: sa.Connection, partner: Partner) -> None:
        """Keeps digests of what can be read whole: else those of what cannot be would go."""
        if self._ring.first:
            records = records_with_numbers(connection, self._ring, partner)
            keep_digests(connection, records, self._ring.first)

    def _seal(self, partner_id: str) -> RecordSeal:
        return RecordSeal(self._ring, partner_id)

    def _written(self, by: str, source: str) -> dict[str, Any]:
        """Who writes a version, by what way and when, as it is stored."""
        return {"by": by[:120], "source": source[:200], "at": self._clock()}

    def _rows(self) -> list[sa.Row[Any]]:
        with self._database.read() as connection:
            return list(connection.execute(PRESENT))

    def _row(self, partner_id: str) -> sa.Row[Any]:
        with self._database.read() as connection:
            row = _present(connection, partner_id)
        if row is None:
            raise UnknownPartner(self._nobody(partner_id))
        return row

    def _nobody(self, partner_id: str) -> str:
        near = self.find(partner_id, limit=3)
        if not near:
            return f"No partner has the id '{partner_id}'; `saathi partners list` shows them all."
        ids = " or ".join(f"'{match.id}'" for match in near if match.score > near[0].score - 8)
        return f"No partner has the id '{partner_id}'; did you mean {ids}?"

    def _stored(self, row: sa.Row[Any]) -> StoredPartner:
        record = self._read.get(row.partner)
        if record is None or record.version != row.version:
            opened = self._seal(row.partner).opened(row.record)
            partner = _partner(row.partner, opened.record)
            stamp = (row.version, _moment(row.at), row.by)
            record = StoredPartner(partner, *stamp, opened.unreadable)
            if not opened.unreadable:  # the key may come
                self._read[row.partner] = record
        return record

    def _why_unreadable(self, row: sa.Row[Any]) -> str:
        try:
            self._stored(row)
        except BadRecord as error:
            return str(error)
        return ""


def _partner(partner_id: str, record: Mapping[str, Any]) -> Partner:
    try:
        return Partner.model_validate(record, context=AS_STORED)
    except ValidationError as error:
        first = refusal_sentences(error)[0][1]
        raise BadRecord(
            f"The record of '{partner_id}' does not read back ({first.rstrip('.')}); import the "
            "right value for it."
        ) from error


def _record_of(partner: Partner) -> dict[str, Any]:
    """What is stored. A partner that was put together without the checks is checked here."""
    record = partner.model_dump(mode="json", exclude_defaults=True)
    try:
        Partner.model_validate(record)
    except ValidationError as error:
        raise BadRecord(refusal_sentences(error)[0][1]) from error
    return record


def _change(
    earlier: int, before: Mapping[str, Any], record: Mapping[str, Any], row: sa.Row[Any]
) -> PartnerVersion:
    fields = changes_between(Partner, before, record)
    return PartnerVersion(row.version, row.by, _moment(row.at), row.source, fields, earlier)


def _locked(connection: sa.Connection, partner_id: str) -> sa.Row[Any] | None:
    """The partner's row, which nobody else may change before the transaction ends."""
    wanted = PARTNERS.select().where(PARTNERS.c.id == partner_id)
    return connection.execute(wanted.with_for_update()).first()


def _present(connection: sa.Connection, partner_id: str) -> sa.Row[Any] | None:
    return connection.execute(PRESENT.where(PARTNERS.c.id == partner_id)).first()


def _update(connection: sa.Connection, partner_id: str, **values: Any) -> None:
    connection.execute(PARTNERS.update().where(PARTNERS.c.id == partner_id).values(values))


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _changed_sentence(partner_id: str) -> str:
    return (
        f"Somebody else changed the file of '{partner_id}' just now, so nothing was saved; open it "
        "again and make your change anew."
    )
