"""Each delivery gets one reply, whatever Slack's API does in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.operations.metrics import Metrics
from bot.slack.blocks import notices
from bot.slack.client import posting_client, reading_client
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Reply, Way
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.replies import Replies, ReplyContent, SendLater
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace, WorkspaceRules
from tests.support.databases import fresh_database
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.workspace_client import Visitor

CHANNEL = "C0PARTNERS1"
Json = dict[str, Any]


class Post:
    """A question in a workspace, recorded, and what answers it."""

    def __init__(self, server: LocalServer, inbox: Inbox, home: Path) -> None:
        slack = settings_for(server, home).slack
        metrics = Metrics()
        self.server = server
        self.rules: WorkspaceRules = server.workspace.rules
        self.inbox = inbox
        self.visitor = Visitor(server.url)
        self.replies = Replies(
            inbox,
            posting=posting_client(slack, metrics),
            reading=reading_client(slack, metrics),
            metrics=metrics,
        )
        self.ts = self.visitor.says("partnerships", "@Saathi a question?")
        self.delivery = self.record(self.ts)
        self.content = content()

    def record(self, ts: str, **given: Any) -> Delivery:
        sent = Delivery(
            key=f"post:{ts}:{given}",
            kind=DeliveryKind.QUESTION,
            user=self.visitor.user,
            channel=CHANNEL,
            ts=ts,
            thread_ts=ts,
            team="T0LOCALTEAM",
            text="A question?",
            **given,
        )
        recorded = self.inbox.record(sent)
        assert recorded is not None
        return recorded

    def taken_over(self) -> Delivery:
        """The same delivery, as the next process finds it after a crash."""
        self.inbox.release()
        (again,) = [one for one in self.inbox.take_over() if one.id == self.delivery.id]
        return again

    def seen(self) -> list[Json]:
        return [m for m in self.visitor.replies("partnerships", self.ts) if not m["ephemeral"]]

    def the_one(self) -> Json:
        (reply,) = self.seen()
        assert reply["metadata"]["event_payload"]["inbox"] == self.delivery.id
        assert "It stands in the clause." in json.dumps(reply["blocks"])
        return reply


def content() -> ReplyContent:
    said = notices.error("It stands in the clause.")
    return ReplyContent("answered", said, plain=lambda: said)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with (
        LocalServer(Workspace(manifest())) as server,
        fresh_database("sqlite", tmp_path) as database,
    ):
        yield Post(server, Inbox(database), tmp_path)


def test_a_reply_is_streamed_where_nobody_waits(post: Post) -> None:
    reply = post.replies.send(post.delivery, post.content)
    (seen,) = post.seen()
    assert reply == Reply("answered", CHANNEL, seen["ts"])
    assert "chat.startStream" in called(post)
    assert "It stands in the clause." in json.dumps(seen["blocks"])


def test_in_a_hurry_it_is_posted(post: Post) -> None:
    post.replies.send(post.delivery, post.content, hurry=True)
    post.the_one()
    assert "chat.startStream" not in called(post)


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
@pytest.mark.parametrize(
    "error", ["unknown_method", "missing_scope", "message_not_in_streaming_state", "invalid_blocks"]
)
def test_where_streaming_fails_the_whole_answer_arrives_once(
    post: Post, method: str, error: str
) -> None:
    post.rules.misbehave(method, error=error)
    post.replies.send(post.delivery, post.content)
    assert len(post.seen()) == 1
    assert "It stands in the clause." in json.dumps(post.seen())


def test_a_workspace_that_streams_markdown_alone_is_not_asked_again(post: Post) -> None:
    post.rules.misbehave("chat.appendStream", error="invalid_chunks")
    post.replies.send(post.delivery, post.content)
    assert "It stands in the clause." in json.dumps(post.the_one()["blocks"])
    ts = post.visitor.says("partnerships", "@Saathi another?")
    post.replies.send(post.record(ts), post.content)
    assert called(post).count("chat.startStream") == 1


def test_a_workspace_without_streaming_is_not_asked_again_for_an_hour(post: Post) -> None:
    post.rules.take_away("chat.startStream")
    post.replies.send(post.delivery, post.content)
    ts = post.visitor.says("partnerships", "@Saathi another?")
    post.replies.send(post.record(ts), post.content)
    assert called(post).count("chat.startStream") == 1
    assert len(post.visitor.replies("partnerships", ts)) == 1


def test_a_rate_limit_is_waited_out(post: Post) -> None:
    post.rules.misbehave("chat.postMessage", status=429, retry_after=0, times=2)
    post.replies.send(post.delivery, post.content, hurry=True)
    post.the_one()


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"error": "fatal_error"}])
def test_a_post_that_may_have_been_made_is_looked_for_before_it_is_made_again(
    post: Post, fault: Json
) -> None:
    post.rules.misbehave("chat.postMessage", **fault)
    with pytest.raises(SendLater):
        post.replies.send(post.delivery, post.content, hurry=True)
    sent = post.replies.send(post.taken_over(), post.content, hurry=True)
    assert sent.ts == post.the_one()["ts"]


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
def test_a_stream_that_was_cut_is_finished_and_not_sent_again(post: Post, method: str) -> None:
    post.rules.misbehave(method, drop=True)
    with pytest.raises(SendLater):
        post.replies.send(post.delivery, post.content)
    post.replies.send(post.taken_over(), post.content)
    assert len(post.seen()) == 1
    assert post.seen()[0]["metadata"]["event_payload"]["inbox"] == post.delivery.id
    assert not post.seen()[0]["streaming"]


def test_another_replys_stream_in_the_thread_is_left_alone(post: Post) -> None:
    other = post.record(post.ts, way=Way.THREAD, extra={"n": 2})
    post.replies.send(other, post.content)
    again = post.taken_over()
    post.replies.send(again, post.content)
    inboxes = [m["metadata"]["event_payload"]["inbox"] for m in post.seen()]
    assert sorted(inboxes) == sorted([other.id, post.delivery.id])


def test_without_the_right_to_look_an_answer_twice_is_better_than_none(post: Post) -> None:
    post.rules.take_away("conversations.replies", error="missing_scope")
    again = post.taken_over()
    assert post.replies.send(again, post.content, hurry=True).outcome == "answered"
    post.the_one()


@pytest.mark.parametrize("unknown", ["rich_text", "context_actions"])
def test_blocks_that_a_workspace_refuses_go_out_in_plainer_form(post: Post, unknown: str) -> None:
    post.rules.unknown_blocks = frozenset({unknown})
    post.replies.send(post.delivery, post.content, hurry=True)
    assert "It stands in the clause." in json.dumps(post.seen())


def test_where_the_channel_is_closed_the_person_gets_it_directly(post: Post) -> None:
    post.rules.misbehave("chat.startStream", error="is_archived", times=9)
    post.rules.misbehave("chat.postMessage", error="is_archived", times=1)
    reply = post.replies.send(post.delivery, post.content)
    assert reply.channel.startswith("D")
    assert any(m["is_bot"] for m in post.visitor.sees("saathi"))


def test_what_can_reach_nobody_is_told_as_such(post: Post) -> None:
    post.rules.misbehave("*", error="account_inactive", times=50)
    assert post.replies.send(post.delivery, post.content).outcome == "undeliverable"


def test_a_direct_reply_is_found_again_after_a_crash(post: Post) -> None:
    direct = post.record("", way=Way.DIRECT)
    post.rules.misbehave("chat.postMessage", drop=True)
    with pytest.raises(SendLater):
        post.replies.send(direct, post.content)
    post.inbox.release()
    (again,) = [one for one in post.inbox.take_over() if one.id == direct.id]
    post.replies.send(again, post.content)
    assert len([m for m in post.visitor.sees("saathi") if m["is_bot"]]) == 1


def test_a_reply_is_found_beyond_the_first_page_of_a_long_thread(post: Post) -> None:
    post.replies.send(post.delivery, post.content, hurry=True)
    for number in range(210):
        post.visitor.says("partnerships", f"remark {number}", thread_ts=post.ts)
    sent = post.replies.send(post.taken_over(), post.content, hurry=True)
    assert sent.ts == post.the_one()["ts"]


def called(post: Post) -> list[str]:
    return [item["name"] for item in post.visitor.traffic() if item["kind"] == "web_api"]
