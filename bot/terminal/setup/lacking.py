"""What agreements will lack with the settings as they are: computed by the drafting domain."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.services import Services
from bot.settings.office import office_of, setting_of
from drafting.agreements import OfficeGap, office_gaps


@dataclass(frozen=True)
class Lack:
    """A setting, or a table of them, that agreements need and that is not set."""

    setting: str  # 'office.address', 'office.turnaround_days'
    titles: tuple[str, ...]  # what stands open in the documents
    documents: tuple[str, ...]


def lacking(services: Services) -> list[Lack]:
    """What the office's side leaves open in agreements, a table of settings at a time."""
    settings = services.settings
    tables: dict[str, list[OfficeGap]] = {}
    for gap in office_gaps(office_of(settings.office, settings.contacts), services.templates):
        tables.setdefault(_table(setting_of(gap.field)), []).append(gap)
    return [
        Lack(
            setting,
            tuple(dict.fromkeys(gap.title for gap in gaps)),
            tuple(dict.fromkeys(name for gap in gaps for name in gap.documents)),
        )
        for setting, gaps in tables.items()
    ]


def lacking_view(lacks: list[Lack]) -> RenderableType:
    """What agreements will lack, for people."""
    if not lacks:
        return Text("Agreements lack nothing of the office’s side.", style="green")
    lines: list[RenderableType] = [Text("Agreements will leave open, until it is set:")]
    for lack in lacks:
        said = Text.assemble(
            (_joined(lack.titles), ""),
            (f" ({lack.setting}): ", "cyan"),
            ", ".join(lack.documents),
        )
        lines.append(Padding(said, (0, 0, 0, 2)))
    return Group(*lines)


def _joined(titles: tuple[str, ...]) -> str:
    """The titles, with what all of them begin with once: 'Working days: this, that'."""
    begin = {title.partition(": ")[0] for title in titles if ": " in title}
    if len(titles) > 1 and len(begin) == 1 and all(": " in title for title in titles):
        return f"{begin.pop()}: {', '.join(title.partition(': ')[2].lower() for title in titles)}"
    return ", ".join(titles)


def _table(setting: str) -> str:
    """The table of a setting that stands below a table of `office` or `contacts`."""
    parts = setting.split(".")
    return ".".join(parts[:2])
