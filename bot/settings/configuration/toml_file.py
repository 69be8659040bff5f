"""saathi.toml → its values, the line of each, and every line that is not TOML.

tomllib stops at the first slip. Here each statement is read by itself, so that a slip costs its
own statement alone, and everything that is wrong with the file is reported at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bot.settings.configuration.toml_slips import cure, encoding_cure

ValuePath = tuple[str | int, ...]  # ('reporting', 0, 'email')
UNFINISHED = "end of document"  # tomllib's words where a text or a list goes on
LOOKS_LIKE_ONE = re.compile(r"\s*(\[{1,2}\s*[\w\"'.-]+|[\w\"'.-]+\s*=)")


class Slip(NamedTuple):
    """A line that is not TOML, or that sets something twice."""

    line: int
    sentence: str


class TomlStatement(NamedTuple):
    """A header or an assignment, which may go on over several lines."""

    line: int
    text: str = ""
    is_slip: bool = False  # the text is not TOML


class End(NamedTuple):
    """Where a statement ends; or why it is none, and which line is to blame (counted from 0)."""

    at: int
    why: str = ""
    line_at_fault: int = 0


@dataclass
class TomlFile:
    """What a file holds."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[ValuePath, int] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    incomplete_tables: set[ValuePath] = field(default_factory=set)  # a slip is below the header

    def line_of(self, place: ValuePath) -> int:
        """The line of the setting, or of the table around it; 0 where neither is in the file."""
        return next(
            (self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), 0
        )

    def rename(self, before: ValuePath, after: ValuePath) -> None:
        """Makes the lines of one place count for another too."""
        count = len(before)
        for place in [place for place in self.lines if place[:count] == before]:
            self.lines.setdefault((*after, *place[count:]), self.lines[place])


def read_toml(file: Path) -> TomlFile:
    """What the file holds; nothing where it is not there. Raises OSError."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return TomlFile()
    if slip := encoding_cure(content):
        return TomlFile(slips=[Slip(*slip)])
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return parse_toml(text)


def parse_toml(text: str) -> TomlFile:
    """The same of a text."""
    builder = _TomlBuilder()
    for statement in _statements(text, builder.file.slips):
        builder.add(statement)
    toml_file = builder.file
    if not toml_file.slips:
        toml_file.values = _tomllib_values(text, toml_file)
    toml_file.slips.sort()
    return toml_file


def _tomllib_values(text: str, toml_file: TomlFile) -> dict[str, Any]:
    """Tomllib has the last word on what is TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        sentence = f"This is no TOML ({re.sub(r' ?[(]at .*', '', str(error))}); correct that line."
        toml_file.slips.append(Slip(int(line[1]) if line else 1, sentence))
        return toml_file.values


def _statements(text: str, slips: list[Slip]) -> Iterator[TomlStatement | None]:
    """The statements in order; None for a header that cannot be read."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if not end.why:
            yield TomlStatement(at + 1, "\n".join(lines[at : end.at]))
            at = end.at
            continue
        slips.append(
            Slip(end.line_at_fault + 1, cure(lines[end.line_at_fault], end.why, lines[at]))
        )
        yield None if lines[at].lstrip().startswith("[") else TomlStatement(at + 1, is_slip=True)
        at = _next_start(lines, at)


def _end(lines: Sequence[str], at: int) -> End:
    """Where the statement ends that begins at `at`, or why it is none."""
    for end in range(at + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[at:end]) + "\n")
        except tomllib.TOMLDecodeError as error:
            if UNFINISHED not in str(error):
                return End(end, str(error), _line_at_fault(lines, at, end - 1))
            why = str(error)
        except RecursionError:
            return End(end, "too deep", at)
        else:
            return End(end)
    return End(len(lines), why, at)


def _line_at_fault(lines: Sequence[str], at: int, last: int) -> int:
    """Which line is wrong: the last one read, unless the statement should have ended before it."""
    return at if LOOKS_LIKE_ONE.match(lines[last]) or not lines[last].strip() else last


def _next_start(lines: Sequence[str], at: int) -> int:
    """Where to read on after a slip: after the list that it is in, or on the next line."""
    if "[" not in lines[at].partition("=")[2]:
        return at + 1
    for number in range(at, len(lines)):
        if number > at and LOOKS_LIKE_ONE.match(lines[number]):
            return number
        if lines[number].partition("#")[0].rstrip().endswith("]"):
            return number + 1
    return at + 1


class _TomlBuilder:
    """Puts statements together as TOML does, and keeps the line of each."""

    def __init__(self) -> None:
        self.file = TomlFile()
        self._header: ValuePath | None = ()  # None below a header that cannot be read
        self._declared: dict[ValuePath, int] = {}

    def add(self, statement: TomlStatement | None) -> None:
        """Adds the values of a statement; None for a header that cannot be read."""
        if statement is None:
            self._header = None
            return
        if statement.is_slip and self._header is not None:
            self.file.incomplete_tables.add(self._header)
        values = tomllib.loads(statement.text)
        if statement.text.lstrip().startswith("["):
            self._open(statement, values)
        elif self._header is not None:
            table = self._table(self._header)
            self._merge(table, values, self._header, statement.line)

    def _open(self, statement: TomlStatement, values: dict[str, Any]) -> None:
        names, is_list = _header_names(values)
        place = self._place(names[:-1])
        name, line = names[-1], statement.line
        self._header = None
        if place is None:
            self._slip(line, f"A table cannot stand below '{names[0]}', which has a value already.")
        elif is_list:
            self._open_entry((*place, name), line)
        else:
            self._open_table((*place, name), line)

    def _open_table(self, place: ValuePath, line: int) -> None:
        name = _dotted(place)
        if place in self._declared:
            first = self._declared[place]
            self._slip(
                line,
                f"[{name}] stands for the second time (first on line {first}); put all its "
                "settings below the first, or take one of the two away.",
            )
        elif not isinstance(self._value(place, {}), dict):
            self._slip(
                line, f"'{name}' has a value already (line {self.file.line_of(place)}); keep one."
            )
        else:
            self._declared[place] = line
            self._table(place)
            for count in range(1, len(place) + 1):
                self.file.lines.setdefault(place[:count], line)
            self._header = place

    def _open_entry(self, place: ValuePath, line: int) -> None:
        entries = self._value(place, [])
        name = _dotted(place)
        if not isinstance(entries, list) or (entries and place not in self._declared):
            first = self.file.line_of(place)
            self._slip(line, f"'{name}' is set already (line {first}); keep one of the two.")
            return
        self._declared.setdefault(place, line)
        self.file.lines.setdefault(place, line)
        self._table(place[:-1])[str(place[-1])] = [*entries, {}]
        self._header = (*place, len(entries))
        self.file.lines[self._header] = line

    def _merge(
        self, table: dict[str, Any], values: dict[str, Any], at: ValuePath, line: int
    ) -> None:
        for name, value in values.items():
            place = (*at, name)
            if name not in table:
                table[name] = value
                self._note(place, value, line)
            elif isinstance(table[name], dict) and isinstance(value, dict):
                self._merge(table[name], value, place, line)
            else:
                first = self.file.line_of(place)
                self._slip(
                    line,
                    f"'{_dotted(place)}' is set for the second time (first on line {first}); keep "
                    "one of the two.",
                )

    def _note(self, place: ValuePath, value: Any, line: int) -> None:
        self.file.lines[place] = line
        inner: Any = value.items() if isinstance(value, dict) else ()
        for name, below in enumerate(value) if isinstance(value, list) else inner:
            self._note((*place, name), below, line)

    def _place(self, names: Sequence[str]) -> ValuePath | None:
        """Where a header's names lead: of a list of tables, to its last entry."""
        place: ValuePath = ()
        for name in names:
            place = (*place, name)
            value = self._value(place, {})
            if isinstance(value, list) and value and isinstance(value[-1], dict):
                place = (*place, len(value) - 1)
            elif not isinstance(value, dict):
                return None
        return place

    def _value(self, place: ValuePath, otherwise: Any) -> Any:
        value: Any = self.file.values
        for name in place:
            try:
                value = value[name]
            except (KeyError, IndexError, TypeError):
                return otherwise
        return value

    def _table(self, place: ValuePath) -> dict[str, Any]:
        table: Any = self.file.values
        for name in place:
            table = table[name] if isinstance(name, int) else table.setdefault(name, {})
        return table if isinstance(table, dict) else {}

    def _slip(self, line: int, sentence: str) -> None:
        self.file.slips.append(Slip(line, sentence))


def _header_names(table: dict[str, Any]) -> tuple[list[str], bool]:
    """The names of a header, and whether it begins an entry of a list."""
    names: list[str] = []
    value: Any = table
    while isinstance(value, dict) and value:
        ((name, value),) = value.items()
        names.append(name)
    return names, isinstance(value, list)


def _dotted(place: ValuePath) -> str:
    return ".".join(str(part) for part in place if isinstance(part, str))
