"""The steps of an import at the terminal: newer work is asked about, and what is open is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.terminal.console import complain, out, say, say_path
from drafting.partners import DraftingError, ImportPlan, plan_import

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.agreements import AgreementReview
    from drafting.documents import DocumentKind

MOST_ASKED = 20  # fields that a person is asked about one by one
MOST_REVIEWED = 100  # agreements


def with_decisions(
    plan: ImportPlan, file: Path, services: Services, confirm: Callable[[str], bool]
) -> ImportPlan:
    """The plan with what the person takes of the file although it was changed since."""
    from bot.terminal.partner_files.views import since  # noqa: PLC0415

    taken = [field.name for field in plan.contested if field.is_taken]
    asked = plan.undecided[:MOST_ASKED]
    chosen = [
        field.name
        for field in asked
        if confirm(f"{field.partner}: {field.title} was {since(field)}. Take what the file says?")
    ]
    choices = replace(plan.choices, taken=[*taken, *chosen])
    return plan_import(file, services.partners, choices) if chosen else plan


def show_still_open(plan: ImportPlan, services: Services, kind: DocumentKind | None) -> None:
    """Prints what is still open of the agreements that the file tells of."""
    from bot.terminal.partner_files import views  # noqa: PLC0415

    outcomes = list(_reviews(plan, services, kind))
    if not outcomes:
        return
    out.print(views.still_open_view(outcomes))
    commands = list(views.open_commands(outcomes))
    if commands:
        say("\nAs a workbook to fill in:")
        for command in commands[: views.IN_FULL]:
            say_path(f"  {command}")
    rest = len(plan.agreements) - MOST_REVIEWED
    if rest > 0:
        say(f"And {rest:,} more agreements, not looked at here.")


def _reviews(
    plan: ImportPlan, services: Services, kind: DocumentKind | None
) -> Iterator[AgreementReview]:
    from drafting.agreements import reviewed  # noqa: PLC0415  (for imports with agreements only)

    may_see = services.settings.roles.terminal_sees_restricted
    for name in plan.agreements[:MOST_REVIEWED]:
        try:
            record = services.partners.read(name.partner)
            yield from reviewed(
                services.drafting, record, [name.agreement], kind=kind, may_see_restricted=may_see
            )
        except DraftingError as error:  # what was saved is saved
            complain(f"{name.partner}, {name.agreement}: {error}")
