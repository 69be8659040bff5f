"""What agreements lack of the office's side is computed from the documents, not from a list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.services import make_services
from bot.settings.office import OfficeSettings, office_of
from bot.settings.settings import Settings
from bot.terminal.setup.missing_settings import missing_settings
from drafting.agreements import TEMPLATES, ClauseLibrary, TemplateShelf, office_gaps
from drafting.partners import Office, WrongDocument
from drafting.partners.record import Person
from drafting.partners.samples import sample_partners
from tests.conftest import ROOT
from tests.support.drafting.desk import OFFICE, Room, asked, drafting_room
from tests.support.drafting.kinds import KINDS

OURS = ("office.", "partner.people.cip.")


@pytest.fixture(scope="module")
def shelf() -> TemplateShelf:
    return TemplateShelf(ClauseLibrary(), TEMPLATES)


def left_open(room: Room) -> set[str]:
    """What the reviews of all documents for all samples leave open on the office's side."""
    fields: set[str] = set()
    for partner in sample_partners():
        for agreement in partner.agreements:
            for kind in KINDS:
                try:
                    review = room.desk.review(asked(partner.id, kind, agreement.key))
                except WrongDocument:
                    continue
                fields |= {one.field for one in review.open_fields if one.field.startswith(OURS)}
    return fields


def test_it_is_what_the_drafts_themselves_leave_open(tmp_path: Path, shelf: TemplateShelf) -> None:
    bare = Office()
    with drafting_room(tmp_path, office=bare) as room:
        assert left_open(room) == {gap.field for gap in office_gaps(bare, shelf)}


def test_a_whole_office_lacks_nothing_and_half_a_signatory_is_told(shelf: TemplateShelf) -> None:
    assert office_gaps(OFFICE, shelf) == ()
    half = Office(**{**vars(OFFICE), "signatories": (Person(name="Sample"), Person(title="Head"))})
    gaps = office_gaps(half, shelf)
    fields = [gap.field for gap in gaps]
    assert fields == ["office.signatories[1].title", "office.signatories[2].name"]
    assert {gap.setting for gap in gaps} == {"office.signatories"}


def test_each_document_that_leaves_it_open_is_named(shelf: TemplateShelf) -> None:
    (gap,) = office_gaps(Office(**{**vars(OFFICE), "governing_law": ""}), shelf)
    assert (gap.field, gap.documents) == ("office.governing_law", ("Contract",))


def test_the_office_s_own_clauses_count(tmp_path: Path) -> None:
    folder = tmp_path / "clauses"
    folder.mkdir()
    own = (ClauseLibrary().folders[0] / "disputes.md").read_text(encoding="utf-8")
    (folder / "disputes.md").write_text(
        own.replace("{{ office.governing_law }}", "the laws of Sampleland"), encoding="utf-8"
    )
    services = make_services(Settings(home=tmp_path))
    lacks = [lack.name for lack in missing_settings(services)]
    assert "office.address" in lacks
    assert "office.governing_law" not in lacks


def test_every_gap_leads_to_a_setting_that_closes_it(shelf: TemplateShelf) -> None:
    settings = Settings()
    office = office_of(OfficeSettings(), settings.contacts)
    for gap in office_gaps(office, shelf):
        held: object = settings
        for name in gap.setting.split("."):
            assert hasattr(held, name), gap
            held = getattr(held, name)


def test_the_page_on_agreements_says_of_each_setting_what_stays_open(shelf: TemplateShelf) -> None:
    page = (ROOT / "docs" / "agreements.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `((?:office|contacts)\.[a-z_.]+)` \| .* \| (.*) \|$", page, re.MULTILINE
    )
    documented = dict(rows)
    gaps = {gap.setting: ", ".join(gap.documents) for gap in office_gaps(Office(), shelf)}
    assert {name: documents for name, documents in documented.items() if documents != "–"} == gaps
    told = {".".join(name.split(".")[:2]) for name in documented}
    assert {f"office.{name}" for name in OfficeSettings.model_fields} <= told
