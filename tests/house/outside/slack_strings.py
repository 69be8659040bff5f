"""The strings that Slack keeps and sends back, read off what passed between Slack and Saathi."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]
Strings = dict[str, set[str]]
NUMBERED = re.compile(r"b-\d+|s\d+-\d+")  # the workspace's own ids of blocks without one
DELIVERY = re.compile(r"\b[0-9a-f]{32}\b")
OF_SAMPLES = {"draft_of_agreement", "diligence_agreement"}  # their options are the samples' keys
WORDS = {"part", "kind", "page", "copy", "document"}  # what a value says by a word of Saathi's own


def slack_strings(items: Iterable[Json]) -> dict[str, list[str]]:
    """Ids, values and keys by the kind of thing that they are, from the workspace's traffic."""
    found: Strings = {}
    for item in items:
        if item["direction"] != "from_bot":
            continue
        for call in (item["payload"], item["response"]):
            for view in _with(call, "callback_id", "blocks"):
                _read_view(view, found)
            for message in _with(call, "event_type"):
                _note(found, "message metadata: event types", message["event_type"])
                _note(found, "message metadata: keys", *message["event_payload"])
            for place in _with(call, "blocks"):
                _read_elements(place["blocks"], str(place.get("callback_id", "message")), found)
    return {name: sorted(values) for name, values in sorted(found.items())}


def _read_view(view: Json, found: Strings) -> None:
    name = view["callback_id"]
    _note(found, "callback ids", name)
    for block in _with(view["blocks"], "block_id"):
        if not NUMBERED.fullmatch(block["block_id"]):
            _note(found, f"block ids of {name}", _field(block["block_id"]))
    held = str(view.get("private_metadata") or "")
    _note(found, f"private_metadata of {name}", *_parts(held))


def _read_elements(blocks: Any, place: str, found: Strings) -> None:
    for element in _with(blocks, "action_id"):
        action = str(element["action_id"]).partition(":")[0]
        _note(found, "action ids", action)
        for holder in (
            element,
            *(element.get(f"{one}_button", {}) for one in ("positive", "negative")),
        ):
            if "value" in holder:
                _note(found, f"value of {action}", *_parts(str(holder["value"])))
        if action not in OF_SAMPLES:
            options = [one["value"] for one in element.get("options", [])]
            _note(found, f"options of {action}", *(one for one in options if action != "typed"))
    for block in _with(blocks, "block_id", "element"):
        if block["element"].get("action_id") == "typed":
            options = [one["value"] for one in block["element"].get("options", [])]
            _note(found, f"options of {_field(block['block_id'])} in {place}", *options)


def _field(block_id: str) -> str:
    """A block id without what marks it as a new one; of a numbered one, what is numbered."""
    name, _, rest = block_id.partition("@")[0].partition(":")
    return f"{name.rstrip('+')}:" if rest else name.rstrip("+")


def _parts(value: str) -> Iterator[str]:
    """The keys of a value that is JSON, and its own words; another value without its ids."""
    try:
        keys = json.loads(value)
    except ValueError:
        keys = None
    if isinstance(keys, dict):
        yield from (f"key {one}" for one in keys)
        yield from (f"{one} = {keys[one]}" for one in sorted(WORDS & keys.keys()))
    elif value and not value.startswith(("C0", "D0")):
        yield DELIVERY.sub("(a delivery)", value)


def _note(found: Strings, name: str, *values: str) -> None:
    if values:
        found.setdefault(name, set()).update(values)


def _with(value: Any, *keys: str) -> Iterator[Json]:
    """Every object in `value` that has those keys, outermost first."""
    if isinstance(value, dict):
        if all(key in value for key in keys):
            yield value
        for inside in value.values():
            yield from _with(inside, *keys)
    elif isinstance(value, list):
        for inside in value:
            yield from _with(inside, *keys)
