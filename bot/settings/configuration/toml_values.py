"""Values and names as they are written in TOML, and in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from bot.settings.configuration.names import Setting
from bot.settings.configuration.toml_file import ValuePath

NUMBERS = {"int": "whole number", "float": "number", "decimal": "number"}


def kind_of(setting: Setting) -> str:
    """'whole number' or 'number'; '' for anything else."""
    names = re.findall(r"int|float|Decimal", str(setting.field.annotation))
    return NUMBERS[names[0].lower()] if names else ""


def number_description(setting: Setting) -> str:
    """'a whole number from 1 to 365, for example 10'; '' where it is no number."""
    if not kind_of(setting):
        return ""
    limits = {
        name: getattr(limit, name)
        for limit in setting.field.metadata
        for name in ("ge", "gt", "le")
        if getattr(limit, name, None) is not None
    }
    low = f" from {limits['ge']:,}" if "ge" in limits else ""
    low = f" above {limits['gt']}" if "gt" in limits else low
    high = f" to {limits['le']:,}" if "le" in limits else ""
    return f"a {kind_of(setting)}{low}{high}, for example {toml(plain(setting.example))}"


def plain(value: Any) -> Any:
    """A default as TOML could hold it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    secret: Callable[[], str] | None = getattr(value, "get_secret_value", None)
    if secret:
        return secret()
    return value if isinstance(value, bool | int | float | str | list | tuple) else str(value)


def toml(value: Any) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return str(value)


def any_of(choices: Sequence[str]) -> str:
    """'one of "socket", "http"'."""
    return f"one of {', '.join(map(toml, choices))}"


def dotted(place: ValuePath) -> str:
    """'reporting[2].email': the second entry of a list."""
    words = ""
    for part in place:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words
