"""The due diligence desk: a checklist that fits an agreement, and the answers that it gets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from drafting.due_diligence.catalogue.catalogue import BadCatalogue, Catalogue
from drafting.due_diligence.catalogue.readers import Readers, narrowest
from drafting.due_diligence.catalogue.tiers import TierPolicy, is_judged_risky
from drafting.due_diligence.checklists.answering import Missing, Submission, answer_to
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    id_of,
    sides,
)
from drafting.due_diligence.checklists.choosing import Circumstances, ItemSelection, choose
from drafting.due_diligence.checklists.completing import (
    completion_of,
    may_complete_again,
    with_acknowledgement,
    with_agreed_gaps,
    with_completion,
)
from drafting.due_diligence.checklists.going_on import changes_since
from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
from drafting.due_diligence.checklists.prefilling import (
    SCREENING_ENTRY,
    SCREENING_ITEM,
    PriorAnswers,
    earlier_answers,
)
from drafting.due_diligence.checklists.reading import shown_to
from drafting.due_diligence.checklists.requests import (
    AnswerInput,
    ChecklistRequest,
    waiting_entries,
)
from drafting.due_diligence.checklists.store import Checklists
from drafting.due_diligence.checklists.summing_up import Summary, sum_up
from drafting.due_diligence.checklists.weighing import WeighingInput, weighing_of
from drafting.due_diligence.offers.offering import (
    RecordFacts,
    RecordOffer,
    chosen_offers,
    offers_of,
    source_of,
    with_offers,
)
from drafting.partners.errors import DraftingError, PartnerChanged, UnknownAgreement
from drafting.partners.naming import office_name
from drafting.partners.office import Office
from drafting.partners.office_time import office_day, office_today
from drafting.partners.partner_file import PartnerFile, StoredPartner
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.control import Completion, DiligenceStanding
from drafting.partners.record.fields import nearest
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side, Tier
from drafting.screening import ScreeningResult

LOOKED_BACK = 10  # earlier checklists of a partner whose answers are carried over


class UnknownEntry(DraftingError):
    """A checklist has no such item; the message names the nearest."""


class NotWhole(DraftingError):
    """A checklist cannot be completed yet; the message says what is open."""


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
        today: Callable[[], date] = office_today,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        open_matches: Callable[[str], Sequence[object]] = lambda _partner: (),
        screening: Callable[[str], ScreeningResult | None] = lambda _partner: None,
        name_of: Callable[[str], str] = str,
    ) -> None:
        """`catalogue` is asked each time, so that a change of its files holds at once.

        `open_matches` gives the possible matches of a partner, by its id, that nobody has cleared;
        while there is one, no checklist of the partner is completed. `screening` gives what its
        last check against the lists showed; `name_of` what somebody is called who answered.
        """
        self._partners = partners
        self.checklists = checklists
        self._catalogue = catalogue
        self._office = office
        self._policy = policy
        self._today = today
        self._clock = clock
        self._open_matches = open_matches
        self._screening = screening
        self._name_of = name_of

    def catalogue(self) -> Catalogue:
        """The items. Raises BadCatalogue."""
        return self._catalogue()

    def choice(self, request: ChecklistRequest) -> ItemSelection:
        """What would be asked, and why; nothing is saved. Raises as `start` does."""
        partner, agreement = self._partner_and_agreement(request)
        return choose(self._catalogue(), self._circumstances(partner, agreement, request))

    def start(self, request: ChecklistRequest) -> Checklist:
        """The checklist of that wish, with what is known already filled in to be confirmed.

        Raises UnknownPartner, UnknownAgreement, OtherFramework, NoEmergency, RiskOfFirstDays and
        BadCatalogue.
        """
        partner, agreement = self._partner_and_agreement(request)
        circumstances = self._circumstances(partner, agreement, request)
        choice = choose(self._catalogue(), circumstances)
        checklist = None
        while checklist is None:  # somebody else may take the same number meanwhile
            checklist = self.checklists.save(
                self._new_checklist(request, choice, partner), request.key
            )
        return checklist

    def since(self, checklist: Checklist, high_risk: str = "") -> str:
        """How what would be asked today differs from it, in a sentence; '' for no difference.

        Who judged it high-risk is taken to judge so still. Raises as `start` does.
        """
        risk = high_risk or ("as before" if is_judged_risky(checklist.reasons) else "")
        wish = ChecklistRequest(checklist.partner, checklist.agreement, "", "", risk)
        return changes_since(checklist, self.choice(wish))

    def get(self, checklist_id: str) -> Checklist:
        """The checklist with its answers. Raises UnknownChecklist."""
        return self.checklists.get(checklist_id)

    def latest(self, partner: str, agreement: str) -> Checklist | None:
        """The newest checklist of an agreement; None where there is none."""
        return self.checklists.newest(partner, agreement)

    def answer(self, checklist_id: str, inputs: Sequence[AnswerInput]) -> Checklist:
        """The checklist with what was given, all or nothing.

        Of one that is completed, the partner's file learns the gaps that are agreed upon now.
        Raises UnknownEntry, and pydantic's ValidationError for what no document can hold.
        """
        checklist = self.get(checklist_id)
        answers = [
            self._answer(self.entry(checklist, answer_input.entry), answer_input)
            for answer_input in inputs
        ]
        after = self.checklists.add(checklist_id, answers)
        if after.completed_at and any(
            answer_input.state is AnswerState.GAP for answer_input in inputs
        ):
            self._change_partner(
                after, lambda partner: with_agreed_gaps(partner, after), inputs[0].by
            )
        return after

    def confirm(
        self, checklist_id: str, entries: Sequence[str], confirmation: Submission
    ) -> Checklist:
        """The checklist with those entries confirmed as they were shown, all of them or none.

        `entries` are the keys of what waits to be confirmed, as `waiting` gives them; one that was
        answered meanwhile stays as it is. `confirmation` says by whom, and who at the partner said
        so. Raises UnknownChecklist, UnknownEntry, and NotWhole for what its writer cannot confirm.
        """
        checklist = self.get(checklist_id)
        waiting = {entry.key: entry for entry in self.waiting(checklist)}
        keys = (self.entry(checklist, each).key for each in entries)
        inputs = [
            _confirmed(waiting[key], confirmation, self._today()) for key in keys if key in waiting
        ]
        return self.answer(checklist_id, inputs) if inputs else checklist

    def waiting(
        self, checklist: Checklist, area: str = "", side: Side | None = None
    ) -> list[ChecklistEntry]:
        """What waits to be confirmed, of an area and a side or of all.

        Raises BadCatalogue for an area that the checklist does not have.
        """
        areas = {entry.item.area for entry in checklist.entries}
        if area and area not in areas:
            near = nearest(area, areas)
            raise BadCatalogue(f"There is no area '{area}'; did you mean '{near}'?")
        return waiting_entries(checklist, self._today(), area, side)

    def assign(self, checklist_id: str, entry: str, to: str, by: str, key: str) -> Checklist:
        """The checklist with the entry assigned; '' takes it back. Raises UnknownEntry."""
        self.entry(self.get(checklist_id), entry)
        return self.checklists.assign(checklist_id, entry, to, by, id_of(key))

    def weigh(self, checklist_id: str, words: WeighingInput) -> Checklist:
        """The checklist with what somebody who read an answer said of it: weighed, or cleared.

        Raises UnknownChecklist, UnknownEntry, CannotWeigh.
        """
        entry = self.entry(self.get(checklist_id), words.entry)
        return self.checklists.weigh(
            checklist_id, entry.key, weighing_of(entry, words, self._clock())
        )

    def standing_of(self, partner: str, agreement: str) -> DiligenceStanding:
        """The concerns and the unresolved matches of an agreement's newest checklist, counted."""
        checklist = self.latest(partner, agreement)
        matches = len(self._open_matches(partner))
        if checklist is None:
            return DiligenceStanding(matches=matches)
        concerns = [entry for entry in checklist.entries if entry.is_concern]
        raised = [office_day(entry.weighed_at) for entry in concerns if entry.weighed_at]
        return DiligenceStanding(
            checklist=checklist.id,
            concerns=len(concerns),
            matches=sum(entry.is_unresolved_match for entry in concerns) + matches,
            last_raised=max(raised, default=None),
        )

    def attach(
        self, checklist_id: str, name: str, content: bytes, by: str, expires: date | None = None
    ) -> Proof:
        """Keeps a file as evidence; the proof names it by its digest, for `evidence`."""
        digest = hashlib.sha256(content).hexdigest()[:32]
        file_id = id_of(f"{checklist_id}:{name}:{digest}")
        self.checklists.keep_file(file_id, checklist_id, name[:255], content, by)
        return Proof(name=name, expires=expires, file=file_id)

    def evidence(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file of evidence; None where there is none."""
        return self.checklists.file(file_id)

    def keep_standing(
        self, item: str, text: str, by: str, proofs: tuple[Proof, ...] = (), key: str = ""
    ) -> ItemAnswer:
        """CIP's answer that holds for every partner, put in force; once for one `key`.

        Raises BadCatalogue where there is no such item, or CIP is not asked it.
        """
        catalogue_item = self._catalogue().item(item)
        if Side.CIP not in sides(catalogue_item.direction):
            raise BadCatalogue(
                f"‘{catalogue_item.id}’ is what {office_name()} asks the partner, so "
                f"{office_name()} has no answer to it; "
                f"`saathi due-diligence standing list` shows what {office_name()} is asked."
            )
        now = self._clock()
        answer = ItemAnswer(
            id=id_of(f"standing:{catalogue_item.id}:{key or now.isoformat()}"),
            item=catalogue_item.id,
            side=Side.CIP,
            state=AnswerState.ANSWERED,
            text=text,
            proofs=proofs,
            by=by,
            at=now,
            source=AnswerSource.STANDING,
        )
        self.checklists.keep_standing(answer)
        return answer

    def refuse_unknown_areas(self, areas: Sequence[str]) -> None:
        """Raises BadCatalogue with the nearest area where there is none of a name."""
        areas_by_id = self._catalogue().areas
        for area in areas:
            if area not in areas_by_id:
                raise BadCatalogue(
                    f"There is no area '{area}'; did you mean '{nearest(area, areas_by_id)}'?"
                )

    def refuse_useless(self, assessment: PeerAssessment) -> None:
        """Raises UselessAssessment where it lies ahead, has lapsed or is no recent one."""
        today = self._today()
        assessment.refuse_useless(today, today - relativedelta(months=self._policy.valid_months))

    def accept_peer(self, checklist_id: str, assessment: PeerAssessment) -> Checklist:
        """The checklist with a peer's assessment accepted for its areas, to be confirmed.

        It answers what is open, also because what was there has expired. Raises UselessAssessment.
        """
        self.refuse_useless(assessment)
        checklist = self.get(checklist_id)
        self.checklists.keep_peer_assessment(assessment)
        prior = self._prior_answers(checklist_id, checklist.partner, checklist.agreement)
        open_ones = [
            entry for entry in checklist.half(Side.PARTNER) if entry.is_open(self._today())
        ]
        answers = (prior.from_peer(entry, assessment) for entry in open_ones)
        return self.checklists.add(checklist_id, [entry for entry in answers if entry])

    def fill_in_screening(self, partner: str) -> None:
        """Fills what the last check showed into the partner's checklists, to be confirmed.

        What a person said, and what is completed, stays as it is. Raises UnknownPartner.
        """
        screening = self._screening(partner)
        if screening is None:
            return
        for checklist in self.checklists.of_partner(partner, limit=LOOKED_BACK):
            entry = checklist.entry(SCREENING_ENTRY)
            if entry is not None and not checklist.completed_at and _waits_for_check(entry):
                prior = self._prior_answers(checklist.id, partner, checklist.agreement)
                self.checklists.add(checklist.id, [prior.from_screening(entry, screening)])

    def screening_readers(self) -> Readers:
        """Who may read possible matches: who may read the answer to the question on them."""
        items = (entry.item for entry in self._catalogue().entries)
        screened = (item.readers for item in items if item.id == SCREENING_ITEM)
        return narrowest(Readers.CIP, *screened)

    def summary(self, checklist: Checklist) -> Summary:
        """What it adds up to today."""
        soon = timedelta(days=self._policy.expires_soon_days)
        return sum_up(checklist, self._today(), soon)

    def complete(self, checklist_id: str, by: str) -> Checklist:
        """The completed checklist, with the partner's file updated; its first day and name stay.

        The file is updated first: what fails there leaves the checklist to be completed again. Of
        one that was completed before, the file takes the gaps that were agreed upon since, and
        that it holds for the agreement's amount where that is more, or other, now.
        Raises NotWhole, UnknownPartner, BadRecord.
        """
        checklist = self.get(checklist_id)
        summary = self.summary(checklist)
        self._refuse_matches(checklist, summary)
        if not summary.is_whole:
            remaining = summary.of - summary.count_done
            beginning = (
                f"One of {summary.of} items is"
                if remaining == 1
                else f"{remaining} of {summary.of} items are"
            )
            raise NotWhole(
                f"{beginning} not settled yet; answer, confirm or settle what is left first. A gap "
                "may stand, with who addresses it."
            )
        today = self._today()
        self._change_partner(
            checklist,
            lambda partner: with_completion(
                with_agreed_gaps(partner, checklist), checklist, by, today
            ),
            by,
        )
        return self.checklists.complete(checklist_id, by)

    def _refuse_matches(self, checklist: Checklist, summary: Summary) -> None:
        """Raises NotWhole where a screening or a debarment holds what nobody has cleared."""
        count = summary.matches + len(self._open_matches(checklist.partner))
        if count:
            matches = "1 match" if count == 1 else f"{count} matches"
            raise NotWhole(
                f"{matches} of a screening or a debarment is not cleared yet; look into it, and "
                "clear it with a reason if it is none."
                if count == 1
                else f"{matches} of screenings or debarments are not cleared yet; look into them, "
                "and clear each with a reason if it is none."
            )

    def may_complete_again(self, checklist: Checklist) -> bool:
        """True for a completed one whose agreement is about more money than it covers, or other.

        Raises UnknownPartner.
        """
        return may_complete_again(self._partners.get(checklist.partner), checklist)

    def completion(self, checklist: Checklist) -> Completion | None:
        """What the partner's file holds of its completion; None for nothing.

        Raises UnknownPartner.
        """
        return completion_of(self._partners.get(checklist.partner), checklist.id)

    def acknowledge(self, checklist_id: str, person: str, on: date, by: str) -> None:
        """Records who at the partner acknowledged the completed checklist, and when.

        Raises UnknownChecklist, NotOnRecord, UnfitAcknowledgement, UnknownPartner, BadRecord.
        """
        checklist, today = self.get(checklist_id), self._today()
        self._change_partner(
            checklist,
            lambda partner: with_acknowledgement(partner, checklist, person, on, today),
            by,
        )

    def offers(self, checklist: Checklist) -> list[RecordOffer]:
        """What it learned that the partner's record does not say. Raises UnknownPartner.

        Only what is for both is offered: the record has other readers, and so have agreements.
        """
        checklist = shown_to(checklist, Readers.BOTH)
        partner = self._partners.get(checklist.partner)
        record = RecordFacts(partner, self._partners.history(checklist.partner))
        return offers_of(checklist, record, self._today())

    def take_offers(self, checklist_id: str, names: Sequence[str], by: str) -> list[RecordOffer]:
        """Puts what is chosen of it into the partner's record; what was put there.

        `names` are the fields' paths, or 'all'. Raises BadRecord for a path that is not offered,
        and PartnerChanged where the record says something else by now than was shown.
        """
        checklist = self.get(checklist_id)
        chosen = chosen_offers(self.offers(checklist), names)

        def with_chosen(stored: StoredPartner) -> Partner | str:
            now = RecordFacts(stored.partner, ())
            shown = {offer.path: offer.on_record for offer in chosen}
            current = offers_of(shown_to(checklist, Readers.BOTH), now, self._today())
            still = {offer.path: offer.on_record for offer in current if offer.path in shown}
            return with_offers(stored.partner, chosen) if still == shown else stored.partner.name

        outcome: StoredPartner | str = self._partners.change(
            checklist.partner, with_chosen, by=by, source=source_of(checklist, chosen)
        )
        if isinstance(outcome, str):
            raise PartnerChanged(
                f"Somebody changed the file of {outcome} just now, so nothing was taken; look at "
                "what is offered again."
            )
        return chosen

    def _change_partner(
        self, checklist: Checklist, how: Callable[[Partner], Partner], by: str
    ) -> None:
        """Saves in the partner's file what follows from the checklist."""
        self._partners.change(
            checklist.partner,
            lambda stored: how(stored.partner),
            by=by,
            source=f"due diligence {checklist.id}",
        )

    def _partner_and_agreement(self, request: ChecklistRequest) -> tuple[Partner, Agreement]:
        partner = self._partners.get(request.partner)
        agreement = partner.agreement(request.agreement)
        if agreement is None:
            keys = (
                ", ".join(
                    f"‘{agreement_on_record.key}’" for agreement_on_record in partner.agreements
                )
                or "none yet"
            )
            raise UnknownAgreement(
                f"{partner.name} has no agreement ‘{request.agreement}’; on record: {keys}."
            )
        return partner, agreement

    def _new_checklist(
        self, request: ChecklistRequest, choice: ItemSelection, partner: Partner
    ) -> Checklist:
        number = self.checklists.count(partner.id, request.agreement) + 1
        name = f"DD_{partner.id}_{request.agreement}_{number}"
        return Checklist(
            id=name,
            partner=partner.id,
            partner_name=partner.name,
            agreement=request.agreement,
            tier=choice.placement.tier,
            reasons=choice.placement.reasons,
            made_at=self._clock(),
            made_by=request.requested_by,
            valid_until=self._valid_until(choice.placement.tier),
            sample=partner.sample,
            entries=tuple(self._entries(name, choice, partner, request.agreement)),
            left_out=choice.left_out,
        )

    def rest_by(self) -> date:
        """By when the rest follows, of a checklist of the first days that begins today."""
        return self._today() + timedelta(days=self._policy.first_days)

    def _valid_until(self, tier: Tier) -> date:
        """Until when a checklist that is made today holds; of the first days until the rest is."""
        if tier is Tier.F:
            return self.rest_by()
        ends: date = self._today() + relativedelta(months=self._policy.valid_months)
        return ends

    def _circumstances(
        self, partner: Partner, agreement: Agreement, request: ChecklistRequest
    ) -> Circumstances:
        return Circumstances(
            partner,
            agreement,
            self._office,
            self._policy,
            self._today(),
            request.high_risk,
            request.first_days,
        )

    def _entries(
        self, name: str, choice: ItemSelection, partner: Partner, agreement: str
    ) -> Iterator[ChecklistEntry]:
        prior = self._prior_answers(name, partner.id, agreement)
        for chosen in choice.chosen:
            for side in sides(chosen.item.direction):
                entry = ChecklistEntry(item=chosen.item, side=side, why=chosen.why)
                first = prior.first_answer(entry, chosen.from_file)
                yield entry.model_copy(update={"answers": (first,) if first else ()})

    def _prior_answers(self, checklist_id: str, partner: str, agreement: str) -> PriorAnswers:
        """The answers that are on record before anybody is asked."""
        before = self.checklists.settled_records(partner, LOOKED_BACK, but=checklist_id)
        return PriorAnswers(
            checklist=checklist_id,
            standing=self.checklists.standing(),
            peers=self.checklists.peer_assessments(partner),
            today=self._today(),
            now=self._clock(),
            agreement=agreement,
            earlier=earlier_answers(before),
            settled_since=self._today() - relativedelta(months=self._policy.valid_months),
            screening=self._screening(partner),
            name_of=self._name_of,
        )

    @staticmethod
    def entry(checklist: Checklist, key: str) -> ChecklistEntry:
        """The entry of that key. Raises UnknownEntry with the nearest."""
        entry = checklist.entry(key)
        if entry is None:
            near = nearest(key, [each_entry.key for each_entry in checklist.entries])
            raise UnknownEntry(f"{checklist.id} has no item '{key}'; did you mean '{near}'?")
        return entry

    def _answer(self, entry: ChecklistEntry, answer_input: AnswerInput) -> ItemAnswer:
        standing = tuple(answer.id for answer in entry.latest_answers)
        return ItemAnswer(
            id=answer_input.answer_id,
            item=entry.item.id,
            side=entry.side,
            state=answer_input.state,
            text=answer_input.text,
            proofs=answer_input.proofs,
            gap=answer_input.gap,
            gap_side=answer_input.gap_side,
            gap_action=answer_input.gap_action,
            gap_due=answer_input.gap_due,
            by=answer_input.by,
            at=self._clock(),
            based_on=standing if answer_input.seen_ids is None else answer_input.seen_ids,
            source=answer_input.source,
            source_words=answer_input.source_words,
            weight=answer_input.weight,
            readers=answer_input.readers,
            said_by=answer_input.said_by,
            said_on=answer_input.said_on,
        )


def _confirmed(entry: ChecklistEntry, confirmation: Submission, today: date) -> AnswerInput:
    """What is filled in there as the person's own answer, by the same rules as any other."""
    voice = confirmation.voice if entry.side is Side.PARTNER else None
    own = replace(confirmation, key=f"{confirmation.key}:{entry.key}", voice=voice)
    answer = answer_to(entry, own, today)
    if isinstance(answer, Missing):
        raise NotWhole(f"‘{entry.item.ask}’ cannot be confirmed. {answer.sentence}")
    return answer


def _waits_for_check(entry: ChecklistEntry) -> bool:
    """True where no person has answered: nothing is there, or what an earlier check showed."""
    return all(answer.source is AnswerSource.SCREENING for answer in entry.latest_answers)
