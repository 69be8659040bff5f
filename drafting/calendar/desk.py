"""The calendar's desk: one partner's calendar, and the book of all, as the database has them."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import sqlalchemy as sa

from drafting.agreements.lives import Life, LifeDesk
from drafting.agreements.lives.tables import AGREEMENT_STEPS
from drafting.calendar.book import CalendarBook
from drafting.calendar.changes import ChangeFeed
from drafting.calendar.computing import due, in_order
from drafting.calendar.facts import CalendarFacts
from drafting.calendar.past import PastDay, past_days
from drafting.due_diligence import Checklist, Checklists
from drafting.partners import PartnerFile, office_day, office_name
from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import BadRecord, UnknownPartner
from drafting.partners.record import Partner
from drafting.partners.tables import NAMES
from drafting.register import OFFICE, Entry, Register, RegisterRules, Waiting
from drafting.screening import Screenings
from drafting.screening.tables import SCREENINGS

AT_ONCE = 200  # partners whose entries are read together


@dataclass(frozen=True)
class PartnerCalendar:
    """What waits of one partner, and what happened with it."""

    partner: Partner
    waiting: tuple[Waiting, ...]  # the earliest first; what is told in words alone comes last
    past: tuple[PastDay, ...]  # the latest first


class CalendarDesk:
    """The calendar of all partners in one database. Threads may share one."""

    def __init__(  # noqa: PLR0913  (what the calendar is computed from)
        self,
        database: DatabaseAccess,
        *,
        partners: PartnerFile,
        register: Register,
        checklists: Checklists,
        lives: LifeDesk,
        screenings: Screenings,
        rules: Callable[[], RegisterRules],
    ) -> None:
        """All of them work with `database`; `rules` is asked each time."""
        self._database = database
        self._partners = partners
        self._register = register
        self._checklists = checklists
        self._lives = lives
        self._screenings = screenings
        self._rules = rules
        self._lock = threading.Lock()  # of the book at hand
        self._laying_out = threading.Lock()
        self._day = date.min
        self._feed = ChangeFeed()
        self._book = CalendarBook()

    def of_partner(
        self, partner_id: str, today: date, sees: Collection[str] = ()
    ) -> PartnerCalendar:
        """One partner's calendar, for somebody who holds the roles `sees`.

        Raises UnknownPartner, BadRecord.
        """
        facts = self._facts(self._partners.get(partner_id), sees)
        facts = replace(facts, named_in=tuple(self._register.naming(partner_id, sees)))
        waiting = self._due(facts, today, sees)
        past = past_days(facts, self._register.kinds, today)
        return PartnerCalendar(facts.partner, tuple(waiting), tuple(past))

    def all_waiting(self, today: date) -> list[Waiting]:
        """What waits of every partner and of the office's own, restricted to nobody."""
        of_partners = (
            waiting for facts in self._all_facts() for waiting in self._due(facts, today)
        )
        return [*of_partners, *self.of_office(today)]

    def of_office(self, today: date, sees: Collection[str] = ()) -> list[Waiting]:
        """What waits of the entries that are about no one partner, the earliest first."""
        waitings = self._of_office(self._register.of_partner(OFFICE, sees), today)
        allowed = {"", *sees}
        return sorted((each for each in waitings if each.restricted_to in allowed), key=in_order)

    def _of_office(self, entries: Sequence[Entry], today: date) -> Iterator[Waiting]:
        kinds, rules = self._register.kinds, self._rules()
        for entry in entries:
            if not kinds[entry.kind].is_closed(entry):
                yield from kinds[entry.kind].waiting(entry, rules, today)
        for kind in kinds.values():
            mine = [entry for entry in entries if entry.kind == kind.name]
            if not kind.has_partner and all(map(kind.is_closed, mine)):
                yield from kind.waiting_anew(mine, rules, today)

    def restricted(self, today: date) -> list[tuple[str, Waiting]]:
        """What waits for the holders of a role alone, each with the role."""
        return [
            (kind.restricted_to, waiting)
            for kind in self._register.kinds.values()
            if kind.restricted_to
            for entry in self._register.of_kind(kind.name, {kind.restricted_to})
            if not kind.is_closed(entry)
            for waiting in kind.waiting(entry, self._rules(), today)
        ]

    def book(self, today: date, *, of_today: bool = True) -> CalendarBook:
        """What waits of all partners, without what is restricted, with all that was written.

        It is laid out anew once a day and process. With `of_today` that is waited for; else, where
        there is an earlier day's, that one is given: what is due on which day it has as well.
        """
        if self._day == date.min or (of_today and self._day != today):
            self._lay_out(today)
        with self._lock:
            for partner in self._feed.changed(self._database):
                self._book.put(partner, self._waiting(partner, today))
            return self._book

    def _lay_out(self, today: date) -> None:
        with self._laying_out:
            if self._day == today:
                return  # another thread did
            feed = ChangeFeed()
            feed.begin(self._database)  # before anything is read: what is written then is told
            book = CalendarBook.of(self._by_partner(today))
            with self._lock:
                self._book, self._feed, self._day = book, feed, today

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """What the partners are called, by their ids; without those that are no longer there.

        What is about no one partner goes by the office's own name.
        """
        partners = set(ids)
        office = {OFFICE: office_name()} if OFFICE in partners else {}
        query = sa.select(NAMES.c.partner, NAMES.c.legal_name).where(
            NAMES.c.partner.in_(partners), NAMES.c.legal_name != ""
        )
        with self._database.read() as connection:
            return office | {row.partner: row.legal_name for row in connection.execute(query)}

    def _by_partner(self, today: date) -> Mapping[str, list[Waiting]]:
        by_partner: dict[str, list[Waiting]] = defaultdict(list)
        for waiting in self.all_waiting(today):
            by_partner[waiting.partner].append(waiting)
        return by_partner

    def _waiting(self, partner_id: str, today: date) -> list[Waiting]:
        """What waits of a partner; nothing where it is gone, or does not read back."""
        if partner_id == OFFICE:
            return self.of_office(today)
        try:
            facts = self._facts(self._partners.get(partner_id))
        except (UnknownPartner, BadRecord):
            return []
        return self._due(facts, today)

    def _due(self, facts: CalendarFacts, today: date, sees: Collection[str] = ()) -> list[Waiting]:
        """What waits, without what is restricted to a role that is not in `sees`."""
        allowed = {"", *sees}
        waitings = due(facts, self._register.kinds, self._rules(), today)
        return [waiting for waiting in waitings if waiting.restricted_to in allowed]

    def _facts(self, partner: Partner, sees: Collection[str] = ()) -> CalendarFacts:
        latest = next(iter(self._screenings.of_partner(partner.id)), None)
        return CalendarFacts(
            partner,
            tuple(self._register.of_partner(partner.id, sees)),
            _newest_of_each(self._checklists.of_partner(partner.id)),
            self._lives_of(partner),
            screened_on=office_day(latest.at) if latest else None,
        )

    def _all_facts(self) -> Iterator[CalendarFacts]:
        """The same of every partner, with a query for each kind of thing and not for each.

        Of the register only the entries of some partners are in memory at a time.
        """
        checklists: dict[str, list[Checklist]] = defaultdict(list)
        ids = [revision.id for revision in self._checklists.revisions()]
        for checklist in self._checklists.some(ids):
            checklists[checklist.partner].append(checklist)
        with_steps, screened = self._partners_with_steps(), self._screened()
        partners = self._partners.all()
        for start in range(0, len(partners), AT_ONCE):
            some = partners[start : start + AT_ONCE]
            entries = self._register.of_partners([partner.id for partner in some])
            for partner in some:
                yield CalendarFacts(
                    partner,
                    tuple(entries.get(partner.id, ())),
                    tuple(checklists.pop(partner.id, ())),
                    self._lives_of(partner) if partner.id in with_steps else {},
                    screened_on=screened.get(partner.id),
                )

    def _lives_of(self, partner: Partner) -> Mapping[str, Life]:
        return self._lives.lives(partner.id, [agreement.key for agreement in partner.agreements])

    def _partners_with_steps(self) -> frozenset[str]:
        query = sa.select(AGREEMENT_STEPS.c.partner).distinct()
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def _screened(self) -> Mapping[str, date]:
        """By the partners' ids, the day of the last check."""
        query = sa.select(SCREENINGS.c.partner, sa.func.max(SCREENINGS.c.at).label("at"))
        with self._database.read() as connection:
            rows = connection.execute(query.group_by(SCREENINGS.c.partner)).all()
        return {row.partner: office_day(datetime.fromtimestamp(row.at, UTC)) for row in rows}


def _newest_of_each(checklists: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The newest of each agreement, of checklists that come newest first."""
    newest: dict[str, Checklist] = {}
    for checklist in checklists:
        newest.setdefault(checklist.agreement, checklist)
    return tuple(newest.values())
