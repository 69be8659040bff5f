"""HTTP mode: Slack's signed requests, the health of this replica, and its metrics."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import nan
from pathlib import Path

import uvicorn
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import public_sentence
from bot.operations.backup.contents import last_backup
from bot.operations.metrics import CONTENT_TYPE, Metrics
from bot.slack.app import SlackApp
from bot.slack.http.connections import HEAD_WITHIN, LARGEST_HEAD, MOST_CONNECTIONS, guarded_protocol
from bot.slack.http.health import Health
from bot.slack.http.refusals import EVERY, RefusalCounter, RefusedRequest
from bot.slack.http.requests import BODY_WITHIN, check_head, check_shape, check_signature, read_body

CLOSING = {"connection": "close"}
ROUTING = {404: "no_such_path", 405: "wrong_method"}


@dataclass(frozen=True)
class RequestLimits:
    """How long a request may take to come, in seconds, and how many connections there may be."""

    head_within: float = HEAD_WITHIN
    body_within: float = BODY_WITHIN
    most_connections: int = MOST_CONNECTIONS
    report_every: float = EVERY


ORDINARY = RequestLimits()


def make_server(
    app: SlackApp, limits: RequestLimits = ORDINARY, stops_within: float = 10.0
) -> uvicorn.Server:
    """The server of the ASGI application; give it sockets to run on."""
    refusals = RefusalCounter(app.edge.metrics, limits.report_every)
    return uvicorn.Server(
        uvicorn.Config(
            make_asgi(app, refusals, limits),
            http=guarded_protocol(refusals, limits.head_within, limits.most_connections),
            ws="none",
            log_config=None,
            log_level="error",  # what is below is on single requests; they are counted
            access_log=False,
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_graceful_shutdown=int(stops_within),
        )
    )


def make_asgi(
    app: SlackApp,
    refusals: RefusalCounter,
    limits: RequestLimits = ORDINARY,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """The ASGI application: POST /slack/events, GET /healthz, /readyz and /metrics."""

    async def events(request: Request) -> Response:
        try:
            return await _receive(app, request, limits, clock)
        except RefusedRequest as refused:
            refusals.count(refused.reason)
            return Response(status_code=refused.status, headers=CLOSING)

    health = Health(app, clock)

    async def healthz(_request: Request) -> Response:
        state = await run_in_threadpool(health.state)
        return JSONResponse(state, status_code=200 if state["status"] == "ok" else 503)

    async def readyz(_request: Request) -> Response:
        is_ready = await run_in_threadpool(health.is_ready)
        return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)

    async def metrics(_request: Request) -> Response:
        text = await run_in_threadpool(
            metrics_text, app.edge.metrics, health, app.edge.settings.home, clock
        )
        return Response(text, media_type=CONTENT_TYPE)

    async def elsewhere(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        refusals.count(ROUTING.get(error.status_code, "other"))
        return Response(status_code=error.status_code, headers=error.headers)

    @asynccontextmanager
    async def lifespan(_asgi: Starlette) -> AsyncIterator[None]:
        yield
        refusals.report()

    asgi = Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        exception_handlers={HTTPException: elsewhere},
        lifespan=lifespan,
    )
    asgi.router.redirect_slashes = False  # where to would be taken from the request
    return asgi


async def _receive(
    app: SlackApp, request: Request, limits: RequestLimits, clock: Callable[[], float]
) -> Response:
    """What Slack is answered. Raises Refused."""
    check_head(request, clock())
    body = await read_body(request, limits.body_within)
    check_signature(request, body, app.edge.settings.slack.signing_secret.get_secret_value())
    return await run_in_threadpool(_dispatch, app, request, body)


def _dispatch(app: SlackApp, request: Request, body: bytes) -> Response:
    check_shape(request, body)
    with app.edge.reception.receiving():
        try:
            return to_starlette_response(app.bolt.dispatch(to_bolt_request(request, body)))
        except Exception as error:  # Slack sends again what was not recorded
            public_sentence(error)  # logs it
            return Response(status_code=500)


def metrics_text(
    metrics: Metrics, health: Health, home: Path, clock: Callable[[], float] = time.time
) -> bytes:
    """The metrics in Prometheus' text format; without the inbox's counts if the database fails."""
    backup = last_backup(home)
    metrics.backed_up(clock() - backup.timestamp() if backup else nan)
    counts = health.counts()
    if counts is None:  # /healthz reports it
        metrics.waiting(nan, nan, nan)
    else:
        age = clock() - counts.oldest if counts.oldest else 0.0
        metrics.waiting(counts.waiting, age, counts.set_aside)
    metrics.well(database=counts is not None, index=health.index_answers())
    return metrics.render()
