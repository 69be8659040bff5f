"""The local workspace delivers by signed HTTP request, to several replicas in turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.workspace import LocalServer, Workspace
from tests.support.slack.workspace_client import Refusal, Visitor, until
from tests.support.slack.workspace_fixtures import (
    MANIFEST,
    OFFICER,
    PARTNERS,
    Noticed,
    actions,
    button,
    client,
    modal,
    plain,
    question,
)

QUIET = logging.getLogger("quiet")
QUIET.setLevel(logging.CRITICAL)
Answer = Callable[[str, dict[str, str]], tuple[int, dict[str, str], bytes]]


class Replica:
    """One replica of a bot in HTTP mode: notes every request, and answers as `answer` says."""

    def __init__(self, answer: Answer) -> None:
        self.requests = Noticed()
        replica = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                replica.requests.add((body, headers))
                status, own, content = answer(body, headers)
                self.send_response(status)
                for name, value in own.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/slack/events"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer(Workspace(MANIFEST, redeliver_after=(0.1, 0.2))) as server:
        yield server


@pytest.fixture
def replicas(server: LocalServer) -> Iterator[Callable[[Answer], Replica]]:
    made: list[Replica] = []

    def make(answer: Answer) -> Replica:
        made.append(Replica(answer))
        server.deliver_to(*(replica.url for replica in made))
        return made[-1]

    yield make
    for replica in made:
        replica.close()


def fine(_: str, __: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, b""


def test_events_come_signed_and_in_turn(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    one, other = replicas(fine), replicas(fine)
    officer = Visitor(server.url)
    for number in range(6):
        officer.says("saathi", f"question {number}")
    until(lambda: len(one.requests.all) + len(other.requests.all) == 6)
    assert len(one.requests.all) == len(other.requests.all) == 3
    verifier = SignatureVerifier(server.signing_secret)
    for body, headers in (*one.requests.all, *other.requests.all):
        assert verifier.is_valid_request(body, headers)
        assert headers["content-type"] == "application/json"
        assert "x-slack-retry-num" not in headers
    assert not SignatureVerifier("another").is_valid_request(*one.requests.all[0])


def test_an_event_that_fails_comes_again_with_its_retry_headers(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    replica = replicas(lambda _, __: (500, {}, b"broken"))
    Visitor(server.url).says("saathi", "question")
    until(lambda: len(replica.requests.all) == 3)
    until(lambda: not server.workspace.deliveries.pending)
    bodies = {body for body, _ in replica.requests.all}
    told = [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"))
        for _, headers in replica.requests.all
    ]
    assert len(bodies) == 1
    assert told == [(None, None), ("1", "http_error"), ("2", "http_error")]


def test_a_bot_can_say_that_it_wants_no_retry(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    replica = replicas(lambda _, __: (500, {"X-Slack-No-Retry": "1"}, b""))
    Visitor(server.url).says("saathi", "question")
    until(lambda: replica.requests.all)
    until(lambda: not server.workspace.deliveries.pending)
    assert len(replica.requests.all) == 1


def test_a_replica_that_is_gone_is_passed_over_by_the_redelivery(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    gone, alive = replicas(fine), replicas(fine)
    gone.close()
    officer = Visitor(server.url)
    for number in range(4):
        officer.says("saathi", f"question {number}")
    until(lambda: not server.workspace.deliveries.pending)
    assert len({body for body, _ in alive.requests.all}) == 4
    retried = [headers.get("x-slack-retry-reason") for _, headers in alive.requests.all]
    assert "connection_failed" in retried


def test_commands_come_as_a_form_and_interactions_as_a_payload(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    replica = replicas(fine)
    officer = Visitor(server.url)
    officer.commands("partnerships", "/ask-policy", "logo & name")
    blocks = [actions(button())]
    client(server).chat_postMessage(channel=PARTNERS, text="t", blocks=blocks)
    officer.clicks(officer.sees("partnerships")[-1], "press")
    sent = [body for body, headers in replica.requests.all if "form" in headers["content-type"]]
    command, interaction = (parse_qs(body) for body in sent)
    assert command["command"] == ["/ask-policy"]
    assert command["text"] == ["logo &amp; name"]
    assert '"type": "block_actions"' in interaction["payload"][0]


def test_a_bolt_app_answers_over_http(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    app = App(
        client=client(server),
        signing_secret=server.signing_secret,
        process_before_response=True,
        logger=QUIET,
    )
    heard = Noticed()

    @app.event("message")
    def message(body: dict[str, Any]) -> None:
        heard.add(body)

    @app.command("/ask-policy")
    def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        view = modal(question(), submit=plain("Ask"))
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack("Looking…")

    @app.view("form")
    def submitted(ack: Any) -> None:
        ack(response_action="errors", errors={"q": "Say more."})

    def dispatch(body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        answer = app.dispatch(BoltRequest(body=body, headers=dict(headers)))
        own = {name: values[0] for name, values in answer.headers.items()}
        return answer.status, own, (answer.body or "").encode()

    replicas(dispatch)
    officer = Visitor(server.url, OFFICER)
    officer.says("saathi", "question")
    until(lambda: heard.all)
    officer.commands("partnerships", "/ask-policy", "logo")
    assert officer.sees("partnerships")[-1]["text"] == "Looking…"
    assert officer.submits(officer.views[-1]) == {"q": "Say more."}


def test_a_bot_that_fails_an_interaction_is_told_to_the_person(
    server: LocalServer, replicas: Callable[[Answer], Replica]
) -> None:
    replicas(lambda _, __: (500, {}, b""))
    with pytest.raises(Refusal, match="did not take this"):
        Visitor(server.url).commands("partnerships", "/ask-policy", "logo")
