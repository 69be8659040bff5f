"""Deliveries to the bot: sent, acknowledged, sent again, kept while no bot is connected."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.workspace.clock import Clock
from bot.workspace.protocol.traffic import Exchange, Traffic
from bot.workspace.refusals import ActDeclined
from bot.workspace.state import Json

KEPT_WAITING = 5_000  # deliveries kept while no bot is connected; the oldest go first
LET_GO_SECONDS = 30.0  # after its last attempt a delivery is forgotten
Observer = Callable[[str, Json], None]


@dataclass(slots=True)
class PayloadDelivery:
    """One event, interaction or command on its way to the bot.

    `attempts` counts how often it was sent; `turn` is its number where several replicas take
    turns; `reply` is done when it is acknowledged, with the
    acknowledgement's payload.
    """

    kind: str  # "events_api", "interactive" or "slash_commands"
    name: str
    payload: Json
    reply: asyncio.Future[Json]
    attempts: int = 0
    turn: int = -1
    reason: str = ""
    sent_at: float = 0.0
    exchanges: list[Exchange] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None

    @property
    def key(self) -> str:
        """What is the same in every attempt: the event's id, where it is an event."""
        return str(self.payload.get("event_id", id(self)))


class Transport(Protocol):
    """A way to the bot: Socket Mode, or signed HTTP requests."""

    @property
    def is_live(self) -> bool:
        """Whether something can be sent now."""

    def send(self, envelope: str, delivery: PayloadDelivery) -> None:
        """Sends `delivery` under that envelope id; the acknowledgement comes back later."""


class Deliveries:
    """Everything on its way to the bot.

    `delays` are the seconds after which an event that was not acknowledged is sent again, one
    number for each redelivery. Interactions and commands are sent once, as Slack does.
    """

    def __init__(
        self, clock: Clock, traffic: Traffic, delays: tuple[float, ...], answer_within: float
    ) -> None:
        self.transport: Transport | None = None
        self.observers: list[Observer] = []
        self.answer_within = answer_within
        self._clock, self._traffic, self._delays = clock, traffic, delays
        self._under_way: OrderedDict[str, PayloadDelivery] = OrderedDict()  # by envelope id
        self._waiting: deque[PayloadDelivery] = deque(maxlen=KEPT_WAITING)
        self._envelopes = 0

    @property
    def is_connected(self) -> bool:
        """Whether a bot can be reached."""
        return self.transport is not None and self.transport.is_live

    @property
    def pending(self) -> bool:
        """Whether anything waits for a bot to connect, or will be sent again."""
        under_way = list(self._under_way.values())
        return bool(self._waiting) or any(self._comes_again(delivery) for delivery in under_way)

    def event(self, name: str, payload: Json) -> None:
        """Sends an event, again and again until it is acknowledged or the delays are used up."""
        self._attempt(self._delivery("events_api", name, payload))

    async def ask(self, kind: str, name: str, payload: Json) -> Json:
        """Sends an interaction or a command; the payload that it was acknowledged with.

        Raises `Declined` where no bot is connected or none acknowledges it in time.
        """
        if not self.is_connected:
            raise ActDeclined("Saathi is not connected; start it and try again.")
        delivery = self._delivery(kind, name, payload)
        self._attempt(delivery)
        try:
            return await asyncio.wait_for(delivery.reply, self.answer_within)
        except TimeoutError:
            raise ActDeclined(
                f"Saathi did not acknowledge this within {self.answer_within:g} seconds; try again."
            ) from None

    def send_again(self, exchange: Exchange) -> None:
        """Sends the delivery of `exchange` once more, as Slack redelivers."""
        delivery: PayloadDelivery = exchange.delivery
        if delivery.timer:
            delivery.timer.cancel()
        delivery.reason = delivery.reason or "timeout"
        self._attempt(delivery)

    def acknowledge(self, envelope: str, payload: Json | None) -> None:
        """Notes that the bot acknowledged what came under `envelope`."""
        delivery = self._close(envelope)
        if delivery is None:
            return
        now = self._clock.now()
        delivery.exchanges[-1].response = payload or {}
        self._traffic.add("from_bot", "ack", delivery.name, payload or {}, now)
        acknowledgement = {
            "name": delivery.name,
            "seconds": now - delivery.sent_at,
            "key": delivery.key,
        }
        for observe in self.observers:
            observe("ack", acknowledgement)
        if not delivery.reply.done():
            delivery.reply.set_result(payload or {})

    def note_failure(self, envelope: str, reason: str) -> None:
        """Notes that an attempt failed (`reason` in Slack's words); an event is sent again."""
        delivery = self._under_way.get(envelope)
        if delivery is None:
            return
        delivery.reason = reason
        if delivery.kind != "events_api" and not delivery.reply.done():
            delivery.reply.set_exception(ActDeclined(f"Saathi did not take this ({reason})."))

    def give_up(self, envelope: str) -> None:
        """Notes that the bot refused the delivery and wants it no more."""
        self._close(envelope)

    def flush(self) -> None:
        """Sends what waited for a bot to connect."""
        while self._waiting and self.is_connected:
            self._attempt(self._waiting.popleft())

    def _delivery(self, kind: str, name: str, payload: Json) -> PayloadDelivery:
        return PayloadDelivery(kind, name, payload, asyncio.get_running_loop().create_future())

    def _attempt(self, delivery: PayloadDelivery) -> None:
        if not self.is_connected or self.transport is None:
            self._waiting.append(delivery)
            return
        self._envelopes += 1
        envelope = f"{self._envelopes:08x}-0000-4000-8000-{id(self) % 16**12:012x}"
        self._under_way[envelope] = delivery
        delivery.envelopes.append(envelope)
        self._record(delivery)
        self._plan(delivery, envelope)
        self.transport.send(envelope, delivery)
        while len(self._under_way) > KEPT_WAITING:
            self._under_way.popitem(last=False)

    def _record(self, delivery: PayloadDelivery) -> None:
        now = self._clock.now()
        exchange = self._traffic.add("to_bot", delivery.kind, delivery.name, delivery.payload, now)
        exchange.retry, exchange.delivery = delivery.attempts, delivery
        delivery.exchanges[:] = [exchange]
        delivery.attempts += 1
        delivery.sent_at = delivery.sent_at or now

    def _plan(self, delivery: PayloadDelivery, envelope: str) -> None:
        """Sets the time of the next attempt; without one the envelope is just let go."""
        again = self._comes_again(delivery)
        wait = self._delays[delivery.attempts - 1] if again else LET_GO_SECONDS
        late = self._late if again else self._drop
        delivery.timer = asyncio.get_running_loop().call_later(wait, late, delivery, envelope)

    def _comes_again(self, delivery: PayloadDelivery) -> bool:
        return delivery.kind == "events_api" and delivery.attempts <= len(self._delays)

    def _late(self, delivery: PayloadDelivery, envelope: str) -> None:
        """Sends once more; an acknowledgement of the earlier envelope still counts."""
        if envelope in self._under_way:
            delivery.reason = delivery.reason or "timeout"
            self._attempt(delivery)

    def _drop(self, _: PayloadDelivery, envelope: str) -> None:
        self._close(envelope)

    def _close(self, envelope: str) -> PayloadDelivery | None:
        """Takes the delivery that came under `envelope` out, with all its envelopes."""
        delivery = self._under_way.get(envelope)
        if delivery is None:
            return None
        for name in delivery.envelopes:
            self._under_way.pop(name, None)
        if delivery.timer:
            delivery.timer.cancel()
        return delivery
