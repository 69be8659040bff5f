"""A mark reaches questions that ask the same, and leaks to no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import PolicyDesk
from knowledge.marking.same_question import ReadQuestion, ask_the_same, reader_of, whole_question

SETS = yaml.safe_load(
    (Path(__file__).parents[1] / "questions" / "same_question.yaml").read_text(encoding="utf-8")
)
FEWEST_FOUND = 0.8  # of what asks the same; strict on purpose


@pytest.mark.parametrize("name", SETS)
def test_what_asks_the_same_is_told_from_what_only_sounds_like_it(
    name: str, desk: PolicyDesk
) -> None:
    answerer = desk.answerer()
    read = reader_of(answerer.index.reader)

    def question(text: str) -> ReadQuestion:
        interpretation = answerer.understanding.understand(text)
        return read(whole_question(interpretation), interpretation.form)

    groups: list[dict[str, Any]] = SETS[name]
    leaks = [
        (group["base"], other)
        for group in groups
        for other in group["other"]
        if ask_the_same(question(group["base"]), question(other))
    ]
    found = [
        ask_the_same(question(group["base"]), question(same))
        for group in groups
        for same in group["same"]
    ]
    assert not leaks
    assert sum(found) >= FEWEST_FOUND * len(found)
