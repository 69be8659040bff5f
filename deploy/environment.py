"""Makes Saathi's environment from the lock alone: nothing is resolved, built or looked up again.

    python3 deploy/environment.py [--at FOLDER] [--wheels FOLDER]

The lock names every package with its exact version and the digests of its files. pip takes just
these (`--no-deps`), each file only if its digest is right (`--require-hashes`), and no source
distribution, since building one would resolve what it is built with. So the same lock makes the
same environment on the day it is written and years later, with an old pip and with a new one.

This file needs nothing but Python: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
# What the user's pip configuration may say that makes no sense inside an environment.
SETTLED = {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
FROM_LOCK = ("--no-deps", "--require-hashes", "--only-binary", ":all:")


class NoEnvironment(Exception):
    """The environment cannot be made; the message says the cure."""


def main() -> int:
    """Makes the environment, or says in one sentence why not. Returns the exit code."""
    if sys.version_info < OLDEST:
        return _fail(
            f"Saathi needs Python 3.11 or newer, and {sys.executable} is "
            f"{sys.version_info[0]}.{sys.version_info[1]}; name another: make env PYTHON=python3.12"
        )
    options = _options()
    try:
        make(options.at, options.lock, options.project, options.wheels)
    except NoEnvironment as error:
        return _fail(str(error))
    return 0


def make(at: Path, lock: Path, project: Path, wheels: Path | None = None) -> None:
    """Makes the environment `at`, with what `lock` names and the project, in place.

    With `wheels`, a folder that holds every file of the lock, no index is asked. An environment
    that is there already is kept, and what differs in it is changed. Raises NoEnvironment.
    """
    python = _environment(at)
    source = [] if wheels is None else ["--no-index", "--find-links", str(wheels)]
    _pip(python, "install", "--quiet", *FROM_LOCK, *source, "--requirement", str(lock))
    # What builds the project is in the lock, so nothing is fetched for it.
    in_place = ("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(project))
    _pip(python, "install", "--quiet", *in_place)
    _point_relative_path(at, project.resolve())
    _pip(python, "check")


def _environment(at: Path) -> Path:
    """The environment's Python; one of another Python version than this is made again."""
    python = at / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if _version(python) == sys.version_info[:2]:
        return python
    try:
        venv.create(at, with_pip=True, clear=True)
    except subprocess.CalledProcessError as error:
        raise NoEnvironment(
            "This Python cannot make environments with pip; install its package for that (Debian "
            "and Ubuntu: apt install python3-venv) and try again."
        ) from error
    except OSError as error:
        raise NoEnvironment(
            f"The environment cannot be made in {at} ({error.strerror}); name a folder that you "
            "may write to: make env VENV=FOLDER"
        ) from error
    return python


def _point_relative_path(at: Path, project: Path) -> None:
    """Names the project's folder as it is reached from the environment, where that is plainer.

    Python reads that name at its start, in the locale's encoding up to 3.12: in a folder with Urdu
    letters it would not start where the locale is plain ASCII, or is not installed.
    """
    for file in at.glob("lib/python*/site-packages/*.pth"):
        if file.read_text(encoding="utf-8").strip() == str(project):
            relative_path = os.path.relpath(project, file.parent.resolve())
            if relative_path.isascii():
                file.write_text(f"{relative_path}\n", encoding="ascii")


def _version(python: Path) -> tuple[int, ...]:
    """The version of an environment's Python, or () where it does not run or has no pip."""
    code = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(  # noqa: S603  (the environment's own Python)
            [python, "-c", code], capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(int(number) for number in answer.stdout.split())


def _pip(python: Path, *words: str) -> None:
    """Runs pip. Raises NoEnvironment where it fails, with its output above the sentence."""
    process = subprocess.run(  # noqa: S603  (the environment's own pip)
        [python, "-m", "pip", *words], env={**os.environ, **SETTLED}, check=False
    )
    if process.returncode:
        raise NoEnvironment(
            f"pip {words[0]} failed, as it says above. Without network, or where a package was "
            "withdrawn, install from a folder of its files: docs/setup.md"
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes Saathi's environment from the lock alone.")
    parser.add_argument("--at", type=Path, default=PROJECT / ".venv", metavar="FOLDER")
    parser.add_argument("--lock", type=Path, default=PROJECT / "requirements.lock", metavar="FILE")
    parser.add_argument("--project", type=Path, default=PROJECT, metavar="FOLDER")
    parser.add_argument("--wheels", type=Path, metavar="FOLDER", help="no index is asked")
    return parser.parse_args()


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
