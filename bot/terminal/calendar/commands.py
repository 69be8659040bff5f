"""`saathi calendar`: what is due when, of one partner or of all, also as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.console import open_services, out, say, say_path

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.register import Waiting

PartnerId = Annotated[
    str, typer.Argument(metavar="[PARTNER_ID]", help="The partner’s id; none: all partners.")
]
Until = Annotated[
    str, typer.Option("--until", metavar="DAY", help="No later than that day, as 2026-11-30.")
]
Ics = Annotated[
    Path | None,
    typer.Option(
        "--ics",
        metavar="FILE",
        help="Write it for calendars; what the file held before and is gone is cancelled in it.",
    ),
]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON, for other programs.")]


def calendar(
    partner: PartnerId = "",
    until: Until = "",
    ics: Ics = None,
    xlsx: Xlsx = None,
    as_json: AsJson = False,
) -> None:
    """What is due when: of the partners’ files, agreements, due diligence and register."""
    from bot.terminal.calendar import views  # noqa: PLC0415  (rich's tables)
    from drafting.calendar import calendar_file, calendar_workbook  # noqa: PLC0415
    from drafting.partners import office_today  # noqa: PLC0415

    services, today = open_services(), office_today()
    every = _waiting(services, partner, today)
    waitings = _until(every, _last_day(until))
    names = services.calendar.names(waiting.partner for waiting in waitings)
    if ics is not None:
        earlier = ics.read_bytes() if ics.is_file() else b""
        # What the file had of other partners, or later, is not gone.
        still = services.calendar.all_waiting(today) if earlier and partner else every
        now = datetime.now(UTC)
        _write(
            ics,
            lambda: calendar_file(waitings, names, now, everything=still, earlier=earlier),
        )
    if xlsx is not None:
        _write(xlsx, lambda: calendar_workbook(waitings, names, today))
    if as_json:
        out.print_json(json.dumps(views.calendar_json(waitings, names, today)))
    elif ics is None and xlsx is None:
        if waitings:
            out.print(views.calendar_view(waitings, {} if partner else names, today))
        else:
            say("Nothing of that is on record as due.")


def _waiting(services: Services, partner: str, today: date) -> Sequence[Waiting]:
    """What waits of one partner or of all, in order."""
    from drafting.calendar import in_order  # noqa: PLC0415

    desk = services.calendar
    if partner:
        return desk.of_partner(partner, today).waiting
    return sorted(desk.all_waiting(today), key=in_order)


def _until(waitings: Sequence[Waiting], last_day: date | None) -> Sequence[Waiting]:
    """What is due by that day; what has none is left out then."""
    if last_day is None:
        return waitings
    return [waiting for waiting in waitings if waiting.on is not None and waiting.on <= last_day]


def _last_day(text: str) -> date | None:
    from drafting.partners.record import day  # noqa: PLC0415

    if not text:
        return None
    try:
        return day(text)
    except ValueError as error:
        raise EdgeError(f"--until: {error}.") from None


def _write(file: Path, content: Callable[[], bytes]) -> None:
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    try:
        whole = content()
    except ValueError:
        raise EdgeError(
            f"{file} is there and is no calendar; name another file, or delete it first."
        ) from None
    own_folder(file.parent)
    write_whole(file, whole)
    say_path(f"The calendar is in {file}.")
