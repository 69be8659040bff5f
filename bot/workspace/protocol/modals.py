"""Views: Home tabs and stacks of modals, one stack for each person."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from bot.workspace.clock import Clock, new_id
from bot.workspace.protocol import limits
from bot.workspace.protocol.posting import with_ids
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Json, Team


class Views:
    """Every open view, as Slack's view objects."""

    def __init__(self, clock: Clock, team: Team) -> None:
        self.homes: dict[str, Json] = {}  # person → Home
        self.errors: dict[str, Json] = {}  # view id → what was wrong with its last submission
        self._clock, self._team = clock, team
        self._stacks: dict[str, list[Json]] = {}
        self._owners: OrderedDict[str, str] = OrderedDict()  # view id → person

    def stack(self, person: str) -> list[Json]:
        """The person's open modals, the last on top."""
        return self._stacks.setdefault(person, [])

    def owner(self, view_id: str) -> str:
        """Whose view that is; "" where it is not open."""
        return self._owners.get(view_id, "")

    def find(self, view_id: str = "", external_id: str = "") -> Json | None:
        """The open view with that id, or with that external id."""
        if external_id:
            return next((v for v in self._open_views() if v["external_id"] == external_id), None)
        person = self.owner(view_id)
        among = [*self.stack(person), self.homes.get(person)] if person else []
        return next((view for view in among if view and view["id"] == view_id), None)

    def open(self, person: str, definition: Json) -> Json:
        """Opens a modal; another stack that was open is replaced."""
        self._check_external_id(definition)
        self.clear(person)
        return self._add(person, definition, None)

    def push(self, person: str, definition: Json) -> Json:
        """Puts a modal on top of the person's stack, which holds no more than three."""
        stack = self.stack(person)
        if not stack:
            raise CallRefused("not_found")
        if len(stack) >= limits.VIEW_STACK:
            raise CallRefused("push_limit_reached")
        self._check_external_id(definition)
        return self._add(person, definition, stack[-1])

    def publish(self, person: str, definition: Json, expected_hash: str | None) -> Json:
        """Replaces the person's Home."""
        before = self.homes.get(person)
        if expected_hash and before and before["hash"] != expected_hash:
            raise CallRefused("hash_conflict")
        view = self._view(definition, before["id"] if before else new_id("V"))
        view["root_view_id"] = view["id"]
        self.homes[person] = view
        self._owners[view["id"]] = person
        return view

    def update(self, view: Json, definition: Json, expected_hash: str | None) -> Json:
        """Replaces what an open view shows; its place in the stack stays."""
        if expected_hash and view["hash"] != expected_hash:
            raise CallRefused("hash_conflict")
        identity = {name: view[name] for name in ("id", "root_view_id", "previous_view_id")}
        values = view["state"]["values"]
        fresh = self._view(definition, view["id"]) | identity
        ids = {block["block_id"] for block in fresh["blocks"]}
        fresh["state"] = {"values": {key: values[key] for key in values if key in ids}}
        self.errors.pop(view["id"], None)
        view.clear()
        view.update(fresh)
        return view

    def pop(self, person: str, view_id: str) -> None:
        """Closes that view and those above it."""
        stack = self.stack(person)
        while any(view["id"] == view_id for view in stack):
            self._forget(stack.pop())

    def clear(self, person: str) -> None:
        """Closes all of the person's modals."""
        stack = self.stack(person)
        while stack:
            self._forget(stack.pop())

    def _add(self, person: str, definition: Json, below: Json | None) -> Json:
        view = self._view(definition, new_id("V"))
        view["root_view_id"] = below["root_view_id"] if below else view["id"]
        view["previous_view_id"] = below["id"] if below else None
        self.stack(person).append(view)
        self._owners[view["id"]] = person
        return view

    def _check_external_id(self, definition: Json) -> None:
        external = definition.get("external_id")
        if external and self.find(external_id=external):
            raise CallRefused("duplicate_external_id")

    def _forget(self, view: Json) -> None:
        self._owners.pop(view["id"], None)
        self.errors.pop(view["id"], None)

    def _open_views(self) -> list[Json]:
        modals = [view for stack in self._stacks.values() for view in stack]
        return [*modals, *self.homes.values()]

    def _view(self, definition: Json, view_id: str) -> Json:
        modal = definition.get("type", "modal") == "modal"
        own: dict[str, Any] = {
            "id": view_id,
            "team_id": self._team.id,
            "type": definition.get("type", "modal"),
            "blocks": with_ids(definition["blocks"]),
            "private_metadata": definition.get("private_metadata") or "",
            "callback_id": definition.get("callback_id") or "",
            "state": {"values": {}},
            "hash": f"{int(self._clock.now())}.{new_id('')[1:9].lower()}",
            "title": definition.get("title")
            or {"type": "plain_text", "text": "View", "emoji": True},
            "clear_on_close": bool(definition.get("clear_on_close")),
            "notify_on_close": bool(definition.get("notify_on_close")),
            "close": definition.get("close"),
            "submit": definition.get("submit"),
            "previous_view_id": None,
            "root_view_id": None,
            "app_id": self._team.app_id,
            "external_id": definition.get("external_id") or "",
            "app_installed_team_id": self._team.id,
            "bot_id": self._team.bot_id,
        }
        return own | ({"submit_disabled": False} if modal else {})
