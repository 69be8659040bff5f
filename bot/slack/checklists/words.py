"""What checklists say, in words: who, which state, which evidence, which question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import (
    ContextBlock,
    MarkdownTextObject,
    RichTextElementParts,
    RichTextSectionElement,
)

from bot.slack.blocks import rich_text
from bot.slack.blocks.escaping import clip, in_order, one_line
from bot.slack.blocks.parts import Block
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.record_words import day
from bot.slack.partners.view import MEMBER
from drafting.due_diligence import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    Readers,
)
from drafting.partners import Side

ANSWER = 240  # characters of an answer in a list
WHOLE = 2_500  # of an answer shown alone
QUESTION = 300
PART = 900  # of what is missing, or was agreed
SOURCE = 120
NAME = 150
PROOFS = 8
STATES = {
    AnswerState.ANSWERED: "Answered",
    AnswerState.TO_CONFIRM: "To confirm",
    AnswerState.NOT_APPLICABLE: "Not applicable",
    AnswerState.GAP: "Gap",
    AnswerState.OPEN: "Open",
}


def who_answers(side: Side) -> str:
    """Who answers a half: 'The partner answers'."""
    return f"{side.label} answers"


def addressed_by(side: Side) -> str:
    """Who addresses a gap, in the middle of a sentence: 'the partner'."""
    return side.label if side is Side.CIP else side.label.lower()


def title(checklist: Checklist) -> str:
    """With whom it is, and for which agreement."""
    name = in_order(clip(one_line(checklist.partner_name), NAME))
    return f"Due diligence with {name}, {checklist.agreement}"


def question(entry: ChecklistEntry) -> str:
    """The question on one line, as long as lists have room for it."""
    return clip(one_line(entry.item.ask), QUESTION)


def person(user: str) -> Any:
    """Somebody in rich text."""
    if MEMBER.fullmatch(user):
        return RichTextElementParts.User(user_id=user)
    return RichTextElementParts.Text(text=clip(one_line(user), NAME) or "…")


def assigned_by(entries: Sequence[ChecklistEntry]) -> list[Block]:
    """The members who assigned these questions; nothing where none did."""
    members = dict.fromkeys(
        entry.assigned_by for entry in entries if MEMBER.fullmatch(entry.assigned_by)
    )
    if not members:
        return []
    sentence = f"Asked by {', '.join(f'<@{member}>' for member in members)}"
    return [ContextBlock(elements=[MarkdownTextObject(text=sentence, verbatim=True)]).to_dict()]


def moment(when: datetime) -> Any:
    """A time that Slack shows in the reader's own time zone."""
    return RichTextElementParts.Date(
        timestamp=int(when.timestamp()),
        format="{date_short_pretty} {time}",
        fallback=when.strftime("%d %b %Y %H:%M"),
    )


def state_block(entry: ChecklistEntry, today: date) -> Block:
    """The state of an entry: two lines at most."""
    answer = entry.current
    answer_text = one_line(answer.gap or answer.text) if answer and not entry.in_conflict else ""
    second = [text(f"\n{clip(answer_text, ANSWER)}")] if answer_text else []
    return paragraph([*_state_line(entry, answer, today), *second])


def _state_line(entry: ChecklistEntry, answer: ItemAnswer | None, today: date) -> list[Any]:
    if entry.in_conflict:
        count = len(entry.latest_answers)
        parts = [text(f"{count} answers side by side, to settle", bold=True)]
    else:
        parts = [text(STATES[answer.state] if answer else "Open", bold=True)]
    from_elsewhere = answer and answer.source_words and answer.source.value != "person"
    if from_elsewhere and answer and not entry.in_conflict:
        parts.append(text(f" · from {clip(one_line(answer.source_words), SOURCE)}"))
    elif answer and not entry.in_conflict:
        parts += [text(" · "), person(answer.by)]
    for warning in expiry_warnings(answer.proofs if answer else (), today):
        parts += [text(" · "), text(warning, bold=True)]
    if weight := weight_words(entry):
        parts += [text(" · "), text(weight, bold=True)]
    if entry.assigned_to:
        parts += [text(" · with "), person(entry.assigned_to)]
    return parts


def weight_words(entry: ChecklistEntry) -> str:
    """What the answer weighs, in words; '' where that is neither said nor needed."""
    if entry.clearing is not None:
        return f"concern, cleared by {clip(one_line(entry.clearing.name), NAME)}"
    if entry.weight is not None:
        return entry.weight.label.lower()
    return "to weigh" if entry.is_to_weigh else ""


def expiry_warnings(proofs: Sequence[Proof], today: date) -> list[str]:
    """The words that evidence has expired, or nothing."""
    over = [evidence for evidence in proofs if evidence.expires and evidence.expires < today]
    return ["its evidence has expired"] if over else []


def proof(evidence: Proof) -> str:
    """A piece of evidence on one line."""
    until = f", until {day(evidence.expires)}" if evidence.expires else ""
    return f"{clip(one_line(evidence.name), NAME) or 'Evidence'}{until}"


def answer_blocks(answer: ItemAnswer) -> Iterator[Block]:
    """An answer with everything that belongs to it, who gave it and when; quoted."""
    head: list[Any] = [
        RichTextElementParts.Text(text=f"{STATES[answer.state]} · ", style={"bold": True}),
        person(answer.by),
        RichTextElementParts.Text(text=" · "),
        moment(answer.at),
    ]
    source = clip(one_line(answer.source_words), SOURCE)
    head += [RichTextElementParts.Text(text=f"\nfrom {source}")] if source else []
    quotes = (
        [rich_text.quote(rich_text.clipped([TextRun(answer.text)], WHOLE))] if answer.text else []
    )
    yield rich_text.rich_text(_section(head), *quotes)
    details = [*_voice(answer), *_gap(answer), *_proofs(answer.proofs), *_readers(answer)]
    if details:
        yield rich_text.rich_text(rich_text.bullets(details))


def text(words: str, *, bold: bool = False) -> Any:
    """Words in rich text, literally."""
    return RichTextElementParts.Text(text=words or " ", style={"bold": True} if bold else None)


def paragraph(elements: Sequence[Any]) -> Block:
    """A block of one paragraph, of elements as they are."""
    return rich_text.rich_text(_section(elements))


def _section(elements: Sequence[Any]) -> RichTextSectionElement:
    return RichTextSectionElement(elements=list(elements))


def _voice(answer: ItemAnswer) -> Iterator[list[TextRun]]:
    """Who at the partner said it, and on what day, where that is on record."""
    if answer.said_by:
        on = f", {day(answer.said_on)}" if answer.said_on else ""
        said_by = clip(one_line(answer.said_by), NAME)
        yield [TextRun("Said by: ", bold=True), TextRun(f"{said_by}{on}")]


def _readers(answer: ItemAnswer) -> Iterator[list[TextRun]]:
    """Who alone may read it; nothing of an answer that is for both."""
    if answer.readers is not Readers.BOTH:
        yield [TextRun("For: ", bold=True), TextRun(answer.readers.label)]


def _gap(answer: ItemAnswer) -> Iterator[list[TextRun]]:
    if answer.gap:
        yield [TextRun("What is missing: ", bold=True), *_short(answer.gap)]
    if answer.gap_side:
        yield [TextRun("Addressed by: ", bold=True), TextRun(addressed_by(answer.gap_side))]
    if answer.gap_action:
        yield [TextRun("Agreed: ", bold=True), *_short(answer.gap_action)]
    if answer.gap_due:
        yield [TextRun("By when: ", bold=True), TextRun(day(answer.gap_due))]


def _proofs(proofs: Sequence[Proof]) -> Iterator[list[TextRun]]:
    for evidence in proofs[:PROOFS]:
        yield [TextRun("Evidence: ", bold=True), TextRun(proof(evidence))]
    if len(proofs) > PROOFS:
        yield [TextRun(f"And {len(proofs) - PROOFS} more pieces of evidence.")]


def _short(text: str) -> list[TextRun]:
    return rich_text.clipped([TextRun(text)], PART)
