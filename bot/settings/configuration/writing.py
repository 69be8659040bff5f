"""Settings → saathi.toml: every setting with what it does; what is not set is commented out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from bot.settings.configuration.names import Setting, SettingPath, TomlForm, settings_of
from bot.settings.configuration.toml_values import plain, toml

WIDTH = 96  # characters of a comment's line
HEAD = (
    "Saathi’s settings. Every setting stands here with what it does. One behind a # is not set, "
    "and shows its default, or an example; to set it, take the # away and write your value. A "
    "change counts from the next start. `saathi setup` asks for the office’s side, `saathi doctor` "
    "says what is in force, and docs/settings.md explains."
)
EXAMPLE = "  # an example; not set"
Values = Mapping[str, Any]


def settings_text(model: type[BaseModel], values: Values) -> str:
    """The whole file: `values` as they are set, and everything else commented out."""
    settings = list(settings_of(model))
    lines = [*_comment(HEAD), *_table_lines((), settings, values)]
    return "\n".join(lines) + "\n"


def default_of(setting: Setting) -> Any:
    """What holds where the setting is not set; None where that is nothing."""
    value = plain(setting.field.get_default(call_default_factory=True))
    # A default that depends on the machine says nothing about another one.
    has_factory = setting.field.default_factory is not None
    return (
        None if has_factory or setting.field.is_required() or value in ("", (), "None") else value
    )


def _table_lines(above: SettingPath, settings: Sequence[Setting], values: Values) -> Iterator[str]:
    """The lines of one table: its own settings first, as TOML wants it, then its tables."""
    inner = [setting for setting in settings if setting.path[:-1] == above]
    for setting in inner:
        if setting.form is TomlForm.VALUE:
            yield from ("", *_comment(setting.field.description or ""), _line(setting, values))
    for setting in inner:
        if setting.form is TomlForm.TABLE:
            yield from ("", *_comment(setting.field.description or ""), f"[{setting.name}]")
            yield from _table_lines(setting.path, settings, values.get(setting.path[-1], {}))
        elif setting.form is TomlForm.TABLES:
            yield from ("", *_comment(setting.field.description or ""))
            yield from _entry_lines(setting, settings, values.get(setting.path[-1], ()))


def _entry_lines(
    setting: Setting, settings: Sequence[Setting], entries: Sequence[Values]
) -> Iterator[str]:
    fields = [field for field in settings if field.path[:-1] == setting.path]
    for number, entry in enumerate(entries):
        yield from ([""] if number else []) + [f"[[{setting.name}]]"]
        for field in fields:
            yield _line(field, entry)
    if not entries:
        yield f"# [[{setting.name}]]{EXAMPLE}"
        for field in fields:
            yield from (*_comment(field.field.description or ""), _line(field, {}))


def _line(setting: Setting, values: Values) -> str:
    """'name = value', commented out where it is not set."""
    name = setting.path[-1]
    if name in values:
        return f"{name} = {toml(values[name])}"
    default = default_of(setting)
    if default is not None:
        return f"# {name} = {toml(default)}"
    return f"# {name} = {toml(plain(setting.example))}{'' if setting.of_entry else EXAMPLE}"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False)]
