"""A report of suspected misconduct is answered to its writer alone; its text is kept nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations import logs
from bot.settings.contacts import ReportingContact
from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.workspace import Workspace
from knowledge import PolicyDesk
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.workspace_client import Visitor, until

REPORT = "The finance officer of our partner in Swat is taking zebrafish bribes from vendors"
MARK = "zebrafish"
CONTACT = ReportingContact(
    role="Sample Safeguarding Focal Point", email="safe@example.org", phone="0300 0000000"
)


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("private")
    logs.log_to(home)
    with office(desk, home, reporting=(CONTACT,)) as office_with_contact:
        yield office_with_contact
    logs.close()


@pytest.fixture
def writer(made: Office) -> Visitor:
    return Visitor(made.server.url)


def told(visitor: Visitor, known: int) -> str:
    """What Saathi wrote to the person directly, since `known` posts."""

    def newer() -> list[dict[str, object]]:
        return [m for m in visitor.sees("saathi") if m["is_bot"]][known:]

    (message,) = until(newer)
    return json.dumps(message["blocks"], ensure_ascii=False)


def count(visitor: Visitor) -> int:
    return len([m for m in visitor.sees("saathi") if m["is_bot"]])


def kept(made: Office) -> str:
    """Everything that Saathi wrote to disk."""
    made.app.edge.inbox.open_count()
    files = [file for file in made.home.rglob("*") if file.is_file()]
    assert any(file.name == "saathi.db" for file in files)
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in files)


def test_in_a_channel_it_is_answered_privately_with_the_clause_and_the_contacts(
    made: Office, writer: Visitor
) -> None:
    known = count(writer)
    ts = writer.says("partnerships", f"@Saathi {REPORT}")
    reply = told(writer, known)
    assert "zero tolerance policy on all financial and programming irregularities" in reply
    assert "Sample Safeguarding Focal Point" in reply
    assert "safe@example.org" in reply
    assert "delete" in reply.lower()
    assert writer.replies("partnerships", ts) == []
    assert MARK not in reply
    assert MARK not in kept(made)


def test_what_follows_a_report_in_its_thread_is_not_answered_in_public(
    made: Office, writer: Visitor
) -> None:
    known = count(writer)
    ts = writer.says("partnerships", f"@Saathi {REPORT}")
    told(writer, known)
    writer.says("partnerships", "What should I do now?", thread_ts=ts)
    asked = writer.says("partnerships", "@Saathi who approves a partnership?")
    until(lambda: writer.replies("partnerships", asked))
    at_rest(made)
    assert writer.replies("partnerships", ts) == []


@pytest.mark.parametrize(
    "report",
    [
        f"My supervisor keeps touching me and calls it {MARK}",
        f"hamare partner ka accountant jali {MARK} bill bana raha hai",
        f"ہمارے پارٹنر کا فنانس افسر رشوت لے رہا ہے {MARK}",
    ],
)
def test_in_a_direct_message_it_is_answered_there(
    made: Office, writer: Visitor, report: str
) -> None:
    ts = writer.says("saathi", report)
    (reply,) = until(lambda: writer.replies("saathi", ts))
    said = json.dumps(reply["blocks"], ensure_ascii=False)
    assert "Sample Safeguarding Focal Point" in said
    assert "zero tolerance policy" in said
    assert MARK not in kept(made)


def test_by_command_it_is_answered_directly_and_cannot_be_shared(
    made: Office, writer: Visitor
) -> None:
    known = count(writer)
    writer.commands("partnerships", "/ask-policy", REPORT)
    reply = told(writer, known)
    assert "Sample Safeguarding Focal Point" in reply
    assert names.SHARE not in reply
    assert MARK not in kept(made)


def test_a_colleagues_message_that_reads_so_is_answered_in_the_modal(
    made: Office, writer: Visitor
) -> None:
    ts = writer.says("field-offices", REPORT)
    writer.shortcut(names.WHICH_POLICY, "field-offices", ts)
    until(lambda: writer.views and "zero tolerance" in json.dumps(writer.views[-1]["blocks"]))
    writer.closes(writer.views[-1])
    assert MARK not in kept(made)


def test_what_goes_wrong_while_it_is_answered_does_not_write_it_down(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    workspace = Workspace(manifest())
    logs.log_to(tmp_path)
    try:
        with office(desk, tmp_path, workspace) as broken:
            workspace.rules.misbehave("chat.postMessage", error="invalid_blocks", times=2)
            logging.getLogger("slack_sdk").setLevel(logging.DEBUG)
            logging.getLogger("slack_bolt").setLevel(logging.DEBUG)
            visitor = Visitor(broken.server.url)
            ts = visitor.says("saathi", REPORT)
            until(lambda: visitor.replies("saathi", ts))
            assert MARK not in kept(broken)
    finally:
        logging.getLogger("slack_sdk").setLevel(logging.NOTSET)
        logging.getLogger("slack_bolt").setLevel(logging.NOTSET)
        logs.close()


def test_a_policy_question_about_misconduct_is_answered_as_one(writer: Visitor) -> None:
    ts = writer.says("partnerships", "@Saathi What happens when a partner commits fraud?")
    (reply,) = until(lambda: writer.replies("partnerships", ts))
    shown = json.dumps(reply["blocks"])
    assert "CSPF 17(b)" in shown
    # Below it a line for whoever asks because something has happened.
    assert "report it in confidence: Sample Safeguarding Focal Point" in shown


def test_what_a_report_asks_besides_is_answered_to_its_writer_alone(
    made: Office, writer: Visitor
) -> None:
    known = count(writer)
    ts = writer.says(
        "partnerships",
        "@Saathi The zebrafish cashier stole our money. May a partner speak about us in public?",
    )
    reply = told(writer, known)
    assert "refrain from making any reference to CIP" in reply
    assert "Sample Safeguarding Focal Point" in reply
    assert writer.replies("partnerships", ts) == []
    assert MARK not in kept(made)


def test_who_may_be_reporting_is_asked_in_private_and_nothing_is_kept(
    made: Office, writer: Visitor
) -> None:
    known = count(writer)
    ts = writer.says("partnerships", "@Saathi zebrafish kickbacks on the tents!")
    reply = told(writer, known)
    assert "please ask it as a question" in reply
    assert writer.replies("partnerships", ts) == []
    assert MARK not in kept(made)
