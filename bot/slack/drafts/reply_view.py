"""What the person reads of a draft: its review, what was changed in it, why its clauses stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import ButtonElement, MarkdownTextObject, SectionBlock

import prompts
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import clip, inert_mrkdwn, one_line
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import Block, button, clause_button_of, fitting, modal, row, small_print
from bot.slack.blocks.rich_text import TextRun
from drafting.agreements import (
    ClauseChange,
    Comparison,
    DraftInfo,
    Finding,
    OpenField,
    OtherChange,
    TextPiece,
)
from drafting.documents import ClauseReason

LINE = 300  # characters of one point
NAME = 200
SHOWN = (10, 6, 4, 2, 1)  # points of one kind, or changes; the first that Slack takes
CLAUSES = 4  # buttons
REASON = 900


def drafted(draft: DraftInfo) -> Message:
    """What stands beneath a draft's files: how much is open, each point, and what to do next."""
    foot = [*row(_acts(draft)), *row(_clauses(draft))]
    for most in SHOWN:
        blocks = [*_review(draft, most), *foot]
        if fits(blocks):
            break
    return message(blocks)


def files_missing(draft: DraftInfo) -> Message:
    """The same where Slack did not take the files: the draft is kept, and can be sent again."""
    again = [button("Send the files", names.DRAFT_SEND, _value(draft), style="primary")]
    return message([_spoken("files-not-sent"), *row(again), *drafted(draft).blocks])


def copied(draft: DraftInfo) -> Message:
    """What stands beneath a clean copy."""
    points = draft.review.points
    said = _spoken("clean-copy-open", points=counted(points)) if points else _spoken("clean-copy")
    return message([rich_text.paragraph([TextRun(_called(draft), bold=True)]), said])


def copy_missing(draft: DraftInfo) -> Message:
    """Where Slack did not take the clean copy."""
    again = [button("Send the files", names.DRAFT_CLEAN, _value(draft), style="primary")]
    return message([_spoken("files-not-sent"), *row(again)])


def compared(found: Comparison, draft: DraftInfo) -> Message:
    """What somebody changed in a document that Saathi issued, clause by clause."""
    buttons = [one for basis in _bases(found.clauses) for one in clause_button_of(basis)]
    foot = [*_counts(found), *row(buttons[:CLAUSES])]
    if found.is_as_issued:
        return message([_spoken("as-issued", title=_called(draft)), *foot])
    count = counted(len(found.clauses), "clause")
    head = _spoken("changed-clauses", title=_called(draft), count=count)
    for most in SHOWN:
        blocks = [head, *_changes(found, most), *foot]
        if fits(blocks):
            break
    return message(blocks)


def _changes(found: Comparison, most: int) -> Iterator[Block]:
    yield from (_clause_change(one) for one in found.clauses[:most])
    yield from _more(len(found.clauses) - most, "changed clause")
    yield from (_other_change(one) for one in found.others[:most])
    yield from _more(len(found.others) - most, "other change")


def why(draft: DraftInfo, reasons: Sequence[tuple[str, str, ClauseReason]]) -> dict[str, Any]:
    """The window of a draft's clauses: why each stands there, and on what it rests."""
    blocks = [small_print(_called(draft)), *(_why(*one) for one in reasons)]
    shown, whole = fitting(blocks, room=1)
    rest = [] if whole else [small_print(prompts.load("replies/why-cut-short").text)]
    return modal("Why this clause", names.WHY_MODAL, [*shown, *rest])


def counted(count: int, what: str = "open point") -> str:
    """'3 open points'."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _called(draft: DraftInfo) -> str:
    name = clip(one_line(draft.partner_name), NAME)
    return f"{draft.title} with {name}, version {draft.version}"


def _value(draft: DraftInfo) -> str:
    return names.spot_value(names.PartnerRef(draft=draft.id))


def _acts(draft: DraftInfo) -> list[ButtonElement]:
    request, value = draft.request, _value(draft)
    fill = [button("Fill what is open", names.DRAFT_FILL, value, style="primary")]
    again = names.PartnerRef(request.partner, request.agreement, kind=str(request.kind))
    return [
        *(fill if any(_is_filled_here(one) for one in draft.review.open_fields) else []),
        button("Clean copy", names.DRAFT_CLEAN, value),
        button("New version", names.DRAFT_OPEN, names.spot_value(again)),
        button("Why this clause", names.DRAFT_WHY, value),
    ]


def _is_filled_here(one: OpenField) -> bool:
    """False for what Finance fills in, and for the office's own side."""
    return not one.restricted and one.field.startswith(("partner.", "agreement."))


def _clauses(draft: DraftInfo) -> list[ButtonElement]:
    bases = [basis for one in draft.review.findings() for basis in one.basis]
    named = list(dict.fromkeys(bases))[:CLAUSES]
    return [one for basis in named for one in clause_button_of(basis)]


def _review(draft: DraftInfo, most: int) -> Iterator[Block]:
    review = draft.review
    yield rich_text.paragraph([TextRun(_called(draft), bold=True)])
    points = draft.review.points
    yield _spoken("draft-open", points=counted(points)) if points else _spoken("draft-ready")
    yield from _points("Missing, so not complete yet", review.missing_points, most)
    yield from _points("Does not agree", review.conflicts, most)
    yield from _lines("Open", [_open(one) for one in review.open_fields], most)
    yield from _points("For a person to decide", review.for_people, most)
    yield from _points("Clauses to read", review.to_read, most)
    yield from _points("Good to know", review.notes, most)
    changes = [[TextRun(clip(one_line(one), LINE))] for one in draft.changes]
    yield from _lines("Since the version before", changes, most)
    for offer in review.offers[:2]:
        yield rich_text.paragraph([TextRun(_with_basis(offer.sentence, offer.basis), italic=True)])


def _open(one: OpenField) -> list[TextRun]:
    """What is open, literally, and the cure in our own words."""
    what = clip(one_line(one.sentence.removesuffix(one.cure)), LINE)
    return [TextRun(f"{what} "), *rich_text.spoken(one.cure)]


def _points(title: str, findings: Sequence[Finding], most: int) -> Iterator[Block]:
    lines = [[TextRun(_with_basis(one.sentence, one.basis))] for one in findings]
    yield from _lines(title, lines, most)


def _lines(title: str, lines: Sequence[Sequence[TextRun]], most: int) -> Iterator[Block]:
    if lines:
        first = rich_text.section([TextRun(title, bold=True)])
        rest = len(lines) - most
        more = [[TextRun(f"and {rest} more, marked in the document")]] if rest > 0 else []
        yield rich_text.rich_text(first, rich_text.bullets([*lines[:most], *more]))


def _with_basis(sentence: str, basis: Sequence[str]) -> str:
    rests = ", ".join(one for one in basis if one not in sentence)
    said = clip(one_line(sentence), LINE)
    return f"{said} ({rests})" if rests else said


def _spoken(name: str, **values: str) -> Block:
    """A prose file as a paragraph; the values in it are shown literally."""
    return notices.notice(name, **values).blocks[0]


def _bases(changes: Sequence[ClauseChange]) -> list[str]:
    return list(dict.fromkeys(basis for one in changes for basis in one.basis))


def _clause_change(change: ClauseChange) -> Block:
    lead = rich_text.section([TextRun(clip(one_line(change.sentence), LINE), bold=True)])
    words = _words(change.words)
    quoted = [rich_text.quote(words)] if words and change.how == "changed" else []
    return rich_text.rich_text(lead, *quoted)


def _other_change(change: OtherChange) -> Block:
    where = f"{change.where[:1].upper()}{change.where[1:]}: {change.how}."
    lead = rich_text.section([TextRun(clip(one_line(where), LINE), bold=True)])
    words = _words(change.words)
    return rich_text.rich_text(lead, *([rich_text.quote(words)] if words else []))


AROUND = 80  # characters of the unchanged words beside a change


def _words(words: Sequence[TextPiece]) -> list[TextRun]:
    """What came in bold, what went struck out, and a little of what stands around it."""
    runs = []
    for place, piece in enumerate(words):
        if piece.was == "kept":
            last = place == len(words) - 1
            runs.append(TextRun(_around(piece.text, first=place == 0, last=last)))
        else:
            runs.append(
                TextRun(piece.text, bold=piece.was == "added", struck=piece.was == "deleted")
            )
    return rich_text.clipped(runs, REASON)


def _around(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * AROUND:
        return text
    head = "" if first else text[:AROUND]
    tail = "" if last else text[-AROUND:]
    return f"{head} … {tail}"


def _more(count: int, what: str) -> list[Block]:
    return [small_print(f"And {counted(count, what)} more.")] if count > 0 else []


def _counts(found: Comparison) -> list[Block]:
    said = [
        f"{counted(len(found.filled), 'open field')} filled in" if found.filled else "",
        f"{counted(found.tracked, 'tracked change')}, read as accepted" if found.tracked else "",
        counted(found.comments, "comment") if found.comments else "",
    ]
    told = " · ".join(one for one in said if one)
    return [small_print(told)] if told else []


def _why(number: str, title: str, reason: ClauseReason) -> Block:
    head = inert_mrkdwn(clip(one_line(f"{number} {title}"), NAME))
    words = inert_mrkdwn(clip(one_line(reason.text), REASON))
    opening = clause_button_of(reason.basis[0]) if reason.basis else []
    return SectionBlock(
        text=MarkdownTextObject(text=f"*{head}*\n{words}", verbatim=True),
        accessory=opening[0] if opening else None,
    ).to_dict()
