"""An action: what one side is to do by a day; somebody else than who did it confirms it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Day, Line
from drafting.partners.vocabulary import Choice, Side
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    FactsBeside,
    RegisterRules,
    Verb,
    Waiting,
    WaitingSource,
)
from drafting.register.filling import SET_BY_RULE

DONE, NOT_DONE, CONFIRMED, DROPPED, REMARK = "done", "not_done", "confirmed", "dropped", "remark"
BOTH_SIDES = (Side.CIP, Side.PARTNER)


class GrowthDirection(Choice):
    """The directions of institutional development of CSPF 16(f)."""

    SERVICE = "i", "Enhanced service delivery (16(f)(i))"
    ORGANISATION = "ii", "Organizational development (16(f)(ii))"
    ROLE = "iii", "A stronger role in civil society (16(f)(iii))"


class ActionBody(EntryBody):
    """What is to be done by whom."""

    what: Line = Field(title="What is to be done")
    of: Side = Field(title="Who does it")
    owner: Line = Field(
        default="",
        title="Which person",
        description="Who has it in hand, at the side that does it.",
    )
    due: Day | None = Field(default=None, title="By when")
    direction: GrowthDirection | None = Field(
        default=None, title="Direction", description="Where it develops the institution."
    )
    comes_from: Line = Field(default="", title="Comes from", json_schema_extra=SET_BY_RULE)


class ActionKind(EntryKind):
    """The rules of actions."""

    name, label, clause, body = "action", "Action", "CSPF 16(d), 16(f)", ActionBody
    verbs = (
        Verb(DONE, "Done", sides=BOTH_SIDES),
        Verb(CONFIRMED, "Confirm", sides=BOTH_SIDES),
        Verb(NOT_DONE, "Not done yet", sides=BOTH_SIDES, needs_words=True),
        Verb(DROPPED, "Drop it", sides=BOTH_SIDES, needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
    )

    def stands_for(self, entry: Entry) -> str:
        """As in EntryKind: the line of an agreement's plan that it was opened for."""
        return action_of(entry).comes_from

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, ActionBody)
        return body.what

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind; who did it never confirms it, nor enters that somebody else does."""
        del body
        if verb.name == REMARK:
            return
        if self.is_closed(entry):
            raise EntryRefused("It is closed; open another action.")
        done = _done(entry)
        if verb.name in (CONFIRMED, NOT_DONE) and done is None:
            raise EntryRefused("Nobody said yet that it is done.")
        if verb.name == CONFIRMED and done is not None and _is_same(done.author, author):
            raise EntryRefused("Who did it does not confirm it; let somebody else look.")

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if self.is_closed(entry):
            return (self.verb(REMARK),)
        names = (CONFIRMED, NOT_DONE) if _done(entry) else (DONE,)
        return tuple(verb for verb in self.verbs if verb.name in {*names, DROPPED, REMARK})

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind."""
        return entry.latest(CONFIRMED, DROPPED) is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: for whoever does it, then for somebody who confirms it."""
        del rules, today
        if self.is_closed(entry):
            return
        body, done = action_of(entry), _done(entry)
        on = None if done else body.due
        when = "done" if done else on.isoformat() if on else ""
        words = f"said to be done on {day(done.day)}, to be confirmed" if done else ""
        for side in BOTH_SIDES if body.of is Side.BOTH else (body.of,):
            of = side.other if done else side
            yield Waiting(
                key=f"{entry.id}:{of.value}:{when}",
                partner=entry.partner,
                what=body.what,
                on=on,
                of=of,
                source=WaitingSource.REGISTER,
                reference=entry.id,
                agreement=entry.agreement,
                words=words,
                owner=body.owner if not done and side is Side.CIP else "",
                clause=self.clause,
            )

    def facts_beside(self, entry: Entry, beside: FactsBeside) -> Iterator[tuple[str, str]]:
        """As in EntryKind: the entry that it comes from, where it comes from one."""
        origin = action_of(entry).comes_from
        for other in beside.siblings:
            if origin and other.origin == origin:
                yield "Comes from", f"{other.title} ({day(other.day)})"

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        last = entry.latest(CONFIRMED, DROPPED)
        if last is not None:
            word = "Dropped" if last.verb == DROPPED else "Confirmed"
            return f"{word} on {day(last.day)}"
        done = _done(entry)
        return f"Said to be done on {day(done.day)}" if done else "Open"


def action_of(entry: Entry) -> ActionBody:
    """The body of an action."""
    assert isinstance(entry.body, ActionBody)
    return entry.body


def _done(entry: Entry) -> EntryEvent | None:
    """What says that it is done, as long as nobody said otherwise since."""
    last = entry.latest(DONE, NOT_DONE)
    return last if last is not None and last.verb == DONE else None


def _is_same(doer: Author, other: Author) -> bool:
    """True where one person would confirm what he or she did.

    A person of the office who wrote down the partner's word did not do it, and may confirm it.
    """
    if doer.side is Side.CIP:
        return doer.by == other.by
    return other.side is Side.PARTNER and _plain(doer.told_by) == _plain(other.told_by)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


KIND = ActionKind()
