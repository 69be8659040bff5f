"""Prospects and the pool in Slack: an organisation is met, found by filters, and gets its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.partners import Flag, Province
from drafting.register import OFFICE, Author, Entry, OpeningInput
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import files_of
from tests.bot.slack.whole.test_register import press
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened, opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, FIELD, OFFICER, Visitor, visiting

Json = dict[str, Any]
ROLES = RoleSettings(editors=(COORDINATOR,), viewers=(OFFICER, COORDINATOR))
NAME = "Invented Boat School <!channel> & *Co* (sample)"
AUTHOR = Author(COORDINATOR, "Sample Coordinator")


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    with stocked_office(desk, home, roles=ROLES, coordinators=(COORDINATOR,)) as made:
        yield made


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture(scope="module")
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


def prospect(made: Office, name: str, **values: str) -> Entry:
    values = {"name": name, **values}
    opening = OpeningInput("prospect", OFFICE, AUTHOR, f"wish of {name}", values)
    return made.app.edge.services.register_desk.open(opening)


def office_register(visitor: Visitor) -> Json:
    """The office's register, from Home."""
    visitor.closes_all()
    press(visitor, opened_home(visitor, "Documents"), names.REGISTER_OPEN)
    return top(visitor, "Register")


def form_of_pool(visitor: Visitor) -> Json:
    """The form of choices, from the window to find a partner in."""
    visitor.closes_all()
    window = opened(visitor, "", "Find a partner")
    pressed(visitor, window, names.POOL_OPEN)
    return top(visitor, "Find a partner", showing="Province or area")


def test_a_prospect_is_opened_met_and_gets_its_partner_file_with_what_is_known(
    made: Office, coordinator: Visitor
) -> None:
    press(coordinator, office_register(coordinator), names.REGISTER_KIND, kind="prospect")
    form = top(coordinator, "Register", showing="Name of the organisation")
    known = {"name": "Roshni Invented Women's Society (Sample)"}
    assert list(sends(coordinator, form, **known)) == ["another"]
    values: dict[str, Any] = {
        "name": NAME,
        "partner_type": "cbo",
        "provinces": ("sindh",),
        "subjects": "Girls’ education\nClimate",
        "women_led": "yes",
        "definition": "The chair and the treasurer are women",
    }
    assert not sends(coordinator, coordinator.views[-1], **values)
    view = top(coordinator, "Register", showing="Nothing happened yet")
    press(coordinator, view, names.REGISTER_SAY, verb="met")
    form = top(coordinator, "Register", showing="Who was there")
    assert not sends(coordinator, form, who="Sample Chairwoman", on="2026-01-05")
    view = top(coordinator, "Register", showing="Met on 5 January 2026")
    pressed(coordinator, view, names.PARTNER_ADD)
    form = top(coordinator, "A new partner")
    assert inputs(form)["identity.legal_name"]["element"]["initial_value"] == NAME
    assert not sends(coordinator, form, identity__acronym="IBS-S")
    top(coordinator, "Partner", showing="IBS-S")
    services = made.app.edge.services
    (entry,) = services.register.of_kind("prospect")
    assert [event.verb for event in entry.events] == ["met", "filed"]
    (partner_id,) = services.register.kinds["prospect"].also_about(entry)
    partner = services.partners.get(partner_id)
    assert partner.identity.subjects == ("Girls’ education", "Climate")
    assert partner.place.provinces == (Province.SINDH,)
    assert partner.gender.women_led is Flag.YES
    assert partner.gender.definition == "The chair and the treasurer are women"


def test_a_name_like_a_partners_is_asked_about_and_nothing_of_the_prospect_is_lost(
    made: Office, coordinator: Visitor
) -> None:
    name = "Roshni Invented Womens Welfare Society (Pvt) Ltd (sample)"
    entry = prospect(made, name, another="Another board", subjects="Climate", women_led="yes")
    press(coordinator, office_register(coordinator), names.REGISTER_SHOW, entry=entry.id)
    pressed(coordinator, top(coordinator, "Register", showing="Waits for"), names.PARTNER_ADD)
    assert not sends(coordinator, top(coordinator, "A new partner"))
    again = top(coordinator, "A new partner", showing="another organisation")
    assert not sends(coordinator, again, same_name="another")
    top(coordinator, "Partner")
    services = made.app.edge.services
    (partner_id,) = services.register.kinds["prospect"].also_about(
        services.register.entry(entry.id)
    )
    partner = services.partners.get(partner_id)
    assert (partner.name, partner.identity.subjects) == (name, ("Climate",))
    assert partner.gender.women_led is Flag.YES


def test_partners_and_prospects_are_found_by_what_they_are(made: Office, officer: Visitor) -> None:
    entry = prospect(made, "Invented Valley Group (sample)", provinces="Gilgit-Baltistan")
    form = form_of_pool(officer)
    assert not sends(officer, form, province="gilgit_baltistan")
    found = top(officer, "Find a partner", showing="Invented Valley Group")
    assert "Rabta Dreamt-up" in words(found) and "Roshni" not in words(found)
    press(officer, found, names.REGISTER_SHOW, entry=entry.id)
    top(officer, "Register", showing="Nothing happened yet")

    form = form_of_pool(officer)
    assert not sends(officer, form, province="sindh", women="yes", status="active")
    found = top(officer, "Find a partner", showing="Roshni")
    assert "Sailab" not in words(found)
    pressed(officer, found, names.PARTNER_OPEN, partner="sample-roshni")
    top(officer, "Partner", showing="Roshni")


def test_where_nobody_fits_the_choices_stay_to_be_changed(officer: Visitor) -> None:
    assert not sends(officer, form_of_pool(officer), type="ingo", women="yes")
    window = top(officer, "Find a partner", showing="Nobody on record fits")
    pressed(officer, window, names.POOL_OPEN)
    form = top(officer, "Find a partner", showing="Province or area")
    chosen = inputs(form)["type"]["element"]["initial_option"]["value"]
    assert chosen == "ingo"
    assert inputs(form)["province"]["element"]["initial_option"]["text"]["text"] == "Any"


def test_the_report_on_the_pool_comes_by_direct_message(made: Office, coordinator: Visitor) -> None:
    known = len(from_saathi(coordinator))
    home = opened_home(coordinator, "Documents")
    menus = [block["accessory"] for block in home["blocks"] if "accessory" in block]
    menu = next(menu for menu in menus if menu["action_id"] == names.REGISTER_REPORT)
    chosen = next(option for option in menu["options"] if option["value"] == "pool")
    coordinator.clicks(home, names.REGISTER_REPORT, selected_option=chosen)
    newest_direct(coordinator, known)
    at_rest(made)
    reports = [each["name"] for each in files_of(coordinator) if "pool" in each["name"]]
    assert {name.rpartition(".")[2] for name in reports} == {"docx", "xlsx"}


def test_a_question_of_who_is_where_is_answered_to_who_may_see_partners(
    made: Office, officer: Visitor
) -> None:
    field = Visitor(made.server.url, FIELD)

    def answer(visitor: Visitor, channel: str, question: str) -> str:
        at_rest(made)
        known = len(from_saathi(visitor))
        visitor.says(channel, question)
        return words(newest_direct(visitor, known))

    reply = answer(officer, "saathi", "Which women-led partners do we have in Sindh?")
    assert "Roshni" in reply and "Sailab" not in reply
    refused = answer(field, "saathi", "Which partners do we have in Sindh?")
    assert "Roshni" not in refused and "Partners’ files are kept" in refused
    reply = answer(officer, "partnerships", "@Saathi Which partners do we have in Sindh?")
    assert "Roshni" in reply
    assert "Roshni" not in str(officer.sees("partnerships"))
    assert "CSPF" in answer(officer, "saathi", "What does mapping of partners include?")
