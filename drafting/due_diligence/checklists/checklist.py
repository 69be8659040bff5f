"""A checklist at work: its items, the answers that people gave, and what they add up to.

Answers are only ever added. Each names the answers that its writer saw; two that were written on
the same ones stand side by side, with both names, until somebody who saw both settles it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from drafting.due_diligence.catalogue.item import Direction, Item
from drafting.due_diligence.catalogue.readers import Readers, is_own_note, narrowest
from drafting.partners.record.field_types import Line, Paragraphs
from drafting.partners.vocabulary import Side, Tier


class ChecklistModel(BaseModel):
    """The base of all parts of a checklist."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerState(StrEnum):
    """What an answer says of its item."""

    ANSWERED = "answered"
    TO_CONFIRM = "to_confirm"  # filled in from the record, a standing answer or a peer
    NOT_APPLICABLE = "not_applicable"
    GAP = "gap"  # something is missing, and somebody addresses it
    OPEN = "open"  # asked again: what was there has expired or was taken back

    @property
    def label(self) -> str:
        """The same in words."""
        return self.value.replace("_", " ").capitalize()


class AnswerSource(StrEnum):
    """Where an answer comes from."""

    PERSON = "person"
    RECORD = "record"  # the partner's file
    STANDING = "standing"  # CIP's answer for every partner
    PEER = "peer"  # another organisation's assessment
    EARLIER = "earlier"  # what the same partner settled in an earlier checklist
    SCREENING = "screening"  # the last check against the lists
    FILE = "file"  # a checklist's file that was filled in


class Weight(StrEnum):
    """What an answer weighs, by the word of whoever gives or reads it; evidence alone is none."""

    STRENGTH = "strength"
    NEITHER = "neither"
    CONCERN = "concern"

    @property
    def label(self) -> str:
        """The same in words."""
        return self.value.capitalize()


class WeighingDeed(StrEnum):
    """What somebody did who read an answer."""

    WEIGHED = "weighed"
    CLEARED = "cleared"  # the concern is none, and why
    TAKEN_BACK = "taken_back"  # the clearing no longer holds


class Proof(ChecklistModel):
    """What shows that an answer is so: a file or a link, and until when."""

    name: Line = Field(title="File or link")
    issued: date | None = Field(default=None, title="Issued on")
    expires: date | None = Field(default=None, title="Expires on")
    file: str = ""  # of the file that Saathi keeps; '' for a link or a name alone

    def has_expired(self, today: date) -> bool:
        """True where it expired before `today`."""
        return self.expires is not None and self.expires < today


class ItemAnswer(ChecklistModel):
    """One answer to one item, on one side; never changed once it is given."""

    id: str
    item: str
    side: Side  # whose half it is in: PARTNER or CIP
    state: AnswerState
    text: Paragraphs = ""
    proofs: tuple[Proof, ...] = ()
    gap: Paragraphs = ""  # what is missing
    gap_side: Side | None = None  # who addresses it: CSPF 15(d), 'by either partner'
    gap_action: Line = ""  # what was agreed
    gap_due: date | None = None
    by: str
    at: datetime
    based_on: tuple[str, ...] = ()  # the latest answers when its writer looked
    source: AnswerSource = AnswerSource.PERSON
    source_words: Line = ""  # 'Registration expires on, in the partner’s file'
    weight: Weight | None = None  # None: its writer did not say
    readers: Readers = Readers.BOTH
    said_by: Line = ""  # the person at the partner who said it; '' where that is not on record
    said_on: date | None = None

    def has_expired(self, today: date) -> bool:
        """True where something that shows it has expired."""
        return any(proof.has_expired(today) for proof in self.proofs)


class Weighing(ChecklistModel):
    """What somebody who read answers said of them; never changed, and the last one holds."""

    id: str
    answers: tuple[str, ...]  # the ids of the latest answers that were read
    deed: WeighingDeed
    weight: Weight | None = None  # of WEIGHED alone
    reason: Line = ""
    by: str  # a Slack member id, or the account at the terminal
    name: str  # the person, as others know them
    at: datetime


def differ(answers: Sequence[ItemAnswer]) -> bool:
    """True where not all of them say the same. What shows it does not count: it adds up."""
    return len({(a.state, a.text, a.gap, a.gap_side, a.gap_action, a.gap_due) for a in answers}) > 1


def together(answers: Sequence[ItemAnswer]) -> ItemAnswer | None:
    """The last of them, with the evidence of all that say the same; None for none."""
    if not answers:
        return None
    if len(answers) == 1 or differ(answers):
        return answers[-1]
    proofs = tuple(dict.fromkeys(proof for answer in answers for proof in answer.proofs))
    readers = narrowest(*(answer.readers for answer in answers))
    return answers[-1].model_copy(update={"proofs": proofs, "readers": readers})


def latest_of(answers: Sequence[ItemAnswer]) -> tuple[ItemAnswer, ...]:
    """The answers that none came after: one, or several that conflict; () for none."""
    replaced_ids = {earlier_id for answer in answers for earlier_id in answer.based_on}
    return tuple(answer for answer in answers if answer.id not in replaced_ids)


class ChecklistEntry(ChecklistModel):
    """One item of a checklist on one side, with every answer that it got."""

    item: Item
    side: Side
    why: str
    assigned_to: str = ""
    assigned_by: str = ""
    assigned_at: datetime | None = None
    answers: tuple[ItemAnswer, ...] = ()  # in the order in which they came
    weighings: tuple[Weighing, ...] = ()  # in the order in which they came

    @property
    def key(self) -> str:
        """Names the entry in its checklist: 'fit-shared-vision.cip'."""
        return f"{self.item.id}.{self.side}"  # `side.value` takes ten times as long

    @property
    def latest_answers(self) -> tuple[ItemAnswer, ...]:
        """The answers that none came after: one, or several that conflict; () for none."""
        return latest_of(self.answers)

    @property
    def current(self) -> ItemAnswer | None:
        """The last of the latest answers, with the evidence of all that agree; None for none."""
        return together(self.latest_answers)

    @property
    def evidence(self) -> tuple[Proof, ...]:
        """The evidence of the latest answers, each piece once."""
        latest = self.latest_answers
        return tuple(dict.fromkeys(proof for answer in latest for proof in answer.proofs))

    @property
    def in_conflict(self) -> bool:
        """True where two people answered without seeing each other, and not the same."""
        return differ(self.latest_answers)

    @property
    def weight(self) -> Weight | None:
        """What the latest answers weigh; a concern before all else. None where nobody said."""
        weights = [weight for answer in self.latest_answers if (weight := self.weight_of(answer))]
        if Weight.CONCERN in weights:
            return Weight.CONCERN
        return weights[-1] if weights else None

    def weight_of(self, answer: ItemAnswer) -> Weight | None:
        """What one of its answers weighs, by the last who said so; None where nobody did."""
        said = [
            weighing.weight
            for weighing in self.weighings
            if weighing.weight is not None and answer.id in weighing.answers
        ]
        return said[-1] if said else answer.weight

    @property
    def weighed_at(self) -> datetime | None:
        """When somebody last answered it or said what it weighs; None for never."""
        moments = [*(answer.at for answer in self.latest_answers)]
        moments += [weighing.at for weighing in self.weighings]
        return max(moments, default=None)

    @property
    def clearing(self) -> Weighing | None:
        """By whom, and why, the concern was cleared, as far as that holds; None for nothing."""
        latest = {answer.id for answer in self.latest_answers}
        about = [weighing for weighing in self.weighings if latest.intersection(weighing.answers)]
        last = about[-1] if about else None
        if last is None or last.deed is not WeighingDeed.CLEARED:
            return None
        return last if latest.issubset(last.answers) else None

    @property
    def is_concern(self) -> bool:
        """True where an answer is a concern that nobody cleared."""
        return self.weight is Weight.CONCERN and self.clearing is None

    @property
    def is_unresolved_match(self) -> bool:
        """True for such a concern where one stops completion: a screening, a debarment."""
        return self.item.must_be_clear and self.is_concern

    @property
    def is_to_weigh(self) -> bool:
        """True where somebody must say what the answer weighs, and nobody did."""
        answer = self.current
        says = answer is not None and answer.state in {AnswerState.ANSWERED, AnswerState.GAP}
        return self.item.must_be_clear and says and self.weight is None

    @property
    def names_nobody(self) -> bool:
        """True where the partner's question is settled, and by whose word is not on record.

        That a peer assessed it is the office's to confirm; what was said earlier stays unsaid.
        """
        answer = self.current
        if answer is None or self.side is not Side.PARTNER or answer.said_by:
            return False
        waits = answer.state in {AnswerState.OPEN, AnswerState.TO_CONFIRM}
        by_peer = any(
            earlier.source is AnswerSource.PEER and earlier.text == answer.text
            for earlier in self.answers
        )
        return not waits and not by_peer

    def readers_of(self, answer: ItemAnswer) -> Readers:
        """Who may read that answer: what the office noted for itself stays with it."""
        note = Readers.CIP if self.is_note(answer) else Readers.BOTH
        return narrowest(self.item.readers, answer.readers, note)

    def is_note(self, answer: ItemAnswer) -> bool:
        """True where it was filled in from what the office wrote down for itself."""
        from_record = answer.source in {AnswerSource.RECORD, AnswerSource.PERSON}
        noted = any(is_own_note(path) for path in self.item.answered_by)
        return bool(noted and from_record and answer.source_words)

    def is_open(self, today: date) -> bool:
        """True where no answer holds: none was given, or it was taken back or has expired."""
        answer = self.current
        if answer is None or self.in_conflict:
            return answer is None
        return answer.state is AnswerState.OPEN or answer.has_expired(today)

    def is_done(self, today: date) -> bool:
        """True where it is answered, confirmed, agreed upon, and nothing that shows it expired.

        Where that must be, somebody has said what it weighs.
        """
        answer = self.current
        if (
            answer is None
            or self.in_conflict
            or answer.state in {AnswerState.OPEN, AnswerState.TO_CONFIRM}
            or self.is_to_weigh
        ):
            return False
        return not answer.has_expired(today)


class LeftOut(ChecklistModel):
    """An item that was not chosen, and why."""

    item: str
    ask: str
    why: str


class Checklist(ChecklistModel):
    """One checklist of one agreement."""

    id: str
    partner: str
    partner_name: str
    agreement: str
    tier: Tier
    reasons: tuple[str, ...]  # for the tier
    made_at: datetime
    made_by: str
    valid_until: date | None
    completed_at: datetime | None = None
    completed_by: str = ""
    sample: bool = False
    entries: tuple[ChecklistEntry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def rest_by(self) -> date | None:
        """By when the rest follows, of an emergency’s first days; None for any other."""
        return self.valid_until if self.tier is Tier.F else None

    def entry(self, key: str) -> ChecklistEntry | None:
        """The entry of that key; None where there is none."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def areas(self) -> dict[str, list[ChecklistEntry]]:
        """The entries by their area's title, in the catalogue's order."""
        entries_by_title: dict[str, list[ChecklistEntry]] = {}
        for entry in self.entries:
            entries_by_title.setdefault(entry.item.area_title, []).append(entry)
        return entries_by_title

    def half(self, side: Side) -> list[ChecklistEntry]:
        """The entries that `side` answers."""
        return [entry for entry in self.entries if entry.side is side]


def id_of(key: str) -> str:
    """An id of 32 letters, the same for the same key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def sides(direction: Direction) -> Iterator[Side]:
    """Who answers: the one side that is asked, or both."""
    if direction is not Direction.CIP:
        yield Side.PARTNER
    if direction is not Direction.PARTNER:
        yield Side.CIP
