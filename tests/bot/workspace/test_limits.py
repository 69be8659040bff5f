"""The local workspace refuses what Slack refuses: each limit, and one beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import LocalServer, Workspace, WorkspaceRules
from tests.support.slack.workspace_fixtures import (
    MANIFEST,
    OFFICER,
    PARTNERS,
    MovableClock,
    actions,
    button,
    client,
    modal,
    mrkdwn,
    option,
    plain,
    problems,
    question,
    refusal,
    section,
    select,
)

Blocks = list[dict[str, Any]]


@pytest.fixture(scope="module")
def bot() -> Iterator[WebClient]:
    with LocalServer(Workspace(MANIFEST)) as server:
        yield client(server)


def feedback(text: str = "Good", value: str = "yes", elements: int = 1) -> Blocks:
    pressed = {"text": plain(text), "value": value}
    buttons = [
        {
            "type": "feedback_buttons",
            "action_id": f"f{n}",
            "positive_button": pressed,
            "negative_button": pressed,
        }
        for n in range(elements)
    ]
    return [{"type": "context_actions", "elements": buttons}]


def markdown(*lengths: int) -> Blocks:
    return [{"type": "markdown", "text": "m" * length} for length in lengths]


def table(rows: int, columns: int = 1, text: str = "x") -> Blocks:
    row = [{"type": "raw_text", "text": text}] * columns
    return [{"type": "table", "rows": [row] * rows}]


def container(children: int, title: str = "Clause") -> Blocks:
    return [
        {
            "type": "container",
            "title": plain(title),
            "is_collapsible": True,
            "child_blocks": [{"type": "divider"}] * children,
        }
    ]


def header(length: int) -> Blocks:
    return [{"type": "header", "text": plain("h" * length)}]


def context(elements: int) -> Blocks:
    return [{"type": "context", "elements": [mrkdwn("c")] * elements}]


def fields(count: int, length: int = 1) -> Blocks:
    return [{"type": "section", "fields": [mrkdwn("f" * length)] * count}]


def buttons(count: int) -> Blocks:
    return [actions(*[button(f"b{n}") for n in range(count)])]


def rich(*parts: dict[str, Any]) -> Blocks:
    line = {"type": "rich_text_section", "elements": list(parts)}
    return [{"type": "rich_text", "elements": [line]}]


AT_THE_LIMIT: dict[str, tuple[Blocks, Blocks, str]] = {
    "section text": ([section("s" * 3_000)], [section("s" * 3_001)], "less than 3001 characters"),
    "empty text": ([section("s")], [section("")], "more than 0 characters"),
    "fields": (fields(10), fields(11), "no more than 10 items"),
    "field text": (fields(1, 2_000), fields(1, 2_001), "less than 2001 characters"),
    "header": (header(150), header(151), "less than 151 characters"),
    "context": (context(10), context(11), "no more than 10 items"),
    "actions": (buttons(25), buttons(26), "no more than 25 items"),
    "button text": (
        [actions(button(text=plain("b" * 75)))],
        [actions(button(text=plain("b" * 76)))],
        "less than 76 characters",
    ),
    "button value": (
        [actions(button(value="v" * 2_000))],
        [actions(button(value="v" * 2_001))],
        "less than 2001 characters",
    ),
    "action id": (
        [actions(button("a" * 255))],
        [actions(button("a" * 256))],
        "less than 256 characters",
    ),
    "select options": ([actions(select(100))], [actions(select(101))], "no more than 100 items"),
    "option text": (
        [actions({**select(0), "options": [option("o" * 75)]})],
        [actions({**select(0), "options": [option("o" * 76)]})],
        "less than 76 characters",
    ),
    "option description": (
        [actions({**select(0), "options": [option(description=plain("d" * 75))]})],
        [actions({**select(0), "options": [option(description=plain("d" * 76))]})],
        "less than 76 characters",
    ),
    "blocks a message": (
        [{"type": "divider"}] * 50,
        [{"type": "divider"}] * 51,
        "no more than 50 items",
    ),
    "markdown": (markdown(12_000), markdown(12_001), "less than 12001 characters"),
    "markdown in all": (markdown(6_000, 6_000), markdown(6_000, 6_001), "less than 12001"),
    "table rows": (table(100), table(101), "no more than 100 items"),
    "table columns": (table(1, 20), table(1, 21), "no more than 20 items"),
    "table text": (table(10, 10, "t" * 100), table(10, 10, "t" * 101), "less than 10001"),
    "tables": (table(1), table(1) + table(1), "only_one_table_allowed"),
    "children": (container(10), container(11), "no more than 10 items"),
    "container title": (container(1, "t" * 150), container(1, "t" * 151), "less than 151"),
    "feedback text": (feedback("f" * 75), feedback("f" * 76), "less than 76 characters"),
    "feedback value": (feedback(value="f" * 2_000), feedback(value="f" * 2_001), "less than 2001"),
    "context actions": (feedback(elements=5), feedback(elements=6), "no more than 5 items"),
}


@pytest.mark.parametrize("limit", AT_THE_LIMIT)
def test_blocks_are_taken_at_the_limit_and_refused_one_beyond(bot: WebClient, limit: str) -> None:
    at, beyond, said = AT_THE_LIMIT[limit]
    assert bot.chat_postMessage(channel=PARTNERS, text="t", blocks=at)["ok"]
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel=PARTNERS, text="t", blocks=beyond)
    assert refusal(error.value) == "invalid_blocks"
    (first, *_) = problems(error.value)
    assert first.startswith("[ERROR] ")
    assert said in first
    assert "[json-pointer:/blocks" in first


WRONG: dict[str, tuple[Any, str]] = {
    "unknown block type": ([{"type": "paragraph"}], "unsupported type: paragraph"),
    "no type": ([{"text": mrkdwn("x")}], "missing required field: type"),
    "missing field": ([{"type": "header"}], "missing required field: text"),
    "neither text nor fields": ([{"type": "section"}], "must define either `text` or `fields`"),
    "additional property": ([section(colour="red")], "invalid additional property: colour"),
    "plain text wanted": (
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "element of another block": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button",
    ),
    "same block id twice": ([section(block_id="a"), section(block_id="a")], "already exists"),
    "same action id twice": ([actions(button("a"), button("a"))], "already exists"),
    "same block id inside a container": (
        [
            section(block_id="a"),
            {"type": "container", "title": plain("C"), "child_blocks": [section(block_id="a")]},
        ],
        "already exists",
    ),
    "no list": ([section(accessory=[button()])], "must provide an object"),
    "empty list": ([actions()], "no less than 1 items"),
    "style": ([actions(button(style="loud"))], "value must be one of primary, danger"),
    "flag": ([{"type": "divider", "block_id": 7}], "must provide a string"),
    "empty id": ([section(block_id="")], "more than 0 characters"),
    "address of a button": ([actions(button(url="javascript:alert(1)"))], "expected form"),
    "address of a picture": (
        [{"type": "image", "image_url": "data:image/png;base64,x", "alt_text": "x"}],
        "expected form",
    ),
    "several choices in a row": (
        [actions({**select(1), "type": "multi_static_select"})],
        "unsupported type: multi_static_select",
    ),
    "menu without anything": (
        [actions({"type": "static_select", "action_id": "s"})],
        "must define either `options` or `option_groups`",
    ),
    "menu of both kinds": (
        [actions({**select(1), "option_groups": [{"label": plain("G"), "options": [option()]}]})],
        "must define only one of",
    ),
    "option twice": (
        [actions({**select(0), "options": [option(), option()]})],
        "items must be unique",
    ),
    "option without text": (
        [actions({**select(0), "options": [{"text": plain(""), "value": "v"}]})],
        "more than 0 characters",
    ),
    "choice that is not offered": (
        [actions({**select(1), "initial_option": option("Another")})],
        "must be among the options",
    ),
    "no day": (
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-13-01"})],
        "expected form",
    ),
    "rich text of unknown parts": (rich({"type": "shout", "text": "x"}), "unsupported type: shout"),
    "rich text of nothing": (rich({"type": "text", "text": ""}), "more than 0 characters"),
    "rich text in an unknown style": (
        rich({"type": "text", "text": "x", "style": {"loud": True}}),
        "invalid additional property: loud",
    ),
    "rich text with another link": (
        rich({"type": "link", "url": "javascript:alert(1)", "text": "x"}),
        "expected form",
    ),
    "rich text with nobody": (rich({"type": "user", "user_id": "officer"}), "expected form"),
    "rich text with everybody and more": (
        rich({"type": "broadcast", "range": "world"}),
        "value must be one of here, channel, everyone",
    ),
    "rich text without a line": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}],
        "no less than 1 items",
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_in_blocks_is_named_with_its_place(bot: WebClient, mistake: str) -> None:
    blocks, said = WRONG[mistake]
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel=PARTNERS, text="t", blocks=blocks)
    assert refusal(error.value) == "invalid_blocks"
    assert said in problems(error.value)[0]


def test_blocks_that_are_no_list_are_refused(bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel=PARTNERS, text="t", blocks="nonsense")
    assert refusal(error.value) == "invalid_blocks_format"


def test_all_text_of_a_messages_blocks_together_is_limited(bot: WebClient) -> None:
    fits = [section("s" * 3_000)] * 4 + [section("s" * 1_000)]
    assert bot.chat_postMessage(channel=PARTNERS, text="t", blocks=fits)["ok"]
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel=PARTNERS, text="t", blocks=[*fits, section("s")])
    assert refusal(error.value) == "msg_blocks_too_long"


def test_text_is_limited_to_what_a_post_and_an_update_take(bot: WebClient) -> None:
    posted = bot.chat_postMessage(channel=PARTNERS, text="t" * 40_000)
    assert bot.chat_update(channel=PARTNERS, ts=posted["ts"], text="t" * 4_000)["ok"]
    update = {"ts": posted["ts"], "text": "t" * 4_001}
    for method, said in (
        ("chat.postMessage", {"text": "t" * 40_001}),
        ("chat.update", update),
        ("chat.postMessage", {"markdown_text": "t" * 12_001}),
    ):
        with pytest.raises(SlackApiError) as error:
            bot.api_call(method, json={"channel": PARTNERS, **said})
        assert refusal(error.value) == "msg_too_long"


def test_a_message_that_says_nothing_is_refused(bot: WebClient) -> None:
    empty: list[dict[str, Any]] = [{"text": " "}, {"text": " ", "blocks": []}]
    for said in empty:
        with pytest.raises(SlackApiError) as error:
            bot.chat_postMessage(channel=PARTNERS, **said)
        assert refusal(error.value) == "no_text"


def test_markdown_text_stands_alone(bot: WebClient) -> None:
    assert bot.chat_postMessage(channel=PARTNERS, markdown_text="**bold**")["ok"]
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel=PARTNERS, markdown_text="**bold**", text="bold")
    assert refusal(error.value) == "markdown_text_conflict"


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ("nonsense", "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": "y"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"y": "z" * 16_000}}, "metadata_too_large"),
    ],
)
def test_metadata_is_checked(bot: WebClient, metadata: Any, code: str) -> None:
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel=PARTNERS, text="t", metadata=metadata)
    assert refusal(error.value) == code


def typed(block_id: str = "t", **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {"type": "input", "block_id": block_id, "label": plain("L"), "element": element}


HOME = {"type": "home", "blocks": [section()]}
VIEWS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "title": (modal(title=plain("t" * 24)), modal(title=plain("t" * 25)), "less than 25"),
    "submit": (modal(submit=plain("s" * 24)), modal(submit=plain("s" * 25)), "less than 25"),
    "close": (modal(close=plain("c" * 24)), modal(close=plain("c" * 25)), "less than 25"),
    "private_metadata": (
        modal(private_metadata="p" * 3_000),
        modal(private_metadata="p" * 3_001),
        "less than 3001",
    ),
    "callback_id": (modal(callback_id="c" * 255), modal(callback_id="c" * 256), "less than 256"),
    "blocks": (
        modal(*[{"type": "divider"}] * 100),
        modal(*[{"type": "divider"}] * 101),
        "no more than 100 items",
    ),
    "submit with inputs": (
        modal(question(), submit=plain("Send")),
        modal(question()),
        "missing required field: submit",
    ),
    "title there": (modal(), {"type": "modal", "blocks": []}, "missing required field: title"),
    "blocks there": (modal(), {"type": "modal", "title": plain("T")}, "required field: blocks"),
    "no message block": (modal(), modal(*markdown(3)), "unsupported type: markdown"),
    "known property": (modal(), modal(colour="red"), "invalid additional property: colour"),
    "kind": (modal(), HOME, "unsupported type: home"),
    "typed before": (
        modal(typed(initial_value="v" * 10, max_length=10), submit=plain("Send")),
        modal(typed(initial_value="v" * 11, max_length=10), submit=plain("Send")),
        "initial_value must be less than 11 characters",
    ),
    "longest": (
        modal(typed(max_length=3_000), submit=plain("Send")),
        modal(typed(max_length=3_001), submit=plain("Send")),
        "less than or equal to 3000",
    ),
    "focus": (
        modal(typed("a", focus_on_load=True), typed("b"), submit=plain("Send")),
        modal(typed("a", focus_on_load=True), typed("b", focus_on_load=True), submit=plain("Send")),
        "only one element can have focus_on_load",
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer(Workspace(MANIFEST)) as server:
        yield server


@pytest.mark.parametrize("limit", VIEWS)
def test_views_are_taken_at_the_limit_and_refused_beyond(server: LocalServer, limit: str) -> None:
    at, beyond, said = VIEWS[limit]
    bot = client(server)
    trigger = server.workspace.grants.trigger(OFFICER)
    with pytest.raises(SlackApiError) as error:
        bot.views_open(trigger_id=trigger, view=beyond)
    assert refusal(error.value) == "invalid_arguments"
    assert said in problems(error.value)[0]
    assert "[json-pointer:/view" in problems(error.value)[0]
    assert bot.views_open(trigger_id=trigger, view=at)["view"]["id"].startswith("V0")


def test_a_view_may_have_250_kilobytes(server: LocalServer) -> None:
    bot = client(server)
    blocks = [section("s" * 2_450) for _ in range(100)]
    assert bot.views_publish(user_id=OFFICER, view={"type": "home", "blocks": blocks})["ok"]
    blocks = [section("s" * 2_500) for _ in range(100)]
    with pytest.raises(SlackApiError) as error:
        bot.views_publish(user_id=OFFICER, view={"type": "home", "blocks": blocks})
    assert refusal(error.value) == "view_too_large"


def test_a_home_tab_has_no_title(server: LocalServer) -> None:
    with pytest.raises(SlackApiError) as error:
        client(server).views_publish(user_id=OFFICER, view={**HOME, "title": plain("Home")})
    assert refusal(error.value) == "invalid_arguments"
    assert "invalid additional property: title" in problems(error.value)[0]


def test_calls_are_limited_by_the_minute_as_in_slack() -> None:
    clock = MovableClock()
    rules = WorkspaceRules(limits_rates=True)
    with LocalServer(Workspace(MANIFEST, rules=rules, now=clock)) as server:
        bot = client(server)
        posts = [bot.chat_postMessage(channel=PARTNERS, text="t") for _ in range(60)]
        assert all(post["ok"] for post in posts)
        with pytest.raises(SlackApiError) as error:
            bot.chat_postMessage(channel=PARTNERS, text="t")
        assert error.value.response.status_code == 429
        assert refusal(error.value) == "ratelimited"
        assert 1 <= int(error.value.response.headers["Retry-After"]) <= 60
        assert bot.chat_postMessage(channel="C0FIELDOFF1", text="t")["ok"]
        clock.ahead += 60
        assert bot.chat_postMessage(channel=PARTNERS, text="t")["ok"]


def test_block_types_that_a_workspace_does_not_know_are_refused() -> None:
    rules = WorkspaceRules(unknown_blocks=frozenset({"context_actions", "container"}))
    with LocalServer(Workspace(MANIFEST, rules=rules)) as server:
        bot = client(server)
        for blocks in (feedback(), container(1)):
            with pytest.raises(SlackApiError) as error:
                bot.chat_postMessage(channel=PARTNERS, text="t", blocks=blocks)
            assert refusal(error.value) == "invalid_blocks"
            assert "unsupported type" in problems(error.value)[0]
        assert bot.chat_postMessage(channel=PARTNERS, text="t", blocks=[section()])["ok"]
