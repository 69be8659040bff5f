"""A reply that is shown while it is written: one message, whole in the end, whatever goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import rich_text
from bot.slack.blocks.message import Message, message
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.replies import ReplyContent
from bot.slack.delivery.streams import LiveReply
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from tests.bot.slack.test_replies import Post, called
from tests.support.databases import fresh_database
from tests.support.slack.sights import in_thread

FIRST, SECOND = "No partner may.", "Ask before you do."


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with (
        LocalServer(Workspace(manifest())) as server,
        fresh_database("sqlite", tmp_path) as database,
    ):
        yield Post(server, Inbox(database), tmp_path)


def saying(*paragraphs: str) -> Message:
    return message([rich_text.paragraph(rich_text.plain(one)) for one in paragraphs])


def live(post: Post) -> LiveReply:
    begun = post.replies.live(post.delivery)
    assert begun is not None
    return begun


def sent(post: Post, shown: LiveReply | None, *paragraphs: str) -> dict[str, Any]:
    """The only reply, when it was sent."""
    said = saying(*paragraphs)
    content = ReplyContent("answered", said, plain=lambda: said, live=shown)
    reply = post.replies.send(post.delivery, content)
    (seen,) = in_thread(post.visitor, post.ts)
    assert reply.ts == seen["ts"]
    assert seen["metadata"]["event_payload"]["inbox"] == post.delivery.id
    assert not seen["streaming"]
    return seen


def words(seen: dict[str, Any]) -> str:
    return json.dumps([seen["text"], seen["blocks"]], ensure_ascii=False)


def test_what_is_written_first_is_seen_before_the_rest_is_there(post: Post) -> None:
    shown = live(post)
    assert in_thread(post.visitor, post.ts) == []
    shown.say(saying(FIRST).blocks)
    (begun,) = in_thread(post.visitor, post.ts)
    assert FIRST in words(begun)
    assert begun["streaming"]
    whole = words(sent(post, shown, FIRST, SECOND))
    assert whole.index(FIRST) < whole.index(SECOND)
    assert "chat.update" not in called(post)


def test_where_nothing_was_shown_the_reply_is_sent_like_any_other(post: Post) -> None:
    assert SECOND in words(sent(post, live(post), FIRST, SECOND))


def test_another_answer_than_was_begun_takes_its_place_whole(post: Post) -> None:
    shown = live(post)
    shown.say(saying(FIRST).blocks)
    whole = words(sent(post, shown, SECOND))
    assert SECOND in whole
    assert FIRST not in whole


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
@pytest.mark.parametrize(
    "fault",
    [{"error": "unknown_method"}, {"error": "message_not_in_streaming_state"}, {"status": 500}],
)
def test_where_showing_fails_the_whole_answer_arrives_once(
    post: Post, method: str, fault: dict[str, Any]
) -> None:
    post.rules.misbehave(method, **fault)
    shown = live(post)
    shown.say(saying(FIRST).blocks)
    shown.say(saying(SECOND).blocks)
    whole = words(sent(post, shown, FIRST, SECOND))
    assert whole.count(FIRST) <= 2  # in the text and in the blocks
    assert SECOND in whole


def test_a_stream_that_may_have_been_begun_unseen_is_looked_for(post: Post) -> None:
    post.rules.misbehave("chat.startStream", drop=True)
    shown = live(post)
    shown.say(saying(FIRST).blocks)
    assert shown.is_unsure
    assert SECOND in words(sent(post, shown, FIRST, SECOND))


def test_where_others_wait_or_a_crash_came_before_nothing_is_shown_early(post: Post) -> None:
    assert post.replies.live(post.delivery, hurry=True) is None
    assert post.replies.live(post.taken_over()) is None


def test_a_workspace_that_does_not_stream_is_not_asked_again(post: Post) -> None:
    post.rules.take_away("chat.startStream")
    shown = live(post)
    shown.say(saying(FIRST).blocks)
    sent(post, shown, FIRST, SECOND)
    assert post.replies.live(post.delivery) is None
    assert called(post).count("chat.startStream") == 1
