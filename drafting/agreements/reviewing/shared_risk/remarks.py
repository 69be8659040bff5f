"""What a review remarks on shared risk (CSPF 17): good to know, and never an open point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.review import Finding
from drafting.agreements.reviewing.shared_risk.shifts import (
    SHIFTS,
    FoundShift,
    RiskShift,
    lacks_shared_clause,
)
from drafting.partners.naming import office_name
from drafting.partners.record.control import RiskStanding
from drafting.partners.vocabulary import Side

BASIS = ("CSPF 17",)


def risk_remarks(case: Case) -> Iterator[Finding]:
    """What moves a risk to one side, and where the register says otherwise, or is not agreed."""
    # What ends an agreement moves nothing any more; the register's risks are told all the same.
    table = () if case.document.ends_agreement else SHIFTS
    shifts = [(shift, found) for shift in table for found in shift.found(case)]
    for shift, found in shifts:
        if not shift.is_told_elsewhere:
            sentence = f"{found.what}. {shift.reason} {shift.cure}"
            code = f"risk-{shift.code}"
            yield Finding(code, sentence, shift.basis, found.where, found.field)
    if lacks_shared_clause(case):
        yield Finding(
            "risk-no-clause",
            "No clause says that risks are moved to neither side, which CSPF 17 makes efforts "
            "for; put the clause ‘Shared risk’ back.",
            BASIS,
        )
    for risk in case.risks:
        yield from _of_register(risk, shifts)


def _of_register(
    risk: RiskStanding, shifts: Iterable[tuple[RiskShift, FoundShift]]
) -> Iterator[Finding]:
    if risk.proposed_by is not None and risk.proposed_to is not None:
        yield Finding(
            "risk-move-open",
            f"Risk ‘{risk.what}’: {_named(risk.proposed_by)} proposed to move it to "
            f"{_named(risk.proposed_to)}, and the other side has not agreed. Get its answer on "
            "the register before this is signed.",
            BASIS,
        )
    if risk.borne_by is None:
        yield Finding(
            "risk-without-bearer",
            f"Risk ‘{risk.what}’ is on the register, and nobody said who bears it; settle that "
            "with the partner.",
            BASIS,
        )
        return
    otherwise = [
        (shift, found)
        for shift, found in shifts
        if found.onto is not risk.borne_by and shift.kind in (None, risk.kind)
    ]
    for shift, found in otherwise[:1]:
        yield Finding(
            "risk-borne-otherwise",
            f"Risk ‘{risk.what}’ is borne by {_named(risk.borne_by)} on the register, and here it "
            f"falls on {_named(found.onto)}: {found.what}. {shift.cure} Or move it on the "
            "register, where both sides agree.",
            BASIS,
            found.where,
            found.field,
        )


def _named(side: Side) -> str:
    return office_name() if side is Side.CIP else side.label.lower()
