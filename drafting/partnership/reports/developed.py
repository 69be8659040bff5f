"""The report on institutional development (CSPF 16(f)): what partners want to become able to do.

What counts is the partner's word; what the office says alone stands apart. Organisations of women
come first, for the framework names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.partners.field_values import day
from drafting.partners.naming import with_office
from drafting.partners.vocabulary import Side
from drafting.partnership.development import (
    AimStanding,
    AimStep,
    ProgressWord,
    aim_of,
    standing_of,
    womens_of,
)
from drafting.partnership.kinds.action import GrowthDirection
from drafting.partnership.pages.page import PageRow, PageTable, TablePage, bar
from drafting.register import Entry, Kinds, RegisterRules

KIND, WITHDRAWN = "development", "withdrawn"
NO_DIRECTION = "No direction yet: the partner has not made it its own"
BY_THE_PARTNER, BY_THE_OFFICE, NOBODY = "The partner says", "The office alone says", "Nobody says"
FIGURES = (
    *("Aims", "Reached, the partner says", "On the way, the partner says"),
    *("Said by the office alone", "Nobody said how far", "No longer wanted"),
)
SUPPORT = ("Support agreed", "Done", "Late")
WIDTHS = (34, 9, 13, 13, 13, 13, 13)
LINES = (
    "What partners want to become able to do, in directions that they set themselves, and how far "
    "they are. Reached is what the partner says, or confirmed; what the office says alone does not "
    "count.",
    "Organisations of women are those that call themselves so on record. Late is support that was "
    "not given by the day that both sides agreed; the framework sets no times.",
)


@dataclass(frozen=True)
class ReportedAim:
    """An aim with how it stands."""

    entry: Entry
    standing: AimStanding

    @property
    def support(self) -> list[AimStep]:
        """The steps that the office takes, alone or with the partner."""
        return [step for step in self.standing.steps if step.of is not Side.PARTNER]


def development_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    del kinds, rules  # the days here are those that both sides agreed
    aims = [
        ReportedAim(entry, standing_of(entry))
        for entry in entries
        if entry.kind == KIND and not entry.restricted_to and not entry.latest(WITHDRAWN)
    ]
    womens = womens_of(names)
    hers = [aim for aim in aims if aim.entry.partner in womens]
    siblings = [aim for aim in aims if aim.entry.partner not in womens]
    return TablePage(
        title="Institutional development",
        subtitle=f"As of {day(today)}",
        reference="CSPF 16(f)",
        lines=LINES,
        tables=(
            _by_direction(aims, womens),
            _words_by_direction(aims),
            _by_partner("Organisations of women", hers, names, today, womens),
            _by_partner("Other partners", siblings, names, today, {}),
            _each(aims, names, today),
        ),
        day=today,
    )


def _by_direction(aims: Sequence[ReportedAim], womens: Mapping[str, str]) -> PageTable:
    rows = []
    for label, own in _directions(aims):
        hers = sum(aim.entry.partner in womens for aim in own)
        rows.append(PageRow((label, *_counts(own), str(hers))))
    columns = ("Direction", *FIGURES, "Of organisations of women")
    widths = (*WIDTHS, 13)
    return PageTable("By direction", columns, widths, rows, empty="No aim is on record.")


def _words_by_direction(aims: Sequence[ReportedAim]) -> PageTable:
    """Whose word there is on how far the aims are: numbers for a chart."""
    rows = []
    for label, own in _directions([aim for aim in aims if not aim.standing.not_wanted]):
        values = tuple(float(sum(map(is_so, own))) for is_so in (_by_partner_word, _alone, _mute))
        rows.append(PageRow((label, *map(bar, map(int, values))), values=values))
    charted = (BY_THE_PARTNER, BY_THE_OFFICE, NOBODY)
    return PageTable(
        "Who says how far it is",
        ("Direction", *charted),
        (40, 30, 30, 30),
        rows,
        empty="No aim is on record.",
        charted=charted,
    )


def _directions(aims: Sequence[ReportedAim]) -> list[tuple[str, list[ReportedAim]]]:
    """The directions in the framework's order, those of which there is an aim."""
    groups: list[tuple[str, GrowthDirection | None]] = [
        *((direction.label, direction) for direction in GrowthDirection),
        (NO_DIRECTION, None),
    ]
    return [
        (label, own)
        for label, direction in groups
        if (own := [aim for aim in aims if aim.standing.direction is direction])
    ]


def _by_partner(
    heading: str,
    aims: Sequence[ReportedAim],
    names: Mapping[str, str],
    today: date,
    womens: Mapping[str, str],
) -> PageTable:
    groups: dict[str, list[ReportedAim]] = {}
    for aim in aims:
        groups.setdefault(aim.entry.partner, []).append(aim)
    rows = []
    for partner in sorted(groups, key=lambda partner: names.get(partner, partner)):
        own = groups[partner]
        name = "\n".join(filter(None, (names.get(partner, partner), womens.get(partner, ""))))
        rows.append(PageRow((name, *_counts(own), *_support(own, today))))
    columns = ("Partner", *FIGURES, *SUPPORT)
    return PageTable(heading, columns, (*WIDTHS, 11, 9, 9), rows, empty="No aim is on record.")


def _counts(aims: Sequence[ReportedAim]) -> tuple[str, ...]:
    wanted = [aim for aim in aims if not aim.standing.not_wanted]
    reached = sum(aim.standing.is_reached for aim in wanted)
    counts = (
        len(aims),
        reached,
        sum(map(_by_partner_word, wanted)) - reached,
        sum(map(_alone, wanted)),
        sum(map(_mute, wanted)),
        len(aims) - len(wanted),
    )
    return tuple(map(str, counts))


def _support(aims: Iterable[ReportedAim], today: date) -> tuple[str, ...]:
    steps = [step for aim in aims for step in aim.support]
    done = sum(step.done is not None for step in steps)
    late = sum(step.is_late(today) for step in steps)
    return str(len(steps)), str(done), str(late)


def _by_partner_word(aim: ReportedAim) -> bool:
    return aim.standing.partner is not None


def _alone(aim: ReportedAim) -> bool:
    return aim.standing.partner is None and aim.standing.office is not None


def _mute(aim: ReportedAim) -> bool:
    return aim.standing.partner is None and aim.standing.office is None


def _each(aims: Iterable[ReportedAim], names: Mapping[str, str], today: date) -> PageTable:
    def row(aim: ReportedAim) -> PageRow:
        body, standing = aim_of(aim.entry), aim.standing
        by_whom = f"Set by {body.said_by}" if body.said_by else ""
        own = by_whom or ("" if standing.is_own else "Named by the agreement alone")
        until = f"until {day(standing.by)}" if standing.by else ""
        aim_words = "\n".join(filter(None, (body.aim, own, until)))
        support = "\n".join(_step(step, today) for step in standing.steps)
        name = names.get(aim.entry.partner, aim.entry.partner)
        return PageRow((name, aim_words, _partner_says(standing), _says(standing.office), support))

    columns = ("Partner", "Aim", "The partner says", "The office says", "Steps")
    in_order = sorted(aims, key=lambda aim: names.get(aim.entry.partner, aim.entry.partner))
    rows = [row(aim) for aim in in_order]
    return PageTable("Each aim", columns, (25, 40, 28, 28, 50), rows, empty="None yet.")


def _partner_says(standing: AimStanding) -> str:
    if standing.not_wanted:
        who = standing.not_wanted.author.told_by
        return f"No longer wanted, {who}, {day(standing.not_wanted.day)}"
    words = _says(standing.partner)
    return f"{words} (confirmed)" if standing.is_confirmed else words


def _says(word: ProgressWord | None) -> str:
    return f"{word.how_far.label}, {word.who}, {day(word.on)}" if word else ""


def _step(step: AimStep, today: date) -> str:
    """'A training (CIP, until 3 March 2026): done on 1 March 2026'."""
    until = f", until {day(step.by)}" if step.by else ""
    return f"{step.what} ({with_office(step.of.label)}{until}): {_outcome(step, today)}"


def _outcome(step: AimStep, today: date) -> str:
    late = " (late)" if step.is_late(today) else ""
    if step.done_on is not None:
        whose = ", the partner says so" if step.seen_by_partner else ""
        return f"done on {day(step.done_on)}{late}{whose}"
    missing = step.missing
    return f"did not come: {missing.words}{late}" if missing else f"to be done{late}"
