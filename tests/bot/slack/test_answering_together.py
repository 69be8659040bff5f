"""Twenty people at one checklist at once: no answer lost, none doubled, both names shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from pydantic import SecretStr

from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.workspace import Workspace
from bot.workspace.people import crowd
from drafting.due_diligence import Checklist, ChecklistRequest
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_due_diligence import area, entry, presses, question
from tests.support.databases import KINDS, fresh_url
from tests.support.slack.forms import state
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import top, words
from tests.support.slack.workspace_client import Visitor, until

Json = dict[str, Any]
PEOPLE = 20
SHARED = "fit-value-added.partner"


@pytest.mark.parametrize("kind", KINDS)
def test_twenty_people_answer_the_same_checklist_at_once(
    desk: PolicyDesk, tmp_path: Path, kind: str
) -> None:
    workspace = Workspace(manifest(), people=crowd(PEOPLE))
    with (
        fresh_url(kind) as url,
        stocked_office(desk, tmp_path, workspace, database_url=SecretStr(url)) as made,
    ):
        checklist = made.app.edge.services.due_diligence.start(
            ChecklistRequest("sample-chaupal", "2026-water", "U0CROWD0001", "wish")
        )
        people = [Visitor(made.server.url, person.id) for person in crowd(PEOPLE)]
        _all_answer_the_same(made, checklist, people)
        _each_answers_another(made, checklist, people)


def _all_answer_the_same(made: Office, checklist: Checklist, people: list[Visitor]) -> None:
    _send_at_once(people, _windows(people, _opened), "As {} sees it.")
    _send_all_again(made, people[0])
    held = entry(made.app.edge.services.due_diligence, checklist, SHARED)
    said = Counter((one.by, one.text) for one in held.answers)
    assert said == {(one.user, f"As {one.user} sees it."): 1 for one in people}
    assert len(held.latest_answers) == PEOPLE
    assert held.in_conflict
    first, last = held.answers[0], held.answers[-1]
    visitor = next(one for one in people if one.user == last.by)
    shown = words(until(lambda: [v for v in visitor.views if "while you were" in words(v)])[0])
    for one in (first, last):
        assert one.text in shown
        assert one.by in shown


def _each_answers_another(made: Office, checklist: Checklist, people: list[Visitor]) -> None:
    """Several people to a question, each question of one page; nobody's answer is lost there."""
    keys = [one.key for one in checklist.entries if one.item.area == "fit" and one.key != SHARED]

    def opened(person: Visitor) -> Json:
        if len(person.views) > 1:  # all but who answered first are shown what stands
            person.closes(person.views[-1])
        return question(person, person.views[0], keys[people.index(person) % len(keys)])

    _send_at_once(people, _windows(people, opened), "{} knows.")
    _send_all_again(made, people[0])
    answers = [
        one.text
        for entry in made.app.edge.services.due_diligence.get(checklist.id).entries
        for one in entry.answers
        if one.text.endswith(" knows.")
    ]
    assert Counter(answers) == {f"{one.user} knows.": 1 for one in people}


def _windows(people: list[Visitor], opened: Callable[[Visitor], Json]) -> list[Json]:
    """Everybody's window; a few people at a time, since looking for one costs the most."""
    with ThreadPoolExecutor(2) as few:
        return list(few.map(opened, people))


def _send_at_once(people: list[Visitor], windows: list[Json], text: str) -> None:
    barrier = Barrier(PEOPLE)

    def send(person: Visitor, window: Json) -> None:
        now = state(window, {"text": text.format(person.user)})
        barrier.wait()
        assert not person.submits(window, now)

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(send, people, windows))


def _opened(visitor: Visitor) -> Json:
    """The shared question's window, opened by that person from the command on."""
    visitor.commands("partnerships", "/due-diligence", "chaupal")
    presses(visitor, top(visitor, "Due diligence", showing="Go on"), names.CHECKLIST_OPEN)
    return question(visitor, area(visitor, top(visitor, "Checklist", 1), "fit"), SHARED)


def _send_all_again(made: Office, visitor: Visitor) -> None:
    """Has every window that was sent come once more."""
    sent = [one for one in visitor.traffic() if one["direction"] == "to_bot"]
    for one in sent:
        if one["name"] == "view_submission":
            visitor.redelivers(one)
    at_rest(made)
