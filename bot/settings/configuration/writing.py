"""Settings → saathi.toml: every setting with what it does; what is not set stands behind a #."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from bot.settings.configuration.names import Form, Path, Setting, settings_of
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
    """The whole file: `values` as they are set, and everything else behind a #."""
    known = list(settings_of(model))
    lines = [*_comment(HEAD), *_within((), known, values)]
    return "\n".join(lines) + "\n"


def default_of(setting: Setting) -> Any:
    """What holds where the setting is not set; None where that is nothing."""
    value = plain(setting.field.get_default(call_default_factory=True))
    # A default that the machine decides says nothing to another one.
    decided = setting.field.default_factory is not None
    return None if decided or setting.field.is_required() or value in ("", (), "None") else value


def _within(above: Path, known: Sequence[Setting], values: Values) -> Iterator[str]:
    """What stands in one table: its own settings first, as TOML wants it, then its tables."""
    inner = [setting for setting in known if setting.path[:-1] == above]
    for setting in inner:
        if setting.form is Form.VALUE:
            yield from ("", *_comment(setting.field.description or ""), _line(setting, values))
    for setting in inner:
        if setting.form is Form.TABLE:
            yield from ("", *_comment(setting.field.description or ""), f"[{setting.name}]")
            yield from _within(setting.path, known, values.get(setting.path[-1], {}))
        elif setting.form is Form.TABLES:
            yield from ("", *_comment(setting.field.description or ""))
            yield from _entries(setting, known, values.get(setting.path[-1], ()))


def _entries(
    setting: Setting, known: Sequence[Setting], entries: Sequence[Values]
) -> Iterator[str]:
    fields = [field for field in known if field.path[:-1] == setting.path]
    for number, entry in enumerate(entries):
        yield from ([""] if number else []) + [f"[[{setting.name}]]"]
        for field in fields:
            yield _line(field, entry)
    if not entries:
        yield f"# [[{setting.name}]]{EXAMPLE}"
        for field in fields:
            yield from (*_comment(field.field.description or ""), _line(field, {}))


def _line(setting: Setting, values: Values) -> str:
    """'name = value', behind a # where it is not set."""
    name = setting.path[-1]
    if name in values:
        return f"{name} = {toml(values[name])}"
    default = default_of(setting)
    if default is not None:
        return f"# {name} = {toml(default)}"
    return f"# {name} = {toml(plain(setting.example))}{'' if setting.of_entry else EXAMPLE}"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False)]
