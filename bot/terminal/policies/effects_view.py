"""What a changed policy touches, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

import prompts
from drafting.partnership import Conflict, Place, PolicyEffects, RestingKind, Touched
from knowledge import ForceDifference

HEADINGS = {
    RestingKind.AGREEMENT: "Agreements in force",
    RestingKind.DRAFT: "Drafts",
    RestingKind.CLAUSE: "Clauses that agreements are drafted from",
    RestingKind.ITEM: "Items of due diligence",
}


def effects_view(effects: PolicyEffects) -> RenderableType:
    """What rests on the clauses that changed, agreements first; contradictions above all."""
    if not effects:
        return Text("Nothing of the office’s own rests on a clause that changed.")
    parts: list[RenderableType] = []
    if effects.conflicts:
        parts.append(_block("It seems to contradict", map(_conflict_line, effects.conflicts)))
    for kind, heading in HEADINGS.items():
        touched = [t for t in effects.touched if t.place.kind is kind]
        if touched:
            parts.append(_block(f"{heading} that rest on what changed", _touched_lines(touched)))
    return Group(*parts)


def differences_view(differences: Sequence[ForceDifference]) -> RenderableType:
    """Where two policies differ on what one of them leaves to the other."""
    lines = (prompts.fill("replies/policies-differ", **d.model_dump()) for d in differences)
    return _block("Two policies differ", lines)


def _block(heading: str, lines: Iterator[str]) -> RenderableType:
    text = Text(heading, style="bold")
    for line in lines:
        text.append(f"\n- {line}", style="not bold")
    return Padding(text, (1, 0, 0, 0))


def _touched_lines(touched: Sequence[Touched]) -> Iterator[str]:
    """A line a place, with all that it rests on."""
    by_place: dict[Place, list[Touched]] = {}
    for one in touched:
        by_place.setdefault(one.place, []).append(one)
    for place, every in by_place.items():
        whats = dict.fromkeys(_what(one) for one in every)
        yield f"{place_name(place)} · {', '.join(whats)}"


def _what(touched: Touched) -> str:
    change = touched.change
    now = f", {change.clause} now" if change.was else ""
    return f"{touched.policy} {change.earlier} is {change.kind}{now}"


def _conflict_line(conflict: Conflict) -> str:
    found = conflict.contradiction
    return (
        f"{place_name(conflict.place)} {found.one_stance} what {conflict.policy} "
        f"{conflict.clause} {found.other_stance}:\n    “{found.one}”\n    “{found.other}”"
    )


def place_name(place: Place) -> str:
    """How a place is named on one line."""
    if place.number:
        return f"{place.id} ({place.title}), {place.number} {place.heading}"
    return f"{place.id} ({place.title})"
