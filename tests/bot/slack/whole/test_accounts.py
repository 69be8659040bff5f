"""A change of account in Slack: entered by one person of Finance, settled by another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.partners import account_view
from drafting.partners import PartnerFile
from drafting.partners.accounts import AccountState
from drafting.partnership import Access
from knowledge import PolicyDesk
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened, top, words
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, Visitor, until, visiting

Json = dict[str, Any]
OLD, NEW = "PK29SAMP0000000000000001", "PK36SCBL0000001123456702"
ROSHNI = "sample-roshni"
ROLES = RoleSettings(finance=(FINANCE, COORDINATOR))
CALLED = {"account_number": "+92 300 0000001", "account_spoke_to": "Sample Focal Point One"}


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


@pytest.fixture
def second(made: Office) -> Iterator[Visitor]:
    """The other person of Finance."""
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture
def file(made: Office) -> Iterator[PartnerFile]:
    """The partner file; what a test leaves waiting is withdrawn."""
    services = made.app.edge.services
    yield services.partners
    for change in services.accounts.all_waiting():
        services.accounts.withdraw(change.partner, change.id, by=change.entered_by)


def enters(visitor: Visitor, iban: str, partner: str = "roshni") -> Json:
    """The window after an account was entered."""
    pressed(visitor, opened(visitor, partner), names.PART_EDIT, part="bank")
    assert not sends(visitor, top(visitor, "Bank account", 2), bank__iban=iban)
    return top(visitor, "Bank account", 2, "waits")


def call_back(visitor: Visitor) -> Json:
    """The window of the call-back, opened from the card."""
    pressed(visitor, opened(visitor, "roshni"), names.ACCOUNT_CALL)
    return top(visitor, "Bank account", 2, "Entered by")


def test_a_second_person_is_told_calls_and_records_it(
    finance: Visitor, second: Visitor, officer: Visitor, made: Office, file: PartnerFile
) -> None:
    known = len(from_saathi(second))
    assert "A second person of Finance now calls" in words(enters(finance, NEW))
    assert file.get(ROSHNI).bank.iban == OLD
    told = newest_direct(second, known)
    assert "waits for your call" in words(told)
    at_rest(made)
    # Whoever sees the card reads that a change waits, and nothing of it.
    card = opened(officer, "roshni")
    assert "waits until the partner was called back" in words(card)
    assert names.ACCOUNT_CALL not in json.dumps(card)
    window = call_back(second)
    assert NEW in words(window)
    assert "+92 300 0000001" in json.dumps(window)
    entry = made.app.edge.services.access.entries(partner=ROSHNI)[0]
    assert (entry.who, entry.how, entry.fields) == (COORDINATOR, Access.WINDOW, ("bank.iban",))
    wrong = sends(second, window, account_verdict=account_view.GENUINE, account_number="-")
    assert "on record before the change" in wrong["account_number"]
    assert not sends(second, window, account_verdict=account_view.GENUINE, **CALLED)
    until(lambda: file.get(ROSHNI).bank.iban == NEW)
    (change, *_) = made.app.edge.services.accounts.changes(ROSHNI)
    assert (change.state, change.settled_by) == (AccountState.CONFIRMED, COORDINATOR)
    assert change.call is not None
    assert (change.call.number, change.call.spoke_to) == tuple(CALLED.values())
    for reader in (second, officer):
        messages = json.dumps(from_saathi(reader))
        assert NEW not in messages
        assert OLD not in messages


def test_the_second_person_is_told_at_once_of_an_account_in_a_file(
    finance: Visitor, second: Visitor, made: Office, file: PartnerFile
) -> None:
    before, known = file.get(ROSHNI).bank, len(from_saathi(second))
    content = f"Partner id,IBAN\n{ROSHNI},PK02SAMP0000000000000002\n".encode()
    ts = finance.says("saathi", "", files=(finance.uploads("account.csv", content),))
    plan = until(lambda: finance.replies("saathi", ts))[0]
    finance.clicks(plan, names.IMPORT_SAVE)
    assert "waits for your call" in words(newest_direct(second, known))
    at_rest(made)
    assert len(from_saathi(second)) == known + 1
    change = file.waiting_account(ROSHNI)
    assert change is not None
    assert (change.entered_by, file.get(ROSHNI).bank) == (FINANCE, before)


def test_who_entered_it_can_only_withdraw_it(
    finance: Visitor, made: Office, file: PartnerFile
) -> None:
    before = file.get(ROSHNI).bank
    enters(finance, "PK02SAMP0000000000000002")
    window = call_back(finance)
    assert not inputs(window)
    finance.submits(window, {})
    until(lambda: file.waiting_account(ROSHNI) is None)
    assert file.get(ROSHNI).bank == before
    assert made.app.edge.services.accounts.changes(ROSHNI)[0].state is AccountState.WITHDRAWN


def test_it_is_refused_with_a_reason(
    finance: Visitor, second: Visitor, made: Office, file: PartnerFile
) -> None:
    enters(finance, "PK02SAMP0000000000000002")
    window = call_back(second)
    wrong = sends(second, window, account_verdict=account_view.REFUSED)
    assert "why the change is refused" in wrong["account_reason"]
    reason = {"account_reason": "Their director knew of no letter."}
    assert not sends(second, window, account_verdict=account_view.REFUSED, **reason)
    until(lambda: file.waiting_account(ROSHNI) is None)
    change = made.app.edge.services.accounts.changes(ROSHNI)[0]
    assert (change.state, change.reason) == (AccountState.REFUSED, *reason.values())


def test_what_is_settled_meanwhile_is_told(
    finance: Visitor, second: Visitor, file: PartnerFile
) -> None:
    enters(finance, "PK02SAMP0000000000000002")
    window = call_back(second)
    finance.submits(call_back(finance), {})
    until(lambda: file.waiting_account(ROSHNI) is None)
    second.submits(window, None)
    assert "does not wait any more" in words(top(second, "Bank account", 2, "any more"))


def test_an_iban_of_another_partner_is_told_where_it_is_entered(
    finance: Visitor, file: PartnerFile
) -> None:
    pressed(finance, opened(finance, "awaz"), names.PART_EDIT, part="bank")
    window = top(finance, "Bank account", 2)
    assert not sends(finance, window, bank__iban="PK72SAMP0000000000000003")
    told = words(top(finance, "Bank account", 2, "Sailab"))
    assert "The same IBAN stands in the file of Sailab Pretend Relief Trust (sample) too" in told
    assert file.get("sample-awaz").bank.iban == "PK72SAMP0000000000000003"
