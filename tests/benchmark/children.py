"""Processes measured from outside: how long they took, and the most memory that they held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
CONFIG = "saathi.toml"  # an empty one in the home that is measured
KILOBYTE = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


class ChildFailed(Exception):
    """A measured process ended in an error; the message ends with what it said."""


@dataclass(frozen=True)
class Ended:
    """A process that ended well."""

    out: str
    seconds: float
    peak_mb: float  # resident, with the pages of files that it mapped

    @property
    def figures(self) -> dict[str, Any]:
        """What a part of the benchmark found, which it prints as its last line."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


def python(*arguments: str, home: Path | None = None) -> Ended:
    """Runs this Python with `arguments`. Raises ChildFailed.

    Linux counts the memory of the process that starts another towards the other's peak, so whoever
    calls this must stay small.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=ROOT,
            env=_environment(home),
        )
        _, status, usage = os.wait4(child.pid, 0)
        taken = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            said = _text(err).strip()[-2000:]
            raise ChildFailed(f"{' '.join(arguments)} ended with {child.returncode}: {said}")
        return Ended(_text(out), taken, usage.ru_maxrss * KILOBYTE / 1e6)


def part(name: str, *arguments: str, home: Path | None = None) -> Ended:
    """Runs a part of the benchmark, a module of this package."""
    return python("-m", f"tests.benchmark.{name}", *arguments, home=home)


def _environment(home: Path | None) -> dict[str, str]:
    """The environment without anybody's settings of Saathi."""
    plain = {k: v for k, v in os.environ.items() if not k.upper().startswith("SAATHI_")}
    plain |= {"LANGSMITH_TRACING": "false", "NO_COLOR": "1", "COLUMNS": "100"}
    if home is not None:
        plain |= {"SAATHI_HOME": str(home), "SAATHI_CONFIG": str(home / CONFIG)}
    return plain


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode("utf-8", errors="replace"))
