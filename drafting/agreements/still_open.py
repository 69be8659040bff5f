"""What is still open of the agreements on record, as their reviews say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafting.agreements.desk import DraftingDesk
from drafting.agreements.draft import AgreementRequest
from drafting.agreements.kinds import KindInfo
from drafting.agreements.reviewing.review import Finding, OpenField, Review
from drafting.documents.composition import DocumentKind
from drafting.documents.restricted import is_restricted
from drafting.partners.errors import BadTemplate, UnknownAgreement, WrongDocument
from drafting.partners.partner_file import StoredPartner
from drafting.partners.reading.stamps import stamps_of
from drafting.partners.record.agreement import Agreement
from drafting.partners.writing.open_points import OpenPoint, OpenPoints, is_offices

RECORDS = ("partner.", "agreement.")


class Audience(StrEnum):
    """Whom a workbook of open points is for."""

    ALL = "all"  # whoever keeps the partner file
    PARTNER = "partner"  # what the document lacks and the partner knows
    FINANCE = "finance"  # bank details and CNICs


@dataclass(frozen=True)
class AgreementReview:
    """The review of one agreement as the document that is meant for it."""

    partner: str  # its id
    partner_name: str
    agreement: str  # its key
    document: KindInfo
    review: Review | None  # None where that document cannot be drafted
    why_not: str = ""  # the sentence that says so

    @property
    def title(self) -> str:
        """'Partnership Contract with Roshni, 2026-schools'."""
        return f"{self.document.title} with {self.partner_name}, {self.agreement}"


def reviewed(
    desk: DraftingDesk,
    record: StoredPartner,
    agreements: Iterable[str],
    *,
    kind: DocumentKind | None = None,
    may_see_restricted: bool,
) -> Iterator[AgreementReview]:
    """The review of each agreement as `kind`, or as what it was drafted as last, or is likely.

    Nothing is saved. Raises UnknownAgreement, and BadTemplate for a kind that there is none of.
    """
    kinds = desk.kinds()
    for key in agreements:
        agreement = record.partner.agreement(key)
        if agreement is None:
            raise UnknownAgreement(
                f"{record.partner.name} has no agreement ‘{key}’; `saathi partners show "
                f"{record.partner.id}` names those on record."
            )
        document = _document(desk, record, agreement, kinds, kind)
        yield _review(desk, record, agreement, document, may_see_restricted)


def open_points(
    outcome: AgreementReview, record: StoredPartner, audience: Audience = Audience.ALL
) -> OpenPoints:
    """What the review leaves open, for a workbook."""
    return OpenPoints(
        title=outcome.title,
        partner=record.partner,
        agreement=outcome.agreement,
        stamp=stamps_of([record])[record.partner.id],
        points=tuple(_points(outcome.review or Review(), audience)),
    )


def likely_document(agreement: Agreement, kinds: Sequence[KindInfo]) -> KindInfo:
    """The document that is most likely meant for the agreement, by its status and its funds.

    Raises BadTemplate where there is none at all.
    """
    fitting = [kind for kind in kinds if kind.fits(agreement)]
    by_status = [kind for kind in fitting if agreement.status in kind.statuses]
    for kind in (*by_status, *fitting, *kinds):
        return kind
    raise BadTemplate("There is no document to draft; `saathi templates check` says why.")


def _document(
    desk: DraftingDesk,
    record: StoredPartner,
    agreement: Agreement,
    kinds: Sequence[KindInfo],
    kind: DocumentKind | None,
) -> KindInfo:
    if kind is not None:
        return desk.document(kind)
    drafted = [
        (versions[-1].created_at, document)
        for document in kinds
        if (versions := desk.versions(record.partner.id, document.kind, agreement.key))
    ]
    if drafted:
        return max(drafted, key=lambda pair: pair[0])[1]
    return likely_document(agreement, kinds)


def _review(
    desk: DraftingDesk,
    record: StoredPartner,
    agreement: Agreement,
    document: KindInfo,
    may_see_restricted: bool,
) -> AgreementReview:
    request = AgreementRequest(
        record.partner.id, document.kind, agreement.key, "", "", may_see_restricted
    )
    names = (record.partner.id, record.partner.name, agreement.key, document)
    try:
        return AgreementReview(*names, desk.review(request))
    except WrongDocument as error:
        return AgreementReview(*names, None, str(error))


def _points(review: Review, audience: Audience) -> Iterator[OpenPoint]:
    """Every point that the review counts, each once; for the partner, what the document lacks."""
    missing_fields = {finding.field for finding in review.missing_points}
    points: tuple[OpenField | Finding, ...] = (
        *(field for field in review.open_fields if field.field not in missing_fields),
        *review.findings(),
    )
    if audience is Audience.PARTNER:
        points = tuple(field for field in review.open_fields if not is_offices(field.field))
    for point in points:
        if _is_for(point, audience):
            cure = point.cure if isinstance(point, OpenField) else ""
            path = point.field if point.field.startswith(RECORDS) else ""
            yield OpenPoint(point.sentence.removesuffix(cure).strip(), path, cure)


def _is_for(point: OpenField | Finding, audience: Audience) -> bool:
    if audience is Audience.FINANCE:
        is_left_to_them = isinstance(point, OpenField) and point.restricted
        return is_left_to_them or is_restricted(point.field)
    return audience is Audience.ALL or point.field.startswith(RECORDS)
