"""Which items fit a partnership, why each does, and why the others do not (CSPF 15(d))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from drafting.due_diligence.catalogue.catalogue import Catalogue, CatalogueEntry
from drafting.due_diligence.catalogue.item import Item
from drafting.due_diligence.catalogue.tiers import (
    TierPlacement,
    TierPolicy,
    place,
    place_first_days,
)
from drafting.due_diligence.checklists.checklist import LeftOut
from drafting.partners.conditions import ALWAYS
from drafting.partners.errors import DraftingError
from drafting.partners.facts import DraftFacts, fact
from drafting.partners.field_values import day, words
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import is_unknown
from drafting.partners.record.organisation import CharityRegistration, Noc
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import PartnerType, Tier

# CSPF 2 and footnote 9: they have frameworks of their own, and tailored due diligence.
REDIRECTED = {
    PartnerType.PRIVATE: "the Private Sector Engagement Framework",
    PartnerType.GOVERNMENT: "the framework for the public sector",
}

# The tiers that ask a selection of what tier C asks, and of what.
SHORT_LISTS: Mapping[Tier, tuple[str, Callable[[Item], bool]]] = {
    Tier.S: ("a small grant", lambda item: item.small),
    Tier.F: ("the first days", lambda item: item.first_days),
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
    first_days: bool = False  # of an emergency: the rest is asked afterwards

    @property
    def rest_by(self) -> date:
        """By when the rest follows, of a checklist of the first days that begins today."""
        return self.today + timedelta(days=self.policy.first_days)

    @property
    def facts(self) -> DraftFacts:
        """The record, for conditions and answers."""
        return DraftFacts(self.partner, self.agreement, self.office)


@dataclass(frozen=True)
class RecordAnswer:
    """What the record already says to an item, and in which field."""

    words: str
    source: str  # 'Registration expires on, in the partner’s file'
    expires: date | None
    has_expired: bool
    missing: tuple[str, ...] = ()  # what belongs to the answer and is not on record


@dataclass(frozen=True)
class SelectedItem:
    """An item that is asked, and why."""

    item: Item
    why: str
    from_file: RecordAnswer | None = None


@dataclass(frozen=True)
class ItemSelection:
    """The items for one partnership."""

    placement: TierPlacement
    chosen: tuple[SelectedItem, ...]
    left_out: tuple[LeftOut, ...]


def choose(catalogue: Catalogue, circumstances: Circumstances) -> ItemSelection:
    """The items that fit; the same material gives the same choice.

    Raises OtherFramework for a private or public-sector partner, NoEmergency for first days of
    none, and RiskOfFirstDays for first days that are called high-risk.
    """
    _refuse_other_sectors(circumstances.partner)
    placement, today = _placed(circumstances), circumstances.today
    facts = replace(circumstances.facts, tier=placement.tier)
    chosen: list[SelectedItem] = []
    left_out: list[LeftOut] = []
    for candidate in catalogue.entries:
        item = candidate.item
        why_not = _why_not(candidate, placement.tier, facts)
        if why_not:
            left_out.append(LeftOut(item=item.id, ask=item.ask, why=why_not))
        else:
            why = _why(candidate, facts, placement.tier)
            chosen.append(SelectedItem(item, why, prefilled(candidate, facts, today)))
    return ItemSelection(placement, tuple(chosen), tuple(left_out))


def _placed(circumstances: Circumstances) -> TierPlacement:
    agreement, policy, risk = circumstances.agreement, circumstances.policy, circumstances.high_risk
    if circumstances.first_days:
        return place_first_days(agreement, policy, circumstances.rest_by, risk)
    return place(circumstances.partner, agreement, policy, risk)


def prefilled(candidate: CatalogueEntry, facts: DraftFacts, today: date) -> RecordAnswer | None:
    """What the record says to an item; None where it says nothing, or only some may see it.

    Where it holds a part alone, the answer names what is missing, and is not the whole.
    """
    item = candidate.item
    open_paths = [path for path in item.answered_by if not fact(path).restricted]
    filled_paths = [path for path in open_paths if not is_unknown(facts.value(path))]
    first = next(iter(item.answered_by), "")
    if first not in filled_paths:
        return None
    value = facts.value(first)
    more = (f"{fact(path).label} {_value_words(facts.value(path))}" for path in filled_paths[1:])
    whole = candidate.enough_when.holds(facts)
    unknown = [path for path in item.answered_by if path not in filled_paths and not whole]
    expires = _expiry(value, facts.value(item.expires_by) if item.expires_by else None)
    return RecordAnswer(
        words="; ".join((_value_words(value), *more)),
        source=f"{fact(first).label}, in the partner’s file",
        expires=expires,
        has_expired=expires is not None and expires < today,
        missing=tuple(fact(path).label for path in unknown),
    )


def _expiry(value: Any, own_expiry: Any) -> date | None:
    """Until when the answer holds; of several papers the one that expires first."""
    entries = value if isinstance(value, tuple) else ()
    dates = [own_expiry, *(getattr(paper, "expires", None) for paper in entries)]
    return min((paper for paper in dates if isinstance(paper, date)), default=None)


def _refuse_other_sectors(partner: Partner) -> None:
    kind = partner.identity.partner_type
    if kind in REDIRECTED:
        raise OtherFramework(
            f"{partner.name} is on record as ‘{kind.label}’. Its due diligence needs a tailored "
            f"approach (CSPF footnote 9); use {REDIRECTED[kind]}, which CSPF 2 names as separate."
        )


def _why_not(candidate: CatalogueEntry, tier: Tier, facts: DraftFacts) -> str:
    """Why an item is left out; '' where it is not."""
    short_list = SHORT_LISTS.get(tier)
    if short_list is not None:
        name, is_in = short_list
        if not is_in(candidate.item):
            return f"Not among the questions of {name}; this is tier {tier} ({tier.meaning})."
    elif not tier.reaches(candidate.item.tier):
        return (
            f"Asked from tier {candidate.item.tier} ({candidate.item.tier.meaning}) on; this is "
            f"tier {tier} ({tier.meaning})."
        )
    if not candidate.when.holds(facts):
        return f"Not asked, because {candidate.when.because(facts)}."
    return ""


def _why(candidate: CatalogueEntry, facts: DraftFacts, placed: Tier) -> str:
    item = candidate.item
    tier = f"Asked from tier {item.tier} ({item.tier.meaning}) on"
    if placed in SHORT_LISTS:
        tier = f"Among the questions of {SHORT_LISTS[placed][0]}"
    if candidate.when == ALWAYS:
        return f"{tier}; rests on {item.rests_on}."
    return f"{tier}, here because {candidate.when.because(facts)}; rests on {item.rests_on}."


def _value_words(value: Any) -> str:
    if not isinstance(value, tuple):
        return words(value)
    return "; ".join(_entry_words(entry).rstrip(".") for entry in value)


def _entry_words(record: Any) -> str:
    """An entry of a list in a few words; of a person the name and the title, never more."""
    if not isinstance(record, RecordModel):
        return words(record)
    if isinstance(record, CharityRegistration):
        parts = [words(record.province), record.number]
    elif isinstance(record, Noc):
        parts = [record.authority, record.area]
    else:
        parts = [str(getattr(record, name, "")) for name in ("name", "what", "title")]
    expires = getattr(record, "expires", None)
    until = [f"until {day(expires)}"] if expires else []
    return ", ".join([part for part in parts if part] + until)
