"""`saathi due-diligence …`: two-way checklists in the terminal."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.errors import EdgeError
from bot.terminal import checklist_commands
from bot.terminal.catalogue_commands import catalogue, standing
from bot.terminal.checklist_arguments import (
    AgreementKey,
    By,
    ChecklistId,
    PartnerId,
    agreement_of,
    checklist_of,
    day_of,
    name_of,
    shown_checklist,
)
from bot.terminal.checklists import judging
from bot.terminal.console import TERMINAL, account, open_services, out, say, say_path
from drafting.partners import office_today

if TYPE_CHECKING:
    from drafting.due_diligence import Checklist, DueDiligenceDesk


class MakesByDefault(TyperGroup):
    """`saathi due-diligence PARTNER_ID` is short for `saathi due-diligence make PARTNER_ID`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As in Group, with 'make' put in front of what is no command."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["make", *args]
        return list(super().parse_args(ctx, args))


due_diligence = typer.Typer(
    help="Two-way due diligence (CSPF 15(d)): checklists that fit the partnership.",
    no_args_is_help=True,
    cls=MakesByDefault,
)
due_diligence.add_typer(checklist_commands.app)
due_diligence.add_typer(judging.app)
due_diligence.add_typer(catalogue, name="catalogue")
due_diligence.add_typer(standing, name="standing")


@due_diligence.command()
def make(  # noqa: PLR0913, PLR0917  (the options of a command)
    partner_id: PartnerId,
    agreement: AgreementKey = "",
    to: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path(),
    high_risk: Annotated[
        str, typer.Option("--high-risk", help="Why you judge it high-risk; the partner reads it.")
    ] = "",
    first_days: Annotated[
        bool,
        typer.Option(
            "--first-days", help="In an emergency: a provisional one at once, the rest follows."
        ),
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="Begin anew, beside an earlier one.")] = False,
    language: Annotated[
        str,
        typer.Option("--language", help="'ur' adds the partner’s half in Urdu; 'en' is English."),
    ] = "en",
) -> None:
    """The checklist that fits an agreement, as .docx and .xlsx; an earlier one goes on."""
    from bot.terminal.due_diligence_views import new_checklist_view  # noqa: PLC0415  (for this command only)
    from drafting.due_diligence import (  # noqa: PLC0415
        ChecklistRequest,
        checklist_document,
        checklist_workbook,
        load_translation,
    )
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services = open_services()
    desk = services.due_diligence
    translation = load_translation(language, services.settings.home / "catalogue")
    key = agreement_of(services, partner_id, agreement)
    wish = ChecklistRequest(
        partner_id, key, TERMINAL, uuid.uuid4().hex, " ".join(high_risk.split()), first_days
    )
    earlier = None if new or first_days else desk.latest(partner_id, key)
    difference = _difference(desk, earlier, wish.high_risk) if earlier else ""
    checklist = earlier or desk.start(wish)
    out.print(new_checklist_view(checklist, desk.summary(checklist), difference))
    today = office_today()
    own_folder(to)
    for translated in (None, translation) if translation else (None,):
        of_language = f"_{language}" if translated else ""
        for ending, content in (
            (".docx", checklist_document(checklist, today, translated)),
            (".xlsx", checklist_workbook(checklist, today, translated)),
        ):
            file = to / f"{checklist.id}{of_language}{ending}"
            write_whole(file, content)
            say_path(f"  {file}")


@due_diligence.command("list")
def list_(
    partner_id: Annotated[str | None, typer.Argument(metavar="PARTNER_ID")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many; with --json all.")] = 50,
) -> None:
    """The checklists on record, newest first."""
    from bot.terminal import due_diligence_views as views  # noqa: PLC0415

    services = open_services()
    desk = services.due_diligence
    checklists, most = desk.checklists, None if as_json else limit
    if partner_id:
        services.partners.get(partner_id)  # which names the nearest where there is none
    matches = (
        checklists.of_partner(partner_id, limit=most) if partner_id else checklists.every(most)
    )
    summaries = [(checklist, desk.summary(checklist)) for checklist in matches]
    if as_json:
        print(json.dumps([views.line_json(*pair) for pair in summaries], indent=2))  # noqa: T201
        return
    out.print(views.list_view(summaries))
    total = checklists.count(partner_id)
    if total > len(summaries):
        say(f"{len(summaries):,} of {total:,}; --limit {total} shows them all.")


@due_diligence.command()
def show(
    checklist: ChecklistId,
    side: Annotated[
        str, typer.Option("--side", help="'partner' or 'cip'; both if not given.")
    ] = "",
    left_out: Annotated[
        bool, typer.Option("--left-out", help="What was not asked, and why.")
    ] = False,
) -> None:
    """A checklist with its answers, why each item is asked, and what it rests on."""
    from bot.terminal import due_diligence_views as views  # noqa: PLC0415
    from drafting.partners import Side  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    if side not in {"", Side.PARTNER.value, Side.CIP.value}:
        raise EdgeError(f"There is no side '{side}'; write partner or cip.")
    if left_out:
        out.print(views.left_out_view(record))
    else:
        shown = shown_checklist(services, record)
        out.print(views.checklist_view(shown, side, office_today()))


@due_diligence.command()
def summary(checklist: ChecklistId) -> None:
    """Concerns, strengths, gaps and agreed actions; it decides nothing."""
    from bot.terminal.due_diligence_views import summary_view  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    whole = services.due_diligence.summary(record)
    shown = services.due_diligence.summary(shown_checklist(services, record))
    out.print(summary_view(record, shown.beside(whole)))


@due_diligence.command()
def complete(checklist: ChecklistId, by: By = TERMINAL) -> None:
    """Completes a checklist in which nothing is open, and tells the partner’s file."""
    from bot.terminal.due_diligence_views import completion_sentence  # noqa: PLC0415

    services = open_services()
    record = services.due_diligence.complete(checklist_of(services, checklist).id, name_of(by))
    completion = services.due_diligence.completion(record)
    say(f"{record.id} is completed, and the partner’s file says so. A person decides what follows.")
    if completion is not None:
        say(completion_sentence(completion))
    checklist_commands.say_offers(services.due_diligence, record)


@due_diligence.command()
def acknowledge(
    checklist: ChecklistId,
    by: Annotated[str, typer.Option("--by", help="Who at the partner acknowledged it.")],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="When; today if not given.")] = "",
) -> None:
    """Records who at the partner acknowledged a completed checklist, and when."""
    from bot.terminal.due_diligence_views import completion_sentence  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    day = day_of(on, "--on") or office_today()
    services.due_diligence.acknowledge(record.id, name_of(by), day, account())
    completion = services.due_diligence.completion(record)
    assert completion is not None
    say(completion_sentence(completion))


@due_diligence.command()
def remind() -> None:
    """Which reminders are due; Slack’s `saathi serve` sends each once."""
    from bot.slack.checklists.reminders import due  # noqa: PLC0415  (Slack’s blocks)
    from bot.terminal.due_diligence_views import reminders_view  # noqa: PLC0415  (for this command only)

    services = open_services()
    reminders = due(services.due_diligence, services.settings, office_today())
    out.print(reminders_view(reminders))


def _difference(desk: DueDiligenceDesk, earlier: Checklist, high_risk: str) -> str:
    """How an earlier checklist differs from what is wished now, and the cure; '' for nothing."""
    judgement = "It was made without that judgement of high risk." if high_risk else ""
    differences = " ".join(filter(None, (judgement, desk.since(earlier, high_risk))))
    return f"{differences} --new begins another beside it." if differences else ""
