"""HTTP mode: several replicas behind a load balancer, signed requests, health and metrics."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.services import Services
from bot.slack.app import SlackApp, make_app
from bot.slack.blocks import names
from bot.slack.delivery.deliveries import SET_ASIDE, Delivery, DeliveryKind, Reply
from bot.slack.http.listening import listening_sockets
from bot.slack.http.server import ORDINARY, RequestLimits, make_server
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from knowledge import PolicyDesk
from tests.support.databases import KINDS, fresh_url
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.workspace_client import Visitor, until

ASKED = "May a partner mention CARE in public?"


@contextmanager
def replica(services: Services, limits: RequestLimits = ORDINARY) -> Iterator[tuple[SlackApp, str]]:
    """One replica listening over HTTP, and its address."""
    app = make_app(services)
    app.start()
    server = make_server(app, limits)
    sockets = listening_sockets("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    until(lambda: server.started)
    port = sockets[0].getsockname()[1]
    try:
        yield app, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        app.stop()


@contextmanager
def replicas(
    desk: PolicyDesk, home: Path, number: int, database: str
) -> Iterator[tuple[LocalServer, list[SlackApp], list[str]]]:
    with ExitStack() as stack:
        server = stack.enter_context(LocalServer(Workspace(manifest("https://example.org"))))
        url = stack.enter_context(fresh_url(database))
        settings = settings_for(
            server, home, {"mode": "http"}, database_url=url, questions_per_minute=1000
        )
        running = [stack.enter_context(replica(Services(settings, desk))) for _ in range(number)]
        server.deliver_to(*[f"{address}/slack/events" for _, address in running])
        yield server, [app for app, _ in running], [address for _, address in running]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_replicas_answer_each_question_once_whoever_hears_of_it(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with replicas(desk, tmp_path, 3, "postgresql") as (server, apps, _):
        visitor = Visitor(server.url)
        asked = [visitor.says("partnerships", f"@Saathi {ASKED}") for _ in range(12)]
        until(lambda: all(visitor.replies("partnerships", ts) for ts in asked))
        for item in visitor.traffic():
            if item["direction"] == "to_bot":
                visitor.redelivers(item)
        until(lambda: apps[0].edge.inbox.open_count() == 0)
        assert {len(visitor.replies("partnerships", ts)) for ts in asked} == {1}
        heard = [app.edge.metrics.render().decode() for app in apps]
        assert all("\nsaathi_deliveries_total{" in one for one in heard), (
            "a replica heard of nothing"
        )


def test_commands_shortcuts_and_modals_come_over_http_too(desk: PolicyDesk, tmp_path: Path) -> None:
    with replicas(desk, tmp_path, 1, "sqlite") as (server, _, _):
        visitor = Visitor(server.url)
        visitor.commands("partnerships", "/ask-policy", ASKED)
        assert any("direct message" in m["text"] for m in visitor.sees("partnerships"))
        until(lambda: any("17(a)" in m["text"] for m in visitor.sees("saathi") if m["is_bot"]))
        visitor.opens("home")
        until(lambda: visitor.home)


def test_menus_find_partners_and_districts_over_http(desk: PolicyDesk, tmp_path: Path) -> None:
    with replicas(desk, tmp_path, 1, "sqlite") as (server, (app,), _):
        app.edge.services.partners.seed_samples()
        visitor = Visitor(server.url)
        visitor.commands("partnerships", "/partner")
        (window,) = until(lambda: visitor.views)
        found = visitor.asks_for_options(window, names.PARTNER_PICK, "roshni")
        assert "Roshni" in found[0]["text"]["text"]
        assert visitor.asks_for_options(window, names.PARTNER_PICK, "r") == []
        place = {"id": window["id"], "blocks": window["blocks"]}
        # As Slack does for an app whose manifest names no address to ask.
        server.workspace.manifest["settings"]["interactivity"].pop("message_menu_options_url")
        assert visitor.asks_for_options(place, names.PARTNER_PICK, "roshni") == []


def test_what_is_not_signed_by_slack_is_refused(desk: PolicyDesk, tmp_path: Path) -> None:
    with replicas(desk, tmp_path, 1, "sqlite") as (server, (app,), (address,)):
        body = json.dumps({"type": "event_callback", "event": {"type": "app_mention"}})
        verifier = SignatureVerifier(server.signing_secret)
        old = str(int(time.time()) - 3600)
        wrong = {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": "v0=00"}
        stale = {
            "x-slack-request-timestamp": old,
            "x-slack-signature": verifier.generate_signature(timestamp=old, body=body) or "",
        }
        for headers in ({}, wrong, stale):
            answer = httpx.post(f"{address}/slack/events", content=body, headers=headers)
            assert answer.status_code == 401
        large = httpx.post(f"{address}/slack/events", content="x" * 1_000_001)
        assert large.status_code == 413
        assert app.edge.inbox.open_count() == 0


def test_health_says_what_waits_and_metrics_count(
    desk: PolicyDesk, tmp_path: Path, database: str
) -> None:
    with replicas(desk, tmp_path, 1, database) as (server, _, (address,)):
        visitor = Visitor(server.url)
        ts = visitor.says("partnerships", f"@Saathi {ASKED}")
        until(lambda: visitor.replies("partnerships", ts))
        well = httpx.get(f"{address}/healthz")
        assert (well.status_code, well.json()["status"]) == (200, "ok")
        measured = httpx.get(f"{address}/metrics")
        assert measured.headers["content-type"].startswith("text/plain")
        assert 'saathi_replies_total{outcome="answered"} 1.0' in measured.text
        assert visitor.user not in measured.text


def test_what_is_set_aside_is_told_and_turns_health_not_red(
    desk: PolicyDesk, tmp_path: Path, database: str
) -> None:
    with replicas(desk, tmp_path, 1, database) as (_, (app,), (address,)):
        inbox = app.edge.inbox
        delivery = inbox.record(
            Delivery("post:1", DeliveryKind.QUESTION, "U0SAMPLE001", text=ASKED)
        )
        assert delivery is not None
        inbox.set_aside(delivery, Reply(SET_ASIDE))
        well = httpx.get(f"{address}/healthz")
        assert (well.status_code, well.json()["set_aside"]) == (200, 1)
        assert "\nsaathi_set_aside 1.0\n" in httpx.get(f"{address}/metrics").text


def test_health_tells_a_load_balancer_when_the_database_is_gone(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with replicas(desk, tmp_path, 1, "postgresql") as (_, (app,), (address,)):
        app.database.engine.dispose()
        with app.database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE deliveries RENAME TO gone")
        unwell = httpx.get(f"{address}/healthz")
        assert (unwell.status_code, unwell.json()["status"]) == (503, "unwell")
        measured = httpx.get(f"{address}/metrics")
        assert (measured.status_code, "saathi_waiting NaN" in measured.text) == (200, True)
        with app.database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO deliveries")
