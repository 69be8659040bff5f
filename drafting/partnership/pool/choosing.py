"""Choosing of the pool: by province, subject, kind of organisation, women-led and status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drafting.partners.errors import DraftingError
from drafting.partners.partner_filter import choice_named
from drafting.partners.record.places import province
from drafting.partners.record.slips import plain
from drafting.partners.vocabulary import Flag, PartnerType, Province
from drafting.partnership.pool.members import PoolMember, PoolStatus

MOST_NAMED = 12  # subjects on record that a sentence names


class BadFilter(DraftingError):
    """What is looked for is nothing that an organisation can be; the message names the choices."""


@dataclass(frozen=True)
class PoolFilter:
    """What is looked for; what is empty is not asked."""

    province: Province | None = None
    subject: str = ""  # a part of it is enough
    partner_type: PartnerType | None = None
    women_led: bool = False  # True: those alone
    status: PoolStatus | None = None

    @property
    def asks_nothing(self) -> bool:
        """True where everybody fits."""
        return self == PoolFilter()


def pool_filter(
    subjects: Iterable[str],
    *,
    province_name: str = "",
    subject: str = "",
    partner_type: str = "",
    women_led: bool = False,
    status: str = "",
) -> PoolFilter:
    """The filter that these words mean; `subjects` are those on record.

    Raises BadRecord and BadFilter with what it can be.
    """
    if subject and not _with(subject, subjects):
        raise BadFilter(_no_such_subject(subject, list(subjects)))
    return PoolFilter(
        province=_province(province_name) if province_name else None,
        subject=subject,
        partner_type=choice_named(PartnerType, "Type", partner_type) if partner_type else None,
        women_led=women_led,
        status=choice_named(PoolStatus, "Status", status) if status else None,
    )


def _province(name: str) -> Province:
    return choice_named(Province, "Province", str(province(name)))


def fitting(members: Iterable[PoolMember], wanted: PoolFilter) -> list[PoolMember]:
    """The members that are all that is looked for, in their order."""
    return [member for member in members if _fits(member, wanted)]


def _fits(member: PoolMember, wanted: PoolFilter) -> bool:
    return (
        (wanted.province is None or wanted.province in member.provinces)
        and (not wanted.subject or bool(_with(wanted.subject, member.subjects)))
        and wanted.partner_type in {None, member.partner_type}
        and (not wanted.women_led or member.women_led is Flag.YES)
        and wanted.status in {None, member.status}
    )


def _with(text: str, subjects: Iterable[str]) -> list[str]:
    """The subjects of which `text` is a part, whatever the signs and big letters."""
    part = plain(text)
    return [subject for subject in subjects if part and part in plain(subject)]


def _no_such_subject(subject: str, subjects: Sequence[str]) -> str:
    if not subjects:
        return (
            "No partner’s file and no prospect says what it works on yet; fill in ‘Works on’ first."
        )
    shown = ", ".join(subjects[:MOST_NAMED])
    more = f" and {len(subjects) - MOST_NAMED} more" if len(subjects) > MOST_NAMED else ""
    return f"Nobody on record works on ‘{subject}’. On record: {shown}{more}."
