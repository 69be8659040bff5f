"""What a question counts, and whether a sentence holds it; of a boat that nobody knows."""

from __future__ import annotations

import pytest

from knowledge.asking.expectation import counts_the_same, expectations_of


@pytest.mark.parametrize(
    ("question", "sentence", "is_same"),
    [
        ("How many duty officers are on watch?", "The watch is kept by 3-4 duty officers.", True),
        ("How many duty officers are on watch?", "The watch is kept for 3 hours.", False),
        ("How many people are on watch?", "Two officers keep the watch.", True),
        ("how many lamps does it carry and who lights them", "It carries five lamps.", True),
    ],
)
def test_what_is_counted_may_have_several_words(
    question: str, sentence: str, *, is_same: bool
) -> None:
    assert counts_the_same(question, sentence) is is_same


def kinds(question: str) -> list[str]:
    """The kinds of fact that `question` asks for."""
    return [kind.kind for kind in expectations_of(question)]


def test_how_often_each_asks_for_no_number() -> None:
    assert kinds("Big inspection vs small one, how often each?") == ["how often"]


def test_by_when_is_answered_by_any_word_of_time() -> None:
    [kind] = expectations_of("What must be ready, and by when?")
    assert kind.kind == "time"
    assert kind.fact_pattern.search("The plan is in place early on.")
    assert not kind.fact_pattern.search("The plan is in the cabin.")


def test_a_unit_at_the_end_asks_for_a_period() -> None:
    assert "number of days, weeks, months or years" in kinds("What is our pass, in working days?")
