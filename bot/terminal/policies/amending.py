"""`saathi knowledge withdraw`, `restore` and `correct`: a way back, on record with who and when."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.services import Services
from bot.terminal.console import err, open_services, say
from bot.terminal.policies.adding import DryRun, Yes, show_effects
from bot.terminal.policies.consent import account, agrees
from knowledge import Amendment, ForceChange, Record, Status

Id = Annotated[str, typer.Argument(metavar="ID", help="The document.")]
Edition = Annotated[
    str, typer.Option("--edition", help="Its edition's date; the one in force unless named.")
]
Why = Annotated[str, typer.Option("--why", help="The reason, for the record.")]


def withdraw(
    document: Id,
    edition: Edition = "",
    only_reading: Annotated[
        bool, typer.Option("--reading", help="Only the last reading of its file.")
    ] = False,
    why: Why = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Takes an edition out of force for good; the one before it comes back."""
    services = open_services()
    library = services.policies.library
    record = library.edition(document, edition)
    amendment = library.withdrawal(record, account(), why, only_reading=only_reading)
    _decide(services, record, amendment, "Withdraw it?", dry_run=dry_run, yes=yes)


def restore(
    document: Id,
    edition: Annotated[
        str, typer.Option("--edition", help="Its date; the last withdrawn unless named.")
    ] = "",
    why: Why = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Takes a withdrawal back."""
    services = open_services()
    library = services.policies.library
    record = library.edition(document, edition, withdrawn=True)
    amendment = library.restoration(record, account(), why)
    _decide(services, record, amendment, "Restore it?", dry_run=dry_run, yes=yes)


def correct(  # noqa: PLR0913, PLR0917  (each is an option of the command)
    document: Id,
    edition: Edition = "",
    to_id: Annotated[str, typer.Option("--to-id", help="The id it should have.")] = "",
    to_edition: Annotated[str, typer.Option("--to-edition", help="The date it should have.")] = "",
    to_status: Annotated[
        Status | None, typer.Option("--to-status", help="The status it should have.")
    ] = None,
    why: Why = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Corrects the id, date or status of an edition."""
    services = open_services()
    library = services.policies.library
    record = library.edition(document, edition)
    amendment = library.correction(
        record, account(), why, document=to_id, edition=to_edition, status=to_status
    )
    _decide(services, record, amendment, "Correct it?", dry_run=dry_run, yes=yes)


def _decide(
    services: Services,
    record: Record,
    amendment: Amendment,
    question: str,
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    """Says what would be in force, asks, and puts the decision on record."""
    policies = services.policies
    say(f"{_name(record)}: to be {_deed(amendment)}.")
    for change in policies.would_change(amendment):
        say(_in_force_sentence(change))
    if dry_run:
        say("\nNothing was changed; leave out --dry-run to do it.")
        return
    if not agrees(f"\n{question}", yes):
        return
    with err.status("Making the index …"):
        amended = policies.amend(amendment)
    say(f"\nIt is {amendment.kind}, and on record as decided by {amendment.by}.")
    show_effects(services, amended.force)


def _name(record: Record) -> str:
    document, by = record.document, record.by or "Saathi"
    origin = f"put on record on {record.added[:10]} by {by}" if record.sequence else "of Saathi"
    return f"{document.id}, edition {document.edition}, {document.status}, {origin}"


def _deed(amendment: Amendment) -> str:
    to = (amendment.to_document, amendment.to_edition, amendment.to_status)
    changes = ", ".join(str(value) for value in to if value)
    return f"{amendment.kind} to {changes}" if changes else str(amendment.kind)


def _in_force_sentence(change: ForceChange) -> str:
    document = change.document
    if change.after is None:
        return f"No edition of {document.id} would be in force, and no question gets its clauses."
    count = len(change.changes)
    clauses = "no clause differs" if not count else f"{count} clauses differ"
    clauses = "1 clause differs" if count == 1 else clauses
    return (
        f"In force of {document.id} would be the edition {document.edition} ({document.status}); "
        f"{clauses}."
    )
