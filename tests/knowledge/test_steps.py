"""What to do first and then: the clauses in their order, or in that of their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import PolicyDesk
from knowledge.asking.steps_asked import steps_asked
from knowledge.index.shelf import Models
from tests.support.small_desk import desk_on, small_models

PROCEDURES = """---
id: purchases
title: Purchase Guide
edition: 2024-01
status: approved
provenance: written for the tests
---

# Purchase Guide

## Procedure for a purchase

1. The requester writes a purchase request with the budget line.

2. Finance confirms that the budget line has the funds.

3. Three quotations are collected from registered suppliers for the purchase.

4. The purchase order is sent to the supplier.

5. Before the purchase order is sent, the manager approves the quotations.

6. The store receives the goods and signs for them.

## Inquiries into misconduct

7. The inquiry officer must record the complaint on the day it comes.

8. The inquiry officer must hear both sides of the complaint.

9. The report of the inquiry must reach the director within a month.
"""


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


@pytest.fixture(scope="module")
def purchases(tmp_path_factory: pytest.TempPathFactory, models: Models) -> PolicyDesk:
    home = tmp_path_factory.mktemp("steps")
    desk = desk_on(home, models)
    (home / "corpus" / "purchases.md").write_text(PROCEDURES, encoding="utf-8")
    desk.build()
    return desk


def clauses(desk: PolicyDesk, question: str) -> list[str]:
    """The clauses of the steps, in their order; none where the answer is none of steps."""
    answer = desk.ask(question)
    return list(dict.fromkeys(c.clause for c in answer.citations)) if answer.is_steps else []


def test_what_the_framework_asks_for_before_we_sign(desk: PolicyDesk) -> None:
    answer = desk.ask("What are the steps before we sign?")
    assert clauses(desk, answer.question) == ["15(c)", "15(d)", "15(e)", "18(c)"]
    assert all(citation.quote in citation.text for citation in answer.citations)
    quotes = " ".join(citation.quote for citation in answer.citations)
    for words in ("two-way due diligence", "agreed and documented", "tasked with approving"):
        assert words in quotes
    assert "1\\. **CSPF 15(c)**" in answer.text
    assert "4\\. **CSPF 18(c)**" in answer.text


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("How do we start with a new partner?", ["15(c)", "15(d)", "15(e)"]),
        ("What happens after the assessment?", ["15(e)"]),
    ],
)
def test_how_to_start_and_what_comes_after(
    desk: PolicyDesk, question: str, steps: list[str]
) -> None:
    assert clauses(desk, question) == steps


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        # Clause 5 says itself that it comes before clause 4.
        ("What are the steps of a purchase?", ["1", "2", "3", "5", "4", "6"]),
        ("What is the process for a purchase?", ["1", "2", "3", "5", "4", "6"]),
        ("What happens after the quotations are collected for a purchase?", ["5", "4", "6"]),
        ("What are the steps of an inquiry into a complaint?", ["7", "8", "9"]),
    ],
)
def test_another_document_gives_its_own_order(
    purchases: PolicyDesk, question: str, steps: list[str]
) -> None:
    assert clauses(purchases, question) == steps


@pytest.mark.parametrize(
    "question",
    [
        "What happens in the due diligence process?",
        "What happens if a partner reports late?",
        "Who approves a partnership?",
        "Is due diligence the first step?",
        "How do we measure success?",
    ],
)
def test_a_question_for_something_else_asks_for_no_steps(question: str) -> None:
    assert steps_asked(question) is None


def test_where_there_is_no_procedure_the_answer_is_as_before(
    tmp_path: Path, models: Models
) -> None:
    desk = desk_on(tmp_path, models)
    desk.build()
    answer = desk.ask("What are the steps to keep a log of a journey?")
    assert not answer.is_steps
