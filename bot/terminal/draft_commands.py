"""`saathi draft …`: agreements in the terminal. Each command hands over to the drafting desk."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.errors import EdgeError
from bot.services import make_services
from bot.settings.settings import load_settings
from bot.terminal.checklist_arguments import name_of
from bot.terminal.console import (
    TERMINAL,
    account,
    complain,
    err,
    open_services,
    out,
    say,
    say_path,
)
from drafting.agreements import AgreementRequest
from drafting.documents import DocumentKind
from drafting.partners import DraftingError, WrongDocument

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.agreements import (
        BatchOutcome,
        Draft,
        DraftInfo,
        Review,
        Settler,
        TemplateShelf,
    )
    from drafting.agreements.lives import VersionStanding


class KindCommands(TyperGroup):
    """`saathi draft`: a command for each kind of document, beside those for drafts.

    typer has a click of its own, whose types it does not give out.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, the documents first."""
        return [*_shelf(ctx).kinds(), *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name. Raises EdgeError where it is none and no document's either."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        shelf = _shelf(ctx)
        kind = DocumentKind(cmd_name)
        if not shelf.has(kind):
            raise EdgeError(shelf.nothing_called(cmd_name))
        document = shelf.info(kind)
        return _drafting(kind, document.about if document else NOT_IN_ORDER)


app = typer.Typer(
    cls=KindCommands,
    help="Agreements from the partner file: drafted, reviewed, compared.",
    no_args_is_help=True,
)
SHELF = "saathi.templates"  # where one run of the command keeps them
NOT_IN_ORDER = "Its template is not in order; `saathi templates check` says why."
LARGEST = 30 * 1024 * 1024  # bytes of a file that is given back; the guards refuse less than that

PartnerId = Annotated[
    str | None,
    typer.Argument(metavar="PARTNER_ID", help="The partner; `saathi partners list` shows the ids."),
]
AgreementKey = Annotated[
    str, typer.Option("--agreement", help="The agreement’s key, where the partner has several.")
]
Partners = Annotated[
    str | None,
    typer.Option(
        help="Draft for all of these in place of one: 'all', or for example "
        "'province=sindh, women_led=yes'."
    ),
]
DraftId = Annotated[str, typer.Argument(metavar="DRAFT", help="As `saathi draft list` names it.")]
Point = Annotated[
    str,
    typer.Argument(metavar="POINT", help="As `saathi draft review` names it, or how that begins."),
]
SettledBy = Annotated[str, typer.Option("--by", help="Who settles it or takes it back, by name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path, typer.Option("--out", help="Where the files go.")]
Pdf = Annotated[
    bool | None,
    typer.Option(
        "--pdf/--no-pdf", help="A PDF too; for one partner it is made unless told not to."
    ),
]


def _shelf(ctx: Any) -> TemplateShelf:
    """The templates, the office's own too unless its settings are not in order."""
    if SHELF not in ctx.meta:
        from drafting.agreements import ClauseLibrary, TemplateShelf  # noqa: PLC0415  (for these commands only)

        try:
            ctx.meta[SHELF] = make_services(load_settings()).templates
        except EdgeError:  # which the command itself reports
            ctx.meta[SHELF] = TemplateShelf(ClauseLibrary())
    shelf: TemplateShelf = ctx.meta[SHELF]
    return shelf


def _drafting(kind: DocumentKind, help_: str) -> Any:
    """The command that drafts documents of that kind."""
    command = typer.Typer(add_completion=False)

    @command.command(kind, help=help_)
    def draft(
        partner: PartnerId = None,
        agreement: AgreementKey = "",
        partners: Partners = None,
        to: Folder = Path(),
        pdf: Pdf = None,
    ) -> None:
        if (partner is None) == (partners is None):
            raise EdgeError(
                "Name one partner by its id, or several with --partners; `saathi partners list` "
                "shows them all."
            )
        if partner is not None:
            _draft_one(kind, partner, agreement, to, pdf is not False)
        else:
            _draft_many(kind, partners or "", agreement, to, pdf is True)

    return typer.main.get_command(command)


def _draft_one(kind: DocumentKind, partner: str, agreement: str, to: Path, pdf: bool) -> None:
    from bot.terminal.draft_views import draft_view  # noqa: PLC0415  (rich's tables, for this command only)
    from drafting.agreements.lives import NothingNew  # noqa: PLC0415
    from knowledge.storage import own_folder  # noqa: PLC0415

    services = open_services()
    key = agreement or _only_agreement(services, partner)
    request = AgreementRequest(
        partner, kind, key, TERMINAL, uuid.uuid4().hex, _sees_restricted(services)
    )
    own_folder(to)
    try:
        draft = services.drafting.draft(request)
    except WrongDocument as wrong:
        _offer(wrong, partner, key)
        raise typer.Exit(1) from wrong
    except NothingNew as same:
        say(str(same))
        return
    _note(services, draft)
    files = _write(services, draft, to, pdf)
    if draft.request.key != request.key:
        say(
            f"Nothing differs from version {draft.version}, so there is no new version: here it "
            "is again."
        )
    out.print(draft_view(draft))
    if note := services.drafting.standing(draft.id).sentence:
        complain(note)
    for file in files:
        say_path(f"  {file}")
    say_path(f"\nWhy each clause stands there: saathi draft why {draft.id}")


def _note(services: Services, draft: DraftInfo) -> None:
    """Puts on record who gets a draft in which restricted values stand."""
    services.access.note_draft(account(), services.drafting, draft)


def _write(services: Services, draft: Draft, to: Path, pdf: bool) -> list[Path]:
    """The files that were written. A PDF that fails costs nobody the others."""
    from drafting.agreements import copies, write_copy  # noqa: PLC0415

    names = []
    for copy, content in copies(draft):
        write_copy(draft, copy, content, to)
        names.append(to / draft.file_name(copy))
    if not pdf:
        return names
    try:
        with err.status("Making the PDF …"):
            as_pdf = services.drafting.pdf(
                draft.id, may_see_restricted_fields=draft.request.may_see_restricted
            )
    except DraftingError as error:
        complain(str(error))
        return names
    if as_pdf is None:
        complain("There is no PDF, for LibreOffice is not on this machine; Word saves one too.")
        return names
    write_copy(draft, "pdf", as_pdf, to)
    return [*names, to / draft.file_name("pdf")]


def _offer(wrong: WrongDocument, partner: str, key: str) -> None:
    complain(str(wrong))
    if wrong.offer is not None:
        say(f"For that: saathi draft {wrong.offer} {partner} --agreement {key}")


def _only_agreement(services: Services, partner: str) -> str:
    """The key of the partner's only agreement; '' where the desk must say how to add one."""
    record = services.partners.get(partner)
    if len(record.agreements) > 1:
        agreements = ", ".join(
            f"{agreement.key} ({agreement.title or 'no title'})" for agreement in record.agreements
        )
        raise EdgeError(
            f"{record.name} has several agreements; name one by --agreement: {agreements}."
        )
    return record.agreements[0].key if record.agreements else ""


def _sees_restricted(services: Services) -> bool:
    return services.settings.roles.terminal_sees_restricted


def _draft_many(kind: DocumentKind, expression: str, agreement: str, to: Path, pdf: bool) -> None:
    from bot.terminal.draft_views import batch_view  # noqa: PLC0415
    from drafting.agreements import batch_wishes, run_batch  # noqa: PLC0415
    from drafting.partners import chosen  # noqa: PLC0415

    services = open_services()
    partners = chosen(services.partners.all(), expression)
    if not partners:
        raise EdgeError(f"No partner meets ‘{expression}’; `saathi partners list` shows them all.")
    requests = batch_wishes(partners, kind, agreement, TERMINAL, _sees_restricted(services))
    outcomes = _with_progress(
        requests,
        lambda report: run_batch(
            services.drafting,
            requests,
            to,
            pdf=pdf,
            tell=report,
            before_writing=lambda draft: _note(services, draft),
        ),
    )
    out.print(batch_view(outcomes))
    if any(outcome.draft for outcome in outcomes):
        say_path(f"\nThe files are in {to.absolute()}.")


def _with_progress(
    requests: Sequence[AgreementRequest],
    draft_all: Callable[[Callable[[BatchOutcome], None]], list[BatchOutcome]],
) -> list[BatchOutcome]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("Drafting", total=len(requests))
        return draft_all(
            lambda outcome: progress.update(task, advance=1, description=outcome.partner)
        )


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The last drafts, newest first, each with its verdict."""
    from bot.terminal.draft_views import draft_json, drafts_view  # noqa: PLC0415

    desk = open_services().drafting
    drafts = desk.recent(limit)
    standings: dict[str, VersionStanding] = {}
    for partner in dict.fromkeys(draft.request.partner for draft in drafts):
        standings |= desk.standings(partner)
    if as_json:
        _print_json([draft_json(draft, standings[draft.id]) for draft in drafts])
    elif drafts:
        out.print(drafts_view(drafts, standings))
    else:
        say("Nothing was drafted yet; `saathi draft mou PARTNER_ID` begins.")


@app.command()
def review(
    draft: DraftId,
    now: Annotated[
        bool, typer.Option("--now", help="As the partner’s file stands now; nothing is drafted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The review of a draft: the verdict, what is open, and what a person settled."""
    from bot.terminal.draft_views import review_json, review_view  # noqa: PLC0415

    desk = open_services().drafting
    info = desk.info(draft)
    now_or_then = desk.review_now(draft) if now else info.review
    verdict = now_or_then.verdict if now else info.verdict
    if as_json:
        _print_json({"draft": info.id, **review_json(verdict, now_or_then)})
        return
    when = "as the partner’s file stands now" if now else f"version {info.version}"
    out.print(review_view(f"{info.title} with {info.partner_name}, {when}", verdict, now_or_then))


@app.command()
def settle(
    draft: DraftId,
    point: Point,
    reason: Annotated[str, typer.Option(help="What was looked at, and what was decided.")],
    by: SettledBy,
) -> None:
    """Settles a point that only a person can decide, with your name and the reason, on record."""
    services = open_services()
    review_after = services.drafting.settle(draft, {point: reason}, _settler(by))
    _say_verdict(services, draft, review_after, "It is settled, with your name and the reason.")


@app.command()
def reopen(draft: DraftId, point: Point, by: SettledBy) -> None:
    """Takes back that a point is settled: it is open again, and what was said stays on record."""
    services = open_services()
    review_after = services.drafting.reopen(draft, [point], _settler(by))
    _say_verdict(services, draft, review_after, "It is open again.")


def _settler(by: str) -> Settler:
    """Who settles a point. Raises EdgeError for what is no name."""
    from drafting.agreements import Settler  # noqa: PLC0415

    name = name_of(by)
    if not any(character.isalpha() for character in name):
        raise EdgeError("--by: write the name of whoever settles it.")
    return Settler(account(), name)


def _say_verdict(services: Services, draft: str, review_after: Review, outcome: str) -> None:
    """How far the agreement is now, and the command for the version that says so."""
    from bot.terminal.draft_views import verdict_view  # noqa: PLC0415

    wish = services.drafting.info(draft).request
    command = f"saathi draft {wish.kind} {wish.partner} --agreement {wish.agreement}"
    say(f"{outcome} {verdict_view(review_after.verdict)}")
    say_path(command)


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201


@app.command()
def why(
    draft: DraftId,
    clause: Annotated[
        str | None,
        typer.Argument(help="A clause’s number or an annex’s letter: 4.2, B; none shows all."),
    ] = None,
) -> None:
    """Why each clause and annex stands in a draft, and on what it rests."""
    from bot.terminal.draft_views import reasons_view  # noqa: PLC0415

    out.print(reasons_view(open_services().drafting.why(draft, clause or "")))


@app.command()
def compare(
    file: Annotated[
        Path,
        typer.Argument(
            help="What Saathi drafted and somebody edited or signed: .docx, .odt, .pdf."
        ),
    ],
) -> None:
    """What somebody changed in a document that Saathi drafted: money first, clause by clause."""
    from bot.terminal.draft_views import comparison_view  # noqa: PLC0415

    if not file.is_file():
        raise EdgeError(f"{file} is not there; check the folder and the spelling.")
    with file.open("rb") as stream:
        content = stream.read(LARGEST)
    services = open_services()
    desk = services.drafting
    comparison = desk.compare(
        content, file.name, may_see_restricted_fields=_sees_restricted(services)
    )
    services.access.note_comparison(account(), desk, comparison, desk.info(comparison.draft))
    if note := desk.standing(comparison.draft).sentence:
        complain(note)
    out.print(comparison_view(comparison.beside(note)))


@app.command()
def redline(
    draft: Annotated[str, typer.Argument(metavar="DRAFT", help="The later version.")],
    to: Folder = Path(),
) -> None:
    """A Word file with tracked changes from the version before."""
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services = open_services()
    if _sees_restricted(services):
        _note(services, services.drafting.info(draft))
    with err.status("Comparing the two versions …"):
        document = services.drafting.redline(
            draft, may_see_restricted_fields=_sees_restricted(services)
        )
    if document is None:
        say(f"{draft} is the first version, so there is nothing to compare it with.")
        return
    own_folder(to)
    file = to / f"{draft}_changes.docx"
    write_whole(file, document)
    say_path(f"The tracked changes are in {file}.")
