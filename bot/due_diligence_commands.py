"""`saathi due-diligence …`: two-way checklists in the terminal."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from bot.console import complain, open_services, out, say, say_path
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
catalogue = typer.Typer(help="The items that may be asked.", no_args_is_help=True)
standing = typer.Typer(help="CIP’s answers that hold for every partner.", no_args_is_help=True)
due_diligence.add_typer(catalogue, name="catalogue")
due_diligence.add_typer(standing, name="standing")

TERMINAL = "terminal"
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
    key = _agreement(services, partner_id, agreement)
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
    found = _checklist(services, checklist)
    if side not in {"", Side.PARTNER.value, Side.CIP.value}:
        raise EdgeError(f"There is no side '{side}'; write partner or cip.")
    out.print(views.left_out_view(found) if left_out else views.checklist_view(found, side))


@due_diligence.command()
def summary(checklist: ChecklistId) -> None:
    """Strengths, gaps and agreed actions; it decides nothing."""
    from bot.due_diligence_views import summary_view  # noqa: PLC0415

    services = open_services()
    found = _checklist(services, checklist)
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
    found = _checklist(services, checklist)
    wanted = State.GAP if gap else _one_of(State, state, "state")
    given = Given(
        entry=item,
        state=wanted,
        by=TERMINAL,
        key=uuid.uuid4().hex,
        text=text or _standing_text(found, item),
        proofs=_proofs(services, found, evidence, expires),
        gap=gap,
        gap_side=_one_of(Side, gap_side, "side") if gap_side else None,
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
    found = _checklist(services, checklist)
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
    read = read_checklist(_content(file), file.name)
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
    found = _checklist(services, checklist)
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
    found = services.due_diligence.complete(_checklist(services, checklist).id, TERMINAL)
    say(f"{found.id} is completed, and the partner’s file says so. A person decides what follows.")


@due_diligence.command()
def remind() -> None:
    """Which reminders are due; Slack’s `saathi serve` sends each once."""
    from bot.due_diligence_views import reminders_view  # noqa: PLC0415  (for this command only)
    from bot.reminders import due  # noqa: PLC0415

    services = open_services()
    found = due(services.due_diligence, services.settings, date.today())
    out.print(reminders_view(found))


@catalogue.command("check")
def check() -> None:
    """Checks every item: its basis, its condition, and the fields that answer it."""
    from drafting import check_catalogue  # noqa: PLC0415

    services = open_services()
    items = services.due_diligence.catalogue()
    problems = check_catalogue(items, services.policies.library)
    for where, sentence in problems:
        complain(f"{where}: {sentence}")
    if problems:
        raise SystemExit(1)
    say(f"{len(items.items)} items are in order.")


@standing.command("list")
def list_standing() -> None:
    """CIP’s standing answers, and which are still missing."""
    from bot.due_diligence_views import standing_view  # noqa: PLC0415

    desk = open_services().due_diligence
    out.print(standing_view(desk.catalogue().items, desk.checklists.standing()))


@standing.command("set")
def set_standing(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="For example cip-turnaround.")],
    text: Annotated[str, typer.Argument(help="CIP’s answer.")],
) -> None:
    """Keeps CIP’s answer to an item; it is filled in in every new checklist, to be confirmed."""
    open_services().due_diligence.keep_standing(item, text, TERMINAL)
    say(f"CIP’s answer to {item} is kept.")


def _agreement(services: Services, partner_id: str, key: str) -> str:
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


def _checklist(services: Services, name: str) -> Checklist:
    """The checklist of that id, or the newest of the partner of that id."""
    desk = services.due_diligence
    of_partner = desk.checklists.of_partner(name)
    return of_partner[0] if of_partner else desk.get(name)


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
    kept = services.due_diligence.attach(checklist.id, file.name, _content(file), TERMINAL, until)
    return (kept,)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise EdgeError(f"{file.name} is larger than {LARGEST >> 20} MB; give a smaller one.")
        return file.read_bytes()
    except OSError as error:
        raise EdgeError(f"{file} cannot be read; see that the path is right.") from error


def _one_of(choices: type[Chosen], given: str, what: str) -> Chosen:
    try:
        return choices(given)
    except ValueError as error:
        known = ", ".join(one.value for one in choices)
        raise EdgeError(f"There is no {what} '{given}'; write one of {known}.") from error
