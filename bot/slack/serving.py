"""Serving: Saathi over sockets, over HTTP, or with its local workspace, until it is stopped."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from types import FrameType

from filelock import Timeout
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from sqlalchemy.exc import DBAPIError

from bot.encryption import encrypt_everything
from bot.errors import EdgeError
from bot.services import Services, workspace_services
from bot.settings.settings import SettingsError
from bot.slack.app import SlackApp, make_app
from bot.slack.connection_watch import watched
from bot.slack.http.listening import listening_problem, listening_sockets
from bot.slack.local_workspace import EARLIER_DATA, has_earlier_data, services_on_workspace
from bot.slack.manifest import manifest
from bot.written_answers import refuse_without_check
from knowledge.storage import file_lock, own_folder

LOG = logging.getLogger("saathi.serving")
STOPS_WITHIN = 10.0  # seconds
LOOKS_EVERY = 0.2  # seconds, for whether it is to stop
SWITCH = 0.001  # seconds after which a thread that computes lets one that acknowledges go first
Say = Callable[[str], None]


class ServingError(EdgeError):
    """Saathi cannot serve as it is set up; the message says the cure."""


def serve(services: Services, say: Say, stop_event: threading.Event) -> None:
    """Serves until `stop_event` is set or the process is asked to end; `say` reports progress.

    Raises SettingsError, ServingError, DatabaseError or KnowledgeError before it is ready.
    """
    refuse_without_check(services.settings.chat_model)
    slack = services.settings.slack
    if not slack.bot_token:
        services = workspace_services(services.settings)
    sys.setswitchinterval(SWITCH)
    with _only_process(services):
        pass  # looked at first: whoever serves already has the port too
    _build_index(services, say)
    _encrypt(services, say)
    # The index opens while the rest is read in: what goes wrong there is reported when it is used.
    # Python waits for it at the end: a model cannot be left while it loads.
    threading.Thread(target=_open_index, args=(services,), name="opening").start()
    with _signals(stop_event):
        if not slack.bot_token:
            _serve_local(services, say, stop_event)
        elif slack.mode == "http":
            _serve_http(services, say, stop_event)
        else:
            _serve_sockets(services, say, stop_event)


def _build_index(services: Services, say: Say) -> None:
    if not services.policies.is_built():
        say("Making the index of the documents; this takes some seconds …")
        services.policies.build()


def _encrypt(services: Services, say: Say) -> None:
    """Encrypts what stood there before a key was set, or was encrypted with another one."""
    if not services.key_ring.first:
        return
    try:
        report = encrypt_everything(services)
    except DBAPIError:  # it works on as it is, and `saathi doctor` is red until it is done
        LOG.exception("what was kept before could not be encrypted")
        say("What was kept before could not be encrypted now; run `saathi privacy encrypt`.")
    else:
        if report.rows:
            say(f"Encrypted what was kept before: {report.rows:,} rows.")


def _open_index(services: Services) -> None:
    try:
        services.policies.answerer()
    except Exception:  # it is opened again when somebody asks, who hears of it then
        LOG.info("the index did not open ahead of time", exc_info=True)


def _serve_local(services: Services, say: Say, stop_event: threading.Event) -> None:
    from bot.workspace import LocalServer, Workspace, WorkspaceRules  # noqa: PLC0415  (only where it is used)

    if has_earlier_data(services):
        say(EARLIER_DATA)
    workspace = Workspace(manifest(), rules=WorkspaceRules(limits_rates=True))
    server = LocalServer(workspace, port=services.settings.port)
    try:
        server.start()
    except OSError as error:
        port = services.settings.port
        raise ServingError(listening_problem(error, "127.0.0.1", port, "with --port")) from error
    try:
        local = services_on_workspace(services, server)
        local.partners.all()  # reports now what is wrong with the office's places
        ready = f"Open {server.url} to try it."
        _serve_sockets(local, say, stop_event, ready, passing=workspace.team.id)
    finally:
        server.stop()


def _serve_sockets(
    services: Services,
    say: Say,
    stop_event: threading.Event,
    ready: str = "Listening to Slack.",
    passing: str = "",
) -> None:
    slack = services.settings.slack
    if not slack.app_token:
        raise SettingsError(
            "Socket Mode needs the setting 'slack.app_token'; docs/slack.md says where Slack "
            "shows it."
        )
    with at_work(services, passing) as app, connected(app):
        say(f"Saathi is ready. {ready}")
        # A signal that comes just before a wait without end would be noticed only after it.
        while not stop_event.wait(LOOKS_EVERY):
            pass
        say("Stopping; what is being answered is finished first …")


def _serve_http(services: Services, say: Say, stop_event: threading.Event) -> None:
    from bot.slack.http.server import make_server  # noqa: PLC0415  (only where it is used)

    settings = services.settings
    if not settings.slack.signing_secret:
        raise SettingsError(
            "HTTP needs the setting 'slack.signing_secret'; docs/slack.md says where Slack shows "
            "it."
        )
    sockets = listening_sockets(settings.host, settings.port)
    with ExitStack() as closing:
        for listening in sockets:
            closing.enter_context(listening)
        app = closing.enter_context(at_work(services))
        server = make_server(app, stops_within=STOPS_WITHIN)
        thread = threading.Thread(target=server.run, args=(sockets,), name="http", daemon=True)
        thread.start()
        while not server.started and not stop_event.wait(0.02):
            _require_running(thread)
        port = sockets[0].getsockname()[1]
        say(f"Saathi is ready. Slack's requests go to port {port}, /slack/events.")
        while not stop_event.wait(LOOKS_EVERY):
            _require_running(thread)
        say("Stopping; what is being answered is finished first …")
        server.should_exit = True
        thread.join(STOPS_WITHIN)


def _require_running(thread: threading.Thread) -> None:
    if not thread.is_alive():
        raise ServingError("The HTTP server ended by itself; the end of the log says why.")


class Socket(SocketModeHandler):
    """A connection whose payloads are received before answers are worked out."""

    def __init__(self, app: SlackApp, token: str) -> None:
        super().__init__(app.bolt, token)
        self.client.proxy = app.edge.client.proxy  # by itself it asks a proxy for this machine too
        self._reception = app.edge.reception

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """As in SocketModeHandler."""
        with self._reception.receiving():
            super().handle(client, req)


def close_at_once(client: SocketModeClient) -> None:
    """Closes a client, which reads nothing more; what it is handling is finished.

    By itself slack-sdk waits for what may still come: up to three seconds at the connection, and
    a second at its queue.
    """
    client.closed, client.auto_reconnect_enabled = True, False
    client.message_queue.put(None)
    connection = client.current_session and client.current_session.sock
    if connection:
        with suppress(OSError):  # it is closed already
            # An SSL socket's own method would end its encryption, and acks may still go out.
            socket.socket.shutdown(connection, socket.SHUT_RD)
    try:
        client.close()
    except AttributeError:  # slack-sdk's own thread closed the session at the same moment
        client.close()


@contextmanager
def connected(app: SlackApp) -> Iterator[None]:
    """The app connected over its sockets; afterwards nothing more comes in."""
    slack = app.edge.settings.slack
    token = slack.app_token.get_secret_value()
    sockets = [Socket(app, token) for _ in range(slack.connections)]
    try:
        _connect(sockets, slack.api_url)
        with watched([connection.client for connection in sockets]):
            yield
    finally:
        _close(sockets)


def _close(sockets: list[Socket]) -> None:
    """Closes all at once, so that none receives while another ends; a stuck one is left behind."""
    clients = [connection.client for connection in sockets]
    threads = [
        threading.Thread(target=close_at_once, args=(client,), name="closing", daemon=True)
        for client in clients
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + STOPS_WITHIN
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        LOG.warning("a connection to Slack did not close within %s seconds", STOPS_WITHIN)


def _connect(sockets: list[Socket], address: str) -> None:
    try:
        for connection in sockets:
            connection.connect()  # type: ignore[no-untyped-call]
    except SlackApiError as error:
        raise ServingError(
            f"Slack refuses the app-level token ({error.response.get('error')}); correct the "
            "setting 'slack.app_token', which needs the scope connections:write (docs/slack.md)."
        ) from error
    except OSError as error:
        raise _unreachable(address) from error


@contextmanager
def at_work(services: Services, passing: str = "") -> Iterator[SlackApp]:
    """The app at work; afterwards what is in progress is finished or parked.

    What an earlier run kept of a `passing` (temporary) workspace is deleted.
    Raises ServingError, DatabaseError or KnowledgeError.
    """
    with _only_process(services):
        app = make_app(services)
        try:
            _check_bot_token(app)
            if app.database.is_sqlite:
                app.edge.inbox.release_all()
            if passing:
                app.edge.inbox.forget_team(passing)
            app.start()
            yield app
        finally:
            all_done = app.stop(STOPS_WITHIN)
            LOG.info("stopped; %s", "all done" if all_done else "some work is left for later")


def _check_bot_token(app: SlackApp) -> None:
    """Raises ServingError where Slack does not know the token."""
    try:
        app.identity.learn()
    except SlackApiError as error:
        raise ServingError(
            f"Slack refuses the bot token ({error.response.get('error')}); correct the setting "
            "'slack.bot_token' (docs/slack.md)."
        ) from error
    except OSError as error:
        raise _unreachable(app.edge.settings.slack.api_url) from error


def _unreachable(address: str) -> ServingError:
    return ServingError(f"{address} cannot be reached; see that this machine may connect to Slack.")


@contextmanager
def _only_process(services: Services) -> Iterator[None]:
    """One process serves a database in a folder; PostgreSQL may have several."""
    own_folder(services.folder)
    lock = file_lock(services.folder / "serve.lock", timeout=0)
    try:
        with nullcontext() if services.database_url else lock:
            yield
    except Timeout as error:
        raise ServingError(
            f"Another Saathi serves from {services.folder} already; stop it, or give this one a "
            "folder of its own by the setting `home`."
        ) from error


@contextmanager
def _signals(stop_event: threading.Event) -> Iterator[None]:
    """An interrupt or a request to terminate sets `stop_event`."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        stop_event.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
