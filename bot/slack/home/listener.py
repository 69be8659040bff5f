"""The Home tab, and the prompts in the direct message with Saathi."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from slack_sdk.errors import SlackApiError

import prompts
from bot.errors import public_sentence
from bot.slack.blocks.marks import mark_block
from bot.slack.blocks.parts import Block, small_print
from bot.slack.commands import COMMANDS, OF_PARTNERS
from bot.slack.delivery.deliveries import AnswerRecord
from bot.slack.edge import Edge, SlackRequest
from bot.slack.errors import code
from bot.slack.home import view as home_view
from bot.slack.learning.improving import learning_from_inbox, report_file, report_from_inbox
from bot.slack.partnership.home_section import blocks_of, due_on_home
from bot.slack.windows import do_soon
from knowledge import Document
from knowledge.marking import applied_mark

LOG = logging.getLogger("saathi.listeners")
SHOWN_DAYS = 30  # that the coordinator's section looks back
DAYS = 90  # that the report does
PROMPTS = (
    "May a partner mention us in public?",
    "Which partnerships need a contract?",
    "What is due diligence for?",
    "Who approves a partnership?",
)


def show_opened_tab(edge: Edge, request: SlackRequest) -> None:
    """Shows the Home tab, or offers prompts in the direct message, as it was opened."""
    event = request.body["event"]
    if event.get("tab") == "home":
        do_soon(edge, lambda: publish(edge, event["user"]))
    elif event.get("tab") == "messages":
        do_soon(edge, lambda: _offer_prompts(edge, event["channel"]))
    request.ack()


def forget_me(edge: Edge, request: SlackRequest) -> None:
    """Deletes the person's questions, and says so on their Home tab."""
    user = request.body["user"]["id"]
    notice = prompts.fill("replies/forgotten", count=f"{edge.inbox.forget(user):,}")
    do_soon(edge, lambda: publish(edge, user, notice))
    request.ack()


def send_report(edge: Edge, request: SlackRequest) -> None:
    """Sends the report of unanswered questions to a coordinator, by direct message."""
    user = request.body["user"]["id"]
    if edge.rights(user).coordinates:
        do_soon(edge, lambda: _send_report(edge, user))
    request.ack()


def publish(edge: Edge, user: str, notice: str = "") -> None:
    """Shows the person's Home tab, with a sentence on top where there is one."""
    edge.client.views_publish(user_id=user, view=home_view.home(_page(edge, user, notice)))


def _page(edge: Edge, user: str, notice: str) -> home_view.HomePage:
    may = edge.rights(user)
    try:
        documents = edge.policies.library.in_force()
    except Exception as error:  # the tab is where people see that something is wrong
        documents, notice = [], public_sentence(error)
    return home_view.HomePage(
        documents=documents,
        recent=[_question_of(edge, record) for record in edge.inbox.recent(user)],
        commands=[
            (command.name, command.description)
            for command in COMMANDS
            if may.sees_partners or command not in OF_PARTNERS
        ],
        kept_days=edge.settings.keep_questions_days,
        coordinator=_learning(edge) if may.coordinates else None,
        marks=_marks(edge, documents) if may.marks else None,
        problem=notice,
        may_see_partners=may.sees_partners,
        may_draft=may.drafts,
        may_assess=may.assesses,
        due=_due(edge, user),
        may_have_reports=may.sees_partners and (may.coordinates or may.keeps_times),
        may_have_restorings=may.sees_partners and (may.coordinates or may.investigates),
        investigates=may.sees_partners and may.investigates,
    )


def _due(edge: Edge, user: str) -> list[Block]:
    """The calendar's part; where it cannot be read, the rest of the tab is shown without it."""
    try:
        due = due_on_home(edge, user)
    except Exception:  # what is wrong with a record must not take the tab away
        LOG.exception("no calendar on Home")
        return [small_print(prompts.load("replies/calendar-away").text)]
    return list(blocks_of(due)) if due else []


def _question_of(edge: Edge, record: AnswerRecord) -> home_view.AskedQuestion:
    return home_view.AskedQuestion(
        question=record.question,
        was_answered=record.answered,
        permalink=_permalink(edge, record),
        when=datetime.fromtimestamp(record.asked_at, UTC),
    )


def _permalink(edge: Edge, record: AnswerRecord) -> str:
    """The address of the reply; '' where there is none, for example of a modal."""
    if not record.reply_ts:
        return ""
    try:
        response = edge.client.chat_getPermalink(channel=record.channel, message_ts=record.reply_ts)
    except SlackApiError:
        return ""
    return str(response["permalink"])


def _marks(edge: Edge, documents: Sequence[Document]) -> home_view.MarkList:
    """The marks that hold or are stale, the newest first; where they stand, of those shown."""
    marks = edge.services.marks.held()
    return home_view.MarkList(
        lines=[
            home_view.MarkLine(mark.id, mark.question, mark_block(applied_mark(mark, documents)))
            for mark in marks[: home_view.MARKS]
        ],
        count=len(marks),
    )


def _learning(edge: Edge) -> home_view.Learning:
    report = learning_from_inbox(edge.inbox, edge.policies, SHOWN_DAYS, edge.reading)
    return home_view.Learning(
        asked_count=report.asked_count,
        declined_count=report.declined_count,
        unhelpful_count=report.unhelpful_count,
        groups=[home_view.UnansweredGroup(group.title, group.times) for group in report.groups],
    )


def _send_report(edge: Edge, user: str) -> None:
    name, file = report_file(report_from_inbox(edge.inbox, edge.policies, DAYS, edge.reading))
    channel = edge.client.conversations_open(users=[user])["channel"]["id"]
    edge.client.files_upload_v2(channel=channel, file=file, filename=name, title=name)


def _offer_prompts(edge: Edge, channel: str) -> None:
    """A workspace without agents has no prompts, and needs none."""
    suggestions = [{"title": prompt, "message": prompt} for prompt in PROMPTS]
    try:
        edge.client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title=prompts.fill("replies/prompts-title"), prompts=suggestions
        )
    except SlackApiError as error:
        LOG.info("no prompts: %s", code(error))
