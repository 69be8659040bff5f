"""Questions, and posts without one → what the person gets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from bot.settings.contacts import reporting_contacts_of
from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.blocks.prose import contact_line
from bot.slack.delivery.deliveries import AnswerRecord, Delivery, DeliveryKind, Way
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.replies import ReplyContent
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.streams import LiveReply
from bot.slack.questions import answer_view
from bot.slack.questions import question_view as question
from bot.slack.roles import Permissions
from knowledge import Answer, PolicyDesk, Statement

FOLLOW_UP_SECONDS = 15 * 60.0  # an unthreaded direct message may refer to one before it this long


class QuestionReplies:
    """What a person gets for a question, or for a post without one. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        policies: PolicyDesk,
        inbox: Inbox,
        signals: Signals,
    ) -> None:
        self._settings = settings
        self._permissions = permissions
        self._policies = policies
        self._inbox = inbox
        self._signals = signals

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        return {
            DeliveryKind.QUESTION: Handler(self._answer),
            DeliveryKind.LIMITED: Handler.whole(self._limited),
            DeliveryKind.FILE: Handler.whole(self._file),
            DeliveryKind.COURTESY: Handler.whole(self._courtesy),
            DeliveryKind.SHARE: Handler.whole(self._share),
        }

    def _answer(self, delivery: Delivery, live: LiveReply | None) -> ReplyContent:
        text = delivery.text or ""
        answer = self._policies.ask(
            text, self._earlier_questions(delivery), on_statement=self._on_statement(delivery, live)
        )
        share = str(delivery.extra.get("share", ""))

        def message_of(*, plain: bool = False) -> Message:
            message = answer_view.answer(
                answer, inbox=delivery.id, share=share, plain=plain, marking=self._marks(delivery)
            )
            if delivery.way is Way.DIRECT:
                message = answer_view.below_question(message, text)
            if delivery.extra.get("reporting_line"):
                message = with_note(message, self._reporting_line())
            return (
                with_note(message, notices.notice("file-too"))
                if delivery.extra.get("files")
                else message
            )

        return ReplyContent(
            outcome="answered" if answer.answered else "declined",
            message=message_of(),
            plain=lambda: message_of(plain=True),
            record=self._record(delivery, answer),
            view=question.which(answer, inbox=delivery.id) if delivery.way is Way.MODAL else None,
        )

    def _marks(self, delivery: Delivery) -> bool:
        """True where somebody who sees the answer may mark which clause answers."""
        if delivery.way is Way.MODAL:
            return False
        is_alone = delivery.way is Way.DIRECT or delivery.channel.startswith("D")
        return (
            self._permissions.of(delivery.user).marks
            if is_alone
            else self._permissions.anybody_marks
        )

    def _reporting_line(self) -> Message:
        """How to report what a question on misconduct may come from."""
        contacts = reporting_contacts_of(self._settings.reporting)
        if not contacts:
            return notices.notice("reporting-line-in-person")
        return notices.notice("reporting-line", whom=contact_line(contacts[0]))

    def _on_statement(
        self, delivery: Delivery, live: LiveReply | None
    ) -> Callable[[Statement], None] | None:
        """The function that shows each checked statement of a written answer at once, if any."""
        if live is None:
            return None

        def show(statement: Statement) -> None:
            if not live.ts:
                self._signals.settle(delivery)
                # It may have taken so long that another process took the delivery over.
                live.is_broken = live.is_broken or not self._inbox.holds(delivery)
            live.say(answer_view.statement_blocks(statement))

        return show

    def _earlier_questions(self, delivery: Delivery) -> list[str]:
        """The questions that a follow-up may refer to, the oldest first."""
        if delivery.way is not Way.THREAD:
            return []
        if delivery.thread_ts != delivery.ts:
            return self._inbox.earlier_questions(delivery)
        direct = delivery.channel.startswith("D")
        return self._inbox.earlier_questions(delivery, within=FOLLOW_UP_SECONDS) if direct else []

    def _record(self, delivery: Delivery, answer: Answer) -> AnswerRecord:
        citations = answer.citations or answer.nearest
        return AnswerRecord(
            question=answer.question,
            answered=answer.answered,
            reason=answer.reason or "",
            clauses=tuple(dict.fromkeys(citation.name for citation in citations)),
            asked_at=delivery.received_at,
            seconds=time.time() - delivery.received_at,
        )

    def _limited(self, _delivery: Delivery) -> ReplyContent:
        limit = self._settings.questions_per_minute
        return _notice("limited", notices.notice("flood", limit=str(limit)))

    def _file(self, _delivery: Delivery) -> ReplyContent:
        return _notice("file", notices.notice("file-only"))

    def _courtesy(self, delivery: Delivery) -> ReplyContent:
        return _notice("courtesy", notices.notice(str(delivery.extra["courtesy"])))

    def _share(self, delivery: Delivery) -> ReplyContent:
        message = answer_view.shared_answer(delivery.extra["blocks"], delivery.user)
        return ReplyContent(
            outcome="shared",
            message=message.whole(),
            otherwise=notices.notice("not-shared"),
        )


def _notice(outcome: str, message: Message) -> ReplyContent:
    """A reply that is not an answer: posted, not streamed."""
    return ReplyContent(outcome, message.whole())


def with_note(message: Message, note: Message) -> Message:
    """The answer with `note` below it."""
    return replace(
        message,
        text=f"{message.text}\n{note.text}",
        blocks=[*message.blocks, *note.blocks],
        streams=False,
    )
