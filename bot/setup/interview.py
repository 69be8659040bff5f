"""The conversation: one question after the other, each answer checked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

from bot.configuration.names import Path, Setting
from bot.configuration.toml_file import Place
from bot.configuration.toml_values import plain, toml
from bot.configuration.writing import default_of
from bot.setup.answers import Answers
from bot.setup.questions import ONLY_WITH, Part, Question

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
END = 1_000  # beyond the last question
ENTRIES = "Enter keeps them · + writes them again from the first · - takes them all away"


class Next(Enum):
    """Where to go after a question."""

    ON = auto()
    BACK = auto()
    PART = auto()  # the next part


class Interview:
    """Asks for the settings and puts the answers together. Raises EOFError at the end of input."""

    def __init__(
        self, answers: Answers, ask: Ask, say: Say, overriding: dict[Path, str] | None = None
    ) -> None:
        """`overriding` are the environment's variables that win over the file, by setting."""
        self._answers, self._ask, self._say = answers, ask, say
        self._overriding = overriding or {}

    def hold(self, parts: Sequence[Part]) -> None:
        """Asks everything once, in order; a person may go back."""
        self._say(HOW, "dim")
        questions = [(part, question) for part in parts for question in part.questions]
        at, shown = 0, None
        going = Next.ON
        while at < len(questions):
            part, question = questions[at]
            if self._is_needless(question):
                at = max(at - 1, 0) if going is Next.BACK else at + 1
                continue
            if part is not shown:
                shown = part
                self._begin(part)
            going = self._put(question, alone=len(part.questions) == 1)
            if going is Next.PART:
                at = next(
                    (n for n, one in enumerate(questions[at:], at) if one[0] is not part), END
                )
            else:
                at = at + 1 if going is Next.ON else max(at - 1, 0)

    def _is_needless(self, question: Question) -> bool:
        other = ONLY_WITH.get(question.path)
        return (
            other is not None and other not in self._overriding and not self._answers.present(other)
        )

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
        return self._until_right(setting, setting.path, optional=True)

    def _until_right(self, setting: Setting, place: Place, *, optional: bool) -> Next:
        """Asks until the answer fits, or the person goes somewhere else."""
        while True:
            typed = self._ask(f"{setting.path[-1]}: ", setting.is_secret).strip()
            if typed == HELP:
                self._explain(setting)
            elif typed in (BACK, SKIP):
                return Next.BACK if typed == BACK else Next.PART
            elif not typed:
                return Next.ON
            elif typed == EMPTY and optional:
                self._answers.set(place, None)
                return Next.ON
            elif self._takes(setting, place, typed):
                return Next.ON

    def _takes(self, setting: Setting, place: Place, typed: str) -> bool:
        value = _value(setting, typed)
        refusal = self._answers.refusal(place, value)
        if refusal:
            self._say(f"  {refusal}", "red")
        else:
            self._answers.set(place, value)
        return not refusal

    def _entries(self, question: Question) -> Next:
        """A list of entries: kept, or written again from the first."""
        path = question.path
        held = self._answers.present(path) or []
        for number, entry in enumerate(held, 1):
            self._say(f"  {number}. {', '.join(str(v) for v in entry.values() if v)}", "")
        if held:
            self._say(f"  {ENTRIES}", "dim")
        while held:
            typed = self._ask(f"{path[-1]}: ", False).strip()
            if typed in ("", BACK, SKIP):
                return {"": Next.ON, BACK: Next.BACK, SKIP: Next.PART}[typed]
            if typed == EMPTY:
                self._answers.set(path, None)
                return Next.ON
            if typed == NEW:
                return self._write_entries(question)
            self._say(f"  {ENTRIES}", "dim")
        return self._write_entries(question)

    def _write_entries(self, question: Question) -> Next:
        """One entry after the other, until the first field of one is left empty."""
        written: list[dict[str, Any]] = []
        while True:
            entry: dict[str, Any] = {}
            for field in question.fields:
                word = f"{len(written) + 1}. {_lowered(field.field.title or field.path[-1])}"
                typed = self._field(question, field, [*written, entry], word)
                if typed in (BACK, SKIP):
                    return Next.BACK if typed == BACK else Next.PART
                if typed:
                    entry[field.path[-1]] = typed
                elif field is question.fields[0]:
                    return Next.ON
            written.append(entry)
            self._answers.set(question.path, [*written])

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
