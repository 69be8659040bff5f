"""The conversation: one question after the other, each answer checked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

from bot.settings.configuration.names import Setting, SettingPath
from bot.settings.configuration.toml_values import plain, toml
from bot.settings.configuration.writing import default_of
from bot.terminal.setup.answers import Answers
from bot.terminal.setup.questions import ONLY_WITH, Part, Question

Say = Callable[[str, str], None]  # words, and their look
Ask = Callable[[str, bool], str]  # prompt, and whether what is typed stays unseen
HELP, BACK, EMPTY, NEW, SKIP = "?", "<", "-", "+", ">"
HOW = (
    "Enter keeps what is there (or leaves it empty) · ? explains · - empties · < goes back · > "
    "skips the part · Ctrl-C stops and keeps your answers"
)
YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "true", "on"), True),
    **dict.fromkeys(("no", "n", "false", "off"), False),
}
ENTRIES = "Enter keeps them · + writes them again from the first · - takes them all away"


class Next(Enum):
    """Where to go after a question."""

    ON = auto()
    BACK = auto()
    PART = auto()  # the next part


GOING = {BACK: Next.BACK, SKIP: Next.PART}


class Interview:
    """Asks for the settings and puts the answers together. Raises EOFError at the end of input."""

    def __init__(
        self, answers: Answers, ask: Ask, say: Say, overriding: dict[SettingPath, str] | None = None
    ) -> None:
        """`overriding` are the environment's variables that win over the file, by setting."""
        self._answers, self._ask, self._say = answers, ask, say
        self._overriding = overriding or {}
        self._part: Part | None = None  # whose title was shown last

    def hold(self, parts: Sequence[Part]) -> None:
        """Asks everything once, in order; a person may go back."""
        self._say(HOW, "dim")
        asked = [(part, question) for part in parts for question in part.questions]
        at, going = 0, Next.ON
        while at < len(asked):
            going = self._visit(*asked[at], going)
            at = _following(at, going, [part for part, _ in asked])

    def _visit(self, part: Part, question: Question, going: Next) -> Next:
        """Where to go after the question; what need not be asked is passed on the way."""
        if self._is_needless(question):
            return Next.BACK if going is Next.BACK else Next.ON
        if part is not self._part:
            self._part = part
            self._begin(part)
        return self._put(question, alone=len(part.questions) == 1)

    def _is_needless(self, question: Question) -> bool:
        other = ONLY_WITH.get(question.path)
        is_set = other is None or other in self._overriding or self._answers.present(other)
        return not is_set

    def _begin(self, part: Part) -> None:
        self._say("", "")
        self._say(part.title, "bold")
        if part.about:
            self._say(part.about, "")

    def _put(self, question: Question, *, alone: bool) -> Next:
        setting = question.setting
        self._say("", "")
        if not alone:
            self._say(question.title, "cyan")
        self._say(f"  {setting.field.description}", "")
        if variable := self._overriding.get(question.path):
            self._say(f"  {variable} is set in the environment, and wins over the file.", "yellow")
        return self._entries(question) if question.fields else self._single(setting)

    def _single(self, setting: Setting) -> Next:
        self._tell_present(setting)
        return self._until_right(setting)

    def _until_right(self, setting: Setting) -> Next:
        """Asks until the answer fits, or the person goes somewhere else."""
        while True:
            typed = self._ask(f"{setting.path[-1]}: ", setting.is_secret).strip()
            if typed == HELP:
                self._explain(setting)
            elif typed in GOING:
                return GOING[typed]
            elif not typed:
                return Next.ON
            elif typed == EMPTY:
                self._answers.set(setting.path, None)
                return Next.ON
            elif self._takes(setting, typed):
                return Next.ON

    def _takes(self, setting: Setting, typed: str) -> bool:
        value = _value(setting, typed)
        refusal = self._answers.refusal(setting.path, value)
        if refusal:
            self._say(f"  {refusal}", "red")
        else:
            self._answers.set(setting.path, value)
        return not refusal

    def _entries(self, question: Question) -> Next:
        """A list of entries: kept, or written again from the first."""
        path = question.path
        held = self._answers.present(path) or []
        for number, entry in enumerate(held, 1):
            self._say(f"  {number}. {', '.join(str(v) for v in entry.values() if v)}", "")
        typed = NEW
        if held:
            typed = self._choice(path)
        if typed == EMPTY:
            self._answers.set(path, None)
        if typed == NEW:
            return self._write_entries(question, held)
        return GOING.get(typed, Next.ON)

    def _choice(self, path: SettingPath) -> str:
        """What to do with the entries that there are."""
        while True:
            self._say(f"  {ENTRIES}", "dim")
            typed = self._ask(f"{path[-1]}: ", False).strip()
            if typed in ("", NEW, EMPTY, BACK, SKIP):
                return typed

    def _write_entries(self, question: Question, held: list[dict[str, Any]]) -> Next:
        """One entry after the other, until the first field of one is left empty.

        Until then, entries of `held` that are not written again yet stay: a stop loses none.
        """
        written: list[dict[str, Any]] = []
        while True:
            entry = self._entry(question, written)
            if isinstance(entry, Next):
                if entry is Next.ON and written:
                    self._answers.set(question.path, written)
                return entry
            written = [*written, entry]
            self._answers.set(question.path, [*written, *held[len(written) :]])

    def _entry(self, question: Question, written: list[dict[str, Any]]) -> dict[str, Any] | Next:
        """One more entry; Next.ON where there is none, or where the person goes instead."""
        entry: dict[str, Any] = {}
        for field in question.fields:
            word = f"{len(written) + 1}. {_lowered(field.field.title or field.path[-1])}"
            typed = self._field(question, field, [*written, entry], word)
            if typed in GOING:
                return GOING[typed]
            if typed:
                entry[field.path[-1]] = typed
            elif field is question.fields[0]:
                return Next.ON
        return entry

    def _field(
        self, question: Question, field: Setting, entries: list[dict[str, Any]], word: str
    ) -> str:
        """What was typed for a field of the last entry; '' where it is left empty."""
        first = field is question.fields[0]
        prompt = f"{word} (Enter: no more): " if first else f"{word}: "
        while True:
            typed = self._ask(prompt, False).strip()
            if typed == HELP:
                self._explain(field)
                continue
            if typed in ("", EMPTY, BACK, SKIP):
                return "" if typed == EMPTY else typed
            trial = [*entries[:-1], {**entries[-1], field.path[-1]: typed}]
            refusal = self._answers.refusal((*question.path,), trial)
            if not refusal:
                return typed
            self._say(f"  {refusal}", "red")

    def _tell_present(self, setting: Setting) -> None:
        present = self._answers.present(setting.path)
        if present is not None:
            self._say(f"  now: {'set' if setting.is_secret else _shown(present)}", "dim")
        elif (default := default_of(setting)) is not None:
            self._say(f"  as shipped: {_shown(default)}", "dim")

    def _explain(self, setting: Setting) -> None:
        example = toml(plain(setting.example))
        self._say(f"  {setting.field.description}", "")
        self._say(f"  In saathi.toml it is the setting {setting.name}.", "dim")
        if setting.is_list:
            ids = " ".join(setting.example)
            self._say(
                f"  For example: {ids} (in Slack: the person’s profile, ⋮, Copy member ID)", ""
            )
        elif setting.field.annotation is bool:
            self._say("  Answer yes or no.", "")
        elif setting.example not in (None, ""):
            self._say(f"  For example: {example.strip(chr(34))}", "")


def _following(at: int, going: Next, parts: Sequence[Part]) -> int:
    """The place of the next question; `parts` are those of all questions, in order."""
    if going is Next.BACK:
        return max(at - 1, 0)
    if going is Next.ON:
        return at + 1
    beyond = (place for place in range(at, len(parts)) if parts[place] is not parts[at])
    return next(beyond, len(parts))


def _value(setting: Setting, typed: str) -> Any:
    """What was typed as the setting takes it; what it does not take stays text, to be refused."""
    if setting.is_list:
        return [entry for entry in re.split(r"[\s,;]+", typed) if entry]
    if setting.field.annotation is bool:
        return YES_OR_NO.get(typed.casefold(), typed)
    if "int" in str(setting.field.annotation) and re.fullmatch(r"[+-]?\d+", typed):
        return int(typed)
    return typed


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _lowered(title: str) -> str:
    return f"{title[:1].lower()}{title[1:]}"
