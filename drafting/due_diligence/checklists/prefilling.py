"""What is known before anybody is asked: from CIP's standing answers, the record, and peers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    differ,
    id_of,
    latest_of,
    together,
)
from drafting.due_diligence.checklists.choosing import RecordAnswer
from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
from drafting.due_diligence.checklists.store import EntryRecord
from drafting.partners.field_values import day, listed
from drafting.partners.naming import office_name, spoken_name
from drafting.partners.office_time import office_day
from drafting.partners.record.field_types import LONGEST_LINE
from drafting.partners.vocabulary import Side
from drafting.screening import ScreeningResult

FILLED_IN_BY = "Saathi"
SCREENING_ITEM = "screening-lists"  # of the catalogue: what the check against the lists showed
SCREENING_ENTRY = f"{SCREENING_ITEM}.{Side.CIP}"
LAST_CHECK = "the last check against the lists"
SETTLED = (AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GAP)


@dataclass(frozen=True)
class EarlierAnswer:
    """What somebody settled in an earlier checklist of the same partner."""

    answer: ItemAnswer
    checklist: str
    agreement: str


def earlier_answers(records: Iterable[EntryRecord]) -> dict[str, EarlierAnswer]:
    """The last answer that was settled in `records`, by entry; conflicts are settled by none.

    The records of the newest checklist come first. Only as many of them are read as may hold it.
    """
    latest: dict[str, EarlierAnswer] = {}
    for record in sorted(records, key=lambda record: record.last_at, reverse=True):
        known = latest.get(record.entry)
        if known is not None and known.answer.at.timestamp() >= record.last_at:
            continue
        answer = _settled(record.answers())
        if answer is not None and (known is None or known.answer.at < answer.at):
            latest[record.entry] = EarlierAnswer(answer, record.checklist, record.agreement)
    return latest


def _settled(answers: Sequence[ItemAnswer]) -> ItemAnswer | None:
    """The answer that settles an entry; None for a conflict, and while it is open."""
    latest = latest_of(answers)
    current = together(latest)
    return None if current is None or differ(latest) or current.state not in SETTLED else current


@dataclass(frozen=True)
class PriorAnswers:
    """What answers are drawn from, for the checklist of that id."""

    checklist: str
    standing: Mapping[str, ItemAnswer]  # CIP's, by item
    peers: Sequence[PeerAssessment]  # newest first
    today: date
    now: datetime
    agreement: str = ""
    earlier: Mapping[str, EarlierAnswer] = field(default_factory=dict)  # by entry
    settled_since: date = date.min  # what was settled before is asked again
    screening: ScreeningResult | None = None
    name_of: Callable[[str], str] = str  # of who answered

    def first_answer(
        self, entry: ChecklistEntry, from_file: RecordAnswer | None
    ) -> ItemAnswer | None:
        """What waits to be confirmed; what has expired is open again; None where nothing is known.

        The last check against the lists answers its own question. CIP's standing answer comes
        first. What was settled earlier comes before the record, unless
        the record says something else by now; and the record before a peer, but a peer's
        assessment that holds comes before what has expired.
        """
        if entry.key == SCREENING_ENTRY and self.screening is not None:
            return self.from_screening(entry, self.screening)
        standing = self.standing.get(entry.item.id)
        if entry.side is Side.CIP and standing is not None:
            return self._from_standing(entry, standing)
        file_answer = (
            self._from_record(entry, from_file) if from_file and _is_about(entry) else None
        )
        earlier = self._from_earlier(entry)
        has_changed = file_answer is not None and (
            earlier is None or file_answer.text not in earlier.text
        )
        drafts = [file_answer, earlier] if has_changed else [earlier, file_answer]
        known = [answer for answer in drafts if answer is not None]
        waiting = [answer for answer in known if answer.state is AnswerState.TO_CONFIRM]
        first = next(iter(waiting), None) or self._from_any_peer(entry)
        return first or next(iter(known), None)

    def from_screening(self, entry: ChecklistEntry, screening: ScreeningResult) -> ItemAnswer:
        """What the last check showed, to be confirmed and weighed by a person.

        It is open while a match is, or the check is due again: it never clears anything by itself.
        """
        words, about = screening.words, f"{screening.check}:{screening.words}"
        answer = self._answer(entry, AnswerSource.SCREENING, words, (), LAST_CHECK, about=about)
        return (
            answer
            if screening.is_current
            else answer.model_copy(update={"state": AnswerState.OPEN})
        )

    def _from_earlier(self, entry: ChecklistEntry) -> ItemAnswer | None:
        """What was settled before, to be confirmed; None where there is nothing to carry over.

        It is open, with its words, where it may be another one by now: a gap, what did not apply,
        what was said of another agreement's work, is long ago, or is shown by what has expired.
        """
        earlier = self.earlier.get(entry.key)
        if earlier is None or entry.item.afresh:
            return None
        answer, answered_on = earlier.answer, office_day(earlier.answer.at)
        holds = (
            answer.state is AnswerState.ANSWERED
            and not answer.has_expired(self.today)
            and answered_on >= self.settled_since
            and (earlier.agreement == self.agreement or not entry.item.this_work)
        )
        who, on = (
            answer.said_by or spoken_name(self.name_of(answer.by)),
            answer.said_on or answered_on,
        )
        words = f"Said by {who} on {day(on)}, in {earlier.checklist}"
        # A copy, so that whatever else is kept of an answer (who may read it) goes along.
        return answer.model_copy(
            update={
                "id": id_of(f"{self.checklist}:{entry.key}:{AnswerSource.EARLIER}:{answer.id}"),
                "state": AnswerState.TO_CONFIRM if holds else AnswerState.OPEN,
                "by": FILLED_IN_BY,
                "at": self.now,
                "based_on": tuple(latest.id for latest in entry.latest_answers),
                "source": AnswerSource.EARLIER,
                "source_words": words[:LONGEST_LINE],
            }
        )

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
        words = from_file.words
        if from_file.missing:
            words = f"{words}; not on record: {listed(from_file.missing)}"
        answer = self._answer(entry, AnswerSource.RECORD, words, proofs, from_file.source)
        # A part of an answer is not the whole: it stays open, with what is known.
        return (
            answer.model_copy(update={"state": AnswerState.OPEN}) if from_file.missing else answer
        )

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
