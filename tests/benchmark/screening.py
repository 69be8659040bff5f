"""A partner's names checked against 100,000 made-up entries, beside a plain loop over all."""

from __future__ import annotations

import random
from collections.abc import Iterator

from drafting.screening.entries import EntryKind, ListEntry, WatchList
from drafting.screening.likeness import POSSIBLE, likeness
from drafting.screening.name_lists import ScreenedLists
from drafting.screening.names import ComparableName, comparable
from tests.benchmark.rows import Row, say, seconds

ENTRIES, NAMES = 100_000, 20
SYLLABLES = (
    *("ba", "bil", "da", "far", "gul", "ha", "im", "ja", "kha", "la", "mu", "na", "qa", "ra"),
    *("sa", "ta", "ul", "wa", "ya", "za", "sher", "noor", "zai", "pur"),
)
COMMON = ("Muhammad", "Ahmed", "Ali", "Khan", "Abdul", "Hussain", "Shah", "Bibi")


def screening() -> list[Row]:
    """Laying the list out, and checking a partner's names."""
    say(f"{ENTRIES:,} listed names")
    names = list(_names(ENTRIES + NAMES))
    entries = tuple(
        ListEntry(str(number), name, EntryKind.PERSON)
        for number, name in enumerate(names[:ENTRIES])
    )
    watch_list = WatchList("Made up", "made-up.csv", None, "1", entries)
    laid_out: list[ScreenedLists] = []
    laying = seconds(lambda: laid_out.append(ScreenedLists.of([watch_list])))
    lists = laid_out[0]
    subjects = [comparable(name) for name in names[ENTRIES:]]
    ours: list[set[str]] = []
    plain: list[set[str]] = []
    fast = seconds(lambda: ours.extend(_found(lists, subject) for subject in subjects))
    slow = seconds(lambda: plain.append(_looped(lists, subjects[0]))) * NAMES
    assert ours[0] == plain[0]
    note = f"{NAMES} names against {ENTRIES:,}; the plain loop measured with one"
    return [
        Row("screening_layout_s", laying, "s", note=f"{ENTRIES:,} names, once for an edition"),
        Row("screening_check_s", fast, "s", "a plain loop", slow, "≤ 0.2 ×", note),
    ]


def _found(lists: ScreenedLists, subject: ComparableName) -> set[str]:
    return {hit.listed.entry.reference for hit in lists.like(subject)}


def _looped(lists: ScreenedLists, subject: ComparableName) -> set[str]:
    return {
        listed.entry.reference
        for listed in lists.names
        if likeness(subject, listed.name).score >= POSSIBLE
    }


def _names(count: int) -> Iterator[str]:
    """Names of two to four words, some of which many bear."""
    chance = random.Random(7)
    for _ in range(count):
        words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))) for _ in range(2)]
        words[:0] = chance.sample(COMMON, k=chance.randint(0, 2))
        yield " ".join(words).title()
