"""What an earlier Saathi presumed of who pays and who reports is open after the update."""

from __future__ import annotations

import json
import sqlite3
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from bot.operations.database import MIGRATIONS
from drafting.partners import PartnerFile
from drafting.partners.record import Partner
from tests.conftest import saathi
from tests.house.test_version_before import restored
from tests.support.databases import KINDS, fresh_database

LOOMS = "office-looms"
BUDGET = [{"description": "Looms", "amount": "4"}, {"description": "Rent", "paid_by": "partner"}]
REPORTS = [{"what": "Final report"}, {"what": "Receipts", "by": "cip"}]


@pytest.fixture
def old_home(tmp_path: Path) -> Path:
    """The database of the version before, with a partner of the office's own among the samples."""
    restored(tmp_path)
    with sqlite3.connect(tmp_path / "saathi.db") as connection:
        (text,) = connection.execute(
            "select record from partner_versions where partner = 'sample-roshni'"
        ).fetchone()
        record = {**json.loads(text), "id": LOOMS, "sample": False}
        first, *_ = record["agreements"]
        first["money"]["budget"], first["reports"] = BUDGET, REPORTS
        connection.execute("insert into partners values (?, 1, 0)", (LOOMS,))
        connection.execute(
            "insert into partner_versions select ?, version, at, by, source, ? "
            "from partner_versions where partner = 'sample-roshni'",
            (LOOMS, json.dumps(record)),
        )
    return tmp_path


def agreement(home: Path, partner: str) -> dict[str, Any]:
    shown = json.loads(saathi("partners", "show", partner, "--json", home=home).stdout)
    held: dict[str, Any] = shown["record"]["agreements"][0]
    return held


def test_what_was_presumed_is_open_and_the_history_says_so(old_home: Path) -> None:
    held = agreement(old_home, LOOMS)
    assert [line["paid_by"] for line in held["money"]["budget"]] == [None, "partner"]
    assert [report["by"] for report in held["reports"]] == [None, "cip"]
    history = " ".join(saathi("partners", "history", LOOMS, home=old_home).stdout.split())
    newest, _, first = history.partition("Version 1 ")
    assert "who pays and who reports is not presumed any more" in newest
    assert newest.count("Paid by CIP —") == 1
    assert newest.count("Reported by The partner —") == 1
    assert "Saathi · samples" in first


def test_the_samples_keep_what_their_files_say(old_home: Path) -> None:
    held = agreement(old_home, "sample-roshni")
    assert {line["paid_by"] for line in held["money"]["budget"]} == {"cip", "partner"}
    history = saathi("partners", "history", "sample-roshni", home=old_home).stdout
    assert "Version 2" not in history


def test_the_file_names_what_somebody_said(old_home: Path) -> None:
    shown = saathi("partners", "show", "sample-roshni", home=old_home).stdout
    assert "Paid by" in shown
    assert "Reported by" in shown


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_database_is_brought_up_to_date(kind: str, tmp_path: Path) -> None:
    (migration,) = [file.stem for file in MIGRATIONS.glob("versions/*_no_presumed_sides.py")]
    module = import_module(f"bot.operations.migrations.versions.{migration}")
    agreement = {"key": "a", "money": {"budget": BUDGET}, "reports": REPORTS}
    given = {"id": LOOMS, "identity": {"legal_name": "Looms"}, "agreements": [agreement]}
    with fresh_database(kind, tmp_path) as database:
        PartnerFile(database).save(Partner.model_validate(given), by="U1", source="test")
        # A record of before looks like one that leaves open what was presumed then.
        with (
            database.write() as connection,
            Operations.context(MigrationContext.configure(connection)),
        ):
            module.upgrade()
        newest, first = PartnerFile(database).history(LOOMS)
        assert (newest.version, newest.by) == (2, "Saathi")
        opened = {field.before: field.after for field in newest.fields}
        assert opened == {"CIP": "", "The partner": ""}
        assert "Paid by" in {field.title.rpartition(": ")[2] for field in first.fields}
        assert PartnerFile(database).get(LOOMS).agreements[0].money.budget[0].paid_by is None
