"""Which template.docx came with Saathi: it was checked before, and needs no limits."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).parent


def comes_with_saathi(template: bytes) -> bool:
    """True for a template.docx as it was shipped, in which nobody changed anything."""
    return hashlib.sha256(template).hexdigest() in _shipped()


@cache
def _shipped() -> frozenset[str]:
    """The digests of the templates that come with Saathi."""
    files = TEMPLATES.glob("*/template.docx")
    return frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
