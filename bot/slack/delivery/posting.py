"""Posting: calls that show people something, each made only while its delivery is still ours.

Slack carries out a post whoever sends it. So ownership is looked at before each call, and again
after every wait: in the time that a rate limit lasts, another process may have taken over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.operations.metrics import Metrics
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.leases import Leases
from bot.slack.errors import retry_after

WAITS = 5  # times that a rate limit is waited out
LONGEST_WAIT = 5.0  # seconds that a worker waits; for longer the delivery is put off


class Posting:
    """Makes the calls that post. Threads may share one."""

    def __init__(
        self,
        client: WebClient,
        leases: Leases,
        metrics: Metrics,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`client` repeats nothing by itself."""
        self.client = client
        self._leases = leases
        self._metrics = metrics
        self._sleep = sleep

    def call(
        self, delivery: Delivery, method: Callable[..., SlackResponse], **arguments: Any
    ) -> SlackResponse:
        """What Slack answers. A short rate limit is waited out, since Slack did nothing then.

        Raises LeaseLost, SlackApiError, or one of FAILED.
        """
        waits = 0
        while True:
            self._leases.require(delivery)
            try:
                return method(**arguments)
            except SlackApiError as error:
                seconds = retry_after(error)
                if seconds is None:
                    raise
                self._metrics.rate_limited(seconds)
                waits += 1
                if seconds > LONGEST_WAIT or waits > WAITS:
                    raise
            self._sleep(seconds)
