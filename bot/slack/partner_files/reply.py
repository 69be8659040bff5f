"""Deliveries about partners’ files → what the person gets by direct message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from slack_sdk import WebClient

from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.blocks.message import Message
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import fetch
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.partner_files import view
from bot.slack.partner_files.planning import plan_of
from bot.slack.partner_files.spot import ImportRef
from bot.slack.partner_files.to_mend import to_mend
from bot.slack.roles import Permissions, Rights, refusal
from drafting.agreements import AgreementReview, Audience, asked_for, open_points, reviewed
from drafting.documents import DocumentKind
from drafting.partners import DraftingError, ImportPlan, carry_out_import
from drafting.partners.reading import ImportChoices
from drafting.partners.writing import open_workbook, template
from drafting.partnership import Access, held_fields

if TYPE_CHECKING:
    from bot.services import Services

MOST_REVIEWED = 30  # agreements
SHEETS = ".xlsx"


class PartnerFileReplies:
    """What a person gets for a delivery about a file of partners. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        services: Callable[[], Services],
        client: WebClient,
        tell_second_persons: Callable[[], None],
    ) -> None:
        """`services` gives the desks, each opened when it is first needed.

        `tell_second_persons` has the others of Finance told of accounts that wait for them.
        """
        self._settings = settings
        self._permissions = permissions
        self._services = services
        self._client = client
        self._tell_second_persons = tell_second_persons

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        handler = Handler.whole(self.content)
        return {DeliveryKind.PARTNER_IMPORT: handler, DeliveryKind.PARTNER_FILE: handler}

    def content(self, delivery: Delivery) -> ReplyContent:
        """What the delivery is answered with. Raises DraftingError, EdgeError."""
        may = self._permissions.of(delivery.user)
        if delivery.kind is DeliveryKind.PARTNER_IMPORT:
            return self._import(delivery, may) if may.edits else self._declined("edit")
        if delivery.extra.get("partner"):
            return self._open(delivery, may) if may.drafts else self._declined("draft")
        return self._template(delivery) if may.edits else self._declined("edit")

    def returned(self, delivery: Delivery, name: str, content: bytes) -> ReplyContent:
        """What a file of partners would change, with a button that saves it.

        Raises NotOurs where it is none, and BadRecord where it cannot be read as one.
        """
        may = self._permissions.of(delivery.user)
        services = self._services()
        plan = plan_of(name, content, services.partners, may)
        if not may.edits:
            return self._declined("edit")
        return to_mend(plan, content) if plan.can_be_marked else self._plan(delivery, plan, may)

    def _plan(
        self, delivery: Delivery, plan: ImportPlan, may: Rights, opening: str = ""
    ) -> ReplyContent:
        at = ImportRef(str(delivery.extra["file"]), plan.digest)
        message = view.plan_message(plan, at, may.sees_restricted, opening)
        return ReplyContent("read", message.whole())

    def _import(self, delivery: Delivery, may: Rights) -> ReplyContent:
        """Saves what was shown; where something changed since, shows it anew and saves nothing."""
        partners = self._services().partners
        name, content = fetch(self._client, str(delivery.extra["file"]))
        plan = plan_of(name, content, partners, may)
        if plan.digest != str(delivery.extra["digest"]):
            if plan.planned or plan.undecided:
                return self._plan(delivery, plan, may, "partners-plan-anew")
            return self._saved(plan, 0, may)
        plan = plan_of(name, content, partners, may, _choices(delivery))
        if plan.can_be_marked:
            return to_mend(plan, content)
        if plan.problems or plan.same_names:
            return self._plan(delivery, plan, may)
        records = carry_out_import(plan, partners, by=delivery.user)
        return self._saved(plan, len(records), may)

    def _saved(self, plan: ImportPlan, count: int, may: Rights) -> ReplyContent:
        self._tell_second_persons()
        reviews = list(self._reviews(plan, may))
        return ReplyContent("imported", view.saved_message(count, reviews).whole())

    def _reviews(self, plan: ImportPlan, may: Rights) -> Iterator[AgreementReview]:
        services = self._services()
        for name in plan.agreements[:MOST_REVIEWED]:
            try:
                record = services.partners.read(name.partner)
                yield from reviewed(
                    services.drafting,
                    record,
                    [name.agreement],
                    may_see_restricted=may.sees_restricted,
                )
            except DraftingError:  # what was saved is saved; `saathi doctor` tells what is wrong
                continue

    def _open(self, delivery: Delivery, may: Rights) -> ReplyContent:
        """What is still open of an agreement, as a workbook and in words."""
        services, extra = self._services(), delivery.extra
        record = services.partners.read(str(extra["partner"]))
        document = str(extra.get("document") or "")
        (outcome,) = reviewed(
            services.drafting,
            record,
            [str(extra["agreement"])],
            kind=DocumentKind(document) if document else None,
            may_see_restricted=may.sees_restricted,
        )
        is_theirs = extra.get("audience") == Audience.PARTNER.value
        audience = Audience.PARTNER if is_theirs else Audience.ALL
        points = open_points(outcome, record, audience)
        if outcome.review is None or not points.points:
            return ReplyContent("workbook", view.nothing_open_message(outcome).whole())
        theirs = "for_partner_" if is_theirs else ""
        name = f"open_{theirs}{record.partner.id}_{outcome.agreement}{SHEETS}"
        if may.sees_restricted:
            services.access.note(
                delivery.user,
                Access.EXPORT,
                record.partner.id,
                held_fields(record.partner),
                about=name,
                key=delivery.id,
            )

        def files() -> tuple[OutgoingFile, ...]:
            return (OutgoingFile(name, open_workbook(points, may.sees_restricted)),)

        return self._with_files("workbook", view.open_message(outcome), files)

    def _template(self, delivery: Delivery) -> ReplyContent:
        """The blank workbook, for a document or for all that a file holds."""
        document = str(delivery.extra.get("document") or "")
        kind = DocumentKind(document) if document else None
        asked = asked_for(self._services().templates, kind) if kind else None
        name = f"partners_{kind}{SHEETS}" if kind else f"partners{SHEETS}"

        def files() -> tuple[OutgoingFile, ...]:
            return (OutgoingFile(name, template(asked)),)

        return self._with_files("workbook", notices.notice("partners-template"), files)

    def _with_files(
        self, outcome: str, message: Message, files: Callable[[], tuple[OutgoingFile, ...]]
    ) -> ReplyContent:
        missing = notices.notice("workbook-not-sent").whole()
        return ReplyContent(outcome, message.whole(), files=files, without_files=missing)

    def _declined(self, deed: str) -> ReplyContent:
        return ReplyContent("declined", notices.error(refusal(self._settings, deed)).whole())


def _choices(delivery: Delivery) -> ImportChoices:
    """What was decided about the file in the window."""
    extra = delivery.extra
    return ImportChoices(
        taken=[str(field) for field in extra.get("taken") or ()],
        same_as={str(new): str(other) for new, other in (extra.get("same_as") or {}).items()},
        apart=[str(partner) for partner in extra.get("apart") or ()],
    )
