"""`saathi serve`: ready soon, gone gracefully, and one sentence for what is not set up."""

from __future__ import annotations

import errno
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.error import URLError

import httpx
import pytest

from bot.operations.database import Database
from bot.services import make_services
from bot.settings.settings import Settings
from bot.slack.delivery.inbox import Inbox
from bot.slack.manifest import manifest
from bot.slack.serving import Socket
from bot.workspace import LocalServer, Workspace
from drafting.sealing import new_key
from tests.conftest import saathi
from tests.running.built_home import copy_built_home
from tests.support.command_line import run
from tests.support.serving import serve
from tests.support.slack.workspace_client import Visitor, until

ASKED = "May a partner mention CARE in public?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own, since what is served is kept there."""
    return copy_built_home(tmp_path_factory.mktemp("served"))


def test_without_tokens_it_opens_the_local_workspace_where_a_newcomer_gets_an_answer(
    home: Path,
) -> None:
    with serve(home, "--port", "0") as (process, said):
        url = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
        newcomer = Visitor(url)
        ts = newcomer.says("partnerships", f"@Saathi {ASKED}")
        (reply,) = until(lambda: newcomer.replies("partnerships", ts))
        assert "17(a)" in reply["text"]
        coordinator = Visitor(url, "U0SAMPLE003")
        coordinator.opens("home")
        until(lambda: coordinator.home and "learn from" in str(coordinator.home))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    with serve(home, "--port", "0"):
        database = Database("", home / "workspace")
        assert Inbox(database).forget(newcomer.user) == 0
        database.close()


def test_in_slacks_own_workspace_it_connects_and_a_stop_leaves_nothing_half_done(
    home: Path,
) -> None:
    with LocalServer(Workspace(manifest())) as server:
        tokens = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__APP_TOKEN": server.app_token,
            "SLACK__API_URL": server.api_url,
        }
        person = Visitor(server.url)
        with serve(home, **tokens) as (process, _):
            asked = [person.says("partnerships", f"@Saathi {ASKED}") for _ in range(8)]
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        with serve(home, **tokens):
            until(lambda: all(person.replies("partnerships", ts) for ts in asked))
        assert {len(person.replies("partnerships", ts)) for ts in asked} == {1}


def test_a_second_one_on_the_same_folder_is_refused(home: Path) -> None:
    with serve(home, "--port", "0") as (_, said):
        address = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
        for port in ("0", address.rpartition(":")[2].rstrip("/")):
            second = run("serve", "--port", port, home=home)
            assert "serves from" in second.complaint
            assert "`home`" in second.complaint


def test_doctor_says_whether_one_serves_from_the_folder(home: Path) -> None:
    with LocalServer(Workspace(manifest())) as server:
        tokens = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__APP_TOKEN": server.app_token,
            "SLACK__API_URL": server.api_url,
        }
        with serve(home, **tokens):
            serving = run("doctor", home=home, settings=tokens, columns=400)
            second = run("serve", home=home, settings=tokens)
    assert "a Saathi serves from this folder now" in serving.said
    assert second.code == 1
    assert second.err.splitlines()[-1].startswith("Another Saathi serves from")
    assert "Traceback" not in second.err
    assert "no Saathi serves from this folder now" in run("doctor", home=home, columns=400).said


def test_a_taken_port_is_named(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = saathi("serve", "--port", port, home=home)
        assert ended.returncode == 1
        # The index, which opens meanwhile, adds nothing to it.
        complaint = f"Port {port} is taken on 127.0.0.1; free it, or give another with --port."
        assert ended.stderr == f"{complaint}\n"


def test_on_a_machine_with_ipv6_alone_the_workspace_opens_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create_server = socket.create_server

    def with_ipv6_alone(address: tuple[str, int], **options: Any) -> socket.socket:
        if ":" not in address[0]:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create_server(address, **options)

    monkeypatch.setattr(socket, "create_server", with_ipv6_alone)
    with LocalServer(Workspace(manifest())) as server:
        assert server.url.startswith("http://[::1]:")
        assert httpx.get(server.url).status_code == 200
        answer = httpx.post(f"{server.api_url}auth.test", data={"token": server.bot_token})
        assert answer.json()["ok"] is True


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"SLACK__BOT_TOKEN": "xoxb-sample"}, "slack.app_token"),
        ({"SLACK__BOT_TOKEN": "xoxb-sample", "SLACK__MODE": "http"}, "slack.signing_secret"),
        ({"SLACK__BOT_TOKEN": "nonsense"}, "xoxb-"),
        ({"DATABASE_URL": "mysql://somewhere"}, "postgresql://"),
        ({"COORDINATORS": '["nobody"]'}, "member ids"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_one_sentence(
    home: Path, settings: dict[str, str], names: str
) -> None:
    assert names in run("serve", home=home, settings=settings).complaint


def test_a_token_that_slack_refuses_is_named_and_not_shown(home: Path) -> None:
    with LocalServer(Workspace(manifest())) as server:
        settings = {
            "SLACK__BOT_TOKEN": "xoxb-sample-wrong",
            "SLACK__APP_TOKEN": server.app_token,
            "SLACK__API_URL": server.api_url,
        }
        said = last_line(home, settings)
    assert "slack.bot_token" in said
    assert "invalid_auth" in said
    assert "sample-wrong" not in said


def test_an_app_level_token_that_slack_refuses_is_named(home: Path) -> None:
    with LocalServer(Workspace(manifest())) as server:
        settings = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__APP_TOKEN": "xapp-sample-wrong",
            "SLACK__API_URL": server.api_url,
        }
        said = last_line(home, settings)
    assert "slack.app_token" in said
    assert "connections:write" in said


def test_a_database_that_is_down_is_said_and_nothing_else(home: Path) -> None:
    ended = saathi(
        "serve",
        home=home,
        stdin=b"",
        SAATHI_DATABASE_URL="postgresql://saathi:samplepassword@127.0.0.1:1/saathi",
        SAATHI_SLACK__BOT_TOKEN="xoxb-sample",
        SAATHI_SLACK__APP_TOKEN="xapp-sample",
    )
    assert ended.returncode == 1
    assert "`database_url`" in ended.stderr
    assert "samplepassword" not in ended.stderr
    assert "terminate" not in ended.stderr


def test_slack_that_cannot_be_reached_is_said(home: Path) -> None:
    settings = {
        "SLACK__BOT_TOKEN": "xoxb-sample",
        "SLACK__APP_TOKEN": "xapp-sample",
        "SLACK__API_URL": "http://127.0.0.1:1/api/",
    }
    assert "cannot be reached" in last_line(home, settings)


def test_slack_that_goes_away_while_it_connects_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_route(_socket: Socket) -> None:
        raise URLError("no route to host")

    monkeypatch.setattr(Socket, "connect", no_route)
    with LocalServer(Workspace(manifest())) as server:
        settings = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__APP_TOKEN": server.app_token,
            "SLACK__API_URL": server.api_url,
        }
        assert "cannot be reached" in last_line(home, settings)


def test_over_http_it_tells_its_health(home: Path) -> None:
    with LocalServer(Workspace(manifest())) as server, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        settings = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__SIGNING_SECRET": server.signing_secret,
            "SLACK__API_URL": server.api_url,
            "SLACK__MODE": "http",
            "PORT": port,
        }
        with serve(home, **settings) as (process, said):
            assert "/slack/events" in said
            assert until(lambda: healthy(port))
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


def last_line(home: Path, settings: dict[str, str]) -> str:
    """What a service that could not start says under its log."""
    ended = run("serve", home=home, settings=settings)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    return ended.err.splitlines()[-1]


def healthy(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def test_what_was_kept_before_is_encrypted_at_the_start_with_a_key(home: Path) -> None:
    iban = b"PK29SAMP0000000000000001"
    earlier = make_services(Settings(home=home), apart=home / "workspace")
    assert earlier.partners.get("sample-roshni").bank.iban.encode() == iban
    earlier.database.close()
    files = [home / "workspace" / f"saathi.db{end}" for end in ("", "-wal")]
    assert iban in b"".join(file.read_bytes() for file in files if file.is_file())
    with serve(home, "--port", "0", PRIVACY__ENCRYPTION_KEY=new_key()) as (_, said):
        assert "Encrypted what was kept before" in said
        assert iban not in b"".join(file.read_bytes() for file in files if file.is_file())
