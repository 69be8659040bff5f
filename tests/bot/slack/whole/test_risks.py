"""Risks in Slack: one of the partner's file, moved by both sides; and a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings.partnership import PartnershipSettings
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from drafting.partners import Side
from drafting.partnership.kinds.risk import bearer_of
from drafting.register import Entry
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_register import ROSHNI, press, says, window
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, stocked_office
from tests.support.slack.sights import top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, visiting

Json = dict[str, Any]
SETTINGS: Json = {
    "roles": RoleSettings(editors=(COORDINATOR,), viewers=(OFFICER, COORDINATOR)),
    "coordinators": (COORDINATOR,),
    "partnership": PartnershipSettings(risk_months=6),
}


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), **SETTINGS) as made:
        yield made


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def risks(made: Office) -> list[Entry]:
    return made.app.edge.services.register.of_partner(ROSHNI, kind="risk")


def test_a_risk_of_the_file_is_opened_once_and_moves_when_the_partner_agrees(
    made: Office, coordinator: Visitor
) -> None:
    view = window(coordinator, showing="A late tranche leaves teachers unpaid")
    (rule,) = [
        risk.rule
        for risk in made.app.edge.services.partners.get(ROSHNI).control.risks
        if "late tranche" in risk.what
    ]
    press(coordinator, view, names.REGISTER_OPEN, verb=rule)
    view = top(coordinator, "Register", showing="Nobody said yet who bears it")
    assert "by the office’s setting" in words(view)
    assert not says(
        coordinator, view, "proposed", "Who is to bear it", to="both", words="Both are hit."
    )
    view = top(coordinator, "Register", showing="not agreed")
    assert says(coordinator, view, "agreed", "Who says it", side="cip").keys() == {"side"}
    assert bearer_of(risks(made)[0]) is None
    coordinator.closes_all()
    press(coordinator, window(coordinator), names.REGISTER_SHOW, entry=risks(made)[0].id)
    view = top(coordinator, "Register", showing="Agree to move it")
    assert not says(
        coordinator,
        view,
        "agreed",
        "Who says it",
        side="partner",
        told_by="Sample Chairwoman",
    )
    top(coordinator, "Register", showing="Borne by both")
    (entry,) = risks(made)
    assert bearer_of(entry) is Side.BOTH
    assert entry.events[-1].author.told_by == "Sample Chairwoman"
    assert "A late tranche leaves teachers unpaid" in words(window(coordinator))
    view = window(coordinator)
    assert rule not in str(view)


def test_a_new_risk_says_who_bears_it(made: Office, coordinator: Visitor) -> None:
    press(coordinator, window(coordinator), names.REGISTER_KIND, kind="risk")
    form = top(coordinator, "Register", showing="What may happen")
    before = len(risks(made))
    assert list(sends(coordinator, form, what="The rupee falls", kind="financial")) == ["borne_by"]
    assert len(risks(made)) == before
    form = coordinator.views[-1]
    assert not sends(
        coordinator, form, what="The rupee falls", kind="financial", borne_by="partner"
    )
    top(coordinator, "Register", showing="Borne by the partner")
    assert len(risks(made)) == before + 1
