"""Files of partners: what is exported comes back the same; what is wrong is named by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell

from drafting.partners import (
    ImportPlan,
    PartnerChanged,
    PartnerFile,
    carry_out_import,
    export_partners,
    plan_import,
    write_template,
)
from drafting.partners.errors import BadRecord
from drafting.partners.record import Partner
from drafting.partners.samples import sample_partners
from drafting.partners.writing import OpenPoint, OpenPoints, open_workbook
from tests.support.databases import fresh_database

KINDS = (".xlsx", ".csv", ".yaml")
Cells = Mapping[str, Sequence[Sequence[Any]]]  # sheet → rows
SPILLED = "=cmd|' /C calc'!A0"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[PartnerFile]:
    """A partner file with the samples."""
    with fresh_database("sqlite", tmp_path / "home") as database:
        file = PartnerFile(database)
        file.seed_samples()
        yield file


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[PartnerFile]:
    """A partner file with nothing in it."""
    with fresh_database("sqlite", tmp_path / "empty") as database:
        yield PartnerFile(database)


def workbook(to: Path, cells: Cells, then: Callable[[Workbook], None] | None = None) -> Path:
    """A workbook with these rows, as somebody made it in a spreadsheet."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in cells.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    if then is not None:
        then(book)
    book.save(to)
    return to


def said(plan: ImportPlan) -> list[str]:
    """Every problem as one sentence."""
    return [problem.sentence for problem in plan.problems]


@pytest.mark.parametrize("may_see", [True, False], ids=["finance", "others"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_exported_file_imported_again_changes_nothing(
    kind: str, may_see: bool, file: PartnerFile, tmp_path: Path
) -> None:
    to = tmp_path / f"all{kind}"
    export_partners(file.all(), to, may_see_restricted_fields=may_see)
    plan = plan_import(to, file)
    assert said(plan) == []
    assert len(plan.unchanged) == 10
    assert plan.planned == ()
    assert carry_out_import(plan, file, by="Sample") == []


@pytest.mark.parametrize("kind", [".xlsx", ".yaml"])
def test_an_exported_file_makes_the_same_partners_elsewhere(
    kind: str, empty: PartnerFile, tmp_path: Path
) -> None:
    to = tmp_path / f"all{kind}"
    export_partners(sample_partners(), to, may_see_restricted_fields=True)
    plan = plan_import(to, empty)
    assert (len(plan.new), said(plan)) == (10, [])
    saved = carry_out_import(plan, empty, by="Sample")
    assert [one.version for one in saved] == [1] * 10
    assert sorted(empty.all(), key=lambda one: one.id) == list(sample_partners())


# What no document can hold is refused; tests/drafting/partners/test_partner_records.py is on that.
FIT = st.characters(
    exclude_categories=["Cs", "Co", "Cc", "Cn"],
    exclude_characters="\u202d\u202e" + "".join(map(chr, range(0xFFF0, 0x10000))),
)
MARKS = st.sampled_from("=+-@'\";,\n\t|\u200f\u0627\u0301\ufeff\u2028")
TEXT = st.text(st.one_of(MARKS, FIT), max_size=40)


@st.composite
def partners(draw: st.DrawFn) -> Partner:
    """A partner with texts of every kind."""
    given = {
        "id": "hostile",
        "identity": {
            "legal_name": "X" + draw(TEXT),
            "acronym": draw(TEXT),
            "former_names": draw(st.lists(TEXT, max_size=3)),
        },
        "relationship": {"shared_vision": draw(TEXT), "value_added": [draw(TEXT)]},
        "people": {"board": [{"name": draw(TEXT), "title": "Member"}]},
        "agreements": [
            {
                "key": "one",
                "goal": draw(TEXT),
                "start": draw(st.dates(date(1850, 1, 1), date(2150, 12, 31))).isoformat(),
                "money": {
                    "amount": draw(st.decimals(0, 10**12, places=2)),
                    "rate": draw(st.decimals("0.000001", 10**6, places=6)),
                },
            }
        ],
    }
    return Partner.model_validate(given)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(partner=partners())
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_text_a_record_holds_comes_back_as_it_was(
    kind: str, partner: Partner, empty: PartnerFile, tmp_path: Path
) -> None:
    empty.save(partner, by="Sample", source="test")
    to = tmp_path / f"hostile{kind}"
    export_partners([partner], to, may_see_restricted_fields=True)
    plan = plan_import(to, empty)
    assert said(plan) == []
    assert [one.changes for one in plan.planned] == []


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    record = {"id": "x", "identity": {"legal_name": SPILLED, "acronym": "+1"}}
    hostile = Partner.model_validate(record)
    export_partners([hostile], tmp_path / "x.xlsx", may_see_restricted_fields=False)
    page = load_workbook(tmp_path / "x.xlsx")["Partners"]
    held = {cell.value: cell.data_type for row in page.iter_rows() for cell in row}
    assert held[SPILLED] == "s"
    assert "f" not in held.values()
    export_partners([hostile], tmp_path / "x.csv", may_see_restricted_fields=False)
    text = (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert f"'{SPILLED}" in text
    assert ",'+1" in text


def test_restricted_columns_are_written_for_their_roles_alone(tmp_path: Path) -> None:
    secrets = ("PK29SAMP0000000000000001", "40000-0000001-2", "Sample Bank of Nowhere")
    for kind in KINDS:
        to = tmp_path / f"all{kind}"
        export_partners(sample_partners(), to, may_see_restricted_fields=False)
        held = to.read_bytes()
        if kind == ".xlsx":
            with zipfile.ZipFile(to) as package:
                held = b"".join(package.read(name) for name in package.namelist())
        assert not [secret for secret in secrets if secret.encode() in held]


def test_a_second_import_updates_by_id_and_shows_what_changes(
    file: PartnerFile, tmp_path: Path
) -> None:
    cells: Cells = {
        "Partners": [
            ("Partner id", "Acronym", "Phone", "NTN", "Member organisations"),
            ("sample-awaz", "NEW-S", None, 1234567.0, "One (sample)\nTwo (sample)"),
            ("sample-brand-new", None, None, None, None),
        ],
        "Agreements": [
            ("Partner id", "Agreement key", "Amount", "Starts on", "Contact with communities"),
            ("sample-awaz", "2026-call-in", "15,00,000", datetime(2026, 6, 1), False),
        ],
        "Focal points": [
            ("Partner id", "Name", "Phone"),
            ("sample-awaz", "Sample Producer", "0300-0000099"),
            ("sample-awaz", "Sample Newcomer", 3000000098),
        ],
    }
    partners = [list(row) for row in cells["Partners"]]
    for row in partners:
        del row[2]  # 'Phone' is no column of that sheet
    partners[0].append("Legal name")
    partners[2].append("Brand New (sample)")
    plan = plan_import(workbook(tmp_path / "u.xlsx", {**cells, "Partners": partners}), file)
    assert said(plan) == []
    [new], [changed] = plan.new, plan.changed
    assert new.partner.name == "Brand New (sample)"
    assert {change.title: (change.before, change.after) for change in changed.changes} == {
        "Acronym": ("AUCR-S", "NEW-S"),
        "NTN": ("0000006-0", "1234567"),
        "Member organisations": ("", "One (sample); Two (sample)"),
        "Agreements, 2026-call-in: Amount": ("", "1,500,000"),
        "Agreements, 2026-call-in: Starts on": ("1 May 2026", "1 June 2026"),
        "Agreements, 2026-call-in: Contact with communities": ("Yes", "No"),
        "Focal points, 1: Phone": ("+92 300 0000006", "+92 300 0000099"),
        "Focal points, 2: Name": ("", "Sample Newcomer"),
        "Focal points, 2: Phone": ("", "+92 300 0000098"),
    }
    carry_out_import(plan, file, by="Sample")
    kept = file.get("sample-awaz")
    assert kept.people.focal_points[0].email == "producer.awaz@example.org", "empty: unchanged"
    assert file.history("sample-awaz")[0].source == "import of u.xlsx"
    assert plan_import(tmp_path / "u.xlsx", file).unchanged == ("sample-awaz", "sample-brand-new")


def test_a_word_clears_a_cell_a_list_or_a_field(file: PartnerFile, tmp_path: Path) -> None:
    cells: Cells = {
        "Partners": [("Partner id", "Acronym", "Address"), ("sample-roshni", "(clear)", None)],
        "Board": [("Partner id", "Name"), ("sample-roshni", "(Clear)")],
        "Focal points": [
            ("Partner id", "Name", "Email"),
            ("sample-roshni", "Sample Focal Point One", "(clear)"),
        ],
    }
    plan = plan_import(workbook(tmp_path / "c.xlsx", cells), file)
    carry_out_import(plan, file, by="Sample")
    kept = file.get("sample-roshni")
    assert kept.identity.acronym == ""
    assert kept.identity.address
    assert kept.people.board == ()
    [point] = kept.people.focal_points
    assert (point.email, point.phone) == ("", "+92 300 0000001")
    (tmp_path / "c.yaml").write_text(
        "id: sample-roshni\nidentity: {address: }\nregistration:\n  charity: []\ntax: {ntn: ~}\n"
    )
    carry_out_import(plan_import(tmp_path / "c.yaml", file), file, by="Sample")
    kept = file.get("sample-roshni")
    assert (kept.identity.address, kept.registration.charity, kept.tax.ntn) == ("", (), "")
    assert kept.tax.approval_expires


def test_a_list_without_cnics_takes_none_away(file: PartnerFile, tmp_path: Path) -> None:
    cells: Cells = {
        "Signatories": [
            ("Partner id", "Name", "Title"),
            ("sample-sangam", "Sample Signatory Three B", "Treasurer"),
            ("sample-sangam", "Sample Signatory New", "Secretary"),
        ]
    }
    carry_out_import(plan_import(workbook(tmp_path / "s.xlsx", cells), file), file, by="Sample")
    kept = file.get("sample-sangam").people.signatories
    assert [(one.name, one.title, one.cnic) for one in kept] == [
        ("Sample Signatory Three B", "Treasurer", "30000-0000003-2"),
        ("Sample Signatory New", "Secretary", ""),
    ]


def test_what_is_wrong_is_named_by_sheet_row_and_column(file: PartnerFile, tmp_path: Path) -> None:
    def spoil(book: Workbook) -> None:
        book["Partners"]["E2"] = "=1+1"
        book["Partners"].merge_cells("F2:F3")
        book["Budget"]["E2"] = "left over"

    cells: Cells = {
        "Partners": [
            ("Partner id", "Legal name", "Type of organisation", "Registered on", "NTN", "IBAN"),
            ("sample-awaz", None, "medja", "03/04/2026", None, None),
            ("Bad Id", "Sample", None, None, None, None),
            (None, "Sample without an id", None, None, None, None),
            ("sample-awaz", "Twice", None, None, None, None),
        ],
        "Agreements": [
            ("Partner id", "Agreement key", "Ends on", "Colour", "Amuont"),
            ("sample-awaz", "2026-call-in", "2020-01-01", "red", "x"),
        ],
        "Budget": [
            ("Partner id", "Agreement key", "Budget line", "Amount of the line"),
            ("sample-awaz", "2026-call-on", "Line", 5),
            ("sample-awas", "2026-call-in", "Line", 5),
        ],
        "Signatories": [("Name", "Title"), ("Sample", "Head")],
        "Notes of mine": [("anything",)],
    }
    plan = plan_import(workbook(tmp_path / "w.xlsx", cells, spoil), file)
    found = {(one.place.sheet, one.place.row, one.place.column): one.why for one in plan.problems}
    expected = {
        ("Partners", 2, "NTN"): "holds a formula",
        ("Partners", 2, "IBAN"): "F2:F3 are merged",
        ("Partners", 3, "Partner id"): "'bad-id'",
        ("Partners", 4, "Partner id"): "fill it in",
        ("Partners", 5, "Partner id"): "has a row above",
        ("Agreements", 1, "Colour"): "delete the column",
        ("Agreements", 1, "Amuont"): "did you mean 'Amount'?",
        ("Signatories", 1, ""): "the column 'Partner id' is missing",
        ("Budget", 2, "column 5"): "no heading",
        ("Budget", 2, "Agreement key"): "did you mean '2026-call-in'?",
        ("Budget", 3, "Partner id"): "did you mean 'sample-awaz'?",
    }
    for place, why in expected.items():
        assert why in found[place], (place, found)
    assert set(found) == set(expected)
    assert "Notes of mine" in plan.notes[0]
    with pytest.raises(BadRecord, match="nothing was saved"):
        carry_out_import(plan, file, by="Sample")
    assert file.version("sample-awaz") == 1


def test_values_that_a_record_refuses_are_named_by_their_cells(
    file: PartnerFile, tmp_path: Path
) -> None:
    cells: Cells = {
        "Partners": [
            ("Partner id", "Type of organisation", "Registered on", "Districts", "IBAN"),
            ("sample-awaz", "medja", "03/04/2026", "Quetta\nPishinn", "PK00"),
            ("sample-rabta", None, 46000, None, 10**17),
        ],
        "Agreements": [
            ("Partner id", "Agreement key", "Ends on", "Currency"),
            ("sample-awaz", "2026-call-in", "2020-01-01", "Rs"),
        ],
        "Budget": [
            ("Partner id", "Agreement key", "Budget line", "Amount of the line"),
            ("sample-awaz", "2026-call-in", "Line one", 5),
            ("sample-awaz", "2026-call-in", "Line two", "a lakh"),
        ],
    }
    plan = plan_import(workbook(tmp_path / "v.xlsx", cells), file)
    found = {(one.place.sheet, one.place.row, one.place.column): one.why for one in plan.problems}
    expected = {
        ("Partners", 2, "Type of organisation"): "did you mean 'Media organisation'?",
        ("Partners", 2, "Registered on"): "3 April 2026 or 4 March 2026",
        ("Partners", 2, "Districts"): "'Pishin'",
        ("Partners", 2, "IBAN"): "24 characters",
        ("Partners", 3, "Registered on"): "format the cell as a date",
        ("Partners", 3, "IBAN"): "format the cell as text",
        ("Agreements", 2, "Ends on"): "correct one of the two dates",
        ("Agreements", 2, "Currency"): "PKR",
        ("Budget", 3, "Amount of the line"): "in digits",
    }
    for place, why in expected.items():
        assert why in found[place], (place, found)
    assert set(found) == set(expected)


def test_a_yaml_record_is_told_by_line_and_field(file: PartnerFile, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        "partners:\n"
        "  - id: sample-awaz\n"
        "    identity:\n"
        "      acronim: X\n"
        "    agreements:\n"
        "      - key: 2026-call-in\n"
        "        status: activ\n"
        "  - identity: {legal_name: Nobody}\n"
        "  - id: sample-awaz\n"
    )
    assert said(plan_import(tmp_path / "r.yaml", file)) == [
        "r.yaml, row 4, identity.acronim: there is none of that name; did you mean "
        "'identity.acronym'?",
        "r.yaml, row 7, agreements[2026-call-in].status: 'activ' is none of its values; did you "
        "mean 'Active'? (it can be 'Prospective', 'Active', 'Dormant', 'Phasing out' or 'Ended')",
        "r.yaml, row 8: the record has no id; write 'id:' with a short and lasting one.",
        "r.yaml, row 9: 'sample-awaz' has a record above already; keep one of them.",
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")]
)
def test_csv_is_read_as_spreadsheets_write_it(
    encoding: str, delimiter: str, file: PartnerFile, tmp_path: Path
) -> None:
    rows = [
        ("id", "identity.urdu_name", "Provinces", "Former names"),
        ("sample-awaz", "آواز", '"Balochistan\r\nSindh"', "A (sample)"),
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    plan = plan_import(tmp_path / "a.csv", file)
    assert said(plan) == []
    carry_out_import(plan, file, by="Sample")
    kept = file.get("sample-awaz")
    assert kept.identity.urdu_name == "آواز"
    assert [one.label for one in kept.place.provinces] == ["Balochistan", "Sindh"]


def test_a_csv_of_agreements_or_signatories_is_known_by_its_headings(
    file: PartnerFile, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("Partner id,Agreement key,Title\nsample-awaz,2027-new,New\n")
    carry_out_import(plan_import(tmp_path / "a.csv", file), file, by="Sample")
    assert [one.key for one in file.get("sample-awaz").agreements] == ["2026-call-in", "2027-new"]
    (tmp_path / "s.csv").write_text("Partner id,Name,CNIC\nsample-awaz,Sample,5000000000072\n")
    carry_out_import(plan_import(tmp_path / "s.csv", file), file, by="Sample")
    assert file.get("sample-awaz").people.signatories[0].cnic == "50000-0000007-2"
    (tmp_path / "t.csv").write_text("Partner id,Agreement key,Tranche amount\nsample-awaz,x,5\n")
    with pytest.raises(BadRecord, match=r"Tranches, .*\.xlsx"):
        plan_import(tmp_path / "t.csv", file)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("none.xlsx", None, "is not there"),
        ("a.docx", b"x", ".xlsx, .csv or .yaml"),
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"plain text", "no .xlsx workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", "password"),
        ("a.csv", b"Partner id,Legal name\nx,\xe9", "UTF-8"),
        ("a.csv", b'Partner id,Legal name\nx,"never closed', "CSV"),
        ("a.yaml", b"partners: [\n", "line"),
        ("a.yaml", b"id: &a x\nidentity: *a\n", "anchor in line 1"),
        ("a.yaml", b"id: x\nid: y\n", "'id' twice, in line 2"),
        ("a.yaml", b"[" * 50_000, "nests too deep"),
        ("a.yaml", b'id: "\\ud800"\n', "YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    name: str, content: bytes | None, why: str, file: PartnerFile, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadRecord) as caught:
        plan_import(tmp_path / name, file)
    sentence = str(caught.value)
    assert why in sentence
    assert name in sentence
    assert sentence.endswith(".")


def test_a_workbook_that_unpacks_without_end_is_not_opened(
    file: PartnerFile, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    with pytest.raises(BadRecord, match="far more than a partner file"):
        plan_import(bomb, file)
    entities = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(entities, "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(BadRecord, match="no workbook needs"):
        plan_import(entities, file)


def test_a_cell_in_the_last_corner_costs_nothing(file: PartnerFile, tmp_path: Path) -> None:
    def far(book: Workbook) -> None:
        book["Partners"]["XFD1048576"] = "far away"
        book["Partners"]["A1048576"] = "sample-awaz"
        book["Partners"]["B1048576"] = "FAR-S"

    cells: Cells = {"Partners": [("Partner id", "Acronym")]}
    plan = plan_import(workbook(tmp_path / "far.xlsx", cells, far), file)
    assert [one.changes[0].after for one in plan.changed] == ["FAR-S"]


def test_a_workbook_of_something_else_says_how_to_begin(file: PartnerFile, tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match="saathi partners template"):
        plan_import(workbook(tmp_path / "o.xlsx", {"Budget 2026": [("a", "b")]}), file)


def test_an_import_that_others_overtook_saves_nothing(file: PartnerFile, tmp_path: Path) -> None:
    cells: Cells = {
        "Partners": [("Partner id", "Acronym"), ("sample-awaz", "A-S"), ("sample-rabta", "R-S")]
    }
    plan = plan_import(workbook(tmp_path / "p.xlsx", cells), file)
    other = plan_import(workbook(tmp_path / "q.xlsx", cells), file)
    carry_out_import(other, file, by="Other")
    with pytest.raises(PartnerChanged):
        carry_out_import(plan, file, by="Sample")
    assert file.history("sample-rabta")[0].by == "Other"


def test_the_template_guides_whoever_fills_it_in(file: PartnerFile, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.active is not None
    assert book.active.title == "Guidance"
    assert "(clear)" in " ".join(str(row[0].value) for row in book["Guidance"].iter_rows(max_row=8))
    assert book["Lists"].sheet_state == "hidden"
    for page in book.worksheets[1:-1]:
        assert page.freeze_panes in {"B2", "C2"}, page.title
        for cell in page[1]:
            assert not isinstance(cell, MergedCell)
            assert cell.value
            assert page.column_dimensions[cell.column_letter].width >= 12
    columns = {cell.value: cell.coordinate[:-1] for cell in book["Partners"][1]}
    told = book["Partners"][f"{columns['Registered on']}1"].comment
    assert told is not None
    assert "30 April 2026" in told.text
    offered = {
        str(rule.sqref).partition("2:")[0]: str(rule.formula1)
        for rule in book["Partners"].data_validations.dataValidation
    }
    where = offered[columns["Type of organisation"]].removeprefix("=Lists!").replace("$", "")
    labels = [cells[0].value for cells in book["Lists"][where]]
    assert labels[:2] == ["NGO", "CBO (community-based organisation)"]
    assert plan_import(tmp_path / "t.xlsx", file).problems[0].why.startswith("no partner is in it")


def test_a_filled_in_template_is_imported(file: PartnerFile, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    typed: dict[str, dict[str, Any]] = {
        "Partners": {
            "Partner id": "sample-typed",
            "Legal name": "Typed (sample)",
            "Women-led": "Yes",
        },
        "Agreements": {"Partner id": "sample-typed", "Agreement key": "one", "Purpose": "Research"},
        "Tranches": {"Partner id": "sample-typed", "Agreement key": "one", "Tranche amount": 7.5},
    }
    for title, values in typed.items():
        columns = {cell.value: cell.coordinate[:-1] for cell in book[title][1]}
        for heading, value in values.items():
            book[title][f"{columns[heading]}2"] = value
    book.save(tmp_path / "t.xlsx")
    plan = plan_import(tmp_path / "t.xlsx", file)
    assert said(plan) == []
    carry_out_import(plan, file, by="Sample")
    [agreement] = file.get("sample-typed").agreements
    assert agreement.purpose == "research"
    assert str(agreement.money.tranches[0].amount) == "7.50"


def test_an_unreadable_record_is_mended_by_importing_the_right_value(
    file: PartnerFile, tmp_path: Path
) -> None:
    from drafting.partners.tables import VERSIONS

    old = {
        "id": "sample-awaz",
        "identity": {"legal_name": "Old", "partner_type": "guild"},
        "gone": 1,
    }
    with file._database.write() as connection:
        connection.execute(
            VERSIONS.update().where(VERSIONS.c.partner == "sample-awaz").values(record=old)
        )
    (tmp_path / "m.csv").write_text(
        "Partner id,Type of organisation\nsample-awaz,Media organisation\n"
    )
    carry_out_import(plan_import(tmp_path / "m.csv", file), file, by="Sample")
    assert file.get("sample-awaz").name == "Old"
    assert not file.unreadable()


def test_the_longest_words_have_room_in_a_workbook() -> None:
    lamba = next(partner for partner in sample_partners() if partner.id == "sample-lamba")
    title = f"Partnership Contract with {lamba.name}, 2026-looms"
    approval = OpenPoint("No approval is on record.", "partner.tax.approval_2_36")
    points = OpenPoints(title, lamba, "2026-looms", "", (approval,))
    book: Any = load_workbook(io.BytesIO(open_workbook(points, True)))
    cover, partners = book.worksheets[:2]
    assert "A1:B1" in [str(merged) for merged in cover.merged_cells.ranges]
    # 16-point letters of which some 96 stand on a line, and a column of 13 characters.
    assert cover.row_dimensions[1].height >= 21 * len(cover["A1"].value) / 96
    assert cover.sheet_properties.pageSetUpPr.fitToPage
    assert "Approved under section 2(36)" in [cell.value for cell in partners[1]]
    assert partners.row_dimensions[1].height >= 3 * 15
