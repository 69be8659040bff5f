"""What a filled-in file would add to its checklist, shown before anything is added.

Answers are only ever added, each based on those that its writer saw in the file: what came
meanwhile stays, and both are in conflict. What was left as it was adds nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.answering import (
    AnswerField,
    GapTerms,
    Missing,
    PartnerVoice,
    Submission,
    alike,
    answer_to,
    names_nobody,
    open_answer,
    taken_answer,
)
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
)
from drafting.due_diligence.checklists.reading import shown_to
from drafting.due_diligence.checklists.requests import AnswerInput
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
from drafting.due_diligence.papers.own_words import own_words
from drafting.due_diligence.papers.reading_back import ReadBack
from drafting.due_diligence.papers.remarks import PICTURE, Remark, words_of, written_by_people
from drafting.due_diligence.papers.translation import translations
from drafting.partners.field_values import day, listed
from drafting.partners.naming import spoken_name
from drafting.partners.problems import Problem
from drafting.partners.vocabulary import Side

FIELDS = {
    AnswerField.STATE: LABELS[STATE],
    AnswerField.TEXT: LABELS[TEXT],
    AnswerField.EVIDENCE: LABELS[EVIDENCE],
    AnswerField.EXPIRES: LABELS[UNTIL],
    AnswerField.GAP: LABELS[GAP],
    AnswerField.SAID_BY: "Said by",
    AnswerField.SAID_ON: "Said on",
    AnswerField.WEIGHT: "What it weighs",
}
# Stands for whoever filled a file in, until somebody who adds it says who that was.
STILL_TO_NAME = PartnerVoice("…")
NO_ANSWER = ItemAnswer.model_construct(state=AnswerState.OPEN)  # what an unanswered entry shows
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
    remarks: tuple[Remark, ...] = ()  # what somebody wrote outside the fields, by place
    deleted: tuple[ChecklistEntry, ...] = ()  # questions that the file no longer holds
    names_nobody: bool = False  # True where the partner answers, and nobody there is named

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
        for entry in self.deleted:
            yield f"No longer in the file: {entry.key}; what is on record stays."

    def with_answers(self) -> tuple[Remark, ...]:
        """The remarks that stand beside a question, which can be added to its answer."""
        return tuple(remark for remark in self.remarks if remark.entry)


def merge_plan(
    checklist: Checklist,
    source: ReadBack,
    by: str,
    today: date,
    voice: PartnerVoice | None = None,
    *,
    take_remarks: bool = False,
) -> MergePlan:
    """What `source` would change in the checklist; `by` is who imports it.

    `voice` is who at the partner filled it in: None shows the plan, and whoever adds what it holds
    of the partner's answers must name somebody first.

    What somebody wrote beside a question stands in `remarks`; with `take_remarks` it is added to
    the words of the question's answer, and only the rest stands there.
    """
    return _Merging(checklist, source, by, today, voice, take_remarks=take_remarks).plan()


class _Merging:
    """One file on its way into its checklist."""

    def __init__(
        self,
        checklist: Checklist,
        source: ReadBack,
        by: str,
        today: date,
        voice: PartnerVoice | None,
        *,
        take_remarks: bool,
    ) -> None:
        self._checklist = checklist
        self._source = source
        self._by = by
        self._today = today
        self._voice = voice
        self._take_remarks = take_remarks
        self._problems: list[Problem] = []
        fields_lost = frozenset(remark.entry for remark in source.remarks if remark.has_fields)
        own = own_words(checklist, translations(), fields_lost)
        self._remarks = list(written_by_people(source.remarks, own))

    def plan(self) -> MergePlan:
        """What it would do, entry by entry."""
        sorted_changes: dict[str, list[AddedAnswer]] = {"new": [], "changes": [], "newer": []}
        unchanged_keys: list[str] = []
        unknown: list[str] = []
        entries = {entry.key: entry for entry in self._checklist.entries}
        for filled_entry in self._source.answers:
            entry = entries.get(filled_entry.entry)
            if entry is None:
                unknown.append(filled_entry.entry)
                self._keep_words(filled_entry)
                continue
            change = self._change(entry, filled_entry)
            if change is None:
                unchanged_keys.append(filled_entry.entry)
            else:
                sorted_changes[_kind(change)].append(change)
        every = (change for changes in sorted_changes.values() for change in changes)
        return MergePlan(
            checklist=self._checklist.id,
            **{kind: tuple(changes) for kind, changes in sorted_changes.items()},
            unchanged_keys=tuple(unchanged_keys),
            unknown=tuple(unknown),
            problems=tuple(self._problems),
            remarks=tuple(self._remarks),
            deleted=tuple(self._deleted()),
            names_nobody=any(map(_names_nobody, every)),
        )

    def _change(self, entry: ChecklistEntry, filled_entry: FilledEntry) -> AddedAnswer | None:
        filled_entry = self._with_side(filled_entry)
        if self._take_remarks:
            filled_entry = self._with_remarks(entry, filled_entry)
        importing = Importing(
            self._checklist.id,
            self._source.file,
            self._by,
            self._today,
            entry,
            filled_entry,
            self._voice,
        )
        return importing.change(self._problems, self._remarks)

    def _with_side(self, filled_entry: FilledEntry) -> FilledEntry:
        """With who sees to the gap, where the partner is named; another name is a problem."""
        named = filled_entry.fields.get(GAP_SIDE)
        if not isinstance(named, str) or isinstance(named, Side):
            return filled_entry
        fields = dict(filled_entry.fields)
        if alike(named).casefold() in self._partner_names():
            return replace(filled_entry, fields={**fields, GAP_SIDE: Side.PARTNER})
        del fields[GAP_SIDE]
        where = f"{filled_entry.where}, {LABELS[GAP_SIDE]}"
        choices = listed(side.label for side in Side).replace(" and ", " or ")
        sentence = f"‘{_cut(named)}’ is nobody of this agreement; choose {choices}."
        self._problems.append(Problem(where, sentence))
        if named not in sentence:
            self._remarks.append(Remark(where, named, filled_entry.entry))
        return replace(filled_entry, fields=fields)

    def _partner_names(self) -> frozenset[str]:
        """The partner's name, and its acronym where the name ends with it in brackets."""
        name = self._checklist.partner_name
        short = re.findall(r"\(([^()]+)\)", name)
        names = (name, re.sub(r"\s*\([^()]*\)", "", name), *short)
        return frozenset(alike(each).casefold() for each in names)

    def _with_remarks(self, entry: ChecklistEntry, filled_entry: FilledEntry) -> FilledEntry:
        """With the words that stand beside the question put below its answer's own."""
        beside = [remark for remark in self._remarks if remark.entry == entry.key]
        words = [remark.text for remark in beside if remark.text != PICTURE]
        if not words:
            return filled_entry
        self._remarks = [
            remark for remark in self._remarks if remark not in beside or remark.text == PICTURE
        ]
        shown = shown_answers(entry, filled_entry.shown_digest) or ()
        text = filled_entry.fields.get(TEXT, shown[-1].text if shown else "")
        joined = "\n".join(filter(None, (text, *words)))
        return replace(filled_entry, fields={**filled_entry.fields, TEXT: joined})

    def _keep_words(self, filled_entry: FilledEntry) -> None:
        """Shows the words of a row whose question the checklist does not have."""
        for letter, value in filled_entry.fields.items():
            pieces = value if letter == EVIDENCE else (value,)
            for piece in pieces:
                words = piece.name if isinstance(piece, FoundProof) else words_of(piece)
                if letter not in (STATE, CONFIRMED) and words:
                    self._remarks.append(Remark(f"{filled_entry.where}, {LABELS[letter]}", words))

    def _deleted(self) -> Iterator[ChecklistEntry]:
        """The questions that are no longer in the file, though others of their half are."""
        there = {filled_entry.entry for filled_entry in self._source.answers}
        written = shown_to(self._checklist, Readers.BOTH)
        for side in (Side.PARTNER, Side.CIP):
            half = written.half(side)
            if any(entry.key in there for entry in half):
                yield from (entry for entry in half if entry.key not in there)


def _kind(change: AddedAnswer) -> str:
    if change.newer:
        return "newer"
    return "new" if change.before is None else "changes"


def _names_nobody(change: AddedAnswer) -> bool:
    """True for the partner's answer without who there said it; a peer's word is nobody's there."""
    before = change.before
    by_peer = before is not None and before.source is AnswerSource.PEER
    same = before is not None and before.text == change.answer_input.text
    return names_nobody(change.answer_input) and not (by_peer and same)


@dataclass(frozen=True)
class Importing:
    """One entry of a file on its way into the checklist."""

    checklist: str
    file: str
    by: str
    today: date
    entry: ChecklistEntry
    filled_entry: FilledEntry
    voice: PartnerVoice | None = None  # who at the partner filled it in

    def change(self, problems: list[Problem], remarks: list[Remark]) -> AddedAnswer | None:
        """The answer that the file adds; None where it changes nothing, or was imported before.

        Where something is missing, that is added to `problems`; nobody can be asked for it, so
        that what the file says besides is added as open. Where not even that can be, its words
        are added to `remarks`.
        """
        seen_answers = shown_answers(self.entry, self.filled_entry.shown_digest)
        shown_entry = self.entry.model_copy(update={"answers": seen_answers or ()})
        submission = _submission(shown_entry, self.filled_entry.fields, self.by)
        if submission == Submission(by=self.by, key=""):
            return None
        if self.entry.side is Side.PARTNER:
            submission = replace(submission, voice=self.voice or STILL_TO_NAME)
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
            if addition is None:
                remarks += self._words(submission)
        return None if addition is None else self._change(shown_entry, addition)

    def _words(self, submission: Submission) -> Iterator[Remark]:
        """All that was written, for where nothing of it can be added."""
        terms = submission.gap or GapTerms()
        proofs = (proof.name for proof in submission.new_evidence)
        due = words_of(terms.due)
        for words in (submission.text, *proofs, terms.missing, terms.action, due):
            if words:
                yield Remark(self.filled_entry.where, words, self.entry.key)

    def _change(self, shown_entry: ChecklistEntry, answer_input: AnswerInput) -> AddedAnswer:
        seen_ids = answer_input.seen_ids or ()
        file_answer = replace(
            _without_nobody(answer_input),
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
    box = Submission(by=submission.by, key=submission.key, confirms=True, voice=submission.voice)
    if shown_entry.in_conflict and shown_entry.current is not None and submission == box:
        return taken_answer(shown_entry, shown_entry.current, box, today)
    return answer_to(shown_entry, submission, today)


def _without_nobody(answer_input: AnswerInput) -> AnswerInput:
    """The answer without a name where nobody was named."""
    is_named = answer_input.said_by != STILL_TO_NAME.person
    return answer_input if is_named else replace(answer_input, said_by="", said_on=None)


def _submission(shown_entry: ChecklistEntry, fields: Mapping[str, Any], by: str) -> Submission:
    """What the file says other than what it showed."""
    base = shown_entry.current or NO_ANSWER
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
        yield f"Newer, by {spoken_name(newer_answer.by)}: {words}"


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
