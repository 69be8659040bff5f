"""Long lists in the terminal come in pages, and programs get all of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.operations.database import Database
from drafting.due_diligence import Checklists
from drafting.partners import PartnerFile
from drafting.partners.record import Partner
from tests.support.command_line import run
from tests.support.drafting.sample_checklists import CHAUPAL, WATER, desk_on, wish

PARTNERS = 230
CHECKLISTS = 53
ID = re.compile(rf"DD_{CHAUPAL}_{WATER}_\d+")


def said(home: Path, *words: str) -> str:
    """What a command prints."""
    ended = run(*words, home=home, columns=120)
    assert ended.code == 0, ended.out
    return ended.said


def test_partners_are_listed_by_name_page_by_page(tmp_path: Path) -> None:
    with_partners(tmp_path)
    pages = [said(tmp_path, "partners", "list", "--page", str(page)) for page in (1, 2, 3)]
    shown = [[at for at in range(PARTNERS) if f"partner-{at:03}" in page] for page in pages]
    assert [len(each) for each in shown] == [100, 100, 30]
    assert [at for each in shown for at in each] == list(range(PARTNERS))
    assert "--page 2 shows the next" in pages[0] and "--page 4" not in pages[2]
    assert "There are 3 pages" in said(tmp_path, "partners", "list", "--page", "4")
    as_json = json.loads(run("partners", "list", "--json", home=tmp_path).out)
    assert [each["id"] for each in as_json] == [f"partner-{at:03}" for at in range(PARTNERS)]


def with_partners(home: Path) -> None:
    """A file in which the names' order is that of their numbers, big letters or small."""
    database = Database("", home)
    database.migrate()
    partners = [
        Partner.model_validate(
            {
                "id": f"partner-{at:03}",
                "identity": {"legal_name": f"{'TRUST' if at % 2 else 'Trust'} {at:03}"},
            }
        )
        for at in range(PARTNERS)
    ]
    PartnerFile(database).save_all(partners, by="Amina", source="test")
    database.close()


def test_checklists_are_listed_newest_first_as_many_as_are_asked_for(tmp_path: Path) -> None:
    database = Database("", tmp_path)
    database.migrate()
    desk = desk_on(database)
    ids = [desk.start(wish(CHAUPAL, WATER)).id for _ in range(CHECKLISTS)][::-1]
    assert [each.id for each in Checklists(database).every(3)] == ids[:3]
    database.close()
    shown = said(tmp_path, "due-diligence", "list")
    assert ID.findall(shown) == ids[:50]
    assert f"50 of {CHECKLISTS}; --limit {CHECKLISTS} shows them all" in shown
    of_partner = said(tmp_path, "due-diligence", "list", CHAUPAL, "--limit", "2")
    assert ID.findall(of_partner) == ids[:2]
    as_json = json.loads(run("due-diligence", "list", "--json", home=tmp_path).out)
    assert [each["id"] for each in as_json] == ids
