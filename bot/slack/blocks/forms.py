"""Forms: entries → the input blocks of a modal, and what was typed into them. Slack's limits hold.

An entry is one question of a form. Its value is text, a list of texts (choices, lines, districts)
or an ISO date, always as text: what it means in a record is not this module’s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.slack.blocks import names
from bot.slack.blocks.escaping import LONGEST_INPUT, clean, clip
from bot.slack.blocks.parts import Block, label, small_print

INPUT = "typed"  # the action id of every input but those that ask the server
LABEL = 150
HINT = 300
OPTION = 75
SHORT = 120
OPTION_VALUE = 150
MOST_OPTIONS = 100
FEWEST_LETTERS = 2  # before districts are suggested
UNKNOWN = "-"  # the value of the choice 'not known yet'
UNKNOWN_LABEL = "Not known yet"

Value = str | tuple[str, ...]


class InputKind(StrEnum):
    """How an entry is answered."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"  # one on each line
    CHOICE = "choice"
    CHOICES = "choices"
    DISTRICTS = "districts"
    NAMED = "named"  # something that is on record, found by what is typed
    ALL_NAMED = "all_named"  # several such
    DATE = "date"
    PERSON = "person"  # of the workspace, by the id


@dataclass(frozen=True)
class Option:
    """What may be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class FormQuestion:
    """One question of a form. `block` is its block id, under which its answer is submitted."""

    block: str
    title: str
    kind: InputKind = InputKind.LINE
    value: Value = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    optional: bool = True
    most: int = LONGEST_INPUT  # characters
    placeholder: str = ""

    @property
    def fits(self) -> bool:
        """False where Slack's form cannot hold what is recorded."""
        if self.kind in {InputKind.LINE, InputKind.TEXT, InputKind.LINES}:
            return len(_text(self.value)) <= min(self.most, LONGEST_INPUT)
        if self.kind is InputKind.DATE or not isinstance(self.value, tuple):
            return True
        return len(self.value) <= MOST_OPTIONS


def blocks(entries: Sequence[FormQuestion]) -> Iterator[Block]:
    """The input blocks; what Slack's form cannot hold is named, and stays as it is."""
    for entry in entries:
        if entry.fits:
            yield _input(entry)
        else:
            sentence = f"{entry.title}: too long for this window. Change it in a workbook instead."
            yield small_print(sentence)


def typed_values(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Value]:
    """What a form holds when it is submitted, by block id; '' where nothing was typed."""
    return {
        block: _typed_value(next(iter(inputs.values())))
        for block, inputs in state.items()
        if inputs
    }


def initial_values(view_blocks: Sequence[Mapping[str, Any]]) -> dict[str, Value]:
    """What a form's inputs held when it was opened, by block id."""
    inputs = [block for block in view_blocks if block.get("type") == "input"]
    return {str(block["block_id"]): _initial_value(block["element"]) for block in inputs}


def _typed_value(input_state: Mapping[str, Any]) -> Value:
    if input_state.get("selected_option"):
        chosen = str(input_state["selected_option"]["value"])
        return "" if chosen == UNKNOWN else chosen
    if input_state.get("selected_options") is not None:
        return tuple(str(choice["value"]) for choice in input_state["selected_options"])
    plain_keys = ("value", "selected_date", "selected_user")
    return str(next(filter(None, map(input_state.get, plain_keys)), "")).strip()


def _initial_value(element: Mapping[str, Any]) -> Value:
    if element["type"] in {"multi_static_select", "multi_external_select"}:
        return tuple(str(choice["value"]) for choice in element.get("initial_options") or ())
    if element.get("initial_option"):
        chosen = str(element["initial_option"]["value"])
        return "" if chosen == UNKNOWN else chosen
    return str(element.get("initial_value") or element.get("initial_date") or "").strip()


def _input(entry: FormQuestion) -> Block:
    block: Block = {
        "type": "input",
        "block_id": entry.block,
        "label": label(entry.title, LABEL).to_dict(),
        "element": _element(entry),
        "optional": entry.optional,
    }
    if entry.hint:
        block["hint"] = label(entry.hint, HINT).to_dict()
    return block


def _element(entry: FormQuestion) -> dict[str, Any]:
    if entry.kind is InputKind.DATE:
        initial = {"initial_date": entry.value} if entry.value else {}
        return {"type": "datepicker", "action_id": INPUT, **initial}
    if entry.kind is InputKind.PERSON:
        chosen = {"initial_user": entry.value} if entry.value else {}
        return {"type": "users_select", "action_id": INPUT, **chosen}
    menus = {
        InputKind.CHOICE: _choice,
        InputKind.CHOICES: _choices,
        InputKind.DISTRICTS: _districts,
        InputKind.NAMED: _named,
        InputKind.ALL_NAMED: _named,
    }
    return menus.get(entry.kind, _text_input)(entry)


def _text_input(entry: FormQuestion) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": INPUT,
        "multiline": entry.kind is not InputKind.LINE,
        "max_length": min(entry.most, LONGEST_INPUT),
    }
    if entry.value:
        element["initial_value"] = clean(_text(entry.value))
    if entry.placeholder:
        element["placeholder"] = label(entry.placeholder, LABEL).to_dict()
    return element


def _choice(entry: FormQuestion) -> dict[str, Any]:
    """A menu. In Slack a choice cannot be undone, so 'not known yet' is one of the choices."""
    unknown = () if not entry.optional else (Option(UNKNOWN, UNKNOWN_LABEL),)
    options = [option(choice) for choice in (*unknown, *entry.options)[:MOST_OPTIONS]]
    element: dict[str, Any] = {"type": "static_select", "action_id": INPUT, "options": options}
    chosen = [choice for choice in options if choice["value"] == (entry.value or UNKNOWN)]
    return {**element, "initial_option": chosen[0]} if chosen else element


def _choices(entry: FormQuestion) -> dict[str, Any]:
    options = [option(choice) for choice in entry.options[:MOST_OPTIONS]]
    chosen = [choice for choice in options if choice["value"] in entry.value]
    element = {"type": "multi_static_select", "action_id": INPUT, "options": options}
    return {**element, "initial_options": chosen} if chosen else element


def _districts(entry: FormQuestion) -> dict[str, Any]:
    chosen = [option(Option(district, district)) for district in entry.value]
    element: dict[str, Any] = {
        "type": "multi_external_select",
        "action_id": names.DISTRICT_PICK,
        "min_query_length": FEWEST_LETTERS,
        "placeholder": label("Type part of a district’s name", LABEL).to_dict(),
    }
    return {**element, "initial_options": chosen} if chosen else element


def _named(entry: FormQuestion) -> dict[str, Any]:
    """A menu that the server fills; without a letter typed it offers what is likeliest."""
    several = entry.kind is InputKind.ALL_NAMED
    return {
        "type": "multi_external_select" if several else "external_select",
        "action_id": names.REGISTER_NAMES,
        "min_query_length": 0,
        "placeholder": label("Type part of its name", LABEL).to_dict(),
    }


def option(choice: Option) -> dict[str, Any]:
    """An option as menus take it."""
    return {"text": label(choice.label, OPTION).to_dict(), "value": choice.value[:OPTION_VALUE]}


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def lines(value: Value) -> tuple[str, ...]:
    """What was typed one on each line; empty lines are left out."""
    if not isinstance(value, str):
        return value
    return tuple(line.strip() for line in value.split("\n") if line.strip())


def in_short(value: Value) -> str:
    """A value in a sentence: 'nothing' where there is none."""
    return clip(clean(", ".join(lines(value))), SHORT) or "nothing"


def error_text(sentence: str) -> str:
    """A sentence as it is shown beside an input."""
    return clip(clean(sentence), HINT)
