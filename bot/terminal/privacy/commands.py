"""`saathi privacy …`: encryption, who looked at what, and how long things are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.console import complain, err, open_services, out, say, say_path

privacy = typer.Typer(
    help="Encryption, who looked at restricted values, and how long things are kept.",
    no_args_is_help=True,
)


@privacy.command("new-key")
def new_key(
    to: Annotated[
        Path | None, typer.Option("--to", help="A new file for it; none: it is printed.")
    ] = None,
) -> None:
    """Makes a key to encrypt with."""
    from bot.terminal.privacy.key_file import make_key_file  # noqa: PLC0415  (for this command only)
    from drafting.sealing import new_key as make_key  # noqa: PLC0415

    if to is None:
        say(make_key())
        return
    make_key_file(to)
    say_path(f"The key is in {to}. Keep a copy of it where the backups are not: without it nobody")
    say("reads what it encrypted. Set SAATHI_PRIVACY__ENCRYPTION_KEY_FILE to the file.")


@privacy.command()
def encrypt() -> None:
    """Encrypts all that is kept with the first key, and leaves no trace of what was there."""
    _encrypt()


@privacy.command("rotate-key")
def rotate_key() -> None:
    """Puts a new key in front of those in the key’s file, and encrypts everything with it."""
    from bot.terminal.privacy.key_file import put_new_key_first  # noqa: PLC0415
    from drafting.partnership import sealing_state  # noqa: PLC0415

    services = open_services()
    if services.key_ring.first and sealing_state(services.database, services.key_ring).older:
        say("The last change of the key is not finished; going on with it.")
    else:
        say_path(f"A new key stands first in {put_new_key_first()}.")
    _encrypt()
    say(
        "The keys behind the first are needed for backups that were made before, and for nothing "
        "else; a Saathi that runs reads the file again by itself."
    )


def _encrypt() -> None:
    from bot.encryption import encrypt_everything  # noqa: PLC0415

    services = open_services()
    if services.key_ring.first is None:
        raise EdgeError(
            "There is no key to encrypt with; `saathi privacy new-key` makes one, and the setting "
            "`privacy.encryption_key` takes it (docs/privacy.md)."
        )
    with err.status("Encrypting …") as status:
        report = encrypt_everything(services, lambda rows: status.update(f"Encrypting … {rows:,}"))
    key = services.key_ring.first.id
    say(f"Encrypted with the key {key}: {report.rows:,} rows now, {report.state.current:,} in all.")
    if report.state.locked:
        complain(
            f"{report.state.locked:,} rows are encrypted with a key that is not set "
            f"({', '.join(report.state.missing_keys)}); put it behind the first, and run this "
            "again."
        )
    if not report.no_traces:
        complain(
            "Somebody works with the database, so traces of what stood there may be left in its "
            "files; run this again in a moment."
        )
    if report.state.locked or not report.no_traces:
        raise typer.Exit(1)


@privacy.command()
def access(
    partner: Annotated[str, typer.Option("--partner", help="Only this partner, by its id.")] = "",
    days: Annotated[int, typer.Option(min=1, help="How many days to look back.")] = 90,
    to: Annotated[
        Path | None, typer.Option("--to", help="A .csv file to write instead of the list.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Who looked at bank details and CNICs, and who exported; newest first."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    from bot.terminal.privacy import views  # noqa: PLC0415

    entries = open_services().access.entries(
        partner=partner, since=datetime.now(UTC) - timedelta(days=days)
    )
    if to is not None:
        views.write_access(entries, to)
        say_path(f"{len(entries):,} entries are in {to}.")
    elif as_json:
        out.print(views.access_json(entries), highlight=False, markup=False, soft_wrap=True)
    else:
        out.print(views.access_view(entries))


@privacy.command("delete-old")
def delete_old(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list what would be deleted.")
    ] = False,
) -> None:
    """Deletes what is older than the settings keep it, as `saathi serve` does every day."""
    from bot.terminal.privacy import views  # noqa: PLC0415

    retention = open_services().retention
    removals = retention.due() if dry_run else retention.carry_out()
    out.print(views.removals_view(removals, is_done=not dry_run))
