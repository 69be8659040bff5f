"""`saathi screening …`: checks partners against the lists, and settles possible matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import reader_of
from bot.terminal.console import account, open_services, out, say

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.screening import MatchStanding, Screening

screening = typer.Typer(
    help="Partners’ names and numbers against the lists that the office puts into a folder.",
    no_args_is_help=True,
)
Id = Annotated[str, typer.Argument(metavar="PARTNER_ID", help="The partner’s id.")]
MatchId = Annotated[str, typer.Argument(metavar="MATCH", help="Its id, as `show` gives it.")]
Reason = Annotated[str, typer.Option("--reason", help="What you compared, and what it showed.")]
By = Annotated[str, typer.Option("--by", help="Who settles it, by name; you if not given.")]


@screening.command()
def lists() -> None:
    """The lists in the folder, with their dates and how many entries each holds."""
    from bot.terminal.screening import views  # noqa: PLC0415

    services = open_services()
    folder = services.settings.home / "screening"
    out.print(views.lists_view(services.screening.lists(), folder))


@screening.command()
def check(partner_id: Id) -> None:
    """Checks a partner against every list, and puts on record what that showed."""
    services = open_services()
    _show(services, services.screening.screen(partner_id, account(), account()))


@screening.command()
def due(
    run: Annotated[bool, typer.Option("--check", help="Check each of them now.")] = False,
) -> None:
    """Which partners are to be checked, and why: a new list, other names, or the time."""
    from bot.terminal.screening import views  # noqa: PLC0415

    services = open_services()
    desk = services.screening
    partners = desk.due()
    if not run:
        out.print(views.due_view(partners))
        return
    for partner, _ in partners:
        _show(services, desk.screen(partner.id, account(), account()))
    if not partners:
        out.print(views.due_view(partners))


@screening.command()
def show(partner_id: Id) -> None:
    """A partner’s last check, its possible matches, and how each was settled."""
    services = open_services()
    partner = services.partners.get(partner_id)
    desk = services.screening
    latest = desk.latest(partner_id)
    if latest is None:
        say(f"{partner.name} was never checked; `saathi screening check {partner_id}` does it.")
        return
    _show(services, latest)
    for why in desk.why_due(partner, desk.lists()):
        say(f"To be checked again: {why}")


@screening.command()
def clear(match: MatchId, reason: Reason = "", by: By = "") -> None:
    """Says that a possible match is somebody else, and why."""
    from drafting.screening import MatchStanding  # noqa: PLC0415

    _decide(match, MatchStanding.CLEARED, by, reason)


@screening.command()
def confirm(match: MatchId, reason: Reason = "", by: By = "") -> None:
    """Says that a possible match is the one that is listed, and why."""
    from drafting.screening import MatchStanding  # noqa: PLC0415

    _decide(match, MatchStanding.CONFIRMED, by, reason)


@screening.command()
def reopen(match: MatchId, reason: Reason = "", by: By = "") -> None:
    """Takes back how a possible match was settled, and why; all stays on record."""
    from drafting.screening import MatchStanding  # noqa: PLC0415

    _decide(match, MatchStanding.OPEN, by, reason)


def _show(services: Services, screening: Screening) -> None:
    """Prints a check; who is about to see possible matches is put on record first."""
    from bot.terminal.screening import views  # noqa: PLC0415

    matches = services.screening.current_matches(screening.partner)
    reads = _reads_matches(services)
    if matches and reads:
        _note(services, screening.partner, screening.id)
    out.print(views.screening_view(screening, matches, reads=reads))


def _decide(match_id: str, outcome: MatchStanding, by: str, reason: str) -> None:
    from bot.terminal.screening import views  # noqa: PLC0415

    services = open_services()
    match = services.screening.match(match_id)
    if not _reads_matches(services):
        raise EdgeError(views.WITHHELD)
    _note(services, match.partner, match.id)
    settled = services.screening.decide(match.id, outcome, by or account(), reason, account())
    out.print(views.match_view(settled))


def _reads_matches(services: Services) -> bool:
    return services.due_diligence.screening_readers().includes(reader_of(services))


def _note(services: Services, partner: str, about: str) -> None:
    from drafting.partnership import Access  # noqa: PLC0415

    services.access.note(account(), Access.TERMINAL, partner, ("screening",), about=about)
