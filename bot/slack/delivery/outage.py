"""Outages of Slack: noticed where a reply cannot be sent, and watched until they are over.

While Slack is known to be away nothing is worked out that could not be sent, and no failure is held
against a delivery. When it is back, what waited is due at once, however long it was put off.
"""

from __future__ import annotations

import logging
import threading

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.leases import Leases
from bot.slack.errors import FAILED, is_server_error

LOG = logging.getLogger("saathi.replies")
PROBE = 5.0  # seconds between looks whether Slack is back
WHILE_AWAY = 60.0  # seconds that a delivery is put off meanwhile


class Outage:
    """Whether Slack is away. Threads may share one."""

    def __init__(self, client: WebClient, leases: Leases) -> None:
        """`client` repeats nothing by itself."""
        self._client = client
        self._leases = leases
        self._lock = threading.Lock()
        self._watch: threading.Thread | None = None
        self._stopping = threading.Event()
        self._has_waiting = False  # since it was away
        self.is_away = False

    def suspect(self) -> None:
        """Has it looked whether Slack is away, since a call of it failed."""
        with self._lock:
            if self._watch is None and not self._stopping.is_set():
                self._watch = threading.Thread(target=self._look, name="outage", daemon=True)
                self._watch.start()

    def stop(self) -> None:
        """Ends the watch."""
        self._stopping.set()

    def wait(self, delivery: Delivery) -> None:
        """Leaves `delivery` for when Slack is back; no failure is held against it.

        Raises LeaseLost.
        """
        self._leases.put_off(delivery, WHILE_AWAY, failed=False)
        if not self.is_away:  # it came back just now, and may not have brought this one forward
            self._leases.bring_forward()

    def _look(self) -> None:
        while not self._stopping.wait(PROBE):
            if self._is_reached():
                if self._bring_forward():
                    break
            elif not self.is_away:
                LOG.warning("Slack is away; replies wait until it is back")
                self.is_away = self._has_waiting = True
        with self._lock:
            self._watch = None

    def _bring_forward(self) -> bool:
        """True where all that waited is due now."""
        self.is_away = False  # first: whoever puts a delivery off from now on sees that
        if self._has_waiting:
            try:
                self._leases.bring_forward()
            except Exception as error:  # the database is away as well: at the next look
                LOG.warning("what waits for Slack is not due yet: %s", type(error).__name__)
                return False
            LOG.warning("Slack is back")
        self._has_waiting = False
        return True

    def _is_reached(self) -> bool:
        try:
            self._client.api_test()
        except SlackApiError as error:
            return not is_server_error(error)
        except FAILED:
            return False
        return True
