"""A desk on two short documents, made in a moment, and processes that work on it and may be killed.

They are forked from one that has imported everything, so that each starts at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

from chromadb import Collection

from knowledge import Document, Library, PolicyDesk, Status
from knowledge.index.embedding import load_embedded
from knowledge.index.shelf import Models

LEAVE = """---
id: leave
title: Leave Policy
edition: 2020-01
status: approved
provenance: written for the tests
---

# Leave Policy

1. Staff have {days} days of paid leave in a year.

2. A supervisor approves leave in writing before it begins.

3. Leave that is not taken by December is lost.
"""
VEHICLES = """---
id: vehicles
title: Vehicle Policy
edition: 2021-06
status: approved
provenance: written for the tests
---

# Vehicle Policy

1. Drivers keep a log of every journey.

2. Office vehicles do not travel after sunset.
"""
DAYS = "How many days of paid leave do staff have in a year?"


def corpus_in(folder: Path) -> Path:
    """A folder with the two documents, as the package's own corpus is laid out."""
    folder.mkdir(parents=True)
    (folder / "leave.md").write_text(LEAVE.format(days=20), encoding="utf-8")
    (folder / "vehicles.md").write_text(VEHICLES, encoding="utf-8")
    return folder


def desk_on(home: Path, models: Models | None = None, chroma_url: str = "") -> PolicyDesk:
    """A desk on the small corpus, without the extra for Urdu script."""
    corpus = home / "corpus"
    desk = PolicyDesk(home, chroma_url=chroma_url)
    desk.library = Library(home / "documents", corpus if corpus.is_dir() else corpus_in(corpus))
    desk.models = models or small_models()
    return desk


@cache
def small_models() -> Models:
    """The embedded model alone."""
    reader = load_embedded()
    return Models(reader, reader)


def new_edition(desk: PolicyDesk, days: int, edition: str) -> tuple[Document, Path]:
    """The leave policy with other days, as the office would hand it in; not yet added."""
    file = desk.home / f"leave-{edition}.md"
    file.write_text(LEAVE.format(days=days), encoding="utf-8")
    return desk.read(file, "leave", edition, Status.APPROVED), file


def fresh_answer(home: Path, models: Models, question: str = DAYS, chroma_url: str = "") -> str:
    """What a process that starts now answers."""
    desk = desk_on(home, models, chroma_url)
    answer = desk.ask(question)
    desk.answerer().index.close()
    return answer.text


def index_folders(desk: PolicyDesk) -> list[Path]:
    """Everything on the shelf, hidden or not, but its lock."""
    return sorted(entry for entry in desk.shelf.folder.iterdir() if entry.name != ".lock")


def children() -> ForkServerContext:
    """Where child processes come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.support.small_desk", "knowledge.policy_desk", "chromadb", "chromadb.api.client"]
    )
    return context


def start_child(target: Callable[..., None], *words: Any) -> ForkServerProcess:
    """Runs `target(*words)` in a child."""
    child: ForkServerProcess = children().Process(target=target, args=words)
    child.start()
    return child


def ended(child: ForkServerProcess) -> int:
    """The child's exit code when it has ended; -9 where it was killed."""
    child.join(60)
    if child.exitcode is None:
        child.kill()
        raise AssertionError("the child did not end within a minute")
    return child.exitcode


def rebuild(home: Path, chroma_url: str = "") -> None:
    """What `saathi knowledge build --force` does."""
    desk_on(home, chroma_url=chroma_url).build(force=True)


def add_edition(home: Path, days: int, edition: str) -> None:
    """What `saathi knowledge add` does."""
    desk = desk_on(home)
    desk.add(*new_edition(desk, days, edition))


def withdraw(home: Path) -> None:
    """What `saathi knowledge withdraw leave` does."""
    desk = desk_on(home)
    desk.amend(desk.library.withdrawal(desk.library.edition("leave", ""), "amina"))


def correct(home: Path, edition: str) -> None:
    """What `saathi knowledge correct leave --to-edition EDITION` does."""
    desk = desk_on(home)
    record = desk.library.edition("leave", "")
    desk.amend(desk.library.correction(record, "amina", edition=edition))


def killed_before(
    change: str, nth: int, home: Path, work: Callable[..., None], *words: Any
) -> None:
    """Does `work` and dies, as by `kill -9`, before the n-th change that begins with `change`."""
    seen: list[str] = []

    def told(now: str) -> None:
        seen.append(now)
        if sum(name.startswith(change) for name in seen) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    watch_files(home, told)
    work(home, *words)


CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}


def watch_files(home: Path, told: Callable[[str], None]) -> None:
    """Calls `told` before each change of a file or folder in the home's library or index.

    Python's audit events tell of those that Python makes, the calls of the vector store of its own.
    """
    folders = (str(home / "index"), str(home / "documents"))

    def hook(event: str, args: tuple[Any, ...]) -> None:
        writes = event == "open" and (
            args[1][0] in "wxa" if isinstance(args[1], str) else args[2] & os.O_CREAT
        )
        # A folder is emptied by names relative to it.
        within = event in {"os.remove", "os.rmdir"} and args[1] != -1
        if within or ((writes or event in CHANGES) and str(args[0]).startswith(folders)):
            told(f"{event} {Path(str(args[0])).name}")

    sys.addaudithook(hook)
    add = Collection.add

    def telling(self: Collection, *args: Any, **named: Any) -> None:
        told("before the vectors")
        add(self, *args, **named)
        told("after the vectors")

    Collection.add = telling  # type: ignore[method-assign]
