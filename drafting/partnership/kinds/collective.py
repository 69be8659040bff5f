"""The collective annual meeting of CSPF 16(d): who was there, and what each side said by topic.

It closes when each partner that was there has acknowledged the record as it stands by then, or when
somebody says why the rest is not waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dateutil.relativedelta import relativedelta
from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Day, Line, Place
from drafting.partners.vocabulary import Choice, Side
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    RegisterRules,
    Verb,
    Waiting,
    WaitingSource,
)
from drafting.register.entry_waiting import of_entry
from drafting.register.filling import IN_THE_PAST
from drafting.register.naming import PARTNERS, naming

INVITED, MOVED, HELD, PRESENT, WORDS = "invited", "moved", "held", "present", "words"
SENT, ACKNOWLEDGED, NOT_SO, REMARK = "record_sent", "acknowledged", "not_so", "remark"
CLOSED, NOT_HELD = "closed", "not_held"
OF_THE_RECORD = (HELD, PRESENT, WORDS)  # what an acknowledgement has to have seen
BOTH_SIDES = (Side.CIP, Side.PARTNER)
MONTHS = "partnership.collective_months"
FEWEST = 2  # partners of a meeting that is collective
PartnerId = Place  # an id holds no comma, so that several may stand in one line


class MeetingTopic(Choice):
    """What CSPF 16(d) has such a meeting for."""

    APPROACH = "approach", "The approach to partnership"
    NETWORKING = "networking", "Networking"
    CROSS_LEARNING = "cross_learning", "Cross learning"
    ANALYSIS = "analysis", "Analysis"
    PROGRAMS = "programs", "Strengthening programs"
    GAPS = "gaps", "Strategic gaps and competencies in the pool"
    DUE_DILIGENCE = "due_diligence", "The due diligence process"
    OTHER = "other", "Something else"


class MeetingBody(EntryBody):
    """A meeting of the office with several partners."""

    partners: tuple[PartnerId, ...] = Field(
        title="Partners invited", json_schema_extra=naming(PARTNERS)
    )
    called: Line = Field(
        default="", max_length=100, title="What it is called", description="Annual meeting 2027"
    )
    planned_for: Day | None = Field(default=None, title="Planned for")
    place: Line = Field(default="", max_length=200, title="Where")


class MorePartners(EntryBody):
    """Partners that are invited besides."""

    partners: tuple[PartnerId, ...] = Field(
        title="Partners invited besides", json_schema_extra=naming(PARTNERS)
    )


class AnotherDay(EntryBody):
    """The day to which it moved."""

    to: Day | None = Field(
        default=None, title="Planned for", description="Empty: no day is known yet."
    )


class MeetingHeld(EntryBody):
    """That it was held."""

    on: Day = Field(title="Held on", json_schema_extra=IN_THE_PAST)
    partners: tuple[PartnerId, ...] = Field(
        title="Partners that were there", json_schema_extra=naming(PARTNERS)
    )


class Attendance(EntryBody):
    """Who was there of a partner, or of the office."""

    partner: PartnerId = Field(
        default="",
        title="Of which partner",
        description="Empty: of our own office.",
        json_schema_extra=naming(PARTNERS),
    )
    people: tuple[Line, ...] = Field(title="Who was there", description="One on each line.")


class TopicWords(EntryBody):
    """What a side said to a topic."""

    topic: MeetingTopic = Field(title="On what")
    partner: PartnerId = Field(
        default="",
        title="Which partner says it",
        description="Empty where our own office says it.",
        json_schema_extra=naming(PARTNERS),
    )


class RecordSent(EntryBody):
    """That the record went to those who were there."""

    on: Day | None = Field(
        default=None,
        title="Sent on",
        description="Empty: the day on which it is entered.",
        json_schema_extra=IN_THE_PAST,
    )


class OfPartner(EntryBody):
    """Which partner says so."""

    partner: PartnerId = Field(title="Which partner", json_schema_extra=naming(PARTNERS))


class CollectiveKind(EntryKind):
    """The rules of collective meetings."""

    name, label, clause = "collective", "Collective meeting", "CSPF 16(d)"
    body = MeetingBody
    has_partner = False
    verbs = (
        Verb(HELD, "It was held", MeetingHeld),
        Verb(MOVED, "Move it", AnotherDay, needs_words=True),
        Verb(INVITED, "Invite more", MorePartners),
        Verb(PRESENT, "Who was there", Attendance, sides=BOTH_SIDES),
        Verb(WORDS, "What a side said", TopicWords, sides=BOTH_SIDES, needs_words=True),
        Verb(SENT, "The record was sent", RecordSent),
        Verb(ACKNOWLEDGED, "A partner acknowledges it", OfPartner, sides=(Side.PARTNER,)),
        Verb(NOT_SO, "It was not so", OfPartner, sides=(Side.PARTNER,), needs_words=True),
        Verb(CLOSED, "Close it without the rest", needs_words=True),
        Verb(NOT_HELD, "It is not held", needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: it is about several partners."""
        del siblings, author
        assert isinstance(body, MeetingBody)
        if len(body.partners) < FEWEST:
            raise EntryRefused("Choose at least two partners: it is a collective one.", "partners")

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, MeetingBody)
        return body.called or f"{self.label} with {len(body.partners)} partners"

    def also_about(self, entry: Entry) -> tuple[str, ...]:
        """As in EntryKind: all who were invited or there."""
        return tuple(dict.fromkeys((*partners_invited(entry), *partners_present(entry))))

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: what it is about is said once it was held, by who was there."""
        if verb.name == REMARK:
            return
        if self.is_closed(entry):
            raise EntryRefused("It is closed; open another meeting.")
        if verb.name in (HELD, MOVED, NOT_HELD) and entry.latest(HELD):
            raise EntryRefused("It was held already; that is on record.")
        if verb.name in (PRESENT, SENT, ACKNOWLEDGED, NOT_SO, CLOSED) and not entry.latest(HELD):
            raise EntryRefused("It was not held yet: enter first that it was.")
        if verb.name in (ACKNOWLEDGED, NOT_SO) and not entry.latest(SENT):
            raise EntryRefused("The record was not sent yet: enter first that it was.")
        if isinstance(body, (MeetingHeld, MorePartners)) and not body.partners:
            raise EntryRefused("Choose at least one partner.", "partners")
        _check_speaker(self.also_about(entry), body, author)

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if self.is_closed(entry):
            return (self.verb(REMARK),)
        names = {WORDS, REMARK}
        if not entry.latest(HELD):
            names |= {HELD, MOVED, INVITED, NOT_HELD}
        elif not entry.latest(SENT):
            names |= {PRESENT, SENT, CLOSED}
        else:
            names |= {PRESENT, SENT, ACKNOWLEDGED, NOT_SO, CLOSED}
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: it was not held, or all who were there acknowledged the record."""
        if entry.latest(CLOSED, NOT_HELD):
            return True
        return entry.latest(SENT) is not None and not not_acknowledged_by(entry)

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: to be held, its record to be sent, and then to be acknowledged."""
        del rules, today
        if self.is_closed(entry):
            return
        if not entry.latest(HELD):
            on = planned_for(entry)
            yield self._waiting(entry, Side.CIP, on, "" if on else "no time set")
        elif not entry.latest(SENT):
            yield self._waiting(entry, Side.CIP, None, "its record is to be sent")
        else:
            count, there = len(not_acknowledged_by(entry)), len(partners_present(entry))
            words = f"{count} of {there} partners are to acknowledge its record"
            yield self._waiting(entry, Side.PARTNER, None, words)

    def waiting_anew(
        self, entries: Iterable[Entry], rules: RegisterRules, today: date
    ) -> Iterator[Waiting]:
        """As in EntryKind: the next one, so many months after the last, where the office set it."""
        del today
        months = rules.count(MONTHS)
        if months is None:
            return
        last = max((on for entry in entries if (on := held_on(entry))), default=None)
        on = last + relativedelta(months=months) if last else None
        yield Waiting(
            key=f"collective:next:{on or ''}",
            partner=OFFICE,
            what="The next collective meeting" if last else "A collective meeting",
            on=on,
            of=Side.CIP,
            source=WaitingSource.REGISTER,
            reference="",
            words="" if last else f"none is on record; every {months} months",
            interval=MONTHS,
            clause=self.clause,
        )

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        on_day = held_on(entry)
        if on_day is None:
            on = planned_for(entry)
            ahead = f"Planned for {day(on)}" if on else "Planned, no day yet"
            return "Not held" if entry.latest(NOT_HELD) else ahead
        there, missing = partners_present(entry), not_acknowledged_by(entry)
        if not entry.latest(SENT):
            return f"Held on {day(on_day)}"
        count = len(there) - len(missing)
        return f"Held on {day(on_day)}; record acknowledged by {count} of {len(there)}"

    def _waiting(self, entry: Entry, of: Side, on: date | None, words: str) -> Waiting:
        mark = "" if on else words
        return of_entry(entry, mark, entry.title, of, on, words=words, clause=self.clause)


def partners_invited(entry: Entry) -> tuple[str, ...]:
    """The ids of the partners that were invited."""
    assert isinstance(entry.body, MeetingBody)
    more = [event.body for event in entry.said(INVITED)]
    later = (each for body in more if isinstance(body, MorePartners) for each in body.partners)
    return (*entry.body.partners, *later)


def partners_present(entry: Entry) -> tuple[str, ...]:
    """The ids of the partners that were there."""
    ids: list[str] = []
    for event in entry.said(HELD, PRESENT):
        if isinstance(event.body, MeetingHeld):
            ids += event.body.partners
        elif isinstance(event.body, Attendance) and event.body.partner:
            ids.append(event.body.partner)
    return tuple(dict.fromkeys(ids))


def held_on(entry: Entry) -> date | None:
    """The day on which it was held; None where it was not yet."""
    event = entry.latest(HELD)
    return event.body.on if event and isinstance(event.body, MeetingHeld) else None


def planned_for(entry: Entry) -> date | None:
    """The day for which it is planned by now; None where none is known."""
    assert isinstance(entry.body, MeetingBody)
    event = entry.latest(MOVED)
    move = event.body if event else None
    return move.to if isinstance(move, AnotherDay) else entry.body.planned_for


def not_acknowledged_by(entry: Entry) -> tuple[str, ...]:
    """The ids of the partners that were there and did not acknowledge the record as it is now."""
    last = max((event.number for event in entry.said(*OF_THE_RECORD)), default=0)
    latest = {_partner_of(event): event for event in entry.said(ACKNOWLEDGED, NOT_SO)}
    return tuple(each for each in partners_present(entry) if not _covers(latest.get(each), last))


def _covers(event: EntryEvent | None, last: int) -> bool:
    """True where it acknowledges the record with all that was said until the `last` of it."""
    return event is not None and event.verb == ACKNOWLEDGED and event.based_on >= last


def _partner_of(event: EntryEvent) -> str:
    return event.body.partner if isinstance(event.body, OfPartner) else ""


def _check_speaker(partners: tuple[str, ...], body: EntryBody, author: Author) -> None:
    """Raises EntryRefused where it is not plain for whom something is said."""
    if not isinstance(body, (TopicWords, Attendance, OfPartner)):
        return
    if author.side is Side.PARTNER and not body.partner:
        raise EntryRefused("Choose which partner says it.", "partner")
    if isinstance(body, TopicWords) and body.partner and author.side is Side.CIP:
        raise EntryRefused(
            "Choose the partner’s side and who said it; or leave the partner out.", "partner"
        )
    if body.partner and body.partner not in partners and isinstance(body, (TopicWords, OfPartner)):
        raise EntryRefused(
            f"‘{body.partner}’ was neither invited nor there; enter that first.", "partner"
        )


KIND = CollectiveKind()
