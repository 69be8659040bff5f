"""users.info, users.list and usergroups.users.list."""

from __future__ import annotations

from bot.workspace import shapes
from bot.workspace.refusals import CallRefused
from bot.workspace.state import Json
from bot.workspace.web_api.arguments import Arguments
from bot.workspace.web_api.conversations import LIST_PAGE, first_index, next_page
from bot.workspace.workspace import Workspace


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """Who somebody is."""
    user = arguments.text("user")
    if user == workspace.team.bot_user:
        return {"user": shapes.bot_user(workspace.team)}
    member = workspace.state.people.get(user)
    if member is None:
        raise CallRefused("user_not_found")
    return {"user": shapes.person(workspace.team, member)}


def every(workspace: Workspace, arguments: Arguments) -> Json:
    """Everybody, the bot last."""
    people = [shapes.person(workspace.team, p) for p in workspace.state.people.values()]
    everybody = [*people, shapes.bot_user(workspace.team)]
    limit = arguments.number("limit", LIST_PAGE, LIST_PAGE)
    page, more = shapes.page_of(everybody, first_index(arguments), limit)
    return {
        "members": page,
        "cache_ts": int(workspace.clock.now()),
        "response_metadata": next_page(more),
    }


def of_group(workspace: Workspace, arguments: Arguments) -> Json:
    """Who is in a user group; those who left are not among them."""
    arguments.need("usergroup")
    state = workspace.state
    group = state.user_groups.get(arguments.text("usergroup"))
    if group is None:
        raise CallRefused("no_such_subteam")
    return {"users": [u for u in group if u in state.people and not state.people[u].is_deleted]}
