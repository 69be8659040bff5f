"""A chat model is tried on a small set; what comes of it says whether it is good enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from knowledge import PolicyDesk, Writer
from knowledge.writing import ModelTrial, try_model
from tests.support.pretending_model import PretendingModel, Said, clauses_given, sentence_given


def copied(values: dict[str, str]) -> Sequence[Said]:
    """One statement: a sentence of the clause given first, word for word."""
    name, words = clauses_given(values)[0]
    sentence = sentence_given(words)
    return [{"text": sentence, "clause": name, "quote": sentence}]


def points_anywhere(values: dict[str, str]) -> Said:
    name, words = clauses_given(values)[0]
    return {"outcome": "answers", "clause": name, "sentence": sentence_given(words)}


def trial(desk: PolicyDesk, model: PretendingModel, seconds: int = 1) -> ModelTrial:
    ticks = count(0, seconds)
    return try_model(Writer(model, clock=lambda: 0.0), desk.answerer(), lambda: float(next(ticks)))


def test_a_model_that_copies_and_points_to_nothing_is_told_by_its_figures(desk: PolicyDesk) -> None:
    result = trial(desk, PretendingModel(copied))
    assert (result.answerable, result.misled, result.failures) == (5, 0, ())
    assert 0 < result.kept <= result.written
    assert result.seconds == 1.0


@pytest.mark.parametrize(
    ("model", "seconds", "fault"),
    [
        (PretendingModel([], answered=False), 1, "it worded 0 of 5 answers"),
        (PretendingModel(copied, points=points_anywhere), 1, "it found an answer to 2 of 2"),
        (PretendingModel(copied, fails_at="read"), 1, "it gave nothing 5 times (timeout)"),
        (PretendingModel(copied), 20, "a question takes it 20 of at most 25 seconds"),
        (
            PretendingModel([{"text": "Partners do as they like.", "clause": "", "quote": ""}]),
            1,
            "0 of its 5 sentences stood up to the check",
        ),
    ],
)
def test_what_speaks_against_a_model_is_told(
    desk: PolicyDesk, model: PretendingModel, seconds: int, fault: str
) -> None:
    assert fault in "; ".join(trial(desk, model, seconds).faults)
