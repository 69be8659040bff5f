"""What is found is what is on record now, whoever changed it, in whatever process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.operations.database import MIGRATIONS, Database
from drafting.partners import PartnerChanged, PartnerFile
from drafting.partners.record import Partner
from drafting.partners.samples import sample_partners
from drafting.partners.search import name_search
from tests.support.databases import KINDS, fresh_database, fresh_url


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        yield database


def named(partner_id: str, name: str, **parts: Any) -> Partner:
    return Partner.model_validate({"id": partner_id, "identity": {"legal_name": name, **parts}})


def save(file: PartnerFile, *partners: Partner) -> None:
    file.save_all(partners, by="Amina", source="test")


def ids(file: PartnerFile, text: str) -> list[str]:
    return [match.id for match in file.find(text)]


def test_every_process_finds_what_another_changed(database: Database) -> None:
    ours, theirs = PartnerFile(database), PartnerFile(database)
    assert ids(ours, "kinara") == ids(theirs, "kinara") == []
    save(theirs, named("kinara", "Kinara Welfare"))
    assert ids(ours, "kinara") == ["kinara"]
    save(ours, named("kinara", "Saahil Welfare", former_names=["Sahil Trust"]))
    assert ids(theirs, "sahil trust") == ["kinara"]
    assert [match.name for match in theirs.find("kinara")] == ["Saahil Welfare"]  # by its id
    theirs.delete("kinara")
    assert ids(ours, "kinara") == ids(ours, "") == []
    save(ours, named("kinara", "Kinara Again"))
    assert ids(theirs, "again") == ["kinara"]


def test_many_changes_are_found_as_few_are(database: Database) -> None:
    file = PartnerFile(database)
    count = name_search.LATELY + 10
    save(file, *(named(f"first-{at}", f"Umeed {at}") for at in range(5)))
    assert len(file.find("umeed")) == 5
    for start in range(0, count, 20):
        save(file, *(named(f"more-{at}", f"Roshni {at}") for at in range(start, start + 20)))
        assert len(file.find("roshni", 500)) == start + 20
    file.change("first-3", lambda record: named("first-3", "Roshni Too"), by="A", source="test")
    assert ids(file, "roshni too") == ["first-3"] and len(file.find("umeed", 500)) == 4
    assert ids(PartnerFile(database), "umeed") == ids(file, "umeed")


def test_nothing_restricted_is_kept_to_be_found_by(database: Database) -> None:
    save(PartnerFile(database), *sample_partners())
    with database.read() as connection:
        rows = connection.execute(sa.text("SELECT * FROM partner_names")).mappings().all()
    assert {name for row in rows for name in row} == {
        *("partner", "change", "legal_name", "acronym", "urdu_name", "former_names", "sort_name")
    }


def test_a_save_that_fails_changes_no_name(database: Database) -> None:
    file = PartnerFile(database)
    save(file, named("kinara", "Kinara"))
    file.find("kinara")
    with pytest.raises(ValueError, match="no"):
        file.change("kinara", lambda _: (_ for _ in ()).throw(ValueError("no")), by="", source="")
    other = named("sahil", "Sahil")
    with pytest.raises(PartnerChanged):
        file.save_all(
            [other, named("kinara", "Kinara New")],
            by="",
            source="",
            expected_versions={"kinara": 7},
        )
    assert ids(file, "sahil") == []
    assert [match.name for match in file.find("kinara")] == ["Kinara"]


def test_a_database_that_was_put_back_is_read_anew(database: Database) -> None:
    file = PartnerFile(database)
    save(file, named("kinara", "Kinara"), named("sahil", "Sahil"))
    assert ids(file, "kinara") == ["kinara"]
    with database.write() as connection:
        connection.execute(sa.text("DELETE FROM partner_names WHERE partner = 'sahil'"))
    assert ids(file, "kinara") == ["kinara"] and ids(file, "sahil") == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_migration_brings_the_names_of_present_records(kind: str, tmp_path: Path) -> None:
    with fresh_url(kind) as url:
        database = Database(url, tmp_path)
        database.migrate()
        file = PartnerFile(database)
        save(file, *sample_partners(), named("gone", "Gone Trust"))
        file.delete("gone")
        every = {text: file.find(text) for text in ("", "roshni", "sampel", "rabta", "gone")}
        _migrated(database, "0006")
        _migrated(database, "head")
        again = PartnerFile(database)
        assert {text: again.find(text) for text in every} == every
        with database.read() as connection:
            former = connection.execute(sa.text("SELECT former_names FROM partner_names")).scalars()
            assert all(
                isinstance(json.loads(names) if isinstance(names, str) else names, list)
                for names in former
            )
        database.close()


def _migrated(database: Database, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        config.attributes["connection"] = connection
        (command.upgrade if to == "head" else command.downgrade)(config, to)
