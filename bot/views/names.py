"""The ids that connect a view with its listener."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

# Buttons. Of several in one block all but the first carry a number behind it: see `every`.
OPEN_CLAUSE = "open_clause"
OPEN_DOCUMENT = "open_document"
SHARE = "share_in_channel"
FEEDBACK = "feedback"
ASK_HOME = "ask_from_home"
FORGET_ME = "forget_me"
REPORT_FILE = "report_file"

# Views and the message shortcut.
ASK_MODAL = "ask_modal"
CLAUSE_MODAL = "clause_modal"
OUTLINE_MODAL = "outline_modal"
WHICH_MODAL = "which_modal"
WHICH_POLICY = "which_policy"

# Where a submitted question stands: state["values"][QUESTION_BLOCK][QUESTION_INPUT]["value"].
QUESTION_BLOCK = "question"
QUESTION_INPUT = "question_text"

HELPFUL = "helpful"
UNHELPFUL = "unhelpful"
LONGEST_VALUE = 255  # characters of a button's value that names a clause; Slack allows 2,000


class ClauseName(NamedTuple):
    """Which clause a button opens."""

    document: str
    clause: str
    edition: str = ""  # as it was when the answer was given


def every(action: str) -> re.Pattern[str]:
    """What the routing table listens to: `action`, with a number behind it or without."""
    return re.compile(rf"^{re.escape(action)}(:\d+)?$")


def clause_value(name: ClauseName) -> str:
    """The button's value that opens a clause; '' where the names are too long to be real."""
    value = json.dumps({"d": name.document, "c": name.clause, "e": name.edition})
    return value if len(value) <= LONGEST_VALUE else ""


def clause_named(value: str) -> ClauseName | None:
    """The clause that a button's value names; None where it names none."""
    try:
        given = json.loads(value)
        return ClauseName(str(given["d"]), str(given["c"]), str(given.get("e", "")))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def feedback_value(verdict: str, inbox: str) -> str:
    """The value of a feedback button: `verdict` on the answer to the delivery `inbox`."""
    return f"{verdict}:{inbox}"


def feedback_given(value: str) -> tuple[bool, str] | None:
    """Whether the answer helped, and the delivery that it answered; None for another value."""
    verdict, _, inbox = value.partition(":")
    return (verdict == HELPFUL, inbox) if verdict in {HELPFUL, UNHELPFUL} and inbox else None
