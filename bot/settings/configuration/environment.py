"""The environment's variables: which of them are settings, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot.settings.configuration.mistakes import Mistake
from bot.settings.configuration.names import (
    SettingPath,
    nearest,
    secret_file_variables,
    variables_of,
)


class Variables(EnvSettingsSource):
    """As pydantic reads them, but a value that is not JSON is refused with all the other mistakes.

    Unknown variables are left to `unknown_variables`.
    """

    def __init__(self, settings_cls: type[BaseSettings], prefix: str) -> None:
        super().__init__(settings_cls)
        settings_by_variable = variables_of(settings_cls, prefix)
        self.env_vars = {
            k: v for k, v in self.env_vars.items() if k.upper() in settings_by_variable
        }

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """The list that the variable holds; its text where it is no JSON."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def variables_in_force(
    environment: Mapping[str, str], model: type[BaseModel], prefix: str
) -> dict[SettingPath, str]:
    """The variables that set something, by the setting's path; an empty one sets nothing."""
    paths = {name: setting.path for name, setting in variables_of(model, prefix).items()}
    paths = {**secret_file_variables(model, prefix), **paths}
    return {
        paths[name.upper()]: name
        for name, value in environment.items()
        if value and name.upper() in paths
    }


def unknown_variables(
    environment: Mapping[str, str], model: type[BaseModel], prefix: str, allowed_name: str
) -> Iterator[Mistake]:
    """A mistake for each variable that looks like a setting and is none; not for `allowed_name`."""
    variables = [*variables_of(model, prefix), *secret_file_variables(model, prefix)]
    for name in sorted(environment):
        if name.upper().startswith(prefix) and name.upper() not in {*variables, allowed_name}:
            yield Mistake(_unknown_sentence(name, [*variables, allowed_name], prefix))


def _unknown_sentence(name: str, variables: list[str], prefix: str) -> str:
    within = [variable for variable in variables if variable.startswith(f"{name.upper()}__")]
    if within:
        return f"{name} is a table; set its settings each by a variable, such as {within[0]}."
    near = _suggestion(name.upper(), variables, prefix)
    cure = f"did you mean {near}?" if near else "docs/settings.md lists them all."
    return f"There is no setting {name}; {cure}"


def _suggestion(name: str, variables: list[str], prefix: str) -> str:
    above = [variable for variable in variables if name.startswith(f"{variable}__")]
    if above:  # something below a single setting
        return above[0]
    paths = {tuple(variable.removeprefix(prefix).split("__")): variable for variable in variables}
    near = nearest(tuple(name.removeprefix(prefix).split("__")), paths)
    return " or ".join(paths[path] for path in near)
