"""Reminders of the screening: partners to check, and possible matches that wait for a person."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent
from bot.slack.reminders import DueItem, Reminder
from bot.slack.roles import Permissions, refusal
from bot.slack.screening import view
from drafting.screening import BadList, MatchStanding, due_checks, waiting_matches

if TYPE_CHECKING:
    from drafting.partners import PartnerFile
    from drafting.screening import DueScreening, ScreeningDesk

LOG = logging.getLogger("saathi.reminders")
CHECKS, MATCHES = "screening-due", "screening-match"


class ScreeningReminders:
    """Whom the screening's dates are told. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        screening: Callable[[], ScreeningDesk],
        partners: Callable[[], PartnerFile],
    ) -> None:
        """`screening` and `partners` are opened when they are first needed."""
        self._settings = settings
        self._permissions = permissions
        self._desk = screening
        self._partners = partners
        self._day = date.min  # of the last look at all partners, which is made once a day
        self._checks: tuple[DueScreening, ...] = ()

    @property
    def topics(self) -> Collection[str]:
        """As in ReminderSource."""
        return (CHECKS, MATCHES)

    def due(self, today: date) -> Iterable[Reminder]:
        """As in ReminderSource: checks for the coordinators, matches for those who settle them."""
        checks, matches = self._due_checks(today), waiting_matches(self._desk(), today)
        if checks:
            yield from self._reminders(CHECKS, checks, self._permissions.coordinators())
        if matches:
            yield from self._reminders(MATCHES, matches, self._permissions.settling_people())

    def content(self, delivery: Delivery) -> ReplyContent:
        """As in ReminderSource. Raises DraftingError."""
        if not self._permissions.of(delivery.user).assesses:
            message = notices.error(refusal(self._settings, "assess"))
            return ReplyContent("declined", message.whole())
        ids = tuple(map(str, delivery.extra["entries"]))
        if delivery.extra["about"] == MATCHES:
            matches = [self._desk().match(match_id) for match_id in ids]
            waiting = (match for match in matches if match.standing is MatchStanding.OPEN)
            ids = tuple(dict.fromkeys(match.partner for match in waiting))
        names = {partner: self._partners().get(partner).name for partner in ids}
        message = view.reminder(names, matches=delivery.extra["about"] == MATCHES)
        return ReplyContent("reminder", message.whole())

    def _due_checks(self, today: date) -> tuple[DueScreening, ...]:
        if self._day != today:
            try:
                self._checks = tuple(due_checks(self._desk()))
            except BadList as error:  # named in the window and the terminal; matches go on
                LOG.warning("no checks are reminded of: %s", error)
                self._checks = ()
            self._day = today
        return self._checks

    def _reminders(
        self, topic: str, due: Collection[DueScreening], people: Iterable[str]
    ) -> Iterator[Reminder]:
        for person in people:
            if self._permissions.of(person).assesses:
                items = (DueItem(each.about, f"{topic}:{each.key}:{person}") for each in due)
                yield Reminder(person, topic, {}, tuple(items))
