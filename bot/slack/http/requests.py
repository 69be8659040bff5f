"""What may be a request of Slack's: small, whole in time, signed lately, and of a known shape.

The signature is checked over the bytes as they came and before anything reads them. slack-sdk's
own check decodes them as text first, and raises where they are not text, or the time is not a
number; Bolt checks again what gets that far.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re

from slack_bolt.request.internals import parse_body
from starlette.requests import ClientDisconnect, Request

from bot.slack.http.connections import LARGEST_HEAD
from bot.slack.http.refusals import RefusedRequest
from bot.slack.http.shapes import is_of_slack

LARGEST = 1_000_000  # bytes of a body; Slack's own stay far below
BODY_WITHIN = 10.0  # seconds
LATELY = 300  # seconds that a signature is good for, as Slack says
TIME = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
NOT_PACKED = ("", "identity")


def check_head(request: Request, now: float) -> None:
    """Looks at all that is known before the body is read. Raises Refused."""
    headers = request.headers
    if sum(len(name) + len(value) for name, value in headers.raw) > LARGEST_HEAD:
        raise RefusedRequest(
            431, "malformed"
        )  # they came at once; what comes in pieces is cut off sooner
    if int(headers.get("content-length") or 0) > LARGEST:  # h11 takes digits only
        raise RefusedRequest(413, "too_large")
    if headers.get("content-encoding", "").lower() not in NOT_PACKED:
        raise RefusedRequest(415, "packed")
    if "expect" in headers and headers["expect"].lower() != "100-continue":
        raise RefusedRequest(417, "expectation")
    stamps = headers.getlist("x-slack-request-timestamp")
    signatures = headers.getlist("x-slack-signature")
    if len(stamps) != 1 or len(signatures) != 1:
        raise RefusedRequest(401, "unsigned")
    if not TIME.fullmatch(stamps[0]) or not SIGNATURE.fullmatch(signatures[0]):
        raise RefusedRequest(401, "unsigned")
    if abs(now - int(stamps[0])) > LATELY:
        raise RefusedRequest(401, "stale")


async def read_body(request: Request, within: float = BODY_WITHIN) -> bytes:
    """The body, in at most `within` seconds. Raises Refused."""
    try:
        async with asyncio.timeout(within):
            return await _read(request)
    except TimeoutError:
        raise RefusedRequest(408, "slow") from None
    except ClientDisconnect:
        raise RefusedRequest(400, "cut_off") from None


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise RefusedRequest(413, "too_large")
    return bytes(body)


def check_signature(request: Request, body: bytes, secret: str) -> None:
    """Raises Refused where Slack did not sign these bytes; `check_head` has seen the headers."""
    stamp = request.headers["x-slack-request-timestamp"].encode()
    digest = hmac.new(secret.encode(), b"v0:%b:%b" % (stamp, body), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={digest}", request.headers["x-slack-signature"]):
        raise RefusedRequest(401, "unsigned")


def check_shape(request: Request, body: bytes) -> None:
    """Raises Refused where the body is not one that Slack sends."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in (JSON, FORM):
        raise RefusedRequest(415, "content_type")
    try:
        payload = parse_body(body.decode("utf-8"), content_type)
    except (ValueError, RecursionError):
        raise RefusedRequest(400, "unreadable") from None
    if not is_of_slack(payload):
        raise RefusedRequest(400, "unreadable")
