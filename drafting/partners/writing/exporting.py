"""Partners as a file: a workbook, the flat rows of partners as .csv, or whole records as .yaml."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from drafting.partners.errors import BadRecord
from drafting.partners.reading.intake import VERSION_FIELD
from drafting.partners.record.partner import Partner
from drafting.partners.sheets import sheets
from drafting.partners.visibility import visible
from drafting.partners.writing.workbook import (
    AskedFields,
    cells_of,
    headings_of,
    rows_of,
    template,
    workbook_of,
)
from knowledge.storage import write_whole

KINDS = (".xlsx", ".csv", ".yaml", ".yml")
# What a spreadsheet would take for a formula when it opens a .csv.
FORMULA = re.compile(r"'*[=+\-@\t]")
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def export_partners(
    partners: Sequence[Partner],
    file: Path,
    *,
    may_see_restricted_fields: bool,
    stamps: Mapping[str, str] | None = None,
) -> None:
    """Writes the partners to the file, whole or not at all; its ending says in which form.

    Raises BadRecord for another ending. Restricted values are in it only where they may be seen.
    `stamps` says by their ids from which version of each record it is made, as `stamps_of` gives
    them: by that an import knows what is newer than the file.
    """
    stamps = stamps or {}
    kind = file.suffix.lower()
    if kind == ".xlsx":
        data = workbook_of(partners, may_see_restricted_fields, stamps)
    elif kind == ".csv":
        data = _csv(partners, may_see_restricted_fields, stamps).encode("utf-8-sig")
    elif kind in KINDS:
        data = _yaml(partners, may_see_restricted_fields, stamps).encode("utf-8")
    else:
        raise BadRecord(f"{file.name} must end in .xlsx, .csv or .yaml; name it so.")
    write_whole(file, data)


def write_template(file: Path, asked: AskedFields | None = None) -> None:
    """Writes the blank workbook; with `asked` it asks for those fields alone.

    Raises BadRecord where the name does not end in .xlsx.
    """
    write_file(file, template(asked))


def write_file(file: Path, content: bytes) -> None:
    """Writes a workbook, whole or not at all. Raises BadRecord for a name without .xlsx."""
    if file.suffix.lower() != ".xlsx":
        raise BadRecord(f"{file.name} must end in .xlsx; name it so.")
    write_whole(file, content)


def _csv(
    partners: Sequence[Partner], may_see_restricted_fields: bool, stamps: Mapping[str, str]
) -> str:
    sheet = sheets()[0]
    headings = headings_of(sheet, may_see_restricted_fields, with_version=bool(stamps))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows_of(sheet, partners):
        writer.writerow(_guarded(str(cell)) for cell in cells_of(sheet, headings, row, stamps))
    return text.getvalue()


def _guarded(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def _yaml(
    partners: Sequence[Partner], may_see_restricted_fields: bool, stamps: Mapping[str, str]
) -> str:
    visible_partners = [visible(partner, may_see_restricted_fields) for partner in partners]
    records = [
        _with_stamp(partner.model_dump(mode="json", exclude_defaults=True), stamps)
        for partner in visible_partners
    ]
    options: dict[str, Any] = {"Dumper": _Dumper, "allow_unicode": True, "sort_keys": False}
    return str(yaml.dump({"partners": records}, width=100, **options))


def _with_stamp(record: dict[str, Any], stamps: Mapping[str, str]) -> dict[str, Any]:
    """The record with its version behind its id, where that is known."""
    stamp = stamps.get(record["id"])
    return {"id": record["id"], VERSION_FIELD: stamp} | record if stamp else record
