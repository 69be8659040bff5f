"""A record, a template and the clauses make a document: its words, numbers, tables and reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.agreements.clauses.library import CLAUSES, ClauseLibrary
from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.templates.checking import check_template
from drafting.agreements.templates.shelf import TemplateShelf
from drafting.agreements.templates.shipped import TEMPLATES
from drafting.documents.composition import Annex, Composition, DocumentKind, Run, SetClause, Table
from drafting.partners.errors import BadTemplate
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.field_types import UNFIT
from drafting.partners.record.partner import Partner
from drafting.partners.record.people import FocalPoint, Person
from tests.support.drafting.kinds import CONTRACT, KINDS, MOU
from tests.support.office_files import QUIET_TIMES, WORDS, put_clause, put_template

SHELF = TemplateShelf(ClauseLibrary())
HOSTILE = [
    "{{ partner.identity.legal_name }}",
    "{% for x in y %}{{ 7 * 7 }}{% endfor %}",
    "**bold** and *italic* and `code`",
    "- an item\n- another\n\n# A heading\n\n1. One",
    "<w:p><script>alert(1)</script></w:p> & &amp; ]]>",
    '=HYPERLINK("http://x.example","y")',
    "[[sign:cip:1]] {{ clause visibility }}",
    "انجمن (نمونہ) ۱۲۳ and \u200fmixed\u200e",
    "🤝🏽 e\u0301 \u00a0",
    "x" * 200,
]


def partner(**changed: Any) -> Partner:
    data = {"id": "sample", "sample": True, "identity": {"legal_name": "Sample Society"}}
    return Partner.model_validate({**data, **changed})


def agreement(**changed: Any) -> Agreement:
    return Agreement.model_validate({"key": "2026-a", "title": "Sample work", **changed})


def composed(
    kind: DocumentKind = MOU,
    partner: Partner = partner(),  # noqa: B008  (frozen)
    agreement: Agreement = agreement(),  # noqa: B008  (frozen)
    office: Office = Office(),  # noqa: B008  (frozen)
    shelf: TemplateShelf = SHELF,
    finance: bool = False,
) -> Composition:
    material = Material(partner, agreement, office, 1, "2026-07-12", finance, office.left_out)
    return compose(material, shelf.template(kind), shelf.library)


def clause(document: Composition, name: str) -> SetClause:
    return next(one for one in document.clauses() if one.id == name)


def annex(document: Composition, title: str) -> Annex:
    return next(one for one in document.annexes if one.title == title)


def text(part: SetClause | Annex) -> list[str]:
    return [paragraph.text for paragraph in part.paragraphs]


def rows(table: Table) -> list[list[str]]:
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def runs(part: object) -> Iterator[Run]:
    """Every run of a part of a document, in order."""
    if isinstance(part, Run):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from runs(one)
    elif hasattr(part, "__dataclass_fields__"):
        for name in part.__dataclass_fields__:
            yield from runs(getattr(part, name))


# --- numbers


def test_sections_and_clauses_are_numbered_without_gaps() -> None:
    document = composed(CONTRACT)
    assert [one.number for one in document.sections] == [
        str(number) for number in range(1, len(document.sections) + 1)
    ]
    for section in document.sections:
        assert section.clauses
        assert [one.number for one in section.clauses] == [
            f"{section.number}.{place}" for place in range(1, len(section.clauses) + 1)
        ]


def test_numbers_close_up_where_the_office_leaves_a_clause_out() -> None:
    whole = composed(CONTRACT)
    less = composed(CONTRACT, office=Office(left_out=frozenset({"independence", "taxes"})))
    gone = {one.id for one in whole.clauses()} - {one.id for one in less.clauses()}
    assert gone == {"independence", "taxes"}
    assert clause(whole, "works").number != ""
    assert re.fullmatch(r"\d+\.\d+", clause(less, "works").number)


def test_a_clause_of_the_framework_cannot_be_left_out() -> None:
    document = composed(office=Office(left_out=frozenset({"visibility"})))
    assert clause(document, "visibility")


def test_a_section_of_which_nothing_applies_is_left_out(tmp_path: Path) -> None:
    own = QUIET_TIMES.replace("[cspf 13-I(e)]", "[]").replace("framework", "sector")
    put_clause(
        tmp_path, own.replace("kind:", 'when: {"agreement.context": [emergency]}\nkind:'), "flood"
    )
    section = "sections:\n  - {heading: Floods, clauses: [flood]}\n"
    put_template(tmp_path, "sections:\n", section)
    library = ClauseLibrary(CLAUSES, tmp_path / "clauses")
    shelf = TemplateShelf(library, TEMPLATES, tmp_path / "templates", check=check_template)
    calm = composed(shelf=shelf)
    flood = composed(agreement=agreement(context="emergency"), shelf=shelf)
    assert calm.sections[0].heading != "Floods"
    assert (flood.sections[0].number, flood.sections[0].heading) == ("1", "Floods")
    assert [one.heading for one in flood.sections[1:]] == [one.heading for one in calm.sections]


def test_references_give_the_number_of_what_they_lead_to() -> None:
    document = composed(CONTRACT, agreement=agreement(creates_works="yes"))
    for one in document.clauses():
        for run in runs(one.paragraphs):
            if run.text.startswith("clause "):
                assert run.text == f"clause {clause(document, run.refers_to).number}"
            elif run.refers_to:
                assert run.text == f"Annex {run.refers_to}"
                assert run.refers_to in {other.letter for other in document.annexes}
    assert any(run.refers_to for one in document.clauses() for run in runs(one.paragraphs))


def test_a_reference_that_leads_nowhere_is_an_error_and_never_vanishes(tmp_path: Path) -> None:
    put_clause(tmp_path, QUIET_TIMES.replace(WORDS, "See {{ clause emergency }}."))
    shelf = TemplateShelf(ClauseLibrary(CLAUSES, tmp_path / "clauses"))
    with pytest.raises(BadTemplate, match="refers to the clause 'emergency', which does not stand"):
        composed(shelf=shelf)


# --- values


def test_values_stand_in_the_words_of_a_document() -> None:
    document = composed(
        CONTRACT,
        agreement=agreement(
            start="2026-03-03",
            purpose="research",
            money={"amount": "1200000", "currency": "PKR", "partner_contribution": "5.5"},
        ),
    )
    assert (
        "This Contract starts on 3 March 2026 and ends on [Ends on]."
        in (text(clause(document, "duration"))[0])
    )
    assert "Purpose: Longer-term research" in text(clause(document, "purpose"))
    assert "PKR 1,200,000.00" in text(clause(document, "funds"))[0]
    assert "PKR 5.50" in text(clause(document, "partner-money"))[0]


def test_an_amount_without_its_currency_leaves_the_currency_open() -> None:
    document = composed(CONTRACT, agreement=agreement(money={"amount": "10"}))
    open_, amount = (
        run for run in runs(clause(document, "funds")) if run.open_field or run.value_of
    )
    assert (open_.text, open_.open_field) == ("[Currency]", "agreement.money.currency")
    assert (amount.text, amount.value_of) == (" 10.00", "agreement.money.amount")


def test_a_donors_amount_is_in_the_donors_currency() -> None:
    money = {"currency": "PKR", "donor": "Sample Donor", "donor_amount": 9, "donor_currency": "EUR"}
    document = composed(CONTRACT, agreement=agreement(money=money))
    assert "EUR 9.00" in text(clause(document, "exchange-rate"))[0]


def test_what_nobody_knows_is_named_and_stays_open() -> None:
    document = composed(CONTRACT)
    open_ = {run.open_field: run.text for run in runs(document) if run.open_field}
    assert open_["agreement.start"] == "[Starts on]"
    assert open_["office.governing_law"] == "[Governing law]"
    assert open_["partner.people.head.name"] == "[Head of the organisation: Name]"
    assert open_["agreement.cip_duties"] == "[What CIP does]"
    assert all(words.startswith("[") and words.endswith("]") for words in open_.values())
    assert all(path.split(".")[0] in ("partner", "agreement", "office") for path in open_)


def test_a_list_has_an_item_for_each_value() -> None:
    document = composed(agreement=agreement(cip_duties=["Trains", "Listens"]))
    items = [(one.level, one.text) for one in clause(document, "roles").paragraphs]
    assert items == [
        (0, "CIP:"),
        (1, "Trains"),
        (1, "Listens"),
        (0, "The Partner:"),
        (1, "[What the partner does]"),
    ]


def test_text_of_several_paragraphs_stays_so() -> None:
    document = composed(agreement=agreement(goal="First.\n\nSecond."))
    assert text(clause(document, "purpose"))[1:3] == ["First.", "Second."]


def test_a_date_that_a_spreadsheet_gave_as_text_is_written_out() -> None:
    document = composed(CONTRACT, agreement=agreement(reports=[{"what": "R", "due": "2026-03-03"}]))
    assert rows(annex(document, "Reports").tables[0])[0][-1] == "3 March 2026"


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_value_stands_as_it_was_written(words: str) -> None:
    assert_value_stands(words)


@settings(max_examples=60, deadline=None)
@given(words=st.text(min_size=1, max_size=60).filter(lambda said: not UNFIT.search(said)))
def test_any_value_stands_as_it_was_written(words: str) -> None:
    if " ".join(words.split()):
        assert_value_stands(words)


def assert_value_stands(words: str) -> None:
    """The value is there in its own run, and nothing else of the document differs."""
    plain = composed(agreement=agreement(title="T", cip_duties=("D",)))
    made = agreement(title=words, cip_duties=(words,))
    odd = composed(agreement=made)
    stood = {run.value_of: run.text for run in runs(odd) if run.value_of.startswith("agreement")}
    assert stood["agreement.cip_duties"] == made.cip_duties[0]
    assert odd.subtitle == made.title
    assert [_frame(one) for one in runs(odd)] == [_frame(one) for one in runs(plain)]


def _frame(run: Run) -> Run:
    """A run without its value."""
    return replace(run, text="") if run.value_of else run


# --- restricted values


def test_bank_details_and_cnics_stay_with_finance() -> None:
    held = partner(
        bank={"iban": "PK36SCBL0000001123456702", "bank": "Sample Bank"},
        people={"signatories": [{"name": "Sample One", "cnic": "42101-1234567-1"}]},
    )
    for_all, for_finance = composed(CONTRACT, held), composed(CONTRACT, held, finance=True)
    assert "PK36SCBL0000001123456702" not in str(for_all)
    assert "42101-1234567-1" not in str(for_all)
    assert "Sample Bank" not in str(for_all)
    hidden = {run.open_field: run.text for run in runs(for_all) if run.open_field}
    assert hidden["partner.bank.iban"] == "[IBAN: Finance fills this in]"
    assert hidden["partner.people.signatories[1].cnic"] == "[CNIC: Finance fills this in]"
    shown = {run.value_of: run.text for run in runs(for_finance)}
    assert shown["partner.bank.iban"] == "PK36SCBL0000001123456702"
    assert shown["partner.people.signatories[1].cnic"] == "42101-1234567-1"


def test_only_a_contract_asks_for_a_cnic() -> None:
    for kind in KINDS:
        asked = [label for one in composed(kind).signatures for label, _ in one.lines]
        assert ("CNIC" in asked) is (kind == CONTRACT)


# --- tables


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_and_no_cell_is_ever_empty(kind: DocumentKind) -> None:
    document = composed(kind)
    parts: list[SetClause | Annex] = [*document.clauses(), *document.annexes]
    tables = [table for part in parts for table in part.tables]
    assert tables
    for table in tables:
        assert table.rows
        assert all(
            len(row) == len(table.columns) == len(table.widths) and all(map(any, row))
            for row in table.rows
        )
        assert all("".join(run.text for run in cell) for row in table.rows for cell in row)


def test_a_budget_has_its_sum_and_names_its_currency() -> None:
    lines = [{"description": "Pay", "amount": "1000"}, {"description": "Rent", "amount": "500.5"}]
    document = composed(CONTRACT, agreement=agreement(money={"currency": "PKR", "budget": lines}))
    table = annex(document, "Budget").tables[0]
    assert table.columns[-1] == "Amount (PKR)"
    assert table.has_total
    assert [row[-1] for row in rows(table)] == ["1,000.00", "500.50", "1,500.50"]


def test_a_sum_that_lacks_an_amount_is_not_given() -> None:
    lines = [{"description": "Pay", "amount": "1000"}, {"description": "Rent"}]
    document = composed(CONTRACT, agreement=agreement(money={"currency": "PKR", "budget": lines}))
    table = annex(document, "Budget").tables[0]
    assert not table.has_total
    assert [row[-1] for row in rows(table)] == ["1,000.00", "[Amount of the line]"]


def test_turn_around_times_are_the_offices_or_open() -> None:
    office = Office(turnaround_days={"budget_approval": 5, "audit_review": 1})
    table = annex(composed(CONTRACT, office=office), "Turn-around times").tables[0]
    within = dict(rows(table))
    assert within["Budget approval"] == "5 working days"
    assert within["Audit review and approval"] == "1 working day"
    assert within["Cash disbursement"] == "[Working days: Cash disbursement]"


def test_cips_people_are_the_partners_own_where_its_file_names_them() -> None:
    office = Office(
        coordinator=FocalPoint(name="Sample Coordinator", email="coordinator@example.org"),
        contacts={"finance": FocalPoint(name="Sample Accountant", email="money@example.org")},
    )
    own = partner(people={"cip": {"finance": {"name": "Sample Own", "email": "own@example.org"}}})
    (table,) = annex(composed(MOU, own, office=office), "Focal points").tables
    people = {row[0]: row[1] for row in rows(table)}
    assert people["CIP, Partnership Coordinator"] == "Sample Coordinator"
    assert people["CIP, Finance"] == "Sample Own"
    assert people["The Partner"] == "[Name of the Partner’s focal point]"


# --- parties, signatures and reasons


def test_everybody_who_signs_has_a_place_of_their_own() -> None:
    held = partner(people={"signatories": [{"name": "One"}, {"name": "Two", "title": "Chair"}]})
    blocks = composed(MOU, held, office=Office(signatories=(Person(name="Three"),))).signatures
    anchors = [block.anchor for block in blocks]
    assert anchors == ["[[sign:cip:1]]", "[[sign:partner:1]]", "[[sign:partner:2]]"]
    said = [{label: line[0].text for label, line in block.lines} for block in blocks]
    assert said == [
        {"Name": "Three", "Title": "[Title of the signatory]"},
        {"Name": "One", "Title": "[Title of the signatory]"},
        {"Name": "Two", "Title": "Chair"},
    ]


def test_a_party_that_names_nobody_has_one_open_place_to_sign() -> None:
    assert [block.anchor for block in composed().signatures] == [
        "[[sign:cip:1]]",
        "[[sign:partner:1]]",
    ]


def test_an_urdu_name_keeps_its_text() -> None:
    held = partner(identity={"legal_name": "Sample", "urdu_name": "انجمن (نمونہ)"})
    assert composed(MOU, held).parties[1].urdu_name == "انجمن (نمونہ)"


def test_each_clause_says_why_it_stands_there_and_on_what_it_rests() -> None:
    document = composed(agreement=agreement(context="emergency", cip_roles=["capacity_builder"]))
    always, here = clause(document, "visibility").reason, clause(document, "emergency").reason
    assert always.because == "Stands in every MoU."
    assert always.basis == ("CSPF 7", "CSPF 17(a)")
    assert here.because == "Stands here because “Context” is “Emergency”."
    assert here.text.startswith("The office’s own choice. Stands here because")
    assert clause(document, "no-support-to-terrorism").reason.needs_review


def test_an_unknown_fact_never_takes_protection_out() -> None:
    unknown, none = composed(CONTRACT), composed(CONTRACT, agreement=agreement(personal_data="no"))
    assert "“Personal data is shared” is not known" in clause(unknown, "personal-data").reason.text
    assert "personal-data" not in {one.id for one in none.clauses()}


def test_the_digest_of_each_clause_is_that_of_its_file() -> None:
    for one in composed().clauses():
        assert one.digest == SHELF.library.clause(one.id).digest


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_material_gives_the_same_document(kind: DocumentKind) -> None:
    again = TemplateShelf(ClauseLibrary())
    assert composed(kind) == composed(kind, shelf=again)
