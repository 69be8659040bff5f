"""`saathi knowledge add` and `reread`: looked at first, in force after a yes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError, sentence
from bot.services import Services
from bot.terminal.console import complain, err, open_services, out, say, say_path
from bot.terminal.policies.consent import account, agrees
from knowledge import Status

if TYPE_CHECKING:
    from knowledge import Added, ForceChange
    from knowledge.approval import Proposal

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only look; nothing changes.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="An .html file to write: each page beside its clauses."),
]


class NoReport(EdgeError):
    """The report cannot be written; the message says the cure."""


def add(  # noqa: PLR0913, PLR0917  (each is an option of the command)
    file: Annotated[Path, typer.Argument(help="A .md, .docx or .pdf file.")],
    document: Annotated[
        str, typer.Option("--as", help="The document's id, for example visibility-policy.")
    ],
    edition: Annotated[
        str, typer.Option("--edition", help="The edition's date: 2026, 2026-11 or 2026-11-22.")
    ],
    status: Annotated[
        Status, typer.Option(help="Is it the office's approved text, or a stand-in?")
    ],
    report: Report = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Shows a new edition and what to doubt, and puts it on record after a yes."""
    services = open_services()
    policies = services.policies
    proposal = policies.propose(file, document, edition, status)
    if not _looked_at(services, proposal, report, dry_run=dry_run, yes=yes):
        return
    with err.status("Making the index …"):
        added = policies.add(proposal.document, (proposal.file, proposal.content), by=account())
    count = sum(1 for _ in proposal.document.walk())
    clauses = "1 clause" if count == 1 else f"{count} clauses"
    say(f"\n{proposal.document.title}, edition {edition}, is on record with {clauses}.")
    _say_what_it_replaced(proposal, added)
    show_effects(services, added.force)
    _show_differences(services, document)


def reread(
    document: Annotated[str, typer.Argument(metavar="ID", help="The document.")],
    edition: Annotated[
        str, typer.Option("--edition", help="Its edition; the one in force unless named.")
    ] = "",
    report: Report = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Reads the file of an edition again, as today's reader does, and shows what differs."""
    services = open_services()
    policies = services.policies
    record = policies.library.edition(document, edition)
    proposal = policies.reread(record)
    if not _looked_at(services, proposal, report, dry_run=dry_run, yes=yes):
        return
    with err.status("Making the index …"):
        added = policies.add(
            proposal.document, (proposal.file, proposal.content), by=account(), rereads=record
        )
    say(
        f"\nThe new reading of {document}, edition {record.document.edition}, is on record. "
        "`saathi knowledge withdraw --reading` takes it back."
    )
    show_effects(services, added.force)


def show_effects(services: Services, changes: tuple[ForceChange, ...]) -> None:
    """Lists what rests on the clauses that changed; what is in force stays so if it cannot."""
    from bot.terminal.policies.effects_view import effects_view  # noqa: PLC0415

    try:
        effects = services.policy_effects(changes)
    except Exception as error:  # the edition is in force already
        complain(f"What rests on it could not be listed: {sentence(error)}")
        return
    if effects:
        out.print(effects_view(effects))


def _show_differences(services: Services, document: str) -> None:
    """Lists where it and another policy differ on what one of them leaves to the other."""
    from bot.terminal.policies.effects_view import differences_view  # noqa: PLC0415

    differences = services.policies.differences(document)
    if differences:
        out.print(differences_view(differences))


def _looked_at(
    services: Services, proposal: Proposal, report: Path | None, *, dry_run: bool, yes: bool
) -> bool:
    """Shows the proposal; True where it is to be put in force now."""
    from bot.terminal.policies.proposal_view import proposal_view  # noqa: PLC0415

    out.print(proposal_view(proposal))
    if report is not None:
        _write_report(services, proposal, report)
    if dry_run:
        show_effects(services, (proposal.force,))
        say("\nNothing was changed; leave out --dry-run to put it on record.")
        return False
    question = "Put it in force?" if proposal.comes_into_force else "Put it on record?"
    return agrees(f"\n{question}", yes)


def _write_report(services: Services, proposal: Proposal, to: Path) -> None:
    from drafting.documents import to_pdf  # noqa: PLC0415  (LibreOffice)
    from knowledge.approval import approval_report  # noqa: PLC0415
    from knowledge.storage import write_whole  # noqa: PLC0415

    if to.suffix.lower() not in (".html", ".htm"):
        raise NoReport(f"{to.name} is no .html file; name the report for example report.html.")
    if not to.parent.is_dir():
        raise NoReport(f"There is no folder {to.parent}; name one that is there for the report.")
    with err.status("Drawing the pages …"):
        page = approval_report(proposal, services.pdf_of or to_pdf)
    write_whole(to, page.encode())
    say_path(f"\nThe report is in {to}; open it in a browser.")


def _say_what_it_replaced(proposal: Proposal, added: Added) -> None:
    if added.replaces_stand_in:
        say("It replaces the stand-in, which stays on record and is no longer searched.")
    elif added.predecessor is not None:
        say(
            f"It supersedes the edition {added.predecessor.edition}, which stays on record and is "
            "no longer searched."
        )
    elif added.in_force != proposal.document:
        say(f"The later edition {added.in_force.edition} stays in force.")
