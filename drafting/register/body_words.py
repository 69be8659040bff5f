"""The body of an entry or a verb in words, for views, sheets and reports."""

from __future__ import annotations

from typing import Any

from drafting.partners.field_values import day, figure
from drafting.partners.field_values import day as written_day
from drafting.partners.record.fields import fields_of, is_unknown
from drafting.partners.vocabulary import Choice
from drafting.register.entries import EntryBody
from drafting.register.filling import is_kept_by_rule

__all__ = ["body_lines", "written_day"]


def body_lines(body: EntryBody) -> list[tuple[str, str]]:
    """Each field that says something: its title and its value in words."""
    return [
        (field.title, _text(value))
        for name, field in fields_of(type(body)).items()
        if field.kind != "records"
        and not is_kept_by_rule(type(body), name)
        and not is_unknown(value := getattr(body, name))
    ]


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
