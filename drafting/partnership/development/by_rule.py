"""What agreements have agreed for a partner's development, and what came of each step.

A gap of the office's own is no development of the partner: its step stays a line of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.agreements.lives.steps import Life
from drafting.partners.errors import UnknownAgreement
from drafting.partners.field_values import day
from drafting.partners.record.agreement import Agreement, CapacityStep
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership.development.bodies import AimBody
from drafting.partnership.development.standing import AimStanding, standing_of
from drafting.partnership.owed_by_rule import is_in_force
from drafting.register.desk import OpeningInput
from drafting.register.entries import Author, Entry

KIND_NAME, WITHDRAWN = "development", "withdrawn"


@dataclass(frozen=True)
class AgreedStep:
    """A step of an agreement's capacity support that has no entry yet."""

    agreement: str  # its key
    key: str  # by which the calendar tells the same line
    body: AimBody

    @property
    def what(self) -> str:
        """The gap, with what was agreed."""
        step = f": {self.body.step}" if self.body.step else ""
        return f"{self.body.aim}{step}"

    @property
    def when(self) -> str:
        """'until 1 July 2026'."""
        return f"until {day(self.body.step_by)}" if self.body.step_by else "no day on record"


def agreed_steps(
    partner: Partner, lives: Mapping[str, Life], entries: Iterable[Entry]
) -> list[AgreedStep]:
    """The steps of the partner's agreements in force that no entry stands for, in their order."""
    entries = list(entries)
    told_by_aims = {_named(entry) for entry in entries if _is_one(entry)}
    told_by_actions = {
        getattr(entry.body, "comes_from", "") for entry in entries if entry.kind != KIND_NAME
    }
    return [
        step
        for agreement in partner.agreements
        if is_in_force(agreement, lives.get(agreement.key))
        for step in _steps(agreement)
        if (step.agreement, step.body.aim, step.body.step) not in told_by_aims
        and step.key not in told_by_actions
    ]


def step_opening(
    partner: Partner, agreement: str, key: str, entries: Iterable[Entry], author: Author
) -> OpeningInput:
    """How the entry of a step is opened; asked for twice, it is there once.

    Raises UnknownAgreement where the record does not say so any more.
    """
    terms = partner.agreement(agreement)
    steps = _steps(terms) if terms else []
    step = next((each for each in steps if each.key == key), None)
    if step is None:
        raise UnknownAgreement("The partner’s file changed meanwhile; look at its register again.")
    mistakes = [
        entry for entry in entries if _bears(entry, key) and entry.latest(WITHDRAWN) is not None
    ]
    wish = f"{partner.id}:{KIND_NAME}:{key}:{len(mistakes)}"
    values = step.body.model_dump(mode="json")
    return OpeningInput(KIND_NAME, partner.id, author, wish, values, agreement)


def came_of_steps(agreement: Agreement, entries: Iterable[Entry]) -> dict[int, str]:
    """What came of each step of the agreement's capacity support, by its number from 1.

    Steps of which the register says nothing are left out.
    """
    by_name = {_named(entry): standing_of(entry) for entry in entries if _is_one(entry)}
    words = {
        number: _came_of(by_name[name])
        for number, step in enumerate(agreement.capacity, 1)
        if (name := (agreement.key, step.what, step.action)) in by_name
    }
    return {number: text for number, text in words.items() if text}


def _came_of(standing: AimStanding) -> str:
    """'Done on 3 March 2026. Under way, as the partner says.'."""
    parts = []
    agreed = standing.steps[0] if standing.steps else None
    if agreed and agreed.done_on:
        parts.append(f"Done on {day(agreed.done_on)}.")
    elif agreed and agreed.missing:
        parts.append("It did not come yet.")
    if standing.not_wanted:
        parts.append("The partner does not want it any more.")
    elif standing.partner:
        parts.append(f"{standing.partner.how_far.label}, as the partner says.")
    elif standing.office:
        parts.append(f"{standing.office.how_far.label}, not confirmed by the partner.")
    return " ".join(parts)


def _steps(agreement: Agreement) -> list[AgreedStep]:
    return [
        AgreedStep(agreement.key, key, _body(step, key))
        for number, step in enumerate(agreement.capacity, 1)
        if step.of is not Side.CIP
        for key in [_key(agreement.key, number, step.by)]
    ]


def _body(step: CapacityStep, key: str) -> AimBody:
    return AimBody(
        aim=step.what, step=step.action, step_of=step.who, step_by=step.by, comes_from=key
    )


def _key(agreement: str, number: int, by: date | None) -> str:
    """As the calendar calls the same line of the record."""
    return f"record:agreements[{agreement}].capacity[{number}].by:{by or ''}"


def _named(entry: Entry) -> tuple[str, str, str]:
    """The agreement, the gap and what was agreed: a step keeps them when its day is moved."""
    assert isinstance(entry.body, AimBody)
    return entry.agreement, entry.body.aim, entry.body.step


def _is_one(entry: Entry) -> bool:
    """True for an entry that stands for a step of an agreement."""
    return (
        entry.kind == KIND_NAME
        and isinstance(entry.body, AimBody)
        and bool(entry.body.comes_from)
        and entry.latest(WITHDRAWN) is None
    )


def _bears(entry: Entry, key: str) -> bool:
    return entry.kind == KIND_NAME and getattr(entry.body, "comes_from", "") == key
