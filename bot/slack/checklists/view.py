"""A checklist in windows: its overview, and its questions page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import ButtonElement, ConfirmObject

import prompts
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.parts import (
    HEADING,
    Block,
    button,
    fitting,
    heading,
    label,
    modal,
    row,
    small_print,
    title_row,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.peer_view import answerable
from bot.slack.checklists.spot import ChecklistRef, ref_value, signs_of
from bot.slack.partners.form_view import notice
from bot.slack.partners.record_words import completion_words, day
from drafting.due_diligence import AnswerState, Checklist, ChecklistEntry, Readers, Summary
from drafting.due_diligence.checklists import reads_all
from drafting.partners import Side, office_day
from drafting.partners.record import Completion

TITLE = "Checklist"
ON_A_PAGE = 30  # entries
SEVERAL = 2  # open questions from which on they can be answered together
REASON = 400  # characters of a reason for a tier
# Pages that are no areas.
URDU = "ur"  # in a button's value: the partner's half in that language
TO_SETTLE, TO_CONFIRM, MINE, EXPIRING = "+settle", "+confirm", "+mine", "+expiring"
PAGES = {
    TO_SETTLE: "Side by side, to settle",
    TO_CONFIRM: "Filled in already, to confirm",
    MINE: "Assigned to you",
    EXPIRING: "Evidence that expires",
}


@dataclass(frozen=True)
class ChecklistShown:
    """A checklist, and for whom and when it is shown."""

    checklist: Checklist
    summary: Summary
    user: str
    today: date
    notice: str = ""  # shown on top
    completion: Completion | None = None  # what the partner's file holds of it
    may_complete_again: bool = False  # for another amount than it was completed for
    reader: Readers = Readers.CIP  # what the user may read
    open_matches: int = 0  # of the partner's check against lists, which stop completion

    def entries(self, page: str) -> list[ChecklistEntry]:
        """The entries of a page: of an area, or of a list of its own."""
        if page == TO_SETTLE:
            return [line.entry for line in self.summary.conflicts]
        if page == TO_CONFIRM:
            return [line.entry for line in self.summary.to_confirm]
        if page == EXPIRING:
            return [line.entry for line in self.summary.expiring]
        every = self.checklist.entries
        if page == MINE:
            own_entries = [entry for entry in every if entry.assigned_to == self.user]
            return sorted(own_entries, key=lambda entry: entry.is_done(self.today))
        return [entry for entry in every if entry.item.area == page]

    def title(self, page: str) -> str:
        """The title of a page."""
        entries = self.entries(page)
        return PAGES.get(page) or (entries[0].item.area_title if entries else "")


def view(checklist_page: ChecklistShown, spot: ChecklistRef) -> dict[str, Any]:
    """The window that shows that page, or the overview."""
    return page(checklist_page, spot) if spot.page else overview(checklist_page)


def overview(checklist_page: ChecklistShown) -> dict[str, Any]:
    """The state of the whole checklist, with buttons to its areas."""
    checklist, spot = checklist_page.checklist, ChecklistRef(checklist_page.checklist.id)
    blocks = [
        *notice(checklist_page.notice),
        *_head(checklist),
        *_progress(checklist_page),
        *_open_matches(checklist_page),
        *row(_waiting_buttons(checklist_page)),
        heading("Areas"),
        *_areas(checklist_page),
        *row(_buttons(checklist_page)),
        *row(_more_buttons(checklist_page)),
        heading(f"How much is asked: tier {checklist.tier} ({checklist.tier.meaning})"),
        why_tier(checklist.reasons),
        small_print(checklist_page.summary.who_decides),
    ]
    return _window(blocks, spot)


def page(checklist_page: ChecklistShown, spot: ChecklistRef) -> dict[str, Any]:
    """The questions of one page, each half under its heading."""
    entries = checklist_page.entries(spot.page)
    last = max(0, (len(entries) - 1) // ON_A_PAGE)
    here = spot._replace(place=min(max(spot.place, 0), last), entry="", seen=())
    begin = here.place * ON_A_PAGE
    page_entries = entries[begin : begin + ON_A_PAGE]
    name = clip(one_line(checklist_page.title(spot.page)), HEADING)
    done_count = sum(entry.is_done(checklist_page.today) for entry in entries)
    progress = f"{done_count} of {len(entries)} settled · {words.title(checklist_page.checklist)}"
    blocks = [
        *notice(checklist_page.notice),
        *([heading(name)] if name else []),
        small_print(progress if entries else prompts.load("replies/checklist-nothing-here").text),
        *row(
            [
                *_together_button(checklist_page, here),
                *_confirm_button(checklist_page, here),
                *_paging_buttons(here, last),
            ]
        ),
        *_halves(page_entries, here, checklist_page.today),
        *(row(_paging_buttons(here, last)) if len(page_entries) > 5 else []),
    ]
    return _window(blocks, here)


def answered_together(checklist_page: ChecklistShown, spot: ChecklistRef) -> list[ChecklistEntry]:
    """The questions shown there that wait for an answer, but those given to somebody else."""
    begin = spot.place * ON_A_PAGE
    here = checklist_page.entries(spot.page)[begin : begin + ON_A_PAGE]
    return [entry for entry in in_the_order_shown(here) if waits_for(entry, checklist_page)]


def in_the_order_shown(entries: Sequence[ChecklistEntry]) -> list[ChecklistEntry]:
    """The questions of a page as it shows them: the partner's half first."""
    return [entry for side in (Side.PARTNER, Side.CIP) for entry in entries if entry.side is side]


def waits_for(entry: ChecklistEntry, checklist_page: ChecklistShown) -> bool:
    """True where the person may write the answer: it is neither settled nor somebody else's."""
    is_open = entry.current is None or entry.current.state is AnswerState.OPEN
    own = entry.assigned_to in ("", checklist_page.user)
    reads = reads_all(entry, checklist_page.reader)
    return is_open and own and reads and not entry.in_conflict


def _together_button(checklist_page: ChecklistShown, here: ChecklistRef) -> list[ButtonElement]:
    """The button to answer several at once; none where fewer than two wait."""
    count = len(answered_together(checklist_page, here))
    if count < SEVERAL:
        return []
    text = f"Answer together ({count})"
    return [button(text, names.TOGETHER_OPEN, ref_value(here), style="primary")]


def confirmed_together(checklist_page: ChecklistShown, spot: ChecklistRef) -> list[ChecklistEntry]:
    """The questions shown there in which something was filled in that may be confirmed."""
    begin = spot.place * ON_A_PAGE
    here = checklist_page.entries(spot.page)[begin : begin + ON_A_PAGE]
    return [
        entry
        for entry in here
        if awaits_confirmation(entry)
        and not is_expired(entry, checklist_page.today)
        and reads_all(entry, checklist_page.reader)
    ]


def is_expired(entry: ChecklistEntry, today: date) -> bool:
    """True where what shows the answer has expired."""
    return bool(entry.current and entry.current.has_expired(today))


def _confirm_button(checklist_page: ChecklistShown, here: ChecklistRef) -> list[ButtonElement]:
    """The button to confirm all that is filled in; none where nothing is."""
    count = len(confirmed_together(checklist_page, here))
    text = f"Confirm together ({count})"
    return [button(text, names.CONFIRM_OPEN, ref_value(here))] if count else []


def left_out(checklist: Checklist) -> dict[str, Any]:
    """What was not asked, and why."""
    by_reason: dict[str, list[str]] = {}
    for item in checklist.left_out:
        by_reason.setdefault(item.why, []).append(item.ask)
    blocks = [block for why, questions in by_reason.items() for block in _reason(why, questions)]
    fitting_blocks, _ = fitting(blocks or [small_print("Nothing was left out.")])
    return modal("What was left out", names.CHECKLIST_MODAL, fitting_blocks)


def _reason(why: str, questions: Sequence[str]) -> Iterator[Block]:
    lines = [[TextRun(clip(one_line(question), words.QUESTION))] for question in questions]
    head = [TextRun(clip(one_line(why), words.QUESTION), bold=True)]
    return rich_text.list_blocks(head, lines, BLOCK_TEXT)


def _window(blocks: Sequence[Block], spot: ChecklistRef) -> dict[str, Any]:
    fitting_blocks, _ = fitting(blocks)
    return modal(TITLE, names.CHECKLIST_MODAL, fitting_blocks, private_metadata=ref_value(spot))


def _head(checklist: Checklist) -> Iterator[Block]:
    yield heading(clip(one_line(checklist.partner_name), HEADING))
    marks = [
        "Sample, made up to try Saathi with" if checklist.sample else "",
        checklist.agreement,
        f"tier {checklist.tier} ({checklist.tier.meaning})",
        f"made on {day(office_day(checklist.made_at))}",
        _until(checklist),
    ]
    yield small_print(" · ".join(mark for mark in marks if mark))


def _until(checklist: Checklist) -> str:
    """Until when it holds; of the first days, by when the rest follows."""
    if checklist.valid_until is None:
        return ""
    beginning = "valid until" if checklist.rest_by is None else "provisional: the rest by"
    return f"{beginning} {day(checklist.valid_until)}"


def why_tier(reasons: Sequence[str]) -> Block:
    """Why it is that tier, and that the office decides what tiers there are."""
    lines = [[TextRun(clip(one_line(reason), REASON))] for reason in reasons]
    own = [TextRun(prompts.load("replies/diligence-offices-own").text, italic=True)]
    return rich_text.rich_text(rich_text.bullets([*lines, own]))


def _progress(checklist_page: ChecklistShown) -> Iterator[Block]:
    summary, checklist = checklist_page.summary, checklist_page.checklist
    halves = [
        f"{words.who_answers(side)}: {count} of {of}"
        for side, (count, of) in summary.by_side.items()
    ]
    runs = [TextRun(f"{summary.count_done} of {summary.of} settled", bold=True)]
    runs += [TextRun(f"  ·  {half}") for half in halves]
    yield rich_text.paragraph(runs)
    if checklist.completed_at:
        on = day(office_day(checklist.completed_at))
        sentence = prompts.fill("replies/checklist-completed", who="{who}", day=on)
        before, _, after = sentence.partition("{who}")
        parts: list[Any] = [words.text(before), words.person(checklist.completed_by)]
        yield words.paragraph([*parts, words.text(after)])
        if checklist_page.completion is not None:
            yield rich_text.paragraph([TextRun(_covered(checklist_page.completion))])
    elif summary.is_whole:
        yield from notices.notice("checklist-whole").blocks


def _open_matches(checklist_page: ChecklistShown) -> Iterator[Block]:
    """That possible matches stop completion, and the way to them; nothing where there are none."""
    count = checklist_page.open_matches
    if count:
        matches = "1 possible match" if count == 1 else f"{count} possible matches"
        yield from notice(prompts.fill("replies/checklist-open-matches", matches=matches))
        yield from row([_screening_button(checklist_page.checklist, style="primary")])


def _screening_button(checklist: Checklist, **more: str) -> ButtonElement:
    ref = names.ScreeningRef(checklist.partner, checklist=checklist.id)
    return button("Check against lists", names.SCREENING_OPEN, names.screening_value(ref), **more)


def _covered(completion: Completion) -> str:
    return clip(one_line(completion_words(completion)), REASON)


def _waiting_buttons(checklist_page: ChecklistShown) -> list[ButtonElement]:
    """The buttons to what waits for somebody, the first as what to do next; none for nothing."""
    titles = {TO_SETTLE: "To settle", TO_CONFIRM: "To confirm", MINE: "Yours", EXPIRING: "Expiring"}
    buttons: list[ButtonElement] = []
    for name, title in titles.items():
        count = len(checklist_page.entries(name))
        style = {} if buttons else {"style": "primary"}
        if count:
            at = ref_value(ChecklistRef(checklist_page.checklist.id, page=name))
            buttons.append(button(f"{title} ({count})", names.CHECKLIST_OPEN, at, **style))
    return buttons


def _areas(checklist_page: ChecklistShown) -> Iterator[Block]:
    areas = dict.fromkeys(entry.item.area for entry in checklist_page.checklist.entries)
    for place, area in enumerate(areas):
        entries = checklist_page.entries(area)
        halves = (
            _half_progress(entries, side, checklist_page.today) for side in (Side.PARTNER, Side.CIP)
        )
        progress = " · ".join(half for half in halves if half)
        name = clip(one_line(checklist_page.title(area)), HEADING)
        at = ref_value(ChecklistRef(checklist_page.checklist.id, page=area))
        opening = button("Open", names.CHECKLIST_OPEN, at)
        yield title_row(name, opening, below=progress, block_id=f"area:{place}")


def _half_progress(entries: Sequence[ChecklistEntry], side: Side, today: date) -> str:
    half = [entry for entry in entries if entry.side is side]
    done_count = sum(entry.is_done(today) for entry in half)
    return f"{side.label} {done_count} of {len(half)}" if half else ""


def _buttons(checklist_page: ChecklistShown) -> list[ButtonElement]:
    checklist = checklist_page.checklist
    at = ref_value(ChecklistRef(checklist.id))
    in_urdu = ref_value(ChecklistRef(checklist.id, page=URDU))
    return [
        button("Summary", names.CHECKLIST_SUMMARY, at),
        button("Send me both files", names.CHECKLIST_FILES, at),
        button("Partner’s half in Urdu", names.CHECKLIST_FILES, in_urdu),
        *(
            ()
            if checklist_page.open_matches
            else complete_button(checklist, checklist_page.summary)
        ),
        *_completed_buttons(checklist_page),
    ]


def _completed_buttons(checklist_page: ChecklistShown) -> list[ButtonElement]:
    """What is left to do with a completed one: for another amount, and the partner's word."""
    at = ref_value(ChecklistRef(checklist_page.checklist.id))
    again = button("Complete for its present amount", names.CHECKLIST_COMPLETE, at)
    acknowledging = button("Acknowledged by the partner", names.ACKNOWLEDGE_OPEN, at)
    completion = checklist_page.completion
    is_again = checklist_page.may_complete_again and checklist_page.summary.is_whole
    is_waiting = completion is not None and not completion.is_acknowledged
    return [*([again] if is_again else []), *([acknowledging] if is_waiting else [])]


def _more_buttons(checklist_page: ChecklistShown) -> list[ButtonElement]:
    checklist = checklist_page.checklist
    at = ref_value(ChecklistRef(checklist.id))
    partner = names.spot_value(names.PartnerRef(checklist.partner))
    peer = [button("A peer’s assessment", names.PEER_OPEN, at)] if answerable(checklist) else []
    whole = names.spot_value(names.PartnerRef(checklist.partner, checklist.agreement))
    rest = [button("Begin the rest", names.DILIGENCE_OPEN, whole)] if checklist.rest_by else []
    return [
        *peer,
        *rest,
        *([] if checklist_page.open_matches else [_screening_button(checklist)]),
        button("For the partner’s file", names.OFFERS_OPEN, at),
        button("What was left out", names.CHECKLIST_LEFT_OUT, at),
        button("Partner’s file", names.PARTNER_OPEN, partner),
    ]


def complete_button(checklist: Checklist, summary: Summary) -> list[ButtonElement]:
    """The button that completes it; none while something is open, or when it is done."""
    if checklist.completed_at or not summary.is_whole:
        return []
    question = prompts.load("replies/checklist-complete-confirm").text
    confirm = ConfirmObject(
        title=label("Complete it", 100),
        text=label(question, 300),
        confirm=label("Complete", 30),
        deny=label("Not yet", 30),
    )
    at = ref_value(ChecklistRef(checklist.id))
    return [button("Complete", names.CHECKLIST_COMPLETE, at, style="primary", confirm=confirm)]


def _paging_buttons(here: ChecklistRef, last: int) -> list[ButtonElement]:
    back = ref_value(ChecklistRef(here.checklist))
    ways = [button("All areas", names.CHECKLIST_OPEN, back)]
    for step, label_text in ((-1, "Earlier"), (1, "Further")):
        place = here.place + step
        if 0 <= place <= last:
            ways.append(
                button(label_text, names.CHECKLIST_OPEN, ref_value(here._replace(place=place)))
            )
    return ways


def _halves(entries: Sequence[ChecklistEntry], here: ChecklistRef, today: date) -> Iterator[Block]:
    for side in (Side.PARTNER, Side.CIP):
        half = [entry for entry in entries if entry.side is side]
        if half:
            yield heading(words.who_answers(side))
        for entry in half:
            yield from _entry(entry, here, today)


def _entry(entry: ChecklistEntry, here: ChecklistRef, today: date) -> Iterator[Block]:
    at = ref_value(here._replace(entry=entry.key, seen=signs_of(entry)))
    answering = button("Answer", names.ENTRY_OPEN, at)
    yield title_row(words.question(entry), answering, block_id=f"entry:{entry.key}")
    yield words.state_block(entry, today)
    if awaits_confirmation(entry):
        yield from row([confirm_button(entry, at)])


def confirm_button(entry: ChecklistEntry, at: str) -> ButtonElement:
    """The button that confirms; in the partner's half the window asks who there says so."""
    if entry.side is Side.PARTNER:
        return button("Confirm", names.CONFIRM_OPEN, at, style="primary")
    return button("Confirm", names.ENTRY_CONFIRM, at, style="primary")


def awaits_confirmation(entry: ChecklistEntry) -> bool:
    """True where something was filled in that somebody may confirm.

    What the office noted for itself is no answer of the partner, and so not confirmed as one.
    """
    current = entry.current
    if current is None or current.state is not AnswerState.TO_CONFIRM or entry.in_conflict:
        return False
    return entry.side is not Side.PARTNER or not entry.is_note(current)
