"""The environment is made of the lock alone, whatever was published since, with any pip."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Literal

import pytest

from tests.conftest import ROOT
from tests.support.made_up_packages import lock_of, project, wheel

SCRIPT = ROOT / "deploy/environment.py"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """What is published by now: what was locked, and newer versions that ask for more."""
    folder = tmp_path / "registry"
    folder.mkdir()
    wheel(folder, "reporter", "1.0", ["counter[tables]>=1.0"])
    wheel(folder, "counter", "1.0", ['tables; extra == "tables"'], extra="tables")
    wheel(folder, "tables", "1.0")
    wheel(folder, "reporter", "2.0", ["newcomer"])
    wheel(folder, "counter", "2.0", ['newcomer; extra == "tables"'], extra="tables")
    wheel(folder, "newcomer", "1.0")
    return folder


@pytest.fixture
def lock(tmp_path: Path, registry: Path) -> Path:
    """A complete lock that was written before the newer versions were published."""
    locked = [
        registry / f"{name}-1.0-py3-none-any.whl" for name in ("reporter", "counter", "tables")
    ]
    file = tmp_path / "requirements.lock"
    file.write_text(lock_of(locked), encoding="utf-8")
    return file


def make(at: Path, lock: Path, registry: Path) -> subprocess.CompletedProcess[str]:
    """Runs the script that `make env` runs, with no other index than the folder."""
    office = lock.parent / "office desk دفتر"
    words = (
        "--at",
        at,
        "--lock",
        lock,
        "--project",
        office if office.is_dir() else project(office),
    )
    offline = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": registry.as_uri(),
        "PIP_CONFIG_FILE": os.devnull,
    }
    return subprocess.run(
        [sys.executable, SCRIPT, *words],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, **offline},
    )


def installed(at: Path) -> dict[str, str]:
    """Name and version of every package but pip's own."""
    code = (
        "from importlib.metadata import distributions\n"
        "for found in distributions(): print(found.name, found.version)"
    )
    listed = subprocess.run(
        [at / "bin/python", "-c", code], capture_output=True, check=True, text=True
    )
    versions = dict(line.split() for line in listed.stdout.splitlines())
    return {
        name: version for name, version in versions.items() if name not in ("pip", "setuptools")
    }


LOCKED = {"reporter": "1.0", "counter": "1.0", "tables": "1.0", "office-desk": "1.0"}


@pytest.mark.parametrize("pip", ["bundled", "newest"])
def test_it_holds_the_locked_versions_though_newer_ones_ask_for_more(
    tmp_path: Path, lock: Path, registry: Path, pip: Literal["bundled", "newest"]
) -> None:
    at = tmp_path / "environment"
    if pip == "newest":
        with_the_newest_pip(at)
    ended = make(at, lock, registry)
    assert ended.returncode == 0, ended.stderr
    assert installed(at) == LOCKED


def with_the_newest_pip(at: Path) -> None:
    """An environment whose pip is the locked one, in place of the one that Python brings."""
    venv.create(at, with_pip=True)
    packages = next(at.glob("lib/python*/site-packages"))
    newest = importlib.util.find_spec("pip")
    assert newest is not None
    assert newest.origin is not None
    for old in packages.glob("pip*"):
        shutil.rmtree(old)
    for new in Path(newest.origin).parent.parent.glob("pip*"):
        shutil.copytree(new, packages / new.name)


def test_it_starts_from_a_folder_with_urdu_letters_in_a_plain_locale(
    tmp_path: Path, lock: Path, registry: Path
) -> None:
    at = tmp_path / "office desk دفتر" / ".venv"
    assert make(at, lock, registry).returncode == 0
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code = "import backend, sys; sys.exit(not backend.FILES)"  # the project's own module
    ended = subprocess.run([at / "bin/python", "-P", "-c", code], env=plain, check=False)
    assert ended.returncode == 0


def test_made_again_it_takes_what_a_newer_lock_names(
    tmp_path: Path, lock: Path, registry: Path
) -> None:
    at = tmp_path / "environment"
    assert make(at, lock, registry).returncode == 0
    newer = [registry / f"{name}-py3-none-any.whl" for name in ("reporter-2.0", "newcomer-1.0")]
    lock.write_text(lock_of(newer), encoding="utf-8")
    assert make(at, lock, registry).returncode == 0
    assert installed(at) == {**LOCKED, "reporter": "2.0", "newcomer": "1.0"}


def test_a_file_that_is_not_the_one_that_was_locked_is_not_installed(
    tmp_path: Path, lock: Path, registry: Path
) -> None:
    wheel(registry, "tables", "1.0", ["newcomer"])
    ended = make(tmp_path / "environment", lock, registry)
    assert ended.returncode == 1
    assert "tables" not in installed(tmp_path / "environment")


def test_a_lock_that_lacks_a_package_is_told(tmp_path: Path, lock: Path, registry: Path) -> None:
    lock.write_text(lock_of([registry / "reporter-1.0-py3-none-any.whl"]), encoding="utf-8")
    ended = make(tmp_path / "environment", lock, registry)
    assert ended.returncode == 1
    assert "counter" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_a_withdrawn_package_is_told_with_the_cure(
    tmp_path: Path, lock: Path, registry: Path
) -> None:
    (registry / "counter-1.0-py3-none-any.whl").unlink()
    ended = make(tmp_path / "environment", lock, registry)
    assert ended.returncode == 1
    assert "docs/setup.md" in ended.stderr.splitlines()[-1]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, lock: Path, registry: Path) -> None:
    (tmp_path / "file").touch()
    ended = make(tmp_path / "file" / "environment", lock, registry)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "make env VENV=FOLDER" in ended.stderr


def test_the_lock_keeps_extras_and_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for requirement in ("coverage[toml]==", "psycopg[binary]==", "uvicorn[standard]=="):
        assert f"\n{requirement}" in lock
    assert "://" not in lock
