"""What a checklist adds up to, in a window and as a message; and what is sent about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import ButtonElement

from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import Block, button, fitting, modal, row, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.spot import ChecklistRef, ref_from, ref_value
from bot.slack.checklists.view import EXPIRING, MINE, complete_button
from bot.slack.partners.record_words import day
from bot.slack.partners.view import MEMBER
from drafting.due_diligence import (
    AddedAnswer,
    Checklist,
    ChecklistEntry,
    MergePlan,
    Summary,
    SummaryLine,
)
from drafting.partners import Problem, office_day

NAME = "Summary"
IN_A_WINDOW = 60  # lines of one list
SHOWN = (12, 6, 3, 1)  # lines of one list in a message, as many as fit
WAITING = 3  # lines of what waits, in a message
ITEMS = 10  # of a reminder
LINE = 300
PROBLEM = 400
MOST_BESIDE = 3  # answers to one question, in a line of the summary
REMARKS = 8  # of what stands outside the fields, in a message
BESIDE = "beside"  # in a button's value: what stands beside a question is added to its answer
REMINDED_PAGES = {"assigned": MINE, "open": MINE, "expiring": EXPIRING}


def window(checklist: Checklist, summary: Summary) -> dict[str, Any]:
    """The summary in a window."""
    blocks = [
        *_summary(checklist, summary, IN_A_WINDOW, IN_A_WINDOW),
        *row(complete_button(checklist, summary)),
        *_who_decides(summary),
    ]
    fitting_blocks, _ = fitting(blocks)
    return modal(
        NAME,
        names.CHECKLIST_MODAL,
        fitting_blocks,
        private_metadata=ref_value(ChecklistRef(checklist.id)),
    )


def files_message(checklist: Checklist, summary: Summary) -> Message:
    """The message below both files: how to send them back, and the summary."""
    return _message(checklist, summary, notices.notice("checklist-files").blocks)


def files_missing(checklist: Checklist, summary: Summary) -> Message:
    """The same where Slack did not take the files."""
    at = ref_value(ChecklistRef(checklist.id))
    again = row([button("Send the files", names.CHECKLIST_FILES, at, style="primary")])
    apology = notices.notice("checklist-files-not-sent").blocks
    return _message(checklist, summary, [*apology, *again])


def reminder_message(
    checklist: Checklist, entries: Sequence[ChecklistEntry], about: str
) -> Message:
    """The reminder of these questions; `about` names the prose file and the page."""
    partner = clip(one_line(checklist.partner_name), words.NAME)
    lines = [
        [
            TextRun(words.question(entry)),
            TextRun(f" · {words.who_answers(entry.side)}", italic=True),
        ]
        for entry in entries[:ITEMS]
    ]
    rest = len(entries) - ITEMS
    more = [[TextRun(f"and {rest} more")]] if rest > 0 else []
    head = notices.notice(f"reminder-{about}", partner=partner).blocks
    questions = rich_text.rich_text(rich_text.bullets([*lines, *more]))
    by = words.assigned_by(entries) if about == "assigned" else []
    return message([*head, questions, *by, *_open(checklist, REMINDED_PAGES.get(about, ""))])


def plan_message(
    merge_plan: MergePlan, checklist: Checklist, name: str, at: str, problems: Sequence[Problem]
) -> Message:
    """What a filled-in file would add, with the button that adds it; `at` is its value."""
    changes = (*merge_plan.new, *merge_plan.changes, *merge_plan.newer)
    nothing = "import-beside" if merge_plan.remarks else "import-nothing"
    prose = "import-plan" if changes else nothing
    head = notices.notice(prose, file=name, title=words.title(checklist)).blocks
    adding = _adding_buttons(merge_plan, at, has_changes=bool(changes))
    foot = [*row(adding), *_problems(problems), *_remarks(merge_plan)]

    def blocks(most: int) -> list[Block]:
        lists = (
            *_changes("New", merge_plan.new, most),
            *_changes("Changed", merge_plan.changes, most),
            *_changes("Beside an answer that came meanwhile", merge_plan.newer, most),
        )
        return [*head, *lists, *_unknown(merge_plan), *foot]

    return message(_fitting_blocks(blocks))


def _adding_buttons(merge_plan: MergePlan, at: str, *, has_changes: bool) -> list[ButtonElement]:
    """The buttons that add it; for the partner's answers they ask first who there gave them."""
    action = names.IMPORT_NAME if merge_plan.names_nobody else names.CHECKLIST_IMPORT
    adding = [button("Add these", action, at, style="primary")] if has_changes else []
    if merge_plan.with_answers():
        with_notes = ref_value(ref_from(at)._replace(page=BESIDE))
        adding.append(button("Add with what stands beside", action, with_notes))
    return adding


def needs_name_message(at: str) -> Message:
    """The message that somebody must say first who at the partner gave a file's answers."""
    naming = button("Say who, and add these", names.IMPORT_NAME, at, style="primary")
    return message([*notices.notice("import-needs-name").blocks, *row([naming])])


def _unknown(merge_plan: MergePlan) -> list[Block]:
    unknown = clip(one_line(", ".join(merge_plan.unknown)), LINE)
    blocks = [small_print(f"Left out, not on this checklist: {unknown}")] if unknown else []
    deleted = clip("; ".join(words.question(entry) for entry in merge_plan.deleted), LINE)
    count = len(merge_plan.deleted)
    gone = f"No longer in the file ({count}); what is on record stays: {deleted}"
    return [*blocks, *([small_print(gone)] if count else [])]


def _remarks(merge_plan: MergePlan) -> Iterator[Block]:
    """What stands outside the fields, each with its place; what is too much is in a file."""
    remarks = merge_plan.remarks
    if not remarks:
        return
    lines = [
        [TextRun(f"{clip(one_line(remark.where), words.NAME)}: "), TextRun(shown, italic=True)]
        for remark in remarks[:REMARKS]
        for shown in (clip(one_line(remark.text), PROBLEM),)
    ]
    more = [[TextRun("All of it is in the file above.")]] if remarks_need_file(merge_plan) else []
    head = f"Written outside the fields, and not added ({len(remarks)})"
    yield from rich_text.list_blocks([TextRun(head, bold=True)], [*lines, *more], BLOCK_TEXT)


def remarks_need_file(merge_plan: MergePlan) -> bool:
    """True where a message cannot show all of what stands outside the fields."""
    remarks = merge_plan.remarks
    return len(remarks) > REMARKS or any(len(remark.text) > PROBLEM for remark in remarks)


def remarks_file(merge_plan: MergePlan) -> bytes:
    """All that stands outside the fields, as a text, each with its place."""
    return "\n\n".join(f"{remark.where}\n{remark.text}" for remark in merge_plan.remarks).encode()


def import_message(checklist: Checklist, count: int) -> Message:
    """The message that the answers of a file are in the checklist."""
    if not count:
        return message([*notices.notice("import-none-left").blocks, *_open(checklist)])
    answers = "1 answer" if count == 1 else f"{count:,} answers"
    return message([*notices.notice("import-added", count=answers).blocks, *_open(checklist)])


def evidence_message(
    checklist: Checklist, entry: ChecklistEntry, file_names: Sequence[str]
) -> Message:
    """The message that files are kept as evidence."""
    names = ", ".join(f"“{clip(one_line(name), words.NAME)}”" for name in file_names)
    confirmation = notices.notice(
        "evidence-kept", names=names, question=words.question(entry)
    ).blocks
    return message([*confirmation, *_open(checklist)])


def _message(checklist: Checklist, summary: Summary, head: Sequence[Block]) -> Message:
    at = ref_value(ChecklistRef(checklist.id))
    acts = [
        button("Open the checklist", names.CHECKLIST_OPEN, at),
        *complete_button(checklist, summary),
    ]

    def blocks(most: int) -> list[Block]:
        lines = _summary(checklist, summary, most, min(most, WAITING))
        return [*head, *lines, *row(acts), *_who_decides(summary)]

    return message(_fitting_blocks(blocks))


def _fitting_blocks(blocks: Callable[[int], list[Block]]) -> list[Block]:
    """As many lines as a message takes."""
    fitting_blocks: list[Block] = []
    for most in SHOWN:
        fitting_blocks = blocks(most)
        if fits(fitting_blocks):
            break
    return fitting_blocks


def _who_decides(summary: Summary) -> list[Block]:
    return [rich_text.paragraph([TextRun(summary.who_decides, italic=True)])]


def _open(checklist: Checklist, page: str = "") -> list[Block]:
    at = ref_value(ChecklistRef(checklist.id, page=page))
    return row([button("Open the checklist", names.CHECKLIST_OPEN, at)])


def _summary(checklist: Checklist, summary: Summary, most: int, waiting: int) -> Iterator[Block]:
    yield rich_text.paragraph([TextRun(words.title(checklist), bold=True)])
    halves = [
        f"{words.who_answers(side)}: {count} of {of}"
        for side, (count, of) in summary.by_side.items()
    ]
    yield small_print(" · ".join([f"{summary.count_done} of {summary.of} settled", *halves]))
    if summary.withheld:
        yield small_print(withheld_sentence(summary.withheld))
    yield from _list("Concerns", summary.concerns, most)
    yield from _list("To weigh", summary.to_weigh, most, _question_line)
    yield from _list("Concerns that were cleared", summary.cleared, most, _cleared_line)
    yield from _list("Strengths", summary.strengths, most)
    yield from _list("Gaps, and who addresses them", summary.gaps, most)
    yield from _list("Agreed actions", summary.actions, most, _action_line)
    yield from _list("Does not apply, and why", summary.not_applicable, most)
    yield from _list(
        "Nobody at the partner is named", summary.nobody_named, waiting, _question_line
    )
    yield from _list("Side by side, to settle", summary.conflicts, most, _conflict_line)
    yield from _list("Filled in already, to confirm", summary.to_confirm, waiting)
    yield from _list(
        "Evidence that has expired or soon will", summary.expiring, most, _evidence_line
    )
    yield from _list("Open", summary.open, waiting, _question_line)


def _list(
    title: str,
    summary_lines: Sequence[SummaryLine],
    most: int,
    line: Callable[[SummaryLine], list[TextRun]] | None = None,
) -> Iterator[Block]:
    if summary_lines:
        lines = [(line or _answer_line)(summary_line) for summary_line in summary_lines[:most]]
        rest = len(summary_lines) - most
        more = [[TextRun(f"and {rest} more, in the checklist")]] if rest > 0 else []
        head = [TextRun(f"{title} ({len(summary_lines)})", bold=True)]
        yield from rich_text.list_blocks(head, [*lines, *more], BLOCK_TEXT)


def withheld_sentence(count: int) -> str:
    """That there are concerns which this reader may not read."""
    concerns = "1 concern is" if count == 1 else f"{count} concerns are"
    return f"{concerns} for Finance and the Partnership Coordinator alone to read."


def _cleared_line(summary_line: SummaryLine) -> list[TextRun]:
    clearing = summary_line.entry.clearing
    if clearing is None:
        return _question_line(summary_line)
    words_on_record = f"{clearing.name}, {day(office_day(clearing.at))}: {clearing.reason}"
    return [
        TextRun(f"{_item_text(summary_line)} "),
        TextRun(clip(one_line(words_on_record), LINE), italic=True),
    ]


def _item_text(summary_line: SummaryLine) -> str:
    return f"{summary_line.entry.side.label}: {words.question(summary_line.entry)}"


def _question_line(summary_line: SummaryLine) -> list[TextRun]:
    return [TextRun(_item_text(summary_line))]


def _answer_line(summary_line: SummaryLine) -> list[TextRun]:
    answer = summary_line.answer
    side = answer.gap_side if answer and answer.gap else None
    addressee = f" Addressed by: {words.addressed_by(side)}." if side else ""
    proofs = answer.proofs if answer else ()
    shown_by = "; ".join(words.proof(proof) for proof in proofs)
    said = clip(one_line(summary_line.words), LINE)
    evidence = clip(f"{' ' if said else ''}[{shown_by}]", LINE) if shown_by else ""
    return [
        TextRun(f"{_item_text(summary_line)} "),
        TextRun(f"{said}{evidence}", italic=True),
        TextRun(addressee),
    ]


def _conflict_line(summary_line: SummaryLine) -> list[TextRun]:
    """The answers that stand side by side, each with who gave it."""
    runs = [TextRun(f"{_item_text(summary_line)} ")]
    for answer in summary_line.entry.latest_answers[:MOST_BESIDE]:
        text = clip(one_line(answer.gap or answer.text), LINE) or words.STATES[answer.state]
        runs += [TextRun(text, italic=True), TextRun(f" ({_giver(answer.by)}) ")]
    return runs


def _giver(by: str) -> str:
    """Who gave an answer, in a line of text; a member's id is no name."""
    return "a colleague" if MEMBER.fullmatch(by) else clip(one_line(by), words.NAME)


def _action_line(summary_line: SummaryLine) -> list[TextRun]:
    answer = summary_line.answer
    if answer is None:
        return _question_line(summary_line)
    addressee = f", {words.addressed_by(answer.gap_side)}" if answer.gap_side else ""
    until = f", until {day(answer.gap_due)}" if answer.gap_due else ""
    return [TextRun(clip(one_line(answer.gap_action), LINE)), TextRun(f"{addressee}{until}")]


def _evidence_line(summary_line: SummaryLine) -> list[TextRun]:
    proofs = summary_line.answer.proofs if summary_line.answer else ()
    names = "; ".join(words.proof(proof) for proof in proofs if proof.expires)
    return [TextRun(f"{_item_text(summary_line)} "), TextRun(clip(names, LINE), italic=True)]


def _changes(title: str, changes: Sequence[AddedAnswer], most: int) -> Iterator[Block]:
    if changes:
        lines = [_change(change) for change in changes[:most]]
        rest = len(changes) - most
        more = [[TextRun(f"and {rest} more")]] if rest > 0 else []
        head = [TextRun(f"{title} ({len(changes)})", bold=True)]
        yield from rich_text.list_blocks(head, [*lines, *more], BLOCK_TEXT)


def _change(change: AddedAnswer) -> list[TextRun]:
    """One answer that would be added, and the newer ones that it would be in conflict with."""
    answer_input = change.answer_input
    runs = [
        TextRun(f"{change.entry.side.label}: {words.question(change.entry)} "),
        TextRun(f"{words.STATES[answer_input.state]}. ", bold=True),
        TextRun(clip(one_line(" · ".join(_new_texts(change))), LINE), italic=True),
    ]
    for newer_answer in change.newer[:2]:
        newer = (
            clip(one_line(newer_answer.gap or newer_answer.text), LINE)
            or words.STATES[newer_answer.state]
        )
        runs.append(TextRun(f" Beside it: {newer}"))
    return runs


def _new_texts(change: AddedAnswer) -> Iterator[str]:
    """What the file says that was not there."""
    answer_input, before = change.answer_input, change.before
    for name in ("text", "gap", "gap_action"):
        text = getattr(answer_input, name)
        if text and (before is None or text != getattr(before, name)):
            yield text
    known_proofs = before.proofs if before else ()
    yield from (words.proof(proof) for proof in answer_input.proofs if proof not in known_proofs)


def _problems(problems: Sequence[Problem]) -> Iterator[Block]:
    if problems:
        lines = [
            [TextRun(clip(one_line(f"{where}: {sentence}"), PROBLEM))]
            for where, sentence in problems[:ITEMS]
        ]
        rest = len(problems) - ITEMS
        more = [[TextRun(f"and {rest} more")]] if rest > 0 else []
        yield from rich_text.list_blocks(
            [TextRun("Not read", bold=True)], [*lines, *more], BLOCK_TEXT
        )
