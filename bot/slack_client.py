"""Clients of Slack's Web API: one that may repeat a call, one that must not, one in a hurry."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryHandler, RetryState
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.web import SlackResponse

from bot.metrics import Metrics
from bot.slack_settings import SlackSettings

TIMEOUT = 10  # seconds
MODAL_TIMEOUT = 2  # seconds; a trigger lives three, and so long Slack waits to be acknowledged
PATIENCE = 5  # times that a rate limit is waited out, as long as Slack says each time


class MeasuredClient(WebClient):
    """A WebClient whose calls are counted by method and outcome."""

    def __init__(self, metrics: Metrics, **given: Any) -> None:
        super().__init__(**given)
        self._metrics = metrics

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        """As in WebClient."""
        outcome = "unreachable"
        try:
            answer: SlackResponse = super().api_call(api_method, **given)
            outcome = "ok"
            return answer
        except SlackApiError as error:
            outcome = str(error.response.get("error") or "refused")
            raise
        finally:
            self._metrics.called(api_method, outcome)


class RateLimits(RateLimitErrorRetryHandler):
    """Waits as long as Slack says, and counts it."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(max_retry_count=PATIENCE)
        self._metrics = metrics

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """As in RateLimitErrorRetryHandler."""
        waits = (response.headers if response else {}).get("retry-after", ["1"])
        self._metrics.rate_limited(float(waits[0]))
        super().prepare_for_next_attempt(
            state=state, request=request, response=response, error=error
        )


def reading_client(slack: SlackSettings, metrics: Metrics) -> WebClient:
    """A client for calls that may be made twice: it repeats what failed."""
    client = posting_client(slack, metrics)
    client.retry_handlers += [
        ConnectionErrorRetryHandler(max_retry_count=2),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
    return client


def posting_client(slack: SlackSettings, metrics: Metrics) -> WebClient:
    """A client for posts: a call that failed may have been carried out, so it is not repeated.

    A rate limit is waited out, since Slack did nothing then.
    """
    return _client(slack, metrics, TIMEOUT, [RateLimits(metrics)])


def opening_client(slack: SlackSettings, metrics: Metrics) -> WebClient:
    """A client that opens modals: it asks once, and gives up before the trigger is dead."""
    return _client(slack, metrics, MODAL_TIMEOUT, [])


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
