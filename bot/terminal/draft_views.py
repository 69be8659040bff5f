"""Drafts in the terminal, as pure views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.agreements import Comparison, DraftInfo, Finding, OpenField, Review, TextPiece
from drafting.documents import ClauseReason
from drafting.partners import office_day

if TYPE_CHECKING:
    from drafting.agreements import BatchOutcome

STYLES = {"kept": "dim", "deleted": "red strike", "added": "green"}


def draft_view(draft: DraftInfo) -> RenderableType:
    """A draft that was just made: what it is, what is left to do, and where its files are."""
    head = f"{draft.title} with {draft.partner_name}, version {draft.version}"
    parts: list[RenderableType] = [Text(head, style="bold"), Text(_state(draft.review))]
    parts += list(_review(draft.review))
    if draft.review.offers:
        parts.append(_titled("What else belongs to it", _offered(draft)))
    if draft.version > 1:
        parts += [_titled("Since the version before", draft.changes or ("Nothing differs.",))]
    return Group(*parts, Text("\nThe files:"))


def _state(review: Review) -> str:
    if not review.points:
        return "Nothing is open. Read it through, and it can be signed."
    left = f"{review.points} open point{'s' if review.points > 1 else ''}"
    if review.is_complete:
        return f"It is drafted, with {left} to settle before it is signed."
    return f"It is drafted, and not complete yet: {left}."


def _review(review: Review) -> Iterator[RenderableType]:
    if review.missing_points:
        yield _titled("Missing for CSPF 15(e)", _sentences(review.missing_points))
    if review.conflicts:
        yield _titled("What does not agree", _sentences(review.conflicts))
    if review.open_fields:
        yield _titled("What is open", _open(review.open_fields))
    if review.for_people:
        yield _titled("What a person decides", _sentences(review.for_people))
    if review.to_read:
        yield _titled("Clauses for somebody who knows the matter to read", [_read(review)])
    if review.notes:
        yield _titled("Good to know", _sentences(review.notes))


def _offered(draft: DraftInfo) -> list[str]:
    """What the desk can draft beside it, with the command."""
    wish = draft.request
    command = f"saathi draft {{}} {wish.partner} --agreement {wish.agreement}"
    return [f"{one.sentence} {command.format(one.kind)}" for one in draft.review.offers]


def _open(fields: Iterable[OpenField]) -> list[str]:
    """A line for each way to fill fields in, with all that are filled in so."""
    by_cure: dict[str, list[str]] = {}
    for one in fields:
        by_cure.setdefault(one.cure, []).append(f"{one.title} ({', '.join(one.where)})")
    return [f"{', '.join(titles)}. {cure}" for cure, titles in by_cure.items()]


def _read(review: Review) -> str:
    """The clauses by their numbers; `saathi draft why` says why each."""
    names = ", ".join(one.where.removeprefix("clause ") for one in review.to_read)
    return f"{names}. `saathi draft why` with the draft and the number says what to look at."


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
    for one in outcomes:
        if one.draft is not None:
            state = "drafted" if one.state == "drafted" else "was there"
            points = str(one.draft.review.points)
            table.add_row(one.partner, one.agreement, state, points)
    refused = [one for one in outcomes if one.state == "refused"]
    parts: list[RenderableType] = [table] if len(refused) < len(outcomes) else []
    if refused:
        lines = [f"{one.partner}: {one.why}" for one in refused]
        parts.append(_titled(f"Not drafted: {len(refused)}", lines))
    return Group(*parts, Text(f"\n{_counted(outcomes)}"))


def _counted(outcomes: Sequence[BatchOutcome]) -> str:
    states = [one.state for one in outcomes]
    names = (("drafted", "drafted"), ("there", "there already"), ("refused", "not drafted"))
    told = [f"{states.count(state)} {said}" for state, said in names if state in states]
    return f"{', '.join(told)}."


def drafts_view(drafts: Iterable[DraftInfo]) -> RenderableType:
    """Drafts, one a line."""
    table = Table(box=None, pad_edge=False)
    for column in ("Draft", "Partner", "Made on", "Open points"):
        table.add_column(column, no_wrap=column != "Partner")
    for one in drafts:
        day = office_day(one.created_at)
        made = f"{day.day} {day:%B %Y}"
        table.add_row(one.id, Text(one.partner_name), made, str(one.review.points))
    return table


def reasons_view(reasons: Iterable[tuple[str, str, ClauseReason]]) -> RenderableType:
    """Clauses with why each stands there."""
    parts: list[RenderableType] = []
    for number, title, reason in reasons:
        parts.append(Text(f"{number}  {title}", style="bold"))
        parts.append(Padding(Text(reason.text), (0, 0, 1, 2)))
    return Group(*parts)


def comparison_view(found: Comparison) -> RenderableType:
    """An edited document beside what was issued."""
    parts: list[RenderableType] = [Text(f"{found.file}, made from {found.draft}", style="bold")]
    parts.append(Text(_summary(found)))
    for clause in found.clauses:
        parts.append(Padding(Text(clause.sentence, style="cyan"), (1, 0, 0, 0)))
        if clause.words:
            parts.append(Padding(_marked(clause.words), (0, 0, 0, 2)))
    if found.others:
        parts.append(Padding(Text("Outside the clauses", style="cyan"), (1, 0, 0, 0)))
    for other in found.others:
        where = f"{other.where[:1].upper()}{other.where[1:]}, {other.how}:"
        parts.append(Padding(Group(Text(where), _marked(other.words)), (0, 0, 0, 2)))
    if found.filled:
        lines = [f"{one.title}: {one.value or 'not shown'} ({one.where})" for one in found.filled]
        parts.append(_titled("Filled in", lines))
    return Group(*parts)


def _summary(found: Comparison) -> str:
    if found.is_as_issued:
        said = "Every clause reads as it was issued."
    elif not found.clauses:
        said = "Every approved clause reads as it was issued; other words differ."
    else:
        many = len(found.clauses)
        differ = "1 approved clause differs" if many == 1 else f"{many} approved clauses differ"
        said = f"{differ} from what was issued; somebody who may approve clauses looks at them."
    read = "Tracked changes were read as accepted. " if found.tracked else ""
    notes = f"It holds {found.comments} comments of people." if found.comments else ""
    return f"{said} {read}{notes}".strip()


def _marked(words: Iterable[TextPiece]) -> Text:
    """Words with what came and went; in brackets too, for a terminal without colours."""
    text = Text()
    for piece in words:
        shown = {"kept": "{}", "deleted": "[-{}-]", "added": "{{+{}+}}"}[piece.was]
        gap = "" if not text or text.plain.endswith("\n") or piece.text.startswith("\n") else " "
        text.append(gap + (shown.format(piece.text) if piece.text.strip() else piece.text))
        text.stylize(STYLES[piece.was], len(text) - len(piece.text))
    return text
