"""What the person reads of a draft: its review, its changes, and the reasons for its clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import ButtonElement

import prompts
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import clip, in_order, one_line
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import (
    Block,
    button,
    clause_button_of,
    fitting,
    modal,
    row,
    small_print,
    title_row,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.drafts.words import LINE, settlement_line, with_basis
from drafting.agreements import (
    ClauseChange,
    Comparison,
    DraftInfo,
    Finding,
    OpenField,
    OtherChange,
    Review,
    TextPiece,
    Verdict,
)
from drafting.agreements.lives import VersionStanding
from drafting.documents import ClauseReason

NAME = 200
SHOWN = (10, 6, 4, 2, 1)  # points of one kind, or changes; the first that Slack takes
CLAUSES = 4  # buttons
REASON = 900
IN_FILE = "in the file itself"


def draft_message(draft: DraftInfo, lead: Sequence[Block] = ()) -> Message:
    """The message below a draft's files: how much is open, each point, and what to do next."""
    foot = [*row(_buttons(draft)), *row(_clauses(draft))]
    for most in SHOWN:
        blocks = [*lead, *_review(draft, most), *foot]
        if fits(blocks):
            break
    return message(blocks)


def standing_blocks(
    draft: DraftInfo, standing: VersionStanding, *, is_same: bool = False
) -> list[Block]:
    """What leads a message on a version: that it is no new one, or not the one to go by."""
    same = [_prose("draft-same", number=str(draft.version))] if is_same else []
    sentence = standing.sentence
    overtaken = [rich_text.paragraph([TextRun(sentence, bold=True)])] if sentence else []
    return [*same, *overtaken]


def files_missing(draft: DraftInfo) -> Message:
    """The same where Slack did not take the files: the draft is kept, and can be sent again."""
    again = [button("Send the files", names.DRAFT_SEND, _value(draft), style="primary")]
    return message([_prose("files-not-sent"), *row(again), *draft_message(draft).blocks])


def copy_message(
    draft: DraftInfo, no_longer_ready: str = "", lead: Sequence[Block] = ()
) -> Message:
    """The message below a clean copy, with why it may not be signed any more."""
    verdict = draft.verdict
    if verdict.is_earlier:
        sentence = _prose("draft-earlier", verdict=verdict.heading)
    elif verdict.is_ready:
        sentence = _prose("clean-copy")
    else:
        sentence = _prose("clean-copy-open", verdict=verdict.heading)
    if no_longer_ready:
        sentence = _prose("clean-copy-changed", why=no_longer_ready)
    title = rich_text.paragraph([TextRun(_title(draft), bold=True)])
    return message([*lead, title, sentence])


def copy_missing(draft: DraftInfo) -> Message:
    """Where Slack did not take the clean copy."""
    again = [button("Send the files", names.DRAFT_CLEAN, _value(draft), style="primary")]
    return message([_prose("files-not-sent"), *row(again)])


def comparison_message(
    comparison: Comparison, draft: DraftInfo, lead: Sequence[Block] = ()
) -> Message:
    """What somebody changed in a document that Saathi issued; `lead` says if it is overtaken.

    Money, account, dates and signatories come first, then what changed clause by clause.
    """
    buttons = [
        clause_button for basis in _bases(comparison) for clause_button in clause_button_of(basis)
    ]
    foot = [*_count_line(comparison), *row(buttons[:CLAUSES])]
    head = _outcome(comparison, draft)
    for most in SHOWN:
        blocks = [*lead, head, *_changes(comparison, most), *foot]
        if fits(blocks):
            break
    return message(blocks)


def _outcome(comparison: Comparison, draft: DraftInfo) -> Block:
    """What was seen, in a sentence or two."""
    title = _title(draft)
    if comparison.is_as_issued:
        return _prose("as-issued", title=title)
    if comparison.has_no_changes:
        return _prose("as-issued-so-far", title=title)
    if comparison.clauses:
        count = count_of(len(comparison.clauses), "clause")
        return _prose("changed-clauses", title=title, count=count)
    count = count_of(len(comparison.others), "other place")
    return _prose("changed-beside-clauses", title=title, count=count)


def _changes(comparison: Comparison, most: int) -> Iterator[Block]:
    for sentence in comparison.versions:
        yield rich_text.paragraph([TextRun(sentence, bold=True)])
    for title, sentences in comparison.key_lines():
        yield from _lines(title, [_line(sentence) for sentence in sentences], most, "below")
    yield from (_clause_change(change) for change in comparison.clauses[:most])
    yield from _more(len(comparison.clauses) - most, "changed clause")
    yield from (_other_change(change) for change in comparison.others[:most])
    yield from _more(len(comparison.others) - most, "other change")
    comments = [_line(comment.sentence) for comment in comparison.comments]
    yield from _lines("Comments of people", comments, most, IN_FILE)
    unread = [_line(what) for what in comparison.unread]
    yield from _lines("Not looked at; please open the file", unread, most, IN_FILE)


def _line(sentence: str) -> list[TextRun]:
    return [TextRun(clip(one_line(sentence), LINE))]


def why_window(
    draft: DraftInfo, reasons: Sequence[tuple[str, str, ClauseReason]]
) -> dict[str, Any]:
    """The window of a draft's clauses: why each is there, and on what it rests."""
    blocks = [small_print(_title(draft)), *(block for reason in reasons for block in _why(*reason))]
    fitting_blocks, whole = fitting(blocks, room=1)
    rest = [] if whole else [small_print(prompts.load("replies/why-cut-short").text)]
    return modal("Why this clause", names.WHY_MODAL, [*fitting_blocks, *rest])


def count_of(count: int, noun: str = "open point", many: str = "") -> str:
    """'3 open points'; `many` is the plural that takes no mere ‘s’."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {many or f'{noun}s'}"


def _title(draft: DraftInfo) -> str:
    name = in_order(clip(one_line(draft.partner_name), NAME))
    return f"{draft.title} with {name}, version {draft.version}"


def _value(draft: DraftInfo) -> str:
    return names.spot_value(names.PartnerRef(draft=draft.id))


def _buttons(draft: DraftInfo) -> list[ButtonElement]:
    request, value = draft.request, _value(draft)
    fill = [button("Fill what is open", names.DRAFT_FILL, value, style="primary")]
    settle = [button("Settle points", names.DRAFT_SETTLE, value)]
    is_ready = draft.verdict.is_ready
    look = {"style": "primary"} if is_ready else {}
    again = names.PartnerRef(request.partner, request.agreement, kind=str(request.kind))
    workbook = [button("What is open, as a workbook", names.OPEN_WORKBOOK, names.spot_value(again))]
    committee = [button("Ask the Committee", names.COMMITTEE_ASK, names.spot_value(again))]
    return [
        *(fill if any(_is_filled_here(field) for field in draft.review.open_fields) else []),
        *(settle if draft.review.for_people or draft.review.settled else []),
        button(
            "Copy for signature" if is_ready else "Copy without marks",
            names.DRAFT_CLEAN,
            value,
            **look,
        ),
        button("New version", names.DRAFT_OPEN, names.spot_value(again)),
        button("The agreement", names.AGREEMENT_OPEN, names.spot_value(again)),
        button("Why this clause", names.DRAFT_WHY, value),
        *(workbook if draft.review.points else []),
        *(committee if _wants_a_decision(draft.review) else []),
    ]


def _wants_a_decision(review: Review) -> bool:
    """True where no decision of the Committee holds for the agreement."""
    codes = [finding.code for finding in review.findings()]
    return any(code == "no-approval" or code.startswith("decision-") for code in codes)


def _is_filled_here(field: OpenField) -> bool:
    """False for what Finance fills in, and for the office's own side."""
    return not field.restricted and field.field.startswith(("partner.", "agreement."))


def _clauses(draft: DraftInfo) -> list[ButtonElement]:
    bases = [basis for finding in draft.review.findings() for basis in finding.basis]
    clause_names = list(dict.fromkeys(bases))[:CLAUSES]
    return [clause_button for basis in clause_names for clause_button in clause_button_of(basis)]


def review_blocks(review: Review, most: int) -> Iterator[Block]:
    """What a review leaves open, as it is told of a draft: the same sentences, the same count."""
    yield rich_text.paragraph([TextRun(f"{review.verdict.heading}.")])
    yield from _counted(review, most)


def _counted(review: Review, most: int) -> Iterator[Block]:
    """The points that are left to do."""
    yield from _points("Missing, so not complete yet", review.missing_points, most)
    yield from _points("Does not agree", review.conflicts, most)
    yield from _lines("Open", [_open_line(field) for field in review.further_open_fields], most)
    yield from _points("For a person to decide", review.for_people, most)
    yield from _lines("Settled by a person", list(_settled(review.settled)), most)


def _review(draft: DraftInfo, most: int) -> Iterator[Block]:
    review = draft.review
    yield rich_text.paragraph([TextRun(_title(draft), bold=True)])
    yield _prose(_state(draft.verdict), verdict=draft.verdict.heading)
    yield from _counted(review, most)
    yield from _points("Clauses to read", review.to_read, most)
    yield from _points("For counsel: no clause speaks of these", review.without_clause, most)
    yield from _points("Good to know", review.notes, most)
    changes = [[TextRun(clip(one_line(change), LINE))] for change in draft.changes]
    yield from _lines("Since the version before", changes, most)
    for offer in review.offers[:2]:
        yield rich_text.paragraph([TextRun(with_basis(offer.sentence, offer.basis), italic=True)])


def _state(verdict: Verdict) -> str:
    """The prose file on how far a draft is."""
    if verdict.is_earlier:
        return "draft-earlier"
    return "draft-ready" if verdict.is_ready else "draft-open"


def _settled(findings: Sequence[Finding]) -> Iterator[list[TextRun]]:
    for finding in findings:
        if finding.settled is not None:
            line = settlement_line(finding.settled)
            yield [TextRun(with_basis(finding.sentence, finding.basis)), TextRun(f" {line}")]


def _open_line(field: OpenField) -> list[TextRun]:
    """What is open, literally, and the cure in our own words."""
    sentence = clip(one_line(field.sentence.removesuffix(field.cure)), LINE)
    return [TextRun(f"{sentence} "), *rich_text.spoken(field.cure)]


def _points(title: str, findings: Sequence[Finding], most: int) -> Iterator[Block]:
    yield from _lines(title, [list(_point(finding)) for finding in findings], most)


def _point(finding: Finding) -> Iterator[TextRun]:
    yield TextRun(with_basis(finding.sentence, finding.basis))
    if finding.settled_before is not None:
        yield TextRun(f" {settlement_line(finding.settled_before, with_point=True)}", italic=True)


def _lines(
    title: str,
    lines: Sequence[Sequence[TextRun]],
    most: int,
    rest_is: str = "marked in the document",
) -> Iterator[Block]:
    if lines:
        first = rich_text.section([TextRun(title, bold=True)])
        rest = len(lines) - most
        more = [[TextRun(f"and {rest} more, {rest_is}")]] if rest > 0 else []
        yield rich_text.rich_text(first, rich_text.bullets([*lines[:most], *more]))


def _prose(name: str, **values: str) -> Block:
    """A prose file as a paragraph; the values in it are shown literally."""
    return notices.notice(name, **values).blocks[0]


def _bases(comparison: Comparison) -> list[str]:
    bases = [change.basis for change in comparison.clauses]
    bases += [change.basis for change in comparison.others]
    return list(dict.fromkeys(basis for each in bases for basis in each))


def _clause_change(change: ClauseChange) -> Block:
    lead = rich_text.section([TextRun(clip(one_line(change.sentence), LINE), bold=True)])
    words = _words(change.words)
    quotes = [rich_text.quote(words)] if words and change.how == "changed" else []
    return rich_text.rich_text(lead, *quotes)


def _other_change(change: OtherChange) -> Block:
    lead = rich_text.section([TextRun(clip(one_line(change.sentence), LINE), bold=True)])
    words = _words(change.words)
    return rich_text.rich_text(lead, *([rich_text.quote(words)] if words else []))


AROUND = 80  # characters of the unchanged words beside a change


def _words(words: Sequence[TextPiece]) -> list[TextRun]:
    """Added words in bold, deleted ones struck out, and a little of the text around them.

    What cannot be seen on the page is set in italics, and said so.
    """
    runs = []
    for place, piece in enumerate(words):
        if piece.was == "kept":
            last = place == len(words) - 1
            runs.append(TextRun(_surroundings(piece.text, first=place == 0, last=last)))
        else:
            is_hidden = piece.was == "hidden"
            runs.append(
                TextRun(
                    f"{piece.text} (hidden)" if is_hidden else piece.text,
                    bold=piece.was == "added",
                    struck=piece.was in ("deleted", "struck"),
                    italic=is_hidden,
                )
            )
    return rich_text.clipped(runs, REASON)


def _surroundings(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * AROUND:
        return text
    head = "" if first else text[:AROUND]
    tail = "" if last else text[-AROUND:]
    return f"{head} … {tail}"


def _more(count: int, noun: str) -> list[Block]:
    return [small_print(f"And {count_of(count, noun)} more.")] if count > 0 else []


def _count_line(comparison: Comparison) -> list[Block]:
    counts = [
        f"{count_of(len(comparison.filled), 'open field')} filled in" if comparison.filled else "",
        f"{count_of(comparison.tracked, 'tracked change')}, read as accepted"
        if comparison.tracked
        else "",
        f"{count_of(comparison.struck, 'stretch', 'stretches')} struck through, read as deleted"
        if comparison.struck
        else "",
        f"{count_of(comparison.hidden, 'stretch', 'stretches')} hidden from sight"
        if comparison.hidden
        else "",
        count_of(len(comparison.comments), "comment") if comparison.comments else "",
    ]
    line = " · ".join(count for count in counts if count)
    return [small_print(line)] if line else []


def _why(number: str, title: str, reason: ClauseReason) -> Iterator[Block]:
    opening = clause_button_of(reason.basis[0]) if reason.basis else []
    yield title_row(clip(one_line(f"{number} {title}"), NAME), opening[0] if opening else None)
    yield rich_text.paragraph([TextRun(clip(one_line(reason.text), REASON))])
