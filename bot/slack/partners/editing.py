"""Changing partners' files by forms: the questions, and what is saved of the inputs.

A form may have been open for a long time. Only what the person changed is written, into the file
as it is now; where somebody else changed the same field meanwhile, nothing is saved and the person
decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.forms import FormQuestion, InputKind, Option, Value
from bot.slack.partners import record_parts
from bot.slack.partners.cnic_forms import CNIC, cnic_entries, with_cnics
from bot.slack.partners.form_mistakes import FormMistakes, mistakes_of
from bot.slack.partners.form_view import PartForm
from bot.slack.partners.record_forms import (
    MINE,
    block_of,
    entries,
    form_value,
    holds_own_words,
    merge_form,
    path_of,
    with_values,
)
from bot.slack.partners.record_parts import RecordPart
from bot.slack.partners.view import agreement_title
from drafting.partners import PartnerChanged, PartnerFile, StoredPartner
from drafting.partners.record import Agreement, Partner, RecordModel, fields_of, value_at

R = TypeVar("R", bound=RecordModel)
SOURCE = "Slack"
LONGEST_KEY = 50
LEGAL_NAME = "identity.legal_name"
SAME_NAME, ANOTHER = "same_name", "another"  # whether it is the partner of the same name


@dataclass(frozen=True)
class SavedPartner:
    """What was saved."""

    partner: str
    agreement: str = ""


Outcome = SavedPartner | FormMistakes | PartForm


def new_partner_form(name: str = "") -> PartForm:
    """The form of a partner that has no file yet, with the name that was typed."""
    blank = Partner.model_construct(identity=_no_identity(name), **_defaults(Partner))
    part = record_parts.NEW_PARTNER
    return PartForm(part, "", entries(blank, part), names.PartnerRef(part=part.name))


def part_form(file: PartnerFile, spot: names.PartnerRef) -> PartForm:
    """The form of one part, holding what is recorded. Raises DraftingError."""
    return _form_of(file.read(spot.partner), spot)


def _form_of(current: StoredPartner, spot: names.PartnerRef) -> PartForm:
    record, part, of = _target(current.partner, spot)
    questions = entries(record, part, restricted=part is record_parts.ACCOUNT)
    if part is record_parts.ACCOUNT:
        questions += cnic_entries(current.partner)
    return PartForm(part, of, questions, spot._replace(version=current.version))


def save_part(
    file: PartnerFile, spot: names.PartnerRef, view: Mapping[str, Any], *, by: str
) -> Outcome:
    """Saves what was changed in one part's window. Raises DraftingError."""
    inputs, shown_values = _inputs(view)

    def attempt(current: StoredPartner) -> Partner | FormMistakes | PartForm:
        record, part, _ = _target(current.partner, spot)
        plain = {block: value for block, value in inputs.items() if path_of(block) != CNIC}
        result = _changed_record(
            record, part, plain, shown_values, is_current=current.version == spot.version
        )
        if isinstance(result, tuple):
            return _conflict_form(spot, current, inputs, shown_values, result)
        if isinstance(result, FormMistakes):
            return result
        partner = with_record(current.partner, result)
        cnics = {block: value for block, value in inputs.items() if path_of(block) == CNIC}
        return with_cnics(partner, cnics, shown_values, view)

    return _save_change(file, spot.partner, attempt, by, spot.agreement)


def add_partner(
    file: PartnerFile, view: Mapping[str, Any], *, by: str, form: PartForm | None = None
) -> Outcome:
    """Adds the partner of the form, unless there is one of the same name already.

    `form` is as it was opened, where it asked for more. Of one whose name is the same but for its
    writing, the form comes again and asks which it is.
    """
    inputs, _ = _inputs(view)
    values = {path_of(block): value for block, value in inputs.items()}
    name, is_another = str(values.get(LEGAL_NAME, "")), values.pop(SAME_NAME, "") == ANOTHER
    if namesake := file.namesake(name):
        sentence = prompts.fill("replies/partner-there", name=namesake)
        block = next(block for block in inputs if path_of(block) == LEGAL_NAME)
        return FormMistakes({block: forms.error_text(sentence)})
    try:
        blank = Partner.model_validate(
            {"id": _free_id(file, name), "identity": {"legal_name": name}}
        )
        partner = with_values(blank, values)
    except ValidationError as error:
        return mistakes_of(error, inputs)
    alike = [] if is_another else file.namesakes_of(partner)
    if alike:
        return _same_name_form(form or new_partner_form(name), inputs, alike[0].legal_name)
    file.save(partner, by=by, source=SOURCE, expected_version=0)
    return SavedPartner(partner.id)


def _same_name_form(form: PartForm, inputs: Mapping[str, Value], other: str) -> PartForm:
    """The form again, with what was typed, and the question whether it is the `other` one."""
    choice = FormQuestion(
        SAME_NAME,
        "Is it another organisation?",
        InputKind.CHOICE,
        options=(Option(ANOTHER, "Yes: add it beside that one"),),
    )
    sentence = prompts.fill("replies/partner-alike", name=other)
    own = with_own_inputs(form.entries, inputs, {}, 1)
    return replace(form, entries=[choice, *own], notice=sentence)


def add_agreement(
    file: PartnerFile, spot: names.PartnerRef, view: Mapping[str, Any], *, by: str
) -> Outcome:
    """Adds an agreement to the partner's file. Raises DraftingError."""
    inputs, _ = _inputs(view)
    values = {path_of(block): value for block, value in inputs.items()}
    key = ""

    def attempt(current: StoredPartner) -> Partner | FormMistakes | PartForm:
        nonlocal key
        key = agreement_key(values, current.partner)
        try:
            return with_agreement(current.partner, with_values(Agreement(key=key), values))
        except ValidationError as error:
            return mistakes_of(error, inputs)

    outcome = _save_change(file, spot.partner, attempt, by, "")
    return replace(outcome, agreement=key) if isinstance(outcome, SavedPartner) else outcome


def agreement_key(values: Mapping[str, Value], partner: Partner) -> str:
    """A key for a new agreement: its year and its title."""
    year = str(values.get("start") or "")[:4]
    existing = {agreement.key for agreement in partner.agreements}
    return key_from(f"{year} {values.get('title') or 'agreement'}", existing, "agreement")


def key_from(text: str, existing: Iterable[str], otherwise: str) -> str:
    """`text` as an id that is not among the `existing`: small letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_KEY].strip("-") or otherwise
    used, number, base = set(existing), 2, key
    while key in used:
        key, number = f"{base}-{number}", number + 1
    return key


def with_record(partner: Partner, record: RecordModel) -> Partner:
    """The partner with that record, its own or one agreement's, in place of the earlier one."""
    if isinstance(record, Agreement):
        return with_agreement(partner, record)
    assert isinstance(record, Partner)
    return record


def with_agreement(partner: Partner, agreement: Agreement) -> Partner:
    """The partner with that agreement, new or in its place. Raises pydantic's ValidationError."""
    agreements = [
        earlier if earlier.key != agreement.key else agreement for earlier in partner.agreements
    ]
    new = [] if partner.agreement(agreement.key) else [agreement]
    data = {**partner.model_dump(), "agreements": [a.model_dump() for a in (*agreements, *new)]}
    return Partner.model_validate(data)


def _target(partner: Partner, spot: names.PartnerRef) -> tuple[RecordModel, RecordPart, str]:
    """The record that a window changes, its part, and its title."""
    if spot.part == record_parts.NEW_AGREEMENT.name and not spot.agreement:
        return Agreement(key="new"), record_parts.NEW_AGREEMENT, partner.name
    if not spot.agreement:
        return partner, record_parts.BY_NAME[spot.part], partner.name
    agreement = partner.agreement(spot.agreement)
    if agreement is None:
        raise PartnerChanged(prompts.load("replies/agreement-gone").text)
    return (
        agreement,
        record_parts.OF_AGREEMENT_BY_NAME[spot.part],
        f"{partner.name} · {agreement_title(agreement)}",
    )


def _changed_record(
    record: R,
    part: RecordPart,
    inputs: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    *,
    is_current: bool,
) -> R | FormMistakes | tuple[str, ...]:
    """The changed record; or its mistakes; or the fields that somebody else changed."""
    part_inputs = {block: value for block, value in inputs.items() if path_of(block) in part.fields}
    becomes = merge_form(record, part_inputs, shown_values, is_current=is_current)
    if becomes.conflicts:
        return becomes.conflicts
    try:
        return with_values(record, becomes.values)
    except ValidationError as error:
        return mistakes_of(error, inputs)


def _save_change(
    file: PartnerFile,
    partner_id: str,
    attempt: Callable[[StoredPartner], Partner | FormMistakes | PartForm],
    by: str,
    agreement: str,
) -> Outcome:
    outcome: StoredPartner | FormMistakes | PartForm = file.change(
        partner_id, attempt, by=by, source=SOURCE
    )
    return SavedPartner(partner_id, agreement) if isinstance(outcome, StoredPartner) else outcome


def _conflict_form(
    spot: names.PartnerRef,
    current: StoredPartner,
    inputs: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    conflicts: Sequence[str],
) -> PartForm:
    """The form again: the person's own words, and above them what others wrote meanwhile."""
    form = _form_of(current, spot)
    record, _, _ = _target(current.partner, spot)
    fields = fields_of(type(record))
    values = {path: form_value(fields[path], value_at(record, path)) for path in conflicts}
    conflict_lines = [
        f"{fields[path].label}: “{forms.in_short(value)}”" for path, value in values.items()
    ]
    sentence = prompts.fill("replies/changed-meanwhile", fields="; ".join(conflict_lines))
    return replace(
        form,
        entries=with_own_inputs(form.entries, inputs, shown_values, current.version),
        notice=sentence,
    )


def with_own_inputs(
    entries: Iterable[FormQuestion],
    inputs: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    version: int,
) -> list[FormQuestion]:
    """The entries with what the person typed; new block ids, so that Slack shows these values."""
    by_path = {path_of(block): block for block in inputs if path_of(block) != CNIC}
    again = []
    for entry in entries:
        path = path_of(entry.block)
        block = by_path.get(path, entry.block)
        keeps_input = block in inputs and (
            inputs[block] != shown_values.get(block, "") or holds_own_words(block)
        )
        mark = f"{MINE if keeps_input else ''}{version}"
        own = entry.block if path == CNIC else block_of(path, mark)
        again.append(replace(entry, block=own, value=inputs[block] if keeps_input else entry.value))
    return again


def _inputs(view: Mapping[str, Any]) -> tuple[dict[str, Value], dict[str, Value]]:
    """The inputs of a window, and their values when it was opened."""
    return forms.typed_values(view["state"]["values"]), forms.initial_values(view["blocks"])


def _free_id(file: PartnerFile, name: str) -> str:
    """An id for a new partner of that name."""
    taken: list[str] = []
    while file.has(partner_id := key_from(name, taken, "partner")):
        taken.append(partner_id)
    return partner_id


def _defaults(model: type[RecordModel]) -> dict[str, Any]:
    optional = {
        name: field for name, field in model.model_fields.items() if not field.is_required()
    }
    return {name: field.get_default() for name, field in optional.items()}


def _no_identity(name: str) -> Any:
    identity = Partner.model_fields["identity"].annotation
    assert isinstance(identity, type) and issubclass(identity, RecordModel)
    return identity.model_construct(legal_name=name, **_defaults(identity))
