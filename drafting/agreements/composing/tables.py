"""The tables that a clause may place: budget, payments, times, reports, workplan, contacts.

A table of which nothing is recorded has one row of open fields, so that no cell is ever empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from drafting.agreements.clauses.body import TABLES
from drafting.agreements.composing.values import CURRENCY, Values, entry_run, open_run
from drafting.documents.composition import Run, Table
from drafting.documents.restricted import is_restricted
from drafting.partners.errors import BadTemplate
from drafting.partners.facts import AgreedChange
from drafting.partners.field_values import figure, money, words
from drafting.partners.office import COORDINATOR, TIMED_PROCEDURES, OfficePolicy
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.fields import Field, fields_of, nearest
from drafting.partners.record.people import FocalPoint
from drafting.partners.vocabulary import Flag

Row = tuple[tuple[Run, ...], ...]
BLANK = (Run(""),)
CAPACITY = "capacity"
CAME_OF_IT, CAME_OF_IT_WIDTH = "What came of it", 8
PARTNERS = "The Partner"
DONOR, DONOR_TERMS = "agreement.money.donor", "money.donor_terms"
ROWS_TO_WRITE_IN = 3
# In place of a value that a signed document left open, and of one that is taken out of it.
LEFT_OPEN, TAKEN_OUT = "left open", "taken out"
# CSPF 18's roles, by the record's fields.
CIP_ROLES = {
    COORDINATOR: "Partnership Coordinator",
    "pdq": "PDQ",
    "program": "Program",
    "finance": "Finance",
}


@dataclass(frozen=True)
class Column:
    """A column of a table whose rows are the entries of a repeated record."""

    heading: str
    name: str  # of the entry's field; '#' is its number
    width: int


@dataclass(frozen=True)
class Listing:
    """A table over a repeated record of the agreement."""

    path: str  # 'money.budget'
    caption: str
    columns: tuple[Column, ...]
    total: str = ""  # the field that the last row sums


PAYMENTS = (
    Column("No.", "#", 1),
    Column("Due on", "due", 3),
    Column("Paid when", "condition", 5),
    Column("Amount", "amount", 3),
)
LISTINGS = {
    "budget": Listing(
        "money.budget",
        "Budget",
        (
            Column("No.", "#", 1),
            Column("Budget line", "description", 6),
            Column("Paid by", "paid_by", 2),
            Column("Amount", "amount", 3),
        ),
        total="amount",
    ),
    "tranches": Listing("money.tranches", "Payments", PAYMENTS, total="amount"),
    "reports": Listing(
        "reports",
        "Reports",
        (Column("Report", "what", 5), Column("Given by", "by", 2), Column("Due", "due", 4)),
    ),
    "workplan": Listing(
        "workplan",
        "Workplan",
        (
            Column("Activity", "what", 9),
            Column("Led by", "who", 5),
            Column("From", "start", 7),
            Column("To", "end", 7),
            Column("Expected result", "result", 9),
        ),
    ),
    CAPACITY: Listing(
        "capacity",
        "Agreed capacity support",
        (
            Column("Gap", "what", 8),
            Column("Whose", "of", 4),
            Column("Addressed by", "who", 5),
            Column("What was agreed", "action", 8),
            Column("Until", "by", 6),
        ),
    ),
    "phase_out_steps": Listing(
        "phase_out.steps",
        "Timetable",
        (Column("Step", "what", 6), Column("By whom", "who", 2), Column("By", "by", 3)),
    ),
    "remaining_duties": Listing(
        "phase_out.remaining_duties",
        "What is still to be done",
        (Column("Duty", "what", 6), Column("Of", "who", 2), Column("Done by", "by", 3)),
    ),
    "final_transfers": Listing(
        "phase_out.final_transfers", "Final transfers", PAYMENTS, total="amount"
    ),
    "assets": Listing(
        "phase_out.assets",
        "Assets",
        (Column("Asset", "what", 5), Column("What becomes of it", "outcome", 6)),
    ),
}


def table(name: str, values: Values) -> Table:
    """The table of that name. Raises BadTemplate with the nearest name where there is none."""
    if name == CAPACITY:
        return _capacity(values)
    if name in LISTINGS:
        return _listing(LISTINGS[name], values)
    if name in OTHERS:
        return OTHERS[name](values)
    near = nearest(name, TABLES)
    raise BadTemplate(f"There is no table '{name}'; did you mean '{near}'?")


def _listing(listing: Listing, values: Values) -> Table:
    fields = fields_of(Agreement)[listing.path].item
    entries = values.facts.value(f"agreement.{listing.path}")
    rows = [
        _row(listing, fields, entry, number, values) for number, entry in enumerate(entries, 1)
    ] or [_open_row(listing, fields)]
    total = _total(listing, entries, values) if entries else None
    return Table(
        caption=listing.caption,
        columns=tuple(_heading(column, fields, values) for column in listing.columns),
        rows=(*rows, total) if total else tuple(rows),
        widths=tuple(column.width for column in listing.columns),
        numeric=frozenset(
            place
            for place, column in enumerate(listing.columns)
            if column.name != "#" and fields[column.name].kind == "amount"
        ),
        has_total=total is not None,
    )


def _heading(column: Column, fields: Any, values: Values) -> str:
    """An amount's column names the currency, where it is known."""
    is_amount = column.name != "#" and fields[column.name].kind == "amount"
    currency = values.facts.agreement.money.currency
    return f"{column.heading} ({currency})" if is_amount and currency else column.heading


def _row(listing: Listing, fields: Any, entry: Any, number: int, values: Values) -> Row:
    path = f"agreement.{listing.path}[{number}]"
    return tuple(
        values.with_values(_cell(column, fields, entry, number, path, values))
        for column in listing.columns
    )


def _cell(
    column: Column, fields: Any, entry: Any, number: int, path: str, values: Values
) -> tuple[Run, ...]:
    if column.name == "#":
        return (Run(str(number)),)
    field: Field = fields[column.name]
    value = getattr(entry, column.name)
    place = f"{path}.{column.name}"
    if field.kind == "amount" and value is not None:
        return _amount(value, place, values)
    may_see = values.may_see_restricted
    return (entry_run(entry, column.name, field, place, may_see_restricted_fields=may_see),)


def _amount(value: Decimal, place: str, values: Values) -> tuple[Run, ...]:
    """The heading names the currency; where nobody said it, each amount shows that it is open."""
    if values.is_open(CURRENCY):
        return (values.open_run(CURRENCY), Run(f" {money(value, '')}", value_of=place))
    return (Run(money(value, ""), value_of=place),)


def _open_row(listing: Listing, fields: Any) -> Row:
    return tuple(
        (open_run(f"agreement.{listing.path}", fields[column.name].title),)
        if column.name != "#"
        else (Run("1"),)
        for column in listing.columns
    )


def _total(listing: Listing, entries: Sequence[Any], values: Values) -> Row | None:
    """The sum; none where an amount is missing, since it would pass for the whole."""
    amounts = [getattr(entry, listing.total) for entry in entries] if listing.total else []
    if not amounts or None in amounts:
        return None
    blank = [BLANK] * (len(listing.columns) - 2)
    words = Run("Total", bold=True)
    return (
        BLANK,
        (words,),
        *blank[1:],
        (Run(money(sum(amounts, Decimal(0)), ""), bold=True),),
    )


def _turnaround(values: Values) -> Table:
    days = values.facts.office.turnaround_days
    rows = tuple(
        (
            (Run(words),),
            (Run(_days(days[name])),)
            if name in days
            else (open_run(f"office.turnaround_days.{name}", f"Working days: {words}"),),
        )
        for name, words in TIMED_PROCEDURES.items()
    )
    return Table("Turn-around times", ("Procedure", "Within"), rows, (6, 5))


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{figure(Decimal(count))} working days"


def _contacts(values: Values) -> Table:
    rows = (*_partners_contacts(values), *_cips_contacts(values))
    columns = ("For", "Name and title", "Email", "Telephone")
    return Table("Focal points", columns, rows, (6, 10, 11, 7))


def _partners_contacts(values: Values) -> Iterator[Row]:
    people = values.facts.partner.people.focal_points
    for number, person in enumerate(people, 1):
        yield _contact(PARTNERS, person, f"partner.people.focal_points[{number}]")
    if not people:
        yield _contact(PARTNERS, FocalPoint(), "partner.people.focal_points")


def _cips_contacts(values: Values) -> Iterator[Row]:
    """CIP's people for this partner, with the office's own; a role that nobody has is left out."""
    office, recorded = values.facts.office, values.facts.partner.people.cip
    for role, title in CIP_ROLES.items():
        person = office.contact(role, getattr(recorded, role))
        if person != FocalPoint() or role == COORDINATOR:
            yield _contact(f"{office.acronym}, {title}", person, f"partner.people.cip.{role}")


def _contact(label: str, person: FocalPoint, path: str) -> Row:
    name, email, phone = (
        (_way_to(label, person, way, path),) for way in ("name", "email", "phone")
    )
    name_and_title = (
        (*name, Run(f", {person.title}", value_of=f"{path}.title")) if person.title else name
    )
    return ((Run(label),), name_and_title, email, phone)


def _way_to(label: str, person: FocalPoint, name: str, path: str) -> Run:
    """What is missing says of whom it is: a list of open fields is read without the table."""
    value = getattr(person, name)
    if value:
        return Run(value, value_of=f"{path}.{name}")
    whose = "the Partner’s focal point" if label == PARTNERS else label.replace(", ", "’s ")
    return open_run(f"{path}.{name}", f"{fields_of(FocalPoint)[name].title} of {whose}")


def _bank(values: Values) -> Table:
    """The account to which the funds go. Restricted: Finance fills it in for everybody else."""
    names = ("title", "bank", "branch", "iban", "currency")
    fields = fields_of(type(values.facts.partner.bank))
    rows: list[Row] = [
        ((Run(fields[name].title),), values.of(f"partner.bank.{name}")) for name in names
    ]
    if values.may_see_restricted and values.facts.partner.bank.dedicated is not Flag.UNKNOWN:
        cell = values.of("partner.bank.dedicated")
        rows.append(((Run(fields["dedicated"].title),), cell))
    return Table("Bank account", ("Particular", "Entry"), tuple(rows), (3, 7))


def _papers(values: Values) -> Table:
    """The donor's terms and the office's policies, each in the edition of its date."""
    policies = enumerate(values.facts.office.policies, 1)
    rows = (
        *_donor_papers(values),
        *(_policy(policy, number, values) for number, policy in policies),
    )
    return Table("Terms and policies", ("Document", "Of", "Dated"), rows, (6, 4, 3))


def _donor_papers(values: Values) -> Iterator[Row]:
    """Those of a donor that is named; one open row while nobody recorded any."""
    if values.is_open(DONOR):
        return
    path, fields = f"agreement.{DONOR_TERMS}", fields_of(Agreement)[DONOR_TERMS].item
    documents = values.facts.agreement.money.donor_terms
    for number, document in enumerate(documents, 1):
        what, dated = (
            values.with_values(
                (entry_run(document, name, fields[name], f"{path}[{number}].{name}"),)
            )
            for name in ("what", "dated")
        )
        yield what, values.of(DONOR), dated
    if not documents:
        yield (
            (open_run(path, "The donor’s terms"),),
            values.of(DONOR),
            (open_run(path, "Their date"),),
        )


def _policy(policy: OfficePolicy, number: int, values: Values) -> Row:
    path = f"office.policies[{number}]"
    whose = Run(values.facts.office.acronym, value_of="office.acronym")
    what = _known_or_open(policy.name, f"{path}.name", f"Name of policy {number}")
    label = f"Date of the {policy.name or f'policy {number}'}"
    dated = _known_or_open(words(policy.dated) if policy.dated else "", f"{path}.dated", label)
    return ((what,), (whose,), (dated,))


def _known_or_open(text: str, path: str, label: str) -> Run:
    return Run(text, value_of=path) if text else open_run(path, label)


def _capacity(values: Values) -> Table:
    """The agreed steps; with what came of them as soon as both sides said something of one."""
    agreed = _listing(LISTINGS[CAPACITY], values)
    if not values.came_of:
        return agreed
    return replace(
        agreed,
        columns=(*agreed.columns, CAME_OF_IT),
        rows=tuple(
            (*row, (Run(values.came_of.get(number, "")),))
            for number, row in enumerate(agreed.rows, 1)
        ),
        widths=(*agreed.widths, CAME_OF_IT_WIDTH),
    )


def _capacity_to_agree(_values: Values) -> Table:
    """Empty rows of the same columns, to be filled in by hand when the Parties meet."""
    listing = LISTINGS[CAPACITY]
    rows = (tuple(BLANK for _ in listing.columns),) * ROWS_TO_WRITE_IN
    return Table(
        caption=listing.caption,
        columns=tuple(column.heading for column in listing.columns),
        rows=rows,
        widths=tuple(column.width for column in listing.columns),
        to_write_in=True,
    )


def _changes(values: Values) -> Table:
    """What a signed agreement says and what it is to say; restricted values as in any table."""
    amended = values.facts.amended
    rows: list[Row] = [
        (
            (Run(change.title),),
            (_said(change, change.before, LEFT_OPEN, values),),
            (_said(change, change.after, TAKEN_OUT, values),),
        )
        for change in (amended.changes if amended else ())
    ]
    nothing = (open_run("document.changes", "What changes"),)
    return Table(
        "Changes", ("What", "From", "To"), tuple(rows) or ((nothing, nothing, nothing),), (4, 5, 5)
    )


def _said(change: AgreedChange, words: str, otherwise: str, values: Values) -> Run:
    text = " ".join(words.split())
    if is_restricted(change.path) and not values.may_see_restricted:
        return open_run(change.path, change.title, is_hidden=True)
    return Run(text, value_of=change.path) if text else Run(otherwise, italic=True)


OTHERS: dict[str, Callable[[Values], Table]] = {
    "turnaround": _turnaround,
    "contacts": _contacts,
    "bank": _bank,
    "papers": _papers,
    "capacity_to_agree": _capacity_to_agree,
    "changes": _changes,
}
