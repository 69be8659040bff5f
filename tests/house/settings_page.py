"""The tables of docs/settings.md, made from the settings: `python -m tests.house.settings_page`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.settings.configuration.names import Setting, TomlForm, settings_of
from bot.settings.configuration.toml_values import toml
from bot.settings.configuration.writing import default_of
from bot.settings.settings import Settings
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "settings.md"
BEGIN, END = "<!-- made from the settings -->\n", "<!-- end -->\n"


def tables() -> str:
    """A table for the single settings, and one for each table of them."""
    single = [setting for setting in settings_of(Settings) if setting.form is not TomlForm.TABLE]
    of_table = {name: list(held) for name, held in groupby(sorted(single, key=_table), key=_table)}
    return "\n".join(_lines(name, held) for name, held in of_table.items())


def write() -> None:
    """Puts the tables into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}{tables()}{END}{after}", encoding="utf-8")


def _table(setting: Setting) -> str:
    """'office.turnaround_days', 'contacts' for its four roles, '' for what stands in none."""
    above = setting.path[:-1] if not setting.of_entry else setting.path[:-2]
    return "contacts" if above[:1] == ("contacts",) else ".".join(above)


def _lines(table: str, settings: list[Setting]) -> str:
    heading = f"### `[{table}]`" if table else "### At the top of the file"
    return (
        "\n".join(
            (
                heading,
                "",
                "| setting | as shipped | what it does |",
                "|---|---|---|",
                *_rows(settings),
            )
        )
        + "\n"
    )


def _rows(settings: list[Setting]) -> Iterator[str]:
    for setting in settings:
        default = default_of(setting)
        shipped = f"`{toml(default)}`" if default is not None else "none"
        if setting.path == ("home",):
            shipped = "`.saathi` in a checkout, else the user’s data folder"
        name = f"[[{setting.name}]]" if setting.form is TomlForm.TABLES else setting.name
        yield f"| `{name}` | {shipped} | {setting.field.description} |"


if __name__ == "__main__":
    write()
