"""The manifest says exactly what the routing table listens to, and asks for no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.slack.manifest import manifest
from bot.slack.routing import COMMANDS, EVENTS, SCOPES, SHORTCUTS
from bot.workspace import Workspace
from bot.workspace.protocol.manifests import problems_of_manifest
from bot.workspace.rules import SCOPES as NEEDED
from tests.conftest import ROOT
from tests.support.command_line import run

Manifest = dict[Any, Any]


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
        "users.info",
        "assistant.threads.setSuggestedPrompts",
        "usergroups.users.list",
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
    assert made["settings"]["interactivity"]["message_menu_options_url"] == url
    assert {command["url"] for command in made["features"]["slash_commands"]} == {url}


@pytest.mark.parametrize("url", ["", "https://saathi.example.org/slack/events"])
def test_slack_takes_the_manifest(url: str) -> None:
    assert problems_of_manifest(manifest(url)) == []


def without(made: Manifest, *path: str | int) -> Manifest:
    *parents, last = path
    place = made
    for name in parents:
        place = place[name]
    del place[last]
    return made


def changed(made: Manifest, *path: str | int, to: Any) -> Manifest:
    *parents, last = path
    place = made
    for name in parents:
        place = place[name]
    place[last] = to
    return made


@pytest.mark.parametrize(
    ("mistaken", "problem"),
    [
        (lambda m: without(m, "display_information", "name"), "missing required field: name"),
        (lambda m: changed(m, "display_information", "name", to="n" * 36), "less than 36"),
        (
            lambda m: changed(m, "display_information", "long_description", to="n" * 174),
            "more than 174",
        ),
        (
            lambda m: changed(m, "display_information", "background_color", to="green"),
            "does not match the expected form",
        ),
        (
            lambda m: changed(m, "features", "agent_view", "agent_description", to="n" * 301),
            "less than 301",
        ),
        (lambda m: changed(m, "features", "slash_commands", to=[]), "no less than 1 items"),
        (
            lambda m: changed(m, "features", "shortcuts", 0, "name", to="n" * 25),
            "less than 25 characters",
        ),
        (lambda m: changed(m, "features", "unknown", to={}), "invalid additional property"),
        (lambda m: changed(m, "oauth_config", "scopes", "bot", to="x"), "must provide an array"),
        (
            lambda m: changed(
                m, "settings", "event_subscriptions", "bot_events", to=["message.im"] * 2
            ),
            "items must be unique",
        ),
        (
            lambda m: changed(
                m, "settings", "interactivity", "message_menu_options_url", to="saathi.example"
            ),
            "does not match the expected form",
        ),
        (
            lambda m: without(m, "settings", "interactivity", "request_url"),
            "interactivity needs a request_url",
        ),
        (
            lambda m: without(m, "settings", "event_subscriptions", "request_url"),
            "event_subscriptions need a request_url",
        ),
        (lambda m: without(m, "features", "slash_commands", 0, "url"), "needs a url"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_named(
    mistaken: Callable[[Manifest], Manifest], problem: str
) -> None:
    made = mistaken(json.loads(json.dumps(manifest("https://saathi.example.org/slack/events"))))
    assert problem in "; ".join(problems_of_manifest(made))
    if "display_information" in made:
        with pytest.raises(ValueError, match="Slack would refuse this manifest"):
            Workspace(made)
