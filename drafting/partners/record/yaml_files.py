"""Reads YAML as plain text values: 'yes' stays 'yes', and 0300 keeps its noughts."""

from __future__ import annotations

import re
from typing import Any

import yaml

from drafting.partners.errors import BadRecord

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DEEPEST = 12  # a record nests five deep
MOST_VALUES = 100_000  # in one file
MOST_KEYS = 1_000  # of one mapping; a record has some dozens
LONGEST = 100_000  # characters of one value; the longest field takes 10,000
QUOTE = 'put a text that begins with a brace in quotation marks, as in "{amount} a year"'


Place = tuple[str | int, ...]


def read_plain_yaml(name: str, text: str, lines: dict[Place, int] | None = None) -> Any:
    """What the YAML holds: mappings, lists and texts. Raises BadRecord with the line.

    Anchors are refused, for they can make a small file endless, and so is a key given twice.
    `lines` gets the line of each value, counted from 1.
    """
    try:
        node = yaml.compose(_without_anchors(name, text), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        cure = QUOTE if mark and _begins_with_a_brace(text, mark.line) else "correct it"
        raise BadRecord(f"{name} cannot be read as YAML{place}; {cure}.") from error
    return None if node is None else _value(name, node, (), {} if lines is None else lines)


def _begins_with_a_brace(text: str, line: int) -> bool:
    """True where the value of that line does, as a text with a placeholder may."""
    lines = text.splitlines()
    return line < len(lines) and re.match(r"\s*(?:- |[\w ]+: )+\{", lines[line]) is not None


def _without_anchors(name: str, text: str) -> str:
    depth = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 0
        if getattr(event, "anchor", None):
            raise BadRecord(f"{name} uses an anchor in line {line}; write the value out instead.")
        if depth > DEEPEST:
            raise BadRecord(f"{name} nests too deep in line {line}; correct its indentation.")
        if isinstance(event, yaml.ScalarEvent):
            values += 1
            _check_value(name, event.value, values, line)
    return text


def _check_value(name: str, value: str, values: int, line: int) -> None:
    if values > MOST_VALUES:
        raise BadRecord(f"{name} holds more than {MOST_VALUES:,} values; import it in parts.")
    if len(value) > LONGEST:
        raise BadRecord(
            f"{name} has a value of more than {LONGEST:,} characters in line {line}; shorten it."
        )


def _value(name: str, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(name, node, place, lines)
    if isinstance(node, yaml.SequenceNode):
        entries = enumerate(node.value)
        return [_value(name, below, (*place, number), lines) for number, below in entries]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return "" if plain and node.value in ("null", "~", "Null", "NULL") else str(node.value)


def _mapping(
    name: str, node: yaml.MappingNode, place: Place, lines: dict[Place, int]
) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    if len(node.value) > MOST_KEYS:
        line = node.start_mark.line + 1
        raise BadRecord(f"{name} gives more than {MOST_KEYS:,} keys from line {line}; correct it.")
    for key, below in node.value:
        key_text = str(key.value)
        line = key.start_mark.line + 1
        if key_text in mapping:
            raise BadRecord(f"{name} gives '{key_text}' twice, in line {line}; keep one of them.")
        mapping[key_text] = _value(name, below, (*place, key_text), lines)
        lines[(*place, key_text)] = line
    return mapping
