"""`saathi due-diligence weigh`, `clear` and `page`: what an answer weighs, and a page to sign."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import (
    ChecklistId,
    EntryKey,
    checklist_of,
    name_of,
    one_of,
    reader_of,
    shown_entry,
)
from bot.terminal.console import account, open_services, out, say_path
from drafting.partners import office_today

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.due_diligence import Checklist
    from drafting.due_diligence.checklists import WeighingInput

app = typer.Typer()
Name = Annotated[str, typer.Option("--by", help="Your name: it stands on record with this.")]


@app.command()
def weigh(
    checklist: ChecklistId,
    item: EntryKey,
    weight: Annotated[str, typer.Argument(help="strength, neither or concern.")],
    by: Name,
) -> None:
    """Says what an answer weighs, for whoever reads the summary; evidence alone says nothing."""
    from drafting.due_diligence.checklists import (  # noqa: PLC0415  (for this command only)
        WeighingDeed,
        WeighingInput,
        Weight,
    )

    words = WeighingInput(
        entry=item,
        deed=WeighingDeed.WEIGHED,
        weight=one_of(Weight, weight, "weight"),
        by=account(),
        name=name_of(by),
        key=uuid.uuid4().hex,
    )
    _put_on_record(checklist, words)


@app.command()
def clear(
    checklist: ChecklistId,
    item: EntryKey,
    reason: Annotated[str, typer.Argument(help="What was looked at, and what it showed.")],
    by: Name,
    back: Annotated[
        bool, typer.Option("--take-back", help="Take back that it was cleared, and say why.")
    ] = False,
) -> None:
    """Clears a concern with a reason; a match of a screening stops completion until then."""
    from drafting.due_diligence.checklists import WeighingDeed, WeighingInput  # noqa: PLC0415

    words = WeighingInput(
        entry=item,
        deed=WeighingDeed.TAKEN_BACK if back else WeighingDeed.CLEARED,
        reason=reason,
        by=account(),
        name=name_of(by),
        key=uuid.uuid4().hex,
    )
    _put_on_record(checklist, words)


@app.command()
def page(
    checklist: ChecklistId,
    to: Annotated[Path, typer.Option("--out", help="Where the file goes.")] = Path(),
) -> None:
    """Writes the page on which the partner acknowledges a completed checklist, to be signed."""
    from drafting.due_diligence import acknowledgement_page  # noqa: PLC0415  (for this command only)
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    completion = services.due_diligence.completion(record)
    if completion is None:
        raise EdgeError(f"{record.id} is not completed yet; complete it, then write the page.")
    own_folder(to)
    file = to / f"{record.id}_acknowledgement.docx"
    write_whole(file, acknowledgement_page(record, completion, office_today()))
    say_path(f"{file}")


def _put_on_record(checklist: str, words: WeighingInput) -> None:
    """Keeps what was said of an answer, and shows the question. Raises CannotWeigh."""
    services = open_services()
    record = checklist_of(services, checklist)
    refuse_withheld(services, record, words.entry)
    _show(services, services.due_diligence.weigh(record.id, words), words.entry)


def refuse_withheld(services: Services, record: Checklist, item: str) -> None:
    """Raises EdgeError where what stands at a question is not shown in this terminal."""
    from drafting.due_diligence.checklists import reads_all  # noqa: PLC0415  (for these commands only)

    if not reads_all(services.due_diligence.entry(record, item), reader_of(services)):
        raise EdgeError(
            f"What stands at {item} is for Finance and the Partnership Coordinator alone; ask one "
            "of them, in Slack."
        )


def _show(services: Services, record: Checklist, item: str) -> None:
    from bot.terminal.due_diligence_views import entry_view  # noqa: PLC0415

    if shown := shown_entry(services, record, item):
        out.print(entry_view(shown, office_today()))
