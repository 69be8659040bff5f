"""Which entries of the lists may mean whom of a partner: numbers first, then names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drafting.partners.field_values import day
from drafting.screening.entries import EntryKind, ListEntry, WatchList, is_cnic, plain_number
from drafting.screening.likeness import Likeness
from drafting.screening.matches import PossibleMatch
from drafting.screening.name_lists import ScreenedLists, bears_another_cnic
from drafting.screening.names import comparable
from drafting.screening.subjects import ScreenedSubject

ALIKE = 0.97  # a likeness from which the names are called the same


@dataclass(frozen=True)
class Found:
    """What one check found."""

    matches: tuple[PossibleMatch, ...]
    passed_over: int  # names that are alike, of people whose identity card is another


def find_matches(
    partner: str, subjects: Sequence[ScreenedSubject], lists: ScreenedLists, now: datetime
) -> Found:
    """Every entry that may mean one of the `subjects`, each once for a subject."""
    matches: dict[str, PossibleMatch] = {}
    passed_over = 0
    for subject in subjects:
        hits = _Hits(subject, lists)
        for watch_list, entry, reasons in hits.all():
            match = _match(partner, subject, watch_list, entry, reasons, now)
            matches[match.id] = match
        passed_over += hits.passed_over
    return Found(tuple(matches.values()), passed_over)


class _Hits:
    """The entries that may mean one subject."""

    def __init__(self, subject: ScreenedSubject, lists: ScreenedLists) -> None:
        self._subject, self._lists = subject, lists
        self.passed_over = 0

    def all(self) -> Iterator[tuple[WatchList, ListEntry, tuple[str, ...]]]:
        """Each entry once, with the reasons: its number comes before its names."""
        seen: set[tuple[str, str, str]] = set()
        for watch_list, entry, reason in self._by_number():
            if _key(watch_list, entry) not in seen:
                seen.add(_key(watch_list, entry))
                yield watch_list, entry, (reason,)
        best: dict[tuple[str, str, str], tuple[WatchList, ListEntry, str, Likeness]] = {}
        for hit in self._lists.like(comparable(self._subject.name)):
            watch_list, entry = hit.listed.watch_list, hit.listed.entry
            key, written = _key(watch_list, entry), hit.listed.name.written
            if key in seen or _other_kind(self._subject.kind, entry.kind):
                continue
            if bears_another_cnic(self._subject.numbers, entry):
                self.passed_over += 1
                seen.add(key)
            elif key not in best or best[key][3].score < hit.likeness.score:
                best[key] = (watch_list, entry, written, hit.likeness)
        for watch_list, entry, written, likeness in best.values():
            yield watch_list, entry, tuple(_reasons(self._subject.name, entry, written, likeness))

    def _by_number(self) -> Iterator[tuple[WatchList, ListEntry, str]]:
        for number in self._subject.numbers:
            # The number itself is for some roles alone, and is not told.
            which = "identity card number" if is_cnic(plain_number(number)) else "registered number"
            for watch_list, entry in self._lists.with_number(number):
                yield watch_list, entry, f"The {which} is the same."


def _reasons(name: str, entry: ListEntry, written: str, likeness: Likeness) -> Iterator[str]:
    alias = "" if written == entry.name else ", an alias of the entry"
    if likeness.score < ALIKE:
        yield f"The name is alike by {likeness.score:.0%} to ‘{written}’{alias}."
    elif name.casefold().split() == written.casefold().split():
        yield f"The name is the same as ‘{written}’{alias}."
    else:  # another spelling, or other letters
        yield f"The name sounds the same as ‘{written}’{alias}."
    if likeness.father_agrees is not None:
        yield f"The father’s name is {'alike too' if likeness.father_agrees else 'another one'}."
    elif entry.father:
        yield f"The entry’s father is ‘{entry.father}’; ask for the father’s name."
    if any(is_cnic(plain_number(number)) for number in entry.numbers):
        yield "The entry has an identity card number; compare it with the person’s own."


def _match(
    partner: str,
    subject: ScreenedSubject,
    watch_list: WatchList,
    entry: ListEntry,
    reasons: tuple[str, ...],
    now: datetime,
) -> PossibleMatch:
    return PossibleMatch(
        id=_id(partner, subject, watch_list, entry),
        partner=partner,
        subject=subject.shown,
        role=subject.role,
        list_title=watch_list.title,
        list_as_of=watch_list.as_of,
        reference=entry.reference,
        listed_name=entry.name,
        about=entry.about,
        reasons=reasons,
        found_at=now,
    )


def _id(partner: str, subject: ScreenedSubject, watch_list: WatchList, entry: ListEntry) -> str:
    """The same as long as the entry and the name are, so that what was settled stays settled.

    A row's number in a table is no part of it: a new edition moves the rows.
    """
    own = "" if entry.reference.startswith("row ") else entry.reference
    parts = (partner, subject.name, watch_list.title, own, *entry.names, entry.father)
    parts += tuple(sorted(map(plain_number, entry.numbers)))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _key(watch_list: WatchList, entry: ListEntry) -> tuple[str, str, str]:
    return watch_list.file, entry.reference, entry.name


def _other_kind(kind: EntryKind, listed: EntryKind) -> bool:
    """True for a person beside an organisation; an unknown kind may be either, but no ship."""
    if listed is EntryKind.VESSEL:
        return True
    return EntryKind.UNKNOWN not in (kind, listed) and kind is not listed


def list_words(title: str, as_of: date | None) -> str:
    """'UN list of 3 November 2026': a list with its own date."""
    return f"{title} of {day(as_of)}" if as_of else f"{title}, which gives no date"
