"""The window that an agreement is drafted in, and the one that fills what a draft left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, Option
from bot.slack.blocks.parts import (
    Block,
    button,
    clause_button_of,
    fitting,
    heading,
    label,
    modal,
    row,
    small_print,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.choosing import mark_of
from bot.slack.partners.form_view import notice
from bot.slack.partners.missing import MissingPartner, missing_blocks
from bot.slack.partners.view import LEAST_LETTERS
from drafting.agreements import KindInfo
from drafting.partners import WrongDocument

TITLE_OF_FORM = "Draft an agreement"
PARTNER = "the_partner"  # block ids
KIND = "the_kind"
AGREEMENT = "the_agreement"
NEW = "+new"  # the choice of an agreement that is not recorded yet
LISTED = 60  # agreements
MOST_BUTTONS = 10  # in a row of radio buttons; a menu takes more
MOST_KINDS = 100  # in a menu
LINES = 25
LINE = 100


@dataclass(frozen=True)
class DraftForm:
    """What the window holds."""

    kinds: Sequence[KindInfo]
    kind: str
    partner: Option | None = None
    agreements: Sequence[Option] = ()
    agreement: str = NEW
    entries: Sequence[tuple[str, Sequence[FormQuestion]]] = ()  # under headings
    version: int = 0
    notice: str = ""
    wrong: WrongDocument | None = None
    kind_block: str = KIND
    missing: MissingPartner | None = None
    life: str = ""  # how far the chosen agreement is


@dataclass(frozen=True)
class DraftSelection:
    """What is chosen at the top of the window.

    An input keeps its block id, and with it the person's choice, until Saathi itself chooses.
    """

    partner: Option | None
    kind: str
    agreement: str
    kind_block: str = KIND

    def with_kind(self, kind: str) -> DraftSelection:
        """The selection with that kind of document, chosen by Saathi."""
        return replace(self, kind=kind, kind_block=f"{self.kind_block}+")


@dataclass(frozen=True)
class FillForm:
    """What the window to fill a draft's open fields holds."""

    of: str
    entries: Sequence[FormQuestion]
    elsewhere: Sequence[tuple[str, str]] = ()  # what is filled in elsewhere, and how
    notice: str = ""


def draft_window(form: DraftForm) -> dict[str, Any]:
    """The window. Without a partner it only asks for one, or offers to add it."""
    if form.missing and form.missing.is_file_empty:
        return modal(TITLE_OF_FORM, names.DRAFT_MODAL, missing_blocks(form.missing))
    blocks = [
        *missing_blocks(form.missing),
        *notice(form.notice),
        *(_wrong(form.wrong, form.kinds) if form.wrong else ()),
        _partner(form),
        _kind(form),
        *([_agreement(form)] if form.partner else []),
        *([small_print(clip(one_line(form.life), BLOCK_TEXT))] if form.life else []),
        *_fields(form),
    ]
    fitting_blocks, whole = fitting(blocks, room=1)
    rest = [] if whole else [small_print(prompts.load("replies/partner-cut-short").text)]
    ends = form.partner.value if form.partner else ""
    spot = names.PartnerRef(ends, _key(form.agreement), kind=form.kind, version=form.version)
    more = {"submit": label("Draft", TITLE)}
    metadata = names.spot_value(spot)
    return modal(
        TITLE_OF_FORM,
        names.DRAFT_MODAL,
        [*fitting_blocks, *rest],
        private_metadata=metadata,
        **more,
    )


def selection_in(view: Mapping[str, Any]) -> DraftSelection:
    """What is chosen in the window now."""
    state = view["state"]["values"]
    spot = names.spot_named(str(view.get("private_metadata") or ""))
    agreement = forms.typed_values(_blocks_under(state, AGREEMENT)).values()
    kind = forms.typed_values(_blocks_under(state, KIND))
    elements = [
        element for block in _blocks_under(state, PARTNER).values() for element in block.values()
    ]
    option = elements[0].get("selected_option") if elements else None
    partner = Option(option["value"], option["text"]["text"]) if option else None
    is_same_partner = partner is not None and partner.value == spot.partner
    key = str(next(iter(agreement), "")) if is_same_partner else ""
    block, kind_value = next(iter(kind.items()), (KIND, spot.kind))
    return DraftSelection(partner, str(kind_value or spot.kind), key, block)


def field_values(view: Mapping[str, Any]) -> tuple[dict[str, forms.Value], dict[str, forms.Value]]:
    """What was typed into the fields below, and what they held; without what is chosen on top."""
    inputs, shown_values = (
        forms.typed_values(view["state"]["values"]),
        forms.initial_values(view["blocks"]),
    )
    own = (PARTNER, KIND, AGREEMENT)
    return (
        {block: value for block, value in inputs.items() if not block.startswith(own)},
        {block: value for block, value in shown_values.items() if not block.startswith(own)},
    )


def sentence_window(sentence: str) -> dict[str, Any]:
    """The window of one sentence that replaces the form once it is sent."""
    return modal(
        TITLE_OF_FORM, names.DRAFT_MODAL, [rich_text.paragraph(rich_text.spoken(sentence))]
    )


def fill_window(form: FillForm, spot: names.PartnerRef) -> dict[str, Any]:
    """The window with just the fields that a draft left open."""
    blocks = [
        *notice(form.notice),
        small_print(clip(one_line(form.of), BLOCK_TEXT)),
        *forms.blocks(form.entries),
        *_elsewhere(form.elsewhere),
    ]
    fitting_blocks, _whole = fitting(blocks)
    more = {"submit": label("Save and draft", TITLE)} if form.entries else {}
    metadata = names.spot_value(spot)
    return modal(
        "Fill what is open", names.FILL_MODAL, fitting_blocks, private_metadata=metadata, **more
    )


def _key(agreement: str) -> str:
    return "" if agreement == NEW else agreement


def _blocks_under(state: Mapping[str, Any], block: str) -> dict[str, Any]:
    return {name: element for name, element in state.items() if name.startswith(block)}


def _partner(form: DraftForm) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": names.DRAFT_PARTNER,
        "min_query_length": LEAST_LETTERS,
        "placeholder": label("Type part of the name", 150).to_dict(),
    }
    if form.partner:
        element["initial_option"] = forms.option(form.partner)
    return _choice_input(PARTNER, "Partner", element)


def _kind(form: DraftForm) -> Block:
    options = [
        {
            **forms.option(Option(kind.kind, kind.title)),
            "description": label(kind.about, forms.OPTION).to_dict(),
        }
        for kind in form.kinds[:MOST_KINDS]
    ]
    now = [option for option in options if option["value"] == form.kind]
    element: dict[str, Any] = {
        "type": "radio_buttons" if len(options) <= MOST_BUTTONS else "static_select",
        "action_id": names.DRAFT_KIND,
        "options": options,
    }
    if now:
        element["initial_option"] = now[0]
    return _choice_input(form.kind_block, "Document", element)


def _agreement(form: DraftForm) -> Block:
    new = Option(NEW, "A new agreement")
    options = [forms.option(option) for option in (*form.agreements[:LISTED], new)]
    now = [option for option in options if option["value"] == form.agreement] or options[-1:]
    element = {
        "type": "static_select",
        "action_id": names.DRAFT_AGREEMENT,
        "options": options,
        "initial_option": now[0],
    }
    partner = form.partner.value if form.partner else ""
    return _choice_input(f"{AGREEMENT}:{mark_of(partner, '', form.version)}", "Agreement", element)


def _choice_input(block: str, title: str, element: dict[str, Any]) -> Block:
    """An input that redraws the window as soon as something is chosen in it."""
    return {
        "type": "input",
        "block_id": block,
        "dispatch_action": True,
        "label": label(title, 150).to_dict(),
        "element": element,
    }


def _fields(form: DraftForm) -> Iterator[Block]:
    for title, entries in form.entries:
        if entries:
            yield heading(title)
            yield from forms.blocks(entries)


def _wrong(error: WrongDocument, kinds: Sequence[KindInfo]) -> Iterator[Block]:
    """Why it is another document, on what that rests, and the way on."""
    yield from notice(str(error))
    buttons = [
        clause_button for basis in error.basis[:3] for clause_button in clause_button_of(basis)
    ]
    if error.offer is not None:
        nouns = (kind.noun for kind in kinds if kind.kind == error.offer)
        go_on = prompts.fill("replies/go-on-with", document=next(nouns, error.offer))
        value = names.spot_value(names.PartnerRef(kind=error.offer))
        buttons.insert(0, button(go_on, names.DRAFT_INSTEAD, value, style="primary"))
    yield from row(buttons)


def _elsewhere(fields: Sequence[tuple[str, str]]) -> Iterator[Block]:
    if fields:
        yield heading("Filled in elsewhere")
        lines = [
            [TextRun(f"{clip(one_line(title), LINE)}. "), *rich_text.spoken(cure)]
            for title, cure in fields[:LINES]
        ]
        yield rich_text.rich_text(rich_text.bullets(lines))
