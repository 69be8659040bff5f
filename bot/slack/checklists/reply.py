"""Deliveries about checklists → what the person gets by direct message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.settings.settings import Settings
from bot.slack.blocks import notices
from bot.slack.blocks.escaping import one_line
from bot.slack.blocks.message import Message
from bot.slack.checklists import summary_view as view
from bot.slack.checklists.spot import ChecklistRef, ref_value
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import FileNotRead, fetch
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.errors import LACKS, code
from bot.slack.roles import Permissions, reads_as, refusal
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    Readers,
    Submission,
    answer_to,
    load_translation,
    merge_plan,
    read_checklist,
)
from drafting.due_diligence.checklists import PartnerVoice, may_read_file, shown_to
from drafting.partners import office_today
from drafting.partnership import Access

if TYPE_CHECKING:
    from drafting.due_diligence import DueDiligenceDesk
    from drafting.partnership import AccessRecord

LONGEST_NAME = 200


class DueDiligenceReplies:
    """What a person gets for a delivery about a checklist. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        due_diligence: Callable[[], DueDiligenceDesk],
        access: Callable[[], AccessRecord],
        client: WebClient,
        today: Callable[[], date] = office_today,
    ) -> None:
        """`due_diligence` gives the desk, which is opened when it is first needed; so is `access`.

        Who opens evidence is put on record, for it may show an identity card or an account; so is
        who reads answers that are for a few.
        """
        self._settings = settings
        self._permissions = permissions
        self._desk = due_diligence
        self._access = access
        self._client = client
        self._today = today

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        handler = Handler.whole(self.content)
        return {
            DeliveryKind.CHECKLIST: handler,
            DeliveryKind.EVIDENCE: handler,
            DeliveryKind.IMPORT: handler,
        }

    def content(self, delivery: Delivery) -> ReplyContent:
        """What the delivery is answered with. Raises DraftingError, EdgeError."""
        if not self._permissions.of(delivery.user).assesses:
            return _notice("declined", notices.error(refusal(self._settings, "assess")))
        if delivery.kind is DeliveryKind.EVIDENCE:
            return self._keep_evidence(delivery)
        if delivery.kind is DeliveryKind.IMPORT:
            return self._import(delivery)
        proof = str(delivery.extra.get("file") or "")
        return self._evidence_file(delivery, proof) if proof else self._files(delivery)

    def returned(self, delivery: Delivery, name: str, content: bytes) -> ReplyContent:
        """What a filled-in checklist would change, with a button that adds it.

        Raises UnreadableDraft where the file is no checklist, or cannot be read as one.
        """
        filled_checklist = read_checklist(content, name)
        if not self._permissions.of(delivery.user).assesses:
            return _notice("declined", notices.error(refusal(self._settings, "assess")))
        checklist = self._shown(delivery, self._desk().get(filled_checklist.checklist))
        plan = merge_plan(checklist, filled_checklist, delivery.user, self._today())
        at = ref_value(ChecklistRef(checklist.id, file=str(delivery.extra["file"])))
        problems = (*filled_checklist.problems, *plan.problems)
        reply = _notice("read", view.plan_message(plan, checklist, name, at, problems))
        if not view.remarks_need_file(plan):
            return reply
        beside = OutgoingFile(f"{checklist.id}-beside.txt", view.remarks_file(plan))
        missing = _unstreamed(notices.notice("checklist-files-not-sent"))
        return replace(reply, files=lambda: (beside,), without_files=missing)

    def _files(self, delivery: Delivery) -> ReplyContent:
        from drafting.due_diligence import (  # noqa: PLC0415  (docx, openpyxl)
            acknowledgement_page,
            checklist_document,
            checklist_workbook,
        )

        desk = self._desk()
        checklist = desk.get(str(delivery.extra["checklist"]))
        shown, today = self._shown(delivery, checklist), self._today()
        summary = desk.summary(shown).beside(desk.summary(checklist))
        completion = desk.completion(checklist)

        language = str(delivery.extra.get("language") or "en")
        translation = load_translation(language, self._settings.home / "catalogue")
        name = f"{checklist.id}_{language}" if translation else checklist.id

        def files() -> tuple[OutgoingFile, ...]:
            both = (
                OutgoingFile(f"{name}.docx", checklist_document(checklist, today, translation)),
                OutgoingFile(f"{name}.xlsx", checklist_workbook(checklist, today, translation)),
            )
            if completion is None:
                return both
            page = acknowledgement_page(checklist, completion, today)
            return (*both, OutgoingFile(f"{checklist.id}_acknowledgement.docx", page))

        message = _unstreamed(view.files_message(shown, summary))
        missing = _unstreamed(view.files_missing(shown, summary))
        return ReplyContent("checklist", message, files=files, without_files=missing)

    def _evidence_file(self, delivery: Delivery, file: str) -> ReplyContent:
        """A piece of evidence, as it was given, for who may read the answer that it shows."""
        checklist = self._desk().get(str(delivery.extra["checklist"]))
        if not may_read_file(checklist, file, self._reads_as(delivery)):
            return _notice("declined", notices.notice("evidence-for-a-few"))
        evidence = self._desk().evidence(file)
        if evidence is None:
            return _notice("error", notices.notice("checklist-evidence-gone"))
        name, content = evidence
        partner = self._desk().checklists.partner_of_file(file)
        self._access().note(
            delivery.user, Access.EVIDENCE, partner, ("evidence",), about=file, key=delivery.id
        )
        message = _unstreamed(notices.notice("checklist-evidence-here", file=name))
        missing = _unstreamed(notices.notice("checklist-files-not-sent"))
        files = (OutgoingFile(name, content),)
        return ReplyContent("checklist", message, files=lambda: files, without_files=missing)

    def _keep_evidence(self, delivery: Delivery) -> ReplyContent:
        """Fetches and keeps the files, and adds them to the answer that they came with."""
        extra, desk = delivery.extra, self._desk()
        checklist, entry, answer = self._answer_at(delivery)
        try:
            proofs = tuple(self._keep_files(delivery, checklist))
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            return _notice("error", notices.notice("evidence-not-kept"))
        except FileNotRead:
            return _notice("error", notices.notice("evidence-refused"))
        shown_entry = entry.model_copy(update={"answers": (answer,)})
        state = AnswerState(str(extra["state"]))
        voice = PartnerVoice(answer.said_by, answer.said_on) if answer.said_by else None
        files = Submission(
            by=delivery.user, key=delivery.key, state=state, new_evidence=proofs, voice=voice
        )
        answer_input = answer_to(shown_entry, files, self._today())
        assert isinstance(
            answer_input, AnswerInput
        )  # what was missing was shown when the window was sent
        desk.answer(checklist.id, [answer_input])
        names = [proof.name for proof in proofs]
        return _notice("evidence", view.evidence_message(checklist, entry, names))

    def _shown(self, delivery: Delivery, checklist: Checklist) -> Checklist:
        """The checklist as the person may read it; what is for a few is put on record first."""
        reader = self._reads_as(delivery)
        if reader is Readers.FEW:
            self._access().note_answers(delivery.user, checklist, checklist.entries, self._today())
        return shown_to(checklist, reader)

    def _reads_as(self, delivery: Delivery) -> Readers:
        return reads_as(self._permissions.of(delivery.user))

    def _answer_at(self, delivery: Delivery) -> tuple[Checklist, ChecklistEntry, ItemAnswer]:
        extra = delivery.extra
        checklist = self._desk().get(str(extra["checklist"]))
        entry = next(
            candidate for candidate in checklist.entries if candidate.key == extra["entry"]
        )
        answer = next(candidate for candidate in entry.answers if candidate.id == extra["answer"])
        return checklist, entry, answer

    def _keep_files(self, delivery: Delivery, checklist: Checklist) -> Iterator[Proof]:
        until = str(delivery.extra.get("expires") or "")
        expires = date.fromisoformat(until) if until else None
        for file in delivery.extra["files"]:
            name, content = fetch(self._client, str(file))
            file_name = _file_name(name)
            yield self._desk().attach(checklist.id, file_name, content, delivery.user, expires)

    def _import(self, delivery: Delivery) -> ReplyContent:
        name, content = fetch(self._client, str(delivery.extra["file"]))
        desk = self._desk()
        filled_checklist = read_checklist(content, name)
        takes_remarks = bool(delivery.extra.get("beside"))
        plan = merge_plan(
            desk.get(filled_checklist.checklist),
            filled_checklist,
            delivery.user,
            self._today(),
            _voice_of(delivery),
            take_remarks=takes_remarks,
        )
        if plan.names_nobody:
            page = view.BESIDE if takes_remarks else ""
            at = ChecklistRef(plan.checklist, page=page, file=str(delivery.extra["file"]))
            return _notice("declined", view.needs_name_message(ref_value(at)))
        checklist = desk.answer(filled_checklist.checklist, plan.answer_inputs)
        return _notice("imported", view.import_message(checklist, len(plan.answer_inputs)))


def _voice_of(delivery: Delivery) -> PartnerVoice | None:
    """Who at the partner filled the file in, as far as that was said."""
    person, on = str(delivery.extra.get("said_by") or ""), str(delivery.extra.get("said_on") or "")
    return PartnerVoice(person, date.fromisoformat(on) if on else None) if person else None


def _file_name(name: str) -> str:
    """A file's name as evidence may be called, without invisible characters."""
    printable_name = "".join(sign for sign in one_line(name) if sign.isprintable())
    return printable_name[-LONGEST_NAME:] or "evidence"


def _notice(outcome: str, message: Message) -> ReplyContent:
    return ReplyContent(outcome, _unstreamed(message))


def _unstreamed(message: Message) -> Message:
    """The message, to be posted whole and not streamed."""
    return message.whole()
