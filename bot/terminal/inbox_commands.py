"""`saathi inbox …`: what waits, what is worked on, and what was set aside."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal.console import open_services, out, say

inbox = typer.Typer(
    help="What people sent and has no reply yet, and what was set aside.", no_args_is_help=True
)

Reference = Annotated[
    str, typer.Argument(metavar="ID", help="The delivery’s id, or the reference its writer has.")
]


@inbox.command("list")
def list_() -> None:
    """What waits, is worked on, is put off or is set aside; never what somebody wrote."""
    from bot.slack.delivery.overview import InboxOverview  # noqa: PLC0415  (the database)
    from bot.terminal.inbox_views import list_view  # noqa: PLC0415

    out.print(list_view(InboxOverview(open_services().database).entries()))


@inbox.command()
def show(reference: Reference) -> None:
    """One delivery: kind, when, who, where, how often it was tried, and why it was set aside."""
    from bot.slack.delivery.overview import InboxOverview  # noqa: PLC0415
    from bot.terminal.inbox_views import entry_view  # noqa: PLC0415

    out.print(entry_view(InboxOverview(open_services().database).entry(reference)))


@inbox.command()
def retry(reference: Reference) -> None:
    """Puts one that was set aside, or put off, back in line; also while Saathi serves."""
    from bot.slack.delivery.overview import InboxOverview  # noqa: PLC0415

    entry = InboxOverview(open_services().database).retry(reference)
    say(f"Delivery {entry.reference} is in line again. Its reply comes while Saathi serves.")
