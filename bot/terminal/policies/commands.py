"""`saathi knowledge`: what is on record, its index, and what differs between editions."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal.console import complain, err, open_services, out, say
from bot.terminal.policies.adding import add, reread
from bot.terminal.policies.amending import correct, restore, withdraw

knowledge = typer.Typer(
    help="The policy documents on record and their index.", no_args_is_help=True
)


@knowledge.command("list")
def list_() -> None:
    """Every edition on record, and which is in force."""
    from bot.terminal.policies.history_view import reread_hints  # noqa: PLC0415
    from bot.terminal.policy_views import records_view  # noqa: PLC0415

    library = open_services().policies.library
    out.print(records_view(library.records(), library.in_force()))
    for line in reread_hints(library.read_by_an_earlier_reader()):
        say(line)


@knowledge.command()
def show(
    document: Annotated[str, typer.Argument(metavar="ID", help="The document, for example cspf.")],
    clause: Annotated[
        str | None, typer.Argument(help="A clause, for example 17a; none shows all.")
    ] = None,
) -> None:
    """A document's clauses, or one clause whole."""
    from bot.terminal.policy_views import clause_view, outline_view  # noqa: PLC0415

    policy = open_services().policies.library.document(document)
    out.print(
        outline_view(policy) if clause is None else clause_view(policy, policy.clause(clause))
    )


@knowledge.command()
def check() -> None:
    """Reads every document and the index back, and says what is wrong with them."""
    policies = open_services().policies
    problems = policies.problems()
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(1)
    documents = policies.library.in_force()
    clauses = sum(1 for document in documents for _ in document.walk())
    say(f"{len(documents)} documents with {clauses} clauses, and their index, are in order.")


@knowledge.command()
def build(
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing changed.")] = False,
) -> None:
    """Makes the index of the documents in force beside the one in use, and swaps it in."""
    policies = open_services().policies
    if not force and policies.is_built():
        say("The index is of the documents in force already; nothing to do.")
        return
    with err.status("Making the index …"):
        policies.build(force=force)
    clauses = len(policies.answerer().index.passages)
    documents = len(policies.library.in_force())
    say(f"The index holds {clauses} clauses of {documents} documents.")


@knowledge.command()
def diff(
    document: Annotated[str, typer.Argument(metavar="ID", help="The document, for example cspf.")],
    before: Annotated[str | None, typer.Option("--from", help="The earlier edition.")] = None,
    after: Annotated[str | None, typer.Option("--to", help="The later edition.")] = None,
) -> None:
    """What changed between two editions, clause by clause; the last two unless named."""
    from bot.terminal.policy_views import changes_view  # noqa: PLC0415
    from knowledge import compare  # noqa: PLC0415

    library = open_services().policies.library
    old, new = library.pair(document, before, after)
    out.print(changes_view(old, new, compare(old, new)))


@knowledge.command()
def touches(
    document: Annotated[str, typer.Argument(metavar="ID", help="The document, for example cspf.")],
    before: Annotated[str | None, typer.Option("--from", help="The earlier edition.")] = None,
    after: Annotated[str | None, typer.Option("--to", help="The later edition.")] = None,
) -> None:
    """What of the office's own rests on clauses that changed between two editions."""
    from bot.terminal.policies.effects_view import effects_view  # noqa: PLC0415
    from knowledge import ForceChange  # noqa: PLC0415

    services = open_services()
    old, new = services.policies.library.pair(document, before, after)
    out.print(effects_view(services.policy_effects([ForceChange(old, new)])))


@knowledge.command()
def history(
    document: Annotated[
        str, typer.Argument(metavar="[ID]", help="One document; none shows all.")
    ] = "",
) -> None:
    """Who put which edition on record, withdrew or corrected it, and when."""
    from bot.terminal.policies.history_view import history_view  # noqa: PLC0415
    from knowledge.editions import history_of  # noqa: PLC0415

    library = open_services().policies.library
    events = [e for e in history_of(library.records()) if document in ("", e.document)]
    out.print(history_view(events))


for command in (add, reread, withdraw, restore, correct):
    knowledge.command()(command)
