"""Fills and sends Saathi's windows in the local workspace, as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.blocks import names
from tests.support.slack.workspace_client import Visitor

Json = dict[str, Any]
Typed = str | tuple[str, ...]


def inputs(view: Json) -> dict[str, Json]:
    """The input blocks of a window by field: 'identity.legal_name'."""
    found = [block for block in view["blocks"] if block["type"] == "input"]
    return {field(block["block_id"]): block for block in found}


def field(block_id: str) -> str:
    """The field of a block id, without what makes the id a new one."""
    return block_id.partition("@")[0].partition(":")[0].rstrip("+")


def held(block: Json) -> Json:
    """What an input holds untouched, as Slack sends it."""
    element = block["element"]
    kind = element["type"]
    if kind in {"plain_text_input"}:
        return {"type": kind, "value": element.get("initial_value")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": element.get("initial_date")}
    if kind == "file_input":
        return {"type": kind, "files": []}
    if kind == "users_select":
        return {"type": kind, "selected_user": element.get("initial_user")}
    if kind == "checkboxes" or kind.startswith("multi_"):
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    return {"type": kind, "selected_option": element.get("initial_option")}


def typed(block: Json, value: Typed) -> Json:  # noqa: PLR0911  (one for each kind of input)
    """An input with that typed or chosen in it; choices are meant by their values."""
    element = block["element"]
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": value or None}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value or None}
    if kind == "file_input":
        return {"type": kind, "files": [{"id": one} for one in value]}
    if kind == "users_select":
        return {"type": kind, "selected_user": value or None}
    if kind == "multi_external_select":
        return {"type": kind, "selected_options": [option(one) for one in value]}
    if kind == "checkboxes" or kind.startswith("multi_"):
        chosen = [one for one in element["options"] if one["value"] in value]
        return {"type": kind, "selected_options": chosen}
    if kind == "external_select":
        return {"type": kind, "selected_option": option(str(value))}
    (chosen_one,) = (one for one in element["options"] if one["value"] == value)
    return {"type": kind, "selected_option": chosen_one}


def option(value: str) -> Json:
    """An option whose words are its value."""
    return {"text": {"type": "plain_text", "text": value, "emoji": False}, "value": value}


def sends(visitor: Visitor, view: Json, **fields: Typed) -> dict[str, str]:
    """Sends a window with `fields` in it, by name with '__' for '.'; what was wrong, by field."""
    wanted: Mapping[str, Typed] = {name.replace("__", "."): value for name, value in fields.items()}
    errors = visitor.submits(view, state(view, wanted))
    return {field(block): said for block, said in errors.items()}


def state(view: Json, wanted: Mapping[str, Typed]) -> Json:
    """What stands in a window's inputs when these are typed, by block and action id."""
    asked = inputs(view)
    if "said_by" in asked and not held(asked["said_by"])["value"]:  # else as it is offered
        wanted = {"said_by": "Sample Director One", **wanted}
    assert not set(wanted) - set(asked), f"no input for {set(wanted) - set(asked)}"
    return {
        block["block_id"]: {
            block["element"]["action_id"]: typed(block, wanted[name])
            if name in wanted
            else held(block)
        }
        for name, block in asked.items()
    }


def pressed(visitor: Visitor, view: Json, action: str, **spot: str) -> None:
    """Presses the button of that action whose value names the spot."""
    for block in view["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            named = names.spot_named(element.get("value", ""))._asdict()
            same = all(named[name] == value for name, value in spot.items())
            if str(element.get("action_id", "")).partition(":")[0] == action and same:
                visitor.clicks(view, element["action_id"], value=element["value"])
                return
    raise AssertionError(f"no button {action} for {spot}")
