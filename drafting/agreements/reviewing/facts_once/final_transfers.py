"""The final transfers of a phase-out plan beside the tranches, of which they are the last."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.agreements.reviewing.case import day, money
from drafting.agreements.reviewing.review import Finding
from drafting.partners.record.agreement import Agreement

FIELD = "agreement.phase_out.final_transfers"


def transfer_findings(agreement: Agreement) -> Iterator[Finding]:
    """A finding for each final transfer that is none of the tranches, or is due on another day."""
    tranches = agreement.money.tranches
    if not tranches or any(tranche.amount is None for tranche in tranches):
        return
    for number, transfer in enumerate(agreement.phase_out.final_transfers, 1):
        if transfer.amount is None:
            continue
        written = money(transfer.amount, agreement.money.currency)
        same = [tranche for tranche in tranches if tranche.amount == transfer.amount]
        days = [tranche.due for tranche in same if tranche.due is not None]
        if not same:
            yield Finding(
                "transfer-is-no-tranche",
                f"Final transfer {number} is {written}, and none of the tranches is; correct the "
                "one, or the other.",
                field=FIELD,
            )
        elif transfer.due is not None and days and transfer.due not in days:
            yield Finding(
                "transfer-day-differs",
                f"Final transfer {number} ({written}) is due on {day(transfer.due)}, and the "
                f"tranche of that amount on {day(days[0])}; correct one of the two.",
                field=FIELD,
            )
