"""Values of any plain kind, as JSON and back: what a file's cells held, whatever they held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from math import isfinite
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

MARK = "~"  # a mapping with this key is a value that JSON has no kind for
DAY, MOMENT, NUMBER, MAPPING = "day", "moment", "number", "mapping"


def _packed(value: Any) -> Any:
    if isinstance(value, dict):
        mapping = {key: _packed(below) for key, below in value.items()}
        return _marked(MAPPING, list(mapping.items())) if MARK in mapping else mapping
    if isinstance(value, list):
        return [_packed(below) for below in value]
    if isinstance(value, datetime):
        return _marked(MOMENT, value.isoformat())
    if isinstance(value, date):
        return _marked(DAY, value.isoformat())
    if isinstance(value, float) and not isfinite(value):
        return _marked(NUMBER, repr(value))
    return value


def _marked(kind: str, value: Any) -> dict[str, Any]:
    return {MARK: kind, "of": value}


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(below) for below in value]
    if not isinstance(value, dict):
        return value
    if MARK not in value:
        return {key: _unpacked(below) for key, below in value.items()}
    kind, content = value[MARK], value["of"]
    if kind == MAPPING:
        return {key: _unpacked(below) for key, below in content}
    return READERS[kind](content)


READERS: dict[str, Callable[[str], Any]] = {
    DAY: date.fromisoformat,
    MOMENT: datetime.fromisoformat,
    NUMBER: float,
}
PlainValues = Annotated[
    dict[str, Any], PlainSerializer(_packed, when_used="json"), BeforeValidator(_unpacked)
]
