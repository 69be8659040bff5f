"""Records that note which of their fields are read.

A probe is a real record of its model, so whatever composes or looks at records takes it as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of, records_of
from drafting.partners.vocabulary import Flag

R = TypeVar("R", bound=RecordModel)
Note = Callable[[str], None]
NOTE, PATH = "_note_read", "_path_read"  # in an instance, beside its fields


@dataclass(frozen=True)
class ProbeShape:
    """What a probe holds: code may read on only where something is there, or nothing."""

    has_values: bool  # in its single fields
    has_entries: bool  # one in each repeated record


SHAPES = (ProbeShape(True, True), ProbeShape(False, True), ProbeShape(False, False))
"""Between them, whatever is read of a record in any case is read of one of these."""


def probe(model: type[R], path: str, shape: ProbeShape, note: Note) -> R:
    """A record of `model` at `path` that tells `note` the path of each field when it is read."""
    below = records_of(model)
    fields = fields_of(model)
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        here = f"{path}.{name}"
        if name in below:
            of, many = below[name]
            inner = probe(of, here, shape, note) if not many or shape.has_entries else None
            values[name] = ((inner,) if inner else ()) if many else inner
        elif shape.has_values:
            values[name] = _sample(fields[name])
        else:
            values[name] = "" if info.is_required() else info.get_default()
    record: R = _traced(model).model_construct(**values)
    record.__dict__.update({NOTE: note, PATH: path})
    return record


@cache
def _traced(model: type[R]) -> type[R]:
    """`model` itself, but that it notes what is read."""
    leaves = frozenset(
        name
        for name in model.model_fields
        if name not in records_of(model) or records_of(model)[name][1]
    )

    def read(self: Any, name: str) -> Any:
        if name in leaves:
            state = object.__getattribute__(self, "__dict__")
            if NOTE in state:
                state[NOTE](f"{state[PATH]}.{name}")
        return super(traced, self).__getattribute__(name)

    names = {"__getattribute__": read, "__module__": __name__, "__doc__": model.__doc__}
    make: Any = type(model)
    traced: type[R] = make(f"Traced{model.__name__}", (model,), names)
    return traced


def _sample(field: Field) -> Any:
    """Something that the field may hold."""
    value = _single_sample(field)
    return (value,) if field.many else value


def _single_sample(field: Field) -> Any:
    if field.kind == "flag":
        return Flag.YES
    if field.choices is not None:
        return next(iter(field.choices))
    samples = {"amount": Decimal(1), "rate": Decimal(1), "date": date(2026, 1, 1), "tick": True}
    return samples.get(field.kind, "PKR" if field.kind == "currency" else "sample")
