"""Judgements that are remembered: nothing is judged twice, and no report is kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.slack.misconduct.deciding import Decision, Judgement
from bot.slack.misconduct.remembering import RememberedJudgements

FACT, REPORT = "Our office moved to Multan.", "He took money for himself."


class CountedJudge:
    """Judges by a word, and knows what it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, text: str) -> Judgement:
        self.texts.append(text)
        self.goes_on.wait()
        if "broken" in text:
            raise ValueError(text)
        return Judgement(Decision.ANSWER, tells_of_misconduct="money" in text)


def test_the_same_text_is_judged_once_and_the_oldest_is_forgotten() -> None:
    judge = CountedJudge()
    remembered = RememberedJudgements(judge, remembered=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        assert remembered(text) == Judgement(Decision.ANSWER)
    assert judge.texts == ["a", "b", "c", "b"]


def test_a_report_is_judged_again_and_nothing_of_any_text_is_kept() -> None:
    judge = CountedJudge()
    remembered = RememberedJudgements(judge)
    assert all(remembered(REPORT).tells_of_misconduct for _ in range(2))
    remembered(FACT)
    assert judge.texts == [REPORT, REPORT, FACT]
    assert len(remembered._judgements) == 1
    assert FACT not in repr(remembered._judgements)


def test_two_at_once_wait_for_one_judgement() -> None:
    judge = CountedJudge()
    judge.goes_on.clear()
    remembered = RememberedJudgements(judge)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(remembered, FACT) for _ in range(2)]
        judge.goes_on.set()
        assert [each.result() for each in both] == [Judgement(Decision.ANSWER)] * 2
    assert judge.texts == [FACT]


def test_what_fails_is_tried_again() -> None:
    judge = CountedJudge()
    remembered = RememberedJudgements(judge)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            remembered("broken")
    assert judge.texts == ["broken", "broken"]
