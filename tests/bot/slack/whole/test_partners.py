"""Partners' files in Slack: found, read, changed part by part, and kept from whom they must be."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.partners import PartnerFile
from drafting.partners.writing.workbook import workbook_of
from knowledge import PolicyDesk
from tests.bot.slack.test_partner_views import problems
from tests.support.slack import blocks
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, opened, opened_home, top, wherever, words
from tests.support.slack.workspace_client import FINANCE, OFFICER, Visitor, until

Json = dict[str, Any]
ROSHNI = "Roshni Invented Women’s Society (sample)"
IBAN = "PK36SCBL0000001123456702"
CNIC = "35202-1234567-1"
ROLES = RoleSettings(editors=(OFFICER, FINANCE), finance=(FINANCE,))


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


@pytest.fixture
def file(made: Office) -> PartnerFile:
    return made.app.edge.services.partners


def edits(visitor: Visitor, card: Json, part: str, title: str) -> Json:
    """The window of a part, opened from the card."""
    pressed(visitor, card, names.PART_EDIT, part=part)
    return top(visitor, title, 2)


def test_a_name_opens_the_card_to_the_person_alone(officer: Visitor, colleague: Visitor) -> None:
    before = len(officer.sees("partnerships"))
    card = opened(officer, "roshni")
    said = words(card)
    assert ROSHNI in said
    assert "NGO" in said
    assert "Societies Registration Act 1860" in said
    assert "Sample, made up" in said
    assert len(officer.sees("partnerships")) == before
    assert not colleague.views


@pytest.mark.parametrize("typo", ["Rohsni", "roshni invented womens", "RIWS-roshni"])
def test_typos_are_forgiven(officer: Visitor, typo: str) -> None:
    officer.commands("partnerships", "/partner", typo)
    until(lambda: officer.views and ROSHNI in words(officer.views[0]))


def test_several_matches_are_offered_and_one_click_opens_the_card(officer: Visitor) -> None:
    window = opened(officer, "sample", "Find a partner")
    assert "may be one of these" in words(window)
    pressed(officer, window, names.PARTNER_OPEN, partner="sample-sailab")
    assert "Sailab" in words(top(officer, "Partner", 1))


def test_without_a_name_a_partner_is_found_by_typing(officer: Visitor) -> None:
    window = opened(officer, "", "Find a partner")
    offered = officer.asks_for_options(window, names.PARTNER_PICK, "jamai")
    assert offered[0]["value"] == "sample-jamia"
    officer.clicks(window, names.PARTNER_PICK, selected_option=offered[0])
    assert "Jamia Nowhere" in words(top(officer, "Partner", 1))


def test_the_home_tab_finds_a_partner_too(officer: Visitor) -> None:
    officer.clicks(opened_home(officer, "Documents"), names.PARTNER_FIND)
    top(officer, "Find a partner")


def test_a_part_is_changed_and_the_card_and_the_history_show_it(
    officer: Visitor, file: PartnerFile
) -> None:
    card = opened(officer, "awaz")
    window = edits(officer, card, "identity", "Identity")
    assert not sends(officer, window, identity__acronym="AWZ", identity__former_names="Awaz One")
    card = top(officer, "Partner", 1, "AWZ")
    assert file.get("sample-awaz").identity.former_names == ("Awaz One",)
    pressed(officer, card, names.PARTNER_HISTORY)
    history = top(officer, "History", 2)
    assert "AWZ" in words(history)
    assert OFFICER in words(history)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    officer: Visitor, file: PartnerFile
) -> None:
    before = file.version("sample-mashal")
    window = edits(officer, opened(officer, "mashal"), "tax", "Tax")
    wrong = sends(officer, window, tax__ntn="12")
    assert set(wrong) == {"tax.ntn"}
    assert "7 digits" in wrong["tax.ntn"]
    assert file.version("sample-mashal") == before
    assert not sends(officer, window, tax__ntn="1234567-8")


def test_people_are_typed_one_on_each_line_and_a_wrong_line_is_named(
    officer: Visitor, file: PartnerFile
) -> None:
    window = edits(officer, opened(officer, "chaupal"), "people", "People")
    lines = "Sample Head | Chairperson | head@example.org\nSample Clerk | Clerk | nonsense"
    wrong = sends(officer, window, people__focal_points=lines)
    assert wrong["people.focal_points"].startswith("Line 2: ")
    right = lines.replace("nonsense", "clerk@example.org | 0300 1234567")
    assert not sends(officer, window, people__focal_points=right)
    people = file.get("sample-chaupal").people
    assert [one.name for one in people.focal_points] == ["Sample Head", "Sample Clerk"]
    assert people.focal_points[1].phone


def test_another_s_change_is_shown_and_not_overwritten(
    officer: Visitor, finance: Visitor, file: PartnerFile
) -> None:
    mine = edits(officer, opened(officer, "sangam"), "identity", "Identity")
    theirs = edits(finance, opened(finance, "sangam"), "identity", "Identity")
    assert not sends(finance, theirs, identity__acronym="THEIRS", identity__address="Their road 1")
    assert not sends(officer, mine, identity__acronym="MINE")
    again = top(officer, "Identity", 2, "while you were typing")
    assert "THEIRS" in words(again)
    assert file.get("sample-sangam").identity.acronym == "THEIRS"
    assert inputs(again)["identity.acronym"]["element"]["initial_value"] == "MINE"
    assert not sends(officer, again)
    saved = file.get("sample-sangam").identity
    assert (saved.acronym, saved.address) == ("MINE", "Their road 1")


def test_changes_of_different_fields_at_once_are_both_kept(
    officer: Visitor, finance: Visitor, file: PartnerFile
) -> None:
    mine = edits(officer, opened(officer, "rabta"), "identity", "Identity")
    theirs = edits(finance, opened(finance, "rabta"), "identity", "Identity")
    assert not sends(finance, theirs, identity__address="Their road 2")
    assert not sends(officer, mine, identity__acronym="RBT")
    saved = file.get("sample-rabta").identity
    assert (saved.acronym, saved.address) == ("RBT", "Their road 2")


def test_districts_are_found_by_typing(officer: Visitor, file: PartnerFile) -> None:
    window = edits(officer, opened(officer, "tijarat"), "place", "Place")
    offered = officer.asks_for_options(window, names.DISTRICT_PICK, "swatt")
    assert "Swat" in [one["value"] for one in offered]
    where = {"place__districts": ("Swat",), "place__provinces": ("khyber_pakhtunkhwa",)}
    assert not sends(officer, window, **where)
    assert file.get("sample-tijarat").place.districts == ("Swat",)


def test_bank_details_are_for_finance_alone(
    officer: Visitor, finance: Visitor, made: Office, file: PartnerFile
) -> None:
    card = opened(officer, "roshni")
    assert "held; Finance sees it" in words(card)
    assert "part=bank" not in words(card)
    window = edits(finance, opened(finance, "roshni"), "bank", "Bank account")
    assert "iban" in json.dumps(window)
    # The box of the signatory's CNIC is emptied, which changes the file at once.
    assert not sends(finance, window, bank__iban=IBAN, cnic="")
    change = file.waiting_account("sample-roshni")
    assert change is not None
    assert (change.entered_by, change.values["iban"]) == (FINANCE, IBAN)
    assert file.get("sample-roshni").bank.iban != IBAN
    assert IBAN not in json.dumps(opened(officer, "roshni"))
    history = file.history("sample-roshni")[0]
    assert history.by == FINANCE
    pressed(officer, officer.views[-1], names.PARTNER_HISTORY)
    shown = words(top(officer, "History", 2, "Finance sees how"))
    assert IBAN not in shown
    assert not wherever(made, IBAN)


def test_a_bank_window_that_is_made_up_is_refused(
    officer: Visitor, finance: Visitor, file: PartnerFile
) -> None:
    card = opened(officer, "sailab")
    edit = next(b["accessory"] for b in card["blocks"] if b.get("block_id") == "part:tax")
    spot = names.PartnerRef("sample-sailab", part="bank")
    officer.clicks(card, edit["action_id"], value=names.spot_value(spot))
    refused = top(officer, "Partner files", 2)
    assert "Partnership Coordinator" in words(refused)
    assert "IBAN" not in words(refused)


def test_a_cnic_stays_with_its_signatory_and_is_shown_to_finance_alone(
    officer: Visitor, finance: Visitor, file: PartnerFile
) -> None:
    name = file.get("sample-jamia").people.signatories[0].name
    window = edits(finance, opened(finance, "jamia"), "bank", "Bank account")
    wrong = sends(finance, window, cnic="123")
    assert "13 digits" in wrong["cnic"]
    assert not sends(finance, window, cnic=CNIC)
    people = edits(officer, opened(officer, "jamia"), "people", "People")
    assert CNIC not in json.dumps(people)
    assert not sends(officer, people, people__signatories=f"Someone Else | Dean\n{name}s | Rector")
    signatories = file.get("sample-jamia").people.signatories
    assert [one.cnic for one in signatories] == ["", CNIC]


def test_who_may_not_edit_sees_the_card_and_no_buttons_for_it(colleague: Visitor) -> None:
    card = opened(colleague, "roshni")
    actions = json.dumps(card["blocks"])
    assert names.PART_EDIT not in actions
    assert names.AGREEMENT_ADD not in actions
    assert names.PARTNER_HISTORY in actions


def test_a_partner_is_added_and_one_of_the_same_name_is_not(
    officer: Visitor, file: PartnerFile
) -> None:
    window = opened(officer, "", "Find a partner")
    officer.clicks(window, names.PARTNER_ADD)
    form = top(officer, "A new partner", 1)
    name = "Nayi Umeed Trust (sample)"
    fields = {"identity__legal_name": name, "identity__urdu_name": "نئی امید"}
    assert not sends(officer, form, **fields, identity__partner_type="cbo")
    card = top(officer, "Partner", 1)
    assert "نئی امید" in words(card)
    assert file.get("nayi-umeed-trust-sample").identity.partner_type == "cbo"
    officer.closes(card)
    officer.clicks(opened(officer, "", "Find a partner"), names.PARTNER_ADD)
    wrong = sends(officer, top(officer, "A new partner", 1), **fields)
    assert "has a file already" in wrong["identity.legal_name"]


def test_an_agreement_is_added_opened_and_changed(officer: Visitor, file: PartnerFile) -> None:
    card = opened(officer, "lamba")
    pressed(officer, card, names.AGREEMENT_ADD)
    form = top(officer, "A new agreement", 2)
    assert not sends(officer, form, title="Weaving together", start="2027-01-01", end="2027-12-31")
    window = top(officer, "Agreement", 2)
    assert "Weaving together" in words(window)
    pressed(officer, window, names.PART_EDIT, part="money")
    money = top(officer, "Money", 3)
    wrong = sends(officer, money, money__amount="a lot", money__currency="PKR")
    assert set(wrong) == {"money.amount"}
    assert not sends(officer, money, money__amount="1,250,000", money__currency="PKR")
    top(officer, "Agreement", 2, "PKR 1,250,000")
    one = file.get("sample-lamba").agreement("2027-weaving-together")
    assert one is not None
    assert one.money.amount == 1_250_000


def test_a_text_refers_to_the_amount_and_an_unknown_name_is_told_beside_its_field(
    officer: Visitor, file: PartnerFile
) -> None:
    pressed(officer, opened(officer, "lamba"), names.AGREEMENT_OPEN, agreement="2026-looms")
    window = top(officer, "Agreement", 2)
    assert "Funds of PKR 1,250,000.50 for looms" in words(window)
    pressed(officer, window, names.PART_EDIT, part="roles")
    form = top(officer, "Roles and contributions", 3)
    typed = inputs(form)["cip_contributions"]["element"]["initial_value"]
    assert typed.startswith("Funds of {amount}")
    wrong = sends(officer, form, cip_contributions="Funds of {amuont}")
    assert set(wrong) == {"cip_contributions"}
    assert "did you mean '{amount}'?" in wrong["cip_contributions"]
    assert not sends(officer, form, cip_contributions="All of {amount}")
    top(officer, "Agreement", 2, "All of PKR 1,250,000.50")
    agreement = file.get("sample-lamba").agreement("2026-looms")
    assert agreement is not None
    assert agreement.cip_contributions == ("All of {amount}",)


def test_dates_that_are_out_of_order_are_told_beside_a_field(officer: Visitor) -> None:
    card = opened(officer, "lamba")
    pressed(officer, card, names.AGREEMENT_ADD)
    form = top(officer, "A new agreement", 2)
    wrong = sends(officer, form, title="Backwards", start="2027-12-31", end="2027-01-01")
    assert wrong


@pytest.mark.parametrize(
    "name",
    [
        "<!channel> *bold* <https://example.org|click> & {{ jinja }}",
        "ک" * 290,
        "x" * 300,
        "`code` _under_ ~gone~ :smile: @here #general",
    ],
)
def test_hostile_names_are_shown_as_text(officer: Visitor, name: str) -> None:
    officer.clicks(opened(officer, "", "Find a partner"), names.PARTNER_ADD)
    assert not sends(officer, top(officer, "A new partner", 1), identity__legal_name=name)
    card = top(officer, "Partner", 1)
    window = edits(officer, card, "identity", "Identity")
    assert not sends(officer, window, identity__acronym="H")
    card = top(officer, "Partner", 1, "H")
    assert name[:80] in blocks.words(card["blocks"])
    problems({part: card[part] for part in ("type", "title", "blocks")})


def test_a_name_that_turns_the_text_around_is_refused(officer: Visitor) -> None:
    officer.clicks(opened(officer, "", "Find a partner"), names.PARTNER_ADD)
    window = top(officer, "A new partner", 1)
    wrong = sends(officer, window, identity__legal_name="\u202etxt.exe\u202c Trust")
    assert set(wrong) == {"identity.legal_name"}
    assert "U+202E" in wrong["identity.legal_name"]


def test_a_command_sent_again_opens_nothing_twice(officer: Visitor, made: Office) -> None:
    opened(officer, "roshni")
    (item, *_) = [
        one
        for one in reversed(officer.traffic())
        if one["direction"] == "to_bot" and one["name"] == "/partner"
    ]
    officer.redelivers(item)
    at_rest(made)
    assert len(officer.views) == 1


def test_where_the_window_does_not_open_the_person_is_told(
    officer: Visitor, made: Office, tmp_path: Path
) -> None:
    made.workspace.rules.misbehave("views.open", status=500)
    known = len(officer.sees("saathi"))
    officer.commands("partnerships", "/partner", "roshni")
    until(lambda: len(officer.sees("saathi")) > known)
    assert "too slow to open" in officer.sees("saathi")[-1]["text"]


# --- workbooks that come back


def workbook_with(file: PartnerFile, sheet: str, heading: str, value: str) -> tuple[bytes, str]:
    """The office's workbook with one cell changed, and where that is."""
    book = load_workbook(io.BytesIO(workbook_of(file.all(), may_see_restricted_fields=False)))
    headings = [cell.value for cell in book[sheet][1]]
    cell = book[sheet].cell(2, 1 + headings.index(heading), value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue(), cell.coordinate


def replies_to(visitor: Visitor, name: str, content: bytes, count: int) -> list[Json]:
    """What Saathi answers to a file that is sent to it."""
    known = len(from_saathi(visitor))
    visitor.says("saathi", "", files=(visitor.uploads(name, content),))
    until(lambda: len(from_saathi(visitor)) >= known + count)
    return from_saathi(visitor)[known:]


def test_a_workbook_with_wrong_cells_comes_back_with_them_marked(
    officer: Visitor, file: PartnerFile
) -> None:
    version = file.version("sample-roshni")
    content, cell = workbook_with(file, "Budget", "Paid by", "Donor")
    marked, told = replies_to(officer, "our partners.xlsx", content, 2)
    assert "1 thing is" in words(told)
    assert f"Budget!{cell}, Paid by: 'Donor' is none of its values; write" in words(told)
    (sent,) = marked["files"]
    assert sent["name"] == "our partners-marked.xlsx"
    page = load_workbook(io.BytesIO(officer.downloads(sent)))["Budget"]
    assert page[cell].value == "Donor"
    assert page[cell].comment.text.startswith("To mend: 'Donor' is none of its values")
    assert file.version("sample-roshni") == version


def test_a_workbook_without_a_mistake_is_told_and_not_saved(
    officer: Visitor, file: PartnerFile
) -> None:
    content, _ = workbook_with(file, "Partners", "Acronym", "NEW-S")
    (told,) = replies_to(officer, "partners.xlsx", content, 1)
    assert "1 changed, " in words(told)
    assert "NEW-S" not in {partner.identity.acronym for partner in file.all()}


def test_who_may_not_edit_learns_nothing_of_a_workbook(
    colleague: Visitor, file: PartnerFile
) -> None:
    content, cell = workbook_with(file, "Budget", "Paid by", "Donor")
    (told,) = replies_to(colleague, "partners.xlsx", content, 1)
    assert "kept to a few people" in words(told)
    assert cell not in words(told)


def test_a_table_of_somebody_s_own_is_no_partner_file(officer: Visitor) -> None:
    book = Workbook()
    book.create_sheet("Budget").append(["Item", "Price"])
    content = io.BytesIO()
    book.save(content)
    (told,) = replies_to(officer, "prices.xlsx", content.getvalue(), 1)
    assert "to mend" not in words(told)
    assert "prices.xlsx" in words(told)
