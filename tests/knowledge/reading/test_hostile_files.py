"""Small files that are made to take memory, time or the process, through every door."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings.roles import RoleSettings
from drafting.due_diligence import read_checklist
from drafting.partners import UnreadableDraft
from drafting.partners.errors import BadRecord
from drafting.partners.reading.files import intake_of
from knowledge import PolicyDesk
from tests.conftest import ROOT, saathi
from tests.support import hostile_files as hostile
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until

MEGABYTES = 100  # that a file may cost Saathi itself
ROLES = RoleSettings(due_diligence=(OFFICER,), drafters=(OFFICER,))
IMPORT = ("partners", "import")
CHECKLIST = ("due-diligence", "import")
COMPARE = ("draft", "compare")
ADD = ("knowledge", "add")
KNOWN = ("--as", "ours", "--edition", "2026", "--status", "approved")
LONG_LINE = b"Partner id," + b"x," * 5_000_000


@pytest.mark.parametrize(
    ("command", "name", "make", "why"),
    [
        (IMPORT, "ours.xlsx", hostile.merged_over_the_whole_sheet, "far too many merged cells"),
        (CHECKLIST, "ours.xlsx", hostile.a_million_cells, "more than 400,000 cells"),
        (COMPARE, "ours.docx", hostile.a_million_runs, "unpacks to far more"),
        (ADD, "ours.docx", hostile.a_million_runs, "unpacks to far more"),
    ],
    ids=["import", "checklist", "compare", "add"],
)
def test_a_command_says_what_is_wrong_with_the_file_and_nothing_else(
    command: tuple[str, ...], name: str, make: hostile.Make, why: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(make())
    run = saathi(*command, str(file), *(KNOWN if command is ADD else ()), home=tmp_path / "home")
    told = " ".join(run.stderr.split())
    assert run.returncode == 1, told
    assert f"{name} " in told
    assert why in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", hostile.merged_over_the_whole_sheet(), "far too many merged cells; unmerge"),
        ("a.xlsx", hostile.a_million_cells(), "more than 400,000 cells"),
        ("a.xlsx", hostile.many_merged_areas(), "far too many merged cells"),
        ("a.xlsx", hostile.many_names(), "more than 10,000 names"),
        ("a.xlsx", hostile.many_ranges(), "more than 5,000 ranges"),
        ("a.csv", LONG_LINE, "more than 400 columns in line 1"),
        ("a.csv", b'Partner id,Legal name\nx,"' + b"a" * 200_000, "CSV from line 2"),
        ("a.yaml", b"id: x\nnames: [" + b"a," * 200_000 + b"]", "more than 100,000 values"),
        ("a.yaml", b"id: x\nbudget: " + b"9" * 200_000, "100,000 characters in line 2"),
        ("a.yaml", b"id: x\n" + b"".join(b"n%d: y\n" % n for n in range(2_000)), "1,000 keys"),
        ("a.yaml", b"a: &a [x]\nb: [*a, *a]", "anchor in line 1"),
    ],
    ids=[
        "area",
        "cells",
        "areas",
        "names",
        "ranges",
        "line",
        "quote",
        "values",
        "number",
        "keys",
        "aliases",
    ],
)
def test_a_file_of_partners_without_end_is_refused_in_a_sentence_and_soon(
    name: str, content: bytes, why: str
) -> None:
    with pytest.raises(BadRecord, match=why) as caught:
        intake_of(name, content)
    assert name in str(caught.value)
    assert str(caught.value).endswith(".")


def test_of_a_file_with_problems_without_end_the_first_are_told() -> None:
    rows = b"".join(b"partner-%d,\xd9\xa9\n" % at for at in range(5_000))
    intake = intake_of("a.csv", b"Partner id,Nonsense\n" + b",x\n" * 5_000 + rows)
    assert len(intake.problems) == 1_000
    assert intake.notes == ["There are more problems than these 1,000."]


@pytest.mark.parametrize("make", [hostile.merged_over_the_whole_sheet, hostile.many_ranges])
def test_a_checklist_of_endless_cells_is_refused_too(make: hostile.Make) -> None:
    with pytest.raises(BadRecord, match="fill in the workbook that Saathi made"):
        read_checklist(make(), "a.xlsx")


def test_a_cell_that_no_spreadsheet_holds_is_told_by_its_place() -> None:
    (problem, *_) = intake_of("a.xlsx", hostile.a_text_of_a_megabyte()).problems
    assert str(problem.place) == "Partners!B3, Legal name"
    assert "32,767 characters" in problem.why
    with pytest.raises(UnreadableDraft, match="32,767 characters in the cell B3 of Partners"):
        read_checklist(hostile.a_text_of_a_megabyte(), "a.xlsx")


PEAK = """
import resource, sys
from pathlib import Path
from drafting.due_diligence import read_checklist
from drafting.partners import DraftingError
from knowledge import KnowledgeError, Status, read_document

def peak():
    scale = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // scale // 1024

file = Path(sys.argv[1])
before = peak()
try:
    if file.suffix == ".xlsx":
        read_checklist(file.read_bytes(), file.name)
    else:
        read_document(file, id="ours", edition="2026", status=Status.APPROVED)
except (DraftingError, KnowledgeError):
    pass
print(peak() - before)
"""


@pytest.mark.parametrize(
    ("name", "make"),
    [("ours.xlsx", hostile.a_million_cells), ("ours.docx", hostile.many_words)],
)
def test_saathis_own_memory_stays_flat(name: str, make: hostile.Make, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(make())
    ended = subprocess.run(
        [sys.executable, "-c", PEAK, str(tmp_path / name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert int(ended.stdout) < MEGABYTES


# --- in Slack


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


def test_a_hostile_workbook_gets_its_sender_one_sentence_and_others_their_answers(
    made: Office,
) -> None:
    sender, other = Visitor(made.server.url, OFFICER), Visitor(made.server.url, COORDINATOR)
    file = sender.uploads("ours.xlsx", hostile.merged_over_the_whole_sheet())
    sent = sender.says("saathi", "", files=(file,))
    asked = other.says("saathi", "May a partner mention CARE in public?")
    reply = until(lambda: sender.replies("saathi", sent))[0]
    assert "ours.xlsx has far too many merged cells; unmerge them" in words(reply)
    assert until(lambda: other.replies("saathi", asked))
    at_rest(made)
    assert len(sender.replies("saathi", sent)) == 1


def test_while_files_take_their_time_questions_are_answered(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    """Also where there is one worker, and more files than are read at a time."""
    slow = hostile.document_of_runs(40_000)
    with stocked_office(desk, tmp_path, roles=ROLES, workers=1) as made:
        sender, other = Visitor(made.server.url, OFFICER), Visitor(made.server.url, COORDINATOR)
        files = [sender.uploads(f"version {at}.docx", slow) for at in range(3)]
        for file in files:
            sender.says("saathi", "", files=(file,))
        asked = other.says("saathi", "May a partner mention CARE in public?")
        assert until(lambda: other.replies("saathi", asked))
        assert len(on_files(sender)) < len(files)
        at_rest(made, 60)
        assert len(on_files(sender)) == len(files)


def on_files(sender: Visitor) -> list[str]:
    """Saathi's replies on files that are nothing of ours."""
    replies = [words(reply) for reply in from_saathi(sender)]
    return [reply for reply in replies if "neither an agreement nor a checklist" in reply]
