"""Slack's limits as data: what each block, element, object and view may hold.

One small validator (checking.py) reads these tables. A limit is the largest value that Slack
takes. Sources: Slack's Block Kit and Web API reference, slack-sdk's models, and what
maintainers say in Slack's own issue trackers.
"""

from __future__ import annotations

from dataclasses import dataclass

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_TEXT = 13_000  # all text in one message's blocks; Slack documents no exact number
MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_TEXT = 12_000  # one markdown text, and all markdown blocks of a payload together
TABLES = 1
TABLE_TEXT = 10_000
VIEW_BYTES = 250 * 1024
VIEW_STACK = 3
PROMPTS = 4
LOADING_MESSAGES = 10
STATUS_SECONDS = 120.0
STREAM_SECONDS = 300.0
TRIGGER_SECONDS = 3.0
ACKNOWLEDGE_SECONDS = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 1800.0
METADATA_BYTES = 16_000
SUGGESTED_OPTIONS = 100


@dataclass(frozen=True)
class Words:
    """A plain string of so many characters."""

    most: int = 3_000
    least: int = 0


@dataclass(frozen=True)
class Text:
    """A text object of so many characters."""

    most: int
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Number:
    """A whole number."""


@dataclass(frozen=True)
class Choice:
    """One of these strings."""

    among: tuple[str, ...]


@dataclass(frozen=True)
class Anything:
    """A value whose inside is not checked."""


@dataclass(frozen=True)
class Many:
    """A list of so many items."""

    of: Spec
    most: int
    least: int = 1


@dataclass(frozen=True)
class Shape:
    """An object with these fields and no other."""

    fields: dict[str, Spec]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()  # at least one of these must be there


@dataclass(frozen=True)
class Kind:
    """An object whose "type" names its shape in `ELEMENTS` or `BLOCKS`."""

    among: tuple[str, ...] = ()
    block: bool = False


Spec = Words | Text | Flag | Number | Choice | Anything | Many | Shape | Kind

PLAIN = ("plain_text",)
ID = Words(255)
CONFIRM = Shape(
    {
        "title": Text(100, PLAIN),
        "text": Text(300),
        "confirm": Text(30, PLAIN),
        "deny": Text(30, PLAIN),
        "style": Choice(("primary", "danger")),
    },
    ("title", "text", "confirm", "deny"),
)
OPTION = Shape(
    {
        "text": Text(75),
        "value": Words(150),
        "description": Text(75),
        "url": Words(3_000),
    },
    ("text", "value"),
)
OPTIONS = Many(OPTION, 100)
OPTION_GROUP = Shape({"label": Text(75, PLAIN), "options": OPTIONS}, ("label", "options"))
FEEDBACK_BUTTON = Shape(
    {"text": Text(75, PLAIN), "value": Words(2_000), "accessibility_label": Words(75)},
    ("text", "value"),
)
SLACK_FILE = Shape({"id": Words(255), "url": Words(3_000)}, one_of=("id", "url"))
PLACEHOLDER = Text(150, PLAIN)
DISPATCH = Shape({"trigger_actions_on": Many(Words(50), 2)})


def _element(required: tuple[str, ...] = (), /, **fields: Spec) -> Shape:
    return Shape({"type": Words(50), "action_id": ID, **fields}, required)


def _input(required: tuple[str, ...] = (), /, **fields: Spec) -> Shape:
    own: dict[str, Spec] = {"placeholder": PLACEHOLDER, "focus_on_load": Flag(), "confirm": CONFIRM}
    return _element(required, **{**own, **fields})


_WRITTEN: dict[str, Spec] = {"initial_value": Words(3_000), "dispatch_action_config": DISPATCH}
_OFFERED: dict[str, Spec] = {"options": OPTIONS, "option_groups": Many(OPTION_GROUP, 100)}
_MOST: dict[str, Spec] = {"max_selected_items": Number()}
_URL_TOO: dict[str, Spec] = {"response_url_enabled": Flag()}
_PEOPLE = Many(Words(50), 100, 0)
_CONVERSATIONS: dict[str, Spec] = {"default_to_current_conversation": Flag(), "filter": Anything()}

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        ("text",),
        text=Text(75, PLAIN),
        url=Words(3_000),
        value=Words(2_000),
        style=Choice(("primary", "danger")),
        confirm=CONFIRM,
        accessibility_label=Words(75),
        agent_prompt=Words(4_000),
    ),
    "image": Shape(
        {
            "type": Words(50),
            "image_url": Words(3_000),
            "alt_text": Words(2_000),
            "slack_file": SLACK_FILE,
        },
        ("alt_text",),
        ("image_url", "slack_file"),
    ),
    "overflow": _element(("options",), options=Many(OPTION, 5), confirm=CONFIRM),
    "checkboxes": _input(
        ("options",), options=Many(OPTION, 10), initial_options=Many(OPTION, 10, 0)
    ),
    "radio_buttons": _input(("options",), options=Many(OPTION, 10), initial_option=OPTION),
    "datepicker": _input(initial_date=Words(10)),
    "timepicker": _input(initial_time=Words(5), timezone=Words(100)),
    "datetimepicker": _input(initial_date_time=Number()),
    "static_select": _input(**_OFFERED, initial_option=OPTION),
    "multi_static_select": _input(**_OFFERED, **_MOST, initial_options=Many(OPTION, 100, 0)),
    "external_select": _input(min_query_length=Number(), initial_option=OPTION),
    "multi_external_select": _input(
        min_query_length=Number(), initial_options=Many(OPTION, 100, 0), **_MOST
    ),
    "users_select": _input(initial_user=Words(50)),
    "multi_users_select": _input(initial_users=_PEOPLE, **_MOST),
    "conversations_select": _input(initial_conversation=Words(50), **_CONVERSATIONS, **_URL_TOO),
    "multi_conversations_select": _input(initial_conversations=_PEOPLE, **_CONVERSATIONS, **_MOST),
    "channels_select": _input(initial_channel=Words(50), **_URL_TOO),
    "multi_channels_select": _input(initial_channels=_PEOPLE, **_MOST),
    "plain_text_input": _input(
        multiline=Flag(), min_length=Number(), max_length=Number(), **_WRITTEN
    ),
    "email_text_input": _input(**_WRITTEN),
    "url_text_input": _input(**_WRITTEN),
    "number_input": _input(
        ("is_decimal_allowed",),
        is_decimal_allowed=Flag(),
        min_value=Words(50),
        max_value=Words(50),
        **_WRITTEN,
    ),
    "rich_text_input": _input(initial_value=Anything(), dispatch_action_config=DISPATCH),
    "file_input": _input(filetypes=Many(Words(50), 100, 0), max_files=Number()),
    "feedback_buttons": _element(
        ("positive_button", "negative_button"),
        positive_button=FEEDBACK_BUTTON,
        negative_button=FEEDBACK_BUTTON,
    ),
    "icon_button": _element(
        ("icon", "text"),
        icon=Choice(("trash",)),
        text=Text(75, PLAIN),
        value=Words(2_000),
        confirm=CONFIRM,
        accessibility_label=Words(75),
        visible_to_user_ids=_PEOPLE,
    ),
    "mrkdwn": Shape({"type": Words(50), "text": Words(3_000, 1), "verbatim": Flag()}, ("text",)),
    "plain_text": Shape({"type": Words(50), "text": Words(3_000, 1), "emoji": Flag()}, ("text",)),
    "url": Shape({"type": Words(50), "url": Words(3_000), "text": Words(75)}, ("url", "text")),
    "rich_text_section": Shape({"type": Words(50), "elements": Anything()}, ("elements",)),
    "rich_text_list": Shape(
        {
            "type": Words(50),
            "elements": Anything(),
            "style": Choice(("bullet", "ordered")),
            "indent": Number(),
            "offset": Number(),
            "border": Number(),
        },
        ("elements", "style"),
    ),
    "rich_text_preformatted": Shape(
        {
            "type": Words(50),
            "elements": Anything(),
            "border": Number(),
            "language": Words(50),
        },
        ("elements",),
    ),
    "rich_text_quote": Shape(
        {"type": Words(50), "elements": Anything(), "border": Number()}, ("elements",)
    ),
    "raw_text": Shape({"type": Words(50), "text": Words(10_000)}, ("text",)),
    "raw_number": Shape({"type": Words(50), "value": Anything(), "text": Words(100)}),
}

SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
PICKED = (*SELECTS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
PRESSED = ("button", "overflow")
TYPED = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
RICH = tuple(name for name in ELEMENTS if name.startswith("rich_text_") and name not in TYPED)


def _block(
    required: tuple[str, ...] = (), one_of: tuple[str, ...] = (), /, **fields: Spec
) -> Shape:
    return Shape({"type": Words(50), "block_id": ID, **fields}, required, one_of)


RICH_TEXT = _block(("elements",), elements=Many(Kind(RICH), 1_000))
# Slack's documentation lists these; other sources say that it refuses some of them (rich_text).
CONTAINER_CHILDREN = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)
BLOCKS: dict[str, Shape] = {
    "section": _block(
        (),
        ("text", "fields"),
        text=Text(3_000),
        fields=Many(Text(2_000), 10),
        accessory=Kind((*PRESSED, *PICKED, "image")),
        expand=Flag(),
    ),
    "divider": _block(),
    "header": _block(("text",), text=Text(150, PLAIN), level=Number()),
    "context": _block(("elements",), elements=Many(Kind(("mrkdwn", "plain_text", "image")), 10)),
    "actions": _block(
        ("elements",), elements=Many(Kind((*PRESSED, *PICKED, "datetimepicker")), 25)
    ),
    "context_actions": _block(
        ("elements",), elements=Many(Kind(("feedback_buttons", "icon_button")), 5)
    ),
    "image": _block(
        ("alt_text",),
        ("image_url", "slack_file"),
        image_url=Words(3_000),
        slack_file=SLACK_FILE,
        alt_text=Words(2_000),
        title=Text(2_000, PLAIN),
    ),
    "input": _block(
        ("label", "element"),
        label=Text(2_000, PLAIN),
        element=Kind((*PICKED, *TYPED, "datetimepicker")),
        dispatch_action=Flag(),
        hint=Text(2_000, PLAIN),
        optional=Flag(),
    ),
    "markdown": _block(("text",), text=Words(MARKDOWN_TEXT, 1)),
    "rich_text": RICH_TEXT,
    "table": _block(
        ("rows",),
        rows=Many(Many(Kind(("raw_text", "raw_number", "rich_text")), 20), 100),
        column_settings=Many(Anything(), 20, 0),
    ),
    "container": _block(
        ("child_blocks",),
        ("title", "rich_text_title"),
        title=Text(150, PLAIN),
        rich_text_title=Anything(),
        subtitle=Text(150),
        child_blocks=Many(Kind(CONTAINER_CHILDREN, block=True), 10),
        width=Choice(("narrow", "standard", "wide", "full")),
        icon=Kind(("image",)),
        is_collapsible=Flag(),
        default_collapsed=Flag(),
        has_header_divider=Flag(),
    ),
    "alert": _block(
        ("text",),
        text=Text(3_000),
        level=Choice(("default", "info", "warning", "error", "success")),
    ),
    "file": _block(("external_id", "source"), external_id=Words(255), source=Words(50)),
    "video": _block(
        ("alt_text", "title", "thumbnail_url", "video_url"),
        alt_text=Words(2_000),
        title=Text(200, PLAIN),
        title_url=Words(3_000),
        description=Text(200, PLAIN),
        thumbnail_url=Words(3_000),
        video_url=Words(3_000),
        author_name=Words(50),
        provider_name=Words(50),
        provider_icon_url=Words(3_000),
    ),
}
ELEMENTS["rich_text"] = RICH_TEXT  # a cell of a table
IN_MESSAGES = tuple(BLOCKS)
IN_VIEWS = tuple(
    name for name in BLOCKS if name not in ("markdown", "table", "context_actions", "file")
)
NEWER = ("context_actions", "container", "table", "markdown", "alert")  # not in every workspace

_VIEW: dict[str, Spec] = {
    "type": Words(50),
    "blocks": Anything(),  # checked by themselves
    "private_metadata": Words(3_000),
    "callback_id": Words(255),
    "external_id": Words(255),
}
VIEWS: dict[str, Shape] = {
    "home": Shape({**_VIEW, "title": Text(24, PLAIN)}, ("type", "blocks")),
    "modal": Shape(
        {
            **_VIEW,
            "title": Text(24, PLAIN),
            "submit": Text(24, PLAIN),
            "close": Text(24, PLAIN),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
        ("type", "title", "blocks"),
    ),
}
