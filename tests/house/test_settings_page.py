"""docs/settings.md holds every setting, with its default and its meaning."""

from __future__ import annotations

import re
import tomllib

from bot.settings.configuration.names import TomlForm, settings_of
from bot.settings.settings import Settings
from tests.house.settings_page import BEGIN, END, PAGE, tables


def test_the_page_holds_every_setting_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = page.split(BEGIN)[1].split(END)[0]
    assert written == tables(), "run `python -m tests.house.settings_page`"
    for setting in settings_of(Settings):
        if setting.form is not TomlForm.TABLE:
            (row,) = re.findall(
                rf"^\| `(?:\[\[)?{re.escape(setting.name)}(?:\]\])?` .*", page, re.M
            )
            assert str(setting.field.description) in row


def test_its_examples_are_right() -> None:
    for example in re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        Settings(**tomllib.loads(example))
