"""What a review of a draft says: what is open, what does not agree, what people must look at.

Nothing in a review quotes a restricted value, so that whoever may draft may read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from drafting.agreements.reviewing.verdict import Verdict
from drafting.documents.composition import DocumentKind
from drafting.sealing import without_numbers

SETTING = re.compile(r"`(office\.[\w.]+|contacts\.[\w.]+)`")  # in a cure


@dataclass(frozen=True)
class OpenField:
    """Something that the document needs and nobody has told yet."""

    field: str  # 'agreement.money.donor', 'partner.people.head.name', 'office.address'
    title: str  # what is missing, as the document shows it: 'Legal name of the donor'
    where: tuple[str, ...]  # 'clause 3.1', 'Annex A', 'the parties', 'the signatures'
    cure: str  # one sentence: where it is filled in
    restricted: bool = False  # Finance fills it in

    @property
    def sentence(self) -> str:
        """What is open, where, and where it is filled in."""
        return f"{self.title} is open in {as_list(self.where)}. {self.cure}"


@dataclass(frozen=True)
class PointSettlement:
    """That a named person settled a point of the review for one agreement."""

    by: str  # a Slack member id, or the account of the terminal
    name: str  # the person's, as it is shown
    reason: str
    at: datetime  # UTC
    sentence: str  # what the point said then


@dataclass(frozen=True)
class Finding:
    """Something that a person should know before the document is used."""

    code: str  # 'tranches-sum'; the same for the same kind of finding
    sentence: str  # what is so, and what to do next
    basis: tuple[str, ...] = ()  # 'CSPF 15(d)'; none where it is no clause that asks for it
    where: str = ""  # 'clause 4.2', where it is about a clause
    field: str = ""  # 'agreement.money.amount', where it is about a field of the record
    point: str = ""  # 'expired-3f9ac1d2', by which a person settles it; '' where nobody may
    settled: PointSettlement | None = None
    settled_before: PointSettlement | None = None  # one of its kind, while the facts were others


@dataclass(frozen=True)
class Offer:
    """Another document that the desk can draft for the same agreement."""

    kind: DocumentKind
    sentence: str
    basis: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """All that is to be said of one draft, the most pressing first in each part."""

    missing_points: tuple[Finding, ...] = ()  # of CSPF 15(e): such an agreement is not complete
    conflicts: tuple[Finding, ...] = ()  # the record contradicts itself, or the calendar
    open_fields: tuple[OpenField, ...] = ()
    for_people: tuple[Finding, ...] = ()  # what only a person may decide or check, and nobody did
    to_read: tuple[Finding, ...] = ()  # clauses whose approved text asks for somebody's look
    without_clause: tuple[Finding, ...] = ()  # topics for counsel that no clause speaks of
    notes: tuple[Finding, ...] = ()  # good to know; nothing to do, and not counted
    offers: tuple[Offer, ...] = ()
    settled: tuple[Finding, ...] = ()  # what a named person settled; shown, and not counted

    @property
    def verdict(self) -> Verdict:
        """Whether what was reviewed may be signed."""
        return Verdict(self.points)

    @property
    def points(self) -> int:
        """How many things are left to do: '3 open points'.

        Clauses to read, and topics without a clause, are not among them: they are the same in every
        document of a kind. A field that is open and a point of CSPF 15(e) counts once.
        """
        return len(self.further_open_fields) + sum(1 for _ in self.findings())

    @property
    def further_open_fields(self) -> tuple[OpenField, ...]:
        """The open fields that are no missing point of CSPF 15(e), which names them already."""
        missing_fields = {finding.field for finding in self.missing_points}
        return tuple(
            open_field for open_field in self.open_fields if open_field.field not in missing_fields
        )

    @property
    def open_lines(self) -> tuple[str, ...]:
        """Those in few lines: a line for each way to fill fields in, with all filled in so."""
        by_way: dict[tuple[str, str], list[OpenField]] = {}
        for field in self.further_open_fields:
            by_way.setdefault(_way_of(field), []).append(field)
        return tuple(_open_line(fields) for fields in by_way.values())

    @property
    def is_complete(self) -> bool:
        """True where the agreement has every point that CSPF 15(e) asks for."""
        return not self.missing_points

    def findings(self) -> Iterator[Finding]:
        """Every finding that counts, the most pressing first."""
        yield from (*self.missing_points, *self.conflicts, *self.for_people)


def _way_of(field: OpenField) -> tuple[str, str]:
    """The cure without its setting, and the group of settings that this stands in; '' for none."""
    setting = SETTING.search(field.cure)
    if setting is None:
        return field.cure, ""
    return SETTING.sub("", field.cure), setting[1].rpartition(".")[0]


def _open_line(fields: list[OpenField]) -> str:
    """'Bank (Annex I), Branch (Annex I). Finance fills it in.'; a group's settings by its name."""
    places: dict[str, list[str]] = {}
    for field in fields:
        about, colon, title = field.title.rpartition(": ")
        place = f"{title} ({', '.join(field.where)})"
        places.setdefault(f"{about}{colon}", []).append(place)
    titles = ", ".join(f"{about}{', '.join(names)}" for about, names in places.items())
    group, last = _way_of(fields[0])[1], fields[-1].cure
    settings = dict.fromkeys(match[1] for field in fields for match in SETTING.finditer(field.cure))
    if len(settings) < 2:
        return f"{titles}. {last}"
    names = (group,) if "." in group else tuple(settings)
    return f"{titles}. {SETTING.sub(as_list(tuple(f'`{name}`' for name in names)), last)}"


def as_list(words: tuple[str, ...]) -> str:
    """'clause 3.1, clause 4.2 and Annex A'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def without_typed_numbers(review: Review) -> Review:
    """The same review with a mark in place of each IBAN and CNIC in what it quotes."""
    result = _without_numbers(review)
    assert isinstance(result, Review)
    return result


def _without_numbers(part: Any) -> Any:
    if isinstance(part, str):
        return without_numbers(part)
    if isinstance(part, tuple):
        return tuple(map(_without_numbers, part))
    if is_dataclass(part) and not isinstance(part, type):
        parts = {entry.name: _without_numbers(getattr(part, entry.name)) for entry in fields(part)}
        return replace(part, **parts)
    return part
