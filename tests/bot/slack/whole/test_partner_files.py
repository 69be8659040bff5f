"""Files of partners in Slack: handed out, sent back, looked at, saved, and what is open then."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.agreements import AgreementRequest
from drafting.documents import DocumentKind
from drafting.partners import PartnerFile, export_partners
from drafting.partners.reading import stamps_of
from knowledge import PolicyDesk
from tests.support.slack.forms import pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, opened, top, wherever, words
from tests.support.slack.workspace_client import FINANCE, OFFICER, Visitor, until

Json = dict[str, Any]
ROLES = RoleSettings(editors=(OFFICER, FINANCE), finance=(FINANCE,))
IBAN = "PK36SCBL0000001123456702"
PARTNER = "sample-awaz"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


@pytest.fixture
def file(made: Office) -> PartnerFile:
    return made.app.edge.services.partners


def sent(visitor: Visitor, name: str, content: bytes) -> Json:
    """What Saathi says to a file that is sent by direct message."""
    ts = visitor.says("saathi", "", files=(visitor.uploads(name, content),))
    return until(lambda: visitor.replies("saathi", ts))[0]


def exported(file: PartnerFile, folder: Path, partner: str, kind: str = "xlsx") -> Path:
    """A file of one partner, as `saathi partners export` writes it."""
    record = file.read(partner)
    to = folder / f"old.{kind}"
    export_partners(
        [record.partner], to, may_see_restricted_fields=False, stamps=stamps_of([record])
    )
    return to


def filled(content: bytes, cells: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A workbook with values in the row below the headings."""
    book = load_workbook(io.BytesIO(content))
    for title, values in cells.items():
        page: Any = book[title]
        columns = {cell.value: cell.column for cell in page[1]}
        for heading, value in values.items():
            page.cell(2, columns[heading]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(file: PartnerFile, partner: str, **parts: Any) -> None:
    """Somebody else changes the record."""
    record = file.read(partner)
    data = record.partner.model_dump()
    for part, values in parts.items():
        data[part] |= values
    file.save(type(record.partner).model_validate(data), by=FINANCE, source="Slack")


def clicks_and_hears(visitor: Visitor, place: Json, action: str, showing: str) -> Json:
    known = len(from_saathi(visitor))
    visitor.clicks(place, action)
    return until(
        lambda: [one for one in from_saathi(visitor)[known:] if showing in words(one)], 20
    )[0]


def newest_file(visitor: Visitor, name: str, known: int = 0) -> bytes:
    """The newest file of that name that Saathi sent."""

    def files() -> list[Json]:
        seen = [one for message in from_saathi(visitor)[known:] for one in message["files"]]
        return [one for one in seen if one["name"] == name]

    return visitor.downloads(until(files)[-1])


def test_the_blank_workbook_asks_for_what_a_document_needs(officer: Visitor, made: Office) -> None:
    officer.commands("partnerships", "/partner", "")
    finding = top(officer, "Find a partner")
    officer.clicks(finding, names.TEMPLATE_OPEN)
    window = top(officer, "A blank workbook", 2)
    assert "What a contract needs" in words(window)
    assert not sends(officer, window, document="note")
    at_rest(made)
    book = load_workbook(io.BytesIO(newest_file(officer, "partners_note.xlsx")))
    assert "Budget" not in book.sheetnames
    assert "Focal points" in book.sheetnames
    assert "send it back to me" in words(from_saathi(officer)[-1])


def test_a_file_sent_back_is_shown_and_saved_and_what_is_open_is_told(
    officer: Visitor, file: PartnerFile, made: Office
) -> None:
    record = {
        "id": "sample-wells",
        "identity": {"legal_name": "Wells Sample (sample)"},
        "registration": {"expires": "2031-05-04"},
        "bank": {"iban": IBAN},
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
                    "tranches": [{"amount": 5_000_000, "due": "2029-02-01"}],
                },
            }
        ],
    }
    plan = sent(officer, "wells.yaml", yaml.safe_dump(record).encode())
    shown = words(plan)
    assert "Nothing is saved yet" in shown
    for part in ("4 May 2031", "PKR 5,000,000", "1 row, PKR 5,000,000 in all, 1 February 2029"):
        assert part in shown
    assert "are left out: Finance imports those" in shown
    assert not file.has("sample-wells")
    told = clicks_and_hears(officer, plan, names.IMPORT_SAVE, "Saved: 1 partner")
    stored = file.read("sample-wells")
    assert stored.changed_by == OFFICER
    assert not stored.partner.bank.iban
    review = made.app.edge.services.drafting.review(
        AgreementRequest("sample-wells", DocumentKind("contract"), "2029-wells", OFFICER, "")
    )
    assert f"{review.points} open points." in words(told)
    assert review.missing_points[0].sentence in words(told)
    again = clicks_and_hears(officer, plan, names.IMPORT_SAVE, "on record already")
    assert f"{review.points} open points." in words(again)
    assert file.version("sample-wells") == stored.version
    assert wherever(made, IBAN) == []


def test_the_open_points_come_as_a_workbook_and_go_back_in(
    officer: Visitor, file: PartnerFile, made: Office
) -> None:
    card = opened(officer, "rabta")
    agreement = file.get("sample-rabta").agreements[-1].key
    pressed(officer, card, names.AGREEMENT_OPEN, agreement=agreement)
    window = top(officer, "Agreement", 2)
    changed(file, "sample-rabta", identity={"address": ""})
    known = len(from_saathi(officer))
    pressed(officer, window, names.OPEN_WORKBOOK, agreement=agreement)
    content = newest_file(officer, f"open_sample-rabta_{agreement}.xlsx", known)
    told = until(
        lambda: [one for one in from_saathi(officer)[known:] if "yellow cells" in words(one)], 20
    )
    pressed(officer, told[0], names.OPEN_WORKBOOK, part="partner")
    theirs = newest_file(officer, f"open_for_partner_sample-rabta_{agreement}.xlsx", known)
    assert "Approvals" not in load_workbook(io.BytesIO(theirs)).sheetnames
    back = filled(content, {"Partners": {"Address": "House of the workbook 7"}})
    plan = sent(officer, "back.xlsx", back)
    assert "nothing → House of the workbook 7" in words(plan)
    clicks_and_hears(officer, plan, names.IMPORT_SAVE, "Saved: 1 partner")
    assert file.get("sample-rabta").identity.address == "House of the workbook 7"
    at_rest(made)


def test_an_older_workbook_undoes_newer_work_by_choice_alone(
    officer: Visitor, file: PartnerFile, tmp_path: Path
) -> None:
    old = exported(file, tmp_path, PARTNER).read_bytes()
    old = filled(old, {"Partners": {"NTN": "1111111", "Address": "Road of the workbook 1"}})
    changed(file, PARTNER, tax={"ntn": "7654321"}, identity={"acronym": "NEW-S"})
    plan = sent(officer, "old.xlsx", old)
    assert "was changed since by" in words(plan)
    assert FINANCE in json.dumps(plan["blocks"])
    assert "now 7654321, in the file 1111111" in words(plan)
    clicks_and_hears(officer, plan, names.IMPORT_SAVE, "Saved: 1 partner")
    record = file.get(PARTNER)
    assert record.identity.address == "Road of the workbook 1"
    assert (record.tax.ntn, record.identity.acronym) == ("7654321", "NEW-S")
    officer.clicks(plan, names.IMPORT_CHOOSE)
    window = top(officer, "Before it is saved")
    known = len(from_saathi(officer))
    name = next(
        block["block_id"]
        for block in window["blocks"]
        if block["type"] == "input" and block["block_id"].endswith(":tax.ntn")
    )
    officer.submits(window, _choices(window, {name}))
    until(lambda: "Saved: 1 partner" in json.dumps(from_saathi(officer)[known:]))
    record = file.get(PARTNER)
    assert (record.tax.ntn, record.identity.acronym) == ("1111111", "NEW-S")


@pytest.mark.parametrize(
    ("chosen", "into"), [("sample-awaz", "sample-awaz"), ("another!", "sample-voices")]
)
def test_a_partner_of_another_s_name_is_saved_as_somebody_says(
    officer: Visitor, file: PartnerFile, chosen: str, into: str
) -> None:
    name = f"The {file.get(PARTNER).identity.legal_name}"
    note = f"Notes for {into}"
    record = {"id": "sample-voices", "identity": {"legal_name": name, "address": note}}
    plan = sent(officer, "voices.yaml", yaml.safe_dump(record).encode())
    assert "(sample-voices) may be" in words(plan)
    assert names.IMPORT_SAVE not in json.dumps(plan["blocks"])
    officer.clicks(plan, names.IMPORT_CHOOSE)
    window = top(officer, "Before it is saved")
    (block,) = (b for b in window["blocks"] if b["type"] == "input")
    (option,) = (one for one in block["element"]["options"] if one["value"] == chosen)
    picked = {"type": block["element"]["type"], "selected_option": option}
    known = len(from_saathi(officer))
    officer.submits(window, {block["block_id"]: {block["element"]["action_id"]: picked}})
    until(lambda: "Saved: 1 partner" in json.dumps(from_saathi(officer)[known:]))
    assert file.get(into).identity.address == note
    assert file.has("sample-voices") == (into == "sample-voices")


def _choices(window: Json, taken: set[str]) -> dict[str, Json]:
    """The window's inputs with these fields taken, and all others as they are."""
    state: dict[str, Json] = {}
    for block in window["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            wanted = "take" if block["block_id"] in taken else "keep"
            (option,) = (one for one in element["options"] if one["value"] == wanted)
            state[block["block_id"]] = {
                element["action_id"]: {"type": element["type"], "selected_option": option}
            }
    return state


def test_what_changed_after_the_look_is_shown_anew_and_not_saved(
    officer: Visitor, file: PartnerFile
) -> None:
    content = f"Partner id,Acronym\n{PARTNER},TYPED-S\n".encode()
    plan = sent(officer, "p.csv", content)
    assert "→ TYPED-S" in words(plan)
    changed(file, PARTNER, identity={"acronym": "MEANWHILE-S"})
    anew = clicks_and_hears(officer, plan, names.IMPORT_SAVE, "Something changed since")
    assert "MEANWHILE-S → TYPED-S" in words(anew)
    assert file.get(PARTNER).identity.acronym == "MEANWHILE-S"
    clicks_and_hears(officer, anew, names.IMPORT_SAVE, "Saved: 1 partner")
    assert file.get(PARTNER).identity.acronym == "TYPED-S"


def test_finance_sees_and_saves_the_account(
    finance: Visitor, file: PartnerFile, made: Office
) -> None:
    content = f"Partner id,IBAN\nsample-mashal,{IBAN}\n".encode()
    plan = sent(finance, "account.csv", content)
    assert "IBAN" in words(plan)
    assert IBAN not in json.dumps(plan)
    assert not made.app.edge.services.access.entries(partner="sample-mashal")
    finance.clicks(plan, names.IMPORT_ACCOUNTS)
    assert IBAN in words(top(finance, "Bank and CNICs"))
    clicks_and_hears(finance, plan, names.IMPORT_SAVE, "Saved: 1 partner")
    assert file.get("sample-mashal").bank.iban == IBAN
    entries = made.app.edge.services.access.entries(partner="sample-mashal")
    assert entries[0].who == FINANCE
    assert "bank.iban" in entries[0].fields


def test_who_may_not_edit_is_told_whom_to_ask(colleague: Visitor, file: PartnerFile) -> None:
    before = file.version(PARTNER)
    told = sent(colleague, "p.csv", f"Partner id,Acronym\n{PARTNER},NO-S\n".encode())
    assert "can make the change for you" in words(told)
    assert file.version(PARTNER) == before


def test_problems_are_listed_and_nothing_can_be_saved(officer: Visitor, file: PartnerFile) -> None:
    told = sent(officer, "p.csv", f"Partner id,NTN\n{PARTNER},12\n".encode())
    assert "nothing of it was saved" in words(told)
    assert "Partners!B2, NTN" in words(told)
    assert names.IMPORT_SAVE not in json.dumps(told["blocks"])


def test_a_workbook_of_something_else_is_answered_as_before(officer: Visitor) -> None:
    book, buffer = Workbook(), io.BytesIO()
    book.create_sheet("Budget 2026").append(["a", "b"])
    book.save(buffer)
    assert "holds no fields of a checklist" in words(sent(officer, "b.xlsx", buffer.getvalue()))
