"""What a filled-in file would add to its checklist, shown before anything is added.

Answers are only ever added, each based on those that its writer saw in the file: what came
meanwhile stays, and both are in conflict. What was left as it was adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from drafting.due_diligence.checklists.answering import (
    AnswerField,
    GapTerms,
    Missing,
    Submission,
    alike,
    answer_to,
    open_answer,
)
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
)
from drafting.due_diligence.checklists.requests import AnswerInput, restated_answer
from drafting.due_diligence.papers.filled import UNREADABLE, FilledEntry, FoundProof
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    STATE,
    TEXT,
    UNTIL,
    is_settled,
    shown_answers,
)
from drafting.due_diligence.papers.reading_back import ReadBack
from drafting.partners.field_values import day
from drafting.partners.problems import Problem

FIELDS = {
    AnswerField.STATE: LABELS[STATE],
    AnswerField.TEXT: LABELS[TEXT],
    AnswerField.EVIDENCE: LABELS[EVIDENCE],
    AnswerField.EXPIRES: LABELS[UNTIL],
    AnswerField.GAP: LABELS[GAP],
}
SHOWN = 90  # characters of a text in a line of the plan


@dataclass(frozen=True)
class AddedAnswer:
    """One answer that would be added."""

    entry: ChecklistEntry
    before: ItemAnswer | None  # what its writer saw; None for nothing
    answer_input: AnswerInput
    newer: tuple[ItemAnswer, ...] = ()  # what came meanwhile, with which it would be in conflict


@dataclass(frozen=True)
class MergePlan:
    """What importing a file would do, item by item."""

    checklist: str
    new: tuple[AddedAnswer, ...]
    changes: tuple[AddedAnswer, ...]
    newer: tuple[AddedAnswer, ...]  # beside an answer that came meanwhile
    unchanged_keys: tuple[str, ...]  # keys of entries that stay as they are
    unknown: tuple[str, ...]  # keys that the checklist does not have
    problems: tuple[Problem, ...] = ()  # what is missing in answers, by place

    @property
    def answer_inputs(self) -> tuple[AnswerInput, ...]:
        """The answers for the desk to add."""
        return tuple(change.answer_input for change in (*self.new, *self.changes, *self.newer))

    def lines(self) -> Iterator[str]:
        """The plan in words: how much, and then each item."""
        counts = f"{len(self.new)} new, {len(self.changes)} changed"
        beside = f", {len(self.newer)} beside a newer answer" if self.newer else ""
        yield f"{self.checklist}: {counts}{beside}; {len(self.unchanged_keys)} stay as they are."
        titles = ("New", "Changed", "Beside a newer answer")
        for title, changes in zip(titles, (self.new, self.changes, self.newer), strict=True):
            for change in changes:
                yield f"{title}: {change.entry.key}"
                yield from (f"  {line}" for line in difference_lines(change))
        for key in self.unknown:
            yield f"Left out: {key}, which is no item of this checklist."


def merge_plan(checklist: Checklist, source: ReadBack, by: str, today: date) -> MergePlan:
    """What `source` would change in the checklist; `by` is who imports it."""
    new: list[AddedAnswer] = []
    changed_answers: list[AddedAnswer] = []
    newer: list[AddedAnswer] = []
    unchanged_keys: list[str] = []
    unknown: list[str] = []
    problems: list[Problem] = []
    for filled_entry in source.answers:
        entry = checklist.entry(filled_entry.entry)
        if entry is None:
            unknown.append(filled_entry.entry)
            continue
        change = Importing(checklist.id, source.file, by, today, entry, filled_entry).change(
            problems
        )
        if change is None:
            unchanged_keys.append(filled_entry.entry)
        elif change.newer:
            newer.append(change)
        elif change.before is None:
            new.append(change)
        else:
            changed_answers.append(change)
    lists = (
        tuple(new),
        tuple(changed_answers),
        tuple(newer),
        tuple(unchanged_keys),
        tuple(unknown),
    )
    return MergePlan(checklist.id, *lists, tuple(problems))


@dataclass(frozen=True)
class Importing:
    """One entry of a file on its way into the checklist."""

    checklist: str
    file: str
    by: str
    today: date
    entry: ChecklistEntry
    filled_entry: FilledEntry

    def change(self, problems: list[Problem]) -> AddedAnswer | None:
        """The answer that the file adds; None where it changes nothing, or was imported before.

        Where something is missing, that is added to `problems`; nobody can be asked for it, so
        that what the file says besides is added as open.
        """
        seen_answers = shown_answers(self.entry, self.filled_entry.shown_digest)
        shown_entry = self.entry.model_copy(update={"answers": seen_answers or ()})
        submission = _submission(shown_entry, self.filled_entry.fields, self.by)
        if submission == Submission(by=self.by, key=""):
            return None
        answer_input = _file_answer(shown_entry, submission, self.today)
        addition = (
            open_answer(shown_entry, submission, self.today)
            if isinstance(answer_input, Missing)
            else answer_input
        )
        if addition is not None and _is_on_record(self.entry, addition, seen_answers):
            return None
        if isinstance(answer_input, Missing):
            problems.append(
                Problem(f"{self.entry.key}, {FIELDS[answer_input.field]}", answer_input.sentence)
            )
        return None if addition is None else self._change(shown_entry, addition)

    def _change(self, shown_entry: ChecklistEntry, answer_input: AnswerInput) -> AddedAnswer:
        seen_ids = answer_input.seen_ids or ()
        file_answer = replace(
            answer_input,
            key=_key(self.checklist, answer_input),
            source=AnswerSource.FILE,
            source_words=f"read back from {self.file}"[:200],
        )
        latest = self.entry.latest_answers
        newer = tuple(answer for answer in latest if answer.id not in seen_ids)
        return AddedAnswer(self.entry, shown_entry.current, file_answer, newer)


def _file_answer(
    shown_entry: ChecklistEntry, submission: Submission, today: date
) -> AnswerInput | Missing:
    """What the file says; the box alone takes the answer that it showed of those side by side."""
    box = Submission(by=submission.by, key=submission.key, confirms=True)
    if shown_entry.in_conflict and shown_entry.current is not None and submission == box:
        seen_ids = tuple(answer.id for answer in shown_entry.latest_answers)
        return restated_answer(
            shown_entry, shown_entry.current, by=box.by, key=box.key, seen_ids=seen_ids
        )
    return answer_to(shown_entry, submission, today)


def _submission(shown_entry: ChecklistEntry, fields: Mapping[str, Any], by: str) -> Submission:
    """What the file says other than what it showed."""
    base = shown_entry.current or ItemAnswer.model_construct(state=AnswerState.OPEN)
    tick_before = is_settled(shown_entry.latest_answers)
    tick = fields.get(CONFIRMED, tick_before)
    gap = _gap(base, fields)
    chosen = fields.get(STATE, base.state)
    state = None if chosen is base.state else chosen
    if state is None and gap is None and tick_before and not tick:
        state = AnswerState.OPEN
    text = fields.get(TEXT, base.text)
    new_evidence, withdrawn = _evidence(base.proofs, fields.get(EVIDENCE))
    return Submission(
        by=by,
        key="",
        state=state,
        text=None if alike(text) == alike(base.text) else text,
        new_evidence=new_evidence,
        withdrawn=withdrawn,
        gap=gap,
        confirms=tick and not tick_before,
    )


def _gap(base: ItemAnswer, fields: Mapping[str, Any]) -> GapTerms | None:
    """What the file says about a gap; None for the same as it showed."""
    terms_before = GapTerms.of(base)
    terms = GapTerms(
        fields.get(GAP, terms_before.missing),
        fields.get(GAP_SIDE, terms_before.addressed_by),
        fields.get(GAP_ACTION, terms_before.action),
        fields.get(GAP_DUE, terms_before.due),
    )
    return None if _even_terms(terms) == _even_terms(terms_before) else terms


def _even_terms(terms: GapTerms) -> GapTerms:
    return replace(terms, missing=alike(terms.missing), action=alike(terms.action))


def _evidence(
    before: tuple[Proof, ...], pieces: tuple[FoundProof, ...] | None
) -> tuple[tuple[Proof, ...], tuple[Proof, ...]]:
    """The evidence that is new or has another day, and what is no longer as it was.

    Of a piece with another day, what is known of it besides name and day stays.
    """
    if pieces is None:
        return (), ()
    candidates, evidence = list(before), []
    for piece in (piece for piece in pieces if piece != UNREADABLE):
        match = _match(piece, candidates)
        if match is not None:
            candidates.remove(match)
        evidence.append(_proof(match, piece))
    may_stay = candidates if UNREADABLE in pieces else []
    new = tuple(proof for proof in evidence if proof not in before)
    return new, tuple(proof for proof in before if proof not in (*evidence, *may_stay))


def _match(piece: FoundProof, proofs: Sequence[Proof]) -> Proof | None:
    """The piece of that name, best one of the same day too; None for none."""
    namesakes = [proof for proof in proofs if alike(proof.name) == alike(piece.name)]
    same_day = (proof for proof in namesakes if proof.expires == piece.expires)
    return next(same_day, namesakes[0] if namesakes else None)


def _proof(proof_on_record: Proof | None, file_proof: FoundProof) -> Proof:
    if proof_on_record is None:
        return Proof(name=file_proof.name, expires=file_proof.expires)
    expires = file_proof.expires if file_proof.is_day_known else proof_on_record.expires
    return proof_on_record.model_copy(update={"expires": expires})


def _is_on_record(
    entry: ChecklistEntry, after: AnswerInput, seen_answers: tuple[ItemAnswer, ...] | None
) -> bool:
    """True where the current answer says the same, or this very file was imported before."""
    content = _content(after)
    current = entry.current
    if current is not None and not entry.in_conflict and _content(current) == content:
        return True
    if seen_answers is None and content == NOTHING:
        return True
    answers = (
        answer
        for answer in entry.answers
        if seen_answers is None or set(answer.based_on) == set(after.seen_ids or ())
    )
    return any(_content(answer) == content for answer in answers)


def _content(answer: ItemAnswer | AnswerInput | None) -> tuple[Any, ...]:
    """What an answer says, by which two are the same; spaces and line ends do not count."""
    if answer is None:
        return NOTHING
    proofs = tuple((alike(proof.name), proof.expires) for proof in answer.proofs)
    texts = (alike(answer.text), alike(answer.gap), alike(answer.gap_action))
    return (answer.state, *texts, proofs, answer.gap_side, answer.gap_due)


NOTHING = (AnswerState.OPEN, "", "", "", (), None, None)


def _key(checklist: str, answer_input: AnswerInput) -> str:
    """The same for the same words in the same file, so that importing twice adds nothing."""
    content = repr((_content(answer_input), sorted(answer_input.seen_ids or ())))
    digest = hashlib.sha256(content.encode()).hexdigest()[:32]
    return f"file:{checklist}:{answer_input.entry}:{digest}"


def difference_lines(change: AddedAnswer) -> Iterator[str]:
    """What differs, one field a line: before → after."""
    before = _field_texts(change.before)
    for label, after in _field_texts(change.answer_input).items():
        if before.get(label, "") != after:
            was = f"{before[label]} → " if before.get(label) else ""
            yield f"{label}: {was}{after or '(nothing)'}"
    for newer_answer in change.newer:
        words = _cut(newer_answer.gap or newer_answer.text) or newer_answer.state.label
        yield f"Newer, by {newer_answer.by}: {words}"


def _field_texts(answer: ItemAnswer | AnswerInput | None) -> dict[str, str]:
    if answer is None:
        return {}
    proofs = ((_cut(proof.name), proof.expires) for proof in answer.proofs)
    return {
        LABELS[STATE]: answer.state.label,
        LABELS[TEXT]: _cut(answer.text),
        LABELS[EVIDENCE]: "; ".join(
            f"{name} ({LABELS[UNTIL].lower()} {day(until)})" if until else name
            for name, until in proofs
        ),
        LABELS[GAP]: _cut(answer.gap),
        LABELS[GAP_SIDE]: answer.gap_side.label if answer.gap_side else "",
        LABELS[GAP_ACTION]: _cut(answer.gap_action),
        LABELS[GAP_DUE]: day(answer.gap_due) if answer.gap_due else "",
    }


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
