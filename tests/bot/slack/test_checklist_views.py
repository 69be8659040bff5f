"""What people see of checklists: within Slack's limits, harmless, and each half in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.slack.blocks.forms import Option
from bot.slack.checklists import entry_view as checklist_entry
from bot.slack.checklists import peer_view as checklist_peer
from bot.slack.checklists import spot as checklist_spot
from bot.slack.checklists import start_view as checklist_start
from bot.slack.checklists import summary_view as checklist_summary
from bot.slack.checklists import view
from bot.slack.checklists.entry_view import EntryForm
from bot.slack.checklists.spot import ChecklistRef
from bot.slack.checklists.start_view import ExistingChecklist, Preview, StartForm, StartSelection
from bot.slack.checklists.view import PAGES, ChecklistShown
from bot.terminal.due_diligence_views import ABOUT
from bot.workspace.protocol.checking import check_view
from drafting.due_diligence import AnswerState, Checklist, ChecklistEntry, ItemAnswer, Proof
from drafting.due_diligence.checklists.summing_up import sum_up
from drafting.partners import Side
from tests.bot.slack.test_partner_views import HOSTILE
from tests.support.drafting.sample_checklists import largest, sample_checklists, smallest
from tests.support.slack import blocks

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ME = "U0SAMPLE001"
LONG = HOSTILE.replace("\u202e", "") * 120
OURS = re.compile(r"\*[^*\n]{1,330}\*")  # our own bold; another asterisk never stays one
RICH_TEXT = 4_000


def problems(view: dict[str, Any]) -> list[str]:
    """What Slack would refuse, or what somebody's words would do, in a modal."""
    check_view(view, ("modal",))
    rich = [blocks.words([one]) for one in view["blocks"] if one["type"] == "rich_text"]
    texts = [one["text"] for one in blocks._walk(view["blocks"]) if one.get("type") == "mrkdwn"]
    live = [mark for text in texts for mark in blocks.live_mrkdwn(OURS.sub("", text))]
    return [*live, *(one[:80] for one in rich if len(one) > RICH_TEXT)]


def answer(entry: ChecklistEntry, number: int = 0, **more: Any) -> ItemAnswer:
    held = {
        "id": f"{number:03}" + "a" * 29,
        "item": entry.item.id,
        "side": entry.side,
        "state": AnswerState.ANSWERED,
        "by": f"U0SAMPLE{number:03}",
        "at": NOW,
        **more,
    }
    return ItemAnswer.model_validate(held)


def filled(checklist: Checklist, **more: Any) -> Checklist:
    """The checklist with that answer to every question."""
    entries = [
        one.model_copy(update={"answers": (answer(one, **more),), "assigned_to": ME})
        for one in checklist.entries
    ]
    return checklist.model_copy(update={"entries": tuple(entries)})


def shown(checklist: Checklist) -> ChecklistShown:
    return ChecklistShown(checklist, sum_up(checklist, TODAY, timedelta(days=60)), ME, TODAY)


PROOFS = tuple(Proof(name=LONG[:900], expires=TODAY, file="f" * 32) for _ in range(15))
FULL: dict[str, Any] = {
    "text": LONG[:9_000],
    "state": AnswerState.GAP,
    "gap": LONG[:9_000],
    "gap_side": Side.BOTH,
    "gap_action": LONG[:900],
    "gap_due": TODAY,
    "by": f"U0SAMPLE002 {HOSTILE}",
    "proofs": PROOFS,
    "source_words": LONG[:900],
}
CASES = {
    "smallest": smallest(),
    "largest": largest(),
    "hostile": filled(largest(), **FULL).model_copy(update={"partner_name": LONG[:900]}),
    "to confirm": filled(largest(), state=AnswerState.TO_CONFIRM, text=LONG[:5_000], proofs=PROOFS),
}


@pytest.mark.parametrize("case", CASES)
def test_every_page_keeps_slacks_limits_and_no_question_is_out_of_reach(case: str) -> None:
    made = shown(CASES[case])
    assert not problems(view.overview(made))
    reached = set()
    for area in dict.fromkeys(one.item.area for one in made.checklist.entries):
        for place in range(4):
            page = view.page(made, ChecklistRef(made.checklist.id, page=area, place=place))
            assert not problems(page)
            reached |= {one.get("block_id", "") for one in page["blocks"]}
    assert reached >= {f"entry:{one.key}" for one in made.checklist.entries}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_what_waits_keep_the_limits(case: str, page: str) -> None:
    made = shown(CASES[case])
    assert not problems(view.page(made, ChecklistRef(made.checklist.id, page=page)))


@pytest.mark.parametrize("case", CASES)
def test_the_summary_and_what_is_sent_keep_the_limits(case: str) -> None:
    made = shown(CASES[case])
    checklist, summary = made.checklist, made.summary
    assert not problems(checklist_summary.window(checklist, summary))
    assert not problems(checklist_peer.view(checklist))
    assert not problems(view.left_out(checklist))
    told = checklist_summary.files_message(checklist, summary)
    assert "decides nothing" in blocks.words(told.blocks)
    for said in (
        told,
        checklist_summary.files_missing(checklist, summary),
        *(checklist_summary.reminder_message(checklist, checklist.entries, one) for one in ABOUT),
        checklist_summary.evidence_message(checklist, checklist.entries[0], [LONG] * 5),
        checklist_summary.import_message(checklist, 3),
    ):
        assert not blocks.problems_of_message(said.blocks, said.text)


@pytest.mark.parametrize("count", [0, 1, 2, 20, 60])
def test_a_question_keeps_the_limits_however_many_answers_stand_side_by_side(count: int) -> None:
    entry = largest().entries[0]
    answers = tuple(
        answer(entry, place, **{**FULL, "text": f"{place} {LONG}"[:9_000]})
        for place in range(count)
    )
    conflicting = entry.model_copy(update={"answers": answers})
    form = EntryForm(largest(), conflicting, ChecklistRef(largest().id, entry.key, "fit"), TODAY)
    made = checklist_entry.view(form)
    assert not problems(made)
    assert checklist_spot.ref_from(made["private_metadata"]).seen == checklist_spot.signs_of(
        conflicting
    )


def test_a_question_shows_both_names_where_two_answers_stand_side_by_side() -> None:
    entry = largest().entries[0]
    two = (answer(entry, 1, text="Two years."), answer(entry, 2, text="Three years."))
    form = EntryForm(largest(), entry.model_copy(update={"answers": two}), ChecklistRef("c"), TODAY)
    made = checklist_entry.view(form)
    said = blocks.words(made["blocks"])
    assert "Two years." in said
    assert "Three years." in said
    assert "U0SAMPLE001" in str(made)
    assert "U0SAMPLE002" in str(made)


def test_the_evidence_of_both_is_kept_where_two_answers_say_the_same() -> None:
    entry = largest().entries[0]
    two = tuple(
        answer(entry, place, text="So it is.", proofs=(Proof(name=f"paper {place}"),))
        for place in (1, 2)
    )
    both = entry.model_copy(update={"answers": two})
    assert not both.in_conflict
    assert [one.name for one in both.evidence] == ["paper 1", "paper 2"]
    said = str(checklist_entry.view(EntryForm(largest(), both, ChecklistRef("c"), TODAY)))
    assert "paper 1" in said
    assert "paper 2" in said


def test_the_first_window_keeps_the_limits() -> None:
    preview = Preview("tier D (large)", [LONG] * 9, 100, 90, 30, 20)
    options = [Option(f"{place}", LONG) for place in range(120)]
    chosen = StartSelection("p", "0", high_risk=True, reason="x" * 300)
    there = ExistingChecklist("c" * 150, 3, 200, rest_by=TODAY)
    full = StartForm(chosen, Option("p", LONG), options, preview, there, TODAY, LONG)
    for form in (full, StartForm(), replace(full, agreements=(), preview=None)):
        made = checklist_start.view(form)
        assert not problems(made)
        asks = any(one["type"] == "input" for one in made["blocks"])
        assert made.get("submit") or not asks


def test_no_view_gives_a_score() -> None:
    for checklist in sample_checklists().values():
        made = shown(checklist)
        views = (view.overview(made), checklist_summary.window(checklist, made.summary))
        said = " ".join(blocks.words(one["blocks"]) for one in views)
        assert "score" not in said.casefold()
        assert "%" not in said
        assert "decides nothing" in said


def test_the_overview_shows_what_to_do_next_before_why_it_is_asked() -> None:
    made = shown(filled(smallest(), state=AnswerState.TO_CONFIRM, text="As in the file."))
    buttons = [one for block in view.overview(made)["blocks"] for one in block.get("elements", [])]
    marked = [one["text"]["text"] for one in buttons if one.get("style") == "primary"]
    assert marked == [f"To confirm ({len(made.checklist.entries)})"]
    said = blocks.words(view.overview(made)["blocks"])
    assert said.index("settled") < said.index("Areas") < said.index(made.checklist.reasons[0])


def test_nothing_beneath_the_files_draws_the_window_anew() -> None:
    entry = largest().entries[0]
    form = EntryForm(largest(), entry, ChecklistRef(largest().id, entry.key, "fit"), TODAY)
    drawn = checklist_entry.view(form)["blocks"]
    kinds = [(one.get("element") or one.get("accessory") or {}).get("type") for one in drawn]
    files = kinds.index("file_input")
    assert {"users_select", "radio_buttons"} <= {*kinds[:files]}
    assert not {"users_select", "radio_buttons"} & {*kinds[files:]}
