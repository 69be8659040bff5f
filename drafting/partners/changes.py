"""What differs between two versions of a record, field by field, in words that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of, spoken_path
from drafting.sealing import holds_number, is_sealed

HELD, OTHER = "held", "another one"  # in place of what only some roles may see
KEY_MISSING = "cannot be read: key missing"  # in place of what is encrypted


@dataclass(frozen=True)
class FieldChange:
    """One field that was changed. '' says that nothing was, or is, known."""

    path: str  # 'agreements[2026-schools].money.amount'
    title: str  # 'Agreements, 2026-schools: Amount'
    before: str
    after: str
    restricted: bool

    @property
    def holds_restricted(self) -> bool:
        """True of a restricted field, and where a number was typed into another."""
        return self.restricted or holds_number(self.before) or holds_number(self.after)

    def shown(self, may_see_restricted_fields: bool) -> FieldChange:
        """The same, with a restricted value only named as held unless it may be seen."""
        if may_see_restricted_fields or not self.restricted:
            return self
        was, now = (HELD if text else "" for text in (self.before, self.after))
        return replace(self, before=was, after=OTHER if was and now else now)


@dataclass(frozen=True)
class FieldValue:
    """What one field holds, in words."""

    title: str
    text: str
    is_restricted: bool
    seal: str = ""  # of what cannot be read: another one for another value


def changes_between(
    model: type[RecordModel], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[FieldChange, ...]:
    """Every field that differs, what is no longer known at the end. Both are as they are stored.

    A record that no longer fits the model is compared all the same.
    """
    old, new = (values_of(model, data) for data in (before, after))
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(_changes(paths, old, new))


def _changes(
    paths: Sequence[str], old: Mapping[str, FieldValue], new: Mapping[str, FieldValue]
) -> Iterator[FieldChange]:
    for path in paths:
        was, now = old.get(path), new.get(path)
        value = now or was
        texts = (was.text if was else "", now.text if now else "")
        seals = (was.seal if was else "", now.seal if now else "")
        if value and (texts[0] != texts[1] or seals[0] != seals[1]):
            yield FieldChange(path, value.title, *texts, value.is_restricted)


def values_of(model: type[RecordModel], data: Mapping[str, Any]) -> dict[str, FieldValue]:
    """What each field of a stored record holds, by path; what is unknown is left out."""
    return dict(_values(model, data, "", ""))


def _values(
    model: type[RecordModel], data: Mapping[str, Any], above: str, title: str
) -> Iterator[tuple[str, FieldValue]]:
    rest = dict(data)
    for path, field in fields_of(model).items():
        stored_value = _taken(rest, path.split("."))
        if stored_value is None:
            continue
        if field.model is not None and isinstance(stored_value, list):
            yield from _entries(field, stored_value, above, title)
        else:
            yield f"{above}{path}", _value(f"{title}{field.label}", field, stored_value)
    for name, stored_value in _leaves(rest):  # of a version of the record that had other fields
        yield f"{above}{name}", FieldValue(f"{title}{name}", str(stored_value), is_restricted=True)


def _value(title: str, field: Field, stored_value: Any) -> FieldValue:
    if is_sealed(stored_value):
        return FieldValue(title, KEY_MISSING, field.restricted, str(stored_value))
    return FieldValue(title, text_of(field, stored_value), field.restricted)


def _entries(
    field: Field, entries: Sequence[Any], above: str, title_above: str
) -> Iterator[tuple[str, FieldValue]]:
    assert field.model is not None
    for number, entry in enumerate(entries):
        if isinstance(entry, Mapping):
            path = spoken_path((field.path, number), {field.path: entries})
            name = path.removeprefix(field.path).strip("[]")
            title = f"{title_above}{field.label}, {name}: "
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
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def text_of(field: Field, value: Any) -> str:
    """A stored value in words: choices by their labels, several one after the other."""
    if isinstance(value, (list, tuple)):
        return "; ".join(text_of(field, choice) for choice in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field.choices is not None:
        return next((choice.label for choice in field.choices if choice.value == value), str(value))
    try:
        return WORDS.get(field.kind, str)(str(value))
    except (ArithmeticError, ValueError):  # of an older version of the record
        return str(value)


def _amount(text: str) -> str:
    return f"{Decimal(text):,.2f}".removesuffix(".00")


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


WORDS = {"amount": _amount, "date": _day}
