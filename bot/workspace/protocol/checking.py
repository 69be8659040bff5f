"""Checks blocks and views against limits.py and says what is wrong in Slack's manner."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from bot.workspace.protocol import limits
from bot.workspace.protocol.limits import (
    BLOCKS,
    ELEMENTS,
    Boolean,
    Integer,
    ListOf,
    ObjectAmong,
    ObjectWith,
    Spec,
    String,
    StringAmong,
    TextObject,
)
from bot.workspace.refusals import CallRefused, invalid

Problems = Iterator[str]


def check_message_blocks(blocks: Any, unknown: Collection[str] = ()) -> None:
    """Refuses blocks that Slack would not take in a message; `unknown` are types it lacks."""
    if not isinstance(blocks, list):
        raise CallRefused("invalid_blocks_format")
    problems = list(_blocks(blocks, "/blocks", limits.IN_MESSAGES, limits.MESSAGE_BLOCKS, unknown))
    if not problems and len(_of_type(blocks, "table")) > limits.TABLES:
        problems = ["only_one_table_allowed [json-pointer:/blocks]"]
    if problems:
        raise invalid("invalid_blocks", problems)
    if text_length(blocks) > limits.BLOCKS_TEXT:
        raise CallRefused("msg_blocks_too_long")


def check_view(view: Any, kinds: Collection[str], unknown: Collection[str] = ()) -> None:
    """Refuses a view that Slack would not open; `kinds` are the types that may come here."""
    if not isinstance(view, dict):
        raise invalid("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(json.dumps(view, ensure_ascii=False).encode()) > limits.VIEW_BYTES:
        raise CallRefused("view_too_large")
    kind = view.get("type", "modal")
    if kind not in kinds:
        raise invalid("invalid_arguments", [f"unsupported type: {kind} [json-pointer:/view/type]"])
    problems = list(_object_fields(view, limits.VIEWS[kind], "/view"))
    if "blocks" in view:
        problems += _blocks(
            view["blocks"], "/view/blocks", limits.IN_VIEWS, limits.VIEW_BLOCKS, unknown
        )
    if not problems and kind == "modal" and _of_type(view["blocks"], "input"):
        problems += [] if view.get("submit") else ["missing required field: submit " + at("/view")]
    if problems:
        raise invalid("invalid_arguments", problems)


def problems_of(value: Any, spec: ObjectWith, pointer: str) -> Problems:
    """What is wrong with an object of that specification."""
    yield from _object_fields(value, spec, pointer)


def check_markdown(text: Any) -> None:
    """Refuses a markdown text that is too long for one call."""
    if not isinstance(text, str):
        raise CallRefused("invalid_arguments")
    if len(text) > limits.MARKDOWN_TEXT:
        raise CallRefused("msg_too_long")


def check_options(options: Any) -> list[str]:
    """What is wrong with the options of a block suggestion."""
    spec = ListOf(limits.OPTION, limits.SUGGESTED_OPTIONS, 0, is_unique=True)
    return list(_check(options, spec, "/options"))


def check_metadata(metadata: Any) -> None:
    """Refuses message metadata that Slack would not take; an empty object removes it."""
    if not isinstance(metadata, dict):
        raise CallRefused("invalid_metadata_format")
    if not metadata:
        return
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or len(event_type) > 255:
        raise CallRefused("invalid_metadata_format")
    if not isinstance(payload, dict):
        raise CallRefused("invalid_metadata_format")
    if len(json.dumps(payload)) > limits.METADATA_BYTES:
        raise CallRefused("metadata_too_large")


def text_length(value: Any) -> int:
    """The characters in every "text" string inside `value`, however deep."""
    if isinstance(value, dict):
        own = value.get("text")
        rest = sum(text_length(inner) for inner in value.values() if isinstance(inner, dict | list))
        return rest + (len(own) if isinstance(own, str) else 0)
    return sum(text_length(inner) for inner in value) if isinstance(value, list) else 0


def walk(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every block, also those inside containers."""
    for block in blocks:
        yield block
        yield from walk(block.get("child_blocks", []))


def elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of `block` that a person can act on."""
    inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    yield from (
        element
        for element in inside
        if isinstance(element, dict) and "action_id" in _fields(element)
    )


def _fields(element: dict[str, Any]) -> Collection[str]:
    shape = ELEMENTS.get(str(element.get("type")))
    return shape.fields if shape else ()


def at(pointer: str) -> str:
    """`pointer` as Slack writes it behind a problem."""
    return f"[json-pointer:{pointer}]"


def _of_type(blocks: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [block for block in walk(blocks) if block.get("type") == kind]


def _blocks(
    blocks: Any, pointer: str, types: Collection[str], most: int, unknown: Collection[str]
) -> Problems:
    if not isinstance(blocks, list):
        yield f"must provide an array {at(pointer)}"
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed {at(pointer)}"
        return
    problems: list[str] = []
    for place, block in enumerate(blocks):
        problems += _object_among(
            block, ObjectAmong(tuple(types), is_block=True), f"{pointer}/{place}", unknown
        )
    yield from problems
    if not problems:
        yield from _problems_across(blocks, pointer)


def _problems_across(blocks: list[dict[str, Any]], pointer: str) -> Problems:
    ids = Counter(str(block["block_id"]) for block in walk(blocks) if block.get("block_id"))
    for name in (name for name, times in ids.items() if times > 1):
        yield f"`block_id` {name} already exists for another block {at(pointer)}"
    for block in walk(blocks):
        for element in elements(block):
            yield from _problems_inside(element, pointer)
        actions = Counter(str(e["action_id"]) for e in elements(block) if e.get("action_id"))
        for name in (name for name, times in actions.items() if times > 1):
            yield f"`action_id` {name} already exists for another element {at(pointer)}"
    focused = sum(bool(e.get("focus_on_load")) for block in walk(blocks) for e in elements(block))
    if focused > 1:
        yield f"only one element can have focus_on_load {at(pointer)}"
    if sum(len(block["text"]) for block in _of_type(blocks, "markdown")) > limits.MARKDOWN_TEXT:
        yield f"must be less than {limits.MARKDOWN_TEXT + 1} characters {at(pointer)}"
    if sum(text_length(block) for block in _of_type(blocks, "table")) > limits.TABLE_TEXT:
        yield f"must be less than {limits.TABLE_TEXT + 1} characters {at(pointer)}"


def _problems_inside(element: dict[str, Any], pointer: str) -> Problems:
    """What of an element does not fit the rest of it."""
    groups = [group.get("options", []) for group in element.get("option_groups") or []]
    offered = element.get("options") or [option for group in groups for option in group]
    initial = [element.get("initial_option"), *(element.get("initial_options") or [])]
    if offered and any(option not in offered for option in initial if option):
        yield f"initial options must be among the options {at(pointer)}"
    selected, most = element.get("initial_options") or [], element.get("max_selected_items")
    if most is not None and len(selected) > most:
        yield f"no more than {most} initial options allowed {at(pointer)}"
    words, longest = element.get("initial_value"), element.get("max_length")
    if isinstance(words, str) and longest is not None and len(words) > longest:
        yield f"initial_value must be less than {longest + 1} characters {at(pointer)}"
    if (element.get("min_length") or 0) > (longest if longest is not None else 3_000):
        yield f"min_length must not be more than max_length {at(pointer)}"


def _check(value: Any, spec: Spec, pointer: str, unknown: Collection[str] = ()) -> Problems:
    checker: Callable[..., Problems] | None = _CHECKS.get(type(spec))
    if checker is not None:
        yield from checker(value, spec, pointer, unknown)


def _string(value: Any, spec: String, pointer: str, _: Collection[str]) -> Problems:
    if not isinstance(value, str):
        yield f"must provide a string {at(pointer)}"
    elif len(value) > spec.most:
        yield f"must be less than {spec.most + 1} characters {at(pointer)}"
    elif len(value) < spec.least:
        yield f"must be more than {spec.least - 1} characters {at(pointer)}"
    elif spec.form and not re.match(spec.form, value):
        yield f"does not match the expected form {at(pointer)}"


def _text_object(value: Any, spec: TextObject, pointer: str, _: Collection[str]) -> Problems:
    if not isinstance(value, dict):
        yield f"must provide an object {at(pointer)}"
        return
    if value.get("type") not in spec.kinds:
        yield f"unsupported type: {value.get('type')} {at(pointer + '/type')}"
        return
    yield from _object_fields(
        value, ELEMENTS[value["type"]], pointer, text_spec=String(spec.most, 1)
    )


def _boolean(value: Any, _spec: Boolean, pointer: str, _: Collection[str]) -> Problems:
    if not isinstance(value, bool):
        yield f"must provide a boolean {at(pointer)}"


def _integer(value: Any, spec: Integer, pointer: str, _: Collection[str]) -> Problems:
    if isinstance(value, bool) or not isinstance(value, int):
        yield f"must provide a number {at(pointer)}"
    elif value < spec.least:
        yield f"must be greater than or equal to {spec.least} {at(pointer)}"
    elif value > spec.most:
        yield f"must be less than or equal to {spec.most} {at(pointer)}"


def _string_among(value: Any, spec: StringAmong, pointer: str, _: Collection[str]) -> Problems:
    if value not in spec.among:
        yield f"value must be one of {', '.join(spec.among)} {at(pointer)}"


def _list_of(value: Any, spec: ListOf, pointer: str, unknown: Collection[str]) -> Problems:
    if not isinstance(value, list):
        yield f"must provide an array {at(pointer)}"
    elif len(value) > spec.most:
        yield f"no more than {spec.most} items allowed {at(pointer)}"
    elif len(value) < spec.least:
        yield f"no less than {spec.least} items allowed {at(pointer)}"
    else:
        for place, item in enumerate(value):
            yield from _check(item, spec.of, f"{pointer}/{place}", unknown)
        if spec.is_unique and _has_duplicates(value):
            yield f"items must be unique {at(pointer)}"


def _has_duplicates(items: list[Any]) -> bool:
    keys = [item.get("value") if isinstance(item, dict) else item for item in items]
    return len({str(key) for key in keys}) < len(keys)


def _object_among(
    value: Any, spec: ObjectAmong, pointer: str, unknown: Collection[str]
) -> Problems:
    if not isinstance(value, dict):
        yield f"must provide an object {at(pointer)}"
        return
    kind = value.get("type")
    if kind is None:
        yield f"missing required field: type {at(pointer)}"
    elif kind not in spec.among or kind in unknown:
        yield f"unsupported type: {kind} {at(pointer + '/type')}"
    else:
        table = BLOCKS if spec.is_block else ELEMENTS
        yield from _object_fields(value, table[kind], pointer, unknown)


def _object_fields(
    value: Any,
    spec: ObjectWith,
    pointer: str,
    unknown: Collection[str] = (),
    text_spec: String | None = None,
) -> Problems:
    if not isinstance(value, dict):
        yield f"must provide an object {at(pointer)}"
        return
    for name in (name for name in spec.required_fields if value.get(name) is None):
        yield f"missing required field: {name} {at(pointer)}"
    if spec.one_of and all(value.get(name) is None for name in spec.one_of):
        names = "` or `".join(spec.one_of)
        yield f"must define either `{names}` {at(pointer)}"
    if len([name for name in spec.not_both if value.get(name) is not None]) > 1:
        names = "` or `".join(spec.not_both)
        yield f"must define only one of `{names}` {at(pointer)}"
    for name, inner in value.items():
        if name not in spec.fields:
            yield f"invalid additional property: {name} {at(pointer)}"
        elif inner is not None:
            field_spec = text_spec if text_spec and name == "text" else spec.fields[name]
            yield from _check(inner, field_spec, f"{pointer}/{name}", unknown)


def _object_with(value: Any, spec: ObjectWith, pointer: str, unknown: Collection[str]) -> Problems:
    yield from _object_fields(value, spec, pointer, unknown)


# What is not in here, `Anything`, is not checked.
_CHECKS: dict[type, Callable[..., Problems]] = {
    String: _string,
    TextObject: _text_object,
    Boolean: _boolean,
    Integer: _integer,
    StringAmong: _string_among,
    ListOf: _list_of,
    ObjectWith: _object_with,
    ObjectAmong: _object_among,
}
