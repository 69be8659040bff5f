"""The part of the lock that serving needs: without what only tests and checks use.

    python3 deploy/runtime_lock.py [--extra NAME …] > runtime.lock
    python3 deploy/runtime_lock.py --only NAME > tool.lock      one package and what it needs

Each entry of the lock names the packages that it came along with (`# via`). So what an extra brings
can be followed in the lock itself: nothing is resolved or looked up, and every version and digest
is the lock's own. Needs nothing but Python.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==")
VIA = re.compile(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)")
OWN_EXTRAS = re.compile(r"\[([^]]*)\]")  # 'check' of 'saathi[check]'
WANTED = re.compile(r"^[A-Za-z0-9][\w.-]*")


def main() -> int:
    """Prints the lock's part. Returns the exit code."""
    parser = argparse.ArgumentParser(description="The part of the lock that serving needs.")
    parser.add_argument("--lock", type=Path, default=PROJECT / "requirements.lock")
    parser.add_argument("--project", type=Path, default=PROJECT / "pyproject.toml")
    parser.add_argument("--only", metavar="NAME", help="a package of the lock")
    parser.add_argument("--extra", action="append", default=[], help="as in pyproject.toml")
    options = parser.parse_args()
    table = tomllib.loads(options.project.read_text(encoding="utf-8"))["project"]
    unknown = sorted({*options.extra} - {*table["optional-dependencies"]})
    if unknown:
        sys.stderr.write(f"There is no extra '{unknown[0]}' in {options.project.name}.\n")
        return 1
    roots = {
        normal(name_in(requirement))
        for extra in ("", *options.extra)
        for requirement in requirements_of(table, extra)
    }
    if options.only:
        roots = {normal(options.only)}
    entries = entries_of(options.lock.read_text(encoding="utf-8"))
    kept = with_all_below(roots, entries)
    sys.stdout.write("".join(text for name, text in entries.items() if name in kept))
    return 0


def requirements_of(table: dict[str, Any], extra: str) -> Iterator[str]:
    """What the project needs by itself, or with that extra and those of its own that it takes."""
    for requirement in table["optional-dependencies"][extra] if extra else table["dependencies"]:
        if normal(name_in(requirement)) != normal(table["name"]):
            yield requirement
        elif match := OWN_EXTRAS.search(requirement):
            for other in match[1].split(","):
                yield from requirements_of(table, other.strip())


def entries_of(lock: str) -> dict[str, str]:
    """Each package's lines, with its digests and what it came along with."""
    entries: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if match := NAME.match(line):
            name = normal(match[1])
        if name:
            entries[name] = entries.get(name, "") + line
    return entries


def with_all_below(roots: set[str], entries: dict[str, str]) -> set[str]:
    """`roots` and every package that came along with one of them."""
    parents = {name: parents_of(text) for name, text in entries.items()}
    kept = roots & {*entries}
    while more := {name for name in entries if name not in kept and parents[name] & kept}:
        kept |= more
    return kept


def parents_of(entry: str) -> set[str]:
    """The packages that an entry says it came along with."""
    comments = [line for line in entry.splitlines() if line.lstrip().startswith("#")]
    matches = [match for line in comments if (match := VIA.match(line))]
    return {normal(match[1]) for match in matches if match[1] != "via"}


def name_in(requirement: str) -> str:
    """'psycopg' of 'psycopg[binary]>=3'."""
    match = WANTED.match(requirement)
    return match[0] if match else requirement


def normal(name: str) -> str:
    """A package's name as all spellings of it compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
