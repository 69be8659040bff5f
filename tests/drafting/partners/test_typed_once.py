"""A fact is typed once: an agreement's own words refer to its fields by placeholders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from openpyxl import load_workbook

from bot.slack.partners.record_words import agreement_part
from drafting.partners import export_partners, plan_import
from drafting.partners.errors import BadRecord
from drafting.partners.record import Agreement
from drafting.partners.tables import VERSIONS
from tests.support.drafting.desk import (
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    paragraphs_of,
    sample,
    words_of,
)
from tests.support.drafting.kinds import CONTRACT, PHASE_OUT

GRANT = "A grant of {amount} in {tranches}, from {start} to {end} ({duration})"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path) as room:
        yield room


def schools(*changes: tuple[str, Any]) -> Agreement:
    """The sample contract with changed fields."""
    partner = sample()
    for path, value in changes:
        partner = changed(partner, path, value, SCHOOLS)
    agreement = partner.agreement(SCHOOLS)
    assert agreement is not None
    return agreement


def file_with(folder: Path, contribution: str, **agreement: Any) -> Path:
    """A .yaml file that changes the sample contract."""
    entry = {"key": SCHOOLS, "cip_contributions": [contribution], **agreement}
    file = folder / "partners.yaml"
    file.write_text(yaml.dump({"id": ROSHNI, "agreements": [entry]}), encoding="utf-8")
    return file


def test_a_document_shows_the_value_wherever_the_text_refers_to_it(room: Room) -> None:
    room.save(changed(sample(), "cip_contributions", [GRANT], SCHOOLS))
    words = words_of(room.desk.draft(asked(kind=CONTRACT)).clean)
    for value in ("PKR 7,500,000.00", "three tranches", "31 December 2027", "22 months"):
        assert value in words
    assert "{" not in "".join(
        paragraph for paragraph in words.split("<w:t") if "grant" in paragraph
    )


def test_a_changed_amount_changes_the_text_and_no_figure_contradicts_it(room: Room) -> None:
    room.save(changed(sample(), "money.amount", "8000000", SCHOOLS))
    draft = room.desk.draft(asked(kind=CONTRACT))
    assert "PKR 8,000,000.00" in words_of(draft.clean)
    assert "sum-in-text" not in {finding.code for finding in draft.review.findings()}


def test_what_is_not_known_stays_open_in_the_text(room: Room) -> None:
    partner = changed(sample(), "cip_contributions", [GRANT], SCHOOLS)
    room.save(changed(partner, "end", None, SCHOOLS))
    review = room.desk.review(asked(kind=CONTRACT))
    (end,) = [field for field in review.open_fields if field.field == "agreement.end"]
    assert any("clause" in where for where in end.where)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{ Amount }", "PKR 7,500,000.00"),
        ("{{ amount }}", "PKR 7,500,000.00"),
        ("{tranche 2} and {tranche_3}", "PKR 3,000,000.00 and PKR 2,000,000.00"),
        ("{tranche_9}", "[Amount of tranche 9]"),
        ("{partner_contribution}", "PKR 500,000.00"),
        ("{donor}: {donor_amount}", "Invented Schools Fund (sample): EUR 25,000.00"),
        ("{still_to_pay}", "[Final transfers]"),
        ("{{ clause visibility }} {1} {}", "{{ clause visibility }} {1} {}"),
    ],
)
def test_a_card_shows_the_values(text: str, shown: str) -> None:
    card = agreement_part(schools(("cip_contributions", [text])), "roles")
    assert f"CIP contributes: {shown}" in card


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("Funds of {amont}", "'{amont}' stands for nothing; did you mean '{amount}'?"),
        ("Funds of {{ budget }}", "leave the braces out, or write one of {amount}, {start}"),
    ],
)
def test_an_unknown_placeholder_is_refused_where_it_is_typed(
    room: Room, tmp_path: Path, text: str, cure: str
) -> None:
    (problem,) = plan_import(file_with(tmp_path, text), room.partners).problems
    assert cure in problem.why


@pytest.mark.parametrize("value", ["{amount}", "{amount} for centres"])
def test_yaml_that_takes_the_brace_for_its_own_is_told_to_quote_it(
    room: Room, tmp_path: Path, value: str
) -> None:
    file = file_with(tmp_path, "HERE")
    file.write_text(file.read_text(encoding="utf-8").replace("HERE", value), encoding="utf-8")
    try:
        (problem,) = plan_import(file, room.partners).problems
        why = problem.why
    except BadRecord as error:
        why = str(error)
    assert "in quotation marks" in why


@pytest.mark.parametrize(
    "agreement", [{"title": "Schools for {amount}"}, {"money": {"donor": "{amount} fund"}}]
)
def test_a_name_is_written_out(room: Room, tmp_path: Path, agreement: dict[str, Any]) -> None:
    plan = plan_import(file_with(tmp_path, "Funds", **agreement), room.partners)
    assert [problem.why for problem in plan.problems] == [
        "'{amount}' cannot stand for its value here; write it out"
    ]


def test_a_preview_shows_values_and_the_record_keeps_what_was_typed(
    room: Room, tmp_path: Path
) -> None:
    file = file_with(tmp_path, "A grant of {amount}", money={"amount": 8_000_000})
    plan = plan_import(file, room.partners)
    ((change,),) = [
        [change for change in planned.changes if change.path.endswith("cip_contributions")]
        for planned in plan.changed
    ]
    assert change.before.startswith("Funds of PKR 7,500,000.00")
    assert change.after == "A grant of PKR 8,000,000.00"
    (planned,) = plan.changed
    assert planned.partner.agreements[0].cip_contributions == ("A grant of {amount}",)


def test_exports_keep_what_was_typed(tmp_path: Path) -> None:
    book, text = tmp_path / "partners.xlsx", tmp_path / "partners.yaml"
    for file in (book, text):
        export_partners([sample()], file, may_see_restricted_fields=False)
    rows = load_workbook(book)["Agreements"].iter_rows(values_only=True)
    assert any("Funds of {amount}" in str(cell) for row in rows for cell in row)
    (record,) = yaml.safe_load(text.read_text(encoding="utf-8"))["partners"]
    assert record["agreements"][0]["cip_contributions"][0].startswith("Funds of {amount}")


def test_a_record_of_before_with_braces_of_its_own_is_still_read(room: Room) -> None:
    with room.database.write() as connection:
        this = sa.and_(VERSIONS.c.partner == ROSHNI, VERSIONS.c.version == 1)
        record = connection.execute(sa.select(VERSIONS.c.record).where(this)).scalar_one()
        record = json.loads(json.dumps(record).replace("Funds of {amount}", "Funds {see_annex}"))
        connection.execute(VERSIONS.update().where(this).values(record=record))
    assert not room.partners.unreadable()
    (contribution, _) = room.partners.get(ROSHNI).agreements[0].cip_contributions
    assert contribution.startswith("Funds {see_annex}")
    assert "Funds {see_annex}" in words_of(room.desk.draft(asked(kind=CONTRACT)).clean)


def test_a_phase_out_plan_names_what_is_still_to_be_paid_once(room: Room) -> None:
    draft = room.desk.draft(asked("sample-sailab", PHASE_OUT, "2026-flood-shelter"))
    paragraphs = paragraphs_of(draft.clean)
    assert any("Of the funds, PKR 3,000,000.00 is still to be paid" in text for text in paragraphs)
    assert not [text for text in paragraphs if "9,000,000" in text and "still" in text]
    assert "Funds of PKR 9,000,000.00" in paragraphs


def test_a_plan_without_final_transfers_leaves_their_sum_open_once(room: Room) -> None:
    plan = asked("sample-sailab", PHASE_OUT, "2026-flood-shelter")
    partner = sample("sample-sailab")
    room.save(changed(partner, "phase_out.final_transfers", [], "2026-flood-shelter"))
    titles = [field.field for field in room.desk.review(plan).open_fields]
    assert titles.count("agreement.phase_out.final_transfers") == 1
