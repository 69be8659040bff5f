"""Values → settings, or everything that is wrong with them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.settings.configuration.mistakes import Mistake, Origin, meant_by, mistakes
from bot.settings.configuration.toml_file import Place

ROUNDS = 4  # looks; the next one sees what the mistakes of the one before hid
Model = TypeVar("Model", bound=BaseModel)


def checked(
    model: type[Model], values: Mapping[str, Any], origin: Origin
) -> tuple[Model | None, list[Mistake]]:
    """The settings, or None and all mistakes, those too that another mistake hides."""
    held: Any = copy.deepcopy(dict(values))
    mistaken: dict[Mistake, None] = {}
    for _ in range(ROUNDS):
        try:
            settings = model(**held)
        except ValidationError as error:
            mistaken |= dict.fromkeys(mistakes(error, model, origin))
            _set_right(held, error, model, origin)
        else:
            return (None if mistaken else settings), list(mistaken)
    return None, list(mistaken)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both, table by table; what stands `above` wins."""
    both = dict(below)
    for name, value in above.items():
        held = both.get(name)
        tables = isinstance(held, dict) and isinstance(value, dict)
        both[name] = merged(held or {}, value) if tables else value
    return both


def _set_right(held: Any, error: ValidationError, model: type[BaseModel], origin: Origin) -> None:
    """Renames what has one right name, and takes the rest of what is wrong away."""
    for refusal in error.errors(include_url=False):
        place: Place = tuple(refusal["loc"])
        value = _taken(held, place)
        if refusal["type"] == "missing":
            _put(held, place, "…")
        elif refusal["type"] == "extra_forbidden" and value is not None:
            near = meant_by(place, model)
            if len(near) == 1 and isinstance(value, dict | list):
                _put(held, near[0], value)
                origin.file.rename(place, near[0])


def _taken(held: Any, place: Place) -> Any:
    """Takes the value at the place away; of a list, the whole list."""
    while place and isinstance(place[-1], int):
        place = place[:-1]
    for name in place[:-1]:
        try:
            held = held[name]
        except (KeyError, IndexError, TypeError):
            return None
    return held.pop(place[-1], None) if place and isinstance(held, dict) else None


def _put(held: Any, place: Place, value: Any) -> None:
    for name in place[:-1]:
        held = held[name] if isinstance(name, int) else held.setdefault(name, {})
    if isinstance(held, dict):
        held.setdefault(place[-1], value)
