"""Who sees bank details and CNICs in Slack is on record before they do, and nobody else is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings.privacy import PrivacySettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.drafts.form_view import AGREEMENT, KIND
from drafting.partnership import Access, AccessEntry
from drafting.sealing import new_key
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import chooses
from tests.support.slack.forms import pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened, top, words
from tests.support.slack.workspace_client import FINANCE, OFFICER, Visitor, until

IBAN, CNIC = "PK29SAMP0000000000000001", "40000-0000001-2"
ROLES = RoleSettings(editors=(OFFICER, FINANCE), finance=(FINANCE,))
FORM = "Draft an agreement"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    privacy = PrivacySettings(encryption_key=SecretStr(new_key()))
    with stocked_office(desk, home, roles=ROLES, privacy=privacy) as made:
        yield made


def entries(made: Office) -> list[AccessEntry]:
    return made.app.edge.services.access.entries()


def test_the_window_of_an_account_is_on_record_with_its_fields_and_no_value(
    officer: Visitor, finance: Visitor, made: Office
) -> None:
    before = len(entries(made))
    opened(officer, "roshni")
    card = opened(finance, "roshni")
    assert len(entries(made)) == before  # a card shows nothing restricted
    pressed(finance, card, names.PART_EDIT, part="bank")
    window = top(finance, "Bank account", 2)
    assert IBAN in json.dumps(window)
    (entry,) = entries(made)[: len(entries(made)) - before]
    assert (entry.who, entry.how, entry.partner) == (FINANCE, Access.WINDOW, "sample-roshni")
    assert {"bank.iban", "people.signatories[1].cnic"} <= set(entry.fields)
    assert IBAN not in repr(entry)


def test_the_history_is_on_record_where_it_shows_an_account(
    officer: Visitor, finance: Visitor, made: Office
) -> None:
    file = made.app.edge.services.partners
    jamia = file.get("sample-jamia")
    account = jamia.bank.model_copy(update={"iban": "PK36SCBL0000001123456702"})
    file.save(jamia.model_copy(update={"bank": account}), by=FINANCE, source="test")
    before = len(entries(made))
    pressed(officer, opened(officer, "jamia"), names.PARTNER_HISTORY)
    assert "PK36" not in words(top(officer, "History", 2))
    assert len(entries(made)) == before
    pressed(finance, opened(finance, "jamia"), names.PARTNER_HISTORY)
    assert "PK36SCBL0000001123456702" in words(top(finance, "History", 2))
    entry = entries(made)[0]
    assert (entry.who, entry.how, entry.partner) == (FINANCE, Access.HISTORY, "sample-jamia")


def test_a_draft_with_values_is_on_record_once_for_whoever_gets_it(
    officer: Visitor, finance: Visitor, made: Office
) -> None:
    before = len(entries(made))
    for visitor in (officer, finance):
        visitor.commands("partnerships", "/draft-mou", "roshni")
        known = len(from_saathi(visitor))
        form = chooses(visitor, top(visitor, FORM), KIND, "contract", "agreement.money.amount")
        form = chooses(visitor, form, AGREEMENT, "2026-schools", "agreement.money.amount")
        assert not sends(visitor, form)
        newest_direct(visitor, known)
    at_rest(made)
    new = entries(made)[: len(entries(made)) - before]
    assert {(entry.who, entry.how) for entry in new} == {(FINANCE, Access.DRAFT)}
    assert len(new) == 1
    assert new[0].fields
    assert new[0].about.startswith("CONTRACT_sample-roshni")


def test_one_account_on_two_partners_is_told_in_the_window_alone(
    finance: Visitor, made: Office
) -> None:
    file = made.app.edge.services.partners
    awaz = file.get("sample-awaz")
    account = awaz.bank.model_copy(update={"iban": IBAN})
    file.save(awaz.model_copy(update={"bank": account}), by=FINANCE, source="test")
    card = opened(finance, "awaz")
    assert "Roshni" not in words(card)
    pressed(finance, card, names.PART_EDIT, part="bank")
    told = words(top(finance, "Bank account", 2))
    assert (
        "The same IBAN stands in the file of Roshni Invented Women’s Society (sample) too" in told
    )


def test_nothing_restricted_lies_in_any_file_of_the_office(officer: Visitor, made: Office) -> None:
    typed = f"When is due diligence needed for {IBAN} and the card {CNIC}?"
    ts = officer.says("partnerships", f"@Saathi {typed}")
    until(lambda: officer.replies("partnerships", ts))
    at_rest(made)
    (question, *_) = made.app.edge.inbox.recent(OFFICER)
    assert question.question.startswith("When is due diligence needed for [number left out]")
    files = [path for path in Path(made.home).rglob("*") if path.is_file()]
    assert any(path.name == "saathi.db" for path in files)
    for text in (IBAN, CNIC, CNIC.replace("-", ""), "Sample Bank of Nowhere"):
        assert not [path for path in files if text.encode() in path.read_bytes()]
