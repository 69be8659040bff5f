"""Due diligence in Slack: begun in a window, answered by several people, kept from whom it must."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.checklists import entry_view, listener
from bot.slack.checklists import spot as checklist_spot
from bot.slack.checklists.spot import ChecklistRef
from bot.slack.checklists.view import MINE, TO_CONFIRM, TO_SETTLE
from bot.slack.edge import Edge
from bot.slack.reminders import remind
from bot.slack.screening.reminders import MATCHES as TOPIC_OF_MATCHES
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ChecklistRequest,
    DueDiligenceDesk,
    Proof,
)
from drafting.due_diligence.checklists import SCREENING_ENTRY, Weight
from drafting.partners import DraftingError, Side, office_today
from drafting.partnership import Access
from drafting.screening import MatchStanding
from knowledge import PolicyDesk
from tests.support.drafting.filled_checklists import filled_workbook
from tests.support.slack import blocks
from tests.support.slack.forms import inputs, sends, state
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import (
    from_saathi,
    newest_direct,
    opened,
    opened_home,
    top,
    wherever,
    words,
)
from tests.support.slack.workspace_client import (
    COORDINATOR,
    FIELD,
    FINANCE,
    OFFICER,
    Visitor,
    until,
    visiting,
)

Json = dict[str, Any]
ROLES = RoleSettings(
    due_diligence=(OFFICER, FINANCE, COORDINATOR), finance=(FINANCE,), settlers=(COORDINATOR,)
)
START, LIST, QUESTION = "Due diligence", "Checklist", "Question"
OTHER = "fit-value-added"
HOSTILE = "<!channel> mark as passed & <https://example.org|click> {{ jinja }} *bold*"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


@pytest.fixture
def kept(made: Office) -> DueDiligenceDesk:
    """The desk, in which nothing of an earlier test is carried over."""
    desk: DueDiligenceDesk = made.app.edge.services.due_diligence
    for checklist in desk.checklists.every():
        desk.checklists.forget(checklist.partner)
    return desk


@pytest.fixture
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def begun(
    visitor: Visitor, kept: DueDiligenceDesk, name: str = "chaupal"
) -> tuple[Checklist, Json]:
    """A checklist that was just made, and its overview."""
    visitor.commands("partnerships", "/due-diligence", name)
    window = top(visitor, START, showing="What it would ask")
    assert not sends(visitor, window)
    overview = top(visitor, LIST, 1, "settled")
    spot = checklist_spot.ref_from(overview["private_metadata"])
    return kept.get(spot.checklist), overview


def choices(window: Json) -> Json:
    """What the choices of the first window hold, as Slack sends it."""
    found = [one for one in window["blocks"] if "initial_option" in one.get("accessory", {})]
    return {
        one["block_id"]: {
            one["accessory"]["action_id"]: {
                "type": one["accessory"]["type"],
                "selected_option": one["accessory"]["initial_option"],
            }
        }
        for one in found
    }


def picks(visitor: Visitor, window: Json, action: str, value: str, showing: str) -> Json:
    """Makes a choice in the first window; the window as it shows that."""
    block = next(b for b in window["blocks"] if b.get("accessory", {}).get("action_id") == action)
    offered = block["accessory"].get("options") or visitor.asks_for_options(window, action, value)
    chosen = next(one for one in offered if one["value"] == value)
    held = {action: {"type": block["accessory"]["type"], "selected_option": chosen}}
    now = choices(window) | {block["block_id"]: held}
    visitor.clicks(window, action, now, selected_option=chosen)
    return top(visitor, START, showing=showing)


def presses(visitor: Visitor, view: Json, action: str, **spot: str) -> None:
    """Presses the button of that action whose value names the spot."""
    for block in view["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if str(element.get("action_id", "")).partition(":")[0] != action:
                continue
            named = checklist_spot.ref_from(element.get("value", ""))._asdict()
            if all(named[name] == value for name, value in spot.items()):
                visitor.clicks(view, element["action_id"], value=element["value"])
                return
    raise AssertionError(f"no button {action} for {spot}")


def area(visitor: Visitor, overview: Json, name: str) -> Json:
    """A page of the checklist."""
    presses(visitor, overview, names.CHECKLIST_OPEN, page=name)
    return top(visitor, LIST, 1, "All areas")


def question(visitor: Visitor, page: Json, key: str) -> Json:
    """A question's window, opened from its page."""
    presses(visitor, page, names.ENTRY_OPEN, entry=key)
    return top(visitor, QUESTION, 2)


def entry(kept: DueDiligenceDesk, checklist: Checklist, key: str) -> ChecklistEntry:
    found = kept.get(checklist.id).entry(key)
    assert found is not None
    return found


def answered(entry: ChecklistEntry) -> str:
    return entry.current.text if entry.current else ""


def chooses_state(visitor: Visitor, view: Json, chosen: AnswerState, showing: str) -> Json:
    """Chooses the state; the window as it asks for what that needs."""
    block = inputs(view)["state"]
    now = state(view, {"state": chosen.value})
    picked = now[block["block_id"]][names.ENTRY_STATE]["selected_option"]
    visitor.clicks(view, names.ENTRY_STATE, now, selected_option=picked)
    return until(
        lambda: [one for one in visitor.views[-1:] if showing in json.dumps(one["blocks"])]
    )[0]


def again(visitor: Visitor, name: str) -> None:
    """Has the last payload of that name sent again."""
    sent = [one for one in visitor.traffic() if one["direction"] == "to_bot"]
    visitor.redelivers([one for one in sent if one["name"] == name][-1])


def test_the_command_opens_a_window_that_says_what_would_be_asked_and_why(officer: Visitor) -> None:
    before = len(officer.sees("partnerships"))
    officer.commands("partnerships", "/due-diligence", "rohsni")
    window = top(officer, START, showing="What it would ask")
    said = words(window)
    assert "tier C (funded)" in said
    assert "office’s settings; the CSPF sets none" in said
    assert "questions for the partner and" in said
    assert "sample-roshni" in json.dumps(choices(window))
    assert len(officer.sees("partnerships")) == before


def test_a_partner_is_found_by_typing_and_each_agreement_has_its_own_tier(
    officer: Visitor,
) -> None:
    officer.commands("partnerships", "/due-diligence", "")
    window = top(officer, START)
    assert window["submit"] is None
    assert "learn about each other’s organisation" in words(window)
    offered = officer.asks_for_options(window, names.DILIGENCE_PARTNER, "rohsni")
    assert offered[0]["value"] == "sample-roshni"
    window = picks(officer, window, names.DILIGENCE_PARTNER, "sample-roshni", "tier C")
    picks(officer, window, names.DILIGENCE_AGREEMENT, "2025-learning", "tier A (informal)")


def test_a_person_s_judgement_of_high_risk_asks_more_and_says_why(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    officer.commands("partnerships", "/due-diligence", "sailab")
    window = top(officer, START, showing="tier C")
    window = picks(officer, window, names.DILIGENCE_RISK, "yes", "tier D")
    values = choices(window) | state(window, {"the_reason": "The river rises."})
    assert not officer.submits(window, values)
    overview = top(officer, LIST, 1)
    assert "A person judged it high-risk: The river rises." in words(overview)
    assert kept.get(checklist_spot.ref_from(overview["private_metadata"]).checklist).tier == "D"


def test_in_an_emergency_the_first_days_come_first_and_the_rest_begins_from_them(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    officer.commands("partnerships", "/due-diligence", "sailab")
    window = top(officer, START, showing="how much now")
    window = picks(officer, window, names.DILIGENCE_FIRST_DAYS, "yes", "tier F")
    assert "the rest follows by" in words(window)
    assert names.DILIGENCE_RISK not in json.dumps(window["blocks"])
    assert not officer.submits(window, choices(window))
    overview = top(officer, LIST, 1, "provisional: the rest by")
    checklist = kept.get(checklist_spot.ref_from(overview["private_metadata"]).checklist)
    assert (checklist.tier, checklist.rest_by) == ("F", kept.rest_by())
    officer.clicks(overview, names.DILIGENCE_OPEN)
    window = top(officer, START, showing="The first days’ checklist of this agreement is there")
    assert window["submit"]["text"] == "Begin the rest"
    assert not officer.submits(window, choices(window))
    rest = kept.latest(checklist.partner, checklist.agreement)
    assert rest is not None
    assert (rest.tier, rest.rest_by) == ("C", None)


def test_a_private_company_is_led_to_its_own_framework(officer: Visitor) -> None:
    officer.commands("partnerships", "/due-diligence", "tijarat")
    window = top(officer, START, showing="Private Sector Engagement Framework")
    assert "footnote 9" in words(window)
    assert window["submit"] is None


def test_the_checklist_has_its_halves_its_areas_and_never_a_score(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    said = words(overview)
    assert f"0 of {len(checklist.entries)} settled" in said
    assert "The partner answers: 0 of" in said
    assert "CIP answers: 0 of" in said
    assert all(title in said for title in checklist.areas())
    assert "decides nothing" in said
    assert "score" not in said.lower()
    presses(officer, overview, names.CHECKLIST_LEFT_OUT)
    assert "Asked from tier" in words(top(officer, "What was left out", 2))


def test_the_window_sent_again_gives_the_same_checklist(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, _ = begun(officer, kept, "mashal")
    at_rest(made)
    known = len(kept.checklists.every())
    again(officer, "view_submission")
    assert len(kept.checklists.every()) == known
    assert kept.latest(checklist.partner, checklist.agreement) == kept.get(checklist.id)


def test_an_earlier_checklist_is_gone_on_with(officer: Visitor, kept: DueDiligenceDesk) -> None:
    checklist, _ = begun(officer, kept, "awaz")
    officer.closes(officer.views[-1])
    officer.commands("partnerships", "/due-diligence", "awaz")
    window = top(officer, START, showing="Go on with it")
    assert window["submit"]["text"] == "Begin anew"
    presses(officer, window, names.CHECKLIST_OPEN)
    overview = top(officer, LIST, 1)
    assert checklist_spot.ref_from(overview["private_metadata"]).checklist == checklist.id


def test_the_card_and_the_home_tab_lead_to_it(officer: Visitor, colleague: Visitor) -> None:
    card = opened(officer, "mashal")
    officer.clicks(card, names.DILIGENCE_OPEN)
    window = top(officer, START, 1, "What it would ask")
    officer.closes(window)
    officer.clicks(opened_home(officer, "Documents"), names.DILIGENCE_OPEN)
    top(officer, START, 1)
    assert names.DILIGENCE_OPEN not in json.dumps(opened(colleague, "mashal")["blocks"])
    assert names.DILIGENCE_OPEN not in json.dumps(opened_home(colleague, "Documents")["blocks"])


def test_a_question_says_why_it_is_asked_and_its_clause_is_a_click_away(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    window = question(officer, area(officer, overview, "fit"), f"{OTHER}.partner")
    said = words(window)
    asked = entry(kept, checklist, f"{OTHER}.partner")
    assert asked.item.ask in said
    assert "What would show it" in said
    assert asked.item.evidence in said
    officer.clicks(window, names.OPEN_CLAUSE)
    clause = until(lambda: officer.views[2:])[0]
    assert clause["callback_id"] == names.CLAUSE_MODAL


def test_an_answer_is_kept_and_the_page_beneath_shows_it(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.cip"
    window = question(officer, area(officer, overview, "fit"), key)
    assert "Say it" not in words(window)
    assert sends(officer, window)["text"].startswith("Write the answer")
    wrong = sends(officer, window, text="Fine\x07")
    assert "Character 5" in wrong["text"]
    assert entry(kept, checklist, key).current is None
    assert not sends(officer, window, text="After the third year.", link="https://example.org/plan")
    page = top(officer, LIST, 1, "After the third year.")
    assert f'"user_id": "{OFFICER}"' in words(page)
    current = entry(kept, checklist, key).current
    assert current is not None
    assert (current.by, current.state) == (OFFICER, AnswerState.ANSWERED)
    assert [one.name for one in current.proofs] == ["https://example.org/plan"]


def test_a_redraw_that_comes_late_does_not_take_anybody_back(
    made: Office, officer: Visitor, kept: DueDiligenceDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    checklist, overview = begun(officer, kept)
    asked = next(entry for entry in checklist.entries if entry.current is None)
    page = area(officer, overview, asked.item.area)
    window = question(officer, page, asked.key)
    went_on, redraws, turns = threading.Event(), [], made.app.edge.window_turns
    draw_page, draw_turn = listener.page_window, turns.draw

    def page_of_an_area_late(edge: Edge, user: str, spot: ChecklistRef, notice: str = "") -> Json:
        view = draw_page(edge, user, spot, notice)
        assert not spot.page or went_on.wait(60)
        return view

    def noted(view_id: str, turn: int, drawing: Callable[[], object]) -> bool:
        is_drawn = draw_turn(view_id, turn, drawing)
        if view_id == page["id"]:  # what an earlier test asked for may come only now
            redraws.append(is_drawn)
        return is_drawn

    monkeypatch.setattr(listener, "page_window", page_of_an_area_late)
    monkeypatch.setattr(turns, "draw", noted)
    assert not sends(officer, window, text="It opens doors in Sindh.")
    until(lambda: officer.views[-1]["id"] == page["id"])
    presses(officer, officer.views[-1], names.CHECKLIST_OPEN, page="")
    until(lambda: "All areas" not in words(officer.views[-1]))  # that is: the overview
    went_on.set()
    until(lambda: len(redraws) == 2)
    assert redraws == [True, False]
    assert "settled" in words(officer.views[-1])
    assert "All areas" not in words(officer.views[-1])


def test_a_gap_is_noted_with_who_addresses_it_and_stands_in_the_summary(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.partner"
    window = question(officer, area(officer, overview, "fit"), key)
    window = chooses_state(officer, window, AnswerState.GAP, "What is missing")
    assert set(sends(officer, window, state="gap")) == {"gap"}
    gap = {"gap": "No plan yet.", "gap_side": "both", "gap_action": "Write one together."}
    assert not sends(officer, window, state="gap", **gap, gap_due="2027-06-30")
    current = entry(kept, checklist, key).current
    assert current is not None
    assert (current.gap, current.gap_side, current.state) == (
        "No plan yet.",
        Side.BOTH,
        AnswerState.GAP,
    )
    page = top(officer, LIST, 1, "No plan yet.")
    presses(officer, page, names.CHECKLIST_OPEN, page="")
    presses(officer, top(officer, LIST, 1, "Areas"), names.CHECKLIST_SUMMARY)
    said = words(top(officer, "Summary", 2))
    assert "Addressed by: both" in said
    assert "Write one together." in said
    assert "30 June 2027" in said
    assert "decides nothing" in said


def test_what_a_few_may_read_keeps_its_place_without_its_words_for_all_others(
    officer: Visitor, finance: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    _, overview = begun(officer, kept)
    key = f"{OTHER}.cip"
    finance.commands("partnerships", "/due-diligence", "chaupal")
    presses(finance, top(finance, START, showing="Go on"), names.CHECKLIST_OPEN)
    theirs = question(finance, area(finance, top(finance, LIST, 1), "fit"), key)
    assert not sends(finance, theirs, text="A quiet tip.", readers="few", weight="concern")
    assert "A quiet tip." in words(top(finance, LIST, 1, "A quiet tip."))
    page = area(officer, overview, "fit")
    window = question(officer, page, key)
    for shown in (page, window):
        assert "A quiet tip." not in words(shown)
        assert "For Finance and the Partnership Coordinator alone" in words(shown)
    assert window["submit"] is None
    officer.closes(window)
    presses(officer, page, names.CHECKLIST_OPEN, page="")
    presses(officer, top(officer, LIST, 1, "Areas"), names.CHECKLIST_SUMMARY)
    summary = words(top(officer, "Summary", 2))
    assert "1 concern is for Finance" in summary
    assert "A quiet tip." not in summary
    entries = made.app.edge.services.access.entries()
    looks = [look for look in entries if look.how is Access.ANSWERS]
    assert {(look.who, look.fields) for look in looks} == {(FINANCE, (key,))}


def test_the_next_open_question_comes_when_one_is_saved(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    page = area(officer, overview, "fit")
    half = [one for one in checklist.half(Side.PARTNER) if one.item.area == "fit"]
    first, second = [one for one in half if one.current is None][:2]
    window = question(officer, page, first.key)
    assert not sends(officer, window, text="Both of us.", next=("next",))
    following = top(officer, QUESTION, 2, second.item.ask)
    assert not sends(officer, following, text="In two valleys.")  # the tick and the name stay
    assert second.item.ask not in words(officer.views[-1])
    after = kept.get(checklist.id)
    answers = [after.entry(one.key) for one in (first, second)]
    assert [one.current.said_by for one in answers if one and one.current] == [
        "Sample Director One",
        "Sample Director One",
    ]


def test_what_was_filled_in_is_confirmed_once_by_who_is_named_at_the_partner(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept, "jamia")
    waiting = kept.summary(checklist).to_confirm
    page = area(officer, overview, TO_CONFIRM)
    key = waiting[0].entry.key
    assert "in the partner’s file" in words(page)
    presses(officer, page, names.CONFIRM_OPEN, entry=key)
    window = top(officer, "Confirm together", 2)
    assert "Say who" in sends(officer, window, said_by="")["said_by"]
    assert not sends(officer, window, said_by="Sample Head")
    until(lambda: len(kept.summary(kept.get(checklist.id)).to_confirm) == len(waiting) - 1)
    again(officer, "view_submission")
    at_rest(made)
    held = entry(kept, checklist, key)
    assert len(held.answers) == 2
    assert held.current is not None
    assert (held.current.by, held.current.state) == (OFFICER, AnswerState.ANSWERED)
    assert held.current.said_by == "Sample Head"
    page = top(officer, LIST, 1, f"0 of {len(waiting) - 1}")
    window = question(officer, page, waiting[1].entry.key)
    assert not sends(officer, window)  # it offers who was named last
    until(lambda: entry(kept, checklist, waiting[1].entry.key).is_done(made.app.edge.today()))


def test_two_answers_on_one_base_stand_side_by_side_until_one_is_taken(
    officer: Visitor, finance: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.partner"
    mine = question(officer, area(officer, overview, "fit"), key)
    finance.commands("partnerships", "/due-diligence", "chaupal")
    presses(finance, top(finance, START, showing="Go on"), names.CHECKLIST_OPEN)
    theirs = question(finance, area(finance, top(finance, LIST, 1), "fit"), key)
    assert not sends(finance, theirs, text="Two years.")
    assert not sends(officer, mine, text="Three years.")
    told = top(officer, QUESTION, 2, "while you were writing")
    said = words(told)
    assert "Two years." in said and "Three years." in said
    assert FINANCE in said and OFFICER in said
    assert entry(kept, checklist, key).in_conflict
    page = until(lambda: [v for v in officer.views[:1] if "side by side" in words(v)])[0]
    assert "to settle" in words(page)
    two = next(one for one in entry(kept, checklist, key).answers if one.text == "Two years.")
    presses(officer, told, names.ENTRY_SETTLE, file=two.id[: checklist_spot.SIGNED])
    until(lambda: not entry(kept, checklist, key).in_conflict)
    held = entry(kept, checklist, key)
    assert answered(held) == "Two years."
    assert len(held.answers) == 3
    assert not kept.summary(kept.get(checklist.id)).conflicts


def test_a_conflict_can_be_settled_in_own_words_and_is_found_on_a_page_of_its_own(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.cip"
    for by, said in ((FINANCE, "Yes."), (COORDINATOR, "No.")):
        kept.answer(
            checklist.id,
            [AnswerInput(key, AnswerState.ANSWERED, by, f"{checklist.id}{by}", said, seen_ids=())],
        )
    presses(officer, overview, names.CHECKLIST_SUMMARY)
    officer.closes(top(officer, "Summary", 2, "Side by side"))
    presses(officer, overview, names.CHECKLIST_OPEN, page="fit")
    page = top(officer, LIST, 1, "2 answers side by side")
    presses(officer, page, names.CHECKLIST_OPEN, page="")
    overview = top(officer, LIST, 1, "To settle (1)")
    window = question(officer, area(officer, overview, TO_SETTLE), key)
    assert not sends(officer, window, text="Yes, after talking.")
    until(lambda: not entry(kept, checklist, key).in_conflict)
    assert answered(entry(kept, checklist, key)) == "Yes, after talking."


def test_a_confirmation_of_what_is_no_more_adds_nothing_and_shows_what_stands(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept, "jamia")
    key = kept.summary(checklist).to_confirm[0].entry.key
    presses(officer, area(officer, overview, TO_CONFIRM), names.CONFIRM_OPEN, entry=key)
    window = top(officer, "Confirm together", 2)
    kept.answer(
        checklist.id,
        [AnswerInput(key, AnswerState.ANSWERED, FINANCE, f"{checklist.id}x", "It is not so.")],
    )
    assert "answered this just now" in sends(officer, window)[f"right.{key}"]
    assert answered(entry(kept, checklist, key)) == "It is not so."


def test_a_question_is_given_to_somebody_and_stands_on_their_page(
    officer: Visitor, finance: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.cip"
    window = question(officer, area(officer, overview, "fit"), key)
    now, known = state(window, {"text": "half a sentence"}), len(from_saathi(finance))
    officer.clicks(window, names.ENTRY_ASSIGN, now, selected_user=FINANCE)
    until(lambda: entry(kept, checklist, key).assigned_to == FINANCE)
    window = top(officer, QUESTION, 2, "Take it back")
    officer.clicks(window, names.ENTRY_ASSIGN, now, selected_user=FIELD)
    top(officer, QUESTION, 2, "may not see due diligence")
    assert entry(kept, checklist, key).assigned_to == FINANCE
    told = newest_direct(finance, known)
    assert entry(kept, checklist, key).item.ask in words(told)
    assert f"Asked by <@{OFFICER}>" in json.dumps(told["blocks"])
    finance.commands("partnerships", "/due-diligence", "chaupal")
    presses(finance, top(finance, START, showing="Go on"), names.CHECKLIST_OPEN)
    page = area(finance, top(finance, LIST, 1, "Yours (1)"), MINE)
    assert checklist.entry(key) is not None
    assert entry(kept, checklist, key).item.ask in words(page)
    officer.clicks(officer.views[-1], names.ENTRY_TAKE_BACK)
    until(lambda: not entry(kept, checklist, key).assigned_to)


def test_what_cip_answers_for_every_partner_begins_the_next_checklist(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    _, overview = begun(officer, kept)
    key = "cip-who-decides.cip"
    window = question(officer, area(officer, overview, "cip"), key)
    assert "For every partner" in words(window)
    assert not sends(officer, window, text="The Committee, within a month.", standing=("standing",))
    until(lambda: "cip-who-decides" in kept.checklists.standing())
    officer.closes_all()
    other, _ = begun(officer, kept, "mashal")
    current = entry(kept, other, key).current
    assert current is not None
    assert (current.text, current.state) == (
        "The Committee, within a month.",
        AnswerState.TO_CONFIRM,
    )
    assert "standing" not in inputs(
        question(officer, area(officer, officer.views[0], "fit"), f"{OTHER}.cip")
    )


def test_what_is_carried_over_names_the_person_and_no_id(
    kept: DueDiligenceDesk, made: Office
) -> None:
    key = f"{OTHER}.cip"
    wish = ChecklistRequest("sample-chaupal", "2026-water", OFFICER, "before")
    before = kept.start(wish)
    kept.answer(before.id, [AnswerInput(key, AnswerState.ANSWERED, OFFICER, "own", "To listen.")])
    carried = entry(kept, kept.start(replace(wish, key="after")), key).current
    assert carried is not None
    name = made.app.edge.permissions.name_of(OFFICER)
    assert carried.source_words.startswith(f"Said by {name} on ")
    assert OFFICER not in carried.source_words


def test_a_peer_s_assessment_is_accepted_with_who_when_and_for_what(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept, "roshni")
    today = made.app.edge.today()
    presses(officer, overview, names.PEER_OPEN)
    window = top(officer, "A peer’s assessment", 2)
    offered = [one["value"] for one in inputs(window)["areas"]["element"]["options"]]
    assert "finance" in offered
    assert "fit" not in offered  # it is about this work
    said: Json = {"peer": "Invented Peer (sample)", "areas": ("finance",)}
    days: Json = {
        "assessed_on": f"{today - timedelta(90)}",
        "valid_until": f"{today + timedelta(90)}",
    }
    ahead = sends(officer, window, **said, **days | {"assessed_on": f"{today + timedelta(9)}"})
    assert "lies ahead" in " ".join(ahead.values())
    assert set(sends(officer, window, **said, **days, proof="a\u202eb")) == {"proof"}
    assert not sends(officer, window, **said, **days, proof="https://example.org/assessment")
    cash = until(lambda: entry(kept, checklist, "finance-cash.partner").current)
    assert cash is not None
    assert "Assessed by Invented Peer (sample)" in cash.text
    assert OFFICER not in cash.text  # the partner reads it; who accepted is named as a person
    assert cash.by == OFFICER
    assert [one.name for one in cash.proofs] == ["https://example.org/assessment"]
    again(officer, "view_submission")
    at_rest(made)
    assert len(entry(kept, checklist, "finance-cash.partner").answers) == 1
    assert len(kept.checklists.peer_assessments(checklist.partner)) == 1
    waiting = kept.summary(kept.get(checklist.id)).to_confirm
    assert "finance-cash.partner" in [told.entry.key for told in waiting]


def test_a_file_is_kept_as_evidence_with_its_expiry_and_can_be_had_again(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.partner"
    window = question(officer, area(officer, overview, "fit"), key)
    assert set(sends(officer, window, text="x", expires="2027-01-31")) == {"expires"}
    file = officer.uploads("exit plan.pdf", b"%PDF sample")
    known = len(from_saathi(officer))
    assert not sends(officer, window, files=(file,), expires="2027-01-31")
    told = newest_direct(officer, known)
    assert "exit plan.pdf" in words(told)
    at_rest(made)
    current = entry(kept, checklist, key).current
    assert current is not None
    assert current.state is AnswerState.ANSWERED
    assert [(one.name, str(one.expires)) for one in current.proofs] == [
        ("exit plan.pdf", "2027-01-31")
    ]
    again(officer, "view_submission")
    at_rest(made)
    assert len(entry(kept, checklist, key).answers) == 2
    officer.closes(officer.views[-1])
    presses(officer, told, names.CHECKLIST_OPEN)
    window = question(officer, area(officer, top(officer, LIST, 1), "fit"), key)
    assert entry_view.KEPT in inputs(window)
    known = len(from_saathi(officer))
    officer.clicks(window, names.EVIDENCE_SEND)
    until(lambda: [one for one in from_saathi(officer)[known:] if one["files"]])
    (back,) = [one for one in from_saathi(officer)[known:] if one["files"]]
    assert officer.downloads(back["files"][0]) == b"%PDF sample"
    # It may show an identity card: who opened it is on record.
    looked = made.app.edge.services.access.entries(partner=checklist.partner)[0]
    assert (looked.who, looked.how) == (OFFICER, Access.EVIDENCE)


def test_a_new_file_takes_the_place_of_evidence_that_has_expired(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.cip"
    old = Proof(name="old.pdf", expires=office_today() - timedelta(days=1))
    stood = AnswerInput(key, AnswerState.ANSWERED, FINANCE, f"{checklist.id} old", "Yes.", (old,))
    kept.answer(checklist.id, [stood])
    window = question(officer, area(officer, overview, "fit"), key)
    assert set(sends(officer, window)) == {"kept"}
    assert not sends(officer, window, files=(officer.uploads("new.pdf", b"%PDF sample"),))
    at_rest(made)
    after = entry(kept, checklist, key)
    assert after.current is not None
    assert [proof.name for proof in after.current.proofs] == ["new.pdf"]
    assert after.is_done(office_today())


def test_a_confirmation_of_what_has_expired_adds_nothing_and_says_what_is_missing(
    officer: Visitor, kept: DueDiligenceDesk
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.cip"
    old = Proof(name="old.pdf", expires=office_today() - timedelta(days=1))
    stood = AnswerInput(
        key, AnswerState.TO_CONFIRM, "Saathi", f"{checklist.id} old", "Yes.", (old,)
    )
    kept.answer(checklist.id, [stood])
    window = question(officer, area(officer, overview, "fit"), key)
    presses(officer, window, names.ENTRY_CONFIRM)
    top(officer, QUESTION, 2, "name what holds today")
    assert len(entry(kept, checklist, key).answers) == 1


def test_without_the_right_to_read_files_the_answer_stays_and_the_person_is_told(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.partner"
    window = question(officer, area(officer, overview, "fit"), key)
    made.workspace.rules.take_away("files.info", error="missing_scope")
    known = len(from_saathi(officer))
    file = officer.uploads("plan.pdf", b"%PDF sample")
    assert not sends(officer, window, text="There is one.", files=(file,))
    told = newest_direct(officer, known)
    made.workspace.rules.without.clear()
    assert "Your answer is kept" in words(told)
    assert answered(entry(kept, checklist, key)) == "There is one."


def test_both_files_come_by_direct_message_and_one_filled_in_is_read_back_once(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept)
    known = len(from_saathi(officer))
    presses(officer, overview, names.CHECKLIST_FILES)
    until(lambda: len(from_saathi(officer)) >= known + 2)
    at_rest(made)
    files = [file for one in from_saathi(officer)[known:] for file in one["files"]]
    assert [file["name"] for file in files] == [f"{checklist.id}.docx", f"{checklist.id}.xlsx"]
    assert "decides nothing" in words(from_saathi(officer)[-1])
    key = f"{OTHER}.partner"
    filled = filled_workbook(officer.downloads(files[1]), {key: {"t": "Written by hand."}})
    filled = with_a_note(filled, "See the annex.")
    ts = officer.says("saathi", "", files=(officer.uploads("their answers.xlsx", filled),))
    plan = until(lambda: officer.replies("saathi", ts))[0]
    assert "Written by hand." in words(plan)
    assert "cell Q2: " in words(plan)
    assert "See the annex." in words(plan)
    assert "Nothing is added yet" in words(plan)
    assert entry(kept, checklist, key).current is None
    imports(officer, plan, "1 answer")
    imports(officer, plan, "new any more")
    assert entry(kept, checklist, key).answers[0].said_by == "Sample Director One"
    held = entry(kept, checklist, key)
    assert [one.text for one in held.answers] == ["Written by hand."]
    assert held.answers[0].by == OFFICER


def with_a_note(workbook: bytes, note: str) -> bytes:
    """The workbook with words in a column that somebody added."""
    book = load_workbook(io.BytesIO(workbook))
    book["The partner answers"]["Q2"] = note
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def imports(visitor: Visitor, plan: Json, showing: str) -> None:
    """Presses "Add these" beneath a plan; returns when that is said."""
    known = len(from_saathi(visitor))
    visitor.clicks(plan, names.IMPORT_NAME)
    assert not sends(visitor, top(visitor, "Who answered"))
    until(lambda: [one for one in from_saathi(visitor)[known:] if showing in words(one)])


def test_a_workbook_of_others_gets_a_reason(officer: Visitor) -> None:
    ts = officer.says("saathi", "", files=(officer.uploads("budget.xlsx", b"PK no"),))
    assert "budget.xlsx" in words(until(lambda: officer.replies("saathi", ts))[0])


def test_a_word_file_of_others_gets_one_reason(officer: Visitor) -> None:
    letter = io.BytesIO()
    docx.Document().save(letter)
    file = officer.uploads("letter.docx", letter.getvalue())
    ts = officer.says("saathi", "", files=(file,))
    told = until(lambda: officer.replies("saathi", ts))[0]
    assert "letter.docx is neither an agreement nor a checklist" in words(told)
    assert words(told).count("letter.docx") == 1


def test_it_is_completed_by_a_person_when_everything_is_settled(
    officer: Visitor, coordinator: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept, "sangam")
    match = "screening-lists.cip"
    assert names.CHECKLIST_COMPLETE not in json.dumps(overview["blocks"])
    kept.answer(
        checklist.id,
        [
            AnswerInput(
                one.key,
                AnswerState.ANSWERED,
                FINANCE,
                f"{checklist.id}{one.key}",
                "MATCH: chairwoman on the list" if one.key == match else "Talked through.",
                (Proof(name="certificate.pdf"),),
                weight=_weight(one, match),
            )
            for one in checklist.entries
        ],
    )
    assert not kept.summary(kept.get(checklist.id)).strengths  # a paper is no merit
    presses(officer, area(officer, overview, "governance"), names.ENTRY_OPEN, entry=match)
    assert names.ENTRY_CLEAR not in words(top(officer, QUESTION, 2))  # who may not clear it
    officer.closes(officer.views[-1])
    assert "not cleared yet" in refused(kept, checklist)
    clears(coordinator, checklist, match)
    presses(officer, officer.views[-1], names.CHECKLIST_OPEN, page="")
    overview = top(officer, LIST, 1, "Everything is settled")
    presses(officer, overview, names.CHECKLIST_COMPLETE)
    done = top(officer, LIST, 1, "Completed by")
    assert OFFICER in words(done)
    assert "not acknowledged by the partner yet" in words(done)
    presses(officer, done, names.ACKNOWLEDGE_OPEN)
    window = top(officer, "Acknowledged", 2)
    tomorrow = (office_today() + timedelta(days=1)).isoformat()
    wrong = sends(officer, window, acknowledged_by="Sample Convenor", acknowledged_on=tomorrow)
    assert "still to come" in wrong["acknowledged_by"]
    assert not sends(officer, window, acknowledged_by="Sample Convenor")
    after = top(officer, LIST, 1, "acknowledged by Sample Convenor")
    assert names.ACKNOWLEDGE_OPEN not in json.dumps(after["blocks"])
    assert names.CHECKLIST_COMPLETE not in json.dumps(after["blocks"])
    completion = made.app.edge.services.partners.get(checklist.partner).control.completions[-1]
    assert (completion.checklist, completion.agreement) == (checklist.id, checklist.agreement)
    assert (completion.by, completion.acknowledged_by) == (OFFICER, "Sample Convenor")


def _weight(entry: ChecklistEntry, match: str) -> Weight | None:
    if entry.key == match:
        return Weight.CONCERN
    return Weight.NEITHER if entry.item.must_be_clear else None


def refused(kept: DueDiligenceDesk, checklist: Checklist) -> str:
    """Why it is not completed."""
    with pytest.raises(DraftingError) as told:
        kept.complete(checklist.id, OFFICER)
    return str(told.value)


def clears(visitor: Visitor, checklist: Checklist, match: str) -> None:
    """A person who may clears the match, after a reason that is none."""
    visitor.commands("partnerships", "/due-diligence", "sangam")
    presses(visitor, top(visitor, START, showing="Go on"), names.CHECKLIST_OPEN)
    page = area(visitor, top(visitor, LIST, 1), "governance")
    presses(visitor, question(visitor, page, match), names.ENTRY_CLEAR)
    window = top(visitor, "Clear a concern", 3)
    assert "Write the reason" in sends(visitor, window, reason="ok")["reason"]
    assert not sends(visitor, window, reason="Another woman of that name, born in 1931.")


def test_who_may_not_see_due_diligence_gets_one_sentence_in_every_way(
    officer: Visitor, colleague: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept)
    known = len(kept.checklists.every())
    colleague.commands("partnerships", "/due-diligence", "chaupal")
    told = [one for one in colleague.sees("partnerships") if one["ephemeral"]][-1]
    assert "Partnership Coordinator" in told["text"]
    value = overview["private_metadata"]
    for action in (names.CHECKLIST_OPEN, names.ENTRY_CONFIRM, names.CHECKLIST_COMPLETE):
        opened(colleague, "chaupal")
        forged(made, colleague, action, value)
        window = top(colleague, START, 1, "kept to a few people")
        assert checklist.agreement not in words(window)
        colleague.closes(window)
    opened(colleague, "chaupal")
    direct = len(from_saathi(colleague))
    forged(made, colleague, names.CHECKLIST_FILES, value)
    until(lambda: len(from_saathi(colleague)) > direct)
    at_rest(made)
    assert not [one for one in from_saathi(colleague) if one["files"]]
    assert len(kept.checklists.every()) == known


def forged(made: Office, visitor: Visitor, action: str, value: str) -> None:
    """Presses a button that Saathi did not put into the person's window."""
    (view,) = made.workspace.views.stack(visitor.user)
    said = {"type": "plain_text", "text": "Forged", "emoji": False}
    element = {"type": "button", "action_id": action, "text": said, "value": value}
    view["blocks"].append({"type": "actions", "block_id": "forged", "elements": [element]})
    visitor.clicks(view, action, value=value)


def test_what_a_partner_writes_is_text_and_stands_nowhere_but_in_the_checklist(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept)
    key = f"{OTHER}.partner"
    window = question(officer, area(officer, overview, "fit"), key)
    assert not sends(officer, window, text=f"{HOSTILE} zebra-crossing")
    page = top(officer, LIST, 1, "zebra-crossing")
    holding = [one for one in blocks._walk(page["blocks"]) if "<!channel>" in str(one.get("text"))]
    assert [one["type"] for one in holding] == ["text"]  # of rich text: nothing is read in it
    assert HOSTILE in holding[0]["text"]
    held = entry(kept, checklist, key)
    assert held.current is not None
    assert held.current.state is AnswerState.ANSWERED
    assert not kept.get(checklist.id).completed_at
    window = question(officer, page, key)
    assert "zebra-crossing" in words(window)
    assert not wherever(made, "zebra-crossing")


def test_what_was_learned_is_offered_to_the_file_and_taken_by_choice(
    officer: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    checklist, overview = begun(officer, kept, "roshni")
    kept.answer(
        checklist.id,
        [
            AnswerInput(
                f"{item}.partner", AnswerState.ANSWERED, FINANCE, f"{checklist.id}{item}", text
            )
            for item, text in {
                "identity-ntn": "NTN 7654321-0",
                "identity-registration-renewal": "Valid until 30 June 2031",
            }.items()
        ],
    )
    partners = made.app.edge.services.partners
    before = partners.get(checklist.partner)
    presses(officer, overview, names.OFFERS_OPEN)
    window = top(officer, "For the partner’s file", 2)
    shown = words(window)
    assert before.tax.ntn in shown
    assert "7654321-0" in shown
    assert FINANCE in shown  # who answered
    assert not officer.submits(window, state(window, {"tax.ntn": "take"}))
    after = partners.get(checklist.partner)
    assert after.tax.ntn == "7654321-0"
    assert after.registration.expires == before.registration.expires
    (latest, *_) = partners.history(checklist.partner)
    assert (latest.by, checklist.id in latest.source) == (OFFICER, True)


def screening_window(visitor: Visitor, place: Json, showing: str) -> Json:
    """The check against lists, opened from a window that has its button."""
    visitor.clicks(place, names.SCREENING_OPEN)
    return top(visitor, "Check against lists", showing=showing)


def put_list(made: Office) -> None:
    """A national list with somebody whose name is like a signatory's."""
    lists = made.app.edge.settings.home / "screening"
    lists.mkdir(exist_ok=True)
    rows = "Name,Father Name\nSample Signatry One,Nobody\nSample Manigeress,\n"
    (lists / "national-2026-11-20.csv").write_text(rows, encoding="utf-8")


def test_a_match_is_looked_at_from_what_it_stops_and_cleared_by_name(
    officer: Visitor, coordinator: Visitor, kept: DueDiligenceDesk, made: Office
) -> None:
    services = made.app.edge.services
    put_list(made)
    checklist, _ = begun(coordinator, kept, "roshni")
    overview = top(coordinator, LIST, 1, "Check against lists")
    window = screening_window(coordinator, overview, "was never checked")
    coordinator.clicks(window, names.SCREENING_CHECK)
    window = top(coordinator, "Check against lists", showing="Sample Signatry One")
    said = words(window)
    assert "national" in said
    assert "The entry’s father is ‘Nobody’" in said
    answer = entry(kept, checklist, SCREENING_ENTRY).current
    assert answer is not None
    assert (answer.state, answer.source) == (AnswerState.OPEN, "screening")
    assert "Signatry" not in answer.text
    (match,) = services.screening.open_matches(checklist.partner)
    (access,) = [each for each in services.access.entries() if each.how is Access.SCREENING]
    assert (access.who, access.partner) == (COORDINATOR, checklist.partner)

    coordinator.closes(coordinator.views[-1])
    overview = top(coordinator, LIST, 1, "nothing is completed until each is cleared")
    assert names.CHECKLIST_COMPLETE not in json.dumps(overview["blocks"])
    window = screening_window(coordinator, overview, "Sample Signatry One")
    coordinator.clicks(window, names.SCREENING_SETTLE)
    reasons = top(coordinator, "Settle a match")
    assert "Write the reason" in sends(coordinator, reasons, reason="-")["reason"]
    assert services.screening.open_matches(checklist.partner) == [match]
    assert not sends(coordinator, reasons, reason="Another father, by her own card.")
    assert "Cleared by" in words(top(coordinator, "Check against lists"))
    (decision,) = services.screening.match(match.id).decisions
    assert decision.account == COORDINATOR
    assert decision.by == made.app.edge.permissions.name_of(COORDINATOR) != COORDINATOR
    answer = entry(kept, checklist, SCREENING_ENTRY).current
    assert answer is not None
    assert answer.state is AnswerState.TO_CONFIRM
    assert not entry(kept, checklist, SCREENING_ENTRY).is_done(office_today())

    # Whoever may not settle reads, where the office’s catalogue lets them, and settles nothing.
    card = opened(officer, "roshni")
    window = screening_window(officer, card, "Sample Signatry One")
    assert names.SCREENING_SETTLE not in json.dumps(window["blocks"])


def test_who_settles_matches_is_reminded_of_an_open_one_every_two_days(
    coordinator: Visitor, made: Office
) -> None:
    edge = made.app.edge
    put_list(made)
    edge.services.screening.screen("sample-lamba", "Sample Officer")
    (source,) = (each for each in made.app.reminders.sources if TOPIC_OF_MATCHES in each.topics)
    (match,) = edge.services.screening.open_matches("sample-lamba")

    def reminded(days: int) -> int:
        at = replace(edge, today=lambda: office_today() + timedelta(days=days))
        return remind(at, [source])

    known = len(from_saathi(coordinator))
    assert [reminded(days) for days in (1, 2, 3, 4)] == [0, 1, 0, 1]
    post = newest_direct(coordinator, known)
    assert match.listed_name not in words(post)
    coordinator.clicks(post, names.SCREENING_OPEN)
    assert "Sample Manigeress" in words(top(coordinator, "Check against lists"))
    edge.services.screening.decide(match.id, MatchStanding.CLEARED, "Sample Chief", "Another one.")
    assert reminded(6) == 0
