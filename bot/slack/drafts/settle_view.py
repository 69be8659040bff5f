"""The window in which somebody settles what only a person can decide, or takes that back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import prompts
from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.blocks.parts import Block, fitting, heading, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.drafts.words import settlement_line, with_basis
from bot.slack.partners.form_view import notice
from drafting.agreements import Finding, Review
from drafting.sealing import LONGEST_REASON

NAME = "Settle points"
POINT = "point."  # begins the block id of a reason, before the point that it is for
TAKE_BACK = "take_back"


@dataclass(frozen=True)
class SettleForm:
    """What the window holds."""

    title: str  # of the draft
    review: Review  # as the record stands now
    notice: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)  # reasons by point


@dataclass(frozen=True)
class SettleInput:
    """What the window says when it is sent."""

    reasons: Mapping[str, str]  # by point; those that were left empty are not among them
    take_back: tuple[str, ...]  # points


def window(form: SettleForm, spot: names.PartnerRef) -> dict[str, Any]:
    """The window: each open point with room for a reason, then what is settled."""
    head = [
        *notice(form.notice),
        small_print(clip(one_line(form.title), BLOCK_TEXT)),
        rich_text.paragraph([TextRun(form.review.verdict.heading, bold=True)]),
    ]
    if not form.review.for_people and not form.review.settled:
        return modal(NAME, names.SETTLE_MODAL, [*head, *notices.prose("settle-none")])
    blocks = [
        *head,
        *notices.prose("settle-form"),
        *(block for finding in form.review.for_people for block in _open_point(finding, form)),
        *_settled(form.review.settled),
    ]
    fitting_blocks, whole = fitting(blocks, room=1)
    rest = [] if whole else notices.prose("settle-cut-short")
    return modal(
        NAME,
        names.SETTLE_MODAL,
        [*fitting_blocks, *rest],
        private_metadata=names.spot_value(spot),
        submit=label("Save and draft", TITLE),
    )


def settled_in(view: Mapping[str, Any]) -> SettleInput:
    """What the window says now that it is sent."""
    values = forms.typed_values(view["state"]["values"])
    return SettleInput(
        {
            block.removeprefix(POINT): str(value)
            for block, value in values.items()
            if block.startswith(POINT) and value
        },
        forms.lines(values.get(TAKE_BACK, ())),
    )


def block_of(point: str) -> str:
    """The block id of the reason for a point."""
    return f"{POINT}{point}"


def _open_point(finding: Finding, form: SettleForm) -> Iterator[Block]:
    yield rich_text.paragraph([TextRun(with_basis(finding.sentence, finding.basis))])
    if finding.settled_before is not None:
        yield small_print(f"Before: {settlement_line(finding.settled_before, with_point=True)}")
    question = FormQuestion(
        block_of(finding.point),
        "Settled, because",
        InputKind.TEXT,
        form.typed.get(finding.point, ""),
        most=LONGEST_REASON,
    )
    yield from forms.blocks([question])


def _settled(findings: Sequence[Finding]) -> Iterator[Block]:
    if not findings:
        return
    yield heading("Settled")
    lines = [
        [TextRun(with_basis(finding.sentence, finding.basis)), TextRun(f" {line}", italic=True)]
        for finding in findings
        if finding.settled and (line := settlement_line(finding.settled))
    ]
    yield rich_text.rich_text(rich_text.bullets(lines))
    options = tuple(Option(finding.point, finding.sentence) for finding in findings)
    question = FormQuestion(
        TAKE_BACK,
        "Take back",
        InputKind.CHOICES,
        hint=prompts.load("replies/settle-take-back").text,
        options=options,
    )
    yield from forms.blocks([question])
