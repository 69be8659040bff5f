"""A drafting desk for tests: the sample partners, or changed ones, in a database of its own."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx

from bot.operations.database import Database
from drafting.agreements import (
    TEMPLATES,
    AgreementRequest,
    ClauseLibrary,
    DraftingDesk,
    Drafts,
    TemplateShelf,
)
from drafting.agreements.lives import LifeDesk
from drafting.agreements.reviewing.completions import tier_by_funds
from drafting.documents import DocumentKind
from drafting.partners import Office, PartnerFile
from drafting.partners.office import OfficePolicy
from drafting.partners.record import Agreement, FocalPoint, Partner, Person
from drafting.partners.samples import sample_partners
from drafting.partners.vocabulary import Tier
from tests.support.databases import fresh_database
from tests.support.drafting.accounts import called_back
from tests.support.drafting.kinds import CONTRACT

TierOf = Callable[[Partner, Agreement], Tier]
TODAY = date(2026, 11, 23)
ROSHNI, SCHOOLS, LEARNING = "sample-roshni", "2026-schools", "2025-learning"
DECIDED = Office.periods_of(
    {
        **{"notice": 45, "remedy": 20, "talks": 40, "answer": 14, "refund": 25, "records": 7},
        **{"fraud_report": 5, "incident_report": 48},
    }
)
POLICIES = (
    OfficePolicy("Visibility Policy", date(2012, 10, 1)),
    OfficePolicy("Investigation Guide", date(2013, 3, 1)),
)
OFFICE = Office(
    address="Sample House 1, Islamabad",
    registration="Registered as a sample",
    signatories=(Person(name="Sample Director", title="Country Director"),),
    coordinator=FocalPoint(
        name="Sample Coordinator", email="coordinator@example.org", phone="+92 300 0000091"
    ),
    turnaround_days={
        "budget_approval": 5,
        "payment_approval": 5,
        "cash_disbursement": 7,
        "financial_report_review": 10,
        "audit_review": 20,
    },
    governing_law="the laws of Sampleland",
    dispute_forum="the courts of Sampleland",
    periods=DECIDED,
    policies=POLICIES,
)
KEYS = itertools.count()


def sample(partner: str = ROSHNI) -> Partner:
    """A sample partner as it comes with Saathi."""
    return next(one for one in sample_partners() if one.id == partner)


def changed(partner: Partner, path: str, value: Any, agreement: str = "") -> Partner:
    """The partner with one field changed; `path` is of the agreement where one is named."""
    data = partner.model_dump(mode="json")
    below = data
    if agreement:
        below = next(one for one in data["agreements"] if one["key"] == agreement)
    *names, last = path.split(".")
    for name in names:
        below = below[name]
    below[last] = value
    return Partner.model_validate(data)


def asked(
    partner: str = ROSHNI,
    kind: DocumentKind = CONTRACT,
    agreement: str = SCHOOLS,
    **more: Any,
) -> AgreementRequest:
    """A wish of its own, unless it is given a key."""
    given = {"requested_by": "U1", "key": f"wish {next(KEYS)}", **more}
    return AgreementRequest(partner, kind, agreement, **given)


@dataclass(frozen=True)
class Room:
    """A desk with the partner file that it drafts from."""

    desk: DraftingDesk
    partners: PartnerFile
    database: Database

    def save(self, partner: Partner) -> None:
        """Changes the partner's file; of another account the partner is called back."""
        self.partners.save(partner, by="U1", source="test")
        called_back(self.database, self.partners, partner.id)

    @property
    def drafts(self) -> Drafts:
        """All drafts of its database."""
        return Drafts(self.database)

    @property
    def lives(self) -> LifeDesk:
        """The desk of the lives of its agreements."""
        return LifeDesk(
            drafting=self.desk, drafts=self.drafts, partners=self.partners, today=lambda: TODAY
        )

    def another_desk(self, office: Office = OFFICE) -> DraftingDesk:
        """A desk of another replica, on the same database."""
        return _desk(PartnerFile(self.database), self.database, office)


@contextmanager
def drafting_room(
    folder: Path,
    *partners: Partner,
    kind: str = "sqlite",
    office: Office = OFFICE,
    templates: Path = TEMPLATES,
    tier_of: TierOf = tier_by_funds,
) -> Iterator[Room]:
    """A desk with those partners, or with all samples."""
    with fresh_database(kind, folder) as database:
        file = PartnerFile(database, clock=lambda: 1_790_000_000.0)
        file.save_all(partners or sample_partners(), by="U1", source="test")
        yield Room(_desk(file, database, office, templates, tier_of), file, database)


def _desk(
    file: PartnerFile,
    database: Database,
    office: Office = OFFICE,
    templates: Path = TEMPLATES,
    tier_of: TierOf = tier_by_funds,
) -> DraftingDesk:
    return DraftingDesk(
        partners=file,
        drafts=Drafts(database),
        office=office,
        shelf=TemplateShelf(ClauseLibrary(), TEMPLATES, templates),
        tier_of=tier_of,
        today=lambda: TODAY,
    )


def words_of(content: bytes) -> str:
    """All words of a .docx, in every part of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.endswith(".xml")]
        return "\n".join(archive.read(name).decode() for name in parts)


def paragraphs_of(content: bytes) -> list[str]:
    """The paragraphs of a .docx outside its tables, as python-docx reads them."""
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def open_room(folder: str) -> Room:
    """The room in a folder where another process made one."""
    database = Database("", Path(folder))
    file = PartnerFile(database)
    return Room(_desk(file, database), file, database)
