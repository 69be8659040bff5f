"""`saathi partners …`: the partner file in the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from bot.errors import EdgeError
from bot.terminal.accounts.commands import accounts
from bot.terminal.console import account, complain, open_services, out, say, say_path
from bot.terminal.same_names import decided_plan, how_to_decide

if TYPE_CHECKING:
    from bot.services import Services
    from bot.terminal.partner_files.fitting import FilterWords
    from drafting.documents import DocumentKind
    from drafting.partners import ImportPlan

partners = typer.Typer(
    help="The partner file: who the partners are, and their agreements.", no_args_is_help=True
)

partners.add_typer(accounts, name="account")


class OpenPointsFor(StrEnum):
    """Whom a workbook of open points goes to; as the desk names them, without loading it."""

    ALL = "all"
    PARTNER = "partner"
    FINANCE = "finance"


PAGE = 100  # partners that are listed at once
# What is typed where, by the field of a decision.
DECISION_OPTIONS = {
    "what": "--about",
    "outcome": "--outcome",
    "amount": "--amount",
    "currency": "--currency",
    "by": "--by",
    "on": "--on",
    "until": "--until",
    "procedure": "--how",
    "proof": "--proof",
    "conditions": "--conditions",
}

Marked = Annotated[
    Path | None,
    typer.Option(
        "--marked",
        metavar="FILE.xlsx",
        help="Where to write a copy with the cells marked that are wrong, if any are.",
    ),
]
SameAs = Annotated[
    list[str] | None,
    typer.Option(
        "--same-as",
        metavar="ID=EXISTING",
        help="The partner ID of the file is EXISTING, which is on record.",
    ),
]
Apart = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="The partner ID of the file is another of the same name."),
]
Take = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FIELD",
        help="Take what the file says of a field that was changed since it was written; "
        "'all' takes all of them.",
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="The partner’s id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Document = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="DOCUMENT",
        help="The document that it is for: mou, contract, note, phase-out or one of your own.",
    ),
]


@partners.command("list")
def list_(  # noqa: PLR0913, PLR0917  (Typer makes an option of each)
    as_json: AsJson = False,
    number: Annotated[
        int, typer.Option("--page", min=1, help="Which page of many; with --json all are printed.")
    ] = 1,
    province: Annotated[str, typer.Option(help="Who works in that province.")] = "",
    subject: Annotated[str, typer.Option(help="Who works on it; a part of it is enough.")] = "",
    partner_type: Annotated[
        str, typer.Option("--type", help="That type of organisation: ngo, cbo, network …")
    ] = "",
    women_led: Annotated[bool, typer.Option("--women-led", help="Who is led by women.")] = False,
    status: Annotated[
        str, typer.Option(help="active, dormant, phasing_out, ended, prospect or unknown.")
    ] = "",
) -> None:
    """The partners on record, by name: all of them, or those that fit."""
    from bot.terminal import partner_views as views  # noqa: PLC0415  (the record, for partners only)
    from bot.terminal.partner_files.fitting import FilterWords  # noqa: PLC0415

    words = FilterWords(province, subject, partner_type, women_led, status)
    if not words.asks_nothing:
        _list_fitting(words, number, as_json=as_json)
        return
    file = open_services().partners
    if as_json:
        pages = list(file.pages(PAGE))
        _print_json([views.line_json(record) for page in pages for record in page.records])
    else:
        pages = [file.page(number, PAGE)]
        if pages[0].records or number == 1:
            out.print(views.list_view(pages[0].records))
        if pages[0].total > PAGE:
            say(views.page_sentence(number, PAGE, pages[0].total))
    for problem in (problem for page in pages for problem in page.unreadable):
        complain(problem)


def _list_fitting(words: FilterWords, number: int, *, as_json: bool) -> None:
    from bot.terminal import partner_views as views  # noqa: PLC0415
    from bot.terminal.partner_files import fitting  # noqa: PLC0415

    services = open_services()
    pool = fitting.fitting_pool(services, words)
    if as_json:
        records = fitting.readable(services, pool.partners)
        _print_json([views.line_json(record) for record in records])
    else:
        fitting.show_fitting(services, pool, number, PAGE)


@partners.command()
def show(partner_id: Id, as_json: AsJson = False) -> None:
    """One partner’s file."""
    from bot.terminal import partner_views as views  # noqa: PLC0415
    from drafting.partnership import Access  # noqa: PLC0415

    services = open_services()
    record = services.partners.read(partner_id)
    may_see = services.settings.roles.terminal_sees_restricted
    if may_see:
        services.access.note_values(account(), Access.TERMINAL, [record.partner])
    waits = services.partners.waiting_account(partner_id) is not None
    if as_json:
        _print_json(views.record_json(record, may_see, account_waits=waits))
    else:
        shared = services.partners.shared_numbers(partner_id) if may_see else ()
        out.print(views.record_view(record, may_see, shared))
        if waits:
            say(views.held_sentence(partner_id))


@partners.command()
def history(partner_id: Id) -> None:
    """Who changed what in a partner’s file, and when."""
    from bot.terminal import partner_views as views  # noqa: PLC0415
    from drafting.partnership import Access  # noqa: PLC0415

    services = open_services()
    changes = services.partners.history(partner_id)
    may_see = services.settings.roles.terminal_sees_restricted
    fields = [field for change in changes for field in change.fields]
    if may_see:
        services.access.note_changes(account(), Access.HISTORY, partner_id, fields)
    out.print(views.history_view(changes, may_see))


@partners.command("import")
def import_(  # noqa: PLR0913, PLR0917  (Typer makes an option of each)
    file: Annotated[Path, typer.Argument(help="An .xlsx, .csv or .yaml file.")],
    yes: Yes = False,
    marked: Marked = None,
    same: SameAs = None,
    apart: Apart = None,
    take: Take = None,
    document: Document = None,
) -> None:
    """Shows what a file would change, and saves it all when you agree.

    A new account waits until a second person has called the partner back, with --yes too.
    """
    from bot.terminal import partner_views as views  # noqa: PLC0415
    from bot.terminal.partner_files.importing import show_still_open, with_decisions  # noqa: PLC0415
    from bot.terminal.partner_files.views import kept_sentence  # noqa: PLC0415

    services = open_services()
    kind = _kind(services, document)
    plan = decided_plan(
        file, services.partners, taken=take or [], same=same or [], apart=apart or []
    )
    may_see = services.settings.roles.terminal_sees_restricted
    _note_import(services, plan, may_see)
    out.print(views.plan_view(plan, may_see))
    _refuse_import(plan, file, marked, ask=not yes)
    if not yes:
        plan = with_decisions(plan, file, services, _confirm)
    if not plan.planned:
        say("There is nothing to save.")
    elif yes or _confirm("Save this?"):
        _carry_out(plan, services)
    else:
        say("Nothing was saved.")
        return
    show_still_open(plan, services, kind)
    if yes and plan.undecided:
        complain(kept_sentence(plan.undecided, str(file)))
        raise typer.Exit(1)


def _refuse_import(plan: ImportPlan, file: Path, marked: Path | None, *, ask: bool) -> None:
    """Ends the command where the file has mistakes, or names that nobody decided on."""
    from bot.terminal import partner_views as views  # noqa: PLC0415

    if plan.problems:
        complain(views.refusal(plan))
        _offer_marked_copy(plan, file, marked, ask=ask)
        raise typer.Exit(1)
    if plan.same_names:
        complain(how_to_decide(plan))
        raise typer.Exit(1)


def _carry_out(plan: ImportPlan, services: Services) -> None:
    """Saves what was planned, and says what of it waits."""
    from bot.terminal import partner_views as views  # noqa: PLC0415
    from drafting.partners import carry_out_import  # noqa: PLC0415

    records = carry_out_import(plan, services.partners, by=account())
    say(f"Saved: {views.counted(len(records), 'partner')}.")
    for change in plan.planned:
        if change.holds_account:
            say(views.held_sentence(change.partner.id))


def _note_import(services: Services, plan: ImportPlan, may_see: bool) -> None:
    """Puts on record whose restricted values are about to be shown."""
    from drafting.partnership import Access  # noqa: PLC0415

    for change in plan.planned if may_see else ():
        services.access.note_changes(account(), Access.IMPORT, change.partner.id, change.changes)
    for field in plan.contested if may_see else ():
        services.access.note_changes(account(), Access.IMPORT, field.partner, field.changes)


def _kind(services: Services, document: str | None) -> DocumentKind | None:
    """The kind of that name. Raises BadTemplate with the nearest where there is none."""
    from drafting.documents import DocumentKind  # noqa: PLC0415

    if document is None:
        return None
    return services.templates.template(DocumentKind(document)).kind


def _offer_marked_copy(plan: ImportPlan, file: Path, to: Path | None, *, ask: bool) -> None:
    """Writes the workbook with the wrong cells marked, where it was asked for or is agreed to."""
    from knowledge.storage import write_whole  # noqa: PLC0415  (for files that are wrong only)

    target = to or free_name(file, "marked")
    if not plan.can_be_marked:
        if to is not None:
            complain("Cells can be marked in an .xlsx workbook only; mend what is listed above.")
    elif to is not None or (ask and _confirm(f"Write a copy with these cells marked, {target}?")):
        write_whole(target, plan.marked(file.read_bytes()))
        say_path(f"The cells are marked in {target}. Mend them there and import that file.")
    elif not ask:
        say("`--marked FILE.xlsx` writes a copy with these cells marked.")


def free_name(file: Path, mark: str) -> Path:
    """A name beside `file` that nothing has: 'partners-marked.xlsx', 'partners-marked-2.xlsx'."""
    stem = re.sub(rf"-{mark}(-\d+)?$", "", file.stem)
    numbered = (f"{stem}-{mark}-{number}{file.suffix}" for number in count(2))
    names = chain((f"{stem}-{mark}{file.suffix}",), numbered)
    return next(path for name in names if not (path := file.with_name(name)).exists())


@partners.command()
def export(
    file: Annotated[Path, typer.Argument(help="An .xlsx, .csv or .yaml file to write.")],
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Which partners; none: all.")
    ] = None,
) -> None:
    """Writes partners to a file that can be edited and imported again."""
    from bot.terminal import partner_views as views  # noqa: PLC0415
    from drafting.partners import export_partners  # noqa: PLC0415
    from drafting.partners.reading import stamps_of  # noqa: PLC0415
    from drafting.partnership import Access, held_fields  # noqa: PLC0415

    services = open_services()
    may_see = services.settings.roles.terminal_sees_restricted
    chosen = (
        [services.partners.read(partner_id) for partner_id in ids]
        if ids
        else services.partners.all_stored()
    )
    for record in chosen:
        fields = held_fields(record.partner) if may_see else ()
        services.access.note(account(), Access.EXPORT, record.partner.id, fields, about=file.name)
    export_partners(
        [record.partner for record in chosen],
        file,
        may_see_restricted_fields=may_see,
        stamps=stamps_of(chosen),
    )
    say_path(views.export_sentence(len(chosen), str(file), may_see))
    locked = [record.partner.id for record in chosen if record.unreadable]
    if may_see and locked:
        complain(views.locked_sentence(locked))


@partners.command()
def template(
    file: Annotated[Path, typer.Argument(help="The .xlsx file to write.")],
    document: Document = None,
) -> None:
    """Writes a blank workbook for new partners, with drop-downs and guidance."""
    from drafting.agreements import asked_for  # noqa: PLC0415  (for --for alone)
    from drafting.partners import write_template  # noqa: PLC0415

    services = open_services()  # the workbook's headings name the office
    kind = _kind(services, document)
    asked = asked_for(services.templates, kind) if kind else None
    write_template(file, asked)
    what = f"The blank workbook is in {file}."
    if asked:
        what = f"{what} It asks for what {asked.document} needs, {asked.count} columns in all."
    also = f" --for {kind}" if kind else ""
    say_path(f"{what} Fill it in, then: saathi partners import {file}{also}")


@partners.command("open")
def open_(
    file: Annotated[Path, typer.Argument(help="The .xlsx file to write.")],
    partner_id: Id,
    agreement: Annotated[
        str | None, typer.Option(help="The agreement’s key, where the partner has several.")
    ] = None,
    document: Document = None,
    to: Annotated[
        OpenPointsFor,
        typer.Option(help="Whom it goes to: only what they can fill in is in it."),
    ] = OpenPointsFor.ALL,
) -> None:
    """Writes what is still open of an agreement as a workbook to fill in and import."""
    from bot.terminal.partner_files.opening import write_open_points  # noqa: PLC0415

    services = open_services()
    kind = _kind(services, document)
    write_open_points(services, file, partner_id, agreement, kind, to)


@partners.command()
def delete(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Which partners.")
    ] = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="All sample partners, and only those.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Deletes partners from the file: history, drafts and checklists too."""
    from bot.partner_deletion import delete_partner, lost_with  # noqa: PLC0415
    from bot.terminal import partner_views as views  # noqa: PLC0415

    if samples is bool(ids):
        complain("Name the partners to delete, or give --samples to delete all samples.")
        raise typer.Exit(1)
    services = open_services()
    if not ids:
        _delete_samples(services, yes)
        return
    chosen = [lost_with(services, partner_id) for partner_id in dict.fromkeys(ids)]
    out.print(views.deletion_view(chosen))
    if yes or _confirm("Delete this, with all that hangs on it? It cannot be brought back."):
        for each in chosen:
            delete_partner(services, each.partner.id, by=account())
        say(f"Deleted: {views.counted(len(chosen), 'partner')}.")
    else:
        say("Nothing was deleted.")


@partners.command()
def decision(  # noqa: PLR0913  (an option for each thing that makes a decision hold)
    partner_id: Id,
    *,
    agreement: Annotated[
        str, typer.Option(help="The agreement’s key, where the partner has several.")
    ] = "",
    outcome: Annotated[
        str, typer.Option(help="approved, approved_with_conditions, declined or deferred.")
    ] = "",
    by: Annotated[str, typer.Option(help="Who decided: the Committee, or its members.")] = "",
    on: Annotated[str, typer.Option(metavar="DAY", help="When it was decided.")] = "",
    how: Annotated[str, typer.Option(help="meeting, circulated_paper or other.")] = "",
    proof: Annotated[str, typer.Option(help="The minutes or the paper: a file or a link.")] = "",
    amount: Annotated[str, typer.Option(help="Up to which amount, where funds change hands.")] = "",
    currency: Annotated[str, typer.Option(help="Of the amount: PKR.")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="Until when it holds.")] = "",
    conditions: Annotated[str, typer.Option(help="What must be met.")] = "",
    about: Annotated[str, typer.Option(help="On what; else the agreement’s title.")] = "",
) -> None:
    """Records what the Committee decided on an agreement (CSPF 18(c))."""
    typed = {
        **{"what": about, "outcome": outcome, "by": by, "on": on, "procedure": how},
        **{"proof": proof, "amount": amount, "currency": currency, "until": until},
        "conditions": conditions,
    }
    values = {name: text for name, text in typed.items() if text}
    say(_recorded_sentence(open_services(), partner_id, agreement, values))


def _recorded_sentence(
    services: Services, partner_id: str, agreement: str, values: Mapping[str, object]
) -> str:
    """Records the decision; raises EdgeError, which names the option that is not right."""
    from bot.terminal.checklist_arguments import agreement_of  # noqa: PLC0415  (for this command only)
    from drafting.partners import field_refusals, office_today  # noqa: PLC0415
    from drafting.partnership import DecisionInput, UnfitDecision, record_decision  # noqa: PLC0415

    key = agreement_of(services, partner_id, agreement)
    given = DecisionInput(partner_id, key, values, account(), "terminal")
    try:
        approval = record_decision(services.partners, given, office_today())
    except ValidationError as error:
        refused = field_refusals(error)[0]
        option = DECISION_OPTIONS.get(refused.path, refused.title)
        raise EdgeError(f"{option}: {refused.why.rstrip('.?')}.") from error
    except UnfitDecision as error:
        faults = [
            f"{DECISION_OPTIONS[field]}: {sentence}" for field, sentence in error.faults.items()
        ]
        raise EdgeError(" ".join(faults)) from error
    outcome = approval.outcome.label.lower() if approval.outcome else ""
    return f"Recorded for ‘{key}’: {outcome}. The review of its documents reads it from now on."


def _delete_samples(services: Services, yes: bool) -> None:
    from bot.partner_deletion import delete_samples, samples_on_record  # noqa: PLC0415
    from bot.terminal import partner_views as views  # noqa: PLC0415

    samples = samples_on_record(services)
    out.print(views.samples_view(samples))
    if not samples.made_up:
        delete_samples(services, samples)  # none comes by itself from now on
    elif yes or _confirm("Delete these, with all that hangs on them? They cannot be brought back."):
        delete_samples(services, samples)
        say(f"Deleted: {views.counted(len(samples.made_up), 'sample')}.")
    else:
        say("Nothing was deleted.")


def _confirm(question: str) -> bool:
    """The person's answer; without anybody to answer, no."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        out.print()
        return False


def _print_json(content: object) -> None:
    out.print(
        json.dumps(content, ensure_ascii=False, indent=2),
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
