"""`saathi marks …`: what people marked, and the way to take a mark back."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.terminal.console import account, open_services, out, say

marks = typer.Typer(
    help="Which clauses people marked, in Slack, as answering a question or not.",
    no_args_is_help=True,
)


@marks.command("list")
def list_(
    every: Annotated[
        bool, typer.Option("--all", help="Those that were taken back too, with who did it when.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """The marks, newest first: the question, the clause, who and when, and whether it holds."""
    from bot.terminal.marks.views import list_view, mark_json  # noqa: PLC0415  (the database)

    services = open_services()
    records = services.marks.records(every=every)
    documents = services.policies.library.in_force()
    if as_json:
        content = [mark_json(record, documents) for record in records]
        out.print(json.dumps(content, indent=1), highlight=False, markup=False, soft_wrap=True)
    else:
        out.print(list_view(records, documents))


@marks.command("take-back")
def take_back(
    mark: Annotated[str, typer.Argument(metavar="ID", help="The mark’s id, or how it begins.")],
) -> None:
    """Takes a mark back; it stays on record with who did it, and decides nothing any more."""
    taken_back = open_services().marks.take_back(mark, account())
    say(
        f"The mark of {taken_back.document} {taken_back.clause} for “{taken_back.question}” is "
        "taken back; the question is answered as it was before."
    )
