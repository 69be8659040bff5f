"""Saathi's own words: every text fills, and none goes out with a hole in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from prompts import PromptError

REPLIES = sorted((Path(prompts.__file__).parent / "replies").glob("*.md"))


@pytest.mark.parametrize("file", REPLIES, ids=lambda file: file.stem)
def test_every_reply_fills_with_exactly_its_places(file: Path) -> None:
    prompt = prompts.load(f"replies/{file.stem}")
    filled = prompt.fill(**dict.fromkeys(prompt.places, "something"))
    assert "{" not in filled
    assert filled.strip()


def test_a_missing_and_an_unknown_value_are_refused_by_name() -> None:
    with pytest.raises(PromptError, match="no value for 'clauses' and no place for 'clause'"):
        prompts.fill("replies/nearest", clause="17(a)")


def test_a_value_that_looks_like_a_place_is_text() -> None:
    assert "{clauses}" in prompts.fill("replies/nearest", clauses="{clauses}")


def test_a_text_that_is_not_there_is_named() -> None:
    with pytest.raises(PromptError, match="replies/nothing"):
        prompts.load("replies/nothing")


def test_a_text_s_digest_changes_with_it() -> None:
    one, other = prompts.load("replies/nearest"), prompts.load("replies/ask")
    assert len(one.digest) == 64
    assert one.digest != other.digest
