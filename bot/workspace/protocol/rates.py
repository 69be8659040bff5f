"""Slack's rate limits: how often a minute each method may be called, and when it may be again."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping

MINUTE = 60.0
TIER_2, TIER_3, TIER_4 = 20, 50, 100
# Calls a minute, by Slack's tiers; a method that is not here is not limited.
LIMITS: Mapping[str, int] = {
    "chat.postMessage": 60,  # one a second in each channel, with short bursts
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.startStream": TIER_2,
    "chat.appendStream": TIER_4,
    "chat.stopStream": TIER_2,
    "conversations.open": TIER_3,
    "conversations.info": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.info": TIER_4,
    "reactions.add": TIER_3,
    "reactions.remove": TIER_2,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "assistant.threads.setStatus": TIER_3,
    "assistant.threads.setSuggestedPrompts": TIER_3,
    "assistant.threads.setTitle": TIER_3,
}
BY_CHANNEL = frozenset({"chat.postMessage"})
KEPT = 1_000  # methods and channels whose calls are counted


class Rates:
    """The calls of the last minute, by method, and by channel where the limit is a channel's."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._calls: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def wait(self, method: str, channel: str) -> int:
        """Notes a call; the whole seconds until it may be made where it is one too many, else 0."""
        most = LIMITS.get(method)
        if most is None:
            return 0
        key = (method, channel if method in BY_CHANNEL else "")
        calls = self._calls.setdefault(key, deque())
        while len(self._calls) > KEPT:
            self._calls.popitem(last=False)
        now = self._now()
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= most:
            return max(1, int(calls[0] + MINUTE - now + 0.999))
        calls.append(now)
        return 0
