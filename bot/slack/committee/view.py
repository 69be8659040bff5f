"""What the Committee and the coordinators see: the paper, the decision, its windows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import ButtonElement

from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import Block, button, fitting, label, modal, row, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.committee.facts import (
    DecisionPapers,
    NameOf,
    fact_lines,
    sheet_line,
    words_for_the_partner,
)
from drafting.partnership.committee import (
    CommitteeSeat,
    ConflictBody,
    DeferralBody,
    HandedOnBody,
    SheetVote,
    seats_of,
)
from drafting.register import Entry, EntryEvent

NAME = "The Committee"
LONGEST_WORDS = 2_000
VOTES = (SheetVote.YES, SheetVote.WITH_CONDITIONS, SheetVote.NO)
Json = dict[str, Any]


def paper(papers: DecisionPapers, asker: str) -> Message:
    """The direct message to a member: what is asked, on which papers, and the sheet's buttons."""
    entry = papers.entry
    blocks = [
        _bold(papers.heading),
        *notices.notice("committee-paper", asker=asker).blocks,
        *_facts(papers),
        *row([*_sheet_buttons(entry), _conflict_button(entry)]),
        *row([*_agreement_button(entry), _open_button(entry)]),
    ]
    return message(blocks)


def told(papers: DecisionPapers, prose: str, **values: str) -> Message:
    """A direct message on how it stands, with the words for the partner once it is decided."""
    words = words_for_the_partner(papers)
    blocks = [
        _bold(papers.heading),
        *notices.notice(prose, **values).blocks,
        *_words(words),
        *row([*_told_button(papers.entry, words), _open_button(papers.entry)]),
    ]
    return message(blocks)


def window(
    papers: DecisionPapers,
    steps: Sequence[tuple[str, str]],
    name_of: NameOf,
    *,
    reads_sheets: bool,
    left: Collection[str] = (),
    notice: str = "",
) -> Json:
    """The decision: what is asked, who answered, what was decided, and `steps`: what may follow.

    Each step is what is said and its button's words. `reads_sheets` where the sheets are shown;
    `left` are the members who are no longer on the Committee.
    """
    entry = papers.entry
    head = [small_print(notice)] if notice else []
    blocks = [
        *head,
        _bold(papers.heading),
        small_print(f"{papers.state}. {_asked_line(entry)}"),
        *_facts(papers),
        _seats(entry, name_of, left, reads_sheets=reads_sheets),
        *_outcome(papers),
        *row([*_step_buttons(entry, steps), *_agreement_button(entry)]),
    ]
    view_blocks, _ = fitting(blocks)
    value = names.decision_value(names.DecisionRef(entry.id, seen=entry.last_number))
    return modal(NAME, names.COMMITTEE_MODAL, view_blocks, private_metadata=value)


def form(
    title: str,
    head: Sequence[str],
    questions: Sequence[FormQuestion],
    callback: str,
    metadata: str,
) -> Json:
    """A window that asks; `head` are lines above its inputs."""
    lines = [small_print(clip(one_line(line), BLOCK_TEXT)) for line in head if line]
    view_blocks, _ = fitting([*lines, *forms.blocks(questions)])
    submit = label("Send it", TITLE)
    return modal(title, callback, view_blocks, private_metadata=metadata, submit=submit)


def sentence_window(sentence: str) -> Json:
    """A window of one sentence."""
    return notices.window(NAME, sentence)


def _bold(text: str) -> Block:
    return rich_text.paragraph([TextRun(clip(one_line(text), BLOCK_TEXT), bold=True)])


def _facts(papers: DecisionPapers) -> Iterator[Block]:
    lines = [
        [TextRun(f"{title}: ", bold=True), TextRun(text)]
        for title, text in fact_lines(papers.facts)
    ]
    yield rich_text.rich_text(rich_text.bullets(lines))
    if papers.question.paper:
        words = rich_text.clipped([TextRun(papers.question.paper)], LONGEST_WORDS)
        yield rich_text.rich_text(rich_text.quote(words))


def _asked_line(entry: Entry) -> str:
    return f"Asked by {entry.opened_by.name} on {entry.day.day} {entry.day:%B %Y}."


def _seats(entry: Entry, name_of: NameOf, left: Collection[str], *, reads_sheets: bool) -> Block:
    title = rich_text.section([TextRun("Who is asked", bold=True)])
    lines = [
        [TextRun(_seat_line(seat, name_of, left, reads_sheets=reads_sheets))]
        for seat in seats_of(entry)
    ]
    more = [[TextRun(line)] for line in _happenings(entry, name_of)]
    return rich_text.rich_text(title, rich_text.bullets([*lines, *more]))


def _seat_line(
    seat: CommitteeSeat, name_of: NameOf, left: Collection[str], *, reads_sheets: bool
) -> str:
    if not seat.member:
        return "Nobody is left to stand in"
    if seat.sheet is None:
        gone = "; no longer on the Committee" if seat.member in left else ""
        return f"{name_of(seat.member)}: not answered yet{gone}"
    if reads_sheets:
        return sheet_line(seat.sheet, name_of)
    return f"{name_of(seat.member)}: answered"


def _happenings(entry: Entry, name_of: NameOf) -> Iterator[str]:
    """Conflicts of interest, who stands in for whom, and deferrals, as they came."""
    for event in entry.said("conflict", "handed_on", "deferred"):
        yield _happening(event, name_of)


def _happening(event: EntryEvent, name_of: NameOf) -> str:
    on, body = f"{event.day.day} {event.day:%B %Y}", event.body
    if isinstance(body, ConflictBody):
        member = name_of(body.member or event.author.by)
        to = f"; {name_of(body.handed_to)} is asked" if body.handed_to else ""
        return f"Conflict of interest made known by {member} on {on}{to}"
    if isinstance(body, HandedOnBody):
        return f"{name_of(body.handed_to)} is asked in place of {name_of(body.member)}, since {on}"
    why = one_line(body.why) if isinstance(body, DeferralBody) else ""
    return clip(f"Deferred by {event.author.name} on {on}: {why}", BLOCK_TEXT)


def _outcome(papers: DecisionPapers) -> Iterator[Block]:
    words = words_for_the_partner(papers)
    if not words:
        return
    yield rich_text.paragraph([TextRun("Words for the partner, to copy", bold=True)])
    yield from _words(words)
    for event in papers.entry.said("answered"):
        answer = f"{event.author.told_by} answered: {one_line(event.words)}"
        yield rich_text.paragraph([TextRun(clip(answer, BLOCK_TEXT))])


def _words(words: str) -> Iterator[Block]:
    if words:
        yield rich_text.rich_text(rich_text.quote(rich_text.clipped([TextRun(words)], BLOCK_TEXT)))


def _sheet_buttons(entry: Entry) -> list[ButtonElement]:
    return [
        button(
            vote.label,
            names.COMMITTEE_STEP,
            _value(entry, "sheet", vote.value),
            **({"style": "primary"} if vote is SheetVote.YES else {}),
        )
        for vote in VOTES
    ]


def _conflict_button(entry: Entry) -> ButtonElement:
    return button("Conflict of interest", names.COMMITTEE_STEP, _value(entry, "conflict"))


def _step_buttons(entry: Entry, steps: Sequence[tuple[str, str]]) -> Iterator[ButtonElement]:
    for step, words in steps:
        if step == "sheet":
            yield from _sheet_buttons(entry)
        else:
            yield button(words, names.COMMITTEE_STEP, _value(entry, step))


def _told_button(entry: Entry, words: str) -> list[ButtonElement]:
    if not words or entry.latest("told") is not None:
        return []
    return [button("Partner told", names.COMMITTEE_STEP, _value(entry, "told"), style="primary")]


def _agreement_button(entry: Entry) -> list[ButtonElement]:
    if not entry.agreement:
        return []
    spot = names.PartnerRef(entry.partner, entry.agreement)
    return [button("The agreement", names.AGREEMENT_OPEN, names.spot_value(spot))]


def _open_button(entry: Entry) -> ButtonElement:
    value = names.decision_value(names.DecisionRef(entry.id))
    return button("How it stands", names.COMMITTEE_OPEN, value)


def _value(entry: Entry, step: str, vote: str = "") -> str:
    ref = names.DecisionRef(entry.id, step, vote, entry.last_number)
    return names.decision_value(ref)
