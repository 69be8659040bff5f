"""What many tests share: a desk on the shipped documents, made once, and a way to run `saathi`."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from knowledge import Citation, Library, PolicyDesk
from tests.running import order
from tests.running.built_home import copy_built_home
from tests.support.postgresql import SHARED, share_one, stop_shared
from tests.support.programs import not_tried, use_own_fonts
from tests.support.slack.workspace_client import FIELD, FINANCE, OFFICER, Visitor, visiting

if TYPE_CHECKING:
    from tests.support.slack.saathi_in_slack import Office

ROOT = Path(__file__).parent.parent
DESKS: list[PolicyDesk] = []  # those that the whole run shares
# What modules share is kept to the end, and the collector would look through it again and again: a
# fifth of the time, with Python's own thresholds.
COLLECTOR = (20_000, 20, 20)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests plays into them."""
    for name in os.environ:
        if name.startswith("SAATHI_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANGSMITH_TRACING", "false")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index of the shipped documents is built; tests only read it."""
    return copy_built_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def desk(home: Path) -> Iterator[PolicyDesk]:
    """A desk on the shipped documents; tests only ask it."""
    desk = PolicyDesk(home)
    DESKS.append(desk)
    yield desk
    desk.answerer().index.close()


@pytest.fixture(scope="module", autouse=True)
def _marks_end_with_their_office() -> Iterator[None]:
    """What an office's database holds of marks is asked no more when the office is gone."""
    yield
    for desk in DESKS:
        desk.marks = tuple


@pytest.fixture(scope="session")
def framework(tmp_path_factory: pytest.TempPathFactory) -> list[Citation]:
    """Every clause of the framework, each quoted as a whole."""
    document = Library(tmp_path_factory.mktemp("shipped")).document("cspf")
    return [
        Citation(
            document=document.id,
            title=document.name,
            edition=document.edition,
            status=document.status,
            clause=clause.id,
            text=clause.whole,
            quote=clause.whole,
        )
        for clause in document.walk()
    ]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library of the shipped documents that a test may add to."""
    return Library(tmp_path / "documents")


@pytest.fixture
def officer(made: Office) -> Iterator[Visitor]:
    """The partnership officer in the office `made` of the tests' own file."""
    yield from visiting(made.server.url, OFFICER)


@pytest.fixture
def finance(made: Office) -> Iterator[Visitor]:
    """The finance officer in the office `made` of the tests' own file."""
    yield from visiting(made.server.url, FINANCE)


@pytest.fixture
def colleague(made: Office) -> Iterator[Visitor]:
    """A colleague in a field office, who has no role, in the office `made`."""
    yield from visiting(made.server.url, FIELD)


def pytest_configure(config: pytest.Config) -> None:
    """In each process the collector; before any starts, the fonts and the server that all share."""
    gc.set_threshold(*COLLECTOR)
    if _starts_the_run(config):
        share_one()
        use_own_fonts(Path(os.environ[SHARED]))


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_xdist_auto_num_workers() -> int | None:
    """How many processes `-n auto` starts."""
    return order.processes()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is near a change comes first, then what takes longest."""
    order.arrange(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped proves nothing, so it fails the run."""
    if os.environ.get("CI") and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends what the run shared, and says in its last line what was not tried."""
    if _starts_the_run(config):
        stop_shared()
        line = not_tried(report.longrepr[2] for report in _skipped(config))
        if line:
            sys.stdout.write(f"{line}\n")


def _starts_the_run(config: pytest.Config) -> bool:
    """False in the processes that pytest-xdist starts."""
    return not hasattr(config, "workerinput")


def _skipped(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", [])) if reporter is not None else []


def saathi(
    *words: str, home: Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs the real command, as a person would, in its own process."""
    settings = {"SAATHI_HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1", **environment}
    run = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **settings},
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        run.args, run.returncode, run.stdout.decode(), run.stderr.decode()
    )
