"""The local workspace's Web API through the ordinary slack-sdk: what it does and refuses."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.workspace import LocalServer, Workspace, WorkspaceRules
from tests.support.slack.workspace_client import OPENER, Visitor
from tests.support.slack.workspace_fixtures import (
    BOT,
    FINANCE,
    FINANCE_OFFICER,
    MANIFEST,
    OFFICER,
    PARTNERS,
    MovableClock,
    client,
    modal,
    plain,
    problems,
    refusal,
    section,
)

TEAM = "T0LOCALTEAM"
METADATA = {"event_type": "saathi_reply", "event_payload": {"inbox": "17"}}


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="module")
def server(clock: MovableClock) -> Iterator[LocalServer]:
    with LocalServer(Workspace(MANIFEST, now=clock)) as server:
        yield server


@pytest.fixture
def bot(server: LocalServer) -> WebClient:
    return client(server)


@pytest.fixture
def officer(server: LocalServer) -> Visitor:
    return Visitor(server.url, OFFICER)


def refused(method: Callable[..., Any], **arguments: Any) -> str:
    """The error code that `method` is refused with."""
    with pytest.raises(SlackApiError) as error:
        method(**arguments)
    return refusal(error.value)


def test_a_call_needs_the_right_token(server: LocalServer) -> None:
    assert client(server).auth_test()["user_id"] == BOT
    assert refused(client(server, "").auth_test) == "not_authed"
    assert refused(client(server, "xoxb-wrong").auth_test) == "invalid_auth"
    assert refused(client(server, server.app_token).auth_test) == "not_allowed_token_type"
    opened = client(server, server.app_token).apps_connections_open(app_token=server.app_token)
    assert opened["url"].startswith(server.url.replace("http", "ws") + "/link?ticket=")
    wrong = client(server)
    assert (
        refused(wrong.apps_connections_open, app_token=server.bot_token) == "not_allowed_token_type"
    )


def test_api_test_says_back_what_it_was_told(bot: WebClient) -> None:
    assert bot.api_test(word="one")["args"] == {"word": "one"}
    assert refused(bot.api_test, error="such_error") == "such_error"


def test_an_unknown_method_is_refused(bot: WebClient) -> None:
    assert refused(bot.api_call, api_method="chat.shout") == "unknown_method"


def test_a_method_can_be_called_with_a_form_or_with_json(bot: WebClient) -> None:
    blocks, metadata = json.dumps([section("in a form")]), json.dumps(METADATA)
    form = {"channel": PARTNERS, "text": "t", "blocks": blocks, "metadata": metadata}
    for posted in (
        bot.api_call("chat.postMessage", data=form),
        bot.api_call("chat.postMessage", json=form),
    ):
        assert posted["message"]["blocks"][0]["text"]["text"] == "in a form"
        assert posted["message"]["metadata"] == METADATA


def test_a_body_that_is_no_json_is_refused(server: LocalServer) -> None:
    request = urllib.request.Request(
        f"{server.api_url}chat.postMessage", b"{nonsense", {"Content-Type": "application/json"}
    )
    with OPENER.open(request) as answer:
        assert json.load(answer) == {"ok": False, "error": "invalid_json"}


def test_a_posted_message_is_seen_with_ids_added_to_its_blocks(
    bot: WebClient, officer: Visitor
) -> None:
    posted = bot.chat_postMessage(channel=PARTNERS, text="t", blocks=[section("seen")])
    seen = officer.sees("partnerships")[-1]
    assert (seen["ts"], seen["text"], seen["is_bot"]) == (posted["ts"], "t", True)
    assert seen["blocks"][0]["block_id"]
    assert posted["message"]["bot_id"] == "B0SAATHIBOT"


def test_a_message_goes_to_a_channel_by_id_or_name_and_to_a_person_by_id(
    bot: WebClient, officer: Visitor
) -> None:
    assert bot.chat_postMessage(channel="#partnerships", text="t")["channel"] == PARTNERS
    direct = bot.chat_postMessage(channel=OFFICER, text="privately")["channel"]
    assert direct == bot.conversations_open(users=OFFICER)["channel"]["id"]
    assert officer.sees("saathi")[-1]["text"] == "privately"


def test_what_cannot_be_posted_is_refused(bot: WebClient, officer: Visitor) -> None:
    root = officer.says("partnerships", "a question")
    reply = bot.chat_postMessage(channel=PARTNERS, text="t", thread_ts=root)["ts"]
    post = bot.chat_postMessage
    assert refused(post, channel="C0NOWHERE00", text="t") == "channel_not_found"
    assert refused(post, channel=FINANCE, text="t") == "not_in_channel"
    assert refused(post, channel=PARTNERS, text="t", thread_ts="1.0") == "thread_not_found"
    assert refused(post, channel=PARTNERS, text="t", thread_ts=reply) == "cannot_reply_to_message"
    with pytest.raises(SlackApiError) as error:
        bot.api_call("chat.postMessage", json={"text": "t"})
    assert refusal(error.value) == "invalid_arguments"
    assert problems(error.value) == ["[ERROR] missing required field: channel"]


def test_an_ephemeral_message_is_seen_by_one_person_alone(
    server: LocalServer, bot: WebClient, officer: Visitor
) -> None:
    posted = bot.chat_postEphemeral(channel=PARTNERS, user=OFFICER, text="for you")
    ts = posted["message_ts"]
    mine = officer.sees("partnerships")[-1]
    assert (mine["ts"], mine["ephemeral"]) == (ts, True)
    other = Visitor(server.url, FINANCE_OFFICER)
    assert ts not in [message["ts"] for message in other.sees("partnerships")]
    history = bot.conversations_history(channel=PARTNERS)["messages"]
    assert ts not in [message["ts"] for message in history]
    assert refused(bot.chat_update, channel=PARTNERS, ts=ts, text="x") == "message_not_found"
    assert (
        refused(bot.chat_postEphemeral, channel=PARTNERS, user="U0NOBODY", text="x")
        == "user_not_found"
    )


def test_an_update_changes_what_is_given_and_keeps_the_rest(bot: WebClient) -> None:
    ts = bot.chat_postMessage(
        channel=PARTNERS, text="before", blocks=[section("before")], metadata=METADATA
    )["ts"]
    updated = bot.chat_update(channel=PARTNERS, ts=ts, text="after")["message"]
    assert (updated["text"], updated["metadata"]) == ("after", METADATA)
    assert updated["blocks"][0]["text"]["text"] == "before"
    assert updated["edited"]["user"] == BOT
    updated = bot.chat_update(channel=PARTNERS, ts=ts, text="after", blocks=[], metadata={})
    assert "blocks" not in updated["message"]
    assert "metadata" not in updated["message"]


def test_only_own_messages_can_be_updated_and_deleted(bot: WebClient, officer: Visitor) -> None:
    theirs = officer.says("partnerships", "mine")
    assert refused(bot.chat_update, channel=PARTNERS, ts=theirs, text="x") == "cant_update_message"
    assert refused(bot.chat_delete, channel=PARTNERS, ts=theirs) == "cant_delete_message"
    assert refused(bot.chat_update, channel=PARTNERS, ts="1.0", text="x") == ("message_not_found")
    own = bot.chat_postMessage(channel=PARTNERS, text="t")["ts"]
    assert bot.chat_delete(channel=PARTNERS, ts=own)["ts"] == own
    assert refused(bot.chat_delete, channel=PARTNERS, ts=own) == "message_not_found"


def test_a_permalink_leads_to_the_message_in_its_thread(bot: WebClient, officer: Visitor) -> None:
    root = officer.says("partnerships", "a question")
    ts = bot.chat_postMessage(channel=PARTNERS, text="t", thread_ts=root)["ts"]
    link = bot.chat_getPermalink(channel=PARTNERS, message_ts=ts)["permalink"]
    assert f"/archives/{PARTNERS}/p{ts.replace('.', '')}?thread_ts={root}" in link
    assert refused(bot.chat_getPermalink, channel=PARTNERS, message_ts="1.0") == "message_not_found"


def test_history_comes_in_pages_newest_first_without_replies(
    bot: WebClient, officer: Visitor
) -> None:
    channel = bot.conversations_open(users=OFFICER)["channel"]["id"]
    roots = [officer.says("saathi", f"question {n}") for n in range(7)]
    bot.chat_postMessage(channel=channel, text="reply", thread_ts=roots[3])
    pages = []
    cursor = ""
    while True:
        page = bot.conversations_history(
            channel=channel, limit=3, cursor=cursor, oldest=roots[0], inclusive=True
        )
        pages.append([message["ts"] for message in page["messages"]])
        cursor = page["response_metadata"]["next_cursor"]
        if not page["has_more"]:
            break
    assert [ts for page in pages for ts in page] == roots[::-1]
    assert [len(page) for page in pages] == [3, 3, 1]
    threaded = bot.conversations_history(channel=channel, latest=roots[3], inclusive=True, limit=1)
    assert threaded["messages"][0]["reply_count"] == 1
    between = bot.conversations_history(channel=channel, oldest=roots[2], latest=roots[5])
    assert [message["ts"] for message in between["messages"]] == [roots[4], roots[3]]


def test_replies_come_oldest_first_with_metadata_on_demand(
    bot: WebClient, officer: Visitor
) -> None:
    root = officer.says("partnerships", "a question")
    own = bot.chat_postMessage(channel=PARTNERS, text="t", thread_ts=root, metadata=METADATA)["ts"]
    follow_up = officer.says("partnerships", "and then?", thread_ts=root)
    plain_replies = bot.conversations_replies(channel=PARTNERS, ts=root)["messages"]
    assert [message["ts"] for message in plain_replies] == [root, own, follow_up]
    assert "metadata" not in plain_replies[1]
    told = bot.conversations_replies(channel=PARTNERS, ts=root, include_all_metadata=True)
    assert told["messages"][1]["metadata"] == METADATA
    first = bot.conversations_replies(channel=PARTNERS, ts=root, limit=1)
    second = bot.conversations_replies(
        channel=PARTNERS, ts=root, limit=1, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [message["ts"] for message in first["messages"]] == [root, own]
    assert [message["ts"] for message in second["messages"]] == [follow_up]


def test_history_and_replies_refuse_what_is_not_there(bot: WebClient) -> None:
    assert refused(bot.conversations_history, channel="C0X") == "channel_not_found"
    assert refused(bot.conversations_history, channel=FINANCE) == "not_in_channel"
    assert refused(bot.conversations_replies, channel=PARTNERS, ts="1.0") == ("thread_not_found")
    history = bot.conversations_history
    assert refused(history, channel=PARTNERS, cursor="?") == "invalid_cursor"
    assert refused(history, channel=PARTNERS, oldest="x") == "invalid_ts_oldest"
    assert refused(history, channel=PARTNERS, limit=1_000) == "invalid_limit"


def test_conversations_and_people_are_listed(bot: WebClient) -> None:
    names = {one["name"]: one["is_member"] for one in bot.conversations_list()["channels"]}
    assert names == {"partnerships": True, "field-offices": True, "finance": False}
    own = bot.users_conversations(types="public_channel,im")["channels"]
    assert FINANCE not in [one["id"] for one in own]
    assert OFFICER in bot.conversations_members(channel=PARTNERS)["members"]
    assert bot.conversations_info(channel=PARTNERS)["channel"]["name"] == "partnerships"
    page = bot.users_list(limit=2)
    rest = bot.users_list(cursor=page["response_metadata"]["next_cursor"])
    everybody = [one["id"] for one in (*page["members"], *rest["members"])]
    assert everybody[0] == OFFICER
    assert everybody[-1] == BOT
    assert bot.users_info(user=OFFICER)["user"]["real_name"] == "Sample Programme Officer"
    assert bot.users_info(user=BOT)["user"]["is_bot"] is True
    assert refused(bot.users_info, user="U0NOBODY") == "user_not_found"
    assert refused(bot.conversations_open, users="U0NOBODY") == "user_not_found"
    assert refused(bot.conversations_open, users="") == "users_list_not_supplied"
    assert refused(bot.conversations_info, channel="C0X") == "channel_not_found"


def test_text_is_streamed_into_a_thread(bot: WebClient, officer: Visitor) -> None:
    root = officer.says("partnerships", "a question")
    stream = bot.chat_stream(
        channel=PARTNERS,
        thread_ts=root,
        recipient_team_id=TEAM,
        recipient_user_id=OFFICER,
        buffer_size=1,
    )
    stream.append(markdown_text="**one**")
    assert officer.sees("partnerships")[-1]["streaming"] is True
    assert officer.replies("partnerships", root) == []
    stream.append(markdown_text=" two")
    stream.stop(blocks=[section("sources")], metadata=METADATA)
    (reply,) = officer.replies("partnerships", root)
    assert reply["text"] == "**one** two"
    assert [block["type"] for block in reply["blocks"]] == ["markdown", "section"]
    assert reply["metadata"] == METADATA


def test_a_stream_in_a_channel_needs_a_thread_and_a_recipient(
    bot: WebClient, officer: Visitor
) -> None:
    root = officer.says("partnerships", "a question")
    start = bot.chat_startStream
    in_thread = {"channel": PARTNERS, "thread_ts": root}
    assert refused(bot.api_call, api_method="chat.startStream", json={"channel": PARTNERS}) == (
        "invalid_arguments"
    )
    assert refused(start, **in_thread) == "missing_recipient_team_id"
    assert refused(start, **in_thread, recipient_team_id=TEAM) == ("missing_recipient_user_id")
    nobody = {"recipient_team_id": TEAM, "recipient_user_id": "U0NOBODY"}
    assert refused(start, **in_thread, **nobody) == "user_not_found"
    private = officer.says("saathi", "a question")
    direct = bot.conversations_open(users=OFFICER)["channel"]["id"]
    assert start(channel=direct, thread_ts=private, markdown_text="in private")["ok"]


def test_a_stream_ends_when_it_is_stopped_or_silent_for_too_long(
    bot: WebClient, officer: Visitor, clock: MovableClock
) -> None:
    root = officer.says("saathi", "a question")
    place = {"channel": bot.conversations_open(users=OFFICER)["channel"]["id"]}

    def start() -> str:
        return str(bot.chat_startStream(**place, thread_ts=root, markdown_text="a")["ts"])

    stopped = start()
    update = {"ts": stopped, "text": "b", "blocks": []}
    assert refused(bot.chat_update, **place, **update) == "streaming_state_conflict"
    too_long = {"ts": stopped, "markdown_text": "m" * 12_001}
    assert refused(bot.chat_appendStream, **place, **too_long) == "msg_too_long"
    bot.chat_stopStream(**place, ts=stopped)
    silent = start()
    clock.ahead += 301
    for ts in (stopped, silent):
        append = {"ts": ts, "markdown_text": "more"}
        assert refused(bot.chat_appendStream, **place, **append) == (
            "message_not_in_streaming_state"
        )
        assert refused(bot.chat_stopStream, **place, ts=ts) == ("message_not_in_streaming_state")
        assert bot.chat_update(**place, ts=ts, text="whole", blocks=[])["text"] == "whole"
    theirs = {"ts": root, "markdown_text": "x"}
    assert refused(bot.chat_appendStream, **place, **theirs) == "message_not_owned_by_app"


def test_chunks_can_carry_blocks_and_are_checked(bot: WebClient, officer: Visitor) -> None:
    root = officer.says("saathi", "a question")
    place: dict[str, Any] = {"channel": bot.conversations_open(users=OFFICER)["channel"]["id"]}
    blocks = {"type": "blocks", "blocks": [section("in a chunk")]}
    ts = bot.chat_startStream(**place, thread_ts=root, chunks=[blocks])["ts"]
    assert bot.chat_getPermalink(**place, message_ts=ts)["ok"]
    append = bot.chat_appendStream
    assert refused(append, **place, ts=ts) == "no_text"
    assert refused(append, **place, ts=ts, chunks=[{"type": "song"}]) == "invalid_chunks"
    wrong = {"type": "blocks", "blocks": [{"type": "paragraph"}]}
    assert refused(append, **place, ts=ts, chunks=[wrong]) == "invalid_blocks"
    bot.chat_stopStream(**place, ts=ts, markdown_text="the end")
    (reply,) = officer.replies("saathi", root)
    assert [block["type"] for block in reply["blocks"]] == ["section", "markdown"]


def test_a_status_is_shown_until_the_bot_posts_or_two_minutes_pass(
    bot: WebClient, officer: Visitor, clock: MovableClock
) -> None:
    root = officer.says("partnerships", "a question")
    place: dict[str, Any] = {"channel_id": PARTNERS, "thread_ts": root}

    def shown() -> list[str]:
        return [one["status"] for one in officer.conversation("partnerships")["statuses"]]

    bot.assistant_threads_setStatus(**place, status="is looking", loading_messages=["a", "b"])
    assert shown() == ["is looking"]
    bot.chat_postMessage(channel=PARTNERS, text="found", thread_ts=root)
    assert shown() == []
    bot.assistant_threads_setStatus(**place, status="is looking")
    clock.ahead += 121
    assert shown() == []
    bot.assistant_threads_setStatus(**place, status="is looking")
    bot.assistant_threads_setStatus(**place, status="")
    assert shown() == []
    many = ["m"] * 11
    assert refused(bot.assistant_threads_setStatus, **place, status="s", loading_messages=many) == (
        "invalid_arguments"
    )
    elsewhere: dict[str, Any] = {"channel_id": PARTNERS, "thread_ts": "1.0"}
    assert refused(bot.assistant_threads_setStatus, **elsewhere, status="s") == (
        "invalid_thread_ts"
    )


def test_prompts_are_offered_and_a_thread_makes_an_agents_call_silent(
    bot: WebClient, officer: Visitor
) -> None:
    channel = bot.conversations_open(users=OFFICER)["channel"]["id"]
    root = officer.says("saathi", "a question")
    one = {"title": "Logo", "message": "May a partner use the logo?"}
    call = bot.assistant_threads_setSuggestedPrompts
    call(channel_id=channel, prompts=[one], thread_ts=root)
    assert officer.conversation("saathi")["prompts"] is None
    call(channel_id=channel, prompts=[one], title="Try")
    assert officer.conversation("saathi")["prompts"] == {"title": "Try", "prompts": [one]}
    assert refused(call, channel_id=channel, prompts=[one] * 5) == "invalid_arguments"
    assert bot.assistant_threads_setTitle(channel_id=channel, thread_ts=root, title="Logo")["ok"]


def test_reactions_are_added_once_and_removed_once(bot: WebClient, officer: Visitor) -> None:
    item = {"channel": PARTNERS, "timestamp": officer.says("partnerships", "a question")}
    assert bot.reactions_add(name="eyes", **item)["ok"]
    assert refused(bot.reactions_add, name="eyes", **item) == "already_reacted"
    assert officer.sees("partnerships")[-1]["reactions"] == [{"name": "eyes", "users": [BOT]}]
    assert bot.reactions_remove(name="eyes", **item)["ok"]
    assert refused(bot.reactions_remove, name="eyes", **item) == "no_reaction"
    assert refused(bot.reactions_add, name="No Name", **item) == "invalid_name"
    nowhere = {"channel": PARTNERS, "timestamp": "1.0"}
    assert refused(bot.reactions_add, name="eyes", **nowhere) == "message_not_found"


def test_a_file_is_uploaded_into_a_thread_and_downloaded(
    server: LocalServer, bot: WebClient, officer: Visitor
) -> None:
    root = officer.says("partnerships", "a question")
    content = bytes(range(256))
    uploaded = bot.files_upload_v2(
        channel=PARTNERS,
        thread_ts=root,
        file=content,
        filename="report ü.xlsx",
        initial_comment="The report",
    )["file"]
    (reply,) = officer.replies("partnerships", root)
    assert reply["text"] == "The report"
    assert officer.downloads(reply["files"][0]) == content
    assert bot.files_info(file=uploaded["id"])["file"]["size"] == 256
    private = uploaded["url_private"].replace(" ", "%20").replace("ü", "%C3%BC")
    with pytest.raises(urllib.error.HTTPError) as error:
        OPENER.open(private)
    assert error.value.code == 403
    error.value.close()
    headers = {"Authorization": f"Bearer {server.bot_token}"}
    with OPENER.open(urllib.request.Request(private, headers=headers)) as answer:
        assert answer.read() == content


def test_what_cannot_be_uploaded_is_refused(bot: WebClient) -> None:
    missing: list[dict[str, str | None]] = [{"id": "F0NOTHING00", "title": "t"}]
    assert refused(bot.files_completeUploadExternal, files=missing) == "file_not_found"
    assert refused(bot.files_info, file="F0NOTHING00") == "file_not_found"
    for channel, code in (("C0X", "channel_not_found"), (FINANCE, "not_in_channel")):
        place = {"channel": channel, "content": "x", "filename": "x.txt"}
        assert refused(bot.files_upload_v2, **place) == code
    assert refused(bot.files_getUploadURLExternal, filename="x", length=0) == ("invalid_arguments")


def test_a_trigger_opens_one_view_within_three_seconds(
    server: LocalServer, bot: WebClient, clock: MovableClock
) -> None:
    grants = server.workspace.grants
    trigger = grants.trigger(OFFICER)
    assert bot.views_open(trigger_id=trigger, view=modal())["ok"]
    assert refused(bot.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    late = grants.trigger(OFFICER)
    clock.ahead += 3.1
    assert refused(bot.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"
    with pytest.raises(SlackApiError) as error:
        bot.views_open(trigger_id="nonsense", view=modal())
    assert refusal(error.value) == "invalid_arguments"
    assert "invalid `trigger_id`" in problems(error.value)[0]
    unknown = "1.2.abcdef"
    assert refused(bot.views_open, trigger_id=unknown, view=modal()) == ("invalid_trigger_id")


def test_three_modals_can_stand_on_each_other(
    server: LocalServer, bot: WebClient, officer: Visitor
) -> None:
    grants = server.workspace.grants
    first = bot.views_open(trigger_id=grants.trigger(OFFICER), view=modal())["view"]

    def push() -> dict[str, Any]:
        trigger = grants.trigger(OFFICER, officer.views[-1]["id"])
        pushed: dict[str, Any] = bot.views_push(trigger_id=trigger, view=modal())["view"]
        return pushed

    second, third = push(), push()
    assert second["previous_view_id"] == first["id"]
    assert {second["root_view_id"], third["root_view_id"]} == {first["id"]}
    assert refused(push) == "push_limit_reached"
    outside = grants.trigger(OFFICER)
    assert refused(bot.views_push, trigger_id=outside, view=modal()) == "not_found"


def test_an_open_view_is_updated_by_id_or_external_id_and_hash(
    server: LocalServer, bot: WebClient, officer: Visitor
) -> None:
    trigger = server.workspace.grants.trigger
    own = modal(external_id="own")
    view = bot.views_open(trigger_id=trigger(OFFICER), view=own)["view"]
    fresh = modal(title=plain("Fresh"))
    wrong = {"view_id": view["id"], "view": fresh, "hash": "other"}
    assert refused(bot.views_update, **wrong) == "hash_conflict"
    updated = bot.views_update(external_id="own", view=fresh, hash=view["hash"])["view"]
    assert updated["id"] == view["id"]
    assert updated["hash"] != view["hash"]
    assert officer.views[-1]["title"]["text"] == "Fresh"
    assert refused(bot.views_update, view_id="V0GONE", view=fresh) == "not_found"
    assert refused(bot.api_call, api_method="views.update", json={"view": fresh}) == (
        "invalid_arguments"
    )


def test_an_external_id_is_used_once_at_a_time(server: LocalServer, bot: WebClient) -> None:
    trigger = server.workspace.grants.trigger
    mine = modal(external_id="mine")
    bot.views_open(trigger_id=trigger(OFFICER), view=mine)
    other = trigger(FINANCE_OFFICER)
    assert refused(bot.views_open, trigger_id=other, view=mine) == "duplicate_external_id"


def test_home_is_published_for_one_person(
    server: LocalServer, bot: WebClient, officer: Visitor
) -> None:
    home = {"type": "home", "blocks": [section("yours")]}
    view = bot.views_publish(user_id=OFFICER, view=home)["view"]
    assert officer.home is not None
    assert officer.home["blocks"][0]["text"]["text"] == "yours"
    assert Visitor(server.url, FINANCE_OFFICER).home is None
    again = bot.views_publish(user_id=OFFICER, view=home, hash=view["hash"])["view"]
    assert again["id"] == view["id"]
    stale = {"user_id": OFFICER, "view": home, "hash": view["hash"]}
    assert refused(bot.views_publish, **stale) == "hash_conflict"
    assert refused(bot.views_publish, user_id="U0NOBODY", view=home) == "user_not_found"
    assert refused(bot.views_publish, user_id=OFFICER, view=modal()) == ("invalid_arguments")


def test_a_response_address_takes_five_answers_in_half_an_hour(
    server: LocalServer, officer: Visitor, clock: MovableClock
) -> None:
    def address() -> WebhookClient:
        name = server.workspace.grants.address(OFFICER, PARTNERS)
        return WebhookClient(f"{server.url}/response/{name}", retry_handlers=[])

    hook = address()
    assert hook.send(text="for you").status_code == 200
    assert officer.sees("partnerships")[-1]["ephemeral"] is True
    assert hook.send(text="for all", response_type="in_channel").status_code == 200
    assert officer.sees("partnerships")[-1]["ephemeral"] is False
    wrong = hook.send(blocks=[{"type": "paragraph"}])
    assert (wrong.status_code, json.loads(wrong.body)["error"]) == (400, "invalid_blocks")
    for _ in range(2):
        assert hook.send(text="more").status_code == 200
    sixth = hook.send(text="too many")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    late = address()
    clock.ahead += 1_801
    assert json.loads(late.send(text="late").body)["error"] == "expired_url"


def test_methods_and_scopes_can_be_taken_away() -> None:
    scoped = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write", "im:write"]}}}
    with LocalServer(Workspace(scoped)) as server:
        bot = client(server)
        assert bot.chat_postMessage(channel=PARTNERS, text="t")["ok"]
        with pytest.raises(SlackApiError) as error:
            bot.conversations_history(channel=PARTNERS)
        assert refusal(error.value) == "missing_scope"
        assert error.value.response["needed"] == "channels:history"
        assert error.value.response["provided"] == "chat:write,im:write"
        server.workspace.rules.take_away("chat.postMessage")
        assert refused(bot.chat_postMessage, channel=PARTNERS, text="t") == "unknown_method"
        server.workspace.rules.take_away("chat.postMessage", error="missing_scope")
        with pytest.raises(SlackApiError) as error:
            bot.chat_postMessage(channel=PARTNERS, text="t")
        assert error.value.response["needed"] == "chat:write"


def test_faults_happen_as_often_as_they_are_asked_for() -> None:
    rules = WorkspaceRules()
    with LocalServer(Workspace(MANIFEST, rules=rules)) as server:
        bot = client(server)
        officer = Visitor(server.url)

        def post(text: str) -> Any:
            return bot.chat_postMessage(channel=PARTNERS, text=text)

        rules.misbehave("chat.postMessage", status=429, retry_after=7)
        with pytest.raises(SlackApiError) as error:
            post("limited")
        assert (error.value.response.status_code, refusal(error.value)) == (429, "ratelimited")
        assert error.value.response.headers["Retry-After"] == "7"
        rules.misbehave("*", status=500)
        with pytest.raises(SlackApiError):
            post("broken")
        rules.misbehave("chat.postMessage", error="fatal_error")
        assert refused(post, text="refused") == "fatal_error"
        rules.misbehave("chat.postMessage", drop=True)
        with pytest.raises(ConnectionError):
            post("posted without an answer")
        rules.misbehave("chat.postMessage", delay=0.05)
        started = time.monotonic()
        post("late")
        assert time.monotonic() - started >= 0.05
        said = [message["text"] for message in officer.sees("partnerships")]
        assert said == ["posted without an answer", "late"]


def test_a_client_that_heeds_rate_limits_gets_through() -> None:
    rules = WorkspaceRules()
    rules.misbehave("chat.postMessage", status=429, retry_after=0)
    with LocalServer(Workspace(MANIFEST, rules=rules)) as server:
        bot = client(server)
        bot.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
        assert bot.chat_postMessage(channel=PARTNERS, text="t")["ok"]


def test_memory_stays_bounded() -> None:
    with LocalServer(Workspace(MANIFEST, keep_messages=20)) as server:
        bot, officer = client(server), Visitor(server.url)
        roots = [officer.says("partnerships", f"question {n}") for n in range(15)]
        for root in roots:
            bot.chat_postMessage(channel=PARTNERS, text="answer", thread_ts=root)
        seen = officer.sees("partnerships")
        assert len(seen) == 20
        assert seen[0]["text"] == "question 10"
        forgotten = {"channel": PARTNERS, "ts": roots[0]}
        assert refused(bot.conversations_replies, **forgotten) == "thread_not_found"
