"""Reminders of accounts that wait: each other person of Finance is told once, without a value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent
from bot.slack.edge import Edge
from bot.slack.partners import account_view
from bot.slack.reminders import DueItem, Reminder, send
from bot.slack.roles import Permissions
from drafting.partners.accounts import AccountChange

if TYPE_CHECKING:
    from drafting.partners import PartnerFile
    from drafting.partners.accounts import AccountDesk

TOPIC = "account-change"


class AccountReminders:
    """Whom an account that waits is told. Threads may share one."""

    def __init__(
        self,
        *,
        permissions: Permissions,
        accounts: Callable[[], AccountDesk],
        partners: Callable[[], PartnerFile],
    ) -> None:
        """`accounts` and `partners` are opened when they are first needed."""
        self._permissions = permissions
        self._accounts = accounts
        self._partners = partners

    @property
    def topics(self) -> Collection[str]:
        """As in ReminderSource."""
        return (TOPIC,)

    def due(self, _today: date) -> Iterable[Reminder]:
        """As in ReminderSource."""
        changes = self._accounts().all_waiting()
        people = self._permissions.finance_people() if changes else ()
        return [reminder for change in changes for reminder in _reminders(change, people)]

    def content(self, delivery: Delivery) -> ReplyContent:
        """As in ReminderSource."""
        partner_id = str(delivery.extra["partner"])
        partner = self._partners().get(partner_id)
        return ReplyContent("reminder", account_view.reminder(partner_id, partner.name).whole())


def tell_second_persons(edge: Edge, change: AccountChange, entered_by: str) -> None:
    """Tells the others of Finance at once that a change waits for one of them."""
    people = [person for person in edge.permissions.finance_people() if person != entered_by]
    send(edge, _reminders(change, people))


def _reminders(change: AccountChange, people: Iterable[str]) -> list[Reminder]:
    return [
        Reminder(
            to=person,
            topic=TOPIC,
            about={"partner": change.partner},
            items=(DueItem(change.id, f"account:{change.id}:{person}"),),
        )
        for person in people
        if person != change.entered_by
    ]
