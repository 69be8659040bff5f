"""Why a record was refused: one sentence for each field, with the field's title, path and cure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from drafting.partners.naming import with_office
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of, records_of, spoken_path
from drafting.partners.record.places import province_spellings
from drafting.partners.record.slips import did_you_mean, slip_of
from drafting.partners.record.yaml_files import QUOTE
from drafting.partners.vocabulary import Choice, Province, plain_words

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """One field that was refused."""

    path: str  # 'people.signatories[1].cnic'
    field: Field | None  # None where there is no such field
    title: str
    why: str  # 'a CNIC has 13 digits; write it as …', without a point

    @property
    def sentence(self) -> str:
        """The whole of it: title, path, what is wrong, and the cure."""
        end = "" if self.why.endswith("?") else "."
        return f"{self.title} ({self.path}): {self.why}{end}"


def refusal_sentences(error: ValidationError) -> list[tuple[str, str]]:
    """For each field that was refused, its path and one sentence.

    Works for an error of any record: Partner, Agreement, Signatory …
    """
    return [(refusal.path, refusal.sentence) for refusal in field_refusals(error)]


def field_refusals(error: ValidationError, data: object = None) -> list[Refusal]:
    """The same with their parts; in `data`, what was checked, agreements are named by key."""
    model = _models().get(error.title, RecordModel)
    refusals = [_refusal(model, details, data) for details in error.errors(include_url=False)]
    return list({refusal.path: refusal for refusal in reversed(refusals)}.values())[::-1]


def _refusal(model: type[RecordModel], details: Details, data: object) -> Refusal:
    loc: Sequence[str | int] = details["loc"]
    of, below = _innermost(model, loc)
    path = spoken_path(loc, data)
    field = _field(of, below)
    if details["type"] == "extra_forbidden":
        paths = list(fields_of(of))
        cure = did_you_mean(".".join(str(step) for step in below), paths) or "leave it out"
        return Refusal(path, None, "Unknown field", f"there is none of that name; {cure}")
    title = field.label if field else _title(of, below)
    return Refusal(path or _last_name(loc), field, title, _why(details, field))


def _innermost(
    model: type[RecordModel], loc: Sequence[str | int]
) -> tuple[type[RecordModel], Sequence[str | int]]:
    """The repeated record that `loc` leads into, and the way from there."""
    for end, step in enumerate(loc):
        if isinstance(step, int):
            field = fields_of(model).get(".".join(str(name) for name in loc[:end]))
            if field is not None and field.model is not None and loc[end + 1 :]:
                return _innermost(field.model, loc[end + 1 :])
    return model, loc


def _field(model: type[RecordModel], loc: Sequence[str | int]) -> Field | None:
    names = [step for step in loc if isinstance(step, str)]
    return fields_of(model).get(".".join(names))


def _title(model: type[RecordModel], loc: Sequence[str | int]) -> str:
    """The title of the group of fields that `loc` leads to."""
    title = model.__name__
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            title = with_office(model.model_fields[step].title or step)
            model = records_of(model).get(step, (model, False))[0]
    return title


def _last_name(loc: Sequence[str | int]) -> str:
    return next((step for step in reversed(loc) if isinstance(step, str)), "")


def _why(details: Details, field: Field | None) -> str:
    kind = details["type"]
    if kind in WHY:
        return WHY[kind](details, field)
    if kind == "value_error":
        return str(details["msg"]).removeprefix("Value error, ")
    message = str(details["msg"])
    return f"{message[:1].lower()}{message[1:]}; correct it"


def _too_long(details: Details, _field: Field | None) -> str:
    limit = details["ctx"]["max_length"]
    return f"this has more than {limit:,} characters; shorten it"


def _no_choice(details: Details, field: Field | None) -> str:
    """What was meant, where it is a slip of a value; else all that it can be."""
    choices = field.choices if field else None
    if choices is None:
        return "this is none of the values it can have; choose one of them"
    value = str(details["input"])[:60]
    meant = slip_of(plain_words(value), _meanings(choices))
    if not meant:
        return f"'{value}' is none of its values; write {_any_of(choices)}"
    every = f" (it can be {_any_of(choices)})" if len(choices) <= 9 else ""
    return f"'{value}' is none of its values; did you mean '{meant}'?{every}"


def _meanings(choices: type[Choice]) -> dict[str, str]:
    """Every way in which a value is written → its label."""
    spellings: dict[str, Choice] = dict(choices.spellings())
    if choices is Province:
        spellings |= province_spellings()
    return {plain_words(spelling): choice.label for spelling, choice in spellings.items()}


def _any_of(choices: type[Choice]) -> str:
    labels = [f"'{choice.label}'" for choice in choices]
    return f"{', '.join(labels[:-1])} or {labels[-1]}"


def _no_key(details: Details, _field: Field | None) -> str:
    """What the key could be, made of the text that was given."""
    ascii_only = unicodedata.normalize("NFKD", str(details["input"])).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.decode().lower()).strip("-")[:60].strip("-")
    return (
        "small letters, digits and single hyphens make it up; write for example "
        f"'{slug or 'sample-partner'}'"
    )


def _no_text(details: Details, _field: Field | None) -> str:
    """Also for what YAML makes of a lone {amount}: a group with that one name and nothing in it."""
    value = details["input"]
    if isinstance(value, Mapping) and list(value.values()) == [None]:
        return QUOTE
    return "a text belongs here; write it as one"


def _fixed(why: str) -> Callable[[Details, Field | None], str]:
    return lambda _details, _field: why


WHY: dict[str, Callable[[Details, Field | None], str]] = {
    "missing": _fixed("nothing is given, and it is needed; fill it in"),
    "enum": _no_choice,
    "too_long": _too_long,
    "string_too_long": _too_long,
    "string_too_short": _fixed("nothing is given, and it is needed; fill it in"),
    "string_pattern_mismatch": _no_key,
    "string_type": _no_text,
    "string_unicode": _fixed("it holds half of a character; type the text anew"),
    "bool_parsing": _fixed("this is neither yes nor no; write one of them"),
    "bool_type": _fixed("this is neither yes nor no; write one of them"),
    "greater_than_equal": _fixed("this is below 0; write a number without a minus"),
    "greater_than": _fixed("this is not above 0; write the number"),
    "decimal_max_digits": _fixed("the number is too long to be meant; write it anew"),
    "decimal_whole_digits": _fixed("the number is too large to be meant; write it anew"),
    "decimal_max_places": _fixed("it has too many digits behind the point; round it"),
    "model_type": _fixed("a group of fields belongs here; write them below it, one a line"),
    "model_attributes_type": _fixed(
        "a group of fields belongs here; write them below it, one a line"
    ),
    "dict_type": _fixed("a group of fields belongs here; write them below it, one a line"),
    "tuple_type": _fixed("a list belongs here; write each entry on a line of its own"),
}


def _models() -> dict[str, type[RecordModel]]:
    models: dict[str, type[RecordModel]] = {}
    waiting = [RecordModel]
    while waiting:
        below = waiting.pop().__subclasses__()
        models |= {model.__name__: model for model in below}
        waiting += below
    return models
