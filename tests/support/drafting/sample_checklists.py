"""A due diligence desk for tests, and the checklists of every sample agreement."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.operations.database import Database
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistRequest,
    Checklists,
    DueDiligenceDesk,
    Readers,
    TierPolicy,
    load_catalogue,
)
from drafting.due_diligence.checklists import shown_to
from drafting.due_diligence.checklists.choosing import OtherFramework
from drafting.partners import Context, Flag, PartnerFile
from drafting.partners.record import Partner
from drafting.partners.samples import sample_partners
from drafting.partners.vocabulary import PartnerType, Purpose
from tests.support.databases import fresh_database
from tests.support.drafting.desk import OFFICE

TODAY = date(2026, 11, 23)
CHAUPAL, WATER = "sample-chaupal", "2026-water"  # informal
ROSHNI, SCHOOLS = "sample-roshni", "2026-schools"  # funded
FULLEST = "sample-fullest"
SAILAB, SHELTER = "sample-sailab", "2026-flood-shelter"
SMALL = "300000"  # rupees
KEYS = itertools.count()


WISH = ChecklistRequest(ROSHNI, SCHOOLS, "U1", "wish-1")
INFORMAL = ChecklistRequest(ROSHNI, "2025-learning", "U1", "wish-2")


def desk_on(
    database: Database,
    partners: PartnerFile | None = None,
    today: date = TODAY,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> DueDiligenceDesk:
    """A desk with the office's own samples; what is not given is as in the office."""
    PartnerFile(database).seed_samples()
    return DueDiligenceDesk(
        partners=partners or PartnerFile(database),
        checklists=Checklists(database),
        catalogue=load_catalogue,
        office=OFFICE,
        policy=TierPolicy(),
        today=lambda: today,
        clock=clock,
    )


@contextmanager
def due_diligence_desk(folder: Path) -> Iterator[DueDiligenceDesk]:
    """A desk with all sample partners, whose clock goes on by a second at each look."""
    seconds = itertools.count()
    start = datetime.combine(TODAY, datetime.min.time(), UTC)
    with fresh_database("sqlite", folder) as database:
        yield desk_on(database, clock=lambda: start + timedelta(seconds=next(seconds)))


def wish(partner: str = CHAUPAL, agreement: str = WATER, **more: Any) -> ChecklistRequest:
    """A wish of its own."""
    return ChecklistRequest(partner, agreement, "U1", f"wish {next(KEYS)}", **more)


def said(
    entry: str, text: str = "", state: AnswerState = AnswerState.ANSWERED, **more: Any
) -> AnswerInput:
    """An answer that somebody gives at the desk."""
    given = {"by": "U2", "key": f"answer {next(KEYS)}", **more}
    return AnswerInput(entry=entry, state=state, text=text, **given)


def for_the_partner(made: Checklist) -> Checklist:
    """What of it goes into a file."""
    return shown_to(made, Readers.BOTH)


def fullest() -> Partner:
    """A sample of whom almost every item of the catalogue is asked: large, and a consortium."""
    partner = next(one for one in sample_partners() if one.id == ROSHNI)
    agreement = partner.agreement(SCHOOLS)
    assert agreement is not None
    asked = {
        "purpose": Purpose.RESEARCH,
        "context": Context.EMERGENCY,
        "sub_partners": Flag.YES,
        "money": agreement.money.model_copy(update={"amount": TierPolicy().large_from}),
    }
    identity = partner.identity.model_copy(update={"partner_type": PartnerType.CONSORTIUM})
    agreements = (agreement.model_copy(update=asked),)
    changed = {"id": FULLEST, "identity": identity, "agreements": agreements}
    return partner.model_copy(update=changed)


def small_grant() -> Checklist:
    """The checklist of a small grant to a women's group that is not registered."""
    roshni = next(partner for partner in sample_partners() if partner.id == ROSHNI)
    agreement = roshni.agreement(SCHOOLS)
    assert agreement is not None
    money = {"amount": SMALL, "tranches": [], "budget": []}
    group = Partner.model_validate(
        {
            "id": "sample-group",
            "sample": True,
            "identity": {"legal_name": "Sample Women’s Group", "partner_type": "cbo"},
            "registration": {"law": "none"},
            "agreements": [
                {
                    **agreement.model_dump(mode="json"),
                    "money": {**agreement.money.model_dump(mode="json"), **money},
                }
            ],
        }
    )
    with tempfile.TemporaryDirectory() as folder, fresh_database("sqlite", Path(folder)) as held:
        desk = desk_on(held)
        PartnerFile(held).save(group, by="U1", source="test")
        return desk.start(wish(group.id, SCHOOLS))


def desk_with_fullest(database: Database) -> DueDiligenceDesk:
    """A desk with all samples and `fullest`."""
    desk = desk_on(database)
    PartnerFile(database).save(fullest(), by="U1", source="test")
    return desk


@cache
def sample_checklists() -> Mapping[str, Checklist]:
    """The checklist of every sample agreement that the CSPF covers, and the fullest one."""
    with tempfile.TemporaryDirectory() as folder, fresh_database("sqlite", Path(folder)) as held:
        return {made.id: made for made in _every(desk_with_fullest(held))}


def _every(desk: DueDiligenceDesk) -> Iterator[Checklist]:
    for partner in (*sample_partners(), fullest()):
        for agreement in partner.agreements:
            try:
                yield desk.start(wish(partner.id, agreement.key))
            except OtherFramework:
                continue


def largest() -> Checklist:
    """The one with the most items."""
    return max(sample_checklists().values(), key=lambda one: len(one.entries))


def smallest() -> Checklist:
    """The one with the fewest."""
    return min(sample_checklists().values(), key=lambda one: len(one.entries))
