"""The kinds of documents that come with Saathi, in the order in which they are listed."""

from __future__ import annotations

from drafting.documents.composition import DocumentKind

MOU, CONTRACT, NOTE, PHASE_OUT = (
    DocumentKind("mou"),
    DocumentKind("contract"),
    DocumentKind("note"),
    DocumentKind("phase-out"),
)
KINDS = (MOU, CONTRACT, NOTE, PHASE_OUT)
