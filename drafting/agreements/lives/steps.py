"""The steps of an agreement's life, and what they come to: its state, and who signed when.

Steps are only ever added. One that was wrong is taken back by another step, which stays beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from drafting.agreements.kinds import DocumentRole
from drafting.agreements.reviewing.case import day
from drafting.documents.composition import DocumentKind
from drafting.partners.naming import office_name
from drafting.partners.office_time import office_day
from drafting.partners.vocabulary import Choice


@dataclass(frozen=True)
class Actor:
    """Who does something that stays on record."""

    by: str  # a Slack member id, or the account of the terminal
    name: str  # as it is shown


class StepKind(StrEnum):
    """What happened."""

    ISSUED = "issued"  # a version was given to the partner for signature
    SIGNED = "signed"  # by both sides; also a phase-out plan
    AMENDED = "amended"  # an amendment, or an extension, was signed by both sides
    ENTERED = "entered"  # an agreement that was signed before Saathi, with its file
    ENDED = "ended"
    TAKEN_BACK = "taken_back"  # of the step before


class LifeState(StrEnum):
    """How far an agreement is."""

    NONE = "none"  # nothing was drafted yet
    DRAFT = "draft"
    ISSUED = "issued"
    SIGNED = "signed"
    AMENDED = "amended"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """'Issued'; for one that is not begun 'Not drafted'."""
        return "Not drafted" if self is LifeState.NONE else self.value.capitalize()

    @property
    def is_in_force(self) -> bool:
        """True where both sides signed and nothing ended it."""
        return self in (LifeState.SIGNED, LifeState.AMENDED)


class EndingHow(Choice):
    """How an agreement came to its end."""

    COMPLETED = "completed", "Completed: its last day came, or all is done"
    BY_BOTH = "by_both", "Ended early by both sides"
    BY_OFFICE = "by_office", "Ended early by {office}"
    BY_PARTNER = "by_partner", "Ended early by the partner"
    PHASED_OUT = "phased_out", "Phased out by a plan"
    REPLACED = "replaced", "Replaced by another agreement"


@dataclass(frozen=True)
class Signature:
    """When each side signed, and who signed for it."""

    office_on: date
    partner_on: date
    office_by: tuple[str, ...]
    partner_by: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """The day on which the second side signed."""
        return max(self.office_on, self.partner_on)

    @property
    def sentence(self) -> str:
        """When each side signed and by whom: 'Signed for CIP on 3 May 2026 by …'."""
        return (
            f"Signed for {office_name()} on {day(self.office_on)} by {', '.join(self.office_by)}, "
            f"and for the partner on {day(self.partner_on)} by {', '.join(self.partner_by)}."
        )


@dataclass(frozen=True)
class Ending:
    """When, how and why an agreement ended."""

    on: date
    how: EndingHow
    why: str


@dataclass(frozen=True)
class StatusChange:
    """What a step made of the agreement's status in the partner's file; '' for none."""

    before: str = ""
    after: str = ""


NO_KIND = DocumentKind("")


@dataclass(frozen=True)
class StepFacts:
    """What a step says, as it is kept."""

    document: DocumentKind = NO_KIND  # the kind of document that it is about
    title: str = ""  # 'Partnership Contract'
    role: DocumentRole = DocumentRole.FOUNDING
    signature: Signature | None = None
    ending: Ending | None = None
    reason: str = ""  # why it was entered though something spoke against it, or taken back
    doubts: tuple[str, ...] = ()  # what spoke against it, a sentence each
    file: str = ""  # the name of the signed file
    takes_back: str = ""  # the id of a step
    record_version: int = 0  # of the partner's file, which what was signed was made from
    status: StatusChange = StatusChange()


@dataclass(frozen=True)
class Step:
    """One step of one agreement's life."""

    id: str
    partner: str
    agreement: str
    number: int  # 1, 2, … of this agreement
    kind: StepKind
    at: datetime  # UTC: when it was entered
    by: str  # a Slack member id, or the account of the terminal
    name: str  # as it is shown
    draft: str = ""  # the version that it is about
    facts: StepFacts = StepFacts()

    @property
    def sentence(self) -> str:
        """What happened, with its days; who entered it stands in `entered`."""
        facts, what = self.facts, self.draft or self.facts.title
        if self.kind is StepKind.ISSUED:
            return f"{what} was issued for signature."
        if facts.signature is not None:
            return f"{what}: {facts.signature.sentence}"
        if facts.ending is not None:
            how = facts.ending.how.label
            return f"Ended on {day(facts.ending.on)}. {how}. {facts.ending.why}"
        return f"The step before was taken back. {facts.reason}"

    @property
    def entered(self) -> str:
        """Who entered it, and when: 'Entered by Sample Coordinator on 3 May 2026.'."""
        return f"Entered by {self.name} on {day(office_day(self.at))}."


@dataclass(frozen=True)
class Life:
    """One agreement's life: all its steps, and what they come to."""

    partner: str
    agreement: str
    steps: tuple[Step, ...] = ()  # by number
    is_drafted: bool = field(default=False, compare=False)

    @cached_property
    def standing_steps(self) -> tuple[Step, ...]:
        """The steps that nobody took back, without those that take back."""
        taken_back = {step.facts.takes_back for step in self.steps}
        return tuple(
            step
            for step in self.steps
            if step.id not in taken_back and step.kind is not StepKind.TAKEN_BACK
        )

    @property
    def state(self) -> LifeState:
        """How far it is."""
        state = LifeState.DRAFT if self.is_drafted else LifeState.NONE
        for step in self.standing_steps:
            state = _state_after(step, state)
        return state

    @property
    def last(self) -> Step | None:
        """The last step that stands; None for none."""
        return self.standing_steps[-1] if self.standing_steps else None

    @property
    def founding(self) -> Step | None:
        """The step by which the agreement itself was signed; None where it is not yet."""
        return next(self._signed(DocumentRole.FOUNDING), None)

    @property
    def changes(self) -> tuple[Step, ...]:
        """The amendments and extensions that were signed, in their order."""
        return tuple(self._signed(DocumentRole.AMENDING))

    @property
    def ending(self) -> Ending | None:
        """How it ended; None where it did not."""
        return next((step.facts.ending for step in self.standing_steps if step.facts.ending), None)

    def signed_drafts(self) -> frozenset[str]:
        """The versions that both sides signed."""
        return frozenset(
            step.draft for step in self.standing_steps if step.draft and step.facts.signature
        )

    def issued_drafts(self) -> frozenset[str]:
        """The versions that were issued for signature."""
        return frozenset(step.draft for step in self.standing_steps if step.kind is StepKind.ISSUED)

    @property
    def sentence(self) -> str:
        """How far it is, for a line on a card; the days with it."""
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        founding, last, ending = self.founding, self.last, self.ending
        if ending is not None:
            yield f"Ended on {day(ending.on)}. {ending.how.label}."
        elif founding is None and last is not None and last.kind is StepKind.ISSUED:
            yield f"Issued for signature on {day(office_day(last.at))}: {last.draft}."
        elif founding is None:
            yield "Drafted, not issued yet." if self.is_drafted else "Nothing was drafted yet."
        if founding is not None and founding.facts.signature is not None:
            signature = founding.facts.signature
            yield (
                f"Signed for {office_name()} on {day(signature.office_on)} and for the partner on "
                f"{day(signature.partner_on)}."
            )
        if self.changes and self.changes[-1].facts.signature is not None:
            last_change = self.changes[-1].facts
            assert last_change.signature is not None
            count = len(self.changes)
            times = "once" if count == 1 else f"{count} times"
            yield (
                f"Changed {times}, last by the {last_change.title} signed on "
                f"{day(last_change.signature.last_day)}."
            )

    def _signed(self, role: DocumentRole) -> Iterator[Step]:
        for step in self.standing_steps:
            if step.facts.signature is not None and step.facts.role is role:
                yield step


def _state_after(step: Step, state: LifeState) -> LifeState:
    if step.kind is StepKind.ENDED:
        return LifeState.ENDED
    if step.kind is StepKind.AMENDED:
        return LifeState.AMENDED
    if step.facts.role is not DocumentRole.FOUNDING:
        return state
    return LifeState.ISSUED if step.kind is StepKind.ISSUED else LifeState.SIGNED


def life_of(partner: str, agreement: str, steps: Sequence[Step], *, is_drafted: bool) -> Life:
    """The life that these steps come to, in whatever order they are given."""
    in_order = tuple(sorted(steps, key=lambda step: step.number))
    return Life(partner, agreement, in_order, is_drafted)
