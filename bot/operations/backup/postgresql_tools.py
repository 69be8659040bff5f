"""PostgreSQL's own programs: found, of a version that fits the server, and how they are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.operations.backup.errors import BackupError

INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps each version
PROGRAMS = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True)
class Tools:
    """The folder of the programs and their version."""

    folder: Path
    major: int

    def words(self, program: str, *words: str) -> list[str]:
        """The command of a program."""
        return [str(self.folder / program), *words]


@dataclass(frozen=True)
class Address:
    """A database as the programs take it: the password is in the environment alone."""

    url: str  # without a password
    password: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a program gets; a command line could be read by every account."""
        own = {"PGPASSWORD": self.password} if self.password else {}
        return {**os.environ, "PGCONNECT_TIMEOUT": "10", "LC_ALL": "C", **own}


def address_of(database_url: str) -> Address:
    """The setting `database_url` in two parts."""
    url = make_url(database_url)
    in_query = url.query.get("password", "")
    password = url.password or (in_query if isinstance(in_query, str) else in_query[-1])
    plain = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query={name: value for name, value in url.query.items() if name != "password"},
    )
    return Address(plain.render_as_string(hide_password=False), str(password or ""))


def find_tools(server_major: int, installed: Path = INSTALLED) -> Tools:
    """The programs of the server's own version, else of the nearest newer one.

    Raises BackupError where there are none: older ones refuse a newer server.
    """
    found = sorted(set(_installations(installed)), key=lambda tools: tools.major)
    fitting = [tools for tools in found if tools.major >= server_major]
    if fitting:
        return fitting[0]
    there = f"those of version {found[-1].major} are too old" if found else "they are missing"
    raise BackupError(
        f"The database is PostgreSQL {server_major}, and backing up and restoring take its own "
        f"programs pg_dump, pg_restore and psql of that version or a newer one; {there}. On "
        f"Debian: apt install postgresql-client-{server_major}."
    )


def _installations(installed: Path) -> Iterator[Tools]:
    folders = [*installed.glob("*/bin")]
    if program := shutil.which(PROGRAMS[0]):
        folders.append(Path(program).parent)
    for folder in folders:
        if all((folder / program).is_file() for program in PROGRAMS):
            version = _version(folder / PROGRAMS[0])
            if version:
                yield Tools(folder, version)


def _version(program: Path) -> int:
    """The major version; 0 where it does not run."""
    try:
        words = [str(program), "--version"]
        output = subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"(\d+)[.\d]*\s*(\(|$)", output.strip().replace("(PostgreSQL)", ""))
    return int(number[1]) if number else 0


def run_tool(tools: Tools, address: Address, doing: str, program: str, *words: str) -> None:
    """Runs a program to its end. Raises BackupError, with its first complaint, where it fails."""
    ended = subprocess.run(  # noqa: S603  (PostgreSQL's own)
        tools.words(program, *words),
        env=address.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if ended.returncode:
        raise tool_error(doing, program, ended.stderr.decode(errors="replace").splitlines())


def tool_error(doing: str, program: str, complaints: Sequence[str]) -> BackupError:
    """The error for a program that failed; of what it said its first complaint, without details."""
    worst = [line for line in complaints if re.search(r"\b(ERROR|FATAL|error)\b", line)]
    why = next(iter([*worst, *complaints]), "without a word").strip().rstrip(".")
    return BackupError(
        f"{doing}: {program} says “{why[:300]}”; see that PostgreSQL runs, that the setting "
        "`database_url` is right and that its user owns the database."
    )
