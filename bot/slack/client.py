"""Clients of Slack's Web API: one that may repeat a call, one that must not, one in a hurry."""

from __future__ import annotations

import math
from typing import Any
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryHandler, RetryState
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.operations.metrics import Metrics
from bot.settings.slack import SlackSettings
from bot.settings.slack_addresses import NotSlacks, is_here, is_slacks, is_slacks_socket

TIMEOUT = 10  # seconds
MODAL_TIMEOUT = 2  # seconds; a trigger lives three, and so long Slack waits to be acknowledged
PATIENCE = 5  # times that a rate limit is waited out, as long as Slack says each time


class MeasuredClient(WebClient):
    """A WebClient whose calls are counted by method and outcome."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics
        if is_here(self.base_url):  # slack-sdk takes a proxy from the environment for this too
            self.proxy = None

    def apps_connections_open(self, **arguments: Any) -> SlackResponse:
        """As in WebClient. Raises NotSlacks where the socket is not Slack's."""
        answer = super().apps_connections_open(**arguments)
        if not is_slacks_socket(str(answer.get("url") or ""), self.base_url):
            raise NotSlacks("Slack named a socket that is not its own; nothing was sent there.")
        return answer

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        """As in WebClient, whose redirects would take the token to another host."""
        token = req.headers.pop("Authorization", None)
        if token is not None:
            req.add_unredirected_header("Authorization", token)
        answer: dict[str, Any] = super()._perform_urllib_http_request_internal(url, req)
        return answer

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        """As in WebClient."""
        outcome = "unreachable"
        try:
            answer: SlackResponse = super().api_call(api_method, **arguments)
            outcome = "ok"
            return answer
        except SlackApiError as error:
            outcome = str(error.response.get("error") or "refused")
            raise
        finally:
            self._metrics.called(api_method, outcome)


class NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: an answer does not decide where the next request goes."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """As in HTTPRedirectHandler: None, so the answer is an error."""


class RateLimits(RateLimitErrorRetryHandler):
    """Waits as long as Slack says, if that is not too long, and counts the wait."""

    def __init__(self, metrics: Metrics, longest: float = math.inf) -> None:
        """What lasts longer than `longest` seconds is refused at once."""
        super().__init__(max_retry_count=PATIENCE)
        self._metrics = metrics
        self._longest = longest

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        is_limited = super()._can_retry(
            state=state, request=request, response=response, error=error
        )
        is_long = is_limited and _wait(response) > self._longest
        if is_long:
            self._metrics.rate_limited(_wait(response))
        return is_limited and not is_long

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """As in RateLimitErrorRetryHandler."""
        self._metrics.rate_limited(_wait(response))
        super().prepare_for_next_attempt(
            state=state, request=request, response=response, error=error
        )


def _wait(response: HttpResponse | None) -> float:
    """The seconds that Slack wants to be left alone."""
    return float((response.headers if response else {}).get("retry-after", ["1"])[0])


def reading_client(
    slack: SlackSettings, metrics: Metrics, longest_wait: float = math.inf
) -> WebClient:
    """A client for calls that may be made twice: it repeats what failed.

    Rate limits of at most `longest_wait` seconds are waited out.
    """
    repeating = [
        RateLimits(metrics, longest_wait),
        ConnectionErrorRetryHandler(max_retry_count=2),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
    return _client(slack, metrics, TIMEOUT, repeating)


def posting_client(slack: SlackSettings, metrics: Metrics) -> WebClient:
    """A client for posts, which repeats nothing: a call that failed may have been carried out.

    Nor does it wait for a rate limit's end: whose post it is must be looked at again after it.
    """
    return _client(slack, metrics, TIMEOUT, [])


def opening_client(slack: SlackSettings, metrics: Metrics) -> WebClient:
    """A client that opens modals: it asks once, and gives up before the trigger expires."""
    return _client(slack, metrics, MODAL_TIMEOUT, [])


def opener_to(address: str) -> OpenerDirector:
    """An opener that follows no redirects; this machine itself is reached without a proxy."""
    direct = [ProxyHandler({})] if is_here(address) else []
    return build_opener(NoRedirect, *direct)


def response_client(address: str, slack: str, timeout: int = TIMEOUT) -> WebhookClient:
    """A client for Slack's address to answer a command or click; `slack` is the Web API's.

    Raises NotSlacks where the address is not Slack's.
    """
    if not is_slacks(address, slack):
        raise NotSlacks("Slack named a response address that is not its own; nothing went there.")
    client = WebhookClient(address, timeout=timeout)
    if is_here(address):
        client.proxy = None
    return client


def _client(
    slack: SlackSettings, metrics: Metrics, timeout: int, retry_handlers: list[RetryHandler]
) -> WebClient:
    return MeasuredClient(
        metrics,
        token=slack.bot_token.get_secret_value(),
        base_url=slack.api_url,
        timeout=timeout,
        retry_handlers=retry_handlers,
    )
