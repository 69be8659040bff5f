"""The modals for asking a question, and for the answer to "Which policy applies?"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement

import prompts
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import LONGEST_INPUT, one_line
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import Block, button, label, modal, row
from bot.slack.questions.answer_view import answer as answer_message
from bot.slack.questions.answer_view import without_buttons
from knowledge import Answer

ASK_TITLE = "Ask Saathi"
WHICH_TITLE = "Which policy applies?"
LONGEST_QUESTION = 2000  # characters, as the settings have it by default
LONGEST_CHOICE = 1_900  # of a question that a button asks; Slack allows 2,000 in its value


def ask_modal(longest: int = LONGEST_QUESTION) -> dict[str, Any]:
    """The modal to type a question in, of at most `longest` characters."""
    input_element = PlainTextInputElement(
        action_id=names.QUESTION_INPUT,
        multiline=True,
        min_length=1,
        max_length=min(longest, LONGEST_INPUT),
        focus_on_load=True,
        placeholder=label(prompts.load("replies/example").text, 150),
    )
    asking = InputBlock(
        block_id=names.QUESTION_BLOCK,
        label=label("Your question", 150),
        element=input_element,
        hint=label(prompts.load("replies/ask-hint").text, 150),
    ).to_dict()
    return modal(ASK_TITLE, names.ASK_MODAL, [asking], submit=label("Ask", 24))


def sent_modal(notice: Message) -> dict[str, Any]:
    """The modal after the question was sent."""
    return modal(ASK_TITLE, names.ASK_MODAL, notice.blocks)


def which(answer: Answer | None, *, inbox: str = "") -> dict[str, Any]:
    """The modal of the message shortcut: at first (None) that Saathi looks, then the answer."""
    if answer is None:
        sentence = prompts.load("replies/looking").text
        return _which([rich_text.paragraph(rich_text.plain(sentence))])
    return _which(answer_message(answer, inbox=inbox, plain=True).blocks)


def which_notice(notice: Message) -> dict[str, Any]:
    """The same modal with a notice in place of an answer."""
    return _which(notice.blocks)


def thanks_modal(blocks: list[Block]) -> dict[str, Any]:
    """The modal of the message shortcut after the person said whether the answer helped."""
    thanks = notices.notice("feedback-noted").blocks
    return _which([*without_buttons(blocks, names.FEEDBACK), *thanks])


def which_question(choices: Sequence[str]) -> Message:
    """What a question may be, a button each, which asks it."""
    shown = [one_line(choice)[:LONGEST_CHOICE] for choice in choices]
    buttons = [button(choice, names.ASK_CHOICE, choice) for choice in shown]
    return message([*notices.prose("which-question"), *(b for e in buttons for b in row([e]))])


def _which(blocks: list[Block]) -> dict[str, Any]:
    return modal(WHICH_TITLE, names.WHICH_MODAL, blocks)
