"""Fetching a file that a person sent, with the bot's token."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

from slack_sdk import WebClient

import prompts
from bot.errors import EdgeError

MOST_BYTES = 20_000_000  # of a file that came back, or of evidence
SECONDS = 30
DOCX, XLSX = ".docx", ".xlsx"


class FileNotRead(EdgeError):
    """The file cannot be fetched; the message says the cure."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes nowhere but where Slack says that the file is."""

    def redirect_request(self, *_given: Any, **_more: Any) -> None:
        return None


def fetch(client: WebClient, file: str) -> tuple[str, bytes]:
    """Name and bytes of a file.

    Raises FileNotRead; SlackApiError and OSError where Slack does not answer.
    """
    about = client.files_info(file=file)["file"]
    name = str(about.get("name") or "the file")
    if int(about.get("size") or 0) > MOST_BYTES:
        raise FileNotRead(prompts.fill("replies/file-too-large", name=name))
    request = urllib.request.Request(  # noqa: S310  (Slack gives the address)
        str(about["url_private_download"]), headers={"Authorization": f"Bearer {client.token}"}
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise FileNotRead(prompts.fill("replies/file-not-read", name=name)) from error
    return name, content
