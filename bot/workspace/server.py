"""The server: one Starlette application with Slack's protocol and the page's API, on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.workspace import page_api
from bot.workspace.guard import CUT, Guard
from bot.workspace.multipart import read_fields
from bot.workspace.protocol import interactions
from bot.workspace.protocol.traffic import Exchange
from bot.workspace.refusals import CallRefused
from bot.workspace.rules import InjectedFault
from bot.workspace.state import File
from bot.workspace.web_api.arguments import Arguments
from bot.workspace.web_api.methods import call
from bot.workspace.workspace import Workspace

STATIC = Path(__file__).parent / "static"
UNBUILT = "The page is not built; run “npm ci && npm run build” in bot/workspace/page.\n"
START_SECONDS = 10.0
TOO_MANY = 429


class Slack:
    """The addresses that the bot speaks to."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def api(self, request: Request) -> Response:
        """POST /api/<method>."""
        method = request.path_params["method"]
        fault = self.workspace.rules.fault_of(method)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        body = await request.body()
        if fault and fault.status != 200:
            return self._fault_answer(method, fault)
        wait = self._seconds_to_wait(request, method, body)
        if wait:
            return self._fault_answer(
                method, InjectedFault(method, status=TOO_MANY, retry_after=wait)
            )
        answer, exchange = self._answer_call(request, method, body, fault)
        if fault and fault.drop:
            exchange.response = None
            request.scope[CUT]()
            await asyncio.sleep(0.01)
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.workspace.rules.scopes or ()))}
        return JSONResponse(answer, headers=headers)

    def _seconds_to_wait(self, request: Request, method: str, body: bytes) -> int:
        """How long the bot has to wait with this call, where rates are limited; else 0."""
        if not self.workspace.rules.limits_rates:
            return 0
        try:
            content_type = request.headers.get("content-type", "")
            arguments = Arguments.read(body, content_type, request.query_params)
        except CallRefused:
            return 0
        return self.workspace.rates.wait(method, arguments.text("channel"))

    def _answer_call(
        self, request: Request, method: str, body: bytes, fault: InjectedFault | None
    ) -> tuple[dict[str, Any], Exchange]:
        at = self.workspace.clock.now()
        content_type = request.headers.get("content-type", "")
        try:
            arguments = Arguments.read(body, content_type, request.query_params)
        except CallRefused as refusal:
            exchange = self.workspace.traffic.add("from_bot", "web_api", method, {}, at)
            return refusal.answer, exchange
        values = arguments.values
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        token = token or str(values.pop("token", ""))
        exchange = self.workspace.traffic.add("from_bot", "web_api", method, values, at)
        if fault and fault.error:
            answer: dict[str, Any] = {"ok": False, "error": fault.error}
        else:
            answer = call(self.workspace, method, token, arguments)
        exchange.response = answer
        return answer, exchange

    def _fault_answer(self, method: str, fault: InjectedFault) -> Response:
        is_rate_limit = fault.status == TOO_MANY
        answer = {"ok": False, "error": "ratelimited" if is_rate_limit else "internal_error"}
        at = self.workspace.clock.now()
        self.workspace.traffic.add("from_bot", "web_api", method, {}, at).response = answer
        headers = {"Retry-After": str(fault.retry_after)} if is_rate_limit else {}
        return JSONResponse(answer, fault.status, headers)

    async def respond(self, request: Request) -> Response:
        """POST /response/<name>: a response address."""
        at = self.workspace.clock.now()
        try:
            answer = dict(await request.json())
        except (TypeError, ValueError):
            return PlainTextResponse("invalid_payload", 400)
        exchange = self.workspace.traffic.add(
            "from_bot", "response_url", "response_url", answer, at
        )
        try:
            interactions.respond(self.workspace, request.path_params["name"], answer)
            exchange.response = {"ok": True}
            return JSONResponse(exchange.response)
        except CallRefused as refusal:
            exchange.response = refusal.answer
            is_unusable = refusal.error.endswith("_url") or refusal.error == "no_such_address"
            return JSONResponse(refusal.answer, 404 if is_unusable else 400)

    async def upload(self, request: Request) -> Response:
        """POST /upload/<file>: the bytes of a file, bare or as a form."""
        file = self.workspace.state.files.get(request.path_params["file"])
        if file is None or file.content is not None:
            return PlainTextResponse("This upload address is no longer good.", 404)
        body = await request.body()
        kind = request.headers.get("content-type", "")
        if kind.startswith("multipart/"):
            uploads = [p for p in read_fields(body, kind).values() if p.filename]
            body = uploads[0].content if uploads else b""
        if len(body) != file.length:
            return PlainTextResponse(f"Expected {file.length} bytes, got {len(body)}.", 400)
        file.content = body
        return PlainTextResponse(f"OK - {file.length}")

    async def private_file(self, request: Request) -> Response:
        """GET /files-pri/<file>/<name>: a file for the bot, by its token."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if token != self.workspace.bot_token:
            return PlainTextResponse("This address needs the bot's token.", 403)
        return self._file(request)

    async def file(self, request: Request) -> Response:
        """GET /files/<file>/<name>: a file for a person."""
        return self._file(request)

    def _file(self, request: Request) -> Response:
        file = self.workspace.state.files.get(request.path_params["file"])
        if file is None or file.content is None:
            return PlainTextResponse("That file is not there.", 404)
        return Response(file.content, media_type=file.mimetype, headers=_file_headers(file))


def _file_headers(file: File) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Cache-Control": "private, no-store",
    }


async def index(_: Request) -> Response:
    """The page, or how to build it."""
    page = STATIC / "index.html"
    return FileResponse(page) if page.is_file() else PlainTextResponse(UNBUILT, 503)


def make_server(workspace: Workspace) -> ASGIApp:
    """The application that serves `workspace`; one application, one workspace, one event loop."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        workspace.start()
        yield
        workspace.close()

    slack = Slack(workspace)
    application = Starlette(
        routes=[
            Route("/api/{method}", slack.api, methods=["POST", "GET"]),
            Route("/response/{name}", slack.respond, methods=["POST"]),
            Route("/upload/{file}", slack.upload, methods=["POST"]),
            Route("/files-pri/{file}/{name}", slack.private_file),
            Route("/files/{file}/{name}", slack.file),
            WebSocketRoute("/link", workspace.sockets.serve),
            *page_api.routes(workspace),
            Mount("/assets", StaticFiles(directory=STATIC / "assets", check_dir=False)),
            Route("/", index),
            Route("/archives/{rest:path}", index),
        ],
        lifespan=lifespan,
    )
    return Guard(application)  # outside of Starlette, because it needs the server's own `send`


class LocalServer:
    """Serves a workspace on the loopback address from a thread of its own; port 0 takes a free one.

    The address is 127.0.0.1, or ::1 on a machine that has IPv6 alone.
    """

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        self.workspace = workspace
        self._port = port
        self._host = ""
        self._thread: threading.Thread | None = None
        self._server: uvicorn.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> LocalServer:
        """Begins to serve; returns when the server answers. Raises `OSError` for a taken port."""
        listening = _listening(self._port)
        self._host, self._port = listening.getsockname()[:2]
        self.workspace.url = self.url
        self._server = uvicorn.Server(_config(make_server(self.workspace)))
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(listening, ready), name="workspace", daemon=True
        )
        self._thread.start()
        if not ready.wait(START_SECONDS):
            raise TimeoutError("the local workspace did not start")
        return self

    def stop(self) -> None:
        """Ends serving; returns when the thread has ended."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(START_SECONDS)

    def __enter__(self) -> LocalServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that is served."""
        return self._port

    @property
    def url(self) -> str:
        """The page's address, without a slash at its end."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def api_url(self) -> str:
        """The Web API's address, for WebClient's `base_url`."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The token of the installed app."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The token that opens Socket Mode connections."""
        return self.workspace.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that HTTP deliveries are signed with."""
        return self.workspace.signing_secret

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks every Socket Mode connection to go, as Slack does from time to time."""
        self._on_loop(self.workspace.sockets.disconnect, reason)

    def cut_connections(self) -> None:
        """Ends every Socket Mode connection without a word."""
        self._on_loop(self.workspace.sockets.cut)

    def deliver_to(self, *urls: str) -> None:
        """From now on deliveries go by signed HTTP request to `urls` in turn."""
        self._on_loop(self.workspace.deliver_to, *urls)

    def _on_loop(self, function: Any, *arguments: Any) -> None:
        async def run() -> None:
            function(*arguments)

        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(run(), self._loop).result(START_SECONDS)

    def _run(self, listening: socket.socket, ready: threading.Event) -> None:
        asyncio.run(self._serve(listening, ready))

    async def _serve(self, listening: socket.socket, ready: threading.Event) -> None:
        assert self._server is not None
        self._loop = asyncio.get_running_loop()
        serving = asyncio.create_task(self._server.serve([listening]))
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.002)
        ready.set()
        await serving


def _listening(port: int) -> socket.socket:
    """A socket that listens on the first loopback address that this machine has."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=1024)
    except OSError as error:
        if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise
        return socket.create_server(("::1", port), family=socket.AF_INET6, backlog=1024)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="on",
        ws_ping_interval=None,
        ws_max_size=4 * 1024 * 1024,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
        server_header=False,
        date_header=False,
    )
