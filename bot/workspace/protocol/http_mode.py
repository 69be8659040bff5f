"""HTTP delivery: signed requests to the bot's request URLs, for several replicas in turn."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from bot.workspace.clock import Clock
from bot.workspace.protocol.deliveries import Deliveries, PayloadDelivery
from bot.workspace.state import Json

AT_ONCE = 32  # requests under way at the same time
OK = 200


class HttpOutcome(NamedTuple):
    """How a request ended: its status (0 where none came) and its body."""

    status: int
    body: bytes
    reason: str = ""
    no_retry: bool = False


class HttpMode:
    """Delivers to each of `urls` in turn, signed with `secret`; a redelivery goes to the next."""

    is_live = True

    def __init__(
        self, deliveries: Deliveries, clock: Clock, urls: tuple[str, ...], secret: str
    ) -> None:
        self._deliveries, self._clock, self._secret = deliveries, clock, secret
        self._urls = urls
        self._turns = itertools.count()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="workspace-http")
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, envelope: str, delivery: PayloadDelivery) -> None:
        """Starts a request with `delivery`."""
        task = asyncio.create_task(self._deliver(envelope, delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _deliver(self, envelope: str, delivery: PayloadDelivery) -> None:
        request = self._request(delivery)
        timeout = self._deliveries.answer_within
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._pool, _post, request, timeout)
        if outcome.status == OK:
            self._deliveries.acknowledge(envelope, _payload(outcome.body))
        elif outcome.no_retry:
            self._deliveries.give_up(envelope)
        else:
            self._deliveries.note_failure(envelope, outcome.reason)

    def _request(self, delivery: PayloadDelivery) -> urllib.request.Request:
        body, kind = _body_and_type(delivery)
        stamp = str(int(self._clock.now()))
        signature = hmac.new(self._secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature.hexdigest()}",
        }
        if delivery.kind == "events_api" and delivery.attempts > 1:
            headers["X-Slack-Retry-Num"] = str(delivery.attempts - 1)
            reason = "http_timeout" if delivery.reason == "timeout" else delivery.reason
            headers["X-Slack-Retry-Reason"] = reason
        return urllib.request.Request(self._url(delivery), body, headers)  # noqa: S310  (ours)

    def _url(self, delivery: PayloadDelivery) -> str:
        if delivery.turn < 0:
            delivery.turn = next(self._turns)
        return self._urls[(delivery.turn + delivery.attempts - 1) % len(self._urls)]


def _body_and_type(delivery: PayloadDelivery) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "slash_commands":
        return urllib.parse.urlencode(delivery.payload).encode(), form
    return urllib.parse.urlencode({"payload": json.dumps(delivery.payload)}).encode(), form


def _post(request: urllib.request.Request, timeout: float) -> HttpOutcome:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as answer:
            return HttpOutcome(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            no_retry = error.headers.get("X-Slack-No-Retry") == "1"
            return HttpOutcome(error.code, error.read(), "http_error", no_retry)
    except TimeoutError:
        return HttpOutcome(0, b"", "http_timeout")
    except OSError as error:
        late = isinstance(getattr(error, "reason", None), TimeoutError)
        return HttpOutcome(0, b"", "http_timeout" if late else "connection_failed")


def _payload(body: bytes) -> Json | None:
    if not body.strip():
        return None
    try:
        payload = json.loads(body)
    except ValueError:
        return {"text": body.decode(errors="replace")}
    return payload if isinstance(payload, dict) else None
