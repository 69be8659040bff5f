"""What partners are looked over by: where they work, on what, what they are, and how they stand.

One pass over the present versions, of which the database gives the few fields that are asked for:
thousands of partners are looked over without reading each whole record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from drafting.partners.database import DatabaseAccess
from drafting.partners.tables import PARTNERS, VERSIONS
from drafting.partners.vocabulary import Flag, PartnerType, Province, RelationshipStatus

T = TypeVar("T")


@dataclass(frozen=True)
class PartnerOutline:
    """A partner as it is looked over; nothing restricted is in it."""

    id: str
    name: str
    partner_type: PartnerType | None = None
    provinces: tuple[Province, ...] = ()
    districts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    women_led: Flag = Flag.UNKNOWN
    womens_rights_org: Flag = Flag.UNKNOWN
    status: RelationshipStatus | None = None
    sample: bool = False


_RECORD = VERSIONS.c.record
_OUTLINES = (
    sa.select(
        PARTNERS.c.id,
        _RECORD["identity"].label("identity"),
        _RECORD["place"].label("place"),
        _RECORD["gender"].label("gender"),
        _RECORD["relationship", "status"].label("status"),
        _RECORD["sample"].label("sample"),
    )
    .join(
        VERSIONS,
        sa.and_(PARTNERS.c.id == VERSIONS.c.partner, PARTNERS.c.version == VERSIONS.c.version),
    )
    .where(~PARTNERS.c.deleted)
)


def partner_outlines(database: DatabaseAccess) -> list[PartnerOutline]:
    """All partners by name; what an older record says in words of its own is left out."""
    with database.read() as connection:
        outlines = [_outline(row._asdict()) for row in connection.execute(_OUTLINES)]
    return sorted(outlines, key=lambda outline: (outline.name.casefold(), outline.id))


def _outline(row: Mapping[str, Any]) -> PartnerOutline:
    identity, place, gender = (row[name] or {} for name in ("identity", "place", "gender"))
    return PartnerOutline(
        id=row["id"],
        name=str(identity.get("legal_name") or row["id"]),
        partner_type=_read(PartnerType, identity.get("partner_type")),
        provinces=tuple(_all_read(Province, place.get("provinces") or ())),
        districts=tuple(place.get("districts") or ()),
        subjects=tuple(identity.get("subjects") or ()),
        women_led=_read(Flag, gender.get("women_led")) or Flag.UNKNOWN,
        womens_rights_org=_read(Flag, gender.get("womens_rights_org")) or Flag.UNKNOWN,
        status=_read(RelationshipStatus, row["status"]),
        sample=bool(row["sample"]),
    )


def _read(choices: Callable[[Any], T], value: object) -> T | None:
    try:
        return choices(value) if value else None
    except ValueError:
        return None


def _all_read(choices: Callable[[Any], T], values: Iterable[object]) -> Iterable[T]:
    return (choice for value in values if (choice := _read(choices, value)) is not None)
