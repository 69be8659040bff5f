"""What was typed into a question's window, as an answer; and what is wrong beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms
from bot.slack.blocks.forms import Value
from bot.slack.checklists import entry_view as form
from bot.slack.partners.form_mistakes import Wrong
from drafting.due_diligence import Entry, Given, Proof, State
from drafting.partners import Side, field_refusals


@dataclass(frozen=True)
class Typed:
    """What a question's window holds when it is sent."""

    values: Mapping[str, Value]  # by field
    blocks: Mapping[str, str]  # the block id of each field
    files: tuple[str, ...]  # ids of the files that were chosen

    def text(self, field: str, otherwise: str = "") -> str:
        """A field as text; `otherwise` where the window did not ask for it."""
        return str(self.values.get(field, otherwise))

    def day(self, field: str) -> date | None:
        """A field as a date."""
        held = self.text(field)
        return date.fromisoformat(held) if held else None

    def wrong(self, field: str, sentence: str) -> Wrong:
        """A sentence beside a field."""
        block = self.blocks.get(field) or self.blocks[form.STATE]
        return Wrong({block: forms.error_text(sentence)})


def typed_in(view: Mapping[str, Any]) -> Typed:
    """What stands in the window's inputs."""
    state = view["state"]["values"]
    asked = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    values = forms.typed({block: state[block] for block in asked if block in state})
    files = [
        str(one["id"])
        for block in asked
        for held in state.get(block, {}).values()
        for one in held.get("files") or ()
    ]
    return Typed(
        {form.field(block): value for block, value in values.items()},
        {form.field(block): block for block in asked},
        tuple(files),
    )


def given(typed: Typed, entry: Entry, *, by: str, key: str) -> Given | Wrong:
    """The answer that was meant; `entry` is as the window showed it."""
    said = _incomplete(typed, entry)
    if said is not None:
        return said
    try:
        proofs = _proofs(typed, entry)
    except ValidationError as error:
        return typed.wrong(form.LINK, _why(error))
    current = entry.current
    state = State(typed.text(form.STATE))
    is_gap = state is State.GAP
    side = typed.text(form.GAP_SIDE)
    return Given(
        entry=entry.key,
        state=state,
        by=by,
        key=key,
        text=typed.text(form.TEXT, current.text if current else ""),
        proofs=proofs,
        gap=typed.text(form.GAP, current.gap if current else "") if is_gap else "",
        gap_side=Side(side) if is_gap and side else None,
        gap_action=typed.text(form.GAP_ACTION) if is_gap else "",
        gap_due=typed.day(form.GAP_DUE) if is_gap else None,
        seen=tuple(one.id for one in entry.answers),
    )


def refused(typed: Typed, error: ValidationError) -> Wrong:
    """What no document can hold, beside its field."""
    said = {refusal.path.partition("[")[0]: refusal.why for refusal in field_refusals(error)}
    blocks = {typed.blocks.get(path, typed.blocks[form.STATE]): why for path, why in said.items()}
    return Wrong({block: forms.error_text(_sentence(why)) for block, why in blocks.items()})


def _incomplete(typed: Typed, entry: Entry) -> Wrong | None:
    """What is missing in the answer; None where it is whole."""
    state = typed.text(form.STATE)
    has_evidence = bool(typed.files or typed.text(form.LINK) or typed.values.get(form.KEPT))
    text = typed.text(form.TEXT, entry.current.text if entry.current else "")
    if state == State.ANSWERED and not text and not has_evidence:
        return typed.wrong(form.TEXT, prompts.load("replies/answer-nothing").text)
    if state == State.GAP and form.GAP in typed.blocks and not typed.text(form.GAP):
        return typed.wrong(form.GAP, prompts.load("replies/answer-no-gap").text)
    if typed.text(form.EXPIRES) and not typed.files and not typed.text(form.LINK):
        return typed.wrong(form.EXPIRES, prompts.load("replies/answer-only-date").text)
    return None


def _proofs(typed: Typed, entry: Entry) -> tuple[Proof, ...]:
    """The evidence that stays, and the link that is new; files follow. Raises ValidationError."""
    there = form.proofs(entry)
    kept = typed.values.get(form.KEPT)
    stays = there if kept is None else [there[int(one)] for one in kept]
    beyond = there[forms.MOST_OPTIONS :] if kept is not None else ()
    link = typed.text(form.LINK)
    new = [Proof(name=link, expires=typed.day(form.EXPIRES))] if link else []
    return (*stays, *beyond, *new)


def _why(error: ValidationError) -> str:
    return _sentence(field_refusals(error)[0].why)


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."
