"""The answers so far: checked by the settings' own rules, and kept while the questions go on."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.settings.configuration.checking import check_values, merge_tables
from bot.settings.configuration.mistakes import ValueSources
from bot.settings.configuration.toml_file import TomlFile, ValuePath
from bot.settings.configuration.writing import settings_text
from bot.settings.settings import Settings, read_settings_file
from bot.terminal.setup.private_files import keep_privately


class Answers:
    """The values of the settings file, as they will be written."""

    def __init__(self, values: Mapping[str, Any], unfinished_file: Path) -> None:
        """`values` are those of the present file; `unfinished_file` is where answers are kept."""
        self.values: dict[str, Any] = copy.deepcopy(dict(values))
        self.unfinished_file = unfinished_file
        self.is_resumed = unfinished_file.is_file()  # after a run that was stopped
        if self.is_resumed:
            self.values = merge_tables(self.values, read_settings_file(unfinished_file).values)

    def present(self, place: ValuePath) -> Any:
        """The value there; None where nothing is set."""
        value: Any = self.values
        for name in place:
            try:
                value = value[name]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def refusal(self, place: ValuePath, value: Any) -> str:
        """Why the setting does not take the value; '' where it does."""
        values = copy.deepcopy(self.values)
        _put(values, place, value)
        _, mistakes = check_values(Settings, values, ValueSources("", TomlFile(), {}))
        return next((m.sentence for m in mistakes if m.place[: len(place)] == place), "")

    def set(self, place: ValuePath, value: Any) -> None:
        """Takes the value, or takes it away where it is None, and keeps all answers."""
        if self.present(place) == value:
            return
        if value is None:
            _remove(self.values, place)
        else:
            _put(self.values, place, value)
        keep_privately(self.unfinished_file, self.text())

    def text(self) -> str:
        """The settings file with these answers."""
        return settings_text(Settings, self.values)


def _put(values: Any, place: ValuePath, value: Any) -> None:
    for name, following in pairwise(place):
        if isinstance(name, int):
            values = values[name]
        else:
            values = values.setdefault(name, [] if isinstance(following, int) else {})
    last = place[-1]
    if isinstance(last, int) and last == len(values):
        values.append(value)
    else:
        values[last] = value


def _remove(values: Any, place: ValuePath) -> None:
    for name in place[:-1]:
        values = values.get(name, {})
    values.pop(place[-1], None)
