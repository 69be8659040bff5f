"""How large or risky a partnership must be for more to be asked: the office's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from drafting.due_diligence.item import Tier
from drafting.field_values import listed
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Context, Flag, PartnerType, Province, Purpose

OURS = "the office’s own setting; the CSPF sets none"
PKR = "PKR"
JUDGED = "A person judged it high-risk: "


@dataclass(frozen=True)
class TierPolicy:
    """Thresholds. Every default is ours, not the CSPF's."""

    large_from: Decimal = Decimal(20_000_000)  # PKR
    risky_contexts: frozenset[Context] = frozenset()
    risky_provinces: frozenset[Province] = frozenset()
    valid_months: int = 24
    expires_soon_days: int = 60


@dataclass(frozen=True)
class Placed:
    """The tier of a partnership, and every reason for it, a sentence each."""

    tier: Tier
    reasons: tuple[str, ...]


def place(
    partner: Partner, agreement: Agreement, policy: TierPolicy, high_risk: str = ""
) -> Placed:
    """The tier; `high_risk` is why a person judges it to be so, or ''."""
    if agreement.money.funding_involved is Flag.YES:
        raised = tuple(_raised(partner, agreement, policy, high_risk))
        funded = "Funds change hands, which shapes what is asked (CSPF 15(d)), so"
        if raised:
            return Placed(Tier.D, (f"{funded} at least tier C applies.", *raised))
        unknown = _amount_unknown(agreement, policy)
        return Placed(Tier.C, (f"{funded} tier C applies.", *unknown))
    told = (*_funding_unknown(agreement), *_risk_without_funds(high_risk))
    none = agreement.money.funding_involved is Flag.NO
    no_funds = "no funds change hands" if none else "no funds are known"
    if agreement.purpose is Purpose.INFORMAL_LEARNING:
        informal = f"The purpose is informal learning and {no_funds}, so tier A applies."
        return Placed(Tier.A, (informal, *told))
    more = f"The partnership is more than informal learning and {no_funds}, so tier B applies."
    return Placed(Tier.B, (more, *told))


def is_judged_risky(reasons: tuple[str, ...]) -> bool:
    """True where a person's judgement is among the reasons for a tier."""
    return any(reason.startswith(JUDGED) for reason in reasons)


def amount_in_rupees(agreement: Agreement) -> Decimal | None:
    """The amount in PKR as the record gives it; None where it does not say."""
    money = agreement.money
    if money.amount is None:
        return None
    if money.currency == PKR:
        return money.amount
    return money.amount * money.rate if money.rate is not None else None


def _raised(
    partner: Partner, agreement: Agreement, policy: TierPolicy, high_risk: str
) -> Iterator[str]:
    """Each reason for tier D."""
    amount = amount_in_rupees(agreement)
    if amount is not None and amount >= policy.large_from:
        yield f"The amount is PKR {policy.large_from:,.0f} or more ({OURS}), so tier D applies."
    if _is_consortium(partner, agreement):
        yield f"It is a consortium, so tier D applies ({OURS})."
    if agreement.context in policy.risky_contexts:
        yield f"The office treats the context as high-risk, so tier D applies ({OURS})."
    risky = [
        province.label for province in partner.place.provinces if province in policy.risky_provinces
    ]
    if risky:
        where = listed(risky)
        yield f"The office treats {where} as high-risk, so tier D applies ({OURS})."
    if high_risk:
        yield f"{JUDGED}{high_risk}"


def _is_consortium(partner: Partner, agreement: Agreement) -> bool:
    return (
        partner.identity.partner_type is PartnerType.CONSORTIUM
        or agreement.purpose is Purpose.PROGRAMME_CONSORTIUM
    )


def _risk_without_funds(high_risk: str) -> tuple[str, ...]:
    """What tiers C and D add is about funds; the risk is weighed where no funds are."""
    if not high_risk:
        return ()
    return (
        f"{JUDGED}{high_risk} Without funds the items of tiers C and D do not fit; weigh the risk "
        "together in the items on risks and security.",
    )


def _amount_unknown(agreement: Agreement, policy: TierPolicy) -> tuple[str, ...]:
    if amount_in_rupees(agreement) is not None:
        return ()
    return (
        f"The amount in PKR is not known; from PKR {policy.large_from:,.0f} on tier D applies "
        f"({OURS}). Enter the amount, or its exchange rate, in the agreement.",
    )


def _funding_unknown(agreement: Agreement) -> tuple[str, ...]:
    if agreement.money.funding_involved is not Flag.UNKNOWN:
        return ()
    return (
        "It is not known whether funds change hands; say so in the agreement, since funding adds "
        "items (CSPF 15(d)).",
    )
