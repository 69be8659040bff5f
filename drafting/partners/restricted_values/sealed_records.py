"""A partner's record as it is kept: its restricted values are sealed, everything else is plain.

A text of any other field is sealed as well where an IBAN or a CNIC was typed into it: people put
numbers into notes. Not sealed are what a record cannot be without, and the names that it is found
by, which stand in a table of their own.

A value that did not change keeps its seal, so that two versions can be compared without the key;
and what cannot be opened is carried on from version to version: a missing key loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from drafting.partners.errors import KeyMissing
from drafting.partners.merging import same_entry
from drafting.partners.record.base import RecordModel, is_marked_restricted
from drafting.partners.record.fields import records_of, spoken_path
from drafting.partners.record.partner import Partner
from drafting.sealing import (
    CannotOpen,
    KeyRing,
    SealingKey,
    holds_number,
    is_sealed,
    key_id_of,
    open_tree,
    open_value,
    seal_value,
    sealed_in,
)

Data = Mapping[str, Any]
Path = tuple[str | int, ...]
FOUND_BY = frozenset({"acronym", "former_names", "urdu_name"})  # beside the legal name
LOCKED = (
    "Bank details and CNICs are encrypted here, and the key is missing, so new ones cannot be "
    "kept; whoever runs Saathi sets `privacy.encryption_key` again (docs/privacy.md)."
)


@dataclass(frozen=True)
class OpenedRecord:
    """A record as far as it can be read."""

    record: dict[str, Any]  # without what cannot be read
    unreadable: tuple[str, ...] = ()  # the paths of that: 'people.signatories[1].cnic'


@dataclass(frozen=True)
class RecordToKeep:
    """A record as it is kept, and the key that it is sealed with; '' for none."""

    record: dict[str, Any]
    sealed_with: str


class RecordSeal:
    """Seals and opens the records of one partner."""

    def __init__(self, ring: KeyRing, partner: str) -> None:
        self._ring = ring
        self._partner = partner

    def opened(self, record: Data) -> OpenedRecord:
        """The record without what cannot be read, and what that is."""
        unreadable: list[Path] = []

        def value_of(path: Path, value: Any) -> Any:
            if is_sealed(opened := self._opened(path, value)):
                unreadable.append(path)
            return opened

        data = open_tree(record, value_of)
        places = tuple(spoken_path(path, data) for path in unreadable)
        return OpenedRecord(_without_sealed(data) if unreadable else data, places)

    def as_far_as_readable(self, record: Data) -> dict[str, Any]:
        """The record with what cannot be read as it is kept, for comparing versions."""
        opened: dict[str, Any] = open_tree(record, self._opened)
        return opened

    def to_keep(self, record: Data, before: Data, *, is_locked: Callable[[], bool]) -> RecordToKeep:
        """The record sealed, with what cannot be read of the version `before`.

        `is_locked` says whether this database's values are sealed. Where there is no key to seal
        with, nothing restricted that is new is kept in the clear then: raises KeyMissing.
        """
        key = self._ring.first
        earlier, has_unreadable = self._earlier_values(before)

        def kept(path: Path, value: Any) -> Any:
            if is_sealed(value):
                return value
            if (same := _same_value(path, value)) in earlier:
                return earlier[same]
            if key is not None:
                return seal_value(value, key, self._about(path))
            if has_unreadable or is_locked():
                raise KeyMissing(LOCKED)
            return value

        whole = (
            _carried(Partner, record, self.as_far_as_readable(before)) if has_unreadable else record
        )
        sealed = _mapped(Partner, whole, (), kept)
        return RecordToKeep(sealed, sealed_with(sealed, key))

    def sealed_anew(self, record: Data, key: SealingKey, seals: dict[str, Any]) -> RecordToKeep:
        """The same record sealed with `key`, also what the model does not know.

        What cannot be opened stays as it is. `seals` remembers how each value is sealed, so that
        versions with the same value have the same seal.
        """

        def kept(path: Path, value: Any) -> Any:
            plain = self._opened(path, value) if is_sealed(value) else value
            if is_sealed(plain):
                return value
            same = f"{self._partner}:{_same_value(path, plain)}"
            if is_sealed(value) and key_id_of(value) == key.id:
                return seals.setdefault(same, value)
            if same not in seals:
                seals[same] = seal_value(plain, key, self._about(path))
            return seals[same]

        sealed = _mapped(Partner, record, (), kept)
        return RecordToKeep(sealed, sealed_with(sealed, key))

    def _earlier_values(self, before: Data) -> tuple[dict[str, Any], bool]:
        """How each value of a version is kept, by place and value; and whether some are locked."""
        earlier: dict[str, Any] = {}
        has_unreadable = False

        def note(path: Path, value: Any) -> Any:
            nonlocal has_unreadable
            plain = self._opened(path, value) if is_sealed(value) else value
            if is_sealed(plain):
                has_unreadable = True
            elif is_sealed(value) or self._ring.first is None:
                earlier.setdefault(_same_value(path, plain), value)
            return value

        _mapped(Partner, before, (), note)
        return earlier, has_unreadable

    def _opened(self, path: Path, value: Mapping[str, str]) -> Any:
        """What was sealed; the value as it is kept where it cannot be read."""
        try:
            return open_value(value, self._ring, self._about(path))
        except CannotOpen:
            return value

    def _about(self, path: Path) -> str:
        """What a value belongs to. In which entry of a list it stands may change."""
        return f"partner:{self._partner}:{_generic(path)}"


def sealed_with(record: Data, key: SealingKey | None) -> str:
    """Names the key of all that is sealed in a record; another one where not all is its."""
    first = key.id if key else ""
    return next(
        (other for value in sealed_in(record) if (other := key_id_of(value)) != first), first
    )


def _mapped(
    model: type[RecordModel], data: Data, path: Path, kept: Callable[[Path, Any], Any]
) -> dict[str, Any]:
    """`data` with what `kept` gives for each value to be sealed, and each of no known field."""
    below = records_of(model)
    result: dict[str, Any] = {}
    for name, value in data.items():
        here = (*path, name)
        info = model.model_fields.get(name)
        if info is None or is_marked_restricted(info) or is_sealed(value):
            result[name] = kept(here, value)
        elif name not in below:
            is_open = info.is_required() or name in FOUND_BY or not _holds_number(value)
            result[name] = value if is_open else kept(here, value)
        elif isinstance(value, list):
            result[name] = [
                _mapped(below[name][0], entry, (*here, at), kept)
                if isinstance(entry, Mapping)
                else entry
                for at, entry in enumerate(value)
            ]
        else:
            inner = isinstance(value, Mapping)
            result[name] = _mapped(below[name][0], value, here, kept) if inner else value
    return result


def _holds_number(value: Any) -> bool:
    """True of a text, or of several, in which an IBAN or a CNIC stands."""
    texts = value if isinstance(value, (list, tuple)) else (value,)
    return any(isinstance(text, str) and holds_number(text) for text in texts)


def _carried(model: type[RecordModel], record: Data, before: Data) -> dict[str, Any]:
    """The record with what is still sealed in `before`, at its place; of lists, by their names."""
    result = dict(record)
    below = records_of(model)
    for name, value in before.items():
        if is_sealed(value):
            result.setdefault(name, value)
        elif name not in below:
            continue
        elif isinstance(value, list):
            if name in result:
                result[name] = _carried_entries(below[name][0], result[name], value)
        elif isinstance(value, Mapping):
            inner = _carried(below[name][0], result.get(name, {}), value)
            if inner:
                result[name] = inner
    return result


def _carried_entries(model: type[RecordModel], entries: list[Any], before: list[Any]) -> list[Any]:
    remaining = list(before)
    result = []
    for number, entry in enumerate(entries):
        earlier = same_entry(model, remaining, entry, number)
        result.append(_carried(model, entry, earlier) if earlier is not None else entry)
    return result


def _without_sealed(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {k: _without_sealed(value) for k, value in data.items() if not is_sealed(value)}
    if isinstance(data, list):
        return [_without_sealed(value) for value in data if not is_sealed(value)]
    return data


def _same_value(path: Path, value: Any) -> str:
    return f"{_generic(path)}:{value!r}"


def _generic(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))
