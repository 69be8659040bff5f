"""`saathi register …`: what is opened about partners and said to it; hands over to the desk."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import content_of, name_of
from bot.terminal.console import account, complain, open_services, out, say, say_path
from bot.terminal.draft_commands import AgreementKey, AsJson, Folder
from bot.terminal.register.roles import (
    AsRole,
    note_shown,
    refuse_export,
    require_role,
    roles_named,
)

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.register import Author, Entry

app = typer.Typer(
    help="The register of partnerships: clocks, what is owed, actions, decisions; the "
    "accountability sheet, and reports.",
    no_args_is_help=True,
)
EntryId = Annotated[
    str, typer.Argument(metavar="ENTRY", help="Its id, or how it begins; `list` shows them.")
]
PartnerId = Annotated[
    str, typer.Argument(metavar="PARTNER_ID", help="The partner; `saathi partners list` has ids.")
]
Kind = Annotated[str, typer.Argument(metavar="KIND", help="`saathi register kinds` shows them.")]
By = Annotated[str, typer.Option("--by", help="Who enters it, by name.")]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="A field; `kinds` shows them. Repeatable."),
]
Words = Annotated[str, typer.Option("--words", help="In a few words.")]
ToldBy = Annotated[
    str, typer.Option("--told-by", help="Who at the partner said it; then it is the partner’s.")
]
AsWorkbook = Annotated[
    bool, typer.Option("--xlsx/--docx", help="A workbook, or a Word file as without it.")
]


@app.command()
def kinds(as_json: AsJson = False) -> None:
    """The kinds of entries, what may be said to each, and the fields of both."""
    from bot.terminal.register.views import fields_text  # noqa: PLC0415  (pydantic's models)

    every = open_services().register.kinds
    if as_json:
        _print_json({name: [verb.name for verb in kind.verbs] for name, kind in every.items()})
        return
    for name, kind in every.items():
        say(f"{name}: {kind.label} ({kind.clause}) · {fields_text(kind.body)}")
        for verb in kind.verbs:
            fields = fields_text(verb.body)
            say(f"  {verb.name}: {verb.label}{f' · {fields}' if fields else ''}")


@app.command("open")
def open_entry(  # noqa: PLR0913, PLR0917  (a flag each)
    kind: Kind,
    by: By,
    partner: Annotated[
        str,
        typer.Argument(metavar="[PARTNER_ID]", help="The partner; none for the office’s own."),
    ] = "",
    values: Values = None,
    agreement: AgreementKey = "",
    origin: Annotated[
        str, typer.Option("--from", metavar="ENTRY", help="The entry that a new one comes from.")
    ] = "",
    as_role: AsRole = "",
) -> None:
    """Opens an entry of a kind about a partner, or of the office's own."""
    from drafting.partners import office_name  # noqa: PLC0415
    from drafting.register import OpeningInput  # noqa: PLC0415

    services = open_services()
    record = services.partners.get(partner) if partner else None
    terms = record.agreement(_key(services, partner, agreement)) if record else None
    about = record.name if record else office_name()
    sees = roles_named(services, as_role)
    opening = OpeningInput(
        kind,
        partner,
        _author(by),
        uuid.uuid4().hex,
        _values(values) | (_origin(services, kind, partner, origin, sees) if origin else {}),
        terms.key if terms else "",
        record,
        about=(terms.title or terms.key) if terms else about,
    )
    entry = services.register_desk.open(opening, sees)
    _say_entry(services, entry, "It is on the register.")


@app.command()
def owed(
    partner: PartnerId,
    rule: Annotated[str, typer.Option("--open", help="Opens the entry of that rule.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who opens it, by name.")] = "",
) -> None:
    """What agreements in force owe by rule, and risks on record, that have no entry yet."""
    from drafting.calendar import due_words, late_plans, plan_opening  # noqa: PLC0415
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.partnership import open_rules, rule_opening  # noqa: PLC0415
    from drafting.partnership.development import agreed_steps, step_opening  # noqa: PLC0415
    from drafting.partnership.risks import risk_opening, risks_by_rule  # noqa: PLC0415

    services = open_services()
    record = services.partners.get(partner)
    entries = services.register.of_partner(partner)
    lives = services.lives.lives(partner, [terms.key for terms in record.agreements])
    lines = open_rules(record, lives, entries)
    waitings = services.calendar.of_partner(partner, office_today()).waiting
    steps = {step.key: step for step in agreed_steps(record, lives, entries)}
    plans = [plan for plan in late_plans(waitings, office_today()) if plan.key not in steps]
    risks = risks_by_rule(record, entries)
    if rule in {risk.key for risk in risks}:
        opening = risk_opening(record, rule, entries, _author(by))
        _say_entry(services, services.register_desk.open(opening), "It is on the register.")
        return
    if rule in steps:
        opening = step_opening(record, steps[rule].agreement, rule, entries, _author(by))
        _say_entry(services, services.register_desk.open(opening), "It is on the register.")
        return
    if rule in {plan.key for plan in plans}:
        opening = plan_opening(waitings, rule, office_today(), _author(by))
        _say_entry(services, services.register_desk.open(opening), "It is on the register.")
        return
    if rule:
        agreement = next((line.agreement for line in lines if line.key == rule), "")
        opening = rule_opening(record, agreement, rule, entries, _author(by))
        _say_entry(services, services.register_desk.open(opening), "It is on the register.")
        return
    for line in lines:
        say(f"{line.key}: {line.body.what}, {line.body.by.label}, {line.when}")
    for step in steps.values():
        say(f"{step.key}: {step.what}, {step.when}")
    for plan in plans:
        say(f"{plan.key}: {plan.what}, {plan.of.label}, {due_words(plan, office_today())}")
    for risk in risks:
        say(f"{risk.key}: {risk.body.what}, {risk.when}")
    if not (lines or steps or plans or risks):
        say("Nothing is owed by rule that has no entry yet.")


@app.command("list")
def list_entries(
    partner: Annotated[str, typer.Argument(metavar="[PARTNER_ID]")] = "",
    kind: Annotated[str, typer.Option(help="Entries of that kind alone.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="What is closed, too.")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Writes them to a workbook.")] = None,
    as_json: AsJson = False,
    as_role: AsRole = "",
) -> None:
    """The entries, of one partner or of all; without --as-role nothing that is for a role alone."""
    from bot.terminal.register.views import entries_view, entry_json  # noqa: PLC0415  (rich's tables)
    from drafting.partners import office_today  # noqa: PLC0415

    services = open_services()
    register, today = services.register, office_today()
    sees = roles_named(services, as_role)
    refuse_export(as_role, is_export=as_json or xlsx is not None)
    every = register.of_partner(partner, sees) if partner else register.everything(sees)
    chosen = [
        entry
        for entry in every
        if kind in {"", entry.kind} and (closed or not register.kinds[entry.kind].is_closed(entry))
    ]
    note_shown(services, chosen)
    if xlsx is not None:
        _write_workbook(services, chosen, xlsx)
    elif as_json:
        _print_json([entry_json(entry, register.kinds[entry.kind], today) for entry in chosen])
    elif chosen:
        out.print(entries_view(chosen, register.kinds, today))
    else:
        say("Nothing is open on the register." if not closed else "Nothing is on the register.")


@app.command()
def show(entry: EntryId, as_json: AsJson = False, as_role: AsRole = "") -> None:
    """One entry: how it stands, what waits, and what was said by whom."""
    from bot.terminal.register.views import (  # noqa: PLC0415  (rich's tables)
        EntryBackground,
        entry_json,
        entry_view,
    )
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.register import FactsBeside  # noqa: PLC0415

    services = open_services()
    refuse_export(as_role, is_export=as_json)
    chosen, today = _entry(services, entry, roles_named(services, as_role)), office_today()
    note_shown(services, [chosen])
    kind = services.register.kinds[chosen.kind]
    if as_json:
        _print_json(entry_json(chosen, kind, today))
    else:
        register = services.register
        siblings = register.of_partner(chosen.partner)
        handed_over = (
            services.calendar.of_partner(chosen.partner, today).waiting
            if kind.lists_due(chosen)
            else ()
        )
        due = [waiting for waiting in handed_over if waiting.reference != chosen.id]
        beside = FactsBeside(siblings, register.kinds, services.register_rules, today)
        background = EntryBackground(beside, services.office_names, due)
        out.print(entry_view(chosen, kind, background))
        for each in register.come_from(chosen.id):
            state = register.kinds[each.kind].state(each, today)
            say(f"Led to {each.id[:8]} · {each.title}: {state}")


@app.command("say")
def say_verb(  # noqa: PLR0913, PLR0917  (as whom, too)
    entry: EntryId,
    verb: Annotated[str, typer.Argument(metavar="VERB", help="`show` names those that fit.")],
    by: By,
    words: Words = "",
    values: Values = None,
    told_by: ToldBy = "",
    as_role: AsRole = "",
) -> None:
    """Says something to an entry, for the office or, with --told-by, for the partner."""
    from drafting.register import SayingInput  # noqa: PLC0415

    services = open_services()
    sees = roles_named(services, as_role)
    chosen = _entry(services, entry, sees)
    author = _author(by, told_by)
    typed = {**_values(values), "words": words, "told_by": told_by}
    saying = SayingInput(chosen.id, verb, author, uuid.uuid4().hex, chosen.last_number, typed)
    _say_entry(services, services.register_desk.say(saying, sees), "It is on the register.")


@app.command()
def sheet(
    partner: PartnerId,
    xlsx: Annotated[
        bool, typer.Option("--xlsx/--docx", help="A workbook, or a Word file.")
    ] = False,
    urdu: Annotated[bool, typer.Option("--urdu", help="In Urdu.")] = False,
    to: Folder = Path(),
) -> None:
    """The accountability sheet: what each side owes by when, to be filled in and read back."""
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.partnership import (  # noqa: PLC0415  (python-docx, openpyxl)
        page_document,
        page_workbook,
        sheet_page,
        sheet_reference,
        sheet_wording,
    )
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services, today = open_services(), office_today()
    language = "ur" if urdu else "en"
    page = sheet_page(services.sheet_source(partner), sheet_wording(language), today)
    own_folder(to)
    name = f"{sheet_reference(partner, today)}{'_ur' if urdu else ''}"
    file = to / f"{name}.{'xlsx' if xlsx else 'docx'}"
    write_whole(file, (page_workbook if xlsx else page_document)(page))
    say_path(f"The sheet is {file}.")


@app.command("read")
def read_back(
    file: Annotated[Path, typer.Argument(help="The sheet that came back: .docx or .xlsx.")],
    by: By,
    take: Annotated[bool, typer.Option("--take", help="Keeps it; else it is only shown.")] = False,
) -> None:
    """Shows what a returned sheet says, word for word; with --take it goes on the register."""
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.partnership import read_sheet, sheet_plan, take_sheet  # noqa: PLC0415

    services = open_services()
    content = content_of(file)
    returned = read_sheet(content, file.name)
    source = services.sheet_source(returned.partner)
    plan = sheet_plan(returned, source, services.register, office_today())
    say(f"{source.partner.name}, told by {plan.told_by or 'nobody'}:")
    for line in plan.lines:
        say(f"  {line.sentence}")
    for words in plan.beside:
        say(f"  Not taken: {words}")
    for sentence in plan.missing:
        complain(sentence)
    if not take or not plan.is_ready:
        if take:
            raise EdgeError(f"{file.name}: nothing was kept; mend what is named above first.")
        say("Nothing is kept yet; --take keeps it." if plan.lines else "Nothing is filled in.")
        return
    kept, refused = take_sheet(plan, source, services.register_desk, _author(by))
    say(f"{len(kept)} of {len(plan.lines)} are on the register.")
    for sentence in refused:
        complain(sentence)


@app.command()
def report(
    which: Annotated[
        str,
        typer.Argument(metavar="REPORT", help="Such as turnaround; any other word names them all."),
    ],
    to: Folder = Path(),
    as_role: AsRole = "",
) -> None:
    """A report over all partners, as .xlsx and .docx."""
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.partnership import page_document, page_workbook  # noqa: PLC0415
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    today = office_today()
    require_role(as_role, which)
    page = open_services().register_report(which, today)
    own_folder(to)
    for ending, make in (("xlsx", page_workbook), ("docx", page_document)):
        file = to / f"saathi-{which}-{today.isoformat()}.{ending}"
        write_whole(file, make(page))
        say_path(f"The report is {file}.")


def _write_workbook(services: Services, entries: Sequence[Entry], file: Path) -> None:
    from drafting.partners import office_today  # noqa: PLC0415
    from drafting.partnership import entries_workbook  # noqa: PLC0415
    from knowledge.storage import write_whole  # noqa: PLC0415

    write_whole(file, entries_workbook(entries, services.register.kinds, office_today()))
    say_path(f"{len(entries)} entries are in {file}.")


def _entry(services: Services, beginning: str, sees: Sequence[str]) -> Entry:
    """The entry whose id begins so, for the roles `sees`. Raises EdgeError."""
    every = services.register.everything(sees)
    matching = [entry for entry in every if entry.id.startswith(beginning)]
    if len(matching) != 1:
        how = "More than one entry begins" if matching else "No entry begins"
        raise EdgeError(f"{how} with ‘{beginning}’; `saathi register list --closed` shows them.")
    return matching[0]


def _origin(
    services: Services, kind: str, partner: str, origin: str, sees: Sequence[str]
) -> dict[str, str]:
    """Where a new entry comes from. Raises EdgeError where it cannot come from there."""
    entry, known = _entry(services, origin, sees), services.register.kinds.get(kind)
    if known is not None and entry.kind in known.opened_from:
        return {"from_entry": entry.id}
    if kind != "action" or entry.partner != partner:
        raise EdgeError("--from: an action comes from an entry of the same partner; see `kinds`.")
    return {"comes_from": entry.origin}


def _values(pairs: Sequence[str] | None) -> dict[str, str]:
    """The fields by name; one that is given again adds a line. Raises EdgeError."""
    values: dict[str, str] = {}
    for pair in pairs or ():
        name, mark, value = pair.partition("=")
        if not mark or not name.strip():
            raise EdgeError(f"--set ‘{pair}’: write FIELD=VALUE, such as procedure=audit_review.")
        before = f"{values[name.strip()]}\n" if name.strip() in values else ""
        values[name.strip()] = f"{before}{value}"
    return values


def _key(services: Services, partner: str, key: str) -> str:
    """The agreement's key as it was given. Raises EdgeError where the partner has none such."""
    keys = [terms.key for terms in services.partners.get(partner).agreements]
    if key and key not in keys:
        raise EdgeError(f"--agreement: there is no ‘{key}’; there are {', '.join(keys) or 'none'}.")
    return key


def _author(by: str, told_by: str = "") -> Author:
    """Who says it. Raises EdgeError for what is no name."""
    from drafting.partners import Side  # noqa: PLC0415
    from drafting.register import Author  # noqa: PLC0415

    name = name_of(by)
    if not any(map(str.isalpha, name)):
        raise EdgeError("--by: write the name of whoever enters it.")
    side = Side.PARTNER if told_by.strip() else Side.CIP
    return Author(f"{name} ({account()})", name, side, name_of(told_by))


def _say_entry(services: Services, entry: Entry, outcome: str) -> None:
    from drafting.partners import office_today  # noqa: PLC0415

    note_shown(services, [entry])
    kind = services.register.kinds[entry.kind]
    say(f"{outcome} {entry.id[:8]} · {entry.title}: {kind.state(entry, office_today())}")


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201
