"""The fields of a record, by path: what each is called, what it holds, and who may see it.

A path names a field as the record nests it: 'identity.legal_name'. A repeated record is one field,
whose `item` has the fields of each entry; an entry is named by its number or, for an agreement, by
its key: 'people.signatories[1].cnic', 'agreements[2026-schools].money.amount'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import MaxLen
from pydantic.fields import FieldInfo
from rapidfuzz import fuzz, process

from drafting.partners.errors import BadRecord
from drafting.partners.naming import with_office
from drafting.partners.record.base import RecordModel
from drafting.partners.record.field_types import LONGEST_LINE, LONGEST_TEXT, Of
from drafting.partners.vocabulary import Choice, Flag

Kind = Literal[
    "line",
    "paragraphs",
    "key",
    "choice",
    "flag",  # yes, no or unknown
    "tick",  # true or false
    "date",
    "amount",
    "rate",
    "currency",
    "district",
    "email",
    "phone",
    "ntn",
    "cnic",
    "iban",
    "records",  # a repeated record, with `item`
]


@dataclass(frozen=True)
class Field:
    """One field of a record, or one repeated record in it."""

    path: str  # 'money.amount'
    written_title: str  # 'Amount', '{office}’s roles'
    description: str
    kind: Kind
    choices: type[Choice] | None  # of kinds 'choice' and 'flag'
    many: bool  # holds a tuple of such values
    restricted: bool  # for the roles that the settings allow
    required: bool
    longest: int  # characters of one value
    written_groups: tuple[str, ...] = ()  # titles of the records around it, outermost first
    model: type[RecordModel] | None = None  # of kind 'records': what each entry is
    item: Mapping[str, Field] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        """What people call it: 'Amount'."""
        return with_office(self.written_title)

    @property
    def groups(self) -> tuple[str, ...]:
        """The titles of the records around it, outermost first."""
        return tuple(map(with_office, self.written_groups))

    @property
    def label(self) -> str:
        """The title, with what it is the title of where that is not plain: 'Program: Email'."""
        return with_office(self.written_label)

    @property
    def written_label(self) -> str:
        """The label with a place for the office's name: what a file calls the field."""
        groups, title = self.written_groups, self.written_title
        return f"{groups[-1]}: {title}" if len(groups) > 1 else title


@cache
def fields_of(model: type[RecordModel]) -> Mapping[str, Field]:
    """Every single field and every repeated record of `model`, by path, in the record's order."""
    return {field.path: field for field in _walk(model, "", ())}


def field_at(model: type[RecordModel], path: str) -> Field:
    """The field of that path. Raises BadRecord with the nearest path where there is none."""
    fields = fields_of(model)
    if path not in fields:
        raise BadRecord(f"There is no field '{path}'; did you mean '{nearest(path, fields)}'?")
    return fields[path]


def value_at(record: RecordModel, path: str) -> Any:
    """The value of that path. Raises BadRecord with the nearest path where there is none."""
    value: Any = record
    for name in field_at(type(record), path).path.split("."):
        value = getattr(value, name)
    return value


def is_unknown(value: object) -> bool:
    """Whether a field that holds `value` says nothing."""
    return value is None or value in ("", (), Flag.UNKNOWN)


def nearest(path: str, paths: Iterable[str], at_least: float = 0) -> str:
    """The path most like `path`; '' where none is like it `at_least` that much, of 100."""
    match = process.extractOne(path, list(paths), scorer=fuzz.WRatio, score_cutoff=at_least)
    return match[0] if match else ""


def spoken_path(loc: Sequence[str | int], data: object = None) -> str:
    """A place in a record as people read it; in `data`, agreements are named by their keys."""
    path = ""
    for step in loc:
        below = _below(data, step)
        if isinstance(step, int):
            key = below.get("key") if isinstance(below, Mapping) else None
            path += f"[{key or step + 1}]"
        else:
            path += f".{step}" if path else step
        data = below
    return path


@cache
def records_of(model: type[RecordModel]) -> Mapping[str, tuple[type[RecordModel], bool]]:
    """By name, the fields of `model` that hold records: of which model, and whether several."""
    hints = get_type_hints(model, include_extras=True)
    hints_by_name = {name: _unwrapped(hints[name]) for name in model.model_fields}
    return {
        name: (of, many)
        for name, (of, _, many) in hints_by_name.items()
        if issubclass(of, RecordModel)
    }


def _below(data: object, step: str | int) -> Any:
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _walk(model: type[RecordModel], above: str, groups: tuple[str, ...]) -> Iterator[Field]:
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        kind, marks, many = _unwrapped(hints[name])
        path = f"{above}{name}"
        if issubclass(kind, RecordModel) and not many:
            yield from _walk(kind, f"{path}.", (*groups, info.title or name))
        else:
            yield _field(path, info, kind, marks, many, groups)


def _field(
    path: str,
    info: FieldInfo,
    of: type,
    marks: tuple[Any, ...],
    many: bool,
    groups: tuple[str, ...],
) -> Field:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    model = of if issubclass(of, RecordModel) else None
    kind = _kind(of, marks)
    limits = [m.max_length for m in (*marks, *info.metadata) if isinstance(m, MaxLen)]
    return Field(
        path=path,
        written_title=info.title or path,
        description=info.description or "",
        kind=kind,
        choices=of if issubclass(of, Choice) else None,
        many=many,
        restricted=bool(extra.get("restricted")),
        required=info.is_required(),
        longest=min(limits, default=LONGEST_TEXT if kind == "paragraphs" else LONGEST_LINE),
        written_groups=groups,
        model=model,
        item=fields_of(model) if model else {},
    )


def _kind(of: type, marks: tuple[Any, ...]) -> Kind:
    if issubclass(of, RecordModel):
        return "records"
    if issubclass(of, Choice):
        return "flag" if of is Flag else "choice"
    if of is bool:
        return "tick"
    if of is date:
        return "date"
    kind: Kind = next((mark.kind for mark in reversed(marks) if isinstance(mark, Of)), "line")
    return kind


def _unwrapped(hint: Any) -> tuple[type, tuple[Any, ...], bool]:
    """What a type hint holds, the marks on it, and whether it holds many of it."""
    marks: tuple[Any, ...] = ()
    many = False
    while origin := get_origin(hint):
        if origin is Annotated:
            hint, marks = hint.__origin__, (*marks, *hint.__metadata__)
        elif origin in (Union, UnionType):
            hint = next(argument for argument in get_args(hint) if argument is not NoneType)
        else:
            hint, many = get_args(hint)[0], True
    return hint, marks, many
