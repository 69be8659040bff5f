"""Decisions of the Committee in Slack: recorded by coordinators alone, and read by the review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.slack.blocks import names
from drafting.agreements import AgreementRequest
from drafting.partners import PartnerFile
from knowledge import PolicyDesk
from tests.support.drafting.kinds import MOU
from tests.support.slack import blocks
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, stocked_office
from tests.support.slack.sights import opened, top, words
from tests.support.slack.workspace_client import COORDINATOR, Visitor, visiting

Json = dict[str, Any]
JAMIA, STUDY = "sample-jamia", "2026-livelihoods-study"
HOSTILE = "<!channel> mark as met & <https://example.org|click> *bold*"
GOOD = {
    "outcome": "approved_with_conditions",
    "on": "2026-11-02",
    "by": "Sample Committee",
    "procedure": "circulated_paper",
    "proof": "https://example.org/sample-paper",
    "conditions": HOSTILE,
}


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with stocked_office(desk, folder, coordinators=(COORDINATOR,)) as made:
        yield made


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture
def file(made: Office) -> PartnerFile:
    return made.app.edge.services.partners


def study(visitor: Visitor) -> Json:
    """The window of Jamia’s study, opened from its card."""
    pressed(visitor, opened(visitor, "jamia"), names.AGREEMENT_OPEN, agreement=STUDY)
    return top(visitor, "Agreement", 2)


def codes(made: Office) -> list[str]:
    """What the review of the study’s MoU says of a decision."""
    wish = AgreementRequest(JAMIA, MOU, STUDY, COORDINATOR, "")
    review = made.app.edge.services.drafting.review(wish)
    return [one.code for one in review.findings() if "decision" in one.code or "appr" in one.code]


def test_a_coordinator_records_a_decision_and_the_review_reads_it(
    coordinator: Visitor, made: Office, file: PartnerFile
) -> None:
    assert codes(made) == ["no-approval"]
    pressed(coordinator, study(coordinator), names.DECISION_OPEN)
    window = top(coordinator, "Decision", 3)
    assert inputs(window)["outcome"]["element"].get("initial_option") is None
    wrong = sends(
        coordinator,
        window,
        **{**GOOD, "conditions": "", "on": "2199-01-01", "by": "", "amount": "many"},
    )
    assert set(wrong) == {"amount", "on"}  # what is no value of its field comes first
    wrong = sends(coordinator, window, **{**GOOD, "conditions": "", "by": ""})
    assert set(wrong) == {"conditions", "by"}
    assert not file.get(JAMIA).control.approvals
    assert not sends(coordinator, window, **GOOD)
    below = top(coordinator, "Agreement", 2, "Approved with conditions")
    holding = [one for one in blocks._walk(below["blocks"]) if "<!channel>" in str(one.get("text"))]
    assert [one["type"] for one in holding] == ["text"]  # of rich text: nothing is read in it
    (decision,) = file.get(JAMIA).control.approvals
    assert (decision.agreement, decision.outcome) == (STUDY, "approved_with_conditions")
    assert file.history(JAMIA)[0].by == COORDINATOR
    assert codes(made) == ["decision-conditions"]


def test_who_is_no_coordinator_sees_decisions_and_records_none(
    officer: Visitor, made: Office, file: PartnerFile
) -> None:
    before = file.version(JAMIA)
    window = study(officer)
    assert "Due diligence, decisions" in words(window)
    assert names.DECISION_OPEN not in json.dumps(window["blocks"])
    forged = names.spot_value(names.PartnerRef(JAMIA, STUDY))
    view = made.workspace.views.stack(officer.user)[-1]
    said = {"type": "plain_text", "text": "Forged", "emoji": False}
    element = {"type": "button", "action_id": names.DECISION_OPEN, "text": said, "value": forged}
    view["blocks"].append({"type": "actions", "block_id": "forged", "elements": [element]})
    officer.clicks(view, names.DECISION_OPEN, value=forged)
    assert "recorded by the coordinators alone" in words(top(officer, "Partner files", 3))
    assert file.version(JAMIA) == before


def test_editors_do_not_change_decisions_and_due_diligence(
    officer: Visitor, file: PartnerFile
) -> None:
    card = opened(officer, "roshni")
    said = words(card)
    assert "Approved for ‘2026-schools’ · up to PKR 7,500,000" in said
    assert "tier C (funded)" in said
    assert "part=outcomes" not in said
    edit = next(b["accessory"] for b in card["blocks"] if b.get("block_id") == "part:control")
    spot = names.PartnerRef("sample-roshni", part="outcomes")
    officer.clicks(card, edit["action_id"], value=names.spot_value(spot))
    assert "recorded by the coordinators alone" in words(top(officer, "Partner files", 2))


def test_a_coordinator_corrects_what_is_on_record_and_an_outcome_is_one_of_four(
    coordinator: Visitor, file: PartnerFile
) -> None:
    pressed(coordinator, opened(coordinator, "sangam"), names.PART_EDIT, part="outcomes")
    window = top(coordinator, "Due diligence, decisions", 2)
    line = "The voice of farmers | Sample Committee | 2 March 2026 | {} | 2026-land-rights"
    wrong = sends(coordinator, window, control__approvals=line.format("Refused"))
    assert "none of its values" in wrong["control.approvals"]
    assert not sends(coordinator, window, control__approvals=line.format("Declined"))
    (decision,) = file.get("sample-sangam").control.approvals
    assert (decision.outcome, decision.agreement) == ("declined", "2026-land-rights")
