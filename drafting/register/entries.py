"""An entry of the register: what was opened about a partner, and what was said to it since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from drafting.partners.office_time import office_day
from drafting.partners.record.base import RecordModel
from drafting.partners.vocabulary import Side

OFFICE = ""  # in the place of a partner's id: the office's own, of no one partner


class EntryBody(RecordModel):
    """What a kind, or a verb, has of its own. A new field needs a default, for old rows stay.

    Its fields are those of a record, with titles, so that any form can ask for them.
    """


class NoBody(EntryBody):
    """For a verb that says all with its words."""


class EntryProof(EntryBody):
    """What shows that something is so: a file or a link."""

    name: str
    link: str = ""


@dataclass(frozen=True)
class Author:
    """Who enters something, for which side, and on whose word."""

    by: str  # a Slack member id, or the account of the terminal
    name: str  # as it is shown
    side: Side = Side.CIP
    told_by: str = ""  # who at the partner said it; needed where `side` is the partner's


@dataclass(frozen=True)
class UnopenedItem:
    """What a record says by itself, as an entry would have it that nobody opened yet."""

    agreement: str  # its key
    body: EntryBody


@dataclass(frozen=True)
class EntryEvent:
    """One thing said to an entry; never changed, never taken away."""

    id: str
    number: int  # 1, 2, … of its entry
    based_on: int  # the number of the latest one that its author had seen; 0 for none
    verb: str
    author: Author
    at: datetime  # UTC
    words: str
    body: EntryBody
    proofs: tuple[EntryProof, ...] = ()

    @property
    def day(self) -> date:
        """The office's day on which it was entered."""
        return office_day(self.at)

    @property
    def happened_on(self) -> date:
        """The day on which it was, where its body says so; else that on which it was entered."""
        on = getattr(self.body, "on", None)
        return on if isinstance(on, date) else self.day


@dataclass(frozen=True)
class Entry:
    """One entry, with all that was said to it in order."""

    id: str
    kind: str
    partner: str  # its id; OFFICE for what is the office's own
    agreement: str  # its key; '' for the whole relationship
    title: str
    opened_at: datetime  # UTC
    opened_by: Author
    body: EntryBody
    restricted_to: str = ""  # the role that alone may see it; '' for whoever sees partners
    events: tuple[EntryEvent, ...] = ()

    @property
    def day(self) -> date:
        """The office's day on which it was opened."""
        return office_day(self.opened_at)

    @property
    def origin(self) -> str:
        """By which an action names the entry that it comes from."""
        return f"{self.kind}:{self.id}"

    @property
    def last_number(self) -> int:
        """Of its latest event; 0 where nothing was said yet."""
        return self.events[-1].number if self.events else 0

    def said(self, *verbs: str) -> Iterator[EntryEvent]:
        """The events with one of these verbs, in order."""
        return (event for event in self.events if event.verb in verbs)

    def latest(self, *verbs: str) -> EntryEvent | None:
        """The latest event with one of these verbs; None where there is none."""
        return next((event for event in reversed(self.events) if event.verb in verbs), None)

    def unseen_by(self, event: EntryEvent) -> tuple[EntryEvent, ...]:
        """What came before `event` and was not seen by its author: both stand side by side."""
        return tuple(
            earlier for earlier in self.events if event.based_on < earlier.number < event.number
        )
