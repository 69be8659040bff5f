"""What setup asks for, in order; each question is a setting, in the words of its description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.settings.configuration.names import Setting, SettingPath, TomlForm, settings_of
from bot.settings.settings import Settings


@dataclass(frozen=True)
class Question:
    """One setting to ask for, or a list of entries with the fields of each."""

    setting: Setting
    fields: tuple[Setting, ...] = ()  # of an entry: the required ones first

    @property
    def path(self) -> SettingPath:
        """Of the setting."""
        return self.setting.path

    @property
    def title(self) -> str:
        """What is asked for, in a few words."""
        return self.setting.field.title or self.path[-1].replace("_", " ").capitalize()


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that belong together."""

    title: str
    about: str  # one sentence; '' where the title says it
    questions: tuple[Question, ...]


# What is asked for, by path: of a table, all its settings.
GROUPS: dict[str, Sequence[str]] = {
    "The office, as agreements name it": (
        "office.legal_name",
        "office.acronym",
        "office.address",
        "office.registration",
        "office.governing_law",
        "office.dispute_forum",
    ),
    "Who signs agreements for the office": ("office.signatories",),
    "Turn-around times, in working days": ("office.turnaround_days",),
    "Periods in contracts": ("office.periods",),
    "Policies annexed to contracts, with their dates": ("office.policies",),
    "Whom people may ask: the Partnership Coordinator": ("contacts.partnership_coordinator",),
    "Whom people may ask: the PDQ unit": ("contacts.pdq",),
    "Whom people may ask: the Program unit": ("contacts.program",),
    "Whom people may ask: Finance and Program Support": ("contacts.finance",),
    "Who may do what in Slack": ("roles", "coordinators"),
    "Whom to turn to with a suspicion of misconduct": ("reporting",),
    "Slack’s tokens (docs/slack.md says where Slack shows them)": (
        "slack.bot_token",
        "slack.app_token",
        "slack.signing_secret",
    ),
}
# Asked for only where the other is set.
ONLY_WITH: dict[SettingPath, SettingPath] = {
    ("slack", "app_token"): ("slack", "bot_token"),
    ("slack", "signing_secret"): ("slack", "bot_token"),
}


def question_groups() -> tuple[QuestionGroup, ...]:
    """Everything that setup asks for."""
    settings = {setting.name: setting for setting in settings_of(Settings)}
    return tuple(
        _group(title, [settings[name] for name in names], settings)
        for title, names in GROUPS.items()
    )


def _group(
    title: str, settings: Sequence[Setting], all_settings: dict[str, Setting]
) -> QuestionGroup:
    first = settings[0]
    is_one_table = len(settings) == 1 and first.form is TomlForm.TABLE
    about = first.field.description or "" if is_one_table else ""
    questions = (question for setting in settings for question in _questions(setting, all_settings))
    return QuestionGroup(title, about, tuple(questions))


def _questions(setting: Setting, all_settings: dict[str, Setting]) -> Iterator[Question]:
    inner = [below for below in all_settings.values() if below.path[:-1] == setting.path]
    if setting.form is TomlForm.TABLE:
        for below in inner:
            yield from _questions(below, all_settings)
    else:
        needed_first = sorted(inner, key=lambda field: not field.field.is_required())
        yield Question(setting, tuple(needed_first))
