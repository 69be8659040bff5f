"""The local workspace keeps a database of its own and never opens the office's."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from bot.services import workspace_services
from bot.settings.settings import Settings
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from tests.support.command_line import run
from tests.support.serving import serve
from tests.support.slack.sights import opened, words
from tests.support.slack.workspace_client import Visitor, until

ASKED = "May a partner mention CARE in public?"
# A database that nobody can reach, and a chat model whose costs are counted in the database.
UNREACHABLE = {
    "DATABASE_URL": "postgresql://saathi:samplepassword@127.0.0.1:1/saathi",
    "CHAT_MODEL__MODEL": "ollama:sample",
    "CHAT_MODEL__BASE_URL": "http://127.0.0.1:9",
    "CHAT_MODEL__RETRIES": "0",
}


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of the test's own that has the index and no database."""
    return shutil.copytree(home, tmp_path / "own", ignore=shutil.ignore_patterns("saathi.*"))


def address(ready: str) -> str:
    return next(word for word in ready.split() if word.startswith("http://127.0.0.1:"))


def answered(person: Visitor) -> str:
    ts = person.says("partnerships", f"@Saathi {ASKED}")
    (reply,) = until(lambda: person.replies("partnerships", ts))
    return str(reply["text"])


def rows(database: Path, query: str) -> list[tuple[str]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_the_workspace_works_where_the_offices_database_cannot_even_be_opened(own: Path) -> None:
    office = own / "saathi.db"
    office.write_bytes(b"this is no database")
    with serve(own, "--port", "0", **UNREACHABLE) as (process, ready):
        person = Visitor(address(ready))
        assert "17(a)" in answered(person)
        assert "Roshni" in words(opened(person, "roshni"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert office.read_bytes() == b"this is no database"
    assert not list(own.glob("saathi.db?*"))
    kept = own / "workspace" / "saathi.db"
    assert len(rows(kept, "SELECT id FROM partners")) == 11
    assert rows(kept, "SELECT day FROM spending")
    assert not [
        path for path in (kept.parent, *kept.parent.iterdir()) if path.stat().st_mode & 0o077
    ]


def test_the_terminals_partners_are_the_offices_and_the_workspaces_its_own(own: Path) -> None:
    assert run("partners", "delete", "sample-mashal", "--yes", home=own).code == 0
    with serve(own, "--port", "0") as (_, ready):
        assert "entered before is in the office’s database: see `saathi partners list`" in ready
        person = Visitor(address(ready))
        assert "Mashal" in words(opened(person, "mashal"))
        before = run("partners", "list", home=own)
        assert "sample-mashal" not in before.out
        assert "sample-roshni" in before.out
    assert run("partners", "delete", "sample-roshni", "--yes", home=own).code == 0
    with serve(own, "--port", "0") as (_, ready):
        assert "before" not in ready
        assert "Roshni" in words(opened(Visitor(address(ready)), "roshni"))


def test_slack_and_the_workspace_are_served_from_one_home_at_once(own: Path) -> None:
    with LocalServer(Workspace(manifest())) as slack:
        tokens = {
            "SLACK__BOT_TOKEN": slack.bot_token,
            "SLACK__APP_TOKEN": slack.app_token,
            "SLACK__API_URL": slack.api_url,
        }
        with serve(own, "--port", "0") as (_, ready), serve(own, **tokens):
            assert "before" not in ready
            for url, folder in ((slack.url, own), (address(ready), own / "workspace")):
                assert "17(a)" in answered(Visitor(url))
                asked = partial(rows, folder / "saathi.db", "SELECT question FROM answers")
                assert len(until(asked)) == 1
    assert not rows(own / "saathi.db", "SELECT id FROM partners")


def test_the_offices_places_and_clauses_are_the_workspaces_too(tmp_path: Path) -> None:
    (tmp_path / "clauses").mkdir()
    (tmp_path / "places.yaml").write_text("provinces: [")
    services = workspace_services(Settings(home=tmp_path))
    with pytest.raises(Exception, match=r"places\.yaml"):
        services.partners.all()
    assert services.policies.home == tmp_path
    assert services.templates.library.clauses()
