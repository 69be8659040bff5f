"""A clock: how long the office takes for one of the five procedures of CSPF 16(e), footnote 11.

It starts when the papers are whole, stands still while papers are out, and ends when it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Line
from drafting.partners.vocabulary import Choice, Side
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    OnDay,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
    WaitingSource,
)
from drafting.register.filling import SET_BY_RULE
from drafting.register.workdays import WorkingDays

SETTING = "office.turnaround_days."
NO_TIME_SET = "no time set"
RECEIVED, ASKED, CAME, DONE = "received", "asked", "came", "done"
LATE_BECAUSE, REMARK, WITHDRAWN = "late_because", "remark", "withdrawn"


class Procedure(Choice):
    """The procedures of CSPF footnote 11, by the names of their settings."""

    BUDGET_APPROVAL = "budget_approval", "Budget approval"
    PAYMENT_APPROVAL = "payment_approval", "Payment approval"
    CASH_DISBURSEMENT = "cash_disbursement", "Cash disbursement"
    REPORT_REVIEW = "financial_report_review", "Review and approval of the financial report"
    AUDIT_REVIEW = "audit_review", "Audit review and approval"


class Papers(Choice):
    """Whether all that is needed was there."""

    WHOLE = "whole", "All are there"
    INCOMPLETE = "incomplete", "Something is missing"


class ClockBody(EntryBody):
    """Which procedure, and of what."""

    procedure: Procedure = Field(title="Procedure")
    of: Line = Field(
        default="", title="Of what", description="For example the report for July to September."
    )
    days: int | None = Field(default=None, title="Working days", json_schema_extra=SET_BY_RULE)


class PapersReceived(OnDay):
    """Papers that came."""

    papers: Papers = Field(title="The papers")


class PapersAsked(OnDay):
    """Papers that the partner is asked for, all at once."""

    papers: tuple[Line, ...] = Field(title="Which papers", description="All that are missing.")
    why_again: Line = Field(
        default="",
        title="Why they were not asked for at first",
        description="Where papers were asked for already.",
    )


class ClockKind(EntryKind):
    """The rules of clocks."""

    name, label, clause, body = "clock", "Clock", "CSPF 16(e)", ClockBody
    verbs = (
        Verb(RECEIVED, "Papers received", PapersReceived),
        Verb(ASKED, "Ask for papers", PapersAsked),
        Verb(CAME, "Papers came", PapersReceived),
        Verb(DONE, "Done", OnDay),
        Verb(LATE_BECAUSE, "Late because", needs_words=True),
        Verb(REMARK, "Add a remark", sides=(Side.CIP, Side.PARTNER), needs_words=True),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def prepared(self, body: EntryBody, rules: RegisterRules) -> EntryBody:
        """The clock with the office's time as it is now: a later setting does not judge it."""
        assert isinstance(body, ClockBody)
        return body.model_copy(update={"days": rules.count(SETTING + body.procedure.value)})

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, ClockBody)
        return clock_title(body)

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: each step where it fits, and no day before the one of the last step."""
        del author
        if verb.name == REMARK:
            return
        steps = clock_steps(entry)
        if entry.latest(WITHDRAWN):
            raise EntryRefused("It was entered by mistake; open another one.")
        if verb.name in {LATE_BECAUSE, WITHDRAWN}:
            return
        if steps.done_on:
            raise EntryRefused(f"It was done on {day(steps.done_on)}; open another one.")
        _check_order(verb.name, steps)
        if isinstance(body, PapersAsked):
            _check_papers(entry, body)
        on = getattr(body, "on", None)
        if on is not None and steps.last_on is not None and on < steps.last_on:
            raise EntryRefused(
                f"{day(on)} is before the step of {day(steps.last_on)}; give a later day.", "on"
            )

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind: what may follow, and a reason where it was late."""
        steps, names = clock_steps(entry), [REMARK]
        if entry.latest(WITHDRAWN):
            return (self.verb(REMARK),)
        if steps.done_on:
            names += [LATE_BECAUSE]
        elif steps.runs:
            names += [ASKED, DONE, LATE_BECAUSE]
        elif steps.asked_on or steps.last_on:
            names += [ASKED, CAME]
        else:
            names += [RECEIVED, ASKED]
        return tuple(verb for verb in self.verbs if verb.name in {*names, WITHDRAWN})

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind."""
        return entry.latest(DONE, WITHDRAWN) is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: the office's turn while it runs, the partner's while papers are out."""
        if self.is_closed(entry):
            return
        body = _body(entry)
        setting = SETTING + body.procedure.value
        steps = clock_steps(entry)
        times = clock_times(entry, rules.working, today, rules)
        what, of, words = clock_title(body), Side.CIP, ""
        if not steps.runs:
            of = Side.PARTNER
            words = f"papers asked for on {day(steps.asked_on)}" if steps.asked_on else ""
            words = words or "starts when the papers are whole"
        elif times.limit is None:
            words = NO_TIME_SET
        on = times.due if steps.runs else None
        yield Waiting(
            key=f"{entry.id}:{of.value}:{on.isoformat() if on else ''}",
            partner=entry.partner,
            what=what,
            on=on,
            of=of,
            source=WaitingSource.REGISTER,
            reference=entry.id,
            agreement=entry.agreement,
            words=words,
            unit=Unit.FINANCE,
            interval=setting if on else "",
            clause=self.clause,
        )

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        steps = clock_steps(entry)
        if entry.latest(WITHDRAWN):
            return "Entered by mistake"
        if steps.done_on:
            return f"Done on {day(steps.done_on)}"
        if steps.runs:
            return f"Runs since {day(steps.spans[-1][0])}"
        again = " again" if steps.times_asked > 1 else ""
        if steps.asked_on:
            return f"Papers are out, asked for{again} on {day(steps.asked_on)}"
        return "Starts when the papers are whole"


Span = tuple[date, date | None]  # from the day on which it began to run; None: still running


@dataclass(frozen=True)
class ClockSteps:
    """What was said to a clock, as days."""

    spans: tuple[Span, ...] = ()  # in which it runs
    asked_on: date | None = None  # while papers are out
    times_asked: int = 0
    done_on: date | None = None
    last_on: date | None = None

    @property
    def runs(self) -> bool:
        """True while it is the office's turn."""
        return bool(self.spans) and self.spans[-1][1] is None


@dataclass(frozen=True)
class ClockTimes:
    """How long a clock took, or has taken by now."""

    limit: int | None  # working days that the office set; None where it set none
    used: int  # working days in which it ran
    due: date | None  # the day on which the limit is reached; None where it does not run to it
    done_on: date | None
    reasons: tuple[str, ...] = ()  # why it was late

    @property
    def in_time(self) -> bool | None:
        """Whether it was done in time; None where it is not done, or no time is set."""
        return None if self.done_on is None or self.limit is None else self.used <= self.limit


def clock_steps(entry: Entry) -> ClockSteps:
    """What was said to a clock so far, folded in the order in which it came."""
    steps = ClockSteps()
    for event in entry.events:
        steps = _after(steps, event)
    return steps


def clock_times(
    entry: Entry, working: WorkingDays, today: date, rules: RegisterRules | None = None
) -> ClockTimes:
    """The working days of a clock as of `today`; its time is the one set when it was opened.

    One that was opened before the office set any goes by `rules`.
    """
    body, steps = _body(entry), clock_steps(entry)
    limit = body.days
    if limit is None and rules is not None:
        limit = rules.count(SETTING + body.procedure.value)
    used, due = 0, None
    for first, last in steps.spans:
        until = last or max(today, first)
        count = working.between(first, until)
        if limit is not None and due is None and (last is None or used + count >= limit):
            due = working.after(first, limit - used)
        used += count
    reasons = tuple(event.words for event in entry.said(LATE_BECAUSE))
    return ClockTimes(limit, used, due, steps.done_on, reasons)


def clock_title(body: ClockBody) -> str:
    """What a clock is called: 'Payment approval: tranche 2'."""
    return f"{body.procedure.label}: {body.of}" if body.of else body.procedure.label


def counted_clocks(entries: Iterable[Entry]) -> list[Entry]:
    """The clocks among the entries, without those entered by mistake."""
    return [entry for entry in entries if entry.kind == KIND.name and not entry.latest(WITHDRAWN)]


def procedure_of(entry: Entry) -> Procedure:
    """The procedure of a clock."""
    return _body(entry).procedure


def _body(entry: Entry) -> ClockBody:
    assert isinstance(entry.body, ClockBody)
    return entry.body


def _after(steps: ClockSteps, event: EntryEvent) -> ClockSteps:
    """The steps with one more; of two who said the same unseen, the first counts."""
    if event.verb not in (RECEIVED, ASKED, CAME, DONE):
        return steps
    body = event.body
    on = max(getattr(body, "on", None) or event.day, steps.last_on or date.min)
    whole = isinstance(body, PapersReceived) and body.papers is Papers.WHOLE
    if whole and not steps.runs:
        spans = (*steps.spans, (on, None))
        return ClockSteps(spans, None, steps.times_asked, None, on)
    if event.verb == ASKED:
        return ClockSteps(_stopped(steps.spans, on), on, steps.times_asked + 1, None, on)
    if event.verb == DONE:
        return ClockSteps(_stopped(steps.spans, on), None, steps.times_asked, on, on)
    return ClockSteps(steps.spans, steps.asked_on, steps.times_asked, steps.done_on, on)


def _stopped(spans: tuple[Span, ...], on: date) -> tuple[Span, ...]:
    if spans and spans[-1][1] is None:
        return (*spans[:-1], (spans[-1][0], on))
    return spans


def _check_order(verb: str, steps: ClockSteps) -> None:
    if verb == RECEIVED and (steps.spans or steps.asked_on):
        raise EntryRefused("Papers were received already; choose ‘Papers came’.")
    if verb == CAME and steps.runs:
        raise EntryRefused("No papers are out: all are there, and the clock runs.")
    if verb == DONE and not steps.spans:
        raise EntryRefused("It never began: enter first when the papers were whole.")
    if verb == DONE and not steps.runs:
        raise EntryRefused("Papers are out; enter first that they came.")


def _check_papers(entry: Entry, body: PapersAsked) -> None:
    if not body.papers:
        raise EntryRefused("Write which papers are missing, all at once.", "papers")
    before = entry.latest(ASKED)
    if before is not None and not body.why_again:
        raise EntryRefused(
            f"Papers were asked for on {day(before.day)} already; say why these were not asked "
            "for then.",
            "why_again",
        )


KIND = ClockKind()
