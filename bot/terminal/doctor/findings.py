"""What `saathi doctor` found, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

NARROW = 60  # columns below which a table is hard to read


@dataclass(frozen=True)
class Finding:
    """One line of the report; a `cure` says that something is wrong, `advice` what is left open."""

    subject: str
    now: str
    production: str = ""
    cure: str = ""
    advice: str = ""

    @property
    def mark(self) -> tuple[str, str]:
        """A sign, and its colour."""
        if self.cure:
            return "✗", "red"
        return ("○", "yellow") if self.advice else ("✓", "green")


def report(findings: Sequence[Finding], width: int) -> RenderableType:
    """The findings for a terminal of that width, and a line that says whether all is well."""
    view = _list(findings) if width < NARROW else _table(findings)
    return Group(view, Text(), *_last(findings))


def _table(findings: Sequence[Finding]) -> RenderableType:
    table = Table("", "", box=None, pad_edge=False)
    table.add_column("Now", overflow="fold")
    table.add_column("In production", overflow="fold")
    for finding in findings:
        production = Text(finding.production, style="dim")
        table.add_row(_mark(finding), finding.subject, _now(finding), production)
    return table


def _list(findings: Sequence[Finding]) -> RenderableType:
    """Where columns have no room: what is so now, one below the other."""
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")
    for finding in findings:
        table.add_row(_mark(finding), Text(f"{finding.subject}: ") + _now(finding))
    return table


def _mark(finding: Finding) -> Text:
    sign, colour = finding.mark
    return Text(sign, style=colour)


def _now(finding: Finding) -> Text:
    now = Text(finding.now)
    for words in filter(None, (finding.cure, finding.advice)):
        now.append(f"\n→ {words}", style=finding.mark[1])
    return now


def _last(findings: Sequence[Finding]) -> list[Text]:
    wrong = sum(1 for finding in findings if finding.cure)
    left = sum(1 for finding in findings if finding.advice and not finding.cure)
    lines = []
    if left:
        lines.append(Text(f"{left} to fill in when you can, marked ○.", style="yellow"))
    words = Text(f"{wrong} to mend.", style="red") if wrong else Text("All is well.", style="green")
    return [*lines, words]
