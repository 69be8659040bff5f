"""The dates of an agreement, for a calendar: its days, tranches, reports and duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from drafting.agreements.figures.figures import DayInText
from drafting.agreements.figures.finding import figures_in
from drafting.agreements.lives.steps import Life
from drafting.partners.record.agreement import Agreement, ReportDue
from drafting.partners.vocabulary import ReportRhythm, Side

MOST_REPORTS = 120  # of one rhythm: ten years of months


class DateKind(StrEnum):
    """What falls on a date."""

    SIGNED = "signed"
    START = "start"
    END = "end"
    ENDED = "ended"
    TRANCHE = "tranche"
    REPORT = "report"
    ACTIVITY = "activity"
    DUTY = "duty"  # while a relationship is phased out
    FINAL_TRANSFER = "final_transfer"


@dataclass(frozen=True)
class AgreementDate:
    """Something of an agreement that falls on a day, or is told in words."""

    kind: DateKind
    what: str  # 'Tranche 2', 'Final narrative report'
    on: date | None  # None where the file tells it in words alone
    words: str = ""  # as the file has it: 'quarterly'
    side: Side | None = None  # whose it is; None where the file does not say


def dates_of(agreement: Agreement, life: Life) -> tuple[AgreementDate, ...]:
    """Every date, the earliest first, what has only words at the end; undated entries are none."""
    every = tuple(_of_life(life)) + tuple(_of_record(agreement))
    return tuple(sorted(every, key=lambda entry: (entry.on is None, entry.on or date.max)))


def _of_life(life: Life) -> Iterator[AgreementDate]:
    for step in life.standing_steps:
        signature, ending = step.facts.signature, step.facts.ending
        if signature is not None:
            what = step.facts.title or "Agreement"
            yield AgreementDate(DateKind.SIGNED, what, signature.office_on, side=Side.CIP)
            yield AgreementDate(DateKind.SIGNED, what, signature.partner_on, side=Side.PARTNER)
        if ending is not None:
            yield AgreementDate(DateKind.ENDED, ending.how.label, ending.on)


def _of_record(agreement: Agreement) -> Iterator[AgreementDate]:
    for kind, what, on in (
        (DateKind.START, "Starts", agreement.start),
        (DateKind.END, "Ends", agreement.end),
    ):
        if on is not None:
            yield AgreementDate(kind, what, on)
    for number, tranche in enumerate(agreement.money.tranches, 1):
        if tranche.due is not None or tranche.condition:
            what = f"Tranche {number}"
            yield AgreementDate(DateKind.TRANCHE, what, tranche.due, tranche.condition, Side.CIP)
    for report in agreement.reports:
        for on in report_days(report, agreement.end) or ((None,) if report.due else ()):
            yield AgreementDate(DateKind.REPORT, report.what, on, report.due, report.by)
    for activity in agreement.workplan:
        if activity.end is not None:
            yield AgreementDate(DateKind.ACTIVITY, activity.what, activity.end, side=activity.who)
    for duty in (*agreement.phase_out.steps, *agreement.phase_out.remaining_duties):
        if duty.by is not None:
            yield AgreementDate(DateKind.DUTY, duty.what, duty.by, side=duty.who)
    for number, transfer in enumerate(agreement.phase_out.final_transfers, 1):
        if transfer.due is not None:
            what = f"Final transfer {number}"
            yield AgreementDate(DateKind.FINAL_TRANSFER, what, transfer.due, side=Side.CIP)


def report_days(report: ReportDue, end: date | None) -> tuple[date, ...]:
    """The days on which a report is due; () where the record tells them in words alone.

    `end` is the agreement's last day, with which a report that comes again stops.
    """
    if report.first is not None:
        return _coming_again(report.first, report.every, end)
    if report.days_after is not None and end is not None:
        return (end + timedelta(days=report.days_after),)
    on = only_day(report.due)
    return () if on is None else (on,)


def _coming_again(first: date, every: ReportRhythm | None, end: date | None) -> tuple[date, ...]:
    """The last period's report comes after the end, so one day after it belongs here too."""
    if every is None or end is None:
        return (first,)
    days = [first]
    while days[-1] < end and len(days) < MOST_REPORTS:
        days.append(first + relativedelta(months=every.months * len(days)))
    return tuple(days)


def only_day(text: str) -> date | None:
    """The day that the text is about; None where it says a rhythm, a period, or several days."""
    figures = figures_in(text)
    if len(figures) != 1 or not isinstance(figures[0], DayInText):
        return None
    spans = figures[0].spans
    return spans[0][0] if len(spans) == 1 and spans[0][0] == spans[0][1] else None
