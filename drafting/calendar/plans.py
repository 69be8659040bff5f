"""Late lines of an agreement's plan: how an action is opened for one, so that it can be closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drafting.partners.errors import UnknownAgreement
from drafting.register import Author, OpeningInput, Waiting

ACTION = "action"


def late_plans(waitings: Iterable[Waiting], today: date) -> list[Waiting]:
    """The lines of plans whose day passed; an action that stands for one has taken its place."""
    return [waiting for waiting in waitings if waiting.is_plan and waiting.is_late(today)]


def plan_opening(
    waitings: Iterable[Waiting], key: str, today: date, author: Author
) -> OpeningInput:
    """How the action for the line of that key is opened; asked for twice, it is there once.

    Raises UnknownAgreement where the plan does not say so any more.
    """
    line = next((waiting for waiting in late_plans(waitings, today) if waiting.key == key), None)
    if line is None:
        raise UnknownAgreement("The partner’s file changed meanwhile; look at its register again.")
    values = {"what": line.what, "of": line.of.value, "due": line.on, "comes_from": line.key}
    wish = f"{line.partner}:{line.key}"
    return OpeningInput(ACTION, line.partner, author, wish, values, line.agreement)
