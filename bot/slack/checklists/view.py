"""A checklist in windows: its overview, and its questions page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import ButtonElement, ConfirmObject, MarkdownTextObject, SectionBlock

import prompts
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, inert_mrkdwn, one_line
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
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.peer_view import answerable
from bot.slack.checklists.spot import ChecklistRef, signs, value
from bot.slack.partners.form_view import notice
from bot.slack.partners.record_words import day
from drafting.due_diligence import AnswerState, Checklist, ChecklistEntry, Summary
from drafting.partners import Side, office_day

TITLE = "Checklist"
ON_A_PAGE = 30  # entries
REASON = 400  # characters of a reason for a tier
# Pages that are no areas.
TO_SETTLE, TO_CONFIRM, MINE, EXPIRING = "+settle", "+confirm", "+mine", "+expiring"
PAGES = {
    TO_SETTLE: "Side by side, to settle",
    TO_CONFIRM: "Filled in already, to confirm",
    MINE: "Assigned to you",
    EXPIRING: "Evidence that expires",
}


@dataclass(frozen=True)
class Shown:
    """A checklist, and for whom and when it is shown."""

    checklist: Checklist
    summary: Summary
    user: str
    today: date
    said: str = ""  # stands on top

    def entries(self, page: str) -> list[ChecklistEntry]:
        """The entries of a page: of an area, or of a list of its own."""
        if page == TO_SETTLE:
            return [told.entry for told in self.summary.conflicts]
        if page == TO_CONFIRM:
            return [told.entry for told in self.summary.to_confirm]
        if page == EXPIRING:
            return [told.entry for told in self.summary.expiring]
        every = self.checklist.entries
        if page == MINE:
            mine = [one for one in every if one.assigned_to == self.user]
            return sorted(mine, key=lambda one: one.is_done(self.today))
        return [one for one in every if one.item.area == page]

    def title(self, page: str) -> str:
        """What a page is called."""
        entries = self.entries(page)
        return PAGES.get(page) or (entries[0].item.area_title if entries else "")


def view(shown: Shown, spot: ChecklistRef) -> dict[str, Any]:
    """The window that shows that page, or the overview."""
    return page(shown, spot) if spot.page else overview(shown)


def overview(shown: Shown) -> dict[str, Any]:
    """Where the whole stands, and the way to its areas."""
    checklist, spot = shown.checklist, ChecklistRef(shown.checklist.id)
    blocks = [
        *notice(shown.said),
        *_head(checklist),
        *_progress(shown),
        *row(_waiting(shown)),
        heading("Areas"),
        *_areas(shown),
        *row(_acts(shown)),
        *row(_more(checklist)),
        heading(f"Why tier {checklist.tier}"),
        why_tier(checklist.reasons),
        small_print(shown.summary.who_decides),
    ]
    return _window(blocks, spot)


def page(shown: Shown, spot: ChecklistRef) -> dict[str, Any]:
    """The questions of one page, each half under its heading."""
    entries = shown.entries(spot.page)
    last = max(0, (len(entries) - 1) // ON_A_PAGE)
    here = spot._replace(place=min(max(spot.place, 0), last), entry="", seen=())
    begin = here.place * ON_A_PAGE
    kept = entries[begin : begin + ON_A_PAGE]
    name = clip(one_line(shown.title(spot.page)), HEADING)
    done = sum(one.is_done(shown.today) for one in entries)
    told = f"{done} of {len(entries)} settled · {words.title(shown.checklist)}"
    blocks = [
        *notice(shown.said),
        *([heading(name)] if name else []),
        small_print(told if entries else prompts.load("replies/checklist-nothing-here").text),
        *row(_ways(here, last)),
        *_halves(kept, here, shown.today),
        *(row(_ways(here, last)) if len(kept) > 5 else []),
    ]
    return _window(blocks, here)


def left_out(checklist: Checklist) -> dict[str, Any]:
    """What was not asked, and why."""
    by_reason: dict[str, list[str]] = {}
    for one in checklist.left_out:
        by_reason.setdefault(one.why, []).append(one.ask)
    blocks = [one for why, asked in by_reason.items() for one in _reason(why, asked)]
    shown, _ = fitting(blocks or [small_print("Nothing was left out.")])
    return modal("What was left out", names.CHECKLIST_MODAL, shown)


def _reason(why: str, asked: Sequence[str]) -> Iterator[Block]:
    lines = [[TextRun(clip(one_line(one), words.QUESTION))] for one in asked]
    head = [TextRun(clip(one_line(why), words.QUESTION), bold=True)]
    return rich_text.listed(head, lines, BLOCK_TEXT)


def _window(blocks: Sequence[Block], spot: ChecklistRef) -> dict[str, Any]:
    shown, _ = fitting(blocks)
    return modal(TITLE, names.CHECKLIST_MODAL, shown, private_metadata=value(spot))


def _head(checklist: Checklist) -> Iterator[Block]:
    yield heading(clip(one_line(checklist.partner_name), HEADING))
    marks = [
        "Sample, made up to try Saathi with" if checklist.sample else "",
        checklist.agreement,
        f"tier {checklist.tier} ({checklist.tier.label})",
        f"made on {day(office_day(checklist.made_at))}",
        f"valid until {day(checklist.valid_until)}" if checklist.valid_until else "",
    ]
    yield small_print(" · ".join(one for one in marks if one))


def why_tier(reasons: Sequence[str]) -> Block:
    """Why it is that tier, and that the office decides what tiers there are."""
    lines = [[TextRun(clip(one_line(one), REASON))] for one in reasons]
    own = [TextRun(prompts.load("replies/diligence-offices-own").text, italic=True)]
    return rich_text.rich_text(rich_text.bullets([*lines, own]))


def _progress(shown: Shown) -> Iterator[Block]:
    summary, checklist = shown.summary, shown.checklist
    halves = [
        f"{words.who_answers(side)}: {done} of {of}" for side, (done, of) in summary.by_side.items()
    ]
    runs = [TextRun(f"{summary.count_done} of {summary.of} settled", bold=True)]
    runs += [TextRun(f"  ·  {half}") for half in halves]
    yield rich_text.paragraph(runs)
    if checklist.completed_at:
        on = day(office_day(checklist.completed_at))
        said = prompts.fill("replies/checklist-completed", who="{who}", day=on)
        before, _, after = said.partition("{who}")
        told: list[Any] = [words.text(before), words.person(checklist.completed_by)]
        yield words.paragraph([*told, words.text(after)])
    elif summary.is_whole:
        yield from notices.notice("checklist-whole").blocks


def _waiting(shown: Shown) -> list[ButtonElement]:
    """The ways to what waits for somebody, the first as what to do next; what is empty has none."""
    said = {TO_SETTLE: "To settle", TO_CONFIRM: "To confirm", MINE: "Yours", EXPIRING: "Expiring"}
    found: list[ButtonElement] = []
    for name, what in said.items():
        count = len(shown.entries(name))
        style = {} if found else {"style": "primary"}
        if count:
            at = value(ChecklistRef(shown.checklist.id, page=name))
            found.append(button(f"{what} ({count})", names.CHECKLIST_OPEN, at, **style))
    return found


def _areas(shown: Shown) -> Iterator[Block]:
    areas = dict.fromkeys(one.item.area for one in shown.checklist.entries)
    for place, area in enumerate(areas):
        entries = shown.entries(area)
        halves = (_half(entries, side, shown.today) for side in (Side.PARTNER, Side.CIP))
        said = " · ".join(half for half in halves if half)
        name = inert_mrkdwn(clip(one_line(shown.title(area)), HEADING))
        at = value(ChecklistRef(shown.checklist.id, page=area))
        yield SectionBlock(
            block_id=f"area:{place}",
            text=MarkdownTextObject(text=f"*{name}*\n{said}", verbatim=True),
            accessory=button("Open", names.CHECKLIST_OPEN, at),
        ).to_dict()


def _half(entries: Sequence[ChecklistEntry], side: Side, today: date) -> str:
    half = [one for one in entries if one.side is side]
    done = sum(one.is_done(today) for one in half)
    return f"{side.label} {done} of {len(half)}" if half else ""


def _acts(shown: Shown) -> list[ButtonElement]:
    checklist = shown.checklist
    at = value(ChecklistRef(checklist.id))
    return [
        button("Summary", names.CHECKLIST_SUMMARY, at),
        button("Send me both files", names.CHECKLIST_FILES, at),
        *complete_button(checklist, shown.summary),
    ]


def _more(checklist: Checklist) -> list[ButtonElement]:
    at = value(ChecklistRef(checklist.id))
    partner = names.spot_value(names.PartnerRef(checklist.partner))
    peer = [button("A peer’s assessment", names.PEER_OPEN, at)] if answerable(checklist) else []
    return [
        *peer,
        button("What was left out", names.CHECKLIST_LEFT_OUT, at),
        button("Partner’s file", names.PARTNER_OPEN, partner),
    ]


def complete_button(checklist: Checklist, summary: Summary) -> list[ButtonElement]:
    """The button that completes it; none while something is open, or when it is done."""
    if checklist.completed_at or not summary.is_whole:
        return []
    said = prompts.load("replies/checklist-complete-confirm").text
    confirm = ConfirmObject(
        title=label("Complete it", 100),
        text=label(said, 300),
        confirm=label("Complete", 30),
        deny=label("Not yet", 30),
    )
    at = value(ChecklistRef(checklist.id))
    return [button("Complete", names.CHECKLIST_COMPLETE, at, style="primary", confirm=confirm)]


def _ways(here: ChecklistRef, last: int) -> list[ButtonElement]:
    back = value(ChecklistRef(here.checklist))
    ways = [button("All areas", names.CHECKLIST_OPEN, back)]
    for step, said in ((-1, "Earlier"), (1, "Further")):
        place = here.place + step
        if 0 <= place <= last:
            ways.append(button(said, names.CHECKLIST_OPEN, value(here._replace(place=place))))
    return ways


def _halves(entries: Sequence[ChecklistEntry], here: ChecklistRef, today: date) -> Iterator[Block]:
    for side in (Side.PARTNER, Side.CIP):
        half = [one for one in entries if one.side is side]
        if half:
            yield heading(words.who_answers(side))
        for one in half:
            yield from _entry(one, here, today)


def _entry(entry: ChecklistEntry, here: ChecklistRef, today: date) -> Iterator[Block]:
    at = value(here._replace(entry=entry.key, seen=signs(entry)))
    asked = f"*{inert_mrkdwn(words.question(entry))}*"
    yield SectionBlock(
        block_id=f"entry:{entry.key}",
        text=MarkdownTextObject(text=f"{asked}\n{words.standing(entry, today)}", verbatim=True),
        accessory=button("Answer", names.ENTRY_OPEN, at),
    ).to_dict()
    if waits(entry):
        yield from row([button("Confirm", names.ENTRY_CONFIRM, at, style="primary")])


def waits(entry: ChecklistEntry) -> bool:
    """True where something was filled in that somebody may confirm."""
    current = entry.current
    return bool(current and current.state is AnswerState.TO_CONFIRM and not entry.in_conflict)
