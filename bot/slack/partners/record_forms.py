"""A record as a form, and the inputs of a form as a record again. Nothing here knows Slack.

Repeated records are one on each line, their fields separated by '|'. What a line does not show,
such as a CNIC, stays with the entry of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from rapidfuzz import fuzz

from bot.slack.blocks.escaping import LONGEST_INPUT
from bot.slack.blocks.forms import FormQuestion, InputKind, Option, Value, lines
from bot.slack.partners.record_parts import RecordPart
from bot.slack.partners.record_words import day, plain
from drafting.partners import Flag
from drafting.partners.record import Field, RecordModel, fields_of, is_unknown, value_at

R = TypeVar("R", bound=RecordModel)
BETWEEN = " | "
MARK = "@"  # separates the path in a block id from what makes the id new
MINE = "mine"  # marks an input that shows the person's own words again
ALIKE = 85  # of 100: a name that was corrected, not another person's
HINTS = {
    "currency": "Three letters, for example PKR.",
    "amount": "Figures only, for example 1,250,000.",
    "phone": "For example 0300 1234567.",
    "cnic": "13 digits.",
    "iban": "PK and 22 more letters and digits.",
}
ONE_EACH = "One on each line."
KINDS = {
    "paragraphs": InputKind.TEXT,
    "choice": InputKind.CHOICE,
    "flag": InputKind.CHOICE,
    "date": InputKind.DATE,
}
KINDS_OF_MANY = {"choice": InputKind.CHOICES, "district": InputKind.DISTRICTS}


@dataclass(frozen=True)
class MergedForm:
    """The values that a sent form sets, and the fields that somebody else changed meanwhile."""

    values: Mapping[str, Value]  # by field
    conflicts: tuple[str, ...]  # fields with another change


def block_of(path: str, mark: str = "") -> str:
    """The block id of a field; with another `mark` it is another input, and shows its own value."""
    return f"{path}{MARK}{mark}" if mark else path


def holds_own_words(block: str) -> bool:
    """True for an input that showed the person's own words when it was opened."""
    return block.partition(MARK)[2].startswith(MINE)


def path_of(block: str) -> str:
    """The field of a block id."""
    return block.partition(MARK)[0]


def entries(
    record: RecordModel, part: RecordPart, *, restricted: bool = False, mark: str = ""
) -> list[FormQuestion]:
    """The form of one part of a record; `restricted` says that those fields may be shown."""
    fields = fields_of(type(record))
    part_fields = [
        fields[path] for path in part.fields if restricted or not fields[path].restricted
    ]
    return [
        entry_of(field, value_at(record, field.path), block_of(field.path, mark))
        for field in part_fields
    ]


def entry_of(field: Field, value: Any, block: str) -> FormQuestion:
    """One field as an entry that holds `value`."""
    kind = KINDS_OF_MANY.get(field.kind, InputKind.LINES) if field.many else None
    kind = kind or KINDS.get(field.kind, InputKind.LINE)
    single = kind in {InputKind.LINE, InputKind.TEXT}
    return FormQuestion(
        block=block,
        title=field.label,
        kind=kind,
        value=form_value(field, value),
        hint=_hint(field, kind),
        options=_options(field),
        optional=not field.required,
        most=min(field.longest, LONGEST_INPUT) if single else LONGEST_INPUT,
    )


def form_value(field: Field, value: Any) -> Value:
    """A field's value as its entry holds it."""
    if is_unknown(value):
        return () if field.many and field.kind in KINDS_OF_MANY else ""
    if field.kind == "records":
        return "\n".join(_line(field, item) for item in value)
    if field.many:
        texts = tuple(str(entry.value) if field.choices else str(entry) for entry in value)
        return texts if field.kind in KINDS_OF_MANY else "\n".join(texts)
    if field.kind == "date":
        return str(value.isoformat())
    return str(value.value) if field.choices else plain(value)


def columns(field: Field) -> list[Field]:
    """The fields of a repeated record that a line shows."""
    return [column for column in field.item.values() if not column.restricted and not column.many]


def merge_form(
    record: RecordModel,
    inputs: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    *,
    is_current: bool,
) -> MergedForm:
    """What a form changes in `record`, which may be newer than what the form showed.

    Only what the person touched is set. `unchanged`: nobody else wrote the record since.
    """
    fields = fields_of(type(record))
    values: dict[str, Value] = {}
    conflicts = []
    for block, value in inputs.items():
        path = path_of(block)
        now = _as_lines(form_value(fields[path], value_at(record, path)))
        was, new = _as_lines(shown_values.get(block, "")), _as_lines(value)
        if new == now or (new == was and not holds_own_words(block)):
            continue
        if is_current or now == was:
            values[path] = value
        else:
            conflicts.append(path)
    return MergedForm(values, tuple(conflicts))


def with_values(record: R, values: Mapping[str, Value]) -> R:
    """The record with these fields set. Raises pydantic's ValidationError."""
    data = record.model_dump()
    fields = fields_of(type(record))
    for path, value in values.items():
        _set(data, path, record_value(fields[path], value, value_at(record, path)))
    return type(record).model_validate(data)


def record_value(field: Field, value: Value, before: Any) -> Any:
    """An input's value as the record stores it: unknown where it is empty."""
    if field.kind == "records":
        return _records(field, lines(value), before)
    if field.many:
        return [line for line in lines(value) if line]
    if not value:
        return Flag.UNKNOWN if field.kind == "flag" else _unknown_value(field)
    return str(value)


def field_of_place(place: str, fields: Iterable[str]) -> str:
    """The field that holds a place in a record, 'nocs[2].area'; '' where none of `fields` does."""
    steps = re.sub(r"\[[^\]]*\]", "", place).split(".")
    paths = [".".join(steps[: end + 1]) for end in range(len(steps))]
    return next((path for path in reversed(paths) if path in set(fields)), "")


def _hint(field: Field, kind: InputKind) -> str:
    if field.kind == "records":
        return f"One on each line, as: {BETWEEN.join(column.title for column in columns(field))}"
    if kind is InputKind.LINES:
        return f"{ONE_EACH} {field.description}".strip()
    return field.description or HINTS.get(field.kind, "")


def _options(field: Field) -> tuple[Option, ...]:
    if field.choices is None or field.kind == "records":
        return ()
    return tuple(
        Option(choice.value, choice.label) for choice in field.choices if choice is not Flag.UNKNOWN
    )


def _as_lines(value: Value) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in lines(value))


def _line(field: Field, item: RecordModel) -> str:
    cells = [_cell_text(getattr(item, column.path)) for column in columns(field)]
    while cells and not cells[-1]:
        cells.pop()
    return BETWEEN.join(cells)


def _cell_text(value: Any) -> str:
    text = day(value) if isinstance(value, date) else plain(value)
    return " ".join(text.replace("|", "/").split())


def _records(
    field: Field, text_lines: Sequence[str], before: Sequence[RecordModel]
) -> list[dict[str, Any]]:
    """One record from each line, with what the line does not show."""
    line_columns = columns(field)
    rows = [[cell.strip() for cell in line.split("|")] for line in text_lines]
    unseen_values = _unseen_values(field, [row[0] for row in rows], before)
    return [
        {**unseen, **{column.path: cell for column, cell in _filled_cells(line_columns, row)}}
        for row, unseen in zip(rows, unseen_values, strict=True)
    ]


def _filled_cells(line_columns: Sequence[Field], row: list[str]) -> list[tuple[Field, str]]:
    """Each column with its filled cell; the last column takes all further cells."""
    most = len(line_columns)
    cells = [*row[: most - 1], BETWEEN.join(row[most - 1 :])] if len(row) > most else row
    return [(column, cell) for column, cell in zip(line_columns, cells, strict=False) if cell]


def _unseen_values(
    field: Field, names: Sequence[str], before: Sequence[RecordModel]
) -> list[dict[str, Any]]:
    """What each line does not show: of the entry of the same name, else of one much like it."""
    shown_paths = {column.path for column in columns(field)}
    unseen = [path for path in field.item if path not in shown_paths]
    name_of = {item: _cell_text(getattr(item, columns(field)[0].path)) for item in before}
    matches: list[RecordModel | None] = [None] * len(names)
    for likeness in (100, ALIKE):
        for place, name in enumerate(names):
            free = [item for item in before if item not in matches]
            alike = (item for item in free if _likeness(name, name_of[item]) >= likeness)
            matches[place] = matches[place] or next(alike, None)
    return [{path: value_at(item, path) for path in unseen} if item else {} for item in matches]


def _likeness(name: str, other_name: str) -> float:
    return fuzz.ratio(name.casefold(), other_name.casefold())


def _unknown_value(field: Field) -> Any:
    """How the record says that a single field is unknown."""
    return None if field.choices or field.kind in {"date", "amount", "rate"} else ""


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        data = data[name]
    data[last] = value
