"""One way from record to signature at the terminal: what is asked for, newer work, what is open."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from drafting.partners.record import Agreement, Partner, fields_of
from tests.support.command_line import Run, run

FINANCE = {"ROLES__TERMINAL_SEES_RESTRICTED": "true"}
IBAN = "PK36SCBL0000001123456702"
OURS = ("Guidance", "Lists")  # sheets that hold no records
Json = dict[str, Any]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the samples."""
    home = tmp_path_factory.mktemp("stocked") / "home"
    partners("list", home=home)
    return home


@pytest.fixture
def desk(stocked: Path, tmp_path: Path) -> Path:
    """A home of the test's own with the samples."""
    return Path(shutil.copytree(stocked, tmp_path / "home"))


def partners(*words: str | Path, home: Path, typed: str = "", **settings: str) -> Run:
    return run("partners", *words, home=home, stdin=typed.encode(), settings=settings, columns=200)


def record_file(folder: Path, record: Json, name: str = "record.yaml") -> Path:
    file = folder / name
    file.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    return file


def shown(home: Path, partner: str = "sample-awaz", **settings: str) -> Json:
    printed = partners("show", partner, "--json", home=home, **settings).out
    whole: Json = yaml.safe_load(printed)
    return dict(whole["record"])


def page_of(file: Path, title: str) -> Worksheet:
    page = load_workbook(file)[title]
    assert isinstance(page, Worksheet)
    return page


def headings(file: Path, title: str) -> list[str]:
    return [str(cell.value) for cell in page_of(file, title)[1]]


def fill(file: Path, cells: Mapping[str, Mapping[str, Any]], row: int = 2) -> None:
    """Writes values into the row below the headings, as a person would."""
    book = load_workbook(file)
    for title, values in cells.items():
        page: Any = book[title]
        columns = {cell.value: cell.column for cell in page[1]}
        for heading, value in values.items():
            page.cell(row, columns[heading]).value = value
    book.save(file)


def columns_in(file: Path) -> int:
    """How many columns a workbook asks to fill in, without those that join the rows."""
    keys = {"Partner id", "Agreement key"}
    pages = [page for page in load_workbook(file).worksheets if page.title not in OURS]
    return sum(len({cell.value for cell in page[1]} - keys) for page in pages)


def fields_of_a_record() -> int:
    """How many single fields a partner, its agreements and all that they list have."""
    count = 0
    for model, key in ((Partner, "id"), (Agreement, "key")):
        for path, field in fields_of(model).items():
            if field.kind == "records":
                count += 0 if field.model is Agreement else len(field.item)
            else:
                count += path != key
    return count


# What each document asks for ----------------------------------------------------------------------


def test_a_workbook_for_a_document_asks_only_for_what_it_needs_and_says_why(
    desk: Path, tmp_path: Path
) -> None:
    counts = {}
    for kind in ("note", "mou", "contract"):
        file = tmp_path / f"{kind}.xlsx"
        told = partners("template", file, "--for", kind, home=desk)
        counts[kind] = columns_in(file)
        assert f"{counts[kind]} columns in all" in told.said
        assert f"saathi partners import {file} --for {kind}" in told.out.replace("\n", "")
    partners("template", tmp_path / "whole.xlsx", home=desk)
    whole = columns_in(tmp_path / "whole.xlsx")
    assert whole == fields_of_a_record()
    assert counts["note"] < counts["mou"] < counts["contract"] < whole
    note, contract = tmp_path / "note.xlsx", tmp_path / "contract.xlsx"
    assert "Budget" not in load_workbook(note).sheetnames
    assert headings(contract, "Budget")[2:] == ["Budget line", "Amount of the line", "Paid by"]
    assert "IBAN" in headings(contract, "Partners")
    assert "IBAN" not in headings(note, "Partners")
    reasons = {
        (row[0], row[1]): row[3]
        for row in page_of(contract, "Guidance").iter_rows(values_only=True)
    }
    assert reasons["Budget", "Paid by"] == "For annex ‘Budget’."
    assert "clause ‘Sub-partners’" in str(reasons["Agreements", "Sub-partners take part"])


def test_an_office_s_own_document_asks_for_what_its_own_clauses_read(
    desk: Path, tmp_path: Path
) -> None:
    """Nothing is listed anywhere: the clause alone names the field."""
    own = desk / "clauses"
    own.mkdir()
    shipped = (Path("drafting/agreements/clauses") / "note-learning.md").read_text(encoding="utf-8")
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    partners("template", before, "--for", "note", home=desk)
    assert "MoI permission number" not in headings(before, "Partners")
    own_text = f"{shipped.rstrip()} The permission is {{{{ partner.moi_permission.number }}}}.\n"
    (own / "note-learning.md").write_text(own_text, encoding="utf-8")
    partners("template", after, "--for", "note", home=desk)
    assert set(headings(after, "Partners")) - set(headings(before, "Partners")) == {
        "MoI permission number"
    }


def test_an_unknown_document_names_the_nearest(desk: Path, tmp_path: Path) -> None:
    told = partners("template", tmp_path / "x.xlsx", "--for", "contrct", home=desk)
    assert told.complaint.endswith("did you mean 'contract'?")


# Newer work ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "yaml"])
def test_an_older_file_never_undoes_newer_work_unseen(
    kind: str, desk: Path, tmp_path: Path
) -> None:
    old = tmp_path / f"old.{kind}"
    partners("export", old, "sample-awaz", home=desk)
    newer = {"id": "sample-awaz", "tax": {"ntn": "7654321"}, "identity": {"acronym": "NEW-S"}}
    partners("import", record_file(tmp_path, newer), "--yes", home=desk)
    told = partners("import", old, "--yes", home=desk)
    assert told.code == 0
    assert re.search(r"NTN 7654321 \S+ changed since by .+ on \d+ \w+ \d{4} stays", told.said)
    assert "Acronym NEW-S AUCR-S changed since by" in told.said
    assert "There is nothing to save." in told.said
    record = shown(desk)
    assert (record["tax"]["ntn"], record["identity"]["acronym"]) == ("7654321", "NEW-S")


def test_what_nobody_changed_since_comes_in_and_the_rest_needs_its_name(
    desk: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.xlsx"
    partners("export", old, "sample-awaz", home=desk)
    fill(old, {"Partners": {"NTN": "1111111", "Address": "Road of the workbook 1"}})
    newer = {"id": "sample-awaz", "tax": {"ntn": "7654321"}, "identity": {"acronym": "NEW-S"}}
    partners("import", record_file(tmp_path, newer), "--yes", home=desk)
    told = partners("import", old, "--yes", home=desk)
    assert told.code == 1
    assert "--take sample-awaz:tax.ntn" in told.err
    assert "acronym" not in told.err  # the workbook only holds what stood there before
    record = shown(desk)
    assert record["identity"]["address"] == "Road of the workbook 1"
    assert (record["tax"]["ntn"], record["identity"]["acronym"]) == ("7654321", "NEW-S")
    assert partners("import", old, "--yes", "--take", "sample-awaz:tax.ntn", home=desk).code == 0
    record = shown(desk)
    assert (record["tax"]["ntn"], record["identity"]["acronym"]) == ("1111111", "NEW-S")
    assert partners("import", old, "--yes", "--take", "all", home=desk).code == 0
    assert shown(desk)["identity"]["acronym"] == "AUCR-S"


def test_a_person_is_asked_field_by_field(desk: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    partners("export", old, "sample-awaz", home=desk)
    fill(old, {"Partners": {"NTN": "1111111", "Acronym": "FILE-S"}})
    newer = {"id": "sample-awaz", "tax": {"ntn": "7654321"}, "identity": {"acronym": "NEW-S"}}
    partners("import", record_file(tmp_path, newer), "--yes", home=desk)
    told = partners("import", old, home=desk, typed="y\nn\ny\n")  # acronym, NTN, save
    assert "Acronym was changed since by" in told.said
    assert "Saved: 1 partner." in told.said
    record = shown(desk)
    assert (record["tax"]["ntn"], record["identity"]["acronym"]) == ("7654321", "FILE-S")


def test_a_list_counts_as_one_field_and_an_agreement_s_fields_each(
    desk: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.yaml"
    partners("export", old, "sample-roshni", home=desk)
    text = old.read_text(encoding="utf-8").replace("Sample Signatory One", "Somebody Else")
    newer = {
        "id": "sample-roshni",
        "people": {"signatories": [{"name": "Newer Signatory", "title": "Chair"}]},
        "agreements": [{"key": "2026-schools", "goal": "A newer goal."}],
    }
    partners("import", record_file(tmp_path, newer), "--yes", home=desk)
    old.write_text(text.replace("title: Girls", "title: Other girls"), encoding="utf-8")
    told = partners("import", old, "--yes", home=desk)
    assert "--take sample-roshni:people.signatories" in told.err
    assert "agreements[2026-schools].goal" not in told.err
    record = shown(desk, "sample-roshni")
    assert [one["name"] for one in record["people"]["signatories"]] == ["Newer Signatory"]
    assert record["agreements"][0]["goal"] == "A newer goal."


def test_a_workbook_whose_version_was_cleared_still_knows_it(desk: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    partners("export", old, "sample-awaz", home=desk)
    fill(old, {"Partners": {"Record version": None, "Acronym": "FILE-S"}})
    newer = {"id": "sample-awaz", "identity": {"acronym": "NEW-S"}}
    partners("import", record_file(tmp_path, newer), "--yes", home=desk)
    told = partners("import", old, "--yes", home=desk)
    assert "--take sample-awaz:identity.acronym" in told.err
    assert shown(desk)["identity"]["acronym"] == "NEW-S"


def test_what_does_not_fit_with_newer_work_stays_out_and_is_told(
    desk: Path, tmp_path: Path
) -> None:
    """The old file's dates would refuse the whole file, though nobody touched them in it."""
    first = {"id": "sample-x", "identity": {"legal_name": "X (sample)"}}
    first["registration"] = {"issued": "2020-01-01", "expires": "2021-01-01"}
    partners("import", record_file(tmp_path, first), "--yes", home=desk)
    old = tmp_path / "old.csv"
    partners("export", old, "sample-x", home=desk)
    text = old.read_text(encoding="utf-8-sig")
    old.write_text(text.replace("2021-01-01", "2019-01-01"), encoding="utf-8")
    newer = {"id": "sample-x", "registration": {"issued": "2024-01-01", "expires": "2025-01-01"}}
    partners("import", record_file(tmp_path, newer), "--yes", home=desk)
    told = partners("import", old, "--yes", home=desk)
    assert "does not fit with what stands there now" in told.said
    registration = shown(desk, "sample-x")["registration"]
    assert (registration["issued"], registration["expires"]) == ("2024-01-01", "2025-01-01")


def test_a_version_of_another_desk_undoes_nothing_either(desk: Path, tmp_path: Path) -> None:
    """The same number, after a restore or from another machine, is another version."""
    old = tmp_path / "old.yaml"
    partners("export", old, "sample-awaz", home=desk)
    text = re.sub(r"record_version: v1-\w+", "record_version: v1-000000", old.read_text("utf-8"))
    old.write_text(text.replace("AUCR-S", "OTHER-S"), encoding="utf-8")
    told = partners("import", old, "--yes", home=desk)
    assert "--take sample-awaz:identity.acronym" in told.err
    assert shown(desk)["identity"]["acronym"] == "AUCR-S"


def test_a_partner_that_was_deleted_since_does_not_come_back_unseen(
    desk: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.yaml"
    partners("export", old, "sample-awaz", home=desk)
    partners("delete", "sample-awaz", "--yes", home=desk)
    told = partners("import", old, "--yes", home=desk)
    assert told.code == 1
    assert "deleted since" in told.said
    assert "No partner has the id" in partners("show", "sample-awaz", home=desk).err
    assert partners("import", old, "--yes", "--take", "sample-awaz:id", home=desk).code == 0
    assert shown(desk)["id"] == "sample-awaz"


def test_a_field_that_is_not_contested_cannot_be_taken(desk: Path, tmp_path: Path) -> None:
    newer = record_file(tmp_path, {"id": "sample-awaz", "tax": {"ntn": "7654321"}})
    told = partners("import", newer, "--take", "tax.ntn", home=desk)
    assert told.complaint.startswith("'tax.ntn' is no field that was changed since")


def test_files_of_before_are_read_as_they_were(desk: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    partners("export", old, "sample-awaz", home=desk)
    text = re.sub(r"\s+record_version: \S+", "", old.read_text(encoding="utf-8"))
    old.write_text(text.replace("AUCR-S", "OTHER-S"), encoding="utf-8")
    assert partners("import", old, "--yes", home=desk).code == 0
    assert shown(desk)["identity"]["acronym"] == "OTHER-S"


def test_a_version_that_no_export_wrote_is_named(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("Partner id,Record version,Acronym\nsample-awaz,seven,X-S\n", encoding="utf-8")
    told = partners("import", file, "--yes", home=desk)
    assert told.code == 1
    assert "Partners!B2 Record version this is no version that an export wrote" in told.said


# The preview, what is open, and how it is closed --------------------------------------------------

WATER: Json = {
    "id": "sample-water",
    "identity": {"legal_name": "Water Sample (sample)"},
    "registration": {"expires": "2031-05-04"},
    "bank": {"title": "Water Sample", "iban": IBAN},
    "agreements": [
        {
            "key": "2029-wells",
            "title": "Wells",
            "start": "2029-01-01",
            "end": "2029-12-31",
            "money": {
                "funding_involved": "yes",
                "amount": 5_000_000,
                "currency": "PKR",
                "budget": [{"description": "Pumps", "amount": 4_000_000}, {"description": "Pipes"}],
                "tranches": [
                    {"amount": 2_000_000, "due": "2029-02-01"},
                    {"amount": 3_000_000, "due": "2029-08-01"},
                ],
            },
        }
    ],
}


def test_the_preview_of_a_new_partner_shows_sums_accounts_and_dates(
    desk: Path, tmp_path: Path
) -> None:
    file = record_file(tmp_path, WATER)
    told = partners("import", file, home=desk, typed="n\n")
    for words in (
        "Registration expires on 4 May 2031",
        "Amount PKR 5,000,000",
        "Budget 2 rows, PKR 4,000,000 in all and 1 without an amount",
        "Tranches 2 rows, PKR 5,000,000 in all, 1 February 2029 to 1 August 2029",
        "IBAN held; the settings say who sees it",
    ):
        assert words in told.said
    assert IBAN not in told.said
    by_finance = partners("import", file, home=desk, typed="n\n", **FINANCE)
    assert f"IBAN {IBAN}" in by_finance.said
    seen = run("privacy", "access", "--partner", "sample-water", home=desk, columns=200)
    assert "bank.iban" in seen.said


def open_points_of(said: str) -> int:
    return int(re.findall(r"(\d+) open points?\b", said)[-1])


def test_an_import_ends_with_what_the_review_says_is_open(desk: Path, tmp_path: Path) -> None:
    told = partners("import", record_file(tmp_path, WATER), "--yes", home=desk)
    drafted = run(
        "draft", "contract", "sample-water", "--no-pdf", "--out", tmp_path, home=desk, columns=200
    )
    assert "Partnership Contract with Water Sample (sample), 2029-wells" in told.said
    assert open_points_of(told.said) == open_points_of(drafted.said)
    points, _, _ = drafted.out.partition("For counsel: no clause")
    lines = [line for line in points.splitlines() if line.startswith("·")]
    counted = [line for line in lines if "saathi draft why" not in line and "CSPF 17" not in line]
    assert counted
    assert all(line in told.out.splitlines() for line in counted)
    again = partners("import", tmp_path / "record.yaml", "--yes", home=desk)
    assert open_points_of(again.said) == open_points_of(told.said)
    assert "Nothing was saved." not in again.said


def test_what_is_open_comes_back_as_a_workbook_that_closes_it(desk: Path, tmp_path: Path) -> None:
    partners("import", record_file(tmp_path, WATER), "--yes", home=desk)
    file = tmp_path / "open.xlsx"
    told = partners("open", file, "sample-water", home=desk)
    before = open_points_of(told.said)
    assert page_of(file, "Still open").max_row - 4 == before
    assert headings(file, "Agreements")[:3] == ["Partner id", "Agreement key", "Title"]
    assert "Starts on" not in headings(file, "Agreements")  # which is known
    assert "IBAN" not in headings(file, "Partners")
    fill(
        file,
        {
            "Partners": {"NTN": "1234567", "Address": "Sample road 1"},
            "Agreements": {"What the partner does": "Digs wells"},
            "Signatories": {"Name": "Sample Signatory", "Title": "Chair"},
        },
    )
    fill(file, {"Budget": {"Amount of the line": 1_000_000}}, row=3)
    done = partners("import", file, "--yes", home=desk)
    assert "Signatories, 1: Name — Sample Signatory" in done.said
    # NTN with what counsel is asked about it, the address, the duty, the signatory's two, the line.
    assert open_points_of(done.said) == before - 7 + opened_by_the_answer(done.said)
    record = shown(desk, "sample-water")
    lines = record["agreements"][0]["money"]["budget"]
    assert [(line["description"], float(line["amount"])) for line in lines] == [
        ("Pumps", 4_000_000),
        ("Pipes", 1_000_000),
    ]
    assert shown(desk, "sample-water", **FINANCE)["bank"]["iban"] == IBAN


def opened_by_the_answer(said: str) -> int:
    """A number without an approval raises the next question for counsel."""
    return said.count("No approval under section 2(36) is on record")


def test_a_workbook_for_the_partner_or_finance_holds_what_they_can_fill_in(
    desk: Path, tmp_path: Path
) -> None:
    partners("import", record_file(tmp_path, WATER), "--yes", home=desk)
    theirs, finance = tmp_path / "theirs.xlsx", tmp_path / "finance.xlsx"
    partners("open", theirs, "sample-water", "--to", "partner", home=desk)
    assert "Approvals" not in load_workbook(theirs).sheetnames
    assert "What the partner does" in headings(theirs, "Agreements")
    assert "What CIP does" not in headings(theirs, "Agreements")
    assert not [name for name in headings(theirs, "Partners") if name in ("IBAN", "Bank")]
    told = partners("open", finance, "sample-water", "--to", "finance", home=desk, **FINANCE)
    assert told.code == 0
    assert headings(finance, "Partners")[3:] == [
        *("Account title", "Bank", "Branch", "IBAN", "Account currency")
    ]
    assert page_of(finance, "Partners")["G2"].value == IBAN
    exported = run("privacy", "access", "--partner", "sample-water", home=desk, columns=200)
    assert "finance.xlsx" in exported.said


def test_a_row_that_waits_to_be_filled_in_takes_no_list_away(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    file.write_text("Partner id,NOC authority,NOC area\nsample-roshni,,\n", encoding="utf-8")
    before = shown(desk, "sample-roshni")["nocs"]
    assert before
    assert partners("import", file, "--yes", home=desk).code == 0
    assert shown(desk, "sample-roshni")["nocs"] == before
