"""`saathi agreements …`: issued, signed, amended, ended; each command hands over to the desk."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import day_of, name_of
from bot.terminal.console import account, complain, open_services, out, say, say_path
from bot.terminal.draft_commands import AgreementKey, AsJson, DraftId, Folder
from drafting.documents import DocumentKind

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.agreements.lives import (
        Actor,
        EndingHow,
        Life,
        SignatureInput,
        SigningPack,
        Step,
        VersionStanding,
    )
    from drafting.partners.record import Agreement, Partner

app = typer.Typer(
    help="What becomes of agreements: issued, signed, amended, ended, with the signed files.",
    no_args_is_help=True,
)
LARGEST = 20_000_001  # bytes that are read of a file; one more than is kept

PartnerId = Annotated[
    str,
    typer.Argument(metavar="PARTNER_ID", help="The partner; `saathi partners list` shows the ids."),
]
By = Annotated[str, typer.Option("--by", help="Who enters it, by name.")]
Signed = Annotated[Path, typer.Option("--file", help="The signed file: PDF, .docx or a scan.")]
OfficeOn = Annotated[str, typer.Option(help="The day on which the office signed.")]
PartnerOn = Annotated[str, typer.Option(help="The day on which the partner signed.")]
OfficeBy = Annotated[
    list[str], typer.Option(help="Who signed for the office; once for each person.")
]
PartnerBy = Annotated[
    list[str], typer.Option(help="Who signed for the partner; once for each person.")
]
Reason = Annotated[
    str, typer.Option(help="Why it holds, where something speaks against it; it stays on record.")
]


@app.command()
def show(partner: PartnerId, agreement: AgreementKey = "", as_json: AsJson = False) -> None:
    """How far each agreement is: its state, its versions, and every step with who and when."""
    from bot.terminal.lives.views import life_json, life_view  # noqa: PLC0415  (rich's tables)

    services = open_services()
    record = services.partners.get(partner)
    chosen = [_agreement(record, agreement)] if agreement else list(record.agreements)
    lives = services.lives.lives(partner, [terms.key for terms in chosen])
    standings = services.lives.standings(partner)

    def of(key: str) -> list[VersionStanding]:
        return [each for each in standings.values() if each.version.agreement == key]

    if as_json:
        _print_json([life_json(lives[terms.key], of(terms.key)) for terms in chosen])
        return
    if not chosen:
        say(f"{record.name} has no agreement on record yet.")
    for terms in chosen:
        out.print(life_view(terms, lives[terms.key], of(terms.key)))


@app.command()
def issue(draft: DraftId, by: By) -> None:
    """Puts on record that a version was given to the partner for signature."""
    services = open_services()
    step = services.lives.issue(draft, _actor(by), uuid.uuid4().hex)
    _say_state(services, step, "It is on record as issued.")
    info = services.drafting.info(draft)
    if not info.verdict.is_ready:
        complain(f"Its pages say: {info.verdict.heading}. To enter its signature takes a reason.")


@app.command()
def sign(  # noqa: PLR0913, PLR0917  (the options of a command)
    draft: DraftId,
    file: Signed,
    office_on: OfficeOn,
    partner_on: PartnerOn,
    office_by: OfficeBy,
    partner_by: PartnerBy,
    by: By,
    reason: Reason = "",
) -> None:
    """Puts on record that both sides signed a version, with the signed file."""
    services = open_services()
    given = _signature(file, (office_on, partner_on), (office_by, partner_by), reason)
    step = services.lives.sign(draft, given, _actor(by), uuid.uuid4().hex)
    _say_state(services, step, "The signature is on record, and the signed file is kept.")


@app.command()
def enter(  # noqa: PLR0913, PLR0917  (the options of a command)
    partner: PartnerId,
    kind: Annotated[str, typer.Option(help="What was signed: mou, contract, …")],
    file: Signed,
    office_on: OfficeOn,
    partner_on: PartnerOn,
    office_by: OfficeBy,
    partner_by: PartnerBy,
    by: By,
    agreement: AgreementKey = "",
) -> None:
    """Enters an agreement that was signed before Saathi, with its file.

    Its days, tranches and reports come from the partner's file: `saathi partners import` first.
    """
    from drafting.agreements.lives import lacks  # noqa: PLC0415  (for this command only)

    services = open_services()
    terms = _agreement(services.partners.get(partner), agreement)
    given = _signature(file, (office_on, partner_on), (office_by, partner_by), "")
    step = services.lives.enter_signed(
        partner, terms.key, DocumentKind(kind), given, _actor(by), uuid.uuid4().hex
    )
    _say_state(services, step, "The agreement is on record as signed, and its file is kept.")
    for sentence in lacks(terms):
        complain(sentence)


@app.command()
def end(
    partner: PartnerId,
    on: Annotated[str, typer.Option(help="The day on which it ended.")],
    how: Annotated[
        str,
        typer.Option(
            help="completed, by_both, by_office, by_partner, phased_out or replaced.",
        ),
    ],
    why: Annotated[str, typer.Option(help="Why, in a sentence.")],
    by: By,
    agreement: AgreementKey = "",
) -> None:
    """Puts on record that a signed agreement ended: when, how and why."""
    from drafting.agreements.lives import Ending  # noqa: PLC0415

    services = open_services()
    terms = _agreement(services.partners.get(partner), agreement)
    ending = Ending(_day(on, "--on"), _ending_how(how), why)
    step = services.lives.end(partner, terms.key, ending, _actor(by), uuid.uuid4().hex)
    _say_state(services, step, "The end is on record.")


@app.command("take-back")
def take_back(
    partner: PartnerId,
    why: Annotated[str, typer.Option(help="Why, in a sentence.")],
    by: By,
    agreement: AgreementKey = "",
) -> None:
    """Takes the last step of an agreement back; it stays on record, and stands no more."""
    services = open_services()
    terms = _agreement(services.partners.get(partner), agreement)
    step = services.lives.take_back(partner, terms.key, why, _actor(by), uuid.uuid4().hex)
    _say_state(services, step, "The step is taken back, and stays on record.")


@app.command()
def pack(draft: DraftId, to: Folder = Path()) -> None:
    """The signing pack: the version, its annexes and the policies it rests on, as one .zip."""
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services = open_services()
    packed = services.signing_pack(draft, services.settings.roles.terminal_sees_restricted)
    _note_pack(services, account(), draft, packed)
    own_folder(to)
    write_whole(to / packed.name, packed.content)
    if packed.without_pdf:
        complain("There is no PDF in it, for LibreOffice is not on this machine.")
    say_path(f"The signing pack is {to / packed.name}.")


@app.command("file")
def signed_file(
    partner: PartnerId,
    step: Annotated[int, typer.Option(help="The number of the step, as `show` lists it.")],
    agreement: AgreementKey = "",
    to: Folder = Path(),
) -> None:
    """The signed file of a step, as it came."""
    from drafting.partnership import Access, held_fields  # noqa: PLC0415
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services = open_services()
    record = services.partners.get(partner)
    life = services.lives.life(partner, _agreement(record, agreement).key)
    chosen = next((each for each in life.steps if each.number == step), None)
    if chosen is None:
        raise EdgeError(f"There is no step {step}; `saathi agreements show {partner}` lists them.")
    may_see = services.settings.roles.terminal_sees_restricted
    file = services.lives.signed_file(chosen, may_see_restricted_fields=may_see)
    who, fields = account(), held_fields(record)
    services.access.note(who, Access.SIGNED_FILE, partner, fields, about=file.name)
    own_folder(to)
    write_whole(to / file.name, file.content)
    say_path(f"The signed file is {to / file.name}.")


@app.command()
def dates(partner: PartnerId, agreement: AgreementKey = "", as_json: AsJson = False) -> None:
    """The dates of an agreement: signatures, its days, tranches, reports and duties."""
    from bot.terminal.lives.views import dates_json, dates_view  # noqa: PLC0415  (rich's tables)

    services = open_services()
    terms = _agreement(services.partners.get(partner), agreement)
    every = services.lives.dates(partner, terms.key)
    if as_json:
        _print_json(dates_json(every))
    else:
        out.print(dates_view(every))


def _note_pack(services: Services, who: str, draft: str, packed: SigningPack) -> None:
    """Puts on record who gets a pack in which restricted values may stand."""
    from drafting.partnership import Access  # noqa: PLC0415

    info = services.drafting.info(draft)
    services.access.note_draft(who, services.drafting, info)
    for name in packed.signed_files:
        services.access.note(who, Access.SIGNED_FILE, info.request.partner, about=name)


def _signature(
    file: Path, days: tuple[str, str], people: tuple[list[str], list[str]], reason: str
) -> SignatureInput:
    """What was entered. Raises EdgeError for a file that is not there, and for no day."""
    from drafting.agreements.lives import Signature, SignatureInput, signed_file  # noqa: PLC0415

    if not file.is_file():
        raise EdgeError(f"{file} is not there; check the folder and the spelling.")
    with file.open("rb") as stream:
        content = stream.read(LARGEST)
    office_on, partner_on = _day(days[0], "--office-on"), _day(days[1], "--partner-on")
    office_by, partner_by = (tuple(map(name_of, names)) for names in people)
    signature = Signature(office_on, partner_on, office_by, partner_by)
    return SignatureInput(signature, signed_file(file.name, content), reason)


def _day(text: str, option: str) -> date:
    day = day_of(text, option)
    if day is None:
        raise EdgeError(f"{option}: write the day, such as 2026-11-30.")
    return day


def _ending_how(text: str) -> EndingHow:
    from drafting.agreements.lives import EndingHow  # noqa: PLC0415

    try:
        return EndingHow(text)
    except ValueError:
        names = ", ".join(how.value for how in EndingHow)
        raise EdgeError(f"--how: ‘{text}’ is none of {names}.") from None


def _agreement(partner: Partner, key: str) -> Agreement:
    """The agreement of that key, or the partner's only one. Raises EdgeError."""
    matching = [terms for terms in partner.agreements if key in ("", terms.key)]
    if len(matching) == 1:
        return matching[0]
    keys = ", ".join(terms.key for terms in partner.agreements) or "none yet"
    raise EdgeError(f"{partner.name}: name the agreement by --agreement; on record: {keys}.")


def _actor(by: str) -> Actor:
    """Who enters it. Raises EdgeError for what is no name."""
    from drafting.agreements.lives import Actor  # noqa: PLC0415

    name = name_of(by)
    if not any(map(str.isalpha, name)):
        raise EdgeError("--by: write the name of whoever enters it.")
    return Actor(account(), name)


def _say_state(services: Services, step: Step, outcome: str) -> None:
    life: Life = services.lives.life(step.partner, step.agreement)
    say(f"{outcome} The agreement: {life.sentence}")


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201
