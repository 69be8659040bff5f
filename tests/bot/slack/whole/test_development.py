"""An aim of a partner in Slack: the office's word does not close it, the partner's does."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.agreements import AgreementRequest
from drafting.partners import Side
from drafting.partners.record import Partner
from drafting.partnership.development import step_opening
from drafting.register import Author, Entry, SayingInput
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_register import press, says
from tests.support.drafting.kinds import MOU
from tests.support.slack.forms import inputs, sends
from tests.support.slack.saathi_in_slack import Office, stocked_office
from tests.support.slack.sights import opened, top, words
from tests.support.slack.workspace_client import COORDINATOR, Visitor, visiting

Json = dict[str, Any]
WEAVERS = "sample-weavers"
GAP = "record:agreements[2026-looms].capacity[1].by:2026-01-05"
RECORD = {
    "id": WEAVERS,
    "sample": True,
    "identity": {"legal_name": "Invented Zari Circle (sample)"},
    "gender": {"women_led": "yes"},
    "agreements": [
        {
            "key": "2026-looms",
            "status": "active",
            "capacity": [
                {
                    "what": "The cash book is kept by one person (sample)",
                    "of": "partner",
                    "who": "cip",
                    "action": "A training in keeping books (sample)",
                    "by": "2026-01-05",
                }
            ],
        }
    ],
}


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    roles = RoleSettings(editors=(COORDINATOR,), viewers=(COORDINATOR,))
    folder = tmp_path_factory.mktemp("office")
    with stocked_office(desk, folder, roles=roles, coordinators=(COORDINATOR,)) as made:
        partner = Partner.model_validate(RECORD)
        made.app.edge.services.partners.save(partner, by="test", source="test")
        yield made


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def window(visitor: Visitor) -> Json:
    visitor.closes_all()
    press(visitor, opened(visitor, "zari"), names.REGISTER_OPEN)
    return top(visitor, "Register")


def aims(made: Office) -> list[Entry]:
    return made.app.edge.services.register.of_partner(WEAVERS, kind="development")


def test_an_aim_is_opened_said_and_closed_by_the_partners_word(
    made: Office, coordinator: Visitor
) -> None:
    press(coordinator, window(coordinator), names.REGISTER_KIND, kind="development")
    form = top(coordinator, "Register", showing="Who at the partner set this aim")
    assert set(inputs(form)) == {"aim", "direction", "said_by", "by", "agreement"}
    aim = {"aim": "Speak for the valley (sample)", "direction": "iii"}
    assert list(sends(coordinator, form, **aim, said_by="")) == ["said_by"]
    assert not sends(coordinator, coordinator.views[-1], **aim, said_by="Sample Chairwoman")
    view = top(coordinator, "Register", showing="Nobody said yet how far it is")
    assert not says(
        coordinator, view, "progress", "How far it is", how_far="reached", words="We think so."
    )
    view = top(coordinator, "Register", showing="Office: reached")
    wrong = says(coordinator, view, "progress_confirmed", "Who at the partner said it")
    assert list(wrong) == ["told_by"]
    assert not aims(made)[0].latest("progress_confirmed")
    assert not sends(coordinator, coordinator.views[-1], told_by="Sample Chairwoman")
    top(coordinator, "Register", showing="Both say: reached")
    (entry,) = aims(made)
    confirmed = entry.latest("progress_confirmed")
    assert confirmed is not None
    assert (confirmed.author.side, confirmed.author.told_by) == (Side.PARTNER, "Sample Chairwoman")
    assert made.app.edge.services.register.kinds["development"].is_closed(entry)
    assert "Speak for the valley" not in words(window(coordinator))


def test_agreed_support_is_recorded_once_and_its_late_line_waits_no_more(
    made: Office, coordinator: Visitor
) -> None:
    calendar, today = made.app.edge.services.calendar, made.app.edge.today()
    before = {waiting.key for waiting in calendar.of_partner(WEAVERS, today).waiting}
    assert GAP in before
    view = window(coordinator)
    assert words(view).count("The cash book is kept by one person") == 1
    press(coordinator, view, names.REGISTER_OPEN, verb=GAP, kind="development")
    top(coordinator, "Register", showing="Not yet said to be an aim")
    view = top(coordinator, "Register", showing="step 1: A training in keeping books")
    assert not says(
        coordinator,
        view,
        "adopted",
        "Who at the partner said it",
        direction="ii",
        told_by="Sample Chairwoman",
    )
    view = top(coordinator, "Register", showing="Nobody said yet how far it is")
    assert not says(coordinator, view, "step_done", "Number of the step", on="2026-02-01")
    waiting = calendar.of_partner(WEAVERS, today).waiting
    mine = [each for each in waiting if "cash book" in each.what]
    assert [each.words for each in mine] == ["to say how far it is, no time set"]
    assert "The cash book is kept by one person (sample): A training" not in words(
        window(coordinator)
    )


def test_a_draft_says_what_came_of_agreed_support(made: Office) -> None:
    """Once something is on the register; without, its annex is as it was."""
    services = made.app.edge.services
    partner = services.partners.get(WEAVERS).model_copy(update={"id": "sample-annex"})
    services.partners.save(partner, by="test", source="test")
    author = Author(COORDINATOR, "Sample Coordinator")
    before = _annex(services.drafting.draft(_wish("before")).clean)
    entry = services.register_desk.open(step_opening(partner, "2026-looms", GAP, (), author))
    done = SayingInput(entry.id, "step_done", author, "done", 0, {"on": "2026-02-01"})
    services.register_desk.say(done)
    after = _annex(services.drafting.draft(_wish("after")).clean)
    assert [row[:5] for row in after] == before
    assert [row[5] for row in after] == ["What came of it", "Done on 1 February 2026."]


def _wish(key: str) -> AgreementRequest:
    return AgreementRequest("sample-annex", MOU, "2026-looms", COORDINATOR, key)


def _annex(content: bytes) -> list[list[str]]:
    """The rows of the table of agreed capacity support."""
    document: Any = Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in each.rows] for each in document.tables]
    return next(rows for rows in tables if rows[0][0] == "Gap")
