"""views.open, push, update and publish."""

from __future__ import annotations

from typing import Any

from bot.workspace.protocol import checking
from bot.workspace.refusals import CallRefused, invalid
from bot.workspace.state import Json
from bot.workspace.web_api.arguments import Arguments
from bot.workspace.workspace import Workspace


def open_modal(workspace: Workspace, arguments: Arguments) -> Json:
    """Opens a modal for whoever pulled the trigger."""
    view = _asked(workspace, arguments, "modal")
    trigger = workspace.grants.exchange(arguments.given.get("trigger_id"))
    opened = workspace.views.open(trigger.person, view)
    workspace.watching.changed({trigger.person})
    return {"view": opened}


def push(workspace: Workspace, arguments: Arguments) -> Json:
    """Puts a modal on the one that the trigger came out of."""
    view = _asked(workspace, arguments, "modal")
    trigger = workspace.grants.exchange(arguments.given.get("trigger_id"))
    if not trigger.view or workspace.views.find(trigger.view) is None:
        raise CallRefused("not_found")
    opened = workspace.views.push(trigger.person, view)
    workspace.watching.changed({trigger.person})
    return {"view": opened}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Replaces what an open view shows."""
    if not arguments.has("view_id") and not arguments.has("external_id"):
        raise invalid("invalid_arguments", ["missing required field: view_id"])
    found = workspace.views.find(arguments.text("view_id"), arguments.text("external_id"))
    view = _asked(workspace, arguments, found["type"] if found else "modal")
    if found is None:
        raise CallRefused("not_found")
    updated = workspace.views.update(found, view, arguments.text("hash") or None)
    workspace.watching.changed({workspace.views.owner(updated["id"])})
    return {"view": updated}


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """Replaces a person's Home tab."""
    arguments.need("user_id")
    user = arguments.text("user_id")
    view = _asked(workspace, arguments, "home")
    if user not in workspace.state.people:
        raise CallRefused("user_not_found")
    published = workspace.views.publish(user, view, arguments.text("hash") or None)
    workspace.watching.changed({user})
    return {"view": published}


def _asked(workspace: Workspace, arguments: Arguments, kind: str) -> Json:
    arguments.need("view")
    view: Any = arguments.structure("view")
    checking.check_view(view, (kind,), workspace.rules.unknown_blocks)
    asked: Json = view
    return asked
