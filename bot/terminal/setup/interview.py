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
from bot.terminal.setup.questions import ONLY_WITH, Question, QuestionGroup

Say = Callable[[str, str], None]  # words, and their look
Ask = Callable[[str, bool], str]  # prompt, and whether what is typed is not shown
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


class Move(Enum):
    """Where to go after a question."""

    NEXT = auto()
    BACK = auto()
    NEXT_GROUP = auto()


MOVES = {BACK: Move.BACK, SKIP: Move.NEXT_GROUP}


class Interview:
    """Asks for the settings and puts the answers together. Raises EOFError at the end of input."""

    def __init__(
        self, answers: Answers, ask: Ask, say: Say, overriding: dict[SettingPath, str] | None = None
    ) -> None:
        """`overriding` are the environment's variables that win over the file, by setting."""
        self._answers, self._ask, self._say = answers, ask, say
        self._overriding = overriding or {}
        self._group: QuestionGroup | None = None  # whose title was shown last

    def run(self, groups: Sequence[QuestionGroup]) -> None:
        """Asks everything once, in order; a person may go back."""
        self._say(HOW, "dim")
        steps = [(group, question) for group in groups for question in group.questions]
        at, move = 0, Move.NEXT
        while at < len(steps):
            move = self._ask_or_pass(*steps[at], move)
            at = _next_index(at, move, [group for group, _ in steps])

    def _ask_or_pass(self, group: QuestionGroup, question: Question, move: Move) -> Move:
        """Where to go after the question; one that need not be asked is passed over."""
        if self._is_needless(question):
            return Move.BACK if move is Move.BACK else Move.NEXT
        if group is not self._group:
            self._group = group
            self._begin(group)
        return self._ask_question(question, alone=len(group.questions) == 1)

    def _is_needless(self, question: Question) -> bool:
        prerequisite = ONLY_WITH.get(question.path)
        is_set = (
            prerequisite is None
            or prerequisite in self._overriding
            or self._answers.present(prerequisite)
        )
        return not is_set

    def _begin(self, group: QuestionGroup) -> None:
        self._say("", "")
        self._say(group.title, "bold")
        if group.about:
            self._say(group.about, "")

    def _ask_question(self, question: Question, *, alone: bool) -> Move:
        setting = question.setting
        self._say("", "")
        if not alone:
            self._say(question.title, "cyan")
        self._say(f"  {setting.field.description}", "")
        if variable := self._overriding.get(question.path):
            self._say(f"  {variable} is set in the environment, and wins over the file.", "yellow")
        return self._ask_list(question) if question.fields else self._ask_single(setting)

    def _ask_single(self, setting: Setting) -> Move:
        self._show_present(setting)
        return self._ask_until_valid(setting)

    def _ask_until_valid(self, setting: Setting) -> Move:
        """Asks until the answer fits, or the person goes somewhere else."""
        while True:
            answer = self._ask(f"{setting.path[-1]}: ", setting.is_secret).strip()
            if answer == HELP:
                self._explain(setting)
            elif answer in MOVES:
                return MOVES[answer]
            elif not answer:
                return Move.NEXT
            elif answer == EMPTY:
                self._answers.set(setting.path, None)
                return Move.NEXT
            elif self._accept(setting, answer):
                return Move.NEXT

    def _accept(self, setting: Setting, answer: str) -> bool:
        value = _value(setting, answer)
        refusal = self._answers.refusal(setting.path, value)
        if refusal:
            self._say(f"  {refusal}", "red")
        else:
            self._answers.set(setting.path, value)
        return not refusal

    def _ask_list(self, question: Question) -> Move:
        """A list of entries: kept, or written again from the first."""
        path = question.path
        entries = self._answers.present(path) or []
        for number, entry in enumerate(entries, 1):
            self._say(f"  {number}. {', '.join(str(v) for v in entry.values() if v)}", "")
        answer = NEW
        if entries:
            answer = self._ask_what_to_do(path)
        if answer == EMPTY:
            self._answers.set(path, None)
        if answer == NEW:
            return self._ask_entries(question, entries)
        return MOVES.get(answer, Move.NEXT)

    def _ask_what_to_do(self, path: SettingPath) -> str:
        """What to do with the entries that there are."""
        while True:
            self._say(f"  {ENTRIES}", "dim")
            answer = self._ask(f"{path[-1]}: ", False).strip()
            if answer in ("", NEW, EMPTY, BACK, SKIP):
                return answer

    def _ask_entries(self, question: Question, previous: list[dict[str, Any]]) -> Move:
        """One entry after the other, until the first field of one is left empty.

        Until then, the entries of `previous` that come after stay: a stop loses none.
        """
        entries: list[dict[str, Any]] = []
        while True:
            entry = self._ask_entry(question, entries)
            if isinstance(entry, Move):
                if entry is Move.NEXT and entries:
                    self._answers.set(question.path, entries)
                return entry
            entries = [*entries, entry]
            self._answers.set(question.path, [*entries, *previous[len(entries) :]])

    def _ask_entry(
        self, question: Question, entries: list[dict[str, Any]]
    ) -> dict[str, Any] | Move:
        """One more entry; Next.ON where there is none, or where the person goes instead."""
        entry: dict[str, Any] = {}
        for field in question.fields:
            word = f"{len(entries) + 1}. {_lower_first(field.field.title or field.path[-1])}"
            answer = self._ask_field(question, field, [*entries, entry], word)
            if answer in MOVES:
                return MOVES[answer]
            if answer:
                entry[field.path[-1]] = answer
            elif field is question.fields[0]:
                return Move.NEXT
        return entry

    def _ask_field(
        self, question: Question, field: Setting, entries: list[dict[str, Any]], word: str
    ) -> str:
        """What was typed for a field of the last entry; '' where it is left empty."""
        first = field is question.fields[0]
        prompt = f"{word} (Enter: no more): " if first else f"{word}: "
        while True:
            answer = self._ask(prompt, False).strip()
            if answer == HELP:
                self._explain(field)
                continue
            if answer in ("", EMPTY, BACK, SKIP):
                return "" if answer == EMPTY else answer
            trial = [*entries[:-1], {**entries[-1], field.path[-1]: answer}]
            refusal = self._answers.refusal((*question.path,), trial)
            if not refusal:
                return answer
            self._say(f"  {refusal}", "red")

    def _show_present(self, setting: Setting) -> None:
        present = self._answers.present(setting.path)
        if present is not None:
            self._say(f"  now: {'set' if setting.is_secret else _readable(present)}", "dim")
        elif (default := default_of(setting)) is not None:
            self._say(f"  as shipped: {_readable(default)}", "dim")

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


def _next_index(at: int, move: Move, groups: Sequence[QuestionGroup]) -> int:
    """The place of the next question; `parts` are those of all questions, in order."""
    if move is Move.BACK:
        return max(at - 1, 0)
    if move is Move.NEXT:
        return at + 1
    beyond = (place for place in range(at, len(groups)) if groups[place] is not groups[at])
    return next(beyond, len(groups))


def _value(setting: Setting, answer: str) -> Any:
    """What was typed as the setting takes it; what it does not take stays text, to be refused."""
    if setting.is_list:
        return [entry for entry in re.split(r"[\s,;]+", answer) if entry]
    if setting.field.annotation is bool:
        return YES_OR_NO.get(answer.casefold(), answer)
    if "int" in str(setting.field.annotation) and re.fullmatch(r"[+-]?\d+", answer):
        return int(answer)
    return answer


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _lower_first(title: str) -> str:
    return f"{title[:1].lower()}{title[1:]}"
