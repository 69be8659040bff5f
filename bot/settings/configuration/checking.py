"""Values → settings, or everything that is wrong with them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.settings.configuration.mistakes import Mistake, ValueSources, mistakes, suggested_paths
from bot.settings.configuration.toml_file import ValuePath

ROUNDS = 4  # each sees what the mistakes of the one before hid
Model = TypeVar("Model", bound=BaseModel)


def check_values(
    model: type[Model], values: Mapping[str, Any], sources: ValueSources
) -> tuple[Model | None, list[Mistake]]:
    """The settings, or None and all mistakes, also those that another mistake hides."""
    candidate: Any = copy.deepcopy(dict(values))
    all_mistakes: dict[Mistake, None] = {}
    for _ in range(ROUNDS):
        try:
            settings = model(**candidate)
        except ValidationError as error:
            all_mistakes |= dict.fromkeys(mistakes(error, model, sources))
            _correct(candidate, error, model, sources)
        else:
            return (None if all_mistakes else settings), list(all_mistakes)
    return None, list(all_mistakes)


def merge_tables(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both, table by table; `above` wins."""
    result = dict(below)
    for name, value in above.items():
        lower = result.get(name)
        tables = isinstance(lower, dict) and isinstance(value, dict)
        result[name] = merge_tables(lower or {}, value) if tables else value
    return result


def _correct(
    values: Any, error: ValidationError, model: type[BaseModel], sources: ValueSources
) -> None:
    """Renames what has one right name, and removes everything else that is wrong."""
    for refusal in error.errors(include_url=False):
        place: ValuePath = tuple(refusal["loc"])
        value = _take(values, place)
        if refusal["type"] == "missing":
            _put(values, place, "…")
        elif refusal["type"] == "extra_forbidden" and value is not None:
            near = suggested_paths(place, model)
            if len(near) == 1 and isinstance(value, dict | list):
                _put(values, near[0], value)
                sources.file.rename(place, near[0])


def _take(values: Any, place: ValuePath) -> Any:
    """The value at the place, which is removed; of a list, the whole list."""
    while place and isinstance(place[-1], int):
        place = place[:-1]
    for name in place[:-1]:
        try:
            values = values[name]
        except (KeyError, IndexError, TypeError):
            return None
    return values.pop(place[-1], None) if place and isinstance(values, dict) else None


def _put(values: Any, place: ValuePath, value: Any) -> None:
    for name in place[:-1]:
        values = values[name] if isinstance(name, int) else values.setdefault(name, {})
    if isinstance(values, dict):
        values.setdefault(place[-1], value)
