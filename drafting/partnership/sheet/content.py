"""What the accountability sheet holds: of the register and of the agreements' rules, for one day.

Nothing restricted to a role is in it. Each row that may be answered has a mark: what it is about,
what had been said when the sheet was made, and a digest of the row's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from drafting.partners.vocabulary import Side
from drafting.partnership.kinds.clock import (
    Procedure,
    clock_times,
    counted_clocks,
    procedure_of,
)
from drafting.partnership.owed_by_rule import OwedByRule, open_rules
from drafting.partnership.pages.page import PageRow, PageTable, TablePage
from drafting.partnership.sheet.marks import mark_of
from drafting.partnership.sheet.review_rows import review_rows
from drafting.partnership.sheet.source import A_PARTNER, ITEM_WIDTHS, SheetSource, names_of
from drafting.partnership.sheet.talk import TALK, talk_tables
from drafting.partnership.sheet.wording import SheetWording
from drafting.register import Entry, EntryRefused, Kinds, RegisterRules, Verb, Waiting

REVIEW_WIDTHS = (24, 20, 32, 12, 40)
REFERENCE = re.compile(r"\bSHEET_([a-z0-9-]{1,60})_(\d{4}-\d\d-\d\d)\b")
ROOM_ROWS = 3  # for anything else
TICKED_FIRST = ("done", "confirmed", "progress_confirmed", "sent", "came", "answered")
SIGNATURE = ("name", "function", "day")


def sheet_reference(partner: str, today: date) -> str:
    """By which a sheet that comes back is known: 'SHEET_sample-roshni_2026-08-07'."""
    return f"SHEET_{partner}_{today.isoformat()}"


def sheet_page(source: SheetSource, wording: SheetWording, today: date) -> TablePage:
    """The sheet as a page; anything restricted among the entries is left out."""
    values = names_of(source.partner)
    # From right to left the reference stands alone: beside a day in Urdu its parts change places.
    made_on = "" if wording.right_to_left else f" · {wording.day_of(today)}"
    lines = [*([wording.not_reviewed] if wording.not_reviewed else []), *wording.how]
    open_entries = [entry for entry in source.entries if not entry.restricted_to]
    clean = SheetSource(source.partner, source.lives, open_entries, source.kinds, source.rules)
    return TablePage(
        title=wording.title,
        subtitle=wording.subtitle.format(**values),
        reference=f"{sheet_reference(source.partner.id, today)}{made_on}",
        lines=tuple(lines),
        tables=(
            _items(clean, wording, today, Side.PARTNER, wording.of_partner.format(**values)),
            _items(clean, wording, today, Side.CIP, wording.of_office.format(**values)),
            _times(clean, wording, today, wording.times.format(**values)),
            *talk_tables(clean, wording, today),
            _decisions(clean, wording),
            _reviews(clean, wording, today),
            _room(wording),
            _signature(wording, values),
        ),
        day=today,
        language=wording.language,
        right_to_left=wording.right_to_left,
    )


def partner_verb(entry: Entry, kinds: Kinds) -> Verb | None:
    """What the partner says to an entry with a tick; None where there is nothing to say yes to."""
    kind = kinds[entry.kind]
    offered = {verb.name: verb for verb in kind.offered(entry) if Side.PARTNER in verb.sides}
    for name in TICKED_FIRST:
        verb = offered.get(name)
        if verb is None:
            continue
        try:
            kind.check(entry, verb, verb.body(), A_PARTNER)
        except (EntryRefused, ValueError):
            continue
        return verb
    return None


def _items(
    source: SheetSource, wording: SheetWording, today: date, side: Side, heading: str
) -> PageTable:
    rows = [*_entry_rows(source, wording, today, side), *_rule_rows(source, wording, today, side)]
    return PageTable(
        heading, wording.item_columns, ITEM_WIDTHS, rows, to_fill=2, empty=wording.nothing
    )


def _entry_rows(
    source: SheetSource, wording: SheetWording, today: date, side: Side
) -> Iterator[PageRow]:
    for entry in source.entries:
        kind = source.kinds[entry.kind]
        if entry.kind in TALK:  # in tables of their own
            continue
        if kind.has_own_windows:  # how the Committee comes to a decision is its own
            continue
        ticked = partner_verb(entry, source.kinds)
        for waiting in kind.waiting(entry, source.rules, today):
            if waiting.of is not side or waiting.restricted_to:
                continue
            verb = ticked if waiting.takes_yes else None
            when = _when(waiting, wording, today)
            tick = wording.ticks.get(verb.name, "") if verb else ""
            state = wording.own(kind.state(entry, today))
            own = (wording.titled(waiting.what), when, state, tick)
            mark = mark_of(own, entry.id, entry.last_number, verb.name if verb else "")
            yield PageRow((*own, ""), mark)


def _rule_rows(
    source: SheetSource, wording: SheetWording, today: date, side: Side
) -> Iterator[PageRow]:
    for line in open_rules(source.partner, source.lives, source.entries):
        if line.body.by is side:
            verb = _rule_verb(line)
            late = f" ({wording.late_mark})" if line.body.due and line.body.due < today else ""
            when = f"{wording.own(line.when)}{late}"
            own = (wording.own(line.body.what), when, "", wording.ticks.get(verb, ""))
            yield PageRow((*own, ""), mark_of(own, line.key, 0, verb))


def _rule_verb(line: OwedByRule) -> str:
    return "sent" if line.body.by is Side.PARTNER else "came"


def _when(waiting: Waiting, wording: SheetWording, today: date) -> str:
    parts = [wording.day_of(waiting.on)] if waiting.on else []
    parts += [f"({wording.late_mark})"] if waiting.is_late(today) else []
    return " ".join((*parts, wording.own(waiting.words))).strip()


def _times(source: SheetSource, wording: SheetWording, today: date, heading: str) -> PageTable:
    columns = (wording.procedure, wording.days, wording.kept, wording.late)
    clocks = counted_clocks(source.entries)
    rows = [
        row
        for procedure in Procedure
        if (row := _times_row(procedure, clocks, source.rules, wording, today))
    ]
    return PageTable(heading, columns, (30, 15, 15, 60), rows, empty=wording.nothing)


def _times_row(
    procedure: Procedure,
    clocks: Iterable[Entry],
    rules: RegisterRules,
    wording: SheetWording,
    today: date,
) -> PageRow | None:
    own = [entry for entry in clocks if procedure_of(entry) is procedure]
    if not own:
        return None
    times = [(entry, clock_times(entry, rules.working, today, rules)) for entry in own]
    done = [each for each in times if each[1].in_time is not None]
    kept = sum(each.in_time is True for _, each in done)
    late = [
        wording.late_line.format(
            what=wording.titled(entry.title),
            used=each.used,
            why=" ".join(each.reasons) or wording.no_reason,
        )
        for entry, each in done
        if each.in_time is False
    ]
    limits = sorted({each.limit for _, each in times if each.limit is not None})
    days = ", ".join(map(str, limits)) or wording.no_time
    line = wording.kept_line.format(kept=kept, done=len(done))
    name = wording.procedures.get(procedure.value, procedure.label)
    return PageRow((name, days, line, "\n".join(late)))


def _decisions(source: SheetSource, wording: SheetWording) -> PageTable:
    columns = (wording.what, wording.day, wording.state, wording.tick, wording.words)
    rows = []
    for entry in source.entries:
        event = entry.latest("told") if entry.kind == "decision" else None
        if event is None:
            continue
        verb = partner_verb(entry, source.kinds)
        tick = wording.ticks.get(verb.name, "") if verb else ""
        own = (wording.own(entry.title), wording.day_of(event.day), event.words, tick)
        mark = mark_of(own, entry.id, entry.last_number, verb.name if verb else "")
        rows.append(PageRow((*own, ""), mark))
    return PageTable(
        wording.decisions, columns, ITEM_WIDTHS, rows, to_fill=2, empty=wording.nothing
    )


def _reviews(source: SheetSource, wording: SheetWording, today: date) -> PageTable:
    """Each side's words in the reviews that are open, with room for the partner's."""
    columns = (wording.what, wording.review, wording.spoken, wording.tick, wording.words)
    rows = list(review_rows(source.entries, wording, today))
    return PageTable(
        wording.reviews, columns, REVIEW_WIDTHS, rows, to_fill=2, empty=wording.nothing
    )


def _room(wording: SheetWording) -> PageTable:
    rows = [PageRow(("", "", "")) for _ in range(ROOM_ROWS)]
    columns = (wording.what, wording.when, wording.words)
    return PageTable(wording.more, columns, (50, 20, 50), rows, to_fill=3)


def _signature(wording: SheetWording, values: Mapping[str, str]) -> PageTable:
    columns = (wording.name, wording.function, wording.day)
    heading = wording.signature.format(**values)
    mark = "{signature}"
    return PageTable(heading, columns, (45, 40, 35), [PageRow(("", "", ""), mark)], to_fill=3)
