"""The page's API: what a person does and sees, and the inspection of the traffic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.workspace import page_state
from bot.workspace.multipart import read_fields
from bot.workspace.protocol import interactions
from bot.workspace.refusals import ActDeclined
from bot.workspace.shapes import escaped
from bot.workspace.state import FILE_BYTES, Conversation, Json, PostedMessage
from bot.workspace.web_api.files import new_file
from bot.workspace.workspace import Workspace

LONGEST = 12_000  # characters that a person can type into one message
Act = Callable[[Workspace, Json], Awaitable[Json]]


def routes(workspace: Workspace) -> list[BaseRoute]:
    """The addresses under /page."""
    return [
        Route("/page/bootstrap", _endpoint(workspace, _bootstrap)),
        Route("/page/state", _endpoint(workspace, _state)),
        Route("/page/traffic", _endpoint(workspace, _traffic)),
        Route("/page/upload", _endpoint(workspace, _upload), methods=["POST"]),
        *(
            Route(f"/page/{name}", _endpoint(workspace, _json_handler(act)), methods=["POST"])
            for name, act in ACTS.items()
        ),
        WebSocketRoute("/page/socket", workspace.watching.serve),
    ]


Handler = Callable[[Workspace, Request], Awaitable[Json]]


def _endpoint(workspace: Workspace, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await handler(workspace, request))
        except ActDeclined as declined:
            return JSONResponse({"ok": False, "error": str(declined)}, 400)

    return answer


def _json_handler(act: Act) -> Handler:
    """A handler that reads the JSON body, and declines one that lacks a field."""

    async def handle(workspace: Workspace, request: Request) -> Json:
        try:
            body = await request.json()
        except ValueError:
            raise ActDeclined("The request's body is not JSON.") from None
        if not isinstance(body, dict):
            raise ActDeclined("The request's body is not a JSON object.")
        try:
            return {"ok": True, **await act(workspace, body)}
        except KeyError as missing:
            raise ActDeclined(f"The request lacks the field {missing}.") from missing

    return handle


async def _bootstrap(workspace: Workspace, _: Request) -> Json:
    return page_state.bootstrap(workspace)


async def _state(workspace: Workspace, request: Request) -> Json:
    query = request.query_params
    return page_state.state_for(
        workspace, query.get("user", ""), query.get("channel", ""), query.get("after", "")
    )


async def _traffic(workspace: Workspace, request: Request) -> Json:
    after = request.query_params.get("after", "0")
    return {"items": workspace.traffic.after(int(after) if after.isdigit() else 0)}


async def _upload(workspace: Workspace, request: Request) -> Json:
    fields = read_fields(await request.body(), request.headers.get("content-type", ""))
    if "file" not in fields or "user" not in fields:
        raise ActDeclined("An upload needs the fields user and file.")
    user = workspace.person(fields["user"].content.decode(errors="replace"))
    upload = fields["file"]
    if len(upload.content) > FILE_BYTES // 4:
        raise ActDeclined(f"{upload.filename} is too large for this workspace; 16 MB is the most.")
    file = new_file(workspace, upload.filename or "file", len(upload.content), user.id)
    file.content, file.complete = upload.content, True
    summary = {"id": file.id, "name": file.name, "mimetype": file.mimetype, "size": file.length}
    return {"ok": True, "file": summary | {"url": f"/files/{file.id}/{file.name}"}}


def _actor_and_conversation(workspace: Workspace, body: Json) -> tuple[str, Conversation]:
    """Who acts, and where: an id of a conversation, or of the bot for the direct message."""
    user, channel = workspace.person(str(body["user"])).id, str(body["channel"])
    if channel == workspace.team.bot_user:
        return user, workspace.state.direct(user)
    conversation = workspace.state.conversations.get(channel)
    if conversation is None or user not in conversation.members:
        raise ActDeclined(f"There is no conversation {channel!r} for this person.")
    return user, conversation


async def _message(workspace: Workspace, body: Json) -> Json:
    user, conversation = _actor_and_conversation(workspace, body)
    files = list(body.get("files") or [])
    raw_text = str(body["text"])
    if not raw_text.strip() and not files:
        raise ActDeclined("Write something, or add a file.")
    if len(raw_text) > LONGEST:
        raise ActDeclined(f"That is longer than {LONGEST:,} characters; send it in parts.")
    if any(file not in workspace.state.files for file in files):
        raise ActDeclined("That file is no longer there; upload it again.")
    root = body.get("thread_ts") or None
    if root and (root not in conversation.messages or conversation.messages[root].thread_ts):
        raise ActDeclined("That thread is not there; its first message may have been deleted.")
    for file in files:
        workspace.state.files[file].channels.append(conversation.id)
    ts = workspace.clock.ts()
    text = _as_sent(workspace, raw_text)
    conversation.read_up_to[user] = ts
    workspace.posting.post(
        PostedMessage(ts, conversation.id, user, text, thread_ts=root, files=files)
    )
    return {"ts": ts, "channel": conversation.id}


def _as_sent(workspace: Workspace, raw_text: str) -> str:
    """What was typed, escaped, with "@Name" as a mention."""
    text = escaped(raw_text)
    if "@" in text:
        names = {workspace.team.bot_name: workspace.team.bot_user}
        names |= {person.name: person.id for person in workspace.state.people.values()}
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(f"@{escaped(name)}", f"<@{names[name]}>")
    return text


def _own_message(workspace: Workspace, body: Json) -> PostedMessage:
    user, conversation = _actor_and_conversation(workspace, body)
    message = conversation.messages.get(str(body["ts"]))
    if message is None or message.user != user:
        raise ActDeclined("Only your own messages can be changed or deleted.")
    return message


async def _delete(workspace: Workspace, body: Json) -> Json:
    workspace.posting.remove(_own_message(workspace, body))
    return {}


async def _edit(workspace: Workspace, body: Json) -> Json:
    message = _own_message(workspace, body)
    if not str(body["text"]).strip():
        raise ActDeclined("Write something, or delete the message.")
    workspace.posting.change(message, text=_as_sent(workspace, str(body["text"])))
    return {}


async def _read(workspace: Workspace, body: Json) -> Json:
    user, conversation = _actor_and_conversation(workspace, body)
    conversation.read_up_to[user] = next(reversed(conversation.messages), "")
    workspace.watching.notify({user})
    return {}


async def _command(workspace: Workspace, body: Json) -> Json:
    user, conversation = _actor_and_conversation(workspace, body)
    text = str(body.get("text", ""))
    await interactions.command(workspace, user, conversation.id, str(body["command"]), text)
    return {}


async def _shortcut(workspace: Workspace, body: Json) -> Json:
    user, conversation = _actor_and_conversation(workspace, body)
    ts = str(body["message_ts"])
    await interactions.shortcut(workspace, user, str(body["callback_id"]), conversation.id, ts)
    return {}


def _objects(body: Json, *names: str) -> list[Json]:
    for name in names:
        if not isinstance(body[name], dict):
            raise ActDeclined(f"The field {name!r} must be an object.")
    return [body[name] for name in names]


async def _action(workspace: Workspace, body: Json) -> Json:
    container, action = _objects(body, "container", "action")
    state: Any = body.get("state")
    await interactions.action(workspace, str(body["user"]), container, action, state)
    return {}


async def _suggest(workspace: Workspace, body: Json) -> Json:
    (container,) = _objects(body, "container")
    element = {"block_id": body["block_id"], "action_id": body["action_id"]}
    value = str(body.get("value", ""))
    user = str(body["user"])
    return {"options": await interactions.suggest(workspace, user, container, element, value)}


async def _submit(workspace: Workspace, body: Json) -> Json:
    (values,) = _objects(body, "values")
    user, view = str(body["user"]), str(body["view_id"])
    errors = await interactions.submit(workspace, user, view, values)
    return {"errors": errors} if errors else {}


async def _close(workspace: Workspace, body: Json) -> Json:
    await interactions.close(workspace, str(body["user"]), str(body["view_id"]))
    return {}


async def _open_tab(workspace: Workspace, body: Json) -> Json:
    interactions.open_tab(workspace, str(body["user"]), str(body["tab"]))
    return {}


async def _redeliver(workspace: Workspace, body: Json) -> Json:
    exchange = workspace.traffic.find(int(body["id"])) if str(body["id"]).isdigit() else None
    if exchange is None or exchange.delivery is None:
        raise ActDeclined("Only a payload that went to Saathi can be sent again.")
    workspace.deliveries.send_again(exchange)
    return {}


ACTS: dict[str, Act] = {
    "message": _message,
    "command": _command,
    "shortcut": _shortcut,
    "action": _action,
    "suggest": _suggest,
    "submit": _submit,
    "close": _close,
    "open-tab": _open_tab,
    "delete": _delete,
    "edit": _edit,
    "read": _read,
    "redeliver": _redeliver,
}
