"""The environment's variables: which of them are settings, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot.settings.configuration.mistakes import Mistake
from bot.settings.configuration.names import Path, nearest, variables_of


class Variables(EnvSettingsSource):
    """As pydantic reads them, but what is no JSON is refused with all the other mistakes.

    Unknown variables are left to `unknown_variables`.
    """

    def __init__(self, settings_cls: type[BaseSettings], prefix: str) -> None:
        super().__init__(settings_cls)
        known = variables_of(settings_cls, prefix)
        self.env_vars = {k: v for k, v in self.env_vars.items() if k.upper() in known}

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """The list that the variable holds; its text where it is no JSON."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def variables_in_force(
    environment: Mapping[str, str], model: type[BaseModel], prefix: str
) -> dict[Path, str]:
    """The variables that set something, by the setting's path; an empty known_name sets nothing."""
    known = variables_of(model, prefix)
    return {
        known[name.upper()].path: name
        for name, value in environment.items()
        if value and name.upper() in known
    }


def unknown_variables(
    environment: Mapping[str, str], model: type[BaseModel], prefix: str, also: str
) -> Iterator[Mistake]:
    """A mistake for each variable that looks like a setting and is none; `also` is a known name."""
    known = variables_of(model, prefix)
    for name in sorted(environment):
        if name.upper().startswith(prefix) and name.upper() not in {*known, also}:
            yield Mistake(_unknown(name, [*known, also], prefix))


def _unknown(name: str, known: list[str], prefix: str) -> str:
    within = [known_name for known_name in known if known_name.startswith(f"{name.upper()}__")]
    if within:
        return f"{name} is a table; set its settings each by a variable, such as {within[0]}."
    near = _meant(name.upper(), known, prefix)
    cure = f"did you mean {near}?" if near else "docs/settings.md lists them all."
    return f"There is no setting {name}; {cure}"


def _meant(name: str, known: list[str], prefix: str) -> str:
    above = [known_name for known_name in known if name.startswith(f"{known_name}__")]
    if above:  # something below a single setting
        return above[0]
    paths = {tuple(known_name.removeprefix(prefix).split("__")): known_name for known_name in known}
    near = nearest(tuple(name.removeprefix(prefix).split("__")), paths)
    return " or ".join(paths[path] for path in near)
