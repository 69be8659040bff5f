"""Lists as tables: national lists as the office has them, OFAC’s and the EU’s CSV files.

Columns are known by their headings, in whichever order and whatever stands above them. OFAC’s
sdn.csv alone has no headings; it is known by its twelve columns and by what it writes for nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from drafting.partners.reading.workbook_guard import WorkbookPurpose, check_workbook
from drafting.screening.entries import BadList, EntryKind, ListEntry, day_in
from drafting.screening.xml_lists import EU_CODES, EU_KINDS, OFAC_KINDS, ListContent

Row = Sequence[str]
LISTS = WorkbookPurpose("a list", "split it into several files")
LOOKED_AT = 30  # rows in which the headings are looked for
LARGEST_FIELD = 1_000_000  # characters
NOTHING = "-0-"  # in OFAC's files
OFAC_COLUMNS = 12
OFAC_OTHER_NAMES = 5  # columns of its alt.csv
OFAC_ALIASES = ("aka", "fka", "nka")
# What a column holds, by its heading in small letters and digits alone.
HEADINGS = {
    "name": (
        *("name", "fullname", "nameofperson", "nameofindividual", "individualname", "personname"),
        *("nameoforganization", "nameoforganisation", "organization", "organisation", "entityname"),
        *("organizationname", "organisationname", "sdnname", "namealiaswholename", "wholename"),
        *("nameofproscribedperson", "nameofproscribedorganization", "caption", "entity", "نام"),
    ),
    "father": (
        *("fathername", "fathersname", "fatherhusbandname", "so", "parentage", "nameoffather"),
        *("fatherorhusbandname", "parentname", "ولدیت", "والدکانام"),
    ),
    "numbers": (
        *("cnic", "cnicno", "cnicnumber", "nic", "nicno", "idnumber", "identitycardno", "passport"),
        *("passportno", "passportnumber", "identifiers", "registrationno", "registrationnumber"),
        *("identificationnumber", "documentnumber", "ntn", "شناختیکارڈنمبر"),
    ),
    "aliases": ("alias", "aliases", "aka", "othernames", "alternativenames", "aliasname", "عرف"),
    "reference": (
        *("reference", "referenceno", "referencenumber", "entnum", "id", "srno", "sno", "sr"),
        *("serialno", "entityeureferencenumber", "no", "uid"),
    ),
    "kind": ("type", "sdntype", "schema", "entitysubjecttype", "subjecttype", "category"),
    "about": (
        *("province", "district", "program", "programme", "notification", "dateofnotification"),
        *("remarks", "entityregulationprogramme", "address", "addresses", "listedon", "dataset"),
    ),
}
EU_MARK = "entitylogicalid"
KINDS = {
    **{name.casefold(): kind for name, kind in (*OFAC_KINDS.items(), *EU_KINDS.items())},
    **EU_CODES,
    "company": EntryKind.ORGANISATION,
    "organization": EntryKind.ORGANISATION,
    "organisation": EntryKind.ORGANISATION,
    "legalentity": EntryKind.ORGANISATION,
    "person": EntryKind.PERSON,
}
PART_OF_NAME = ("firstname", "middlename", "lastname", "surname")
ALSO = re.compile(r"\s*(?:@|;|\balias\b|\ba\.?k\.?a\.?(?=\s))\s*", re.IGNORECASE)
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")


def workbook_list(file: str, content: bytes) -> ListContent:
    """The list in an .xlsx: every sheet that has headings. Raises BadList, BadRecord."""
    import openpyxl  # noqa: PLC0415  (in the child that reads it)

    check_workbook(file, content, LISTS)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    entries: list[ListEntry] = []
    for sheet in book.worksheets:
        rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        entries += _entries(rows, sheet.title if len(book.worksheets) > 1 else "")
    modified = book.properties.modified
    changed = modified.date() if isinstance(modified, datetime) else None
    return _content(file, entries, _day_of_file(file) or changed)


def csv_list(file: str, content: bytes) -> ListContent:
    """The list in a .csv with commas or semicolons. Raises BadList."""
    csv.field_size_limit(LARGEST_FIELD)
    text = _decoded(content)
    delimiter = ";" if text[:2000].count(";") > text[:2000].count(",") else ","
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise BadList(f"{file} is damaged; download it again from its publisher.") from error
    if rows and len(rows[0]) == OFAC_COLUMNS and NOTHING in " ".join(rows[0]):
        entries = tuple(_ofac_row(row) for row in rows if len(row) > 1)
        return ListContent("OFAC list", _day_of_file(file), entries)
    if rows and len(rows[0]) == OFAC_OTHER_NAMES and rows[0][2].strip() in OFAC_ALIASES:
        others = (
            ListEntry(row[0].strip(), row[3].strip())
            for row in rows
            if len(row) == OFAC_OTHER_NAMES
        )
        return ListContent("OFAC list, other names", _day_of_file(file), tuple(others))
    return _content(file, list(_entries(rows, "")), _day_of_file(file) or _eu_day(rows))


def _content(file: str, entries: list[ListEntry], day: date | None) -> ListContent:
    if not entries:
        raise BadList(
            f"{file} has no column with names; name the columns in its first row: Name, Father "
            "Name, CNIC."
        )
    stem = file.rpartition(".")[0]
    return ListContent(DAY_IN_NAME.sub("", stem).strip(" -_") or stem, day, tuple(entries))


def _entries(rows: Sequence[Row], sheet: str) -> Iterator[ListEntry]:
    """The entries below the headings; those with one reference are one entry with aliases."""
    for at, row in enumerate(islice(rows, LOOKED_AT)):
        columns = _columns(row)
        if "name" in columns or "parts" in columns:
            is_eu = EU_MARK in map(_heading, row)
            found = (_entry(cells, columns, number) for number, cells in _numbered(rows, at))
            entries = [entry for entry in found if entry is not None]
            yield from (_gathered(entries) if is_eu else _on_sheet(entries, sheet))
            return


def _numbered(rows: Sequence[Row], headings: int) -> Iterator[tuple[int, Row]]:
    return enumerate(rows[headings + 1 :], headings + 2)


def _on_sheet(entries: Iterable[ListEntry], sheet: str) -> Iterator[ListEntry]:
    for entry in entries:
        where = f"{sheet}, {entry.reference}" if sheet else entry.reference
        yield ListEntry(**{**vars(entry), "reference": where})


def _gathered(entries: Iterable[ListEntry]) -> Iterator[ListEntry]:
    """One entry for each reference: the EU writes a line for each alias, number and address."""
    by_reference: dict[str, list[ListEntry]] = {}
    for entry in entries:
        by_reference.setdefault(entry.reference, []).append(entry)
    for same in by_reference.values():
        names = tuple(dict.fromkeys(name for entry in same for name in entry.names if name))
        numbers = tuple(dict.fromkeys(number for entry in same for number in entry.numbers))
        if names:
            values = {"name": names[0], "aliases": names[1:], "numbers": numbers}
            yield ListEntry(**{**vars(same[0]), **values})


def _columns(row: Row) -> dict[str, list[int]]:
    """Which columns hold what, by their headings; {} for a row that holds none."""
    columns: dict[str, list[int]] = {}
    for number, cell in enumerate(row):
        heading = _heading(cell)
        for what, names in HEADINGS.items():
            if heading in names or (what != "reference" and heading.removesuffix("s") in names):
                columns.setdefault(what, []).append(number)
                break
        else:
            if heading.removeprefix("namealias") in PART_OF_NAME:
                columns.setdefault("parts", []).append(number)
            elif heading.startswith("identificationnumber"):
                columns.setdefault("numbers", []).append(number)
    return columns


def _entry(row: Row, columns: dict[str, list[int]], number: int) -> ListEntry | None:
    def cells(what: str) -> list[str]:
        return [
            row[at].strip() for at in columns.get(what, ()) if at < len(row) and row[at].strip()
        ]

    name = next(iter(cells("name")), "") or " ".join(cells("parts"))
    numbers = tuple(piece for cell in cells("numbers") for piece in re.split(r"[;,\n]", cell))
    if not name and not numbers:
        return None
    names = [part for part in ALSO.split(name) if part]
    others = [part for cell in cells("aliases") for part in ALSO.split(cell) if part]
    kind = KINDS.get(_heading(next(iter(cells("kind")), "")), EntryKind.UNKNOWN)
    father = next(iter(cells("father")), "")
    reference = next(iter(cells("reference")), "")
    return ListEntry(
        reference=reference or f"row {number}",
        name=names[0] if names else name,
        kind=EntryKind.PERSON if kind is EntryKind.UNKNOWN and father else kind,
        aliases=tuple(dict.fromkeys((*names[1:], *others))),
        father=father,
        numbers=tuple(piece.strip() for piece in numbers if piece.strip()),
        about="; ".join(dict.fromkeys(cells("about")[:3])),
    )


def _ofac_row(row: Row) -> ListEntry:
    cells = ["" if cell.strip() == NOTHING else cell.strip() for cell in row]
    reference, name, kind, program = cells[:4]
    remarks = cells[-1] if len(cells) == OFAC_COLUMNS else ""
    return ListEntry(
        reference=reference,
        name=name,
        # An organisation is one for which no kind is written.
        kind=KINDS.get(kind.casefold(), EntryKind.ORGANISATION),
        aliases=tuple(re.findall(r"(?:a\.k\.a\.|alt\.) '([^']+)'", remarks)),
        numbers=tuple(re.findall(r"(?:No\.|CNIC|Passport|ID)\s+([0-9A-Z][\w-]{4,})", remarks)),
        about=program,
    )


def _eu_day(rows: Sequence[Row]) -> date | None:
    """The day in the EU’s column ‘fileGenerationDate’."""
    for at, cell in enumerate(rows[0] if rows else ()):
        if _heading(cell) == "filegenerationdate" and len(rows) > 1 and at < len(rows[1]):
            return day_in(rows[1][at], "%d/%m/%Y")
    return None


def _day_of_file(file: str) -> date | None:
    """The day in the file’s name: 'proscribed-persons-2026-11-20.xlsx'."""
    match = DAY_IN_NAME.search(file)
    return day_in("-".join(match.groups())) if match else None


def _heading(cell: str) -> str:
    return re.sub(r"[\W_]+", "", cell.lstrip("\ufeff").casefold())


def _cell(value: object) -> str:
    """A cell as text; a number without what Excel adds, for a CNIC may be stored as one."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
