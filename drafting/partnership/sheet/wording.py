"""The words of the sheet, in English and in the languages that there are beside it."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from drafting.partners.errors import DraftingError
from drafting.partners.field_values import day as written_day
from drafting.partnership.kinds.clock import Procedure
from drafting.partnership.sheet.talk_wording import TalkWording

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
    reviews: str
    review: str
    spoken: str
    topics: dict[str, str]  # of a review, by the names of their fields
    review_times: str
    review_signature: str
    answers: dict[str, tuple[str, ...]]  # to what is no yes: 'partly' and 'no'
    ticks: dict[str, str]  # what a tick says, by verb
    late_mark: str
    procedures: dict[str, str] = {}  # their names, where they are not those of the register
    months: tuple[str, ...] = ()  # from January on; none: as everywhere
    talk: TalkWording  # on questions, contact and disclosures
    phrases: dict[
        str, str
    ] = {}  # Saathi's own words of the register, '{day}' and '{words}' in them

    def day_of(self, when: date) -> str:
        """'3 March 2026'."""
        return (
            f"{when.day} {self.months[when.month - 1]} {when.year}"
            if self.months
            else written_day(when)
        )

    def own(self, text: str) -> str:
        """A text of the register with Saathi's own words in this language.

        What people wrote stays as it is, and so does what there is no phrase for.
        """
        for pattern, phrase in _patterns(self.language):
            match = pattern.fullmatch(text)
            if match:
                values = match.groupdict()
                if "day" in values:
                    written = datetime.strptime(values["day"], "%d %B %Y")  # noqa: DTZ007  (a day)
                    values["day"] = self.day_of(written.date())
                return phrase.format(**values)
        return "; ".join(map(self.own, parts)) if len(parts := text.split("; ")) > 1 else text

    def titled(self, text: str) -> str:
        """The title of an entry: a procedure is named in this language, with what it is of."""
        for procedure in Procedure if self.procedures else ():
            if text == procedure.label or text.startswith(f"{procedure.label}: "):
                return self.procedures[procedure.value] + text.removeprefix(procedure.label)
        return self.own(text)

    @property
    def item_columns(self) -> tuple[str, ...]:
        """Of the tables that are filled in."""
        return (self.what, self.when, self.state, self.tick, self.words)


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases of a language as patterns of the English ones."""
    wording = next(each for each in all_wordings() if each.language == language)
    return tuple(
        (re.compile(_pattern(english)), phrase) for english, phrase in wording.phrases.items()
    )


def _pattern(english: str) -> str:
    escaped = re.escape(english)
    day_group = r"(?P<day>\d{1,2} [A-Z][a-z]+ \d{4})"
    return escaped.replace(r"\{day\}", day_group).replace(r"\{words\}", "(?P<words>.+)")


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
