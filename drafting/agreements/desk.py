"""The drafting desk: one agreement of one partner's file → a draft, reviewed and saved whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from drafting.agreements.comparing.comparison import Comparison
from drafting.agreements.comparing.version_changes import changes_since
from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.draft import AgreementRequest, Draft, DraftInfo
from drafting.agreements.drafts import Drafts, IssuedVersion, NewDraft
from drafting.agreements.kinds import DocumentRole, KindInfo
from drafting.agreements.lives.difference import amended_agreement
from drafting.agreements.lives.standing import NothingNew, Version, VersionStanding, standings
from drafting.agreements.lives.steps import Life, life_of
from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.completions import no_diligence, tier_by_funds
from drafting.agreements.reviewing.review import Review
from drafting.agreements.reviewing.review_paper import review_paper
from drafting.agreements.reviewing.reviewer import review_of
from drafting.agreements.reviewing.right_document import (
    refuse_other_framework,
    refuse_wrong_document,
)
from drafting.agreements.reviewing.settling import SettledPoint, settled_point, to_settle
from drafting.agreements.reviewing.verdict import RULES, Verdict
from drafting.agreements.settled_points import Settler, held_points
from drafting.agreements.tables import COMPOSITION, REVIEW
from drafting.agreements.templates.shipped import comes_with_saathi
from drafting.documents.composition import ClauseReason, Composition, DocumentKind
from drafting.documents.pdf import to_pdf
from drafting.documents.render import render
from drafting.documents.restricted import left_to_finance, restricted_fields, without_restricted
from drafting.partners.accounts.account_changes import AccountStanding
from drafting.partners.errors import (
    BadTemplate,
    DraftingError,
    NotAllowed,
    UnknownAgreement,
    UnknownPart,
    WrongDocument,
)
from drafting.partners.facts import AmendedAgreement
from drafting.partners.office import Office
from drafting.partners.office_time import office_day, office_today
from drafting.partners.partner_file import PartnerFile
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.control import DiligenceStanding, RiskStanding
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag, Tier

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from drafting.agreements.templates.document_template import DocumentTemplate
    from drafting.agreements.templates.shelf import TemplateShelf

FOR_FINANCE = (
    "Bank details or CNICs stand in {draft}, so only those whom the setting `roles.finance` names "
    "may open it; ask one of them to send it."
)
SAME_FOR_FINANCE = (
    "Nothing has changed since {draft} was drafted, so there is no new version: that one stays. "
    "Bank details or CNICs stand in it, so ask somebody whom the setting `roles.finance` names to "
    "send it."
)

GONE = (
    "‘{title}’ cannot be drafted any more, for the folder templates/{kind} is gone; put it back, "
    "or draft another document. What was drafted before still opens."
)


@dataclass(frozen=True)
class ComposedDraft:
    """A document as data, with what it was made from."""

    partner: Partner
    agreement: Agreement
    record_version: int
    template: DocumentTemplate
    composition: Composition
    restricted_paths: frozenset[str]  # the fields whose restricted values stand in it
    composition_to_keep: Composition  # the same without those values
    settled_points: tuple[SettledPoint, ...]
    account: AccountStanding | None = None  # where funds change hands


class DraftingDesk:
    """Drafts agreements from the partner file. Threads and processes may share its database."""

    def __init__(  # noqa: PLR0913  (what a desk works with)
        self,
        *,
        partners: PartnerFile,
        drafts: Drafts,
        office: Office,
        shelf: TemplateShelf,
        tier_of: Callable[[Partner, Agreement], Tier] = tier_by_funds,
        today: Callable[[], date] = office_today,
        pdf_of: Callable[[bytes], bytes | None] = to_pdf,
        diligence_of: Callable[[str, str], DiligenceStanding] = no_diligence,
        before_reading: Callable[[str], object] = lambda _: None,
        risks_of: Callable[[str, str], Iterable[RiskStanding]] = lambda _partner, _agreement: (),
        came_of: Callable[[str, Agreement], Mapping[int, str]] = lambda _partner, _terms: {},
    ) -> None:
        """`tier_of` says how much due diligence the office asks for an agreement.

        `diligence_of` tells what stands against one, by the ids of partner and agreement, and
        `risks_of` what the register has of its risks. They and `today` are for the review alone: a
        document is dated by its record. `before_reading` is called with a partner's id, to bring
        its record up to date. `came_of` gives what came of an agreement's capacity support, by the
        number of the step.
        """
        self._partners = partners
        self._drafts = drafts
        self._settled_points = drafts.settled_points
        self._steps = drafts.steps
        self._office = office
        self._shelf = shelf
        self._tier_of = tier_of
        self._today = today
        self._pdf_of = pdf_of
        self._diligence_of = diligence_of
        self._before_reading = before_reading
        self._risks_of = risks_of
        self._came_of = came_of

    def kinds(self) -> list[KindInfo]:
        """The documents that can be drafted, in the order that the templates give."""
        return [template.info for template in self._shelf.overview()]

    def document(self, kind: DocumentKind) -> KindInfo:
        """What that kind is. Raises BadTemplate where there is none, or it is not in order."""
        return self._shelf.template(kind).info

    def draft(self, request: AgreementRequest) -> Draft:
        """The draft of that wish, saved whole; asked again with the same key, the same draft.

        Where nothing differs from the last version, there is no new one: that one comes back, with
        the key of its own wish; NothingNew is raised where who asks may not see it. Raises
        UnknownPartner, UnknownAgreement, WrongDocument (with what the framework asks for in its
        place, or where the agreement is signed), BadTemplate.
        """
        draft = self._drafts.saved_with(request.key) if request.key else None
        while draft is None:  # once, unless somebody else takes the version meanwhile
            draft = self._drafted(request)
        return draft

    def refuse_signed(self, request: AgreementRequest) -> None:
        """Raises WrongDocument for an agreement that is signed, and offers its amendment."""
        life = self._life(request.partner, request.agreement)
        if life.founding is None:
            return
        document = self.document(request.kind)
        if document.role is not DocumentRole.FOUNDING:
            return
        offer = self._amending_kind()
        title = life.founding.facts.title or document.title
        change = f"draft {offer.called} in its place." if offer else "change it by an amendment."
        raise WrongDocument(
            f"The {title} of this agreement is signed. What changes is agreed in writing by both "
            f"sides; enter it in the partner’s file, and {change}",
            (),
            offer.kind if offer else None,
        )

    def review(self, request: AgreementRequest) -> Review:
        """What a draft would leave open, with nothing saved. Raises as `draft` does."""
        version, earlier = self._drafts.latest(request)
        return self._review(self._composed(request, version + 1, earlier))

    def review_now(self, draft_id: str) -> Review:
        """What a draft made anew of the same would leave open. Raises as `draft` and `info` do."""
        return self.review(self._drafts.info(draft_id).request)

    def settle(self, draft_id: str, reasons: Mapping[str, str], settler: Settler) -> Review:
        """The review of that draft's agreement as it is now, with these points settled.

        `reasons` is by the points' names, or how they begin. The draft itself stays as it was made.
        Raises CannotSettle, and then nothing is settled, and as `review_now` does.
        """
        request = self._drafts.info(draft_id).request
        settled = to_settle(self.review(request), reasons)
        self._settled_points.add(request.partner, request.agreement, settled, settler)
        return self.review(request)

    def reopen(self, draft_id: str, points: Iterable[str], settler: Settler) -> Review:
        """The same review with settlements of these points taken back.

        Raises CannotSettle where one of them is not settled, and as `review_now` does.
        """
        request = self._drafts.info(draft_id).request
        before = self.review(request)
        names = [settled_point(before, name).point for name in points]
        self._settled_points.take_back(request.partner, request.agreement, names, settler)
        return self.review(request)

    def no_longer_ready(self, draft: DraftInfo) -> str:
        """Why a draft that says that it is for signature may not be signed any more; '' else.

        The record, a settled point or the calendar may have changed since it was made. Where its
        template is not right any more, nothing can be told.
        """
        if not draft.verdict.is_ready:
            return ""
        try:
            now = self.review(draft.request).verdict
        except BadTemplate:
            return ""
        except DraftingError as error:
            return str(error)
        return "" if now.is_ready else f"{now.heading}."

    def get(self, draft_id: str, *, may_see_restricted_fields: bool = False) -> Draft:
        """A draft with its files.

        Raises UnknownDraft, and NotAllowed where restricted values stand in the files and who asks
        may not see them.
        """
        draft = self._drafts.get(draft_id)
        if draft.holds_restricted and not may_see_restricted_fields:
            raise NotAllowed(FOR_FINANCE.format(draft=draft.id))
        return draft

    def info(self, draft_id: str) -> DraftInfo:
        """A draft without its files, which anybody who may draft may see. Raises UnknownDraft."""
        return self._drafts.info(draft_id)

    def recent(self, limit: int = 20) -> list[DraftInfo]:
        """The last drafts of all partners, newest first."""
        return self._drafts.recent(limit)

    def versions(self, partner: str, kind: DocumentKind, agreement: str) -> list[DraftInfo]:
        """Every version of that document, oldest first; none where it was never drafted."""
        return self._drafts.versions(partner, kind, agreement)

    def why(self, draft_id: str, part: str = "") -> list[tuple[str, str, ClauseReason]]:
        """Number, title and reason of every clause of a draft, and of every annex, in order.

        An annex’s number is its letter: 'Annex B'. With `part`, a clause’s number or an annex’s
        letter, of that one alone. Raises UnknownDraft, and UnknownPart where there is none such.
        """
        composition = self._drafts.composition(draft_id)
        clauses = [(clause.number, clause.title, clause.reason) for clause in composition.clauses()]
        annexes = [
            (f"Annex {annex.letter}", annex.title, annex.reason)
            for annex in composition.annexes
            if annex.reason is not None
        ]
        reasons = [*clauses, *annexes]
        name = part.strip().lower().removeprefix("clause ").removeprefix("annex ").strip()
        matches = [
            reason
            for reason in reasons
            if not part or reason[0].lower().removeprefix("annex ") == name
        ]
        if not matches:
            letters = f", its annexes {_range(annexes)}" if annexes else ""
            raise UnknownPart(
                f"{draft_id} has no clause or annex ‘{part}’; its clauses are "
                f"{_range(clauses)}{letters}."
            )
        return matches

    def restricted_fields(self, draft_id: str) -> tuple[str, ...]:
        """The partner's restricted fields whose values stand in a draft. Raises UnknownDraft."""
        paths = restricted_fields(self._drafts.composition(draft_id))
        return tuple(sorted(path.removeprefix("partner.") for path in paths))

    def pdf(self, draft_id: str, *, may_see_restricted_fields: bool = False) -> bytes | None:
        """The clean copy as PDF, made now (about two seconds); None without LibreOffice."""
        draft = self.get(draft_id, may_see_restricted_fields=may_see_restricted_fields)
        return self._pdf_of(draft.clean)

    def redline(self, draft_id: str, *, may_see_restricted_fields: bool = False) -> bytes | None:
        """A .docx with tracked changes from the version before; None for a first version.

        Raises ExtraMissing without the extra `redlines`, with how to install it.
        """
        from drafting.documents.redlines import redline  # noqa: PLC0415  (an extra that may be missing)

        after = self.get(draft_id, may_see_restricted_fields=may_see_restricted_fields)
        wish = after.request
        earlier = [
            version
            for version in self._drafts.versions(wish.partner, wish.kind, wish.agreement)
            if version.version < after.version
        ]
        if not earlier:
            return None
        before = self.get(earlier[-1].id, may_see_restricted_fields=may_see_restricted_fields)
        return redline(before.clean, after.clean, after.created_at)

    def newest_of(self, partner: str, agreement: str) -> DraftInfo | None:
        """The last draft of that agreement, whichever document; None where there is none."""
        return self._drafts.newest_of(partner, agreement)

    def count(self, partner: str) -> int:
        """How many drafts a partner has, of all documents and versions."""
        return self._drafts.count(partner)

    def forget(self, partner: str) -> int:
        """Deletes the partner's drafts, for when its file is deleted; how many they were."""
        return self._drafts.forget(partner)

    def compare(
        self, file: bytes, name: str, *, may_see_restricted_fields: bool = False
    ) -> Comparison:
        """What was changed in a document that Saathi issued. Raises UnreadableDraft, UnknownDraft.

        `name` is the file's name, for the sentences. Restricted values are quoted only for those
        who may see them; `shows_restricted` then says whether one is.
        """
        from drafting.agreements.comparing.comparer import compare  # noqa: PLC0415  (python-docx)
        from drafting.agreements.comparing.edited import read_edited  # noqa: PLC0415

        edited_file = read_edited(file, name)
        draft = self._drafts.get(edited_file.draft)
        wish = draft.request
        versions = self._drafts.versions(wish.partner, wish.kind, wish.agreement)
        comparison = compare(
            draft,
            self._drafts.composition(draft.id),
            edited_file,
            may_see_restricted=may_see_restricted_fields,
            pdf_of=self._pdf_of,
        )
        newest = versions[-1].id if versions and versions[-1].version > draft.version else ""
        return replace(comparison, newest=newest)

    def bears_reference(self, pdf: bytes, name: str) -> bool:
        """True for a PDF whose first pages name a document that Saathi issued."""
        from drafting.agreements.comparing.edited import bears_reference  # noqa: PLC0415  (PDFium)

        return bears_reference(pdf, name)

    def standing(self, draft_id: str) -> VersionStanding:
        """Whether that version is the one to go by. Raises UnknownDraft."""
        request = self._drafts.info(draft_id).request
        return self.standings(request.partner, request.agreement)[draft_id]

    def standings(self, partner: str, agreement: str = "") -> Mapping[str, VersionStanding]:
        """What every version is, by its id, of one agreement or of all of the partner's."""
        documents: dict[tuple[str, DocumentKind], list[Version]] = {}
        for version in self._drafts.in_short(partner, agreement):
            documents.setdefault((version.agreement, version.kind), []).append(version)
        steps = self._steps.of_partner(partner)
        roles = {info.kind: info.role for info in self.kinds()}
        every: dict[str, VersionStanding] = {}
        for (key, kind), versions in documents.items():
            life = life_of(partner, key, steps.get(key, ()), is_drafted=True)
            every |= standings(versions, life, roles.get(kind, DocumentRole.FOUNDING))
        return every

    def _life(self, partner: str, agreement: str) -> Life:
        return life_of(partner, agreement, self._steps.of(partner, agreement), is_drafted=True)

    def _amending_kind(self) -> KindInfo | None:
        """The document that changes the terms of a signed agreement; None where there is none."""
        return next((info for info in self.kinds() if info.amends == "terms"), None)

    def _drafted(self, request: AgreementRequest) -> Draft | None:
        self.refuse_signed(request)
        version, earlier = self._drafts.latest(request)
        material = self._composed(request, version + 1, earlier)
        review = self._review(material)
        is_current = partial(self._is_current, material=material)
        before = self._drafts.issued(earlier) if earlier else None
        if before and not self._differs(earlier, before, material, review):
            return self._drafts.still(earlier, is_current)
        if before and before.holds_restricted and not request.may_see_restricted:
            self._refuse_same(request, version + 1, earlier, before)
        if not request.key:
            key = f"content:{_digest(_content(material, review))}:{version + 1}"
            request = replace(request, key=key)
        new_draft = self._made(request, material, review, before)
        return self._drafts.save(new_draft, is_current)

    def _differs(
        self, earlier: str, before: IssuedVersion, material: ComposedDraft, review: Review
    ) -> bool:
        """Whether a new version would say anything else than the last one; its date is no matter.

        What a signed one says stays said: the next amendment is another document.
        """
        is_next = bool(material.template.info.amends) and self._is_signed(earlier, material)
        if before.rules != RULES or is_next:
            return True
        if before.holds_restricted != bool(material.restricted_paths):
            return True
        same_template = before.template_digest == material.template.digest
        then, now = (
            _content_of(before.composition, before.review),
            _content_of(material.composition_to_keep, review),
        )
        return not same_template or then != now or self._restricted_differ(before, material)

    def _refuse_same(
        self, request: AgreementRequest, version: int, earlier: str, before: IssuedVersion
    ) -> None:
        """Raises NothingNew where a version without restricted values would only lack these."""
        whole = self._composed(replace(request, may_see_restricted=True), version, earlier)
        if not self._differs(earlier, before, whole, self._review(whole)):
            raise NothingNew(SAME_FOR_FINANCE.format(draft=earlier))

    def _is_signed(self, draft_id: str, material: ComposedDraft) -> bool:
        life = self._life(material.partner.id, material.agreement.key)
        return draft_id in life.signed_drafts()

    def _restricted_differ(self, before: IssuedVersion, material: ComposedDraft) -> bool:
        """Whether a restricted value may be another one: of these nothing is kept beside a draft.

        What was changed in a version that is not kept any more cannot be told, and may be.
        """
        partner = material.partner.id
        if not material.restricted_paths or before.record_version == material.record_version:
            return False
        if self._partners.as_of(partner, before.record_version) is None:
            return True
        changes = self._partners.changes_since(partner, before.record_version)
        return any(change.holds_restricted for change in changes)

    def _is_current(self, connection: Connection, material: ComposedDraft) -> bool:
        """Whether all is still so on record: what was settled, the partner’s file, its account."""
        partner = material.partner
        if self._partners.lock(connection, partner.id) != material.record_version:
            return False
        held = held_points(connection, partner.id, material.agreement.key)
        return tuple(held) == material.settled_points and (
            material.account is None
            or material.account == self._partners.account_standing_in(connection, partner)
        )

    def _composed(self, request: AgreementRequest, version: int, earlier: str) -> ComposedDraft:
        """The document as that version of it; `earlier` is the id of the version before."""
        self._before_reading(request.partner)
        stored_partner = self._partners.read(request.partner)
        refuse_other_framework(stored_partner.partner)
        agreement = stored_partner.partner.agreement(request.agreement)
        if agreement is None:
            raise UnknownAgreement(_no_agreement(stored_partner.partner, request.agreement))
        template = self._template(request, earlier)
        refuse_wrong_document(agreement, template.info, self._shelf.info(template.info.instead))
        amended = self._amended(request, template.info) if template.info.amends else None
        material = Material(
            partner=stored_partner.partner,
            agreement=agreement,
            office=self._office,
            version=version,
            dated=office_day(stored_partner.changed_at).isoformat(),
            # What cannot be read is left to Finance, as for somebody who may not see it.
            may_see_restricted=request.may_see_restricted and not stored_partner.unreadable,
            left_out=self._office.left_out,
            amended=amended,
            came_of=self._came_of(stored_partner.partner.id, agreement),
        )
        composition = compose(material, template, self._shelf.library)
        if not material.may_see_restricted:
            composition = left_to_finance(composition)
        secrets = restricted_fields(composition)
        return ComposedDraft(
            partner=stored_partner.partner,
            agreement=agreement,
            record_version=stored_partner.version,
            template=template,
            composition=composition,
            restricted_paths=secrets,
            composition_to_keep=without_restricted(composition) if secrets else composition,
            settled_points=tuple(self._settled_points.held(request.partner, agreement.key)),
            account=self._account(stored_partner.partner, agreement),
        )

    def _amended(self, request: AgreementRequest, document: KindInfo) -> AmendedAgreement:
        """What an amendment changes. Raises WrongDocument, DraftingError, BadTemplate."""
        agreement, offer = request.agreement, self._amending_kind()

        def founding(kind: DocumentKind, partner: Partner) -> Composition:
            terms = partner.agreement(agreement) or Agreement(key=agreement)
            material = Material(partner, terms, self._office, 1, "", left_out=self._office.left_out)
            return compose(material, self._shelf.template(kind), self._shelf.library)

        return amended_agreement(
            self._life(request.partner, agreement),
            document,
            self._partners,
            founding,
            offer.kind if offer else None,
        )

    def _account(self, partner: Partner, agreement: Agreement) -> AccountStanding | None:
        if agreement.money.funding_involved is not Flag.YES:
            return None
        return self._partners.account_standing(partner)

    def _template(self, request: AgreementRequest, earlier: str) -> DocumentTemplate:
        """The template of what is asked for. Raises BadTemplate, also where its folder is gone."""
        if earlier and not self._shelf.has(request.kind):
            raise BadTemplate(GONE.format(title=self.info(earlier).title, kind=request.kind))
        return self._shelf.template(request.kind)

    def _made(
        self,
        request: AgreementRequest,
        material: ComposedDraft,
        review: Review,
        before: IssuedVersion | None,
    ) -> NewDraft:
        status = review.verdict.page_status
        copies = render(material.composition, material.template.docx, comes_with_saathi, status)
        composition = material.composition_to_keep
        return NewDraft(
            request=request,
            composition=composition,
            partner_name=material.partner.name,
            review=review,
            changes=self._changes(before, material, request, review) if before else (),
            holds_restricted=bool(material.restricted_paths),
            record_version=material.record_version,
            template_digest=material.template.digest,
            clauses_digest=_digest(*(clause.digest for clause in composition.clauses())),
            working=copies.working,
            clean=copies.clean,
            review_file=review_paper(review, composition, material.partner.name, self._today()),
        )

    def _review(self, material: ComposedDraft) -> Review:
        account = material.account
        clauses = self._shelf.library.clauses()
        composition, template = material.composition, material.template
        return review_of(
            Case(
                partner=material.partner,
                agreement=material.agreement,
                office=self._office,
                document=self._measured(material),
                documents=tuple(self.kinds()),
                needs=template.needs,
                covers={clause.id: clauses[clause.id].covers for clause in composition.clauses()},
                composition=composition,
                tier=self._tier_of(material.partner, material.agreement),
                today=self._today(),
                account_waits=account is not None and account.waiting is not None,
                account_is_shared=account is not None and bool(account.others),
                diligence=self._diligence(material),
                risks=tuple(self._risks_of(material.partner.id, material.agreement.key)),
            ),
            material.settled_points,
        )

    def _measured(self, material: ComposedDraft) -> KindInfo:
        """What the document is measured as: a change by what the signed agreement needs."""
        info = material.template.info
        founding = self._life(material.partner.id, material.agreement.key).founding
        if not info.amends or founding is None:
            return info
        signed = self._shelf.template(founding.facts.document).info
        return replace(
            info,
            is_lasting=signed.is_lasting,
            needs_due_diligence=signed.needs_due_diligence,
            needs_decision=signed.needs_decision,
        )

    def _diligence(self, material: ComposedDraft) -> DiligenceStanding:
        if not material.template.info.needs_due_diligence:
            return DiligenceStanding()
        return self._diligence_of(material.partner.id, material.agreement.key)

    def _changes(
        self,
        before: IssuedVersion,
        material: ComposedDraft,
        request: AgreementRequest,
        review: Review,
    ) -> tuple[str, ...]:
        """What differs from the version before."""
        is_same_record = before.record_version == material.record_version
        record = (
            ()
            if is_same_record
            else self._partners.changes_since(request.partner, before.record_version)
        )
        composition = material.composition_to_keep
        changes = changes_since(before.composition, composition, record, request.agreement)
        return (*changes, *_verdict_change(before.verdict, review.verdict))


def _range(reasons: Sequence[tuple[str, str, ClauseReason]]) -> str:
    numbers = [number.removeprefix("Annex ") for number, _, _ in reasons]
    return f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "".join(numbers)


def _verdict_change(before: Verdict, now: Verdict) -> tuple[str, ...]:
    if before == now:
        return ()
    return (f"The verdict is ‘{now.heading}’; before it was ‘{before.heading}’.",)


def _content(material: ComposedDraft, review: Review) -> str:
    """All that the document is made from and says of itself, but for its version and its date."""
    # Restricted values come in by the record's version: nothing kept is made from them.
    secret = material.record_version if material.restricted_paths else ""
    names = (material.partner.id, material.agreement.key, material.template.digest, str(secret))
    return "\n".join((*names, _content_of(material.composition_to_keep, review)))


def _content_of(composition: Composition, review: Review) -> str:
    bare = replace(composition, version=0, reference="", dated="")
    bare_review = replace(review, to_read=(), without_clause=(), notes=(), offers=())
    document, points = COMPOSITION.dump_json(bare), REVIEW.dump_json(bare_review)
    return f"{RULES}{document.decode()}{points.decode()}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _no_agreement(partner: Partner, key: str) -> str:
    keys = [agreement.key for agreement in partner.agreements]
    if not keys:
        return (
            f"{partner.name} has no agreement on record yet; add one in the partner’s file, with "
            "a key such as ‘2026-schools’ and its title, and draft again."
        )
    known_keys = ", ".join(f"‘{agreement_key}’" for agreement_key in keys)
    sentence = f"{partner.name} has no agreement ‘{key}’" if key else "Name the agreement"
    return (
        f"{sentence}; on record are {known_keys}."
        if key
        else f"{sentence}: on record are {known_keys}."
    )
