"""Deliveries on agreements' lives: a signature with its file, a signing pack, a signed file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
from bot.slack.roles import Permissions, Rights, refusal
from drafting.agreements.lives import Actor, Signature, SignatureInput, Step, lacks, signed_file
from drafting.documents import DocumentKind
from drafting.partnership import Access, held_fields

if TYPE_CHECKING:
    from bot.services import Services


class LifeReplies:
    """What a person gets for a delivery about an agreement's life. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        services: Callable[[], Services],
        client: WebClient,
    ) -> None:
        """`services` gives the desks, which are opened when they are first needed."""
        self._settings = settings
        self._permissions = permissions
        self._services = services
        self._client = client

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        return {
            DeliveryKind.SIGNATURE: Handler.whole(self._signature),
            DeliveryKind.SIGNING_PACK: Handler.whole(self._pack),
            DeliveryKind.SIGNED_FILE: Handler.whole(self._signed_file),
        }

    def _signature(self, delivery: Delivery) -> ReplyContent:
        """Fetches the file and puts the signature on record. Raises DraftingError, EdgeError."""
        rights = self._permissions.of(delivery.user)
        if not (rights.settles or rights.coordinates):
            return self._declined("enter-signatures")
        try:
            name, content = fetch(self._client, str(delivery.extra["file"]))
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            return _notice("error", notices.notice("life-file-not-kept"))
        except FileNotRead as error:
            return _notice("error", notices.error(str(error)))
        step = self._entered(
            delivery,
            SignatureInput(
                _signature_of(delivery), signed_file(name, content), str(delivery.extra["reason"])
            ),
        )
        life = self._services().lives.life(step.partner, step.agreement)
        message = notices.notice("life-signed", file=step.facts.file, state=life.sentence)
        missing = self._missing(step)
        more = notices.error(" ".join(missing)).blocks if missing and not step.draft else []
        return _notice("signed", Message(message.text, [*message.blocks, *more]))

    def _entered(self, delivery: Delivery, given: SignatureInput) -> Step:
        desk, extra = self._services().lives, delivery.extra
        actor = Actor(delivery.user, self._permissions.name_of(delivery.user))
        if extra["draft"]:
            return desk.sign(str(extra["draft"]), given, actor, delivery.key)
        kind = DocumentKind(str(extra["document"]))
        where = (str(extra["partner"]), str(extra["agreement"]))
        return desk.enter_signed(*where, kind, given, actor, delivery.key)

    def _missing(self, step: Step) -> tuple[str, ...]:
        """What the calendar needs of an entered agreement and the file does not say yet."""
        terms = self._services().partners.get(step.partner).agreement(step.agreement)
        return lacks(terms) if terms is not None else ()

    def _pack(self, delivery: Delivery) -> ReplyContent:
        rights = self._permissions.of(delivery.user)
        if not rights.drafts:
            return self._declined("draft")
        services, draft = self._services(), str(delivery.extra["draft"])
        packed = services.signing_pack(draft, rights.sees_restricted)
        info = services.drafting.info(draft)
        services.access.note_draft(delivery.user, services.drafting, info, key=delivery.id)
        for name in packed.signed_files:
            key, partner = f"{delivery.id} {name}", info.request.partner
            services.access.note(delivery.user, Access.SIGNED_FILE, partner, about=name, key=key)
        title = f"{info.title} with {info.partner_name}, version {info.version}"
        return _file("pack", OutgoingFile(packed.name, packed.content), "life-pack", title=title)

    def _signed_file(self, delivery: Delivery) -> ReplyContent:
        rights: Rights = self._permissions.of(delivery.user)
        if not rights.sees_restricted:
            return self._declined("finance")
        services, extra = self._services(), delivery.extra
        partner, agreement = str(extra["partner"]), str(extra["agreement"])
        steps = services.lives.life(partner, agreement).steps
        step = next((each for each in steps if each.id == extra["step"]), None)
        if step is None:
            return _notice("error", notices.notice("agreement-gone"))
        file = services.lives.signed_file(step, may_see_restricted_fields=True)
        fields = held_fields(services.partners.get(partner))
        services.access.note(
            delivery.user, Access.SIGNED_FILE, partner, fields, about=file.name, key=delivery.id
        )
        sent = OutgoingFile(file.name, file.content)
        return _file("signed_file", sent, "life-signed-file", step=step.sentence)

    def _declined(self, deed: str) -> ReplyContent:
        return _notice("declined", notices.error(refusal(self._settings, deed)))


def _signature_of(delivery: Delivery) -> Signature:
    extra = delivery.extra
    return Signature(
        office_on=date.fromisoformat(str(extra["office_on"])),
        partner_on=date.fromisoformat(str(extra["partner_on"])),
        office_by=tuple(map(str, extra["office_by"])),
        partner_by=tuple(map(str, extra["partner_by"])),
    )


def _file(outcome: str, file: OutgoingFile, prose: str, **values: str) -> ReplyContent:
    message = notices.notice(prose, **values).whole()
    missing = notices.notice("life-file-not-sent").whole()
    return ReplyContent(outcome, message, files=lambda: (file,), without_files=missing)


def _notice(outcome: str, message: Message) -> ReplyContent:
    return ReplyContent(outcome, message.whole())
