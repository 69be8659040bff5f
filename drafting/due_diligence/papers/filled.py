"""The values of a checklist file's fields, with a problem for what cannot be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from drafting.due_diligence.checklists.checklist import AnswerState
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    STATE,
    TEXT,
    UNTIL,
    Mark,
)
from drafting.due_diligence.papers.remarks import Remark, words_of
from drafting.due_diligence.papers.translation import wordings
from drafting.partners.field_values import listed
from drafting.partners.naming import with_office
from drafting.partners.problems import Problem
from drafting.partners.record.dates import day
from drafting.partners.record.field_types import Line, Paragraphs
from drafting.partners.vocabulary import Side

Read = TypeVar("Read")
LINE: TypeAdapter[str] = TypeAdapter(Line)
PARAGRAPHS: TypeAdapter[str] = TypeAdapter(Paragraphs)
TICKED = {"yes": True, "y": True, "true": True, "x": True, "☒": True, "☑": True, "✓": True}
TICKED |= {"": False, "no": False, "n": False, "false": False, "☐": False}


@dataclass(frozen=True)
class FoundProof:
    """A piece of evidence as it was found."""

    name: str
    expires: date | None
    is_day_known: bool = True  # False where there is something that is no date


MONTHS_IN_URDU = {
    "جنوری": "January",
    "فروری": "February",
    "مارچ": "March",
    "اپریل": "April",
    "مئی": "May",
    "جون": "June",
    "جولائی": "July",
    "اگست": "August",
    "ستمبر": "September",
    "اکتوبر": "October",
    "نومبر": "November",
    "دسمبر": "December",
}
UNREADABLE = FoundProof("", None, is_day_known=False)
HELD: Mapping[str, TypeAdapter[Any]] = {
    STATE: TypeAdapter(AnswerState),
    CONFIRMED: TypeAdapter(bool),
    TEXT: TypeAdapter(str),
    EVIDENCE: TypeAdapter(tuple[FoundProof, ...]),
    GAP: TypeAdapter(str),
    # Another name than a side's may be the partner's, which is known only beside its checklist.
    GAP_SIDE: TypeAdapter(Annotated[Side | str | None, Field(union_mode="left_to_right")]),
    GAP_ACTION: TypeAdapter(str),
    GAP_DUE: TypeAdapter(date | None),
}


def _typed_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the fields, each of its own type, as they were before they became JSON."""
    return {letter: HELD[letter].validate_python(value) for letter, value in values.items()}


@dataclass(frozen=True)
class FilledEntry:
    """The fields of one entry. What is missing here was not in the file, or could not be read."""

    entry: str  # 'fit-shared-vision.partner'
    shown_digest: str  # the sign of the answers that the file showed
    # The values, by the letter of the field.
    fields: Annotated[Mapping[str, Any], BeforeValidator(_typed_values)]
    where: str = field(default="", compare=False)  # as in RawFields


@dataclass
class RawFields:
    """The raw fields of one entry, before they are read."""

    entry: str
    shown_digest: str
    where: str  # 'P12', or 'The partner answers, row 14'
    raw: dict[str, Any] = field(default_factory=dict)  # by letter, evidence with its number

    def read(self, problems: list[Problem]) -> tuple[FilledEntry, tuple[Remark, ...]]:
        """The values, and the words of what cannot be read, which is added to `problems`."""
        before = len(problems)
        values: dict[str, Any] = {}
        for letter, reader in READERS.items():
            if letter in self.raw:
                self._keep(values, letter, reader, problems)
        if any(name.startswith(EVIDENCE) for name in self.raw):
            values[EVIDENCE] = tuple(self._proofs(problems))
        unread = dict(problem for problem in problems[before:])
        return (
            FilledEntry(self.entry, self.shown_digest, values, self.where),
            tuple(self._unread(unread)),
        )

    def _unread(self, sentences: Mapping[str, str]) -> Iterator[Remark]:
        """The words of the fields that cannot be read, where the sentence does not hold them."""
        for name, value in self.raw.items():
            where = f"{self.where}, {LABELS[name[0]]}"
            text = words_of(value)
            if where in sentences and text not in sentences[where]:
                yield Remark(where, text, self.entry)

    def words(self) -> Iterator[Remark]:
        """All that its fields hold, for where they cannot be taken."""
        for name, value in self.raw.items():
            if name not in (STATE, CONFIRMED):
                yield Remark(f"{self.where}, {LABELS[name[0]]}", words_of(value), self.entry, True)

    def _keep(
        self,
        values: dict[str, Any],
        letter: str,
        reader: Callable[[Any], Any],
        problems: list[Problem],
    ) -> None:
        try:
            values[letter] = reader(self.raw[letter])
        except ValueError as error:
            problems.append(self.problem(letter, _sentence(error)))

    def _proofs(self, problems: list[Problem]) -> Iterator[FoundProof]:
        places = sorted({int(name[1:]) for name in self.raw if name[0] in (EVIDENCE, UNTIL)})
        for place in places:
            name = self._proof_name(place, problems)
            until, is_known = self._until(place, problems)
            if name is None:
                yield UNREADABLE
            elif name:
                yield FoundProof(name, until, is_known)
            elif until is not None:
                sentence = "a date stands here without the evidence that it is for; name it"
                problems.append(self.problem(UNTIL, sentence))

    def _proof_name(self, place: int, problems: list[Problem]) -> str | None:
        try:
            return LINE.validate_python(self.raw.get(f"{EVIDENCE}{place}", ""))
        except ValueError as error:
            problems.append(self.problem(EVIDENCE, _sentence(error)))
            return None

    def _until(self, place: int, problems: list[Problem]) -> tuple[date | None, bool]:
        try:
            return _day(self.raw.get(f"{UNTIL}{place}", "")), True
        except ValueError as error:
            problems.append(self.problem(UNTIL, _sentence(error)))
            return None, False

    def problem(self, letter: str, why: str) -> Problem:
        """What is wrong with one field, by its place."""
        return Problem(f"{self.where}, {LABELS[letter]}", f"{why[:1].upper()}{why[1:]}.")


@dataclass(frozen=True)
class RawFile:
    """What a file holds, before it is known whose it is."""

    ids: Iterable[str]  # of checklists that it names, read once
    rows: tuple[tuple[Mark, RawFields], ...]
    remarks: tuple[Remark, ...]  # every word outside the fields


def _sentence(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error).rstrip(".")
    first = error.errors()[0]
    if first["type"] in {"too_long", "string_too_long"}:
        return f"it is longer than {first['ctx']['max_length']:,} characters; shorten it"
    return str(first["msg"]).removeprefix("Value error, ").rstrip(".")


def _state(text: str) -> AnswerState:
    label = _small(text)
    states = _words_of_states()
    if label and label not in states:
        raise ValueError(f"‘{_cut(text)}’ is no state; choose {_or(s.label for s in AnswerState)}")
    return states.get(label, AnswerState.OPEN)


@lru_cache(maxsize=1)
def _words_of_states() -> Mapping[str, AnswerState]:
    """The states by their words in every language."""
    return {
        _small(words): state for wording in wordings() for state, words in wording.states.items()
    }


def _side(text: str) -> Side | str | None:
    """Who is named; another name as it stands, for it may be the partner's."""
    label = _small(text)
    if label in {"", *(_small(wording.nobody) for wording in wordings())}:
        return None
    for wording in wordings():
        for side in Side:
            if label == _small(with_office(wording.side(side))):
                return side
    try:
        return Side(text.strip())
    except ValueError:
        return LINE.validate_python(text)


def _tick(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    ticked = {
        **TICKED,
        **{wording.yes.casefold(): True for wording in wordings()},
        **{wording.no.casefold(): False for wording in wordings()},
    }
    if word not in ticked:
        raise ValueError(f"‘{_cut(str(value))}’ is neither Yes nor No; write one of them")
    return ticked[word]


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    return day(in_english(value) if isinstance(value, str) else value)


def in_english(text: str) -> str:
    """A day that was written in Urdu, with digits and a month that are read."""
    words = "".join(str(unicodedata.digit(sign, sign)) for sign in text).split()
    return " ".join(MONTHS_IN_URDU.get(word.strip("،,"), word) for word in words)


def _or(labels: Iterator[str]) -> str:
    return listed(labels).replace(" and ", " or ")


def _small(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _cut(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else "�" for sign in text)
    return printable if len(printable) <= 40 else f"{printable[:40]}…"


READERS: Mapping[str, Callable[[Any], Any]] = {
    STATE: _state,
    CONFIRMED: _tick,
    TEXT: PARAGRAPHS.validate_python,
    GAP: PARAGRAPHS.validate_python,
    GAP_SIDE: _side,
    GAP_ACTION: LINE.validate_python,
    GAP_DUE: _day,
}
