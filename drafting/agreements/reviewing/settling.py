"""Points that only a person can settle: how each is known, and which of them a person settled.

A settlement holds for what was settled and for nothing else. So a point is known by all that it
rests on: its sentence with the figures in it, the field that it is about, and for due diligence and
decisions, whose measure is the funds, the funds. Where any of that changes, the point is another
one, and open.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.review import Finding, PointSettlement, Review
from drafting.documents.restricted import is_restricted
from drafting.partners.errors import DraftingError
from drafting.partners.record.base import RecordModel
from drafting.partners.visibility import visible
from drafting.sealing import reason_of, why_unfit

NO_REASON = "Write the reason: what was looked at, and what was decided."
SHOWN = 8  # letters of a digest, enough to tell the points of one agreement apart
# Whether due diligence or a decision is enough is measured by the funds.
BY_FUNDS = frozenset({"CSPF 15(d)", "CSPF 18(c)"})


class CannotSettle(DraftingError):
    """A point cannot be settled so; the message says why and what to do."""

    def __init__(self, sentence: str, point: str = "") -> None:
        """`point` is the one whose reason is wrong."""
        super().__init__(sentence)
        self.point = point


@dataclass(frozen=True)
class SettledPoint:
    """A point that somebody settled for one agreement, as it stood then."""

    point: str
    code: str
    field: str
    settlement: PointSettlement


def open_and_settled(
    findings: Iterable[Finding], case: Case, settled_points: Sequence[SettledPoint]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that are open, and those that somebody settled, each with its name."""
    named_findings = tuple(_with_points(findings, case))
    settlements = {point.point: point.settlement for point in settled_points}
    present = {finding.point for finding in named_findings}
    earlier_settlements = {
        (point.code, point.field): point.settlement
        for point in settled_points
        if point.point not in present
    }
    return (
        tuple(
            replace(finding, settled_before=earlier_settlements.get((finding.code, finding.field)))
            for finding in named_findings
            if finding.point not in settlements
        ),
        tuple(
            replace(finding, settled=settlements[finding.point])
            for finding in named_findings
            if finding.point in settlements
        ),
    )


def _with_points(findings: Iterable[Finding], case: Case) -> Iterator[Finding]:
    """The findings by name; of two that are alike in all, the second has a name of its own."""
    earlier: Counter[str] = Counter()
    for finding in findings:
        substance = _substance(finding, case)
        earlier[substance] += 1
        digest = hashlib.sha256(f"{earlier[substance]}\n{substance}".encode()).hexdigest()
        yield replace(finding, point=f"{finding.code}-{digest[:SHOWN]}")


def _substance(finding: Finding, case: Case) -> str:
    terms = case.agreement.money
    by_funds = bool(BY_FUNDS.intersection(finding.basis))
    rests_on = (
        (str(terms.amount), terms.currency, str(terms.funding_involved))
        if by_funds
        else tuple(_values_at(finding.field, case))
    )
    return json.dumps([finding.code, finding.where, finding.field, finding.sentence, *rests_on])


def _values_at(field: str, case: Case) -> Iterator[str]:
    """What the record holds in that field, without what only some may see."""
    start, _, path = field.partition(".")
    record: object = {"agreement": case.agreement, "partner": case.partner}.get(start)
    if record is None or not path or is_restricted(field):
        return
    values: tuple[object, ...] = (record,)
    for name in path.split("."):
        values = tuple(inner for value in values for inner in _each(getattr(value, name, None)))
    for value in values:
        if isinstance(value, RecordModel):
            yield visible(value, False).model_dump_json()
        else:
            yield str(value)


def _each(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def to_settle(review: Review, reasons: Mapping[str, str]) -> list[tuple[Finding, str]]:
    """The open findings that `reasons` names by their points, each with its reason in order.

    A point may be named by its beginning. Raises CannotSettle where there is no such point, where
    nobody may settle it, and where a reason is none.
    """
    return [(_named(review, name), _reason(reason, name)) for name, reason in reasons.items()]


def settled_point(review: Review, name: str) -> Finding:
    """The settled finding of that name. Raises CannotSettle where there is none, or several."""
    return _only(name, review.settled, "settled")


def _named(review: Review, name: str) -> Finding:
    findings = (*review.missing_points, *review.conflicts)
    if any(finding.code == name for finding in findings):
        raise CannotSettle(
            f"‘{name}’ is settled by nobody’s word: correct what the record says, and draft again."
        )
    if not _matching(name, review.for_people) and (matches := _matching(name, review.settled)):
        by = matches[0].settled
        raise CannotSettle(
            f"‘{name}’ is settled already{f', by {by.name}' if by else ''}; take that back first "
            "to settle it otherwise."
        )
    return _only(name, review.for_people, "open")


def _only(name: str, findings: Sequence[Finding], state: str) -> Finding:
    matches = _matching(name, findings)
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = ", ".join(finding.point for finding in matches)
        raise CannotSettle(f"Several points begin with ‘{name}’: {names}; write one in full.")
    names = ", ".join(finding.point for finding in findings)
    hint = f"those that are {state}: {names}" if names else f"none is {state}"
    raise CannotSettle(f"No {state} point is called ‘{name}’ as the record stands now; {hint}.")


def _matching(name: str, findings: Sequence[Finding]) -> list[Finding]:
    exact = [finding for finding in findings if finding.point == name]
    begins = [finding for finding in findings if name and finding.point.startswith(name)]
    return exact or begins


def _reason(text: str, point: str) -> str:
    """The reason on one line. Raises CannotSettle."""
    reason = reason_of(text)
    if why_not := why_unfit(reason, NO_REASON):
        raise CannotSettle(why_not, point)
    return reason
