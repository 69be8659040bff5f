"""The sums that an agreement's fields hold, by what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from drafting.agreements.reviewing.case import money
from drafting.partners.record.agreement import Agreement, BudgetLine
from drafting.partners.vocabulary import Side

FILLERS = frozenset(("the", "for", "and", "with", "its", "their", "from", "of", "in", "to"))


class RecordSum(NamedTuple):
    """A sum on record: how a sentence calls its field, and what refers to it in a text."""

    field: str
    amount: Decimal
    placeholder: str = ""


class RecordSums:
    """What the money of one agreement comes to."""

    def __init__(self, agreement: Agreement) -> None:
        self.terms = agreement.money
        self.currency = self.terms.currency
        self.tranches = self.terms.tranches
        self.to_be_paid = total_of(entry.amount for entry in agreement.phase_out.final_transfers)

    @property
    def total(self) -> RecordSum | None:
        """The amount of the agreement; None where it is not known."""
        return _known("‘Amount’", self.terms.amount, "amount")

    @property
    def contribution(self) -> RecordSum | None:
        """What the partner gives itself."""
        own = self.terms.partner_contribution
        if own is None:
            own = total_of(line.amount for line in self._lines(Side.PARTNER))
        return _known("‘Partner’s own contribution’", own, "partner_contribution")

    def tranche(self, number: int) -> RecordSum | None:
        """The tranche of that number, from 1, or counted from the last, -1; None for none."""
        place = number - 1 if number > 0 else len(self.tranches) + number
        if not 0 <= place < len(self.tranches):
            return None
        return _known(f"tranche {place + 1}", self.tranches[place].amount, f"tranche_{place + 1}")

    def remaining(self) -> RecordSum | None:
        """What is still to be paid: the final transfers, else the last tranche."""
        if self.to_be_paid is not None:
            return RecordSum("the sum of ‘Final transfers’", self.to_be_paid, "still_to_pay")
        return self.tranche(-1)

    def remainders(self) -> set[Decimal]:
        """All that may be left: the final transfers; else the last tranche, the last two ..."""
        if self.to_be_paid is not None:
            return {self.to_be_paid}
        amounts = [tranche.amount for tranche in self.tranches]
        ends = (total_of(amounts[place:]) for place in range(len(amounts) > 1, len(amounts)))
        return {end for end in ends if end is not None}

    def line(self, words: str) -> BudgetLine | None:
        """The budget line that `words` speaks of: most of the line's own words are in it."""
        spoken = _words(words)
        for line in self.terms.budget:
            own = _words(line.description)
            if own and len(own & spoken) / len(own) >= 2 / 3 and len(own & spoken) > 1:
                return line
        return None

    def wholes(self) -> set[Decimal]:
        """What may be called the whole: the amount, with the partner's own part or without it."""
        total = self.terms.amount
        every = total_of(line.amount for line in self.terms.budget)
        own = self.contribution
        sums = (total, every, total + own.amount if total is not None and own else None)
        return {value for value in sums if value is not None}

    def all(self) -> set[Decimal]:
        """Every sum on record in the agreement's currency."""
        own = self.contribution
        single = (
            *(tranche.amount for tranche in self.tranches),
            *(line.amount for line in self.terms.budget),
            own.amount if own else None,
        )
        known = {value for value in single if value is not None}
        return known | self.wholes() | self.remainders()

    def own_lines(self) -> set[Decimal]:
        """The budget lines that the partner pays, alone or with the office."""
        lines = (*self._lines(Side.PARTNER), *self._lines(Side.BOTH))
        return {line.amount for line in lines if line.amount is not None}

    def written(self, amount: Decimal) -> str:
        """'PKR 7,500,000'."""
        return money(amount, self.currency)

    def _lines(self, side: Side) -> list[BudgetLine]:
        return [line for line in self.terms.budget if line.paid_by is side]


def total_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where there is none, or where one of them is not known."""
    every = list(amounts)
    known = [amount for amount in every if amount is not None]
    return sum(known, Decimal(0)) if every and len(known) == len(every) else None


def _known(field: str, amount: Decimal | None, placeholder: str) -> RecordSum | None:
    return None if amount is None else RecordSum(field, amount, placeholder)


def _words(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]{2,}", text.casefold())
    return {word.removesuffix("s") for word in words if word not in FILLERS}
