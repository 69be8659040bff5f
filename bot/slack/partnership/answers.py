"""“What is due with Roshni?”: answered from the calendar, to those who may see partners' files.

A question that names no partner on record, and could be for the policies, is left to them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import prompts
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import button, row
from bot.slack.blocks.rich_text import TextRun
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.replies import ReplyContent, reply_to
from bot.slack.partners.choosing import is_clear
from bot.slack.partnership import lines
from bot.slack.partnership.following import Following
from bot.slack.partnership.home_section import coming_title
from bot.slack.partnership.lines import WaitingList
from bot.slack.roles import refusal
from drafting.calendar import AskedSpan, CalendarQuestion, Follower, calendar_question
from drafting.partners import PartnerMatch, Side
from drafting.register import Waiting, WaitingSource

if TYPE_CHECKING:
    from drafting.calendar import CalendarDesk
    from drafting.partners import PartnerFile

SHOWN = 10  # lines of one list
NAMED = 5  # partners that a name may mean
DAYS = {AskedSpan.WEEK: 7, AskedSpan.MONTH: 31}


class CalendarAnswers:
    """What a question about the calendar is answered with. Threads may share one."""

    def __init__(
        self,
        *,
        following: Following,
        calendar: Callable[[], CalendarDesk],
        partners: Callable[[], PartnerFile],
        today: Callable[[], date],
    ) -> None:
        """`calendar` and `partners` are opened when they are first needed."""
        self._following = following
        self._calendar = calendar
        self._partners = partners
        self._today = today

    def answer(self, delivery: Delivery) -> ReplyContent | None:
        """The reply; None where the question is for the policies.

        In a channel it goes to whoever asked, alone. Raises DraftingError.
        """
        question = calendar_question(delivery.text or "")
        if question is None:
            return None
        matches = self._partners().find(question.partner, NAMED) if question.partner else []
        if question.partner and not matches:
            return None
        follower = self._following.follower(delivery.user)
        if follower is None:
            return reply_to(delivery, "declined", self._refusal(delivery.user))
        if matches and not is_clear(matches):
            return reply_to(delivery, "asked_back", _which(question, matches))
        if matches:
            return reply_to(delivery, "calendar", self._of_partner(question, matches[0], follower))
        return reply_to(delivery, "calendar", self._of_all(question, follower))

    def _refusal(self, user: str) -> Message:
        is_known = self._following.permissions.of(user).is_known
        return notices.error(refusal(self._following.settings, "view" if is_known else "know"))

    def _of_partner(
        self, question: CalendarQuestion, match: PartnerMatch, follower: Follower
    ) -> Message:
        today = self._today()
        waitings = [
            waiting
            for waiting in self._calendar().of_partner(match.id, today).waiting
            if _is_wanted(waiting, question, today)
            and (follower.sees_checklists or waiting.source is not WaitingSource.CHECKLIST)
        ]
        opening = row([_opening(match, "Line of time")])
        if not waitings:
            head = notices.notice("calendar-nothing-with", partner=match.name)
            return message([*head.blocks, *opening])
        head = notices.notice("calendar-with", partner=match.name)
        ours = [waiting for waiting in waitings if waiting.of is not Side.PARTNER]
        theirs = [waiting for waiting in waitings if waiting.of is Side.PARTNER]
        lists = [
            WaitingList(title, part[:SHOWN], max(len(part) - SHOWN, 0))
            for title, part in (("Our turn", ours), ("The partner’s turn", theirs))
        ]
        return message([*head.blocks, *lines.list_blocks(lists, {}, today), *opening])

    def _of_all(self, question: CalendarQuestion, follower: Follower) -> Message:
        today, desk = self._today(), self._calendar()
        book = desk.book(today, of_today=False)
        days = DAYS.get(question.wanted, self._following.settings.partnership.soon_days)
        late = WaitingList.of("Late", book.late(follower, today, SHOWN))
        coming = WaitingList.of(coming_title(days), book.coming(follower, today, days, SHOWN))
        theirs = WaitingList.of(
            "Waiting for the other side", book.other_side(follower, today, days, SHOWN)
        )
        lists = [late, theirs] if question.wanted is AskedSpan.LATE else [coming, late, theirs]
        if question.subject:
            lists = [_of_subject(waiting_list, question.subject) for waiting_list in lists]
        waitings = [waiting for waiting_list in lists for waiting in waiting_list.waitings]
        if not waitings:
            return notices.notice("calendar-empty")
        names_of = desk.names(waiting.partner for waiting in waitings)
        head = notices.notice("calendar-yours").blocks
        return message([*head, *lines.list_blocks(lists, names_of, today)])


def _is_wanted(waiting: Waiting, question: CalendarQuestion, today: date) -> bool:
    if question.subject and question.subject not in waiting.what.casefold():
        return False
    if question.wanted is AskedSpan.LATE:
        return waiting.is_late(today)
    days = DAYS.get(question.wanted)
    return days is None or (waiting.on is not None and waiting.on <= today + timedelta(days=days))


def _of_subject(waiting_list: WaitingList, subject: str) -> WaitingList:
    """Those of the list that the question is about."""
    about = [waiting for waiting in waiting_list.waitings if subject in waiting.what.casefold()]
    return WaitingList(waiting_list.title, about)


def _which(question: CalendarQuestion, matches: list[PartnerMatch]) -> Message:
    sentence = prompts.fill("replies/partner-which", name=lines.short(question.partner, lines.NAME))
    head = rich_text.paragraph([TextRun(sentence)])
    return message([head, *(block for match in matches for block in row([_opening(match)]))])


def _opening(match: PartnerMatch, text: str = "") -> Any:
    """The button that opens a partner's line of time; without a text it bears the name."""
    value = names.spot_value(names.PartnerRef(match.id))
    label = text or lines.short(match.name, lines.NAME)
    return button(label, names.PARTNERSHIP_OPEN, value)
