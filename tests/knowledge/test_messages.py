"""What a message asks, what it tells, and what is only polite."""

from __future__ import annotations

import pytest

from knowledge import PolicyDesk
from knowledge.asking.message import Message, split_message


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Answer with yes or no: may a partner use our logo?", "may a partner use our logo?"),
        ("Hi, hope you are well. Can you tell me who signs? Thanks, A.", "who signs?"),
        ("Dear all, quick question: is a contract needed?", "is a contract needed?"),
        ("What is zero tolerance about?", "What is zero tolerance about?"),
        ("Thanks!", "Thanks!"),
        ("learning", "learning"),
    ],
)
def test_only_the_question_is_left(text: str, question: str) -> None:
    assert split_message(text) == Message(question)


def test_what_is_told_stands_apart_from_what_is_asked() -> None:
    message = split_message("The partner printed banners with the donor's name. Is that ok?")
    assert message.question == "Is that ok?"
    assert message.facts == ("The partner printed banners with the donor's name.",)
    assert split_message("They want our logo on the gate, ok?").facts == (
        "They want our logo on the gate",
    )


def test_a_letter_that_is_passed_on_is_told() -> None:
    message = split_message(
        'See below: "Dear Sadia, we met the partner on Tuesday. They thank CARE by name." - '
        "can it be printed like that?"
    )
    assert message.question == "can it be printed like that?"
    assert "They thank CARE by name." in message.facts


FRIENDLY = "Hello! Hope all is well. The weather in our office is lovely and the team is busy. "


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Who approves partnership decisions?", "18(c)"),
        ("What is signed with a partner for a funded project?", "15(e)"),
        ("Does CIP investigate every irregularity?", "17(b)"),
    ],
)
def test_friendly_sentences_do_not_turn_an_answer_into_a_refusal(
    desk: PolicyDesk, question: str, clause: str
) -> None:
    for text in (question, FRIENDLY + question):
        answer = desk.ask(text)
        assert answer.answered
        assert answer.citations[0].clause == clause


def test_a_follow_up_leans_on_more_than_one_turn(desk: PolicyDesk) -> None:
    turns = ["Who approves partnership decisions?", "and how many people are on it?"]
    answer = desk.ask("only managers?", turns)
    assert answer.citations[0].clause == "18(c)"
    assert desk.ask(turns[1], turns[0]).citations[0].clause == "18(c)"
