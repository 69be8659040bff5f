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
from bot.slack.partners.form_mistakes import FormMistakes
from drafting.due_diligence import (
    AnswerField,
    AnswerState,
    ChecklistEntry,
    GapTerms,
    Missing,
    Proof,
    Readers,
    Submission,
)
from drafting.due_diligence.checklists import Weight
from drafting.partners import Side, field_refusals

FIELDS = {
    AnswerField.STATE: form.STATE,
    AnswerField.TEXT: form.TEXT,
    AnswerField.EVIDENCE: form.KEPT,
    AnswerField.EXPIRES: form.EXPIRES,
    AnswerField.GAP: form.GAP,
    AnswerField.SAID_BY: form.SAID_BY,
    AnswerField.SAID_ON: form.SAID_ON,
    AnswerField.WEIGHT: form.WEIGHT,
}


@dataclass(frozen=True)
class WindowInput:
    """What a question's window holds when it is sent."""

    values: Mapping[str, Value]  # by field
    blocks: Mapping[str, str]  # the block id of each field
    files: tuple[str, ...]  # ids of the files that were chosen

    def text(self, field: str, otherwise: str = "") -> str:
        """A field as text; `otherwise` where the window did not ask for it."""
        return str(self.values.get(field, otherwise))

    def day(self, field: str) -> date | None:
        """A field as a date."""
        text = self.text(field)
        return date.fromisoformat(text) if text else None

    def error_beside(self, field: str, sentence: str) -> FormMistakes:
        """A sentence as an error beside a field."""
        block = self.blocks.get(field) or self.blocks[form.STATE]
        return FormMistakes({block: forms.error_text(sentence)})


def inputs_of(view: Mapping[str, Any]) -> WindowInput:
    """What the window's inputs hold."""
    state = view["state"]["values"]
    input_ids = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    values = forms.typed_values({block: state[block] for block in input_ids if block in state})
    files = [
        str(file["id"])
        for block in input_ids
        for element in state.get(block, {}).values()
        for file in element.get("files") or ()
    ]
    return WindowInput(
        {form.field(block): value for block, value in values.items()},
        {form.field(block): block for block in input_ids},
        tuple(files),
    )


def submission(
    inputs: WindowInput, entry: ChecklistEntry, *, by: str, key: str, reads_as: Readers
) -> Submission | FormMistakes:
    """The answer that was typed; `entry` is as the window showed it."""
    try:
        link = _new_link(inputs)
    except ValidationError as error:
        return inputs.error_beside(form.LINK, _why(error))
    return Submission(
        by=by,
        key=key,
        state=AnswerState(inputs.text(form.STATE)),
        text=inputs.text(form.TEXT) if form.TEXT in inputs.blocks else None,
        new_evidence=link,
        withdrawn=tuple(_unticked_evidence(inputs, entry)),
        expires=inputs.day(form.EXPIRES),
        awaits_files=bool(inputs.files),
        gap=_gap(inputs, entry),
        confirms=_confirms(inputs, entry),
        voice=form.voice_in(inputs.values),
        weight=Weight(inputs.text(form.WEIGHT)) if inputs.text(form.WEIGHT) else None,
        readers=Readers(inputs.text(form.READERS)) if inputs.text(form.READERS) else None,
        reads_as=reads_as,
    )


def _confirms(inputs: WindowInput, entry: ChecklistEntry) -> bool:
    """True where what was filled in from elsewhere is sent as it was shown."""
    current = entry.current
    if current is None or current.state is not AnswerState.TO_CONFIRM:
        return False
    is_answered = inputs.text(form.STATE) == AnswerState.ANSWERED.value
    return is_answered and inputs.text(form.TEXT) == current.text


def missing_field(inputs: WindowInput, missing: Missing) -> FormMistakes:
    """What is missing, as an error beside its field."""
    return inputs.error_beside(FIELDS[missing.field], missing.sentence)


def field_refusals_of(inputs: WindowInput, error: ValidationError) -> FormMistakes:
    """What no document can hold, each as an error beside its field."""
    reasons = {refusal.path.partition("[")[0]: refusal.why for refusal in field_refusals(error)}
    blocks = {
        inputs.blocks.get(path, inputs.blocks[form.STATE]): why for path, why in reasons.items()
    }
    return FormMistakes({block: forms.error_text(_sentence(why)) for block, why in blocks.items()})


def _gap(inputs: WindowInput, entry: ChecklistEntry) -> GapTerms | None:
    """What was typed about the gap; None where the window did not ask, or nothing was changed."""
    if form.GAP not in inputs.blocks:
        return None
    side = inputs.text(form.GAP_SIDE)
    terms = GapTerms(
        inputs.text(form.GAP),
        Side(side) if side else None,
        inputs.text(form.GAP_ACTION),
        inputs.day(form.GAP_DUE),
    )
    return None if terms == GapTerms.of(entry.current) else terms


def _new_link(inputs: WindowInput) -> tuple[Proof, ...]:
    """The link that is new; files follow. Raises ValidationError."""
    link = inputs.text(form.LINK)
    return (Proof(name=link, expires=inputs.day(form.EXPIRES)),) if link else ()


def _unticked_evidence(inputs: WindowInput, entry: ChecklistEntry) -> Iterator[Proof]:
    """The evidence whose ticks were taken away."""
    ticks = inputs.values.get(form.KEPT)
    for place, proof in enumerate(entry.evidence[: forms.MOST_OPTIONS]):
        if ticks is not None and str(place) not in ticks:
            yield proof


def _why(error: ValidationError) -> str:
    return _sentence(field_refusals(error)[0].why)


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."
