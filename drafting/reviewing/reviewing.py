"""All rules over one document → its review."""

from __future__ import annotations

from itertools import chain

from drafting.review import Review
from drafting.reviewing.case import Case
from drafting.reviewing.completeness import missing_points
from drafting.reviewing.conflicts import conflicts
from drafting.reviewing.framework import asked_for, good_to_know, to_read
from drafting.reviewing.open_fields import open_fields
from drafting.reviewing.papers import for_counsel, papers, unregistered
from drafting.reviewing.right_document import offers
from drafting.reviewing.wording import wording


def review_of(case: Case) -> Review:
    """The review, the same for the same case."""
    return Review(
        missing_points=tuple(missing_points(case)),
        conflicts=tuple(conflicts(case)),
        open_fields=open_fields(case.composition, case.agreement.key),
        for_people=tuple(chain(wording(case), papers(case), for_counsel(case), asked_for(case))),
        to_read=tuple(to_read(case)),
        notes=tuple(chain(unregistered(case), good_to_know(case))),
        offers=tuple(offers(case.agreement, case.kind)),
    )
