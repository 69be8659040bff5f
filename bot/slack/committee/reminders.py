"""Whom the Committee's questions reach: each member asked, and those who record the decision.

As reminders are: what is due is worked out from the register as it stands, and sent to each person
once, whichever process does it and whoever dies when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.committee import view
from bot.slack.committee.facts import DecisionPapers, papers_of
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent
from bot.slack.edge import Edge
from bot.slack.partners.view import MEMBER
from bot.slack.reminders import DueItem, Reminder, send
from bot.slack.roles import Permissions, refusal
from drafting.partners import office_today
from drafting.partnership.committee import (
    conflicted,
    has_quorum,
    is_short,
    outcome_event,
    seat_of,
    seats_of,
    sheets_of,
)
from drafting.register import Entry, UnknownEntry

if TYPE_CHECKING:
    from bot.services import Services

PAPER, READY, DECIDED = "committee-paper", "committee-ready", "committee-decided"
SHORT, LEFT = "committee-short", "committee-left"
KIND = "decision"


class CommitteeReminders:
    """What members and coordinators are sent about decisions. Threads may share one."""

    def __init__(self, *, permissions: Permissions, services: Callable[[], Services]) -> None:
        """`services` gives the register, which is opened when it is first needed."""
        self._permissions = permissions
        self._services = services

    @property
    def topics(self) -> Collection[str]:
        """As in ReminderSource."""
        return (PAPER, READY, DECIDED, SHORT, LEFT)

    def due(self, _today: date) -> Iterable[Reminder]:
        """As in ReminderSource."""
        for entry in self._services().register.of_kind(KIND):
            yield from reminders_of(entry, self._permissions)

    def content(self, delivery: Delivery) -> ReplyContent:
        """As in ReminderSource. Raises DraftingError."""
        services, topic = self._services(), str(delivery.extra["about"])
        rights = self._permissions.of(delivery.user)
        if not rights.sees_partners:
            sentence = refusal(services.settings, "view")
            return ReplyContent("declined", notices.error(sentence).whole())
        try:
            entry = services.register.entry(str(delivery.extra["entry"]))
        except UnknownEntry as error:  # its partner was deleted meanwhile
            return ReplyContent("error", notices.error(str(error)).whole())
        papers = papers_of(services, entry, office_today())
        return ReplyContent("reminder", _message(topic, papers, delivery.user).whole())


def _message(topic: str, papers: DecisionPapers, user: str) -> Message:
    """What is said on that topic; how it stands, where that changed before it went out."""
    entry = papers.entry
    is_open = outcome_event(entry) is None and entry.latest("withdrawn") is None
    if topic == PAPER and is_open and seat_of(entry, user) is not None:
        return view.paper(papers, entry.opened_by.name)
    if topic == READY and is_open:
        sheets, seats = str(len(sheets_of(entry))), str(len(seats_of(entry)))
        return view.told(papers, topic, sheets=sheets, seats=seats)
    is_current = {SHORT: is_open and is_short(entry), LEFT: is_open, DECIDED: not is_open}
    if is_current.get(topic):
        return view.told(papers, topic)
    state = papers.state[:1].lower() + papers.state[1:]
    return view.told(papers, "committee-over", state=state)


def send_news(edge: Edge, entry: Entry) -> None:
    """Sends at once what is new of a decision; what cannot be sent now, the hourly look sends."""
    send(edge, reminders_of(entry, edge.permissions))


def reminders_of(entry: Entry, permissions: Permissions) -> Iterator[Reminder]:
    """All that people are to be told of a decision as it stands, whether it was sent or not."""
    if entry.latest("withdrawn") is not None or entry.latest("told") is not None:
        return
    if outcome_event(entry) is not None:
        yield from _to_recorders(entry, DECIDED, permissions)
        return
    for seat in seats_of(entry):
        if seat.sheet is not None or not MEMBER.fullmatch(seat.member):
            continue
        if permissions.has_left_committee(seat.member):
            yield from _to_recorders(entry, LEFT, permissions, seat.member)
        else:
            yield _reminder(entry, seat.member, PAPER, PAPER)
    if is_short(entry):
        yield from _to_recorders(entry, SHORT, permissions, str(len(conflicted(entry))))
    elif has_quorum(entry):
        yield from _to_recorders(entry, READY, permissions)


def _to_recorders(
    entry: Entry, topic: str, permissions: Permissions, times: str = ""
) -> Iterator[Reminder]:
    """To whoever asked, and to the coordinators, but for who has a conflict of interest."""
    people = dict.fromkeys((entry.opened_by.by, *permissions.coordinators()))
    for person in people:
        if MEMBER.fullmatch(person) and person not in conflicted(entry):
            yield _reminder(entry, person, topic, f"{topic}{times}")


def _reminder(entry: Entry, to: str, topic: str, what: str) -> Reminder:
    item = DueItem(entry.id, f"{what}:{entry.id}:{to}")
    return Reminder(to, topic, {"entry": entry.id}, (item,))
