"""What the arguments of `saathi due-diligence …` mean, and how they are refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from bot.errors import EdgeError
from bot.terminal.console import account
from drafting.partners import office_today

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.due_diligence import Checklist, ChecklistEntry, Proof, Readers
    from drafting.due_diligence.checklists import PartnerVoice
    from drafting.partners import Side

LONGEST_NAME = 100  # characters of who answers, or is to answer
LARGEST = 20 * 1024 * 1024  # bytes of a file of evidence, or of a checklist that is given back
Chosen = TypeVar("Chosen", bound=StrEnum)
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
Evidence = Annotated[
    list[str] | None,
    typer.Option(help="A file to keep, or the link or name of one; may be given several times."),
]
Weighs = Annotated[str, typer.Option("--weight", help="strength, neither or concern.")]
ForWhom = Annotated[
    str,
    typer.Option(
        "--readers",
        help="both, cip (the office alone) or few (Finance and the Partnership Coordinator alone).",
    ),
]
SaidBy = Annotated[
    str, typer.Option("--said-by", help="Who at the partner said it: the partner’s half needs it.")
]
SaidOn = Annotated[
    str, typer.Option("--said-on", metavar="DAY", help="On what day; today if not given.")
]
By = Annotated[str, typer.Option("--by", help="Who says so, by name.")]
Expires = Annotated[
    str, typer.Option(metavar="DAY", help="Until when it shows it: 2027-06-30 or 30 June 2027.")
]
# What is typed where, for a value that no document can hold.
TYPED_IN = {
    "text": "The answer",
    "gap": "--gap",
    "gap_action": "--action",
    "name": "--evidence",
    "said_by": "--said-by",
    "peer": "--peer",
}


def agreement_of(services: Services, partner_id: str, key: str) -> str:
    """The key of the agreement: the given one, or the partner's only one."""
    partner = services.partners.get(partner_id)
    keys = [agreement.key for agreement in partner.agreements]
    if key or len(keys) == 1:
        return key or keys[0]
    if not keys:
        raise EdgeError(
            f"{partner.name} has no agreement on record; add one in the partner’s file first."
        )
    raise EdgeError(
        f"{partner.name} has several agreements; name one with --agreement: {', '.join(keys)}."
    )


def reader_of(services: Services) -> Readers:
    """As whom the terminal reads: as the office, or also what is for a few in it."""
    from drafting.due_diligence import Readers  # noqa: PLC0415  (for commands that show answers)

    return Readers.FEW if services.settings.roles.terminal_sees_restricted else Readers.CIP


def shown_checklist(services: Services, checklist: Checklist) -> Checklist:
    """The checklist as the terminal may read it; what is for a few is put on record first."""
    from drafting.due_diligence import Readers  # noqa: PLC0415  (as above)
    from drafting.due_diligence.checklists import shown_to  # noqa: PLC0415

    reader = reader_of(services)
    if reader is Readers.FEW:
        services.access.note_answers(account(), checklist, checklist.entries, office_today())
    return shown_to(checklist, reader)


def shown_entry(services: Services, checklist: Checklist, key: str) -> ChecklistEntry | None:
    """One question of it, in the same way; None where there is none of that key."""
    entry = checklist.entry(key)
    if entry is None:
        return None
    of_one = checklist.model_copy(update={"entries": (entry,)})
    return shown_checklist(services, of_one).entry(key)


def voice_of(person: str, on: str) -> PartnerVoice | None:
    """Who at the partner says it, and when; None for nobody. Raises EdgeError."""
    from drafting.due_diligence.checklists import PartnerVoice  # noqa: PLC0415  (as above)

    day = day_of(on, "--said-on")
    name = name_of(person)
    if not name and day is not None:
        raise EdgeError("--said-by: Name the person at the partner who said it on that day.")
    return PartnerVoice(name, day) if name else None


def checklist_of(services: Services, name: str) -> Checklist:
    """The checklist of that id, or the newest of the partner of that id."""
    desk = services.due_diligence
    return desk.checklists.newest(name) or desk.get(name)


def name_of(text: str) -> str:
    """Who is named, in one line. Raises EdgeError for what is no name."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise EdgeError(
            f"‘{name[:20]}…’ is no name; write one of at most {LONGEST_NAME} characters."
        )
    return name


def day_of(text: str, option: str) -> date | None:
    """The day in any clear form, None for none. Raises EdgeError for what may be two days."""
    from drafting.partners import field_refusals  # noqa: PLC0415  (for commands with a day only)
    from drafting.partners.record import Day  # noqa: PLC0415  (for commands with a day only)

    reader: TypeAdapter[date] = TypeAdapter(Day)
    try:
        return reader.validate_python(text) if text else None
    except ValidationError as error:
        raise EdgeError(f"{option}: {field_refusals(error)[0].why}.") from error


def proofs_of(
    services: Services, under: str, evidence: Sequence[str], expires: date | None, by: str
) -> tuple[Proof, ...]:
    """The evidence that was named; a file is kept `under` a checklist's id."""
    return tuple(_proof(services, under, piece, expires, by) for piece in evidence)


def side_of(name: str) -> Side | None:
    """The side of that name; None for ''. Raises EdgeError for another."""
    from drafting.partners import Side  # noqa: PLC0415  (for commands with a side only)

    if name not in {"", Side.PARTNER.value, Side.CIP.value}:
        raise EdgeError(f"There is no side '{name}'; write partner or cip.")
    return Side(name) if name else None


def content_of(file: Path) -> bytes:
    """What the file holds. Raises EdgeError where it is too large, or cannot be read."""
    try:
        if file.stat().st_size > LARGEST:
            raise EdgeError(f"{file.name} is larger than {LARGEST >> 20} MB; give a smaller one.")
        return file.read_bytes()
    except OSError as error:
        raise EdgeError(f"{file} cannot be read; see that the path is right.") from error


def one_of(choices: type[Chosen], name: str, noun: str) -> Chosen:
    """The choice of that name. Raises EdgeError with those that there are."""
    try:
        return choices(name)
    except ValueError as error:
        names = ", ".join(choice.value for choice in choices)
        raise EdgeError(f"There is no {noun} '{name}'; write one of {names}.") from error


@contextmanager
def refusals_as_errors() -> Iterator[None]:
    """Raises an EdgeError that names the argument for what no document can hold."""
    from drafting.partners import field_refusals  # noqa: PLC0415  (for commands that write)

    try:
        yield
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise EdgeError(f"{TYPED_IN.get(name, name)}: {field_refusals(error)[0].why}.") from error


def _proof(services: Services, under: str, evidence: str, expires: date | None, by: str) -> Proof:
    from drafting.due_diligence import Proof  # noqa: PLC0415

    file = Path(evidence).expanduser()
    if not _is_file(file):
        return Proof(name=evidence, expires=expires)
    desk = services.due_diligence
    return desk.attach(under, file.name, content_of(file), by, expires)


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # longer than a name may be, or with characters that none has
        return False
