"""A wheel holds all that Saathi needs, and works outside the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.support.serving import serve_installed
from tests.support.slack.workspace_client import Visitor, until

LEFT_OUT = ("bot/workspace/page/", "__pycache__")  # the page's source, and caches


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    subprocess.run([sys.executable, *words, "--wheel-dir", folder, ROOT], check=True)
    return next(folder.glob("saathi-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files in a folder of their own, which stands before all other packages."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def home(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the wheel's own command answered, and so built its index."""
    home = tmp_path_factory.mktemp("home")
    answer = saathi(installed, home, "ask", "May a partner mention CARE in public?")
    assert "CSPF 17(a)" in answer.stdout, answer.stderr
    return home


def saathi(installed: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The wheel's own command, run where no checkout is."""
    own = {"PYTHONPATH": str(installed), "SAATHI_HOME": str(home), "NO_COLOR": "1"}
    code = "from bot import cli; import bot; assert bot.__file__.startswith({!r}); cli.main()"
    return subprocess.run(
        [sys.executable, "-P", "-c", code.format(str(installed)), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env={**os.environ, **own},
        timeout=120,
    )


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    present = {
        file.relative_to(ROOT).as_posix()
        for package in ("bot", "drafting", "knowledge", "prompts")
        for file in (ROOT / package).rglob("*")
        if file.is_file()
    }
    kept = {file for file in present if not any(part in file for part in LEFT_OUT)}
    with zipfile.ZipFile(wheel) as archive:
        assert kept - set(archive.namelist()) == set()


def test_the_command_is_an_entry_point_and_says_its_version(
    wheel: Path, installed: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert b"saathi = bot.cli:main" in archive.read(entry)
    ended = saathi(installed, tmp_path, "--version")
    assert ended.stdout == f"saathi {version('saathi')}\n"


def test_it_answers_drafts_and_makes_a_checklist(
    installed: Path, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    agreement = ("sample-roshni", "--agreement", "2026-schools")
    drafted = saathi(installed, home, "draft", "contract", *agreement, "--out", str(out))
    assert drafted.returncode == 0, drafted.stderr
    checklist = saathi(installed, home, "due-diligence", "make", *agreement, "--out", str(out))
    assert checklist.returncode == 0, checklist.stderr
    assert {file.suffix for file in out.iterdir()} >= {".docx", ".xlsx"}
    assert saathi(installed, home, "templates", "check").returncode == 0


def test_it_serves_the_workspace_and_answers_there(installed: Path, home: Path) -> None:
    with serve_installed(installed, home, "--port", "0") as (_, output):
        url = next(word for word in output.split() if word.startswith("http://127.0.0.1:"))
        page = httpx.get(url).text
        script = re.search(r'src="/?(assets/[^"]+\.js)"', page)
        assert script is not None
        assert httpx.get(f"{url.rstrip('/')}/{script[1]}").status_code == 200
        person = Visitor(url.rstrip("/"))
        ts = person.says("partnerships", "@Saathi May a partner mention CARE in public?")
        until(lambda: "CSPF 17(a)" in str(person.replies("partnerships", ts)), 60)
