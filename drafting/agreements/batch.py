"""One kind of document for many partners: each draft saved, each file whole.

The same run again does only what is missing. What is unchanged comes back as the draft that was
made before, since its content is the key of the wish; a file that is there so is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drafting.agreements.desk import DraftingDesk
from drafting.agreements.draft import AgreementRequest, Copy, Draft, DraftInfo
from drafting.documents.composition import DocumentKind
from drafting.partners.errors import BadTemplate, DraftingError
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import RelationshipStatus
from knowledge.storage import own_folder, take_from_others, write_whole


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one wish of a batch."""

    partner: str  # the partner's id
    agreement: str  # the agreement's key; '' where there is none
    state: Literal["drafted", "there", "refused"]
    draft: DraftInfo | None = None
    why: str = ""  # of a refusal


def batch_wishes(
    partners: Iterable[Partner],
    kind: DocumentKind,
    agreement: str,
    by: str,
    may_see_restricted_fields: bool = False,
) -> list[AgreementRequest]:
    """A wish for every agreement that has not ended, or for the one of that key."""
    return [
        AgreementRequest(partner.id, kind, key, by, "", may_see_restricted_fields)
        for partner in partners
        for key in _keys(partner, agreement)
    ]


def _keys(partner: Partner, only_key: str) -> Sequence[str]:
    if only_key:
        return [only_key]
    going_on = [
        agreement.key
        for agreement in partner.agreements
        if agreement.status is not RelationshipStatus.ENDED
    ]
    return going_on or [""]  # which the desk refuses with how to add one


def run_batch(
    desk: DraftingDesk,
    requests: Iterable[AgreementRequest],
    folder: Path,
    pdf: bool = False,
    tell: Callable[[BatchOutcome], None] = lambda _: None,
    before_writing: Callable[[DraftInfo], None] = lambda _: None,
) -> list[BatchOutcome]:
    """What became of each wish, in order; `tell` hears of each as it is done.

    `before_writing` hears of each draft before its files are written.

    Raises BadTemplate, which would refuse every draft, and OSError where `folder` takes no files.
    """
    own_folder(folder)
    outcomes = []
    for request in requests:
        outcomes.append(_outcome(desk, request, folder, pdf, before_writing))
        tell(outcomes[-1])
    return outcomes


def _outcome(
    desk: DraftingDesk,
    request: AgreementRequest,
    folder: Path,
    pdf: bool,
    before_writing: Callable[[DraftInfo], None],
) -> BatchOutcome:
    try:
        draft = desk.draft(request)
        before_writing(draft)
        wrote = [
            write_copy(draft, copy_name, content, folder) for copy_name, content in copies(draft)
        ]
        if pdf:
            wrote.append(_write_pdf(desk, draft, folder))
    except BadTemplate:
        raise
    except DraftingError as error:
        return BatchOutcome(request.partner, request.agreement, "refused", why=str(error))
    state: Literal["drafted", "there"] = "drafted" if any(wrote) else "there"
    return BatchOutcome(request.partner, request.agreement, state, draft.info)


def copies(draft: Draft) -> Iterator[tuple[Copy, bytes]]:
    """The files of a draft."""
    yield "working", draft.working
    yield "clean", draft.clean
    if draft.review_file:
        yield "review", draft.review_file


def write_copy(draft: DraftInfo, copy_name: Copy, content: bytes, folder: Path) -> bool:
    """Writes a copy's file into `folder`; False where it is there already.

    Raises DraftingError where somebody changed the file since: their work is never written over.
    """
    file = folder / draft.file_name(copy_name)
    if _holds(file, content):
        take_from_others(file)
        return False
    if file.exists():
        raise DraftingError(
            f"{file} was changed since it was drafted, so it was left as it is; move it elsewhere, "
            "or name another folder with --out."
        )
    write_whole(file, content)
    return True


def _write_pdf(desk: DraftingDesk, draft: Draft, folder: Path) -> bool:
    """Two seconds each, so one that is there is left; its name holds the version."""
    file = folder / draft.file_name("pdf")
    if file.is_file():
        take_from_others(file)
        return False
    pdf_content = desk.pdf(draft.id, may_see_restricted_fields=draft.request.may_see_restricted)
    return pdf_content is not None and write_copy(draft, "pdf", pdf_content, folder)


def _holds(file: Path, content: bytes) -> bool:
    """True where `file` is there with just that content."""
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False
