"""Choosing partners by what their files say: 'province=sindh, women_led=yes'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from rapidfuzz import fuzz, process

from drafting.partners.errors import BadRecord
from drafting.partners.record.fields import Field, fields_of, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.record.slips import slip_of
from drafting.partners.vocabulary import Choice

C = TypeVar("C", bound=Choice)
ALL = "all"
SHORT = {
    "name": "identity.legal_name",
    "type": "identity.partner_type",
    "province": "place.provinces",
    "district": "place.districts",
    "law": "registration.law",
}


def chosen(partners: Iterable[Partner], expression: str) -> list[Partner]:
    """The partners that meet every condition of `wanted`; 'all' chooses everybody.

    A condition is 'field=value'. Raises BadRecord with the nearest field or value where there is no
    such one, and where the field is restricted.
    """
    if expression.strip().casefold() in (ALL, ""):
        return list(partners)
    conditions = [_condition(part) for part in expression.split(",") if part.strip()]
    return [
        partner
        for partner in partners
        if all(_meets(partner, *condition) for condition in conditions)
    ]


def _condition(text: str) -> tuple[Field, str]:
    name, equals_sign, value = (part.strip() for part in text.partition("="))
    if not equals_sign or not value:
        raise BadRecord(
            f"‘{text.strip()}’ chooses no partners; write a field and a value, for example "
            "‘province=sindh’, or ‘all’."
        )
    field = _field(name)
    return field, _choice(field, value) if field.choices is not None else value.casefold()


def _field(name: str) -> Field:
    names = _names()
    if name in fields_of(Partner) and fields_of(Partner)[name].restricted:
        raise BadRecord(f"‘{name}’ is restricted, so partners are not chosen by it; name another.")
    field = names.get(name.casefold().replace(" ", "_").replace("-", "_"))
    if field is None:
        near = process.extractOne(name.casefold(), list(names), scorer=fuzz.WRatio)[0]
        raise BadRecord(f"Partners have no field ‘{name}’; did you mean ‘{near}’?")
    return field


def _names() -> Mapping[str, Field]:
    """The fields that partners can be chosen by: by path, and by last name where that is plain."""
    fields = {
        path: field
        for path, field in fields_of(Partner).items()
        if not field.restricted and field.model is None
    }
    last = [path.rpartition(".")[2] for path in fields]
    plain = {
        path.rpartition(".")[2]: field
        for path, field in fields.items()
        if last.count(path.rpartition(".")[2]) == 1
    }
    return {**fields, **plain, **{name: fields[path] for name, path in SHORT.items()}}


def _choice(field: Field, value: str) -> str:
    """The choice that `value` names, by its value or its label."""
    assert field.choices is not None
    return choice_named(field.choices, field.title, value).value


def choice_named(choices: type[C], title: str, value: str) -> C:
    """The choice that `value` names, by its value or its label.

    Raises BadRecord with the nearest, or with all that it can be; `title` says of what.
    """
    try:
        return choices(value)
    except ValueError:
        meanings = {spelling: each.value for spelling, each in choices.spellings().items()}
        meant = slip_of(value, meanings)
        values = ", ".join(choice.value for choice in choices)
        cure = f"did you mean ‘{meant}’?" if meant else f"it can be {values}."
        raise BadRecord(f"‘{title}’ is never ‘{value}’; {cure}") from None


def _meets(partner: Partner, field: Field, target: str) -> bool:
    if field.path == "id":
        return partner.id == target
    return any(_is(value, target) for value in _values_in(value_at(partner, field.path)))


def _values_in(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield value


def _is(value: object, target: str) -> bool:
    """The choice or day itself; of a text, a part is enough."""
    if isinstance(value, Choice):
        return value.value == target
    if isinstance(value, date):
        return value.isoformat() == target
    if isinstance(value, bool):
        return ("yes" if value else "no") == target
    return target in str(value).casefold()
