"""One workspace: its parts put together, and its options."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.workspace.clock import Clock
from bot.workspace.people import CHANNELS, SAMPLE_PEOPLE, Channel, Member
from bot.workspace.protocol import limits
from bot.workspace.protocol.deliveries import Deliveries, Observer
from bot.workspace.protocol.http_mode import HttpMode
from bot.workspace.protocol.manifests import (
    problems_of_manifest,
    takes_interactions,
    takes_suggestions,
)
from bot.workspace.protocol.modals import Views
from bot.workspace.protocol.posting import Posting
from bot.workspace.protocol.rates import Rates
from bot.workspace.protocol.socket_mode import SocketMode
from bot.workspace.protocol.traffic import Traffic
from bot.workspace.protocol.triggers import Grants
from bot.workspace.protocol.watching import Watching
from bot.workspace.refusals import ActDeclined
from bot.workspace.rules import WorkspaceRules
from bot.workspace.state import Team, WorkspaceState

REDELIVER_AFTER = (3.0, 10.0, 30.0)  # seconds; Slack's own are 0, 60 and 300


class Workspace:
    """A workspace with one app installed, described by `manifest` (Slack's app manifest).

    `redeliver_after` are the seconds after which an event that was not acknowledged is sent
    again; `trigger_seconds` and `stream_seconds` are how long a trigger id and a silent stream
    live; `acknowledge_seconds` is how long a person waits for an acknowledgement; `now` is the
    clock; `keep_messages` is how many messages are kept in all. With `request_urls` deliveries
    go there, signed, in turn, and not through Socket Mode. `rules` says what the workspace lacks
    and how it misbehaves. Tokens are made up where none are given. Raises ValueError for a whole
    manifest that Slack would refuse.
    """

    def __init__(  # noqa: PLR0913  (options, each with its default)
        self,
        manifest: Mapping[str, Any] | None = None,
        *,
        people: Iterable[Member] = SAMPLE_PEOPLE,
        channels: Iterable[Channel] = CHANNELS,
        rules: WorkspaceRules | None = None,
        request_urls: Iterable[str] = (),
        redeliver_after: tuple[float, ...] = REDELIVER_AFTER,
        acknowledge_seconds: float = limits.ACKNOWLEDGE_SECONDS,
        trigger_seconds: float = limits.TRIGGER_SECONDS,
        stream_seconds: float = limits.STREAM_SECONDS,
        keep_messages: int = 5_000,
        now: Callable[[], float] = time.time,
        bot_token: str = "",
        app_token: str = "",
        signing_secret: str = "",
    ) -> None:
        self.manifest: Mapping[str, Any] = manifest or {}
        if "display_information" in self.manifest:  # a whole one
            _check_manifest(self.manifest)
        self.bot_token = bot_token or f"xoxb-local-{secrets.token_hex(16)}"
        self.app_token = app_token or f"xapp-local-{secrets.token_hex(16)}"
        self.signing_secret = signing_secret or secrets.token_hex(16)
        self.url = "http://127.0.0.1"  # the server sets it when it knows its port
        self.stream_seconds = stream_seconds
        self.rules = rules or WorkspaceRules()
        if self.rules.scopes is None:
            self.rules.scopes = _scopes(self.manifest)
        self.clock = Clock(now)
        self.team = Team(bot_name=_bot_name(self.manifest))
        people_by_id = OrderedDict((person.id, person) for person in people)
        self.state = WorkspaceState(self.clock, self.team, people_by_id, keep_messages)
        self.state.add_channels(channels)
        self.watching = Watching()
        self.traffic = Traffic(self.watching.notify_of_traffic)
        self.deliveries = Deliveries(self.clock, self.traffic, redeliver_after, acknowledge_seconds)
        self.sockets = SocketMode(self.deliveries, self.team.app_id, self.watching.notify)
        self.posting = Posting(self.state, self.deliveries, self.watching, self.subscribes_to)
        self.views = Views(self.clock, self.team)
        self.grants = Grants(self.clock, trigger_seconds)
        self.rates = Rates(self.clock.now)
        self._urls = tuple(request_urls)

    def start(self) -> None:
        """Opens the way to the bot; the server calls it when its event loop runs."""
        if self._urls:
            self.deliver_to(*self._urls)
        else:
            self.deliveries.transport = self.sockets

    def deliver_to(self, *urls: str) -> None:
        """From now on deliveries go by signed HTTP request to `urls` in turn."""
        self._urls = urls
        self.deliveries.transport = HttpMode(self.deliveries, self.clock, urls, self.signing_secret)
        self.deliveries.flush()

    def observe(self, observer: Observer) -> None:
        """Calls `observer` on the server's thread with every message and acknowledgement.

        It gets "message" with {"message": Message}, or "ack" with {"name", "seconds", "key"}.
        """
        self.deliveries.observers.append(observer)

    def close(self) -> None:
        """Ends what the way to the bot holds open."""
        if isinstance(self.deliveries.transport, HttpMode):
            self.deliveries.transport.close()

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The slash commands of the manifest."""
        return list(_features(self.manifest).get("slash_commands", []))

    @property
    def shortcuts(self) -> list[dict[str, Any]]:
        """The message shortcuts of the manifest."""
        every = _features(self.manifest).get("shortcuts", [])
        return [shortcut for shortcut in every if shortcut.get("type") == "message"]

    @property
    def is_agent(self) -> bool:
        """Whether the manifest declares the app as an agent."""
        return "agent_view" in _features(self.manifest)

    @property
    def is_over_http(self) -> bool:
        """Whether deliveries go by HTTP request, and not over a socket."""
        return isinstance(self.deliveries.transport, HttpMode)

    @property
    def takes_commands(self) -> bool:
        """Whether Slack can send slash commands: over HTTP each needs an address."""
        settings = self.manifest.get("settings")
        return not (settings and self.is_over_http) or all(c.get("url") for c in self.commands)

    @property
    def takes_interactions(self) -> bool:
        """Whether Slack can send what people press and submit."""
        return takes_interactions(self.manifest, over_http=self.is_over_http)

    @property
    def takes_suggestions(self) -> bool:
        """Whether Slack can ask what a menu offers."""
        return takes_suggestions(self.manifest, over_http=self.is_over_http)

    def subscribes_to(self, event: str) -> bool:
        """Whether the manifest subscribes to `event`; one that names no events gets them all."""
        events = self.manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events")
        return events is None or event in events

    def person(self, user: str) -> Member:
        """The person with that id; raises `Declined` where there is none."""
        if user not in self.state.people:
            raise ActDeclined(f"There is nobody with the id {user!r} in this workspace.")
        return self.state.people[user]


def _check_manifest(manifest: Mapping[str, Any]) -> None:
    problems = problems_of_manifest(manifest)
    if problems:
        raise ValueError(f"Slack would refuse this manifest: {'; '.join(problems)}")


def _features(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    features: Mapping[str, Any] = manifest.get("features", {})
    return features


def _bot_name(manifest: Mapping[str, Any]) -> str:
    return str(_features(manifest).get("bot_user", {}).get("display_name", "Saathi"))


def _scopes(manifest: Mapping[str, Any]) -> frozenset[str] | None:
    scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
    return None if scopes is None else frozenset(scopes)
