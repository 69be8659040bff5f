"""When a relationship is to be reviewed again (CSPF 16(d), which sets no time; the office may)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

from drafting.calendar.facts import CalendarFacts
from drafting.calendar.record_waiting import on_record
from drafting.partners import RelationshipStatus
from drafting.partners.record import Partner
from drafting.partners.vocabulary import Side
from drafting.register import Entry, EntryKind, RegisterRules, Waiting, WaitingSource

MONTHS = "partnership.review_months"
AT_WORK = (RelationshipStatus.ACTIVE, RelationshipStatus.PHASING_OUT)
# What an open review of the relationship stands for, on whatever day the next one would be due.
RELATIONSHIP_REVIEW = "record:relationship.review"


def relationship_waitings(
    facts: CalendarFacts, kinds: Mapping[str, EntryKind], rules: RegisterRules
) -> Iterator[Waiting]:
    """The next review of the relationship; none while one is open, or where no time is set."""
    months = rules.count(MONTHS)
    told_by_entries = {kinds[entry.kind].stands_for(entry) for entry in facts.entries}
    base = review_base(facts.partner, facts.entries, kinds)
    if not months or base is None or RELATIONSHIP_REVIEW in told_by_entries:
        return
    yield on_record(
        facts.partner.id,
        "relationship.review",
        "Review of the relationship",
        base + relativedelta(months=months),
        Side.BOTH,
        interval=MONTHS,
        clause="CSPF 16(d)",
    )


def review_base(
    partner: Partner, entries: Iterable[Entry], kinds: Mapping[str, EntryKind]
) -> date | None:
    """The day from which the months count: of the last review, else of the first agreement at work.

    None where no agreement is at work, or none has a first day on record.
    """
    at_work = [terms for terms in partner.agreements if terms.status in AT_WORK]
    if not at_work or partner.relationship.status is RelationshipStatus.ENDED:
        return None
    last = [kinds[entry.kind].repeats_from(entry) for entry in entries if not entry.agreement]
    starts = [terms.start for terms in at_work]
    return max(filter(None, last), default=min(filter(None, starts), default=None))


def review_lines(waitings: Iterable[Waiting]) -> list[Waiting]:
    """The reviews that the record asks for, for which no entry is open: those may be opened."""
    return [
        waiting
        for waiting in waitings
        if waiting.source is WaitingSource.RECORD
        and waiting.reference.rpartition(".")[2] == "review"
    ]


def review_key(agreement: str, end: date) -> str:
    """Of the review before an agreement's end: the same for whatever number of days is set."""
    return f"record:agreements[{agreement}].end.review:{end.isoformat()}"
