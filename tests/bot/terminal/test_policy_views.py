"""`saathi ask`: one question, a conversation, and JSON lines, whatever is typed or piped in."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.errors import sentence
from bot.terminal.policy_views import _history
from knowledge import Answer, KnowledgeError, PolicyDesk
from tests.conftest import ROOT, saathi
from tests.support.command_line import flat, run

VISIBLE = "May a partner mention CARE in public?"
RULE = "refrain from making any reference to CIP or its donors publicly"
PROMISED = {"question", "answered", "text", "citations", "seconds"}
CITED = {"document", "clause", "text", "quote", "edition", "status"}
ALERT = re.compile(r"<[!@#]|@(channel|here|everyone)", re.IGNORECASE)
PATIENCE = 60  # seconds for any one reply


# One question


def test_a_fresh_home_answers_with_the_clause_its_document_edition_and_status(
    tmp_path: Path,
) -> None:
    told = run("ask", VISIBLE, home=tmp_path / "fresh", urdu=False)
    assert told.code == 0
    assert RULE in flat(told.out)
    assert "CSPF 17(a)" in told.out
    assert re.search(r"CSPF 17\(a\).* edition undated .* approved", flat(told.out))
    assert "Making the index" in told.err
    assert "Making the index" not in told.out


def test_the_command_itself_answers_in_a_process_of_its_own(home: Path) -> None:
    told = saathi("ask", VISIBLE, home=home)
    assert told.returncode == 0
    assert RULE in flat(told.stdout)
    assert told.stderr == ""


def test_an_answer_fits_a_terminal_of_80_columns(home: Path) -> None:
    told = run("ask", "What is agreed with a potential partner, and how?", home=home)
    assert max(len(line) for line in told.out.splitlines()) <= 80


def test_each_line_of_a_clause_stays_a_line(home: Path) -> None:
    """Markdown would run a list's items and the words behind them together."""
    text = "**Manual 3**:\n\n> 3. There are two:\n> i. the first\n> - the second\n> That is all."
    answer = Answer(question="", answered=True, text=text)
    with answering(lambda _: answer):
        told = run("ask", "x", home=home)
    shown = [line.strip("▌ ") for line in told.out.splitlines()]
    assert shown[2:6] == ["3. There are two:", "i. the first", "• the second", "That is all."]


@pytest.mark.parametrize("question", ["", "   ", "🙂🙂", "\x00\x07"])
def test_no_question_at_all_is_told_what_to_type(question: str, home: Path) -> None:
    told = run("ask", question, home=home)
    assert told.code == 0
    assert "Please type" in told.said


def test_a_stand_in_says_so_where_it_is_cited(home: Path) -> None:
    told = run("ask", "What does the Visibility Policy say about own visibility?", home=home)
    assert "stand-in, not the policy’s own text" in told.said


# Whom to ask


def test_a_refusal_names_the_nearest_clauses_and_the_role_to_ask(home: Path) -> None:
    told = run("ask", "What is the capital of France?", home=home)
    assert told.code == 0
    assert "The documents don’t say." in told.out
    assert re.search(r"Nearest, but not an answer: CSPF \d", told.said)
    assert "Whom to ask: the Partnership Coordinator." in told.said


def test_a_refusal_names_the_person_that_the_settings_give(home: Path) -> None:
    role = "CONTACTS__PARTNERSHIP_COORDINATOR__"
    sample = {
        f"{role}NAME": "Sample Coordinator",
        f"{role}EMAIL": "sample@example.org",
        f"{role}PHONE": "000 (sample)",
    }
    told = run("ask", "What is the capital of France?", home=home, settings=sample)
    whom = "the Partnership Coordinator (Sample Coordinator, sample@example.org, 000 (sample))"
    assert f"Whom to ask: {whom}." in told.said


def test_a_refusal_about_money_names_the_office_of_that_too(home: Path) -> None:
    name = {"CONTACTS__FINANCE__EMAIL": "sample-finance@example.org"}
    told = run("ask", "How many rupees is the travel allowance?", home=home, settings=name)
    assert "sample-finance@example.org" in told.said
    assert "the Partnership Coordinator" in told.said


# Streams that end or cannot take what is said


@pytest.mark.parametrize("words", [("ask",), ("ask", "--json")])
def test_standard_input_that_is_closed_is_the_end(words: tuple[str, ...], home: Path) -> None:
    told = through_shell("<&-", *words, home=home)
    assert told.returncode == 0
    assert told.stderr == ""


def test_standard_output_that_is_closed_ends_without_a_trace(home: Path) -> None:
    with piped("ask", "--json", home=home) as command:
        assert command.stdin and command.stdout and command.stderr
        answered(command, VISIBLE)
        command.stdout.close()
        command.stdin.write(b"What is a PC?\n" * 3)
        command.stdin.close()
        assert command.stderr.read() == b""
        assert command.wait(PATIENCE) == 1


def test_a_terminal_that_knows_only_ascii_gets_the_answer(home: Path) -> None:
    told = saathi("ask", VISIBLE, home=home, PYTHONIOENCODING="ascii")
    assert told.returncode == 0
    assert RULE in flat(told.stdout.replace("?", " "))
    assert told.stderr == ""


# JSON lines


def test_json_answers_each_line_before_the_next_is_asked(home: Path) -> None:
    with piped("ask", "--json", home=home) as command:
        first = answered(command, VISIBLE)
        assert first.keys() >= PROMISED
        assert first["question"] == VISIBLE
        assert first["answered"] is True
        assert 0 < first["seconds"] < PATIENCE
        cited = first["citations"][0]
        assert cited.keys() >= CITED
        assert (cited["document"], cited["clause"]) == ("cspf", "17(a)")
        assert (cited["edition"], cited["status"]) == ("undated", "approved")
        assert RULE in cited["quote"]
        assert cited["quote"] in cited["text"]
        assert "Visibility Policy, October 2012" in cited["text"]  # its footnote

        second = answered(command, "What is the capital of France?")
        assert second["question"] == "What is the capital of France?"
        assert second["answered"] is False
        assert second["citations"] == []
        assert second.keys() >= PROMISED

        assert command.stdin and command.stderr
        command.stdin.close()
        assert command.wait(PATIENCE) == 0
        assert command.stderr.read() == b""


HOSTILE: Mapping[str, bytes] = {
    "nothing": b"",
    "spaces": b" \t ",
    "a carriage return": b"\r",
    "a megabyte": b"visibility " * 95_325,
    "five megabytes": b"?" * 5_000_000,
    "binary": bytes(byte for byte in range(256) if byte != 10),
    "zero bytes": b"What is a \0PC\0?",
    "lone surrogates": b"What is a PC\xed\xa0\x80\xed\xb0\x80?",
    "control characters": b"What \x1b[31mis\x07 a \x08PC\x7f\x9b?",
    "emoji alone": "🙂👩‍👩‍👧🏳️‍🌈".encode(),
    "invalid UTF-8": b"\xc3\x28 \xff\xfe \xf0\x9f What is a PC?",
    "UTF-16": "What is a PC?".encode("utf-16"),
    "a mark in front": "\ufeffWhat is a PC?".encode(),
    "marks that turn the text": "What is a \u202ePC\u2066?".encode(),
    "braces": b'{"question": "What is a PC?"} {nearest} {0} %s',
    "markup": b"[bold]What[/] is a [red]PC[/nothing]?",
    "a call to the channel": b"<!channel> What may a partner say about CARE in public?",
    "a call to those here": b"@here What may a partner say about CARE in public?",
    "a call to everyone": b"What does @everyone say about <!everyone|us> and @channel?",
    "a call to a person": b"May <@U02ABCDEF> and <#C024BE7LR|general> mention CARE in public?",
    "a call misspelt": b"What is the visiblity of <!heer> and @chanel in publik?",
}


def test_no_line_stops_the_rest_and_none_calls_anybody(home: Path) -> None:
    told = saathi(
        "ask", "--json", home=home, stdin=b"\n".join([*HOSTILE.values(), b"What is a PC?"])
    )
    assert told.returncode == 0
    assert told.stderr == ""
    replies = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(replies) == len(HOSTILE) + 1
    for name, reply in zip([*HOSTILE, "the last"], replies, strict=True):
        assert reply.keys() >= PROMISED, name
        assert reply["text"], name
        assert not ALERT.search(reply["text"]), name
        assert "\x1b" not in reply["text"], name
        assert "Something went wrong" not in reply["text"], name
    by_name = dict(zip(HOSTILE, replies, strict=False))
    for name in ("nothing", "spaces", "a carriage return", "emoji alone"):
        assert by_name[name]["answered"] is False, name
        assert "Please type" in by_name[name]["text"], name
    for name in ("a megabyte", "five megabytes"):
        assert by_name[name]["answered"] is False, name
        assert "I read questions of up to 2,000" in by_name[name]["text"], name
    for name in ("zero bytes", "lone surrogates", "a mark in front", "marks that turn the text"):
        assert by_name[name]["citations"][0]["clause"] == "18(a)", name
    assert by_name["a mark in front"]["question"] == "What is a PC?"
    assert replies[-1]["citations"][0]["clause"] == "18(a)"  # the last line needs no line end


def test_json_lines_are_plain_ascii_so_that_any_reader_takes_them(home: Path) -> None:
    told = run("ask", "--json", home=home, stdin="What is a “PC”?\n".encode())
    assert told.out.isascii()
    assert json.loads(told.out)["question"] == "What is a “PC”?"


# What nobody foresaw


def test_a_question_that_fails_gets_a_reference_that_stands_in_the_log(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "index").symlink_to(home / "index")
    with answering(only_visibility):
        told = run("ask", "--json", home=tmp_path, stdin=f"first\n{VISIBLE}\n".encode())
    assert told.code == 0
    assert told.err == ""
    failed, well = (json.loads(line) for line in told.out.splitlines())
    assert failed.keys() >= PROMISED
    assert (failed["question"], failed["answered"]) == ("first", False)
    assert well["answered"] is True
    assert_logged(failed["text"], tmp_path)


def test_a_conversation_goes_on_after_a_question_that_fails(home: Path, tmp_path: Path) -> None:
    (tmp_path / "index").symlink_to(home / "index")
    with answering(only_visibility):
        told = run("ask", home=tmp_path, stdin=f"first\n{VISIBLE}\n".encode())
    assert told.code == 0
    assert "All is well" in told.out
    assert_logged(told.said, tmp_path)


def test_a_command_that_fails_says_one_sentence(home: Path, tmp_path: Path) -> None:
    (tmp_path / "index").symlink_to(home / "index")
    with answering(only_visibility):
        told = run("ask", "first", home=tmp_path)
    assert told.out == ""
    assert_logged(told.complaint, tmp_path)


def test_a_full_disk_is_told_as_what_it_is() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/saathi/index")
    assert sentence(full) == (
        "/srv/saathi/index cannot be written (no space left on device); make room on its disk."
    )


def test_a_sentence_with_brackets_is_shown_whole(home: Path) -> None:
    def lacks(question: str) -> Answer:
        raise KnowledgeError("Install `saathi[urdu]`, or ask [/in] English.")

    with answering(lacks):
        assert (
            "Install `saathi[urdu]`, or ask [/in] English."
            in run("ask", home=home, stdin=b"x\n").said
        )


# A conversation


def test_a_conversation_through_a_pipe_keeps_the_thread(home: Path) -> None:
    alone = run("ask", home=home, stdin=b"And when is it required?\n")
    told = run("ask", home=home, stdin=b"What is due diligence?\n\nAnd when is it required?")
    assert told.code == 0
    assert "on two-way due diligence" not in alone.said
    assert told.said.count("CSPF 15(d), on two-way due diligence") == 2


def test_the_file_of_earlier_questions_holds_no_account_or_card(tmp_path: Path) -> None:
    file = tmp_path / "history"
    _history(file).store_string("Is PK36SCBL0000001123456702 of 35202-1234567-1 enough?")
    assert file.read_text().count("[number left out]") == 2
    assert "PK36" not in file.read_text()


def test_a_conversation_in_a_terminal(home: Path, tmp_path: Path) -> None:
    (tmp_path / "index").symlink_to(home / "index")
    with Terminal(tmp_path) as terminal:
        terminal.sees("Ctrl-D ends.", "›")
        terminal.types("What is due diligence?\r")
        terminal.sees("on two-way due diligence", "approved", "›")
        terminal.types("And when is it required?\r")
        terminal.sees("on two-way due diligence", "approved", "›")
        terminal.types("What is a PC?\r")
        terminal.sees("on the Partnership Coordinator", "approved", "›")
        terminal.types("half a questio")
        terminal.sees("half a questio")
        terminal.types(CTRL_C)
        terminal.sees("›")
        terminal.types(UP * 3 + "\r")
        terminal.sees("on two-way due diligence", "approved", "›")
        terminal.types(CTRL_D)
        assert terminal.ends() == 0
        assert "Traceback" not in terminal.seen
    kept = (tmp_path / "history").read_text(encoding="utf-8")
    asked = [line[1:] for line in kept.splitlines() if line.startswith("+")]
    assert asked == [
        "What is due diligence?",
        "And when is it required?",
        "What is a PC?",
        "What is due diligence?",
    ]


def test_a_conversation_does_without_a_history_that_cannot_be_kept(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "index").symlink_to(home / "index")
    (tmp_path / "history").mkdir()
    with Terminal(tmp_path) as terminal:
        terminal.sees("›")
        terminal.types("What is due diligence?\r")
        terminal.sees("on two-way due diligence", "approved", "›")
        terminal.types("What is a PC?\r")
        terminal.sees("on the Partnership Coordinator", "approved", "›")
        terminal.types(UP * 2 + "\r")
        terminal.sees("on two-way due diligence", "approved", "›")
        terminal.types(CTRL_C + CTRL_D)
        assert terminal.ends() == 0


@contextmanager
def answering(answer: Callable[[str], Answer]) -> Iterator[None]:
    """Every desk answers by `answer`."""
    with patch.object(PolicyDesk, "ask", lambda _desk, question, *_: answer(question)):
        yield


def only_visibility(question: str) -> Answer:
    """An answer to the one question, and an error that nobody foresaw to all others."""
    if question != VISIBLE:
        raise ZeroDivisionError("the innards of Saathi")
    return Answer(question=question, answered=True, text="All is well.")


def assert_logged(told: str, home: Path) -> None:
    """`told` shows no innards but a reference, under which they stand in the log."""
    reference = re.search(r"give the reference ([0-9a-f]{8}) to whoever runs Saathi", told)
    assert reference, told
    assert "innards" not in told
    assert "Traceback" not in told
    log = (home / "saathi.log").read_text(encoding="utf-8")
    logged = next(line for line in map(json.loads, log.splitlines()) if "error" in line)
    assert logged["reference"] == reference[1]
    assert logged["error"].startswith("Traceback")
    assert "ZeroDivisionError: the innards of Saathi" in logged["error"]


CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"
WHERE = b"\x1b[6n"  # the program asks the terminal where the cursor is
HERE = b"\x1b[10;1R"


class Terminal:
    """`saathi ask` in a terminal of 80 columns, as a person sees it and types into it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.seen = ""

    def __enter__(self) -> Terminal:
        self._ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            env={**surroundings(self.home), "TERM": "xterm"},
            start_new_session=True,
        )
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def types(self, keys: str) -> None:
        """Types `keys`; what was on the screen before is looked at no more."""
        self.seen = ""
        os.write(self._ours, keys.encode())

    def sees(self, *texts: str) -> None:
        """Waits until `texts` appear, one after the other."""
        wanted = re.compile(".*?".join(re.escape(text) for text in texts))
        while not wanted.search(self._screen()):
            assert self._reads(), f"{texts} did not appear in:\n{self.seen}"

    def ends(self) -> int:
        """The exit code, when the program has ended by itself."""
        while self._reads():
            pass
        return self._process.wait(PATIENCE)

    def _screen(self) -> str:
        return flat(re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])", "", self.seen))

    def _reads(self) -> bool:
        """Takes in what comes next; False where nothing does, or the program has ended."""
        if not select.select([self._ours], [], [], PATIENCE)[0]:
            return False
        try:
            came = os.read(self._ours, 65_536)
        except OSError:  # the other side is closed
            return False
        os.write(self._ours, HERE * came.count(WHERE))
        self.seen += came.decode(errors="replace")
        return bool(came)


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a process that works on `home`; it buffers what it prints, as usual."""
    unusual = ("COLUMNS", "PYTHONUNBUFFERED")
    kept = {name: value for name, value in os.environ.items() if name not in unusual}
    return {**kept, "SAATHI_HOME": str(home), "NO_COLOR": "1"}


@contextmanager
def piped(*words: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command, with its streams as pipes that the test holds."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=surroundings(home),
    ) as command:
        try:
            yield command
        finally:
            command.kill()


def answered(command: subprocess.Popen[bytes], question: str) -> dict[str, Any]:
    """The reply to `question`, written before anything else is asked."""
    assert command.stdin and command.stdout
    command.stdin.write(f"{question}\n".encode())
    command.stdin.flush()
    assert select.select([command.stdout], [], [], PATIENCE)[0], "no reply came"
    reply: dict[str, Any] = json.loads(command.stdout.readline())
    return reply


def through_shell(redirection: str, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The command with a redirection of the shell's, such as a closed stream."""
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" "$@" {redirection}', sys.executable, "-m", "bot", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=surroundings(home),
        timeout=PATIENCE,
        check=False,
    )
