"""What is still open of one agreement, as a workbook: filled in and imported, it closes the points.

It holds the open fields alone, with what is known beside them, in the sheets that every import
reads. Its first sheet lists every point, and where each is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drafting.partners.naming import PLACE
from drafting.partners.record.fields import Field, is_unknown, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.sheets import AGREEMENT_KEY, COVER, PARTNER_ID, Sheet, sheets
from drafting.partners.writing.workbook import (
    FONT,
    Lists,
    Row,
    SheetColumns,
    add_drop_downs,
    bytes_of_book,
    headings_of,
    height_of,
    print_in_width,
    rows_of,
    write_headings,
    write_rows,
    write_title,
    write_words,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ENTRY = re.compile(r"\[([^\]]*)\]")  # 'budget[2]'
OPEN, KNOWN = "FFF2CC", "7F7F7F"  # fill of what is open, letters of what is known
WIDTHS = (80, 60)  # of the cover's columns, in characters
ABOUT = (
    "Fill in the yellow cells in the sheets that follow. What is grey is on record already and "
    "stands there to tell the rows apart. What you don’t know, leave empty. Then send the workbook "
    "back: whoever keeps the partner file imports it, and what you filled in is closed."
)
ANCHORS = ("partner.identity.legal_name", "agreement.title")  # tell people what a row is


@dataclass(frozen=True)
class OpenPoint:
    """One thing that a review leaves open."""

    sentence: str
    path: str = ""  # the field that it is about, 'agreement.money.budget[2].amount'; '' for none
    cure: str = ""  # where it is settled, where that is not in this workbook


@dataclass(frozen=True)
class OpenPoints:
    """What is open of one agreement."""

    title: str  # 'Partnership Contract with Roshni, 2026-schools'
    partner: Partner
    agreement: str  # its key
    stamp: str  # of the record's version
    points: tuple[OpenPoint, ...]


def is_offices(path: str) -> bool:
    """True for a field that the office itself fills in, as its names say: 'What CIP does'."""
    spot = _spot(path)
    if spot is None:
        return False
    written = (spot.field.written_title, *spot.field.written_groups) if spot.field else ()
    return any(PLACE in words for words in written)


def open_workbook(open_points: OpenPoints, may_see_restricted_fields: bool) -> bytes:
    """The workbook. Restricted columns are in it only where they may be seen."""
    from openpyxl import Workbook  # noqa: PLC0415  (0.2 s, for workbooks only)

    book = Workbook()
    cover: Any = book.active
    lists = Lists(book)
    pages = [*_pages(open_points, may_see_restricted_fields)]
    _write_cover(cover, open_points, pages)
    for page in pages:
        _write_page(book, page, open_points, lists)
    lists.keep_stamps({open_points.partner.id: open_points.stamp})
    lists.hide()
    return bytes_of_book(book)


@dataclass(frozen=True)
class _Spot:
    """Where a path is filled in."""

    sheet: Sheet
    heading: str  # '' for a whole list
    row: int  # of a list, from 1; 0 for any
    field: Field | None


@dataclass(frozen=True)
class _Page:
    """One sheet of the workbook, with what is open in it."""

    columns: SheetColumns
    rows: Sequence[Row]
    spots: Collection[_Spot]


def _spot(path: str) -> _Spot | None:
    """Where a field is filled in; None for what is in no sheet."""
    numbers = [int(part) for part in ENTRY.findall(path) if part.isdigit()]
    plain_path = ENTRY.sub("", path)
    row = numbers[-1] if numbers else 0
    for sheet in sheets():
        for heading, field in sheet.fields.items():
            if sheet.full_path(heading) == plain_path:
                return _Spot(sheet, heading, row, field)
        if sheet.path and sheet.full_path() == plain_path:
            return _Spot(sheet, "", row, None)
    return None


def _pages(open_points: OpenPoints, may_see: bool) -> Iterator[_Page]:
    spots = {point.path: spot for point in open_points.points if (spot := _spot(point.path))}
    for sheet in sheets():
        visible = headings_of(sheet, may_see, with_version=True)
        own = [
            spot
            for spot in spots.values()
            if spot.sheet is sheet and (not spot.heading or spot.heading in visible)
        ]
        if own or sheet.is_of_partners:
            rows = _rows(sheet, open_points)
            why = _reasons(sheet, open_points.points)
            headings = visible if sheet.path else _beside(sheet, visible, own, rows)
            yield _Page(SheetColumns(sheet, headings, why), rows, own)


def _rows(sheet: Sheet, open_points: OpenPoints) -> list[Row]:
    """The rows of this partner and this agreement."""
    rows = rows_of(sheet, [open_points.partner])
    keys = (open_points.partner.id, open_points.agreement)[: len(sheet.keys)]
    return [row for row in rows if row[0] == keys]


def _beside(
    sheet: Sheet, visible: Iterable[str], spots: Iterable[_Spot], rows: Sequence[Row]
) -> list[str]:
    """The open columns, with those of the same group that are known; and what names the row."""
    open_headings = {spot.heading for spot in spots}
    groups = {_group(sheet.fields[heading]) for heading in open_headings} - {""}

    def is_shown(heading: str) -> bool:
        field = sheet.fields.get(heading)
        if field is None or heading in open_headings or sheet.full_path(heading) in ANCHORS:
            return True
        known = any(not is_unknown(value_at(record, field.path)) for _, record in rows)
        return known and _group(field) in groups

    return [heading for heading in visible if is_shown(heading)]


def _group(field: Field) -> str:
    return field.path.rpartition(".")[0]


def _reasons(sheet: Sheet, points: Iterable[OpenPoint]) -> dict[str, str]:
    """By heading, what is open there."""
    reasons: dict[str, str] = {}
    for point in points:
        spot = _spot(point.path)
        if spot and spot.sheet is sheet and spot.heading:
            reasons.setdefault(spot.heading, point.sentence)
    return reasons


def _write_page(book: Workbook, page: _Page, open_points: OpenPoints, lists: Lists) -> None:
    sheet, headings = page.columns.sheet, page.columns.headings
    target: Any = book.create_sheet(sheet.title)
    stamps = {open_points.partner.id: open_points.stamp}
    write_rows(target, sheet, headings, page.rows, stamps)
    keys = {
        PARTNER_ID: open_points.partner.id,
        AGREEMENT_KEY: open_points.agreement,
    }
    last = len(page.rows) + 1
    if not page.rows:  # a list of which nothing is known: its first row waits to be filled in
        last += 1
        for column, key in enumerate(sheet.keys, 1):
            target.cell(last, column, keys[key])
    write_headings(target, page.columns)
    add_drop_downs(target, sheet, headings, lists)
    _colour(target, page, last)


def _colour(target: Worksheet, page: _Page, last: int) -> None:
    """Marks what is open, and greys what is known."""
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    for row in range(2, last + 1):
        for column, heading in enumerate(page.columns.headings, 1):
            cell: Any = target.cell(row, column)
            if _is_open(page, heading, row - 1, cell.value):
                cell.fill = PatternFill("solid", fgColor=OPEN)
            else:
                cell.font = Font(name=FONT, italic=True, color=KNOWN)


def _is_open(page: _Page, heading: str, number: int, value: object) -> bool:
    """True for a cell that a point is about; of a list of which nothing is known, every cell."""
    if heading not in page.columns.sheet.fields:
        return False
    if not page.columns.sheet.path:
        return any(spot.heading == heading for spot in page.spots)
    if not page.rows:
        return True
    about_row = (spot for spot in page.spots if spot.row in (0, number))
    return any(
        spot.heading == heading or (not spot.heading and value in (None, "")) for spot in about_row
    )


def _write_cover(cover: Any, open_points: OpenPoints, pages: Sequence[_Page]) -> None:
    cover.title = COVER
    for letter, width in zip("AB", WIDTHS, strict=True):
        cover.column_dimensions[letter].width = width
    write_title(cover, f"Still open: {open_points.title}", WIDTHS)
    write_words(cover, 2, (ABOUT,))
    cover.merge_cells(start_row=2, end_row=2, start_column=1, end_column=2)
    cover.row_dimensions[2].height = height_of([(ABOUT, sum(WIDTHS))]) + 6
    write_words(cover, 4, ("What is open", "Where to fill it in"), bold=True)
    titles = {page.columns.sheet.title: page.columns.headings for page in pages}
    for number, point in enumerate(open_points.points, 5):
        line = (point.sentence, _place_of(point, titles))
        write_words(cover, number, line)
        cover.row_dimensions[number].height = height_of(zip(line, WIDTHS, strict=True))
    print_in_width(cover)


def _place_of(point: OpenPoint, titles: Mapping[str, Sequence[str]]) -> str:
    """The sheet and the column; for what is not in this workbook, where it is settled."""
    spot = _spot(point.path)
    if spot is None or spot.heading not in ("", *titles.get(spot.sheet.title, ())):
        return point.cure or "A person decides."
    if spot.sheet.title not in titles:
        return point.cure
    column = f", column “{spot.heading}”" if spot.heading else ""
    return f"Sheet “{spot.sheet.title}”{column}"
