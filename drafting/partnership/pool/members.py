"""Who is in the pool: every partner, and every organisation that is a prospect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drafting.partners.database import DatabaseAccess
from drafting.partners.record.places import province_of
from drafting.partners.search.outlines import PartnerOutline, partner_outlines
from drafting.partners.vocabulary import Choice, Flag, PartnerType, Province
from drafting.partnership.kinds.prospect import open_prospects, prospect_of
from drafting.register import Entry

__all__ = ["PartnerType", "PoolMember", "PoolStatus", "pool_members", "pool_of"]


class PoolStatus(Choice):
    """How an organisation stands to the office; dormant is no end (CSPF 13-I(e))."""

    ACTIVE = "active"
    DORMANT = "dormant"
    PHASING_OUT = "phasing_out", "Phasing out"
    PROSPECT = "prospect", "Prospect", "prospective"
    ENDED = "ended"
    UNKNOWN = "unknown", "No status on record", "no status"


@dataclass(frozen=True)
class PoolMember:
    """An organisation of the pool."""

    id: str  # of the partner, or of the prospect's entry
    name: str
    is_partner: bool  # False: it has no partner's file yet
    status: PoolStatus
    partner_type: PartnerType | None = None
    provinces: tuple[Province, ...] = ()  # also those in which its districts lie
    subjects: tuple[str, ...] = ()
    women_led: Flag = Flag.UNKNOWN
    womens_rights_org: Flag = Flag.UNKNOWN
    sample: bool = False


def pool_of(database: DatabaseAccess, entries: Iterable[Entry]) -> list[PoolMember]:
    """The partners of the database and the open prospects among the entries, by name."""
    return pool_members(partner_outlines(database), entries)


def pool_members(
    outlines: Iterable[PartnerOutline], entries: Iterable[Entry] = ()
) -> list[PoolMember]:
    """The partners and the open prospects, by name."""
    members = [*map(_of_partner, outlines), *map(_of_prospect, open_prospects(entries))]
    return sorted(members, key=lambda member: (member.name.casefold(), member.id))


def _of_partner(outline: PartnerOutline) -> PoolMember:
    return PoolMember(
        id=outline.id,
        name=outline.name,
        is_partner=True,
        status=PoolStatus(outline.status.value) if outline.status else PoolStatus.UNKNOWN,
        partner_type=outline.partner_type,
        provinces=_provinces(outline.provinces, outline.districts),
        subjects=outline.subjects,
        women_led=outline.women_led,
        womens_rights_org=outline.womens_rights_org,
        sample=outline.sample,
    )


def _of_prospect(entry: Entry) -> PoolMember:
    body = prospect_of(entry)
    return PoolMember(
        id=entry.id,
        name=body.name,
        is_partner=False,
        status=PoolStatus.PROSPECT,
        partner_type=body.partner_type,
        provinces=_provinces(body.provinces, body.districts),
        subjects=body.subjects,
        women_led=body.women_led,
        womens_rights_org=body.womens_rights_org,
    )


def _provinces(provinces: Iterable[Province], districts: Iterable[str]) -> tuple[Province, ...]:
    """The provinces, with those of the districts; a district that is no longer known has none."""
    named = dict.fromkeys(provinces)
    for district in districts:
        try:
            named[province_of(district)] = None
        except KeyError:  # the office's own file of places named it, and no longer does
            continue
    return tuple(named)
