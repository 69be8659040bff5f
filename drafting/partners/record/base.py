"""What every part of a record is: frozen, strict about names, and empty where nothing is known."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo

from drafting.partners.record.field_types import AS_STORED, IsName, is_empty, listed
from drafting.partners.vocabulary import Choice


def _are_names(hint: Any) -> bool:
    """True where each value is a choice, or marked as one that holds no comma."""
    marks = getattr(hint, "__metadata__", ())
    value = getattr(hint, "__origin__", hint)
    is_choice = isinstance(value, type) and issubclass(value, Choice)
    return is_choice or any(isinstance(mark, IsName) for mark in marks)


@cache
def _many_valued(model: type[BaseModel]) -> dict[str, bool]:
    """The fields of a part that hold several values, and whether these are names."""
    return {
        name: _are_names(get_args(info.annotation)[0])
        for name, info in model.model_fields.items()
        if get_origin(info.annotation) is tuple
    }


RESTRICTED: dict[str, Any] = {"restricted": True}


def is_marked_restricted(info: FieldInfo) -> bool:
    """True for a field that only some roles may see."""
    extra = info.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("restricted"))


class RecordModel(BaseModel):
    """The base of all parts of a record: frozen, and strict about names.

    An empty value leaves its field unknown, and a text where several values belong is taken apart
    as `listed` does, so that forms and spreadsheets can hand over what people typed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, values: Any, info: ValidationInfo) -> Any:
        if info.context is AS_STORED or not isinstance(values, dict):
            return values
        fields = cls.__pydantic_fields__  # read for each record: `model_fields` takes far longer
        return {k: v for k, v in values.items() if k not in fields or not is_empty(v)}

    @field_validator("*", mode="before")
    @classmethod
    def _take_apart(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context is AS_STORED and not isinstance(value, str):
            return value  # apart already; a text may be of a time when the field held one value
        are_names = _many_valued(cls).get(info.field_name or "")
        return value if are_names is None else listed(value, are_names=are_names)

    @field_validator("*", mode="after")
    @classmethod
    def _say_each_once(cls, value: Any) -> Any:
        plain = isinstance(value, tuple) and not any(
            isinstance(entry, RecordModel) for entry in value
        )
        return tuple(dict.fromkeys(value)) if plain else value
