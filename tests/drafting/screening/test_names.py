"""Recall and false alarms on names that were written before the search; one half never tuned on."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from drafting.screening.entries import EntryKind, ListEntry, WatchList
from drafting.screening.likeness import POSSIBLE, likeness
from drafting.screening.name_lists import ScreenedLists, bears_another_cnic
from drafting.screening.names import comparable

NAMES = Path(__file__).with_name("names.yaml")
# What each half came to when it was measured: recall at least, false alarms at most.
MEASURED = {"tuned": (52, 54, 0), "held": (52, 57, 2)}


@cache
def names() -> dict[str, Any]:
    return dict(yaml.safe_load(NAMES.read_text(encoding="utf-8")))


@cache
def lists() -> ScreenedLists:
    entries = tuple(
        ListEntry(
            reference=entry["id"],
            name=entry["name"],
            kind=EntryKind(entry["kind"]),
            aliases=tuple(entry.get("aliases", ())),
            father=entry.get("father", ""),
            numbers=tuple(filter(None, [entry.get("cnic", "")])),
        )
        for entry in names()["entries"]
    )
    return ScreenedLists.of([WatchList("Made up", "made-up.csv", None, "1", entries)])


def found(name: str, *numbers: str) -> set[str]:
    hits = (hit.listed.entry for hit in lists().like(comparable(name)))
    return {entry.reference for entry in hits if not bears_another_cnic(numbers, entry)}


@pytest.mark.parametrize("half", MEASURED)
def test_other_writings_are_found_and_other_people_are_not(half: str) -> None:
    writings = [
        (entry["id"], writing)
        for entry in names()["entries"]
        if entry["half"] == half
        for writing in entry["same"]
    ]
    recalled = [writing for reference, writing in writings if reference in found(writing)]
    others = [other for other in names()["others"] if other["half"] == half]
    alarms = [other for other in others if found(other["name"], other.get("cnic", ""))]
    least, of, most = MEASURED[half]
    assert len(writings) == of
    assert len(recalled) >= least
    assert len(alarms) <= most


def test_what_the_list_leaves_out_beforehand_no_plain_loop_would_find() -> None:
    for entry in names()["entries"]:
        for writing in entry["same"]:
            name = comparable(writing)
            looped = {
                listed.entry.reference
                for listed in lists().names
                if likeness(name, listed.name).score >= POSSIBLE
            }
            assert looped == {hit.listed.entry.reference for hit in lists().like(name)}
