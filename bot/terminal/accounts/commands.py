"""`saathi partners account …`: what waits, and how it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.console import account, complain, open_services, out, say

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.partners.accounts import AccountChange

accounts = typer.Typer(
    help="Changes of partners’ accounts: held until a second person has called the partner back.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The partner’s id.")]


@accounts.command("list")
def list_() -> None:
    """Every change that waits for a call-back, the oldest first."""
    from bot.terminal.accounts import views  # noqa: PLC0415  (the database)

    out.print(views.list_view(open_services().accounts.all_waiting()))


@accounts.command()
def show(partner_id: Id) -> None:
    """What waits of one partner, the numbers to call, and what became of earlier changes."""
    from bot.terminal.accounts import views  # noqa: PLC0415
    from drafting.partners.accounts import field_changes  # noqa: PLC0415
    from drafting.partnership import Access  # noqa: PLC0415

    services = open_services()
    partner = services.partners.get(partner_id)
    change = services.partners.waiting_account(partner_id)
    may_see = services.settings.roles.terminal_sees_restricted
    if change is None:
        out.print(views.nothing_waits(partner_id))
    else:
        fields = field_changes(partner, change)
        if may_see:
            services.access.note_changes(account(), Access.TERMINAL, partner_id, fields)
        numbers = services.accounts.known_numbers(change)
        out.print(views.change_view(change, fields, numbers, may_see))
    settled = [entry for entry in services.accounts.changes(partner_id) if entry.settled_at]
    if settled:
        out.print(views.settled_view(settled))


@accounts.command()
def confirm(
    partner_id: Id,
    number: Annotated[
        str, typer.Option(help="The number that you called: one of those that `show` lists.")
    ] = "",
    spoke_to: Annotated[str, typer.Option(help="Whom you spoke to.")] = "",
    on: Annotated[str, typer.Option(help="The day of the call; none: today.")] = "",
) -> None:
    """Records that you called the partner back: the account that waits comes into force."""
    from bot.terminal.accounts import views  # noqa: PLC0415
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.partners.accounts import CallBack  # noqa: PLC0415

    services = open_services()
    change = _waiting(services, partner_id)
    if not number or not spoke_to:
        out.print(views.numbers_view(services.accounts.known_numbers(change)))
        complain(views.how_to_confirm(partner_id))
        raise typer.Exit(1)
    day = views.parsed_day(on) if on else office_today()
    call = CallBack(number, spoke_to, day)
    services.accounts.confirm(partner_id, change.id, call, by=account())
    say("The call is on record, and the new account is in force.")


@accounts.command()
def refuse(
    partner_id: Id,
    reason: Annotated[str, typer.Option(help="Why: what the partner said, or what was found.")],
) -> None:
    """Refuses the account that waits; the one on record stays."""
    services = open_services()
    change = _waiting(services, partner_id)
    services.accounts.refuse(partner_id, change.id, reason, by=account())
    say("The change is refused, with your reason on record; the account on record stays.")


@accounts.command()
def withdraw(partner_id: Id) -> None:
    """Takes back a change that you entered yourself; the account on record stays."""
    services = open_services()
    change = _waiting(services, partner_id)
    services.accounts.withdraw(partner_id, change.id, by=account())
    say("The change is withdrawn; the account on record stays.")


def _waiting(services: Services, partner_id: str) -> AccountChange:
    """The change that waits; ends the command where there is none."""
    from bot.terminal.accounts import views  # noqa: PLC0415

    services.partners.get(partner_id)
    change = services.partners.waiting_account(partner_id)
    if change is None:
        out.print(views.nothing_waits(partner_id))
        raise typer.Exit(1)
    return change
