"""How a run of the tests is arranged: what is near to a change, and what comes first."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.running import near, order

ROOT = near.ROOT


@pytest.mark.parametrize(
    ("file", "room"),
    [
        ("knowledge/index/building.py", "tests/knowledge"),
        ("drafting/agreements/review.py", "tests/drafting/agreements"),
        ("bot/slack/http/server.py", "tests/bot/slack/http"),
        ("tests/house/test_wheel.py", "tests/house/test_wheel.py"),
        ("docs/setup.md", "tests/house"),
    ],
)
def test_the_room_that_mirrors_a_file_is_near(file: str, room: str) -> None:
    assert room in near.near([file])


def test_a_test_elsewhere_that_imports_what_changed_is_near() -> None:
    places = near.near(["tests/house/test_wheel.py", "bot/settings/settings.py"])
    assert places == sorted(set(places))
    assert "tests/bot/settings" in places
    assert "tests/bot/slack/test_draft_crashes.py" in places
    assert "tests/bot/settings/test_settings.py" not in places  # its room has it


@pytest.mark.parametrize("file", ["tests/conftest.py", "tests/support/serving.py"])
def test_all_are_near_to_what_all_stand_on(file: str) -> None:
    assert near.near(["docs/setup.md", file]) == ["tests"]


def test_where_nothing_changed_none_is_near() -> None:
    assert near.near([]) == []


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one commit on the branch main, which is where it stands."""
    monkeypatch.setattr(near, "ROOT", tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    (tmp_path / "kept.py").write_text("kept = 1\n")
    commit(tmp_path)
    return tmp_path


def git(checkout: Path, *words: str) -> None:
    author = ("-c", "user.name=Sample", "-c", "user.email=sample@example.org")
    subprocess.run(["git", "-C", checkout, *author, *words], check=True)


def commit(checkout: Path) -> None:
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "--no-verify", "-m", "Sample")


def test_what_is_committed_on_a_branch_written_or_new_has_changed(checkout: Path) -> None:
    assert near.changed() == []
    git(checkout, "checkout", "--quiet", "-b", "branch")
    (checkout / "committed.py").touch()
    commit(checkout)
    (checkout / "kept.py").write_text("kept = 2\n")
    (checkout / "اردو new.py").touch()
    assert near.changed() == ["committed.py", "kept.py", "اردو new.py"]


def test_without_that_branch_or_a_checkout_there_is_just_what_is_not_committed(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "new.py").touch()
    assert near.changed("nowhere") == ["new.py"]
    monkeypatch.setattr(near, "ROOT", tmp_path_factory.mktemp("none"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(near.ROOT.parent))
    assert near.changed() == []


def test_what_is_near_comes_first_then_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(order.NEAR, "tests/knowledge\ntests/drafting/agreements")
    files = [
        "tests/house/test_prompts.py",
        order.LONGEST[1],
        "tests/drafting/agreements/test_review.py",
        order.LONGEST[0],
    ]
    items: list[Any] = [SimpleNamespace(nodeid=f"{file}::test_{n}") for file in files for n in "ab"]
    order.arrange(items)
    places = [files.index(item.nodeid.partition("::")[0]) for item in items]
    assert places == [2, 2, 3, 3, 1, 1, 0, 0]


@pytest.mark.parametrize("file", order.LONGEST)
def test_the_longest_are_there(file: str) -> None:
    assert (ROOT / file).is_file()
