"""Periods and rhythms in a text beside the length of the agreement and the list of reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from drafting.agreements.figures.figures import Period, Rhythm, Sum
from drafting.agreements.reviewing.facts_once.days import OF_OTHERS, WHOLE
from drafting.agreements.reviewing.facts_once.passages import OwnPassage
from drafting.agreements.reviewing.facts_once.sums import MUCH
from drafting.agreements.reviewing.facts_once.sums import WHOLE as MONEY
from drafting.agreements.reviewing.review import Finding
from drafting.partners.record.agreement import Agreement, ReportDue
from drafting.partners.vocabulary import Side

PERIOD_CODE, REPORT_CODE = "period-in-text", "report-in-text"
CLOSE = Decimal("0.6")  # months: '22 months' and a few days
_VERBS = "runs?|is|lasts?|shall|will|be|has|valid|implemented|carried|out|duration|period|term|a"
_LINKS = r"(?:over|for|of|during)(?:\s(?:a|the|about|total|period|duration|term|of))*\s*\Z"
OF_WHOLE = re.compile(rf"\b{WHOLE}(?:'s)?(?:\s(?:{_VERBS}))*:?\s*(?:{_LINKS}|\Z)")
TERM = re.compile(r"\b(?:period|duration|term|muddat)(?:\s(?:of|is))?:?(?:\sa)?\s*\Z")
OVER = re.compile(rf"\b{_LINKS}")
WITHIN = re.compile(r"\b(?:in|within)\s*\Z")
OF_PROJECT = re.compile(rf"[\s-]*(?:long\s)?{WHOLE}\b")
NOT_WHOLE = re.compile(
    r"\s*(?:after|before|of\s(?:each|the\send)|prior|from\s(?:the\s)?(?:end|date))"
)
ALL_OF = re.compile(rf"\b(?:{WHOLE}|all\s(?:the\s)?(?:work|activities)|whole)\b")
REPORTS = re.compile(r"\b(?:reports?|reporting|statements?)\b")
KINDS = ("financial", "narrative", "progress", "activity", "audit", "final", "cash")
STEP = re.compile(r"\b(?:within|in|not\slater\sthan|by)\s*\Z")
SIDES = {"cip_duties": Side.CIP, "partner_duties": Side.PARTNER, "cip_expectations": Side.PARTNER}


def period_findings(passages: Iterable[OwnPassage], agreement: Agreement) -> Iterator[Finding]:
    """A finding for each length of the work and each rhythm of a report that is not on record."""
    length = months_between(agreement.start, agreement.end)
    for passage in passages:
        for figure in passage.figures():
            if isinstance(figure, Period) and figure.months is not None and length is not None:
                months, total = figure.months, agreement.money.amount
                yield from _length(passage, figure, months, length, total)
        if passage.name in SIDES:
            yield from _reports(passage, agreement.reports)


def months_between(start: date | None, end: date | None) -> Decimal | None:
    """How many months the agreement lasts, its last day included; None where a day is open."""
    if start is None or end is None or end < start:
        return None
    gap = relativedelta(end + timedelta(days=1), start)
    return Decimal(12 * gap.years + gap.months) + Decimal(gap.days) / 30


def written_length(length: Decimal) -> str:
    """'22 months', '5.5 months'."""
    months = round(length, 1).normalize()
    return f"{months:f} month{'' if months == 1 else 's'}"


def _length(
    passage: OwnPassage, figure: Period, months: Decimal, length: Decimal, total: Decimal | None
) -> Iterator[Finding]:
    before, after = passage.before(figure), passage.after(figure)
    around = passage.around(figure)
    if NOT_WHOLE.match(after) or OF_OTHERS.search(around):
        return
    is_term = bool(TERM.search(before)) and bool(ALL_OF.search(around) or MONEY.search(around))
    is_whole = bool(OF_PROJECT.match(after) or OF_WHOLE.search(before)) or is_term
    # What is done 'within' a time may take less; the money 'over two years' is the agreement's.
    is_too_long = bool(WITHIN.search(before) and ALL_OF.search(around)) and months > length
    is_whole = is_whole or is_too_long or _is_of_the_money(passage, figure, total)
    if is_whole and abs(months - length) > CLOSE:
        field = "the time from ‘Starts on’ to ‘Ends on’"
        yield passage.differs(PERIOD_CODE, figure, field, written_length(length), "duration")


def _is_of_the_money(passage: OwnPassage, figure: Period, total: Decimal | None) -> bool:
    """True for 'PKR 7.5 million over 18 months'; what costs a small part may take a part."""
    before = [sum_before for sum_before in passage.figures() if sum_before.end <= figure.start]
    last = before[-1] if before else None
    if not isinstance(last, Sum) or total is None or last.amount < MUCH * total:
        return False
    return OVER.search(passage.text[last.end : figure.start].casefold()) is not None


def _reports(passage: OwnPassage, reports: Iterable[ReportDue]) -> Iterator[Finding]:
    """How often a report comes, and how soon after its time, beside the list of reports."""
    text = passage.text.casefold()
    if not REPORTS.search(text):
        return
    own = [report for report in reports if report.by in (SIDES[passage.name], Side.BOTH)]
    matching = [report for report in own if _kinds(report.what) & _kinds(text)] or (
        own if not _kinds(text) else []
    )
    for figure in passage.figures():
        if isinstance(figure, Rhythm) and REPORTS.search(passage.around(figure)):
            yield from _rhythm(passage, figure, matching)
        elif isinstance(figure, Period) and figure.unit == "day":
            yield from _days_after(passage, figure, matching)


def _rhythm(passage: OwnPassage, figure: Rhythm, reports: list[ReportDue]) -> Iterator[Finding]:
    rhythms = {
        rhythm.months: report
        for report in reports
        for rhythm in OwnPassage("reports.due", "", report.due).figures()
        if isinstance(rhythm, Rhythm)
    }
    if rhythms and figure.months not in rhythms:
        report = next(iter(rhythms.values()))
        yield passage.differs(
            REPORT_CODE, figure, f"‘Report is due’ for ‘{report.what}’", report.due
        )


def _days_after(passage: OwnPassage, figure: Period, reports: list[ReportDue]) -> Iterator[Finding]:
    """'within 30 days of each quarter', where the list says 15."""
    rhythms = [neighbour.months for neighbour in passage.figures() if isinstance(neighbour, Rhythm)]
    if not STEP.search(passage.before(figure)) or not rhythms:
        return
    for report in reports:
        figures = OwnPassage("reports.due", "", report.due).figures()
        same = any(
            isinstance(neighbour, Rhythm) and neighbour.months in rhythms for neighbour in figures
        )
        days = [
            neighbour
            for neighbour in figures
            if isinstance(neighbour, Period) and neighbour.unit == "day"
        ]
        if same and days and all(neighbour.count != figure.count for neighbour in days):
            yield passage.differs(
                REPORT_CODE, figure, f"‘Report is due’ for ‘{report.what}’", report.due
            )
            return


def _kinds(text: str) -> set[str]:
    return {kind for kind in KINDS if kind in text.casefold()}
