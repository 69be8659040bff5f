"""All rules over one document → its review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.completeness import missing_points
from drafting.agreements.reviewing.conflicts import conflicts
from drafting.agreements.reviewing.facts_once.comparing import figures_that_differ
from drafting.agreements.reviewing.framework import (
    concerns,
    good_to_know,
    refused,
    required_findings,
    to_read,
    without_clause,
)
from drafting.agreements.reviewing.funds_in_words import funds_conflicts, funds_findings
from drafting.agreements.reviewing.open_fields import open_fields
from drafting.agreements.reviewing.papers import for_counsel, papers, registration_findings
from drafting.agreements.reviewing.review import Review, without_typed_numbers
from drafting.agreements.reviewing.right_document import offers
from drafting.agreements.reviewing.settling import SettledPoint, open_and_settled
from drafting.agreements.reviewing.shared_risk.remarks import risk_remarks
from drafting.agreements.reviewing.unanswered import unanswered
from drafting.agreements.reviewing.wording import wording
from drafting.partners.record.typed_once import with_values


def review_of(case: Case, settled_points: Sequence[SettledPoint] = ()) -> Review:
    """The review, the same for the same case; what was settled of it stands by itself.

    It quotes texts as the document has them.
    """
    as_typed, case = case.agreement, replace(case, agreement=with_values(case.agreement))
    for_people = chain(
        concerns(case),
        funds_findings(case),
        wording(case),
        papers(case),
        for_counsel(case),
        required_findings(case),
    )
    still_open, settled = open_and_settled(for_people, case, settled_points)
    review = Review(
        missing_points=tuple(missing_points(case)),
        conflicts=tuple(
            chain(
                refused(case),
                conflicts(case),
                figures_that_differ(as_typed),
                funds_conflicts(case),
            )
        ),
        open_fields=open_fields(case.composition, case.agreement.key),
        for_people=still_open,
        to_read=tuple(to_read(case)),
        without_clause=tuple(without_clause(case)),
        notes=tuple(
            chain(
                risk_remarks(case),
                registration_findings(case),
                unanswered(case),
                good_to_know(case),
            )
        ),
        offers=tuple(offers(case.agreement, case.document, case.documents)),
        settled=settled,
    )
    return without_typed_numbers(review)
