"""Strings that live outside the code stay as they are, whatever Python's own names become.

Databases, files, settings and open Slack windows hold them. `outside/strings` has them as they
are. Where one is meant to change, what was kept must still be read; then
`python -m tests.house.outside` writes the files anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import knowledge
from knowledge import PolicyDesk
from tests.house.outside.everything import GROUPS, Seen, walked
from tests.house.outside.gathering import differences, model_schemas

KEPT = Path(__file__).parent / "outside" / "strings"
MAY_GROW = ("ids of clauses: ", "ids of items: ", "words of enumerations: ")


@pytest.fixture(scope="module")
def seen(desk: PolicyDesk, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return walked(desk, home, tmp_path_factory.mktemp("walk"))


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_of_the_strings_outside_the_code_is_lost_or_added(group: str, seen: Seen) -> None:
    found = differences(kept(group), GROUPS[group](seen))
    wrong = [
        line for line in found if not line.startswith(tuple(f"added  {one}" for one in MAY_GROW))
    ]
    assert not wrong, f"in outside/strings/{group}.json:\n" + "\n".join(wrong)


def test_what_is_sent_to_a_chat_model_keeps_its_schema() -> None:
    now = model_schemas()
    wrong = {name for name, schema in kept("chat_model").items() if now.get(name) != schema}
    assert not wrong, f"recorded replies of a model match no more, since these differ: {wrong}"


def test_no_name_that_was_promised_to_others_is_lost() -> None:
    promised = set(kept("knowledge")["names"])
    assert promised <= set(dir(knowledge))
    assert not [name for name in promised if not hasattr(knowledge, name)]


def kept(group: str) -> Any:
    """The strings of a group as they are written down."""
    return json.loads((KEPT / f"{group}.json").read_text("utf-8"))
