"""`saathi partners open`: what is still open of an agreement, written as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EdgeError
from bot.terminal.console import account, say, say_path
from bot.terminal.partner_files.views import open_count
from drafting.agreements import Audience, open_points, reviewed
from drafting.partners.writing import open_workbook, write_file
from drafting.partnership import Access, held_fields

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.documents import DocumentKind
    from drafting.partners import StoredPartner


def write_open_points(
    services: Services,
    file: Path,
    partner_id: str,
    agreement: str | None,
    kind: DocumentKind | None,
    to: str,
) -> None:
    """Writes the workbook, and says what is in it. Raises DraftingError, EdgeError."""
    record = services.partners.read(partner_id)
    may_see = services.settings.roles.terminal_sees_restricted
    key = agreement or _only_agreement(record)
    (outcome,) = reviewed(services.drafting, record, [key], kind=kind, may_see_restricted=may_see)
    if outcome.review is None:
        raise EdgeError(outcome.why_not)
    points = open_points(outcome, record, Audience(to))
    if not points.points:
        say(f"{outcome.title}: nothing is open that belongs into such a workbook.")
        return
    fields = held_fields(record.partner) if may_see else ()
    services.access.note(account(), Access.EXPORT, partner_id, fields, about=file.name)
    write_file(file, open_workbook(points, may_see))
    say(f"{outcome.title}: {open_count(outcome.review.points)}.")
    left_out = "" if may_see else " Bank details and CNICs are left out."
    say_path(f"{file} lists {len(points.points)} of them.{left_out}")
    say_path(
        f"Filled in, it closes them: saathi partners import {file} --for {outcome.document.kind}"
    )


def _only_agreement(record: StoredPartner) -> str:
    keys = [agreement.key for agreement in record.partner.agreements]
    if len(keys) != 1:
        which = f"name one by --agreement: {', '.join(keys)}" if keys else "add one first"
        raise EdgeError(f"{record.partner.name} has {len(keys)} agreements; {which}.")
    return keys[0]
