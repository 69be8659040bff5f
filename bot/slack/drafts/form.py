"""What the drafting windows ask, filled from the partner's file; and what is typed, back into it.

A block id names the record and the field, 'agreement.title' or 'partner.identity.address', as the
desk's open fields do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms
from bot.slack.blocks.escaping import in_order
from bot.slack.blocks.forms import FormQuestion, Option, Value
from bot.slack.drafts.form_view import NEW, DraftForm, DraftSelection, FillForm
from bot.slack.partners.choosing import mark_of
from bot.slack.partners.editing import (
    SOURCE,
    agreement_key,
    with_own_inputs,
    with_record,
)
from bot.slack.partners.form_mistakes import FormMistakes, mistakes_of
from bot.slack.partners.record_forms import (
    block_of,
    entry_of,
    form_value,
    merge_form,
    path_of,
    with_values,
)
from bot.slack.partners.record_words import plain
from bot.slack.partners.view import agreement_title
from drafting.agreements import DraftInfo, KindInfo, OpenField
from drafting.partners import PartnerFile, RelationshipStatus, StoredPartner, WrongDocument
from drafting.partners.record import (
    Agreement,
    Partner,
    RecordModel,
    fields_of,
    is_unknown,
    value_at,
)

OF_AGREEMENT = "agreement."
OF_PARTNER = "partner."
MOST_OPEN = 60  # fields in one window
# Of the partner, where the file does not know it yet.
NEEDED = (
    *("identity.partner_type", "identity.address", "registration.law", "registration.number"),
    *("people.head.name", "people.signatories", "people.focal_points"),
)
NEEDED_ALWAYS = "Also missing in the partner’s file"


@dataclass(frozen=True)
class TypedFacts:
    """What was written into the file before drafting."""

    partner: str
    agreement: str
    version: int


@dataclass(frozen=True)
class SaveConflict:
    """Somebody else changed these fields meanwhile, to what the sentence says; nothing is saved."""

    sentence: str


def form(
    file: PartnerFile, kinds: Sequence[KindInfo], chosen: DraftSelection, notice: str = ""
) -> DraftForm:
    """The window's contents for what is chosen on top. Raises DraftingError."""
    document = next((candidate for candidate in kinds if candidate.kind == chosen.kind), None)
    if document is None and kinds:
        document = kinds[0]
        notice = notice or _gone_notice(chosen.kind)
    kind = document.kind if document else ""
    if chosen.partner is None:
        return DraftForm(kinds, kind, notice=notice, kind_block=chosen.kind_block)
    record = file.read(chosen.partner.value)
    partner = record.partner
    agreement = partner.agreement(chosen.agreement)
    if agreement is None and not chosen.agreement and partner.agreements:
        agreement = _likely_agreement(partner, document)
    key = agreement.key if agreement else NEW
    mark = mark_of(partner.id, key, record.version)
    return DraftForm(
        kinds=kinds,
        kind=kind,
        partner=Option(partner.id, partner.name),
        agreements=[
            Option(candidate.key, _agreement_label(candidate)) for candidate in partner.agreements
        ],
        agreement=key,
        entries=_questions(partner, agreement or Agreement(key="new"), document, mark),
        version=record.version,
        notice=notice,
        kind_block=chosen.kind_block,
    )


def with_own_words(
    form: DraftForm, inputs: Mapping[str, Value], shown_values: Mapping[str, Value], notice: str
) -> DraftForm:
    """The form again, with what the person typed in it."""
    entries = [
        (head, with_own_inputs(questions, inputs, shown_values, form.version))
        for head, questions in form.entries
    ]
    return replace(form, entries=entries, notice=notice)


def with_offer(form: DraftForm, error: WrongDocument) -> DraftForm:
    """The form again, with the reason for another document, and an offer of that."""
    return replace(form, wrong=error)


def fill_form(
    file: PartnerFile, draft: DraftInfo, *, may_see_restricted_fields: bool
) -> tuple[FillForm, int]:
    """The window with what a draft left open, and the file's version. Raises DraftingError."""
    request = draft.request
    record = file.read(request.partner)
    agreement = record.partner.agreement(request.agreement)
    records: dict[str, RecordModel] = {OF_PARTNER: record.partner}
    if agreement is not None:
        records[OF_AGREEMENT] = agreement
    entries: dict[str, FormQuestion] = {}
    elsewhere: dict[tuple[str, str], None] = {}
    for open_field in draft.review.open_fields:
        place = _place(open_field, records, may_see_restricted_fields=may_see_restricted_fields)
        if place is None or len(entries) >= MOST_OPEN:
            elsewhere[(open_field.title, open_field.cure)] = None
        else:
            under, path = place
            entries.setdefault(f"{under}{path}", _question(records[under], under, path, ""))
    title = agreement_title(agreement) if agreement else request.agreement
    of = f"{in_order(record.partner.name)} · {title}"
    return FillForm(of, list(entries.values()), tuple(elsewhere)), record.version


def save_facts(
    file: PartnerFile,
    about: TypedFacts,
    inputs: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    *,
    by: str,
) -> TypedFacts | FormMistakes | SaveConflict:
    """Writes what was typed into the partner's file; an agreement without a key is a new one.

    Raises DraftingError.
    """
    key = about.agreement

    def partner_with_facts(record: StoredPartner) -> Partner | FormMistakes | SaveConflict:
        nonlocal key
        key = key or agreement_key(_values(inputs, OF_AGREEMENT), record.partner)
        return _with_facts(record, key, inputs, shown_values, version=about.version)

    outcome: StoredPartner | FormMistakes | SaveConflict = file.change(
        about.partner, partner_with_facts, by=by, source=SOURCE
    )
    return (
        TypedFacts(about.partner, key, outcome.version)
        if isinstance(outcome, StoredPartner)
        else outcome
    )


def _with_facts(
    file_record: StoredPartner,
    key: str,
    inputs: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    *,
    version: int,
) -> Partner | FormMistakes | SaveConflict:
    """The partner with what was typed in it."""
    partner = file_record.partner
    agreement = partner.agreement(key) or Agreement(key=key)
    is_current = file_record.version == version or partner.agreement(key) is None
    conflicts: list[str] = []
    mistakes: dict[str, str] = {}
    for under, record in ((OF_PARTNER, partner), (OF_AGREEMENT, agreement)):
        becomes = merge_form(
            record, _under(inputs, under), _under(shown_values, under), is_current=is_current
        )
        conflicts += _describe_conflicts(record, becomes.conflicts)
        try:
            new_record = with_values(record, becomes.values)
            partner = with_record(partner, new_record)
        except ValidationError as error:
            mistakes |= mistakes_of(error, inputs, under).errors
    if mistakes:
        return FormMistakes(mistakes)
    if conflicts:
        return SaveConflict(prompts.fill("replies/changed-meanwhile", fields="; ".join(conflicts)))
    return partner


def _describe_conflicts(record: RecordModel, paths: Iterable[str]) -> list[str]:
    fields = fields_of(type(record))
    values = ((fields[path], value_at(record, path)) for path in paths)
    return [
        f"{field.label}: “{forms.in_short(form_value(field, value))}”" for field, value in values
    ]


def _under(values: Mapping[str, Value], under: str) -> dict[str, Value]:
    """The values of one record, by the record's own block ids."""
    return {
        block.removeprefix(under): value
        for block, value in values.items()
        if block.startswith(under)
    }


def _values(inputs: Mapping[str, Value], under: str) -> dict[str, Value]:
    return {path_of(block): value for block, value in _under(inputs, under).items()}


def _gone_notice(kind: str) -> str:
    """The notice that a kind of document no longer exists; '' for no kind."""
    return prompts.fill("replies/document-gone", document=kind) if kind else ""


def _likely_agreement(partner: Partner, document: KindInfo | None) -> Agreement | None:
    """The likeliest agreement: the last that fits the document, else the last."""
    alive = [
        agreement
        for agreement in partner.agreements
        if agreement.status is not RelationshipStatus.ENDED
    ]
    fitting = [agreement for agreement in alive if document and document.fits(agreement)]
    return next(iter([*fitting[::-1], *alive[::-1]]), None)


def _agreement_label(agreement: Agreement) -> str:
    status = plain(agreement.status)
    return (
        f"{agreement_title(agreement)} ({status.lower()})" if status else agreement_title(agreement)
    )


def _questions(
    partner: Partner, agreement: Agreement, document: KindInfo | None, mark: str
) -> list[tuple[str, Sequence[FormQuestion]]]:
    parts = [
        (group.heading, [_question(agreement, OF_AGREEMENT, path, mark) for path in group.fields])
        for group in (document.asks if document else ())
    ]
    missing = [path for path in NEEDED if is_unknown(value_at(partner, path))]
    return [
        *parts,
        (NEEDED_ALWAYS, [_question(partner, OF_PARTNER, path, mark) for path in missing]),
    ]


def _question(record: RecordModel, under: str, path: str, mark: str) -> FormQuestion:
    field = fields_of(type(record))[path]
    question = entry_of(field, value_at(record, path), block_of(f"{under}{path}", mark))
    return replace(question, optional=True)


def _place(
    open_field: OpenField, records: Mapping[str, RecordModel], *, may_see_restricted_fields: bool
) -> tuple[str, str] | None:
    """The record and the field where an open field is filled in; None where it is not here."""
    for under, record in records.items():
        if open_field.field.startswith(under):
            path = _longest_field(
                record, re.sub(r"\[[^\]]*\]", "", open_field.field.removeprefix(under))
            )
            field = fields_of(type(record)).get(path)
            if field is None or (field.restricted and not may_see_restricted_fields):
                return None
            inside = field.kind == "records" and open_field.restricted
            return None if inside else (under, path)
    return None


def _longest_field(record: RecordModel, path: str) -> str:
    """The longest start of `path` that is a field: an entry of a list is filled in in the list."""
    steps = path.split(".")
    paths = [".".join(steps[: end + 1]) for end in range(len(steps))]
    return next(
        (candidate for candidate in reversed(paths) if candidate in fields_of(type(record))), ""
    )
