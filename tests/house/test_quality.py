"""How well Saathi answers: the measures that a change must not lower, through the real command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import verbatim as evaluation
from tests.evaluation.questions import load
from tests.evaluation.verbatim import Table
from tests.support.programs import needs_urdu


@pytest.fixture(scope="module")
def tables(home: Path) -> dict[str, Table]:
    """A table a question file."""
    return {
        file.stem: evaluation.judge(
            questions, evaluation.ask(questions, ("SAATHI_HOME", str(home)))
        )[0]
        for file in evaluation.OWN
        for questions in [load(file)]
    }


@needs_urdu
@pytest.mark.parametrize("questions", ["development", "held_out"])
@pytest.mark.parametrize(
    ("measure", "least"),
    [("answered", 0.96), ("hit@1", 0.85), ("hit@3", 0.92), ("refused", 0.95)],
)
def test_questions_find_their_clause_and_others_are_declined(
    tables: dict[str, Table], questions: str, measure: str, least: float
) -> None:
    assert tables[questions].share(measure) >= least


def test_near_misses_are_declined_more_often_than_not(tables: dict[str, Table]) -> None:
    # Declined, or shown with what they leave open (docs/evaluation.md).
    assert tables["near_misses"].share("refused") >= 0.78


@pytest.mark.parametrize("questions", ["development", "held_out"])
def test_every_quote_stands_word_for_word_in_its_clause(
    tables: dict[str, Table], questions: str
) -> None:
    assert tables[questions].share("quotes") == 1.0


@pytest.mark.parametrize("questions", ["development", "held_out"])
def test_no_reply_alerts_everybody(tables: dict[str, Table], questions: str) -> None:
    assert tables[questions].share("safe") == 1.0
