"""The manifest says exactly what the routing table listens to, and asks for no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.slack.manifest import manifest
from bot.slack.routing import COMMANDS, EVENTS, SCOPES, SHORTCUTS
from bot.workspace.rules import SCOPES as NEEDED
from tests.conftest import ROOT
from tests.support.command_line import run


@pytest.fixture
def printed(tmp_path: Path) -> dict[str, dict[str, object]]:
    made: dict[str, dict[str, object]] = json.loads(run("manifest", home=tmp_path).out)
    return made


def test_the_command_prints_a_manifest_for_socket_mode(
    printed: dict[str, dict[str, object]],
) -> None:
    assert printed == manifest()
    assert printed["settings"]["socket_mode_enabled"] is True


def test_every_event_command_and_shortcut_of_the_table_is_in_it() -> None:
    made = manifest()
    subscribed = made["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(subscribed) == sorted(event.name for event in EVENTS)
    assert [c["command"] for c in made["features"]["slash_commands"]] == [c.name for c in COMMANDS]
    listed = [s["callback_id"] for s in made["features"]["shortcuts"]]
    assert listed == [shortcut.callback_id for shortcut in SHORTCUTS]


def test_each_scope_is_needed_and_each_need_has_its_scope() -> None:
    called = {
        "chat.postMessage",
        "conversations.open",
        "files.completeUploadExternal",
        "files.info",
        "reactions.add",
        "assistant.threads.setSuggestedPrompts",
    }
    by_methods = {NEEDED[method][0] for method in called}
    by_events = {event.scope for event in EVENTS if event.scope}
    assert by_methods | by_events | {"commands"} == set(SCOPES)


def test_an_administrator_finds_every_scope_with_its_reason() -> None:
    guide = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    assert all(f"`{scope}`" in guide for scope in SCOPES)
    assert all(reason in " ".join(guide.split()) for reason in SCOPES.values())


def test_over_http_every_request_goes_to_the_address_given(tmp_path: Path) -> None:
    url = "https://saathi.example.org/slack/events"
    made = json.loads(run("manifest", "--url", url, home=tmp_path).out)
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert {command["url"] for command in made["features"]["slash_commands"]} == {url}


def test_slacks_own_limits_are_kept() -> None:
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert 174 <= len(made["display_information"]["long_description"]) <= 4000
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["features"]["agent_view"]["suggested_prompts"]) <= 4
    assert all(len(s["name"]) <= 24 for s in made["features"]["shortcuts"])
