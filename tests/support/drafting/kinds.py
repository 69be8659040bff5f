"""The kinds of documents that come with Saathi, in the order in which they are listed."""

from __future__ import annotations

from drafting.documents.composition import DocumentKind

MOU, CONTRACT, NOTE, PHASE_OUT, AMENDMENT, EXTENSION = (
    DocumentKind("mou"),
    DocumentKind("contract"),
    DocumentKind("note"),
    DocumentKind("phase-out"),
    DocumentKind("amendment"),
    DocumentKind("extension"),
)
FIRST = (MOU, CONTRACT, NOTE, PHASE_OUT)  # what an agreement may begin with, or end
CHANGES = (AMENDMENT, EXTENSION)  # which follow on a signed one
KINDS = (*FIRST, *CHANGES)
