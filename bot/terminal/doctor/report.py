"""The results of `saathi doctor`, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

NARROW = 60  # columns below which a table is hard to read


@dataclass(frozen=True)
class CheckResult:
    """One line of the report.

    With a `cure` something is wrong; with an `exposure` it stands open to more than the office may
    want, though all works; with `advice` something is left to fill in.
    """

    subject: str
    now: str
    production: str = ""
    cure: str = ""
    advice: str = ""
    exposure: str = ""

    @property
    def mark(self) -> tuple[str, str]:
        """A sign, and its colour."""
        if self.cure:
            return "✗", "red"
        if self.exposure:
            return "!", "red"
        return ("○", "yellow") if self.advice else ("✓", "green")


def report_view(results: Sequence[CheckResult], width: int) -> RenderableType:
    """The results for a terminal of that width, and a line that says whether all is well."""
    view = _list(results) if width < NARROW else _table(results)
    return Group(view, Text(), *_summary(results))


def _table(results: Sequence[CheckResult]) -> RenderableType:
    table = Table("", "", box=None, pad_edge=False)
    table.add_column("Now", overflow="fold")
    table.add_column("In production", overflow="fold")
    for result in results:
        production = Text(result.production, style="dim")
        table.add_row(_mark(result), result.subject, _now(result), production)
    return table


def _list(results: Sequence[CheckResult]) -> RenderableType:
    """Where columns have no room: how things are now, one below the other."""
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")
    for result in results:
        table.add_row(_mark(result), Text(f"{result.subject}: ") + _now(result))
    return table


def _mark(result: CheckResult) -> Text:
    sign, colour = result.mark
    return Text(sign, style=colour)


def _now(result: CheckResult) -> Text:
    now = Text(result.now)
    for words in filter(None, (result.cure, result.exposure, result.advice)):
        now.append(f"\n→ {words}", style=result.mark[1])
    return now


def _summary(results: Sequence[CheckResult]) -> list[Text]:
    cure_count = sum(1 for result in results if result.cure)
    exposure_count = sum(1 for result in results if result.exposure and not result.cure)
    advice_count = sum(1 for result in results if result.mark[0] == "○")
    lines = []
    if exposure_count:
        sentence = f"{exposure_count} open, marked !: decide them before you announce Saathi."
        lines.append(Text(sentence, style="red"))
    if advice_count:
        lines.append(Text(f"{advice_count} to fill in when you can, marked ○.", style="yellow"))
    words = (
        Text(f"{cure_count} to mend.", style="red")
        if cure_count
        else Text("All works." if exposure_count else "All is well.", style="green")
    )
    return [*lines, words]
