"""The parts of a plain .xlsx workbook as XML: sheets of texts and dates, with drop-downs.

openpyxl would take twenty times as long and write the hour into the file, so that the same
checklist never gave the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drafting.documents.word.packing import part, together
from drafting.documents.word.texts import plain

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FIRST_DAY = date(1900, 3, 1)  # before it the dates of spreadsheets are a day off
DAY_ZERO = date(1899, 12, 30)
# A spreadsheet reads '_x0041_' in a text as the letter A.
CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

# The looks of cells, by their number in STYLES.
PLAIN, TITLE, BOLD, ABOUT_STYLE, HEADING, HEADING_TO_FILL, CONTEXT, SMALL, TO_FILL, DAY = range(10)
_LOOKS = (  # number format, font, fill, border
    (0, 0, 0, 0),
    (49, 1, 0, 0),
    (49, 2, 0, 0),
    (49, 0, 0, 0),
    (49, 3, 2, 0),
    (49, 3, 3, 0),
    (49, 0, 0, 1),
    (49, 4, 0, 1),
    (49, 0, 4, 1),
    (164, 0, 4, 1),
)
_FONTS = (
    '<sz val="11"/><color rgb="FF262626"/>',
    '<b/><sz val="18"/><color rgb="FF262626"/>',
    '<b/><sz val="11"/><color rgb="FFA6460B"/>',
    '<b/><sz val="11"/><color rgb="FFFFFFFF"/>',
    '<sz val="9"/><color rgb="FF595959"/>',
)
_FILLS = ("FF4A5A68", "FFA6460B", "FFFBF7F2")

THEME = "xl/theme/theme1.xml"
Cell = tuple[str | date, int]  # what it holds, and its look
Row = tuple[float, Sequence[Cell]]  # its height in points, and its cells


@dataclass(frozen=True)
class DropDown:
    """A list to choose from, in every row of a column below the headings."""

    column: int
    rows: int
    choices: Sequence[str]


@dataclass(frozen=True)
class SheetXml:
    """One sheet."""

    title: str
    widths: Sequence[float]  # of its columns, in characters
    rows: Sequence[Row]
    note: str = ""  # printed at the head of each page
    hidden_columns: Sequence[int] = ()  # columns
    frozen: str = ""  # the cell whose upper left stays in sight
    drop_downs: Sequence[DropDown] = ()
    right_to_left: bool = False


def package(sheets: Sequence[SheetXml], more: Mapping[str, str]) -> bytes:
    """The workbook; `more` is its core properties and its theme. The same gives the same bytes."""
    texts: dict[str, int] = {}  # every text once, with its number
    pages = [_sheet(sheet, texts) for sheet in sheets]
    files = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations(
            (("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml"))
        ),
        **more,
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            (
                *(("worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(sheets, 1)),
                ("styles", "styles.xml"),
                ("theme", "theme/theme1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            )
        ),
        "xl/styles.xml": _styles(right_to_left=any(sheet.right_to_left for sheet in sheets)),
        "xl/sharedStrings.xml": _texts(texts),
        **{f"xl/worksheets/sheet{n}.xml": page for n, page in enumerate(pages, 1)},
    }
    return together(part(name, text.encode()) for name, text in files.items())


def _types(sheets: int) -> str:
    own = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
    own += [("xl/sharedStrings.xml", "sharedStrings")]
    own += [(f"xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPE}.{kind}+xml"/>' for name, kind in own
    )
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/>{overrides}<Override '
        f'PartName="/{THEME}" '
        'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/><Override '
        'PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    core = f"{PACKAGE}/relationships/metadata/core-properties"
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{core if kind == "core" else f"{OFFICE}/{kind}"}" '
        f'Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def _workbook(sheets: Sequence[SheetXml]) -> str:
    sheet_list = "".join(
        f'<sheet name="{plain(sheet.title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    print_titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        f"'{sheet.title}'!$1:$1</definedName>"
        for number, sheet in enumerate(sheets)
        if sheet.frozen
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView '
        f'activeTab="0"/></bookViews><sheets>{sheet_list}</sheets><definedNames>{print_titles}'
        "</definedNames></workbook>"
    )


def _styles(*, right_to_left: bool) -> str:
    side, order = ("right", ' readingOrder="2"') if right_to_left else ("left", "")
    fonts = "".join(f'<font>{look}<name val="Calibri"/></font>' for look in _FONTS)
    fills = "".join(
        f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125")
    )
    fills += "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
        for colour in _FILLS
    )
    looks = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{side}"{order} vertical="top" wrapText="1"/></xf>'
        for number, font, fill, border in _LOOKS
    )
    no_border = "<left/><right/><top/>"
    line = '<bottom style="thin"><color rgb="FFBFB8B0"/></bottom>'
    return (
        f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        f'formatCode="d\\ mmm\\ yyyy"/></numFmts><fonts count="{len(_FONTS)}">{fonts}</fonts>'
        f'<fills count="{len(_FILLS) + 2}">{fills}</fills><borders count="2"><border>{no_border}'
        f"<bottom/><diagonal/></border><border>{no_border}{line}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(_LOOKS)}">{looks}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _texts(texts: Mapping[str, int]) -> str:
    """The texts of all cells, each once."""
    entries = "".join(f'<si><t xml:space="preserve">{_coded(text)}</t></si>' for text in texts)
    return f'{DECLARATION}<sst xmlns="{MAIN}" uniqueCount="{len(texts)}">{entries}</sst>'


def _coded(text: str) -> str:
    return CODED.sub("_x005F_", plain(text))


def _sheet(sheet: SheetXml, texts: dict[str, int]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1" '
        f'hidden="{int(number in sheet.hidden_columns)}"/>'
        for number, width in enumerate(sheet.widths, 1)
    )
    rows = "".join(_row(number, *row, texts) for number, row in enumerate(sheet.rows, 1))
    note = f"&amp;R{plain(sheet.note)}" if sheet.note else ""
    turned = ' rightToLeft="1"' if sheet.right_to_left else ""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0"{turned} workbookViewId="0">{_pane(sheet.frozen)}'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f"<sheetData>{rows}</sheetData>{''.join(_lists(sheet.drop_downs))}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter>'
        f"<oddHeader>{note}</oddHeader><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N"
        "</oddFooter></headerFooter></worksheet>"
    )


def _pane(frozen: str) -> str:
    if not frozen:
        return ""
    columns = ord(frozen[0]) - ord("A")
    return (
        f'<pane xSplit="{columns}" ySplit="{int(frozen[1:]) - 1}" topLeftCell="{frozen}" '
        'activePane="bottomRight" state="frozen"/>'
    )


def _row(number: int, height: float, cells: Sequence[Cell], texts: dict[str, int]) -> str:
    cells_xml = "".join(
        _cell(f"{letter(column)}{number}", *cell, texts) for column, cell in enumerate(cells, 1)
    )
    return f'<row r="{number}" ht="{height}">{cells_xml}</row>'


def _cell(place: str, content: str | date, look: int, texts: dict[str, int]) -> str:
    if isinstance(content, date):
        return f'<c r="{place}" s="{look}"><v>{(content - DAY_ZERO).days}</v></c>'
    if not content:
        return f'<c r="{place}" s="{look}"/>'
    number = texts.setdefault(content, len(texts))
    return f'<c r="{place}" s="{look}" t="s"><v>{number}</v></c>'


def _lists(drop_downs: Sequence[DropDown]) -> Iterator[str]:
    if not drop_downs:
        return
    yield f'<dataValidations count="{len(drop_downs)}">'
    for drop_down in drop_downs:
        column = letter(drop_down.column)
        yield (
            '<dataValidation type="list" allowBlank="1" showErrorMessage="1" '
            'errorTitle="Saathi" error="Please choose one of the list." '
            f'sqref="{column}2:{column}{drop_down.rows}"><formula1>"{plain(",".join(drop_down.choices))}"</formula1>'
            "</dataValidation>"
        )
    yield "</dataValidations>"


def letter(column: int) -> str:
    """'C' for 3; there are no more than 26."""
    return chr(ord("A") + column - 1)
