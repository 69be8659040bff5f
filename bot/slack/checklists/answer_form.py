"""What was typed into a question's window, as an answer; and what is wrong beside its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.slack.blocks import forms
from bot.slack.blocks.forms import Value
from bot.slack.checklists import entry_view as form
from bot.slack.partners.form_mistakes import Wrong
from drafting.due_diligence import (
    AnswerField,
    AnswerState,
    ChecklistEntry,
    GapTerms,
    Missing,
    Proof,
    Submission,
)
from drafting.partners import Side, field_refusals

FIELDS = {
    AnswerField.STATE: form.STATE,
    AnswerField.TEXT: form.TEXT,
    AnswerField.EVIDENCE: form.KEPT,
    AnswerField.EXPIRES: form.EXPIRES,
    AnswerField.GAP: form.GAP,
}


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


def submission(typed: Typed, entry: ChecklistEntry, *, by: str, key: str) -> Submission | Wrong:
    """What was said; `entry` is as the window showed it."""
    try:
        link = _link(typed)
    except ValidationError as error:
        return typed.wrong(form.LINK, _why(error))
    return Submission(
        by=by,
        key=key,
        state=AnswerState(typed.text(form.STATE)),
        text=typed.text(form.TEXT) if form.TEXT in typed.blocks else None,
        new_evidence=link,
        withdrawn=tuple(_withdrawn(typed, entry)),
        expires=typed.day(form.EXPIRES),
        awaits_files=bool(typed.files),
        gap=_gap(typed, entry),
    )


def beside(typed: Typed, missing: Missing) -> Wrong:
    """What is missing, beside its field."""
    return typed.wrong(FIELDS[missing.field], missing.sentence)


def refused(typed: Typed, error: ValidationError) -> Wrong:
    """What no document can hold, beside its field."""
    said = {refusal.path.partition("[")[0]: refusal.why for refusal in field_refusals(error)}
    blocks = {typed.blocks.get(path, typed.blocks[form.STATE]): why for path, why in said.items()}
    return Wrong({block: forms.error_text(_sentence(why)) for block, why in blocks.items()})


def _gap(typed: Typed, entry: ChecklistEntry) -> GapTerms | None:
    """What was typed about the gap; None where the window did not ask, or only held what stood."""
    if form.GAP not in typed.blocks:
        return None
    side = typed.text(form.GAP_SIDE)
    terms = GapTerms(
        typed.text(form.GAP),
        Side(side) if side else None,
        typed.text(form.GAP_ACTION),
        typed.day(form.GAP_DUE),
    )
    return None if terms == GapTerms.of(entry.current) else terms


def _link(typed: Typed) -> tuple[Proof, ...]:
    """The link that is new; files follow. Raises ValidationError."""
    link = typed.text(form.LINK)
    return (Proof(name=link, expires=typed.day(form.EXPIRES)),) if link else ()


def _withdrawn(typed: Typed, entry: ChecklistEntry) -> Iterator[Proof]:
    """The evidence whose ticks were taken away."""
    kept = typed.values.get(form.KEPT)
    for place, proof in enumerate(entry.evidence[: forms.MOST_OPTIONS]):
        if kept is not None and str(place) not in kept:
            yield proof


def _why(error: ValidationError) -> str:
    return _sentence(field_refusals(error)[0].why)


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."
