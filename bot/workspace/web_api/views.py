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
    definition = _view_definition(workspace, arguments, "modal")
    trigger = workspace.grants.redeem(arguments.values.get("trigger_id"))
    view = workspace.views.open(trigger.person, definition)
    workspace.watching.notify({trigger.person})
    return {"view": view}


def push(workspace: Workspace, arguments: Arguments) -> Json:
    """Puts a modal on the one that the trigger came out of."""
    definition = _view_definition(workspace, arguments, "modal")
    trigger = workspace.grants.redeem(arguments.values.get("trigger_id"))
    if not trigger.view or workspace.views.find(trigger.view) is None:
        raise CallRefused("not_found")
    view = workspace.views.push(trigger.person, definition)
    workspace.watching.notify({trigger.person})
    return {"view": view}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Replaces what an open view shows."""
    if not arguments.has("view_id") and not arguments.has("external_id"):
        raise invalid("invalid_arguments", ["missing required field: view_id"])
    open_view = workspace.views.find(arguments.text("view_id"), arguments.text("external_id"))
    definition = _view_definition(workspace, arguments, open_view["type"] if open_view else "modal")
    if open_view is None:
        raise CallRefused("not_found")
    view = workspace.views.update(open_view, definition, arguments.text("hash") or None)
    workspace.watching.notify({workspace.views.owner(view["id"])})
    return {"view": view}


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """Replaces a person's Home tab."""
    arguments.need("user_id")
    user = arguments.text("user_id")
    definition = _view_definition(workspace, arguments, "home")
    if user not in workspace.state.people:
        raise CallRefused("user_not_found")
    view = workspace.views.publish(user, definition, arguments.text("hash") or None)
    workspace.watching.notify({user})
    return {"view": view}


def _view_definition(workspace: Workspace, arguments: Arguments, kind: str) -> Json:
    arguments.need("view")
    argument: Any = arguments.structure("view")
    checking.check_view(argument, (kind,), workspace.rules.unknown_blocks)
    definition: Json = argument
    return definition
