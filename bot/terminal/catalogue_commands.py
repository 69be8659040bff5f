"""`saathi due-diligence catalogue …` and `… standing …`: the items, and our own answers."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import (
    By,
    Evidence,
    Expires,
    day_of,
    name_of,
    proofs_of,
    refusals_as_errors,
)
from bot.terminal.console import TERMINAL, complain, open_services, out, say
from drafting.partners import office_name, office_today

STANDING = "standing"  # what evidence of the office's standing answers is kept under
catalogue = typer.Typer(help="The items that may be asked.", no_args_is_help=True)
standing = typer.Typer(
    help="The office’s answers that hold for every partner.", no_args_is_help=True
)


@catalogue.command("check")
def check() -> None:
    """Checks every item: its basis, its condition, the fields that answer it, and its Urdu."""
    from drafting.due_diligence import check_catalogue, load_translation  # noqa: PLC0415

    services = open_services()
    items = services.due_diligence.catalogue()
    problems = check_catalogue(items, services.policies.library)
    for where, sentence in problems:
        complain(f"{where}: {sentence}")
    if problems:
        raise SystemExit(1)
    say(f"{len(items.items)} items are in order.")
    for entry in services.register.of_kind("proposal"):
        if entry.latest("taken"):
            state = services.register.kinds[entry.kind].state(entry, office_today())
            say(f"{state}. It is asked so whatever the files say; another proposal changes it.")
    translation = load_translation("ur", services.settings.home / "catalogue")
    for item, why in translation.missing(items.items) if translation else ():
        say(f"{item} stands in English in Urdu files: {why}")


@standing.command("list")
def list_standing() -> None:
    """The office’s standing answers, and which are still missing."""
    from bot.terminal.due_diligence_views import standing_view  # noqa: PLC0415

    desk = open_services().due_diligence
    out.print(standing_view(desk.catalogue().items, desk.checklists.standing()))


@standing.command("set")
def set_standing(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="For example cip-turnaround.")],
    text: Annotated[str, typer.Argument(help="The office’s answer.")],
    evidence: Evidence = None,
    expires: Expires = "",
    by: By = TERMINAL,
) -> None:
    """Keeps the office’s answer to an item; every new checklist begins with it, to be confirmed."""
    services = open_services()
    desk = services.due_diligence
    until = day_of(expires, "--expires")
    if until and not evidence:
        raise EdgeError("--expires says until when evidence holds; name that with --evidence.")
    if not text.strip():
        raise EdgeError(f"Write {office_name()}’s answer to {item} behind it.")
    with refusals_as_errors():
        person = name_of(by)
        proofs = proofs_of(services, STANDING, evidence or (), until, person)
        desk.keep_standing(item, text, person, proofs)
    say(
        f"{office_name()}’s answer to {item} is kept; it is filled in in every checklist that "
        "begins now."
    )
