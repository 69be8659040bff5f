"""A composition as two Word files: the working copy, and the clean copy for signature.

The look is the template's, which anybody may restyle in Word; docxtpl turns it into Jinja's source.
Templates run in Jinja's sandbox, with nothing to call and no values but the composition's. One that
does not come with Saathi is rendered in a child process, each time, within limits of time and
memory (word/limits.py): it may be checked and still be made to take for ever with the next record.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from drafting.documents.composition import Composition
from drafting.partners.errors import BadTemplate

TEMPLATES = Path(__file__).parents[1] / "agreements/templates"


class Rendered(NamedTuple):
    """The two copies, as .docx."""

    working: bytes
    clean: bytes


def render(composition: Composition, template: Path) -> Rendered:
    """Both copies. The same composition and template give the same bytes.

    Raises BadTemplate where the template is not right, or takes too much time or memory.
    """
    from drafting.documents.word import copies, limits  # noqa: PLC0415  (docxtpl takes 0.2 s)

    content = _content(template)
    both = copies.both if comes_with_saathi(content) else limits.both_apart
    try:
        return Rendered(*both(composition, content))
    except BadTemplate as error:
        raise BadTemplate(f"{template.parent.name}/{template.name}: {error}") from error


def _content(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise BadTemplate(f"{template} cannot be read; put the template back.") from error


def comes_with_saathi(template: bytes) -> bool:
    """True for a template.docx as it was shipped, in which nobody changed anything."""
    return hashlib.sha256(template).hexdigest() in _shipped()


@cache
def _shipped() -> frozenset[str]:
    """The digests of the templates that come with Saathi."""
    files = TEMPLATES.glob("*/template.docx")
    return frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
