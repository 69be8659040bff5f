"""YAML that people write: what it holds, and the line of each entry, to say where a fault is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drafting.partners.problems import FileFault
from drafting.partners.record.field_types import UNFIT
from drafting.partners.record.fields import nearest

# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Entry = tuple[str | int, ...]


@dataclass(frozen=True)
class LocatedYaml:
    """What a YAML text holds, with the line of every entry by its path, and what stands twice."""

    content: Any
    lines: Mapping[Entry, int]
    twice: tuple[FileFault, ...] = ()

    def line(self, *path: str | int) -> int:
        """The line of that entry, or of the nearest one around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


class BadYaml(ValueError):
    """The text cannot be read; `fault` says where and what to do."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def decoded(content: bytes) -> str:
    """The text of a file, with plain line ends. Raises BadYaml where no document could hold it."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise BadYaml(FileFault(1, "The file is not in UTF-8; save it as UTF-8.")) from error
    unfit = UNFIT.search(text)
    if unfit:
        line = 1 + text.count("\n", 0, unfit.start())
        code = f"U+{ord(unfit.group()):04X}"
        sentence = (
            f"A sign stands here ({code}) that no document can hold; delete it or type it anew."
        )
        raise BadYaml(FileFault(line, sentence))
    return text


def read_yaml(text: str, first_line: int = 1) -> LocatedYaml:
    """What `text` holds; its own first line counts as `first_line`. Raises BadYaml."""
    try:
        loader = Loader(text)
        node = loader.get_single_node()
        lines: dict[Entry, int] = {(): first_line}
        twice = tuple(_walk(node, (), first_line, lines)) if node else ()
        content = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "it holds signs that YAML does not take"
        fault = FileFault(
            first_line + (mark.line if mark else 0),
            f"This is no YAML ({why}); look at its quotes, brackets and indents.",
        )
        raise BadYaml(fault) from error
    return LocatedYaml(content, lines, twice)


def _walk(node: Any, path: Entry, first: int, lines: dict[Entry, int]) -> Iterator[FileFault]:
    """Notes the line of every entry below `node`; yields those that stand twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*path, str(key.value))
            line = first + key.start_mark.line
            if place in lines:
                yield FileFault(
                    line, f"The entry '{key.value}' stands here twice; keep one of them."
                )
            lines[place] = line
            yield from _walk(value, place, first, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[*path, number] = first + value.start_mark.line
            yield from _walk(value, (*path, number), first, lines)


def model_faults(
    error: ValidationError, model: type[BaseModel], source: LocatedYaml
) -> Iterator[FileFault]:
    """Everything in which an entry differs from what `model` wants, with the cure."""
    for details in error.errors():
        yield FileFault(source.line(*details["loc"]), _sentence(details, model))


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    name = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        near = nearest(str(error["loc"][-1]), _entries(model))
        return f"There is no entry '{name}'; did you mean '{near}'?"
    if error["type"] == "missing":
        return f"The entry '{name}' is missing; add it."
    if error["type"] in {"literal_error", "enum"}:
        allowed_values = error["ctx"]["expected"]
        return f"The entry '{name}' cannot be '{error['input']}'; write {allowed_values}."
    if not error["loc"]:
        return "There are no entries; write them as 'name: value', one a line."
    return f"The entry '{name}' is not right; {_lowered(error['msg'])}."


def _entries(model: type[BaseModel]) -> Iterator[str]:
    """The names of the model's entries, and of those within them."""
    for name, info in model.model_fields.items():
        yield name
        for inner in (info.annotation, *get_args(info.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _entries(inner)


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
