"""What is wrong with settings, in the words of whoever wrote them: where, what, and the cure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.settings.configuration.group import YES_OR_NO, excerpt
from bot.settings.configuration.names import (
    NEAR,
    Setting,
    SettingPath,
    TomlForm,
    nearest,
    settings_of,
)
from bot.settings.configuration.toml_file import TomlFile, ValuePath
from bot.settings.configuration.toml_values import (
    any_of,
    dotted,
    kind_of,
    number_description,
    plain,
    toml,
)

ALL = "docs/settings.md lists them all"
WRITTEN = {TomlForm.VALUE: "'{}'", TomlForm.TABLE: "[{}]", TomlForm.TABLES: "[[{}]]"}
QUOTED = re.compile(r"([\"']).*\1")
TOO_SMALL = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, and where."""

    sentence: str
    where: str = ""  # 'saathi.toml, line 4'; '' where the sentence names it
    line: int = 0
    place: ValuePath = field(default=(), compare=False)  # the setting; () where it is none

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


@dataclass(frozen=True)
class ValueSources:
    """Where values come from: the file that was read, and the environment's variables."""

    file_name: str
    file: TomlFile
    variables: Mapping[SettingPath, str]  # the setting's path → the variable that sets it

    def variable(self, place: ValuePath) -> str:
        """The variable that the value comes from; '' where it is in the file."""
        path = tuple(part for part in place if isinstance(part, str))
        names = (self.variables[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self)
        return next(names, "")

    def __contains__(self, path: SettingPath) -> bool:
        return path in self.variables


def slips(sources: ValueSources) -> list[Mistake]:
    """A mistake for each line of the file that is not TOML."""
    return [
        Mistake(slip.sentence, f"{sources.file_name}, line {slip.line}", slip.line)
        for slip in sources.file.slips
    ]


def mistakes(
    error: ValidationError, model: type[BaseModel], sources: ValueSources
) -> list[Mistake]:
    """Everything that pydantic refused."""
    settings = {setting.path: setting for setting in settings_of(model)}
    all_mistakes: dict[Mistake, None] = {}
    for refusal in error.errors(include_url=False, include_context=True):
        for mistake in _Refusal(refusal, settings, sources).mistakes():
            all_mistakes[mistake] = None
    return list(all_mistakes)


def suggested_paths(place: ValuePath, model: type[BaseModel]) -> list[SettingPath]:
    """What an unknown name may mean; [] where nothing is near."""
    return _nearest_paths(place, {setting.path: setting for setting in settings_of(model)})


def _nearest_paths(place: ValuePath, settings: Mapping[SettingPath, Setting]) -> list[SettingPath]:
    """Of all settings, and of the fields of the same entries."""
    wrong = tuple(part for part in place if isinstance(part, str))
    paths = (
        path
        for path, setting in settings.items()
        if not setting.of_entry or path[:-1] == wrong[:-1]
    )
    return nearest(wrong, paths)


class _Refusal:
    """One error of pydantic's, in words for a person."""

    def __init__(
        self, refusal: Any, settings: Mapping[SettingPath, Setting], sources: ValueSources
    ) -> None:
        self._type, self._place = refusal["type"], tuple(refusal["loc"])
        self._input, self._message = refusal["input"], refusal["msg"]
        self._limits = refusal.get("ctx", {})
        self._path = tuple(part for part in self._place if isinstance(part, str))
        self._settings, self._sources = settings, sources
        self._setting = settings.get(self._path)
        self._variable = sources.variable(self._place)

    def mistakes(self) -> Iterator[Mistake]:
        """One as a rule; for an unknown table, one for each name in it."""
        if self._type == "missing" and self._place[:-1] in self._sources.file.incomplete_tables:
            return  # what is missing is on a line that another mistake names
        if self._type == "extra_forbidden":
            yield from self._unknown_names(self._place, self._input)
        else:
            yield self._mistake_at(self._place, self._explanation())

    def _mistake_at(self, place: ValuePath, sentence: str) -> Mistake:
        line = 0 if self._variable else self._sources.file.line_of(place)
        where = f"{self._sources.file_name}, line {line}" if line else ""
        where = f"{self._variable} in the environment" if self._variable else where
        return Mistake(sentence, where, line, place)

    def _unknown_names(self, place: ValuePath, value: Any) -> Iterator[Mistake]:
        near = _nearest_paths(place, self._settings)
        if isinstance(value, dict) and not near:
            inner = [
                (*place, name) for name in value if _nearest_paths((*place, name), self._settings)
            ]
            for below in inner:
                yield from self._unknown_names(below, value[below[-1]])
            if inner:
                return
        name = excerpt(dotted(place))
        yield self._mistake_at(place, f"There is no setting '{name}'; {self._suggestion(near)}")

    def _suggestion(self, near: Sequence[SettingPath]) -> str:
        if not near:
            return f"{ALL}."
        names = " or ".join(map(self._as_written, near))
        where = ""
        if len(near) == 1 and self._settings[near[0]].form is TomlForm.VALUE:
            where = _right_table(near[0], self._place)
        return f"did you mean {names}{where}?"

    def _as_written(self, path: SettingPath) -> str:
        """A name as it is written in the file: a table in its brackets."""
        return WRITTEN[self._settings[path].form].format(".".join(path))

    def _explanation(self) -> str:
        return self._environment_sentence() or self._setting_sentence()

    def _environment_sentence(self) -> str:
        """What can only go wrong in the environment; '' for the rest."""
        value = self._input if self._variable and isinstance(self._input, str) else ""
        if QUOTED.fullmatch(value.strip()):
            return f"The quotes are part of the value here; write {self._variable}=… without them."
        if " #" in value:
            return f"No comment can stand behind the value of {self._variable}; take it away."
        return ""

    def _setting_sentence(self) -> str:
        setting = self._setting
        if setting is None or self._type == "value_error":
            return self._refusal_sentence()
        if self._place and isinstance(self._place[-1], int):
            return self._entry_sentence(setting)
        if setting.form is TomlForm.TABLE:
            return self._table_sentence()
        if setting.form is TomlForm.TABLES:
            return self._tables_sentence(setting)
        return self._value_sentence(setting)

    def _value_sentence(self, setting: Setting) -> str:
        kind = self._type
        if kind == YES_OR_NO or kind.endswith(
            ("_type", "_parsing", "_from_float", "_parsing_size")
        ):
            return self._wrong_type_sentence(setting)
        if kind in TOO_SMALL or kind == "finite_number":
            return f"{self._problem()}; write {number_description(setting)}."
        if kind == "literal_error":
            return self._choice_sentence(setting)
        if kind == "string_too_short":
            return f"'{self._name}' is empty; write {self._example(setting)}, or remove the line."
        if kind == "missing":
            above = dotted(self._place[:-1])
            return f"'{above}' needs '{setting.path[-1]}'; add {self._example(setting)}."
        return self._refusal_sentence()

    def _wrong_type_sentence(self, setting: Setting) -> str:
        if setting.is_list:
            return self._list_sentence(setting)
        if setting.field.annotation is bool:
            example = f"{setting.path[-1]} = true"
            return f"{self._problem()}; write {example} or false, without quotes."
        if number := number_description(setting):
            return f"{self._problem()}, which is no {kind_of(setting)}; write {number}."
        if isinstance(self._input, int | float | date | time) and not isinstance(self._input, bool):
            return (
                f"{self._problem()}, and text stands in straight quotes: {self._quoted(setting)}."
            )
        return f"{self._problem()}; write {self._example(setting)}."

    def _list_sentence(self, setting: Setting) -> str:
        if self._variable:
            example = json.dumps(setting.example or ["…"])
            return f"A list in the environment is JSON: {self._variable}='{example}'."
        words = re.split(r"[\s,;]+", self._input) if isinstance(self._input, str) else []
        plainly = words if all(re.fullmatch(r"[\w.-]*", entry) for entry in words) else []
        entries = [excerpt(entry) for entry in plainly if entry] or setting.example or ["…"]
        example = f"{setting.path[-1]} = {toml(entries)}"
        return f"'{self._name}' is a list, in square brackets: {example}."

    def _choice_sentence(self, setting: Setting) -> str:
        choices = re.findall(r"'([^']+)'", str(self._limits.get("expected", "")))
        word = str(self._input).strip().casefold()
        near = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=NEAR)
        if near:
            return f"{self._problem()}; did you mean {toml(near[0])}?"
        options = " or ".join(map(toml, choices)) if len(choices) < 4 else any_of(choices)
        return f"{self._problem()}; write {options}."

    def _entry_sentence(self, setting: Setting) -> str:
        """An entry of a list is not what it should be."""
        if setting.form is TomlForm.TABLES:
            return self._tables_sentence(setting)
        if self._type == "literal_error":
            return self._choice_sentence(setting)
        example = toml(setting.example or ["…"])
        return f"{self._problem()} in this list; it is written {setting.path[-1]} = {example}."

    def _table_sentence(self) -> str:
        inner = [setting for path, setting in self._settings.items() if path[:-1] == self._path]
        simple = next((field for field in inner if field.form is TomlForm.VALUE), None)
        first = f", such as [{inner[0].name}]" if inner else ""
        first = f", for example {self._example(simple)}" if simple else first
        if self._variable:
            return f"'{self._name}' is a table; set its settings each by a variable of its own."
        is_list = isinstance(self._input, list) and any(isinstance(e, dict) for e in self._input)
        brackets = " with one pair of brackets" if is_list else ""
        words = f"write [{self._name}]{brackets} on a line of its own"
        return f"'{self._name}' is a table: {words}, and below it its settings{first}."

    def _tables_sentence(self, setting: Setting) -> str:
        entry = [setting for path, setting in self._settings.items() if path[:-1] == self._path]
        fields = ", ".join(f"{field.path[-1]} = {toml(field.example)}" for field in entry)
        if self._variable:
            keys = {field.path[-1]: field.example for field in entry}
            words = json.dumps([keys], ensure_ascii=False)
            return f"A list in the environment is JSON: {self._variable}='{words}'."
        brackets = f"[[{setting.name}]]"
        instead = f"begin each with {brackets} on a line of its own"
        if isinstance(self._input, dict):
            instead = f"write {brackets} in place of [{setting.name}]"
        return (
            f"'{setting.name}' is a list of entries: {instead}, with two brackets, and below it "
            f"write its settings: {fields}."
        )

    def _refusal_sentence(self) -> str:
        why = self._message.removeprefix("Value error, ").rstrip(".")
        setting = self._setting
        is_text = isinstance(self._input, str) and setting is not None and not setting.is_secret
        words = self._problem() if is_text else f"'{self._name}' is not right"
        return f"{words}: {why[:1].lower()}{why[1:]}."

    def _problem(self) -> str:
        if self._setting is not None and self._setting.is_secret:
            return f"'{self._name}' is no text"
        return f"'{self._name}' is {toml(self._safe(self._input))}"

    @property
    def _name(self) -> str:
        return dotted(self._place)

    @staticmethod
    def _safe(value: Any) -> Any:
        """The value as a sentence may repeat it."""
        if isinstance(value, str):
            return excerpt(value)
        return value if isinstance(value, bool | int | float | date | time) else "…"

    def _example(self, setting: Setting) -> str:
        return f"{setting.path[-1]} = {toml(plain(setting.example))}"

    def _quoted(self, setting: Setting) -> str:
        if setting.is_secret:
            return self._example(setting)
        return f'{setting.path[-1]} = "{self._safe(self._input)}"'


def _right_table(right: SettingPath, wrong: ValuePath) -> str:
    """The table that a setting belongs to, where it is written in another."""
    if right[:-1] == tuple(part for part in wrong[:-1] if isinstance(part, str)):
        return ""
    if len(right) > 1:
        return f", which stands below [{'.'.join(right[:-1])}]"
    return ", which stands above the first [table] of the file"
