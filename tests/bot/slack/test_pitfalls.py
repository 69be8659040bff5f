"""Slack's pitfalls: what it really sends, twice, late or broken, and what people see then."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.services import Services
from bot.slack.app import SlackApp, make_app
from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.slack.serving import at_work
from bot.workspace import CHANNELS, LocalServer, Workspace, WorkspaceRules
from bot.workspace.people import Channel
from knowledge import PolicyDesk
from tests.support.slack.saathi_in_slack import office, settings_for
from tests.support.slack.workspace_client import Visitor, until

Json = dict[str, Any]
ASKED = "May a partner mention CARE in public?"
QUOTE = "refrain from making any reference to CIP or its donors publicly"
REPORT = "The finance officer of our partner in Swat is taking bribes from vendors"
ME, OFFICER, COLLEAGUE = "U0SAATHIBOT", "U0SAMPLE001", "U0SAMPLE002"
PARTNERS, FINANCE, GROUP = "C0PARTNERS1", "C0FINANCE01", "G0GROUPCHAT"
RETRIED: Json = {"x-slack-retry-num": ["1"], "x-slack-retry-reason": ["http_timeout"]}
PLACES = (*CHANNELS, Channel(GROUP, "mpdm-sample", "A group message"))
GONE = {"id": "V0GONE", "type": "modal", "callback_id": "gone", "state": {"values": {}}}
numbers = count(1)


@dataclass(frozen=True)
class Hands:
    """A workspace, and Saathi at work in it without sockets: a test hands it the payloads."""

    server: LocalServer
    app: SlackApp
    rules: WorkspaceRules

    def gets(self, body: Json, headers: dict[str, Any] | None = None) -> BoltResponse:
        """Hands Saathi a payload as Socket Mode does; what it answers at once."""
        return self.app.bolt.dispatch(BoltRequest(mode="socket_mode", body=body, headers=headers))

    def is_at_rest(self) -> None:
        until(lambda: self.app.edge.inbox.open_count() == 0)


@contextmanager
def saathi(
    desk: PolicyDesk, home: Path, slack: Json | None = None, **settings: Any
) -> Iterator[Hands]:
    rules = WorkspaceRules()
    with LocalServer(Workspace(manifest(), rules=rules, channels=PLACES)) as server:
        chosen = settings_for(server, home, slack, **{"questions_per_minute": 1000, **settings})
        with at_work(Services(chosen, desk)) as app:
            yield Hands(server, app, rules)


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    with saathi(desk, tmp_path_factory.mktemp("pitfalls")) as one:
        yield one


@pytest.fixture
def officer(made: Hands) -> Iterator[Visitor]:
    yield Visitor(made.server.url)
    made.rules.faults.clear()
    made.rules.without.clear()


def callback(event: Json, **more: Any) -> Json:
    """An event in the wrapper of the Events API, under an event id of its own."""
    wrapper = {
        "token": "sample",
        "team_id": "T0LOCALTEAM",
        "api_app_id": "A0SAATHIAPP",
        "type": "event_callback",
        "event_id": f"Ev{next(numbers):08}",
        "event_time": 1_760_000_000,
        "authorizations": [{"team_id": "T0LOCALTEAM", "user_id": ME, "is_bot": True}],
        "is_ext_shared_channel": False,
        "event_context": "4-sample",
    }
    return {**wrapper, "event": event, **more}


def post(ts: str, text: str = f"<@{ME}> {ASKED}", **more: Any) -> Json:
    """A post in a channel, as the event `message` tells of it."""
    return {
        "type": "message",
        "client_msg_id": "00000000-0000-4000-8000-000000000000",
        "user": OFFICER,
        "text": text,
        "team": "T0LOCALTEAM",
        "ts": ts,
        "channel": PARTNERS,
        "event_ts": ts,
        "channel_type": "channel",
        **more,
    }


def mention(ts: str, text: str = f"<@{ME}> {ASKED}", **more: Any) -> Json:
    """The same post, as the event `app_mention` tells of it."""
    event = {**post(ts, text, **more), "type": "app_mention"}
    del event["channel_type"]
    return event


def command(text: str = ASKED, channel: str = PARTNERS, **more: Any) -> Json:
    """`/ask-policy`, as Slack sends it; its trigger ran out long ago."""
    return {
        "token": "sample",
        "team_id": "T0LOCALTEAM",
        "team_domain": "local-workspace",
        "channel_id": channel,
        "channel_name": "sample",
        "user_id": OFFICER,
        "user_name": "sample.programme.officer",
        "command": "/ask-policy",
        "text": text,
        "api_app_id": "A0SAATHIAPP",
        "is_enterprise_install": "false",
        "response_url": "",
        "trigger_id": f"{next(numbers)}.0.sample",
        **more,
    }


def interaction(kind: str, **more: Any) -> Json:
    """An interaction of the officer's; its trigger ran out long ago."""
    return {
        "type": kind,
        "token": "sample",
        "user": {"id": OFFICER, "username": "sample", "name": "sample", "team_id": "T0LOCALTEAM"},
        "team": {"id": "T0LOCALTEAM", "domain": "local-workspace"},
        "api_app_id": "A0SAATHIAPP",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": f"{next(numbers)}.0.sample",
        **more,
    }


def shortcut(text: str) -> Json:
    """The message shortcut on a post with this text."""
    return interaction(
        "message_action",
        callback_id=names.WHICH_POLICY,
        channel={"id": PARTNERS, "name": "partnerships"},
        message_ts="1760000000.000100",
        message={"type": "message", "user": COLLEAGUE, "text": text, "ts": "1760000000.000100"},
        action_ts="1760000001.000000",
        response_url="",
    )


def pressed(action_id: str, value: str = "", **more: Any) -> Json:
    """A button pressed in a message."""
    done = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    place = {"type": "message", "message_ts": "1760000000.000100", "channel_id": PARTNERS}
    return interaction(
        "block_actions",
        container=place,
        channel={"id": PARTNERS, "name": "partnerships"},
        message={"type": "message", "user": ME, "text": "…", "ts": "1760000000.000100"},
        actions=[done],
        **more,
    )


def words(message: Json) -> str:
    said = json.dumps(message["blocks"] or message["text"], ensure_ascii=False)
    return " ".join(said.replace("\\n", " ").split())


def direct(visitor: Visitor) -> list[Json]:
    """What Saathi wrote to the person directly."""
    return [message for message in visitor.sees("saathi") if message["is_bot"]]


def newest_direct(visitor: Visitor, known: int) -> str:
    return words(until(lambda: direct(visitor)[known:], 15)[-1])


def only_reply(made: Hands, visitor: Visitor, ts: str, channel: str = PARTNERS) -> str:
    """What the one reply in the thread of `ts` says, when nothing is left to do."""
    made.is_at_rest()
    (reply,) = until(lambda: visitor.replies(channel, ts))
    return words(reply)


def no_reply(made: Hands, visitor: Visitor, ts: str, channel: str = PARTNERS) -> bool:
    """True where nothing was recorded, and so nothing will be said."""
    made.is_at_rest()
    return not visitor.replies(channel, ts)


# --- sent again, and in double ---------------------------------------------------------------


def test_a_redelivery_after_a_crash_before_the_reply_is_answered_once(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with LocalServer(Workspace(manifest())) as server:
        visitor = Visitor(server.url)
        ts = visitor.says("partnerships", f"@Saathi {ASKED}")
        services = Services(settings_for(server, tmp_path), desk)
        crashed = make_app(services)  # it records, and dies before it works
        event = callback(mention(ts))
        body = BoltRequest(mode="socket_mode", body=event)
        assert crashed.bolt.dispatch(body).status == 200
        crashed.database.close()
        with at_work(services) as app:
            for headers in (RETRIED, {**RETRIED, "x-slack-retry-num": ["2"]}):
                again = BoltRequest(mode="socket_mode", body=event, headers=headers)
                assert app.bolt.dispatch(again).status == 200
            until(lambda: app.edge.inbox.open_count() == 0, 15)
            (reply,) = visitor.replies("partnerships", ts)
            assert QUOTE in words(reply)


@pytest.mark.parametrize("first", ["message", "app_mention"])
def test_one_post_told_of_by_two_events_is_answered_once(
    made: Hands, officer: Visitor, first: str
) -> None:
    ts = officer.says("partnerships", f"@Saathi {ASKED}")
    events = [post(ts), mention(ts)]
    for event in events if first == "message" else reversed(events):
        assert made.gets(callback(event)).status == 200
        made.is_at_rest()
    assert QUOTE in only_reply(made, officer, ts)


def test_doubles_and_redeliveries_at_the_same_time_are_answered_once(
    made: Hands, officer: Visitor
) -> None:
    asked = [officer.says("partnerships", f"@Saathi {ASKED}") for _ in range(8)]
    ready = threading.Barrier(8)

    def at_once(body: Json, headers: Json | None) -> int:
        ready.wait()
        return made.gets(body, headers).status

    with ThreadPoolExecutor(8) as pool:
        for ts in asked:
            told = [callback(post(ts)), callback(mention(ts))]
            sent = [(body, headers) for body in told for headers in (None, RETRIED) * 2]
            assert set(pool.map(lambda one: at_once(*one), sent)) == {200}
    for ts in asked:
        assert QUOTE in only_reply(made, officer, ts)


def test_the_retry_header_alone_loses_nothing(made: Hands, officer: Visitor) -> None:
    ts = officer.says("partnerships", f"@Saathi {ASKED}")
    assert made.gets(callback(mention(ts)), RETRIED).status == 200
    assert QUOTE in only_reply(made, officer, ts)


def test_a_command_and_a_share_sent_twice_are_done_once(made: Hands, officer: Visitor) -> None:
    known = len(direct(officer))
    asked = command()
    for _ in range(3):
        assert made.gets(asked).status == 200
    made.is_at_rest()
    assert len(direct(officer)) == known + 1


# --- who is answered ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"bot_id": "B0SAATHIBOT", "user": ME, "app_id": "A0SAATHIAPP"},
        {"bot_id": "B0OTHERBOT", "app_id": "A0OTHERAPP"},
        {"bot_id": "B0OTHERBOT", "subtype": "bot_message", "username": "Other bot", "user": None},
        {"user": ME},
        {"user": "USLACKBOT", "subtype": "channel_join"},
        {"subtype": "channel_join"},
        {"subtype": "channel_leave"},
        {"subtype": "channel_topic", "topic": "Partners"},
        {"subtype": "message_changed", "hidden": True, "message": post("1.1")},
        {"subtype": "message_deleted", "hidden": True, "deleted_ts": "1.1"},
        {"subtype": "message_replied", "hidden": True},
        {"subtype": "reminder_add"},
    ],
)
@pytest.mark.parametrize("channel_type", ["channel", "im"])
def test_bots_edits_and_notices_get_nothing(
    made: Hands, officer: Visitor, changed: Json, channel_type: str
) -> None:
    place = "partnerships" if channel_type == "channel" else "saathi"
    channel = officer.conversation(place)["id"]
    ts = officer.says(place, ASKED)
    event = post(ts, channel=channel, channel_type=channel_type, **{"user": OFFICER, **changed})
    assert made.gets(callback(event)).status == 200
    assert made.gets(callback({**event, "type": "app_mention"})).status == 200
    assert no_reply(made, officer, ts, place)


def test_what_goes_to_the_channel_too_and_what_begins_with_me_are_answered(
    made: Hands, officer: Visitor
) -> None:
    root = officer.says("partnerships", "Good morning")
    ts = officer.says("partnerships", f"@Saathi {ASKED}", thread_ts=root)
    shown: Json = {
        "thread_ts": root,
        "subtype": "thread_broadcast",
        "root": post(root, "Good morning"),
    }
    made.gets(callback(post(ts, **shown)))
    assert QUOTE in only_reply(made, officer, root)
    said = officer.says("saathi", ASKED)
    channel = officer.conversation("saathi")["id"]
    event = post(said, ASKED, channel=channel, channel_type="im", subtype="me_message")
    made.gets(callback(event))
    assert QUOTE in only_reply(made, officer, said, "saathi")


def test_in_a_group_message_a_mention_is_answered(made: Hands, officer: Visitor) -> None:
    ts, text = officer.says(GROUP, ASKED), f"<@{ME}> {ASKED}"
    made.gets(callback(post(ts, text, channel=GROUP, channel_type="mpim")))
    made.gets(callback(mention(ts, text, channel=GROUP)))
    assert QUOTE in only_reply(made, officer, ts, GROUP)


def test_in_a_group_message_nothing_but_a_mention_is_answered(
    made: Hands, officer: Visitor
) -> None:
    ts = officer.says(GROUP, ASKED)
    made.gets(callback(post(ts, ASKED, channel=GROUP, channel_type="mpim")))
    assert no_reply(made, officer, ts, GROUP)


def test_a_follow_up_in_a_group_message_needs_no_mention(made: Hands, officer: Visitor) -> None:
    root = officer.says(GROUP, f"@Saathi {ASKED}")
    made.gets(callback(post(root, channel=GROUP, channel_type="mpim")))
    only_reply(made, officer, root, GROUP)
    ts = officer.says(GROUP, "And its own logo?", thread_ts=root)
    more = {"channel": GROUP, "channel_type": "mpim", "thread_ts": root}
    made.gets(callback(post(ts, "And its own logo?", **more)))
    until(lambda: len(officer.replies(GROUP, root)) == 2)


@pytest.mark.parametrize(
    "lacking", ["team", "client_msg_id", "event_ts", "channel_type", "team_id", "event_time"]
)
def test_a_payload_without_an_optional_field_is_answered(
    made: Hands, officer: Visitor, lacking: str
) -> None:
    ts = officer.says("partnerships", f"@Saathi {ASKED}")
    body = callback({name: value for name, value in post(ts).items() if name != lacking})
    body.pop(lacking, None)
    assert made.gets(body).status == 200
    assert QUOTE in only_reply(made, officer, ts)


def test_a_post_without_text_gets_a_greeting(made: Hands, officer: Visitor) -> None:
    ts = officer.says("saathi", "…")
    event = post(ts, channel=officer.conversation("saathi")["id"], channel_type="im")
    del event["text"]
    assert made.gets(callback(event)).status == 200
    assert "I am Saathi" in only_reply(made, officer, ts, "saathi")


# --- commands, shortcuts and buttons -----------------------------------------------------------


@pytest.mark.parametrize("channel", [FINANCE, GROUP, "D0ELSEWHERE", "C0UNKNOWN01"])
def test_a_command_is_answered_wherever_it_was_given(
    made: Hands, officer: Visitor, channel: str
) -> None:
    known = len(direct(officer))
    assert "direct messages" in made.gets(command(channel=channel)).body
    assert QUOTE in newest_direct(officer, known)


def test_a_shortcut_whose_trigger_ran_out_is_answered_by_direct_message(
    made: Hands, officer: Visitor
) -> None:
    known = len(direct(officer))
    assert made.gets(shortcut("The partner shows CARE’s logo in public")).status == 200
    assert "CSPF 17(a)" in newest_direct(officer, known)


def test_a_shortcut_on_a_post_without_words_gets_a_reason(made: Hands, officer: Visitor) -> None:
    known = len(direct(officer))
    assert made.gets(shortcut("")).status == 200
    assert "text only" in newest_direct(officer, known)


@pytest.mark.parametrize(
    "body",
    [
        command(text=""),
        pressed(names.OPEN_CLAUSE, names.clause_value(names.ClauseName("cspf", "17(a)"))),
        pressed(names.OPEN_DOCUMENT, "cspf"),
        pressed(names.ASK_HOME, "home"),
    ],
    ids=["command", "clause", "document", "home"],
)
def test_where_no_modal_can_open_the_person_is_told(
    made: Hands, officer: Visitor, body: Json
) -> None:
    known = len(direct(officer))
    assert made.gets(body).status == 200
    assert "try again" in newest_direct(officer, known)


@pytest.mark.parametrize(
    "body",
    [
        pressed("of_an_earlier_version"),
        interaction("view_submission", view=GONE),
        interaction("view_closed", view=GONE),
        interaction("shortcut", callback_id="gone"),
        pressed(names.FEEDBACK, "nonsense"),
        pressed(names.FEEDBACK, names.feedback_value(names.HELPFUL, "unknown")),
        pressed(names.OPEN_CLAUSE, "nonsense"),
        pressed(names.REPORT_FILE, "report"),
    ],
    ids=lambda body: str(body.get("actions", [body])[0].get("action_id") or body["type"]),
)
def test_what_saathi_does_not_know_is_acknowledged(made: Hands, body: Json) -> None:
    assert made.gets(body).status == 200


def test_feedback_in_the_shortcuts_modal_is_kept_and_thanked_for(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with office(desk, tmp_path) as one:
        visitor = Visitor(one.server.url)
        ts = visitor.says("partnerships", "The partner shows CARE’s logo in public")
        visitor.shortcut(names.WHICH_POLICY, "partnerships", ts)
        until(lambda: visitor.views and names.FEEDBACK in words(visitor.views[-1]))
        visitor.clicks(visitor.views[-1], names.FEEDBACK)
        until(lambda: one.app.edge.inbox.recent(OFFICER, 1)[0].helpful)
        until(lambda: "Thank you" in words(visitor.views[-1]))
        assert "CSPF 17(a)" in words(visitor.views[-1])


# --- what breaks -------------------------------------------------------------------------------


@contextmanager
def database_gone(file: Path) -> Iterator[None]:
    """The table of deliveries is not there meanwhile."""
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE deliveries RENAME TO away")
    yield
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE away RENAME TO deliveries")
    connection.close()


def test_while_the_database_is_gone_nothing_is_acknowledged_and_so_nothing_lost(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with saathi(desk, tmp_path) as one:
        visitor = Visitor(one.server.url)
        ts = visitor.says("partnerships", f"@Saathi {ASKED}")
        event = callback(mention(ts))
        with database_gone(tmp_path / "saathi.db"):
            assert one.gets(event).status == 500
            told = one.gets(command())
        assert told.status == 200
        assert "reference" in told.body
        assert "OperationalError" not in told.body
        assert one.gets(event, RETRIED).status == 200
        assert QUOTE in only_reply(one, visitor, ts)


def test_who_saathi_is_is_asked_once_and_no_event_is_lost_when_slack_cannot_say_it_later(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with saathi(desk, tmp_path) as one:
        visitor = Visitor(one.server.url)
        ts = visitor.says("partnerships", f"@Saathi {ASKED}")
        one.rules.misbehave("auth.test", error="internal_error", times=100)
        assert one.gets(callback(mention(ts))).status == 200
        assert QUOTE in only_reply(one, visitor, ts)
        asked = [item for item in visitor.traffic() if item["name"] == "auth.test"]
        assert len(asked) == 1


def test_an_event_that_slack_cannot_vouch_for_is_taken_when_it_is_sent_again(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    rules = WorkspaceRules()
    with LocalServer(Workspace(manifest(), rules=rules, channels=PLACES)) as server:
        app = make_app(Services(settings_for(server, tmp_path), desk))
        one = Hands(server, app, rules)
        rules.misbehave("auth.test", error="internal_error")
        event = callback(post("1800000000.000001"))
        assert one.gets(event).status == 500
        assert app.edge.inbox.open_count() == 0
        assert one.gets(event, RETRIED).status == 200
        assert app.edge.inbox.open_count() == 1
        app.stop()


@pytest.mark.parametrize(
    ("method", "streaming"),
    [
        ("chat.postMessage", False),
        ("chat.startStream", True),
        ("chat.appendStream", True),
        ("chat.stopStream", True),
        ("assistant.threads.setStatus", True),
    ],
)
def test_a_rate_limit_during_an_answer_is_waited_out(
    desk: PolicyDesk, tmp_path: Path, method: str, streaming: bool
) -> None:
    with saathi(desk, tmp_path, {"streaming": streaming}) as one:
        visitor = Visitor(one.server.url)
        one.rules.misbehave(method, status=429, retry_after=1)
        ts = visitor.says("partnerships", f"@Saathi {ASKED}")
        one.gets(callback(mention(ts)))
        assert QUOTE in only_reply(one, visitor, ts)


def test_questions_are_answered_once_though_connections_go_and_break(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with office(desk, tmp_path, questions_per_minute=1000) as one:
        visitor = Visitor(one.server.url)
        asked = []
        for turn in range(12):
            asked.append(visitor.says("partnerships", f"@Saathi {ASKED}"))
            if turn == 3:
                one.server.disconnect()
            if turn == 7:
                one.server.cut_connections()
        until(lambda: all(visitor.replies("partnerships", ts) for ts in asked), 40)
        until(lambda: one.app.edge.inbox.open_count() == 0)
        assert [len(visitor.replies("partnerships", ts)) for ts in asked] == [1] * 12


def test_a_connection_cut_while_acknowledgements_come_in_leaves_the_workspace_at_work() -> None:
    with LocalServer(Workspace(manifest())) as server:
        visitor = Visitor(server.url)
        for _ in range(20):
            talker = threading.Thread(target=talk, args=(server,))
            talker.start()
            until(lambda: server.workspace.sockets.links)
            server.cut_connections()
            talker.join(10)
        assert visitor.says("partnerships", "Is anybody here?")


def talk(server: LocalServer) -> None:
    """Acknowledges over a connection, without end, until it breaks."""
    slack = WebClient(base_url=server.api_url)
    address = slack.apps_connections_open(app_token=server.app_token)["url"]
    with connect(str(address)) as socket, suppress(ConnectionClosed):
        while True:
            socket.send(json.dumps({"envelope_id": "sample"}))


def test_a_report_is_answered_though_no_direct_message_may_be_opened(
    made: Hands, officer: Visitor
) -> None:
    made.rules.take_away("conversations.open", error="missing_scope")
    known = len(direct(officer))
    ts = officer.says("partnerships", f"@Saathi {REPORT}")
    made.gets(callback(mention(ts, f"<@{ME}> {REPORT}")))
    assert "Thank you for speaking up" in newest_direct(officer, known)


def test_a_shortcut_is_answered_though_no_direct_message_may_be_opened(
    made: Hands, officer: Visitor
) -> None:
    made.rules.take_away("conversations.open", error="missing_scope")
    known = len(direct(officer))
    made.gets(shortcut("The partner shows CARE’s logo in public"))
    assert "CSPF 17(a)" in newest_direct(officer, known)


class Failing(PolicyDesk):
    """A desk whose answers fail in a way that nobody foresaw."""

    def ask(self, question: str, earlier: Any = "", on_statement: Any = None) -> Any:
        raise RuntimeError(f"zebra at /srv/zebra.py while reading {question} {earlier}")


def test_an_unforeseen_error_is_told_in_one_sentence_with_a_reference(
    home: Path, tmp_path: Path
) -> None:
    with saathi(Failing(home), tmp_path) as one:
        visitor = Visitor(one.server.url)
        ts = visitor.says("partnerships", f"@Saathi {ASKED}")
        one.gets(callback(mention(ts)))
        told = only_reply(one, visitor, ts)
        assert "reference" in told
        assert "zebra" not in told


# --- many at once ------------------------------------------------------------------------------


def slow(one: Hands) -> None:
    one.rules.misbehave("chat.postMessage", times=100, delay=0.15)


def called(visitor: Visitor, method: str) -> list[Json]:
    """What Saathi called that method with."""
    return [
        i["payload"]
        for i in visitor.traffic()
        if (i["name"], i["direction"]) == (method, "from_bot")
    ]


def test_who_is_further_back_in_line_is_told_of_the_others(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with saathi(desk, tmp_path, {"streaming": False}, workers=1) as one:
        visitor = Visitor(one.server.url)
        slow(one)
        asked = [visitor.says("partnerships", f"@Saathi {ASKED}") for _ in range(7)]
        for ts in asked:
            one.gets(callback(mention(ts)))
        told = one.gets(command()).body
        until(lambda: len(called(visitor, "assistant.threads.setStatus")) == 7)
        statuses = {
            c["thread_ts"]: c["status"] for c in called(visitor, "assistant.threads.setStatus")
        }
        assert "others first; you are in line" in statuses[asked[-1]]
        assert "looking" in statuses[asked[0]]
        assert "others first; yours is in line" in told
        for ts in asked:
            assert QUOTE in only_reply(one, visitor, ts)


def test_where_there_is_no_status_line_they_are_told_by_a_message_to_them_alone(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with saathi(desk, tmp_path, {"streaming": False}, workers=1) as one:
        visitor = Visitor(one.server.url)
        one.rules.take_away("assistant.threads.setStatus")
        slow(one)
        asked = [visitor.says("partnerships", f"@Saathi {ASKED}") for _ in range(6)]
        for ts in asked:
            one.gets(callback(mention(ts)))
        alone = until(lambda: [m for m in visitor.sees("partnerships") if m["ephemeral"]])
        assert "others first; yours is in line" in alone[-1]["text"]
        one.is_at_rest()
