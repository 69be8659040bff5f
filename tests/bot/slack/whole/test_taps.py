"""The commonest errands on a phone, walked through the real windows, each tap counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import names
from bot.slack.checklists import spot as checklist_spot
from bot.slack.drafts.form_view import KIND
from drafting.due_diligence import AnswerState, ChecklistRequest
from drafting.partners import Side
from knowledge import PolicyDesk
from tests.support.slack.forms import inputs, state
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, top, words
from tests.support.slack.workspace_client import OFFICER, Visitor, until

Json = dict[str, Any]
ROOT = Path(__file__).parents[4]
# What docs/slack.md says of each errand.
TAPS = {"ask": 3, "mou": 4, "ten": 17, "phone": 5}


class Thumb:
    """A person on a phone. Typing is no tap; a field that is typed into is one, and so is a button.

    What is pressed or typed into must be in the window as Slack holds it.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.taps = 0
        self._typed: dict[str, str] = {}

    def writes(self, channel: str, text: str) -> str:
        """A message: into the field, and sent."""
        self.taps += 2
        return self.visitor.says(channel, text)

    def commands(self, command: str, text: str) -> None:
        self.taps += 2
        self.visitor.commands("partnerships", command, text)

    def opens_thread(self, ts: str) -> Json:
        """The reply; where it stands in a thread, that is opened first."""
        reply = until(lambda: from_saathi(self.visitor))[-1]
        self.taps += reply["thread_ts"] == ts
        return reply

    def opens_clause(self, reply: Json, clause: str) -> None:
        """The button of the clause, also inside a block that folds."""
        assert clause in words(reply)
        self.taps += 1
        self.visitor.clicks(reply, names.OPEN_CLAUSE)

    def presses(self, place: Json, action: str, text: str = "", **spot: str) -> None:
        """The button of that action whose words and value are these."""
        for block in place["blocks"]:
            for element in [*block.get("elements", []), block.get("accessory") or {}]:
                is_it = str(element.get("action_id", "")).partition(":")[0] == action
                if is_it and text in str(element.get("text", "")) and has(element, spot):
                    self.taps += 1
                    self.visitor.clicks(place, element["action_id"], value=element["value"])
                    return
        raise AssertionError(f"no button {action} {spot}")

    def types(self, window: Json, block: str, text: str) -> None:
        assert inputs(window)[block]["element"]["type"] == "plain_text_input"
        self.taps += 1
        self._typed[block] = text

    def picks(self, window: Json, block: str, value: str, showing: str) -> Json:
        """One of the radio buttons; the window as it shows that."""
        question = inputs(window)[block]
        chosen = next(one for one in question["element"]["options"] if one["value"] == value)
        self.taps += question["element"].get("initial_option") != chosen
        self._typed[block] = value
        self.visitor.clicks(
            window,
            question["element"]["action_id"],
            state(window, {block: value}),
            selected_option=chosen,
        )
        return top(self.visitor, window["title"]["text"], showing=showing)

    def sends(self, window: Json) -> None:
        self.taps += 1
        assert window["submit"]
        assert not self.visitor.submits(window, state(window, self._typed))
        self._typed = {}


def has(element: Json, spot: dict[str, str]) -> bool:
    value = str(element.get("value", ""))
    fields = names.spot_named(value)._asdict() | (
        checklist_spot.ref_from(value)._asdict() if "checklist" in value else {}
    )
    return all(fields.get(name) == wanted for name, wanted in spot.items())


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("taps")) as made:
        yield made


@pytest.fixture
def thumb(officer: Visitor) -> Thumb:
    return Thumb(officer)


def test_to_ask_and_open_the_clause(thumb: Thumb, made: Office) -> None:
    ts = thumb.writes("saathi", "May a partner mention CARE in public?")
    at_rest(made)
    thumb.opens_clause(thumb.opens_thread(ts), "CSPF 17(a)")
    assert "refrain from making" in words(top(thumb.visitor, "CSPF 17(a)"))
    assert thumb.taps == TAPS["ask"]


def test_to_draft_an_mou(thumb: Thumb, made: Office) -> None:
    known = len(from_saathi(thumb.visitor))
    thumb.commands("/draft-mou", "roshni")
    window = top(thumb.visitor, "Draft an agreement", showing="Roshni")
    window = thumb.picks(window, KIND, "mou", "Agreement")
    thumb.sends(window)
    thumb.taps += 1  # closes the window that says that it is on its way
    at_rest(made)
    sent = " ".join(words(message) for message in from_saathi(thumb.visitor)[known:])
    assert "Memorandum of Understanding with Roshni" in sent
    assert thumb.taps == TAPS["mou"]


def test_to_answer_ten_questions_of_a_checklist(thumb: Thumb, made: Office) -> None:
    diligence = made.app.edge.services.due_diligence
    wish = ChecklistRequest("sample-roshni", "2026-schools", OFFICER, "taps")
    checklist = diligence.start(wish)
    thumb.commands("/due-diligence", "roshni")
    start = top(thumb.visitor, "Due diligence", showing="Go on with it")
    thumb.presses(start, names.CHECKLIST_OPEN, checklist=checklist.id)
    overview = top(thumb.visitor, "Checklist", 1, "settled")
    area = max(
        {entry.item.area for entry in checklist.entries},
        key=lambda area: sum(
            entry.item.area == area and entry.current is None
            for entry in checklist.half(Side.PARTNER)
        ),
    )
    thumb.presses(overview, names.CHECKLIST_OPEN, page=area)
    page = top(thumb.visitor, "Checklist", 1, "All areas")
    thumb.presses(page, names.TOGETHER_OPEN)
    window = top(thumb.visitor, "Answer together", 2)
    questions = [one for one in inputs(window) if not one.startswith("said_")][:10]
    assert len(questions) == 10
    thumb.types(window, "said_by", "Sample Director One")
    for number, question in enumerate(questions):
        thumb.types(window, question, f"Answer {number}, as both agreed.")
    thumb.sends(window)
    page = top(thumb.visitor, "Checklist", 1, "Saved: 10 answers")
    answers = [
        entry.current.text
        for entry in diligence.get(checklist.id).entries
        if entry.current and entry.current.state is AnswerState.ANSWERED
    ]
    assert sorted(answers) == [f"Answer {number}, as both agreed." for number in range(10)]
    assert thumb.taps == TAPS["ten"]


def test_to_change_a_phone_number(thumb: Thumb, made: Office) -> None:
    thumb.commands("/partner", "roshni")
    thumb.presses(top(thumb.visitor, "Partner"), names.PART_EDIT, part="people")
    window = top(thumb.visitor, "People", 2)
    points = inputs(window)["people.focal_points"]["element"]["initial_value"]
    thumb.types(window, "people.focal_points", points.replace("300 0000001", "300 0000009"))
    thumb.sends(window)
    until(lambda: "300 0000009" in words(top(thumb.visitor, "Partner")))
    assert thumb.taps == TAPS["phone"]


def test_the_docs_say_these_counts() -> None:
    guide = (ROOT / "docs" / "slack.md").read_text("utf-8")
    section = guide.partition("### Taps on a phone")[2].partition("\n### ")[0]
    counts = [int(row.split("|")[-2]) for row in section.splitlines() if row[-3:-2].isdigit()]
    assert counts == list(TAPS.values())


def test_two_who_answer_the_same_question_together_keep_both_answers(
    thumb: Thumb, made: Office
) -> None:
    diligence = made.app.edge.services.due_diligence
    wish = ChecklistRequest("sample-chaupal", "2026-water", OFFICER, "two")
    checklist = diligence.start(wish)
    first = next(entry for entry in checklist.entries if entry.current is None)
    others = Visitor(made.server.url, "U0SAMPLE004")
    windows = []
    for visitor in (thumb.visitor, others):
        hand = Thumb(visitor)
        hand.commands("/due-diligence", "chaupal")
        start = top(visitor, "Due diligence", showing="Go on with it")
        hand.presses(start, names.CHECKLIST_OPEN, checklist=checklist.id)
        overview = top(visitor, "Checklist", 1, "settled")
        hand.presses(overview, names.CHECKLIST_OPEN, page=first.item.area)
        hand.presses(top(visitor, "Checklist", 1, "All areas"), names.TOGETHER_OPEN)
        windows.append((hand, top(visitor, "Answer together", 2)))
    for number, (hand, window) in enumerate(windows):
        block = next(block for block in inputs(window) if block == first.key)
        hand.types(window, block, f"Answer of hand {number}")
        hand.sends(window)
    entry = diligence.get(checklist.id).entry(first.key)
    assert entry is not None
    assert {answer.text for answer in entry.latest_answers} == {
        "Answer of hand 0",
        "Answer of hand 1",
    }
    assert entry.in_conflict
