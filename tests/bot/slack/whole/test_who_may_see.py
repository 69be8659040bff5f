"""Who may see partners' files: every command, button, window and menu, pressed by who may not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.settings.roles import RoleSettings
from bot.slack import routing
from bot.slack.blocks import names
from bot.slack.checklists.spot import ChecklistRef, ref_value
from bot.slack.manifest import manifest
from bot.slack.policies.spot import PolicyRef
from bot.slack.policies.spot import ref_value as policy_value
from bot.workspace import Workspace
from bot.workspace.people import SAMPLE_PEOPLE, Member
from bot.workspace.protocol import payloads
from drafting.agreements import AgreementRequest
from drafting.documents import DocumentKind
from drafting.due_diligence import ChecklistRequest
from knowledge import PolicyDesk
from tests.support.slack.forms import held, option
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import opened_home, words
from tests.support.slack.workspace_client import COORDINATOR, FIELD, FINANCE, OFFICER, Visitor

Json = dict[str, Any]
GUEST, VISITING, LEFT = "U0GUEST0001", "U0VISITING1", "U0LEFT00001"
PEOPLE = (
    *SAMPLE_PEOPLE,
    Member(GUEST, "Sample Guest", "Consultant (sample)", "guest", is_restricted=True),
    Member(VISITING, "Sample Visitor", "Of a partner (sample)", "visitor", team="T0OTHERTEAM"),
    Member(LEFT, "Sample Leaver", "Was here (sample)", "leaver", is_deleted=True),
)
GROUP = "S0PARTNERS1"
PARTNER, AGREEMENT = "sample-roshni", "2026-schools"
# Of the partner: names, a person, a phone number.
MARKS = ("Roshni", "Focal Point One", "300 0000001", "Sample Director One", "Girls back to school")
REFUSED = "kept to a few people here"
CHECKLISTS = (names.CHECKLIST_OPEN, names.CHECKLIST_SUMMARY, names.CHECKLIST_LEFT_OUT)
# What opens or changes something in the file, but shows nothing of it at once.
SHOWS_NOTHING_AT_ONCE = {
    *(names.PARTNER_FIND, names.PARTNER_ADD, names.PART_MODAL, names.PARTNER_ADD_MODAL),
    names.POOL_OPEN,
    *(names.AGREEMENT_ADD_MODAL, names.DRAFT_INSTEAD, names.FILL_MODAL, names.DISTRICT_PICK),
    *(names.DRAFT_MODAL, names.EVIDENCE_SEND, names.CHECKLIST_IMPORT, names.PEER_MODAL),
    *(names.ENTRY_MODAL, names.CHECKLIST_FILES, names.DRAFT_FILL, names.AGREEMENT_ADD),
    names.TOGETHER_MODAL,
    *(names.SCREENING_SETTLE, names.MATCH_MODAL, names.REGISTER_OPEN, names.REGISTER_KIND),
    *(names.REGISTER_SHOW, names.REGISTER_SAY, names.REGISTER_TAKE, names.REGISTER_REPORT),
    *(names.REGISTER_MATTERS, names.REGISTER_NAMES),
    *(names.REGISTER_OPEN_MODAL, names.REGISTER_SAY_MODAL),
    *(names.TEMPLATE_OPEN, names.TEMPLATE_MODAL, names.IMPORT_SAVE, names.IMPORT_CHOOSE),
    *(names.IMPORT_ACCOUNTS, names.IMPORT_MODAL, names.OFFERS_OPEN, names.OFFERS_MODAL),
    *(names.DRAFT_CLEAN, names.DRAFT_SEND, names.PART_EDIT),
    *(names.DECISION_OPEN, names.DECISION_MODAL, names.ACCOUNT_CALL, names.ACCOUNT_MODAL),
    *(names.ACKNOWLEDGE_MODAL, names.COMMITTEE_ASK, names.COMMITTEE_ASK_MODAL),
    *(names.COMMITTEE_OPEN, names.COMMITTEE_STEP, names.COMMITTEE_STEP_MODAL),
    *(names.LIFE_ISSUE, names.LIFE_SIGN, names.LIFE_TAKE_BACK, names.LIFE_PACK, names.LIFE_FILE),
    *(names.LIFE_ISSUE_MODAL, names.LIFE_SIGN_MODAL, names.LIFE_ENTER_MODAL),
    *(names.LIFE_END_MODAL, names.LIFE_TAKE_BACK_MODAL),
    *(names.CONFIRM_MODAL, names.CLEAR_MODAL, names.IMPORT_NAME_MODAL),
    *(names.CONFIRM_OPEN, names.ENTRY_CLEAR, names.IMPORT_NAME),
}


@dataclass
class Doors:
    """An office, and a partner's draft and checklist to knock for."""

    made: Office
    draft: str
    checklist: str
    entry: str
    chores: list[Future[Any]] = field(default_factory=list)

    def trigger(self, user: str, view: str = "") -> str:
        return self.made.workspace.grants.trigger(user, view)

    def window(self, user: str, callback: str) -> Json:
        """A window with that callback id, open before the person as it may be in real life."""
        view = {
            "type": "modal",
            "callback_id": callback,
            "title": {"type": "plain_text", "text": "Open"},
            "submit": {"type": "plain_text", "text": "Send"},
            "private_metadata": self.value(callback),
            "blocks": BLOCKS.get(callback, [QUESTION]),
        }
        client = self.made.app.edge.client
        shown: Json = client.views_open(trigger_id=self.trigger(user), view=view)["view"]
        states = {
            block["block_id"]: {block["element"]["action_id"]: self.typed(block)}
            for block in shown["blocks"]
        }
        return {**shown, "state": {"values": states}}

    def typed(self, block: Json) -> Json:
        kind = block["element"]["type"]
        if kind == "external_select":
            return {"type": kind, "selected_option": option(PARTNER)}
        if kind == "plain_text_input":
            return {"type": kind, "value": "What is due diligence for?"}
        return held(block)

    def value(self, name: str) -> str:
        """What a button of that name, or a window, is about."""
        if name.startswith(
            (
                "checklist",
                "entry",
                "peer",
                "open_peer",
                "left_out",
                "import",
                "answer_together",
                "together",
                names.OFFERS_OPEN,
                names.OFFERS_MODAL,
            )
        ) or (name in {names.ENTRY_OPEN, names.EVIDENCE_SEND, *ENTRIES, *CHECKLISTS}):
            return ref_value(ChecklistRef(self.checklist, self.entry))
        if name.startswith(("policy", "describe_policy")):
            return policy_value(PolicyRef("F0NONE"))
        if name in {names.OPEN_CLAUSE, names.OPEN_DOCUMENT}:
            return names.clause_value(names.ClauseName("cspf", "17(a)"))
        spot = names.PartnerRef(PARTNER, AGREEMENT, "people", "contract", self.draft, 1)
        return names.spot_value(spot)

    def knocked(self, user: str, body: Json) -> str:
        """All that the person is shown after that payload, acknowledgement included, as JSON."""
        before = max((one.id for one in self.made.workspace.traffic.exchanges), default=0)
        answer = self.made.app.bolt.dispatch(BoltRequest(mode="socket_mode", body=body))
        assert answer.status == 200, (user, body.get("type"), answer.body)
        while self.chores:
            chore = self.chores.pop()
            wait([chore])
            assert chore.exception() is None
        at_rest(self.made)
        shown = self.made.workspace.traffic.after(before)
        calls = [one["payload"] for one in shown if one["direction"] == "from_bot"]
        return json.dumps([answer.body, calls], ensure_ascii=False).replace("\\", "")


QUESTION = {
    "type": "input",
    "block_id": "question",
    "label": {"type": "plain_text", "text": "Question"},
    "element": {"type": "plain_text_input", "action_id": names.QUESTION_INPUT},
}


def chooser(block: str, action: str) -> Json:
    """The menu of partners, as a window has it."""
    element = {"type": "external_select", "action_id": action, "min_query_length": 2}
    placeholder = {"type": "plain_text", "text": "Type part of the name"}
    return {**QUESTION, "block_id": block, "element": {**element, "placeholder": placeholder}}


ENTRIES = (
    *(names.ENTRY_STATE, names.ENTRY_ASSIGN, names.ENTRY_TAKE_BACK, names.ENTRY_CONFIRM),
    names.ENTRY_SETTLE,
)
BLOCKS = {
    names.DRAFT_MODAL: [chooser("the_partner", names.DRAFT_PARTNER)],
    names.DILIGENCE_MODAL: [chooser("diligence_partner", names.DILIGENCE_PARTNER)],
    names.SETTLE_MODAL: [{**QUESTION, "block_id": "point.gone"}],
}
# The window that each button stands in, where its listener reads it.
WINDOW_OF = {
    names.DRAFT_PARTNER: names.DRAFT_MODAL,
    names.DRAFT_KIND: names.DRAFT_MODAL,
    names.DRAFT_AGREEMENT: names.DRAFT_MODAL,
    names.DRAFT_INSTEAD: names.DRAFT_MODAL,
    names.DILIGENCE_PARTNER: names.DILIGENCE_MODAL,
    names.DILIGENCE_AGREEMENT: names.DILIGENCE_MODAL,
    names.DILIGENCE_RISK: names.DILIGENCE_MODAL,
    **dict.fromkeys(ENTRIES, names.ENTRY_MODAL),
}


def opened_doors(made: Office) -> Doors:
    services = made.app.edge.services
    request = AgreementRequest(PARTNER, DocumentKind("contract"), AGREEMENT, COORDINATOR, "doors")
    draft = services.drafting.draft(request)
    wish = ChecklistRequest(PARTNER, AGREEMENT, COORDINATOR, "doors")
    checklist = services.due_diligence.start(wish)
    doors = Doors(made, draft.id, checklist.id, checklist.entries[0].key)
    submit = made.app.edge.chores.submit

    def noted(*work: Any) -> Future[Any]:
        doors.chores.append(submit(*work))
        return doors.chores[-1]

    made.app.edge.chores.submit = noted  # type: ignore[assignment, method-assign]
    return doors


@pytest.fixture(scope="module")
def few(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """An office where the Coordinator, a guest by name, and a group see partners' files."""
    workspace = Workspace(manifest(), people=PEOPLE)
    workspace.state.user_groups[GROUP] = (FIELD, LEFT, VISITING)
    roles = RoleSettings(
        viewers=(COORDINATOR, LEFT, GROUP), finance=(FINANCE,), settlers=(COORDINATOR,)
    )
    home = tmp_path_factory.mktemp("few")
    with stocked_office(desk, home, workspace, roles=roles) as made:
        yield opened_doors(made)


@pytest.fixture(scope="module")
def shipped(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """An office whose roles are as shipped."""
    workspace = Workspace(manifest(), people=PEOPLE)
    with stocked_office(desk, tmp_path_factory.mktemp("shipped"), workspace) as made:
        yield opened_doors(made)


def person(doors: Doors, user: str) -> Member:
    return doors.made.workspace.state.people[user]


def action(doors: Doors, name: str, user: str) -> Json:
    """A press of that button, as Slack sends it."""
    if name in {names.SHARE, names.FEEDBACK, names.ASK_CHOICE}:
        return on_a_message(doors, name, user)
    window = doors.window(user, WINDOW_OF.get(name, names.PARTNER_MODAL))
    act = {"action_id": name, "block_id": "b", "value": doors.value(name), "action_ts": "1.0"}
    chosen = {
        names.PARTNER_PICK: PARTNER,
        names.PARTNERSHIP_PICK: PARTNER,
        names.ENTRY_STATE: "open",
    }.get(name)
    selected: Json = {"selected_option": option(chosen)} if chosen else {}
    act = {**act, **selected}
    if name == names.ENTRY_STATE:
        del act["value"]
    call = {"trigger_id": doors.trigger(user, window["id"]), "actions": [act]}
    team = doors.made.workspace.team
    return payloads.from_view(team, person(doors, user), window, "block_actions", call)


def on_a_message(doors: Doors, name: str, user: str) -> Json:
    """A press of a button below an answer in the channel."""
    state = doors.made.workspace.state
    channel = next(one for one in state.conversations.values() if one.name == "partnerships")
    client = doors.made.app.edge.client
    ts = client.chat_postMessage(channel=channel.id, text="The framework says nothing.")["ts"]
    value = {names.SHARE: channel.id, names.ASK_CHOICE: "Who approves a partnership?"}.get(
        name, names.feedback_value(names.HELPFUL, "none")
    )
    act = {"action_id": name, "block_id": "b", "value": value, "action_ts": "1.0"}
    call = {"trigger_id": doors.trigger(user), "response_url": "", "actions": [act]}
    message = channel.messages[ts]
    return payloads.from_message(state, person(doors, user), message, "block_actions", call)


def submission(doors: Doors, name: str, user: str) -> Json:
    window = doors.window(user, name)
    trigger = doors.trigger(user, window["id"])
    return payloads.view_submission(doors.made.workspace.team, person(doors, user), window, trigger)


def suggestion(doors: Doors, name: str, user: str) -> Json:
    window = doors.window(user, names.DRAFT_MODAL)
    call = {"action_id": name, "block_id": "b", "value": "roshni"}
    team = doors.made.workspace.team
    return payloads.from_view(team, person(doors, user), window, "block_suggestion", call)


def command(doors: Doors, name: str, user: str) -> Json:
    call = {"command": name, "text": "roshni", "trigger_id": doors.trigger(user)}
    state = doors.made.workspace.state
    channel = next(one for one in state.conversations.values() if one.name == "partnerships")
    return payloads.slash_command(state.team, person(doors, user), channel, call)


def shortcut(doors: Doors, name: str, user: str) -> Json:
    said = Visitor(doors.made.server.url, OFFICER).says(
        "partnerships", "What of Roshni Invented Women’s Society (sample)?"
    )
    state = doors.made.workspace.state
    channel = next(one for one in state.conversations.values() if one.name == "partnerships")
    call = {"callback_id": name, "trigger_id": doors.trigger(user), "response_url": ""}
    return payloads.message_action(state, person(doors, user), channel.messages[said], call)


EVERY_DOOR = [
    *((action, name) for name in routing.ACTIONS),
    *((submission, name) for name in routing.SUBMISSIONS),
    *((suggestion, name) for name in routing.OPTIONS),
    *((command, one.name) for one in routing.COMMANDS),
    *((shortcut, one.callback_id) for one in routing.SHORTCUTS),
]
every_door = pytest.mark.parametrize(("knock", "name"), EVERY_DOOR)


@every_door
def test_no_door_shows_a_partner_to_a_member_whom_the_role_does_not_name(
    few: Doors, knock: Any, name: str
) -> None:
    shown = few.knocked(OFFICER, knock(few, name, OFFICER))
    assert not [mark for mark in MARKS if mark in shown]
    if name not in routing.FOR_EVERYBODY:
        assert REFUSED in shown or knock is suggestion


@every_door
def test_no_door_shows_a_partner_to_a_guest_as_shipped(
    shipped: Doors, knock: Any, name: str
) -> None:
    shown = shipped.knocked(GUEST, knock(shipped, name, GUEST))
    assert not [mark for mark in MARKS if mark in shown]
    if name not in routing.FOR_EVERYBODY:
        assert REFUSED in shown or knock is suggestion


@pytest.mark.parametrize(
    ("knock", "name"),
    [
        (knock, name)
        for knock, name in EVERY_DOOR
        if name not in routing.FOR_EVERYBODY | SHOWS_NOTHING_AT_ONCE
    ],
)
def test_the_same_press_shows_the_partner_to_who_may_see(few: Doors, knock: Any, name: str) -> None:
    shown = few.knocked(COORDINATOR, knock(few, name, COORDINATOR))
    assert REFUSED not in shown
    assert any(mark in shown for mark in MARKS) or name in CHECKLIST_PAGES


# Pages of a checklist: questions to the partner, without its name in each.
CHECKLIST_PAGES = {name for name in routing.ACTIONS if "checklist" in name or "entry" in name} | {
    *CHECKLISTS,
    names.PEER_OPEN,
    names.TOGETHER_OPEN,
}


@pytest.mark.parametrize(
    ("user", "sees"),
    [
        *((COORDINATOR, True), (FIELD, True), (FINANCE, True)),
        *((OFFICER, False), (GUEST, False), (VISITING, False), (LEFT, False)),
    ],
)
def test_a_role_names_people_and_groups_and_who_left_or_only_visits_is_in_none(
    few: Doors, user: str, sees: bool
) -> None:
    may = few.made.app.edge.rights(user)
    assert (may.sees_partners, may.drafts, may.edits, may.assesses) == (sees,) * 4
    assert may.sees_restricted == (user == FINANCE)


@pytest.mark.parametrize(
    ("user", "sees"),
    [*((OFFICER, True), (COORDINATOR, True)), *((one, False) for one in (GUEST, VISITING, LEFT))],
)
def test_as_shipped_full_members_see_partners_and_nobody_else(
    shipped: Doors, user: str, sees: bool
) -> None:
    assert shipped.made.app.edge.rights(user).sees_partners == sees


def test_the_home_tab_offers_partners_to_those_alone_who_see_them(few: Doors) -> None:
    url = few.made.server.url
    theirs = opened_home(Visitor(url, COORDINATOR), "Ask a question")
    assert "Find a partner" in words(theirs)
    assert "/draft-mou" in words(theirs)
    others = opened_home(Visitor(url, OFFICER), "Ask a question")
    for missing in ("Find a partner", "Draft an agreement", "Due diligence", "/partner"):
        assert missing not in words(others)
