"""Reports of suspected misconduct → what their writers get, each alone."""

from __future__ import annotations

from bot.settings.contacts import reporting_contacts_of
from bot.settings.settings import Settings
from bot.slack.blocks.message import message as joined
from bot.slack.blocks.notices import prose
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.misconduct.notice import report_received, workflow_report
from knowledge import Citation, KnowledgeError, PolicyDesk

ZERO_TOLERANCE = ("cspf", "17(b)")


class ReportReplies:
    """What a person gets for a report. Threads may share one."""

    def __init__(self, *, settings: Settings, policies: PolicyDesk) -> None:
        self._settings = settings
        self._policies = policies

    def handlers(self) -> Handlers:
        """How its kind is answered."""
        return {DeliveryKind.REPORT: Handler.whole(self._report)}

    def _report(self, delivery: Delivery) -> ReplyContent:
        if delivery.extra.get("workflow"):
            contacts = reporting_contacts_of(self._settings.reporting)
            is_others = bool(delivery.extra.get("others"))
            message = workflow_report(contacts, delivery.channel, is_others=is_others)
            return ReplyContent("report", message.whole())
        asked = delivery.extra.get("clauses") or []
        message = report_received(
            self._citation(*ZERO_TOLERANCE),
            reporting_contacts_of(self._settings.reporting),
            in_channel=bool(delivery.extra.get("in_channel")),
            is_doubtful=bool(delivery.extra.get("doubtful")),
            is_others=bool(delivery.extra.get("others")),
            answers=[c for name, label in asked if (c := self._citation(name, label))],
        )
        if delivery.extra.get("unread_file"):
            message = joined([*message.blocks, *prose("report-file")])
        return ReplyContent("report", message.whole())

    def _citation(self, name: str, label: str) -> Citation | None:
        """A clause of the edition in force; None where there is no such clause."""
        try:
            document = self._policies.library.document(name)
            clause = document.clause(label)
        except KnowledgeError:
            return None
        return Citation(
            document=document.id,
            title=document.name,
            edition=document.edition,
            status=document.status,
            clause=clause.id,
            subject=document.subjects.get(clause.id, ""),
            text=clause.whole,
            quote=clause.text,
        )
