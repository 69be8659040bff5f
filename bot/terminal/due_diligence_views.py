"""Checklists of due diligence in the terminal, as pure views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.due_diligence import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ChecklistReminder,
    Item,
    ItemAnswer,
    MergePlan,
    Proof,
    Readers,
    RecordOffer,
    Summary,
    SummaryLine,
)
from drafting.partners import Problem, Side, office_day, office_name
from drafting.partners.record import Completion

OFFICES_OWN = "Tiers, thresholds and validity are the office’s settings; the CSPF sets none."
ABOUT = {
    "assigned": "assigned items",
    "open": "open items",
    "unassigned": "open items that nobody in particular has",
    "expiring": "evidence that expires",
}
NOT_SAID = (AnswerState.TO_CONFIRM, AnswerState.OPEN)  # by anybody


def line_json(checklist: Checklist, summary: Summary) -> dict[str, Any]:
    """A checklist as one entry of a list."""
    return {
        "id": checklist.id,
        "partner": checklist.partner,
        "agreement": checklist.agreement,
        "tier": checklist.tier,
        "items": summary.of,
        "settled": summary.count_done,
        "completed": checklist.completed_at.isoformat() if checklist.completed_at else None,
        "valid_until": checklist.valid_until.isoformat() if checklist.valid_until else None,
        "sample": checklist.sample,
    }


def list_view(summaries: Sequence[tuple[Checklist, Summary]]) -> RenderableType:
    """The checklists, newest first; where there are none, how to make one."""
    if not summaries:
        return Text("There is no checklist yet; make one with saathi due-diligence PARTNER_ID.")
    return Group(*(line for pair in summaries for line in _list_lines(*pair)))


def _list_lines(checklist: Checklist, summary: Summary) -> tuple[RenderableType, ...]:
    """A checklist in two lines, so that a narrow terminal shows all of it."""
    completion = (
        f", completed on {office_day(checklist.completed_at):%d %b %Y}"
        if checklist.completed_at
        else ""
    )
    progress = f"tier {checklist.tier}, {summary.count_done} of {summary.of} settled{completion}"
    about = Text(f"{checklist.partner_name}: {progress}")
    return Text(checklist.id, style="bold", overflow="fold"), Padding(about, (0, 0, 0, 2))


def new_checklist_view(
    checklist: Checklist, summary: Summary, difference: str = ""
) -> RenderableType:
    """A checklist: its tier, why, and how much is known; `difference` is what it no longer fits."""
    to_confirm = len(summary.to_confirm)
    return Group(
        Text(f"Due diligence with {checklist.partner_name}: {checklist.id}", style="bold"),
        *(Text(reason) for reason in checklist.reasons),
        Text(OFFICES_OWN, style="dim"),
        *([Text(difference, style="yellow")] if difference else []),
        Text(
            f"{len(checklist.half(Side.PARTNER))} items for the partner, "
            f"{len(checklist.half(Side.CIP))} for {office_name()}; {to_confirm} are filled in "
            "already and wait to be confirmed. "
            f"{len(checklist.left_out)} items of the catalogue were left out; "
            "`show --left-out` says why."
        ),
        Text("The files:"),
    )


def checklist_view(checklist: Checklist, side: str, today: date) -> RenderableType:
    """The entries by area, of one side or of both, with how many of each are settled."""
    parts: list[RenderableType] = [
        Text(f"{checklist.id}, tier {checklist.tier} ({checklist.tier.meaning})", style="bold")
    ]
    for title, entries in checklist.areas().items():
        side_entries = [entry for entry in entries if not side or entry.side.value == side]
        if side_entries:
            count = sum(entry.is_done(today) for entry in side_entries)
            progress = f"{title}: {count} of {len(side_entries)} settled"
            parts += [Text(), Text(progress, style="bold underline")]
            parts += [entry_view(entry, today) for entry in side_entries]
    return Group(*parts)


def entry_view(entry: ChecklistEntry, today: date) -> RenderableType:
    """One item: the question, why it is asked, and what was answered."""
    lines = [
        Text(f"{entry.item.ask}  [{entry.key}]", style="bold"),
        Text(entry.why, style="dim"),
        Text(f"Evidence: {entry.item.evidence}", style="dim"),
        *_answers(entry, today),
    ]
    if entry.assigned_to:
        lines.append(Text(f"With {entry.assigned_to}."))
    return Padding(Group(*lines), (1, 0, 0, 2))


def waiting_view(entries: Sequence[ChecklistEntry]) -> RenderableType:
    """What waits to be confirmed, by area, with where each answer comes from."""
    if not entries:
        return Text("Nothing waits to be confirmed.")
    parts: list[RenderableType] = []
    area = ""
    for entry in entries:
        if entry.item.area_title != area:
            area = entry.item.area_title
            parts += [Text(), Text(area, style="bold underline")]
        answer = entry.current
        words = _answer(answer) if answer else ""
        lines = Group(Text(f"{entry.item.ask}  [{entry.key}]"), Text(words, style="green"))
        parts.append(Padding(lines, (0, 0, 0, 2)))
    return Group(*parts)


def replaced_view(before: ChecklistEntry, by: str) -> RenderableType:
    """The answers of others that an answer of `by` replaces; nothing for none."""
    answers = (answer for answer in before.latest_answers if answer.state not in NOT_SAID)
    texts = [_answer(answer) for answer in answers if answer.by != by]
    lines = (f"It takes the place of this, which stays on record: {text}" for text in texts)
    return Group(*(Text(line, style="yellow") for line in lines))


def _answers(entry: ChecklistEntry, today: date) -> Iterator[Text]:
    current = entry.current
    if current is None:
        yield Text("Open.", style="yellow")
    elif entry.in_conflict:
        yield Text("These stand side by side; `take` one, or answer once more:", style="red")
        for number, answer in enumerate(entry.latest_answers, 1):
            yield Text(f"{number}. {_answer(answer)}", style="green")
    else:
        yield Text(_answer(current), style="green")
        if current.has_expired(today):
            yield Text("What shows this has expired; name what holds today.", style="red")
    yield from _weighed(entry)


def _weighed(entry: ChecklistEntry) -> Iterator[Text]:
    """What the answer weighs, and who cleared a concern; that somebody must weigh it."""
    if entry.weight is not None:
        style = "red" if entry.is_concern else ""
        yield Text(f"{entry.weight.label}.{_cleared(entry)}", style=style)
    elif entry.is_to_weigh:
        yield Text("Say what it weighs: `weigh` it as strength, neither or concern.", style="red")


def _answer(answer: ItemAnswer) -> str:
    source = f" ({answer.source_words})" if answer.source_words else ""
    missing = f"{answer.gap}." if answer.gap else ""
    text = f"{answer.state.label}: {answer.text or missing}".rstrip(": ")
    gap = f" Gap: {missing}" if answer.text and missing else ""
    side = f" Addressed by: {answer.gap_side.label}." if answer.gap_side else ""
    action = f" Agreed: {answer.gap_action}." if answer.gap_action else ""
    until = f" Until {answer.gap_due:%d %b %Y}." if answer.gap_due else ""
    proofs = "".join(f" Evidence: {_proof(proof)}." for proof in answer.proofs)
    by = f"{answer.by}, {office_day(answer.at):%d %b %Y}{_voice(answer)}"
    return f"{text}{source}{gap}{side}{action}{until}{proofs}{_for_whom(answer)} ({by})"


def _voice(answer: ItemAnswer) -> str:
    """Who at the partner said it, and on what day, where that is on record."""
    if not answer.said_by:
        return ""
    on = f", {answer.said_on:%d %b %Y}" if answer.said_on else ""
    return f"; said by {answer.said_by}{on}"


def _for_whom(answer: ItemAnswer) -> str:
    """Who alone may read it; '' for an answer that is for both."""
    return "" if answer.readers is Readers.BOTH else f" For {answer.readers.label}."


def _proof(proof: Proof) -> str:
    return f"{proof.name}, until {proof.expires:%d %b %Y}" if proof.expires else proof.name


def left_out_view(checklist: Checklist) -> RenderableType:
    """What was not asked, and why."""
    rows = [Text(f"{item.ask}\n  {item.why}") for item in checklist.left_out]
    return Group(*rows) if rows else Text("Nothing was left out.")


def summary_view(checklist: Checklist, summary: Summary) -> RenderableType:
    """The summary of a checklist, which decides nothing and says so."""
    parts: list[RenderableType] = [
        Text(f"{checklist.partner_name}: {checklist.id}", style="bold"),
        Text(f"{summary.count_done} of {summary.of} items are settled."),
    ]
    for side, (count, of) in summary.by_side.items():
        parts.append(Text(f"  {side.label} answers: {count} of {of}"))
    if summary.withheld:
        parts.append(Text(withheld_sentence(summary.withheld), style="red"))
    lists: Mapping[str, Sequence[SummaryLine]] = {
        "Concerns": summary.concerns,
        "To be weighed: strength, neither or concern": summary.to_weigh,
        "Concerns that were cleared": summary.cleared,
        "Strengths": summary.strengths,
        "Gaps, and who addresses them": summary.gaps,
        "Does not apply, and why": summary.not_applicable,
        "Answers side by side, to be settled": summary.conflicts,
        "Filled in already, to be confirmed": summary.to_confirm,
        "Evidence that has expired or soon will": summary.expiring,
        "Answered for the partner, with nobody there named": summary.nobody_named,
        "Open": summary.open,
    }
    for title, lines in lists.items():
        if lines:
            parts += [Text(), Text(title, style="bold"), *(_summary_line(line) for line in lines)]
    return Group(*parts, Text(), Text(summary.who_decides, style="italic"))


def withheld_sentence(count: int) -> str:
    """That there are concerns which this reader may not read."""
    concerns = "1 concern is" if count == 1 else f"{count} concerns are"
    return f"{concerns} for Finance and the Partnership Coordinator alone to read."


def _summary_line(line: SummaryLine) -> RenderableType:
    answer = line.answer
    addressee = f" Addressed by: {answer.gap_side.label}." if answer and answer.gap_side else ""
    action = f" Agreed: {answer.gap_action}." if answer and answer.gap_action else ""
    until = f" Until {answer.gap_due:%d %b %Y}." if answer and answer.gap_due else ""
    shows = "".join(f" [{_proof(proof)}]" for proof in answer.proofs) if answer else ""
    if line.entry.in_conflict:
        answers = (_answer(each) for each in line.entry.latest_answers)
        return Padding(Text(f"• {line.entry.item.ask} {' / '.join(answers)}"), (0, 0, 0, 2))
    cleared = _cleared(line.entry)
    text = Text(f"• {line.entry.item.ask} {line.words}{addressee}{action}{until}{shows}{cleared}")
    return Padding(text, (0, 0, 0, 2))


def _cleared(entry: ChecklistEntry) -> str:
    clearing = entry.clearing
    if clearing is None:
        return ""
    on = office_day(clearing.at)
    return f" Cleared by {clearing.name} on {on:%d %b %Y}: {clearing.reason}"


def plan_view(plan: MergePlan, problems: Iterable[Problem]) -> RenderableType:
    """What a filled-in checklist would add, and what could not be read."""
    lines = [Text(line) for line in plan.lines()]
    problem_lines = [Text(f"{where}: {sentence}", style="red") for where, sentence in problems]
    return Group(*lines, *problem_lines, *_remark_lines(plan))


def _remark_lines(plan: MergePlan) -> Iterator[Text]:
    """What stands outside the fields, each with its place, and how to put it where it belongs."""
    if not plan.remarks:
        return
    yield Text("Written outside the fields, and not added:", style="yellow")
    for remark in plan.remarks:
        question = f" [{remark.entry}]" if remark.entry else ""
        yield Text(f"  {remark.where}{question}: {remark.text}")
    if plan.with_answers():
        yield Text("`import --beside` adds what stands beside a question to its answer.")
    yield Text(f'`answer {plan.checklist} ITEM "…"` puts words where they belong.')


def reminders_view(reminders: Sequence[ChecklistReminder]) -> RenderableType:
    """What is due, by person and checklist."""
    if not reminders:
        return Text("No reminder is due.")
    parts: list[RenderableType] = []
    for reminder in reminders:
        parts.append(
            Text(f"{reminder.to}, {ABOUT[reminder.topic]}, {reminder.checklist.id}", style="bold")
        )
        parts += [Text(f"  • {item.entry.item.ask}") for item in reminder.items]
    return Group(*parts)


def standing_view(items: Sequence[Item], standing: Mapping[str, ItemAnswer]) -> RenderableType:
    """The office's standing answers, and the items that still lack one."""
    rows = []
    for item in items:
        if item.standing or item.id in standing:
            answer = standing.get(item.id)
            text = _answer(answer) if answer else "not answered yet"
            rows.append(Text(f"{item.id}: {item.ask}\n  {text}"))
    return Group(*rows)


def completion_sentence(completion: Completion) -> str:
    """What the partner's file holds of it: for what, up to what, and who acknowledged it."""
    tier = completion.tier
    words = [f"for ‘{completion.agreement}’", f"tier {tier.label}" if tier else ""]
    if completion.amount is not None:
        words.append(f"up to {_sum(completion)}")
    words.append(f"until {_day(completion.until)}" if completion.until else "")
    covered = ", ".join(word for word in words if word)
    if not completion.acknowledged_by or completion.acknowledged_on is None:
        return (
            f"It holds {covered}. The partner has not acknowledged it yet: `saathi due-diligence "
            f"acknowledge {completion.checklist} --by NAME`."
        )
    on = _day(completion.acknowledged_on)
    return f"It holds {covered}. Acknowledged by {completion.acknowledged_by} on {on}."


def _sum(completion: Completion) -> str:
    figures = f"{completion.amount:,.2f}".removesuffix(".00")
    return f"{completion.currency} {figures}".strip()


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def offers_view(offers: Sequence[RecordOffer]) -> RenderableType:
    """What answers hold of the record’s fields, beside what the record says, and who answered."""
    if not offers:
        return Text("The answers hold nothing that the partner’s file does not say already.")
    table = Table(box=None, pad_edge=False)
    for column in ("Field", "In the partner’s file", "In the answers", "From"):
        table.add_column(column)
    for offer in offers:
        day = office_day(offer.answered_at)
        table.add_row(
            Group(Text(offer.title), Text(offer.path, style="dim")),
            Text(offer.on_record or "nothing"),
            Text(offer.learned),
            Text(f"{offer.entry}, by {offer.answered_by} on {day.day} {day:%B %Y}"),
        )
    return table
