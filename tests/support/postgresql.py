"""A PostgreSQL server for one test run, started at the first test that needs it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.support.programs import POSTGRESQL, needed

ELSEWHERE = "TEST_DATABASE_URL"  # a server that runs already
SHARED = "TEST_POSTGRESQL"  # the folder that the processes of one run share
# It refuses to run as root: these users are tried in turn.
UNPRIVILEGED = ("postgres", "nobody")
OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"


def share_one() -> None:
    """Has all processes of this run share one server; called once, before any of them starts."""
    os.environ[SHARED] = tempfile.mkdtemp(prefix="saathi-tests-")


def server_url() -> str:
    """The address of the server, started if need be. Skips the test without PostgreSQL."""
    if address := os.environ.get(ELSEWHERE):
        return address
    initdb = needed(POSTGRESQL)
    folder = Path(os.environ[SHARED])
    with FileLock(folder / "lock"):
        address_file = folder / "address"
        if not address_file.is_file():
            address_file.write_text(_start(initdb.resolve().parent, folder), encoding="ascii")
        return address_file.read_text(encoding="ascii")


def stop_shared() -> None:
    """Ends the server, where it was started, and deletes its files; called once, at the end."""
    folder = Path(os.environ.pop(SHARED))
    if (folder / "address").is_file():
        programs = needed(POSTGRESQL).resolve().parent
        _run(programs / "pg_ctl", "-D", str(_data(folder)), "-m", "immediate", "stop")
        shutil.rmtree(_data(folder))
    shutil.rmtree(folder)


def _start(programs: Path, folder: Path) -> str:
    data, port = _data(folder), _free_port()
    data.mkdir()
    if os.geteuid() == 0:
        shutil.chown(data, _user()["user"], _user()["group"])
    _run(programs / "initdb", "-D", str(data), "-A", "trust", "-U", "saathi", "--no-sync")
    options = f"-p {port} -k {data} {OPTIONS}"
    _run(programs / "pg_ctl", "-D", str(data), "-w", "-l", f"{data}/log", "-o", options, "start")
    return f"postgresql://saathi@127.0.0.1:{port}/postgres"


def _data(folder: Path) -> Path:
    """Beside the shared folder, which nobody but the user who runs the tests may enter."""
    return folder.with_name(f"{folder.name}-data")


def _run(*words: str | Path) -> None:
    ended = subprocess.run(
        words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", **_user()
    )
    if ended.returncode:
        pytest.fail(f"{words[0]}: {ended.stderr.decode()}")


def _user() -> Mapping[str, Any]:
    """Whom PostgreSQL runs as, for subprocess: another user where this is root."""
    import pwd

    if os.geteuid():
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
