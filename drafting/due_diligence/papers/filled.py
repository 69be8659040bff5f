"""The values of a checklist file's fields, with a problem for what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from drafting.due_diligence.checklists.checklist import AnswerState
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    NOBODY,
    STATE,
    TEXT,
    UNTIL,
)
from drafting.partners.field_values import listed
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


UNREADABLE = FoundProof("", None, is_day_known=False)
HELD: Mapping[str, TypeAdapter[Any]] = {
    STATE: TypeAdapter(AnswerState),
    CONFIRMED: TypeAdapter(bool),
    TEXT: TypeAdapter(str),
    EVIDENCE: TypeAdapter(tuple[FoundProof, ...]),
    GAP: TypeAdapter(str),
    GAP_SIDE: TypeAdapter(Side | None),
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


@dataclass
class RawFields:
    """The raw fields of one entry, before they are read."""

    entry: str
    shown_digest: str
    where: str  # 'P12', or 'The partner answers, row 14'
    raw: dict[str, Any] = field(default_factory=dict)  # by letter, evidence with its number

    def read(self, problems: list[Problem]) -> FilledEntry:
        """The values; what cannot be read is added to `problems`, and the rest is kept."""
        values: dict[str, Any] = {}
        for letter, reader in READERS.items():
            if letter in self.raw:
                self._keep(values, letter, reader, problems)
        if any(name.startswith(EVIDENCE) for name in self.raw):
            values[EVIDENCE] = tuple(self._proofs(problems))
        return FilledEntry(self.entry, self.shown_digest, values)

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
        places = sorted(int(name[1:]) for name in self.raw if name[0] == EVIDENCE)
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
            return LINE.validate_python(self.raw[f"{EVIDENCE}{place}"])
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


def _sentence(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error).rstrip(".")
    first = error.errors()[0]
    if first["type"] in {"too_long", "string_too_long"}:
        return f"it is longer than {first['ctx']['max_length']:,} characters; shorten it"
    return str(first["msg"]).removeprefix("Value error, ").rstrip(".")


def _state(text: str) -> AnswerState:
    states = {_small(state.label): state for state in AnswerState}
    label = _small(text)
    if label and label not in states:
        raise ValueError(f"‘{_cut(text)}’ is no state; choose {_or(s.label for s in AnswerState)}")
    return states.get(label, AnswerState.OPEN)


def _side(text: str) -> Side | None:
    label = _small(text)
    if label in {"", _small(NOBODY)}:
        return None
    for side in Side:
        if label in {_small(side.label), _small(side.value)}:
            return side
    raise ValueError(
        f"‘{_cut(text)}’ is nobody of this agreement; choose {_or(s.label for s in Side)}"
    )


def _tick(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word not in TICKED:
        raise ValueError(f"‘{_cut(str(value))}’ is neither Yes nor No; write one of them")
    return TICKED[word]


def _day(value: Any) -> date | None:
    return None if value is None or value == "" else day(value)


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
