"""What a partner's file learns of a completed checklist: that it is done, and what was agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

from drafting.due_diligence.catalogue.item import Tier
from drafting.due_diligence.checklists.checklist import AnswerState, Checklist
from drafting.partners.record.agreement import Agreement, CapacityStep
from drafting.partners.record.control import Control
from drafting.partners.record.field_types import LONGEST_LINE
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag

FUNDED = frozenset({Tier.C, Tier.D})


def with_due_diligence(partner: Partner, checklist: Checklist, today: date) -> Partner:
    """The partner with the due diligence done `today`, and the agreed gaps in its agreement.

    Of one that was completed before, the file learns what gaps were agreed upon since.
    """
    agreements = tuple(
        agreement.model_copy(update={"capacity": _with_gaps(agreement, checklist)})
        if agreement.key == checklist.agreement
        else agreement
        for agreement in partner.agreements
    )
    updates = {} if checklist.completed_at else _control_changes(partner.control, checklist, today)
    control = partner.control.model_copy(update=updates)
    return partner.model_copy(update={"control": control, "agreements": agreements})


def _control_changes(control: Control, checklist: Checklist, today: date) -> dict[str, Any]:
    """The fields of the control part that change.

    CSPF 15(d) shapes due diligence by the funding: one without funds neither serves a funded
    agreement nor takes the place of one that does and still holds.
    """
    covers_funding = checklist.tier in FUNDED
    if not covers_funding and _has_valid_one(control, today):
        return {}
    return {
        "due_diligence_completed": today,
        "due_diligence_expires": checklist.valid_until,
        "due_diligence_covers_funding": Flag.YES if covers_funding else Flag.NO,
    }


def _has_valid_one(control: Control, today: date) -> bool:
    """True where a due diligence that may have covered funding is done and has not expired."""
    if control.due_diligence_completed is None or control.due_diligence_covers_funding is Flag.NO:
        return False
    return control.due_diligence_expires is None or control.due_diligence_expires >= today


def _with_gaps(agreement: Agreement, checklist: Checklist) -> tuple[CapacityStep, ...]:
    """The agreement's capacity support with the checklist's agreed gaps: CSPF 16(f).

    What is there already stays; a gap is added once.
    """
    known_gaps = {step.what for step in agreement.capacity}
    current = [(entry.side, entry.current) for entry in checklist.entries]
    steps = [
        CapacityStep(
            what=_in_line(answer.gap),
            of=side,
            who=answer.gap_side,
            action=answer.gap_action,
            by=answer.gap_due,
        )
        for side, answer in current
        if answer is not None and answer.state is AnswerState.GAP and answer.gap_action
        if checklist.completed_at is None or answer.at > checklist.completed_at
    ]
    return (*agreement.capacity, *(step for step in steps if step.what not in known_gaps))


def _in_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]
