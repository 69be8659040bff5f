"""The Committee in Slack: asked, four sheets, a conflict handed on, decided, reviewed, told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from pydantic import SecretStr

import prompts
from bot.services import Services
from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.committee import steps
from bot.slack.committee.reminders import PAPER
from bot.slack.manifest import manifest
from bot.slack.members.directory import SlackDirectory
from bot.slack.reminders import ReminderSource, remind
from bot.workspace import Workspace
from bot.workspace.people import SAMPLE_PEOPLE, Member
from drafting.agreements import AgreementRequest
from drafting.partnership.committee import has_quorum, outcome_event, seats_of
from drafting.register import Entry
from knowledge import PolicyDesk
from tests.support.databases import KINDS, fresh_url
from tests.support.drafting.kinds import MOU
from tests.support.slack.forms import pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, opened, top, words
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, OFFICER, Visitor, until

Json = dict[str, Any]
JAMIA, STUDY = "sample-jamia", "2026-livelihoods-study"
SENIORS = tuple(f"U0SENIOR00{number}" for number in range(1, 6))
GUEST = "U0GUEST0001"
IBAN = "PK36SCBL0000001123456702"
PEOPLE = (
    *SAMPLE_PEOPLE,
    *(
        Member(user, f"Sample Senior {number}", "Manager (sample)", f"senior{number}")
        for number, user in enumerate(SENIORS, 1)
    ),
    Member(GUEST, "Sample Guest", "Consultant (sample)", "guest", is_restricted=True),
)
ROLES = RoleSettings(drafters=(OFFICER, COORDINATOR), committee=SENIORS)


class Hall:
    """An office whose Committee has four members and one who stands in."""

    def __init__(self, made: Office) -> None:
        self.made = made
        self._visitors: dict[str, Visitor] = {}

    @property
    def services(self) -> Services:
        return self.made.app.edge.services

    def visitor(self, user: str) -> Visitor:
        if user not in self._visitors:
            self._visitors[user] = Visitor(self.made.server.url, user)
        return self._visitors[user]

    def questions(self) -> list[Entry]:
        return self.services.register.of_partner(JAMIA, kind="decision")

    def agreement(self, user: str) -> tuple[Visitor, Json]:
        """The study's window."""
        visitor = self.visitor(user)
        visitor.closes_all()
        pressed(visitor, opened(visitor, "jamia"), names.AGREEMENT_OPEN, agreement=STUDY)
        return visitor, top(visitor, "Agreement")

    def asks(self, user: str, **fields: str) -> Entry:
        """Asks the Committee; the question as it is on record."""
        known = len(self.questions())
        visitor, window = self.agreement(user)
        pressed(visitor, window, names.COMMITTEE_ASK)
        assert not sends(visitor, top(visitor, "Ask the Committee"), **fields)
        until(lambda: len(self.questions()) > known)
        at_rest(self.made)
        return self.questions()[-1]

    def papers(self, user: str) -> list[Json]:
        """The direct messages with the buttons of a sheet."""
        sent = from_saathi(self.visitor(user))
        return [each for each in sent if "Conflict of interest" in json.dumps(each["blocks"])]

    def paper(self, user: str) -> Json:
        """The last of them, as soon as there is one."""
        return until(lambda: self.papers(user))[-1]

    def form(self, user: str, message: Json, step: str, vote: str = "") -> tuple[Visitor, Json]:
        """The window that a button of a message opens."""
        visitor = self.visitor(user)
        visitor.closes_all()
        action, value = button(message, step, vote)
        visitor.clicks(message, action, value=value)
        return visitor, ready(visitor)[-1]

    def answers(self, user: str, vote: str = "yes", **fields: str) -> dict[str, str]:
        visitor, window = self.form(user, self.paper(user), "sheet", vote)
        return sends(visitor, window, **fields)

    def decision(self, user: str, step: str) -> tuple[Visitor, Json]:
        """The window of a step, opened from the decision below the agreement."""
        visitor, window = self.agreement(user)
        pressed(visitor, window, names.COMMITTEE_OPEN)
        shown = until(lambda: [one for one in visitor.views if "Who is asked" in words(one)])[-1]
        action, value = button(shown, step)
        visitor.clicks(shown, action, value=value)
        until(lambda: visitor.views[-1]["callback_id"] == names.COMMITTEE_STEP_MODAL)
        return visitor, visitor.views[-1]

    def codes(self) -> set[str]:
        """What the review of the study's MoU says of a decision."""
        wish = AgreementRequest(JAMIA, MOU, STUDY, COORDINATOR, "")
        found = {each.code for each in self.services.drafting.review(wish).findings()}
        return {code for code in found if "decision" in code or "approval" in code}


def ready(visitor: Visitor, depth: int = 1) -> list[Json]:
    """The open windows, as soon as there are so many and the last one is there."""
    opening = prompts.load("replies/opening").text
    return until(
        lambda: (
            visitor.views
            if len(visitor.views) >= depth and opening not in words(visitor.views[-1])
            else []
        )
    )


def button(place: Json, step: str, vote: str = "") -> tuple[str, str]:
    """The id and the value of the button that says this to a decision."""
    for block in place["blocks"]:
        for element in block.get("elements", []):
            value = str(element.get("value", ""))
            ref = names.decision_named(value)
            is_step = str(element.get("action_id", "")).startswith(names.COMMITTEE_STEP)
            if is_step and (ref.step, ref.vote) == (step, vote):
                return str(element["action_id"]), value
    raise AssertionError(f"no button for {step} {vote}")


@pytest.fixture(scope="module", params=KINDS)
def hall(
    request: pytest.FixtureRequest, desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    workspace = Workspace(manifest(), people=PEOPLE)
    folder = tmp_path_factory.mktemp("office")
    with (
        fresh_url(request.param) as url,
        stocked_office(
            desk,
            folder,
            workspace,
            roles=ROLES,
            coordinators=(COORDINATOR,),
            database_url=SecretStr(url),
        ) as made,
    ):
        yield Hall(made)


def test_the_life_of_a_decision(hall: Hall) -> None:
    one, two, three, four, five = SENIORS
    assert hall.codes() == {"no-approval"}
    entry = hall.asks(OFFICER, question="enter", paper=f"The study begins in a month. {IBAN}")
    assert [seat.member for seat in seats_of(entry)] == [one, two, three, four]
    assert not hall.papers(five)
    (paper,) = until(lambda: hall.papers(one))
    assert "The study begins in a month." in words(paper)
    assert "no checklist was made" in words(paper)
    assert IBAN not in words(paper) + repr(entry)

    assert not hall.answers(one)
    assert not hall.answers(two, "with_conditions", conditions="A yearly audit.")
    stale = hall.paper(three)
    visitor, window = hall.form(three, stale, "conflict")
    assert "Sample Senior 5" in words(window)
    assert not sends(visitor, window, words="My sister works there.")
    until(lambda: hall.papers(five))
    at_rest(hall.made)
    _, refused = hall.form(three, stale, "sheet", "yes")
    assert "members of the Committee who are asked" in words(refused)

    visitor, window = hall.agreement(COORDINATOR)
    pressed(visitor, window, names.COMMITTEE_OPEN)
    shown = until(lambda: [one for one in visitor.views if "Who is asked" in words(one)])[-1]
    assert "Sample Senior 2: yes, with conditions (A yearly audit.)" in words(shown)
    with pytest.raises(AssertionError, match="no button"):
        button(shown, "decided")
    assert not hall.answers(five)
    assert not hall.answers(four, "yes")
    until(lambda: "Enough sheets" in json.dumps(from_saathi(hall.visitor(COORDINATOR))))
    assert hall.codes() == {"no-approval"}

    visitor, window = hall.decision(COORDINATOR, "decided")
    assert "why" in sends(visitor, window, outcome="approved")
    conditions = "An audit each year."
    assert not sends(visitor, window, outcome="approved_with_conditions", conditions=conditions)
    until(lambda: outcome_event(hall.questions()[-1]))
    assert hall.codes() == {"decision-conditions"}
    (approval,) = hall.services.partners.get(JAMIA).control.approvals
    assert approval.conditions == conditions
    assert [name in approval.by for name in ("Senior 1", "Senior 3", "Senior 5")] == [1, 0, 1]

    last = until(
        lambda: [m for m in from_saathi(hall.visitor(OFFICER)) if conditions in json.dumps(m)]
    )[-1]
    assert "sister" not in json.dumps(last)
    visitor, window = hall.form(OFFICER, last, "told")
    assert not sends(visitor, window, how="letter", told_to="Sample Vice Chancellor")
    kind = hall.services.register.kinds["decision"]
    assert kind.is_closed(hall.questions()[-1])
    _, over = hall.form(one, paper, "sheet", "no")
    assert "Nothing is left to answer" in words(over)
    at_rest(hall.made)
    for user in (*SENIORS, OFFICER, COORDINATOR):
        sent = [each["metadata"]["event_payload"] for each in from_saathi(hall.visitor(user))]
        assert len({each["inbox"] for each in sent}) == len(sent)
    assert [len(hall.papers(user)) for user in SENIORS] == [1] * 5


def test_what_a_process_left_undone_is_done_at_the_next_look_and_once(hall: Hall) -> None:
    edge, sources = hall.made.app.edge, hall.made.app.reminders.sources
    before = [len(hall.papers(user)) for user in SENIORS]
    with patch("bot.slack.committee.asking.send_news"):  # dies before anybody is sent anything
        entry = hall.asks(COORDINATOR, question="renew")
    assert [len(hall.papers(user)) for user in SENIORS] == before
    assert remind(edge, of_committee(hall)) == 4
    remind(edge, sources)  # the calendar has a digest on Mondays, and gives nobody the sheet again
    assert remind(edge, sources) == 0
    at_rest(hall.made)
    given = prompts.load("replies/calendar-given").text
    assert not any(
        given in words(each) for user in SENIORS for each in from_saathi(hall.visitor(user))
    )
    assert [len(hall.papers(user)) for user in SENIORS] == [n + 1 for n in before[:4]] + before[4:]

    # Asked again meanwhile, it is the same question.
    visitor, window = hall.agreement(OFFICER)
    pressed(visitor, window, names.COMMITTEE_ASK)
    assert not sends(visitor, top(visitor, "Ask the Committee"), question="renew")
    until(lambda: "before the Committee already" in words(visitor.views[-1]))
    assert hall.questions()[-1].id == entry.id

    for user in SENIORS[:3]:
        window_of = hall.form(user, hall.paper(user), "sheet", "yes")
        assert not sends(*window_of)
    until(lambda: has_quorum(hall.questions()[-1]))
    with patch.object(Services, "file_decisions", return_value=0):  # dies before the record
        visitor, window = hall.decision(SENIORS[0], "decided")
        assert not hall.answers(SENIORS[3], "no", why="They owe us a report.")
        assert not sends(visitor, window, outcome="approved", why="Three of four.")
        assert "Somebody answered meanwhile" in words(visitor.views[-1])
        assert not outcome_event(hall.questions()[-1])
        assert not sends(visitor, visitor.views[-1], outcome="declined", why="The report is owed.")
        until(lambda: outcome_event(hall.questions()[-1]))
        assert len(hall.services.partners.get(JAMIA).control.approvals) == 1
    assert hall.codes() == {"decision-declined"}
    assert hall.services.file_all_decisions() == 0
    assert len(hall.services.partners.get(JAMIA).control.approvals) == 2


def test_who_left_or_was_never_asked_says_nothing(hall: Hall) -> None:
    known = [len(hall.papers(user)) for user in SENIORS]
    entry = hall.asks(OFFICER, question="fund")
    sent = [count + 1 for count in known[:4]]
    until(lambda: [len(hall.papers(user)) for user in SENIORS[:4]] == sent)
    at_rest(hall.made)
    ref = names.DecisionRef(entry.id, "sheet", "yes")
    gone = SENIORS[3]
    people = hall.made.workspace.state.people
    people[gone] = replace(people[gone], is_deleted=True)
    forget_profiles(hall)
    assert remind(hall.made.app.edge, of_committee(hall)) == 2
    visitor, window = hall.decision(COORDINATOR, "handed_on")
    assert not sends(visitor, window, member=gone, handed_to=SENIORS[4])
    until(lambda: len(hall.papers(SENIORS[4])) == known[4] + 1)
    people[gone] = replace(people[gone], is_deleted=False)  # comes back, and is not asked
    forget_profiles(hall)
    for user in (gone, FINANCE, GUEST):
        shown = forged(hall, user, names.decision_value(ref))
        assert "Send it" not in json.dumps(shown)
    assert not list(hall.questions()[-1].said("sheet"))
    assert steps.QUESTIONS.keys() == {
        verb.name for verb in hall.services.register.kinds["decision"].verbs
    }


def of_committee(hall: Hall) -> list[ReminderSource]:
    """What the Committee is told of: the calendar has a digest on some days beside it."""
    return [each for each in hall.made.app.reminders.sources if PAPER in each.topics]


def forget_profiles(hall: Hall) -> None:
    """Has Slack asked anew who people are, as is done after some minutes."""
    directory = hall.made.app.edge.permissions._directory
    assert isinstance(directory, SlackDirectory)
    directory._profiles.clear()


def forged(hall: Hall, user: str, value: str) -> Json:
    """What the person sees after pressing a button that they were never shown."""
    visitor = hall.visitor(user)
    visitor.closes_all()
    visitor.commands("partnerships", "/ask-policy", "")
    until(lambda: visitor.views)
    stored = hall.made.workspace.views.stack(user)[-1]
    said = {"type": "plain_text", "text": "Forged", "emoji": False}
    element = {"type": "button", "action_id": names.COMMITTEE_STEP, "text": said, "value": value}
    stored["blocks"].append({"type": "actions", "block_id": "forged", "elements": [element]})
    visitor.clicks(stored, names.COMMITTEE_STEP, value=value)
    return ready(visitor, 2)[-1]
