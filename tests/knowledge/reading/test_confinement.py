"""Readers of files run in child processes, within limits, and nothing of Saathi is theirs."""

from __future__ import annotations

import logging
import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.errors import sentence
from drafting.due_diligence.papers.reading_back import checklist_of
from drafting.partners import PartnerFile, UnreadableDraft, export_partners
from drafting.partners.errors import BadRecord
from drafting.partners.reading.files import intake_of
from knowledge.confinement import Limits
from knowledge.confinement.calls import AT_ONCE
from knowledge.confinement.reader import ReaderFault
from tests.conftest import ROOT
from tests.support import confined_readers as readers
from tests.support.databases import fresh_database
from tests.support.drafting.filled_checklists import as_document, as_workbook
from tests.support.drafting.sample_checklists import largest
from tests.support.slack.workspace_client import until

FILE = "our partners.xlsx"
# Every kind of field, by its letter.
FILLED = {
    "s": "Gap",
    "c": True,
    "t": "Yes, and <more>",
    "e0": "minutes.pdf",
    "u0": date(2027, 3, 31),
    "g": "no policy",
    "w": "Both",
    "a": "a workshop",
    "d": date(2027, 1, 31),
}
linux_alone = pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit on memory")


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(BadRecord) as caught:
        read()
    said = str(caught.value)
    assert said.startswith(f"{FILE} ")
    assert said.endswith(f"; {readers.CURE}.")
    return said


def test_what_a_reader_returns_comes_back_as_it_was() -> None:
    assert readers.refuses(FILE, "none") == date(2026, 4, 30)


def test_a_refusal_comes_back_as_the_error_that_it_was() -> None:
    with pytest.raises(BadRecord, match="xlsx is not right"):
        readers.refuses(FILE, "bad")
    with pytest.raises(UnreadableDraft, match="xlsx is not right"):
        readers.refuses(FILE, "unreadable")


@linux_alone
def test_a_file_that_takes_too_much_memory_is_refused_by_its_name() -> None:
    assert readers.takes_memory(FILE, 50) > 0
    assert "more memory than a file may" in refusal(lambda: readers.takes_memory(FILE, 1_000))


@linux_alone
def test_want_of_memory_is_told_as_that_whatever_the_reader_makes_of_it() -> None:
    assert "more memory than a file may" in refusal(lambda: readers.hides_lack_of_memory(FILE))


def test_a_file_that_keeps_the_processor_busy_is_given_up() -> None:
    busy = readers.keeps_busy.within(readers.LIMITS._replace(processor=1, seconds=3_600))
    assert "takes longer to read" in refusal(lambda: busy(FILE))


def test_a_reader_that_waits_for_ever_is_ended_by_the_clock() -> None:
    brief = readers.sleeps.within(readers.LIMITS._replace(seconds=1))
    assert "longer to read than the 1 seconds" in refusal(lambda: brief(FILE, 60))


def test_what_comes_back_is_limited_too() -> None:
    assert "holds more than a file may" in refusal(lambda: readers.says_much(FILE, 3))


@pytest.mark.parametrize("reader", [readers.dies, readers.ends_at_once])
def test_a_child_that_ends_without_a_reply_is_told_as_the_file(
    reader: Callable[[str], None],
) -> None:
    assert "may be damaged" in refusal(lambda: reader(FILE))


def test_a_fault_of_a_reader_reaches_the_log_and_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(ReaderFault) as caught:
        readers.is_at_fault(FILE)
    with caplog.at_level(logging.ERROR):
        said = sentence(caught.value)
    reference = re.findall(r"reference (\w{8})", said)[0]
    assert "the word" not in said
    assert "KeyError: 'the word that only the log may hold'" in caplog.text
    assert reference in caplog.text


class Trap:
    """Leaves a mark wherever it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("letter", [b"V", b"R", b"F", b"M", b"", b"?"])
def test_nothing_that_a_child_sends_is_run_or_believed(letter: bytes, tmp_path: Path) -> None:
    reply = letter + pickle.dumps(Trap(tmp_path / "run"))
    with pytest.raises((BadRecord, ReaderFault)):
        readers.forges(FILE, reply)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "reply", [b'V["text"]', b"V[1, 2]", b'R["SystemExit", "x"]', b"R[]", b"V[" * 90_000]
)
def test_a_reply_that_is_not_what_the_reader_returns_is_refused(reply: bytes) -> None:
    assert "may be damaged" in refusal(lambda: readers.forges(FILE, reply))


def test_a_child_has_nothing_of_saathis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAATHI_SLACK__BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    readers.restart()
    with Path(__file__).open("rb") as ours, Path(__file__).open("rb"):
        os.set_inheritable(ours.fileno(), True)
        seen = readers.looks_around(FILE)
    known = {"LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}
    added = {"ORT_DISABLE_TELEMETRY", "__CF_USER_TEXT_ENCODING"}  # by `knowledge`, and by macOS
    assert set(seen["environment"]) <= known | added
    assert len(seen["files"]) == 4  # three that lead nowhere, and its line
    assert seen["folder"] == ["/"]


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    assert readers.writes(FILE, str(tmp_path / "left")) == "OSError"
    assert not (tmp_path / "left").read_bytes()


def test_a_few_at_a_time_are_read_however_many_come() -> None:
    with ThreadPoolExecutor(8) as pool:
        times = list(pool.map(lambda _: readers.sleeps(FILE, 0.2), range(8)))
    begun = [sum(other[0] <= began < other[1] for other in times) for began, _ in times]
    assert max(begun) == AT_ONCE


def test_where_the_process_that_forks_them_was_ended_the_next_file_is_read_all_the_same() -> None:
    _, nursery = readers.looks_around(FILE)["processes"]
    os.kill(int(nursery), signal.SIGKILL)
    assert readers.refuses(FILE, "none") == date(2026, 4, 30)
    assert readers.looks_around(FILE)["processes"][1] != nursery


def test_a_stop_that_reaches_every_process_lets_a_file_be_finished() -> None:
    """A service manager sends SIGTERM to all of them; Saathi itself says when it is over."""
    child, nursery = readers.looks_around(FILE)["processes"]
    for kind in (signal.SIGTERM, signal.SIGINT):
        os.kill(int(nursery), kind)
    assert readers.looks_around(FILE)["processes"][1] == nursery
    assert child != nursery


def partner_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The sample partners as they are exported, and what else files may hold."""
    with fresh_database("sqlite", folder) as database:
        partners = PartnerFile(database)
        partners.seed_samples()
        for kind in (".xlsx", ".csv", ".yaml"):
            export_partners(partners.all(), folder / f"all{kind}", may_see_restricted_fields=True)
            yield f"all{kind}", (folder / f"all{kind}").read_bytes()
    yield "odd.yaml", b"id: x\n~:\n  '~': day\n  of: '2026-04-30'\nlist: [{'~': [a]}]\n"
    book = Workbook()
    assert book.active is not None
    book.active.title = "Partners"
    book.active.append(("Partner id", "Registered on", "Acronym", "Women-led"))
    values: list[Any] = [date(2026, 4, 30), datetime(2026, 4, 30, 12), 1.5, 1e300, 7]
    for at, value in enumerate(values):
        book.active.append((f"p-{at}", value, value, True))
    book.save(folder / "odd.xlsx")
    yield "odd.xlsx", (folder / "odd.xlsx").read_bytes()


def test_what_a_file_of_partners_gives_is_the_same_in_a_child_and_here(tmp_path: Path) -> None:
    for name, content in partner_files(tmp_path):
        assert intake_of(name, content) == intake_of.unconfined(name, content), name


def test_what_a_checklist_gives_is_the_same_in_a_child_and_here() -> None:
    made = largest()
    answers = {made.entries[0].key: FILLED}
    for content, name in (as_document(made, answers), as_workbook(made, answers)):
        read = checklist_of(name, content)
        assert read == checklist_of.unconfined(name, content)
        assert any(filled.fields for filled in read.answers)


WAITING = """
import threading, time
from tests.support import confined_readers as readers
threading.Thread(target=lambda: readers.sleeps("a.xlsx", 15), daemon=True).start()
print(readers.looks_around("a.xlsx")["processes"][1], flush=True)
time.sleep(60)
"""


@linux_alone
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT])
def test_its_children_end_with_saathi(kind: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as saathi:
        assert saathi.stdout is not None
        nursery = int(saathi.stdout.readline())
        child = until(lambda: children_of(nursery))[0]
        saathi.send_signal(kind)
    until(lambda: not is_running(nursery) and not is_running(child))


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    """False also for one that is dead and that nobody has asked after yet."""
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def test_limits_are_those_of_the_reader_that_is_called() -> None:
    assert readers.sleeps.within(Limits(seconds=3)).terms.limits.seconds == 3
    assert readers.sleeps.terms.limits == readers.LIMITS
