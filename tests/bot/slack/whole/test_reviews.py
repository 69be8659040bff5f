"""A review in Slack: planned from the calendar’s line, spoken to by both, held, signed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.settings.partnership import PartnershipSettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.partners import Side, office_today
from drafting.register import Author, Entry, OpeningInput
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import files_of
from tests.bot.slack.whole.test_register import press, says, window
from tests.support.slack.forms import inputs, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, visiting

Json = dict[str, Any]
ROSHNI, AGREEMENT = "sample-roshni", "2026-schools"
LINE = f"agreements[{AGREEMENT}].end.review"
OTHER = Author("U0OTHER", "Sample Colleague")
SETTINGS: Json = {
    "roles": RoleSettings(editors=(COORDINATOR,), viewers=(OFFICER, COORDINATOR)),
    "coordinators": (COORDINATOR,),
    "partnership": PartnershipSettings(review_before_end_days=60, review_months=12),
}
PARTNER_SAYS = "Pay in time <!channel> & *soon* (sample)."
CHAIR = {"told_by": "Sample Chairwoman"}


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), **SETTINGS) as made:
        yield made


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def reviews(made: Office) -> list[Entry]:
    return made.app.edge.services.register.of_partner(ROSHNI, kind="review")


def due_reviews(made: Office) -> set[str]:
    """What each review rests on that waits: the record, or an entry."""
    waitings = made.app.edge.services.calendar.of_partner(ROSHNI, office_today()).waiting
    return {each.reference for each in waitings if each.clause == "CSPF 16(d)"}


def test_a_review_is_opened_from_its_line_and_signed_by_both(
    made: Office, coordinator: Visitor
) -> None:
    before = due_reviews(made)
    assert LINE in before
    shown = window(coordinator, showing="Review before the agreement ends")
    press(coordinator, shown, names.REGISTER_OPEN, kind="review", agreement=AGREEMENT)
    form = top(coordinator, "Register", showing="What is reviewed")
    chosen = inputs(form)["of"]["element"]["initial_option"]["value"]
    assert chosen == "before_end"
    assert not sends(coordinator, form, planned_for=office_today().isoformat())
    view = top(coordinator, "Register", showing="Planned for")
    (entry,) = reviews(made)
    after = due_reviews(made)
    assert after == before - {LINE} | {entry.id}

    assert not says(coordinator, view, "office_words", "Expectations", improve="Reports sooner.")
    view = top(coordinator, "Register", showing="Reports sooner.")
    wrong = says(coordinator, view, "partner_words", "Expectations", improve=PARTNER_SAYS)
    assert list(wrong) == ["told_by"]
    sends(coordinator, coordinator.views[-1], improve=PARTNER_SAYS, **CHAIR)
    view = top(coordinator, "Register", showing="The partner (Sample Chairwoman)")
    assert PARTNER_SAYS in words(view)
    assert not says(
        coordinator, view, "times", "Did the office answer", kept="no", words="Late.", **CHAIR
    )
    view = top(coordinator, "Register", showing="No (Sample Chairwoman")
    tomorrow = (office_today() + timedelta(days=1)).isoformat()
    assert list(says(coordinator, view, "held", "Who was there", on=tomorrow)) == ["on"]
    sends(coordinator, coordinator.views[-1], on="", present="Sample Chairwoman")
    view = top(coordinator, "Register", showing="to be signed")
    assert not says(coordinator, view, "partner_signed", "Who at the partner said it", **CHAIR)
    view = top(coordinator, "Register", showing="signed for the partner")
    assert not says(coordinator, view, "office_signed", "Who signed")
    top(coordinator, "Register", showing="signed by both sides")
    (entry,) = reviews(made)
    assert made.app.edge.services.register.kinds["review"].is_closed(entry)
    assert due_reviews(made) == before - {LINE}


def test_an_action_is_opened_from_a_review_and_shown_in_it(
    made: Office, coordinator: Visitor
) -> None:
    desk = made.app.edge.services.register_desk
    record = made.app.edge.services.partners.get(ROSHNI)
    values = {"of": "relationship"}
    review = desk.open(OpeningInput("review", ROSHNI, OTHER, "whole", values, record=record))
    view = window(coordinator, showing="Review of the relationship")
    press(coordinator, view, names.REGISTER_SHOW, entry=review.id)
    view = top(coordinator, "Register", showing="Actions from this review")
    press(coordinator, view, names.REGISTER_KIND, kind="action", entry=review.id)
    form = top(coordinator, "Register", showing="What is to be done")
    assert not sends(coordinator, form, what="Answer within a week (sample)", of="cip")
    top(coordinator, "Register", showing="Comes from")
    (action,) = made.app.edge.services.register.of_partner(ROSHNI, kind="action")
    assert getattr(action.body, "comes_from", "") == review.origin
    view = window(coordinator, showing="Review of the relationship")
    press(coordinator, view, names.REGISTER_SHOW, entry=review.id)
    top(coordinator, "Register", showing="Answer within a week (sample) (Open)")


def test_another_partners_review_is_no_origin(made: Office, coordinator: Visitor) -> None:
    desk = made.app.edge.services.register_desk
    others = desk.open(
        OpeningInput("clock", "sample-mashal", OTHER, "m", {"procedure": "audit_review"})
    )
    view = window(coordinator)
    press(coordinator, view, names.REGISTER_KIND, kind="action")
    form = top(coordinator, "Register", showing="What is to be done")
    stored = made.workspace.views.stack(COORDINATOR)[-1]
    of_other = names.RegisterRef(ROSHNI, others.id, kind="action")
    stored["private_metadata"] = names.register_value(of_other)
    sends(coordinator, form, what="Of another partner", of="cip")
    titles = [each.title for each in desk.register.of_partner(ROSHNI, kind="action")]
    assert "Of another partner" not in titles


def test_the_report_has_what_both_sides_said(made: Office, coordinator: Visitor) -> None:
    home = opened_home(coordinator, "Turn-around times")
    menus = [block["accessory"] for block in home["blocks"] if "accessory" in block]
    menu = next(menu for menu in menus if menu["action_id"] == names.REGISTER_REPORT)
    chosen = next(option for option in menu["options"] if option["value"] == "reviews")
    known = len(from_saathi(coordinator))
    coordinator.clicks(home, names.REGISTER_REPORT, selected_option=chosen)
    newest_direct(coordinator, known)
    at_rest(made)
    file = next(
        each
        for each in files_of(coordinator)
        if "reviews" in each["name"] and each["name"].endswith("xlsx")
    )
    book = load_workbook(io.BytesIO(coordinator.downloads(file)))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert {PARTNER_SAYS, "Reports sooner."} <= set(cells)
    assert next(event for event in reviews(made)[0].said("times")).author.side is Side.PARTNER
