"""`saathi partners list` with a filter: who of the pool fits, partners first, prospects named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.terminal.console import complain, out, say
from drafting.partners import DraftingError, StoredPartner

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.partnership.pool import PoolMember

NAMED = 5  # prospects that a sentence names


@dataclass(frozen=True)
class FilterWords:
    """What was typed to choose by; '' for what was not."""

    province: str = ""
    subject: str = ""
    partner_type: str = ""
    women_led: bool = False
    status: str = ""

    @property
    def asks_nothing(self) -> bool:
        """True where nothing was typed."""
        return self == FilterWords()


@dataclass(frozen=True)
class FittingPool:
    """Who fits, by name."""

    partners: tuple[str, ...]  # their ids
    prospects: tuple[PoolMember, ...]


def fitting_pool(services: Services, words: FilterWords) -> FittingPool:
    """Who fits what was typed. Raises DraftingError with what can be chosen."""
    from drafting.partnership.pool import fitting, pool_filter, subjects_of  # noqa: PLC0415

    members = services.pool()
    wanted = pool_filter(
        subjects_of(members),
        province_name=words.province,
        subject=words.subject,
        partner_type=words.partner_type,
        women_led=words.women_led,
        status=words.status,
    )
    fit = fitting(members, wanted)
    return FittingPool(
        tuple(member.id for member in fit if member.is_partner),
        tuple(member for member in fit if not member.is_partner),
    )


def readable(services: Services, ids: Sequence[str]) -> list[StoredPartner]:
    """The partners of these ids; of one whose record cannot be read, the reason is told."""
    records = []
    for partner_id in ids:
        try:
            records.append(services.partners.read(partner_id))
        except DraftingError as error:
            complain(str(error))
    return records


def show_fitting(services: Services, pool: FittingPool, number: int, size: int) -> None:
    """Prints a page of the partners that fit, and names the prospects."""
    from bot.terminal import partner_views as views  # noqa: PLC0415  (the record)

    if not pool.partners:
        say("No partner on record fits all of that.")
    else:
        first = (number - 1) * size
        records = readable(services, pool.partners[first : first + size])
        if records:
            out.print(views.list_view(records))
    if len(pool.partners) > size:
        say(views.page_sentence(number, size, len(pool.partners)))
    if pool.prospects:
        say(prospects_sentence(pool.prospects))


def prospects_sentence(prospects: Sequence[PoolMember]) -> str:
    """Which organisations fit that are no partners yet."""
    names = ", ".join(f"{each.name} ({each.id[:8]})" for each in prospects[:NAMED])
    more = f" and {len(prospects) - NAMED} more" if len(prospects) > NAMED else ""
    return f"No partners yet, but fit: {names}{more}; `saathi register show ENTRY` shows each."
