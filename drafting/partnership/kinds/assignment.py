"""Who in the office is a focal point for a partner (CSPF 15(e)(i), 18(a), (d)), and handovers.

An assignment is one entry for each unit of the office. Its person changes by a handover, which the
new person accepts: until then the one before stays whom the calendar tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Day, Line
from drafting.partners.vocabulary import Choice, Side
from drafting.register import (
    Assigned,
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry
from drafting.register.filling import A_MEMBER

STANDS_IN, HANDED_OVER, ACCEPTED, UNCLEAR = "stands_in", "handed_over", "accepted", "unclear"
ENDED, REMARK, WITHDRAWN = "ended", "remark", "withdrawn"
MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")  # a Slack member's id
OTHER_PERSON = "Who hands over does not take over as well; let the new person do it."


class AssignedUnit(Choice):
    """The units of CSPF 18 that have a focal point for a partner."""

    COORDINATOR = Unit.COORDINATOR.value, "Partnership Coordinator (PC)"
    PDQ = Unit.PDQ.value, "Program Development and Quality (PDQ)"
    PROGRAM = Unit.PROGRAM.value, "Program unit"
    FINANCE = Unit.FINANCE.value, "Finance and Program Support"


class AssignmentBody(EntryBody):
    """Who is the focal point of which unit."""

    unit: AssignedUnit = Field(title="Unit")
    person: Line = Field(title="Who is the focal point", json_schema_extra=A_MEMBER)
    since: Day | None = Field(default=None, title="From")
    until: Day | None = Field(default=None, title="Until", description="Empty: no end is known.")
    deputy: Line = Field(default="", title="Who stands in", json_schema_extra=A_MEMBER)


class StandIn(EntryBody):
    """Who stands in between two days."""

    person: Line = Field(
        default="",
        title="Who stands in",
        description="Empty: who is named to stand in.",
        json_schema_extra=A_MEMBER,
    )
    since: Day = Field(title="First day")
    until: Day = Field(title="Last day")


class Handover(EntryBody):
    """To whom it is handed over; what was told stands in the words."""

    to: Line = Field(title="To whom", json_schema_extra=A_MEMBER)


class AssignmentKind(EntryKind):
    """The rules of assignments."""

    name, label, clause, body = "assignment", "Focal point", "CSPF 18(a)", AssignmentBody
    verbs = (
        Verb(STANDS_IN, "Somebody stands in", StandIn),
        Verb(HANDED_OVER, "Hand over", Handover, needs_words=True),
        Verb(ACCEPTED, "I take it over"),
        Verb(UNCLEAR, "Something is not clear", needs_words=True),
        Verb(ENDED, "It ends, nobody follows", needs_words=True),
        Verb(REMARK, "Add a remark", sides=(Side.CIP, Side.PARTNER), needs_words=True),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: a unit has one focal point for a partner; the next gets a handover."""
        del author
        assert isinstance(body, AssignmentBody)
        _check_days(body.since, body.until)
        if _plain(body.deputy) == _plain(body.person):
            raise EntryRefused("Let somebody else stand in.", "deputy")
        for entry in siblings:
            is_same = isinstance(entry.body, AssignmentBody) and entry.body.unit is body.unit
            if is_same and not self.is_closed(entry):
                raise EntryRefused(
                    f"{body.unit.label} has a focal point for this partner; look at it, and hand "
                    "it over there.",
                    "unit",
                )

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, AssignmentBody)
        return body.unit.label

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: a handover is accepted by whom it is for, and nobody else."""
        if verb.name == REMARK:
            return
        if self.is_closed(entry):
            raise EntryRefused("It is over; open another one.")
        standing = standing_of(entry)
        if isinstance(body, StandIn):
            _check_stand_in(entry, body)
        if isinstance(body, Handover) and _plain(body.to) == _plain(standing.person):
            raise EntryRefused("That is who has it now; choose whom it goes to.", "to")
        if verb.name in (ACCEPTED, UNCLEAR):
            _check_taking(standing, author)

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if self.is_closed(entry):
            names = {REMARK}
        else:
            names = {verb.name for verb in self.verbs}
            names -= set() if standing_of(entry).handover else {ACCEPTED, UNCLEAR}
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind."""
        return entry.latest(ENDED, WITHDRAWN) is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: for the new person while a handover is open, else its last day."""
        del rules, today
        if self.is_closed(entry):
            return
        standing = standing_of(entry)
        body, handover = assignment_of(entry), standing.handover
        called, unit = f"Focal point, {entry.title}", Unit(body.unit.value)
        if handover is not None:
            yield of_entry(
                entry,
                f"take-over:{handover.number}",
                f"{called}: take it over",
                Side.CIP,
                words=f"handed over on {day(handover.day)}, to be accepted",
                owner=_to(handover),
                clause=self.clause,
                unit=unit,
            )
        elif body.until is not None and not standing.was_handed_over:
            yield of_entry(
                entry,
                "until",
                f"{called}: hand over before the last day",
                Side.CIP,
                body.until,
                owner=standing.person,
                clause=self.clause,
                unit=unit,
            )

    def assigned(self, entry: Entry, today: date) -> Assigned | None:
        """As in EntryKind: who stands in today, else who has it; nobody before it begins."""
        body = assignment_of(entry)
        person = person_on(entry, today)
        if self.is_closed(entry) or not MEMBER.fullmatch(person):
            return None
        return Assigned(Unit(body.unit.value), person, entry.agreement)

    def people(self, entry: Entry, today: date) -> Sequence[tuple[str, str]]:
        """As in EntryKind."""
        standing = standing_of(entry)
        people = [("Focal point now", standing.person)]
        if (person := person_on(entry, today)) not in ("", standing.person):
            people.append(("Stands in today", person))
        if standing.handover is not None:
            people.append(("Handed over to, and not accepted yet", _to(standing.handover)))
        return [] if self.is_closed(entry) else people

    def lists_due(self, entry: Entry) -> bool:
        """As in EntryKind: while a handover is open."""
        return not self.is_closed(entry) and standing_of(entry).handover is not None

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind; who it is, `people` says."""
        last = entry.latest(ENDED, WITHDRAWN)
        if last is not None:
            return "Entered by mistake" if last.verb == WITHDRAWN else f"Ended on {day(last.day)}"
        standing, body = standing_of(entry), assignment_of(entry)
        if standing.handover is not None:
            return f"Handed over on {day(standing.handover.day)}, not accepted yet"
        if standing.since is not None:
            return f"In charge since {day(standing.since)}"
        begins = body.since is not None and body.since > today
        return f"From {day(body.since)}" if begins and body.since else "In charge"


@dataclass(frozen=True)
class AssignmentStanding:
    """How an assignment stands by what was said to it."""

    person: str  # whose it is: a handover changes that when it is accepted
    handover: EntryEvent | None = None  # that nobody accepted yet
    stand_ins: tuple[StandIn, ...] = ()  # of this person, the last one said last
    since: date | None = None  # the day on which it was accepted; None for the first person

    @property
    def was_handed_over(self) -> bool:
        """True where it is no longer the first person's."""
        return self.since is not None


def assignment_of(entry: Entry) -> AssignmentBody:
    """The body of an assignment."""
    assert isinstance(entry.body, AssignmentBody)
    return entry.body


def standing_of(entry: Entry) -> AssignmentStanding:
    """How it stands. An acceptance counts only from somebody who had seen the handover."""
    body = assignment_of(entry)
    standing = AssignmentStanding(body.person)
    for event in entry.events:
        handover = standing.handover
        if isinstance(event.body, StandIn):
            person = event.body.person or body.deputy
            stand_in = event.body.model_copy(update={"person": person})
            standing = replace(standing, stand_ins=(*standing.stand_ins, stand_in))
        elif isinstance(event.body, Handover):
            standing = replace(standing, handover=event)
        elif handover is None or event.based_on < handover.number:
            continue
        elif event.verb == ACCEPTED:
            standing = AssignmentStanding(_to(handover), since=event.day)
        elif event.verb == UNCLEAR:
            standing = replace(standing, handover=None)
    return standing


def person_on(entry: Entry, today: date) -> str:
    """Who stands in on that day, else whose it is; '' before its first day."""
    standing, since = standing_of(entry), assignment_of(entry).since
    if since is not None and today < since:
        return ""
    for stand_in in reversed(standing.stand_ins):
        if stand_in.since <= today <= stand_in.until:
            return stand_in.person
    return standing.person


def _check_stand_in(entry: Entry, stand_in: StandIn) -> None:
    _check_days(stand_in.since, stand_in.until)
    person = stand_in.person or assignment_of(entry).deputy
    if not person:
        raise EntryRefused("Nobody is named to stand in; say who does.", "person")
    if _plain(person) == _plain(standing_of(entry).person):
        raise EntryRefused("That is who has it; let somebody else stand in.", "person")


def _check_days(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise EntryRefused(f"{day(until)} is before {day(since)}; give a later last day.", "until")


def _check_taking(standing: AssignmentStanding, author: Author) -> None:
    if standing.handover is None:
        raise EntryRefused("Nothing is handed over; that comes first.")
    if author.by == standing.handover.author.by:
        raise EntryRefused(OTHER_PERSON)
    if _plain(_to(standing.handover)) not in (_plain(author.by), _plain(author.name)):
        raise EntryRefused("That is for the person to say to whom it was handed over.")


def _to(event: EntryEvent) -> str:
    assert isinstance(event.body, Handover)
    return event.body.to


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


KIND = AssignmentKind()
