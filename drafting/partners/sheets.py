"""The partner file as spreadsheets: which sheets there are, and which field each column holds.

A sheet has one row for each partner, each agreement, or each entry of a repeated record. Rows are
joined by the partner's id and, where they belong to an agreement, by its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from drafting.partners.naming import office_name, with_any_office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.fields import Field, fields_of
from drafting.partners.record.partner import Partner
from drafting.partners.record.slips import plain

PARTNER_ID, AGREEMENT_KEY = "Partner id", "Agreement key"
VERSION = "Record version"  # of the record that a file was made from; stands beside the id
LISTS = "Lists"  # title of the hidden sheet of drop-downs
STAMPS = "Record versions"  # in it: the version of each record, should a row lose its own
COVER = "Still open"  # title of the sheet that lists what a review leaves open; nothing reads it
CLEAR = "(clear)"  # in a cell: what is on record goes; an empty cell leaves it


@dataclass(frozen=True, eq=False)
class Sheet:
    """One kind of rows."""

    title: str
    keys: tuple[str, ...]  # headings of the columns that join it: PARTNER_ID, AGREEMENT_KEY
    path: str  # in the partner, or in the agreement where that is a key; '' is the thing itself
    fields: Mapping[str, Field]  # by heading

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column, in order."""
        return (*self.keys, *self.fields)

    @property
    def is_of_partners(self) -> bool:
        """True for the one that has a row for each partner."""
        return not self.path and AGREEMENT_KEY not in self.keys

    def full_path(self, heading: str = "") -> str:
        """The path of a column's field, as documents name it: 'agreement.money.budget.amount'.

        Without a heading, that of the repeated record itself.
        """
        root = "agreement" if AGREEMENT_KEY in self.keys else "partner"
        below = self.fields[heading].path if heading else ""
        return ".".join(part for part in (root, self.path, below) if part)

    def heading(self, text: str) -> str:
        """The column that `written` names by its heading or by its field's path; '' for none."""
        name = plain(text)
        earlier = {
            plain(name): heading
            for heading, field in self.fields.items()
            for name in with_any_office(field.written_label)
        }
        paths = {plain(field.path): heading for heading, field in self.fields.items()}
        shorter = {"id": PARTNER_ID, "key": AGREEMENT_KEY}
        headings = earlier | {plain(heading): heading for heading in self.headings} | paths
        headings |= {short: key for short, key in shorter.items() if key in self.keys}
        headings |= {plain(VERSION): VERSION} if self.is_of_partners else {}
        return headings.get(name, "")


def sheets() -> tuple[Sheet, ...]:
    """Every sheet, in the order of the workbook."""
    return _sheets(office_name())


@cache
def _sheets(_office: str) -> tuple[Sheet, ...]:
    of_partner, of_agreement = fields_of(Partner), fields_of(Agreement)
    return (
        Sheet("Partners", (PARTNER_ID,), "", _columns(of_partner, "id")),
        Sheet("Agreements", (PARTNER_ID, AGREEMENT_KEY), "", _columns(of_agreement, "key")),
        *_repeated(of_partner, (PARTNER_ID,)),
        *_repeated(of_agreement, (PARTNER_ID, AGREEMENT_KEY)),
    )


def sheet_called(title: str) -> Sheet | None:
    """The sheet of that title, however it is written."""
    return next((sheet for sheet in sheets() if plain(sheet.title) == plain(title)), None)


def _columns(fields: Mapping[str, Field], key: str = "") -> dict[str, Field]:
    single = (field for field in fields.values() if field.kind != "records" and field.path != key)
    return {field.label: field for field in single}


def _repeated(fields: Mapping[str, Field], keys: tuple[str, ...]) -> Iterator[Sheet]:
    for field in fields.values():
        if field.model is not None and field.model is not Agreement:
            yield Sheet(_title(field), keys, field.path, _columns(field.item))


def _title(field: Field) -> str:
    if field.path.startswith("phase_out."):
        return f"{field.groups[0]} {field.title.lower()}"
    return field.title
