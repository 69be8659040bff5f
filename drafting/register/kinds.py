"""What a kind of entry is: its words, what may be said to it, when something waits, when it closes.

A kind is one module that names one instance; `Kinds` is what the register works with.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from drafting.partners.errors import DraftingError
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.register.entries import Author, Entry, EntryBody, EntryEvent, NoBody, UnopenedItem
from drafting.register.known_partners import KnownPartners
from drafting.register.rules import RegisterRules
from drafting.register.waiting import Unit, Waiting


class EntryRefused(DraftingError):
    """Something may not be said to an entry as it stands; the message says why, and the cure."""

    def __init__(self, message: str, field: str = "") -> None:
        """`field` is that of the body, or 'words' or 'told_by', that the message is about."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Verb:
    """Something that may be said to an entry of a kind."""

    name: str  # as it is kept: 'decided'
    label: str  # as a button has it: 'Record the decision'
    body: type[EntryBody] = NoBody
    sides: tuple[Side, ...] = (Side.CIP,)
    needs_words: bool = False
    for_coordinators: bool = False  # True: only a coordinator may say it


@dataclass(frozen=True)
class Assigned:
    """That a person follows a unit's part of the calendar for a partner, or an agreement of it."""

    unit: Unit
    person: str  # a member's id
    agreement: str = ""  # its key; '' for the whole relationship


@dataclass(frozen=True)
class FactsBeside:
    """What a kind looks at for what it shows beside an entry."""

    siblings: Sequence[Entry]  # of the partner, that are restricted to no role
    kinds: Mapping[str, EntryKind]
    rules: RegisterRules
    today: date


class EntryKind(ABC):
    """One kind of entry. Its rules are here and nowhere else."""

    name: ClassVar[str]  # as it is kept: 'decision'
    label: ClassVar[str]  # 'Decision of the Committee'
    clause: ClassVar[str]  # 'CSPF 18(c)'
    body: ClassVar[type[EntryBody]]
    verbs: ClassVar[tuple[Verb, ...]]
    restricted_to: ClassVar[str] = ""  # the role that alone may see its entries
    one_at_a_time: ClassVar[bool] = False  # of each agreement, and of the whole relationship
    has_own_windows: ClassVar[bool] = False  # True: in Slack they alone say who may what to it
    has_partner: ClassVar[bool] = True  # False: its entries are the office's own, of no one partner
    leaves_actions: ClassVar[bool] = False  # True: actions may be opened from its window
    # The verbs for which `check_beside` wants the partner's other entries, and what is not opened.
    looks_beside: ClassVar[frozenset[str]] = frozenset()
    # The verbs for which what the entry itself names has to be there still.
    looks_again: ClassVar[frozenset[str]] = frozenset()
    # The kinds of entries from which one of these may be opened; its `from_entry` then names which.
    opened_from: ClassVar[frozenset[str]] = frozenset()

    def verb(self, name: str) -> Verb:
        """The verb of that name. Raises EntryRefused."""
        for verb in self.verbs:
            if verb.name == name:
                return verb
        known = ", ".join(f"‘{verb.name}’" for verb in self.verbs)
        raise EntryRefused(f"A {self.label.lower()} knows no ‘{name}’; there are {known}.")

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """Raises EntryRefused where it may not be opened beside the partner's `siblings`."""
        del body, siblings, author

    def title_of(self, body: EntryBody) -> str:
        """What a new entry is called, on one line."""
        del body
        return self.label

    def also_about(self, entry: Entry) -> tuple[str, ...]:
        """The ids of the partners on whose line of time an entry of the office's own stands too."""
        del entry
        return ()

    def prepared(self, body: EntryBody, rules: RegisterRules) -> EntryBody:
        """The body of a new entry, with what the office's figures are at that time."""
        del rules
        return body

    def from_record(
        self, body: EntryBody, partner: Partner, agreement: str, siblings: Iterable[Entry]
    ) -> EntryBody:
        """The body of a new entry, with what the partner's file says of it at that time.

        `agreement` is the key that was chosen, `siblings` are the partner's entries of this kind.
        """
        del partner, agreement, siblings
        return body

    def check_beside(
        self,
        entry: Entry,
        body: EntryBody,
        siblings: Iterable[Entry],
        unopened: Iterable[UnopenedItem],
    ) -> None:
        """Raises EntryRefused where what else is on record of the partner speaks against it.

        `unopened` is what its record says and nobody opened, as far as its day passed.
        """
        del entry, body, siblings, unopened

    def check_partners(self, body: EntryBody, partners: KnownPartners) -> None:
        """Raises EntryRefused where what a body says of partners on record is not so.

        `body` is that of a new entry, or of what is said to one.
        """
        del body, partners

    @abstractmethod
    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """Raises EntryRefused where that may not be said to the entry as it stands."""

    def current_body(self, entry: Entry) -> EntryBody:
        """Its body as it holds now, where what was said changes it."""
        return entry.body

    def options(self, entry: Entry, verb: Verb) -> Mapping[str, Mapping[str, str]]:
        """What a form offers for fields that the entry knows the values of: labels, by value."""
        del entry, verb
        return {}

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """The verbs that fit the entry as it stands, for buttons; `check` decides."""
        return () if self.is_closed(entry) else self.verbs

    @abstractmethod
    def is_closed(self, entry: Entry) -> bool:
        """True where nothing of it waits any more."""

    @abstractmethod
    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """What of it waits for somebody."""

    def waiting_beside(
        self, entry: Entry, siblings: Iterable[Entry], rules: RegisterRules, today: date
    ) -> Iterator[Waiting]:
        """What of it waits, where the partner's `siblings` make a difference to that."""
        del siblings
        yield from self.waiting(entry, rules, today)

    def assigned(self, entry: Entry, today: date) -> Assigned | None:
        """Who follows a unit's part for the entry's partner today; None where it says nothing."""
        del entry, today
        return None

    def people(self, entry: Entry, today: date) -> Sequence[tuple[str, str]]:
        """Who has it in hand today, for its view: what each is, and a member's id or a name."""
        del entry, today
        return ()

    def lists_due(self, entry: Entry) -> bool:
        """True where its view lists all that is due with the partner."""
        del entry
        return False

    def waiting_anew(
        self, entries: Iterable[Entry], rules: RegisterRules, today: date
    ) -> Iterator[Waiting]:
        """What waits where no entry of the office's own is open: another one, after `entries`."""
        del entries, rules, today
        yield from ()

    def is_for_all(self, event: EntryEvent) -> bool:
        """True for what a line of time shows to everybody who may see the entry."""
        del event
        return True

    def stands_for(self, entry: Entry) -> str:
        """The key of what the calendar would tell by the record, and tells by this entry instead.

        '' for nothing: also once the record is to tell it again.
        """
        del entry
        return ""

    def repeats_from(self, entry: Entry) -> date | None:
        """The day from which the time to the next of its kind counts; None for none."""
        del entry
        return None

    def facts_beside(self, entry: Entry, beside: FactsBeside) -> Iterator[tuple[str, str]]:
        """What the register says of the matter by itself, each with a title, for its views."""
        del entry, beside
        yield from ()

    @abstractmethod
    def state(self, entry: Entry, today: date) -> str:
        """How it stands, in a few words: 'Approved with conditions', 'Papers are out'."""


class Kinds(Mapping[str, EntryKind]):
    """The kinds by their names."""

    def __init__(self, kinds: Iterable[EntryKind]) -> None:
        self._kinds = {kind.name: kind for kind in kinds}

    def __getitem__(self, name: str) -> EntryKind:
        return self._kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)
