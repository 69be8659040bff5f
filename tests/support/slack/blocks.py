"""A checker of what Slack refuses in messages and views, for tests: single blocks and the sums.

`problems_of_message` and `problems_of_view` name everything that is wrong; `words` is what a person
reads; `live` is whatever would mention, link or be read as a mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
MESSAGE_SIZE = 13_000  # characters of the blocks as JSON
VIEW_BYTES = 250_000
TEXT = 4_000
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What mrkdwn of ours may hold: a member mentioned by id.
OURS = re.compile(r"<@[UW][A-Z0-9]{2,20}>")
IN_MESSAGES = {"rich_text", "context", "actions", "section", "header", "context_actions", "divider"}
IN_VIEWS = (IN_MESSAGES - {"context_actions"}) | {"input"}
RICH = {"rich_text_section", "rich_text_quote", "rich_text_list"}
LIVE = {"link", "user", "usergroup", "channel", "broadcast", "emoji", "team", "color"}


def problems_of_message(blocks: Sequence[Json], text: str = "…") -> list[str]:
    """What Slack would refuse in a message of these blocks, and what would act in its `text`."""
    found = [*_common(blocks, IN_MESSAGES, most=50)]
    if _size(blocks) > MESSAGE_SIZE:
        found.append(f"the message has {_size(blocks)} characters")
    if not 0 < len(text) <= TEXT:
        found.append(f"the text has {len(text)} characters")
    found += [f"a control sequence in the text: {mark}" for mark in controls(text)]
    return found


def problems_of_view(view: Json) -> list[str]:
    """What Slack would refuse in a modal or Home tab."""
    blocks = view["blocks"]
    found = [*_common(blocks, IN_VIEWS, most=100)]
    if len(json.dumps(view)) > VIEW_BYTES:
        found.append(f"the view has {len(json.dumps(view))} bytes")
    for name in ("title", "submit", "close"):
        if name in view:
            found += _text_object(view[name], 24, name, "plain_text")
    if view["type"] == "modal" and "title" not in view:
        found.append("the modal has no title")
    if any(block["type"] == "input" for block in blocks) and "submit" not in view:
        found.append("a modal with an input has no submit")
    if view["type"] == "home" and {"title", "submit", "close"} & view.keys():
        found.append("the Home tab has a title or buttons of its own")
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        found.append("private_metadata or callback_id is too long")
    return found


def words(blocks: Iterable[Json]) -> str:
    """What a person reads in the blocks, buttons included, a line each."""
    return "\n".join("".join(_strings(block)) for block in blocks)


def live(blocks: Iterable[Json]) -> list[str]:
    """Elements that link, mention or broadcast, and marks in mrkdwn that would."""
    found = []
    for element in _walk(blocks):
        kind = element.get("type")
        if kind in LIVE:
            found.append(json.dumps(element))
        if kind == "mrkdwn":
            found += live_mrkdwn(element["text"])
            found += [] if element.get("verbatim") else ["mrkdwn is not verbatim"]
        if kind == "plain_text" and element.get("emoji") is not False:
            found.append(f"emoji are read in {element['text']}")
    return found


def controls(text: str) -> list[str]:
    """What would act in a text that is sent with `mrkdwn=False` and `parse="none"`."""
    return re.findall(r"[<>]|&(?!amp;|lt;|gt;)", _without_ours(text))


def live_mrkdwn(text: str) -> list[str]:
    """What Slack would read as a mention, link or mark in mrkdwn, other than ours."""
    left = _without_ours(text)
    marks = r"[<>`*~]|&(?!amp;|lt;|gt;)|\bwww\.|://|:[\w+'-]+:|(?<!\w)_\w|\w_(?!\w)|@\w"
    return re.findall(marks, left)


def _without_ours(text: str) -> str:
    """`text` without the marks that Saathi sets: members by id, and the bars of quotes."""
    return re.sub(r"^>(?= |…|$)", "", OURS.sub("", text), flags=re.MULTILINE)


def actions(blocks: Iterable[Json]) -> list[tuple[str, str]]:
    """The buttons in order: what each says, and its action id."""
    return [
        (element["text"]["text"], element["action_id"])
        for element in _walk(blocks)
        if element.get("type") == "button"
    ]


def _common(blocks: Sequence[Json], kinds: set[str], most: int) -> Iterator[str]:
    if not 0 < len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)) or any(len(name) > 255 for name in ids):
        yield "a block_id is given twice or too long"
    for place, block in enumerate(blocks):
        if block["type"] not in kinds:
            yield f"block {place}: {block['type']} cannot stand here"
            continue
        yield from (f"block {place}: {problem}" for problem in _block(block))
    for text in (text for block in blocks for text in _texts(block)):
        if CONTROL.search(text):
            yield f"a character that cannot be shown in {text[:60]!r}"
    json.dumps(blocks, ensure_ascii=False).encode()


def _block(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind == "section":
        yield from _text_object(block["text"], 3000, "section")
        if "accessory" in block:
            yield from _pressed(block["accessory"])
    elif kind == "header":
        yield from _text_object(block["text"], 150, "header", "plain_text")
    elif kind == "context":
        if not 0 < len(block["elements"]) <= 10:
            yield "a context of too many elements, or none"
        for element in block["elements"]:
            yield from _text_object(element, 3000, "context")
    elif kind == "rich_text":
        yield from _rich(block)
    elif kind in {"actions", "context_actions"}:
        yield from _row(block["elements"], 25 if kind == "actions" else 5)
    elif kind == "input":
        yield from _text_object(block["label"], 2000, "label", "plain_text")
        yield from _text_object(block["hint"], 2000, "hint", "plain_text")
        yield from _text_object(block["element"]["placeholder"], 150, "placeholder", "plain_text")
        if not 0 < block["element"]["max_length"] <= 3000:
            yield "an input of too many characters"


def _rich(block: Json) -> Iterator[str]:
    if not block["elements"]:
        yield "rich text without elements"
    for element in block["elements"]:
        if element["type"] not in RICH:
            yield f"{element['type']} in rich text"
        if not element["elements"]:
            yield f"{element['type']} without elements"
    for part in _walk(block["elements"]):
        if part.get("type") == "text":
            if not part["text"]:
                yield "an empty text element"
            if not set(part.get("style", {})) <= {"bold", "italic", "strike", "code"}:
                yield f"style {part['style']}"
        if part.get("type") == "link" and not part["url"].startswith(("https://", "http://")):
            yield f"a link to {part['url']}"
    if len("".join(_strings(block))) > 4000:
        yield "rich text of more than 4,000 characters"


def _row(elements: Sequence[Json], most: int) -> Iterator[str]:
    if not 0 < len(elements) <= most:
        yield f"{len(elements)} elements in a row"
    ids = [element["action_id"] for element in elements]
    if len(ids) != len(set(ids)):
        yield f"an action_id twice in a block: {ids}"
    for element in elements:
        if element["type"] in {"button", "static_select"}:
            yield from _pressed(element)
        elif element["type"] == "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                yield from _text_object(element[side]["text"], 75, side, "plain_text")
                yield from _value(element[side])
        else:
            yield f"{element['type']} in a row"


def _pressed(element: Json) -> Iterator[str]:
    yield from _menu(element) if element["type"] == "static_select" else _button(element)


def _menu(element: Json) -> Iterator[str]:
    yield from _text_object(element["placeholder"], 150, "placeholder", "plain_text")
    if not 0 < len(element["options"]) <= 100:
        yield f"{len(element['options'])} options"
    for option in element["options"]:
        yield from _text_object(option["text"], 75, "option", "plain_text")
        if not 0 < len(option["value"]) <= 150:
            yield "the value of an option is too long or empty"


def _button(element: Json) -> Iterator[str]:
    yield from _text_object(element["text"], 75, "button", "plain_text")
    yield from _value(element)
    if not 0 < len(element["action_id"]) <= 255:
        yield "an action_id that is too long or empty"
    if element.get("style") not in {None, "primary", "danger"}:
        yield f"style {element['style']}"
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if "confirm" in element:
            yield from _text_object(element["confirm"][name], most, f"confirm {name}")


def _value(element: Json) -> Iterator[str]:
    if not 0 < len(element["value"]) <= 2000:
        yield "a value that is too long or empty"


def _text_object(text: Json, most: int, where: str, kind: str = "") -> Iterator[str]:
    if text["type"] not in {"plain_text", "mrkdwn"} or (kind and text["type"] != kind):
        yield f"{text['type']} in a {where}"
    if not 0 < len(text["text"]) <= most:
        yield f"{len(text['text'])} characters in a {where}"
    if not text["text"].strip():
        yield f"nothing but space in a {where}"


def _size(blocks: Sequence[Json]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _walk(value: Any) -> Iterator[Json]:
    """Every object in `value`, outermost first."""
    if isinstance(value, Mapping):
        yield value
        for inside in value.values():
            yield from _walk(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _walk(inside)


def _strings(value: Any) -> Iterator[str]:
    """The strings under the key 'text', in order."""
    for element in _walk(value):
        if isinstance(element.get("text"), str):
            yield element["text"]
        elif element.get("type") == "date":
            yield element["fallback"]


def _texts(value: Any) -> Iterator[str]:
    """Every string, whatever its key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inside in value.values():
            yield from _texts(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _texts(inside)
