"""Who somebody is in the workspace, as Slack says; asked once in a while, and kept meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.errors import FAILED, code

LOG = logging.getLogger("saathi.members")
KEPT = 300.0  # seconds for which what Slack said is believed
RETRY = 30.0  # seconds until Slack is asked again after it did not answer
MOST_KEPT = 10_000  # entries of each kind, so that no crowd fills the memory
GUESTS = ("is_restricted", "is_ultra_restricted", "is_stranger")
NOBODY_HERE = frozenset({"user_not_found", "user_not_visible"})
V = TypeVar("V")


class Standing(StrEnum):
    """What somebody is in the workspace."""

    MEMBER = "member"
    OUTSIDER = "outsider"  # a guest, an app, or somebody of another organisation
    GONE = "gone"  # deactivated: has left
    UNKNOWN = "unknown"  # Slack could not be asked


@dataclass(frozen=True)
class Profile:
    """Who somebody is; `problem` is Slack's reason where it could not be asked."""

    standing: Standing
    name: str = ""
    is_guest: bool = False  # of the workspace: invited to some channels
    problem: str = ""
    was_reached: bool = True  # False where Slack could not be reached at all


@dataclass(frozen=True)
class GroupMembers:
    """The people in a user group; nobody, and Slack's reason, where it could not be asked."""

    people: frozenset[str] = frozenset()
    problem: str = ""
    was_reached: bool = True


class Directory(Protocol):
    """Where it is looked up who somebody is."""

    def profile(self, user: str) -> Profile:
        """Who the person with that id is."""
        ...

    def group(self, group: str) -> GroupMembers:
        """Who is in the user group with that id."""
        ...


class NoWorkspace:
    """The directory where no Slack is set: everybody counts as a member, and no group is known."""

    def profile(self, _user: str) -> Profile:
        """A member."""
        return Profile(Standing.MEMBER)

    def group(self, _group: str) -> GroupMembers:
        """Nobody."""
        return GroupMembers(problem="no Slack is set")


class SlackDirectory:
    """The directory of Saathi's own workspace. Threads may share one."""

    def __init__(
        self,
        client: WebClient,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client` should give up soon, since people wait."""
        self._client = client
        self._clock = clock
        self._team = ""  # the workspace's id, once it was asked for
        self._lock = threading.Lock()
        self._profiles: dict[str, tuple[float, Profile]] = {}
        self._groups: dict[str, tuple[float, GroupMembers]] = {}

    def profile(self, user: str) -> Profile:
        """Who the person is. Where Slack cannot be asked, UNKNOWN."""
        return self._looked_up(self._profiles, user, self._ask_profile)

    def group(self, group: str) -> GroupMembers:
        """Who is in the group. Where Slack cannot be asked, nobody."""
        return self._looked_up(self._groups, group, self._ask_group)

    def _looked_up(
        self, kept: dict[str, tuple[float, V]], key: str, ask: Callable[[str], tuple[float, V]]
    ) -> V:
        now = self._clock()
        with self._lock:
            until, value = kept.get(key, (0.0, None))
            if value is not None and now < until:
                return value
        seconds, answer = ask(key)
        with self._lock:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = (now + seconds, answer)
        return answer

    def _ask_profile(self, user: str) -> tuple[float, Profile]:
        try:
            details: Mapping[str, Any] = self._client.users_info(user=user)["user"]
            is_guest = any(details.get(limit) for limit in GUESTS)
            standing = _standing(details, self._own_team())
            return KEPT, Profile(standing, _name(details), is_guest)
        except SlackApiError as error:
            reason = code(error)
            if reason in NOBODY_HERE:
                return KEPT, Profile(Standing.OUTSIDER, problem=reason)
            was_reached = True
        except FAILED as error:
            reason, was_reached = str(error), False
        LOG.warning("who a member is could not be looked up: %s", reason)
        return RETRY, Profile(Standing.UNKNOWN, problem=reason, was_reached=was_reached)

    def _own_team(self) -> str:
        self._team = self._team or str(self._client.auth_test()["team_id"])
        return self._team

    def _ask_group(self, group: str) -> tuple[float, GroupMembers]:
        try:
            answer = self._client.usergroups_users_list(usergroup=group)
            return KEPT, GroupMembers(frozenset(map(str, answer.get("users") or ())))
        except SlackApiError as error:
            reason, was_reached = code(error), True
        except FAILED as error:
            reason, was_reached = str(error), False
        LOG.warning("the user group %s could not be looked up: %s", group, reason)
        return RETRY, GroupMembers(problem=reason, was_reached=was_reached)


def _standing(details: Mapping[str, Any], team: str) -> Standing:
    """What `users.info` says that somebody is, seen from the workspace `team`."""
    if details.get("deleted"):
        return Standing.GONE
    if any(details.get(limit) for limit in (*GUESTS, "is_bot")):
        return Standing.OUTSIDER
    # Somebody who is here by Slack Connect alone has a workspace of their own.
    teams = {details.get("team_id"), *(details.get("enterprise_user") or {}).get("teams", ())}
    return Standing.MEMBER if team in teams else Standing.OUTSIDER


def _name(details: Mapping[str, Any]) -> str:
    return str(details.get("real_name") or details.get("name") or "")
