"""The page's API of the local workspace, and what keeps other web sites out of it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from bot.workspace import LocalServer, Workspace
from bot.workspace import server as server_module
from tests.support.slack.workspace_client import OPENER, Refusal, Visitor, until
from tests.support.slack.workspace_fixtures import (
    BOT,
    FINANCE_OFFICER,
    MANIFEST,
    OFFICER,
    PARTNERS,
    client,
)


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer(Workspace(MANIFEST)) as server:
        yield server


@pytest.fixture
def officer(server: LocalServer) -> Visitor:
    return Visitor(server.url, OFFICER)


def status(url: str, headers: dict[str, str], body: bytes | None = None) -> int:
    """The HTTP status of a request."""
    try:
        with OPENER.open(urllib.request.Request(url, body, headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_bootstrap_names_sample_people_channels_commands_and_shortcuts(officer: Visitor) -> None:
    place = officer.place
    assert all("sample" in person["title"] for person in place["people"])
    assert [one["name"] for one in place["channels"]] == [
        "partnerships",
        "field-offices",
        "finance",
    ]
    assert [one["command"] for one in place["commands"]] == ["/ask-policy", "/plain"]
    assert place["shortcuts"] == [{"callback_id": "which_policy", "name": "Which policy?"}]
    assert place["bot"] == {"user_id": BOT, "name": "Saathi", "app_id": "A0SAATHIAPP"}
    assert "trying and testing" in place["notice"]


def test_what_is_typed_is_escaped_and_a_name_becomes_a_mention(officer: Visitor) -> None:
    ts = officer.says("partnerships", "@Saathi & @Sample Finance Officer: <!channel>?")
    message = officer.sees("partnerships")[-1]
    assert message["ts"] == ts
    assert message["text"] == f"<@{BOT}> &amp; <@{FINANCE_OFFICER}>: &lt;!channel&gt;?"
    assert message["username"] == "Sample Programme Officer"
    assert (message["blocks"], message["is_bot"], message["thread_ts"]) == (None, False, None)


def test_a_thread_counts_its_replies(officer: Visitor) -> None:
    root = officer.says("partnerships", "a question")
    reply = officer.says("partnerships", "and another", thread_ts=root)
    by_ts = {message["ts"]: message for message in officer.sees("partnerships")}
    assert by_ts[root]["reply_count"] == 1
    assert by_ts[reply]["thread_ts"] == root
    with pytest.raises(Refusal, match="thread is not there"):
        officer.says("partnerships", "into a reply", thread_ts=reply)


def test_unread_messages_are_counted_until_they_are_read(
    server: LocalServer, officer: Visitor
) -> None:
    colleague = Visitor(server.url, FINANCE_OFFICER)
    colleague.reads("field-offices")
    officer.says("field-offices", "one")
    officer.says("field-offices", "two")
    assert colleague.conversation("field-offices")["unread"] == 2
    assert officer.conversation("field-offices")["unread"] == 0
    colleague.reads("field-offices")
    assert colleague.conversation("field-offices")["unread"] == 0


def test_own_messages_are_edited_and_deleted_and_no_others(
    server: LocalServer, officer: Visitor
) -> None:
    ts = officer.says("partnerships", "befor")
    officer.edits("partnerships", ts, "before <all>")
    message = officer.sees("partnerships")[-1]
    assert (message["text"], message["edited"]) == ("before &lt;all&gt;", True)
    colleague = Visitor(server.url, FINANCE_OFFICER)
    with pytest.raises(Refusal, match="Only your own messages"):
        colleague.edits("partnerships", ts, "mine")
    with pytest.raises(Refusal, match="Only your own messages"):
        colleague.deletes("partnerships", ts)
    officer.deletes("partnerships", ts)
    assert ts not in [message["ts"] for message in officer.sees("partnerships")]


def test_a_direct_message_is_seen_by_its_person_alone(
    server: LocalServer, officer: Visitor
) -> None:
    officer.says("saathi", "in private")
    colleague = Visitor(server.url, FINANCE_OFFICER)
    every = [m["text"] for c in colleague.state["conversations"] for m in c["messages"]]
    assert "in private" not in every
    direct = officer.conversation("saathi")
    with pytest.raises(Refusal, match="There is no conversation"):
        colleague.says(direct["id"], "hello?")


def test_a_file_is_uploaded_sent_and_downloaded(server: LocalServer, officer: Visitor) -> None:
    content = b"--not a border\r\n\x00\xff\r\n"
    officer.says("partnerships", "", files=(officer.uploads("Übersicht 1.pdf", content),))
    (file,) = officer.sees("partnerships")[-1]["files"]
    assert (file["name"], file["mimetype"], file["size"]) == (
        "Übersicht 1.pdf",
        "application/pdf",
        len(content),
    )
    assert officer.downloads(file) == content
    assert status(f"{server.url}/files/F0NOTHING00/x", {}) == 404
    with pytest.raises(Refusal, match="upload it again"):
        officer.says("partnerships", "", files=("F0NOTHING00",))


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("message", b"{nonsense", "The request's body is not JSON."),
        ("message", b"[]", "The request's body is not a JSON object."),
        ("message", b'{"user": "U0SAMPLE001"}', "The request lacks the field 'channel'."),
        ("message", b'{"user": "U0NOBODY", "channel": "C0PARTNERS1", "text": "x"}', "nobody"),
        ("message", b'{"user": "U0SAMPLE001", "channel": "C0X", "text": "x"}', "no conversation"),
        (
            "message",
            b'{"user": "U0SAMPLE001", "channel": "C0PARTNERS1", "text": " "}',
            "Write something",
        ),
        ("open-tab", b'{"user": "U0SAMPLE001", "tab": "about"}', 'The tab is "home"'),
        ("close", b'{"user": "U0SAMPLE001", "view_id": "V0X"}', "no longer open"),
        ("redeliver", b'{"id": 0}', "can be sent again"),
        ("action", b'{"user": "U0SAMPLE001", "container": 1, "action": {}}', "must be an object"),
    ],
)
def test_an_act_that_cannot_be_done_is_answered_with_one_sentence(
    server: LocalServer, path: str, body: bytes, sentence: str
) -> None:
    request = urllib.request.Request(f"{server.url}/page/{path}", body)
    with pytest.raises(urllib.error.HTTPError) as error:
        OPENER.open(request)
    with error.value:
        answer = json.load(error.value)
    assert error.value.code == 400
    assert answer["ok"] is False
    assert sentence in answer["error"]


def test_the_traffic_shows_both_directions_without_secrets(
    server: LocalServer, officer: Visitor
) -> None:
    before = officer.traffic()[-1]["id"] if officer.traffic() else 0
    bot = client(server)
    bot.api_call("chat.postMessage", data={"token": bot.token, "channel": PARTNERS, "text": "t"})
    client(server, server.app_token).apps_connections_open(app_token=server.app_token)
    items = officer.traffic(before)
    posted, opened = (item for item in items if item["kind"] == "web_api")
    assert (posted["direction"], posted["name"]) == ("from_bot", "chat.postMessage")
    assert posted["payload"]["text"] == "t"
    assert posted["response"]["ok"] is True
    assert posted["retry"] == 0
    assert opened["name"] == "apps.connections.open"
    shown = json.dumps(items)
    for secret in (server.bot_token, server.app_token, server.signing_secret):
        assert secret not in shown
    assert "(redacted)" in opened["response"]["url"]
    assert officer.traffic(items[-1]["id"]) == []


def test_the_last_thousand_payloads_are_kept(server: LocalServer, officer: Visitor) -> None:
    bot = client(server)
    for _ in range(1_010):
        server.workspace.traffic.add("from_bot", "web_api", "api.test", {}, 0.0)
    bot.api_test()
    items = officer.traffic()
    assert len(items) == 1_000
    assert items[-1]["id"] - items[0]["id"] == 999


def news(socket: ClientConnection) -> str:
    told: dict[str, Any] = json.loads(socket.recv(timeout=2))
    return str(told["type"])


def test_an_open_page_is_told_of_what_concerns_it_and_not_too_often(
    server: LocalServer, officer: Visitor
) -> None:
    address = server.url.replace("http", "ws") + "/page/socket?user="
    with connect(address + OFFICER) as mine, connect(address + FINANCE_OFFICER) as other:
        for number in range(30):
            officer.says("saathi", f"question {number}")
        assert news(mine) == "changed"
        officer.says("partnerships", "for all")
        assert news(other) == "changed"
        told = 0
        try:
            while True:
                mine.recv(timeout=0.3)
                told += 1
        except TimeoutError:
            assert told < 30


def test_an_open_page_is_told_when_a_bot_comes_and_goes() -> None:
    with LocalServer(Workspace(MANIFEST)) as server:
        officer = Visitor(server.url)
        page = server.url.replace("http", "ws") + "/page/socket?user=" + OFFICER
        with connect(page) as mine:
            bot = client(server).apps_connections_open(app_token=server.app_token)["url"]
            with connect(bot):
                until(lambda: news(mine) == "changed")
                assert officer.state["connected"] is True
            until(lambda: news(mine) == "changed")
            assert officer.state["connected"] is False


def test_only_loopback_names_are_answered(server: LocalServer) -> None:
    port = server.port
    for host, expected in (
        (f"127.0.0.1:{port}", 200),
        (f"localhost:{port}", 200),
        (f"[::1]:{port}", 200),
        (f"attacker.example:{port}", 403),
        ("localhost.attacker.example", 403),
        ("", 403),
    ):
        assert status(f"{server.url}/page/bootstrap", {"Host": host}) == expected, host


def test_another_sites_page_can_do_nothing_here(server: LocalServer) -> None:
    body = b'{"user": "U0SAMPLE001", "channel": "C0PARTNERS1", "text": "from elsewhere"}'
    address = f"{server.url}/page/message"
    assert status(address, {"Origin": "https://attacker.example"}, body) == 403
    assert status(address, {"Origin": "null"}, body) == 403
    assert status(address, {"Origin": f"http://127.0.0.1:{server.port + 1}"}, body) == 403
    assert status(address, {"Origin": server.url}, body) == 200
    socket = server.url.replace("http", "ws") + "/page/socket"
    with (
        pytest.raises(Exception, match="403"),
        connect(socket, origin=Origin("https://attacker.example")),
    ):
        pass


def test_answers_tell_browsers_to_be_careful(server: LocalServer, officer: Visitor) -> None:
    officer.says("partnerships", "", files=(officer.uploads("x.html", b"<script>"),))
    file = officer.sees("partnerships")[-1]["files"][0]
    with OPENER.open(server.url + file["url"]) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_without_its_bundle_the_page_says_how_to_build_it(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("<title>The page</title>")
    monkeypatch.setattr(server_module, "STATIC", tmp_path)
    with OPENER.open(server.url) as answer:
        assert answer.read() == b"<title>The page</title>"
    (tmp_path / "index.html").unlink()
    with pytest.raises(urllib.error.HTTPError) as error:
        OPENER.open(server.url)
    with error.value:
        assert "npm run build" in error.value.read().decode()


def test_the_server_listens_on_the_loopback_address_alone(server: LocalServer) -> None:
    assert server.url == f"http://127.0.0.1:{server.port}"
    with pytest.raises(OSError, match="in use"):
        LocalServer(Workspace(MANIFEST), port=server.port).start()
