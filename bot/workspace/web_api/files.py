"""files.getUploadURLExternal, files.completeUploadExternal and files.info."""

from __future__ import annotations

import mimetypes
from typing import Any

from bot.workspace import shapes
from bot.workspace.clock import new_id
from bot.workspace.refusals import CallRefused
from bot.workspace.state import FILE_BYTES, File, Json, PostedMessage
from bot.workspace.web_api.arguments import Arguments, find_joined
from bot.workspace.web_api.chat import thread_ts
from bot.workspace.workspace import Workspace


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    """An address that takes the bytes of a file."""
    arguments.need("filename", "length")
    length = arguments.number("length", 0, FILE_BYTES)
    file = new_file(workspace, arguments.text("filename"), length, workspace.team.bot_user)
    return {"upload_url": f"{workspace.url}/upload/{file.id}", "file_id": file.id}


def new_file(workspace: Workspace, name: str, length: int, user: str) -> File:
    """A file whose bytes are still to come."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    now = int(workspace.clock.now())
    file = File(new_id("F"), name.replace("/", "_"), name, kind, length, user, now)
    workspace.state.add_file(file)
    return file


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """Finishes uploads and, where a channel is given, posts the files there."""
    files = [_uploaded_file(workspace, upload) for upload in _uploads(arguments)]
    if arguments.has("channel_id") or arguments.has("channels"):
        _share(workspace, arguments, files)
    for file in files:
        file.complete = True
    return {"files": [shapes.file(file, workspace.url) for file in files]}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """What a file is."""
    file = workspace.state.files.get(arguments.text("file"))
    if file is None or not file.complete:
        raise CallRefused("file_not_found")
    return {"file": shapes.file(file, workspace.url), "comments": [], "content": None}


def _uploads(arguments: Arguments) -> list[Any]:
    uploads = arguments.structure("files")
    if not isinstance(uploads, list) or not uploads:
        raise CallRefused("invalid_arguments")
    return uploads


def _uploaded_file(workspace: Workspace, upload: Any) -> File:
    file = workspace.state.files.get(upload.get("id", "")) if isinstance(upload, dict) else None
    if file is None or file.content is None:
        raise CallRefused("file_not_found")
    file.title = upload.get("title") or file.name
    return file


def _share(workspace: Workspace, arguments: Arguments, files: list[File]) -> None:
    name = "channel_id" if arguments.has("channel_id") else "channels"
    if arguments.text(name) not in workspace.state.conversations:
        raise CallRefused("channel_not_found")
    conversation = find_joined(workspace, arguments, name)
    root = thread_ts(conversation, arguments)
    for file in files:
        file.channels.append(conversation.id)
    workspace.posting.post(
        PostedMessage(
            workspace.clock.ts(),
            conversation.id,
            workspace.team.bot_user,
            arguments.text("initial_comment"),
            thread_ts=root,
            from_bot=True,
            files=[file.id for file in files],
        )
    )
