"""What was given anew, laid over what is on record: both as plain data, before any check.

What was not given stays. None takes a value away. Agreements are joined by their keys and never
taken away. Another repeated record is replaced as a whole; an entry keeps what was not given of the
entry with the same name before it, so that nobody loses a CNIC by a list that does not show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel, is_marked_restricted
from drafting.partners.record.fields import fields_of, records_of
from drafting.partners.record.slips import plain

Data = Mapping[str, Any]
NAMING = ("line", "paragraphs", "choice")  # kinds of a first field that names its entry


def merged(model: type[RecordModel], present: Data, changes: Data) -> dict[str, Any]:
    """`present` with `given` laid over it."""
    result = dict(present)
    for name, value in changes.items():
        below, many = records_of(model).get(name, (None, False))
        if value is None:
            result.pop(name, None)
        elif below is None:
            result[name] = value
        elif many and isinstance(value, list):
            result[name] = _entries(below, result.get(name, []), value)
        elif isinstance(value, dict):
            result[name] = merged(below, result.get(name, {}), value)
        else:
            result[name] = value  # which the check of the record refuses, naming the place
    return result


def known_part(model: type[RecordModel], data: Data) -> dict[str, Any]:
    """`data` without fields that the model does not have, such as those of an older version."""
    below = records_of(model)
    return {
        name: _known_below(*below[name], value) if name in below else value
        for name, value in data.items()
        if name in model.model_fields
    }


def without_restricted(model: type[RecordModel], data: Data) -> dict[str, Any]:
    """`data` without what only some roles may set; what is left out stays as it is on record."""
    below = records_of(model)
    return {
        name: _open_below(*below[name], value) if name in below else value
        for name, value in data.items()
        if not _is_restricted(model, name, value)
    }


def _is_restricted(model: type[RecordModel], name: str, value: Any) -> bool:
    """True for a restricted field, and where a group with such fields is to go as a whole."""
    if name not in model.model_fields:
        return False
    if is_marked_restricted(model.model_fields[name]):
        return True
    of, many = records_of(model).get(name, (None, False))
    if of is None or many or value is not None:
        return False
    return any(map(is_marked_restricted, of.model_fields.values()))


def _open_below(model: type[RecordModel], many: bool, value: Any) -> Any:
    if many and isinstance(value, list):
        return [
            without_restricted(model, entry) if isinstance(entry, dict) else entry
            for entry in value
        ]
    return without_restricted(model, value) if isinstance(value, dict) else value


def without_field(data: Data, path: str) -> dict[str, Any]:
    """`data` without the field of that path: 'tax.ntn', 'agreements[2026-schools].money.budget'."""
    head, _, rest = path.partition("].")
    if rest:
        key, entries = head.partition("[")[2], data.get("agreements")
        if not isinstance(entries, list):  # which the check of the record refuses
            return dict(data)
        return {
            **data,
            "agreements": [
                without_field(entry, rest)
                if isinstance(entry, dict) and entry.get("key") == key
                else entry
                for entry in entries
            ],
        }
    name, _, below = path.partition(".")
    inner = data.get(name)
    if below and isinstance(inner, Mapping):
        return {**data, name: without_field(inner, below)}
    return {key: value for key, value in data.items() if key != name}


def _known_below(model: type[RecordModel], many: bool, value: Any) -> Any:
    if many and isinstance(value, list):
        return [known_part(model, entry) if isinstance(entry, dict) else entry for entry in value]
    return known_part(model, value) if isinstance(value, dict) else value


def _entries(model: type[RecordModel], present: Sequence[Data], new: Sequence[Any]) -> list[Any]:
    if model is Agreement:
        return _by_key(present, new)
    remaining: list[Data] = list(present)
    result = []
    for number, entry in enumerate(new):
        before = same_entry(model, remaining, entry, number) if isinstance(entry, dict) else None
        result.append(entry if before is None else merged(model, before, entry))
    return [_without_nothing(entry) for entry in result]


def _without_nothing(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if value is not None}


def same_entry(
    model: type[RecordModel], candidates: list[Data], entry: Data, number: int
) -> Data | None:
    """The earlier entry that is the same one, taken out of `candidates`; None for a new one.

    Entries are told by their names; those that have none by their `number`.
    """
    first = next(iter(fields_of(model).values()))
    if first.kind not in NAMING:
        return candidates[number] if number < len(candidates) else None
    name = plain(str(entry.get(first.path) or ""))
    for candidate in candidates:
        if name and plain(str(candidate.get(first.path, ""))) == name:
            candidates.remove(candidate)
            return candidate
    return None


def _by_key(present: Sequence[Data], new_entries: Sequence[Any]) -> list[Any]:
    result: list[Any] = list(present)
    keys = [agreement.get("key") for agreement in present]
    for entry in new_entries:
        if isinstance(entry, dict) and entry.get("key") in keys:
            at = keys.index(entry["key"])
            result[at] = merged(Agreement, result[at], entry)
        else:
            new = merged(Agreement, {}, entry) if isinstance(entry, dict) else entry
            result.append(new)
            keys.append(new.get("key") if isinstance(new, dict) else None)
    return result
