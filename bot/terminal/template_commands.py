"""`saathi templates …`: the documents that can be drafted, and the clauses they are made of."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal.console import complain, open_services, out, say

templates = typer.Typer(
    help="The documents that can be drafted, and their clauses.", no_args_is_help=True
)


@templates.command("list")
def list_() -> None:
    """Every kind of document, and what it is for."""
    from bot.terminal.template_views import documents_view  # noqa: PLC0415  (for this command only)

    shelf = open_services().templates
    out.print(documents_view(shelf.overview()))
    for where, sentence in shelf.unlisted():
        complain(f"Not listed: {where}: {sentence}")


@templates.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A document or a clause, by its id.")],
) -> None:
    """A document with the clauses that it may hold; or a clause, its text and when it applies."""
    from bot.terminal.template_views import clause_view, outline_view  # noqa: PLC0415

    shelf = open_services().templates
    document = next((template for template in shelf.overview() if template.kind == name), None)
    if document is None:
        out.print(clause_view(shelf.library.clause(name)))
    else:
        out.print(outline_view(document))


@templates.command()
def check() -> None:
    """Checks each clause and template against the data model and the framework in force."""
    from drafting.agreements import basis_resolver, check_everything  # noqa: PLC0415  (reads every template)

    services = open_services()
    shelf, left_out = services.templates, services.settings.office.left_out_clauses
    problems = check_everything(shelf, basis_resolver(services.policies.library), left_out)
    for where, sentence in problems:
        complain(f"{where}: {sentence}")
    if problems:
        raise typer.Exit(1)
    clauses, kinds = len(shelf.library.clauses()), len(shelf.kinds())
    say(f"{clauses} clauses and the templates of {kinds} documents are in order.")
