"""What a checklist's files say beside its entries: what it is, how to fill it in, what it omits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import shorten

from drafting.due_diligence.catalogue.item import CONFIRM, Direction, Item
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.due_diligence.papers.translation import Translation
from drafting.due_diligence.papers.wording import ENGLISH, FileWording
from drafting.partners.field_values import raised
from drafting.partners.naming import office_legal_name, office_name, spoken_name
from drafting.partners.office_time import office_day
from drafting.partners.vocabulary import Side, Tier

OFFICE_SETS = "The CSPF sets no tiers, amounts or validity period: these are the office’s own."
LEFT_OUT = "What was left out, and why"
DECIDES = "Who decides"
LONGEST_ORIGIN = 46  # characters shown beside the state
STATES = (AnswerState.OPEN, AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GAP)
# What the files said before: one that went out then comes back with it.
FORMER = (
    "This is to learn about each other’s organisation, not to investigate it (CSPF 15(d)). "
    "Each side asks and each side answers, and a gap may be addressed by either of us, or by both.",
    "Write your answer, name what shows it and until when it holds, and choose a state.",
    "Where an answer stands already, tick “Confirmed” if it is right, or write it anew.",
    "Where something is missing, say what, who addresses it, and what you agreed.",
    "Leave open what you do not know yet: you may send it back with a part filled in, and what "
    "others answered meanwhile stays.",
)
FORMER_BESIDE_FIELDS = (
    "Evidence: Until:",
    "Gap: Addressed by: Agreed: By:",
    "What shows this has expired; please name what holds today.",
)
FORMER_BESIDE = "Beside it stands, by {by}: {answer}"


def subtitle(checklist: Checklist, wording: FileWording = ENGLISH) -> str:
    """Between whom it is."""
    return wording.fill(wording.between, checklist.partner_name, legal_name=office_legal_name())


def reference_line(checklist: Checklist, today: date, wording: FileWording = ENGLISH) -> str:
    """The checklist's id, and its dates."""
    day_made = office_day(checklist.made_at)
    dates: list[tuple[str, date | None]] = [
        (wording.made_on, day_made),
        (wording.as_of, today if today != day_made else None),
        (wording.holds_until, checklist.valid_until),
    ]
    words = (wording.fill(text, day=wording.day(when)) for text, when in dates if when)
    return " · ".join([checklist.id, *words])


def reasons(checklist: Checklist) -> str:
    """Why it is that tier, and whose thresholds these are."""
    sentences = (reason if reason.endswith(".") else f"{reason}." for reason in checklist.reasons)
    return f"{' '.join(sentences)} {OFFICE_SETS}"


def tier_line(checklist: Checklist) -> str:
    """The tier in words: 'Tier B, without funds.' and the like."""
    return f"Tier {checklist.tier}, {checklist.tier.meaning}."


def heading(checklist: Checklist, side: Side, wording: FileWording = ENGLISH) -> tuple[str, str]:
    """The heading of a half, and who asks."""
    partner = checklist.partner_name
    if side is Side.PARTNER:
        title, asks = wording.partner_answers, wording.office_asks
        return wording.fill(title, partner), wording.fill(f"{asks} {wording.both_halves}", partner)
    return f"{office_name()} answers", f"{partner} asks. {wording.both_halves}"


def question(
    entry: ChecklistEntry, translation: Translation | None = None, *, close: bool = False
) -> tuple[str, str]:
    """The question, and below it what would answer it and why it is asked; close: in short."""
    item = entry.item
    if translation is None:
        reason = in_short(item) if close else why(entry)
        return item.ask, f"{item.evidence} {reason}".strip()
    words = translation.of(item)
    if words is None:
        return item.ask, f"{item.evidence} {translation.untranslated}"
    return words


def in_short(item: Item) -> str:
    """The clauses that a question rests on, in brackets; of a law, that counsel confirms it."""
    clauses = item.model_copy(update={"practice": "", "law": ""}).rests_on
    parts = [*filter(None, [clauses]), *([f"law: {CONFIRM}"] if item.law else [])]
    return f"({'; '.join(parts)})" if parts else ""


def area(entry: ChecklistEntry, translation: Translation | None = None) -> str:
    """The title of the area that it belongs to."""
    return translation.area(entry.item) if translation else entry.item.area_title


def full_stop(wording: FileWording) -> str:
    """What ends a sentence: Urdu has a sign of its own."""
    return "۔" if wording.right_to_left else "."


def why(entry: ChecklistEntry) -> str:
    """Why it is asked and what it rests on."""
    prefix = "Both answer. " if entry.item.direction is Direction.BOTH else ""
    of_every_tier = f"Asked from tier {Tier.A} ({Tier.A.meaning}) on"
    reason = entry.why.removeprefix(of_every_tier).lstrip(",; ")
    return f"{prefix}{raised(reason)}"


def states(answer: ItemAnswer | None, wording: FileWording = ENGLISH) -> tuple[str, ...]:
    """The states that may be chosen, in words; 'To confirm' only where it is so."""
    waits = answer is not None and answer.state is AnswerState.TO_CONFIRM
    choices = (*STATES, AnswerState.TO_CONFIRM) if waits else STATES
    return tuple(wording.states[state] for state in choices)


def addressees(wording: FileWording = ENGLISH) -> tuple[str, ...]:
    """Who may address a gap, in words."""
    return (*(wording.side(side) for side in Side), wording.nobody)


def origin(answer: ItemAnswer | None, wording: FileWording = ENGLISH) -> str:
    """The source of the current answer, where no person gave it; '' for none."""
    source = answer is not None and answer.source is not AnswerSource.PERSON and answer.source_words
    if not source:
        return ""
    return shorten(wording.fill(wording.source, source=source), LONGEST_ORIGIN, placeholder="…")


def notes(entry: ChecklistEntry, today: date, wording: FileWording = ENGLISH) -> Iterator[str]:
    """What to know of the current answer: that it expired, and which answers conflict with it."""
    answer = entry.current
    if answer and answer.has_expired(today):
        yield wording.expired
    if entry.in_conflict:
        yield from (beside(other_answer, wording) for other_answer in entry.latest_answers[:-1])


def beside(answer: ItemAnswer, wording: FileWording = ENGLISH, template: str = "") -> str:
    """The note that an answer stands beside the one that is shown."""
    words = " ".join((answer.gap or answer.text).split())
    state = wording.states[answer.state]
    in_short = f"{state}. {words}" if words else f"{state}."
    return wording.fill(
        template or wording.beside, by=answer.said_by or spoken_name(answer.by), answer=in_short
    )


def left_out(checklist: Checklist, *, close: bool = False) -> Iterator[tuple[str, str]]:
    """Each reason for leaving out, and which questions, or close how many; nothing for none."""
    by_reason: dict[str, list[str]] = {}
    for omission in checklist.left_out:
        by_reason.setdefault(omission.why, []).append(omission.ask)
    for reason, asks in by_reason.items():
        if close or reason.startswith("Asked from tier"):
            yield reason, "1 question." if len(asks) == 1 else f"{len(asks)} questions."
        else:
            yield reason, " · ".join(asks)
