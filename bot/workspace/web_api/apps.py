"""api.test, auth.test and apps.connections.open."""

from __future__ import annotations

from bot.workspace.refusals import CallRefused
from bot.workspace.state import Json
from bot.workspace.web_api.arguments import Arguments
from bot.workspace.workspace import Workspace


def test(_: Workspace, arguments: Arguments) -> Json:
    """What was sent comes back; an `error` that was sent is the error."""
    args = {name: value for name, value in arguments.values.items() if name != "token"}
    if arguments.has("error"):
        raise CallRefused(arguments.text("error"), args=args)
    return {"args": args} if args else {}


def auth_test(workspace: Workspace, _: Arguments) -> Json:
    """Who the bot is."""
    team = workspace.team
    return {
        "url": f"{workspace.url}/",
        "team": team.name,
        "user": team.bot_name.lower(),
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(workspace: Workspace, _: Arguments) -> Json:
    """An address for one Socket Mode connection."""
    base = workspace.url.replace("http", "ws", 1)
    return {
        "url": f"{base}/link?ticket={workspace.sockets.ticket()}&app_id={workspace.team.app_id}"
    }
