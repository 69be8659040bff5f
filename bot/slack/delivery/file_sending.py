"""Sending files into a conversation, once.

Files carry no metadata. So their bytes are uploaded first, where nobody sees them; their ids are
noted with the delivery; then one call shows them all. After a crash, or where the answer to that
call was lost, Slack is asked for the noted ids: it knows a file only when the call was carried out.
"""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.settings.slack_addresses import is_slacks
from bot.slack.client import opener_to
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.posting import Posting
from bot.slack.delivery.reply_search import ReplyPlace, ReplySearch
from bot.slack.errors import LACKS, code, is_unsure

LOG = logging.getLogger("saathi.replies")
SECONDS = 60  # for the bytes of one file
UPLOADED = "uploaded"  # in the delivery's row: the files' ids
GONE = frozenset({"file_not_found", "invalid_arguments", "files_not_found"})


@dataclass(frozen=True)
class OutgoingFile:
    """A file to be sent. Whoever sees the file sees its name."""

    name: str
    content: bytes


class FilesRefused(Exception):
    """Slack does not take files here; its error is the text."""


class FileSending:
    """Sends files. Threads may share one."""

    def __init__(
        self, inbox: Inbox, *, posting: Posting, reading: WebClient, search: ReplySearch
    ) -> None:
        self._inbox = inbox
        self._posting = posting
        self._reading = reading
        self._search = search

    def send(
        self, delivery: Delivery, place: ReplyPlace, files: Callable[[], Sequence[OutgoingFile]]
    ) -> None:
        """Shows the files in `place`, unless they are there already; they are made only then.

        Raises FilesRefused, or SlackApiError and OSError where they may or may not be shown.
        """
        ids = [str(file_id) for file_id in delivery.extra.get(UPLOADED) or ()]
        try:
            if ids and (
                self._are_shown(delivery, place, ids) or self._show_again(delivery, place, ids)
            ):
                return
            self._show(delivery, place, self._upload(delivery, files()))
        except SlackApiError as error:
            if is_unsure(error):
                raise
            LOG.warning("files of reply %s refused: %s", delivery.id, code(error))
            raise FilesRefused(code(error)) from error

    def _are_shown(self, delivery: Delivery, place: ReplyPlace, ids: Sequence[str]) -> bool:
        """True where the call that shows the files was carried out."""
        try:
            self._reading.files_info(file=ids[0])
        except SlackApiError as error:
            if is_unsure(error):
                raise
            # Without the right to ask, the conversation is looked through.
            return code(error) in LACKS and self._search.holds_file(delivery, place, ids[0])
        return True

    def _show_again(self, delivery: Delivery, place: ReplyPlace, ids: Sequence[str]) -> bool:
        """False where Slack does not keep the bytes any more."""
        try:
            self._show(delivery, place, ids)
        except SlackApiError as error:
            if code(error) in GONE:
                return False
            raise
        return True

    def _upload(self, delivery: Delivery, files: Sequence[OutgoingFile]) -> list[str]:
        """The files' ids; their bytes are uploaded, and nobody sees them yet."""
        ids = [self._upload_file(file) for file in files]
        self._inbox.note(delivery, UPLOADED, ids)
        return ids

    def _upload_file(self, file: OutgoingFile) -> str:
        upload = self._reading.files_getUploadURLExternal(
            filename=file.name, length=len(file.content)
        )
        address = str(upload["upload_url"])
        if not is_slacks(address, self._reading.base_url):
            LOG.error("Slack named an upload address that is not its own; nothing was sent there")
            raise FilesRefused("upload_url")
        request = urllib.request.Request(address, file.content, method="POST")  # noqa: S310
        with opener_to(address).open(request, timeout=SECONDS):
            return str(upload["file_id"])

    def _show(self, delivery: Delivery, place: ReplyPlace, ids: Sequence[str]) -> None:
        self._posting.call(
            delivery,
            self._posting.client.files_completeUploadExternal,
            files=[{"id": file_id} for file_id in ids],
            channel_id=place.channel,
            thread_ts=place.thread_ts or None,
        )
