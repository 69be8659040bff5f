"""What a returned sheet would say on the register: shown first, and then kept, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from drafting.partners.errors import DraftingError, UnreadableDraft
from drafting.partners.field_values import day
from drafting.partners.record.dates import day as day_in
from drafting.partners.vocabulary import Side
from drafting.partnership.owed_by_rule import rule_opening
from drafting.partnership.sheet.content import partner_verb, sheet_page
from drafting.partnership.sheet.reading import FilledRow, SheetReadBack
from drafting.partnership.sheet.review_rows import review_values
from drafting.partnership.sheet.source import SheetSource
from drafting.partnership.sheet.talk_taking import is_talk, talk_entry, talk_values, talk_verb
from drafting.partnership.sheet.wording import SheetWording, all_wordings
from drafting.register import Author, Entry, Register, RegisterDesk, SayingInput

REMARK, ANSWERED = "remark", "answered"


@dataclass(frozen=True)
class SheetLine:
    """One thing that the partner says on a sheet."""

    row: FilledRow
    verb: str
    label: str  # of the verb
    key: str  # of the wish: what a file says in a row is kept once

    @property
    def values(self) -> Mapping[str, Any]:
        """What is said, by the fields of its verb."""
        spoken = _review_values(self.row) or {"words": self.row.words}
        return {**spoken, **talk_values(self.row.mark, self.verb)}

    @property
    def sentence(self) -> str:
        """In one line: 'First report: Sent. By post.'."""
        words = f" {self.row.words}" if self.row.words else ""
        return f"{self.row.what}: {self.label}.{words}"


@dataclass(frozen=True)
class SheetPlan:
    """What a sheet would change, before anything is kept."""

    partner: str
    told_by: str  # its signer, with the day; '' where nobody signed
    lines: tuple[SheetLine, ...]
    beside: tuple[str, ...]  # what was written and is not taken, word for word
    missing: tuple[str, ...] = ()  # sentences on what is to be mended first

    @property
    def is_ready(self) -> bool:
        """True where it can be taken."""
        return bool(self.lines) and not self.missing


def sheet_plan(
    sheet: SheetReadBack, source: SheetSource, register: Register, today: date
) -> SheetPlan:
    """What of the sheet would be said, and every word that would not.

    What was kept of the very file already is planned as it was, so that it may be taken again.
    Raises UnreadableDraft for the sheet of another partner.
    """
    if sheet.partner != source.partner.id:
        raise UnreadableDraft(f"{sheet.file} is the sheet of another partner, {sheet.partner}.")
    entries = {entry.id: entry for entry in source.entries if not entry.restricted_to}
    lines: list[SheetLine] = []
    beside = _strange_words(sheet, source)
    for row in sheet.rows:
        read = _talk_line if is_talk(row.mark) else _line
        line = _kept_line(sheet, row, source, register) or read(sheet, row, entries, source)
        if row.changed:
            beside.append(f"Changed in its row: {row.changed}")
        if line is not None:
            lines.append(line)
        elif row.words or row.is_ticked:
            beside.append(f"{row.what}: {row.words or 'yes'}")
    told_by, missing = _signer(sheet, today)
    if sheet.function:
        beside.append(f"Function: {sheet.function}")
    return SheetPlan(sheet.partner, told_by, tuple(lines), tuple(beside), tuple(missing))


def take_sheet(
    plan: SheetPlan, source: SheetSource, desk: RegisterDesk, author: Author
) -> tuple[list[SheetLine], list[str]]:
    """Keeps what the plan says; what was kept, and a sentence for each that was refused.

    `author` is who enters it. Taken twice, it is there once.
    """
    partner = Author(author.by, author.name, Side.PARTNER, plan.told_by)
    kept: list[SheetLine] = []
    refused: list[str] = []
    for line in plan.lines:
        mark = line.row.mark
        if desk.register.was_said(line.key):
            kept.append(line)
            continue
        try:
            entry = _entry_of(line, source, desk, author)
            saying = SayingInput(
                entry=entry,
                verb=line.verb,
                author=partner,
                key=line.key,
                based_on=mark.seen,
                values=line.values,
            )
            desk.say(saying)
            kept.append(line)
        except DraftingError as error:
            refused.append(f"{line.sentence} Not kept: {error}")
    return kept, refused


def _kept_line(
    sheet: SheetReadBack, row: FilledRow, source: SheetSource, register: Register
) -> SheetLine | None:
    """The line as it was kept of this file; None where it was not."""
    kinds = source.kinds.values()
    labels = {verb.name: verb.label for kind in kinds for verb in kind.verbs}
    for verb in filter(None, (row.mark.verb, REMARK, ANSWERED)):
        key = _key(sheet, row, verb)
        if register.was_said(key):
            return SheetLine(row, verb, labels[verb], key)
    return None


def _key(sheet: SheetReadBack, row: FilledRow, verb: str) -> str:
    return f"sheet:{sheet.digest}:{row.mark.about[:120]}:{verb}"


def _line(
    sheet: SheetReadBack, row: FilledRow, entries: Mapping[str, Entry], source: SheetSource
) -> SheetLine | None:
    if not (row.is_ticked or row.words):
        return None
    if row.mark.about.startswith("owed:"):
        kind = source.kinds["owed"]
        name = row.mark.verb if row.is_ticked else REMARK
        return SheetLine(row, name, kind.verb(name).label, _key(sheet, row, name))
    entry = entries.get(row.mark.about.partition(":")[0])
    return _line_of_entry(sheet, row, entry, source) if entry else None


def _line_of_entry(
    sheet: SheetReadBack, row: FilledRow, entry: Entry, source: SheetSource
) -> SheetLine | None:
    verbs = {verb.name: verb for verb in source.kinds[entry.kind].verbs}
    if row.mark.verb in verbs and _review_values(row):
        name = row.mark.verb
        return SheetLine(row, name, verbs[name].label, _key(sheet, row, name))
    ticked = partner_verb(entry, source.kinds)
    if row.is_ticked and ticked is not None and ticked.name == row.mark.verb:
        return SheetLine(row, ticked.name, ticked.label, _key(sheet, row, ticked.name))
    name = next((name for name in (REMARK, ANSWERED) if name in verbs), "")
    if not name or not row.words:
        return None  # a tick to what is not so any more is shown
    return SheetLine(row, name, verbs[name].label, _key(sheet, row, name))


def _review_values(row: FilledRow) -> Mapping[str, Any]:
    """What a row of a review says; nothing for another row, or where it says nothing of that."""
    return review_values(row.mark.about, row.words, row.answer, is_ticked=row.is_ticked)


def _talk_line(
    sheet: SheetReadBack, row: FilledRow, entries: Mapping[str, Entry], source: SheetSource
) -> SheetLine | None:
    verb = talk_verb(row, entries, source)
    return SheetLine(row, verb.name, verb.label, _key(sheet, row, verb.name)) if verb else None


def _entry_of(line: SheetLine, source: SheetSource, desk: RegisterDesk, author: Author) -> str:
    """The id of the entry; that of a rule is opened now, for something is said to it."""
    about = line.row.mark.about
    if is_talk(line.row.mark):
        return talk_entry(line.row, line.key, source, desk, author)
    if not about.startswith("owed:"):
        return about.partition(":")[0]
    partner = source.partner
    agreement = about.split(":")[1]
    entries = desk.register.of_partner(partner.id)
    return desk.open(rule_opening(partner, agreement, about, entries, author)).id


def _signer(sheet: SheetReadBack, today: date) -> tuple[str, list[str]]:
    missing = []
    on: date | None = None
    try:
        on = day_in(sheet.signed_on) if sheet.signed_on else None
    except ValueError as error:
        missing.append(f"The day beside the name, ‘{sheet.signed_on}’: {error}.")
    if on is not None and on > today:
        missing.append(f"The day beside the name, {day(on)}, is still to come; correct it.")
    if not sheet.signer:
        missing.append("Nobody’s name stands at its end; have who filled it in write it there.")
    if on is None and not missing:
        missing.append("The day beside the name is missing; write it there.")
    when = f", sheet of {day(on)}" if on else ""
    return f"{sheet.signer[:70]}{when}" if sheet.signer else "", missing


def _strange_words(sheet: SheetReadBack, source: SheetSource) -> list[str]:
    """What is beside the rows and was not made by Saathi for that partner on that day.

    The sheet's own words are taken away as often as they stand in it: once more is somebody's.
    """
    made_on = date.fromisoformat(sheet.day)
    left = [_left_over(sheet.beside, _own_lines(source, each, made_on)) for each in all_wordings()]
    return min(left, key=len)


def _left_over(texts: Sequence[str], own: Counter[str]) -> list[str]:
    over: list[str] = []
    for text in texts:
        if own[text] > 0:
            own[text] -= 1
        else:
            over.append(text)
    return over


def _own_lines(source: SheetSource, wording: SheetWording, made_on: date) -> Counter[str]:
    """What stands beside the rows with marks, and how often."""
    page = sheet_page(source, wording, made_on)
    texts = [page.title, page.subtitle, page.reference, *page.lines]
    for table in page.tables:
        texts += [table.heading, table.empty, *(table.columns if table.rows else ())]
        texts += [cell for row in table.rows if not row.mark for cell in row.cells]
    return Counter(" ".join(text.split()) for text in texts)
