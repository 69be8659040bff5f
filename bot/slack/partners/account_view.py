"""The window in which a change of a partner's account is settled: by a call-back, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import RichTextElementParts, RichTextSectionElement

import prompts
from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import TITLE as TITLE_LENGTH
from bot.slack.blocks.escaping import clip, in_order, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option, Value
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import Block, button, fitting, label, modal, row, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.view import MEMBER
from drafting.partners import FieldChange
from drafting.partners.accounts import AccountChange, CallBack, KnownNumber

TITLE = "Bank account"
VERDICT, NUMBER, SPOKE_TO, ON, REASON = (
    *("account_verdict", "account_number", "account_spoke_to"),
    *("account_on", "account_reason"),
)
# The fields of a call-back, as the desk calls them, and their inputs.
BLOCKS = {"number": NUMBER, "spoke_to": SPOKE_TO, "on": ON, "reason": REASON}
GENUINE, REFUSED = "genuine", "refused"
VERDICTS = (
    Option(GENUINE, "It is genuine: take the new account"),
    Option(REFUSED, "Refuse it: keep the account on record"),
)
NAME, LINE, REASON_LENGTH, VALUE = 300, 120, 500, 200


@dataclass(frozen=True)
class Settled:
    """What a sent window says."""

    is_genuine: bool
    call: CallBack | None  # None where nobody was called
    reason: str


def window(
    partner: str,
    change: AccountChange,
    fields: Sequence[FieldChange],
    numbers: Sequence[KnownNumber],
    today: date,
) -> dict[str, Any]:
    """The window for a second person: what waits, whom to call, and what came of it."""
    known = "account-call" if numbers else "account-no-number"
    blocks = [*_head(partner, change, fields), *notices.prose(known)]
    entries = [*_call_entries(numbers, today), _reason(optional=bool(numbers))]
    return _modal([*blocks, *forms.blocks(entries)], change, "Record")


def own_window(
    partner: str, change: AccountChange, fields: Sequence[FieldChange]
) -> dict[str, Any]:
    """The window for who entered the change: it can be withdrawn."""
    blocks = [*_head(partner, change, fields), *notices.prose("account-own")]
    return _modal(blocks, change, "Withdraw")


def settled(values: Mapping[str, Value], today: date) -> Settled:
    """What was recorded in the window."""
    number, spoke_to = (str(values.get(block) or "") for block in (NUMBER, SPOKE_TO))
    on = date.fromisoformat(str(values[ON])) if values.get(ON) else today
    is_genuine = values.get(VERDICT) == GENUINE
    has_call = is_genuine or bool(number and spoke_to)
    call = CallBack(number, spoke_to, on) if has_call else None
    return Settled(is_genuine, call, str(values.get(REASON) or ""))


def reminder(partner_id: str, partner: str) -> Message:
    """What a second person is told; nothing of the account is in it."""
    head = notices.notice("reminder-account", partner=partner).blocks
    spot = names.spot_value(names.PartnerRef(partner_id))
    return message([*head, *row([button("Open the partner", names.PARTNER_OPEN, spot)])])


def _head(partner: str, change: AccountChange, fields: Sequence[FieldChange]) -> Iterator[Block]:
    yield small_print(clip(one_line(partner), NAME))
    who = (
        RichTextElementParts.User(user_id=change.entered_by)
        if MEMBER.fullmatch(change.entered_by)
        else RichTextElementParts.Text(text=clip(one_line(change.entered_by), LINE) or "…")
    )
    when = RichTextElementParts.Date(
        timestamp=int(change.entered_at.timestamp()),
        format="{date_short_pretty} {time}",
        fallback=change.entered_at.strftime("%d %b %Y %H:%M"),
    )
    entered = [RichTextElementParts.Text(text="Entered by "), who]
    section = [*entered, RichTextElementParts.Text(text=" · "), when]
    lines = [_field_line(field) for field in fields] or [[TextRun("It cannot be read here.")]]
    yield rich_text.rich_text(RichTextSectionElement(elements=section), rich_text.bullets(lines))


def _field_line(field: FieldChange) -> list[TextRun]:
    before, after = (
        clip(one_line(value), VALUE) or "nothing" for value in (field.before, field.after)
    )
    name = TextRun(clip(one_line(field.title), LINE), bold=True)
    return [name, TextRun(f": {in_order(before)} → {in_order(after)}")]


def _call_entries(numbers: Sequence[KnownNumber], today: date) -> list[FormQuestion]:
    """The questions on the call; none where there is no number to call."""
    verdict = FormQuestion(
        VERDICT,
        "What came of the call?" if numbers else "What becomes of it?",
        InputKind.CHOICE,
        "" if numbers else REFUSED,
        options=VERDICTS if numbers else VERDICTS[1:],
        optional=False,
    )
    if not numbers:
        return [verdict]
    choices = tuple(
        Option(known.number, f"{known.number} · {one_line(known.name)}") for known in numbers
    )
    hint = "Leave it open only where you refuse the change without a call."
    return [
        verdict,
        FormQuestion(
            NUMBER, "Number that you called", InputKind.CHOICE, hint=hint, options=choices
        ),
        FormQuestion(SPOKE_TO, "Whom you spoke to", most=LINE),
        FormQuestion(ON, "Day of the call", InputKind.DATE, today.isoformat()),
    ]


def _reason(*, optional: bool) -> FormQuestion:
    hint = "Needed where you refuse it: what the partner said, or what was found."
    return FormQuestion(
        REASON, "Reason", InputKind.TEXT, hint=hint, optional=optional, most=REASON_LENGTH
    )


def _modal(blocks: Sequence[Block], change: AccountChange, submit: str) -> dict[str, Any]:
    fitting_blocks, _ = fitting(blocks)
    metadata = names.account_value(change.partner, change.id)
    return modal(
        TITLE,
        names.ACCOUNT_MODAL,
        fitting_blocks,
        private_metadata=metadata,
        submit=label(submit, TITLE_LENGTH),
    )


def nothing_waits() -> dict[str, Any]:
    """The window where the change was settled meanwhile."""
    return notices.window(TITLE, prompts.load("replies/account-none").text)
