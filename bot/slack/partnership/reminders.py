"""Reminders of the calendar: what is given to a person, what becomes late, and a weekly digest.

What is in a checklist is told by the checklist's own reminders, and never here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.settings.partnership import WEEKDAYS
from bot.slack.blocks import names, notices
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import button, row
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent
from bot.slack.partners.view import MEMBER
from bot.slack.partnership import lines
from bot.slack.partnership.following import Following
from bot.slack.partnership.home_section import coming_title
from bot.slack.partnership.lines import WaitingList
from bot.slack.reminders import DueItem, Reminder
from bot.slack.roles import refusal
from drafting.calendar import Follower
from drafting.register import LockedEntry, Unit, Waiting, WaitingSource

if TYPE_CHECKING:
    from drafting.calendar import CalendarBook, CalendarDesk

LOG = logging.getLogger("saathi.calendar")
SHOWN = 10  # lines of one list
LATER = 2  # days after its own on which a digest still goes out


class CalendarTopic(StrEnum):
    """What a reminder of the calendar is about."""

    GIVEN = "calendar-given"
    LATE = "calendar-late"
    DIGEST = "calendar-digest"
    RESTRICTED = "calendar-restricted"


TITLES = {CalendarTopic.GIVEN: "Yours", CalendarTopic.LATE: "Late"}


class CalendarReminders:
    """What people are told of the calendar. Threads may share one."""

    def __init__(
        self,
        *,
        following: Following,
        calendar: Callable[[], CalendarDesk],
    ) -> None:
        """`calendar` gives the desk, which is opened when it is first needed."""
        self._following = following
        self._calendar = calendar

    @property
    def topics(self) -> Collection[str]:
        """As in ReminderSource."""
        return tuple(CalendarTopic)

    def due(self, today: date) -> Iterable[Reminder]:
        """As in ReminderSource."""
        book = self._calendar().book(today)
        return [
            *self._given(book, today),
            *self._late(book, today),
            *self._digests(book, today),
            *self._restricted(today),
        ]

    def content(self, delivery: Delivery) -> ReplyContent:
        """As in ReminderSource."""
        settings, user = self._following.settings, delivery.user
        if self._following.follower(user) is None:
            declined = notices.error(refusal(settings, "view"))
            return ReplyContent("declined", declined.whole())
        topic = CalendarTopic(delivery.extra["about"])
        today = date.fromisoformat(str(delivery.extra["day"]))
        if topic is CalendarTopic.RESTRICTED:
            return ReplyContent("reminder", self._matter(user, today).whole())
        if topic is CalendarTopic.DIGEST:
            return ReplyContent("reminder", self._digest(user, today).whole())
        waitings = self._still_waiting(delivery.extra["entries"], today)
        return ReplyContent("reminder", self._message(topic, waitings, today).whole())

    def _matter(self, user: str, today: date) -> Message:
        """That a matter waits, and where; of one that waits no more for the person, that."""
        roles = {role for role, _ in self._calendar().restricted(today)}
        if not any(user in self._following.holders(role) for role in roles):
            return notices.notice("calendar-done-meanwhile")
        look = button("Look", names.REGISTER_MATTERS, "matter")
        return message([*notices.notice("calendar-restricted").blocks, *row([look])])

    def _given(self, book: CalendarBook, today: date) -> Iterator[Reminder]:
        for owner in book.owners():
            waitings = [
                waiting
                for waiting in book.owned(owner)
                if waiting.source is WaitingSource.REGISTER
                and not (waiting.restricted_to or waiting.tells_owner)
            ]
            if waitings and MEMBER.fullmatch(owner) and self._may_see(owner):
                items = [
                    DueItem(_name(waiting), _key("given", owner, waiting.partner, _thing(waiting)))
                    for waiting in waitings
                ]
                yield Reminder(owner, CalendarTopic.GIVEN, _of(today), _once(items))

    def _restricted(self, today: date) -> Iterator[Reminder]:
        """That a matter waits for a role’s holders, without a word of it, nor whose it is."""
        items: dict[str, list[DueItem]] = {}
        for role, waiting in self._restricted_waitings(today):
            key = _key("matter", waiting.partner, _thing(waiting))
            for person in self._following.holders(role):
                items.setdefault(person, []).append(DueItem(key, _key("matter", person, key)))
        for person, matters in items.items():
            yield Reminder(person, CalendarTopic.RESTRICTED, _of(today), _once(matters))

    def _restricted_waitings(self, today: date) -> Sequence[tuple[str, Waiting]]:
        try:
            return self._calendar().restricted(today)
        except LockedEntry:  # the others are reminded all the same; `saathi doctor` is red
            LOG.warning("what is for a role alone cannot be read: its key is missing")
            return ()

    def _late(self, book: CalendarBook, today: date) -> Iterator[Reminder]:
        """By person; what becomes late on the day of the digest is told by that."""
        everything = Follower(frozenset(Unit), sees_checklists=False)
        items: dict[str, list[DueItem]] = {}
        people = {unit: self._following.people_of(unit) for unit in Unit}
        for waiting in book.late_on(everything, today):
            if waiting.on is None or self._is_of_digest(waiting.on + timedelta(days=1)):
                continue
            for person in self._told(waiting, people):
                item = DueItem(_name(waiting), _key("late", person, waiting.partner, waiting.key))
                items.setdefault(person, []).append(item)
        for person, late in items.items():
            yield Reminder(person, CalendarTopic.LATE, _of(today), _once(late))

    def _told(self, waiting: Waiting, people: Mapping[Unit, Sequence[str]]) -> Sequence[str]:
        """Whom it is for: who has it, else who was assigned for the partner, else the unit's."""
        for person in (waiting.owner, waiting.followed_by):
            if MEMBER.fullmatch(person) and self._may_see(person):
                return (person,)
        return people[waiting.unit]

    def _digests(self, book: CalendarBook, today: date) -> Iterator[Reminder]:
        for back in range(LATER + 1):
            day = today - timedelta(days=back)
            if self._is_of_digest(day):
                for person in self._following.everybody([*book.owners(), *book.assigned()]):
                    if self._lists(book, person, today):
                        item = DueItem(day.isoformat(), _key("digest", person, day.isoformat()))
                        yield Reminder(person, CalendarTopic.DIGEST, _of(today), (item,))

    def _is_of_digest(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] == self._following.settings.partnership.digest_day

    def _may_see(self, user: str) -> bool:
        return self._following.permissions.of(user).sees_partners

    def _digest(self, user: str, today: date) -> Message:
        desk = self._calendar()
        lists = self._lists(desk.book(today), user, today)
        if not lists:
            return notices.notice("calendar-empty")
        partners = [waiting.partner for part in lists for waiting in part.waitings]
        names = desk.names(partners)
        head = notices.notice("calendar-digest").blocks
        foot = notices.notice("calendar-where").blocks
        return message([*head, *lines.list_blocks(lists, names, today), *foot])

    def _lists(self, book: CalendarBook, user: str, today: date) -> list[WaitingList]:
        """The three lists of a digest, without those that are empty."""
        follower = self._following.follower(user)
        if follower is None:
            return []
        follower = replace(follower, sees_checklists=False)
        days = self._following.settings.partnership.soon_days
        lists = (
            WaitingList.of(coming_title(days), book.coming(follower, today, days, SHOWN)),
            WaitingList.of("Late", book.late(follower, today, SHOWN)),
            WaitingList.of(
                "Waiting for the other side", book.other_side(follower, today, days, SHOWN)
            ),
        )
        return [waiting_list for waiting_list in lists if waiting_list.waitings]

    def _still_waiting(self, entries: Sequence[str], today: date) -> list[Waiting]:
        """What of it waits still, by the calendar as it is now."""
        book = self._calendar().book(today)
        by_name: dict[str, Waiting] = {}
        for entry in entries:
            partner = entry.partition("|")[0]
            if entry not in by_name:
                by_name |= {_name(waiting): waiting for waiting in book.of_partner(partner)}
        return [by_name[entry] for entry in entries if entry in by_name]

    def _message(self, topic: CalendarTopic, waitings: Sequence[Waiting], today: date) -> Message:
        if not waitings:
            return notices.notice("calendar-done-meanwhile")
        desk = self._calendar()
        part = WaitingList(TITLES[topic], waitings[:SHOWN], max(len(waitings) - SHOWN, 0))
        names = desk.names(waiting.partner for waiting in part.waitings)
        head = notices.notice(topic).blocks
        foot = notices.notice("calendar-where").blocks
        return message([*head, *lines.list_blocks([part], names, today), *foot])


def _of(day: date) -> dict[str, str]:
    """The day as of which a reminder tells."""
    return {"day": day.isoformat()}


def _name(waiting: Waiting) -> str:
    """By which a reminder finds it again; it says nothing of what waits."""
    return f"{waiting.partner}|{hashlib.sha256(waiting.key.encode()).hexdigest()[:24]}"


def _thing(waiting: Waiting) -> str:
    """What was given, whatever its day: a day that moves gives nothing anew."""
    day = waiting.on.isoformat() if waiting.on else ""
    return f"{waiting.reference}|{waiting.key.replace(day, '') if day else waiting.key}"


def _key(topic: str, *parts: str) -> str:
    """A key of at most 255 characters, which no other reminder has."""
    return f"calendar:{topic}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"


def _once(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """The items, each key once."""
    return tuple({item.key: item for item in items}.values())
