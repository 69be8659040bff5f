"""Choosing partners by what their files say: 'province=sindh, women_led=yes'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rapidfuzz import fuzz, process

from drafting.partners.errors import BadRecord
from drafting.partners.record.fields import Field, fields_of, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Choice

ALL = "all"
SHORT = {
    "name": "identity.legal_name",
    "type": "identity.partner_type",
    "province": "place.provinces",
    "district": "place.districts",
    "law": "registration.law",
}


def chosen(partners: Iterable[Partner], wanted: str) -> list[Partner]:
    """The partners that meet every condition of `wanted`; 'all' chooses everybody.

    A condition is 'field=value'. Raises BadRecord with the nearest field or value where there is no
    such one, and where the field is restricted.
    """
    if wanted.strip().casefold() in (ALL, ""):
        return list(partners)
    conditions = [_condition(part) for part in wanted.split(",") if part.strip()]
    return [one for one in partners if all(_meets(one, *condition) for condition in conditions)]


def _condition(written: str) -> tuple[Field, str]:
    name, given, value = (part.strip() for part in written.partition("="))
    if not given or not value:
        raise BadRecord(
            f"‘{written.strip()}’ chooses no partners; write a field and a value, for example "
            "‘province=sindh’, or ‘all’."
        )
    field = _field(name)
    return field, _choice(field, value) if field.choices is not None else value.casefold()


def _field(name: str) -> Field:
    names = _names()
    if name in fields_of(Partner) and fields_of(Partner)[name].restricted:
        raise BadRecord(f"‘{name}’ is restricted, so partners are not chosen by it; name another.")
    found = names.get(name.casefold().replace(" ", "_").replace("-", "_"))
    if found is None:
        near = process.extractOne(name.casefold(), list(names), scorer=fuzz.WRatio)[0]
        raise BadRecord(f"Partners have no field ‘{name}’; did you mean ‘{near}’?")
    return found


def _names() -> Mapping[str, Field]:
    """The fields that partners can be chosen by: by path, and by last name where that is plain."""
    known = {
        path: field
        for path, field in fields_of(Partner).items()
        if not field.restricted and field.model is None
    }
    last = [path.rpartition(".")[2] for path in known]
    plain = {
        path.rpartition(".")[2]: field
        for path, field in known.items()
        if last.count(path.rpartition(".")[2]) == 1
    }
    return {**known, **plain, **{name: known[path] for name, path in SHORT.items()}}


def _choice(field: Field, value: str) -> str:
    """The choice that `value` names, by its value or its label."""
    assert field.choices is not None
    for one in field.choices:
        if value.casefold() in (one.value.casefold(), one.label.casefold()):
            return one.value
    known = [one.value for one in field.choices]
    near = process.extractOne(value.casefold(), known, scorer=fuzz.WRatio)[0]
    raise BadRecord(f"‘{field.title}’ is never ‘{value}’; did you mean ‘{near}’?")


def _meets(partner: Partner, field: Field, wanted: str) -> bool:
    if field.path == "id":
        return partner.id == wanted
    return any(_is(held, wanted) for held in _held(value_at(partner, field.path)))


def _held(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield value


def _is(held: object, wanted: str) -> bool:
    """The choice or day itself; of a text, a part is enough."""
    if isinstance(held, Choice):
        return held.value == wanted
    if isinstance(held, date):
        return held.isoformat() == wanted
    if isinstance(held, bool):
        return ("yes" if held else "no") == wanted
    return wanted in str(held).casefold()
