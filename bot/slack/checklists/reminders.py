"""Reminders of checklists: a source of what is due, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.checklists import summary_view
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent
from bot.slack.edge import Edge
from bot.slack.partners.view import MEMBER
from bot.slack.reminders import DueItem, Reminder, send
from bot.slack.roles import Permissions, permissions_of, refusal
from drafting.due_diligence import (
    Checklist,
    ChecklistReminder,
    ChecklistRevision,
    ReminderRules,
    ReminderTopic,
    reminders_of,
)

if TYPE_CHECKING:
    from drafting.due_diligence import DueDiligenceDesk


class ChecklistReminders:
    """What people are reminded of in checklists. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        due_diligence: Callable[[], DueDiligenceDesk],
    ) -> None:
        """`due_diligence` gives the desk, which is opened when it is first needed."""
        self._settings = settings
        self._permissions = permissions
        self._desk = due_diligence
        # What was due of each checklist on the day of the last look: as long as neither the day
        # nor the checklist changes, it is the same, and the checklist need not be read.
        self._day = date.min
        self._due: dict[ChecklistRevision, tuple[Reminder, ...]] = {}

    @property
    def topics(self) -> Collection[str]:
        """As in ReminderSource."""
        return tuple(ReminderTopic)

    def due(self, today: date) -> Iterable[Reminder]:
        """As in ReminderSource."""
        checklists, rules = self._desk().checklists, _rules(self._settings, self._permissions)
        earlier = self._due if self._day == today else {}
        revisions = {revision.id: revision for revision in checklists.revisions()}
        known = {each: earlier[each] for each in revisions.values() if each in earlier}
        changed = [name for name, revision in revisions.items() if revision not in known]
        for checklist in checklists.some(changed):
            reminders = map(_reminder, reminders_of(checklist, rules, today))
            known[revisions[checklist.id]] = tuple(reminders)
        self._day, self._due = today, known
        return [reminder for each in revisions.values() for reminder in known.get(each, ())]

    def content(self, delivery: Delivery) -> ReplyContent:
        """As in ReminderSource. Raises DraftingError."""
        if not self._permissions.of(delivery.user).assesses:
            message = notices.error(refusal(self._settings, "assess"))
            return ReplyContent("declined", message.whole())
        checklist = self._desk().get(str(delivery.extra["checklist"]))
        keys = set(delivery.extra["entries"])
        entries = [entry for entry in checklist.entries if entry.key in keys]
        message = summary_view.reminder_message(checklist, entries, str(delivery.extra["about"]))
        return ReplyContent("reminder", message.whole())


def due(desk: DueDiligenceDesk, settings: Settings, today: date) -> list[ChecklistReminder]:
    """What is due today by the settings, whether it was sent already or not."""
    rules = _rules(settings, permissions_of(settings))
    newest = [revision.id for revision in desk.checklists.revisions()]
    return [
        reminder
        for checklist in desk.checklists.some(newest)
        for reminder in reminders_of(checklist, rules, today)
    ]


def remind_assignees(edge: Edge, checklist: Checklist) -> None:
    """Reminds the people at once to whom questions of the checklist are assigned."""
    reminders = reminders_of(checklist, _rules(edge.settings, edge.permissions), edge.today())
    send(edge, (_reminder(due) for due in reminders if due.topic is ReminderTopic.ASSIGNED))


def _rules(settings: Settings, permissions: Permissions) -> ReminderRules:
    return ReminderRules(
        open_after_days=settings.due_diligence.remind_after_days,
        expires_soon_days=settings.due_diligence.expires_soon_days,
        is_member=lambda user: bool(MEMBER.fullmatch(user)),
        may_see=lambda user: permissions.of(user).assesses,
    )


def _reminder(due: ChecklistReminder) -> Reminder:
    items = tuple(DueItem(item.entry.key, item.key) for item in due.items)
    return Reminder(due.to, str(due.topic), {"checklist": due.checklist.id}, items)
