"""A file that came by direct message: an edited agreement, a filled-in checklist, or a policy.

Which of the first two it is, its content says; what is neither may be a policy.
"""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.checklists.reply import DueDiligenceReplies
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import DOCX, MARKDOWN, PDF, FileNotRead, fetch
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.drafts.reply import DraftReplies
from bot.slack.errors import LACKS, code
from bot.slack.policies.reply import PolicyReplies
from drafting.partners import NotOurs, UnreadableDraft


class ReturnedFiles:
    """What a person gets for a file that came back. Threads may share one."""

    def __init__(
        self,
        *,
        client: WebClient,
        drafts: DraftReplies,
        checklists: DueDiligenceReplies,
        policies: PolicyReplies,
    ) -> None:
        self._client = client
        self._policies = policies
        self._drafts = drafts
        self._checklists = checklists

    def handlers(self) -> Handlers:
        """How its kind is answered."""
        return {DeliveryKind.COMPARE: Handler.whole(self.content)}

    def content(self, delivery: Delivery) -> ReplyContent:
        """What the delivery is answered with. Raises DraftingError, EdgeError."""
        try:
            name, file = fetch(self._client, str(delivery.extra["file"]))
            return self._content_of(delivery, name, file)
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            return _notice(notices.notice("file-only"))
        except (FileNotRead, UnreadableDraft) as error:
            return _notice(notices.error(str(error)))

    def _content_of(self, delivery: Delivery, name: str, file: bytes) -> ReplyContent:
        if name.lower().endswith((PDF, MARKDOWN)):
            return self._policies.offered(delivery, name)
        try:
            return self._checklists.returned(delivery, name, file)
        except NotOurs:
            if not name.lower().endswith(DOCX):
                raise
        try:
            return self._drafts.compared(name, file, user=delivery.user)
        except NotOurs:
            return self._policies.offered(delivery, name)


def _notice(message: Message) -> ReplyContent:
    return ReplyContent("file", message.whole())
