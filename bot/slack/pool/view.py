"""The windows of the pool: a form of choices, and who fits them, each with a button."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option, Value
from bot.slack.blocks.parts import Block, button, fitting, label, modal, row, small_print, title_row
from bot.slack.blocks.rich_text import TextRun
from drafting.partners import Choice, Flag, Province
from drafting.partnership.pool import PartnerType, PoolFilter, PoolMember, PoolStatus
from drafting.register import OFFICE

NAME = "Find a partner"
ANY = "-any-"  # the value of a choice that asks nothing
PROVINCE, SUBJECT, TYPE, WOMEN, STATUS = "province", "subject", "type", "women", "status"
BLOCKS = (PROVINCE, SUBJECT, TYPE, WOMEN, STATUS)
SHOWN = 40  # members in one window
LED_BY_WOMEN = "yes"
Json = dict[str, Any]


def form_window(subjects: Sequence[str], chosen: Mapping[str, str]) -> Json:
    """The form; `chosen` are the values of its choices by their blocks."""
    questions = [
        _question(PROVINCE, "Province or area", _options(Province), chosen),
        _question(SUBJECT, "Works on", [Option(each, each) for each in subjects], chosen),
        _question(TYPE, "Type of organisation", _options(PartnerType), chosen),
        _question(WOMEN, "Women-led", [Option(LED_BY_WOMEN, "Led by women")], chosen),
        _question(STATUS, "How it stands", _options(PoolStatus), chosen),
    ]
    head = small_print(prompts.load("replies/pool-window").text)
    blocks, _ = fitting([head, *forms.blocks(questions)])
    return modal(NAME, names.POOL_MODAL, blocks, submit=label("Look", TITLE))


def words_of(values: Mapping[str, Value]) -> dict[str, str]:
    """What was chosen, by block; without what asks nothing."""
    texts = {block: str(values.get(block) or ANY) for block in BLOCKS}
    return {block: text for block, text in texts.items() if text != ANY}


def choices_of(wanted: PoolFilter) -> dict[str, str]:
    """The choices of the form that mean the filter, by block."""
    choices = {
        PROVINCE: wanted.province or "",
        SUBJECT: wanted.subject,
        TYPE: wanted.partner_type or "",
        WOMEN: LED_BY_WOMEN if wanted.women_led else "",
        STATUS: wanted.status or "",
    }
    return {block: str(value) for block, value in choices.items() if value}


def chosen_value(chosen: Mapping[str, str]) -> str:
    """The value of the button that opens the form with these choices; '-' for none."""
    return json.dumps(dict(chosen)) if chosen else "-"


def results_window(members: Sequence[PoolMember], wanted: PoolFilter) -> Json:
    """Who fits, and the button that changes what is looked for."""
    chosen = chosen_value(choices_of(wanted))
    blocks = [
        summary(members, wanted),
        *row([button("Look for others", names.POOL_OPEN, chosen)]),
        *(member_row(member) for member in members[:SHOWN]),
    ]
    view_blocks, whole = fitting(blocks, room=1)
    if not whole or len(members) > SHOWN:
        view_blocks.append(small_print(prompts.load("replies/pool-more").text))
    return modal(NAME, names.POOL_MODAL, view_blocks)


def _options(choices: Iterable[Choice]) -> list[Option]:
    return [Option(choice.value, choice.label) for choice in choices]


def _question(
    block: str, title: str, options: Sequence[Option], chosen: Mapping[str, str]
) -> FormQuestion:
    every = (Option(ANY, "Any"), *options)
    value = chosen.get(block, ANY)
    return FormQuestion(block, title, InputKind.CHOICE, value, options=every, optional=False)


def summary(members: Sequence[PoolMember], wanted: PoolFilter) -> Block:
    """'Sindh, Women-led: 3 on record', or that nobody does."""
    asked = ", ".join(_asked(wanted)) or prompts.load("replies/pool-any").text
    reply = "replies/pool-fit" if members else "replies/pool-nobody"
    count = {"count": f"{len(members):,}"} if members else {}
    sentence = prompts.fill(reply, asked=asked, **count)
    return rich_text.paragraph([TextRun(clip(sentence, BLOCK_TEXT), bold=True)])


def _asked(wanted: PoolFilter) -> Iterator[str]:
    for choice in (wanted.province, wanted.partner_type, wanted.status):
        if choice is not None:
            yield choice.label
    if wanted.subject:
        yield one_line(wanted.subject)
    if wanted.women_led:
        yield "Women-led"


def member_row(member: PoolMember) -> Block:
    """An organisation with what it is, and the button that opens it."""
    parts = (
        member.status.label,
        member.partner_type.label if member.partner_type else "",
        ", ".join(province.label for province in member.provinces),
        "women-led" if member.women_led is Flag.YES else "",
    )
    return title_row(member.name, _open_button(member), below=" · ".join(filter(None, parts)))


def _open_button(member: PoolMember) -> Any:
    if member.is_partner:
        return button("Open", names.PARTNER_OPEN, names.spot_value(names.PartnerRef(member.id)))
    value = names.register_value(names.RegisterRef(OFFICE, member.id))
    return button("Look", names.REGISTER_SHOW, value)
