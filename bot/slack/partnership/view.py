"""A partnership in a window: what waits, on whom, who is who, and what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import prompts
from bot.slack.blocks import names, rich_text
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
from bot.slack.partners.record_words import day
from bot.slack.partners.view import agreement_title, picker
from bot.slack.partnership import lines
from bot.slack.partnership.lines import WaitingList
from bot.slack.roles import Rights
from drafting.agreements.lives import Life
from drafting.calendar import PartnerCalendar, PastDay
from drafting.partners import PartnerMatch, Side, office_name
from drafting.partners.record import FocalPoint
from drafting.register import Waiting, WaitingSource

TITLE = "Partnership"
SHOWN = 12  # lines of one list
MATCHES = 12
PAST = 20
TEXT = 300


@dataclass(frozen=True)
class PartnershipPage:
    """What the window of one partnership shows."""

    calendar: PartnerCalendar
    lives: Mapping[str, Life]  # by the agreements' keys
    people: Mapping[str, FocalPoint]  # the office's, by what they are for this partner
    today: date
    may_record: bool = False  # there is something to record, and the person may


def window(page: PartnershipPage, rights: Rights) -> dict[str, Any]:
    """The window."""
    partner = page.calendar.partner
    spot = names.PartnerRef(partner.id)
    waitings = [
        waiting
        for waiting in page.calendar.waiting
        if rights.assesses or waiting.source is not WaitingSource.CHECKLIST
    ]
    blocks = [
        heading(lines.short(partner.name, HEADING)),
        *_head(page),
        *row(_buttons(spot, page)),
        *_waiting(waitings, page.today),
        *_agreements(page),
        *_who_is_who(page),
        *_past(page.calendar.past),
    ]
    view_blocks, is_whole = fitting(blocks, room=1)
    rest = [] if is_whole else [small_print(prompts.load("replies/partner-cut-short").text)]
    return modal(
        TITLE,
        names.PARTNERSHIP_MODAL,
        [*view_blocks, *rest],
        private_metadata=names.spot_value(spot),
    )


def find(sentence: str = "", matches: Sequence[PartnerMatch] = ()) -> dict[str, Any]:
    """The window to find a partnership in: `sentence` above, and `matches` as buttons."""
    picking = {
        "type": "section",
        "block_id": names.PARTNERSHIP_PICK,
        "text": label("Type part of the partner’s name.", 150).to_dict(),
        "accessory": picker(names.PARTNERSHIP_PICK),
    }
    opening = [rich_text.paragraph([TextRun(lines.short(sentence, TEXT))])] if sentence else []
    buttons = [
        button(match.name, names.PARTNERSHIP_OPEN, names.spot_value(names.PartnerRef(match.id)))
        for match in matches[:MATCHES]
    ]
    rows = [block for element in buttons for block in row([element])]
    return modal(TITLE, names.PARTNERSHIP_MODAL, [*opening, *rows, picking])


def _head(page: PartnershipPage) -> list[Block]:
    partner = page.calendar.partner
    status = partner.relationship.status
    marks = (
        "Sample, made up to try Saathi with" if partner.sample else "",
        status.label if status else "",
    )
    text = " · ".join(filter(None, marks))
    return [small_print(text)] if text else []


def _buttons(spot: names.PartnerRef, page: PartnershipPage) -> list[Any]:
    value = names.spot_value(spot)
    record = [button("Record", names.REGISTER_OPEN, value, style="primary")]
    return [
        *(record if page.may_record else []),
        button("Partner’s file", names.PARTNER_OPEN, value),
    ]


def _waiting(waitings: Sequence[Waiting], today: date) -> Iterator[Block]:
    yield heading("What waits")
    lists = [
        _cut(f"{office_name()}’s turn", _of(waitings, Side.CIP)),
        _cut("The partner’s turn", _of(waitings, Side.PARTNER)),
        _cut("For both", _of(waitings, Side.BOTH)),
        _cut("From before", [waiting for waiting in waitings if waiting.is_old]),
    ]
    blocks = lines.list_blocks(lists, {}, today)
    yield from blocks or [small_print(prompts.load("replies/calendar-empty").text)]


def _of(waitings: Sequence[Waiting], side: Side) -> list[Waiting]:
    return [waiting for waiting in waitings if waiting.of is side and not waiting.is_old]


def _cut(title: str, waitings: Sequence[Waiting]) -> WaitingList:
    return WaitingList(title, waitings[:SHOWN], max(len(waitings) - SHOWN, 0))


def _agreements(page: PartnershipPage) -> Iterator[Block]:
    agreements = page.calendar.partner.agreements
    if agreements:
        yield heading("Agreements")
        items = []
        for agreement in agreements[:SHOWN]:
            life = page.lives.get(agreement.key)
            until = f" · until {day(agreement.end)}" if agreement.end else ""
            state = f" · {life.state.label.lower()}" if life else ""
            title = lines.short(agreement_title(agreement), lines.WHAT)
            items.append([TextRun(title, bold=True), TextRun(f"{state}{until}")])
        if len(agreements) > SHOWN:
            items.append([TextRun(lines.more(len(agreements) - SHOWN), italic=True)])
        yield rich_text.rich_text(rich_text.bullets(items))


def _who_is_who(page: PartnershipPage) -> Iterator[Block]:
    people = page.calendar.partner.people
    ours = [(title, person) for title, person in page.people.items() if person.name]
    theirs = [("Head", people.head)] if people.head.name else []
    points = [(person.title or "Focal point", person) for person in people.focal_points]
    everybody: list[tuple[str, Any]] = [*theirs, *(pair for pair in points if pair[1].name)]
    if not everybody and not ours:
        return
    yield heading("Who is who")
    for whose, persons in (("At the partner", everybody), (f"At {office_name()}", ours)):
        if persons:
            items = [_person(title, person) for title, person in persons[:SHOWN]]
            yield rich_text.rich_text(
                rich_text.section([TextRun(whose, bold=True)]), rich_text.bullets(items)
            )


def _person(title: str, person: Any) -> list[TextRun]:
    ways = [getattr(person, way, "") for way in ("email", "phone")]
    further = "".join(f" · {lines.short(text, lines.NAME)}" for text in (title, *ways) if text)
    return [TextRun(lines.short(person.name, lines.NAME), bold=True), TextRun(further)]


def _past(past: Sequence[PastDay]) -> Iterator[Block]:
    if past:
        yield heading("What happened")
        items = [_past_line(past_day) for past_day in past[:PAST]]
        if len(past) > PAST:
            items.append([TextRun(lines.more(len(past) - PAST), italic=True)])
        yield from rich_text.list_blocks([], items, lines.IN_A_BLOCK)


def _past_line(past_day: PastDay) -> list[TextRun]:
    words = (past_day.what, past_day.words, past_day.agreement, past_day.by)
    text = " · ".join(lines.short(part, TEXT) for part in words if part)
    return [TextRun(f"{day(past_day.on)}: ", bold=True), TextRun(text)]
