"""What Saathi itself wrote into a checklist's files, so that what people wrote can be told apart.

A file may have been made long ago: its dates, and the answers that it showed, are others by now.
So every answer on record counts, and so do the sentences that earlier versions wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.due_diligence.checklists.reading import shown_to
from drafting.due_diligence.checklists.summing_up import WHO_DECIDES
from drafting.due_diligence.papers import telling
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    FORMER_HINTS,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    UNTIL,
    numbered,
)
from drafting.due_diligence.papers.remarks import OwnWords
from drafting.due_diligence.papers.translation import Translation
from drafting.due_diligence.papers.wording import ENGLISH, FileWording
from drafting.due_diligence.papers.workbook import SHEETS, headings
from drafting.partners.field_values import day
from drafting.partners.naming import with_any_office
from drafting.partners.vocabulary import Side

BOXES = ("☐", "☒")
DAY = r"\d{1,2}\s*[^\W\d_]+\s*\d{4}"
FORMER_LABELS = {
    EVIDENCE: "Evidence",
    UNTIL: "Until",
    GAP: "Gap",
    GAP_SIDE: "Addressed by",
    GAP_ACTION: "Agreed",
    GAP_DUE: "By",
}
FORMER_LOOK = {"hints": {**ENGLISH.hints, **FORMER_HINTS}}


def own_words(
    checklist: Checklist,
    translations: Sequence[Translation] = (),
    fields_lost: Collection[str] = (),
) -> OwnWords:
    """All that Saathi writes into this checklist's files, whichever kind and whenever.

    `fields_lost` are the keys of the entries whose rows lost their fields in the file.
    """
    languages = (None, *translations)
    entries = {entry.key: entry for entry in checklist.entries}
    numbers = _numbers(checklist)

    def of_entry(key: str) -> Iterator[str]:
        for language in languages:
            for number in numbers.get(key, ()):
                yield from _of_entry(number, entries[key], language)

    of_fields = {
        key: tuple(chain(*(_of_fields(entries[key], _wording(language)) for language in languages)))
        for key in fields_lost
        if key in numbers
    }
    general = chain.from_iterable(_general(checklist, language) for language in languages)
    return OwnWords(general, of_entry, of_fields, tuple(_passing(checklist, languages)))


def _numbers(checklist: Checklist) -> dict[str, list[str]]:
    """The numbers of each entry: among all, as in files of before, and among the partner's."""
    numbers: dict[str, list[str]] = {}
    for shown in (checklist, shown_to(checklist, Readers.BOTH)):
        for side in (Side.PARTNER, Side.CIP):
            for number, entry in numbered(shown, side):
                known = numbers.setdefault(entry.key, [])
                if number not in known:
                    known.append(number)
    return numbers


def _wording(language: Translation | None) -> FileWording:
    return language.wording if language else ENGLISH


def _passing(
    checklist: Checklist, languages: Sequence[Translation | None]
) -> Iterator[re.Pattern[str]]:
    """What differs from day to day and from page to page."""
    wordings = (_wording(language) for language in languages)
    texts = (text for each in wordings for text in (each.made_on, each.as_of, each.holds_until))
    dates = "|".join(re.escape(text).replace(re.escape("{day}"), DAY) for text in texts)
    yield re.compile(rf"{re.escape(checklist.id)}( · ({dates}))+")
    page = (r"Page( \d+)? of( \d+)?", r"صفحہ( \d+)? از( \d+)?")
    yield re.compile(rf"({re.escape(checklist.id)})?\s*({'|'.join(page)})")
    yield re.compile(re.escape(checklist.id))


def _general(checklist: Checklist, language: Translation | None) -> Iterator[str]:
    wording = _wording(language)
    partner = checklist.partner_name
    how = [wording.fill(sentence) for sentence in wording.how]
    how_title = f"{wording.how_title}{telling.full_stop(wording)}"
    yield from (wording.title, wording.about, wording.sample, wording.tone, *how)
    yield from (wording.how_title, f"{how_title} {' '.join(how)}")
    yield telling.subtitle(checklist, wording)
    yield from headings(wording)
    title = telling.heading(checklist, Side.PARTNER, wording)
    yield from (*title, wording.sheet, wording.question_heading)
    head = f"{wording.title} (CSPF 15(d)): {partner}"
    yield from (head, f"{head} {wording.sample}", f"{head}\t{wording.sample}")
    yield from dict.fromkeys(telling.area(entry, language) for entry in checklist.entries)
    if language:
        yield language.review_line
    else:
        yield from _general_in_english(checklist)


def _general_in_english(checklist: Checklist) -> Iterator[str]:
    tier, reasons = telling.tier_line(checklist), telling.reasons(checklist)
    yield from (tier, reasons, f"{tier} {reasons}")
    yield from (telling.DECIDES, WHO_DECIDES, telling.LEFT_OUT)
    for close in (False, True):
        left_out = [f"{why} {items}" for why, items in telling.left_out(checklist, close=close)]
        yield from (*left_out, " ".join(left_out))
    yield from telling.heading(checklist, Side.CIP)
    yield from chain(*(with_any_office(title) for title in SHEETS.values()))
    yield from (*telling.FORMER, f"How to fill it in. {' '.join(telling.FORMER[1:])}")


def _of_entry(number: str, entry: ChecklistEntry, language: Translation | None) -> Iterator[str]:
    wording = _wording(language)
    for close in (False, True):
        ask, small = telling.question(entry, language, close=close)
        yield from (f"{number} {ask}", ask, small)
    yield from (number, telling.area(entry, language), telling.why(entry), entry.item.evidence)
    yield entry.item.rests_on
    yield from (f"{wording.labels[EVIDENCE]}: {wording.labels[UNTIL]}:",)
    gap = (GAP, GAP_SIDE, GAP_ACTION, GAP_DUE)
    yield " ".join(f"{wording.labels[letter]}:" for letter in gap)
    confirmed = wording.labels[CONFIRMED]
    yield from (confirmed, wording.expired)
    templates = (wording.beside,) if language else (wording.beside, telling.FORMER_BESIDE)
    yield from (() if language else telling.FORMER_BESIDE_FIELDS)
    besides = [
        telling.beside(answer, wording, template)
        for answer in entry.answers
        for template in templates
    ]
    for answer in entry.answers:
        origin = telling.origin(answer, wording)
        yield from (origin, f"{origin} {confirmed}")
        yield from (f"{origin} {note}" for note in (wording.expired, *besides))
    yield from (*besides, " ".join(besides))


def _of_fields(entry: ChecklistEntry, wording: FileWording) -> Iterator[str]:
    """What stands in a row that lost its fields: their labels, hints, choices and values."""
    confirmed, hints = wording.labels[CONFIRMED], wording.hints
    yield from (*wording.states.values(), *wording.headings.values(), *hints.values())
    yield from (wording.yes, wording.no, wording.nobody, *BOXES)
    for answer in (None, *entry.answers):
        state = wording.states[answer.state if answer else AnswerState.OPEN]
        origin = telling.origin(answer, wording)
        yield from (f"{state} {origin} {box} {confirmed}" for box in BOXES)
        yield from _lines(answer, wording.labels, wording)
        yield from _lines(answer, FORMER_LABELS, wording.model_copy(update=FORMER_LOOK))


def _lines(
    answer: ItemAnswer | None, labels: dict[str, str], wording: FileWording
) -> Iterator[str]:
    hints = wording.hints
    for name, expires in (
        *((proof.name, proof.expires) for proof in (answer.proofs if answer else ())),
        ("", None),
    ):
        until = day(expires) if expires else hints[UNTIL]
        yield f"{labels[EVIDENCE]}: {name or hints[EVIDENCE]} {labels[UNTIL]}: {until}"
        yield from filter(None, (name, until))
    gap, side, action, due = (
        (answer.gap, answer.gap_side, answer.gap_action, answer.gap_due)
        if answer
        else ("", None, "", None)
    )
    yield (
        f"{labels[GAP]}: {gap or hints[GAP]} "
        f"{labels[GAP_SIDE]}: {wording.side(side) if side else hints[GAP_SIDE]} "
        f"{labels[GAP_ACTION]}: {action or hints[GAP_ACTION]} "
        f"{labels[GAP_DUE]}: {day(due) if due else hints[GAP_DUE]}"
    )
    yield from filter(None, (gap, action, answer.text if answer else ""))
