"""Tokens, files and answers go to Slack alone, whatever address somebody names as Slack's."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot.operations.metrics import Metrics
from bot.settings.roles import RoleSettings
from bot.settings.slack import SlackSettings
from bot.settings.slack_addresses import NotSlacks, is_slacks, is_slacks_socket
from bot.slack.blocks import names
from bot.slack.client import opener_to, posting_client
from knowledge import PolicyDesk
from tests.support.command_line import run
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, top, words
from tests.support.slack.workspace_client import OFFICER, Visitor, until
from tests.support.small_desk import DAYS, desk_on

SLACK = "https://slack.com/api/"
HERE = "http://127.0.0.1:8321/api/"


@dataclass
class Stranger:
    """A server that is not Slack's; it keeps what was sent to it."""

    url: str
    to: str = ""  # where it sends on whoever asks
    heard: list[dict[str, str]] = field(default_factory=list)

    def api(self) -> SlackSettings:
        """Settings under which it is the Web API, on this machine."""
        return SlackSettings(bot_token=SecretStr("xoxb-sample"), api_url=f"{self.url}/api/")


@contextmanager
def listening() -> Iterator[Stranger]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there.heard.append({name.lower(): value for name, value in self.headers.items()})
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(302 if there.to else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Location", there.to)
            self.end_headers()
            self.wfile.write(b'{"ok": false, "error": "sample"}')

        do_POST = do_CONNECT = do_GET  # noqa: N815  (as http.server has it)

        def log_message(self, *_: object) -> None:
            """It says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        there = Stranger(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield there
        finally:
            server.shutdown()


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with listening() as there:
        yield there


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PolicyDesk:
    desk = desk_on(tmp_path_factory.mktemp("small"))
    desk.build()
    return desk


@pytest.fixture(scope="module")
def made(small: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    roles = RoleSettings(due_diligence=(OFFICER,))
    with stocked_office(small, tmp_path_factory.mktemp("office"), roles=roles) as made:
        yield made


@contextmanager
def naming(made: Office, stranger: Stranger) -> Iterator[None]:
    """Slack names addresses at the stranger's."""
    own, made.workspace.url = made.workspace.url, stranger.url
    try:
        yield
        at_rest(made)
    finally:
        made.workspace.url = own


# --- which addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://files.slack.com/files-pri/T0-F0/download/budget.xlsx?pub=1",
        "https://FILES.Slack.COM/files-pri/T0-F0/a.docx",
        "https://files.slack.com:443/upload/v1/abc",
        "https://hooks.slack.com/commands/T0/1/abc",
        "https://sample.enterprise.slack.com/files/a",
        "https://slack-files.com/T0-F0-abc",
        "https://files.slack-gov.com/upload/v1/abc",
        "https://slack.com",
    ],
)
def test_an_address_of_slacks_own_is_one(address: str) -> None:
    assert is_slacks(address, SLACK)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://files.slack.com/files-pri/T0-F0/a.docx",
        "ftp://files.slack.com/a",
        "file:///etc/hostname",
        "//files.slack.com/a",
        "https:files.slack.com/a",
        "https://evilslack.com/a",
        "https://slack.com.evil.example/a",
        "https://evil.example/slack.com",
        "https://evil.example#files.slack.com",
        "https://evil.example?files.slack.com",
        "https://files.slack.com@evil.example/a",
        "https://files.slack.com:443@evil.example/a",
        "https://user@files.slack.com/a",
        "https://evil.example\\.slack.com/a",
        "https://files.slack.com\\@evil.example/a",
        "https://files.slack.com./a",
        "https://files.slack.com:8443/a",
        "https://files.slack.com:80/a",
        "https://files.slack.com:/a",
        "https://files.slack.com /a",
        "https://files.slack.com\n.evil.example/a",
        " https://files.slack.com/a",
        "https://files.slack.com/a\r\nHost: evil.example",
        "https://files.ѕlack.com/a",  # a Cyrillic letter
        "https://files.ſlack.com/a",  # an old s, which is upper-cased to an S
        "https://files.slac\u212a.com/a",  # the sign of the kelvin, lower-cased to a k
        "https://files。slack。com/a",
        "https://xn--lack-n5d.com/a",
        "https://files%2eslack.com/a",
        "https://.slack.com/a",
        "https://docs.google.com/document/d/1",
        "https://127.0.0.1/a",
        "http://localhost/a",
        "wss://wss-primary.slack.com/link",
    ],
)
def test_an_address_that_only_looks_like_slacks_is_none(address: str) -> None:
    assert not is_slacks(address, SLACK)


@pytest.mark.parametrize(
    ("address", "api_url", "meant"),
    [
        ("http://127.0.0.1:8321/files-pri/F0/a.docx", HERE, True),
        ("http://[::1]:8321/upload/F0", "http://[::1]:8321/api/", True),
        ("https://files.slack.com/files-pri/T0-F0/a.docx", HERE, True),
        ("http://127.0.0.1:8322/files-pri/F0/a.docx", HERE, False),
        ("https://127.0.0.1:8321/files-pri/F0/a.docx", HERE, False),
        ("http://localhost:8321/files-pri/F0/a.docx", HERE, False),
        ("http://127.0.0.1:8321@evil.example/a.docx", HERE, False),
        ("http://10.0.0.1:8321/a.docx", "http://10.0.0.1:8321/api/", False),
        ("https://chat.example/a.docx", "https://chat.example/api/", False),
        ("http://localhost.evil.example/a", "http://localhost.evil.example/api/", False),
        ("http://127.0.0.1.evil.example/a", "http://127.0.0.1.evil.example/api/", False),
    ],
)
def test_of_other_addresses_only_the_local_workspaces_own_is_slacks(
    address: str, api_url: str, meant: bool
) -> None:
    assert is_slacks(address, api_url) is meant


@pytest.mark.parametrize(
    ("address", "api_url", "meant"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=a&app_id=b", SLACK, True),
        ("wss://wss-backup.slack-msgs.com/link/?ticket=a", SLACK, True),
        ("ws://127.0.0.1:8321/link?ticket=a", HERE, True),
        ("ws://wss-primary.slack.com/link", SLACK, False),
        ("https://wss-primary.slack.com/link", SLACK, False),
        ("wss://evil.example/link", SLACK, False),
        ("ws://127.0.0.1:8322/link", HERE, False),
        ("ws://127.0.0.1:8321/link", SLACK, False),
    ],
)
def test_so_it_is_with_sockets(address: str, api_url: str, meant: bool) -> None:
    assert is_slacks_socket(address, api_url) is meant


@pytest.mark.parametrize(
    "address",
    [
        "http://slack.com/api/",
        "http://chat.example/api/",
        "https://chat.example/api/",
        "http://10.0.0.1:8321/api/",
        "https://slack.com/api",
        "https://slack.com@chat.example/api/",
    ],
)
def test_the_setting_takes_slack_or_this_machine(tmp_path: Path, address: str) -> None:
    told = run("doctor", home=tmp_path, settings={"SLACK__API_URL": address}).complaint
    assert "slack.api_url" in told
    assert "https://slack.com/api/" in told


@pytest.mark.parametrize("address", ["https://slack-gov.com/api/", "http://localhost:8321/api/"])
def test_the_setting_takes_govslack_and_the_local_workspace(address: str) -> None:
    assert SlackSettings(api_url=address).api_url == address


# --- what is sent where


def test_a_file_that_lies_elsewhere_is_not_fetched_and_its_sender_told(
    made: Office, stranger: Stranger
) -> None:
    officer = Visitor(made.server.url)
    letter = io.BytesIO()
    docx.Document().save(letter)
    file = officer.uploads("letter.docx", letter.getvalue())
    with naming(made, stranger):
        ts = officer.says("saathi", "", files=(file,))
        told = until(lambda: officer.replies("saathi", ts))[0]
    assert "letter.docx lies at another service" in words(told)
    assert stranger.heard == []


def test_files_are_not_sent_elsewhere(made: Office, stranger: Stranger) -> None:
    officer = Visitor(made.server.url)
    officer.commands("partnerships", "/due-diligence", "chaupal")
    assert not sends(officer, top(officer, "Due diligence", showing="What it would ask"))
    overview = top(officer, "Checklist", 1, "settled")
    known = len(from_saathi(officer))
    with naming(made, stranger):
        officer.clicks(overview, names.CHECKLIST_FILES)
        told = newest_direct(officer, known)
    assert "files" in words(told)
    assert told["files"] == []
    assert stranger.heard == []


def test_an_answer_is_not_sent_elsewhere(made: Office, stranger: Stranger) -> None:
    officer = Visitor(made.server.url)
    rules = made.workspace.rules
    rules.take_away("conversations.open", "chat.postMessage", error="missing_scope")
    with naming(made, stranger):
        officer.commands("partnerships", "/ask-policy", DAYS)
        until(lambda: "conversations.open" in [one["name"] for one in officer.traffic()])
    rules.without.clear()
    assert stranger.heard == []


def test_thanks_for_feedback_are_not_sent_elsewhere(
    made: Office, stranger: Stranger, caplog: pytest.LogCaptureFixture
) -> None:
    officer = Visitor(made.server.url)
    ts = officer.says("partnerships", f"@Saathi {DAYS}")
    reply = until(lambda: officer.replies("partnerships", ts))[0]
    inbox = made.app.edge.inbox
    value = names.feedback_value(names.UNHELPFUL, reply["metadata"]["event_payload"]["inbox"])
    with naming(made, stranger):
        officer.clicks(reply, names.FEEDBACK, value=value)
        until(lambda: any(one.helpful is False for one in inbox.asked_between(0, 1e12)))
        until(lambda: "response address that is not its own" in caplog.text)
    assert stranger.heard == []


def test_a_redirect_never_carries_the_token(stranger: Stranger) -> None:
    with listening() as asked:
        asked.to = f"{stranger.url}/api/auth.test"
        with pytest.raises(SlackApiError, match="sample"):
            posting_client(asked.api(), Metrics()).auth_test()
    assert [one["authorization"] for one in asked.heard] == ["Bearer xoxb-sample"]
    assert not [one for one in stranger.heard if "authorization" in one]


def test_a_file_is_not_fetched_over_a_redirect(stranger: Stranger) -> None:
    with listening() as asked:
        asked.to = f"{stranger.url}/a.docx"
        with pytest.raises(OSError, match="302"):
            opener_to(asked.url).open(f"{asked.url}/a.docx", timeout=5)
    assert stranger.heard == []


def test_a_socket_elsewhere_is_not_opened(made: Office, stranger: Stranger) -> None:
    client = posting_client(made.app.edge.settings.slack, Metrics())
    with naming(made, stranger), pytest.raises(NotSlacks, match="socket"):
        client.apps_connections_open(app_token=made.server.app_token)
    assert stranger.heard == []


def test_what_is_on_this_machine_goes_through_no_proxy(
    small: PolicyDesk, tmp_path: Path, stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, stranger.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with stocked_office(small, tmp_path) as made:
        officer = Visitor(made.server.url)
        letter = io.BytesIO()
        docx.Document().save(letter)
        file = officer.uploads("letter.docx", letter.getvalue())
        ts = officer.says("saathi", "", files=(file,))
        told = until(lambda: officer.replies("saathi", ts))[0]
    assert "neither an agreement nor a checklist" in words(told)
    assert stranger.heard == []
