"""What people do in Slack, in an emulator that others wrote, over sockets and over HTTP."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.services import Services
from bot.settings.settings import Settings
from bot.settings.slack import SlackSettings
from bot.slack.app import SlackApp
from bot.slack.blocks import names
from bot.slack.http.listening import listening_sockets
from bot.slack.http.server import make_server
from bot.slack.serving import at_work, connected
from knowledge import PolicyDesk
from tests.emulator.local_slack import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    GENERAL,
    SECRET,
    Emulator,
    running,
)
from tests.support.slack.workspace_client import until

Json = dict[str, Any]
ASKED = "May a partner mention CARE in public?"
QUOTE = "refrain from making any reference to CIP or its donors publicly"
HELPDESK = "S06HELPDESK"
REPORT = "The finance officer of our partner in Swat is taking bribes from vendors"
SECONDS = 30


@pytest.fixture(scope="module", params=["socket", "http"])
def made(
    desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Emulator, SlackApp]]:
    """The emulator with Saathi in it."""
    home = tmp_path_factory.mktemp("emulated")
    folder, runtime = Path(os.environ["EMULATOR"]), os.environ.get("BUN") or "bun"
    over_http = request.param == "http"
    with ExitStack() as stack:
        sockets = listening_sockets("127.0.0.1", 0)
        port = sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}/slack/events" if over_http else ""
        emulator = stack.enter_context(running(folder, runtime, home, address))
        services = Services(_settings(emulator, home, request.param), desk)
        app = stack.enter_context(at_work(services))
        app.edge.services.partners.seed_samples()
        if over_http:
            server = make_server(app)
            thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
            thread.start()
            until(lambda: server.started)
            stack.callback(thread.join, 10)
            stack.callback(setattr, server, "should_exit", True)
        else:
            stack.enter_context(connected(app))
        yield emulator, app


def _settings(emulator: Emulator, home: Path, mode: Any) -> Settings:
    slack = SlackSettings(
        bot_token=SecretStr(BOT_TOKEN),
        app_token=SecretStr(APP_TOKEN),
        signing_secret=SecretStr(SECRET),
        mode=mode,
        user_groups=(HELPDESK,),
        api_url=emulator.api_url,
    )
    return Settings(home=home, slack=slack, questions_per_minute=1_000)


def only_reply(made: tuple[Emulator, SlackApp], ts: str, channel: str = GENERAL) -> Json:
    """The one reply in the thread of `ts`, when everything is answered."""
    emulator, app = made
    until(lambda: emulator.replies(ts, channel), SECONDS)
    until(lambda: app.edge.inbox.open_count() == 0, SECONDS)
    (reply,) = emulator.replies(ts, channel)
    return reply


def words(message: Json) -> str:
    return json.dumps([message.get("text"), message.get("blocks")], ensure_ascii=False)


def test_a_mention_is_answered_once_in_its_thread(made: tuple[Emulator, SlackApp]) -> None:
    reply = only_reply(made, made[0].says(f"<@{BOT}> {ASKED}"))
    assert QUOTE in words(reply)
    assert not set("\u2060∗∼ˋˍ") & set(words(reply))


def test_a_follow_up_is_answered_and_thanks_are_not_searched_for(
    made: tuple[Emulator, SlackApp],
) -> None:
    emulator, app = made
    ts = emulator.says(f"<@{BOT}> {ASKED}")
    only_reply(made, ts)
    emulator.says("And who approves it?", thread_ts=ts)
    until(lambda: len(emulator.replies(ts)) == 2, SECONDS)
    emulator.says("Nice weather today.", thread_ts=ts)
    until(lambda: app.edge.inbox.open_count() == 0, SECONDS)
    assert len(emulator.replies(ts)) == 2


def test_what_is_not_addressed_to_saathi_gets_nothing(made: tuple[Emulator, SlackApp]) -> None:
    emulator, app = made
    ts = emulator.says(ASKED)
    until(lambda: app.edge.inbox.open_count() == 0, SECONDS)
    assert emulator.replies(ts) == []


def test_a_mention_that_an_edit_adds_is_answered_once(made: tuple[Emulator, SlackApp]) -> None:
    ts = made[0].says(ASKED)
    made[0].edits(ts, f"<@{BOT}> {ASKED}")
    assert QUOTE in words(only_reply(made, ts))
    made[0].edits(ts, f"<@{BOT}> {ASKED} Please.")
    assert QUOTE in words(only_reply(made, ts))


def test_a_user_group_that_means_saathi_is_answered(made: tuple[Emulator, SlackApp]) -> None:
    ts = made[0].says(f"<!subteam^{HELPDESK}|@policy> {ASKED}")
    assert QUOTE in words(only_reply(made, ts))


def test_a_command_is_answered_by_direct_message(made: tuple[Emulator, SlackApp]) -> None:
    emulator, _ = made
    known = len(emulator.direct())
    emulator.commands("/ask-policy", ASKED)
    (answer,) = until(lambda: emulator.direct()[known:], SECONDS)
    assert QUOTE in words(answer)


def test_a_report_of_misconduct_is_answered_to_its_writer_alone(
    made: tuple[Emulator, SlackApp],
) -> None:
    emulator, app = made
    known = len(emulator.direct())
    ts = emulator.says(f"<@{BOT}> {REPORT}")
    (reply,) = until(lambda: emulator.direct()[known:], SECONDS)
    assert "Thank you for speaking up" in words(reply)
    until(lambda: app.edge.inbox.open_count() == 0, SECONDS)
    assert emulator.replies(ts) == []


def test_the_whole_clause_opens_in_a_window(made: tuple[Emulator, SlackApp]) -> None:
    emulator, _ = made
    reply = only_reply(made, emulator.says(f"<@{BOT}> {ASKED}"))
    before = called(emulator, "views.open")
    emulator.presses(reply, names.OPEN_CLAUSE)
    until(lambda: called(emulator, "views.open") > before, SECONDS)


def test_home_and_the_window_for_partners_open(made: tuple[Emulator, SlackApp]) -> None:
    emulator, _ = made
    before = called(emulator, "views.publish")
    emulator.opens_home()
    until(lambda: called(emulator, "views.publish") > before, SECONDS)
    for command in ("/partner", "/draft-mou", "/due-diligence"):
        opened = called(emulator, "views.open")
        emulator.commands(command, "roshni")
        wait_for_one_more(emulator, "views.open", opened)


def wait_for_one_more(emulator: Emulator, method: str, before: int) -> None:
    """Returns when the app called that method once more."""
    until(lambda: called(emulator, method) > before, SECONDS)


def called(emulator: Emulator, method: str) -> int:
    """How often the app called that method."""
    return sum(method in json.dumps(entry) for entry in emulator.log())
