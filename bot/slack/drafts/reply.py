"""Deliveries that ask for a draft or a clean copy, and edited agreements → what the person gets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.drafts import reply_view as draft_reply
from bot.slack.roles import Permissions, Rights, refusal
from drafting.agreements import AgreementRequest, Draft
from drafting.agreements.lives import NothingNew
from drafting.documents import DocumentKind
from drafting.partners import DraftingError

if TYPE_CHECKING:
    from drafting.agreements import DraftingDesk
    from drafting.partnership import AccessRecord

LOG = logging.getLogger("saathi.responder")


class DraftReplies:
    """What a person gets for a delivery about a draft. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        drafting: Callable[[], DraftingDesk],
        access: Callable[[], AccessRecord],
    ) -> None:
        """`drafting` gives the desk, which is opened when it is first needed; so does `access`."""
        self._settings = settings
        self._permissions = permissions
        self._drafting = drafting
        self._access = access

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        handler = Handler.whole(self.content)
        return {
            DeliveryKind.DRAFT: handler,
            DeliveryKind.COPY: handler,
        }

    def content(self, delivery: Delivery) -> ReplyContent:
        """What the delivery is answered with. Raises DraftingError, EdgeError."""
        may = self._permissions.of(delivery.user)
        if not may.drafts:
            return _notice("declined", notices.error(refusal(self._settings, "draft")))
        return (
            self._draft(delivery, may)
            if delivery.kind is DeliveryKind.DRAFT
            else self._copy(delivery, may)
        )

    def _draft(self, delivery: Delivery, may: Rights) -> ReplyContent:
        extra = delivery.extra
        request = AgreementRequest(
            partner=str(extra["partner"]),
            kind=DocumentKind(str(extra["document"])),
            agreement=str(extra["agreement"]),
            requested_by=delivery.user,
            key=delivery.id,
            may_see_restricted=may.sees_restricted,
        )
        try:
            draft = self._drafting().draft(request)
        except NothingNew as same:
            return _notice("same", notices.error(str(same)))
        self._note(delivery, draft)
        is_new = draft.request.key == delivery.id
        return self._reply("drafted" if is_new else "same", draft, may, "working")

    def _copy(self, delivery: Delivery, may: Rights) -> ReplyContent:
        """A draft's files once more: the clean copy, or those that did not go out."""
        draft_id = str(delivery.extra["draft"])
        draft = self._drafting().get(draft_id, may_see_restricted_fields=may.sees_restricted)
        copy = "clean" if delivery.extra.get("copy") == "clean" else "working"
        self._note(delivery, draft)
        return self._reply("copied", draft, may, copy)

    def _note(self, delivery: Delivery, draft: Draft) -> None:
        """Puts on record, once for a delivery, who gets a draft that holds restricted values."""
        self._access().note_draft(delivery.user, self._drafting(), draft, key=delivery.id)

    def _reply(self, outcome: str, draft: Draft, may: Rights, copy: str) -> ReplyContent:
        clean = copy == "clean"
        standing = self._drafting().standing(draft.id).named(self._permissions.name_of)
        lead = draft_reply.standing_blocks(draft, standing, is_same=outcome == "same")
        if clean:
            why_not = self._drafting().no_longer_ready(draft)
            message = draft_reply.copy_message(draft, why_not, lead)
        else:
            message = draft_reply.draft_message(draft, lead)
        missing = draft_reply.copy_missing(draft) if clean else draft_reply.files_missing(draft)

        def files() -> tuple[OutgoingFile, ...]:
            own = [OutgoingFile(draft.file_name("working"), draft.working)]
            if clean:
                own = [OutgoingFile(draft.file_name("clean"), draft.clean)]
            review = [OutgoingFile(draft.file_name("review"), draft.review_file)]
            return (*own, *self._pdf(draft, may), *(review if draft.review_file else []))

        return ReplyContent(
            outcome, _unstreamed(message), files=files, without_files=_unstreamed(missing)
        )

    def _pdf(self, draft: Draft, may: Rights) -> tuple[OutgoingFile, ...]:
        """The PDF, where it can be made here; the draft goes out without it otherwise."""
        try:
            pdf = self._drafting().pdf(draft.id, may_see_restricted_fields=may.sees_restricted)
        except DraftingError as error:
            LOG.warning("no PDF of %s: %s", draft.id, error)
            return ()
        return (OutgoingFile(draft.file_name("pdf"), pdf),) if pdf else ()

    def bears_reference(self, name: str, pdf: bytes) -> bool:
        """True for a PDF of an agreement that Saathi drafted."""
        return self._drafting().bears_reference(pdf, name)

    def compared(self, delivery: Delivery, name: str, content: bytes) -> ReplyContent:
        """What somebody changed in an agreement, for its sender if they may see partners' files.

        Restricted values are shown to those who may see them, and that is put on record first.

        Raises UnreadableDraft where it is none.
        """
        may = self._permissions.of(delivery.user)
        if not may.sees_partners:
            deed = "view" if may.is_known else "know"
            return _notice("declined", notices.error(refusal(self._settings, deed)))
        desk = self._drafting()
        comparison = desk.compare(content, name, may_see_restricted_fields=may.sees_restricted)
        draft = desk.info(comparison.draft)
        self._access().note_comparison(delivery.user, desk, comparison, draft, key=delivery.id)
        standing = desk.standing(draft.id).named(self._permissions.name_of)
        lead = draft_reply.standing_blocks(draft, standing)
        message = draft_reply.comparison_message(comparison.beside(standing.sentence), draft, lead)
        return ReplyContent("compared", _unstreamed(message))


def _notice(outcome: str, message: Message) -> ReplyContent:
    return ReplyContent(outcome, _unstreamed(message))


def _unstreamed(message: Message) -> Message:
    """The message, to be posted whole and not streamed."""
    return message.whole()
