"""Views of the partner file in the terminal; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.terminal.partner_files.views import contested_view, new_partner_view
from drafting.partners import (
    HELD,
    FieldChange,
    FieldValue,
    ImportPlan,
    ImportProblem,
    PartnerVersion,
    PlannedChange,
    SameName,
    SharedNumber,
    StoredPartner,
    values_of,
    visible,
    with_office,
)
from drafting.partners.record import Partner, as_read

if TYPE_CHECKING:
    from bot.partner_deletion import PartnerToDelete, Sample, Samples

LONGEST = 160  # characters of a value in a list of changes
SHOWN = 20  # new partners that a preview names
KEY_MISSING = "cannot be read: key missing"
HIDDEN = f"{HELD}; the settings say who sees it"


def line_json(record: StoredPartner) -> dict[str, Any]:
    """A partner as one entry of a list."""
    identity = record.partner.identity
    return {
        "id": record.partner.id,
        "name": record.partner.name,
        "acronym": identity.acronym,
        "partner_type": identity.partner_type,
        "status": record.partner.relationship.status,
        "sample": record.partner.sample,
        "version": record.version,
        "agreements": [agreement.key for agreement in record.partner.agreements],
    }


def record_json(
    record: StoredPartner, may_see_restricted_fields: bool, *, account_waits: bool = False
) -> dict[str, Any]:
    """A whole partner; restricted values are left out unless they may be seen.

    `account_waits` where a change of its account waits for a call-back.
    """
    return {
        "id": record.partner.id,
        "name": record.partner.name,
        "version": record.version,
        "changed_at": record.changed_at.isoformat(),
        "changed_by": record.changed_by,
        **({"unreadable": list(record.unreadable)} if record.unreadable else {}),
        **({"account_change_waits": True} if account_waits else {}),
        "record": visible(record.partner, may_see_restricted_fields).model_dump(mode="json"),
    }


def list_view(records: Sequence[StoredPartner]) -> RenderableType:
    """Every partner on a line."""
    if not records:
        return Text("No partner is on record; begin with `saathi partners template FILE.xlsx`.")
    table = Table(box=None, pad_edge=False)
    for column in ("Id", "Name", "About"):
        table.add_column(column, no_wrap=column == "Id")
    for record in records:
        partner = record.partner
        choices = [partner.identity.partner_type, partner.relationship.status]
        about = [value.label for value in choices if value]
        about.append(counted(len(partner.agreements), "agreement"))
        table.add_row(partner.id, Text(_short(partner.name, 80)), Text(", ".join(about)))
    return table


def page_sentence(number: int, size: int, total: int) -> str:
    """Which page of a long list this is, and how to see another."""
    pages = -(-total // size)
    if number > pages:
        return f"There are {pages} pages; --page {pages} shows the last."
    first, last = (number - 1) * size + 1, min(number * size, total)
    another = f"; --page {number + 1} shows the next" if number < pages else ""
    return f"{first:,} to {last:,} of {total:,} partners, page {number} of {pages}{another}."


def record_view(
    record: StoredPartner,
    may_see_restricted_fields: bool,
    shared: Sequence[SharedNumber] = (),
) -> RenderableType:
    """Everything on record about a partner, part by part; and which numbers others have too."""
    partner = record.partner
    parts: list[RenderableType] = [Text(partner.name, style="bold")]
    last_change = f"version {record.version}, by {record.changed_by}, {_when(record.changed_at)}"
    sample = "a sample, " if partner.sample else ""
    parts.append(Text(f"{partner.id} · {sample}{last_change}", style="dim"))
    values = values_of(Partner, as_read(partner).model_dump(mode="json", exclude_defaults=True))
    for title, rows in _values_by_part(values):
        texts = ((name, _text_of(value, may_see_restricted_fields)) for name, value in rows)
        parts.append(Padding(_part_view(title, texts), (1, 0, 0, 0)))
    if record.unreadable:
        locked = ((path, KEY_MISSING) for path in record.unreadable)
        parts.append(Padding(_part_view("Encrypted", locked), (1, 0, 0, 0)))
    parts += [Text(shared_sentence(number), style="yellow") for number in shared]
    return Group(*parts)


def shared_sentence(number: SharedNumber) -> str:
    """That a number stands in other partners' files too, without the number."""
    return f"The same {number.title} stands in the file of {', '.join(number.partners)}."


def _values_by_part(
    values: Mapping[str, FieldValue],
) -> Iterator[tuple[str, list[tuple[str, FieldValue]]]]:
    """The filled-in parts of the record, each agreement as a part of its own."""
    parts: dict[str, list[tuple[str, FieldValue]]] = {}
    for path, value in values.items():
        first = path.partition(".")[0]
        info = Partner.model_fields.get(first.partition("[")[0])
        group = with_office(str(info.title if info else first))
        name = value.title
        if first.startswith("agreements["):
            group, _, name = name.partition(": ")
        if path not in ("id", "sample", "identity.legal_name"):
            parts.setdefault(group, []).append((name, value))
    yield from parts.items()


def _text_of(value: FieldValue, may_see_restricted_fields: bool) -> str:
    return value.text if may_see_restricted_fields or not value.is_restricted else HIDDEN


def _part_view(title: str, rows: Iterable[tuple[str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", max_width=34)
    table.add_column()
    for name, text in rows:
        table.add_row(Text(name), Text(text))
    return Group(Text(title, style="bold"), Padding(table, (0, 0, 0, 2)))


def history_view(
    changes: Iterable[PartnerVersion], may_see_restricted_fields: bool
) -> RenderableType:
    """Every version, newest first; of the first one, how much was known."""
    parts: list[RenderableType] = []
    for change in changes:
        head = f"Version {change.version} · {_when(change.at)} · {change.by} · {change.source}"
        parts.append(Text(head, style="bold"))
        if change.gap:
            parts.append(Text(f"  {change.gap}: no longer kept; what changed in between is here"))
        if any(field.before for field in change.fields):
            parts.append(
                Padding(_changes_view(change.fields, may_see_restricted_fields), (0, 0, 1, 2))
            )
        else:
            parts.append(Text(f"  {counted(len(change.fields), 'field')} filled in\n"))
    return Group(*parts)


def _changes_view(
    changes: Iterable[FieldChange], may_see_restricted_fields: bool
) -> RenderableType:
    table = Table(box=None, pad_edge=False)
    for column in ("Field", "Before", "After"):
        table.add_column(column)
    for change in changes:
        visible_change = change.shown(may_see_restricted_fields)
        before, after = (
            Text(_short(text, LONGEST)) for text in (visible_change.before, visible_change.after)
        )
        table.add_row(Text(change.title), before or Text("—"), after or Text("—"))
    return table


def plan_view(plan: ImportPlan, may_see_restricted_fields: bool) -> RenderableType:
    """What an import would do, or what keeps it from being done."""
    parts: list[RenderableType] = [Text(note, style="yellow") for note in plan.notes]
    if plan.problems:
        return Group(*parts, _problems_view(plan.problems))
    parts += [
        new_partner_view(partner_plan, may_see_restricted_fields)
        for partner_plan in plan.new[:SHOWN]
    ]
    if len(plan.new) > SHOWN:
        parts.append(Text(f"… and {len(plan.new) - SHOWN} more new ones"))
    for partner_plan in plan.changed:
        parts.append(
            Text(
                f"Changed: {partner_plan.partner.id}  {_short(partner_plan.partner.name, 80)}",
                "bold",
            )
        )
        parts.append(
            Padding(_changes_view(partner_plan.changes, may_see_restricted_fields), (0, 0, 1, 2))
        )
    parts += [
        Text(line, "yellow")
        for partner_plan in plan.planned
        for line in _account_lines(partner_plan, may_see_restricted_fields)
    ]
    parts += [Text(same_name_sentence(same), "yellow") for same in plan.same_names]
    if plan.contested:
        parts.append(contested_view(plan.contested, may_see_restricted_fields))
    counts = {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
    }
    summary = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return Group(*parts, Text(f"{summary}."))


def _account_lines(partner_plan: PlannedChange, may_see_restricted_fields: bool) -> Iterator[str]:
    """What is to be told of an account before it is saved."""
    partner_id = partner_plan.partner.id
    if partner_plan.holds_account:
        yield (
            f"The account of '{partner_id}' would change: it waits until a second person has "
            "called the partner back, and the one on record stays meanwhile."
        )
    if others := partner_plan.account_others:
        whose = ", ".join(others) if may_see_restricted_fields else "another partner"
        yield f"The IBAN of '{partner_id}' stands in the file of {whose} too; ask whose it is."


def same_name_sentence(same: SameName) -> str:
    """That a partner of the file bears the name of another one."""
    place = f"{same.place.sheet}, row {same.place.row}"
    there = "is on record" if same.is_on_record else "is in the same file"
    return (
        f"{place}: '{same.partner}' ({_short(same.name, 80)}) may be '{same.other}' "
        f"({_short(same.other_name, 80)}), which {there}."
    )


def _problems_view(problems: Iterable[ImportProblem]) -> RenderableType:
    table = Table(box=None, pad_edge=False)
    for column in ("Where", "Column", "What to mend"):
        table.add_column(column)
    for problem in problems:
        place = problem.place
        cells = (place.address, place.column, problem.why)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def deletion_view(partners: Sequence[PartnerToDelete]) -> RenderableType:
    """What would be deleted with each partner, and which of its agreements are in force."""
    lines = []
    for each in partners:
        counts = (counted(each.drafts, "draft"), counted(each.checklists, "checklist"))
        line = Text(f"{each.partner.id}: {_short(each.partner.name, 80)}, {', '.join(counts)}")
        if each.in_force:
            keys = ", ".join(f"‘{agreement.key}’" for agreement in each.in_force)
            are = "is" if len(each.in_force) == 1 else "are"
            line.append(f"; {keys} {are} in force: keep signed papers elsewhere", "yellow")
        lines.append(line)
    return Group(*lines)


def samples_view(samples: Samples) -> RenderableType:
    """The samples on record: which would be deleted, and which the office has made its own."""
    if not samples.made_up and not samples.own:
        return Text("No sample is on record.")
    lines = [Text.assemble(*_sample_words(sample)) for sample in samples.made_up]
    lines += [Text(_renamed_sample_sentence(record), "yellow") for record in samples.own]
    return Group(*lines)


def _sample_words(sample: Sample) -> Iterator[str | tuple[str, str]]:
    record = sample.latest
    yield f"{record.partner.id}: {_short(record.partner.name, 80)}"
    if sample.was_changed:
        yield (f", changed {_when(record.changed_at)} by {record.changed_by}", "yellow")
    documents = {"draft": sample.drafts, "checklist": sample.checklists}
    yield "".join(f", {counted(count, noun)}" for noun, count in documents.items() if count)


def _renamed_sample_sentence(record: StoredPartner) -> str:
    partner = record.partner
    return (
        f"Kept: {partner.id} was a sample, and is now named ‘{_short(partner.name, 80)}’. Its "
        f"documents still say that it is a sample. To keep it for good: `saathi partners export "
        f"FILE.yaml {partner.id}`, give it an id of its own in the file, take the line `sample: "
        f"true` away, import the file with `--apart` and that id, and delete {partner.id}."
    )


def refusal(plan: ImportPlan) -> str:
    """Why nothing was saved, in one sentence."""
    return (
        f"{plan.file} has {counted(len(plan.problems), 'problem')}, so nothing was saved; mend "
        "what is listed and import it again."
    )


def held_sentence(partner_id: str) -> str:
    """That a new account waits, after an import or beside the file."""
    return (
        f"The new account of '{partner_id}' waits: the one on record stays until a second person "
        f"has called the partner back (saathi partners account show {partner_id})."
    )


def export_sentence(count: int, file: str, may_see_restricted_fields: bool) -> str:
    """What was written, and what was left out of it."""
    left_out = "" if may_see_restricted_fields else " Bank details and CNICs are left out."
    return f"{file} holds {counted(count, 'partner')}.{left_out}"


def locked_sentence(partners: Sequence[str]) -> str:
    """Whose restricted values are not in an export, for they cannot be read."""
    return (
        f"Bank details and CNICs of {', '.join(partners)} cannot be read, for their key is "
        "missing, so they are not in it; `saathi doctor` names the key."
    )


def counted(count: int, noun: str) -> str:
    """'1 partner', '2 partners'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _when(moment: datetime) -> str:
    here = moment.astimezone()
    return f"{here.day} {here:%B %Y, %H:%M}"


def _short(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
