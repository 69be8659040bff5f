"""How large or risky a partnership must be for more to be asked: the office's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drafting.partners.errors import DraftingError
from drafting.partners.field_values import day, listed
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Context, Flag, PartnerType, Province, Purpose, Tier

OURS = "the office’s own setting; the CSPF sets none"
JUDGED = "A person judged it high-risk: "


class NoEmergency(DraftingError):
    """The first days’ questions are wanted where there is no emergency; the message says so."""


class RiskOfFirstDays(DraftingError):
    """High risk is said of the first days, whose questions it does not change."""


@dataclass(frozen=True)
class TierPolicy:
    """Thresholds. Every default is ours, not the CSPF's."""

    large_from: Decimal = Decimal(20_000_000)  # PKR
    small_up_to: Decimal = Decimal(500_000)  # PKR
    first_days: int = 30  # by when the rest follows, in an emergency
    risky_contexts: frozenset[Context] = frozenset()
    risky_provinces: frozenset[Province] = frozenset()
    valid_months: int = 24
    expires_soon_days: int = 60

    def tier_of(self, partner: Partner, agreement: Agreement) -> Tier:
        """How much due diligence the agreement asks for, whoever judges its risk."""
        return place(partner, agreement, self).tier


@dataclass(frozen=True)
class TierPlacement:
    """The tier of a partnership, and every reason for it, a sentence each."""

    tier: Tier
    reasons: tuple[str, ...]


def place(
    partner: Partner, agreement: Agreement, policy: TierPolicy, high_risk: str = ""
) -> TierPlacement:
    """The tier; `high_risk` is why a person judges it to be so, or ''.

    Of two amounts the lower never has a tier that asks more.
    """
    judgement = _as_sentence(high_risk)
    risks = tuple(_risks(partner, agreement, policy))
    if agreement.money.funding_involved is Flag.YES:
        reasons = tuple(_risk_reasons(agreement, policy, risks, judgement))
        premise = "Funds change hands, which shapes what is asked (CSPF 15(d)), so"
        if reasons:
            return TierPlacement(Tier.D, (f"{premise} at least tier C applies.", *reasons))
        if _is_small(agreement, policy):
            small = (
                f"The amount is PKR {policy.small_up_to:,.0f} or less ({OURS}), so tier S applies."
            )
            return TierPlacement(Tier.S, (small,))
        unknown = _amount_unknown(agreement, policy)
        return TierPlacement(Tier.C, (f"{premise} tier C applies.", *unknown))
    risk_notes = (*_funding_unknown(agreement), *_without_funds(risks, judgement))
    has_none = agreement.money.funding_involved is Flag.NO
    no_funds = "no funds change hands" if has_none else "no funds are known"
    if agreement.purpose is Purpose.INFORMAL_LEARNING:
        informal = f"The purpose is informal learning and {no_funds}, so tier A applies."
        return TierPlacement(Tier.A, (informal, *risk_notes))
    more = f"The partnership is more than informal learning and {no_funds}, so tier B applies."
    return TierPlacement(Tier.B, (more, *risk_notes))


def place_first_days(
    agreement: Agreement, policy: TierPolicy, rest_by: date, high_risk: str = ""
) -> TierPlacement:
    """The first days of an emergency: what must be known before help goes out.

    Raises NoEmergency where the agreement is none, and RiskOfFirstDays for a judgement of high
    risk, which would be lost.
    """
    if agreement.context is not Context.EMERGENCY:
        raise NoEmergency(
            f"‘{agreement.key}’ is no agreement of an emergency, and the first days’ questions are "
            "for one alone; set its context to Emergency, or begin the whole checklist."
        )
    if high_risk:
        raise RiskOfFirstDays(
            "The first days ask the same however high the risk is, so the reason for high risk "
            "would be lost; leave it out now, and give it when the rest begins."
        )
    return TierPlacement(
        Tier.F,
        (
            "These are the questions of the first days of an emergency, so the checklist is "
            f"provisional: the rest follows by {day(rest_by)}, after {policy.first_days} days "
            f"({OURS}).",
        ),
    )


def is_judged_risky(reasons: tuple[str, ...]) -> bool:
    """True where a person's judgement is among the reasons for a tier."""
    return any(reason.startswith(JUDGED) for reason in reasons)


def _risk_reasons(
    agreement: Agreement, policy: TierPolicy, risks: tuple[str, ...], judgement: str
) -> Iterator[str]:
    """Each reason for tier D."""
    amount = agreement.money.in_rupees
    if amount is not None and amount >= policy.large_from:
        yield f"The amount is PKR {policy.large_from:,.0f} or more ({OURS}), so tier D applies."
    yield from (f"{risk}, so tier D applies ({OURS})." for risk in risks)
    if judgement:
        yield f"{JUDGED}{judgement}"


def _risks(partner: Partner, agreement: Agreement, policy: TierPolicy) -> Iterator[str]:
    """What makes a funded partnership one of tier D, beside its amount."""
    if _is_consortium(partner, agreement):
        yield "It is a consortium"
    if agreement.context in policy.risky_contexts:
        yield "The office treats the context as high-risk"
    risky = [
        province.label for province in partner.place.provinces if province in policy.risky_provinces
    ]
    if risky:
        yield f"The office treats work in {listed(risky)} as high-risk"


def _without_funds(risks: tuple[str, ...], judgement: str) -> Iterator[str]:
    """What tiers C and D add is about funds; the risk is weighed where no funds are."""
    unfit = "Without funds the items of tiers C and D do not fit; weigh the risk together."
    yield from (f"{risk} ({OURS}). {unfit}" for risk in risks)
    if judgement:
        yield f"{JUDGED}{judgement} {unfit}"


def _is_small(agreement: Agreement, policy: TierPolicy) -> bool:
    """True for a known amount that is small; an unknown one may be large."""
    amount = agreement.money.in_rupees
    return amount is not None and amount <= policy.small_up_to < policy.large_from


def _is_consortium(partner: Partner, agreement: Agreement) -> bool:
    return (
        partner.identity.partner_type is PartnerType.CONSORTIUM
        or agreement.purpose is Purpose.PROGRAMME_CONSORTIUM
    )


def _amount_unknown(agreement: Agreement, policy: TierPolicy) -> tuple[str, ...]:
    if agreement.money.in_rupees is not None:
        return ()
    money = agreement.money
    lacks = "exchange rate" if money.currency else "currency"
    missing = "the amount" if money.amount is None else f"the amount’s {lacks}"
    return (
        f"The amount in PKR is not known; from PKR {policy.large_from:,.0f} on tier D applies "
        f"({OURS}). Enter {missing} in the agreement.",
    )


def _funding_unknown(agreement: Agreement) -> tuple[str, ...]:
    if agreement.money.funding_involved is not Flag.UNKNOWN:
        return ()
    aside = ", though an amount is on record" if agreement.money.amount else ""
    return (
        f"It is not known whether funds change hands{aside}; say so in the agreement, since "
        "funding adds items (CSPF 15(d)).",
    )


def _as_sentence(reason: str) -> str:
    """The reason as a sentence; '' for none."""
    text = " ".join(reason.split())
    return text if not text or text[-1] in ".!?…۔" else f"{text}."
