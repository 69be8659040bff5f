"""HTTP mode at its door: bad, huge and slow requests, over real sockets, to the real server."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bot.operations.metrics import Metrics
from bot.services import Services
from bot.slack.app import SlackApp
from bot.slack.http.connections import LARGEST_REQUEST
from bot.slack.http.listening import CannotListen, listening_sockets
from bot.slack.http.refusals import RefusalCounter
from bot.slack.http.requests import LARGEST, LATELY
from bot.slack.http.server import RequestLimits
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from knowledge import PolicyDesk
from tests.bot.slack.http.test_http_mode import replica
from tests.support.command_line import run
from tests.support.serving import serve
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.workspace_client import until

SOON = 0.5  # seconds that a request may take to come in these tests
KEPT = "POST /slack/events HTTP/1.1\r\nHost: example.org\r\n"
PATH = f"{KEPT}Connection: close\r\n"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
HELLO = json.dumps({"type": "url_verification", "challenge": "a challenge"}).encode()


class Door:
    """A replica's address, and what Slack would sign with."""

    def __init__(self, app: SlackApp, url: str, secret: str) -> None:
        self.app, self.url, self.secret = app, url, secret
        self.port = int(url.rpartition(":")[2])

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 10)

    def sends(self, *pieces: bytes) -> bytes:
        """What comes back until the server closes, or has nothing to say for a while."""
        with self.connect() as connection:
            connection.settimeout(2)
            try:
                for piece in pieces:
                    connection.sendall(piece)
            except OSError:
                pass  # it was closed meanwhile; the answer is there to be read
            return rest_of(connection)

    def signed(
        self, body: bytes, kind: str = JSON, more: str = "", at: float = 0.0, line: str = PATH
    ) -> bytes:
        """A whole request, signed."""
        length = f"Content-Length: {len(body)}\r\n"
        return (line + f"Content-Type: {kind}\r\n" + length + more).encode() + self.end(body, at)

    def end(self, body: bytes, at: float = 0.0) -> bytes:
        """The headers that sign `body`, and the body."""
        stamp = str(int(at or time.time()))
        signature = self.signature(stamp, body)
        headers = f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\n\r\n"
        return headers.encode() + body

    def signature(self, stamp: str, body: bytes) -> str:
        text = b"v0:" + stamp.encode() + b":" + body
        return "v0=" + hmac.new(self.secret.encode(), text, hashlib.sha256).hexdigest()

    def refused(self, reason: str) -> float:
        """How many were refused for that reason."""
        series = f'saathi_http_refused_total{{reason="{reason}"}} '
        lines = self.app.edge.metrics.render().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(series))


def rest_of(connection: socket.socket) -> bytes:
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except OSError:
        pass
    return received


def status(answer: bytes) -> int:
    """The status of the first answer; 0 where there is none."""
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.fixture(scope="module")
def door(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    limits = RequestLimits(
        head_within=SOON, body_within=SOON, most_connections=60, report_every=3600
    )
    home = tmp_path_factory.mktemp("http")
    with LocalServer(Workspace(manifest("https://example.org"))) as server:
        settings = settings_for(server, home, {"mode": "http"})
        with replica(Services(settings, desk), limits) as (app, url):
            yield Door(app, url, server.signing_secret)


# --- who may come in ------------------------------------------------------------------------------


def test_what_slack_signed_comes_in(door: Door) -> None:
    answer = door.sends(door.signed(HELLO))
    assert status(answer) == 200
    assert b"a challenge" in answer


def test_a_signature_is_good_for_five_minutes(door: Door) -> None:
    for age in (LATELY + 5, -LATELY - 5):
        assert status(door.sends(door.signed(HELLO, at=time.time() - age))) == 401


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "X-Slack-Signature: v0=00\r\n",
        "X-Slack-Request-Timestamp: nan\r\nX-Slack-Signature: v0={zeros}\r\n",
        "X-Slack-Request-Timestamp: -1\r\nX-Slack-Signature: v0={zeros}\r\n",
        "X-Slack-Request-Timestamp: {nines}\r\nX-Slack-Signature: v0={zeros}\r\n",
        "X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={zeros}\r\n",
        "X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0=é\r\n",
        "X-Slack-Request-Timestamp: \r\nX-Slack-Signature: \r\n",
    ],
)
def test_what_is_not_signed_is_refused_before_anything_reads_it(
    door: Door, headers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parsed(*_given: Any, **_more: Any) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr("bot.slack.http.requests.parse_body", parsed)
    monkeypatch.setattr("bot.slack.http.server.to_bolt_request", parsed)
    told = headers.format(now=int(time.time()), zeros="0" * 64, nines="9" * 5000)
    length = f"Content-Type: {JSON}\r\nContent-Length: {len(HELLO)}\r\n"
    assert status(door.sends((PATH + length + told + "\r\n").encode("latin-1") + HELLO)) == 401


def test_two_signatures_are_none(door: Door) -> None:
    false = f"X-Slack-Request-Timestamp: 1\r\nX-Slack-Signature: v0={'0' * 64}\r\n"
    assert status(door.sends(door.signed(HELLO, more=false))) == 401


# --- what makes no sense --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"", JSON, 400),
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"[" * 200_000, JSON, 400),
        (b"null", JSON, 400),
        (b'"text"', JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b'{"type": "event_callback"}', JSON, 400),
        (b'{"type": "event_callback", "event": "none"}', JSON, 400),
        (b'{"type": "event_callback", "event": {"type": "app_mention"}}', JSON, 400),
        (b'{"type": "event_callback", "event": {"type": ["message"]}}', JSON, 400),
        (b'{"type": "url_verification"}', JSON, 400),
        (b'{"type": "url_verification", "challenge": {}}', JSON, 400),
        (b'{"type": "block_actions", "user": {"id": "U1"}, "actions": []}', JSON, 400),
        (b"payload=", FORM, 400),
        (b"payload=%7B&payload=%7B", FORM, 400),
        (b"payload=%FF%FE", FORM, 400),
        (b"command=%2Fask-policy", FORM, 400),
        (urlencode({"payload": '{"type": "view_submission"}'}).encode(), FORM, 400),
        (HELLO, "text/plain", 415),
        (HELLO, "", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
    ],
)
def test_signed_rubbish_is_refused_with_a_4xx(
    door: Door, body: bytes, kind: str, expected: int
) -> None:
    assert status(door.sends(door.signed(body, kind))) == expected
    assert door.app.edge.inbox.open_count() == 0


def test_ids_that_no_database_takes_are_refused(door: Door) -> None:
    event = {"type": "app_mention", "channel": "C1", "ts": "1.2", "text": "hello", "user": "U\0"}
    for user in ("U\0", "U\ud800", "U" * 40, 7, {"id": "U1"}):
        body = json.dumps({"type": "event_callback", "event": {**event, "user": user}}).encode()
        assert status(door.sends(door.signed(body))) == 400


def test_text_that_no_database_takes_is_answered_without_it(door: Door) -> None:
    text = "hello \0 \ud800"
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.2"}
    body = json.dumps({"type": "event_callback", "event": {**event, "text": text}}).encode()
    assert status(door.sends(door.signed(body))) == 200
    until(lambda: door.app.edge.inbox.open_count() == 0)


@pytest.mark.parametrize("length", ["abc", "-5", "+5", "1e3", "5, 6", "0x10"])
def test_a_length_that_is_none_is_refused(door: Door, length: str) -> None:
    answer = door.sends((PATH + f"Content-Length: {length}\r\n\r\n").encode() + HELLO)
    assert status(answer) == 400


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /slack/events", 405),
        ("PUT /slack/events", 405),
        ("POST /healthz", 405),
        ("POST /slack/events/", 404),
        ("POST //slack//events", 404),
        ("GET /%2e%2e/saathi.toml", 404),
        ("BREW\t/slack/events", 400),
    ],
)
def test_other_methods_and_paths_are_refused(door: Door, request_line: str, expected: int) -> None:
    head = f"{request_line} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
    assert status(door.sends(head.encode())) == expected


def test_headers_without_end_are_refused(door: Door) -> None:
    flood = b"".join(b"X-%d: value\r\n" % number for number in range(50_000))
    assert status(door.sends(PATH.encode(), flood, b"\r\n")) in {400, 0}
    assert door.refused("malformed")


def test_long_headers_are_refused_though_they_come_at_once(door: Door) -> None:
    assert status(door.sends(door.signed(HELLO, more=f"X-Long: {'x' * 20_000}\r\n"))) in {400, 431}


# --- what is too large ----------------------------------------------------------------------------


def test_a_length_beyond_the_limit_is_refused_before_any_of_it_is_sent(door: Door) -> None:
    expects = "Expect: 100-continue\r\nContent-Length: 400000000\r\n\r\n"
    answer = door.sends((PATH + expects).encode())
    assert status(answer) == 413
    assert b"100 Continue" not in answer


def test_a_body_in_pieces_is_read_up_to_the_limit(door: Door) -> None:
    before = door.refused("too_large") + door.refused("slow")
    for size in (1, 10, 60_000):
        piece = b"%x\r\n%b\r\n" % (size, b" " * size)
        received = 0
        pieces = piece * max(1, 60_000 // len(piece))
        with door.connect() as connection:
            head = PATH + "Transfer-Encoding: chunked\r\n"
            connection.sendall(head.encode() + door.end(b""))
            try:
                while received < 40 * LARGEST:
                    connection.sendall(pieces)
                    received += len(pieces)
            except OSError:
                pass
            # The smallest pieces are read so slowly that the time for a body may end first.
            assert status(rest_of(connection)) in {413, 408, 0}
        # What stands in the buffers of both sides was sent as well, but not read.
        assert received < 10 * LARGEST_REQUEST
    assert door.refused("too_large") + door.refused("slow") == before + 3


def test_a_signed_body_in_pieces_comes_in(door: Door) -> None:
    pieces = b"".join(b"%x\r\n%b\r\n" % (1, HELLO[n : n + 1]) for n in range(len(HELLO)))
    headers = (PATH + f"Content-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n").encode()
    signed = door.end(HELLO)[: -len(HELLO)]
    assert status(door.sends(headers + signed + pieces + b"0\r\n\r\n")) == 200


def test_what_follows_an_answer_is_not_read(door: Door) -> None:
    head = "GET /healthz HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
    with door.connect() as connection:
        connection.sendall(head.encode())
        assert status(rest_of(connection)) == 200  # and then it was closed


# --- what is too slow -----------------------------------------------------------------------------


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(60)
    rest_of(connection)
    return True


def test_connections_that_say_nothing_are_closed_and_harm_nobody(door: Door) -> None:
    silent = [door.connect() for _ in range(40)]
    assert httpx.get(f"{door.url}/healthz").status_code == 200
    assert status(door.sends(door.signed(HELLO))) == 200
    with ThreadPoolExecutor(40) as pool:
        assert all(pool.map(is_closed, silent))
    for connection in silent:
        connection.close()


def test_whoever_waits_longest_makes_room(door: Door) -> None:
    silent = [door.connect() for _ in range(100)]
    assert status(door.sends(door.signed(HELLO))) == 200
    assert door.refused("crowded") >= 40
    for connection in silent:
        connection.close()


@pytest.mark.parametrize("first", [b"", b"POST /slack/events HTTP/1.1\r\nHost: example.org\r\n"])
def test_headers_that_trickle_in_are_not_waited_for(door: Door, first: bytes) -> None:
    with door.connect() as connection:
        connection.sendall(first)
        with pytest.raises(OSError):
            for number in range(400):
                connection.sendall(b"X-%d: a\r\n" % number if first else b"P")
                time.sleep(0.05)


def test_headers_that_trickle_in_after_an_answer_are_not_waited_for(door: Door) -> None:
    with door.connect() as connection:
        connection.sendall(door.signed(HELLO, line=KEPT))
        assert status(connection.recv(65_536)) == 200
        with pytest.raises(OSError):
            for letter in PATH * 10:
                connection.sendall(letter.encode())
                time.sleep(0.05)


def test_a_body_that_trickles_in_is_not_waited_for(door: Door) -> None:
    whole = door.signed(HELLO)
    with door.connect() as connection:
        connection.sendall(whole[: -len(HELLO)])
        connection.settimeout(0.05)
        answer = b""
        for _ in range(400):
            connection.sendall(b" ")
            with suppress(TimeoutError):
                answer = connection.recv(65_536)
                break
    assert status(answer) == 408


def test_a_connection_that_is_used_again_is_left_alone(door: Door) -> None:
    with door.connect() as connection:
        for _ in range(3):
            connection.sendall(door.signed(HELLO, line=KEPT))
            assert status(connection.recv(65_536)) == 200
            time.sleep(SOON / 2)


# --- what it leaves in the log --------------------------------------------------------------------


def test_two_thousand_bad_requests_leave_one_line(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.refused("malformed") + door.refused("unsigned")
    bad = [PATH.encode() + b"Content-Length: x\r\n\r\n", (PATH + "\r\n").encode()]
    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(4) as pool:
        assert {status(answer) for answer in pool.map(door.sends, bad * 1000)} == {400, 401}
    after = door.refused("malformed") + door.refused("unsigned")
    assert after - before == 2000
    assert len(caplog.records) <= 1
    assert not [record for record in caplog.records if record.exc_info]


# --- where it listens -----------------------------------------------------------------------------


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", ["::1", "[::1]", "::", "localhost", "127.0.0.1"])
def test_it_listens_on_either_kind_of_address(host: str) -> None:
    if ":" in host and not has_ipv6():
        with pytest.raises(CannotListen, match="no address"):
            listening_sockets(host, 0)
        return
    sockets = listening_sockets(host, 0)
    port = sockets[0].getsockname()[1]
    for bound in sockets:
        bound.listen()
    near = {"::1": ["::1"], "[::1]": ["::1"], "::": ["::1", "127.0.0.1"]}
    for address in near.get(host, ["127.0.0.1"]):
        socket.create_connection((address, port), 5).close()
    for bound in sockets:
        bound.close()


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "Port {port} is taken on 127.0.0.1"), ("192.0.2.1", "no address ‘192.0.2.1’")],
)
def test_where_it_cannot_listen_it_says_why(host: str, expected: str, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = {
            "SLACK__BOT_TOKEN": "xoxb-sample",
            "SLACK__SIGNING_SECRET": "sample",
            "SLACK__MODE": "http",
            "HOST": host,
            "PORT": str(port),
        }
        complaint = run("serve", home=home, settings=settings).complaint
    assert expected.format(port=port) in complaint


def test_the_real_command_serves_over_http_and_names_the_port_it_took(home: Path) -> None:
    with LocalServer(Workspace(manifest("https://example.org"))) as server:
        settings = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__SIGNING_SECRET": server.signing_secret,
            "SLACK__API_URL": server.api_url,
            "SLACK__MODE": "http",
            "PORT": "0",
        }
        with serve(home, **settings) as (_, ready):
            port = int("".join(filter(str.isdigit, ready)))
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
            assert httpx.post(f"http://127.0.0.1:{port}/slack/events").status_code == 401


def test_what_was_refused_since_the_last_line_is_told_by_reason(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refusing() -> None:
        refusals = RefusalCounter(Metrics(), every=3600)
        refusals.count("unsigned")
        for reason in ("unsigned", "malformed", "unsigned"):
            refusals.count(reason)
        refusals.report()
        refusals.report()  # there is nothing more
        refusals.count("slow")

    with caplog.at_level(logging.WARNING, "saathi.http"):
        asyncio.run(refusing())
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "unsigned 1",
        "malformed 1, unsigned 2",
        "slow 1",
    ]
