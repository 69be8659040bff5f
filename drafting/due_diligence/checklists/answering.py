"""What somebody says to a question of a checklist → the answer that it makes, or what is missing.

Slack's window, the terminal and a filled-in file read it each in their own way into a Submission;
what it means is decided here alone. What is left unsaid stays as it is. A question is settled
only by evidence that holds on the day: new evidence takes the place of what has expired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from drafting.due_diligence.catalogue.readers import Readers, narrowest
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    ChecklistEntry,
    ItemAnswer,
    Proof,
    Weight,
)
from drafting.due_diligence.checklists.reading import reads_all
from drafting.due_diligence.checklists.requests import AnswerInput, restated_answer
from drafting.partners.vocabulary import Side
from drafting.sealing import SHORTEST_REASON

WAITING = frozenset({AnswerState.OPEN, AnswerState.TO_CONFIRM})
# What a document drops or writes otherwise: marks of the reading direction, and hyphens.
UNSEEN = {0x00AD: None, 0x2011: "-"} | dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
NOTHING_SAID = "Write the answer or name what shows it; or choose ‘Open’."
NO_GAP = "Say what is missing."
GAP_ELSEWHERE = "What is missing makes it a gap; choose that state, or leave it out."
ONLY_A_DAY = "Name the evidence that this date is for."
ALL_EXPIRED = "What shows this has expired; name what holds today, or take it out."
SIDE_BY_SIDE = "Answers stand side by side; take one of them, or write the one that holds."
NOT_TO_CONFIRM = "Saathi alone fills in what is to be confirmed; choose another state."
NOTHING_WAITS = "It is answered already; write what changes."
NO_REASON = "Say why it does not apply."
NOBODY_NAMED = "Say who at the partner said it, and on what day."
NOT_THE_PARTNERS = (
    "Nobody at the partner answers this; leave out who said it, or answer the partner’s question."
)
STILL_TO_COME = "That day is still to come; give the day on which it was said."
NOTE_OF_OURS = (
    "This is a note of the office’s own, and no answer of the partner; write what the partner says."
)
FOR_A_FEW = (
    "What stands here is for Finance and the Partnership Coordinator alone; ask one of them to "
    "answer it."
)
STILL_A_MATCH = "It is a match that nobody has cleared; clear it with a reason instead."
SETTLING = frozenset({AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GAP})


class AnswerField(StrEnum):
    """Where in an answer something is missing; each edge has its own label for it."""

    STATE = "state"
    TEXT = "text"
    EVIDENCE = "evidence"
    EXPIRES = "expires"
    GAP = "gap"
    SAID_BY = "said_by"
    SAID_ON = "said_on"
    WEIGHT = "weight"


@dataclass(frozen=True)
class GapTerms:
    """What is missing, and what was agreed about it."""

    missing: str = ""
    addressed_by: Side | None = None
    action: str = ""
    due: date | None = None

    @classmethod
    def of(cls, answer: ItemAnswer | None) -> GapTerms:
        """What an answer says of its gap; nothing for none."""
        if answer is None:
            return cls()
        return cls(answer.gap, answer.gap_side, answer.gap_action, answer.gap_due)

    def adds_to(self, before: GapTerms) -> bool:
        """True where something is agreed here that was not before."""
        own = (self.addressed_by, self.action, self.due)
        return any(
            a and a != b
            for a, b in zip(own, (before.addressed_by, before.action, before.due), strict=True)
        )


@dataclass(frozen=True)
class PartnerVoice:
    """Who at the partner says it, and on what day."""

    person: str
    on: date | None = None  # None: today


@dataclass(frozen=True)
class Submission:
    """What somebody answers to one question; what is None or empty stays as it was."""

    by: str
    key: str  # of the answer that it becomes
    state: AnswerState | None = None  # as it was chosen; None: it follows from the rest
    text: str | None = None
    new_evidence: tuple[Proof, ...] = ()
    withdrawn: tuple[Proof, ...] = ()
    expires: date | None = None  # until when the new evidence holds
    awaits_files: bool = False  # new evidence is still on its way
    gap: GapTerms | None = None
    confirms: bool = False  # the current answer is right
    weight: Weight | None = None
    readers: Readers | None = None
    voice: PartnerVoice | None = None  # in the partner's half
    reads_as: Readers = Readers.FEW  # what its writer may read


@dataclass(frozen=True)
class Missing:
    """What is missing in an answer: one sentence, to be shown at its field."""

    field: AnswerField
    sentence: str


def answer_to(entry: ChecklistEntry, submission: Submission, today: date) -> AnswerInput | Missing:
    """The answer of a submission, or what is missing; `entry` is as its writer saw it."""
    answer = _answer_input(entry, submission, today)
    return _missing(entry, submission, answer, today) or answer


def open_answer(entry: ChecklistEntry, submission: Submission, today: date) -> AnswerInput | None:
    """A submission as an open answer, for where nobody can be asked for what is missing.

    None where that would only take back the current answer: nothing is new, or answers conflict.
    """
    answer = _answer_input(entry, replace(submission, state=AnswerState.OPEN), today)
    terms = submission.gap or GapTerms()
    has_words = submission.text or submission.new_evidence or terms.missing
    is_new = has_words or terms.adds_to(GapTerms.of(entry.current))
    return answer if is_new and not entry.in_conflict else None


def taken_answer(
    entry: ChecklistEntry, answer: ItemAnswer, submission: Submission, today: date
) -> AnswerInput | Missing:
    """One of the latest answers as the one that holds; `submission` says by whom."""
    seen_ids = tuple(latest.id for latest in entry.latest_answers)
    taken = restated_answer(entry, answer, by=submission.by, key=submission.key, seen_ids=seen_ids)
    if not reads_all(entry, submission.reads_as):
        return Missing(AnswerField.STATE, FOR_A_FEW)
    if entry.weight is Weight.CONCERN:  # of those side by side; only who clears it takes it away
        taken = replace(taken, weight=Weight.CONCERN)
    voice = submission.voice
    if voice is not None and not taken.said_by:
        taken = replace(taken, said_by=_in_line(voice.person), said_on=voice.on or today)
    return _missing_voice(entry, submission, taken, answer, today) or taken


def weighs_alone(entry: ChecklistEntry, answer: AnswerInput) -> bool:
    """True where an answer says what stands there already, and only what it weighs is new."""
    current = entry.current
    if current is None or entry.in_conflict or answer.weight in {None, entry.weight}:
        return False
    same = (answer.state, answer.text, answer.proofs) == (
        current.state,
        current.text,
        entry.evidence,
    )
    terms = GapTerms(answer.gap, answer.gap_side, answer.gap_action, answer.gap_due)
    said = (answer.said_by, answer.said_on, answer.readers)
    said_before = (current.said_by, current.said_on, entry.readers_of(current))
    return same and terms == GapTerms.of(current) and said == said_before


def names_nobody(answer: AnswerInput) -> bool:
    """True for what would settle a question of the partner's without who there said it."""
    of_partner = answer.entry.endswith(f".{Side.PARTNER.value}")
    return of_partner and answer.state in SETTLING and not answer.said_by


def last_voice(entries: Iterable[ChecklistEntry]) -> PartnerVoice | None:
    """Who at the partner was named last; None for nobody. An edge may offer it, not presume it."""
    named = [answer for entry in entries for answer in entry.answers if answer.said_by]
    last = max(named, key=lambda answer: answer.at, default=None)
    return PartnerVoice(last.said_by, last.said_on) if last else None


def alike(text: str) -> str:
    """A text without what documents write otherwise; two with the same are one."""
    return "".join(text.translate(UNSEEN).split())


def _answer_input(entry: ChecklistEntry, submission: Submission, today: date) -> AnswerInput:
    current = entry.current
    state = _state(current, submission)
    answer = AnswerInput(
        entry=entry.key,
        state=state,
        by=submission.by,
        key=submission.key,
        text=submission.text if submission.text is not None else (current.text if current else ""),
        proofs=tuple(_evidence(entry, submission, today)),
        seen_ids=tuple(standing_answer.id for standing_answer in entry.latest_answers),
        source_words=current.source_words if current and submission.confirms else "",
    )
    answer = replace(answer, readers=_readers(entry, submission, answer.text))
    answer = _with_voice(entry, submission, answer, today)
    answer = replace(answer, weight=submission.weight or _kept_weight(entry, submission, answer))
    if state not in {AnswerState.GAP, AnswerState.OPEN}:
        return answer  # the terms of a gap that is closed are on record with the answer before
    terms = submission.gap or GapTerms.of(current)
    return replace(
        answer,
        gap=terms.missing,
        gap_side=terms.addressed_by,
        gap_action=terms.action,
        gap_due=terms.due,
    )


def _readers(entry: ChecklistEntry, submission: Submission, text: str) -> Readers:
    """Who may read it: as was said, or as before. Our own note stays ours in the same words."""
    current = entry.current
    if current is None:
        return narrowest(entry.item.readers, submission.readers or Readers.BOTH)
    if entry.is_note(current):
        kept = entry.readers_of(current) if text == current.text else Readers.BOTH
        return narrowest(entry.item.readers, kept, submission.readers or Readers.BOTH)
    return narrowest(entry.item.readers, submission.readers or entry.readers_of(current))


def _with_voice(
    entry: ChecklistEntry, submission: Submission, answer: AnswerInput, today: date
) -> AnswerInput:
    """The answer with who at the partner said it: as named now, or before where it says the same.

    In the office's half nobody at the partner is named.
    """
    if entry.side is not Side.PARTNER:
        return answer
    voice, current = submission.voice, entry.current
    if current is not None and current.source is AnswerSource.PEER and answer.text == current.text:
        return answer  # that is the peer's word
    if voice is not None:
        return replace(answer, said_by=_in_line(voice.person), said_on=voice.on or today)
    if current is None or answer.text != current.text or current.state in WAITING:
        return answer
    return replace(answer, said_by=current.said_by, said_on=current.said_on)


def _kept_weight(
    entry: ChecklistEntry, submission: Submission, answer: AnswerInput
) -> Weight | None:
    """What was said of the answer before: other words lose a merit, and never a concern."""
    current = entry.current
    says_the_same = current is not None and submission.gap is None and answer.text == current.text
    return entry.weight if says_the_same or entry.weight is Weight.CONCERN else None


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _state(current: ItemAnswer | None, submission: Submission) -> AnswerState:
    """The state that was chosen, or follows from the rest; what was settled stays settled so."""
    names_gap = submission.gap is not None and bool(submission.gap.missing)
    if names_gap and submission.state in {None, AnswerState.ANSWERED}:
        return AnswerState.GAP
    if submission.state is not None:
        return submission.state
    if current is not None and current.state not in WAITING:
        return current.state
    confirms_gap = submission.confirms and current is not None and current.gap
    return AnswerState.GAP if confirms_gap else AnswerState.ANSWERED


def _evidence(entry: ChecklistEntry, submission: Submission, today: date) -> Iterator[Proof]:
    """The evidence of the answer: what stays of the earlier evidence, and what is new.

    A piece of the same name gives way to the new one; so does, to any new one, what has expired.
    """
    own_files = {proof.file for proof in entry.evidence if proof.file}
    new = list(submission.new_evidence)
    for proof in entry.evidence:
        namesakes = [
            piece
            for piece in submission.new_evidence
            if alike(piece.name) == alike(proof.name) and piece.file not in own_files
        ]
        if proof in submission.withdrawn:
            continue
        if namesakes:
            yield from (_merged_proof(proof, piece) for piece in namesakes if piece in new)
            new = [piece for piece in new if piece not in namesakes]
        elif not (submission.new_evidence and proof.has_expired(today)):
            yield proof
    yield from new


def _merged_proof(proof: Proof, new: Proof) -> Proof:
    """The new piece; where only the name was given, what is known of the old one stays."""
    if new.file:
        return new
    return proof.model_copy(update={"expires": new.expires or proof.expires})


def _missing(
    entry: ChecklistEntry, submission: Submission, answer: AnswerInput, today: date
) -> Missing | None:
    return (
        _missing_choice(entry, submission)
        or _missing_own_words(entry, answer)
        or _missing_gap(entry, submission, answer)
        or _missing_words(entry, submission, answer, today)
        or _missing_voice(entry, submission, answer, entry.current, today)
    )


def _missing_choice(entry: ChecklistEntry, submission: Submission) -> Missing | None:
    """What is missing whatever the rest says."""
    if not reads_all(entry, submission.reads_as):
        return Missing(AnswerField.STATE, FOR_A_FEW)
    if submission.state is AnswerState.TO_CONFIRM:
        return Missing(AnswerField.STATE, NOT_TO_CONFIRM)
    if entry.is_unresolved_match and submission.weight not in {None, Weight.CONCERN}:
        return Missing(AnswerField.WEIGHT, STILL_A_MATCH)
    if submission.expires and not (submission.new_evidence or submission.awaits_files):
        return Missing(AnswerField.EXPIRES, ONLY_A_DAY)
    if entry.in_conflict and submission.text is None and submission.gap is None:
        return Missing(AnswerField.TEXT, SIDE_BY_SIDE)
    return None


def _missing_own_words(entry: ChecklistEntry, answer: AnswerInput) -> Missing | None:
    """Nobody at the partner says what the office noted for itself."""
    current = entry.current
    if entry.side is not Side.PARTNER or current is None or not entry.is_note(current):
        return None
    is_same = answer.state in SETTLING and answer.text == current.text
    return Missing(AnswerField.TEXT, NOTE_OF_OURS) if is_same else None


def _missing_gap(
    entry: ChecklistEntry, submission: Submission, answer: AnswerInput
) -> Missing | None:
    """What is missing in a gap, or where there is none."""
    terms = submission.gap or GapTerms()
    if answer.state is AnswerState.GAP:
        return None if answer.gap.strip() else Missing(AnswerField.GAP, NO_GAP)
    if answer.state is AnswerState.NOT_APPLICABLE and terms.missing:
        return Missing(AnswerField.GAP, GAP_ELSEWHERE)
    if not terms.missing and terms.adds_to(GapTerms.of(entry.current)):
        return Missing(AnswerField.GAP, NO_GAP)
    return None


def _missing_words(
    entry: ChecklistEntry, submission: Submission, answer: AnswerInput, today: date
) -> Missing | None:
    """What is missing in an answer that would settle the question."""
    unsaid = _unsaid(submission, answer)
    if unsaid is not None:
        return unsaid
    if answer.state in WAITING or submission.awaits_files or _says_more(entry, answer):
        return None
    if any(proof.has_expired(today) for proof in answer.proofs):
        return Missing(AnswerField.EVIDENCE, ALL_EXPIRED)
    return _missing_confirmation(entry, submission, answer)


def _unsaid(submission: Submission, answer: AnswerInput) -> Missing | None:
    """What a state needs words for: an answer, and why a question does not apply."""
    letters = _letters(answer.text)
    shows = letters or answer.proofs or submission.awaits_files
    if answer.state is AnswerState.ANSWERED and not shows:
        return Missing(AnswerField.TEXT, NOTHING_SAID)
    if answer.state is AnswerState.NOT_APPLICABLE and letters < SHORTEST_REASON:
        return Missing(AnswerField.TEXT, NO_REASON)
    return None


def _missing_confirmation(
    entry: ChecklistEntry, submission: Submission, answer: AnswerInput
) -> Missing | None:
    """Why what stands there cannot be confirmed."""
    current = entry.current
    if not submission.confirms or current is None:
        return None
    names_somebody = answer.said_by and not current.said_by
    if current.state not in WAITING and not names_somebody:
        return Missing(AnswerField.STATE, NOTHING_WAITS)
    return None


def _missing_voice(
    entry: ChecklistEntry,
    submission: Submission,
    answer: AnswerInput,
    confirmed: ItemAnswer | None,
    today: date,
) -> Missing | None:
    """Who at the partner said what would settle the partner's question: nobody else can.

    That a peer assessed it is the office's to confirm.
    """
    if entry.side is not Side.PARTNER:
        has_voice = submission.voice is not None and submission.voice.person.strip()
        return Missing(AnswerField.SAID_BY, NOT_THE_PARTNERS) if has_voice else None
    if answer.said_on is not None and answer.said_on > today:
        return Missing(AnswerField.SAID_ON, STILL_TO_COME)
    if answer.state not in SETTLING or answer.said_by:
        return None
    by_peer = confirmed is not None and confirmed.source is AnswerSource.PEER
    if confirmed is not None and by_peer and answer.text == confirmed.text:
        return None
    return Missing(AnswerField.SAID_BY, NOBODY_NAMED)


def _letters(text: str) -> int:
    """How many letters and digits it has."""
    return sum(sign.isalnum() for sign in text)


def _says_more(entry: ChecklistEntry, answer: AnswerInput) -> bool:
    """True where words, evidence or a gap differ from the current answer."""
    current = entry.current
    terms = GapTerms(answer.gap, answer.gap_side, answer.gap_action, answer.gap_due)
    is_other_gap = answer.state is AnswerState.GAP and terms != GapTerms.of(current)
    text = current.text if current else ""
    is_weighed = answer.weight != entry.weight
    return answer.text != text or answer.proofs != entry.evidence or is_other_gap or is_weighed
