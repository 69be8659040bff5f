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
    own = {"SAATHI_HOME": str(home), **{f"SAATHI_{name}": v for name, v in settings.items()}}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", *words],
        cwd=ROOT,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "ready" in line:
                break
        else:
            raise AssertionError(process.stderr.read() if process.stderr else "")
        yield process, " ".join("".join(said).split())
    finally:
        process.kill()
        process.wait()
