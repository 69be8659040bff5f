"""Points that only a person can settle, in Slack: by whom, on record, and what the paper says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.contacts import ContactDetails, Contacts
from bot.settings.office import OfficeSettings, SignatorySettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.partners import PartnerFile
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import asked, drafts, files_of, reviewed
from tests.support.drafting.desk import changed
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened, top, words
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, OFFICER, Visitor, visiting
from tests.support.word_files import WordFile

Json = dict[str, Any]
ROSHNI, LEARNING = "sample-roshni", "2025-learning"
ROLES = RoleSettings(drafters=(OFFICER, COORDINATOR), settlers=(COORDINATOR, FINANCE))
OURS = OfficeSettings(
    address="Sample House 1, Islamabad",
    registration="Registered as a sample",
    signatories=(SignatorySettings(name="Sample Director", title="Country Director"),),
)
CONTACTS = Contacts(
    partnership_coordinator=ContactDetails(
        name="Sample Coordinator", email="c@example.org", phone="+92 51 2345678"
    )
)
WINDOW = "Settle points"
REASON = "The senior managers looked at it on 20 November, and it may stand."


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    with stocked_office(desk, home, roles=ROLES, office=OURS, contacts=CONTACTS) as made:
        yield made


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture
def file(made: Office) -> PartnerFile:
    """The partner file, in which a person has to decide twice on the sample; nobody did yet."""
    file = made.app.edge.services.partners
    partner = file.get(ROSHNI)
    wished = changed(changed(partner, "control.approvals", []), "moi_permission.held", "no")
    if wished != partner:
        file.save(wished, by=OFFICER, source="test")
    with made.app.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM settled_points")
    return file


def memorandum(visitor: Visitor) -> Json:
    """A draft of the memorandum: its message."""
    return drafts(visitor, asked(visitor, "roshni", "What it is about"))


def settle_window(visitor: Visitor) -> Json:
    """The window, from the partner's card by its agreement."""
    card = opened(visitor, "roshni")
    pressed(visitor, card, names.AGREEMENT_OPEN, agreement=LEARNING)
    agreement = top(visitor, "Agreement")
    pressed(visitor, agreement, names.DRAFT_SETTLE, partner=ROSHNI)
    return top(visitor, WINDOW)


def reasons(view: Json) -> list[str]:
    return [name for name in inputs(view) if name.startswith("point.")]


def leave(visitor: Visitor) -> None:
    visitor.closes_all()


def headers(visitor: Visitor, file: Json) -> str:
    content = visitor.downloads(file)
    return " ".join(WordFile(content).paragraphs(part="word/header1.xml"))


@pytest.mark.usefixtures("file")
def test_a_named_person_settles_with_reasons_and_the_new_version_says_for_signature(
    officer: Visitor, coordinator: Visitor
) -> None:
    message = memorandum(officer)
    said = words(message)
    assert "Not ready for signature: " in said
    assert "Copy without marks" in said
    assert "Copy for signature" not in said
    officer.clicks(message, names.DRAFT_SETTLE)
    refused = top(officer, WINDOW)
    assert "Sample Coordinator, the Partnership Coordinator" in words(refused)
    assert not inputs(refused)

    view = settle_window(coordinator)
    assert len(reasons(view)) >= 2
    known = len(from_saathi(coordinator))
    assert not sends(coordinator, view, **dict.fromkeys(reasons(view), REASON))
    assert "on record with your name" in words(coordinator.views[-1])
    leave(coordinator)
    ready = reviewed(coordinator, known)
    assert "For signature" in words(ready)
    assert "Settled by a person" in words(ready)
    assert REASON in words(ready)
    person = next(one for one in officer.place["people"] if one["id"] == COORDINATOR)
    assert f"Settled by {person['name']} on " in words(ready)
    working, review = files_of(coordinator)[-2:]
    assert review["name"].endswith("_review.docx")
    assert "\tFor signature" in headers(coordinator, review)
    assert "For signature" not in headers(coordinator, working)

    known = len(from_saathi(coordinator))
    coordinator.clicks(ready, names.DRAFT_CLEAN)
    assert "This is the copy for signature" in words(newest_direct(coordinator, known + 1))
    clean, _ = files_of(coordinator)[-2:]
    assert clean["name"].endswith("_for-signature.docx")
    assert "\tFor signature" in headers(coordinator, clean)


@pytest.mark.usefixtures("file")
def test_what_is_taken_back_is_open_again_and_an_earlier_copy_says_so(
    coordinator: Visitor, made: Office
) -> None:
    memorandum(coordinator)
    view = settle_window(coordinator)
    known = len(from_saathi(coordinator))
    assert not sends(coordinator, view, **dict.fromkeys(reasons(view), REASON))
    leave(coordinator)
    ready = reviewed(coordinator, known)
    coordinator.clicks(ready, names.DRAFT_SETTLE)
    view = top(coordinator, WINDOW)
    assert REASON in words(view)
    (first, *_) = inputs(view)["take_back"]["element"]["options"]
    known = len(from_saathi(coordinator))
    assert not sends(coordinator, view, take_back=(first["value"],))
    leave(coordinator)
    assert "Not ready for signature: 1 open point." in words(reviewed(coordinator, known))
    at_rest(made)
    known = len(from_saathi(coordinator))
    coordinator.clicks(ready, names.DRAFT_CLEAN)
    told = words(newest_direct(coordinator, known + 1))
    assert "Please don’t sign this copy" in told
    assert "Not ready for signature: 1 open point." in told


@pytest.mark.usefixtures("file")
def test_a_reason_that_is_none_stands_beside_its_point_and_nothing_is_settled(
    coordinator: Visitor, made: Office
) -> None:
    memorandum(coordinator)
    view = settle_window(coordinator)
    assert sends(coordinator, view), "sent without anything"
    first, second = reasons(view)[:2]
    wrong = sends(coordinator, view, **{first: REASON, second: "IBAN PK93HABB0000000000000001"})
    assert set(wrong) == {second}
    assert "account numbers" in wrong[second]
    desk = made.app.edge.services.drafting
    draft = desk.newest_of(ROSHNI, LEARNING)
    assert draft is not None
    assert first.removeprefix("point.") in {
        finding.point for finding in desk.review_now(draft.id).for_people
    }


def test_points_that_changed_meanwhile_are_shown_again_and_what_was_typed_stays(
    coordinator: Visitor, file: PartnerFile
) -> None:
    memorandum(coordinator)
    view = settle_window(coordinator)
    kept, gone = sorted(reasons(view), key=lambda name: "moi-permission" in name)[-2:]
    partner = file.get(ROSHNI)
    file.save(changed(partner, "moi_permission.held", "yes"), by=OFFICER, source="test")
    assert not sends(coordinator, view, **{kept: REASON, gone: REASON})
    again = top(coordinator, WINDOW, showing="nothing was saved")
    assert gone not in inputs(again)
    assert inputs(again)[kept]["element"]["initial_value"] == REASON


@pytest.mark.usefixtures("file")
def test_who_settles_and_may_not_draft_leaves_the_new_version_to_others(
    officer: Visitor, finance: Visitor, made: Office
) -> None:
    memorandum(officer)
    view = settle_window(finance)
    known = len(from_saathi(finance))
    assert not sends(finance, view, **{reasons(view)[0]: REASON})
    assert "Whoever drafts this agreement" in words(finance.views[-1])
    at_rest(made)
    assert len(from_saathi(finance)) == known


@pytest.mark.usefixtures("file")
def test_the_window_sent_twice_settles_once_and_drafts_once(
    coordinator: Visitor, made: Office
) -> None:
    memorandum(coordinator)
    view = settle_window(coordinator)
    at_rest(made)
    begun = coordinator.traffic()[-1]["id"]
    known = len(from_saathi(coordinator))
    assert not sends(coordinator, view, **{reasons(view)[0]: REASON})
    reviewed(coordinator, known)
    at_rest(made)
    direct = len(from_saathi(coordinator))
    for sent in coordinator.traffic():
        is_ours = sent["id"] > begun and sent["direction"] == "to_bot"
        if is_ours and sent["name"] == "view_submission":
            coordinator.redelivers(sent)
    at_rest(made)
    assert len(from_saathi(coordinator)) == direct
    with made.app.database.read() as connection:
        query = "SELECT reason FROM settled_points WHERE point = ? AND taken_back_at IS NULL"
        point = reasons(view)[0].removeprefix("point.")
        rows = connection.exec_driver_sql(query, (point,)).fetchall()
    assert len(rows) == 1
    assert rows[0][0] == REASON
