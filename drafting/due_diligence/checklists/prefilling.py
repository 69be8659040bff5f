"""What is known before anybody is asked: from CIP's standing answers, the record, and peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    id_of,
)
from drafting.due_diligence.checklists.choosing import RecordAnswer
from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
from drafting.partners.field_values import day
from drafting.partners.naming import office_name
from drafting.partners.vocabulary import Side

FILLED_IN_BY = "Saathi"


@dataclass(frozen=True)
class PriorAnswers:
    """What answers are drawn from, for the checklist of that id."""

    checklist: str
    standing: Mapping[str, ItemAnswer]  # CIP's, by item
    peers: Sequence[PeerAssessment]  # newest first
    today: date
    now: datetime

    def first_answer(
        self, entry: ChecklistEntry, from_file: RecordAnswer | None
    ) -> ItemAnswer | None:
        """What waits to be confirmed; what has expired is open again; None where nothing is known.

        CIP's standing answer comes before the record, and the record before a peer; but a peer's
        assessment that holds comes before what has expired in the record.
        """
        standing = self.standing.get(entry.item.id)
        if entry.side is Side.CIP and standing is not None:
            return self._from_standing(entry, standing)
        file_answer = (
            self._from_record(entry, from_file) if from_file and _is_about(entry) else None
        )
        if file_answer is not None and file_answer.state is AnswerState.TO_CONFIRM:
            return file_answer
        return self._from_any_peer(entry) or file_answer

    def _from_any_peer(self, entry: ChecklistEntry) -> ItemAnswer | None:
        answers = (self.from_peer(entry, peer) for peer in self.peers)
        return next(filter(None, answers), None) if entry.side is Side.PARTNER else None

    def from_peer(self, entry: ChecklistEntry, peer: PeerAssessment) -> ItemAnswer | None:
        """The answer that a peer's assessment gives; None where it does not cover it today.

        What is asked about this work, no peer can have assessed.
        """
        if entry.item.this_work or not peer.covers(entry.item.area, self.today):
            return None
        text = (
            f"Assessed by {peer.peer} on {day(peer.assessed_on)}; {office_name()} accepts it until "
            f"{day(peer.valid_until)}."
        )
        proof = peer.proof or Proof(name=peer.peer, expires=peer.valid_until)
        words = f"Assessment by {peer.peer}"
        answer = self._answer(entry, AnswerSource.PEER, text, (proof,), words, about=peer.id)
        return answer.model_copy(update={"by": peer.accepted_by})

    def _from_standing(self, entry: ChecklistEntry, standing: ItemAnswer) -> ItemAnswer:
        words = f"{office_name()}’s own answer, the same for every partner"
        return self._answer(entry, AnswerSource.STANDING, standing.text, standing.proofs, words)

    def _from_record(self, entry: ChecklistEntry, from_file: RecordAnswer) -> ItemAnswer:
        proofs = (
            (Proof(name=from_file.source, expires=from_file.expires),) if from_file.expires else ()
        )
        return self._answer(entry, AnswerSource.RECORD, from_file.words, proofs, from_file.source)

    def _answer(
        self,
        entry: ChecklistEntry,
        source: AnswerSource,
        text: str,
        proofs: tuple[Proof, ...],
        words: str,
        about: str = "",
    ) -> ItemAnswer:
        has_expired = any(proof.has_expired(self.today) for proof in proofs)
        return ItemAnswer(
            id=id_of(f"{self.checklist}:{entry.key}:{source}:{about}"),
            item=entry.item.id,
            side=entry.side,
            state=AnswerState.OPEN if has_expired else AnswerState.TO_CONFIRM,
            text=text,
            proofs=proofs,
            by=FILLED_IN_BY,
            at=self.now,
            based_on=tuple(answer.id for answer in entry.latest_answers),
            source=source,
            source_words=words,
        )


def _is_about(entry: ChecklistEntry) -> bool:
    """True where the record speaks for the side: the partner's own, or an item of CIP's alone."""
    return entry.side is Side.PARTNER or entry.item.direction is Direction.CIP
