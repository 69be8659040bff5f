"""The report on risks (CSPF 17): who bears them, which were moved and on whose word, and looks.

The partners' figures come first; what one side alone proposed counts as no move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.partners.field_values import day
from drafting.partners.naming import office_name
from drafting.partners.vocabulary import RiskKind, Side
from drafting.partnership.kinds.risk import (
    BOTH_SIDES,
    HAPPENED,
    KIND,
    LOOKED,
    RiskHappened,
    RiskMove,
    bearer_of,
    counted_risks,
    last_look,
    moves_of,
    next_look,
    risk_of,
)
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.register import Author, Entry, Kinds, RegisterRules

SIDES = (Side.PARTNER, Side.CIP, Side.BOTH)
NOT_SAID = "Not said"


@dataclass(frozen=True)
class ReportedRisk:
    """A risk with what the report says of it."""

    entry: Entry
    partner: str  # its name
    bearer: Side | None
    moves: tuple[RiskMove, ...]
    looks: tuple[str, str]  # of the office and of the partner, in words
    late: tuple[Side, ...]  # who should have looked by now

    @property
    def is_open(self) -> bool:
        """True while it is neither gone nor a mistake."""
        return not KIND.is_closed(self.entry)

    @property
    def agreed_moves(self) -> tuple[RiskMove, ...]:
        """Those that both sides agreed on, from a side that bore it."""
        return tuple(move for move in self.moves if move.is_agreed and move.was is not None)


def risks_page(
    entries: Iterable[Entry],
    kinds: Kinds,
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> TablePage:
    """The report as of `today`; `names` are the partners' by their ids. Nothing restricted."""
    del kinds
    everything = list(entries)
    risks = [
        _reported(entry, everything, names, rules, today) for entry in counted_risks(everything)
    ]
    line = (
        "Risks of each relationship and intervention. CSPF 17 makes efforts that they are moved "
        "to neither side; a move counts once both sides agreed. The framework sets no time for "
        "looking again; it is by the office’s setting, and each review of the partner’s."
    )
    tables = (_by_partner(risks), _by_kind(risks), _moved(risks), _happened(risks), _each(risks))
    return TablePage(
        title="Risks",
        subtitle=f"As of {day(today)}",
        reference=KIND.clause,
        lines=(line,),
        tables=tables,
        day=today,
    )


def _reported(
    entry: Entry,
    everything: Sequence[Entry],
    names: Mapping[str, str],
    rules: RegisterRules,
    today: date,
) -> ReportedRisk:
    siblings = [other for other in everything if other.partner == entry.partner]
    looks = [next_look(entry, side, siblings, rules) for side in BOTH_SIDES]
    return ReportedRisk(
        entry=entry,
        partner=names.get(entry.partner, entry.partner),
        bearer=bearer_of(entry),
        moves=tuple(moves_of(entry)),
        looks=(day(last_look(entry, Side.CIP)), _partners_look(entry)),
        late=tuple(look.of for look in looks if look.on is not None and look.on < today),
    )


def _partners_look(entry: Entry) -> str:
    """The office mapped it when it was opened; the partner looked at it once it said so."""
    looks = any(event.author.side is Side.PARTNER for event in entry.said(LOOKED))
    return day(last_look(entry, Side.PARTNER)) if looks else "Not yet"


def _by_partner(risks: Iterable[ReportedRisk]) -> PageTable:
    columns = ("Partner", *_bearers(), "Moved to the partner", "Looks that are late")
    rows = [
        PageRow((name, *_counts(group), _moved_to_partner(group), _late(group)))
        for name, group in _grouped(risks, lambda risk: risk.partner).items()
    ]
    widths = (35, 15, 10, 10, 12, 15, 15)
    return PageTable("By partner", columns, widths, rows, empty="No risk is on the register.")


def _by_kind(risks: Iterable[ReportedRisk]) -> PageTable:
    groups = _grouped(risks, lambda risk: risk_of(risk.entry).kind or NOT_SAID)
    rows = [
        PageRow((getattr(kind, "label", kind), *_counts(groups[kind])))
        for kind in (*RiskKind, NOT_SAID)
        if kind in groups
    ]
    return PageTable(
        "By kind and bearer", ("Kind", *_bearers()), (35, 15, 15, 15, 15), rows, empty="None yet."
    )


def _bearers() -> tuple[str, ...]:
    return ("Borne by the partner", f"By {office_name()}", "By both", NOT_SAID)


def _counts(risks: Iterable[ReportedRisk]) -> tuple[str, ...]:
    bearers = [risk.bearer for risk in risks if risk.is_open]
    return tuple(str(bearers.count(side)) for side in (*SIDES, None))


def _moved_to_partner(risks: Iterable[ReportedRisk]) -> str:
    moves = [move for risk in risks for move in risk.agreed_moves if move.to is Side.PARTNER]
    return str(len(moves))


def _late(risks: Iterable[ReportedRisk]) -> str:
    return str(sum(len(risk.late) for risk in risks if risk.is_open))


def _moved(risks: Iterable[ReportedRisk]) -> PageTable:
    rows = [PageRow(_move_cells(risk, move)) for risk in risks for move in risk.moves]
    columns = ("Partner", "Risk", "From and to", "Proposed, and why", "Answered")
    empty = "No move was proposed."
    return PageTable("Moves", columns, (25, 30, 22, 40, 35), rows, empty=empty)


def _move_cells(risk: ReportedRisk, move: RiskMove) -> tuple[str, ...]:
    proposed = f"{_who(move.proposed.author)}, {day(move.proposed.day)}: {move.proposed.words}"
    answer = "Not agreed: no answer counts yet"
    if move.answer is not None:
        verb = KIND.verb(move.answer.verb).label
        by = f"{verb}: {_who(move.answer.author)}, {day(move.answer.day)}"
        answer = f"{by}. {move.answer.words}".strip()
    return (risk.partner, risk.entry.title, move.words, proposed, answer)


def _happened(risks: Iterable[ReportedRisk]) -> PageTable:
    rows = [
        PageRow((risk.partner, risk.entry.title, day(event.body.on or event.day), *words))
        for risk in risks
        for event in risk.entry.said(HAPPENED)
        if isinstance(event.body, RiskHappened)
        and (words := (event.body.hit.label, _named(risk.bearer), event.words))
    ]
    columns = ("Partner", "Risk", "On", "It hit", "Borne by", "What happened")
    return PageTable("Happened", columns, (25, 30, 15, 15, 15, 40), rows, empty="None did.")


def _each(risks: Iterable[ReportedRisk]) -> PageTable:
    rows = [PageRow(_cells(risk)) for risk in risks if risk.is_open]
    columns = (
        *("Partner", "Risk", "Agreement", "Borne by"),
        *(f"{office_name()} looked", "Partner looked", "Late"),
    )
    widths = (25, 35, 15, 12, 15, 15, 15)
    return PageTable("Each open risk", columns, widths, rows, empty="None is open.")


def _cells(risk: ReportedRisk) -> tuple[str, ...]:
    late = ", ".join(side.label for side in risk.late)
    bearer, agreement = _named(risk.bearer), risk.entry.agreement
    return (risk.partner, risk.entry.title, agreement, bearer, *risk.looks, late)


def _named(bearer: Side | None) -> str:
    return bearer.label if bearer else NOT_SAID


def _who(author: Author) -> str:
    """'Sample Chairwoman of the partner', or who it was at the office."""
    return f"{author.told_by} of the partner" if author.side is Side.PARTNER else author.name


def _grouped(
    risks: Iterable[ReportedRisk], key: Callable[[ReportedRisk], str]
) -> dict[str, list[ReportedRisk]]:
    groups: dict[str, list[ReportedRisk]] = {}
    for risk in risks:
        groups.setdefault(key(risk), []).append(risk)
    return dict(sorted(groups.items()))
