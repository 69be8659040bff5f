"""Agreements' lives in the terminal; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.agreements.lives import AgreementDate, Life, Step, StepKind, VersionStanding
from drafting.partners.record import Agreement


def life_view(agreement: Agreement, life: Life, standings: Iterable[VersionStanding]) -> Group:
    """One agreement: its state, its versions and its steps."""
    title = agreement.title or agreement.key
    return Group(
        Text(f"{title} ({agreement.key}): {life.state.label.lower()}", style="bold"),
        Text(life.sentence),
        *_versions(standings),
        *(line for step in life.steps for line in _step(step, life)),
        Text(""),
    )


def _versions(standings: Iterable[VersionStanding]) -> Iterable[RenderableType]:
    table = Table(box=None, pad_edge=False)
    for column in ("Version", "Made", "Is"):
        table.add_column(column, no_wrap=column == "Version")
    for standing in standings:
        made = standing.version.made.partition("made ")[2]
        table.add_row(standing.version.id, Text(made), Text(standing.in_short))
    if table.row_count:
        yield Padding(table, (1, 0, 1, 2))


def _step(step: Step, life: Life) -> Iterable[RenderableType]:
    is_standing = step in life.standing_steps or step.kind is StepKind.TAKEN_BACK
    gone = "" if is_standing else " (taken back)"
    yield Text(f"{step.number}. {step.sentence}{gone}", style="" if is_standing else "strike")
    lines = [step.entered, *step.facts.doubts]
    if step.facts.reason and step.kind is not StepKind.TAKEN_BACK:
        lines.append(f"Reason: {step.facts.reason}")
    if step.facts.file:
        lines.append(f"Signed file: {step.facts.file}")
    yield from (Padding(Text(line, style="dim"), (0, 0, 0, 3)) for line in lines)


def life_json(life: Life, standings: Iterable[VersionStanding]) -> Mapping[str, Any]:
    """One agreement's life, for other programs."""
    return {
        "partner": life.partner,
        "agreement": life.agreement,
        "state": life.state.value,
        "versions": [standing_json(standing) for standing in standings],
        "steps": [_step_json(step, life) for step in life.steps],
    }


def standing_json(standing: VersionStanding) -> Mapping[str, Any]:
    """What a version is beside the others."""
    return {
        "draft": standing.version.id,
        "standing": standing.standing.value,
        "instead": standing.instead.id if standing.instead else None,
        "made_by": standing.version.made_by,
    }


def _step_json(step: Step, life: Life) -> Mapping[str, Any]:
    signature, ending = step.facts.signature, step.facts.ending
    signed = signature and {
        "office_on": signature.office_on.isoformat(),
        "partner_on": signature.partner_on.isoformat(),
        "office_by": list(signature.office_by),
        "partner_by": list(signature.partner_by),
    }
    ended = ending and {"on": ending.on.isoformat(), "how": ending.how.value, "why": ending.why}
    return {
        "number": step.number,
        "kind": step.kind.value,
        "draft": step.draft or None,
        "document": step.facts.document or None,
        "at": step.at.isoformat(),
        "by": step.by,
        "name": step.name,
        "signature": signed,
        "ending": ended,
        "reason": step.facts.reason or None,
        "doubts": list(step.facts.doubts),
        "file": step.facts.file or None,
        "stands": step in life.standing_steps,
    }


def dates_view(dates: Sequence[AgreementDate]) -> RenderableType:
    """The dates of an agreement, the earliest first."""
    if not dates:
        return Text("The partner’s file holds no date of this agreement yet.")
    table = Table(box=None, pad_edge=False)
    for column in ("On", "What", "Whose", "In words"):
        table.add_column(column)
    for entry in dates:
        on = f"{entry.on.day} {entry.on:%B %Y}" if entry.on else "—"
        side = entry.side.label if entry.side else "—"
        table.add_row(on, Text(entry.what), side, Text(entry.words))
    return table


def dates_json(dates: Sequence[AgreementDate]) -> list[Mapping[str, Any]]:
    """The same for other programs."""
    return [
        {
            "kind": entry.kind.value,
            "what": entry.what,
            "on": entry.on.isoformat() if entry.on else None,
            "words": entry.words,
            "side": entry.side.value if entry.side else None,
        }
        for entry in dates
    ]
