"""What differs between two versions of a record, field by field, in words that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from drafting.partners.record.base import Record
from drafting.partners.record.fields import Field, fields_of, spoken_path

HELD, OTHER = "held", "another one"  # in place of what only some roles may see


@dataclass(frozen=True)
class FieldChange:
    """One field that was changed. '' says that nothing was, or is, known."""

    path: str  # 'agreements[2026-schools].money.amount'
    title: str  # 'Agreements, 2026-schools: Amount'
    before: str
    after: str
    restricted: bool

    def shown(self, may_see_restricted: bool) -> FieldChange:
        """The same, with a restricted value only named as held unless it may be seen."""
        if may_see_restricted or not self.restricted:
            return self
        was, now = (HELD if said else "" for said in (self.before, self.after))
        return replace(self, before=was, after=OTHER if was and now else now)


@dataclass(frozen=True)
class Value:
    """What one field holds, in words."""

    title: str
    text: str
    restricted: bool


def changes_between(
    model: type[Record], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[FieldChange, ...]:
    """Every field that differs, what is no longer known at the end. Both are as they are stored.

    A record that no longer fits the model is compared all the same.
    """
    old, new = (values_of(model, data) for data in (before, after))
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(_changes(paths, old, new))


def _changes(
    paths: Sequence[str], old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[FieldChange]:
    for path in paths:
        was, now = old.get(path), new.get(path)
        either = now or was
        texts = (was.text if was else "", now.text if now else "")
        if either and texts[0] != texts[1]:
            yield FieldChange(path, either.title, *texts, either.restricted)


def values_of(model: type[Record], data: Mapping[str, Any]) -> dict[str, Value]:
    """What each field of a stored record holds, by path; what is unknown is left out."""
    return dict(_values(model, data, "", ""))


def _values(
    model: type[Record], data: Mapping[str, Any], above: str, called: str
) -> Iterator[tuple[str, Value]]:
    rest = dict(data)
    for path, field in fields_of(model).items():
        held = _taken(rest, path.split("."))
        if held is None:
            continue
        if field.model is not None and isinstance(held, list):
            yield from _entries(field, held, above, called)
        else:
            value = Value(f"{called}{field.label}", text_of(field, held), field.restricted)
            yield f"{above}{path}", value
    for name, held in _leaves(rest):  # of a version of the record that had other fields
        yield f"{above}{name}", Value(f"{called}{name}", str(held), restricted=True)


def _entries(
    field: Field, held: Sequence[Any], above: str, called: str
) -> Iterator[tuple[str, Value]]:
    assert field.model is not None
    for number, entry in enumerate(held):
        if isinstance(entry, Mapping):
            path = spoken_path((field.path, number), {field.path: held})
            name = path.removeprefix(field.path).strip("[]")
            title = f"{called}{field.label}, {name}: "
            yield from _values(field.model, entry, f"{above}{path}.", title)


def _taken(data: dict[str, Any], names: Sequence[str]) -> Any:
    """The value at the end of `names`, taken out of `data`; None where there is none."""
    if len(names) == 1:
        return data.pop(names[0], None)
    below = data.get(names[0])
    if not isinstance(below, dict):
        return None
    data[names[0]] = below = dict(below)
    return _taken(below, names[1:])


def _leaves(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, held in data.items():
        if isinstance(held, Mapping):
            yield from _leaves(held, f"{above}{name}.")
        else:
            yield f"{above}{name}", held


def text_of(field: Field, held: Any) -> str:
    """A stored value in words: choices by their labels, several one after the other."""
    if isinstance(held, (list, tuple)):
        return "; ".join(text_of(field, one) for one in held)
    if isinstance(held, bool):
        return "Yes" if held else "No"
    if field.choices is not None:
        return next((one.label for one in field.choices if one.value == held), str(held))
    try:
        return WORDS.get(field.kind, str)(str(held))
    except (ArithmeticError, ValueError):  # of an older version of the record
        return str(held)


def _amount(held: str) -> str:
    return f"{Decimal(held):,.2f}".removesuffix(".00")


def _day(held: str) -> str:
    day = date.fromisoformat(held)
    return f"{day.day} {day:%B %Y}"


WORDS = {"amount": _amount, "date": _day}
