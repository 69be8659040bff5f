"""What Saathi makes is its owner's alone: no other account of the machine reads bank details."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.database import Database
from knowledge.storage import write_whole
from knowledge.storage.files import UNFINISHED
from tests.conftest import ROOT, saathi
from tests.support.command_line import Run, run
from tests.support.slack.workspace_client import until

WIDE = 500  # columns in which no path breaks
SCHOOLS = ("sample-roshni", "--agreement", "2026-schools")
OTHERS = 0o077
ANOTHER = 12_345  # the number of an account that no file belongs to


@pytest.fixture(autouse=True)
def _an_ordinary_umask() -> Iterator[None]:
    """With which a program that does not think of it makes files that every account reads."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def mode(path: Path) -> int:
    return path.lstat().st_mode & 0o777


def open_ones(*folders: Path) -> list[str]:
    """The files and folders in `folders`, and these themselves, that another account may use."""
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    assert len(paths) > len(folders)
    return [f"{path.name} {mode(path):o}" for path in paths if mode(path) & OTHERS]


def a_home_of_the_version_before(home: Path) -> None:
    """The home as a version made it that did not think of other accounts."""
    folders = [home, home / "documents", home / "documents" / "sources"]
    database = Database("", home)
    database.migrate()
    database.close()
    for folder in folders:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    for name in ("saathi.log", "saathi.log.1", "history", "serve.lock", "documents/sources/a.md"):
        (home / name).write_text("")
    for file in home.rglob("*"):
        if file.is_file():
            file.chmod(0o644)


def privacy(report: Run) -> str:
    """What doctor says of it, with the cure."""
    _, _, told = report.out.partition("Privacy of files")
    return told.partition("Documents")[0]


def test_everything_that_a_command_writes_is_its_owners_alone(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    contract = ("draft", "contract", *SCHOOLS, "--no-pdf", "--out", out)
    commands: list[tuple[str | Path, ...]] = [
        contract,
        (*contract[:3], "--agreement", "2026-schools", "--no-pdf", "--out", out),
        ("draft", "note", "--partners", "id=sample-chaupal", "--out", out),
        ("draft", "redline", "CONTRACT_sample-roshni_2026-schools_v1", "--out", out),
        ("due-diligence", *SCHOOLS, "--out", out),
        ("partners", "export", out / "partners.xlsx"),
        ("partners", "export", out / "partners.csv"),
        ("partners", "export", out / "partners.yaml"),
        ("partners", "template", out / "blank.xlsx"),
        ("report", "--to", out / "report.xlsx"),
    ]
    for words in commands:
        told = run(*words, home=home)
        assert told.code == 0, told
    made = {path.name for path in out.iterdir()}
    assert len(made) == 13, made
    assert {"saathi.db", "saathi.db.lock"} <= {path.name for path in home.iterdir()}
    assert open_ones(home, out.parent) == []


def test_the_command_itself_leaves_nothing_open(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "partners.yaml"
    assert saathi("partners", "export", str(file), home=home).returncode == 0
    assert open_ones(home) == []
    assert mode(file) == 0o600


def test_documents_their_index_and_what_was_typed_into_a_conversation_are_too(
    home: Path, tmp_path: Path
) -> None:
    text = tmp_path / "leave.md"
    text.write_text("# Leave\n\n## 1. Days\n\nEverybody has twenty days of leave in a year.\n")
    words = ("--as", "leave", "--edition", "2026", "--status", "approved")
    told = run("knowledge", "add", text, *words, "--yes", home=home)
    assert told.code == 0, told
    assert list(home.glob("index/*/chroma"))
    assert list(home.glob("documents/sources/*.md"))
    types_into_a_conversation(home)
    assert "sign" in (home / "history").read_text()
    assert open_ones(home) == []


def types_into_a_conversation(home: Path) -> None:
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask"],
        cwd=ROOT,
        env={**os.environ, "SAATHI_HOME": str(home), "TERM": "dumb"},
        stdin=terminal,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        os.write(keyboard, b"Who signs an agreement?\n")
        until(lambda: (home / "history").is_file() and (home / "history").stat().st_size)
    finally:
        process.kill()
        process.wait()
        os.close(keyboard)
        os.close(terminal)


def test_what_a_killed_run_left_unfinished_is_deleted(home: Path, tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"{UNFINISHED}{ended.pid}-sample.part"
    at_work = tmp_path / f"{UNFINISHED}{os.getpid()}-sample.part"
    for part in (left, at_work):
        part.write_text("bank details")
    assert run("partners", "export", tmp_path / "partners.yaml", home=home).code == 0
    assert not left.exists()
    assert at_work.exists()


def test_a_log_and_those_before_it_are_their_owners_alone(home: Path) -> None:
    script = (
        "import logging, os; from bot import cli; from pathlib import Path\n"
        "from bot.operations import logs; from bot.settings import home_folder\n"
        "home_folder.be_private()\n"
        f"logs.log_to(Path({str(home)!r}))\n"
        "logging.getLogger().handlers[0].maxBytes = 100  # so that each line begins a file\n"
        "for _ in range(4):\n"
        "    logging.getLogger('saathi').warning('a line')\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
    assert {path.name for path in home.iterdir()} >= {"saathi.log", "saathi.log.1", "saathi.log.3"}
    assert open_ones(home) == []


def test_libreoffice_works_where_nobody_else_looks(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    script = tmp_path / "soffice.py"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    script.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        "Path(sys.argv[-1]).with_suffix('.pdf').write_bytes(b'%PDF sample')\n"
        "paths = [Path.cwd(), *Path.cwd().iterdir()]\n"
        f"Path({str(tmp_path / 'seen')!r}).write_text("
        "' '.join(oct(p.stat().st_mode & 0o077) for p in paths))\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    told = run("draft", "note", "sample-chaupal", "--out", tmp_path / "out", home=home)
    assert told.code == 0, told
    assert set((tmp_path / "seen").read_text().split()) == {"0o0"}
    assert open_ones(tmp_path / "out") == []


def test_a_file_that_was_open_before_is_its_owners_when_written_again(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "partners.yaml"
    file.write_text("of an earlier version")
    file.chmod(0o666)
    assert run("partners", "export", file, home=home).code == 0
    assert mode(file) == 0o600


def test_a_draft_that_is_there_already_is_closed_too(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch = ("draft", "note", "--partners", "id=sample-chaupal", "--out", out)
    run(*batch, home=home)
    for file in out.iterdir():
        file.chmod(0o644)
    times = {file: file.stat().st_mtime_ns for file in out.iterdir()}
    assert run(*batch, home=home).code == 0
    assert {file: file.stat().st_mtime_ns for file in out.iterdir()} == times
    assert {mode(file) for file in out.iterdir()} == {0o600}


def test_a_folder_that_the_user_chose_keeps_its_mode(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "shared"
    out.mkdir()
    out.chmod(0o775)
    run("draft", "note", "sample-chaupal", "--no-pdf", "--out", out, home=home)
    assert mode(out) == 0o775
    assert {mode(file) for file in out.iterdir()} == {0o600}


def test_a_file_is_never_open_not_even_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.extend(map(mode, tmp_path.iterdir())))
    write_whole(tmp_path / "draft.docx", b"bank details")
    assert seen == [0o600]


def test_a_link_in_a_files_place_is_replaced_and_leads_nowhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"somebody's")
    link = tmp_path / "draft.docx"
    link.symlink_to(elsewhere)
    write_whole(link, b"bank details")
    assert elsewhere.read_bytes() == b"somebody's"
    assert not link.is_symlink()
    assert (link.read_bytes(), mode(link)) == (b"bank details", 0o600)


def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "draft.docx").mkdir()
    with pytest.raises(OSError, match=r"draft\.docx'$"):
        write_whole(tmp_path / "draft.docx", b"bank details")
    assert [path.name for path in tmp_path.iterdir()] == ["draft.docx"]


@pytest.mark.parametrize("refuses", [False, True])
def test_a_file_is_given_to_its_owner_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refuses: bool
) -> None:
    file = tmp_path / "saathi.toml"
    file.write_bytes(b"before")
    given: list[tuple[int, int, bytes]] = []

    def chown(_path: Path, user: int, group: int) -> None:
        given.append((user, group, file.read_bytes()))
        if refuses:
            raise PermissionError

    monkeypatch.setattr(os, "chown", chown)
    status = file.stat()
    write_whole(file, b"after", keep_owner=True)
    assert given == [(status.st_uid, status.st_gid, b"before")]
    assert file.read_bytes() == b"after"
    write_whole(tmp_path / "new.toml", b"after", keep_owner=True)
    write_whole(file, b"after")
    assert len(given) == 1


# --- the home of an earlier version


@pytest.mark.parametrize("words", [("partners", "list"), ("doctor",), ("report",)])
def test_the_home_of_an_earlier_version_is_closed_by_any_command(
    home: Path, words: tuple[str, ...]
) -> None:
    a_home_of_the_version_before(home)
    (home / "partners of May.xlsx").write_bytes(b"bank details")
    run(*words, home=home)
    assert open_ones(home) == []


def test_nothing_is_closed_through_a_link(home: Path, tmp_path: Path) -> None:
    a_home_of_the_version_before(home)
    public = tmp_path / "public"
    public.mkdir(mode=0o755)
    page = public / "page.html"
    page.write_text("for all")
    page.chmod(0o644)
    (home / "documents").rename(home / "old")
    (home / "documents").symlink_to(public)
    (home / "history").unlink()
    (home / "history").symlink_to(page)
    run("partners", "list", home=home)
    assert (mode(public), mode(page)) == (0o755, 0o644)
    beside = tmp_path / "beside"
    beside.symlink_to(public)
    run("partners", "list", home=beside)
    assert mode(public) == 0o755


def test_a_folder_that_serves_for_more_keeps_its_mode_and_doctor_says_so(home: Path) -> None:
    a_home_of_the_version_before(home)
    for name in ("web", ".config"):
        (home / name).mkdir()
    told = run("doctor", home=home, columns=WIDE)
    assert {mode(folder) for folder in (home, home / "web", home / ".config")} == {0o755}
    assert mode(home / "saathi.db") == 0o600
    assert mode(home / "documents") == 0o700
    assert told.code == 1
    assert "give Saathi a folder of its own, with the setting `home`" in privacy(told)
    assert "chmod" not in privacy(told)


def test_a_folder_in_which_everybody_may_write_is_left_alone(home: Path) -> None:
    a_home_of_the_version_before(home)
    home.chmod(0o1777)
    run("partners", "list", home=home)
    assert mode(home / "documents") == 0o755
    told = privacy(run("doctor", home=home, columns=WIDE))
    assert "saathi.db" in told
    assert "give Saathi a folder of its own" in told


def test_a_home_of_another_account_is_left_alone_and_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_home_of_the_version_before(home)
    monkeypatch.setattr(os, "geteuid", lambda: ANOTHER)
    told = run("doctor", home=home, columns=WIDE)
    assert mode(home) == 0o755
    assert mode(home / "saathi.db") == 0o644
    assert told.code == 1
    assert "belongs to another account" in privacy(told)
    assert f"run Saathi under the account that {home} belongs to" in privacy(told)


def test_a_home_that_takes_no_other_mode_is_told_with_the_cure(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    a_home_of_the_version_before(home)
    monkeypatch.setattr(Path, "chmod", refuse)
    told = run("doctor", home=home, columns=WIDE)
    assert told.code == 1
    assert "other accounts can read home: saathi.db" in privacy(told)
    assert f"chmod -R go-rwx {home}" in privacy(told)
    assert run("partners", "list", home=home).code == 0


def test_a_desk_whose_files_are_its_own_is_well(home: Path) -> None:
    (line,) = [
        line for line in run("doctor", home=home).out.splitlines() if "Privacy of files" in line
    ]
    assert line.startswith("✓")


def test_secrets_in_a_settings_file_that_others_may_read_are_told(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "saathi.toml"
    file.write_text('longest_question = 500\n[slack]\nbot_token = "xoxb-sample"\n')
    file.chmod(0o644)
    told = run("doctor", home=home, columns=WIDE, settings={"CONFIG": str(file)})
    assert told.code == 1
    assert f"chmod 600 {file}" in privacy(told)
    assert "xoxb-sample" not in told.said
    file.chmod(0o600)
    told = run("doctor", home=home, columns=WIDE, settings={"CONFIG": str(file)})
    assert "their owner’s alone" in privacy(told)


def test_a_settings_file_of_roots_may_be_read_by_saathis_group(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: ANOTHER)
    file = tmp_path / "saathi.toml"
    file.write_text('[slack]\nbot_token = "xoxb-sample"\n')
    file.chmod(0o640)
    told = run("doctor", home=home, columns=WIDE, settings={"CONFIG": str(file)})
    assert "secrets" not in privacy(told)
    file.chmod(0o644)
    told = run("doctor", home=home, columns=WIDE, settings={"CONFIG": str(file)})
    assert f"chmod o-rwx {file}" in privacy(told)


def test_a_settings_file_without_secrets_may_be_read(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "saathi.toml"
    file.write_text('[slack]\nmode = "socket"\n')
    file.chmod(0o644)
    told = run("doctor", home=home, columns=WIDE, settings={"CONFIG": str(file)})
    assert "their owner’s alone" in privacy(told)
