"""What is asked of the desk, and what it gives back: a draft, saved whole."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from drafting.agreements.reviewing.review import Review
from drafting.agreements.reviewing.verdict import RULES, Verdict
from drafting.documents.composition import DocumentKind

Copy = Literal["working", "clean", "pdf", "review"]
# What follows a draft's id in the names of its files; the verdict stands in two of them.
ENDINGS: dict[Copy, str] = {
    "working": ".docx",
    "clean": "_{verdict}.docx",
    "pdf": "_{verdict}.pdf",
    "review": "_review.docx",
}
EARLIER_ENDINGS: dict[Copy, str] = {**ENDINGS, "clean": "_clean.docx", "pdf": ".pdf"}


@dataclass(frozen=True)
class AgreementRequest:
    """One wish for a draft."""

    partner: str  # the partner's id
    kind: DocumentKind
    agreement: str  # the agreement's key in the partner's file
    requested_by: str  # a Slack member id, or 'terminal'
    key: str  # of this wish: asked twice with one key, there is one draft
    may_see_restricted: bool = False


@dataclass(frozen=True)
class DraftInfo:
    """A draft without its files."""

    id: str  # the reference on its pages: 'MOU_sample-roshni_2026-schools_v2'
    request: AgreementRequest
    version: int  # 1, 2, … of this document for this agreement
    partner_name: str
    title: str  # 'Memorandum of Understanding'
    created_at: datetime  # UTC
    review: Review
    changes: tuple[str, ...]  # since the version before, a sentence each
    holds_restricted: bool  # bank details or CNICs stand in its files
    rules: int = field(default=RULES, kw_only=True)  # by which its pages say how far it is

    @property
    def verdict(self) -> Verdict:
        """Whether it may be signed, as its pages say."""
        return replace(self.review.verdict, rules=self.rules)

    def file_name(self, copy_name: Copy = "working") -> str:
        """A name for that copy's file: 'MOU_sample-roshni_2026-schools_v2.docx'.

        That of a copy to be signed says the verdict: 'MOU_…_v2_not-ready-3-open.docx'.
        """
        endings = EARLIER_ENDINGS if self.verdict.is_earlier else ENDINGS
        return self.id + endings[copy_name].format(verdict=self.verdict.in_file_names)


@dataclass(frozen=True)
class Draft(DraftInfo):
    """A draft with its files, as it was saved."""

    working: bytes  # .docx with open fields marked and a comment on each clause
    clean: bytes  # .docx for signature: open fields are blank lines
    review_file: bytes = field(default=b"", kw_only=True)  # .docx; b"" under earlier rules

    @property
    def info(self) -> DraftInfo:
        """The same without the files."""
        names = DraftInfo.__dataclass_fields__
        return DraftInfo(**{name: getattr(self, name) for name in names})
