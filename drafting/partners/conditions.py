"""When a clause applies: a small declarative language over the record. No code runs in it.

    {"agreement.context": [emergency]}          the field holds one of these values
    {"agreement.money.donor": {known: true}}    the field is filled in
    {"agreement.money.amount": {at_least: 9000000}}    or {below: …}: a number; an amount in rupees
    {all: […]}  {any: […]}  {not: …}

A field that nobody filled in holds no value: only {known: false} and a `not` hold for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from drafting.partners.errors import BadTemplate
from drafting.partners.facts import AMOUNT, DraftFacts, fact
from drafting.partners.record.fields import is_unknown
from drafting.partners.record.slips import did_you_mean
from drafting.partners.vocabulary import Choice


class Condition(Protocol):
    """Whether something applies to a draft, and why in plain words."""

    def holds(self, facts: DraftFacts) -> bool:
        """True where it applies."""

    def because(self, facts: DraftFacts) -> str:
        """Why it does or does not: '“Context” is “Emergency”'."""

    def meaning(self) -> str:
        """When it holds, whatever the draft: '“Context” is “Emergency”'."""

    def fields(self) -> Iterator[str]:
        """The paths of the fields that it asks for."""


def not_known(path: str) -> str:
    """'“Context” is not known': why something applies, or not, where the field says nothing."""
    return f"“{fact(path).label}” is not known"


@dataclass(frozen=True)
class Holds:
    """The field holds one of the values."""

    path: str
    values: tuple[str, ...]

    def holds(self, facts: DraftFacts) -> bool:
        """As in Condition."""
        return any(str(value) in self.values for value in _many(facts.value(self.path)))

    def because(self, facts: DraftFacts) -> str:
        """As in Condition."""
        values = [value for value in _many(facts.value(self.path)) if not is_unknown(value)]
        matching_values = [value for value in values if str(value) in self.values] or values
        if not matching_values:
            return not_known(self.path)
        return f"“{fact(self.path).label}” is {' and '.join(map(_quoted, matching_values))}"

    def meaning(self) -> str:
        """As in Condition."""
        choices = fact(self.path).choices
        values = [choices(value) if choices else value for value in self.values]
        return f"“{fact(self.path).label}” is {' or '.join(map(_quoted, values))}"

    def fields(self) -> Iterator[str]:
        """As in Condition."""
        yield self.path


@dataclass(frozen=True)
class FieldPresence:
    """The field is filled in, or is not."""

    path: str
    should_be_filled: bool

    def holds(self, facts: DraftFacts) -> bool:
        """As in Condition."""
        return is_unknown(facts.value(self.path)) is not self.should_be_filled

    def because(self, facts: DraftFacts) -> str:
        """As in Condition."""
        unknown = is_unknown(facts.value(self.path))
        return f"“{fact(self.path).label}” is {'not ' if unknown else ''}on record"

    def meaning(self) -> str:
        """As in Condition."""
        return f"“{fact(self.path).label}” is {'' if self.should_be_filled else 'not '}on record"

    def fields(self) -> Iterator[str]:
        """As in Condition."""
        yield self.path


@dataclass(frozen=True)
class Compares:
    """The field holds a number that is large enough, or small enough; an amount counts in PKR."""

    path: str
    limit: Decimal
    is_below: bool

    def holds(self, facts: DraftFacts) -> bool:
        """As in Condition."""
        number = facts.number_in(self.path)
        return number is not None and (number < self.limit) is self.is_below

    def because(self, facts: DraftFacts) -> str:
        """As in Condition."""
        number = facts.number_in(self.path)
        if number is None:
            return not_known(self.path)
        side = "below" if number < self.limit else "at least"
        return f"“{fact(self.path).label}” is {side} {self._limit}"

    def meaning(self) -> str:
        """As in Condition."""
        return (
            f"“{fact(self.path).label}” is {'below' if self.is_below else 'at least'} {self._limit}"
        )

    def fields(self) -> Iterator[str]:
        """As in Condition."""
        yield self.path

    @property
    def _limit(self) -> str:
        return f"{'PKR ' if self.path == AMOUNT else ''}{self.limit:,f}"


@dataclass(frozen=True)
class All:
    """Each of them holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: DraftFacts) -> bool:
        """As in Condition."""
        return all(part.holds(facts) for part in self.parts)

    def because(self, facts: DraftFacts) -> str:
        """As in Condition: where it does not hold, the parts that do not."""
        whole = self.holds(facts)
        parts = (part for part in self.parts if whole or not part.holds(facts))
        return " and ".join(part.because(facts) for part in parts)

    def meaning(self) -> str:
        """As in Condition."""
        return " and ".join(part.meaning() for part in self.parts)

    def fields(self) -> Iterator[str]:
        """As in Condition."""
        for part in self.parts:
            yield from part.fields()


@dataclass(frozen=True)
class OneOf:
    """One of them holds at least."""

    parts: tuple[Condition, ...]

    def holds(self, facts: DraftFacts) -> bool:
        """As in Condition."""
        return any(part.holds(facts) for part in self.parts)

    def because(self, facts: DraftFacts) -> str:
        """As in Condition: where it holds, the parts that do."""
        holds = self.holds(facts)
        parts = [part for part in self.parts if part.holds(facts) or not holds]
        return " and ".join(dict.fromkeys(part.because(facts) for part in parts))

    def meaning(self) -> str:
        """As in Condition."""
        return f"one of these holds: {'; '.join(part.meaning() for part in self.parts)}"

    def fields(self) -> Iterator[str]:
        """As in Condition."""
        for part in self.parts:
            yield from part.fields()


@dataclass(frozen=True)
class Not:
    """It does not hold; so also where nobody knows."""

    part: Condition

    def holds(self, facts: DraftFacts) -> bool:
        """As in Condition."""
        return not self.part.holds(facts)

    def because(self, facts: DraftFacts) -> str:
        """As in Condition."""
        return self.part.because(facts)

    def meaning(self) -> str:
        """As in Condition."""
        return f"it is not so that {self.part.meaning()}"

    def fields(self) -> Iterator[str]:
        """As in Condition."""
        yield from self.part.fields()


ALWAYS = All(())
LISTS = ("all", "any")
COMPARISONS = frozenset({"at_least", "below"})
NUMBERS = ("amount", "number", "rate")
Place = tuple[str | int, ...]  # of a part in what YAML gave


def parse(source: Any) -> Condition:
    """The condition that YAML gave; none is one that always holds.

    Raises BadTemplate, which names what is wrong with it and the nearest right thing.
    """
    return ALWAYS if source is None else _condition(source)


def faults(source: Any, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """Everything that is wrong with a condition, each with its place in `given`."""
    for name, value in source.items() if isinstance(source, Mapping) else ():
        if name == "not":
            yield from faults(value, (*at, name))
        elif name in LISTS and isinstance(value, list) and value:
            for number, part in enumerate(value):
                yield from faults(part, (*at, name, number))
        else:
            yield from _fault({name: value}, (*at, str(name)))
    if not (isinstance(source, Mapping) and source) and (at or source is not None):
        yield from _fault(source, at)


def _fault(source: Any, at: Place) -> Iterator[tuple[Place, str]]:
    try:
        _condition(source)
    except BadTemplate as error:
        yield at, str(error)


def _condition(source: Any) -> Condition:
    if not isinstance(source, Mapping) or not source:
        raise BadTemplate(
            f"A condition is written {{field: value}}, {{all: […]}}, {{any: […]}} or {{not: …}}; "
            f"{source!r} is none of them."
        )
    parts = tuple(_part(str(name), value) for name, value in source.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _part(name: str, value: Any) -> Condition:
    if name == "not":
        return Not(_condition(value))
    if name in LISTS:
        if not isinstance(value, list) or not value:
            raise BadTemplate(f"'{name}' in a condition takes a list of conditions.")
        parts = tuple(_condition(entry) for entry in value)
        return All(parts) if name == "all" else OneOf(parts)
    if fact(name).restricted:  # which refuses an unknown field with the nearest one
        raise BadTemplate(
            f"'{name}' is for some roles alone, and a condition on it would tell it to everybody; "
            "leave the condition out."
        )
    if isinstance(value, Mapping):
        return _compares(name, value) if set(value) & COMPARISONS else _known(name, value)
    values = value if isinstance(value, list) else [value]
    if not values:
        raise BadTemplate(f"'{name}' in a condition lacks its values; name one at least.")
    return Holds(name, tuple(_value(name, entry) for entry in values))


def _compares(path: str, value: Mapping[Any, Any]) -> Compares:
    comparison, limit = next(iter(value.items()))
    if len(value) > 1 or isinstance(limit, bool) or not isinstance(limit, int | float):
        raise BadTemplate(
            f"'{path}' in a condition takes one comparison with a number: {{at_least: 9000000}} or "
            "{below: 9000000}."
        )
    if fact(path).kind not in NUMBERS:
        raise BadTemplate(f"'{path}' holds no number; ask for its values or {{known: true}}.")
    return Compares(path, Decimal(str(limit)), comparison == "below")


def _known(path: str, value: Mapping[Any, Any]) -> FieldPresence:
    if list(value) != ["known"] or not isinstance(value["known"], bool):
        raise BadTemplate(f"'{path}' in a condition takes a value, a list or {{known: true}}.")
    return FieldPresence(path, value["known"])


def _value(path: str, source: Any) -> str:
    """The value as it is stored. YAML reads a bare yes or no as true or false."""
    value = {True: "yes", False: "no"}.get(source, source) if isinstance(source, bool) else source
    choices = fact(path).choices
    if choices is None:
        raise BadTemplate(
            f"'{path}' has no list of values to compare with; ask for {{known: true}} instead."
        )
    choice_values = [str(choice) for choice in choices]
    if str(value) in choice_values:
        return str(value)
    labels = {choice.label.casefold(): str(choice) for choice in choices}
    label = labels.get(str(value).casefold())
    if label is not None:
        raise BadTemplate(f"'{value}' is the label of a value of '{path}'; write '{label}'.")
    cure = did_you_mean(str(value), choice_values) or f"it has {', '.join(choice_values)}."
    raise BadTemplate(f"'{path}' has no value '{value}'; {cure}")


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _quoted(value: Any) -> str:
    return f"“{value.label if isinstance(value, Choice) else value}”"
