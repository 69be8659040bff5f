"""Slack's limits as data: what each block, element, object and view may hold.

One small validator (checking.py) reads these tables. A limit is the largest value that Slack
takes. Sources: Slack's Block Kit and Web API reference, slack-sdk's models, and what
maintainers say in Slack's own issue trackers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
QUERY_LETTERS = 3  # typed before a menu asks the app, where the menu says no other number
ACKNOWLEDGE_SECONDS = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 1800.0
METADATA_BYTES = 16_000
SUGGESTED_OPTIONS = 100


@dataclass(frozen=True)
class String:
    """A plain string of so many characters, which begins as `form` says."""

    most: int = 3_000
    least: int = 0
    form: str = ""  # a regular expression


@dataclass(frozen=True)
class TextObject:
    """A text object of so many characters."""

    most: int
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")


@dataclass(frozen=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True)
class Integer:
    """A whole number in a range."""

    least: int = 0
    most: int = 10**12


@dataclass(frozen=True)
class StringAmong:
    """One of these strings."""

    among: tuple[str, ...]


@dataclass(frozen=True)
class Anything:
    """A value whose inside is not checked."""


@dataclass(frozen=True)
class ListOf:
    """A list of so many items."""

    of: Spec
    most: int
    least: int = 1
    is_unique: bool = False  # no item twice; of options, no value twice


@dataclass(frozen=True)
class ObjectWith:
    """An object with these fields and no other."""

    fields: dict[str, Spec]
    required_fields: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()  # at least one of these must be there
    not_both: tuple[str, ...] = ()  # at most one of these may be there


@dataclass(frozen=True)
class ObjectAmong:
    """An object whose "type" names its fields in `ELEMENTS` or `BLOCKS`."""

    among: tuple[str, ...] = ()
    is_block: bool = False


Spec = (
    String
    | TextObject
    | Boolean
    | Integer
    | StringAmong
    | Anything
    | ListOf
    | ObjectWith
    | ObjectAmong
)

PLAIN = ("plain_text",)
ID = String(255, 1)
URL = String(3_000, 1, r"(?:https?|mailto|tel|slack):")
IMAGE_URL = String(3_000, 1, r"https?://")
DAY = String(10, 10, r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")
MINUTE = String(5, 5, r"(?:[01]\d|2[0-3]):[0-5]\d$")
CONFIRM = ObjectWith(
    {
        "title": TextObject(100, PLAIN),
        "text": TextObject(300),
        "confirm": TextObject(30, PLAIN),
        "deny": TextObject(30, PLAIN),
        "style": StringAmong(("primary", "danger")),
    },
    ("title", "text", "confirm", "deny"),
)
OPTION = ObjectWith(
    {
        "text": TextObject(75),
        "value": String(150),
        "description": TextObject(75),
        "url": URL,
    },
    ("text", "value"),
)
OPTIONS = ListOf(OPTION, 100, is_unique=True)
OPTION_GROUP = ObjectWith(
    {"label": TextObject(75, PLAIN), "options": OPTIONS}, ("label", "options")
)
FEEDBACK_BUTTON = ObjectWith(
    {"text": TextObject(75, PLAIN), "value": String(2_000), "accessibility_label": String(75)},
    ("text", "value"),
)
SLACK_FILE = ObjectWith({"id": String(255), "url": IMAGE_URL}, one_of=("id", "url"))
PLACEHOLDER = TextObject(150, PLAIN)
DISPATCH = ObjectWith({"trigger_actions_on": ListOf(String(50), 2)})


def _element(required_fields: tuple[str, ...] = (), /, **fields: Spec) -> ObjectWith:
    return ObjectWith({"type": String(50), "action_id": ID, **fields}, required_fields)


def _input(required_fields: tuple[str, ...] = (), /, **fields: Spec) -> ObjectWith:
    common_fields: dict[str, Spec] = {
        "placeholder": PLACEHOLDER,
        "focus_on_load": Boolean(),
        "confirm": CONFIRM,
    }
    return _element(required_fields, **{**common_fields, **fields})


def _static_select(**fields: Spec) -> ObjectWith:
    """A menu that carries what it offers: options, or groups of them, and not both."""
    ways = ("options", "option_groups")
    return replace(_input(**_OPTION_FIELDS, **fields), one_of=ways, not_both=ways)


_TEXT_FIELDS: dict[str, Spec] = {"initial_value": String(3_000), "dispatch_action_config": DISPATCH}
_OPTION_FIELDS: dict[str, Spec] = {"options": OPTIONS, "option_groups": ListOf(OPTION_GROUP, 100)}
_SELECTION_LIMIT: dict[str, Spec] = {"max_selected_items": Integer(1)}
_RESPONSE_URL: dict[str, Spec] = {"response_url_enabled": Boolean()}
_PEOPLE = ListOf(String(50), 100, 0)
_CONVERSATIONS: dict[str, Spec] = {
    "default_to_current_conversation": Boolean(),
    "filter": Anything(),
}

# What stands in a line of rich text.
STYLE = ObjectWith(
    {name: Boolean() for name in ("bold", "italic", "strike", "code", "underline", "highlight")}
)


def _run(required_fields: tuple[str, ...], /, **fields: Spec) -> ObjectWith:
    return ObjectWith({"type": String(50), "style": STYLE, **fields}, required_fields)


_RUNS: dict[str, ObjectWith] = {
    "text": _run(("text",), text=String(4_000, 1)),
    "link": _run(("url",), url=URL, text=String(4_000), unsafe=Boolean()),
    "user": _run(("user_id",), user_id=String(30, 1, r"[UW][A-Z0-9]+$")),
    "usergroup": _run(("usergroup_id",), usergroup_id=String(30, 1, r"S[A-Z0-9]+$")),
    "channel": _run(("channel_id",), channel_id=String(30, 1, r"[CGD][A-Z0-9]+$")),
    "team": _run(("team_id",), team_id=String(30, 1, r"[TE][A-Z0-9]+$")),
    "emoji": _run(("name",), name=String(100, 1), unicode=String(100), skin_tone=Integer(1, 6)),
    "broadcast": _run(("range",), range=StringAmong(("here", "channel", "everyone"))),
    "color": _run(("value",), value=String(50, 1)),
    "date": _run(
        ("timestamp", "format"),
        timestamp=Integer(),
        format=String(300, 1),
        fallback=String(300),
        url=URL,
    ),
}
RUNS = ListOf(ObjectAmong(tuple(_RUNS)), 1_000)

ELEMENTS: dict[str, ObjectWith] = {
    **_RUNS,
    "button": _element(
        ("text",),
        text=TextObject(75, PLAIN),
        url=URL,
        value=String(2_000),
        style=StringAmong(("primary", "danger")),
        confirm=CONFIRM,
        accessibility_label=String(75),
        agent_prompt=String(4_000),
    ),
    "image": ObjectWith(
        {
            "type": String(50),
            "image_url": IMAGE_URL,
            "alt_text": String(2_000),
            "slack_file": SLACK_FILE,
        },
        ("alt_text",),
        ("image_url", "slack_file"),
        ("image_url", "slack_file"),
    ),
    "overflow": _element(("options",), options=ListOf(OPTION, 5, is_unique=True), confirm=CONFIRM),
    "checkboxes": _input(
        ("options",),
        options=ListOf(OPTION, 10, is_unique=True),
        initial_options=ListOf(OPTION, 10, is_unique=True),
    ),
    "radio_buttons": _input(
        ("options",), options=ListOf(OPTION, 10, is_unique=True), initial_option=OPTION
    ),
    "datepicker": _input(initial_date=DAY),
    "timepicker": _input(initial_time=MINUTE, timezone=String(100)),
    "datetimepicker": _input(initial_date_time=Integer()),
    "static_select": _static_select(initial_option=OPTION),
    "multi_static_select": _static_select(
        **_SELECTION_LIMIT, initial_options=ListOf(OPTION, 100, is_unique=True)
    ),
    "external_select": _input(min_query_length=Integer(), initial_option=OPTION),
    "multi_external_select": _input(
        min_query_length=Integer(),
        initial_options=ListOf(OPTION, 100, is_unique=True),
        **_SELECTION_LIMIT,
    ),
    "users_select": _input(initial_user=String(50)),
    "multi_users_select": _input(initial_users=_PEOPLE, **_SELECTION_LIMIT),
    "conversations_select": _input(
        initial_conversation=String(50), **_CONVERSATIONS, **_RESPONSE_URL
    ),
    "multi_conversations_select": _input(
        initial_conversations=_PEOPLE, **_CONVERSATIONS, **_SELECTION_LIMIT
    ),
    "channels_select": _input(initial_channel=String(50), **_RESPONSE_URL),
    "multi_channels_select": _input(initial_channels=_PEOPLE, **_SELECTION_LIMIT),
    "plain_text_input": _input(
        multiline=Boolean(),
        min_length=Integer(0, 3_000),
        max_length=Integer(1, 3_000),
        **_TEXT_FIELDS,
    ),
    "email_text_input": _input(**_TEXT_FIELDS),
    "url_text_input": _input(**_TEXT_FIELDS),
    "number_input": _input(
        ("is_decimal_allowed",),
        is_decimal_allowed=Boolean(),
        min_value=String(50),
        max_value=String(50),
        **_TEXT_FIELDS,
    ),
    "rich_text_input": _input(initial_value=Anything(), dispatch_action_config=DISPATCH),
    "file_input": _input(filetypes=ListOf(String(50), 100, 0), max_files=Integer(1, 10)),
    "feedback_buttons": _element(
        ("positive_button", "negative_button"),
        positive_button=FEEDBACK_BUTTON,
        negative_button=FEEDBACK_BUTTON,
    ),
    "icon_button": _element(
        ("icon", "text"),
        icon=StringAmong(("trash",)),
        text=TextObject(75, PLAIN),
        value=String(2_000),
        confirm=CONFIRM,
        accessibility_label=String(75),
        visible_to_user_ids=_PEOPLE,
    ),
    "mrkdwn": ObjectWith(
        {"type": String(50), "text": String(3_000, 1), "verbatim": Boolean()}, ("text",)
    ),
    "plain_text": ObjectWith(
        {"type": String(50), "text": String(3_000, 1), "emoji": Boolean()}, ("text",)
    ),
    "url": ObjectWith(
        {"type": String(50), "url": String(3_000), "text": String(75)}, ("url", "text")
    ),
    "rich_text_section": ObjectWith({"type": String(50), "elements": RUNS}, ("elements",)),
    "rich_text_list": ObjectWith(
        {
            "type": String(50),
            "elements": ListOf(ObjectAmong(("rich_text_section",)), 1_000),
            "style": StringAmong(("bullet", "ordered")),
            "indent": Integer(0, 8),
            "offset": Integer(),
            "border": Integer(),
        },
        ("elements", "style"),
    ),
    "rich_text_preformatted": ObjectWith(
        {
            "type": String(50),
            "elements": ListOf(ObjectAmong(("text", "link")), 1_000),
            "border": Integer(),
            "language": String(50),
        },
        ("elements",),
    ),
    "rich_text_quote": ObjectWith(
        {"type": String(50), "elements": RUNS, "border": Integer()}, ("elements",)
    ),
    "raw_text": ObjectWith({"type": String(50), "text": String(10_000)}, ("text",)),
    "raw_number": ObjectWith({"type": String(50), "value": Anything(), "text": String(100)}),
}

SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
PICKERS = (*SELECTS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
BUTTONS = ("button", "overflow")
# A menu of several choices stands in a section or an input, and not in a row.
IN_ACTIONS = (*(name for name in PICKERS if not name.startswith("multi_")), "datetimepicker")
TEXT_INPUTS = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
RICH_TEXT_PARTS = tuple(
    name for name in ELEMENTS if name.startswith("rich_text_") and name not in TEXT_INPUTS
)


def _block(
    required_fields: tuple[str, ...] = (), one_of: tuple[str, ...] = (), /, **fields: Spec
) -> ObjectWith:
    return ObjectWith({"type": String(50), "block_id": ID, **fields}, required_fields, one_of)


RICH_TEXT = _block(("elements",), elements=ListOf(ObjectAmong(RICH_TEXT_PARTS), 1_000))
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
BLOCKS: dict[str, ObjectWith] = {
    "section": _block(
        (),
        ("text", "fields"),
        text=TextObject(3_000),
        fields=ListOf(TextObject(2_000), 10),
        accessory=ObjectAmong((*BUTTONS, *PICKERS, "image")),
        expand=Boolean(),
    ),
    "divider": _block(),
    "header": _block(("text",), text=TextObject(150, PLAIN), level=Integer()),
    "context": _block(
        ("elements",), elements=ListOf(ObjectAmong(("mrkdwn", "plain_text", "image")), 10)
    ),
    "actions": _block(("elements",), elements=ListOf(ObjectAmong((*BUTTONS, *IN_ACTIONS)), 25)),
    "context_actions": _block(
        ("elements",), elements=ListOf(ObjectAmong(("feedback_buttons", "icon_button")), 5)
    ),
    "image": _block(
        ("alt_text",),
        ("image_url", "slack_file"),
        image_url=IMAGE_URL,
        slack_file=SLACK_FILE,
        alt_text=String(2_000),
        title=TextObject(2_000, PLAIN),
    ),
    "input": _block(
        ("label", "element"),
        label=TextObject(2_000, PLAIN),
        element=ObjectAmong((*PICKERS, *TEXT_INPUTS, "datetimepicker")),
        dispatch_action=Boolean(),
        hint=TextObject(2_000, PLAIN),
        optional=Boolean(),
    ),
    "markdown": _block(("text",), text=String(MARKDOWN_TEXT, 1)),
    "rich_text": RICH_TEXT,
    "table": _block(
        ("rows",),
        rows=ListOf(ListOf(ObjectAmong(("raw_text", "raw_number", "rich_text")), 20), 100),
        column_settings=ListOf(Anything(), 20, 0),
    ),
    "container": _block(
        ("child_blocks",),
        ("title", "rich_text_title"),
        title=TextObject(150, PLAIN),
        rich_text_title=Anything(),
        subtitle=TextObject(150),
        child_blocks=ListOf(ObjectAmong(CONTAINER_CHILDREN, is_block=True), 10),
        width=StringAmong(("narrow", "standard", "wide", "full")),
        icon=ObjectAmong(("image",)),
        is_collapsible=Boolean(),
        default_collapsed=Boolean(),
        has_header_divider=Boolean(),
    ),
    "alert": _block(
        ("text",),
        text=TextObject(3_000),
        level=StringAmong(("default", "info", "warning", "error", "success")),
    ),
    "file": _block(("external_id", "source"), external_id=String(255), source=String(50)),
    "video": _block(
        ("alt_text", "title", "thumbnail_url", "video_url"),
        alt_text=String(2_000),
        title=TextObject(200, PLAIN),
        title_url=IMAGE_URL,
        description=TextObject(200, PLAIN),
        thumbnail_url=IMAGE_URL,
        video_url=IMAGE_URL,
        author_name=String(50),
        provider_name=String(50),
        provider_icon_url=String(3_000),
    ),
}
ELEMENTS["rich_text"] = RICH_TEXT  # a cell of a table
IN_MESSAGES = tuple(BLOCKS)
IN_VIEWS = tuple(
    name for name in BLOCKS if name not in ("markdown", "table", "context_actions", "file")
)
NEWER = ("context_actions", "container", "table", "markdown", "alert")  # not in every workspace

_VIEW: dict[str, Spec] = {
    "type": String(50),
    "blocks": Anything(),  # checked by themselves
    "private_metadata": String(3_000),
    "callback_id": String(255),
    "external_id": String(255),
}
VIEWS: dict[str, ObjectWith] = {
    "home": ObjectWith(_VIEW, ("type", "blocks")),
    "modal": ObjectWith(
        {
            **_VIEW,
            "title": TextObject(24, PLAIN),
            "submit": TextObject(24, PLAIN),
            "close": TextObject(24, PLAIN),
            "clear_on_close": Boolean(),
            "notify_on_close": Boolean(),
            "submit_disabled": Boolean(),
        },
        ("type", "title", "blocks"),
    ),
}
