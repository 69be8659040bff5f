"""The signing pack: one .zip with the version to sign and the policies it rests on.

A .zip, and no one document: what is signed must stay as it was issued, byte for byte, so that
anybody can compare it later with what comes back.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drafting.agreements.desk import DraftingDesk
from drafting.agreements.draft import Draft
from drafting.agreements.drafts import Drafts
from drafting.agreements.lives.cited_policies import cited_policies, policies_paper
from drafting.agreements.lives.life_desk import LifeDesk
from drafting.agreements.lives.rules import StepRefused
from drafting.agreements.lives.steps import Life
from drafting.agreements.reviewing.case import day
from drafting.partners.office_time import office_day
from knowledge import Library

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of every entry, so that equal packs are equal bytes
CONTENTS = "0 What is in this pack.txt"


@dataclass(frozen=True)
class SigningPack:
    """The pack as a file."""

    name: str  # 'CONTRACT_sample-roshni_2026-schools_v2_signing-pack.zip'
    content: bytes
    without_pdf: bool = False  # there is no LibreOffice here, or it failed
    signed_files: tuple[str, ...] = ()  # names of the signed files in it


@dataclass(frozen=True)
class PackedFile:
    """One file of a pack."""

    name: str
    about: str  # a sentence, for the list of contents
    content: bytes


def signing_pack(
    draft_id: str,
    *,
    lives: LifeDesk,
    drafting: DraftingDesk,
    drafts: Drafts,
    library: Callable[[], Library],
    may_see_restricted_fields: bool,
) -> SigningPack:
    """The pack of a version that is ready for signature, issued or signed.

    Raises StepRefused where it is not the one to sign, NotAllowed where bank details stand in it
    and who asks may not see them, UnknownDraft.
    """
    draft = drafting.get(draft_id, may_see_restricted_fields=may_see_restricted_fields)
    life = lives.life(draft.request.partner, draft.request.agreement)
    standing = lives.standing(draft_id)
    is_out = draft_id in (life.issued_drafts() | life.signed_drafts())
    if not (standing.is_to_go_by or is_out):
        raise StepRefused(standing.sentence)
    if not (draft.verdict.is_ready or is_out):
        raise StepRefused(
            f"{draft_id} is not for signature yet: {draft.verdict.heading}. Close what is open and "
            "draft it again; the pack is made of a version that is for signature, or was issued."
        )
    pdf = drafting.pdf(draft_id, may_see_restricted_fields=may_see_restricted_fields)
    composition = drafts.composition(draft_id)
    policies = cited_policies(composition, library(), draft.created_at)
    signed = _signed(life, draft_id, lives) if may_see_restricted_fields else []
    files = [
        *_document(draft, pdf),
        PackedFile(
            f"2 Policies behind {draft.id}.docx",
            "The clauses of the policies that the document rests on, each with its edition.",
            policies_paper(policies, draft.id, f"{draft.title} with {draft.partner_name}"),
        ),
        PackedFile(f"3 {draft.file_name('review')}", "The review, filed.", draft.review_file),
        *signed,
    ]
    kept = [file for file in files if file.content]
    contents = _contents(draft, life, kept).encode()
    packed = _zipped([PackedFile(CONTENTS, "", contents), *kept])
    names = tuple(file.name for file in signed)
    return SigningPack(f"{draft.id}_signing-pack.zip", packed, pdf is None, names)


def _document(draft: Draft, pdf: bytes | None) -> Iterator[PackedFile]:
    about = "The document with all its annexes, as it was issued"
    yield PackedFile(f"1 {draft.file_name('clean')}", f"{about}.", draft.clean)
    yield PackedFile(f"1 {draft.file_name('pdf')}", f"{about}, to print.", pdf or b"")


def _signed(life: Life, draft_id: str, lives: LifeDesk) -> list[PackedFile]:
    """What both sides signed, for whoever may see it."""
    files = [
        lives.signed_file(step, may_see_restricted_fields=True)
        for step in life.standing_steps
        if step.draft == draft_id and step.facts.signature is not None
    ]
    about = "The signed file, as it came."
    return [PackedFile(f"4 Signed {file.name}", about, file.content) for file in files]


def _contents(draft: Draft, life: Life, files: list[PackedFile]) -> str:
    lines = [
        f"{draft.title} with {draft.partner_name}, version {draft.version}",
        f"Drafted on {day(office_day(draft.created_at))}. {draft.verdict.heading}.",
        f"The agreement: {life.sentence}",
        "",
        "In this pack, each with its SHA-256:",
        "",
    ]
    for file in files:
        digest = hashlib.sha256(file.content).hexdigest()
        lines += [file.name, f"    {file.about}", f"    {digest}", ""]
    return "\r\n".join(lines)


def _zipped(files: list[PackedFile]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, file.content)
    return packed.getvalue()
