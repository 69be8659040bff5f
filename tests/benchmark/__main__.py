"""Runs the parts in turn, each in its own process; prints the tables, writes build/bench.json."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.benchmark import tables
from tests.benchmark.adding import adding
from tests.benchmark.calendar import calendar
from tests.benchmark.checklists import checklists
from tests.benchmark.children import ROOT, ChildFailed
from tests.benchmark.drafting import drafting
from tests.benchmark.figures import desk, quality
from tests.benchmark.partners import partners
from tests.benchmark.reading import reading
from tests.benchmark.rows import Row, write
from tests.benchmark.screening import screening
from tests.benchmark.sizes import LARGEST, MEASURES, SIZES, growth
from tests.benchmark.slack import NOTE, slack

PARTS = (
    *("quality", "desk", "adding", "drafting", "checklists", "reading", "slack", "growth"),
    *("partners", "screening", "checking", "calendar"),
)
OUT = ROOT / "build" / "bench.json"


def main() -> int:
    """Runs the benchmark; the exit status tells whether it ran, not whether the aims were met."""
    arguments = _arguments()
    sizes = {n: size for n, size in SIZES.items() if not (arguments.quick and n == LARGEST)}
    start, machine = time.monotonic(), _machine()
    try:
        rows = _measured(arguments, sizes)
    except ChildFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    out = OUT.with_stem(f"bench-{arguments.only}") if arguments.only else OUT
    write(rows, out)
    grown = {f"{measure.name}_{size}" for measure in MEASURES for size in sizes}
    print(f"{machine}\n")
    print(tables.figures(row for row in rows if row.name not in grown or row.aim))
    if arguments.only in (None, "slack"):
        print(f"\n{NOTE}")
    if arguments.only in (None, "growth"):
        print(f"\n{tables.growth(rows, sizes)}")
    print(f"\n{time.monotonic() - start:.0f} s; written to {out.relative_to(ROOT)}.")
    return 0


def _measured(arguments: argparse.Namespace, sizes: Mapping[str, int]) -> list[Row]:
    """The figures of every part, or of the one that was asked for. Raises ChildFailed."""
    with tempfile.TemporaryDirectory(prefix="saathi-bench-") as made:
        folder = Path(made)
        parts: dict[str, Callable[[], list[Row]]] = {
            "quality": lambda: quality(arguments.policyqa),
            "desk": lambda: desk(folder / "home"),
            "adding": lambda: adding(folder),
            "drafting": drafting,
            "checklists": checklists,
            "reading": reading,
            "slack": lambda: slack(arguments.home or folder / "home", arguments.quick),
            "growth": lambda: growth(folder, sizes),
            "partners": partners,
            "screening": screening,
            "calendar": calendar,
            # Imported here, since whoever measures others' memory must stay small.
            "checking": _checking,
        }
        wanted = [arguments.only] if arguments.only else PARTS
        return [row for name in wanted for row in parts[name]()]


def _checking() -> list[Row]:
    from tests.benchmark.checking import checking

    return checking()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark")
    parser.add_argument("--policyqa", type=Path, metavar="FILE", help="PolicyQA, as JSON")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="leave out 100,000 clauses; Slack for some seconds, without memory and baseline",
    )
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument(
        "--home", type=Path, metavar="FOLDER", help="keep the index that Slack is measured with"
    )
    arguments = parser.parse_args()
    if arguments.home is not None:
        arguments.home = arguments.home.resolve()
    if arguments.policyqa is not None:
        arguments.policyqa = arguments.policyqa.resolve()
        if not arguments.policyqa.is_file():
            parser.error(f"there is no file {arguments.policyqa}")
    return arguments


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}; Python {platform.python_version()}"


if __name__ == "__main__":
    raise SystemExit(main())
