"""What the arguments of `saathi due-diligence …` stand for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.errors import EdgeError

if TYPE_CHECKING:
    from bot.services import Services
    from drafting import Checklist

Chosen = TypeVar("Chosen", bound=StrEnum)
LARGEST = 20 * 1024 * 1024  # bytes of a file of evidence, or of a checklist that is given back
PartnerId = Annotated[str, typer.Argument(metavar="PARTNER_ID", help="The partner’s id.")]
ChecklistId = Annotated[
    str,
    typer.Argument(
        metavar="CHECKLIST",
        help="Its id; `list` shows them, and a partner’s id stands for its newest.",
    ),
]
EntryKey = Annotated[
    str, typer.Argument(metavar="ITEM", help="For example fit-shared-vision.partner.")
]
AgreementKey = Annotated[
    str, typer.Option("--agreement", help="The agreement’s key, where the partner has several.")
]
Day = Annotated[
    datetime | None, typer.Option("--expires", formats=["%Y-%m-%d"], help="Until when it shows it.")
]


def agreement_of(services: Services, partner_id: str, key: str) -> str:
    """The agreement that is meant: the one named, or the only one."""
    partner = services.partners.get(partner_id)
    keys = [one.key for one in partner.agreements]
    if key or len(keys) == 1:
        return key or keys[0]
    if not keys:
        raise EdgeError(
            f"{partner.name} has no agreement on record; add one in the partner’s file first."
        )
    raise EdgeError(
        f"{partner.name} has several agreements; name one with --agreement: {', '.join(keys)}."
    )


def checklist_of(services: Services, name: str) -> Checklist:
    """The checklist of that id, or the newest of the partner of that id."""
    desk = services.due_diligence
    of_partner = desk.checklists.of_partner(name)
    return of_partner[0] if of_partner else desk.get(name)


def content_of(file: Path) -> bytes:
    """The bytes of a file. Raises EdgeError where it cannot be read or is too large."""
    try:
        if file.stat().st_size > LARGEST:
            raise EdgeError(f"{file.name} is larger than {LARGEST >> 20} MB; give a smaller one.")
        return file.read_bytes()
    except OSError as error:
        raise EdgeError(f"{file} cannot be read; see that the path is right.") from error


def one_of(choices: type[Chosen], given: str, what: str) -> Chosen:
    """The choice that was written. Raises EdgeError, which names them all."""
    try:
        return choices(given)
    except ValueError as error:
        known = ", ".join(one.value for one in choices)
        raise EdgeError(f"There is no {what} '{given}'; write one of {known}.") from error
