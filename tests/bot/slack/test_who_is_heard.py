"""Edits, workflows, user groups, guests, Slack Connect and installations for an organisation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.services import Services
from bot.slack.app import WrongInstallation, make_app
from bot.slack.http.shapes import is_of_slack
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace, WorkspaceRules
from bot.workspace.web_api.methods import METHODS
from knowledge import PolicyDesk
from tests.bot.slack.test_pitfalls import (
    ASKED,
    GROUP,
    ME,
    OFFICER,
    PARTNERS,
    QUOTE,
    Hands,
    callback,
    command,
    mention,
    post,
    saathi,
)
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, Visitor, until

Json = dict[str, Any]
TEAM, OTHER_TEAM, HELPDESK = "T0LOCALTEAM", "T0OTHERTEAM", "S06HELPDESK"
WORKFLOW: Json = {
    "subtype": "bot_message",
    "bot_id": "B0WORKFLOW1",
    "app_id": "A0WORKFLOW1",
    "username": "Ask about a policy",
    "user": None,
    "bot_profile": {"id": "B0WORKFLOW1", "name": "Ask about a policy", "is_workflow_bot": True},
}


@pytest.fixture(scope="module")
def strict(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    """Saathi as shipped."""
    with saathi(desk, tmp_path_factory.mktemp("strict")) as made:
        yield made


@pytest.fixture(scope="module")
def open_to_all(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    """Saathi that answers workflows, a user group and other organisations, and no guests."""
    opened = {
        "workflow_posts": True,
        "user_groups": (HELPDESK,),
        "connect": True,
        "guests": False,
    }
    folder = tmp_path_factory.mktemp("open")
    with saathi(desk, folder, opened, coordinators=(COORDINATOR,)) as made:
        yield made


def replies(made: Hands, ts: str, place: str = "partnerships") -> list[Json]:
    made.is_at_rest()
    return Visitor(made.server.url).replies(place, ts)


def words(message: Json) -> str:
    return json.dumps([message["text"], message["blocks"]], ensure_ascii=False)


def changed(ts: str, after: str, before: str, **more: Any) -> Json:
    """An edit, as the event `message_changed` tells of it."""
    edited = {"user": OFFICER, "ts": f"{float(ts) + more.pop('later', 5):.6f}"}
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": PARTNERS,
        "channel_type": "channel",
        "ts": edited["ts"],
        "event_ts": edited["ts"],
        "message": {**_bare(post(ts, after, **more)), "edited": edited},
        "previous_message": _bare(post(ts, before, **more)),
    }


def _bare(event: Json) -> Json:
    return {k: v for k, v in event.items() if k not in {"channel", "channel_type", "event_ts"}}


# Edits


def test_a_mention_added_by_an_edit_is_answered_once(strict: Hands) -> None:
    visitor = Visitor(strict.server.url)
    ts = visitor.says("partnerships", ASKED)
    event = changed(ts, f"<@{ME}> {ASKED}", ASKED)
    strict.gets(callback(event))
    strict.gets(callback({**mention(ts), "edited": event["message"]["edited"]}))
    strict.gets(callback(event))
    (reply,) = replies(strict, ts)
    assert QUOTE in words(reply)


def test_on_the_page_an_edit_that_adds_the_mention_is_answered(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    from tests.support.slack.saathi_in_slack import office

    with office(desk, tmp_path) as made:
        visitor = Visitor(made.server.url)
        ts = visitor.says("partnerships", ASKED)
        visitor.edits("partnerships", ts, f"@Saathi {ASKED}")
        until(lambda: visitor.replies("partnerships", ts))
        visitor.edits("partnerships", ts, f"@Saathi {ASKED} Please.")
        until(lambda: made.app.edge.inbox.open_count() == 0)
        assert len(visitor.replies("partnerships", ts)) == 1


@pytest.mark.parametrize(
    ("after", "before", "more"),
    [
        (f"<@{ME}> {ASKED} Please.", f"<@{ME}> {ASKED}", {}),
        (f"<@{ME}> {ASKED}", ASKED, {"later": 200_000}),
        (f"<@{ME}> {ASKED}", ASKED, {"bot_id": "B0OTHERBOT"}),
        (f"{ASKED} Please.", ASKED, {}),
    ],
    ids=["mentioned before", "days later", "of another app", "no mention"],
)
def test_other_edits_get_nothing(strict: Hands, after: str, before: str, more: Json) -> None:
    ts = Visitor(strict.server.url).says("partnerships", before.replace(f"<@{ME}>", "Hello,"))
    strict.gets(callback(changed(ts, after, before, **more)))
    assert replies(strict, ts) == []


# Workflows and user groups


def test_a_workflow_s_post_is_answered_where_the_office_wants_it(
    strict: Hands, open_to_all: Hands
) -> None:
    for made, count in ((strict, 0), (open_to_all, 1)):
        ts = Visitor(made.server.url).says("partnerships", ASKED)
        made.gets(callback(post(ts, **WORKFLOW)))
        made.gets(callback(mention(ts, **WORKFLOW)))
        found = replies(made, ts)
        assert len(found) == count
        assert all(QUOTE in words(reply) for reply in found)


def test_a_workflow_s_report_is_told_to_the_coordinators_alone(open_to_all: Hands) -> None:
    coordinator = Visitor(open_to_all.server.url, COORDINATOR)
    known = len(coordinator.sees("saathi"))
    text = "The finance officer of our partner in Swat is taking zebrafish bribes from vendors."
    ts = Visitor(open_to_all.server.url).says("partnerships", text)
    for event in (post, mention):
        open_to_all.gets(callback(event(ts, f"<@{ME}> {text}", **WORKFLOW)))
    assert replies(open_to_all, ts) == []
    (told,) = coordinator.sees("saathi")[known:]
    assert "A workflow’s post that mentions me reads like a concern" in words(told)
    assert "C0PARTNERS1" in words(told)
    assert "zebrafish" not in words(told)
    with open_to_all.app.edge.services.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM deliveries WHERE kind = 'report'").all()
    assert rows
    assert not any("zebrafish" in repr(row) or "C0PARTNERS1" in repr(row) for row in rows)


def test_a_workflow_that_asks_in_a_thread_with_a_report_is_told_to_the_coordinators(
    open_to_all: Hands,
) -> None:
    visitor = Visitor(open_to_all.server.url)
    coordinator = Visitor(open_to_all.server.url, COORDINATOR)
    known = len(coordinator.sees("saathi"))
    root = visitor.says("partnerships", "Our accountant takes quokka bribes from the vendors.")
    asking = f"<@{ME}> Is this allowed?"
    ts = visitor.says("partnerships", asking, thread_ts=root)
    for event in (post, mention, post):  # the last is a redelivery
        open_to_all.gets(callback(event(ts, asking, thread_ts=root, **WORKFLOW)))
    assert replies(open_to_all, root) == []
    (notice,) = coordinator.sees("saathi")[known:]
    assert "A workflow mentioned me where what somebody wrote before" in words(notice)
    assert "C0PARTNERS1" in words(notice)
    assert "quokka" not in words(notice)
    with open_to_all.app.edge.services.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM deliveries WHERE kind = 'report'").all()
    assert not any("quokka" in repr(row) or "Is this allowed" in repr(row) for row in rows)


@pytest.mark.parametrize(
    "coordinators", [(), (COORDINATOR, FINANCE)], ids=["none", "more than one"]
)
def test_where_a_workflow_asks_below_a_report_each_coordinator_is_told_once_or_nobody(
    desk: PolicyDesk,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    coordinators: tuple[str, ...],
) -> None:
    opened = {"workflow_posts": True}
    with saathi(desk, tmp_path, opened, coordinators=coordinators) as made:
        visitor = Visitor(made.server.url)
        root = visitor.says("partnerships", "Our accountant takes quokka bribes from the vendors.")
        asking = f"<@{ME}> Is this allowed?"
        ts = visitor.says("partnerships", asking, thread_ts=root)
        for event in (mention, post):  # one after the other: the second is known by its key
            made.gets(callback(event(ts, asking, thread_ts=root, **WORKFLOW)))
            made.is_at_rest()
        assert replies(made, root) == []
        for person in (OFFICER, COORDINATOR, FINANCE):
            notices = [m for m in Visitor(made.server.url, person).sees("saathi") if m["is_bot"]]
            assert len(notices) == (person in coordinators)
            assert all("A workflow mentioned me where" in words(notice) for notice in notices)
        assert all("name them in the setting" in words(notice) for notice in notices)
        with made.app.edge.services.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM deliveries").all()
    assert len(rows) == max(1, len(coordinators))
    hidden = ("quokka", "Is this allowed", PARTNERS)
    assert not any(mark in repr(row) for row in rows for mark in hidden)
    assert ("`coordinators` names nobody" in caplog.text) is (not coordinators)
    assert "quokka" not in caplog.text


def test_an_app_that_does_not_mention_saathi_gets_nothing(open_to_all: Hands) -> None:
    ts = Visitor(open_to_all.server.url).says("partnerships", ASKED)
    open_to_all.gets(callback(post(ts, ASKED, **WORKFLOW)))
    own = {"bot_id": "B0SAATHIBOT", "user": ME}
    open_to_all.gets(callback(post(ts, f"<@{ME}> {ASKED}", **own)))
    assert replies(open_to_all, ts) == []


@pytest.mark.parametrize("written", [f"<!subteam^{HELPDESK}>", f"<!subteam^{HELPDESK}|@policy>"])
def test_a_user_group_that_means_saathi_is_a_mention(
    strict: Hands, open_to_all: Hands, written: str
) -> None:
    for made, count in ((strict, 0), (open_to_all, 1)):
        ts = Visitor(made.server.url).says("partnerships", ASKED)
        made.gets(callback(post(ts, f"{written} {ASKED}")))
        assert len(replies(made, ts)) == count
    ts = Visitor(open_to_all.server.url).says("partnerships", ASKED)
    open_to_all.gets(callback(post(ts, f"<!subteam^S0OTHERONE|@finance> {ASKED}")))
    assert replies(open_to_all, ts) == []


def test_a_user_group_in_a_group_message_is_a_mention_too(open_to_all: Hands) -> None:
    ts = Visitor(open_to_all.server.url).says(GROUP, ASKED)
    text = f"<!subteam^{HELPDESK}|@policy> {ASKED}"
    open_to_all.gets(callback(post(ts, text, channel=GROUP, channel_type="mpim")))
    assert len(replies(open_to_all, ts, GROUP)) == 1


# Guests and other organisations


@pytest.mark.parametrize("named", ["user_team", "source_team", "team"])
def test_somebody_of_another_organisation_is_told_to_ask_a_colleague(
    strict: Hands, open_to_all: Hands, named: str
) -> None:
    for made, is_answered in ((strict, False), (open_to_all, True)):
        ts = Visitor(made.server.url).says("partnerships", ASKED)
        event = post(ts, **{named: OTHER_TEAM})
        made.gets(callback(event, is_ext_shared_channel=True))
        (reply,) = replies(made, ts)
        assert (QUOTE in words(reply)) == is_answered
        assert ("members of this workspace only" in words(reply)) == (not is_answered)


def test_a_member_in_a_shared_channel_is_answered(strict: Hands) -> None:
    ts = Visitor(strict.server.url).says("partnerships", ASKED)
    strict.gets(callback(post(ts, user_team=TEAM, source_team=TEAM), is_ext_shared_channel=True))
    (reply,) = replies(strict, ts)
    assert QUOTE in words(reply)


def test_a_member_of_another_workspace_of_the_same_organisation_is_answered(
    strict: Hands,
) -> None:
    ts = Visitor(strict.server.url).says("partnerships", ASKED)
    own = [{"enterprise_id": "E0OURS", "team_id": TEAM, "user_id": ME, "is_bot": True}]
    event = callback(post(ts, user_team=OTHER_TEAM), authorizations=own)
    strict.gets({**event, "is_ext_shared_channel": False})
    (reply,) = replies(strict, ts)
    assert QUOTE in words(reply)


def test_what_does_not_address_saathi_gets_nothing_whoever_wrote_it(strict: Hands) -> None:
    ts = Visitor(strict.server.url).says("partnerships", ASKED)
    event = post(ts, ASKED, user_team=OTHER_TEAM)
    strict.gets(callback(event, is_ext_shared_channel=True))
    assert replies(strict, ts) == []


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_a_guest_is_told_to_ask_a_colleague_where_guests_are_not_answered(
    strict: Hands, open_to_all: Hands, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def info(*_: object) -> Json:
        return {"user": {"id": "U0GUEST", "team_id": TEAM, kind: True}}

    monkeypatch.setitem(METHODS, "users.info", info)
    for made, is_answered in ((strict, True), (open_to_all, False)):
        guest = f"U0GUEST{len(kind)}"
        ts = Visitor(made.server.url).says("partnerships", ASKED)
        made.gets(callback(post(ts, user=guest)))
        (reply,) = replies(made, ts)
        assert (QUOTE in words(reply)) == is_answered
        answer = made.gets(command(user_id=guest))
        assert ("members of this workspace only" in answer.body) == (not is_answered)


def test_where_slack_does_not_say_who_is_a_guest_members_are_still_answered(
    open_to_all: Hands,
) -> None:
    open_to_all.rules.take_away("users.info", error="missing_scope")
    ts = Visitor(open_to_all.server.url).says("partnerships", ASKED)
    open_to_all.gets(callback(post(ts, user="U0SAMPLE004")))
    open_to_all.rules.without.clear()
    (reply,) = replies(open_to_all, ts)
    assert QUOTE in words(reply)


# An installation for a whole organisation


def test_an_installation_for_an_organisation_does_not_begin_to_serve(
    desk: PolicyDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = WorkspaceRules()
    with LocalServer(Workspace(manifest(), rules=rules)) as server:
        known = METHODS["auth.test"]
        monkeypatch.setitem(
            METHODS, "auth.test", lambda *a: known(*a) | {"is_enterprise_install": True}
        )
        app = make_app(Services(settings_for(server, tmp_path), desk))
        with pytest.raises(WrongInstallation, match="install it in your workspace"):
            app.start()
        app.stop()


def test_what_comes_from_an_organisation_s_installation_is_refused_in_a_sentence(
    strict: Hands,
) -> None:
    answer = strict.gets(command(is_enterprise_install="true"))
    assert "installed for a whole organisation" in answer.body
    ts = Visitor(strict.server.url).says("partnerships", ASKED)
    strict.gets(callback(post(ts), is_enterprise_install=True))
    (reply,) = replies(strict, ts)
    assert "installed for a whole organisation" in words(reply)


@pytest.mark.parametrize(
    "event",
    [
        changed("1760000000.000100", f"<@{ME}> {ASKED}", ASKED),
        post("1760000000.000100", **WORKFLOW),
        post("1760000000.000100", user_team=OTHER_TEAM, source_team=OTHER_TEAM),
        {**mention("1760000000.000100"), "edited": {"user": OFFICER, "ts": "1760000005.000100"}},
    ],
    ids=["edit", "workflow", "other organisation", "mention after an edit"],
)
def test_what_is_heard_is_let_in_over_http_too(event: Json) -> None:
    assert is_of_slack(callback(event))
