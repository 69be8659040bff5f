"""Partners as an .xlsx workbook that can be edited and imported again; of none, the template."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from drafting.partners.errors import BadRecord
from drafting.partners.reading.cells import LONGEST_CELL, written
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.sheets import (
    AGREEMENT_KEY,
    LISTS,
    PARTNER_ID,
    STAMPS,
    VERSION,
    Sheet,
    sheets,
)
from drafting.partners.vocabulary import Choice, Flag, RelationshipForm, RelationshipStatus
from drafting.partners.writing.guidance import about_the_file, help_for

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FONT, LINE, MOST_LINES = "Calibri", 15.0, 25  # a line's height in points
SIZE, TITLE_SIZE = 11, 16  # of letters, in points
HEADINGS = 34.0  # height of the first row, in points: two lines
GUIDANCE = (26, 36, 90)  # widths of the columns, in characters
GUIDANCE_WITH_REASONS = (22, 32, 60, 60)
LAST_ROW = 2_000  # drop-downs reach so far down
INK, JOINS, PLAIN, RESTRICTED = "FFFFFF", "1F4E79", "4A5A68", "8C2F2F"  # of the headings
WIDTHS = {"paragraphs": 50, "date": 14, "amount": 16, "rate": 12, "currency": 12, "flag": 13}
FORMATS = {"date": "d mmm yyyy", "amount": "#,##0.00", "rate": "0.######"}
Row = tuple[tuple[str, ...], RecordModel]  # the keys that join it, and what it shows
Stamps = Mapping[str, str]  # by the partners' ids; see reading/stamps.py
# What heads the list of a field's choices, where that is not the name of their class.
LIST_NAMES: Mapping[type[Choice], str] = {
    Flag: "Yes, no or unknown",
    RelationshipForm: "Form",
    RelationshipStatus: "Status",
}


@dataclass(frozen=True)
class AskedFields:
    """The fields that a document needs, for a workbook that asks for no others."""

    document: str  # with its article: 'a contract'
    why: Mapping[str, str]  # by full path, 'agreement.money.amount': what uses it, in a sentence

    @property
    def count(self) -> int:
        """How many columns are filled in, without those that join the rows."""
        return sum(
            heading in columns.sheet.fields
            for columns in _columns_of(True, with_version=False, asked=self)
            for heading in columns.headings
        )


@dataclass(frozen=True)
class SheetColumns:
    """The columns of one sheet that a workbook has."""

    sheet: Sheet
    headings: Sequence[str]
    why: Mapping[str, str]  # by heading


def workbook_of(
    partners: Sequence[Partner],
    may_see_restricted_fields: bool,
    stamps: Stamps | None = None,
    asked: AskedFields | None = None,
) -> bytes:
    """The partners' workbook. Restricted columns are in it only where they may be seen.

    With `asked` it has the columns of those fields alone, and says why each is asked for.
    """
    from openpyxl import Workbook  # noqa: PLC0415  (0.2 s, for workbooks only)

    stamps = stamps or {}
    book = Workbook()
    guidance: Any = book.active
    every = [*_columns_of(may_see_restricted_fields, with_version=bool(stamps), asked=asked)]
    _write_guidance(guidance, every, asked)
    lists = Lists(book)
    for columns in every:
        page = book.create_sheet(columns.sheet.title)
        write_rows(page, columns.sheet, columns.headings, rows_of(columns.sheet, partners), stamps)
        write_headings(page, columns)
        add_drop_downs(page, columns.sheet, columns.headings, lists)
    lists.keep_stamps(stamps)
    lists.hide()
    if partners:
        book.active = book["Partners"]
    return bytes_of_book(book)


def template(asked: AskedFields | None = None) -> bytes:
    """The blank workbook, with drop-downs and guidance: every column, or those asked for."""
    return workbook_of((), may_see_restricted_fields=True, asked=asked)


def headings_of(
    sheet: Sheet, may_see_restricted_fields: bool, *, with_version: bool = False
) -> list[str]:
    """The columns of the sheet that may be shown."""
    restricted_headings = [heading for heading, field in sheet.fields.items() if field.restricted]
    version = [VERSION] if with_version and sheet.is_of_partners else []
    return [
        *sheet.keys,
        *version,
        *(
            heading
            for heading in sheet.fields
            if may_see_restricted_fields or heading not in restricted_headings
        ),
    ]


def _columns_of(
    may_see_restricted_fields: bool, *, with_version: bool, asked: AskedFields | None
) -> Iterator[SheetColumns]:
    for sheet in sheets():
        headings = headings_of(sheet, may_see_restricted_fields, with_version=with_version)
        if asked is None:
            yield SheetColumns(sheet, headings, {})
            continue
        why = {heading: asked.why.get(sheet.full_path(heading), "") for heading in sheet.fields}
        is_asked = any(why.values()) or sheet.full_path() in asked.why
        if is_asked or not sheet.path:
            yield SheetColumns(
                sheet,
                [
                    heading
                    for heading in headings
                    if heading not in sheet.fields or why[heading] or sheet.fields[heading].required
                ],
                why,
            )


def rows_of(sheet: Sheet, partners: Iterable[Partner]) -> Iterator[Row]:
    """What the sheet shows of the partners, a row each."""
    for partner in partners:
        above: list[Row] = [((partner.id,), partner)]
        if AGREEMENT_KEY in sheet.keys:
            above = [((partner.id, agreement.key), agreement) for agreement in partner.agreements]
        for keys, record in above:
            entries = value_at(record, sheet.path) if sheet.path else (record,)
            yield from ((keys, entry) for entry in entries)


def cells_of(
    sheet: Sheet, headings: Iterable[str], row: Row, stamps: Stamps
) -> Iterator[str | Decimal | date]:
    """What stands in each column. Raises BadRecord where a text is too long for a spreadsheet."""
    keys, record = row
    key_cells = dict(zip(sheet.keys, keys, strict=True)) | {VERSION: stamps.get(keys[0], "")}
    for heading in headings:
        if heading in key_cells:
            yield key_cells[heading]
            continue
        field = sheet.fields[heading]
        value = written(field, value_at(record, field.path))
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            raise BadRecord(
                f"{heading} of '{keys[0]}' is too long for a spreadsheet; export it as .yaml."
            )
        yield value


def write_rows(
    page: Worksheet, sheet: Sheet, headings: Sequence[str], rows: Iterable[Row], stamps: Stamps
) -> None:
    """Writes a row for each entry below the headings."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    fields = [sheet.fields.get(heading) for heading in headings]
    for number, row in enumerate(rows, 2):
        values = list(cells_of(sheet, headings, row, stamps))
        for column, value in enumerate(values, 1):
            if value != "":
                cell: Any = page.cell(number, column)
                _put(cell, value)
                cell.number_format = _format(fields[column - 1])
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        widths = map(_width, fields)
        page.row_dimensions[number].height = height_of(zip(map(str, values), widths, strict=True))


def _put(cell: Cell, value: str | Decimal | date) -> None:
    """Writes the value; a text stays a text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))


def _format(field: Field | None) -> str:
    return FORMATS.get(field.kind, "@") if field and not field.many else "@"


def write_headings(page: Worksheet, columns: SheetColumns) -> None:
    """Writes the first row, with what belongs below each heading."""
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet = columns.sheet
    for column, heading in enumerate(columns.headings, 1):
        field = sheet.fields.get(heading)
        cell: Any = page.cell(1, column, heading)
        colour = JOINS if field is None else RESTRICTED if field.restricted else PLAIN
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.font = Font(name=FONT, bold=True, color=INK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        help_text = " ".join(filter(None, _words_on(columns, heading)))
        if help_text:
            height = 40 + 18 * (len(help_text) // 38 + 1)
            cell.comment = Comment(help_text, "Saathi", height=height, width=300)
        shape = page.column_dimensions[get_column_letter(column)]
        shape.width = _width(field)
        shape.number_format = _format(field)
    widths = (_width(sheet.fields.get(heading)) for heading in columns.headings)
    texts = zip(columns.headings, widths, strict=True)
    page.row_dimensions[1].height = max(HEADINGS, height_of(texts))
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.freeze_panes = f"{get_column_letter(len(sheet.keys) + 1)}2"


def _width(field: Field | None) -> float:
    if field is None:
        return 22
    return 36 if field.many else WIDTHS.get(field.kind, 28)


class Lists:
    """The hidden sheet that the drop-downs draw upon: a column for each set of choices."""

    def __init__(self, book: Workbook) -> None:
        self._page: Any = book.create_sheet(LISTS)
        self._columns: dict[str, str] = {}  # name → the range that a drop-down names

    def range_of(self, name: str, choices: Sequence[str]) -> str:
        """The cells that hold the choices."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        if name not in self._columns:
            letter = get_column_letter(len(self._columns) + 1)
            for row, choice in enumerate((name, *choices), 1):
                self._page[f"{letter}{row}"] = choice
            self._columns[name] = f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}"
        return self._columns[name]

    def keep_stamps(self, stamps: Stamps) -> None:
        """Writes the records' versions beside the choices, where nobody deletes them by chance."""
        if stamps:
            self.range_of(STAMPS, [f"{partner} {stamp}" for partner, stamp in stamps.items()])

    def hide(self) -> None:
        """Puts the sheet last and out of sight."""
        book = self._page.parent
        book.move_sheet(self._page, len(book.worksheets))
        self._page.sheet_state = "hidden"


def add_drop_downs(page: Worksheet, sheet: Sheet, headings: Sequence[str], lists: Lists) -> None:
    """Adds a list to each column that takes one of several values."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book: Any = page.parent
    for column, heading in enumerate(headings, 1):
        source = _choices(sheet, heading, lists)
        is_there = source.partition("!")[0] in book.sheetnames
        if source and is_there:
            letter = get_column_letter(column)
            rule = DataValidation(type="list", formula1=f"={source}", allow_blank=True)
            rule.errorTitle, rule.error = heading, "Please choose one of the list."
            # An id may be new, and '(clear)' stands in no list: both are taken after a question.
            rule.errorStyle = "warning"
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            page.add_data_validation(rule)


def _choices(sheet: Sheet, heading: str, lists: Lists) -> str:
    field = sheet.fields.get(heading)
    if field is None:
        own = {"Partners": (PARTNER_ID,), "Agreements": (AGREEMENT_KEY,)}
        if heading == VERSION or heading in own.get(sheet.title, ()):
            return ""
        where = {PARTNER_ID: "Partners!$A", AGREEMENT_KEY: "Agreements!$B"}[heading]
        return f"{where}$2:{where.partition('!')[2]}${LAST_ROW}"
    if field.many:
        return ""
    if field.kind == "tick":
        return lists.range_of("Yes or no", ("Yes", "No"))
    if field.choices is None:
        return ""
    return lists.range_of(_name_of(field.choices), [choice.label for choice in field.choices])


def _name_of(choices: type[Choice]) -> str:
    return LIST_NAMES.get(choices, choices.__name__)


def _words_on(columns: SheetColumns, heading: str) -> tuple[str, str]:
    """What belongs into a column, and why it is asked for."""
    return help_for(columns.sheet, heading), columns.why.get(heading, "")


def _write_guidance(
    page: Worksheet, every: Sequence[SheetColumns], asked: AskedFields | None
) -> None:
    page.title = "Guidance"
    widths = GUIDANCE if asked is None else GUIDANCE_WITH_REASONS
    for letter, width in zip("ABCD", widths, strict=False):
        page.column_dimensions[letter].width = width
    title = f"The partner file, for {asked.document}" if asked else "The partner file"
    write_title(page, title, widths)
    row = 2
    for row, paragraph in enumerate(about_the_file(asked.document if asked else ""), 2):
        write_words(page, row, (paragraph,))
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
        page.row_dimensions[row].height = height_of([(paragraph, sum(widths))]) + 6
    heads = ("Sheet", "Column", "What belongs there", "Why it is asked for")
    write_words(page, row + 2, heads[: len(widths)], bold=True)
    lines = (
        (columns.sheet.title, heading, *_words_on(columns, heading))
        for columns in every
        for heading in columns.headings
        # What joins the rows is told once.
        if not columns.sheet.path or heading in columns.sheet.fields
    )
    for number, line in enumerate(lines, row + 3):
        write_words(page, number, line[: len(widths)])
        page.row_dimensions[number].height = height_of(zip(line, widths, strict=False))
    print_in_width(page)


def write_title(page: Worksheet, title: str, widths: Sequence[float]) -> None:
    """Writes the title over all columns of a sheet of words, in a row that is high enough."""
    write_words(page, 1, (title,), bold=True)
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(widths))
    scale = TITLE_SIZE / SIZE
    page.row_dimensions[1].height = scale * height_of([(title, sum(widths) / scale)])


def print_in_width(page: Worksheet) -> None:
    """Has the sheet printed across, with all its columns on one page."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write_words(page: Worksheet, row: int, words: Iterable[str], bold: bool = False) -> None:
    """Writes texts into the cells of a row."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    for column, text in enumerate(words, 1):
        cell: Any = page.cell(row, column, text)
        cell.font = Font(name=FONT, bold=bold, size=TITLE_SIZE if row == 1 else SIZE)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for each text in a column of that width; not more than a page."""
    lines = [
        sum(ceil(max(len(line), 1) / (width * 0.95)) for line in text.split("\n"))
        for text, width in texts
    ]
    return LINE * min(max(lines, default=1), MOST_LINES) + 2


def bytes_of_book(book: Workbook) -> bytes:
    """The workbook as a file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
