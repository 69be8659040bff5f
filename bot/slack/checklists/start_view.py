"""The window that a checklist begins in: with whom, for what, and what it would ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE
from bot.slack.blocks.forms import InputKind, Option
from bot.slack.blocks.parts import Block, button, fitting, heading, label, modal, row, small_print
from bot.slack.checklists.spot import ChecklistRef, ref_value
from bot.slack.checklists.view import why_tier
from bot.slack.partners.choosing import mark_of
from bot.slack.partners.form_view import notice
from bot.slack.partners.missing import MissingPartner, missing_blocks
from bot.slack.partners.record_words import day
from bot.slack.partners.view import LEAST_LETTERS
from drafting.partners import office_name

NAME = "Due diligence"
PARTNER, AGREEMENT, RISK, REASON = "the_partner", "the_agreement", "the_risk", "the_reason"
FIRST_DAYS = "the_first_days"
NO, YES = "no", "yes"
LONGEST_REASON = 300
LISTED = 90  # agreements


@dataclass(frozen=True)
class Preview:
    """What a checklist would ask."""

    tier: str  # 'Tier C, funded'
    reasons: Sequence[str]
    of_partner: int
    of_cip: int
    count_filled_in: int
    left_out: int


@dataclass(frozen=True)
class ExistingChecklist:
    """A checklist that is there already."""

    id: str
    settled_count: int
    items: int
    rest_by: date | None = None  # of one of the first days: by when the rest follows


@dataclass(frozen=True)
class StartSelection:
    """What is chosen in the window."""

    partner: str = ""  # its id
    agreement: str = ""  # its key
    high_risk: bool = False
    reason: str = ""
    first_days: bool = False


@dataclass(frozen=True)
class StartForm:
    """What the window holds."""

    selection: StartSelection = StartSelection()
    partner: Option | None = None
    agreements: Sequence[Option] = ()
    preview: Preview | None = None
    there: ExistingChecklist | None = None
    rest_by: date | None = None  # in an emergency: by when the rest would follow
    notice: str = ""
    missing: MissingPartner | None = None


def view(form: StartForm) -> dict[str, Any]:
    """The window. Without a partner it only asks for one, or offers to add it."""
    if form.missing and form.missing.is_file_empty:
        return modal(NAME, names.DILIGENCE_MODAL, missing_blocks(form.missing))
    chosen = form.selection
    without = form.partner is not None and not form.agreements
    blocks = [
        *missing_blocks(form.missing),
        *notice(form.notice),
        _partner(form.partner),
        *([_agreement(form)] if form.agreements else []),
        *(_existing_checklist(form.there) if form.there else ()),
        *(_how_much(chosen, form.rest_by) if form.preview and form.rest_by else ()),
        *(_risk(chosen) if form.preview and not chosen.first_days else ()),
        *(_preview(form.preview) if form.preview else ()),
        *(_without_agreement(chosen) if without else ()),
        *(() if form.partner else [small_print(prompts.load("replies/diligence-tone").text)]),
    ]
    fitting_blocks, _ = fitting(blocks)
    more = {"submit": label(_submit(form), TITLE)} if form.preview else {}
    metadata = names.spot_value(names.PartnerRef(chosen.partner, chosen.agreement))
    return modal(NAME, names.DILIGENCE_MODAL, fitting_blocks, private_metadata=metadata, **more)


def _submit(form: StartForm) -> str:
    """What the window’s own button says: of an emergency, what follows the first days."""
    if form.there is None:
        return "Make the checklist"
    is_rest = form.there.rest_by is not None and not form.selection.first_days
    return "Begin the rest" if is_rest else "Begin anew"


def selection_in(view_now: Mapping[str, Any]) -> StartSelection:
    """What is chosen in the window now; with another partner nothing else is."""
    state = view_now["state"]["values"]
    before = names.spot_named(str(view_now.get("private_metadata") or ""))
    partner = _first_value(state, PARTNER) or before.partner
    if partner != before.partner:
        return StartSelection(partner)
    return StartSelection(
        partner,
        _first_value(state, AGREEMENT) or before.agreement,
        high_risk=_first_value(state, RISK) == YES,
        reason=_first_value(state, REASON),
        first_days=_first_value(state, FIRST_DAYS) == YES,
    )


def _first_value(state: Mapping[str, Any], block: str) -> str:
    fields = {name: field for name, field in state.items() if name.startswith(block)}
    return str(next(iter(forms.typed_values(fields).values()), ""))


def _partner(partner: Option | None) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": names.DILIGENCE_PARTNER,
        "min_query_length": LEAST_LETTERS,
        "placeholder": label("Type part of the name", 150).to_dict(),
    }
    if partner:
        element["initial_option"] = forms.option(partner)
    return _choice_input(PARTNER, "Partner", element)


def _agreement(form: StartForm) -> Block:
    options = [forms.option(option) for option in form.agreements[:LISTED]]
    now = [option for option in options if option["value"] == form.selection.agreement] or options[
        -1:
    ]
    element = {
        "type": "static_select",
        "action_id": names.DILIGENCE_AGREEMENT,
        "options": options,
        "initial_option": now[0],
    }
    return _choice_input(f"{AGREEMENT}:{_mark(form.selection)}", "Agreement", element)


def _how_much(chosen: StartSelection, rest_by: date) -> Iterator[Block]:
    """In an emergency: all of it, or what must be known first."""
    labels = {NO: "The whole checklist", YES: f"The first days: the rest by {day(rest_by)}"}
    element = _radio_buttons(names.DILIGENCE_FIRST_DAYS, labels, chosen.first_days)
    # Of another agreement the choice starts empty: it may be no emergency’s.
    block = f"{FIRST_DAYS}:{mark_of(chosen.partner, chosen.agreement, 0)}"
    yield _choice_input(block, "It is an emergency: how much now?", element)


def _risk(chosen: StartSelection) -> Iterator[Block]:
    element = _radio_buttons(names.DILIGENCE_RISK, {NO: "No", YES: "Yes"}, chosen.high_risk)
    question = "Do you judge this partnership high-risk?"
    yield _choice_input(f"{RISK}:{_mark(chosen)}", question, element)
    if chosen.high_risk:
        block = f"{REASON}:{_mark(chosen)}"
        hint = prompts.load("replies/diligence-reason").text
        yield from forms.blocks(
            [
                forms.FormQuestion(
                    block,
                    "Why",
                    InputKind.LINE,
                    chosen.reason,
                    hint,
                    optional=False,
                    most=LONGEST_REASON,
                )
            ]
        )


def _radio_buttons(action: str, labels: Mapping[str, str], is_second: bool) -> dict[str, Any]:
    options = [forms.option(Option(name, words)) for name, words in labels.items()]
    return {
        "type": "radio_buttons",
        "action_id": action,
        "options": options,
        "initial_option": options[int(is_second)],
    }


def _choice_input(block: str, title: str, element: dict[str, Any]) -> Block:
    """A choice that redraws the window at once, without a button to send it."""
    return {
        "type": "section",
        "block_id": block,
        "text": {"type": "mrkdwn", "text": f"*{title}*", "verbatim": True},
        "accessory": element,
    }


def _mark(chosen: StartSelection) -> str:
    """A mark of one partner's choices, so that another partner's start empty."""
    return mark_of(chosen.partner, "", 0)


def _existing_checklist(there: ExistingChecklist) -> Iterator[Block]:
    counts = {"settled": f"{there.settled_count:,}", "items": f"{there.items:,}"}
    if there.rest_by is None:
        yield from notice(prompts.fill("replies/diligence-there", **counts))
    else:
        rest_by = day(there.rest_by)
        yield from notice(prompts.fill("replies/diligence-first-days", **counts, day=rest_by))
    at = ref_value(ChecklistRef(there.id))
    yield from row([button("Go on with it", names.CHECKLIST_OPEN, at, style="primary")])


def _preview(preview: Preview) -> Iterator[Block]:
    yield heading(f"What it would ask: {preview.tier}")
    yield why_tier(preview.reasons)
    counts = (
        f"{preview.of_partner} questions for the partner and {preview.of_cip} for {office_name()}; "
        f"{preview.count_filled_in} are filled in from the partner’s file, to be confirmed. "
        f"{preview.left_out} of the catalogue are left out, each with its reason."
    )
    yield small_print(counts)
    yield small_print(prompts.load("replies/diligence-tone").text)


def _without_agreement(chosen: StartSelection) -> Iterator[Block]:
    """The way to the partner's file, where an agreement can be added."""
    at = names.spot_value(names.PartnerRef(chosen.partner))
    yield from row([button("Open the partner’s file", names.PARTNER_OPEN, at)])
