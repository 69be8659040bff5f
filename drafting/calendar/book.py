"""What waits of all partners, laid out so that each person's part takes no longer with more of it.

Each part (a unit of the office, whose turn it is, due diligence or not) is in the order of days:
what is late and what comes is cut out of it, and counted without a look at the rest.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import merge
from itertools import islice
from typing import NamedTuple

from drafting.partners.vocabulary import Side
from drafting.register import Unit, Waiting, WaitingSource


@dataclass(frozen=True)
class Follower:
    """As what somebody looks at the calendar."""

    units: frozenset[Unit] = frozenset()  # whose part of it is theirs
    owner: str = ""  # a member's id: what one person has is theirs too
    sees_checklists: bool = True

    @property
    def follows_all(self) -> bool:
        """True for who follows every unit, and so also what was assigned to others."""
        return self.units >= frozenset(Unit)


@dataclass(frozen=True)
class DueSection:
    """The first of several waitings, and how many there are in all."""

    first: tuple[Waiting, ...] = ()
    total: int = 0

    @property
    def rest(self) -> int:
        """How many are not among the first."""
        return self.total - len(self.first)


class _BookPart(NamedTuple):
    unit: Unit
    is_ours: bool  # the office's turn, or both sides'
    is_checklist: bool
    is_old: bool
    followed_by: str  # for some partners, in the place of who follows the unit; '' for nobody

    def is_followed(self, follower: Follower) -> bool:
        """True where it is somebody's: assigned to them, or of their unit and to nobody else."""
        if self.followed_by and not follower.follows_all:
            return self.followed_by == follower.owner
        return self.unit in follower.units


class _BookPlace(NamedTuple):
    """Where a waiting stands in its part; no two have the same."""

    on: date
    partner: str
    key: str
    waiting: Waiting | None = None


@dataclass
class CalendarBook:
    """What waits of all partners. Threads may share one."""

    _of_partner: dict[str, tuple[Waiting, ...]] = field(default_factory=dict)
    _parts: dict[_BookPart, list[_BookPlace]] = field(default_factory=dict)
    _owned: dict[str, list[_BookPlace]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def of(cls, waitings: Mapping[str, Iterable[Waiting]]) -> CalendarBook:
        """The book of what waits, by the partners' ids."""
        book = cls()
        for partner, all_of_it in waitings.items():
            kept = _kept(all_of_it)
            if kept:
                book._of_partner[partner] = kept
            for waiting in kept:
                for places in book._lists(waiting):
                    places.append(_place(waiting))
        for places in (*book._parts.values(), *book._owned.values()):
            places.sort(key=_order)
        return book

    def put(self, partner: str, waitings: Iterable[Waiting]) -> None:
        """What waits of a partner now, in place of what did before; nothing takes it out."""
        with self._lock:
            for waiting in self._of_partner.pop(partner, ()):
                for places in self._lists(waiting):
                    _take_out(places, waiting)
            kept = _kept(waitings)
            for waiting in kept:
                for places in self._lists(waiting):
                    insort(places, _place(waiting), key=_order)
            if kept:
                self._of_partner[partner] = kept

    def of_partner(self, partner: str) -> tuple[Waiting, ...]:
        """What waits of one partner and has a day, or a person who has it."""
        with self._lock:
            return self._of_partner.get(partner, ())

    def late(self, follower: Follower, today: date, most: int) -> DueSection:
        """What the office owes and is late with, the longest first."""
        return self._section(follower, date.min, today, most, ours=True)

    def coming(self, follower: Follower, today: date, days: int, most: int) -> DueSection:
        """What the office owes from today on, within so many days."""
        return self._section(follower, today, today + timedelta(days=days + 1), most, ours=True)

    def other_side(self, follower: Follower, today: date, days: int, most: int) -> DueSection:
        """What waits for the partners: late, or due within so many days."""
        return self._section(follower, date.min, today + timedelta(days=days + 1), most, ours=False)

    def old(self, follower: Follower) -> int:
        """How many of what somebody follows are of a time that is over, on either side."""
        with self._lock:
            lists = [
                places
                for ours in (True, False)
                for places in self._followed(follower, ours=ours, old=True)
            ]
            return sum(map(len, lists))

    def late_on(self, follower: Follower, today: date) -> Iterator[Waiting]:
        """All that is late of what the office owes."""
        with self._lock:
            lists = list(self._followed(follower, ours=True))
            cut = [places[: _first_on(places, today)] for places in lists]
        yield from (place.waiting for place in merge(*cut, key=_order) if place.waiting)

    def owned(self, owner: str) -> Sequence[Waiting]:
        """All that one person has, also what has no day."""
        with self._lock:
            return [place.waiting for place in self._owned.get(owner, ()) if place.waiting]

    def owners(self) -> list[str]:
        """The ids of the people who have something."""
        with self._lock:
            return [owner for owner, places in self._owned.items() if places]

    def assigned(self) -> list[str]:
        """The ids of the people who follow some partners in the place of a unit's."""
        with self._lock:
            parts = [part for part, places in self._parts.items() if places and part.followed_by]
        return list(dict.fromkeys(part.followed_by for part in parts))

    def _section(
        self, follower: Follower, first: date, before: date, most: int, *, ours: bool
    ) -> DueSection:
        with self._lock:
            cut, total = [], 0
            for places in self._followed(follower, ours=ours):
                start = _first_on(places, first)
                end = _first_on(places, before)
                cut.append(places[start : min(end, start + most)])
                total += end - start
        shown = islice(merge(*cut, key=_order), most)
        return DueSection(tuple(place.waiting for place in shown if place.waiting), total)

    def _followed(
        self, follower: Follower, *, ours: bool, old: bool = False
    ) -> Iterator[list[_BookPlace]]:
        """The lists that somebody follows; none holds what another one holds."""

        def is_wanted(part: _BookPart) -> bool:
            is_seen = follower.sees_checklists or not part.is_checklist
            return is_seen and (part.is_ours, part.is_old) == (ours, old)

        for part, places in self._parts.items():
            if is_wanted(part) and part.is_followed(follower):
                yield places
        yield [
            place
            for place in self._owned.get(follower.owner, ())
            if place.waiting is not None
            and is_wanted(part := _part_of(place.waiting))
            and not part.is_followed(follower)
        ]

    def _lists(self, waiting: Waiting) -> Iterator[list[_BookPlace]]:
        yield self._parts.setdefault(_part_of(waiting), [])
        if waiting.owner:
            yield self._owned.setdefault(waiting.owner, [])


def _part_of(waiting: Waiting) -> _BookPart:
    return _BookPart(
        waiting.unit,
        waiting.of is not Side.PARTNER,
        waiting.source is WaitingSource.CHECKLIST,
        waiting.is_old,
        waiting.followed_by,
    )


def _kept(waitings: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """What is laid out: what has neither a day nor a person shows in its partner's line alone."""
    return tuple(waiting for waiting in waitings if waiting.on is not None or waiting.owner)


def _place(waiting: Waiting) -> _BookPlace:
    return _BookPlace(waiting.on or date.max, waiting.partner, waiting.key, waiting)


def _order(place: _BookPlace) -> tuple[date, str, str]:
    return place[0], place[1], place[2]


def _first_on(places: Sequence[_BookPlace], day: date) -> int:
    """The number of the first that is on that day or later."""
    return bisect_left(places, (day, "", ""), key=_order)


def _take_out(places: list[_BookPlace], waiting: Waiting) -> None:
    place = _place(waiting)
    at = bisect_left(places, _order(place), key=_order)
    if at < len(places) and _order(places[at]) == _order(place):
        del places[at]
