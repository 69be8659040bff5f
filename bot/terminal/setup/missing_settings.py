"""What agreements will lack with the present settings, as the drafting domain computes it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.services import Services
from bot.settings.office import office_of
from drafting.agreements import OfficeGap, office_gaps


@dataclass(frozen=True)
class MissingSetting:
    """A setting, or a table of them, that agreements need and that is not set."""

    name: str  # 'office.address', 'office.turnaround_days'
    titles: tuple[str, ...]  # of the fields that the documents leave open
    documents: tuple[str, ...]

    @property
    def what_stays_open(self) -> str:
        """'CIP’s address'; of several, 'Working days: this, that'."""
        return _joined_titles(self.titles)


def missing_settings(services: Services) -> list[MissingSetting]:
    """What the office's side leaves open in agreements, a table of settings at a time."""
    settings = services.settings
    tables: dict[str, list[OfficeGap]] = {}
    for gap in office_gaps(office_of(settings.office, settings.contacts), services.templates):
        tables.setdefault(_table_of(gap.setting), []).append(gap)
    return [
        MissingSetting(
            setting,
            tuple(dict.fromkeys(gap.title for gap in gaps)),
            tuple(dict.fromkeys(name for gap in gaps for name in gap.documents)),
        )
        for setting, gaps in tables.items()
    ]


def missing_settings_view(missing: list[MissingSetting]) -> RenderableType:
    """What agreements will lack, for people."""
    if not missing:
        return Text("Agreements lack nothing of the office’s side.", style="green")
    lines: list[RenderableType] = [Text("Agreements will leave open, until it is set:")]
    for setting in missing:
        sentence = Text.assemble(
            (setting.what_stays_open, ""),
            (f" ({setting.name}): ", "cyan"),
            ", ".join(setting.documents),
        )
        lines.append(Padding(sentence, (0, 0, 0, 2)))
    return Group(*lines)


def _joined_titles(titles: tuple[str, ...]) -> str:
    """The titles, their common beginning given once: 'Working days: this, that'."""
    begin = {title.partition(": ")[0] for title in titles if ": " in title}
    if len(titles) > 1 and len(begin) == 1 and all(": " in title for title in titles):
        return f"{begin.pop()}: {', '.join(title.partition(': ')[2].lower() for title in titles)}"
    return ", ".join(titles)


def _table_of(setting: str) -> str:
    """The setting, or the table of `office` or `contacts` that it is in."""
    parts = setting.split(".")
    return ".".join(parts[:2])
