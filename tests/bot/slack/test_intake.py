"""One intake for all that a post says: what is typed, forwarded, attached, and around it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.operations import logs
from bot.services import Services
from bot.slack.app import SlackApp
from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.slack.serving import at_work
from bot.workspace import LocalServer, Workspace, WorkspaceRules
from knowledge import PolicyDesk
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until

Json = dict[str, Any]
ME, PARTNERS = "U0SAATHIBOT", "C0PARTNERS1"
QUESTION = "May a partner mention CARE in public?"
QUOTE = "refrain from making any reference to CIP or its donors publicly"
MARK = "zebrafish"
REPORT = f"The finance officer of our partner in Swat is taking {MARK} bribes from vendors."
LOGO = "The partner in Dadu wants to print our logo on the T-shirts of their volunteers."
numbers = count(1)


@dataclass(frozen=True)
class Hands:
    """A workspace, and Saathi in it, to whom a test hands payloads as Slack sends them.

    Each post comes both ways, over a socket and signed by HTTP, as it may to two replicas: now the
    one first, now the other. So every case goes both ways, and is answered once.
    """

    server: LocalServer
    app: SlackApp
    home: Path
    rules: WorkspaceRules
    orders: Iterator[tuple[str, str]] = field(
        default_factory=lambda: cycle((("socket", "http"), ("http", "socket")))
    )

    def gets(self, body: Json, way: str) -> BoltResponse:
        """Hands Saathi a payload, over a socket or signed by HTTP."""
        if way == "socket":
            return self.app.bolt.dispatch(BoltRequest(mode="socket_mode", body=body))
        raw, now = json.dumps(body), str(int(time.time()))
        sign = SignatureVerifier(self.server.signing_secret).generate_signature
        headers: dict[str, str | Sequence[str]] = {
            "content-type": ["application/json"],
            "x-slack-request-timestamp": [now],
            "x-slack-signature": [str(sign(timestamp=now, body=raw))],
        }
        return self.app.bolt.dispatch(BoltRequest(mode="http", body=raw, headers=headers))

    def hears(
        self, visitor: Visitor, ts: str, text: str, place: str = PARTNERS, **more: Any
    ) -> None:
        """Hands it the post both ways, in a channel by both events, and waits for the answer."""
        is_direct = place != PARTNERS
        event: Json = {
            "type": "message",
            "user": visitor.user,
            "text": text,
            "ts": ts,
            "channel": visitor.conversation("saathi")["id"] if is_direct else place,
            "channel_type": "im" if is_direct else "channel",
            **more,
        }
        first, second = next(self.orders)
        assert self.gets(callback(event), first).status == 200
        again = event if is_direct else {**event, "type": "app_mention"}
        assert self.gets(callback(again), second).status == 200
        self.rests()

    def rests(self) -> None:
        """Returns when everything received is answered."""
        until(lambda: self.app.edge.inbox.open_count() == 0)

    def kept(self) -> str:
        """Everything that Saathi wrote to disk."""
        files = [file for file in self.home.rglob("*") if file.is_file()]
        assert any(file.name == "saathi.db" for file in files)
        return "".join(file.read_bytes().decode("utf-8", "replace") for file in files)


@contextmanager
def saathi(desk: PolicyDesk, home: Path) -> Iterator[Hands]:
    logs.log_to(home)
    rules = WorkspaceRules()
    with LocalServer(Workspace(manifest(), rules=rules)) as server:
        settings = settings_for(server, home, {"mode": "http"}, questions_per_minute=1000)
        with at_work(Services(settings, desk)) as app:
            yield Hands(server, app, home, rules)
    logs.close()


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    with saathi(desk, tmp_path_factory.mktemp("intake")) as hands:
        yield hands


@pytest.fixture
def officer(made: Hands) -> Visitor:
    return Visitor(made.server.url)


@pytest.fixture
def coordinator(made: Hands) -> Visitor:
    return Visitor(made.server.url, COORDINATOR)


def callback(event: Json) -> Json:
    """An event in the wrapper of the Events API, under an event id of its own."""
    return {
        "token": "sample",
        "team_id": "T0LOCALTEAM",
        "api_app_id": "A0SAATHIAPP",
        "type": "event_callback",
        "event_id": f"Ev{next(numbers):08}",
        "event_time": 1_760_000_000,
        "authorizations": [{"team_id": "T0LOCALTEAM", "user_id": ME, "is_bot": True}],
        "event": event,
    }


def forwarded(quoted: str, **more: Any) -> Json:
    """A message that was forwarded, as Slack puts it among the attachments of the post."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": quoted}]}
    blocks = [{"type": "rich_text", "block_id": "b1", "elements": [section]}]
    message = {"team": "T0LOCALTEAM", "channel": "C0FIELD0001", "ts": "1760000000.000100"}
    return {
        "ts": "1760000000.000100",
        "id": 1,
        "channel_id": "C0FIELD0001",
        "author_id": "U0SAMPLE002",
        "author_name": "Sample Colleague",
        "message_blocks": [{**message, "message": {"blocks": blocks}}],
        "is_share": True,
        "is_msg_unfurl": True,
        "fallback": f"[October 9th, 2025 8:53 AM] sample: {quoted}",
        "mrkdwn_in": ["text"],
        **more,
    }


def direct(visitor: Visitor) -> list[Json]:
    """What Saathi wrote to the person alone."""
    return [message for message in visitor.sees("saathi") if message["is_bot"]]


def words(message: Json) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False).replace("\\n", " ")


def count_of(visitor: Visitor) -> int:
    return len(direct(visitor))


# --- reports, wherever in a post they stand ------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("What does the policy say about this?", {"attachments": [forwarded(REPORT)]}),
        ("", {"attachments": [forwarded(REPORT, text=REPORT)]}),
        (REPORT, {"files": [{"id": "F1", "name": "sheet.docx"}]}),
        (REPORT, {"files": [{"id": "F1", "name": "sheet.xlsx"}]}),
        (
            "Please see.",
            {"files": [{"id": "F1", "name": f"{MARK}_bribe_taken_by_the_cashier.docx"}]},
        ),
        (
            "We met the team and went through the plan together. " * 60
            + REPORT
            + " All is well." * 60,
            {},
        ),
        (
            ("we met the team and went through the plan and " * 30)
            + REPORT[:-1]
            + " and so on" * 60,
            {},
        ),
    ],
    ids=["forwarded", "forwarded alone", "docx", "xlsx", "file name", "long", "without full stop"],
)
def test_a_report_is_private_wherever_it_stands_and_nothing_of_it_is_kept(
    made: Hands, officer: Visitor, text: str, more: Json
) -> None:
    known = count_of(officer)
    ts = officer.says("partnerships", "@Saathi something")
    made.hears(officer, ts, f"<@{ME}> {text}", **more)
    assert officer.replies("partnerships", ts) == []
    (reply,) = direct(officer)[known:]
    assert "zero tolerance policy" in words(reply)
    assert MARK not in words(reply)
    assert MARK not in made.kept()


def test_asked_under_somebody_s_report_it_answers_the_asker_alone_and_keeps_nothing(
    made: Hands, officer: Visitor, coordinator: Visitor
) -> None:
    known, others = count_of(officer), count_of(coordinator)
    root = coordinator.says("partnerships", REPORT)
    ts = officer.says("partnerships", "@Saathi is this allowed?", thread_ts=root)
    made.hears(officer, ts, f"<@{ME}> is this allowed?", thread_ts=root)
    assert officer.replies("partnerships", root) == []
    (reply,) = direct(officer)[known:]
    assert "I am answering you alone and not in the channel" in words(reply)
    assert count_of(coordinator) == others
    made.hears(officer, ts, f"<@{ME}> is this allowed?", thread_ts=root)  # sent again, later
    assert len(direct(officer)) == known + 1
    assert MARK not in made.kept()


# --- what a question is about --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["is this allowed?", "what does the policy say about this?", "", "please check", "?"]
)
def test_mentioned_in_a_thread_it_answers_what_the_thread_is_about_and_says_so(
    made: Hands, officer: Visitor, coordinator: Visitor, text: str
) -> None:
    root = coordinator.says("partnerships", LOGO)
    coordinator.says("partnerships", "Good morning everyone", thread_ts=root)
    ts = officer.says("partnerships", f"@Saathi {text}", thread_ts=root)
    made.hears(officer, ts, f"<@{ME}> {text}", thread_ts=root)
    (reply,) = officer.replies("partnerships", root)
    assert f"I took your question to be: {LOGO}" in words(reply)
    assert "CSPF 17(a)" in words(reply)
    assert "T-shirts" not in made.kept()  # what a colleague wrote is not kept


@pytest.mark.parametrize(
    ("text", "shown"), [("clause 17 please", "CSPF 17"), ("MoU", "CSPF 15(e)")]
)
def test_what_only_names_something_of_the_documents_is_looked_up(
    made: Hands, officer: Visitor, text: str, shown: str
) -> None:
    ts = officer.says("saathi", text)
    made.hears(officer, ts, text, "saathi")
    assert shown in words(officer.replies("saathi", ts)[0])


@pytest.mark.parametrize("text", ["see you at 5", "done, thanks", "room 3 please"])
def test_talk_with_a_number_names_nothing(text: str) -> None:
    assert not PolicyDesk.only_names(text)


def test_a_question_that_is_whole_is_answered_as_it_stands(made: Hands, officer: Visitor) -> None:
    root = officer.says("partnerships", "The training hall is booked for Tuesday.")
    ts = officer.says("partnerships", f"@Saathi {QUESTION}", thread_ts=root)
    made.hears(officer, ts, f"<@{ME}> {QUESTION}", thread_ts=root)
    (reply,) = officer.replies("partnerships", root)
    assert QUOTE in words(reply)
    assert "I took" not in words(reply)


def test_a_forwarded_message_is_read_with_what_is_asked_of_it(
    made: Hands, officer: Visitor
) -> None:
    ts = officer.says("saathi", "x")
    made.hears(officer, ts, "Is this allowed?", "saathi", attachments=[forwarded(LOGO)])
    (reply,) = officer.replies("saathi", ts)
    assert f"I took your question to be: {LOGO} Is this allowed?" in words(reply)
    assert "CSPF 17(a)" in words(reply)


def test_a_web_page_that_a_link_shows_is_not_taken_for_a_message(
    made: Hands, officer: Visitor
) -> None:
    page = {"from_url": "https://example.org", "text": REPORT, "title": "News", "id": 1}
    ts = officer.says("saathi", "x")
    made.hears(officer, ts, QUESTION, "saathi", attachments=[page])
    assert QUOTE in words(officer.replies("saathi", ts)[0])


def test_where_two_things_may_be_meant_it_asks_which_and_a_button_answers(
    made: Hands, officer: Visitor, coordinator: Visitor
) -> None:
    root = coordinator.says("partnerships", LOGO)
    coordinator.says("partnerships", "Who approves a partnership?", thread_ts=root)
    ts = officer.says(
        "partnerships", "@Saathi what does the policy say about this?", thread_ts=root
    )
    made.hears(officer, ts, f"<@{ME}> what does the policy say about this?", thread_ts=root)
    (asked,) = officer.replies("partnerships", root)
    buttons = [e for b in asked["blocks"] for e in b.get("elements", []) if e["type"] == "button"]
    assert len(buttons) == 2
    press = {
        "type": "block_actions",
        "team": {"id": "T0LOCALTEAM"},
        "user": {"id": officer.user},
        "channel": {"id": PARTNERS},
        "message": {"ts": asked["ts"], "thread_ts": root},
        "actions": [{"type": "button", **buttons[1]}],
    }
    for _ in range(2):
        made.app.bolt.dispatch(BoltRequest(mode="socket_mode", body=press))
    made.rests()
    (_, answer) = officer.replies("partnerships", root)
    assert "CSPF 18" in words(answer)


def test_where_nothing_says_what_is_meant_the_buttons_ask_own_questions_in_private_only(
    made: Hands, officer: Visitor
) -> None:
    private = "What is a phase-out plan?"
    ts = officer.says("saathi", private)
    made.hears(officer, ts, private, "saathi")
    root = officer.says("field-offices", "Good morning")
    ts = officer.says("field-offices", "@Saathi is that allowed?", thread_ts=root)
    place = {"channel": officer.conversation("field-offices")["id"], "thread_ts": root}
    made.hears(officer, ts, f"<@{ME}> is that allowed?", **place)
    (asked,) = officer.replies("field-offices", root)
    assert names.ASK_CHOICE in words(asked)
    assert private not in words(asked)


# --- what needs no answer ------------------------------------------------------------------------


def test_small_talk_in_a_direct_message_gets_help_once_and_then_a_nod(
    made: Hands, officer: Visitor
) -> None:
    visitor = Visitor(made.server.url, "U0SAMPLE004")
    first, second = visitor.says("saathi", "Please check"), visitor.says("saathi", "see attached")
    known = count_of(visitor)
    made.hears(visitor, first, "Please check", "saathi")
    made.hears(visitor, second, "see attached", "saathi")
    (reply,) = direct(visitor)[known:]
    assert "partnership policies" in words(reply)
    until(lambda: [m for m in visitor.sees("saathi") if m["ts"] == second and m["reactions"]])


def test_a_few_words_on_a_subject_are_looked_up_though_they_ask_nothing(
    made: Hands, officer: Visitor
) -> None:
    ts = officer.says("saathi", "visibility rules")
    made.hears(officer, ts, "visibility rules", "saathi")
    assert "CSPF 17(a)" in words(officer.replies("saathi", ts)[0])


def test_a_deleted_file_is_told_in_a_sentence(made: Hands, officer: Visitor) -> None:
    gone = {"id": "F0GONE", "mode": "tombstone"}
    for text, file in (("", gone), ("", {"id": "F0NEVER", "name": "signed.docx"})):
        ts = officer.says("saathi", "x")
        made.hears(officer, ts, text, "saathi", files=[file], subtype="file_share")
        assert "not there any more" in words(officer.replies("saathi", ts)[0])
    ts = officer.says("saathi", "x")
    made.hears(officer, ts, QUESTION, "saathi", files=[gone], subtype="file_share")
    (reply,) = officer.replies("saathi", ts)
    assert QUOTE in words(reply)
    assert "not there any more" in words(reply)


# --- seen at once --------------------------------------------------------------------------------


def test_in_a_direct_message_answers_stand_beneath_and_a_follow_up_knows_what_it_leans_on(
    made: Hands, officer: Visitor
) -> None:
    ts = officer.says("saathi", QUESTION)
    made.hears(officer, ts, QUESTION, "saathi")
    (reply,) = officer.replies("saathi", ts)
    assert reply["thread_ts"] in (None, "")
    assert QUOTE in words(reply)
    again = officer.says("saathi", "And its own logo?")
    made.hears(officer, again, "And its own logo?", "saathi")
    (second,) = officer.replies("saathi", again)
    assert "visibility" in words(second).lower()
    # Under an answer a thread goes on as a thread; so does the assistant's view, which is one.
    inside = officer.says("saathi", "Who approves it?", thread_ts=reply["ts"])
    made.hears(officer, inside, "Who approves it?", "saathi", thread_ts=reply["ts"])
    assert [m for m in officer.sees("saathi") if m["is_bot"] and m["thread_ts"] == reply["ts"]]


def test_an_answer_beneath_its_question_that_slack_did_not_confirm_is_not_sent_again(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with saathi(desk, tmp_path) as hands:
        visitor = Visitor(hands.server.url, OFFICER)
        ts = visitor.says("saathi", QUESTION)
        hands.rules.misbehave("chat.postMessage", drop=True)  # it is out, and nobody says so
        hands.hears(visitor, ts, QUESTION, "saathi")
        assert QUOTE in words(visitor.replies("saathi", ts)[0])
        assert len(visitor.replies("saathi", ts)) == 1
