"""A file that was sent: an edited agreement, a checklist, a sheet, partners, a policy, or another.

Which of the first four it is, its content says, whatever was written with it. What is neither may
be a policy, or was sent beside a question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import is_passing
from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.checklists.reply import DueDiligenceReplies
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import (
    CONVERTED,
    CSV,
    DOCX,
    MARKDOWN,
    OTHER_WORD_PROCESSORS,
    PDF,
    XLSX,
    YAML,
    FileNotRead,
    fetch,
)
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.drafts.reply import DraftReplies
from bot.slack.errors import LACKS, code
from bot.slack.partner_files.reply import PartnerFileReplies
from bot.slack.policies.reply import PolicyReplies
from bot.slack.register.reply import RegisterReplies
from drafting.documents import as_office_file
from drafting.partners import DraftingError, NotOurs

NO_POLICY = (XLSX, CSV, *YAML, *CONVERTED)  # what no policy is


class ReturnedFiles:
    """What a person gets for a file that came back. Threads may share one."""

    def __init__(  # noqa: PLR0913  (the conversations that read files)
        self,
        *,
        client: WebClient,
        drafts: DraftReplies,
        checklists: DueDiligenceReplies,
        partner_files: PartnerFileReplies,
        register: RegisterReplies,
        policies: PolicyReplies,
        beside_a_file: Callable[[Delivery], ReplyContent | None],
    ) -> None:
        """`beside_a_file` answers what was asked with a file that is nothing of ours."""
        self._client = client
        self._policies = policies
        self._drafts = drafts
        self._checklists = checklists
        self._partner_files = partner_files
        self._register = register
        self._beside_a_file = beside_a_file

    def handlers(self) -> Handlers:
        """How its kind is answered."""
        return {DeliveryKind.COMPARE: Handler.whole(self.content)}

    def content(self, delivery: Delivery) -> ReplyContent:
        """What the delivery is answered with, to its sender alone where the file is looked into.

        Raises DraftingError, EdgeError.
        """
        try:
            name, file = fetch(self._client, str(delivery.extra["file"]))
            return self._content_of(delivery, name, file)
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            return self._unread(delivery, notices.notice("file-only"))
        except (FileNotRead, DraftingError) as error:
            if is_passing(error):
                raise
            return self._unread(delivery, notices.error(str(error)))

    def _unread(self, delivery: Delivery, notice: Message) -> ReplyContent:
        """The answer to what was asked besides; else why the file was not looked into."""
        return self._beside_a_file(delivery) or replace(_notice(notice), privately=True)

    def _content_of(self, delivery: Delivery, name: str, file: bytes) -> ReplyContent:
        try:
            ours = self._ours(delivery, name, file)
        except NotOurs:
            if name.lower().endswith(NO_POLICY):
                raise
            ours = None
        if ours is not None:
            return replace(ours, privately=True)
        answer = self._beside_a_file(delivery)
        return answer or replace(self._policies.offered(delivery, name), privately=True)

    def _ours(self, delivery: Delivery, name: str, file: bytes) -> ReplyContent | None:
        """What a file of ours is answered with, whatever was said with it.

        None for the kinds of file that none of ours are. Raises UnreadableDraft.
        """
        if name.lower().endswith(MARKDOWN):
            return None
        if name.lower().endswith((CSV, *YAML)):
            return self._partner_files.returned(delivery, name, file)
        if name.lower().endswith(PDF):
            return self._of_a_pdf(delivery, name, file)
        if name.lower().endswith(OTHER_WORD_PROCESSORS):
            file = as_office_file(file, name, "docx")  # once, whatever it is of
        try:
            return self._checklists.returned(delivery, name, file)
        except NotOurs as error:
            return self._of_no_checklist(delivery, name, file, error)

    def _of_no_checklist(
        self, delivery: Delivery, name: str, file: bytes, error: NotOurs
    ) -> ReplyContent:
        """What a workbook or a Word file is answered with that is no checklist."""
        ending = name.lower()
        sheet = self._of_a_sheet(delivery, name, file)
        if sheet is not None:
            return sheet
        if ending.endswith(XLSX):
            return self._of_partners(delivery, name, file, error)
        if not ending.endswith((DOCX, *OTHER_WORD_PROCESSORS)):
            raise error
        return self._drafts.compared(delivery, name, file)

    def _of_a_sheet(self, delivery: Delivery, name: str, file: bytes) -> ReplyContent | None:
        """What an accountability sheet is answered with; None for another file."""
        try:
            return self._register.returned(delivery, name, file)
        except NotOurs:
            return None

    def _of_a_pdf(self, delivery: Delivery, name: str, file: bytes) -> ReplyContent | None:
        """What a signed agreement is answered with; None for a PDF that may be a policy.

        Raises UnreadableDraft.
        """
        if not self._drafts.bears_reference(name, file):
            return None
        return self._drafts.compared(delivery, name, file)

    def _of_partners(
        self, delivery: Delivery, name: str, file: bytes, no_checklist: NotOurs
    ) -> ReplyContent:
        """What a workbook of partners is answered with; of another, that it is no checklist."""
        try:
            return self._partner_files.returned(delivery, name, file)
        except NotOurs:
            raise no_checklist from None


def _notice(message: Message) -> ReplyContent:
    return ReplyContent("file", message.whole())
