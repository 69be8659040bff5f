"""The first hour with Saathi: nothing on record yet, and still every step has a next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.home.listener import PROMPTS
from knowledge import PolicyDesk
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, office
from tests.support.slack.sights import opened, opened_home, top, words
from tests.support.slack.workspace_client import FINANCE, OFFICER, Visitor

DRAFT, DILIGENCE, FORM = "Draft an agreement", "Due diligence", "A new partner"
# The clause that leads the answer to each suggested prompt, and what it says.
LEADS = {
    "May a partner mention us in public?": ("17(a)", "refrain from making any reference to CIP"),
    "Which partnerships need a contract?": ("15(e)", "contracts will be signed accordingly"),
    "What is due diligence for?": ("15(d)", "to understand each other's organizational depth"),
    "Who approves a partnership?": ("18(c)", "A Committee will be formed"),
}


@pytest.fixture
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office without a partner, in which one person may add them."""
    roles = RoleSettings(viewers=(OFFICER, FINANCE), editors=(OFFICER,))
    with office(desk, tmp_path_factory.mktemp("first"), roles=roles) as made:
        yield made


@pytest.mark.parametrize(
    ("command", "title"), [("/draft-mou", DRAFT), ("/due-diligence", DILIGENCE)]
)
def test_a_partner_that_is_not_there_is_added_and_its_card_goes_on(
    officer: Visitor, made: Office, command: str, title: str
) -> None:
    officer.commands("partnerships", command, "roshni")
    window = top(officer, title)
    assert "“roshni” is not in the partner file yet" in words(window)
    assert "choose" not in words(window).lower()  # there is nothing to choose from
    assert not inputs(window)
    pressed(officer, window, names.PARTNER_ADD)
    form = top(officer, FORM)
    assert inputs(form)["identity.legal_name"]["element"]["initial_value"] == "roshni"
    assert not sends(officer, form, identity__legal_name="Roshni Sample Society")
    card = top(officer, "Partner", showing="Roshni Sample Society")
    action = names.DRAFT_OPEN if title == DRAFT else names.DILIGENCE_OPEN
    pressed(officer, card, action)
    assert "Roshni Sample Society" in words(top(officer, title))


def test_a_name_is_shown_and_copied_as_it_was_typed(officer: Visitor, made: Office) -> None:
    name = "Roshni *Sample* ~Society~ _Trust_ `1`, roshni@sample.example"
    officer.commands("partnerships", "/draft-mou", "roshni")
    pressed(officer, top(officer, DRAFT), names.PARTNER_ADD)
    assert not sends(officer, top(officer, FORM), identity__legal_name=name)
    card = top(officer, "Partner", showing="Society")
    assert name in words(card)
    assert not set("\u2060∗∼ˋˍ") & set(words(card))


def test_the_home_tab_leads_to_a_first_partner_too(officer: Visitor, made: Office) -> None:
    home = opened_home(officer, "Find a partner")
    officer.clicks(home, names.DRAFT_OPEN)
    window = top(officer, DRAFT)
    assert "No partner is in the partner file yet" in words(window)
    pressed(officer, window, names.PARTNER_ADD)
    assert "initial_value" not in inputs(top(officer, FORM))["identity.legal_name"]["element"]


def test_who_may_not_add_partners_is_told_whom_to_ask(made: Office) -> None:
    finance = Visitor(made.server.url, FINANCE)
    finance.commands("partnerships", "/draft-mou", "roshni")
    window = top(finance, DRAFT)
    assert "the Partnership Coordinator can make the change for you" in words(window)
    assert names.PARTNER_ADD not in words(window)


def test_an_unknown_name_beside_known_partners_can_be_added_or_another_chosen(
    officer: Visitor, made: Office
) -> None:
    made.app.edge.services.partners.seed_samples()
    officer.commands("partnerships", "/draft-mou", "Zzyzx Qwrty")
    window = top(officer, DRAFT)
    assert names.PARTNER_ADD in words(window)
    assert "the_partner" in inputs(window)
    found = opened(officer, "Zzyzx Qwrty", "Find a partner")
    pressed(officer, found, names.PARTNER_ADD)
    form = inputs(top(officer, FORM))
    assert form["identity.legal_name"]["element"]["initial_value"] == "Zzyzx Qwrty"


def test_each_suggested_prompt_leads_with_the_clause_that_answers(desk: PolicyDesk) -> None:
    assert set(LEADS) == set(PROMPTS)
    for prompt, (clause, said) in LEADS.items():
        first = desk.ask(prompt).citations[0]
        assert (first.document, first.clause) == ("cspf", clause), prompt
        assert said in first.quote, prompt
