"""What an agreement owes by its record: its tranches, final transfers and reports, day by day.

Each has one key. A calendar tells the thing by it, and an entry of the register that bears it
stands for the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drafting.agreements.lives.due_dates import report_days
from drafting.partners.record.agreement import Agreement, ReportDue, Tranche
from drafting.partners.vocabulary import Side

BOTH_SIDES = (Side.CIP, Side.PARTNER)


@dataclass(frozen=True)
class OwedTerm:
    """One thing that an agreement's record says is owed."""

    key: str  # 'owed:2026-schools:tranche-2:2026-07-01'
    agreement: str  # its key
    path: str  # of its entry in the record
    what: str  # 'Tranche 2', 'Narrative report'
    by: Side  # never both: what both owe is one for each
    on: date | None  # None where the record tells it in words alone
    is_payment: bool
    is_final: bool = False  # a final transfer: also due when the agreement is over
    amount: Decimal | None = None
    currency: str = ""
    condition: str = ""  # when it is paid
    words: str = ""  # when a report is due, where the record has more than the day


def owed_terms(agreement: Agreement) -> list[OwedTerm]:
    """All that the agreement owes, in the record's order; a report that comes again once a day."""
    path = f"agreements[{agreement.key}]"
    transfers = agreement.phase_out.final_transfers
    return [
        *(
            _payment(agreement, number, tranche, f"{path}.money.tranches[{number}]")
            for number, tranche in enumerate(agreement.money.tranches, 1)
        ),
        *(
            term
            for number, report in enumerate(agreement.reports, 1)
            for term in _of_report(agreement, number, report, f"{path}.reports[{number}]")
        ),
        *(
            _payment(
                agreement,
                number,
                transfer,
                f"{path}.phase_out.final_transfers[{number}]",
                final=True,
            )
            for number, transfer in enumerate(transfers, 1)
        ),
    ]


def _payment(
    agreement: Agreement, number: int, tranche: Tranche, path: str, *, final: bool = False
) -> OwedTerm:
    kind, what = ("final-transfer", "Final transfer") if final else ("tranche", "Tranche")
    return OwedTerm(
        key=_key(agreement, f"{kind}-{number}", tranche.due),
        agreement=agreement.key,
        path=path,
        what=f"{what} {number}",
        by=Side.CIP,
        on=tranche.due,
        is_payment=True,
        is_final=final,
        amount=tranche.amount,
        currency=agreement.money.currency,
        condition=tranche.condition,
    )


def _of_report(
    agreement: Agreement, number: int, report: ReportDue, path: str
) -> Iterator[OwedTerm]:
    has_rule = report.first is not None or report.days_after is not None
    sides = BOTH_SIDES if report.by is Side.BOTH else (report.by or Side.PARTNER,)
    for on in report_days(report, agreement.end) or (None,):
        for side in sides:
            name = f"report-{number}" + (f"-{side.value}" if len(sides) > 1 else "")
            yield OwedTerm(
                key=_key(agreement, name, on),
                agreement=agreement.key,
                path=path,
                what=report.what,
                by=side,
                on=on,
                is_payment=False,
                words=report.due if has_rule or on is None else "",  # else it is that day
            )


def _key(agreement: Agreement, name: str, on: date | None) -> str:
    return f"owed:{agreement.key}:{name}:{on.isoformat() if on else ''}"
