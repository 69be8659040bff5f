"""The desk of agreements' lives: issues a version, enters signatures and ends, takes steps back.

Each step is looked at against what stands (`rules.py`) and put on record with who and when. What
the partner's file says of the agreement's status follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from drafting.agreements.desk import DraftingDesk
from drafting.agreements.draft import DraftInfo
from drafting.agreements.drafts import Drafts
from drafting.agreements.kinds import DocumentRole, KindInfo
from drafting.agreements.lives import rules
from drafting.agreements.lives.due_dates import AgreementDate, dates_of
from drafting.agreements.lives.rules import ReasonNeeded, StepRefused
from drafting.agreements.lives.signed_files import SignedFile
from drafting.agreements.lives.standing import Standing, VersionStanding
from drafting.agreements.lives.step_record import NewStep
from drafting.agreements.lives.steps import (
    Actor,
    Ending,
    Life,
    Signature,
    StatusChange,
    Step,
    StepFacts,
    StepKind,
    life_of,
)
from drafting.documents.composition import Composition, DocumentKind
from drafting.partners.errors import NotAllowed, UnknownAgreement
from drafting.partners.office_time import office_today
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag, RelationshipStatus

SOURCE = "the agreement’s life"  # by what way the partner's file was changed
BEFORE_SIGNING = (None, RelationshipStatus.PROSPECTIVE)
FOR_FINANCE = (
    "A signed file shows bank details and CNICs, so only those whom the setting `roles.finance` "
    "names may open it."
)


@dataclass(frozen=True)
class SignatureInput:
    """A signature as somebody enters it."""

    signature: Signature
    file: SignedFile
    reason: str = ""  # why it holds though something speaks against it


class LifeDesk:
    """Agreements' lives. Threads and processes may share its database."""

    def __init__(
        self,
        *,
        drafting: DraftingDesk,
        drafts: Drafts,
        partners: PartnerFile,
        today: Callable[[], date] = office_today,
    ) -> None:
        """`drafting` and `drafts` are of one database with `partners`."""
        self._drafting = drafting
        self._drafts = drafts
        self._steps = drafts.steps
        self._partners = partners
        self._today = today

    def life(self, partner: str, agreement: str) -> Life:
        """One agreement's life; one without any step is as far as its drafts are."""
        return self.lives(partner, [agreement])[agreement]

    def lives(self, partner: str, agreements: Sequence[str]) -> Mapping[str, Life]:
        """The lives of these agreements of a partner, by their keys."""
        steps = self._steps.of_partner(partner)
        drafted = {version.agreement for version in self._drafts.in_short(partner)}
        return {
            key: life_of(partner, key, steps.get(key, ()), is_drafted=key in drafted)
            for key in agreements
        }

    def standing(self, draft_id: str) -> VersionStanding:
        """Whether a version is the one to go by. Raises UnknownDraft."""
        return self._drafting.standing(draft_id)

    def standings(self, partner: str, agreement: str = "") -> Mapping[str, VersionStanding]:
        """What every version is, by its id."""
        return self._drafting.standings(partner, agreement)

    def issue(self, draft_id: str, actor: Actor, key: str) -> Step:
        """Puts on record that a version was given to the partner for signature.

        Only the version to go by can be issued. Raises StepRefused, UnknownDraft.
        """
        draft = self._drafting.info(draft_id)
        document = self._drafting.document(draft.request.kind)

        def step(life: Life) -> NewStep:
            standing = self.standing(draft_id)
            if not standing.is_to_go_by:
                raise StepRefused(standing.sentence)
            if draft_id in (life.issued_drafts() | life.signed_drafts()):
                raise StepRefused(f"{draft_id} was issued already; nothing is left to do.")
            rules.refuse_unless_next(life, StepKind.ISSUED, document.role)
            self._refuse_stale(draft, document, life)
            return self._new(draft, life, StepKind.ISSUED, actor, key, self._facts(draft, document))

        return self._enter(draft.request.partner, draft.request.agreement, key, step)

    def sign(self, draft_id: str, given: SignatureInput, actor: Actor, key: str) -> Step:
        """Puts on record that both sides signed a version that was issued, with the signed file.

        Where its pages did not say that it is for signature, it is overtaken, or somebody signed
        whom it does not name, that takes a reason. Raises StepRefused, ReasonNeeded, UnknownDraft.
        """
        draft = self._drafting.info(draft_id)
        document = self._drafting.document(draft.request.kind)

        def step(life: Life) -> NewStep:
            _refuse_unfit_file(given.file)
            doubts = self._looked_at(draft, document, life, given.signature)
            facts = replace(
                self._facts(draft, document),
                signature=given.signature,
                file=given.file.name,
                reason=_reason_for(doubts, given.reason),
                doubts=doubts,
                status=self._status(draft.request.partner, draft.request.agreement, document.role),
            )
            kind = _signing(document)
            return replace(self._new(draft, life, kind, actor, key, facts), file=given.file)

        return self._enter(draft.request.partner, draft.request.agreement, key, step)

    def check_signature(self, draft_id: str, signature: Signature, reason: str) -> None:
        """The same without a file, which may come later; nothing is put on record.

        Raises StepRefused, ReasonNeeded, UnknownDraft.
        """
        draft = self._drafting.info(draft_id)
        document = self._drafting.document(draft.request.kind)
        life = self.life(draft.request.partner, draft.request.agreement)
        _reason_for(self._looked_at(draft, document, life, signature), reason)

    def _looked_at(
        self, draft: DraftInfo, document: KindInfo, life: Life, signature: Signature
    ) -> tuple[str, ...]:
        """What speaks against the signature of that version. Raises StepRefused."""
        rules.refuse_unless_next(life, _signing(document), document.role)
        rules.refuse_unfit_signature(signature, self._today())
        self._refuse_stale(draft, document, life)
        standing = self.standing(draft.id)
        if standing.standing is Standing.INCOMPLETE or draft.id not in life.issued_drafts():
            raise StepRefused(standing.sentence or NOT_ISSUED.format(draft=draft.id))
        return tuple(self._doubts(draft, standing, signature))

    def enter_signed(
        self,
        partner: str,
        agreement: str,
        kind: DocumentKind,
        given: SignatureInput,
        actor: Actor,
        key: str,
    ) -> Step:
        """Enters an agreement that was signed before Saathi: `kind` is what was signed.

        Its days, tranches and reports are those of the partner's file, which has to hold the first
        and the last day. Raises StepRefused, UnknownPartner, UnknownAgreement, BadTemplate.
        """
        document = self._drafting.document(kind)
        stored = self._partners.read(partner)

        def step(life: Life) -> NewStep:
            _refuse_unfit_file(given.file)
            self._look_at_entry(document, stored.partner, life, given.signature)
            facts = StepFacts(
                document=kind,
                title=document.title,
                signature=given.signature,
                file=given.file.name,
                record_version=stored.version,
                status=self._status(partner, agreement, document.role),
            )
            number = len(life.steps) + 1
            return NewStep(
                partner, agreement, number, StepKind.ENTERED, actor, key, facts, file=given.file
            )

        return self._enter(partner, agreement, key, step)

    def check_entry(
        self, partner: str, agreement: str, kind: DocumentKind, signature: Signature
    ) -> None:
        """The same without a file, which may come later; nothing is put on record."""
        record, document = self._partners.get(partner), self._drafting.document(kind)
        self._look_at_entry(document, record, self.life(partner, agreement), signature)

    def _look_at_entry(
        self, document: KindInfo, partner: Partner, life: Life, signature: Signature
    ) -> None:
        """Raises StepRefused, UnknownAgreement."""
        terms = _agreement_of(partner, life.agreement)
        if document.role is not DocumentRole.FOUNDING:
            raise StepRefused("Choose what was signed: the agreement itself, not a change of it.")
        rules.refuse_unless_next(life, StepKind.ENTERED, document.role)
        rules.refuse_unfit_signature(signature, self._today())
        _refuse_undated(terms, signature)

    def end(self, partner: str, agreement: str, ending: Ending, actor: Actor, key: str) -> Step:
        """Puts on record that a signed agreement ended. Raises StepRefused, UnknownAgreement."""
        _agreement_of(self._partners.get(partner), agreement)

        def step(life: Life) -> NewStep:
            rules.refuse_unless_next(life, StepKind.ENDED, DocumentRole.FOUNDING)
            rules.refuse_unfit_ending(life, ending, self._today())
            ended = replace(ending, why=rules.reason_in(ending.why, "why"))
            founding = life.founding
            assert founding is not None
            facts = StepFacts(
                document=founding.facts.document,
                title=founding.facts.title,
                ending=ended,
                status=self._status(partner, agreement, None),
            )
            number = len(life.steps) + 1
            return NewStep(partner, agreement, number, StepKind.ENDED, actor, key, facts)

        return self._enter(partner, agreement, key, step)

    def take_back(self, partner: str, agreement: str, why: str, actor: Actor, key: str) -> Step:
        """Takes the last step back that stands; it stays on record. Raises StepRefused."""

        def step(life: Life) -> NewStep:
            last = life.last
            if last is None:
                raise StepRefused("There is no step of this agreement to take back.")
            facts = StepFacts(
                document=last.facts.document,
                title=last.facts.title,
                role=last.facts.role,
                reason=rules.reason_in(why),
                takes_back=last.id,
                status=StatusChange(last.facts.status.after, last.facts.status.before),
            )
            number = len(life.steps) + 1
            return NewStep(partner, agreement, number, StepKind.TAKEN_BACK, actor, key, facts)

        return self._enter(partner, agreement, key, step)

    def was_entered(self, key: str) -> bool:
        """True where the step that was asked for with that key is on record."""
        return self._steps.with_key(key) is not None

    def signed_file(self, step: Step, *, may_see_restricted_fields: bool) -> SignedFile:
        """The signed file of a step. Raises NotAllowed, DraftingError for a step without one."""
        if not may_see_restricted_fields:
            raise NotAllowed(FOR_FINANCE)
        return self._steps.file(step)

    def dates(self, partner: str, agreement: str) -> tuple[AgreementDate, ...]:
        """All dates of an agreement. Raises UnknownPartner, UnknownAgreement."""
        terms = _agreement_of(self._partners.get(partner), agreement)
        return dates_of(terms, self.life(partner, agreement))

    def _enter(
        self, partner: str, agreement: str, key: str, step_of: Callable[[Life], NewStep]
    ) -> Step:
        """The step that `step_of` gives for what stands, as it is kept; with one key, once."""
        step = self._steps.with_key(key)
        while step is None:  # once, unless somebody else enters a step meanwhile
            step = self._steps.add(step_of(self.life(partner, agreement)))
        self._follow(step)
        return step

    def _follow(self, step: Step) -> None:
        """The status in the partner's file follows, unless somebody gave it another meanwhile."""
        before, after = step.facts.status.before, step.facts.status.after
        if before == after:
            return

        def followed(stored: StoredPartner) -> Partner:
            partner = stored.partner
            agreements = tuple(
                terms.model_copy(update={"status": RelationshipStatus(after) if after else None})
                if terms.key == step.agreement and (terms.status or "") == before
                else terms
                for terms in partner.agreements
            )
            return partner.model_copy(update={"agreements": agreements})

        self._partners.change(step.partner, followed, by=step.by, source=SOURCE)

    def _status(self, partner: str, agreement: str, role: DocumentRole | None) -> StatusChange:
        """The status before and after; `role` of what is signed, None where it ends."""
        status = _agreement_of(self._partners.get(partner), agreement).status
        after = status
        if role is None:
            after = RelationshipStatus.ENDED
        elif role is DocumentRole.FOUNDING and status in BEFORE_SIGNING:
            after = RelationshipStatus.ACTIVE
        return StatusChange(status or "", after or "")

    def _facts(self, draft: DraftInfo, document: KindInfo) -> StepFacts:
        return StepFacts(
            document=draft.request.kind,
            title=draft.title,
            role=document.role,
            record_version=self._drafts.issued(draft.id).record_version,
        )

    @staticmethod
    def _new(
        draft: DraftInfo, life: Life, kind: StepKind, actor: Actor, key: str, facts: StepFacts
    ) -> NewStep:
        wish, number = draft.request, len(life.steps) + 1
        return NewStep(wish.partner, wish.agreement, number, kind, actor, key, facts, draft.id)

    @staticmethod
    def _refuse_stale(draft: DraftInfo, document: KindInfo, life: Life) -> None:
        """Raises StepRefused for a change that was drafted before another one was signed."""
        if document.role is not DocumentRole.AMENDING or draft.id in life.signed_drafts():
            return
        if any(step.at > draft.created_at for step in life.changes):
            raise StepRefused(
                f"{draft.id} was drafted before another change was signed, and says the old state; "
                "draft it anew."
            )

    def _doubts(
        self, draft: DraftInfo, standing: VersionStanding, signature: Signature
    ) -> Iterator[str]:
        """What speaks against entering that this version was signed."""
        if standing.is_overtaken:
            yield standing.sentence
        if not draft.verdict.is_ready:
            yield f"Its pages say: {draft.verdict.heading}."
        elif why := self._drafting.no_longer_ready(draft):
            yield f"Since it was drafted, something changed. {why}"
        named = _named_signatories(self._drafts.composition(draft.id))
        strangers = [
            name
            for name in (*signature.office_by, *signature.partner_by)
            if named and _plain(name) not in named
        ]
        if strangers:
            yield f"The document names no place to sign for {', '.join(strangers)}."


NOT_ISSUED = (
    "{draft} was not issued for signature; issue it first, or enter the version that was issued."
)


def lacks(agreement: Agreement) -> tuple[str, ...]:
    """What of an agreement that was entered the calendar needs and the file does not say yet."""
    wants = (
        (
            agreement.money.funding_involved is Flag.UNKNOWN,
            "Whether funds change hands is not known yet.",
        ),
        (
            agreement.money.funding_involved is Flag.YES and not agreement.money.tranches,
            "No tranches are on record yet.",
        ),
        (not agreement.reports, "No reports are on record yet."),
    )
    return tuple(sentence for is_lacking, sentence in wants if is_lacking)


def _signing(document: KindInfo) -> StepKind:
    """What the signature of that document is to the agreement."""
    amends = document.role is DocumentRole.AMENDING
    return StepKind.AMENDED if amends else StepKind.SIGNED


def _refuse_unfit_file(file: SignedFile) -> None:
    if file.fault:
        raise StepRefused(file.fault, "file")


def _reason_for(doubts: tuple[str, ...], reason: str) -> str:
    """The reason on one line. Raises ReasonNeeded where doubts have none, StepRefused."""
    if reason.strip():
        return rules.reason_in(reason)
    if doubts:
        raise ReasonNeeded(doubts)
    return ""


def _agreement_of(partner: Partner, key: str) -> Agreement:
    agreement = partner.agreement(key)
    if agreement is None:
        keys = ", ".join(f"‘{known.key}’" for known in partner.agreements) or "none yet"
        raise UnknownAgreement(f"{partner.name} has no agreement ‘{key}’; on record: {keys}.")
    return agreement


def _refuse_undated(agreement: Agreement, signature: Signature) -> None:
    """Raises StepRefused where the file does not say from when to when it runs."""
    names = (("start", "its first day"), ("end", "its last day"))
    missing = [words for name, words in names if getattr(agreement, name) is None]
    if missing:
        raise StepRefused(
            f"The partner’s file does not say {' and '.join(missing)} yet; fill that in under the "
            "agreement (by form, workbook or YAML), with its tranches and reports, and enter it "
            "then."
        )
    if agreement.end is not None and signature.last_day > agreement.end:
        raise StepRefused(
            "It was signed after its last day, as the partner’s file has it; correct the one or "
            "the other.",
            "office_on",
        )


def _named_signatories(composition: Composition) -> frozenset[str]:
    """The names that stand where people sign; none where a place is open."""
    runs = [
        run
        for block in composition.signatures
        for label, words in block.lines
        for run in words
        if label == "Name"
    ]
    if any(run.open_field for run in runs):
        return frozenset()
    return frozenset(_plain(run.text) for run in runs)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
