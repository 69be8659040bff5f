"""Runs the parts in turn, each in its own process; prints the tables, writes build/bench.json."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmark import tables
from tests.benchmark.children import ROOT, ChildFailed
from tests.benchmark.figures import desk, quality
from tests.benchmark.rows import write
from tests.benchmark.sizes import LARGEST, MEASURES, SIZES, growth

OUT = ROOT / "build" / "bench.json"


def main() -> int:
    """Runs the benchmark; the exit status tells whether it ran, not whether the aims were met."""
    arguments = _arguments()
    sizes = {n: size for n, size in SIZES.items() if not (arguments.quick and n == LARGEST)}
    start, machine = time.monotonic(), _machine()
    try:
        with tempfile.TemporaryDirectory(prefix="saathi-bench-") as made:
            folder = Path(made)
            rows = [
                *quality(arguments.policyqa),
                *desk(folder / "home"),
                *growth(folder, sizes),
            ]
    except ChildFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    write(rows, OUT)
    grown = {f"{measure.name}_{size}" for measure in MEASURES for size in sizes}
    print(f"{machine}\n")
    print(tables.figures(row for row in rows if row.name not in grown or row.aim))
    print(f"\n{tables.growth(rows, sizes)}")
    print(f"\n{time.monotonic() - start:.0f} s; written to {OUT.relative_to(ROOT)}.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark")
    parser.add_argument("--policyqa", type=Path, metavar="FILE", help="PolicyQA, as JSON")
    parser.add_argument("--quick", action="store_true", help="leave out 100,000 clauses")
    arguments = parser.parse_args()
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
