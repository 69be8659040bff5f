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
from bot.slack.blocks.escaping import clip, inert_mrkdwn, one_line
from bot.slack.blocks.parts import Block
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.record_words import day
from bot.slack.partners.view import MEMBER
from drafting.due_diligence import AnswerState, Checklist, ChecklistEntry, ItemAnswer, Proof
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
    name = clip(one_line(checklist.partner_name), NAME)
    return f"Due diligence with {name}, {checklist.agreement}"


def question(entry: ChecklistEntry) -> str:
    """The question on one line, as long as lists have room for it."""
    return clip(one_line(entry.item.ask), QUESTION)


def mention(user: str) -> str:
    """Somebody in mrkdwn: a member by name, anybody else literally."""
    return f"<@{user}>" if MEMBER.fullmatch(user) else inert_mrkdwn(clip(one_line(user), NAME))


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
    sentence = f"Asked by {', '.join(mention(member) for member in members)}"
    return [ContextBlock(elements=[MarkdownTextObject(text=sentence, verbatim=True)]).to_dict()]


def moment(when: datetime) -> Any:
    """A time that Slack shows in the reader's own time zone."""
    return RichTextElementParts.Date(
        timestamp=int(when.timestamp()),
        format="{date_short_pretty} {time}",
        fallback=when.strftime("%d %b %Y %H:%M"),
    )


def state_lines(entry: ChecklistEntry, today: date) -> str:
    """The state of an entry, in mrkdwn: two lines at most."""
    answer = entry.current
    lines = [_state_line(entry, answer, today)]
    text = one_line(answer.gap or answer.text) if answer and not entry.in_conflict else ""
    if text:
        lines.append(inert_mrkdwn(clip(text, ANSWER)))
    return "\n".join(lines)


def _state_line(entry: ChecklistEntry, answer: ItemAnswer | None, today: date) -> str:
    if entry.in_conflict:
        count = len(entry.latest_answers)
        words = [f"*{count} answers side by side, to settle*"]
    else:
        words = [f"*{STATES[answer.state]}*" if answer else "*Open*"]
    from_elsewhere = answer and answer.source_words and answer.source.value != "person"
    if from_elsewhere and answer and not entry.in_conflict:
        words.append(f"from {inert_mrkdwn(clip(one_line(answer.source_words), SOURCE))}")
    elif answer and not entry.in_conflict:
        words.append(mention(answer.by))
    words += [f"*{warning}*" for warning in expiry_warnings(answer.proofs if answer else (), today)]
    words += [f"with {mention(entry.assigned_to)}"] if entry.assigned_to else []
    return " · ".join(words)


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
    details = [*_gap(answer), *_proofs(answer.proofs)]
    if details:
        yield rich_text.rich_text(rich_text.bullets(details))


def text(words: str) -> Any:
    """Words in rich text, literally."""
    return RichTextElementParts.Text(text=words or " ")


def paragraph(elements: Sequence[Any]) -> Block:
    """A block of one paragraph, of elements as they are."""
    return rich_text.rich_text(_section(elements))


def _section(elements: Sequence[Any]) -> RichTextSectionElement:
    return RichTextSectionElement(elements=list(elements))


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
