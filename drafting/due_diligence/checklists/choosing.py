"""Which items fit a partnership, why each does, and why the others do not (CSPF 15(d))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from drafting.due_diligence.catalogue.catalogue import Catalogue, Entered
from drafting.due_diligence.catalogue.item import Item, Tier
from drafting.due_diligence.catalogue.tiers import Placed, TierPolicy, place
from drafting.due_diligence.checklists.checklist import LeftOut
from drafting.partners.conditions import ALWAYS
from drafting.partners.errors import DraftingError
from drafting.partners.facts import Facts, fact
from drafting.partners.field_values import day, words
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import Record
from drafting.partners.record.fields import is_unknown
from drafting.partners.record.organisation import CharityRegistration, Noc
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import PartnerType

TIERS = tuple(Tier)
# CSPF 2 and footnote 9: they have frameworks of their own, and tailored due diligence.
REDIRECTED = {
    PartnerType.PRIVATE: "the Private Sector Engagement Framework",
    PartnerType.GOVERNMENT: "the framework for the public sector",
}


class OtherFramework(DraftingError):
    """The partner is no civil society organisation; the message says which framework serves."""


@dataclass(frozen=True)
class Circumstances:
    """All that the choice depends on."""

    partner: Partner
    agreement: Agreement
    office: Office
    policy: TierPolicy
    today: date
    high_risk: str = ""  # why a person judges it so, or ''

    @property
    def facts(self) -> Facts:
        """The record, for conditions and answers."""
        return Facts(self.partner, self.agreement, self.office)


@dataclass(frozen=True)
class Prefilled:
    """What the record already says to an item, with where it stands."""

    words: str
    source: str  # 'Registration expires on, in the partner’s file'
    expires: date | None
    expired: bool


@dataclass(frozen=True)
class Chosen:
    """An item that is asked, and why."""

    item: Item
    why: str
    prefilled: Prefilled | None = None


@dataclass(frozen=True)
class Choice:
    """The items for one partnership."""

    placed: Placed
    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]


def choose(catalogue: Catalogue, circumstances: Circumstances) -> Choice:
    """The items that fit; the same material gives the same choice.

    Raises OtherFramework for a private or public-sector partner.
    """
    _refuse_other_sectors(circumstances.partner)
    placed = place(
        circumstances.partner,
        circumstances.agreement,
        circumstances.policy,
        circumstances.high_risk,
    )
    facts, today = circumstances.facts, circumstances.today
    chosen: list[Chosen] = []
    left_out: list[LeftOut] = []
    for entered in catalogue.entries:
        item = entered.item
        why_not = _why_not(entered, placed.tier, facts)
        if why_not:
            left_out.append(LeftOut(item=item.id, ask=item.ask, why=why_not))
        else:
            chosen.append(Chosen(item, _why(entered, facts), prefilled(item, facts, today)))
    return Choice(placed, tuple(chosen), tuple(left_out))


def prefilled(item: Item, facts: Facts, today: date) -> Prefilled | None:
    """What the record says to `item`; None where it says nothing, or only some may see it."""
    shown = [path for path in item.answered_by if not fact(path).restricted]
    known = [path for path in shown if not is_unknown(facts.value(path))]
    first = next(iter(item.answered_by), "")
    if first not in known:
        return None
    value = facts.value(first)
    more = (f"{fact(path).label} {_told(facts.value(path))}" for path in known[1:])
    expires = _expiry(value, facts.value(item.expires_by) if item.expires_by else None)
    return Prefilled(
        words="; ".join((_told(value), *more)),
        source=f"{fact(first).label}, in the partner’s file",
        expires=expires,
        expired=expires is not None and expires < today,
    )


def _expiry(value: Any, told: Any) -> date | None:
    """Until when the answer holds; of several papers the one that expires first."""
    entries = value if isinstance(value, tuple) else ()
    dates = [told, *(getattr(one, "expires", None) for one in entries)]
    return min((one for one in dates if isinstance(one, date)), default=None)


def _refuse_other_sectors(partner: Partner) -> None:
    kind = partner.identity.partner_type
    if kind in REDIRECTED:
        raise OtherFramework(
            f"{partner.name} is on record as ‘{kind.label}’. Its due diligence needs a tailored "
            f"approach (CSPF footnote 9); use {REDIRECTED[kind]}, which CSPF 2 names as separate."
        )


def _why_not(entered: Entered, tier: Tier, facts: Facts) -> str:
    """Why an item is left out; '' where it is not."""
    if not _reaches(tier, entered.item.tier):
        return (
            f"Asked from tier {entered.item.tier} ({entered.item.tier.label}) on; this is tier "
            f"{tier} ({tier.label})."
        )
    if not entered.when.holds(facts):
        return f"Not asked, because {entered.when.because(facts)}."
    return ""


def _why(entered: Entered, facts: Facts) -> str:
    item = entered.item
    tier = f"Asked from tier {item.tier} ({item.tier.label}) on"
    if entered.when == ALWAYS:
        return f"{tier}; rests on {item.rests_on}."
    return f"{tier}, here because {entered.when.because(facts)}; rests on {item.rests_on}."


def _reaches(tier: Tier, needed: Tier) -> bool:
    return TIERS.index(tier) >= TIERS.index(needed)


def _told(value: Any) -> str:
    if not isinstance(value, tuple):
        return words(value)
    return "; ".join(_entry(one).rstrip(".") for one in value)


def _entry(one: Any) -> str:
    """An entry of a list in a few words; of a person the name and the title, never more."""
    if not isinstance(one, Record):
        return words(one)
    if isinstance(one, CharityRegistration):
        named = [words(one.province), one.number]
    elif isinstance(one, Noc):
        named = [one.authority, one.area]
    else:
        named = [str(getattr(one, name, "")) for name in ("name", "what", "title")]
    expires = getattr(one, "expires", None)
    until = [f"until {day(expires)}"] if expires else []
    return ", ".join([part for part in named if part] + until)
