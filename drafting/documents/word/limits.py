"""Renders a template that does not come with Saathi, in a child process with limits."""

from __future__ import annotations

from drafting.documents.composition import Composition
from drafting.documents.page_status import NOT_REVIEWED, PageStatus
from drafting.partners.errors import BadTemplate
from knowledge.confinement import Limits, confined

LIMITS = Limits(seconds=20, processor=20, memory=1024**3)


@confined(
    BadTemplate, cure="make it simpler", limits=LIMITS, loads=("drafting.documents.word.copies",)
)
def both_apart(
    composition: Composition, template: bytes, status: PageStatus = NOT_REVIEWED
) -> tuple[bytes, bytes]:
    """Both copies. Raises BadTemplate, also where the limits are passed."""
    from drafting.documents.word.copies import both  # noqa: PLC0415  (the parent never needs it)

    return both(composition, template, status)
