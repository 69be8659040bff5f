"""Which partners share an account or a CNIC, by keyed digests: no number is read for it.

Without a key nothing is kept that a number could be guessed from; the records are compared then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from drafting.partners.record.fields import Field, fields_of, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.tables import (
    ACCOUNT_CHANGES,
    DIGESTS,
    PARTNERS,
    VERSIONS,
    IbanInRecord,
)
from drafting.sealing import KeyRing, SealingKey

OF_ONE_ALONE = ("iban", "cnic")  # the kinds of fields whose values belong to one partner
IBAN = "bank.iban"  # the path under which an account is digested
BANK_IBAN = ("bank", "iban")  # the same in JSON
AT_ONCE = 500  # accounts that are looked for in one query


@dataclass(frozen=True)
class SharedNumber:
    """A number of one partner that stands in the files of others too; never the number itself."""

    path: str  # 'bank.iban', 'people.signatories.cnic'
    title: str  # 'IBAN'
    partners: tuple[str, ...]  # the ids of the others


def keep_digests(connection: sa.Connection, records: Sequence[Partner], key: SealingKey) -> None:
    """Keeps the digests of a partner's numbers in place of those that were there.

    `records` are the partner, and perhaps as it would be with an account that waits.
    """
    partner_id = records[0].id
    forget_digests(connection, partner_id)
    numbers = (pair for partner in records for pair in _numbers(partner))
    rows = [
        {
            "partner": partner_id,
            "field": path,
            "digest": key.digest(number, path),
            "key": key.id,
        }
        for path, number in dict.fromkeys(numbers)
    ]
    if rows:
        connection.execute(DIGESTS.insert(), rows)


def forget_digests(connection: sa.Connection, partner_id: str) -> None:
    """Deletes the digests of the partner's numbers."""
    connection.execute(DIGESTS.delete().where(DIGESTS.c.partner == partner_id))


def shared_by_digest(connection: sa.Connection, partner_id: str) -> tuple[SharedNumber, ...]:
    """What the partner shares with others, by what is kept; no key is needed."""
    own, other = DIGESTS.alias(), DIGESTS.alias()
    same = sa.and_(
        own.c.digest == other.c.digest,
        own.c.field == other.c.field,
        other.c.partner != own.c.partner,
    )
    query = (
        sa.select(own.c.field, other.c.partner)
        .join_from(own, other, same)
        .join(PARTNERS, PARTNERS.c.id == other.c.partner)
        .where(own.c.partner == partner_id, ~PARTNERS.c.deleted)
        .order_by(own.c.field, other.c.partner)
    )
    return _shared((row.field, row.partner) for row in connection.execute(query))


def partners_by_account(
    connection: sa.Connection, ibans: Collection[str], ring: KeyRing
) -> dict[str, list[str]]:
    """By IBAN, the ids of the partners in whose files it stands, or waits to be confirmed.

    Without a key, what is encrypted is not compared.
    """
    partners: dict[str, list[str]] = {}
    every = list(ibans)
    for chunk in (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE)):
        digests = {key.digest(iban, IBAN): iban for iban in chunk for key in ring.keys}
        numbers = {"ibans": chunk, "digests": list(digests)}
        for number, partner_id in connection.execute(_HOLDERS, numbers):
            ids = partners.setdefault(digests.get(number, number), [])
            if partner_id not in ids:
                ids.append(partner_id)
    return partners


def _holders() -> sa.CompoundSelect[str, str]:
    """IBAN or digest, and the id of a partner that has it, the digests first.

    It is asked at every draft. The condition on the records is that of the index
    `partner_versions_iban`, or the database would read every version of every record.
    """
    of_version = IbanInRecord()
    of_change = ACCOUNT_CHANGES.c.proposal[BANK_IBAN].as_string()
    present = sa.and_(VERSIONS.c.partner == PARTNERS.c.id, VERSIONS.c.version == PARTNERS.c.version)
    ibans: sa.BindParameter[str] = sa.bindparam("ibans", expanding=True)
    digests: sa.BindParameter[str] = sa.bindparam("digests", expanding=True)
    return sa.union_all(
        sa.select(DIGESTS.c.digest, DIGESTS.c.partner)
        .join(PARTNERS, PARTNERS.c.id == DIGESTS.c.partner)
        .where(DIGESTS.c.digest.in_(digests), ~PARTNERS.c.deleted),
        sa.select(of_version, VERSIONS.c.partner)
        .join(PARTNERS, present)
        .where(VERSIONS.c.sealed_with == "", of_version.in_(ibans))
        .where(~PARTNERS.c.deleted),
        sa.select(of_change, ACCOUNT_CHANGES.c.partner)
        .join(PARTNERS, PARTNERS.c.id == ACCOUNT_CHANGES.c.partner)
        .where(ACCOUNT_CHANGES.c.state == "waiting", ACCOUNT_CHANGES.c.sealed_with == "")
        .where(of_change.in_(ibans), ~PARTNERS.c.deleted),
    )


_HOLDERS = _holders()


def shared_by_value(partner: Partner, others: Iterable[Partner]) -> tuple[SharedNumber, ...]:
    """The same by the values themselves, where there is no key."""
    own = set(_numbers(partner))
    pairs = (
        (path, other.id)
        for other in others
        if other.id != partner.id
        for path, number in dict.fromkeys(_numbers(other))
        if (path, number) in own
    )
    return _shared(sorted(pairs))


def _shared(pairs: Iterable[tuple[str, str]]) -> tuple[SharedNumber, ...]:
    partners: dict[str, list[str]] = {}
    for path, partner in pairs:
        partners.setdefault(path, []).append(partner)
    titles = {path: field.title for path, _, field in _fields()}
    return tuple(
        SharedNumber(path, titles[path], tuple(dict.fromkeys(ids)))
        for path, ids in partners.items()
    )


def _numbers(partner: Partner) -> Iterator[tuple[str, str]]:
    """Each number of the partner, with the path of its field."""
    for path, above, field in _fields():
        records = value_at(partner, above) if above else (partner,)
        for record in records:
            if number := value_at(record, field.path):
                yield path, str(number)


@cache
def _fields() -> tuple[tuple[str, str, Field], ...]:
    """The fields of such numbers: the whole path, the list that each stands in or '', the field."""
    return tuple(_below(fields_of(Partner), ""))


def _below(fields: Mapping[str, Field], above: str) -> Iterator[tuple[str, str, Field]]:
    for path, field in fields.items():
        if field.restricted and field.kind in OF_ONE_ALONE:
            yield f"{above}.{path}" if above else path, above, field
        if field.item and not above:
            yield from _below(field.item, path)
