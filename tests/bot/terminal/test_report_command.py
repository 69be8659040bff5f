"""`saathi report`: what went unanswered, for the Partnership Coordinator, without who asked."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.operations.database import Database
from bot.slack.delivery.deliveries import AnswerRecord, Delivery, DeliveryKind, Reply
from bot.slack.delivery.inbox import Inbox
from tests.support.command_line import run

DECLINED = ("Does the Committee need a quorum?", "what is the quorum of the committee")


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A home whose inbox holds two declined questions, an unhelpful and a helpful answer."""
    database = Database("", tmp_path)
    database.migrate()
    inbox = Inbox(database)
    said: list[tuple[str, bool, bool | None]] = [(one, False, None) for one in DECLINED]
    said += [("Who signs the agreement?", True, False), ("What is an MoU?", True, True)]
    for number, (question, answered, helpful) in enumerate(said):
        sent = Delivery(
            key=str(number), kind=DeliveryKind.QUESTION, user="U0PRIVATE", text=question
        )
        delivery = inbox.record(sent)
        assert delivery is not None
        record = AnswerRecord(
            question=question,
            answered=answered,
            reason="" if answered else "outside",
            clauses=("CSPF 18(c)",),
            asked_at=time.time() - 60,
        )
        inbox.close(delivery, Reply("answered", "C1", str(number)), record)
        if helpful is not None:
            inbox.rate(delivery.id, helpful)
    database.close()
    return tmp_path


def test_declined_and_unhelpful_questions_are_listed_grouped_and_nameless(asked: Path) -> None:
    told = run("report", home=asked).said
    assert any(question in told for question in DECLINED)
    assert "Who signs the agreement?" in told
    assert "What is an MoU?" not in told
    assert "U0PRIVATE" not in told


def test_the_workbook_holds_every_wording(asked: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    assert "report.xlsx" in run("report", "--to", file, home=asked).said
    book = load_workbook(BytesIO(file.read_bytes()))
    cells = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert {*DECLINED, "Who signs the agreement?"} <= cells
    assert "What is an MoU?" not in cells


def test_where_nothing_was_asked_it_says_so(tmp_path: Path) -> None:
    told = run("report", home=tmp_path)
    assert told.code == 0
    assert told.said


def test_a_file_that_cannot_be_written_is_named(asked: Path) -> None:
    refused = run("report", "--to", asked / "no" / "where.xlsx", home=asked)
    assert "There is no folder" in refused.complaint
    assert "--to" in refused.complaint


def test_an_administrator_can_delete_the_questions_of_who_has_left(asked: Path) -> None:
    assert "4 questions of U0PRIVATE are deleted" in run("forget", "U0PRIVATE", home=asked).said
    assert "Who signs the agreement?" not in run("report", home=asked).said
