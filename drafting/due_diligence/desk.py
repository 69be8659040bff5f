"""The due diligence desk: a checklist that fits an agreement, and the answers that it gets."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from drafting.due_diligence.catalogue import BadCatalogue, Catalogue
from drafting.due_diligence.checklist import (
    Answer,
    Checklist,
    Entry,
    Proof,
    Source,
    State,
    sides,
)
from drafting.due_diligence.checklists import Checklists
from drafting.due_diligence.choosing import Choice, Chosen, Circumstances, choose
from drafting.due_diligence.peer_assessment import PeerAssessment
from drafting.due_diligence.summing_up import Summary, sum_up
from drafting.due_diligence.tiers import TierPolicy
from drafting.errors import DraftingError, UnknownAgreement
from drafting.office import Office
from drafting.partners.field_types import LONGEST_LINE
from drafting.partners.fields import nearest
from drafting.partners.partner_file import PartnerFile
from drafting.partners.record import Agreement, CapacityStep, Partner
from drafting.partners.vocabulary import Side


class UnknownEntry(DraftingError):
    """A checklist has no such item; the message names the nearest."""


class NotWhole(DraftingError):
    """A checklist cannot be completed yet; the message says what is open."""


@dataclass(frozen=True)
class ChecklistRequest:
    """One wish for a checklist."""

    partner: str
    agreement: str
    requested_by: str
    key: str  # of this wish: asked twice with one key, there is one checklist
    high_risk: str = ""  # why a person judges it high-risk


@dataclass(frozen=True)
class Given:
    """What somebody says to one entry."""

    entry: str  # 'fit-shared-vision.partner'
    state: State
    by: str
    key: str  # of this answer: sent twice, it stands once
    text: str = ""
    proofs: tuple[Proof, ...] = ()
    gap: str = ""
    gap_side: Side | None = None
    gap_action: str = ""
    gap_due: date | None = None
    seen: tuple[str, ...] | None = None  # the answers its writer saw; None: those that stand now
    source: Source = Source.PERSON
    source_words: str = ""


class DueDiligenceDesk:
    """Makes checklists and keeps their answers. Threads and processes may share its database."""

    def __init__(  # noqa: PLR0913  (what a desk works with)
        self,
        *,
        partners: PartnerFile,
        checklists: Checklists,
        catalogue: Callable[[], Catalogue],
        office: Office,
        policy: TierPolicy,
        today: Callable[[], date] = date.today,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`catalogue` is asked each time, so that a change of its files holds at once."""
        self._partners = partners
        self.checklists = checklists
        self._catalogue = catalogue
        self._office = office
        self._policy = policy
        self._today = today
        self._clock = clock

    def catalogue(self) -> Catalogue:
        """The items. Raises BadCatalogue."""
        return self._catalogue()

    def choice(self, request: ChecklistRequest) -> Choice:
        """What would be asked, and why; nothing is saved. Raises as `start` does."""
        partner, agreement = self._found(request)
        return choose(self._catalogue(), self._circumstances(partner, agreement, request.high_risk))

    def start(self, request: ChecklistRequest) -> Checklist:
        """The checklist of that wish, with what is known already filled in to be confirmed.

        Raises UnknownPartner, UnknownAgreement, OtherFramework, BadCatalogue.
        """
        partner, agreement = self._found(request)
        circumstances = self._circumstances(partner, agreement, request.high_risk)
        choice = choose(self._catalogue(), circumstances)
        saved = None
        while saved is None:  # somebody else may take the same number meanwhile
            saved = self.checklists.save(self._made(request, choice, partner), request.key)
        return saved

    def get(self, checklist_id: str) -> Checklist:
        """The checklist with its answers. Raises UnknownChecklist."""
        return self.checklists.get(checklist_id)

    def latest(self, partner: str, agreement: str) -> Checklist | None:
        """The newest checklist of an agreement; None where there is none."""
        found = self.checklists.of_partner(partner, agreement)
        return found[0] if found else None

    def answer(self, checklist_id: str, given: Sequence[Given]) -> Checklist:
        """The checklist with what was given, all or nothing. Raises UnknownEntry, BadRecord."""
        checklist = self.get(checklist_id)
        answers = [self._answer(self._entry(checklist, one.entry), one) for one in given]
        return self.checklists.add(checklist_id, answers)

    def assign(self, checklist_id: str, entry: str, to: str, by: str, key: str) -> Checklist:
        """The checklist with the entry assigned; '' takes it back. Raises UnknownEntry."""
        self._entry(self.get(checklist_id), entry)
        return self.checklists.assign(checklist_id, entry, to, by, _id(key))

    def attach(
        self, checklist_id: str, name: str, content: bytes, by: str, expires: date | None = None
    ) -> Proof:
        """Keeps a file as evidence; the proof names it by its digest, for `evidence`."""
        digest = hashlib.sha256(content).hexdigest()[:32]
        file_id = _id(f"{checklist_id}:{name}:{digest}")
        self.checklists.keep_file(file_id, checklist_id, name[:255], content, by)
        return Proof(name=name, expires=expires, file=file_id)

    def evidence(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file of evidence; None where there is none."""
        return self.checklists.file(file_id)

    def keep_standing(
        self, item: str, text: str, by: str, proofs: tuple[Proof, ...] = ()
    ) -> Answer:
        """CIP's answer that holds for every partner, put in force. Raises BadCatalogue."""
        asked = self._catalogue().item(item)
        now = self._clock()
        answer = Answer(
            id=_id(f"standing:{asked.id}:{now.isoformat()}"),
            item=asked.id,
            side=Side.CIP,
            state=State.ANSWERED,
            text=text,
            proofs=proofs,
            by=by,
            at=now,
            source=Source.STANDING,
        )
        self.checklists.keep_standing(answer)
        return answer

    def refuse_unknown_areas(self, areas: Sequence[str]) -> None:
        """Raises BadCatalogue with the nearest area where there is none of a name."""
        known = self._catalogue().areas
        for area in areas:
            if area not in known:
                raise BadCatalogue(
                    f"There is no area '{area}'; did you mean '{nearest(area, known)}'?"
                )

    def accept_peer(self, checklist_id: str, assessment: PeerAssessment) -> Checklist:
        """The checklist with a peer's assessment accepted for its areas, to be confirmed."""
        self.checklists.keep_peer_assessment(assessment)
        checklist = self.get(checklist_id)
        today = self._today()
        open_entries = [
            entry
            for entry in checklist.half(Side.PARTNER)
            if entry.current is None and assessment.covers(entry.item.area, today)
        ]
        return self.checklists.add(
            checklist_id, [self._from_peer(entry, assessment) for entry in open_entries]
        )

    def summary(self, checklist: Checklist) -> Summary:
        """What it adds up to today."""
        soon = timedelta(days=self._policy.expires_soon_days)
        return sum_up(checklist, self._today(), soon)

    def complete(self, checklist_id: str, by: str) -> Checklist:
        """The checklist completed, and the partner's file told so. Raises NotWhole."""
        checklist = self.get(checklist_id)
        summary = self.summary(checklist)
        if not summary.is_whole:
            raise NotWhole(
                f"{summary.of - summary.done} of {summary.of} items are not settled yet; answer, "
                "confirm or settle them first. A gap may stand, with who addresses it."
            )
        completed = self.checklists.complete(checklist_id, by)
        self._tell_the_file(completed, by)
        return completed

    def _tell_the_file(self, checklist: Checklist, by: str) -> None:
        """The file learns that due diligence is done, and the agreement what was agreed."""
        stored = self._partners.read(checklist.partner)
        partner = stored.partner
        done = {
            "due_diligence_completed": self._today(),
            "due_diligence_expires": checklist.valid_until,
        }
        agreements = tuple(
            one.model_copy(update={"capacity": _with_gaps(one, checklist)})
            if one.key == checklist.agreement
            else one
            for one in partner.agreements
        )
        told = partner.model_copy(
            update={"control": partner.control.model_copy(update=done), "agreements": agreements}
        )
        self._partners.save(told, by=by, source=f"due diligence {checklist.id}")

    def _found(self, request: ChecklistRequest) -> tuple[Partner, Agreement]:
        partner = self._partners.get(request.partner)
        agreement = partner.agreement(request.agreement)
        if agreement is None:
            keys = ", ".join(f"‘{one.key}’" for one in partner.agreements) or "none yet"
            raise UnknownAgreement(
                f"{partner.name} has no agreement ‘{request.agreement}’; on record: {keys}."
            )
        return partner, agreement

    def _made(self, request: ChecklistRequest, choice: Choice, partner: Partner) -> Checklist:
        number = len(self.checklists.of_partner(partner.id, request.agreement)) + 1
        name = f"DD_{partner.id}_{request.agreement}_{number}"
        return Checklist(
            id=name,
            partner=partner.id,
            partner_name=partner.name,
            agreement=request.agreement,
            tier=choice.placed.tier,
            reasons=choice.placed.reasons,
            made_at=self._clock(),
            made_by=request.requested_by,
            valid_until=_months_on(self._today(), self._policy.valid_months),
            sample=partner.sample,
            entries=tuple(self._entries(name, choice, partner)),
            left_out=choice.left_out,
        )

    def _circumstances(self, partner: Partner, agreement: Agreement, risk: str) -> Circumstances:
        return Circumstances(partner, agreement, self._office, self._policy, self._today(), risk)

    def _entries(self, name: str, choice: Choice, partner: Partner) -> Iterator[Entry]:
        standing = self.checklists.standing()
        peers = self.checklists.peer_assessments(partner.id)
        for chosen in choice.chosen:
            for side in sides(chosen.item.direction):
                entry = Entry(item=chosen.item, side=side, why=chosen.why)
                first = self._first_answer(entry, chosen, standing.get(chosen.item.id), peers)
                if first is not None:
                    first = first.model_copy(update={"id": _id(f"{name}:{entry.key}")})
                yield entry.model_copy(update={"answers": (first,) if first else ()})

    def _first_answer(
        self,
        entry: Entry,
        chosen: Chosen,
        standing: Answer | None,
        peers: Sequence[PeerAssessment],
    ) -> Answer | None:
        """What is known already: CIP's standing answer, the record's, or a peer's; or nothing."""
        if entry.side is Side.CIP and standing is not None:
            return self._known(
                entry, standing.text, Source.STANDING, "CIP’s standing answer", standing.proofs
            )
        cips_own = chosen.item.direction.value == "cip"
        if chosen.prefilled and (entry.side is Side.PARTNER or cips_own):
            found = chosen.prefilled
            proof = Proof(name=found.source, expires=found.expires)
            proofs = (proof,) if found.expires else ()
            state = State.OPEN if found.expired else State.TO_CONFIRM
            return self._known(entry, found.words, Source.RECORD, found.source, proofs, state)
        for peer in peers:
            if entry.side is Side.PARTNER and peer.covers(entry.item.area, self._today()):
                return self._from_peer(entry, peer)
        return None

    def _known(
        self,
        entry: Entry,
        text: str,
        source: Source,
        words: str,
        proofs: tuple[Proof, ...] = (),
        state: State = State.TO_CONFIRM,
    ) -> Answer:
        now = self._clock()
        return Answer(
            id=_id(f"{source}:{entry.key}:{now.isoformat()}"),
            item=entry.item.id,
            side=entry.side,
            state=state,
            text=text,
            proofs=proofs,
            by="Saathi",
            at=now,
            source=source,
            source_words=words,
        )

    def _from_peer(self, entry: Entry, peer: PeerAssessment) -> Answer:
        said = (
            f"Assessed by {peer.peer} on {peer.assessed_on:%d %B %Y}; accepted by "
            f"{peer.accepted_by} until {peer.valid_until:%d %B %Y}."
        )
        proofs = (peer.proof or Proof(name=peer.peer, expires=peer.valid_until),)
        return self._known(entry, said, Source.PEER, f"Assessment by {peer.peer}", proofs)

    @staticmethod
    def _entry(checklist: Checklist, key: str) -> Entry:
        entry = checklist.entry(key)
        if entry is None:
            near = nearest(key, [one.key for one in checklist.entries])
            raise UnknownEntry(f"{checklist.id} has no item '{key}'; did you mean '{near}'?")
        return entry

    def _answer(self, entry: Entry, given: Given) -> Answer:
        standing = tuple(one.id for one in entry.standing_side_by_side)
        return Answer(
            id=_id(given.key),
            item=entry.item.id,
            side=entry.side,
            state=given.state,
            text=given.text,
            proofs=given.proofs,
            gap=given.gap,
            gap_side=given.gap_side,
            gap_action=given.gap_action,
            gap_due=given.gap_due,
            by=given.by,
            at=self._clock(),
            based_on=standing if given.seen is None else given.seen,
            source=given.source,
            source_words=given.source_words,
        )


def _with_gaps(agreement: Agreement, checklist: Checklist) -> tuple[CapacityStep, ...]:
    """The agreement's capacity support with the checklist's agreed gaps: CSPF 16(f).

    What stands there already stays; a gap is added once.
    """
    known = {step.what for step in agreement.capacity}
    current = [(entry.side, entry.current) for entry in checklist.entries]
    added = [
        CapacityStep(
            what=_in_line(answer.gap),
            of=side,
            who=answer.gap_side,
            action=answer.gap_action,
            by=answer.gap_due,
        )
        for side, answer in current
        if answer is not None and answer.state is State.GAP and answer.gap_action
    ]
    return (*agreement.capacity, *(step for step in added if step.what not in known))


def _in_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]


def _id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _months_on(start: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
