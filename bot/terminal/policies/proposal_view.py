"""A proposal as text: the clause tree, what it would replace, and what to doubt."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.terminal.policy_views import outline_view
from knowledge import ChangeKind
from knowledge.approval import Proposal


def proposal_view(proposal: Proposal) -> RenderableType:
    """The tree that was understood, then what would change, then what to look at."""
    parts: list[RenderableType] = [outline_view(proposal.document)]
    parts.append(Padding(Text("\n".join(_force_lines(proposal))), (1, 0, 0, 0)))
    if proposal.doubts:
        lines = Text("Look at this before you say yes:", style="bold")
        for doubt in proposal.doubts:
            lines.append(f"\n- {doubt.text}", style="not bold yellow")
        parts.append(Padding(lines, (1, 0, 0, 0)))
    return Group(*parts)


def _force_lines(proposal: Proposal) -> Iterator[str]:
    replaced = proposal.replaces
    if not proposal.comes_into_force:
        in_force = proposal.force.after
        yield f"It goes on record behind the edition {in_force.edition if in_force else ''}."
    elif proposal.replaces_stand_in:
        yield "It takes the place of the stand-in."
    elif replaced is not None:
        yield f"It takes the place of the edition {replaced.edition}: {_counts(proposal)}."
    else:
        yield "It is a new document."


def _counts(proposal: Proposal) -> str:
    counts = [
        (sum(change.kind is kind for change in proposal.changes), kind) for kind in ChangeKind
    ]
    words = [f"{count} {kind}" for count, kind in counts if count]
    return ", ".join(words) or "no clause differs"
