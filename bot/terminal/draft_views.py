"""Drafts in the terminal, as pure views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.agreements import (
    Comparison,
    DraftInfo,
    Finding,
    PointSettlement,
    Review,
    TextPiece,
    Verdict,
)
from drafting.documents import ClauseReason
from drafting.partners import office_day

if TYPE_CHECKING:
    from drafting.agreements import BatchOutcome
    from drafting.agreements.lives import VersionStanding

STYLES = {
    "kept": "dim",
    "deleted": "red strike",
    "added": "green",
    "struck": "red strike",
    "hidden": "yellow",
}
# In brackets too, for a terminal without colours.
MARKS = {
    "kept": "{}",
    "deleted": "[-{}-]",
    "added": "{{+{}+}}",
    "struck": "[-{}-, struck through]",
    "hidden": "[{}, hidden]",
}
LOOK_YOURSELF = "Please open the file and look at these yourself."


def draft_view(draft: DraftInfo) -> RenderableType:
    """A draft that was just made: what it is, what is left to do, and where its files are."""
    head = f"{draft.title} with {draft.partner_name}, version {draft.version}"
    parts: list[RenderableType] = [Text(head, style="bold"), Text(_state(draft.verdict))]
    parts += list(_review(draft.review))
    if draft.review.offers:
        parts.append(_titled("What else belongs to it", _offers(draft)))
    if draft.version > 1:
        parts += [_titled("Since the version before", draft.changes or ("Nothing differs.",))]
    return Group(*parts, Text("\nThe files:"))


def open_points_view(review: Review) -> RenderableType:
    """What a review leaves open, the verdict first, as it is told of a draft."""
    return Group(Text(_state(review.verdict)), *_counted(review))


def review_view(title: str, verdict: Verdict, review: Review) -> RenderableType:
    """A review by itself, the verdict first."""
    return Group(Text(title, style="bold"), Text(_state(verdict)), *_review(review))


def verdict_view(verdict: Verdict) -> str:
    """How far an agreement is once a point was settled or taken back."""
    return (
        f"As the record stands now, the verdict is ‘{verdict.heading}’; draft it anew for pages "
        "that say so:"
    )


def draft_json(draft: DraftInfo, standing: VersionStanding) -> dict[str, Any]:
    """A draft with its verdict, as one line of a list."""
    verdict = draft.verdict
    return {
        "draft": draft.id,
        "partner": draft.request.partner,
        "agreement": draft.request.agreement,
        "kind": str(draft.request.kind),
        "version": draft.version,
        "made_at": draft.created_at.isoformat(),
        "made_by": draft.request.requested_by,
        "standing": standing.standing.value,
        "go_by": standing.instead.id if standing.instead else None,
        **verdict_json(verdict),
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict; under earlier rules nothing says whether it is ready, which is null."""
    return {
        "verdict": verdict.heading,
        "ready_for_signature": None if verdict.is_earlier else verdict.is_ready,
        "open_points": verdict.open_points,
        "rules": verdict.rules,
    }


def review_json(verdict: Verdict, review: Review) -> dict[str, Any]:
    """A review with its verdict."""
    parts = to_jsonable_python(review)
    return {**verdict_json(verdict), "review": parts}


def _state(verdict: Verdict) -> str:
    if verdict.is_earlier:
        return f"{verdict.heading}. Draft it anew before it is signed."
    if verdict.is_ready:
        return f"{verdict.heading}: nothing is open. Read it through, and it can be signed."
    return f"{verdict.heading}."


def _review(review: Review) -> Iterator[RenderableType]:
    yield from _counted(review)
    if review.to_read:
        yield _titled(
            "Clauses for somebody who knows the matter to read", [_clauses_to_read(review)]
        )
    if review.without_clause:
        yield _titled("For counsel: no clause speaks of these", _sentences(review.without_clause))
    if review.notes:
        yield _titled("Good to know", _sentences(review.notes))


def _counted(review: Review) -> Iterator[RenderableType]:
    """The points that are left to do."""
    if review.missing_points:
        yield _titled("Missing for CSPF 15(e)", _sentences(review.missing_points))
    if review.conflicts:
        yield _titled("What does not agree", _sentences(review.conflicts))
    if review.further_open_fields:
        yield _titled("What is open", review.open_lines)
    if review.for_people:
        yield _titled("What a person decides", _points_to_settle(review.for_people))
    if review.settled:
        yield _titled("Settled by a person", _settled(review.settled))


def _offers(draft: DraftInfo) -> list[str]:
    """What the desk can draft beside it, with the command."""
    wish = draft.request
    command = f"saathi draft {{}} {wish.partner} --agreement {wish.agreement}"
    return [f"{offer.sentence} {command.format(offer.kind)}" for offer in draft.review.offers]


def _clauses_to_read(review: Review) -> str:
    """The clauses by their numbers; `saathi draft why` says why each."""
    names = ", ".join(finding.where.removeprefix("clause ") for finding in review.to_read)
    return f"{names}. `saathi draft why` with the draft and the number says what to look at."


def _points_to_settle(findings: Iterable[Finding]) -> list[str]:
    """A line for each, with the name by which `saathi draft settle` takes it."""
    lines = []
    for finding in findings:
        before = finding.settled_before
        lapsed = f" ‘{before.sentence}’ was settled by {_by(before)}." if before else ""
        point = f" [{finding.point}]" if finding.point else ""
        lines.append(f"{finding.sentence}{lapsed}{point}")
    return lines


def _settled(findings: Iterable[Finding]) -> list[str]:
    return [
        f"{finding.sentence} Settled by {_by(finding.settled)}. [{finding.point}]"
        for finding in findings
        if finding.settled is not None
    ]


def _by(settlement: PointSettlement) -> str:
    """'Sample Coordinator on 30 November 2026: the reason'."""
    when = office_day(settlement.at)
    reason = settlement.reason.rstrip(".")
    return f"{settlement.name} on {when.day} {when:%B %Y}: {reason}"


def _sentences(findings: Iterable[Finding]) -> list[str]:
    return [finding.sentence for finding in findings]


def _titled(title: str, lines: Sequence[str]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for line in lines:
        grid.add_row("·", Text(line))
    return Padding(Group(Text(title, style="cyan"), grid), (1, 0, 0, 0))


def batch_view(outcomes: Sequence[BatchOutcome]) -> RenderableType:
    """What became of a batch: what was drafted with its open points, and what was refused."""
    table = Table(box=None, pad_edge=False)
    for column in ("Partner", "Agreement", "", "Open points"):
        table.add_column(column, no_wrap=True, justify="right" if column else "left")
    table.columns[0].justify = table.columns[1].justify = "left"
    for outcome in outcomes:
        if outcome.draft is not None:
            state = "drafted" if outcome.state == "drafted" else "was there"
            points = str(outcome.draft.verdict.open_points)
            table.add_row(outcome.partner, outcome.agreement, state, points)
    refusals = [outcome for outcome in outcomes if outcome.state == "refused"]
    parts: list[RenderableType] = [table] if len(refusals) < len(outcomes) else []
    if refusals:
        lines = [f"{outcome.partner}: {outcome.why}" for outcome in refusals]
        parts.append(_titled(f"Not drafted: {len(refusals)}", lines))
    return Group(*parts, Text(f"\n{_count_line(outcomes)}"))


def _count_line(outcomes: Sequence[BatchOutcome]) -> str:
    states = [outcome.state for outcome in outcomes]
    names = (("drafted", "drafted"), ("there", "there already"), ("refused", "not drafted"))
    counts = [f"{states.count(state)} {words}" for state, words in names if state in states]
    return f"{', '.join(counts)}."


def drafts_view(
    drafts: Iterable[DraftInfo], standings: Mapping[str, VersionStanding]
) -> RenderableType:
    """Drafts, one a line, with the verdict of those to go by, and what the others are."""
    table = Table(box=None, pad_edge=False)
    for column in ("Draft", "Partner", "Made on", "Verdict"):
        table.add_column(column, no_wrap=column == "Draft")
    for draft in drafts:
        day = office_day(draft.created_at)
        made_on = f"{day.day} {day:%B %Y}"
        table.add_row(draft.id, Text(draft.partner_name), made_on, _state_of(draft, standings))
    return table


def _state_of(draft: DraftInfo, standings: Mapping[str, VersionStanding]) -> Text:
    standing, verdict = standings[draft.id], draft.verdict.in_short
    if not standing.is_to_go_by:
        return Text(standing.in_short, style="dim")
    is_out = standing.in_short != "current"
    return Text(f"{verdict}, {standing.in_short}" if is_out else verdict)


def reasons_view(reasons: Iterable[tuple[str, str, ClauseReason]]) -> RenderableType:
    """Clauses, each with the reason for it."""
    parts: list[RenderableType] = []
    for number, title, reason in reasons:
        parts.append(Text(f"{number}  {title}", style="bold"))
        parts.append(Padding(Text(reason.text), (0, 0, 1, 2)))
    return Group(*parts)


def comparison_view(comparison: Comparison) -> RenderableType:
    """An edited document beside what was issued: what whoever signs looks at, first."""
    parts: list[RenderableType] = [
        Text(f"{comparison.file}, made from {comparison.draft}", style="bold"),
        Text(_summary(comparison)),
        *(_titled(title, lines) for title, lines in comparison.key_lines()),
    ]
    for clause in comparison.clauses:
        parts.append(Padding(Text(clause.sentence, style="cyan"), (1, 0, 0, 0)))
        if clause.words:
            parts.append(Padding(_marked_text(clause.words), (0, 0, 0, 2)))
    if comparison.others:
        parts.append(Padding(Text("Outside the clauses", style="cyan"), (1, 0, 0, 0)))
    for change in comparison.others:
        words = Group(Text(change.sentence), _marked_text(change.words))
        parts.append(Padding(words, (0, 0, 0, 2)))
    if comparison.filled:
        lines = [
            f"{field.title}: {field.value or 'not shown'} ({field.where})"
            for field in comparison.filled
        ]
        parts.append(_titled("Filled in", lines))
    if comparison.comments:
        comments = [comment.sentence for comment in comparison.comments]
        parts.append(_titled("Comments of people", comments))
    if comparison.unread:
        parts.append(_titled("Not looked at", [*comparison.unread, LOOK_YOURSELF]))
    return Group(*parts)


def _summary(comparison: Comparison) -> str:
    parts = [comparison.heading, *comparison.versions]
    if comparison.tracked:
        parts.append("Tracked changes were read as accepted.")
    if comparison.struck:
        parts.append("Words that are struck through were read as deleted.")
    if comparison.hidden:
        parts.append("Words that cannot be seen on the page are in it.")
    return " ".join(parts)


def _marked_text(words: Iterable[TextPiece]) -> Text:
    """Words with what came and went; in brackets too, for a terminal without colours."""
    text = Text()
    for piece in words:
        pattern = MARKS[piece.was]
        gap = "" if not text or text.plain.endswith("\n") or piece.text.startswith("\n") else " "
        text.append(gap + (pattern.format(piece.text) if piece.text.strip() else piece.text))
        text.stylize(STYLES[piece.was], len(text) - len(piece.text))
    return text
