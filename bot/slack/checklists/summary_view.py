"""What a checklist adds up to, in a window and as a message; and what is sent about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import Block, button, fitting, modal, row, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.spot import ChecklistRef, value
from bot.slack.checklists.view import EXPIRING, MINE, complete_button
from bot.slack.partners.record_words import day
from drafting.due_diligence import Checklist, ChecklistEntry, MergePlan, Summary, SummaryLine
from drafting.partners import Problem

NAME = "Summary"
IN_A_WINDOW = 60  # lines of one list
SHOWN = (12, 6, 3, 1)  # lines of one list in a message, as many as fit
WAITING = 3  # lines of what waits, in a message
ITEMS = 10  # of a reminder
LINE = 300
PROBLEM = 400
REMINDED_PAGES = {"assigned": MINE, "open": MINE, "expiring": EXPIRING}


def window(checklist: Checklist, summary: Summary) -> dict[str, Any]:
    """The summary in a window."""
    blocks = [
        *_told(checklist, summary, IN_A_WINDOW, IN_A_WINDOW),
        *row(complete_button(checklist, summary)),
        *_decides(summary),
    ]
    shown, _ = fitting(blocks)
    return modal(
        NAME, names.CHECKLIST_MODAL, shown, private_metadata=value(ChecklistRef(checklist.id))
    )


def beneath_files(checklist: Checklist, summary: Summary) -> Message:
    """What stands beneath both files: how to send them back, and the summary."""
    return _message(checklist, summary, notices.notice("checklist-files").blocks)


def files_missing(checklist: Checklist, summary: Summary) -> Message:
    """The same where Slack did not take the files."""
    at = value(ChecklistRef(checklist.id))
    again = row([button("Send the files", names.CHECKLIST_FILES, at, style="primary")])
    said = notices.notice("checklist-files-not-sent").blocks
    return _message(checklist, summary, [*said, *again])


def reminder(checklist: Checklist, entries: Sequence[ChecklistEntry], about: str) -> Message:
    """What somebody is told of these questions; `about` names the prose file and the page."""
    partner = clip(one_line(checklist.partner_name), words.NAME)
    lines = [
        [TextRun(words.question(one)), TextRun(f" · {words.who_answers(one.side)}", italic=True)]
        for one in entries[:ITEMS]
    ]
    rest = len(entries) - ITEMS
    more = [[TextRun(f"and {rest} more")]] if rest > 0 else []
    head = notices.notice(f"reminder-{about}", partner=partner).blocks
    listed = rich_text.rich_text(rich_text.bullets([*lines, *more]))
    by = words.asked_by(entries) if about == "assigned" else []
    return message([*head, listed, *by, *_open(checklist, REMINDED_PAGES.get(about, ""))])


def plan(
    found: MergePlan, checklist: Checklist, name: str, at: str, problems: Sequence[Problem]
) -> Message:
    """What a filled-in file would add, with the button that adds it; `at` is its value."""
    changes = (*found.new, *found.changed, *found.newer)
    said = "import-plan" if changes else "import-nothing"
    head = notices.notice(said, file=name, title=words.title(checklist)).blocks
    adding = [button("Add these", names.CHECKLIST_IMPORT, at, style="primary")] if changes else []
    foot = [*row(adding), *_problems(problems)]

    def blocks(most: int) -> list[Block]:
        lists = (
            *_changes("New", found.new, most),
            *_changes("Changed", found.changed, most),
            *_changes("Beside an answer that came meanwhile", found.newer, most),
        )
        return [*head, *lists, *_unknown(found), *foot]

    return message(_fitting(blocks))


def _unknown(found: MergePlan) -> list[Block]:
    named = clip(one_line(", ".join(found.unknown)), LINE)
    return [small_print(f"Left out, not on this checklist: {named}")] if named else []


def added(checklist: Checklist, count: int) -> Message:
    """That the answers of a file are in the checklist."""
    if not count:
        return message([*notices.notice("import-none-left").blocks, *_open(checklist)])
    said = "1 answer" if count == 1 else f"{count:,} answers"
    return message([*notices.notice("import-added", count=said).blocks, *_open(checklist)])


def kept(checklist: Checklist, entry: ChecklistEntry, file_names: Sequence[str]) -> Message:
    """That files are kept as evidence."""
    listed = ", ".join(f"“{clip(one_line(one), words.NAME)}”" for one in file_names)
    said = notices.notice("evidence-kept", names=listed, question=words.question(entry)).blocks
    return message([*said, *_open(checklist)])


def _message(checklist: Checklist, summary: Summary, head: Sequence[Block]) -> Message:
    at = value(ChecklistRef(checklist.id))
    acts = [
        button("Open the checklist", names.CHECKLIST_OPEN, at),
        *complete_button(checklist, summary),
    ]

    def blocks(most: int) -> list[Block]:
        told = _told(checklist, summary, most, min(most, WAITING))
        return [*head, *told, *row(acts), *_decides(summary)]

    return message(_fitting(blocks))


def _fitting(blocks: Callable[[int], list[Block]]) -> list[Block]:
    """As many lines as a message takes."""
    made: list[Block] = []
    for most in SHOWN:
        made = blocks(most)
        if fits(made):
            break
    return made


def _decides(summary: Summary) -> list[Block]:
    return [rich_text.paragraph([TextRun(summary.who_decides, italic=True)])]


def _open(checklist: Checklist, page: str = "") -> list[Block]:
    at = value(ChecklistRef(checklist.id, page=page))
    return row([button("Open the checklist", names.CHECKLIST_OPEN, at)])


def _told(checklist: Checklist, summary: Summary, most: int, waiting: int) -> Iterator[Block]:
    yield rich_text.paragraph([TextRun(words.title(checklist), bold=True)])
    halves = [
        f"{words.who_answers(side)}: {done} of {of}" for side, (done, of) in summary.by_side.items()
    ]
    yield small_print(" · ".join([f"{summary.count_done} of {summary.of} settled", *halves]))
    yield from _list("Strengths, with what shows them", summary.strengths, most)
    yield from _list("Gaps, and who addresses them", summary.gaps, most)
    yield from _list("Agreed actions", summary.actions, most, _action)
    yield from _list("Side by side, to settle", summary.conflicts, most, _asked)
    yield from _list("Filled in already, to confirm", summary.to_confirm, waiting, _asked)
    yield from _list("Evidence that has expired or soon will", summary.expiring, most, _expiry)
    yield from _list("Open", summary.open, waiting, _asked)


def _list(
    title: str,
    told: Sequence[SummaryLine],
    most: int,
    line: Callable[[SummaryLine], list[TextRun]] | None = None,
) -> Iterator[Block]:
    if told:
        lines = [(line or _said)(one) for one in told[:most]]
        rest = len(told) - most
        more = [[TextRun(f"and {rest} more, in the checklist")]] if rest > 0 else []
        head = [TextRun(f"{title} ({len(told)})", bold=True)]
        yield from rich_text.listed(head, [*lines, *more], BLOCK_TEXT)


def _side(told: SummaryLine) -> str:
    return f"{told.entry.side.label}: {words.question(told.entry)}"


def _asked(told: SummaryLine) -> list[TextRun]:
    return [TextRun(_side(told))]


def _said(told: SummaryLine) -> list[TextRun]:
    answer = told.answer
    addressed = answer.gap_side if answer and answer.gap else None
    who = f" Addressed by: {words.addressed_by(addressed)}." if addressed else ""
    return [
        TextRun(f"{_side(told)} "),
        TextRun(clip(one_line(told.words), LINE), italic=True),
        TextRun(who),
    ]


def _action(told: SummaryLine) -> list[TextRun]:
    answer = told.answer
    if answer is None:
        return _asked(told)
    who = f", {words.addressed_by(answer.gap_side)}" if answer.gap_side else ""
    until = f", until {day(answer.gap_due)}" if answer.gap_due else ""
    return [TextRun(clip(one_line(answer.gap_action), LINE)), TextRun(f"{who}{until}")]


def _expiry(told: SummaryLine) -> list[TextRun]:
    held = told.answer.proofs if told.answer else ()
    named = "; ".join(words.proof(one) for one in held if one.expires)
    return [TextRun(f"{_side(told)} "), TextRun(clip(named, LINE), italic=True)]


def _changes(title: str, changes: Sequence[Any], most: int) -> Iterator[Block]:
    if changes:
        lines = [_change(one) for one in changes[:most]]
        rest = len(changes) - most
        more = [[TextRun(f"and {rest} more")]] if rest > 0 else []
        head = [TextRun(f"{title} ({len(changes)})", bold=True)]
        yield from rich_text.listed(head, [*lines, *more], BLOCK_TEXT)


def _change(change: Any) -> list[TextRun]:
    """One answer that would be added, and what it would stand beside."""
    given = change.given
    runs = [
        TextRun(f"{change.entry.side.label}: {words.question(change.entry)} "),
        TextRun(f"{words.STATES[given.state]}. ", bold=True),
        TextRun(clip(one_line(" · ".join(_anew(change))), LINE), italic=True),
    ]
    for other in change.newer[:2]:
        newer = clip(one_line(other.gap or other.text), LINE) or words.STATES[other.state]
        runs.append(TextRun(f" Beside it: {newer}"))
    return runs


def _anew(change: Any) -> Iterator[str]:
    """What the file says that was not there."""
    given, before = change.given, change.before
    for name in ("text", "gap", "gap_action"):
        said = getattr(given, name)
        if said and (before is None or said != getattr(before, name)):
            yield said
    known = before.proofs if before else ()
    yield from (words.proof(one) for one in given.proofs if one not in known)


def _problems(problems: Sequence[Problem]) -> Iterator[Block]:
    if problems:
        lines = [
            [TextRun(clip(one_line(f"{where}: {said}"), PROBLEM))]
            for where, said in problems[:ITEMS]
        ]
        rest = len(problems) - ITEMS
        more = [[TextRun(f"and {rest} more")]] if rest > 0 else []
        yield from rich_text.listed([TextRun("Not read", bold=True)], [*lines, *more], BLOCK_TEXT)
