"""Deliveries about a policy's file → its report, or what is in force now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import FileNotRead, fetch
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.errors import LACKS, code
from bot.slack.policies import view
from bot.slack.policies.spot import PolicyRef
from bot.slack.roles import Permissions
from knowledge import Added, ForceChange, ForceDifference, PolicyDesk, Status

if TYPE_CHECKING:
    from drafting.partnership import PolicyEffects
    from knowledge.approval import Proposal

LOG = logging.getLogger("saathi.policies")
Effects = Callable[[Iterable[ForceChange]], "PolicyEffects"]
PdfOf = Callable[[bytes], bytes | None]


class PolicyReplies:
    """What a person gets for a delivery about a policy. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        policies: PolicyDesk,
        client: WebClient,
        effects: Effects,
        pdf_of: PdfOf,
    ) -> None:
        """`effects` says what a change of the policies touches; `pdf_of` makes PDFs of .docx."""
        self._settings = settings
        self._permissions = permissions
        self._policies = policies
        self._client = client
        self._effects = effects
        self._pdf_of = pdf_of

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        handler = Handler.whole(self.content)
        return {DeliveryKind.POLICY: handler, DeliveryKind.POLICY_IN_FORCE: handler}

    def content(self, delivery: Delivery) -> ReplyContent:
        """What the delivery is answered with. Raises KnowledgeError, EdgeError."""
        if not self._permissions.of(delivery.user).keeps_policies:
            return _notice("declined", view.who_may(self._settings))
        spot = PolicyRef(**delivery.extra["policy"])
        try:
            if delivery.kind is DeliveryKind.POLICY:
                return self._report(spot)
            return self._in_force(delivery, spot)
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            return _notice("error", notices.notice("file-only"))
        except FileNotRead as error:
            return _notice("error", notices.error(str(error)))

    def offered(self, delivery: Delivery, name: str) -> ReplyContent:
        """What somebody gets for a file that may be a policy: the question which, or who may."""
        if not self._permissions.of(delivery.user).keeps_policies:
            return _notice("declined", view.not_a_policy_keeper(name, self._settings))
        return _notice("offered", view.offer(name, PolicyRef(file=str(delivery.extra["file"]))))

    def _report(self, spot: PolicyRef) -> ReplyContent:
        from knowledge.approval import approval_report  # noqa: PLC0415  (for a report alone)

        source = fetch(self._client, spot.file)
        proposal = self._policies.propose(source, spot.document, spot.edition, Status(spot.status))
        looked_at = spot._replace(digest=proposal.digest, replaces=_replaced(proposal))

        def files() -> tuple[OutgoingFile, ...]:
            page = approval_report(proposal, self._pdf_of)
            return (OutgoingFile(f"{spot.document}-{spot.edition}.html", page.encode()),)

        message = _unstreamed(view.report(proposal, looked_at, with_page=True))
        without = _unstreamed(view.report(proposal, looked_at, with_page=False))
        return ReplyContent("reported", message, files=files, without_files=without)

    def _in_force(self, delivery: Delivery, spot: PolicyRef) -> ReplyContent:
        added = self._policies.added_with(delivery.id)
        if added is None:
            source = fetch(self._client, spot.file)
            proposal = self._policies.propose(
                source, spot.document, spot.edition, Status(spot.status)
            )
            if proposal.digest != spot.digest:
                return _notice("error", notices.notice("policy-other-file", file=source[0]))
            if _replaced(proposal) != spot.replaces:  # another edition came meanwhile
                return self._report(spot)
            added = self._policies.add(proposal.document, source, by=delivery.user, key=delivery.id)
        may = self._permissions.of(delivery.user)
        message = view.in_force(
            added,
            self._effects_of(added),
            self._differences(added),
            names_partners=may.sees_partners,
        )
        return _notice("in-force", message)

    def _differences(self, added: Added) -> list[ForceDifference]:
        """Where it and another policy differ; none where that fails, for it is in force."""
        try:
            return self._policies.differences(added.record.document.id)
        except Exception:
            LOG.exception("where policies differ could not be listed")
            return []

    def _effects_of(self, added: Added) -> PolicyEffects | None:
        """What it touches; None where that fails, for it is in force all the same."""
        try:
            return self._effects(added.force)
        except Exception:
            LOG.exception("what a policy touches could not be listed")
            return None


def _replaced(proposal: Proposal) -> str:
    """The edition that goes out of force; '' where none does."""
    return proposal.replaces.edition if proposal.replaces else ""


def _notice(outcome: str, message: Message) -> ReplyContent:
    return ReplyContent(outcome, _unstreamed(message))


def _unstreamed(message: Message) -> Message:
    """The message, to be posted whole and not streamed."""
    return message.whole()
