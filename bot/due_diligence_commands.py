"""`saathi due-diligence …`: two-way checklists in the terminal."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.catalogue_commands import catalogue, standing
from bot.checklist_arguments import (
    AgreementKey,
    ChecklistId,
    Day,
    EntryKey,
    PartnerId,
    agreement_of,
    checklist_of,
    content_of,
    one_of,
)
from bot.console import TERMINAL, open_services, out, say, say_path
from bot.errors import EdgeError

if TYPE_CHECKING:
    from bot.services import Services
    from drafting import Checklist, Proof


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
due_diligence.add_typer(catalogue, name="catalogue")
due_diligence.add_typer(standing, name="standing")


@due_diligence.command()
def make(
    partner_id: PartnerId,
    agreement: AgreementKey = "",
    to: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path(),
    high_risk: Annotated[
        str, typer.Option("--high-risk", help="Why you judge the partnership high-risk.")
    ] = "",
    new: Annotated[bool, typer.Option("--new", help="Begin anew, beside an earlier one.")] = False,
) -> None:
    """The checklist that fits an agreement, as .docx and .xlsx; an earlier one goes on."""
    from bot.due_diligence_views import made_view  # noqa: PLC0415  (for this command only)
    from drafting import (  # noqa: PLC0415
        ChecklistRequest,
        checklist_document,
        checklist_workbook,
        write_whole,
    )

    services = open_services()
    desk = services.due_diligence
    key = agreement_of(services, partner_id, agreement)
    checklist = None if new else desk.latest(partner_id, key)
    if checklist is None:
        wish = ChecklistRequest(partner_id, key, TERMINAL, uuid.uuid4().hex, high_risk)
        checklist = desk.start(wish)
    out.print(made_view(checklist, desk.summary(checklist)))
    today = date.today()
    to.mkdir(parents=True, exist_ok=True)
    for ending, content in (
        (".docx", checklist_document(checklist, today)),
        (".xlsx", checklist_workbook(checklist, today)),
    ):
        file = to / f"{checklist.id}{ending}"
        write_whole(file, content)
        say_path(f"  {file}")


@due_diligence.command("list")
def list_(
    partner_id: Annotated[str | None, typer.Argument(metavar="PARTNER_ID")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The checklists on record."""
    from bot import due_diligence_views as views  # noqa: PLC0415

    desk = open_services().due_diligence
    kept = desk.checklists
    found = kept.of_partner(partner_id) if partner_id else kept.every()
    told = [(one, desk.summary(one)) for one in found]
    if as_json:
        print(json.dumps([views.line_json(*one) for one in told], indent=2))  # noqa: T201
    else:
        out.print(views.list_view(told))


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
    from bot import due_diligence_views as views  # noqa: PLC0415
    from drafting import Side  # noqa: PLC0415

    services = open_services()
    found = checklist_of(services, checklist)
    if side not in {"", Side.PARTNER.value, Side.CIP.value}:
        raise EdgeError(f"There is no side '{side}'; write partner or cip.")
    out.print(views.left_out_view(found) if left_out else views.checklist_view(found, side))


@due_diligence.command()
def summary(checklist: ChecklistId) -> None:
    """Strengths, gaps and agreed actions; it decides nothing."""
    from bot.due_diligence_views import summary_view  # noqa: PLC0415

    services = open_services()
    found = checklist_of(services, checklist)
    out.print(summary_view(found, services.due_diligence.summary(found)))


@due_diligence.command()
def answer(  # noqa: PLR0913  (an option for each thing that an answer may hold)
    checklist: ChecklistId,
    item: EntryKey,
    text: Annotated[str, typer.Argument(help="The answer, in your own words.")] = "",
    *,
    state: Annotated[
        str, typer.Option("--state", help="answered, not_applicable, gap or open.")
    ] = "answered",
    evidence: Annotated[
        str, typer.Option("--evidence", help="A file to keep, or the link or name of one.")
    ] = "",
    expires: Day = None,
    gap: Annotated[str, typer.Option("--gap", help="What is missing.")] = "",
    gap_side: Annotated[
        str, typer.Option("--addressed-by", help="partner, cip or both (CSPF 15(d)).")
    ] = "",
    action: Annotated[str, typer.Option("--action", help="What was agreed about the gap.")] = "",
    due: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Agreed until.")
    ] = None,
) -> None:
    """Answers an item, confirms what was filled in, or notes a gap and who addresses it."""
    from bot.due_diligence_views import entry_view  # noqa: PLC0415
    from drafting import Given, Side, State  # noqa: PLC0415

    services = open_services()
    found = checklist_of(services, checklist)
    wanted = State.GAP if gap else one_of(State, state, "state")
    given = Given(
        entry=item,
        state=wanted,
        by=TERMINAL,
        key=uuid.uuid4().hex,
        text=text or _standing_text(found, item),
        proofs=_proofs(services, found, evidence, expires),
        gap=gap,
        gap_side=one_of(Side, gap_side, "side") if gap_side else None,
        gap_action=action,
        gap_due=due.date() if due else None,
    )
    changed = services.due_diligence.answer(found.id, [given])
    entry = changed.entry(item)
    if entry is not None:
        out.print(entry_view(entry))


@due_diligence.command()
def assign(
    checklist: ChecklistId,
    item: EntryKey,
    to: Annotated[str, typer.Argument(help="Who answers it: a Slack member id, or a name.")],
) -> None:
    """Gives an item to somebody, who is reminded of it in Slack."""
    services = open_services()
    found = checklist_of(services, checklist)
    services.due_diligence.assign(found.id, item, to, TERMINAL, uuid.uuid4().hex)
    say(f"{item} of {found.id} is with {to} now.")


@due_diligence.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A checklist that was filled in: .docx or .xlsx.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Reads a filled-in checklist back, shows what changes, and adds it; nothing newer is lost."""
    from bot.due_diligence_views import plan_view  # noqa: PLC0415
    from drafting import merge_plan, read_checklist  # noqa: PLC0415

    services = open_services()
    desk = services.due_diligence
    read = read_checklist(content_of(file), file.name)
    plan = merge_plan(desk.get(read.checklist), read, TERMINAL)
    out.print(plan_view(plan, read.problems))
    if not plan.given:
        say("Nothing in it is new.")
        return
    if not yes and not typer.confirm("Add these answers?"):
        say("Nothing was added.")
        return
    desk.answer(read.checklist, plan.given)
    say(f"{len(plan.given)} answers are added to {read.checklist}.")


@due_diligence.command()
def accept(
    checklist: ChecklistId,
    peer: Annotated[
        str, typer.Option("--peer", help="The organisation that assessed the partner.")
    ],
    assessed: Annotated[
        datetime, typer.Option("--assessed-on", formats=["%Y-%m-%d"], help="When it did.")
    ],
    until: Annotated[
        datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Until when CIP accepts it.")
    ],
    area: Annotated[
        list[str], typer.Option("--area", help="For which area; several may be given.")
    ],
    evidence: Annotated[str, typer.Option("--evidence", help="A file to keep, or a link.")] = "",
) -> None:
    """Accepts another organisation’s assessment in place of asking again (passporting)."""
    from drafting import PeerAssessment  # noqa: PLC0415

    services = open_services()
    found = checklist_of(services, checklist)
    desk = services.due_diligence
    desk.refuse_unknown_areas(area)
    proofs = _proofs(services, found, evidence, until)
    assessment = PeerAssessment(
        id=uuid.uuid4().hex,
        partner=found.partner,
        peer=peer,
        assessed_on=assessed.date(),
        valid_until=until.date(),
        areas=tuple(area),
        proof=proofs[0] if proofs else None,
        accepted_by=TERMINAL,
        accepted_at=datetime.now(UTC),
    )
    before = sum(one.current is not None for one in found.entries)
    after = desk.accept_peer(found.id, assessment)
    filled = sum(one.current is not None for one in after.entries) - before
    say(f"{peer}’s assessment is accepted for {', '.join(area)}; {filled} items to confirm.")


@due_diligence.command()
def complete(checklist: ChecklistId) -> None:
    """Completes a checklist in which nothing is open, and tells the partner’s file."""
    services = open_services()
    found = services.due_diligence.complete(checklist_of(services, checklist).id, TERMINAL)
    say(f"{found.id} is completed, and the partner’s file says so. A person decides what follows.")


@due_diligence.command()
def remind() -> None:
    """Which reminders are due; Slack’s `saathi serve` sends each once."""
    from bot.due_diligence_views import reminders_view  # noqa: PLC0415  (for this command only)
    from bot.reminders import due  # noqa: PLC0415

    services = open_services()
    found = due(services.due_diligence, services.settings, date.today())
    out.print(reminders_view(found))


def _standing_text(checklist: Checklist, item: str) -> str:
    """What was filled in already: an answer without words confirms it."""
    entry = checklist.entry(item)
    return entry.current.text if entry and entry.current else ""


def _proofs(
    services: Services, checklist: Checklist, evidence: str, expires: datetime | None
) -> tuple[Proof, ...]:
    from drafting import Proof  # noqa: PLC0415

    if not evidence:
        return ()
    until = expires.date() if expires else None
    file = Path(evidence).expanduser()
    if not file.is_file():
        return (Proof(name=evidence, expires=until),)
    kept = services.due_diligence.attach(checklist.id, file.name, content_of(file), TERMINAL, until)
    return (kept,)
