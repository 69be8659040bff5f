"""What docs/operations.md tells an administrator to do works, as it stands there."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from bot.operations.backup.contents import FILE
from bot.operations.metrics import Metrics
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from tests.conftest import ROOT
from tests.running.built_home import copy_built_home
from tests.support.backups import files_of, filled_home, rows_of
from tests.support.command_line import run
from tests.support.serving import serve
from tests.support.slack.workspace_client import Visitor, until

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
QUESTION = "May a partner mention CARE in public?"
# What people entered. What Saathi does by itself, such as deleting what is too old, goes on.
ENTERED = (
    *("partners", "partner_versions", "drafts", "checklists", "checklist_answers"),
    *("evidence_files", "standing_answers", "peer_assessments"),
)


def block(heading: str) -> str:
    """The commands below a heading."""
    section = re.split(r"^#{2,3} ", PAGE.partition(f"# {heading}\n")[2], flags=re.MULTILINE)[0]
    (commands,) = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return str(commands)


def shell(commands: str, folder: Path, home: Path, **more: str) -> str:
    """Runs the commands one after the other, until one fails; what they printed."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    saathi = programs / "saathi"
    saathi.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m bot "$@"\n')
    saathi.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "SAATHI_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1", **more}
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def entered(home: Path) -> dict[str, object]:
    """What people entered in the office’s database, and the files that it keeps."""
    rows = rows_of(home / FILE)
    return {**{table: rows[table] for table in ENTERED}, **files_of(home)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office’s home with its index, whose last questions were asked this very day."""
    home = filled_home(copy_built_home(tmp_path_factory.mktemp("served")))
    shutil.rmtree(home / "documents")  # so that the index is of what is in force
    for name in ("clauses", "templates", "catalogue"):
        shutil.rmtree(home / name)
    (home / "places.yaml").unlink()
    with closing(sqlite3.connect(home / FILE)) as connection:
        newest = "(SELECT max(asked_at) FROM answers)"
        connection.execute(f"UPDATE answers SET asked_at = asked_at + unixepoch() - {newest}")
        connection.execute("DELETE FROM deliveries")
        connection.commit()
    return home


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalServer]:
    with LocalServer(Workspace(manifest())) as server:
        yield server


def settings(slack: LocalServer) -> dict[str, str]:
    return {
        "SLACK__BOT_TOKEN": slack.bot_token,
        "SLACK__APP_TOKEN": slack.app_token,
        "SLACK__API_URL": slack.api_url,
    }


def answered(person: Visitor) -> None:
    """Asks a question and gets its answer."""
    ts = person.says("partnerships", f"@Saathi {QUESTION}")
    (reply,) = until(lambda: person.replies("partnerships", ts), 40)
    assert "17(a)" in reply["text"]


def questions(home: Path) -> list[tuple[object, ...]]:
    return rows_of(home / FILE)["answers"]


def test_the_drill_and_the_way_back_bring_everything_back(
    home: Path, slack: LocalServer, tmp_path: Path
) -> None:
    person = Visitor(slack.url)
    with serve(home, **settings(slack)) as (process, _):
        answered(person)
        until(lambda: len(questions(home)) == 6)
        before = entered(home)
        commands = block("The drill")
        looking, removing = commands.rsplit("\n", 2)[0], "rm -r drill"
        assert removing in commands
        index = f'mkdir -p drill && cp -r "{home / "index"}" drill/\n'  # spares ten seconds
        printed = shell(
            looking.replace("saathi partners list", f"{index}saathi partners list", 1),
            tmp_path,
            home,
        )
        assert "is whole: what Saathi" in printed
        assert "17(a)" in printed
        assert "sample-chaupal" in printed
        drill = tmp_path / "drill"
        assert entered(drill) == before
        assert questions(drill) == questions(home)
        (archive,) = (tmp_path / "backups").iterdir()
        refused = run("restore", archive, "--replace", home=home)
        assert f"Saathi serves from {home}" in refused.complaint
        answered(person)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    after = entered(home)
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
        (home / name).unlink(missing_ok=True)
    (home / FILE).write_bytes(b"what a failing disk left" * 400)
    shell(block("When the home is lost or damaged"), tmp_path, home, BACKUP=str(archive))
    assert entered(home) == before == after
    with serve(home, **settings(slack)) as (process, _):
        answered(person)
        assert {row[0] for row in questions(drill)} <= {row[0] for row in questions(home)}


def test_metrics_of_the_alerts_exist_with_their_labels() -> None:
    rendered = Metrics().render().decode()
    existing = {name for _, name in re.findall(r"^# (HELP|TYPE) (\S+)", rendered, re.MULTILINE)}
    expressions = re.findall(r"```promql\n(.*?)```", PAGE, re.DOTALL)
    alerts = [line for line in "".join(expressions).splitlines() if line and line[0] != "#"]
    assert len(alerts) == 3
    for alert in alerts:
        names = re.findall(r"\bsaathi_\w+", alert)
        assert names
        assert {*names} <= existing
    documented = (ROOT / "docs/slack.md").read_text(encoding="utf-8")
    (outcomes,) = re.findall(r'outcome=~"([^"]+)"', "".join(alerts))
    row = next(line for line in documented.splitlines() if "saathi_replies_total{outcome}" in line)
    for outcome in outcomes.split("|"):
        assert f"`{outcome}`" in row


def test_a_home_without_backups_tells_so() -> None:
    metrics = Metrics()
    metrics.backed_up(float("nan"))
    assert "saathi_backup_age_seconds NaN" in metrics.render().decode()
    metrics.backed_up(90_000)
    assert "saathi_backup_age_seconds 90000.0" in metrics.render().decode()


def test_the_sentences_of_the_table_are_saathis_own() -> None:
    table = PAGE.partition("## What to do when\n")[2]
    quoted = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    sentences = [words for cell in quoted for words in re.findall(r"“(.+?)”(?: or|$| from)", cell)]
    assert len(sentences) > 10
    for sentence in sentences:
        parts = [part.strip(" .:()”“") for part in sentence.split("…")]
        for part in filter(None, parts):
            assert any(part in text for text in sayings()), part


@cache
def sayings() -> tuple[str, ...]:
    """Every text in the code of the edge, its places filled with '…'."""
    texts = []
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    str(part.value) if isinstance(part, ast.Constant) else "…"
                    for part in node.values
                )
                texts.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return tuple(texts)
