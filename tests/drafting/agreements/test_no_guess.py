"""What nobody said stays open in a document: no field, table or contact fills it in by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from drafting.agreements.clauses.body import TABLES
from drafting.agreements.clauses.library import ClauseLibrary
from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.reviewing.open_fields import open_fields
from drafting.agreements.templates.shelf import TemplateShelf
from drafting.documents.composition import Composition, Run, Table
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of, is_unknown, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.record.people import FocalPoint
from tests.support.drafting.kinds import CONTRACT, KINDS, MOU, PHASE_OUT

SHELF = TemplateShelf(ClauseLibrary())
STANDING = FocalPoint.model_construct(
    name="Sample Coordinator", title="Coordinator", email="c@example.org", phone="UAN 111, ext 4"
)


def partner(**parts: Any) -> Partner:
    return Partner.model_validate(
        {"id": "p", "identity": {"legal_name": "Sample Society"}, **parts}
    )


def composed(
    kind: Any, office: Office, of: Partner, agreement: Agreement, *, every_clause: bool = False
) -> Composition:
    material = Material(of, agreement, office, 1, "2026-07-12", True, every_clause=every_clause)
    return compose(material, SHELF.template(kind), SHELF.library)


def bare_entry(field: Field) -> dict[str, Any]:
    """An entry of a repeated record of which only what it needs is known."""
    return {path: f"Sample {path}" for path, one in field.item.items() if one.required}


def bare_agreement() -> Agreement:
    """An agreement with one entry of each repeated record, and no answer to any question."""
    data: dict[str, Any] = {"key": "a"}
    for path, field in fields_of(Agreement).items():
        if field.kind == "records":
            *names, last = path.split(".")
            below = data
            for name in names:
                below = below.setdefault(name, {})
            below[last] = [bare_entry(field)]
    return Agreement.model_validate(data)


def tables(document: Composition) -> Iterator[Table]:
    for clause in document.clauses():
        yield from clause.tables
    for annex in document.annexes:
        yield from annex.tables


def runs_of(document: Composition, caption: str, row: int = 0) -> list[tuple[Run, ...]]:
    (table,) = [table for table in tables(document) if table.caption == caption]
    return list(table.rows[row])


def contact(recorded: dict[str, str], standing: FocalPoint = STANDING) -> dict[str, str]:
    """The coordinator as the contacts of a memorandum print them."""
    of = partner(people={"cip": {"partnership_coordinator": recorded}})
    document = composed(MOU, Office(coordinator=standing), of, Agreement(key="a"))
    row = next(
        row
        for table in tables(document)
        for row in table.rows
        if row[0][0].text == "CIP, Partnership Coordinator"
    )
    cells = ("".join(run.text for run in cell) for cell in row[1:])
    return dict(zip(("person", "email", "phone"), cells, strict=True))


def test_no_field_of_a_record_says_anything_by_itself() -> None:
    models: list[type[RecordModel]] = [Partner]
    models += [field.model for field in every_field() if field.model is not None]
    for model in models:
        needed: dict[str, Any] = {
            path: item_value(one) for path, one in fields_of(model).items() if one.required
        }
        if model is Partner:
            needed = {"id": "p", "identity": {"legal_name": "Sample"}}
        record = model.model_validate(needed)
        for path, field in fields_of(model).items():
            if not field.required and path != "sample":
                assert is_unknown(value_at(record, path)), f"{model.__name__}.{path}"


def every_field() -> Iterator[Field]:
    """Every field of a partner, and of all that repeats in it."""
    waiting = [*fields_of(Partner).values()]
    while waiting:
        field = waiting.pop()
        yield field
        waiting += field.item.values()


def item_value(field: Field) -> str:
    """A value that a required field takes."""
    if field.choices:
        return str(next(iter(field.choices)))
    return "2026-a" if field.kind == "key" else "Sample"


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_of_a_table_is_recorded_or_open(kind: Any) -> None:
    document = composed(kind, Office(), partner(), bare_agreement(), every_clause=True)
    for table in tables(document):
        for row in table.rows if not table.to_write_in else ():
            first, *cells = row
            for cell in cells:
                shown = [run for run in cell if run.text.strip()]
                assert shown, f"{table.caption}: {first[0].text} has a blank cell"
                for run in shown:
                    known = run.open_field or run.value_of
                    assert known, f"{table.caption}: nobody said ‘{run.text}’"


def test_every_table_is_looked_at() -> None:
    captions = {
        table.caption
        for kind in KINDS
        for table in tables(
            composed(kind, Office(), partner(), bare_agreement(), every_clause=True)
        )
    }
    # The account stands in no shipped clause as a table; two tables of gaps share a caption.
    assert len(captions) >= len(TABLES) - 2


def test_who_pays_and_who_reports_stay_open_until_somebody_says() -> None:
    line, report = {"description": "Teachers", "amount": "5"}, {"what": "Final report"}
    blank = {"key": "a", "money": {"budget": [line], "currency": "PKR"}, "reports": [report]}
    said = {
        "key": "a",
        "money": {"budget": [{**line, "paid_by": "CIP"}], "currency": "PKR"},
        "reports": [{**report, "by": "both"}],
    }
    for data, cells in ((blank, ("[Paid by]", "[Reported by]")), (said, ("CIP", "Both"))):
        document = composed(CONTRACT, Office(), partner(), Agreement.model_validate(data))
        pays, reports = runs_of(document, "Budget")[2], runs_of(document, "Reports")[1]
        assert (pays[0].text, reports[0].text) == cells
    open_paths = {field.field for field in open_fields(composed_blank(blank), "a")}
    assert {"agreement.money.budget[1].paid_by", "agreement.reports[1].by"} <= open_paths


def composed_blank(data: dict[str, Any]) -> Composition:
    return composed(CONTRACT, Office(), partner(), Agreement.model_validate(data))


def test_an_amount_of_a_table_without_its_currency_is_open() -> None:
    agreement = Agreement.model_validate(
        {"key": "a", "phase_out": {"final_transfers": [{"amount": "500"}]}}
    )
    document = composed(PHASE_OUT, Office(), partner(), agreement)
    amount = runs_of(document, "Final transfers")[3]
    assert [run.text for run in amount] == ["[Currency]", " 500.00"]


def test_the_settings_fill_in_what_the_record_leaves_out_of_the_same_person() -> None:
    filled = {
        "person": "Sample Coordinator, Coordinator",
        "email": "c@example.org",
        "phone": "UAN 111, ext 4",
    }
    assert contact({}) == filled
    assert contact({"name": "sample  coordinator"})["phone"] == "UAN 111, ext 4"
    assert contact({"email": "C@example.org"}) == filled | {"email": "C@example.org"}
    own = contact({"name": "Sample Coordinator", "phone": "0300 1234567"})
    assert (own["email"], own["phone"]) == ("c@example.org", "+92 300 1234567")


def test_of_somebody_else_nothing_is_taken_from_the_settings() -> None:
    other = contact({"name": "Another Person"})
    assert other == {
        "person": "Another Person",
        "email": "[Email of CIP’s Partnership Coordinator]",
        "phone": "[Phone of CIP’s Partnership Coordinator]",
    }
    unnamed = contact({"phone": "0300 1234567"})
    assert unnamed["person"] == "[Name of CIP’s Partnership Coordinator]"


def test_a_missing_phone_is_open_on_both_sides_and_names_its_setting() -> None:
    standing = FocalPoint(name="Sample Coordinator", email="c@example.org")
    assert contact({}, standing)["phone"] == "[Phone of CIP’s Partnership Coordinator]"
    of = partner(people={"focal_points": [{"name": "Sample Elder", "email": "none"}]})
    document = composed(MOU, Office(coordinator=standing), of, Agreement(key="a"))
    assert [cell[0].text for cell in runs_of(document, "Focal points")[1:]] == [
        "Sample Elder",
        "none",
        "[Phone of the Partner’s focal point]",
    ]
    cures = {field.field: field.cure for field in open_fields(document, "a")}
    path = "partner.people.cip.partnership_coordinator.phone"
    assert "`contacts.partnership_coordinator.phone`" in cures[path]
    assert cures["office.signatories[1].name"].endswith(
        "sets `office.signatories` in the settings."
    )


def test_two_people_without_an_email_are_not_one() -> None:
    recorded = FocalPoint(email="none", phone="0300 1234567")
    office = Office(coordinator=FocalPoint(name="Sample Coordinator", email="none"))
    assert office.contact("partnership_coordinator", recorded) == recorded


def test_a_partner_of_unknown_standing_is_not_said_to_be_registered() -> None:
    unknown = composed(MOU, Office(), partner(), Agreement(key="a"))
    registered = composed(
        MOU, Office(), partner(registration={"law": "trusts_1882"}), Agreement(key="a")
    )
    for document, words, others in (
        (unknown, "Its standing in law: [Law of registration]", "registered under"),
        (registered, "It is registered under the Trusts Act 1882.", "standing in law"),
    ):
        recitals = " ".join(paragraph.text for paragraph in document.recitals)
        assert words in recitals
        assert others not in recitals
