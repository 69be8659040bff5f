"""Twenty people on the register at once: nothing lost, nothing doubled, and who had seen what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.workspace import Workspace
from bot.workspace.people import crowd
from drafting.partners.record import Partner
from drafting.register import Author, Entry, OpeningInput
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_register import press
from tests.support.databases import KINDS, fresh_url
from tests.support.register_lives import EntryLife, lives_of
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import opened, words
from tests.support.slack.workspace_client import Visitor, until

Json = dict[str, Any]
PEOPLE, PARTNERS = 20, 5
TRIED = "tried-on"
FORM = "In a few words"  # stands in every form of a verb
OTHER = Author("U0OTHER", "Sample Colleague")
Result = TypeVar("Result")
Sent = tuple[str, str, int]  # the entry, the words, and the latest number that was shown


@pytest.mark.parametrize("kind", KINDS)
def test_twenty_people_open_say_and_close_entries_of_every_kind_at_once(
    desk: PolicyDesk, tmp_path: Path, kind: str
) -> None:
    ids = tuple(person.id for person in crowd(PEOPLE))
    roles = RoleSettings(editors=ids, viewers=ids)
    workspace = Workspace(manifest(), people=crowd(PEOPLE))
    with (
        fresh_url(kind) as url,
        office(desk, tmp_path, workspace, database_url=SecretStr(url), roles=roles) as made,
    ):
        services = made.app.edge.services
        partners = [*(f"society-{number}" for number in range(PARTNERS)), TRIED]
        services.partners.save_all([*map(_partner, partners)], by="test", source="test")
        lives = list(lives_of(services.register_desk, TRIED))
        shared = {partner: _action(made, partner) for partner in partners[:-1]}
        people = [Visitor(made.server.url, person) for person in ids]
        pairs = [(partner, life) for life in lives for partner in partners[:-1]]
        _at_once(people, lambda at, person: _live(person, pairs[at::PEOPLE]))
        sent = _at_once(people, lambda at, person: _remark(person, shared[partners[at % PARTNERS]]))
        before = [services.register.of_partner(partner) for partner in partners]
        _send_all_again(made, people[0])
        assert [services.register.of_partner(partner) for partner in partners] == before
        _are_all_there(made, pairs, shared)
        _stand_as_they_were_seen(made, shared, sent)


def _are_all_there(
    made: Office, pairs: list[tuple[str, EntryLife]], shared: dict[str, Entry]
) -> None:
    """Each entry once, with all that was said to it, and closed where its kind ever closes."""
    register = made.app.edge.services.register
    ours = {entry.id for entry in shared.values()}
    entries = [
        entry
        for partner in shared
        for entry in register.of_partner(partner)
        if entry.id not in ours
    ]
    assert Counter((entry.partner, entry.kind) for entry in entries) == Counter(
        (partner, life.kind) for partner, life in pairs
    )
    steps = {life.kind: [step.verb for step in life.steps] for _, life in pairs}
    tried = {entry.kind: entry for entry in register.of_partner(TRIED)}
    for entry in entries:
        assert [event.verb for event in entry.events] == steps[entry.kind]
        assert [event.based_on for event in entry.events] == [*range(len(entry.events))]
        kind = register.kinds[entry.kind]
        assert kind.is_closed(entry) == kind.is_closed(tried[entry.kind])


def _stand_as_they_were_seen(made: Office, shared: dict[str, Entry], sent: list[Sent]) -> None:
    """Every remark once, in one order, and each with what its author had been shown."""
    register = made.app.edge.services.register
    for entry in shared.values():
        events = register.entry(entry.id).events
        assert [event.number for event in events] == [*range(1, PEOPLE // PARTNERS + 1)]
        kept = {(event.words, event.based_on) for event in events}
        assert kept == {(words, seen) for id_, words, seen in sent if id_ == entry.id}


def _partner(partner: str) -> Partner:
    name = f"Invented {partner} (sample)"
    return Partner.model_validate({"id": partner, "identity": {"legal_name": name}})


def _action(made: Office, partner: str) -> Entry:
    values = {"what": "Shared by all (sample)", "of": "cip"}
    opening = OpeningInput("action", partner, OTHER, f"shared {partner}", values)
    return made.app.edge.services.register_desk.open(opening)


def _at_once(people: list[Visitor], do: Callable[[int, Visitor], Result]) -> list[Result]:
    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(do, range(PEOPLE), people))


def _live(person: Visitor, pairs: list[tuple[str, EntryLife]]) -> None:
    """Opens each entry by its form and says all that is said to it, a form after the other."""
    for partner, life in pairs:
        _register(person, partner)
        press(person, person.views[-1], names.REGISTER_KIND, kind=life.kind)
        form = until(lambda: _top(person, names.REGISTER_OPEN_MODAL))
        assert not sends(person, form, **life.opening)
        for step in life.steps:
            view = until(lambda: _top(person, names.REGISTER_ENTRY_MODAL))
            press(person, view, names.REGISTER_SAY, verb=step.verb)
            form = until(lambda: _top(person, names.REGISTER_SAY_MODAL))
            assert not sends(person, form, **step.typed)


BARRIER = Barrier(PEOPLE)


def _remark(person: Visitor, entry: Entry) -> Sent:
    """Adds a remark while all others do; what somebody said meanwhile is read, and it is sent."""
    view = _register(person, entry.partner)
    press(person, view, names.REGISTER_SHOW, entry=entry.id)
    view = until(lambda: _showing(person, "Add a remark"))
    press(person, view, names.REGISTER_SAY, verb="remark")
    form = until(lambda: _top(person, names.REGISTER_SAY_MODAL))
    BARRIER.wait()
    text = f"Seen by {person.user} (sample)."
    while True:
        seen = names.register_named(form["private_metadata"]).seen
        assert not sends(person, form, words=text)
        shown = person.views[-1]
        if shown["callback_id"] != names.REGISTER_SAY_MODAL:
            return entry.id, text, seen
        form = shown


def _register(person: Visitor, partner: str) -> Json:
    """The partner's register, from its card."""
    person.closes_all()
    press(person, opened(person, partner), names.REGISTER_OPEN)
    return until(lambda: _top(person, names.REGISTER_ENTRY_MODAL))


def _top(person: Visitor, callback: str) -> Json:
    """The top window, as soon as it is that one; {} before."""
    views = person.views
    return views[-1] if views and views[-1]["callback_id"] == callback else {}


def _showing(person: Visitor, text: str) -> Json:
    view = _top(person, names.REGISTER_ENTRY_MODAL)
    return view if text in words(view or None) else {}


def _send_all_again(made: Office, visitor: Visitor) -> None:
    """Has every window that was sent come once more."""
    for item in visitor.traffic():
        if item["direction"] == "to_bot" and item["name"] == "view_submission":
            visitor.redelivers(item)
    at_rest(made)
