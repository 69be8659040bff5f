"""Questions, and posts without one → what the person gets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import prompts
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
from bot.slack.intake.context import CHOICES, Contexts, QuestionContext, clauses_on
from bot.slack.intake.screening import IsReport
from bot.slack.intake.signs import ASKS_NOTHING, GONE, HELP, courtesy_outcome
from bot.slack.intake.surroundings import Surroundings
from bot.slack.misconduct.deciding import judge
from bot.slack.questions import answer_view
from bot.slack.questions import question_view as question
from bot.slack.roles import Permissions
from bot.slack.text import asks
from knowledge import Answer, PolicyDesk, Statement

# An unthreaded direct message may refer to one before it this long; answers stand beneath each.
FOLLOW_UP_SECONDS = 2 * 3600.0
UNUSABLE = answer_view.ABOUT_THE_ASKING  # why something is declined that is no small talk


class QuestionReplies:
    """What a person gets for a question, or for a post without one. Threads may share one."""

    def __init__(  # noqa: PLR0913  (what it works with)
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        policies: PolicyDesk,
        inbox: Inbox,
        signals: Signals,
        surroundings: Surroundings,
        before_policies: Callable[[Delivery], ReplyContent | None] = lambda _: None,
    ) -> None:
        """`surroundings` reads what stands before a question.

        `before_policies` answers what is no question for them, and gives None for all others.
        """
        self._settings = settings
        self._permissions = permissions
        self._policies = policies
        self._inbox = inbox
        self._signals = signals
        self._contexts = Contexts(policies, surroundings)
        self._before_policies = before_policies

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
        earlier = self._earlier_questions(delivery)
        context = self._contexts.of(delivery, earlier)
        if context.is_private:
            raise IsReport(clauses_on(self._policies, context.question))
        other = self._before_policies(delivery)
        if other is not None:
            return other
        if context.is_unclear or context.choices:
            return self._which(delivery, context.choices)
        return self._answered(delivery, context, earlier, live)

    def beside_a_file(self, delivery: Delivery) -> ReplyContent | None:
        """The answer to a question that came with a file of other kinds; None where it asks none.

        What is asked about the file itself ("What changed?") is no question for the policies.
        """
        text = delivery.text or ""
        if not asks(text) or judge(text).is_talk or self._policies.needs_context(text):
            return None
        earlier = self._earlier_questions(delivery)
        return self._answered(
            replace(delivery, extra={"files": True}), QuestionContext(text), earlier
        )

    def _answered(
        self,
        delivery: Delivery,
        context: QuestionContext,
        earlier: list[str],
        live: LiveReply | None = None,
    ) -> ReplyContent:
        show = None if context.about else self._on_statement(delivery, live)
        answer = self._policies.ask(context.question, earlier, on_statement=show)
        is_idle = delivery.extra.get(ASKS_NOTHING) and answer.reason not in UNUSABLE
        if is_idle and not answer.answered:
            return _notice(HELP, notices.notice("help"))

        def message_of(*, plain: bool = False) -> Message:
            return self._message_of(delivery, context, answer, plain=plain)

        record = self._record(delivery, answer)
        return ReplyContent(
            outcome="answered" if answer.answered else "declined",
            message=message_of(),
            plain=lambda: message_of(plain=True),
            # Of what others wrote around a question nothing is kept.
            record=replace(record, question=delivery.text or "") if context.about else record,
            view=question.which(answer, inbox=delivery.id) if delivery.way is Way.MODAL else None,
        )

    def _marks(self, delivery: Delivery) -> bool:
        """True where somebody who sees the answer may mark which clause answers."""
        if delivery.way is Way.MODAL or not self._permissions.anybody_marks:
            return False  # nobody need be looked up in Slack
        is_alone = delivery.way is Way.DIRECT or delivery.channel.startswith("D")
        return not is_alone or self._permissions.of(delivery.user).marks

    def _message_of(
        self, delivery: Delivery, context: QuestionContext, answer: Answer, *, plain: bool
    ) -> Message:
        """The answer, what it was taken to answer where that is not plain, and what to add."""
        share = str(delivery.extra.get("share", ""))
        message = answer_view.answer(
            answer, inbox=delivery.id, share=share, plain=plain, marking=self._marks(delivery)
        )
        if context.about:
            message = answer_view.below_what_it_took(message, context.question)
        elif self._is_out_of_sight(delivery):
            message = answer_view.below_question(message, delivery.text or "")
        if delivery.extra.get("reporting_line"):
            message = with_note(message, self._reporting_line())
        for sign, note in (("files", "file-too"), (GONE, "file-gone-too")):
            if delivery.extra.get(sign):
                message = with_note(message, notices.notice(note))
        return message

    def _is_out_of_sight(self, delivery: Delivery) -> bool:
        """True where the answer does not come right below its question."""
        if delivery.way is Way.DIRECT:
            return True
        return delivery.way is Way.BENEATH and not self._inbox.is_last_word(delivery)

    def _which(self, delivery: Delivery, choices: Sequence[str]) -> ReplyContent:
        """Asks back what a question is about; each button asks it whole."""
        if not choices:
            choices = self._likely_questions(delivery)
        return _notice("asked_back", question.which_question(choices))

    def _likely_questions(self, delivery: Delivery) -> list[str]:
        """What it may be about where nothing says so; own questions where nobody else sees them."""
        is_direct = delivery.channel.startswith("D") or delivery.way is not Way.THREAD
        own = [record.question for record in self._inbox.recent(delivery.user, 8)]
        whole = [text for text in own if not self._policies.needs_context(text)]
        likely = [
            *(whole if is_direct else ()),
            *prompts.load("replies/examples").text.splitlines(),
        ]
        return list(dict.fromkeys(likely))[:CHOICES]

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
        if delivery.way is Way.BENEATH:
            return self._inbox.earlier_questions(delivery, within=FOLLOW_UP_SECONDS)
        if delivery.way is not Way.THREAD:
            return []
        if delivery.thread_ts != delivery.ts:
            return self._inbox.earlier_questions(delivery)
        return []

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

    def _file(self, delivery: Delivery) -> ReplyContent:
        name = "file-gone" if delivery.extra.get(GONE) else "file-only"
        return _notice("file", notices.notice(name))

    def _courtesy(self, delivery: Delivery) -> ReplyContent:
        courtesy = str(delivery.extra["courtesy"])
        return _notice(courtesy_outcome(courtesy), notices.notice(courtesy))

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
