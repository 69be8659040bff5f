"""A real Bolt app meets the local workspace over Socket Mode: payloads, redelivery, connections."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.serving import close_at_once
from bot.workspace import LocalServer, Workspace
from tests.support.slack.workspace_client import Refusal, Visitor, until
from tests.support.slack.workspace_fixtures import (
    BOT,
    FINANCE,
    MANIFEST,
    OFFICER,
    PARTNERS,
    Noticed,
    actions,
    button,
    client,
    modal,
    option,
    plain,
    question,
    section,
)

QUIET = logging.getLogger("quiet")
QUIET.setLevel(logging.CRITICAL)
Install = Callable[[App], None]


@contextlib.contextmanager
def running(server: LocalServer, *installs: Install) -> Iterator[App]:
    """A Bolt app on one Socket Mode connection to `server`."""
    app = App(client=client(server), logger=QUIET)
    for install in (*installs, hearing(Noticed())):  # what nobody listens to is not acknowledged
        install(app)
    handler: Any = SocketModeHandler(app, server.app_token, ping_interval=0.2)
    handler.connect()
    until(lambda: server.workspace.deliveries.is_connected)
    try:
        yield app
    finally:
        until(lambda: not server.workspace.deliveries.pending)
        close_at_once(handler.client)


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer(Workspace(MANIFEST, redeliver_after=(30.0,))) as server:
        yield server


@pytest.fixture(scope="module")
def impatient() -> Iterator[LocalServer]:
    """A workspace that sends soon again what is not acknowledged."""
    with LocalServer(Workspace(MANIFEST, redeliver_after=(0.2,) * 30)) as server:
        yield server


@pytest.fixture
def officer(server: LocalServer) -> Visitor:
    return Visitor(server.url, OFFICER)


def hearing(noticed: Noticed) -> Install:
    """Notices every event, its whole body."""

    def install(app: App) -> None:
        @app.event({"type": "message"})
        def message(body: dict[str, Any]) -> None:
            noticed.add(body)

        for name in ("app_mention", "app_home_opened"):
            app.event(name)(message)

    return install


def in_order(noticed: Noticed) -> list[dict[str, Any]]:
    """The events as they happened; Bolt's threads may hear them in another order."""
    events = [body["event"] for body in noticed.all]
    return sorted(events, key=lambda event: str(event["event_ts"]))


def test_one_post_that_mentions_the_bot_comes_as_two_events(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()
    with running(server, hearing(noticed)):
        ts = officer.says("partnerships", "@Saathi may <we> & they?")
        until(lambda: len(noticed.all) == 2)
    by_type = {body["event"]["type"]: body for body in noticed.all}
    assert set(by_type) == {"message", "app_mention"}
    assert len({body["event_id"] for body in noticed.all}) == 2
    for body in noticed.all:
        assert body["team_id"] == "T0LOCALTEAM"
        assert body["authorizations"][0]["user_id"] == BOT
        assert body["is_ext_shared_channel"] is False
        assert body["event"]["ts"] == ts
        assert body["event"]["user"] == OFFICER
        assert body["event"]["text"] == f"<@{BOT}> may &lt;we&gt; &amp; they?"
        assert body["event"]["blocks"][0]["type"] == "rich_text"
    assert by_type["message"]["event"]["channel_type"] == "channel"


def test_messages_come_in_slacks_subtypes(server: LocalServer, officer: Visitor) -> None:
    noticed = Noticed()
    with running(server, hearing(noticed)):
        root = officer.says("saathi", "a question")
        officer.says("saathi", "in the thread", thread_ts=root)
        officer.edits("saathi", root, "another question")
        officer.says("saathi", "see this", files=(officer.uploads("a.png", b"png"),))
        officer.deletes("saathi", root)
        until(lambda: len(noticed.all) == 5)
    first, reply, changed, shared, deleted = in_order(noticed)
    assert first["channel_type"] == "im"
    assert "subtype" not in first
    assert (reply["thread_ts"], reply["parent_user_id"]) == (root, OFFICER)
    assert changed["subtype"] == "message_changed"
    assert changed["previous_message"]["text"] == "a question"
    assert changed["message"]["text"] == "another question"
    assert shared["subtype"] == "file_share"
    assert shared["files"][0]["mimetype"] == "image/png"
    assert deleted["subtype"] == "message_deleted"
    assert deleted["deleted_ts"] == root


def test_the_bots_own_messages_come_back_and_bolt_ignores_them(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()
    before = officer.traffic()[-1]["id"] if officer.traffic() else 0
    with running(server, hearing(noticed)) as app:
        app.client.chat_postMessage(channel=PARTNERS, text="mine")
        app.client.chat_postMessage(channel=PARTNERS, text="mine too", username="Other name")
        officer.says("partnerships", "theirs")
        until(lambda: noticed.all)
    sent = [
        item["payload"]["event"] for item in officer.traffic(before) if item["kind"] == "events_api"
    ]
    assert [event["text"] for event in sent] == ["mine", "mine too", "theirs"]
    assert sent[0]["bot_id"] == "B0SAATHIBOT"
    assert sent[1]["subtype"] == "bot_message"
    assert [body["event"]["text"] for body in noticed.all] == ["theirs"]


def test_the_bot_hears_nothing_where_it_is_no_member(server: LocalServer, officer: Visitor) -> None:
    noticed = Noticed()
    with running(server, hearing(noticed)):
        officer.says(FINANCE, "@Saathi are you there?")
        officer.says("partnerships", "but here")
        until(lambda: noticed.all)
    assert [body["event"]["text"] for body in noticed.all] == ["but here"]


def test_a_manifest_says_which_events_come() -> None:
    events = {"event_subscriptions": {"bot_events": ["app_mention"]}}
    with LocalServer(Workspace({**MANIFEST, "settings": events})) as server:
        noticed = Noticed()
        officer = Visitor(server.url)
        with running(server, hearing(noticed)):
            officer.says("saathi", "not subscribed")
            officer.says("partnerships", "@Saathi subscribed")
            until(lambda: noticed.all)
    assert [body["event"]["type"] for body in noticed.all] == ["app_mention"]


def test_opening_a_tab_is_told_and_home_comes_with_its_view(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()
    with running(server, hearing(noticed)) as app:
        officer.opens("messages")
        app.client.views_publish(user_id=OFFICER, view={"type": "home", "blocks": [section()]})
        officer.opens("home")
        until(lambda: len(noticed.all) == 2)
    messages, home = in_order(noticed)
    assert (messages["tab"], messages["user"]) == ("messages", OFFICER)
    assert messages["channel"].startswith("D0")
    assert home["tab"] == "home"
    assert home["view"]["type"] == "home"


def test_a_command_is_answered_in_its_acknowledgement_and_afterwards(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()

    def install(app: App) -> None:
        @app.command("/ask-policy")
        def ask(ack: Any, body: dict[str, Any], respond: Any) -> None:
            noticed.add(body)
            ack(text="Looking…")
            respond(text="Found", response_type="in_channel")

        @app.command("/plain")
        def plainly(ack: Any, body: dict[str, Any]) -> None:
            noticed.add(body)
            ack()

    with running(server, install):
        officer.commands("partnerships", "/ask-policy", "<logo> & name?")
        officer.commands("saathi", "/plain", "<logo>")
        until(lambda: len(officer.sees("partnerships")) and len(noticed.all) == 2)
        said = until(lambda: {m["text"]: m["ephemeral"] for m in officer.sees("partnerships")[-2:]})
        until(
            lambda: {m["text"] for m in officer.sees("partnerships")[-2:]} == {"Looking…", "Found"}
        )
        said = {m["text"]: m["ephemeral"] for m in officer.sees("partnerships")[-2:]}
    assert said == {"Looking…": True, "Found": False}
    asked, plainly = sorted(noticed.all, key=lambda body: str(body["command"]))
    assert asked["text"] == "&lt;logo&gt; &amp; name?"
    assert asked["channel_name"] == "partnerships"
    assert asked["user_id"] == OFFICER
    assert plainly["text"] == "<logo>"
    assert plainly["channel_name"] == "directmessage"
    with pytest.raises(Refusal, match="/unknown is not a command"):
        officer.commands("partnerships", "/unknown")


def test_a_message_shortcut_opens_a_modal(server: LocalServer, officer: Visitor) -> None:
    noticed = Noticed()

    def install(app: App) -> None:
        @app.shortcut("which_policy")
        def which(ack: Any, body: dict[str, Any], client: Any) -> None:
            ack()
            noticed.add(body)
            client.views_open(trigger_id=body["trigger_id"], view=modal())

    with running(server, install):
        ts = officer.says("partnerships", "which policy?")
        officer.shortcut("which_policy", "partnerships", ts)
        until(lambda: officer.views)
    (body,) = noticed.all
    assert body["type"] == "message_action"
    assert body["message"]["text"] == "which policy?"
    assert body["message_ts"] == ts
    assert body["channel"]["id"] == PARTNERS
    officer.closes(officer.views[-1])


def acting(noticed: Noticed, *ids: str) -> Install:
    """Notices what is done with the elements of these action ids."""

    def install(app: App) -> None:
        def act(ack: Any, body: dict[str, Any]) -> None:
            ack()
            noticed.add(body)

        for action_id in ids:
            app.action(action_id)(act)

    return install


FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": plain("Good"), "value": "helpful:1"},
            "negative_button": {"text": plain("Bad"), "value": "unhelpful:1"},
        }
    ],
}


def test_buttons_in_a_message_come_with_the_message(server: LocalServer, officer: Visitor) -> None:
    noticed = Noticed()
    root = officer.says("partnerships", "a question")
    inside = {
        "type": "container",
        "title": plain("Clause"),
        "child_blocks": [section(block_id="inner", accessory=button("inner", value="v2"))],
    }
    with running(server, acting(noticed, "press", "inner", "feedback")) as app:
        blocks = [actions(button(value="v1")), inside, FEEDBACK]
        app.client.chat_postMessage(channel=PARTNERS, text="t", blocks=blocks, thread_ts=root)
        message = officer.sees("partnerships")[-1]
        officer.clicks(message, "press")
        officer.clicks(message, "inner")
        officer.clicks(message, "feedback", value="unhelpful:1")
        with pytest.raises(Refusal, match="not there"):
            place = {**message, "blocks": [actions(button("gone"))]}
            officer.clicks(place, "gone")
    pressed, inner, feedback = noticed.all
    assert pressed["type"] == "block_actions"
    assert pressed["actions"][0]["value"] == "v1"
    assert pressed["actions"][0]["block_id"] == "row"
    assert pressed["container"] == {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": PARTNERS,
        "is_ephemeral": False,
        "thread_ts": root,
    }
    assert pressed["message"]["ts"] == message["ts"]
    assert pressed["response_url"].startswith(server.url)
    assert pressed["user"]["id"] == OFFICER
    assert inner["actions"][0]["value"] == "v2"
    assert feedback["actions"][0]["type"] == "feedback_buttons"
    assert feedback["actions"][0]["value"] == "unhelpful:1"


def test_a_button_in_an_ephemeral_message_can_replace_and_delete_it(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()

    def install(app: App) -> None:
        @app.action("press")
        def press(ack: Any, body: dict[str, Any], respond: Any) -> None:
            ack()
            noticed.add(body)
            if len(noticed.all) == 1:
                respond(text="replaced", blocks=[actions(button())], replace_original=True)
            else:
                respond(delete_original=True)

    with running(server, install) as app:
        blocks = [actions(button())]
        app.client.chat_postEphemeral(channel=PARTNERS, user=OFFICER, text="t", blocks=blocks)
        original = officer.sees("partnerships")[-1]
        officer.clicks(original, "press")
        replaced = until(
            lambda: [m for m in officer.sees("partnerships") if m["text"] == "replaced"]
        )[0]
        assert (replaced["ts"], replaced["ephemeral"]) == (original["ts"], True)
        officer.clicks(replaced, "press")
        until(lambda: original["ts"] not in [m["ts"] for m in officer.sees("partnerships")])
    assert noticed.all[0]["container"]["is_ephemeral"] is True
    assert "message" not in noticed.all[0]


def test_choices_in_home_come_with_the_view_and_its_state(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()
    one = option()
    elements: list[dict[str, Any]] = [
        {"type": "overflow", "action_id": "more", "options": [one]},
        {"type": "static_select", "action_id": "pick", "options": [one]},
        {"type": "checkboxes", "action_id": "check", "options": [one]},
        {"type": "datepicker", "action_id": "date"},
    ]
    with running(server, acting(noticed, "more", "pick", "check", "date")) as app:
        home = {"type": "home", "blocks": [actions(*elements)]}
        app.client.views_publish(user_id=OFFICER, view=home)
        view = officer.home
        assert view is not None
        officer.clicks(view, "more", selected_option=one)
        officer.clicks(view, "pick", selected_option=one)
        officer.clicks(view, "check", selected_options=[one])
        officer.clicks(view, "date", selected_date="2026-12-01")
    assert [body["actions"][0]["type"] for body in noticed.all] == [e["type"] for e in elements]
    assert {body["container"]["view_id"] for body in noticed.all} == {view["id"]}
    assert noticed.all[0]["view"]["id"] == view["id"]
    assert noticed.all[3]["actions"][0]["selected_date"] == "2026-12-01"


def typed(words: str) -> dict[str, dict[str, dict[str, str]]]:
    return {"q": {"text": {"type": "plain_text_input", "value": words}}}


def form(**more: Any) -> dict[str, Any]:
    return modal(question(), submit=plain("Ask"), **more)


def test_a_modal_lives_through_errors_update_push_and_clear(
    server: LocalServer, officer: Visitor
) -> None:
    def install(app: App) -> None:
        @app.view("form")
        def submitted(ack: Any, view: dict[str, Any]) -> None:
            words = view["state"]["values"]["q"]["text"]["value"]
            if words == "errors":
                ack(response_action="errors", errors={"q": "Say more."})
            elif words in ("update", "push"):
                ack(response_action=words, view=form(title=plain(words)))
            elif words == "clear":
                ack(response_action="clear")
            else:
                ack()

    with running(server, install) as app:
        trigger = server.workspace.grants.trigger(OFFICER)
        app.client.views_open(trigger_id=trigger, view=form())
        top = officer.views[-1]
        assert officer.submits(top, typed("errors")) == {"q": "Say more."}
        assert officer.views[-1]["errors"] == {"q": "Say more."}
        assert officer.submits(top, typed("update")) == {}
        assert [view["title"]["text"] for view in officer.views] == ["update"]
        officer.submits(top, typed("push"))
        assert [view["title"]["text"] for view in officer.views] == ["update", "push"]
        officer.submits(officer.views[-1], typed("done"))
        assert [view["title"]["text"] for view in officer.views] == ["update"]
        officer.submits(top, typed("push"))
        officer.submits(officer.views[-1], typed("clear"))
        assert officer.views == []
        with pytest.raises(Refusal, match="no longer open"):
            officer.submits(top, typed("done"))


def test_what_slack_would_not_take_in_an_answer_is_told_to_the_person(
    server: LocalServer, officer: Visitor
) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "errors", "errors": {"elsewhere": "Say more."}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
    ]
    said = ["each must name an input block", "missing required field: title"]

    def install(app: App) -> None:
        @app.view("form")
        def submitted(ack: Any, view: dict[str, Any]) -> None:
            ack(**answers[int(view["state"]["values"]["q"]["text"]["value"])])

        @app.command("/plain")
        def plainly(ack: Any) -> None:
            ack(blocks=[actions(button("same"), button("same"))])

    with running(server, install) as app:
        trigger = server.workspace.grants.trigger(OFFICER)
        app.client.views_open(trigger_id=trigger, view=form())
        for number, sentence in enumerate(said):
            with pytest.raises(Refusal, match=sentence):
                officer.submits(officer.views[-1], typed(str(number)))
        with pytest.raises(Refusal, match="`action_id` same already exists"):
            officer.commands("partnerships", "/plain")
        officer.closes(officer.views[-1])


def test_closing_a_modal_is_told_where_it_is_asked_for(
    server: LocalServer, officer: Visitor
) -> None:
    noticed = Noticed()

    def install(app: App) -> None:
        @app.view_closed("form")
        def closed(ack: Any, body: dict[str, Any]) -> None:
            ack()
            noticed.add(body)

    with running(server, install) as app:
        for asks in (False, True):
            trigger = server.workspace.grants.trigger(OFFICER)
            app.client.views_open(trigger_id=trigger, view=form(notify_on_close=asks))
            officer.closes(officer.views[-1])
    (body,) = noticed.all
    assert body["type"] == "view_closed"
    assert body["is_cleared"] is False
    assert officer.views == []


def test_an_external_select_is_offered_options(server: LocalServer, officer: Visitor) -> None:
    picker = {"type": "external_select", "action_id": "document", "min_query_length": 1}
    offered: list[dict[str, Any]] = [option("CSPF", "cspf")]

    def install(app: App) -> None:
        @app.options("document")
        def options(ack: Any, payload: dict[str, Any]) -> None:
            ack(options=offered if payload["value"] == "cs" else [option("o" * 76)])

    with running(server, install) as app:
        home = {"type": "home", "blocks": [actions(picker)]}
        app.client.views_publish(user_id=OFFICER, view=home)
        view = officer.home
        assert view is not None
        assert officer.asks_for_options(view, "document", "cs") == offered
        with pytest.raises(Refusal, match="less than 76 characters"):
            officer.asks_for_options(view, "document", "x")


class Silent:
    """A Socket Mode client that acknowledges only what it is told to."""

    def __init__(self, server: LocalServer) -> None:
        self._server = server
        self.requests = Noticed()
        self.acknowledges = False
        self._client = SocketModeClient(
            app_token=server.app_token, web_client=client(server), logger=QUIET, ping_interval=0.2
        )
        self._client.socket_mode_request_listeners.append(self._hear)

    def __enter__(self) -> Silent:
        self._client.connect()
        return self

    def __exit__(self, *_: object) -> None:
        close_at_once(self._client)

    def _hear(self, connection: Any, request: SocketModeRequest) -> None:
        self.requests.add(request)
        if self.acknowledges:
            connection.send_socket_mode_response(SocketModeResponse(request.envelope_id))


def test_what_is_not_acknowledged_is_sent_again_with_the_same_event_id(
    impatient: LocalServer,
) -> None:
    officer = Visitor(impatient.url)
    with Silent(impatient) as silent:
        until(lambda: impatient.workspace.deliveries.is_connected)
        officer.says("partnerships", "hello?")
        until(lambda: len(silent.requests.all) >= 3)
        silent.acknowledges = True
        until(lambda: not impatient.workspace.deliveries.pending)
    first, second, third = silent.requests.all[:3]
    assert len({request.payload["event_id"] for request in (first, second, third)}) == 1
    assert len({request.envelope_id for request in (first, second, third)}) == 3
    assert [request.retry_attempt for request in (first, second, third)] == [0, 1, 2]
    assert (first.retry_reason, second.retry_reason) == ("", "timeout")


def test_an_acknowledgement_ends_redelivery(impatient: LocalServer) -> None:
    officer = Visitor(impatient.url)
    with Silent(impatient) as silent:
        until(lambda: impatient.workspace.deliveries.is_connected)
        officer.says("partnerships", "hello?")
        until(lambda: silent.requests.all)
        silent.acknowledges = True
        until(lambda: not impatient.workspace.deliveries.pending)
    assert 2 <= len(silent.requests.all) < 30
    assert officer.traffic()[-1]["kind"] == "ack"


def test_what_nobody_answers_is_told_to_the_person() -> None:
    workspace = Workspace(MANIFEST, acknowledge_seconds=0.1)
    with LocalServer(workspace) as server:
        officer = Visitor(server.url)
        with pytest.raises(Refusal, match="Saathi is not connected"):
            officer.commands("partnerships", "/ask-policy", "anyone?")
        with Silent(server):
            until(lambda: workspace.deliveries.is_connected)
            with pytest.raises(Refusal, match="did not acknowledge"):
                officer.commands("partnerships", "/ask-policy", "anyone?")


def test_what_comes_while_no_bot_is_there_is_kept_for_it(
    server: LocalServer, officer: Visitor
) -> None:
    until(lambda: not server.workspace.deliveries.is_connected)
    assert officer.state["connected"] is False
    said = [officer.says("saathi", f"question {n}") for n in range(3)]
    noticed = Noticed()
    with running(server, hearing(noticed)):
        until(lambda: len(noticed.all) == 3)
        assert officer.state["connected"] is True
    assert [event["ts"] for event in in_order(noticed)] == said


def test_what_a_killed_bot_left_is_sent_to_the_next_one(impatient: LocalServer) -> None:
    officer = Visitor(impatient.url)
    with Silent(impatient) as silent:
        until(lambda: impatient.workspace.deliveries.is_connected)
        officer.says("saathi", "left behind")
        until(lambda: silent.requests.all)
    noticed = Noticed()
    with running(impatient, hearing(noticed)):
        until(lambda: noticed.all)
    event_id = silent.requests.all[0].payload["event_id"]
    assert {body["event_id"] for body in noticed.all} == {event_id}


@pytest.mark.parametrize("how", ["disconnect", "cut_connections"])
def test_a_bot_that_loses_its_connection_comes_back_and_misses_nothing(
    impatient: LocalServer, how: str
) -> None:
    officer = Visitor(impatient.url)
    noticed = Noticed()
    with running(impatient, hearing(noticed)):
        opened = impatient.workspace.sockets.opened
        getattr(impatient, how)()
        officer.says("saathi", "between")
        until(lambda: impatient.workspace.sockets.opened > opened)
        officer.says("saathi", "after")
        until(lambda: {body["event"]["text"] for body in noticed.all} == {"between", "after"})


def test_several_connections_share_the_deliveries(server: LocalServer, officer: Visitor) -> None:
    with Silent(server) as one, Silent(server) as other:
        one.acknowledges = other.acknowledges = True
        until(lambda: len(server.workspace.sockets.links) == 2)
        for number in range(20):
            officer.says("saathi", f"question {number}")
        until(lambda: len(one.requests.all) + len(other.requests.all) == 20)
        until(lambda: not server.workspace.deliveries.pending)
    assert one.requests.all
    assert other.requests.all
    seen = [request.payload["event_id"] for request in (*one.requests.all, *other.requests.all)]
    assert len(set(seen)) == 20


def test_a_delivery_can_be_sent_again_on_demand(server: LocalServer, officer: Visitor) -> None:
    noticed = Noticed()
    with running(server, hearing(noticed)):
        officer.says("saathi", "once")
        until(lambda: len(noticed.all) == 1)
        item = [one for one in officer.traffic() if one["kind"] == "events_api"][-1]
        officer.redelivers(item)
        until(lambda: len(noticed.all) == 2)
    assert noticed.all[0]["event_id"] == noticed.all[1]["event_id"]
    assert [one for one in officer.traffic() if one["kind"] == "events_api"][-1]["retry"] == 1


def test_acknowledgements_and_messages_can_be_observed() -> None:
    noticed = Noticed()
    workspace = Workspace(MANIFEST)
    workspace.observe(lambda what, told: noticed.add((what, told)))
    with LocalServer(workspace) as server, running(server, hearing(Noticed())):
        Visitor(server.url).says("saathi", "hello")
        until(lambda: [told for what, told in noticed.all if what == "ack"])
    kinds = [what for what, _ in noticed.all]
    assert kinds == ["message", "ack"]
    assert noticed.all[0][1]["message"].text == "hello"
    assert 0 <= noticed.all[1][1]["seconds"] < 5


def test_a_ticket_opens_one_connection(server: LocalServer) -> None:
    bot = client(server)
    address = bot.apps_connections_open(app_token=server.app_token)["url"]
    from websockets.exceptions import ConnectionClosed, InvalidStatus
    from websockets.sync.client import connect

    with connect(address) as socket:
        assert '"hello"' in str(socket.recv(timeout=60))
    with pytest.raises((ConnectionClosed, InvalidStatus)), connect(address) as again:
        again.recv(timeout=60)
