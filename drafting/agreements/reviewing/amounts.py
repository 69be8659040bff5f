"""Whether what was decided or looked into up to a sum covers the money of an agreement.

Sums in two currencies are compared at the agreement's own dated rate, and at no other.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from drafting.agreements.reviewing.case import day, money
from drafting.partners.record.agreement import Money
from drafting.partners.vocabulary import Flag

PKR = "PKR"
PAISA = Decimal("0.01")


class AmountGap(StrEnum):
    """Why a sum is not known to cover an agreement's money; its value ends a finding's code."""

    AGREEMENT_UNKNOWN = "amount-unknown"
    NOT_SAID = "no-amount"
    NO_CURRENCY = "no-currency"
    NO_RATE = "no-rate"
    TOO_SMALL = "amount-too-small"


class CoveredSum(NamedTuple):
    """Up to what sum something holds; the amount is None and the currency '' where not recorded."""

    amount: Decimal | None
    currency: str

    def gap(self, terms: Money) -> AmountGap | None:
        """Why it does not cover the agreement's money; None where it does, or there is none."""
        if terms.amount is None:
            has_funds = terms.funding_involved is Flag.YES
            return AmountGap.AGREEMENT_UNKNOWN if has_funds else None
        if self.amount is None:
            return AmountGap.NOT_SAID
        if not self.currency:
            return AmountGap.NO_CURRENCY
        if not terms.currency:
            return AmountGap.AGREEMENT_UNKNOWN
        converted = self.converted(terms)
        if converted is None:
            return AmountGap.NO_RATE
        return AmountGap.TOO_SMALL if converted < terms.amount else None

    def converted(self, terms: Money) -> Decimal | None:
        """The sum in the agreement's currency; None without a dated rate between the two."""
        if self.amount is None or self.currency == terms.currency:
            return self.amount
        other = terms.donor_currency or PKR
        if not terms.rate or terms.rate_date is None or self.currency != other:
            return None
        ways = (self.amount * terms.rate, self.amount / terms.rate)
        multiplies = _multiplies(self.currency, terms)
        return None if multiplies is None else ways[0 if multiplies else 1].quantize(PAISA)

    def why(self, gap: AmountGap, name: str, cure: str, terms: Money) -> str:
        """The sentence on that gap; `name` begins it, `cure` says what to do about a small sum."""
        due = money(terms.amount, terms.currency) if terms.amount is not None else ""
        if gap is AmountGap.AGREEMENT_UNKNOWN:
            missing = "‘Amount’" if terms.amount is None else "‘Currency’"
            return (
                f"{name} cannot be held against the money of the agreement, which is not fully on "
                f"record; fill in {missing}."
            )
        if gap is AmountGap.NOT_SAID:
            return (
                f"{name} does not say up to what amount it holds, and the agreement is about "
                f"{due}; record the amount."
            )
        if gap is AmountGap.NO_CURRENCY:
            return f"{name} gives an amount without its currency; record the currency."
        assert self.amount is not None
        own = money(self.amount, self.currency)
        if gap is AmountGap.NO_RATE:
            return (
                f"{name} holds up to {own}, and the agreement is about {due}, with no dated rate "
                f"between {self.currency} and {terms.currency} on record to compare them; fill in "
                "‘Exchange rate’ and ‘Date of the exchange rate’."
            )
        own += self._at_rate(terms)
        return f"{name} holds up to {own}, and the agreement is about {due}; {cure}."

    def _at_rate(self, terms: Money) -> str:
        """' (PKR 600,000 at the rate of 15 January 2026)'; '' in the agreement's own currency."""
        converted = self.converted(terms)
        if converted is None or terms.rate_date is None or self.currency == terms.currency:
            return ""
        return f" ({money(converted, terms.currency)} at the rate of {day(terms.rate_date)})"


def _multiplies(currency: str, terms: Money) -> bool | None:
    """Whether the rate is how much of the agreement's currency one of the other is worth.

    A rate is on record either way round. The donor's amount tells which; else a rupee is taken to
    be worth less than what donors pay in. None where neither helps.
    """
    assert terms.rate is not None
    if terms.amount and terms.donor_amount and currency == terms.donor_currency:
        multiplied, divided = terms.donor_amount * terms.rate, terms.donor_amount / terms.rate
        return abs(multiplied - terms.amount) <= abs(divided - terms.amount)
    if PKR not in (currency, terms.currency):
        return None
    return (terms.rate >= 1) is (terms.currency == PKR)
