"""What the version before left in the world still works: its database, its messages, its windows.

They were made by that version itself (`outside/before/README.md`), and are looked at here from
outside alone: by the terminal, by Slack and in the database.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from knowledge import PolicyDesk
from tests.conftest import saathi
from tests.house.outside.everything import SETTINGS
from tests.house.outside.tour import CHANNEL, Walker, elements
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.workspace_client import until

Json = dict[str, Any]
BEFORE = Path(__file__).parent / "outside" / "before"
SLACK: Json = json.loads((BEFORE / "slack.json").read_text("utf-8"))
TERMINAL: Json = json.loads((BEFORE / "terminal.json").read_text("utf-8"))
NOTE, CHECKLIST = "NOTE_sample-rabta_2026-exchange_v1", "DD_sample-chaupal_2026-water_1"
# Times are kept, but what is too old is deleted.
AS_IF_OF_TODAY = """
update answers set asked_at = asked_at + {0};
update deliveries set received_at = received_at + {0}, closed_at = closed_at + {0};
"""


def restored(home: Path) -> Path:
    """The database of the version before in `home`, as if it had been written just now."""
    with sqlite3.connect(home / "saathi.db") as connection:
        connection.executescript((BEFORE / "database.sql").read_text("utf-8"))
        (newest,) = connection.execute("select max(received_at) from deliveries").fetchone()
        connection.executescript(AS_IF_OF_TODAY.format(time.time() - newest))
    return home


@pytest.fixture(scope="module")
def old_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for the terminal, which only reads it."""
    return restored(tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The present Saathi on that database."""
    with office(desk, restored(tmp_path_factory.mktemp("office")), **SETTINGS) as made:
        yield made


@pytest.fixture
def walker(made: Office) -> Iterator[Walker]:
    walker = Walker(made.server.url)
    yield walker
    walker.leave()


def rows(made: Office, question: str, *values: str) -> list[Any]:
    """The rows of a question to the office's database."""
    with sqlite3.connect(made.home / "saathi.db") as connection:
        return connection.execute(question, values).fetchall()


def posted(made: Office, walker: Walker, name: str) -> Json:
    """A message of the version before, standing in the officer's direct messages."""
    channel = _client(made).conversations_open(users=[walker.visitor.user])["channel"]["id"]
    message = {"text": "…", **SLACK["messages"][name]}
    ts = _client(made).chat_postMessage(channel=channel, **message)["ts"]
    return next(one for one in walker.direct() if one["ts"] == ts)


def opened(made: Office, walker: Walker, name: str) -> Json:
    """A window of the version before, open before the officer."""
    view = walker.command("/partner", "")
    _client(made).views_update(view_id=view["id"], view=SLACK["windows"][name])
    return until(lambda: [one for one in walker.visitor.views if one["hash"] != view["hash"]])[-1]


def _client(made: Office) -> WebClient:
    return WebClient(token=made.server.bot_token, base_url=made.server.api_url)


@pytest.mark.parametrize("command", TERMINAL)
def test_the_terminal_says_the_same_of_it(command: str, old_home: Path) -> None:
    ran = saathi(*command.split(), home=old_home)
    assert ran.returncode == 0, ran.stderr
    before = _lasting(TERMINAL[command])
    assert _as_far_as(before, _lasting(json.loads(ran.stdout))) == before


def _as_far_as(before: Any, now: Any) -> Any:
    """`now` without the fields that records have got since."""
    if isinstance(before, dict) and isinstance(now, dict):
        return {name: _as_far_as(before.get(name), now[name]) for name in now if name in before}
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [_as_far_as(*pair) for pair in zip(before, now, strict=True)]
    return now


def _lasting(told: Any) -> Any:
    """Without what changes by itself when evidence runs out."""
    every = told if isinstance(told, list) else [told]
    return [{name: value for name, value in one.items() if name != "settled"} for one in every]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (f"due-diligence show {CHECKLIST}", ("Three years.", "plan.pdf", "No plan yet.")),
        (f"due-diligence summary {CHECKLIST}", ("Write one together.", "Addressed by: Both")),
        ("due-diligence standing list", ("We keep a low profile.",)),
        ("draft list", (NOTE,)),
        (f"draft why {NOTE}", ("CSPF 13-I(a)", "1.1")),
        ("partners history sample-roshni", ("219 fields filled in",)),
        ("inbox list", ("7 open, 1 set aside", "reminder", "share", "draft")),
        ("report --days 30", ("Which colour has the moon?",)),
    ],
)
def test_the_terminal_reads_it(command: str, told: tuple[str, ...], old_home: Path) -> None:
    ran = saathi(*command.split(), home=old_home)
    assert ran.returncode == 0, ran.stderr
    assert not [one for one in told if one not in ran.stdout], ran.stdout


def test_a_draft_s_files_and_a_checklist_s_evidence_come_out_as_they_were(
    old_home: Path, tmp_path: Path
) -> None:
    ran = saathi("due-diligence", "evidence", CHECKLIST, "--out", str(tmp_path), home=old_home)
    assert ran.returncode == 0, ran.stderr
    assert [one.read_bytes() for one in tmp_path.rglob("*.pdf")] == [b"%PDF sample"]
    with sqlite3.connect(old_home / "saathi.db") as connection:
        ((content,),) = connection.execute("select working from drafts").fetchall()
    (tmp_path / "back.docx").write_bytes(content)
    ran = saathi("draft", "compare", str(tmp_path / "back.docx"), home=old_home)
    assert ran.returncode == 0, ran.stderr
    assert "Every clause reads as it was issued" in " ".join(ran.stdout.split())


def test_what_waited_is_answered_each_in_its_way(made: Office, walker: Walker) -> None:
    at_rest(made, 60)
    closed = dict(rows(made, "select kind, outcome from deliveries where key like 'waiting:%'"))
    assert closed == {
        "question": "answered",
        "share": "shared",
        "draft": "drafted",
        "copy": "copied",
        "checklist": "checklist",
        "reminder": "reminder",
        "courtesy": "thanks",
    }
    names = [file["name"] for one in walker.direct() for file in one["files"]]
    assert f"{NOTE}_clean.docx" in names
    assert f"{NOTE[:-1]}2.docx" in names
    assert f"{CHECKLIST}.xlsx" in names
    assert "May a partner mention CARE" in json.dumps(walker.visitor.sees(CHANNEL))


def test_feedback_on_an_old_answer_is_kept(made: Office, walker: Walker) -> None:
    answer = posted(made, walker, "an answer")
    (pair,) = [one for one in elements(answer["blocks"]) if one["action_id"] == "feedback"]
    value = pair["negative_button"]["value"]
    walker.visitor.clicks(answer, "feedback", value=value)
    asked = "select helpful from answers where delivery = ?"
    until(lambda: rows(made, asked, value.partition(":")[2]) == [(0,)])


def test_the_buttons_of_old_messages_lead_where_they_did(made: Office, walker: Walker) -> None:
    answer = posted(made, walker, "an answer")
    assert walker.opened_by(answer, "open_clause")["callback_id"] == "clause_modal"
    walker.leave()
    draft = posted(made, walker, "a draft")
    assert "1.1" in json.dumps(walker.opened_by(draft, "why_this_clause"))
    walker.leave()
    assert walker.opened_by(draft, "draft_agreement")["callback_id"] == "draft_modal"
    walker.leave()
    copy = walker.told(lambda: walker.press(draft, "clean_copy"), "_clean.docx")
    assert copy["files"][0]["name"] == f"{NOTE}_clean.docx"
    evidence = posted(made, walker, "evidence that was kept")
    page = walker.opened_by(evidence, "open_checklist")
    assert json.loads(page["private_metadata"])["checklist"] == CHECKLIST


def test_an_old_answer_is_shared_in_its_channel(made: Office, walker: Walker) -> None:
    answer = posted(made, walker, "an answer to the command")
    known = len(walker.visitor.sees(CHANNEL))
    walker.press(answer, "share_in_channel")
    until(lambda: len(walker.visitor.sees(CHANNEL)) > known)


def test_the_buttons_of_old_windows_lead_where_they_did(made: Office, walker: Walker) -> None:
    card = opened(made, walker, "a partner's card")
    part = walker.opened_by(card, "edit_part", '"part":"people"')
    assert part["callback_id"] == "part_modal"
    assert "people.signatories" in json.dumps(part["blocks"])
    page = opened(made, walker, "a page of a checklist")
    window = walker.opened_by(page, "confirm_entry", "identity-focal-points.partner")
    assert not walker.sends(window, said_by="Sample Director One")
    until(lambda: _newest(made, "identity-focal-points.partner")["state"] == "answered")


def test_a_part_sent_from_an_old_window_is_saved(made: Office, walker: Walker) -> None:
    part = opened(made, walker, "a part of a partner's file")
    assert not walker.sends(part, identity__acronym="RIWS-NEW")
    assert _record(made, "sample-roshni")["identity"]["acronym"] == "RIWS-NEW"


def test_a_partner_and_an_agreement_sent_from_old_windows_are_added(
    made: Office, walker: Walker
) -> None:
    partner = opened(made, walker, "a new partner")
    assert not walker.sends(partner, identity__legal_name="Naya Sample Society")
    added = "select record from partner_versions where partner like 'naya%'"
    assert json.loads(rows(made, added)[0][0])["identity"]["legal_name"] == "Naya Sample Society"
    spot = json.loads(SLACK["windows"]["a new agreement"]["private_metadata"])
    agreement = opened(made, walker, "a new agreement")
    window = walker.sends(agreement, title="A second agreement", purpose="research")
    if window:  # another test changed the file meanwhile: it is told so, and sent again
        window = walker.sends(walker.window(), title="A second agreement", purpose="research")
    assert not window
    titles = [one.get("title") for one in _record(made, spot["partner"])["agreements"]]
    assert "A second agreement" in titles


def test_an_agreement_is_drafted_from_an_old_window(made: Office, walker: Walker) -> None:
    asked = opened(made, walker, "an agreement to be drafted")
    walker.told(lambda: walker.sends(asked), "why_this_clause")
    assert "NOTE" in {one.partition("_")[0] for (one,) in rows(made, "select id from drafts")}
    assert len(rows(made, "select id from drafts")) > 1


def test_an_old_checklist_keeps_the_offices_own_questions_to_itself(made: Office) -> None:
    chosen = json.loads(rows(made, "select chosen from checklists where id = ?", CHECKLIST)[0][0])
    items = {entry["item"]["id"]: entry["item"] for entry in chosen["entries"]}
    assert items["screening-lists"]["readers"] == "cip"
    assert items["screening-lists"]["must_be_clear"]


def test_an_answer_sent_from_an_old_window_follows_the_one_it_saw(
    made: Office, walker: Walker
) -> None:
    question = opened(made, walker, "a question of a checklist")
    before = _newest(made, "fit-value-added.cip")
    assert not walker.sends(question, text="Four years.")
    answer = _newest(made, "fit-value-added.cip")
    assert (answer["text"], answer["state"]) == ("Four years.", "answered")
    assert answer["based_on"] == [before["id"]]
    assert [one["name"] for one in answer["proofs"]] == ["https://example.org/plan", "plan.pdf"]


def test_an_assessment_sent_from_an_old_window_is_accepted(made: Office, walker: Walker) -> None:
    window = opened(made, walker, "a peer's assessment")
    today = datetime.now(UTC).date()
    days = {"assessed_on": today - timedelta(days=9), "valid_until": today + timedelta(days=99)}
    given = {name: day.isoformat() for name, day in days.items()}
    assert not walker.sends(window, peer="Another peer", areas="identity", **given)
    (newest,) = rows(made, "select assessment from peer_assessments order by at desc limit 1")[0]
    assert json.loads(newest) | given | {"peer": "Another peer"} == json.loads(newest)


def test_a_checklist_begun_in_an_old_window_is_made(made: Office, walker: Walker) -> None:
    window = opened(made, walker, "a checklist to be begun")
    assert not walker.sends(window, the_reason="Another reason.")
    reasons = "select chosen from checklists order by made_at desc limit 1"
    until(lambda: "Another reason." in rows(made, reasons)[0][0])


def test_a_question_sent_from_an_old_window_is_answered(made: Office, walker: Walker) -> None:
    window = opened(made, walker, "a question to the policies")
    asked = "May a partner mention CARE in public?"
    walker.told(lambda: walker.sends(window, question=asked), "feedback")


def _newest(made: Office, entry: str) -> Json:
    newest = "select answer from checklist_answers where entry = ? order by at desc limit 1"
    found: Json = json.loads(rows(made, newest, entry)[0][0])
    return found


def _record(made: Office, partner: str) -> Json:
    newest = "select record from partner_versions where partner = ? order by version desc limit 1"
    found: Json = json.loads(rows(made, newest, partner)[0][0])
    return found
