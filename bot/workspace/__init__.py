"""The local workspace: a small server that speaks Slack's protocol, for trying and testing.

`Workspace` holds the state and the rules, `LocalServer` serves it on the loopback address.
"""

from bot.workspace.people import (
    CHANNELS,
    SAMPLE_COORDINATOR,
    SAMPLE_FINANCE_OFFICER,
    SAMPLE_PEOPLE,
    Channel,
    Member,
    crowd,
)
from bot.workspace.rules import InjectedFault, WorkspaceRules
from bot.workspace.server import LocalServer, make_server
from bot.workspace.workspace import REDELIVER_AFTER, Workspace

__all__ = [
    "CHANNELS",
    "REDELIVER_AFTER",
    "SAMPLE_COORDINATOR",
    "SAMPLE_FINANCE_OFFICER",
    "SAMPLE_PEOPLE",
    "Channel",
    "InjectedFault",
    "LocalServer",
    "Member",
    "Workspace",
    "WorkspaceRules",
    "crowd",
    "make_server",
]
