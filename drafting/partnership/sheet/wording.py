"""The words of the sheet, in English and in the languages that there are beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from drafting.partners.errors import DraftingError

IN_ENGLISH = "en"
OURS = Path(__file__).parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnknownSheetLanguage(DraftingError):
    """There are no words of the sheet in that language."""


class SheetWording(BaseModel):
    """The sheet's own words in one language; `{…}` are places for values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    right_to_left: bool = False
    not_reviewed: str = ""  # the sentence in it as long as nobody looked at the translation
    title: str
    subtitle: str
    how: tuple[str, ...]
    of_partner: str
    of_office: str
    times: str
    decisions: str
    more: str
    signature: str
    what: str
    when: str
    state: str
    tick: str
    words: str
    procedure: str
    days: str
    kept: str
    late: str
    nothing: str
    no_time: str
    kept_line: str
    late_line: str
    no_reason: str
    name: str
    function: str
    day: str
    yes: tuple[str, ...]  # what is read as a tick
    ticks: dict[str, str]  # what a tick says, by verb
    late_mark: str
    procedures: dict[str, str] = {}  # their names, where they are not those of the register

    @property
    def item_columns(self) -> tuple[str, ...]:
        """Of the tables that are filled in."""
        return (self.what, self.when, self.state, self.tick, self.words)


@cache
def sheet_wording(language: str) -> SheetWording:
    """The words in that language. Raises UnknownSheetLanguage."""
    file = OURS / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        known = " or ".join(sorted(path.stem for path in OURS.glob("*.yaml")))
        raise UnknownSheetLanguage(f"There is no sheet in ‘{language}’; there is {known}.")
    return SheetWording.model_validate(yaml.load(file.read_text("utf-8"), Loader=_Loader))  # noqa: S506


@cache
def all_wordings() -> tuple[SheetWording, ...]:
    """Every language: what comes back may be in any."""
    return tuple(sheet_wording(path.stem) for path in sorted(OURS.glob("*.yaml")))
