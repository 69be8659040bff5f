"""What is taken of proposals is in the catalogue from then on, checked; nothing else changes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.due_diligence import Catalogue, check_catalogue, load_catalogue
from drafting.partnership.kinds import lesson, proposal
from drafting.partnership.learning import changed_catalogue
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryRefused,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
    UnfitBody,
)
from knowledge import Library
from tests.support.databases import fresh_database

TODAY = date(2026, 8, 7)
COORDINATOR = Author("U0COORDINATOR", "Sample Coordinator")
SHIPPED = load_catalogue()
NEW = {
    "step": "new",
    "area": "finance",
    "ask": "Who counts the cash box (sample)?",
    "answers": "partner",
    "why": "A meeting asked for it (sample).",
}
WHOLE = {"evidence": "A cash count sheet.", "tier": "B"}


class Proposals:
    """A register with proposals, and the catalogue that they lead to."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.files = SHIPPED
        self.desk = RegisterDesk(register, RegisterRules(), lambda: TODAY, self._names)
        self._keys = iter(range(10_000))

    def _names(self, sort: str) -> dict[str, str]:
        if sort == "items":
            return {item.id: item.ask for item in self.catalogue().items}
        return dict(self.catalogue().areas) if sort == "areas" else {}

    def catalogue(self) -> Catalogue:
        return changed_catalogue(self.files, self.register.of_kind("proposal"))

    def propose(self, **values: Any) -> Entry:
        key = f"key {next(self._keys)}"
        return self.desk.open(OpeningInput("proposal", OFFICE, COORDINATOR, key, values))

    def say(self, entry: Entry, verb: str, **values: Any) -> Entry:
        key = f"key {next(self._keys)}"
        return self.desk.say(SayingInput(entry.id, verb, COORDINATOR, key, 9, values))


@pytest.fixture
def proposals(tmp_path: Path) -> Iterator[Proposals]:
    with fresh_database("sqlite", tmp_path) as database:
        yield Proposals(Register(database, (proposal.KIND, lesson.KIND)))


def test_a_new_question_that_is_taken_stands_last_in_its_area(
    proposals: Proposals, tmp_path: Path
) -> None:
    entry = proposals.propose(**NEW)
    assert proposals.catalogue() == SHIPPED
    for values, field in (({"tier": "B"}, "evidence"), ({"evidence": "A sheet."}, "tier")):
        with pytest.raises(EntryRefused) as refusal:
            proposals.say(entry, "taken", **values)
        assert refusal.value.field == field
    entry = proposals.say(entry, "taken", **WHOLE)
    item = proposals.catalogue().item(proposal.item_id(entry))
    in_area = [each for each in proposals.catalogue().items if each.area == "finance"]
    assert in_area[-1] == item
    assert (item.ask, item.tier, item.basis) == (NEW["ask"], "B", ("cspf 16(d)",))
    assert item.area_title == SHIPPED.areas["finance"]
    assert check_catalogue(proposals.catalogue(), Library(tmp_path)) == []
    with pytest.raises(EntryRefused):
        proposals.say(entry, "left", words="After all not.")


def test_what_is_too_short_for_the_catalogue_is_not_taken(proposals: Proposals) -> None:
    """It would stop every checklist."""
    values = {"step": "changed", "item": "fit-value-added", "answers": "cip", "why": "x"}
    entry = proposals.propose(**values)
    for field in ("ask", "evidence"):
        with pytest.raises(EntryRefused) as refusal:
            proposals.say(entry, "taken", **{field: "No?"})
        assert refusal.value.field == field
    proposals.say(entry, "taken")
    assert proposals.catalogue().item("fit-value-added").direction == "cip"


def test_a_question_is_worded_anew_and_keeps_all_else(proposals: Proposals) -> None:
    before = SHIPPED.item("fit-shared-vision")
    entry = proposals.propose(
        step="changed", item=before.id, ask="What do we both hope for?", why="x"
    )
    proposals.say(entry, "taken")
    after = proposals.catalogue().item(before.id)
    assert after == before.model_copy(update={"ask": "What do we both hope for?"})
    order = [item.id for item in SHIPPED.items]
    assert [item.id for item in proposals.catalogue().items] == order


def test_a_question_is_dropped_and_asked_again_by_no_other_proposal(proposals: Proposals) -> None:
    first, second = (
        proposals.propose(step="dropped", item="fit-value-added", why="Asked twice.")
        for _ in range(2)
    )
    proposals.say(first, "taken")
    assert not proposals.catalogue().has("fit-value-added")
    with pytest.raises(UnfitBody) as refusal:  # it is gone meanwhile
        proposals.say(second, "taken")
    assert list(refusal.value.faults) == ["item"]
    assert proposals.say(second, "left", words="It is gone already.").events


def test_what_the_office_no_longer_has_is_not_changed(proposals: Proposals) -> None:
    entry = proposals.propose(
        step="changed", item="fit-value-added", ask="Who brings what?", why="x"
    )
    proposals.say(entry, "taken")
    proposals.files = SHIPPED.changed("fit-value-added", None)  # its own files leave it out
    assert not proposals.catalogue().has("fit-value-added")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({**NEW, "area": "finanse"}, "area"),
        ({**NEW, "area": ""}, "area"),
        ({**NEW, "ask": ""}, "ask"),
        ({**NEW, "answers": ""}, "answers"),
        ({**NEW, "item": "fit-value-added"}, "item"),
        ({"step": "dropped", "why": "x"}, "item"),
        ({"step": "changed", "item": "fit-value-added", "why": "x"}, "ask"),
        ({"step": "changed", "item": "fit-value-addde", "ask": "Why then?", "why": "x"}, "item"),
        ({**NEW, "why": ""}, "why"),
        ({**NEW, "ask": "Why?"}, "ask"),
        ({"step": "changed", "item": "fit-value-added", "ask": "Why?", "why": "x"}, "ask"),
    ],
)
def test_what_is_proposed_by_halves_names_the_field_and_is_not_kept(
    proposals: Proposals, values: dict[str, str], field: str
) -> None:
    with pytest.raises((EntryRefused, UnfitBody)) as refusal:
        proposals.propose(**values)
    error: Any = refusal.value
    fields = list(error.faults) if isinstance(error, UnfitBody) else [error.field]
    assert fields == [field]
    assert proposals.register.everything() == []


NAMES = [item.id for item in SHIPPED.items]
CHANGES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["What is it now?", None])),
    max_size=8,
    unique_by=lambda change: change[0],
)


@given(CHANGES, st.randoms(use_true_random=False))
def test_changes_of_several_questions_hold_in_any_order(
    changes: list[tuple[str, str | None]], random: Any
) -> None:
    shuffled = random.sample(changes, len(changes))
    both = []
    for order in (changes, shuffled):
        catalogue = SHIPPED
        for name, ask in order:
            catalogue = catalogue.changed(name, {"ask": ask} if ask else None)
        both.append(catalogue)
    assert both[0] == both[1]
    dropped = {name for name, ask in changes if ask is None}
    assert [item.id for item in both[0].items] == [name for name in NAMES if name not in dropped]


def test_a_lesson_waits_until_it_is_used_somewhere_or_set_aside(proposals: Proposals) -> None:
    def learned(**values: str) -> Entry:
        key = f"lesson {values}"
        whole = {"what": "Roads close in July.", "for_whom": "Program", **values}
        return proposals.desk.open(OpeningInput("lesson", OFFICE, COORDINATOR, key, whole))

    with pytest.raises(EntryRefused) as refusal:
        learned()
    assert refusal.value.field == "learned_from"
    entry = learned(learned_from="A visit")
    rules = RegisterRules()
    (waits,) = lesson.KIND.waiting(entry, rules, TODAY)
    assert (waits.on, waits.words) == (None, "to be used somewhere, no time set")
    with pytest.raises(EntryRefused):
        proposals.say(entry, "used")
    with pytest.raises(UnfitBody):
        proposals.say(entry, "used", item="nowhere")
    entry = proposals.say(entry, "used", item="fit-value-added")
    assert lesson.used_in(entry) == ("fit-value-added",)
    assert not list(lesson.KIND.waiting(entry, rules, TODAY))
    with pytest.raises(EntryRefused):
        proposals.say(entry, "not_used", words="No.")
    aside = proposals.say(learned(learned_from="A talk"), "not_used", words="It was one village.")
    assert lesson.KIND.is_closed(aside)
    assert lesson.used_in(proposals.say(aside, "used", item="fit-value-added"))
