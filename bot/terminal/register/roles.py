"""`--as-role`: what is for a role alone, at the terminal; whoever looks so is put on record first.

Without it the terminal shows, lists and opens nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.console import account

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.register import Entry

AsRole = Annotated[
    str,
    typer.Option(
        "--as-role",
        metavar="ROLE",
        help="Also what is for that role alone; it goes on the access record.",
    ),
]


def roles_named(services: Services, role: str) -> tuple[str, ...]:
    """The role, where one was named. Raises EdgeError for one that opens nothing."""
    known = sorted({kind.restricted_to for kind in services.register.kinds.values()} - {""})
    if role and role not in known:
        raise EdgeError(f"--as-role: ‘{role}’ opens nothing; write {' or '.join(known)}.")
    return (role,) if role else ()


def note_shown(services: Services, entries: Iterable[Entry]) -> None:
    """Puts on record which of these are about to be seen, as far as they are for a role alone."""
    services.access.note_matters(account(), entries)


def refuse_export(role: str, *, is_export: bool) -> None:
    """Raises EdgeError where what is for a role alone would leave the register in a file."""
    if role and is_export:
        raise EdgeError(
            "--as-role: what is for a role alone goes into no file and no other program; leave "
            "out --xlsx and --json."
        )


def require_role(role: str, which: str) -> None:
    """Raises EdgeError where the report on restorings is asked for without the role."""
    if which == "restoring" and role != "investigations":
        raise EdgeError("restoring: this counts cases; add --as-role investigations.")
