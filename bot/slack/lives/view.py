"""The windows in which a step of an agreement's life is entered, and what they say when sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import prompts
from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.blocks.parts import Block, fitting, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun
from drafting.agreements import KindInfo
from drafting.agreements.lives import EndingHow, Signature, Step, VersionStanding
from drafting.partners import office_name

ISSUE, SIGN, ENTER = "Issue for signature", "Enter signatures", "Signed before Saathi"
END, TAKE_BACK = "It has ended", "Take a step back"
DRAFT, KIND, FILE, REASON = "draft", "kind", "file", "reason"
OFFICE_ON, PARTNER_ON = "office_on", "partner_on"
OFFICE_BY, PARTNER_BY = "office_by", "partner_by"
ON, HOW, WHY = "on", "how", "why"
LONGEST = 500
Json = dict[str, Any]


@dataclass(frozen=True)
class SignatureForm:
    """What a window for signatures begins with."""

    title: str  # of the agreement, with the partner
    office_by: tuple[str, ...]  # who is named to sign
    partner_by: tuple[str, ...]
    versions: Sequence[VersionStanding] = ()  # that were issued
    kinds: Sequence[KindInfo] = ()  # of what was signed before Saathi


def issue_window(title: str, versions: Sequence[VersionStanding], spot: names.PartnerRef) -> Json:
    """The window that asks which version was given to the partner."""
    questions = [_version_question(versions)]
    blocks = [*_head(title, "life-issue-form"), *forms.blocks(questions)]
    return _window(ISSUE, names.LIFE_ISSUE_MODAL, blocks, spot)


def sign_window(form: SignatureForm, spot: names.PartnerRef) -> Json:
    """The window for both sides' signatures of a version that was issued."""
    reason = FormQuestion(
        REASON,
        "Reason",
        InputKind.TEXT,
        hint="Where its pages do not say that it is for signature, or somebody else signed.",
        most=LONGEST,
    )
    questions = [_version_question(form.versions), *_signatures(form), reason]
    head = _head(form.title, "life-sign-form")
    blocks = [*head, *forms.blocks(questions), _file_block()]
    return _window(SIGN, names.LIFE_SIGN_MODAL, blocks, spot)


def enter_window(form: SignatureForm, spot: names.PartnerRef) -> Json:
    """The window for an agreement that was signed before Saathi."""
    options = tuple(Option(kind.kind, kind.title) for kind in form.kinds)
    kind = FormQuestion(KIND, "What was signed", InputKind.CHOICE, options=options, optional=False)
    questions = [kind, *_signatures(form)]
    head = _head(form.title, "life-enter-form")
    blocks = [*head, *forms.blocks(questions), _file_block()]
    return _window(ENTER, names.LIFE_ENTER_MODAL, blocks, spot)


def end_window(title: str, spot: names.PartnerRef, today: date) -> Json:
    """The window that asks when, how and why an agreement ended."""
    options = tuple(Option(how.value, how.label) for how in EndingHow)
    questions = [
        FormQuestion(ON, "Ended on", InputKind.DATE, today.isoformat(), optional=False),
        FormQuestion(HOW, "How", InputKind.CHOICE, options=options, optional=False),
        FormQuestion(WHY, "Why", InputKind.TEXT, optional=False, most=LONGEST),
    ]
    blocks = [*_head(title, "life-end-form"), *forms.blocks(questions)]
    return _window(END, names.LIFE_END_MODAL, blocks, spot)


def take_back_window(title: str, last: Step, spot: names.PartnerRef) -> Json:
    """The window that shows the last step, and asks why it is taken back."""
    line = clip(one_line(f"{last.sentence} {last.entered}"), BLOCK_TEXT)
    why = FormQuestion(WHY, "Why", InputKind.TEXT, optional=False, most=LONGEST)
    shown = rich_text.paragraph([TextRun(line, bold=True)])
    blocks = [*_head(title, "life-take-back-form"), shown, *forms.blocks([why])]
    return _window(TAKE_BACK, names.LIFE_TAKE_BACK_MODAL, blocks, spot._replace(part=last.id))


def sentence_window(sentence: str) -> Json:
    """A window of one sentence."""
    return notices.window("Agreement", sentence)


def signature_in(values: Mapping[str, forms.Value]) -> tuple[Signature | None, dict[str, str]]:
    """The signature that a window holds; None with what is missing, by field."""
    days = {name: _day(values.get(name)) for name in (OFFICE_ON, PARTNER_ON)}
    missing = {name: "Choose the day of the signature." for name, on in days.items() if on is None}
    office_on, partner_on = days[OFFICE_ON], days[PARTNER_ON]
    if office_on is None or partner_on is None:
        return None, missing
    people = [forms.lines(values.get(name, "")) for name in (OFFICE_BY, PARTNER_BY)]
    return Signature(office_on, partner_on, *people), {}


def file_in(view: Mapping[str, Any]) -> str:
    """The id of the file that a window holds; '' for none."""
    inputs = view["state"]["values"].get(FILE) or {}
    for held in inputs.values():
        for file in held.get("files") or ():
            return str(file["id"])
    return ""


def day_in(values: Mapping[str, forms.Value], name: str) -> date | None:
    """The day that an input holds; None for none."""
    return _day(values.get(name))


def _day(value: forms.Value | None) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _version_question(versions: Sequence[VersionStanding]) -> FormQuestion:
    options = tuple(
        Option(each.version.id, f"{each.version.id} ({each.in_short})") for each in versions
    )
    value = options[-1].value if options else ""
    return FormQuestion(DRAFT, "Version", InputKind.CHOICE, value, options=options, optional=False)


def _signatures(form: SignatureForm) -> list[FormQuestion]:
    office = office_name()
    hint = "One name a line."
    return [
        FormQuestion(OFFICE_ON, f"Signed for {office} on", InputKind.DATE, optional=False),
        FormQuestion(
            OFFICE_BY,
            f"Who signed for {office}",
            InputKind.LINES,
            form.office_by,
            hint,
            optional=False,
        ),
        FormQuestion(PARTNER_ON, "Signed for the partner on", InputKind.DATE, optional=False),
        FormQuestion(
            PARTNER_BY,
            "Who signed for the partner",
            InputKind.LINES,
            form.partner_by,
            hint,
            optional=False,
        ),
    ]


def _file_block() -> Block:
    return {
        "type": "input",
        "block_id": FILE,
        "optional": False,
        "label": label("The signed file", 150).to_dict(),
        "hint": label("A PDF, a .docx or a scan; it is kept encrypted.", 150).to_dict(),
        "element": {"type": "file_input", "action_id": forms.INPUT, "max_files": 1},
    }


def _head(title: str, prose: str) -> list[Block]:
    """What the window is about, and what its entries mean."""
    return [
        small_print(clip(one_line(title), BLOCK_TEXT)),
        small_print(prompts.load(f"replies/{prose}").text),
    ]


def _window(name: str, callback: str, blocks: Sequence[Block], spot: names.PartnerRef) -> Json:
    view_blocks, _ = fitting(blocks)
    metadata, submit = names.spot_value(spot), label("Enter it", TITLE)
    return modal(name, callback, view_blocks, private_metadata=metadata, submit=submit)
