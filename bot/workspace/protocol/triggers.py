"""Trigger ids and response addresses: what an interaction lets the bot do, and for how long."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.workspace.clock import Clock
from bot.workspace.protocol import limits
from bot.workspace.refusals import CallRefused, invalid
from bot.workspace.state import PostedMessage

KEPT = 2_000
FORM = re.compile(r"\d+\.\d+\.[0-9a-f]+")


@dataclass(slots=True)
class Trigger:
    """Lets the bot open one view for `person`; `view` is the modal that it came out of."""

    person: str
    issued_at: float
    view: str = ""
    used: bool = False


@dataclass(slots=True)
class ResponseAddress:
    """Lets the bot answer an interaction of `person` in `channel` a few times.

    `source` is the message that the interaction came out of, if any.
    """

    person: str
    channel: str
    issued_at: float
    source: PostedMessage | None = None
    thread_ts: str | None = None
    uses: int = 0


class Grants:
    """The trigger ids and response addresses that were handed out lately."""

    def __init__(self, clock: Clock, trigger_seconds: float) -> None:
        self._clock, self._seconds = clock, trigger_seconds
        self._triggers: OrderedDict[str, Trigger] = OrderedDict()
        self._addresses: OrderedDict[str, ResponseAddress] = OrderedDict()

    def trigger(self, person: str, view: str = "") -> str:
        """A new trigger id for `person`."""
        now = self._clock.now()
        number = f"{int(now * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[number] = Trigger(person, now, view)
        while len(self._triggers) > KEPT:
            self._triggers.popitem(last=False)
        return number

    def redeem(self, number: object) -> Trigger:
        """What that trigger id allows; it can be used once and within its time."""
        if not isinstance(number, str) or not FORM.fullmatch(number):
            raise invalid("invalid_arguments", ["invalid `trigger_id` [json-pointer:/trigger_id]"])
        trigger = self._triggers.get(number)
        if trigger is None:
            raise CallRefused("invalid_trigger_id")
        if trigger.used:
            raise CallRefused("exchanged_trigger_id")
        if self._clock.now() - trigger.issued_at > self._seconds:
            raise CallRefused("expired_trigger_id")
        trigger.used = True
        return trigger

    def address(
        self,
        person: str,
        channel: str,
        source: PostedMessage | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """The last part of a new response address."""
        name = secrets.token_urlsafe(18)
        address = ResponseAddress(person, channel, self._clock.now(), source, thread_ts)
        self._addresses[name] = address
        while len(self._addresses) > KEPT:
            self._addresses.popitem(last=False)
        return name

    def respond(self, name: str) -> ResponseAddress:
        """What that response address allows; five uses within half an hour."""
        address = self._addresses.get(name)
        if address is None:
            raise CallRefused("no_such_address")
        if self._clock.now() - address.issued_at > limits.RESPONSE_URL_SECONDS:
            raise CallRefused("expired_url")
        if address.uses >= limits.RESPONSE_URL_USES:
            raise CallRefused("used_url")
        address.uses += 1
        return address
