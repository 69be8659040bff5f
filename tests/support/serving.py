"""`saathi serve` in a process of its own, with real sockets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT


@contextmanager
def serve(home: Path, *words: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command in a process of its own, and what it said until it was ready."""
    own = {f"SAATHI_{name}": value for name, value in settings.items()}
    with _process(["-m", "bot", "serve", *words], ROOT, home, own) as serving:
        yield serving


@contextmanager
def serve_installed(
    installed: Path, home: Path, *words: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The same of the command that is in the folder `installed`, run where no checkout is."""
    own = {"PYTHONPATH": str(installed)}
    with _process(["-P", "-m", "bot", "serve", *words], home, home, own) as serving:
        yield serving


@contextmanager
def _process(
    words: list[str], folder: Path, home: Path, own: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "SAATHI_HOME": str(home), **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "ready" in line:
                break
        else:
            raise AssertionError(process.stderr.read() if process.stderr else "")
        yield process, " ".join("".join(lines).split())
    finally:
        process.kill()
        process.wait()
