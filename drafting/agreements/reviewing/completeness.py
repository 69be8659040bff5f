"""CSPF 15(e): an agreement without any of its points is not complete.

A point needs the clause that speaks of it, and roles, expectations and contributions need what the
record says of both sides: a clause of open fields agrees on nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.review import Finding
from drafting.partners.naming import office_name
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.fields import fields_of

BASIS = ("CSPF 15(e)",)
POINTS = {
    "roles": "roles",
    "expectations": "expectations",
    "contributions": "contributions",
    "conflict_of_interest": "conflict of interest",
    "no_support_to_terrorism": "no support to terrorism",
    "protection_of_interests": "the protection of each other’s interests",
    "disclosure": "disclosure of information",
}
# The facts that a point needs: one of the fields for each side.
FACTS = {
    "roles": (("cip_roles", "cip_duties"), ("partner_duties",)),
    "expectations": (("cip_expectations",), ("partner_expectations",)),
    "contributions": (("cip_contributions",), ("partner_contributions",)),
}


def missing_points(case: Case) -> Iterator[Finding]:
    """A finding for each point that the document does not settle."""
    points = {
        point for clause in case.composition.clauses() for point in case.covers.get(clause.id, ())
    }
    for point in case.needs:
        if point not in points:
            yield _without_clause(point)
        else:
            yield from _without_facts(case.agreement, point)


def _without_clause(point: str) -> Finding:
    return Finding(
        f"no-clause-{point}",
        f"No clause speaks of {POINTS[point]}, which CSPF 15(e) wants agreed and documented; put "
        "the clause back that the settings or the template leave out.",
        BASIS,
    )


def _without_facts(agreement: Agreement, point: str) -> Iterator[Finding]:
    sides = {"cip": office_name(), "partner": "the partner"}
    for side, names in zip(sides, FACTS.get(point, ()), strict=False):
        if not any(getattr(agreement, name) for name in names):
            title = fields_of(type(agreement))[names[-1]].title
            yield Finding(
                f"no-{point}-{side}",
                f"The {POINTS[point]} of {sides[side]} are not recorded, and CSPF 15(e) wants them "
                f"agreed; fill in ‘{title}’ in the partner’s file.",
                BASIS,
                field=f"agreement.{names[-1]}",
            )
