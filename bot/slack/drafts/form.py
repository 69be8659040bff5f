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
from bot.slack.blocks.forms import FormQuestion, Option, Value
from bot.slack.drafts.form_view import NEW, DraftForm, DraftSelection, FillForm
from bot.slack.partners.choosing import mark_of
from bot.slack.partners.editing import (
    SOURCE,
    agreement_key,
    own_words,
    with_record,
)
from bot.slack.partners.form_mistakes import Wrong, wrong
from bot.slack.partners.record_forms import (
    block_of,
    changed,
    entry_of,
    form_value,
    merged,
    path_of,
)
from bot.slack.partners.record_words import plain
from bot.slack.partners.view import called
from drafting.agreements import DraftInfo, KindInfo, OpenField
from drafting.partners import PartnerFile, RelationshipStatus, Stored, WrongDocument
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
    file: PartnerFile, kinds: Sequence[KindInfo], chosen: DraftSelection, said: str = ""
) -> DraftForm:
    """The window's contents for what is chosen on top. Raises DraftingError."""
    document = next((one for one in kinds if one.kind == chosen.kind), None)
    if document is None and kinds:
        document = kinds[0]
        said = said or _gone(chosen.kind)
    kind = document.kind if document else ""
    if chosen.partner is None:
        return DraftForm(kinds, kind, said=said, kind_block=chosen.kind_block)
    stored = file.read(chosen.partner.value)
    partner = stored.partner
    agreement = partner.agreement(chosen.agreement)
    if agreement is None and not chosen.agreement and partner.agreements:
        agreement = _likely(partner, document)
    key = agreement.key if agreement else NEW
    mark = mark_of(partner.id, key, stored.version)
    return DraftForm(
        kinds=kinds,
        kind=kind,
        partner=Option(partner.id, partner.name),
        agreements=[Option(one.key, _listed(one)) for one in partner.agreements],
        agreement=key,
        entries=_asked(partner, agreement or Agreement(key="new"), document, mark),
        version=stored.version,
        said=said,
        kind_block=chosen.kind_block,
    )


def with_own_words(
    made: DraftForm, typed: Mapping[str, Value], shown: Mapping[str, Value], said: str
) -> DraftForm:
    """The window once more, with what the person typed in it."""
    entries = [(head, own_words(some, typed, shown, made.version)) for head, some in made.entries]
    return replace(made, entries=entries, said=said)


def with_offer(made: DraftForm, error: WrongDocument) -> DraftForm:
    """The window once more: why it is another document, and the way on."""
    return replace(made, wrong=error)


def fill_form(
    file: PartnerFile, draft: DraftInfo, *, sees_restricted: bool
) -> tuple[FillForm, int]:
    """The window with what a draft left open, and the file's version. Raises DraftingError."""
    request = draft.request
    stored = file.read(request.partner)
    agreement = stored.partner.agreement(request.agreement)
    records: dict[str, RecordModel] = {OF_PARTNER: stored.partner}
    if agreement is not None:
        records[OF_AGREEMENT] = agreement
    entries: dict[str, FormQuestion] = {}
    elsewhere: dict[tuple[str, str], None] = {}
    for one in draft.review.open_fields:
        place = _place(one, records, sees_restricted=sees_restricted)
        if place is None or len(entries) >= MOST_OPEN:
            elsewhere[(one.title, one.cure)] = None
        else:
            under, path = place
            entries.setdefault(f"{under}{path}", _entry(records[under], under, path, ""))
    of = f"{stored.partner.name} · {called(agreement) if agreement else request.agreement}"
    return FillForm(of, list(entries.values()), tuple(elsewhere)), stored.version


def save_facts(
    file: PartnerFile,
    about: TypedFacts,
    typed: Mapping[str, Value],
    shown: Mapping[str, Value],
    *,
    by: str,
) -> TypedFacts | Wrong | SaveConflict:
    """Writes what was typed into the partner's file; an agreement without a key is a new one.

    Raises DraftingError.
    """
    key = about.agreement

    def filled_in(stored: Stored) -> Partner | Wrong | SaveConflict:
        nonlocal key
        key = key or agreement_key(_values(typed, OF_AGREEMENT), stored.partner)
        return _with_facts(stored, key, typed, shown, version=about.version)

    outcome: Stored | Wrong | SaveConflict = file.change(
        about.partner, filled_in, by=by, source=SOURCE
    )
    return (
        TypedFacts(about.partner, key, outcome.version) if isinstance(outcome, Stored) else outcome
    )


def _with_facts(
    stored: Stored,
    key: str,
    typed: Mapping[str, Value],
    shown: Mapping[str, Value],
    *,
    version: int,
) -> Partner | Wrong | SaveConflict:
    """The partner with what was typed in it."""
    partner = stored.partner
    one = partner.agreement(key) or Agreement(key=key)
    unchanged = stored.version == version or partner.agreement(key) is None
    said: list[str] = []
    mistakes: dict[str, str] = {}
    for under, record in ((OF_PARTNER, partner), (OF_AGREEMENT, one)):
        becomes = merged(record, _under(typed, under), _under(shown, under), unchanged=unchanged)
        said += _theirs(record, becomes.conflicts)
        try:
            made = changed(record, becomes.values)
            partner = with_record(partner, made)
        except ValidationError as error:
            mistakes |= wrong(error, typed, under).errors
    if mistakes:
        return Wrong(mistakes)
    if said:
        return SaveConflict(prompts.fill("replies/changed-meanwhile", fields="; ".join(said)))
    return partner


def _theirs(record: RecordModel, paths: Iterable[str]) -> list[str]:
    known = fields_of(type(record))
    return [
        f"{known[path].label}: “{forms.in_short(form_value(known[path], value_at(record, path)))}”"
        for path in paths
    ]


def _under(values: Mapping[str, Value], under: str) -> dict[str, Value]:
    """The values of one record, by the record's own block ids."""
    return {
        block.removeprefix(under): value
        for block, value in values.items()
        if block.startswith(under)
    }


def _values(typed: Mapping[str, Value], under: str) -> dict[str, Value]:
    return {path_of(block): value for block, value in _under(typed, under).items()}


def _gone(kind: str) -> str:
    """What is said where the document that was meant is none any more; '' where none was meant."""
    return prompts.fill("replies/document-gone", document=kind) if kind else ""


def _likely(partner: Partner, document: KindInfo | None) -> Agreement | None:
    """The agreement that is most likely meant: the last that fits the document, else the last."""
    alive = [one for one in partner.agreements if one.status is not RelationshipStatus.ENDED]
    fitting = [one for one in alive if document and document.fits(one)]
    return next(iter([*fitting[::-1], *alive[::-1]]), None)


def _listed(one: Agreement) -> str:
    status = plain(one.status)
    return f"{called(one)} ({status.lower()})" if status else called(one)


def _asked(
    partner: Partner, agreement: Agreement, document: KindInfo | None, mark: str
) -> list[tuple[str, Sequence[FormQuestion]]]:
    parts = [
        (group.heading, [_entry(agreement, OF_AGREEMENT, path, mark) for path in group.fields])
        for group in (document.asks if document else ())
    ]
    missing = [path for path in NEEDED if is_unknown(value_at(partner, path))]
    return [*parts, (NEEDED_ALWAYS, [_entry(partner, OF_PARTNER, path, mark) for path in missing])]


def _entry(record: RecordModel, under: str, path: str, mark: str) -> FormQuestion:
    field = fields_of(type(record))[path]
    made = entry_of(field, value_at(record, path), block_of(f"{under}{path}", mark))
    return replace(made, optional=True)


def _place(
    one: OpenField, records: Mapping[str, RecordModel], *, sees_restricted: bool
) -> tuple[str, str] | None:
    """The record and the field where an open field is filled in; None where it is not here."""
    for under, record in records.items():
        if one.field.startswith(under):
            path = _known(record, re.sub(r"\[[^\]]*\]", "", one.field.removeprefix(under)))
            field = fields_of(type(record)).get(path)
            if field is None or (field.restricted and not sees_restricted):
                return None
            inside = field.kind == "records" and one.restricted
            return None if inside else (under, path)
    return None


def _known(record: RecordModel, path: str) -> str:
    """The longest beginning of `path` that is a field: an entry of a list is filled in the list."""
    steps = path.split(".")
    paths = [".".join(steps[: end + 1]) for end in range(len(steps))]
    return next((one for one in reversed(paths) if one in fields_of(type(record))), "")
