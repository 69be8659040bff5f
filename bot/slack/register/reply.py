"""Deliveries on the register: a sheet's files, what a returned sheet says, and reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import prompts
from bot.settings.settings import Settings
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.message import Message
from bot.slack.blocks.message import message as message_of
from bot.slack.blocks.parts import button, row
from bot.slack.blocks.rich_text import TextRun
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.file_fetching import FileNotRead, fetch
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.handlers import Handler, Handlers
from bot.slack.delivery.replies import ReplyContent
from bot.slack.errors import LACKS, code
from bot.slack.register.listener import may_have_report
from bot.slack.register.matters import may_record
from bot.slack.roles import Permissions, refusal
from drafting.partners import office_today
from drafting.partnership import (
    SheetPlan,
    page_document,
    page_workbook,
    read_sheet,
    sheet_page,
    sheet_plan,
    sheet_reference,
    sheet_wording,
    take_sheet,
)
from drafting.register import Author, RegisterDesk

if TYPE_CHECKING:
    from bot.services import Services

SHOWN_LINES = 20
SHOWN_WORDS = 20
LINE = 400
IN_A_BLOCK = 7  # lines of one list
LANGUAGES = ("en", "ur")


class RegisterReplies:
    """What a person gets for a delivery about the register. Threads may share one."""

    def __init__(
        self,
        *,
        settings: Settings,
        permissions: Permissions,
        services: Callable[[], Services],
        client: WebClient,
        today: Callable[[], date] = office_today,
    ) -> None:
        """`services` gives the desks, which are opened when they are first needed."""
        self._settings = settings
        self._permissions = permissions
        self._services = services
        self._client = client
        self._today = today

    def handlers(self) -> Handlers:
        """How each of its kinds is answered."""
        return {
            DeliveryKind.SHEET: Handler.whole(self._sheet),
            DeliveryKind.SHEET_IMPORT: Handler.whole(self._take),
            DeliveryKind.REGISTER_REPORT: Handler.whole(self._report),
        }

    def returned(self, delivery: Delivery, name: str, content: bytes) -> ReplyContent:
        """What a filled-in sheet says, with a button that puts it on the register.

        Raises NotOurs where the file is no sheet, and UnreadableDraft.
        """
        sheet = read_sheet(content, name)
        if not may_record(self._permissions.of(delivery.user)):
            return self._declined("record")
        source = self._services().sheet_source(sheet.partner)
        plan = sheet_plan(sheet, source, self._services().register, self._today())
        shown = _plan_message(plan, source.partner.name, str(delivery.extra["file"]))
        return ReplyContent("read", shown.whole())

    def _sheet(self, delivery: Delivery) -> ReplyContent:
        """The sheet in both languages, each as a Word file and a workbook."""
        if not self._permissions.of(delivery.user).sees_partners:
            return self._declined("view")
        partner = str(delivery.extra["partner"])
        source, today = self._services().sheet_source(partner), self._today()

        def files() -> tuple[OutgoingFile, ...]:
            name = sheet_reference(partner, today)
            pages = {
                language: sheet_page(source, sheet_wording(language), today)
                for language in LANGUAGES
            }
            return tuple(
                OutgoingFile(f"{name}_{language}.{ending}", make(page))
                for language, page in pages.items()
                for ending, make in (("docx", page_document), ("xlsx", page_workbook))
            )

        notice = notices.notice("register-sheet", partner=source.partner.name).whole()
        return _files(notice, files)

    def _report(self, delivery: Delivery) -> ReplyContent:
        which, today = str(delivery.extra["report"]), self._today()
        if not may_have_report(self._permissions.of(delivery.user), which):
            return self._declined("record")
        page = self._services().register_report(which, today)

        def files() -> tuple[OutgoingFile, ...]:
            name = f"saathi-{which}-{today.isoformat()}"
            return (
                OutgoingFile(f"{name}.docx", page_document(page)),
                OutgoingFile(f"{name}.xlsx", page_workbook(page)),
            )

        return _files(notices.notice("register-report", title=page.title).whole(), files)

    def _take(self, delivery: Delivery) -> ReplyContent:
        """Fetches the sheet again, and keeps what it says."""
        if not may_record(self._permissions.of(delivery.user)):
            return self._declined("record")
        try:
            name, content = fetch(self._client, str(delivery.extra["file"]))
        except SlackApiError as error:
            if code(error) not in LACKS:
                raise
            return _notice("error", notices.notice("file-only"))
        except FileNotRead as error:
            return _notice("error", notices.error(str(error)))
        services = self._services()
        sheet = read_sheet(content, name)
        source = services.sheet_source(sheet.partner)
        plan = sheet_plan(sheet, source, self._services().register, self._today())
        if not plan.is_ready:
            file = str(delivery.extra["file"])
            return _notice("declined", _plan_message(plan, source.partner.name, file))
        author = Author(delivery.user, self._permissions.name_of(delivery.user))
        desk = RegisterDesk(services.register, services.register_rules, self._today)
        kept, refused = take_sheet(plan, source, desk, author)
        taken = notices.notice(
            "register-sheet-taken", count=str(len(kept)), partner=source.partner.name
        )
        more = [rich_text.paragraph([TextRun(clip(one_line(text), LINE))]) for text in refused]
        return _notice("imported", message_of([*taken.blocks, *more]))

    def _declined(self, deed: str) -> ReplyContent:
        return _notice("declined", notices.error(refusal(self._settings, deed)))


def _plan_message(plan: SheetPlan, partner: str, file: str) -> Message:
    """What a sheet says, what of it is not taken, and the button that keeps it."""
    blocks: list[dict[str, Any]] = [
        *notices.prose("register-sheet-read", partner=partner, told_by=plan.told_by or "nobody")
    ]
    lines = [line.sentence for line in plan.lines]
    blocks += _list(lines, SHOWN_LINES)
    if plan.beside:
        blocks += notices.prose("register-sheet-beside")
        blocks += _list(plan.beside, SHOWN_WORDS)
    blocks += [
        rich_text.paragraph([TextRun(clip(one_line(text), BLOCK_TEXT), bold=True)])
        for text in plan.missing
    ]
    if plan.is_ready:
        value = names.register_value(names.RegisterRef(plan.partner, entry=file))
        keep = button("Put it on the register", names.REGISTER_TAKE, value, style="primary")
        blocks += row([keep])
    elif not plan.lines:
        blocks += notices.prose("register-sheet-empty")
    return message_of(blocks)


def _list(lines: tuple[str, ...] | list[str], most: int) -> list[dict[str, Any]]:
    """The lines with bullets; that there are more than fit is said."""
    shown = [[TextRun(clip(one_line(line), LINE))] for line in lines[:most]]
    if len(lines) > most:
        rest = prompts.fill("replies/register-sheet-more", count=str(len(lines) - most))
        shown.append([TextRun(rest)])
    return [
        rich_text.rich_text(rich_text.bullets(shown[start : start + IN_A_BLOCK]))
        for start in range(0, len(shown), IN_A_BLOCK)
    ]


def _files(message: Message, files: Callable[[], tuple[OutgoingFile, ...]]) -> ReplyContent:
    missing = notices.notice("checklist-files-not-sent").whole()
    return ReplyContent("register", message, files=files, without_files=missing)


def _notice(outcome: str, message: Message) -> ReplyContent:
    return ReplyContent(outcome, message.whole())
