"""Partners of a file that bear the name of another one: people say which it is, before a save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.terminal.console import complain, err, out

if TYPE_CHECKING:
    from drafting.partners import ImportPlan, PartnerFile, SameName

EXISTING, ANOTHER, STOP = "e", "a", "s"


def decided_plan(
    file: Path,
    partners: PartnerFile,
    *,
    taken: Sequence[str],
    same: Sequence[str],
    apart: Sequence[str],
) -> ImportPlan:
    """The plan of an import, with what the options and the person say about partners of one name.

    `taken` are the newer fields that the file's values take the place of. Where nobody is there to
    answer, what is not decided stays in the plan. Raises DraftingError.
    """
    from drafting.partners import plan_import  # noqa: PLC0415  (the record)
    from drafting.partners.reading import ImportChoices  # noqa: PLC0415

    same_as, separate = dict(map(_pair, same)), list(apart)
    while True:
        with err.status("Reading …"):
            plan = plan_import(file, partners, ImportChoices(taken, same_as, separate))
        if plan.problems or not plan.same_names:
            return plan
        entry = plan.same_names[0]
        answer = _answer(entry)
        if answer == EXISTING:
            same_as[entry.partner] = entry.other
        elif answer == ANOTHER:
            separate.append(entry.partner)
        else:
            return plan


def how_to_decide(plan: ImportPlan) -> str:
    """Why nothing was saved, and the options that say what a partner is."""
    first = plan.same_names[0]
    choices = [f"--apart {first.partner} where it is another organisation"]
    if first.may_be_taken:
        choices.insert(0, f"--same-as {first.partner}={first.other} where it is the same")
    return (
        f"Nothing was saved, for partners bear one name; import again with {', or '.join(choices)}."
    )


def _answer(entry: SameName) -> str:
    """What the person says about it; to stop where nobody answers."""
    from bot.terminal.partner_views import same_name_sentence  # noqa: PLC0415

    out.print(same_name_sentence(entry), style="yellow", highlight=False, markup=False)
    choices = [*([EXISTING] if entry.may_be_taken else []), ANOTHER, STOP]
    take = "take the [e]xisting one, " if EXISTING in choices else ""
    question = f"Same organisation? {take}it is [a]nother one, or [s]top"
    try:
        while True:
            answer = str(typer.prompt(question, default=STOP)).strip().lower()[:1]
            if answer in choices:
                return answer
            complain(f"Answer {' or '.join(choices)}.")
    except typer.Abort:
        out.print()
        return STOP


def _pair(option: str) -> tuple[str, str]:
    """'NEW=EXISTING', taken apart. Raises DraftingError."""
    from drafting.partners import DraftingError  # noqa: PLC0415

    new_id, _, existing_id = (part.strip() for part in option.partition("="))
    if not new_id or not existing_id:
        raise DraftingError(f"--same-as takes ID=EXISTING, two ids of partners, not '{option}'.")
    return new_id, existing_id
