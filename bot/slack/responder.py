"""Responder: a delivery → what is said to it → sent once → closed with its record."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace

from bot.errors import sentence
from bot.settings.contacts import reporting_contacts_of
from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.checklists.reply import DueDiligenceReplies
from bot.slack.delivery.deliveries import (
    LAST_FAILURE,
    UNDELIVERABLE,
    AnswerRecord,
    Delivery,
    Kind,
    Reply,
    Way,
)
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.reception import Reception
from bot.slack.delivery.replies import Content, Replies, SendLater
from bot.slack.delivery.setting_aside import SettingAside
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.streams import LiveReply
from bot.slack.drafts.reply import DraftReplies
from bot.slack.misconduct.notice import report_received
from bot.slack.questions import answer_view
from bot.slack.questions import question_view as question
from bot.slack.returned_files import ReturnedFiles
from knowledge import Answer, Citation, KnowledgeError, PolicyDesk, Statement

LOG = logging.getLogger("saathi.responder")
GOES_ON = 15 * 60.0  # seconds in which an unthreaded direct message may lean on the one before
ZERO_TOLERANCE = ("cspf", "17(b)")


class Responder:
    """Works on deliveries. Threads may share one."""

    def __init__(  # noqa: PLR0913  (what it works with)
        self,
        *,
        settings: Settings,
        policies: PolicyDesk,
        inbox: Inbox,
        replies: Replies,
        signals: Signals,
        reception: Reception,
        drafts: DraftReplies,
        checklists: DueDiligenceReplies,
        returned: ReturnedFiles,
    ) -> None:
        self._settings = settings
        self._policies = policies
        self._inbox = inbox
        self._replies = replies
        self._signals = signals
        self._reception = reception
        # More at once would be no quicker, and would keep acknowledgements waiting for Python's
        # one lock. The other workers wait for the network meanwhile; so does whoever has a chat
        # model write the answer.
        at_once = max(1, (os.cpu_count() or 2) // 2)
        self._thinking = threading.Semaphore(settings.workers if policies.writer else at_once)
        self._contents: Mapping[Kind, Callable[[Delivery], Content]] = {
            Kind.REPORT: self._report,
            Kind.LIMITED: self._limited,
            Kind.FILE: self._file,
            Kind.COURTESY: self._courtesy,
            Kind.SHARE: self._share,
            Kind.DRAFT: drafts.content,
            Kind.COPY: drafts.content,
            Kind.COMPARE: returned.content,
            Kind.CHECKLIST: checklists.content,
            Kind.EVIDENCE: checklists.content,
            Kind.IMPORT: checklists.content,
            Kind.REMINDER: checklists.content,
        }
        self._checklists = checklists
        self._setting_aside = SettingAside(inbox, replies)

    def work(self, delivery: Delivery, ahead: int = 0) -> None:
        """Answers `delivery` and closes it, or puts it off; `ahead` is how many others wait."""
        if delivery.is_given_up:
            self._set_aside(delivery)
        else:
            self._reply(delivery, ahead)

    def _set_aside(self, delivery: Delivery) -> None:
        if not self._inbox.holds(delivery):
            return
        try:
            reply = self._setting_aside.close(delivery)
        except SendLater as error:
            self._put_off(delivery, str(error))
            return
        self._is_closed(delivery, reply)

    def _reply(self, delivery: Delivery, ahead: int) -> None:
        live = self._replies.live(delivery, hurry=ahead > 0)
        content = replace(self._content(delivery, live), live=live)
        if content.outcome == "error" and delivery.way is Way.CHANNEL:
            delivery = replace(delivery, way=Way.DIRECT)  # only the person hears of it
        self._signals.settle(delivery)
        if not self._inbox.holds(delivery):
            return  # it took so long that another process took it over
        try:
            reply = self._replies.send(delivery, content, hurry=ahead > 0)
        except SendLater as error:
            later = self._later(delivery, str(error))
            if later is None:
                return
            reply = later
        if delivery.kind is Kind.REMINDER and reply.outcome == UNDELIVERABLE:
            self._checklists.reached_nobody(delivery)
        self._inbox.close(delivery, reply, content.asked)
        self._is_closed(delivery, reply)

    def _is_closed(self, delivery: Delivery, reply: Reply) -> None:
        self._signals.clear(delivery)
        self._replies.metrics.replied(reply.outcome, time.time() - delivery.received_at)

    def _later(self, delivery: Delivery, why: str) -> Reply | None:
        """None where it is put off; the last attempt closes it as one that reached nobody."""
        if delivery.failures >= LAST_FAILURE:
            LOG.error("reply %s given up: %s", delivery.id, why)
            return Reply(UNDELIVERABLE)
        self._put_off(delivery, why)
        return None

    def _put_off(self, delivery: Delivery, why: str) -> None:
        LOG.warning("reply %s put off: %s", delivery.id, why)
        self._inbox.put_off(delivery, seconds=2.0 ** min(delivery.failures, 9))

    def _content(self, delivery: Delivery, live: LiveReply | None) -> Content:
        self._reception.wait_until_quiet()
        try:
            # A file is read in a process of its own, and must not keep questions waiting.
            with nullcontext() if delivery.reads_file else self._thinking:
                if delivery.kind is Kind.QUESTION:
                    return self._answer(delivery, live)
                return self._contents[delivery.kind](delivery)
        except Exception as error:  # whoever asked gets one sentence, with a reference where due
            return _notice("error", notices.error(sentence(error)))

    def _answer(self, delivery: Delivery, live: LiveReply | None) -> Content:
        asked = delivery.text or ""
        answer = self._policies.ask(
            asked, self._earlier(delivery), on_statement=self._showing(delivery, live)
        )
        share = str(delivery.extra.get("share", ""))

        def said(*, plain: bool = False) -> Message:
            message = answer_view.answer(answer, inbox=delivery.id, share=share, plain=plain)
            if delivery.way is Way.DIRECT:
                message = answer_view.beneath_question(message, asked)
            return _beside_a_file(message) if delivery.extra.get("files") else message

        return Content(
            outcome="answered" if answer.answered else "declined",
            message=said(),
            plain=lambda: said(plain=True),
            asked=self._record(delivery, answer),
            view=question.which(answer, inbox=delivery.id) if delivery.way is Way.MODAL else None,
        )

    def _showing(
        self, delivery: Delivery, live: LiveReply | None
    ) -> Callable[[Statement], None] | None:
        """Shows each checked statement of a written answer as soon as it is there."""
        if live is None:
            return None

        def show(statement: Statement) -> None:
            if not live.ts:
                self._signals.settle(delivery)
                # It may have taken so long that another process took the delivery over.
                live.is_broken = live.is_broken or not self._inbox.holds(delivery)
            live.say(answer_view.statement_markdown(statement))

        return show

    def _earlier(self, delivery: Delivery) -> str:
        """The question that a follow-up may lean on."""
        if delivery.way is not Way.THREAD:
            return ""
        if delivery.thread_ts != delivery.ts:
            return self._inbox.earlier_question(delivery)
        direct = delivery.channel.startswith("D")
        return self._inbox.earlier_question(delivery, within=GOES_ON) if direct else ""

    def _record(self, delivery: Delivery, answer: Answer) -> AnswerRecord:
        shown = answer.citations or answer.nearest
        return AnswerRecord(
            question=answer.question,
            answered=answer.answered,
            reason=answer.reason or "",
            clauses=tuple(dict.fromkeys(citation.name for citation in shown)),
            asked_at=delivery.received_at,
            seconds=time.time() - delivery.received_at,
        )

    def _report(self, delivery: Delivery) -> Content:
        said = report_received(
            self._zero_tolerance(),
            reporting_contacts_of(self._settings.reporting),
            in_channel=bool(delivery.extra.get("in_channel")),
        )
        return _notice("report", said)

    def _zero_tolerance(self) -> Citation | None:
        """What the framework in force says of irregularities; None where it says it elsewhere."""
        name, label = ZERO_TOLERANCE
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

    def _limited(self, _delivery: Delivery) -> Content:
        limit = self._settings.questions_per_minute
        return _notice("limited", notices.notice("flood", limit=str(limit)))

    def _file(self, _delivery: Delivery) -> Content:
        return _notice("file", notices.notice("file-only"))

    def _courtesy(self, delivery: Delivery) -> Content:
        return _notice("courtesy", notices.notice(str(delivery.extra["courtesy"])))

    def _share(self, delivery: Delivery) -> Content:
        shared = answer_view.shared(delivery.extra["blocks"], delivery.user)
        return Content(
            outcome="shared",
            message=replace(shared, markdown=""),
            otherwise=notices.notice("not-shared"),
        )


def _notice(outcome: str, said: Message) -> Content:
    """What is no answer is posted, not streamed."""
    view = question.which_says(said)
    return Content(outcome, replace(said, markdown=""), view=view)


def _beside_a_file(said: Message) -> Message:
    """The answer, and that the file was not read."""
    note = notices.notice("file-too")
    return replace(
        said, text=f"{said.text}\n{note.text}", blocks=[*said.blocks, *note.blocks], markdown=""
    )
