"""What a checklist's files say beside its entries: what it is, how to fill it in, what it omits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import shorten

from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.due_diligence.papers.marking import NOBODY
from drafting.partners.field_values import day, raised
from drafting.partners.naming import office_legal_name, office_name
from drafting.partners.office_time import office_day
from drafting.partners.vocabulary import Side, Tier

TITLE = "Due diligence, both ways"
SAMPLE = "Sample: made-up data"
TONE = (
    "This is to learn about each other’s organisation, not to investigate it (CSPF 15(d)). "
    "Each side asks and each side answers, and a gap may be addressed by either of us, or by both."
)
OFFICE_SETS = "The CSPF sets no tiers, amounts or validity period: these are the office’s own."
HOW = (
    "Write your answer, name what shows it and until when it holds, and choose a state.",
    "Where an answer stands already, tick “Confirmed” if it is right, or write it anew.",
    "Where something is missing, say what, who addresses it, and what you agreed.",
    "Leave open what you do not know yet: you may send it back with a part filled in, and what "
    "others answered meanwhile stays.",
)
LEFT_OUT = "What was left out, and why"
DECIDES = "Who decides"
LONGEST_ORIGIN = 46  # characters shown beside the state
STATES = (AnswerState.OPEN, AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GAP)


def subtitle(checklist: Checklist) -> str:
    """Between whom it is."""
    return f"{checklist.partner_name} and {office_legal_name()}"


def reference_line(checklist: Checklist, today: date) -> str:
    """The checklist's id, and its dates."""
    day_made = office_day(checklist.made_at)
    parts = [checklist.id, f"made on {day(day_made)}"]
    parts += [f"as it stood on {day(today)}"] if today != day_made else []
    parts += [f"valid until {day(checklist.valid_until)}"] if checklist.valid_until else []
    return " · ".join(parts)


def reasons(checklist: Checklist) -> str:
    """Why it is that tier, and whose thresholds these are."""
    sentences = (reason if reason.endswith(".") else f"{reason}." for reason in checklist.reasons)
    return f"{' '.join(sentences)} {OFFICE_SETS}"


def tier_line(checklist: Checklist) -> str:
    """The tier in words: 'Tier B, without funds.' and the like."""
    return f"Tier {checklist.tier}, {checklist.tier.meaning}."


def heading(checklist: Checklist, side: Side) -> tuple[str, str]:
    """The heading of a half, and who asks."""
    partner = checklist.partner_name
    note = "Where both answer, the question stands in both halves."
    if side is Side.PARTNER:
        return f"{partner} answers", f"{office_name()} asks. {note}"
    return f"{office_name()} answers", f"{partner} asks. {note}"


def why(entry: ChecklistEntry) -> str:
    """Why it is asked and what it rests on."""
    prefix = "Both answer. " if entry.item.direction is Direction.BOTH else ""
    of_every_tier = f"Asked from tier {Tier.A} ({Tier.A.meaning}) on"
    reason = entry.why.removeprefix(of_every_tier).lstrip(",; ")
    return f"{prefix}{raised(reason)}"


def states(answer: ItemAnswer | None) -> tuple[AnswerState, ...]:
    """The states that may be chosen; 'To confirm' only where it is so."""
    waits = answer is not None and answer.state is AnswerState.TO_CONFIRM
    return (*STATES, AnswerState.TO_CONFIRM) if waits else STATES


def addressees() -> tuple[str, ...]:
    """Who may address a gap, in words."""
    return (*(side.label for side in Side), NOBODY)


def origin(answer: ItemAnswer | None) -> str:
    """The source of the current answer, where no person gave it; '' for none."""
    source = answer is not None and answer.source is not AnswerSource.PERSON and answer.source_words
    return shorten(f"from: {source}", LONGEST_ORIGIN, placeholder="…") if source else ""


def notes(entry: ChecklistEntry, today: date) -> Iterator[str]:
    """What to know of the current answer: that it expired, and which answers conflict with it."""
    answer = entry.current
    if answer and answer.has_expired(today):
        yield "What shows this has expired; please name what holds today."
    if entry.in_conflict:
        for other_answer in entry.latest_answers[:-1]:
            yield f"Beside it stands, by {other_answer.by}: {_in_short(other_answer)}"


def _in_short(answer: ItemAnswer) -> str:
    words = " ".join((answer.gap or answer.text).split())
    return f"{answer.state.label}. {words}" if words else f"{answer.state.label}."


def left_out(checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Each reason for leaving out, and which questions or how many; nothing for none."""
    by_reason: dict[str, list[str]] = {}
    for omission in checklist.left_out:
        by_reason.setdefault(omission.why, []).append(omission.ask)
    for reason, asks in by_reason.items():
        if reason.startswith("Asked from tier"):
            yield reason, "1 question." if len(asks) == 1 else f"{len(asks)} questions."
        else:
            yield reason, " · ".join(asks)
