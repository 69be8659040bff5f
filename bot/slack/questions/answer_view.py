"""An answer, or a refusal, as a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
)

import prompts
from bot.slack.blocks import names, rich_text
from bot.slack.blocks.citations import (
    LONGEST_NAME,
    LONGEST_SUBJECT,
    citation_blocks,
    name_of,
    source_line,
    step_block,
)
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.marks import mark_block
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import Block, button, clause_button, row, small_print
from bot.slack.blocks.prose import contact_lines, paragraphs
from bot.slack.blocks.rich_text import TextRun
from knowledge import Answer, AppliedMark, Citation, Reason, Statement

MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")
FURTHER = "replies/further"  # the line for citations less close than "see also"
MOST_MARKS = 6  # that are named below one answer
MOST_SEPARATE_NOTES = 6  # each with a block of its own
# Refusals about how a question was asked: of no use to others in a channel.
ABOUT_THE_ASKING = {Reason.UNREADABLE, Reason.INSTRUCTION, Reason.URDU_EXTRA}


LONGEST_SHOWN_QUESTION = 300  # characters of the question above an answer


@dataclass(frozen=True)
class Room:
    """How much of an answer is shown at once, so that Slack accepts it."""

    citations: int  # citations with their words; the others are named
    quote: int  # characters of one quote, and of one paragraph of a refusal
    notes: int  # characters of all notes and gaps
    buttons: int  # of citations that are named only
    names: int  # characters of the line that names them

    @property
    def paragraphs(self) -> int:
        """How many paragraphs of a refusal are shown."""
        return 2 * self.citations


# The first that Slack accepts is used. Answers from the shipped documents to plain questions fit
# the first; the longest possible answer fits the last.
ROOMS = (
    Room(citations=8, quote=3000, notes=3000, buttons=12, names=3000),
    Room(citations=8, quote=900, notes=2000, buttons=6, names=2000),
    Room(citations=5, quote=600, notes=1000, buttons=4, names=1500),
    Room(citations=2, quote=300, notes=600, buttons=2, names=1000),
)


def answer(
    answer: Answer, *, inbox: str = "", share: str = "", plain: bool = False, marking: bool = False
) -> Message:
    """The message of an answer or refusal.

    `inbox` is the delivery that it answers; without one there are no feedback buttons. `share` is
    the channel that a private answer may be shared in; with `marking` there is the button to mark
    a clause. With `plain`, no block is newer than 2023,
    for workspaces that refuse those, and for modals.
    """
    foot = (
        _feedback_buttons(inbox, plain=plain)
        if inbox and answer.reason != Reason.UNREADABLE
        else []
    )
    shares = share and answer.reason not in ABOUT_THE_ASKING
    sharing = [button("Share in channel", names.SHARE, share)] if shares else []
    if marking and inbox and answer.reason not in ABOUT_THE_ASKING and not _is_superseded(answer):
        sharing.append(button("Mark a clause", names.MARK_OPEN, _mark_value(answer, inbox)))
    blocks = [*_blocks_of(answer, ROOMS[0], sharing), *foot]
    for room in ROOMS[1:]:
        if fits(blocks):
            break
        blocks = [*_blocks_of(answer, room, sharing), *foot]
    return message(blocks)


def shared_answer(blocks: Sequence[Block], member: str) -> Message:
    """The same answer for the channel, and who shared it: a member's id.

    `blocks` are those of the message that holds the Share button, as Slack returns them.
    """
    bare = [{k: v for k, v in block.items() if k != "block_id"} for block in blocks]
    answer_blocks = without_buttons(bare, names.SHARE, names.FEEDBACK, names.MARK_OPEN)
    sharer = f"<@{member}>" if MEMBER.fullmatch(member) else "a colleague"
    line = MarkdownTextObject(text=f"Shared by {sharer}", verbatim=True)
    return message([*answer_blocks, ContextBlock(elements=[line]).to_dict()])


def below_question(reply: Message, question_text: str) -> Message:
    """The answer with the question above it, for where the question is not in sight."""
    question = prompts.fill(
        "replies/asked", question=clip(one_line(question_text), LONGEST_SHOWN_QUESTION)
    )
    return message([small_print(question), *reply.blocks])


def below_what_it_took(reply: Message, question_text: str) -> Message:
    """The answer with what the question was taken to be above it, where that was not typed."""
    question = clip(one_line(question_text), LONGEST_SHOWN_QUESTION)
    return message([small_print(prompts.fill("replies/took", question=question)), *reply.blocks])


def without_buttons(blocks: Iterable[Block], *actions: str) -> list[Block]:
    """`blocks` without the buttons of these actions; a row that becomes empty goes too."""
    patterns = [names.every(action) for action in actions]
    remaining: list[Block] = []
    for block in blocks:
        if block["type"] not in {"actions", "context_actions"}:
            remaining.append(block)
            continue
        elements = [
            e for e in block["elements"] if not any(g.match(e["action_id"]) for g in patterns)
        ]
        remaining += [{**block, "elements": elements}] if elements else []
    return remaining


def statement_blocks(statement: Statement) -> list[Block]:
    """One statement as a stream shows it: what the message of the whole answer begins with."""
    return [_statement_block(statement, ROOMS[0].quote)]


def _blocks_of(answer: Answer, room: Room, sharing: list[ButtonElement]) -> list[Block]:
    if answer.written:
        return _written_blocks(answer, room, sharing)
    if answer.is_steps:
        return _steps_blocks(answer, room, sharing)
    return (_answer_blocks if answer.answered else _refusal_blocks)(answer, room, sharing)


def _steps_blocks(answer: Answer, room: Room, sharing: list[ButtonElement]) -> list[Block]:
    """The steps with their numbers, then where they stand, and a button a clause."""
    by_clause: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_clause.setdefault(citation.name, []).append(citation)
    clauses = _unquoted_citations(answer.citations, [])
    gaps = [prompts.fill("replies/gap", note=note) for note in answer.missing]
    where = "\n".join(source_line(citation) for citation in clauses)
    return [
        *paragraphs(answer.lead, room.quote),
        *(
            step_block(number, citations, room.quote)
            for number, citations in enumerate(by_clause.values(), 1)
        ),
        *_mark_blocks(answer.marks),
        *_note_blocks([*answer.notes, *gaps], room),
        small_print(clip(where, BLOCK_TEXT)),
        *row([*_clause_buttons(clauses, room), *sharing]),
    ]


def _written_blocks(answer: Answer, room: Room, sharing: list[ButtonElement]) -> list[Block]:
    """The statements, each with its clause and the words that prove it; then what they mean."""
    citations = _unquoted_citations(answer.citations, [])
    gaps = [prompts.fill("replies/gap", note=note) for note in answer.missing]
    where = [source_line(citation) for citation in citations]
    return [
        *(
            _statement_block(statement, room.quote)
            for statement in answer.statements[: room.citations]
        ),
        *_meaning_blocks(answer.meaning[: room.citations]),
        *_mark_blocks(answer.marks),
        *_note_blocks([*answer.notes, *gaps], room),
        *([small_print(clip("\n".join(where), BLOCK_TEXT))] if where else []),
        *row([*_clause_buttons(citations, room), *sharing]),
    ]


def _statement_block(statement: Statement, longest: int) -> Block:
    sentence = rich_text.section(
        [TextRun(f"{one_line(statement.text)} "), *_clause_reference(statement)]
    )
    words = rich_text.quote(rich_text.clipped(rich_text.emphasised(statement.quote), longest))
    return rich_text.rich_text(sentence, words)


def _meaning_blocks(lines: Sequence[Statement]) -> list[Block]:
    if not lines:
        return []
    opening = rich_text.section(rich_text.spoken(prompts.fill("replies/what-it-means")))
    sentences = [[TextRun(f"{one_line(line.text)} "), *_clause_reference(line)] for line in lines]
    return [rich_text.rich_text(opening, rich_text.bullets(sentences))]


def _clause_reference(statement: Statement) -> list[TextRun]:
    name = clip(one_line(statement.name), LONGEST_NAME)
    return [TextRun("("), TextRun(name, bold=True), TextRun(")")]


def _answer_blocks(answer: Answer, room: Room, sharing: list[ButtonElement]) -> list[Block]:
    quotes = [c for c in answer.citations if c.quote.split("\n")[0] in answer.text]
    order = list(dict.fromkeys(citation.name for citation in quotes))
    quotes.sort(key=lambda citation: order.index(citation.name))
    quotes = (quotes or list(answer.citations))[: room.citations]
    rest = _unquoted_citations(answer.citations, quotes)
    mentions = [citation for citation in rest if _is_named(citation, answer.text)]
    further = [citation for citation in rest if citation not in mentions]
    gaps = [prompts.fill("replies/gap", note=note) for note in answer.missing]
    by_closeness = [*mentions, *further]
    opening = paragraphs(answer.lead if quotes else answer.text, room.quote)[: room.paragraphs]
    return [
        *opening,
        *(block for citation in quotes for block in citation_blocks(citation, room.quote)),
        *_mark_blocks(answer.marks),
        *_note_blocks([*answer.notes, *gaps], room),
        *_citation_lines({"replies/see-also": mentions, FURTHER: further}, room),
        *row([*_clause_buttons(by_closeness, room), *sharing]),
    ]


def _refusal_blocks(answer: Answer, room: Room, sharing: list[ButtonElement]) -> list[Block]:
    """The refusal's sentences, then the nearest clauses and whom to ask."""
    parts = [
        part
        for part in re.split(r"\n{2,}", answer.text.strip())
        if not (answer.nearest and part.startswith(_opening("replies/nearest")))
        and not (answer.ask and part.startswith(_opening("replies/ask")))
    ]
    further_notes = [note for note in (*answer.notes, *answer.missing) if note not in answer.text]
    near = _unquoted_citations(answer.nearest, [])
    ask = contact_lines(answer.ask[: room.paragraphs])
    return [
        *paragraphs("\n\n".join(parts), room.quote)[: room.paragraphs],
        *_mark_blocks(answer.marks),
        *_note_blocks(further_notes, room),
        *_citation_lines({"replies/nearest": near}, room),
        *row([*_clause_buttons(near, room), *sharing]),
        *([_contacts_block(ask)] if ask else []),
    ]


def _mark_blocks(marks: Sequence[AppliedMark]) -> list[Block]:
    """Who decided that a clause answers, or does not."""
    return [mark_block(mark) for mark in marks[:MOST_MARKS]]


def _mark_value(answer: Answer, inbox: str) -> str:
    first = (answer.citations or answer.nearest)[:1]
    names_of = [names.ClauseName(citation.document, citation.clause) for citation in first]
    return names.mark_value(inbox, names_of[0] if names_of else None)


def _is_superseded(answer: Answer) -> bool:
    """True of an answer from an earlier edition, which no mark is about."""
    shown = answer.citations or answer.nearest
    return answer.reason is Reason.NO_SUCH_EDITION or any(c.superseded_by for c in shown)


def _opening(reply: str) -> str:
    """The words of a prose file before its first placeholder."""
    return prompts.load(reply).text.partition("{")[0]


def _contacts_block(lines: list[list[TextRun]]) -> Block:
    opening = rich_text.section(rich_text.plain(_opening("replies/ask").strip()))
    return rich_text.rich_text(opening, rich_text.bullets(lines))


def _note_blocks(notes: Sequence[str], room: Room) -> list[Block]:
    """The notes, a paragraph each; where they are few, each in a block of its own."""
    longest = max(20, room.notes // max(1, len(notes)))
    shown_notes = notes[: room.notes // 20]
    sections = [
        rich_text.section(rich_text.clipped(rich_text.plain(note), longest)) for note in shown_notes
    ]
    if len(sections) <= MOST_SEPARATE_NOTES:
        return [rich_text.rich_text(section) for section in sections]
    return [rich_text.rich_text(*sections)]


def _citation_lines(citations: Mapping[str, Sequence[Citation]], room: Room) -> list[Block]:
    """A line that names the citations for each prose file that has any."""
    lines = [
        prompts.fill(reply, clauses=_names_line(clauses, room, with_subject=reply != FURTHER))
        for reply, clauses in citations.items()
        if clauses
    ]
    sections = [rich_text.section(rich_text.plain(line)) for line in lines]
    return [rich_text.rich_text(*sections)] if sections else []


def _names_line(citations: Sequence[Citation], room: Room, *, with_subject: bool) -> str:
    """The names of the clauses, with their subjects where there are few."""
    longest = max(3, room.names // len(citations) - 2)
    with_subject = with_subject and len(citations) <= 3
    texts = (clip(_name_with_subject(c, with_subject=with_subject), longest) for c in citations)
    return clip(", ".join(texts), room.names)


def _name_with_subject(citation: Citation, *, with_subject: bool) -> str:
    subject = clip(one_line(citation.subject), LONGEST_SUBJECT)
    return f"{name_of(citation)} ({subject})" if with_subject and subject else name_of(citation)


def _clause_buttons(citations: Sequence[Citation], room: Room) -> list[ButtonElement]:
    first_citations = citations[: room.buttons]
    return [
        element
        for citation in first_citations
        for element in clause_button(citation.name, citation)
    ]


def _unquoted_citations(
    citations: Iterable[Citation], quotes: Sequence[Citation]
) -> list[Citation]:
    """One citation of each clause that is not among the quotes."""
    quoted_places = {(c.document, c.clause, c.edition) for c in quotes}
    by_place = {(c.document, c.clause, c.edition): c for c in citations}
    return [citation for place, citation in by_place.items() if place not in quoted_places]


def _is_named(citation: Citation, text: str) -> bool:
    """True where `text` names the citation's clause, and not one that begins like it."""
    return bool(re.search(rf"{re.escape(citation.name)}(?![\w(-])", text))


def _feedback_buttons(inbox: str, *, plain: bool) -> list[Block]:
    helpful = names.feedback_value(names.HELPFUL, inbox)
    unhelpful = names.feedback_value(names.UNHELPFUL, inbox)
    if plain:
        return row(
            [
                button("Helpful", names.FEEDBACK, helpful),
                button("Not helpful", names.FEEDBACK, unhelpful),
            ]
        )
    element = {
        "type": "feedback_buttons",
        "action_id": names.FEEDBACK,
        "positive_button": _feedback_button("Helpful", helpful),
        "negative_button": _feedback_button("Not helpful", unhelpful),
    }
    return [{"type": "context_actions", "elements": [element]}]


def _feedback_button(text: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": text, "emoji": False}, "value": value}
