"""The methods of the Web API: which function answers each, and what is checked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.workspace.refusals import CallRefused
from bot.workspace.state import Json
from bot.workspace.web_api import (
    apps,
    assistant,
    chat,
    conversations,
    files,
    reactions,
    streams,
    users,
    views,
)
from bot.workspace.web_api.arguments import Arguments
from bot.workspace.workspace import Workspace

Method = Callable[[Workspace, Arguments], Json]

METHODS: Mapping[str, Method] = {
    "api.test": apps.test,
    "auth.test": apps.auth_test,
    "apps.connections.open": apps.connections_open,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.startStream": streams.start,
    "chat.appendStream": streams.append,
    "chat.stopStream": streams.stop,
    "conversations.open": conversations.open_direct,
    "conversations.info": conversations.info,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "conversations.list": conversations.every,
    "conversations.members": conversations.members,
    "users.info": users.info,
    "users.list": users.every,
    "usergroups.users.list": users.of_group,
    "users.conversations": conversations.of_user,
    "views.open": views.open_modal,
    "views.push": views.push,
    "views.update": views.update,
    "views.publish": views.publish,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "files.info": files.info,
    "reactions.add": reactions.add,
    "reactions.remove": reactions.remove,
    "assistant.threads.setStatus": assistant.set_status,
    "assistant.threads.setSuggestedPrompts": assistant.set_suggested_prompts,
    "assistant.threads.setTitle": assistant.set_title,
}
WITH_APP_TOKEN = ("apps.connections.open",)
WITHOUT_TOKEN = ("api.test",)


def call(workspace: Workspace, method: str, token: str, arguments: Arguments) -> Json:
    """The answer to one call, as Slack gives it; a refusal is an answer too."""
    try:
        function = METHODS.get(method)
        if function is None:
            raise CallRefused("unknown_method", req_method=method)
        if method not in WITHOUT_TOKEN:
            _authenticate(workspace, method, token)
        workspace.rules.check(method, _kind(workspace, arguments))
        return {"ok": True, **function(workspace, arguments)}
    except CallRefused as refusal:
        return refusal.answer


def _authenticate(workspace: Workspace, method: str, token: str) -> None:
    if not token:
        raise CallRefused("not_authed")
    if token not in (workspace.bot_token, workspace.app_token):
        raise CallRefused("invalid_auth")
    if (token == workspace.app_token) != (method in WITH_APP_TOKEN):
        raise CallRefused("not_allowed_token_type")


def _kind(workspace: Workspace, arguments: Arguments) -> str:
    """The scopes' word for the conversation that a call is about."""
    conversation = workspace.state.conversations.get(arguments.text("channel"))
    return "im" if conversation and conversation.kind == "im" else "channels"
