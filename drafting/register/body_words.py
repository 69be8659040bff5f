"""The body of an entry or a verb in words, for views, sheets and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drafting.partners.field_values import day, figure
from drafting.partners.field_values import day as written_day
from drafting.partners.record.fields import fields_of, is_unknown
from drafting.partners.vocabulary import Choice
from drafting.register.entries import EntryBody
from drafting.register.filling import is_kept_by_rule
from drafting.register.naming import KnownNames, named_sorts

__all__ = ["body_lines", "written_day"]


def body_lines(body: EntryBody, known: KnownNames | None = None) -> list[tuple[str, str]]:
    """Each field that says something: its title and its value in words.

    With `known` it is told by their names what the body names by ids.
    """
    sorts = named_sorts(type(body)) if known else {}
    return [
        (field.title, _text(_called(value, known(sorts[name]) if known and name in sorts else {})))
        for name, field in fields_of(type(body)).items()
        if field.kind != "records"
        and not is_kept_by_rule(type(body), name)
        and not is_unknown(value := getattr(body, name))
    ]


def _called(value: Any, names: Mapping[str, str]) -> Any:
    """The value by its name; what goes by none, as after a deletion, by its id."""
    if isinstance(value, tuple):
        return tuple(_called(each, names) for each in value)
    return names.get(value, value) if names else value


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "isoformat"):
        return day(value)
    return figure(value) if hasattr(value, "as_tuple") else str(value)
