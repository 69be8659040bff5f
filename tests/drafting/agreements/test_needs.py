"""What a document asks for is what composing it reads: no more is needed, and no less."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from drafting.agreements import ClauseLibrary, TemplateShelf
from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.composing.needs import FieldUse, document_needs
from drafting.documents import DocumentKind
from drafting.documents.composition import Composition
from drafting.partners import Office
from drafting.partners.record import Agreement, Partner, RecordModel, fields_of, with_values
from drafting.partners.samples import sample_partners

SHELF = TemplateShelf(ClauseLibrary())
ALWAYS = {"partner.id", "partner.sample", "partner.agreements", "agreement.key"}


def needs(kind: DocumentKind) -> Mapping[str, FieldUse]:
    return document_needs(SHELF.template(kind), SHELF.library)


def composed(partner: Partner, agreement: Agreement, kind: DocumentKind) -> Composition:
    material = Material(partner, agreement, Office(), 1, "2026-01-01", may_see_restricted=True)
    return compose(material, SHELF.template(kind), SHELF.library)


def stripped(record: RecordModel, root: str, asked: set[str]) -> dict[str, Any]:
    """The record's data with the fields alone that are asked for."""
    data: dict[str, Any] = {}
    for path, field in fields_of(type(record)).items():
        value: Any = record
        for name in path.split("."):
            value = getattr(value, name)
        full = f"{root}.{path}"
        if field.kind == "records" and field.model is not Agreement:
            value = (
                [_entry(entry, full, asked) for entry in value] if _is_asked(full, asked) else ()
            )
        elif full not in asked and not field.required:
            continue
        _put(data, path, value)
    return data


def _is_asked(full: str, asked: set[str]) -> bool:
    return any(path == full or path.startswith(f"{full}.") for path in asked)


def _entry(entry: RecordModel, full: str, asked: set[str]) -> dict[str, Any]:
    return {
        path: getattr(entry, path)
        for path, field in fields_of(type(entry)).items()
        if field.required or f"{full}.{path}" in asked
    }


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        data = data.setdefault(name, {})
    data[last] = value


@pytest.mark.parametrize("kind", SHELF.kinds())
def test_a_record_of_what_is_asked_for_alone_gives_the_same_document(kind: DocumentKind) -> None:
    asked = set(needs(kind)) | ALWAYS
    count = 0
    for partner in sample_partners():
        for typed in partner.agreements:
            agreement = with_values(typed)  # a text may refer to any field, asked for or not
            data = stripped(partner, "partner", asked)
            own = Agreement.model_validate(stripped(agreement, "agreement", asked))
            bare = Partner.model_validate({**data, "agreements": [own]})
            assert composed(bare, own, kind) == composed(partner, agreement, kind)
            count += 1
    assert count > len(sample_partners())


@pytest.mark.parametrize("kind", SHELF.kinds())
def test_every_field_that_is_asked_for_has_its_reason(kind: DocumentKind) -> None:
    for path, use in needs(kind).items():
        assert use.why.startswith(("For ", "Decides about ")), path
        assert use.why.endswith("."), path


def test_a_note_asks_for_no_money_and_a_contract_for_each_column_of_its_budget() -> None:
    assert not [path for path in needs(DocumentKind("note")) if "money.budget" in path]
    contract = needs(DocumentKind("contract"))
    assert contract["agreement.money.budget.paid_by"].why == "For annex ‘Budget’."
    assert "Decides about clause ‘Sub-partners’." in contract["agreement.sub_partners"].why
