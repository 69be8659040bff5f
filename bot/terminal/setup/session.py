"""One run of setup: the answers, the file, the partner file, and what is left to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bot.services import Services
from bot.settings.configuration.checking import merge_tables
from bot.settings.configuration.environment import variables_in_force
from bot.settings.settings import CONFIG, PREFIX, Settings, read_settings_file, settings_from
from bot.terminal.setup.answers import Answers
from bot.terminal.setup.finishing import begin_empty, samples_notice, write_settings
from bot.terminal.setup.interview import Ask, Interview
from bot.terminal.setup.missing_settings import missing_settings, missing_settings_view
from bot.terminal.setup.questions import question_groups

Tell = Callable[..., None]  # words or a view, and its look
UNFINISHED = ".unfinished"


class Session:
    """From the present file to the new one. Raises SettingsError where the present is not right."""

    def __init__(self, file: Path, ask: Ask, tell: Tell) -> None:
        present = read_settings_file(file)
        settings_from(present, file)
        self._file, self._ask, self._tell = file, ask, tell
        self._answers = Answers(present.values, file.with_name(file.name + UNFINISHED))
        self._overriding = variables_in_force(os.environ, Settings, PREFIX)

    def take(self, answers: Path) -> None:
        """Takes the settings of another file as answers. Raises SettingsError."""
        toml_file = read_settings_file(answers, must_exist=True)
        settings_from(toml_file, answers)
        self._answers.values = merge_tables(self._answers.values, toml_file.values)

    def tell_of_earlier_answers(self) -> None:
        """Says that the answers of a run that was stopped are kept, where there are any."""
        if self._answers.is_resumed:
            self._tell("What was answered the last time, when setup was stopped, is kept.", "green")

    def interview(self) -> bool:
        """Asks; False where the person stopped, with all answers kept."""
        self._tell("Saathi’s settings for your office.", "bold")
        self._tell(f"They go into {self._file}, which only you can read.", "path")
        self.tell_of_earlier_answers()
        try:
            Interview(self._answers, self._ask, self._tell, self._overriding).run(question_groups())
        except (EOFError, KeyboardInterrupt):
            self._tell("")
            self._tell(self._stop_message())
            return False
        return True

    def write(self) -> None:
        """Writes the file, and says where. Raises SettingsError."""
        aside = write_settings(self._answers, self._file)
        self._tell("")
        self._tell(f"Written: {self._file}", "path")
        if aside:
            self._tell(f"What stood there before, with your own comments: {aside.name}")
        if not os.environ.get(CONFIG):
            folder = self._file.parent
            self._tell(f"Saathi reads it when it is started in {folder}", "path")
            self._tell(f"From elsewhere, set {CONFIG} to the file’s path.")
        for variable in sorted(self._overriding.values()):
            self._tell(f"{variable} is set in the environment, and wins over the file.", "yellow")

    def partner_file(self, services: Services, *, asking: bool) -> None:
        """Offers to begin without the sample partners; without asking, does it."""
        words = samples_notice(services)
        if words and (not asking or self._agrees(words)):
            trouble = begin_empty(services)
            self._tell(trouble or "The partner file holds no samples.", "red" if trouble else "")

    def next_steps(self, services: Services) -> None:
        """Says what agreements will lack, and what to run next."""
        self._tell("")
        self._tell(missing_settings_view(missing_settings(services)))
        self._tell("")
        self._tell("Next: `saathi doctor` looks whether all is well, and `saathi serve` starts.")

    def _agrees(self, words: str) -> bool:
        self._tell("")
        self._tell(words)
        try:
            answer = self._ask("Begin with an empty partner file? [Y/n] ", False)
        except (EOFError, KeyboardInterrupt):
            return False
        return answer.strip().casefold() in ("", "y", "yes")

    def _stop_message(self) -> str:
        if not self._answers.unfinished_file.is_file():
            return "Stopped; nothing was changed."
        return (
            f"Stopped. Your answers are kept in {self._answers.unfinished_file.name}, and the "
            "settings in force are as they were; run `saathi setup` again to go on."
        )
