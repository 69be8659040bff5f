"""What turns a Word file into a PDF is held to limits: the file may be anybody's."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from drafting.documents.pdf import LIMITS, to_pdf

# Stands in for LibreOffice: the “PDF” that it makes is what it sees of this machine.
REPORTING = """#!/bin/sh
for last; do :; done
out="${last%.docx}.pdf"
{ echo %PDF; env; echo "time $(ulimit -t)"; echo "memory $(ulimit -v)"; echo "file $(ulimit -f)"
  echo network $(sed -n 's/^ *\\([^ :]*\\):.*/\\1/p' /proc/net/dev)
  cat "${out%/*}"/profile/user/*.xcu; } > "$out"
"""


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    program = tmp_path / "soffice"
    program.write_text(REPORTING, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("SAATHI_SLACK_BOT_TOKEN", "xoxb-of-nobody")
    pdf = to_pdf(b"a foreign file")
    assert pdf is not None
    yield pdf.decode().splitlines()


def test_it_gets_nothing_of_saathis_environment(seen: list[str]) -> None:
    assert not [line for line in seen if "SAATHI" in line]
    (home,) = [line for line in seen if line.startswith("HOME=")]
    assert Path(home.removeprefix("HOME=")).name.startswith("saathi-pdf-")


def test_its_time_memory_and_files_are_limited(seen: list[str]) -> None:
    limits = dict(line.split(" ") for line in seen if line.startswith(("time", "memory", "file ")))
    assert int(limits["time"]) == LIMITS["processor"] + 10
    assert int(limits["memory"]) == LIMITS["memory"] // 1024
    assert int(limits["file"]) == LIMITS["file"] // 512


def test_its_profile_fetches_no_links_and_runs_no_macros(seen: list[str]) -> None:
    settings = "\n".join(seen)
    for name in ("BlockUntrustedRefererLinks", "DisableMacrosExecution"):
        assert f'"{name}" oor:op="fuse"><value>true</value>' in settings


def test_it_has_no_network_where_the_system_lets_it_leave_it(seen: list[str]) -> None:
    ways = (["unshare", "--net", "true"], ["unshare", "--map-root-user", "--net", "true"])
    may_leave = any(
        subprocess.run(way, capture_output=True, check=False).returncode == 0 for way in ways
    )
    network = next(line for line in seen if line.startswith("network"))
    assert network == "network lo" or not may_leave
