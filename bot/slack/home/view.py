"""The Home tab."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ButtonElement,
    ConfirmObject,
    PlainTextObject,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
    StaticSelectElement,
)

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.forms import Option
from bot.slack.blocks.parts import Block, button, heading, label, row, small_print, status_words
from bot.slack.blocks.rich_text import TextRun
from drafting.partnership.cases import RESTORING, RESTORING_LABEL
from drafting.partnership.reports import MENU
from knowledge import Document

# A message's own address, which Slack gives; nothing else becomes a link.
PERMALINK = re.compile(r"https?://[\w.:-]+/archives/[\w/?=&.%-]+", re.ASCII)
LINE = 200  # characters of a question or title
RECENT = 10  # questions shown
DOCUMENTS = 30
COMMANDS = 10
GROUPS = 10
MARKS = 10


@dataclass(frozen=True)
class AskedQuestion:
    """A question that the person asked."""

    question: str
    was_answered: bool
    permalink: str = ""  # of the reply
    when: datetime | None = None  # with its time zone


@dataclass(frozen=True)
class UnansweredGroup:
    """Questions alike that were declined or did not help: one of them, and how many."""

    question: str
    times: int


@dataclass(frozen=True)
class Learning:
    """What the Partnership Coordinator sees of everybody's questions."""

    asked_count: int
    declined_count: int
    unhelpful_count: int
    groups: Sequence[UnansweredGroup] = ()  # the most frequent first


@dataclass(frozen=True)
class MarkLine:
    """A mark as the coordinator sees it."""

    id: str
    question: str
    line: Block  # who marked what when


@dataclass(frozen=True)
class MarkList:
    """The newest marks, and how many there are."""

    lines: Sequence[MarkLine]
    count: int


@dataclass(frozen=True)
class HomePage:
    """What one person's Home tab shows."""

    documents: Sequence[Document] = ()  # in force
    recent: Sequence[AskedQuestion] = ()  # the person's own, newest first
    commands: Sequence[tuple[str, str]] = ()  # a command and what it does
    kept_days: int = 0  # how long questions are kept; 0: they are not
    coordinator: Learning | None = None
    marks: MarkList | None = None  # None for who may not mark
    problem: str = ""  # one sentence on what does not work now
    may_see_partners: bool = False
    may_draft: bool = False
    may_assess: bool = False
    due: Sequence[Block] = ()  # the calendar's part, as it is shown
    may_have_reports: bool = False  # on the register of partnerships
    may_have_restorings: bool = False
    investigates: bool = False


def home(page: HomePage) -> dict[str, Any]:
    """The Home tab's view."""
    blocks = [
        *([_problem(page.problem)] if page.problem else []),
        *_greeting(),
        *row(_opening_buttons(page)),
        *_report_menu(page),
        *page.due,
        *_command_lines(page.commands),
        *_recent(page),
        *_documents(page.documents),
        *(_learning(page.coordinator) if page.coordinator else ()),
        *(_marks(page.marks) if page.marks is not None else ()),
    ]
    return {"type": "home", "blocks": [_with_stable_id(block) for block in blocks]}


def _opening_buttons(page: HomePage) -> list[ButtonElement]:
    finding = [button("Find a partner", names.PARTNER_FIND, "home")]
    drafting = [
        button("Draft an agreement", names.DRAFT_OPEN, names.spot_value(names.PartnerRef()))
    ]
    assessing = [
        button("Due diligence", names.DILIGENCE_OPEN, names.spot_value(names.PartnerRef()))
    ]
    own_register = button("Office’s register", names.REGISTER_OPEN, "-")
    cases = [button("Cases", names.REGISTER_MATTERS, "home")]
    return [
        button("Ask a question", names.ASK_HOME, "home", style="primary"),
        *([*finding, own_register] if page.may_see_partners else []),
        *(drafting if page.may_draft else []),
        *(assessing if page.may_assess else []),
        *(cases if page.investigates else []),
    ]


def _report_menu(page: HomePage) -> Iterator[Block]:
    """The reports on the register; its block keeps no id, so that redrawn it has nothing chosen."""
    reports = [Option(name, called) for name, called in MENU.items()]
    restorings = [Option(RESTORING, RESTORING_LABEL)]
    options = [
        *(reports if page.may_have_reports else []),
        *(restorings if page.may_have_restorings else []),
    ]
    if options:
        yield SectionBlock(
            text=label("Reports on the register", BLOCK_TEXT),
            accessory=StaticSelectElement(
                action_id=names.REGISTER_REPORT,
                placeholder=label("Choose a report", 150),
                options=[forms.option(option) for option in options],
            ),
        ).to_dict()


def _with_stable_id(block: Block) -> Block:
    """A row of buttons keeps its id, so that a press still arrives while the tab is refreshed."""
    is_row = block["type"] == "actions"
    return {**block, "block_id": str(block["elements"][0]["action_id"])} if is_row else block


def _problem(sentence: str) -> Block:
    return rich_text.paragraph(rich_text.clipped([TextRun(sentence, bold=True)], BLOCK_TEXT))


def _greeting() -> Iterator[Block]:
    for part in prompts.load("replies/home").text.split("\n\n"):
        yield rich_text.paragraph(rich_text.spoken(part))


def _command_lines(commands: Sequence[tuple[str, str]]) -> Iterator[Block]:
    if commands:
        lines = [
            [
                TextRun(clip(one_line(name), LINE // 2), code=True),
                TextRun(f"  {clip(one_line(description), LINE)}"),
            ]
            for name, description in commands[:COMMANDS]
        ]
        yield rich_text.rich_text(*(rich_text.section(line) for line in lines))


def _recent(page: HomePage) -> Iterator[Block]:
    yield heading("Your questions")
    questions = page.recent[:RECENT] if page.kept_days else ()
    for question in questions:
        yield rich_text.rich_text(_question(question))
    yield small_print(_retention_note(page.kept_days, any_shown=bool(questions)))
    yield from row([_forget_button()])


def _retention_note(days: int, *, any_shown: bool) -> str:
    """How long questions are kept here."""
    if not days:
        return prompts.load("replies/questions-not-kept").text
    reply = "replies/questions-kept" if any_shown else "replies/no-questions"
    return prompts.fill(reply, days="1 day" if days == 1 else f"{days} days")


def _question(question: AskedQuestion) -> RichTextSectionElement:
    """A question; then whether it was answered, when, and the way to the reply."""
    elements: list[Any] = [
        RichTextElementParts.Text(text=clip(one_line(question.question), LINE) or "…"),
        RichTextElementParts.Text(text="\nAnswered" if question.was_answered else "\nNot answered"),
    ]
    if question.when is not None:
        elements += [RichTextElementParts.Text(text=" · "), _date(question.when)]
    if PERMALINK.fullmatch(question.permalink):
        link = RichTextElementParts.Link(url=question.permalink, text="see the reply")
        elements += [RichTextElementParts.Text(text=" · "), link]
    return RichTextSectionElement(elements=elements)


def _date(when: datetime) -> RichTextElementParts.Date:
    """A date that Slack shows in the reader's own time zone."""
    return RichTextElementParts.Date(
        timestamp=int(when.timestamp()),
        format="{date_short_pretty} {time}",
        fallback=when.strftime("%d %b %Y %H:%M"),
    )


def _forget_button() -> ButtonElement:
    confirm = ConfirmObject(
        title=label("Delete your questions", 100),
        text=label(prompts.load("replies/forget-confirm").text, 300),
        confirm=label("Delete", 30),
        deny=label("Keep", 30),
        style="danger",
    )
    return button("Delete my questions", names.FORGET_ME, "all", confirm=confirm)


def _documents(documents: Sequence[Document]) -> Iterator[Block]:
    yield heading("Documents")
    if not documents:
        yield small_print(prompts.load("replies/no-documents").text)
    for number, document in enumerate(documents[:DOCUMENTS]):
        title, edition = (clip(one_line(s), LINE) for s in (document.title, document.edition))
        text = f"{title}\nEdition {edition} · {status_words(document.status)}"
        yield SectionBlock(
            block_id=f"{names.OPEN_DOCUMENT}:{number}",
            text=PlainTextObject(text=text, emoji=False),
            accessory=button("Clauses", names.OPEN_DOCUMENT, document.id),
        ).to_dict()
    if len(documents) > DOCUMENTS:
        yield small_print(f"And {len(documents) - DOCUMENTS} more.")


def _marks(marks: MarkList) -> Iterator[Block]:
    yield heading("Marked clauses")
    if not marks.lines:
        yield small_print(prompts.load("replies/no-marks").text)
    for number, mark in enumerate(marks.lines):
        yield SectionBlock(
            block_id=f"{names.MARK_TAKE_BACK}:{number}",
            text=PlainTextObject(text=clip(one_line(mark.question), LINE), emoji=False),
            accessory=button("Take back", names.MARK_TAKE_BACK, mark.id),
        ).to_dict()
        yield mark.line
    if marks.count > len(marks.lines):
        yield small_print(
            f"And {marks.count - len(marks.lines)} more: `saathi marks list` shows them all."
        )
    yield from row([button("Mark a clause", names.MARK_OPEN, "home")])


def _learning(learning: Learning) -> Iterator[Block]:
    yield heading("Questions to learn from")
    counts = {
        "asked": f"{learning.asked_count:,}",
        "declined": f"{learning.declined_count:,}",
        "unhelpful": f"{learning.unhelpful_count:,}",
    }
    yield rich_text.paragraph(rich_text.plain(prompts.fill("replies/learning", **counts)))
    lines = [
        [TextRun(f"{group.times:,} × ", bold=True), TextRun(clip(one_line(group.question), LINE))]
        for group in learning.groups[:GROUPS]
    ]
    if lines:
        most = rich_text.section(rich_text.plain(prompts.load("replies/learning-most").text))
        yield rich_text.rich_text(most, rich_text.bullets(lines))
    yield from row([button("Get the report", names.REPORT_FILE, "report")])
