"""HTTP mode: Slack's signed requests, the health of this replica, and its metrics."""

from __future__ import annotations

import time
from collections.abc import Callable

from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app import SlackApp
from bot.metrics import CONTENT_TYPE

LARGEST = 1_000_000  # bytes of a request; Slack's own stay far below


def make_asgi(app: SlackApp, clock: Callable[[], float] = time.time) -> Starlette:
    """The ASGI application: POST /slack/events, GET /healthz and GET /metrics."""

    async def events(request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > LARGEST:
            return Response(status_code=413)
        body = await request.body()
        if len(body) > LARGEST:
            return Response(status_code=413)
        sent = to_bolt_request(request, body)
        with app.edge.reception.receiving():
            return to_starlette_response(await run_in_threadpool(app.bolt.dispatch, sent))

    async def healthz(_request: Request) -> Response:
        said = await run_in_threadpool(health, app, clock)
        return JSONResponse(said, status_code=200 if said["status"] == "ok" else 503)

    async def metrics(_request: Request) -> Response:
        return Response(await run_in_threadpool(measured, app, clock), media_type=CONTENT_TYPE)

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/metrics", metrics),
        ]
    )


def health(app: SlackApp, clock: Callable[[], float] = time.time) -> dict[str, object]:
    """Whether this replica can record and answer, and how much waits in all; raises nothing."""
    try:
        inbox = app.edge.inbox
        waiting, oldest, aside = inbox.open_count(), inbox.oldest_open(), inbox.aside_count()
        app.edge.policies.answerer()
    except Exception as error:
        return {"status": "unwell", "why": type(error).__name__}
    # What waits long is an alert's business: no other replica could answer it sooner.
    age = clock() - oldest if oldest else 0.0
    return {
        "status": "ok",
        "waiting": waiting,
        "oldest_seconds": round(age, 1),
        "set_aside": aside,
    }


def measured(app: SlackApp, clock: Callable[[], float] = time.time) -> bytes:
    """The metrics in Prometheus' text format."""
    inbox = app.edge.inbox
    oldest = inbox.oldest_open()
    age = clock() - oldest if oldest else 0.0
    app.edge.metrics.waiting(inbox.open_count(), age, inbox.aside_count())
    return app.edge.metrics.render()
