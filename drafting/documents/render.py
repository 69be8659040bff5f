"""A composition as two Word files: the working copy, and the clean copy for signature.

The look is the template's, which anybody may restyle in Word; docxtpl turns it into Jinja's source.
Templates run in Jinja's sandbox, with nothing to call and no values but the composition's. One that
nobody vouches for is rendered in a child process, each time, within limits of time and
memory (word/limits.py): it may be checked and still be made to take for ever with the next record.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from drafting.documents.composition import Composition
from drafting.documents.page_status import NOT_REVIEWED, PageStatus
from drafting.partners.errors import BadTemplate

Trust = Callable[[bytes], bool]
"""Whether a template.docx is one that needs no limits, as those that come with Saathi."""


class RenderedCopies(NamedTuple):
    """The two copies, as .docx."""

    working: bytes
    clean: bytes


def nobody(_template: bytes) -> bool:
    """No template is trusted."""
    return False


def render(
    composition: Composition,
    template: Path,
    trust: Trust = nobody,
    status: PageStatus = NOT_REVIEWED,
) -> RenderedCopies:
    """Both copies. The same composition, template and status give the same bytes, trusted or not.

    Raises BadTemplate where the template is not right, or takes too much time or memory.
    """
    from drafting.documents.word import copies, limits  # noqa: PLC0415  (docxtpl takes 0.2 s)

    content = _content(template)
    make_copies = copies.both if trust(content) else limits.both_apart
    try:
        return RenderedCopies(*make_copies(composition, content, status))
    except BadTemplate as error:
        raise BadTemplate(f"{template.parent.name}/{template.name}: {error}") from error


def _content(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise BadTemplate(f"{template} cannot be read; put the template back.") from error
