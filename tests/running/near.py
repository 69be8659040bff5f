"""Which tests stand near what was changed: their rooms mirror those of the code.

python -m tests.running.near [BRANCH] prints them, a path each: near what differs from that branch.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAIN = "main"
PACKAGES = ("bot", "drafting", "knowledge", "prompts")
# What every test stands on.
EVERYTHING = (
    "tests/conftest.py",
    "tests/support/",
    "tests/running/",
    "pyproject.toml",
    "requirements.lock",
)


def changed(branch: str = MAIN) -> list[str]:
    """The files that differ from where this checkout left `branch`, and those not yet kept."""
    left = _git("merge-base", "HEAD", branch) or _git("rev-parse", "HEAD")
    differ = _git("diff", "--name-only", "-z", "--no-renames", *left.split())
    new = _git("ls-files", "-z", "--others", "--exclude-standard")
    return sorted(set(filter(None, f"{differ}\0{new}".split("\0"))))


def near(files: Iterable[str]) -> list[str]:
    """The test files and rooms near `files`, or `tests` where a change touches all of them."""
    files = list(files)
    if any(file.startswith(EVERYTHING) for file in files):
        return ["tests"]
    rooms = {room for file in files for room in _rooms(file)}
    modules = {_module(file) for file in files if file.startswith(PACKAGES)}
    users = {test for test, imports in _imports().items() if imports & modules}
    return sorted(rooms | {test for test in users if not stands_in(test, rooms)})


def stands_in(test: str, places: Iterable[str]) -> bool:
    """True for a test file that is one of `places` or stands in one of them."""
    return any(test == place or test.startswith(f"{place}/") for place in places)


def _rooms(file: str) -> Iterator[str]:
    """A test itself; for other files the innermost room of tests that mirrors where they stand."""
    path = Path(file)
    if path.parts[0] == "tests":
        if (ROOT / path).is_file() and path.match("test_*.py"):
            yield file
        return
    if path.parts[0] not in PACKAGES:
        yield "tests/house"
        return
    mirrors = ("tests" / folder for folder in path.parents if folder != Path())
    yield next((room.as_posix() for room in mirrors if (ROOT / room).is_dir()), "tests/house")


@cache
def _imports() -> dict[str, set[str]]:
    """The modules that each test file imports, by its path."""
    return {
        file.relative_to(ROOT).as_posix(): set(_imported(ast.parse(file.read_bytes())))
        for file in (ROOT / "tests").rglob("test_*.py")
        if "node_modules" not in file.parts
    }


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _git(*words: str) -> str:
    """What git says; '' where there is no git, no checkout or no such branch."""
    try:
        said = subprocess.run(
            ["git", "-C", ROOT, *words], capture_output=True, check=False, text=True
        )
    except OSError:
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""


if __name__ == "__main__":
    print(*near(changed(*sys.argv[1:])), sep="\n")
