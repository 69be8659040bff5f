"""Fetching a file that a person sent, with the bot's token."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import prompts
from bot.errors import EdgeError
from bot.settings.slack_addresses import is_slacks
from bot.slack.client import opener_to
from bot.slack.errors import code

MOST_BYTES = 20_000_000  # of a file that came back, or of evidence
SECONDS = 30
SERVERS_FAULT, TOO_MANY = 500, 429  # HTTP statuses
GONE = frozenset({"file_not_found", "file_deleted", "files_not_found", "not_visible"})
GONE_MODES = frozenset({"tombstone", "hidden_by_limit"})  # of a file that nobody can fetch any more
DOCX, XLSX, PDF, MARKDOWN = ".docx", ".xlsx", ".pdf", ".md"
OTHER_WORD_PROCESSORS = (".odt", ".doc", ".rtf")
CONVERTED = (*OTHER_WORD_PROCESSORS, ".ods", ".xls")  # of other programs
CSV, YAML = ".csv", (".yaml", ".yml")


class FileNotRead(EdgeError):
    """The file cannot be fetched; the message says the cure."""


class FileGone(FileNotRead):
    """The file was deleted meanwhile, or cannot be seen here."""


def fetch(client: WebClient, file: str) -> tuple[str, bytes]:
    """Name and bytes of a file.

    Raises FileNotRead; SlackApiError and OSError where Slack does not answer.
    """
    about = _about(client, file)
    name = str(about.get("name") or "the file")
    if int(about.get("size") or 0) > MOST_BYTES:
        raise FileNotRead(prompts.fill("replies/file-too-large", name=name))
    address = str(about.get("url_private_download") or "")
    if not is_slacks(address, client.base_url):  # of a linked file it is another service's
        raise FileNotRead(prompts.fill("replies/file-elsewhere", name=name))
    request = urllib.request.Request(  # noqa: S310  (looked at just now)
        address, headers={"Authorization": f"Bearer {client.token}"}
    )
    try:
        with opener_to(address).open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        if error.code >= SERVERS_FAULT or error.code == TOO_MANY:
            raise  # it passes
        raise FileNotRead(prompts.fill("replies/file-not-read", name=name)) from error
    return name, content


def _about(client: WebClient, file: str) -> dict[str, Any]:
    """What Slack knows of the file. Raises FileGone, SlackApiError."""
    try:
        about: dict[str, Any] = client.files_info(file=file)["file"]
    except SlackApiError as error:
        if code(error) not in GONE:
            raise
        raise FileGone(prompts.fill("replies/file-gone")) from error
    if about.get("mode") in GONE_MODES:
        raise FileGone(prompts.fill("replies/file-gone"))
    return about
