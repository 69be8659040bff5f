"""A mark in one line of Slack's mrkdwn: who decided what about a clause, and when."""

from __future__ import annotations

import re

from bot.clause_marks import mark_sentence
from bot.slack.blocks.escaping import inert_mrkdwn
from knowledge import AppliedMark

MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")


def slack_mark_line(mark: AppliedMark) -> str:
    """The line; whoever marked is shown as Slack shows members, and nobody else is mentioned."""
    who = f"<@{mark.by}>" if MEMBER.fullmatch(mark.by) else "a colleague"
    return mark_sentence(mark, who, inert_mrkdwn)
