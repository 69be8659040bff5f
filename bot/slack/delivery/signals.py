"""Signs that work goes on: the status line where the workspace has it, else a reaction.

They are a courtesy: none is repeated, and none that fails holds up an answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import prompts
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.errors import ASK_AGAIN, FAILED, LACKS, code

LOG = logging.getLogger("saathi.signals")
EYES = "eyes"
THREADS = 4
PATIENCE = 2.0  # seconds that a reply waits for its own sign to be out
CROWD = 3  # others in line from which on the person hears of them
SIGNALLED = frozenset({DeliveryKind.QUESTION, DeliveryKind.FILE, DeliveryKind.COMPARE})


UNDER_A_POST = frozenset({Way.THREAD, Way.BENEATH})
NOD = "+1"


class Signals:
    """Shows and clears the signs. Threads may share one."""

    def __init__(self, client: WebClient, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="signals")
        self._signs: dict[str, Future[str]] = {}
        self._lacking: dict[str, float] = {}

    def show(self, delivery: Delivery, ahead: int) -> None:
        """Shows that work goes on; `ahead` is how many others are in line."""
        if delivery.way in UNDER_A_POST and delivery.kind in SIGNALLED:
            self._signs[delivery.id] = self._pool.submit(self._show, delivery, ahead)

    def settle(self, delivery: Delivery) -> None:
        """Waits until the sign is out: a status that came after the reply would stay."""
        sign = self._signs.get(delivery.id)
        if sign is not None:
            try:
                sign.result(PATIENCE)
            except NotYet:
                LOG.info("a sign is late")

    def clear(self, delivery: Delivery) -> None:
        """Removes the reaction; a status disappears by itself when the reply comes."""
        sign = self._signs.pop(delivery.id, None)
        if sign is not None and sign.done() and sign.result() == "reaction":
            self._pool.submit(self._try, "reactions.remove", self._react, delivery, remove=True)

    def nod(self, delivery: Delivery) -> None:
        """Shows that a post was seen which needs no words."""
        self._pool.submit(self._try, "reactions.add", self._nod, delivery)

    def _nod(self, delivery: Delivery) -> None:
        self._client.reactions_add(channel=delivery.channel, timestamp=delivery.ts, name=NOD)

    def stop(self) -> None:
        """Ends the threads; what is not out yet is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _show(self, delivery: Delivery, ahead: int) -> str:
        """What was shown: 'status', 'reaction' or ''."""
        # A status stands in a thread, where nobody looks while the reply comes beneath the post.
        in_thread = delivery.way is Way.THREAD
        if in_thread and self._try("assistant.threads.setStatus", self._status, delivery, ahead):
            return "status"
        if ahead >= CROWD:
            self._try("chat.postEphemeral", self._post_queue_notice, delivery, ahead)
        return "reaction" if self._try("reactions.add", self._react, delivery) else ""

    def _status(self, delivery: Delivery, ahead: int) -> None:
        status, *further = _status_lines(ahead)
        self._client.assistant_threads_setStatus(
            channel_id=delivery.channel,
            thread_ts=delivery.thread_ts,
            status=status,
            loading_messages=list(further) or None,
        )

    def _post_queue_notice(self, delivery: Delivery, ahead: int) -> None:
        self._client.chat_postEphemeral(
            channel=delivery.channel,
            user=delivery.user,
            thread_ts=delivery.thread_ts if delivery.thread_ts != delivery.ts else None,
            text=notices.busy(ahead).text,
        )

    def _react(self, delivery: Delivery, *, remove: bool = False) -> None:
        call = self._client.reactions_remove if remove else self._client.reactions_add
        call(channel=delivery.channel, timestamp=delivery.ts, name=EYES)

    def _try(self, method: str, call: Callable[..., None], *args: object, **kwargs: object) -> bool:
        """True where the call went well; a method that the workspace lacks is left for an hour."""
        if self._lacking.get(method, 0.0) > self._clock():
            return False
        try:
            call(*args, **kwargs)
        except SlackApiError as error:
            if code(error) in LACKS:
                self._lacking[method] = self._clock() + ASK_AGAIN
            LOG.info("%s: %s", method, code(error))
            return False
        except FAILED as error:
            LOG.info("%s: %s", method, type(error).__name__)
            return False
        return True


def _status_lines(ahead: int) -> tuple[str, ...]:
    if ahead >= CROWD:
        return (prompts.fill("replies/status-in-line", others=str(ahead)),)
    return notices.status_lines()
