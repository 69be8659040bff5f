"""`saathi doctor` lists each role, who holds it, and what stands open as shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from bot.workspace.people import SAMPLE_PEOPLE, Member
from tests.running.built_home import copy_built_home
from tests.support.command_line import Run, run
from tests.support.slack.workspace_client import COORDINATOR, FIELD, FINANCE

WIDE = 250
LEFT, GUEST, NOBODY = "U0LEFT00001", "U0GUEST0001", "U0NOBODY001"
PEOPLE = (
    *SAMPLE_PEOPLE,
    Member(LEFT, "Sample Leaver", "Was here (sample)", "leaver", is_deleted=True),
    Member(GUEST, "Sample Guest", "Consultant (sample)", "guest", is_ultra_restricted=True),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_built_home(tmp_path_factory.mktemp("roles"))


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    workspace = Workspace(manifest(), people=PEOPLE)
    workspace.state.user_groups["S0PARTNERS1"] = (FIELD, LEFT, GUEST)
    with LocalServer(workspace) as server:
        yield server


def examined(home: Path, server: LocalServer, roles: str) -> Run:
    """The report of an office in that workspace, with these roles."""
    file = home.parent / "office.toml"
    file.write_text(f"[roles]\n{roles}\n", "utf-8")
    tokens = {"SLACK__BOT_TOKEN": server.bot_token, "SLACK__APP_TOKEN": server.app_token}
    address = {"SLACK__API_URL": server.api_url, "CONFIG": str(file)}
    return run("doctor", home=home, columns=WIDE, settings=tokens | address)


def lines(report: Run, mark: str) -> list[str]:
    """What the report says of all with that mark, with what stands under each."""
    marked, is_marked = [], False
    for line in report.out.splitlines():
        is_marked = line.startswith(mark) or (is_marked and line.startswith(" "))
        marked += [" ".join(line.split())] if is_marked else []
    return marked


def test_what_stands_open_as_shipped_is_red_and_nothing_is_called_broken(
    home: Path, server: LocalServer
) -> None:
    report = examined(home, server, "")
    assert report.code == 0
    red = " ".join(lines(report, "!"))
    for role in ("viewers", "drafters", "editors", "due_diligence"):
        assert f"name who may by `roles.{role}`" in red
    assert "set `reporting`" in red
    assert "finance" not in red
    assert "All works." in report.out


def test_workflows_whose_reports_would_reach_nobody_are_red(
    home: Path, server: LocalServer
) -> None:
    report = examined(home, server, "[slack]\nworkflow_posts = true")
    assert "name by `coordinators` who is told of it" in " ".join(lines(report, "!"))
    assert "`coordinators` who is told" not in examined(home, server, "").out


def test_a_viewers_role_closes_all_that_stood_open(home: Path, server: LocalServer) -> None:
    report = examined(home, server, f'viewers = ["{COORDINATOR}", "S0PARTNERS1", "{GUEST}"]')
    assert [
        line for line in lines(report, "!") if "Reporting" not in line and "→" not in line
    ] == []
    held = next(line for line in report.out.splitlines() if "Sees partners" in line)
    assert f"Sample Partnership Coordinator ({COORDINATOR})" in held
    assert "group S0PARTNERS1 (Sample Field Officer (Sindh))" in held
    assert f"Sample Guest ({GUEST}), a guest" in held
    drafts = next(line for line in report.out.splitlines() if "Drafts" in line)
    assert "everybody who sees partners’ files" in drafts


def test_who_left_and_who_was_never_here_is_told_with_the_setting(
    home: Path, server: LocalServer
) -> None:
    report = examined(home, server, f'finance = ["{FINANCE}", "{LEFT}", "{NOBODY}"]')
    assert report.code == 1
    broken = " ".join(lines(report, "✗"))
    assert f"`roles.finance`: Sample Leaver ({LEFT}) left the workspace" in broken
    assert f"{NOBODY} is nobody in this workspace" in broken


@pytest.mark.parametrize(
    ("named", "is_red"),
    [
        ("", False),  # nobody sees accounts, which another line says
        (f'finance = ["{FINANCE}"]', True),
        (f'finance = ["{FINANCE}", "{LEFT}"]', True),  # who left confirms nothing
        (f'finance = ["{FINANCE}", "S0PARTNERS1"]', False),
        (f'finance = ["{FINANCE}", "{COORDINATOR}"]', False),
    ],
    ids=["nobody", "one", "one left", "one and a group", "two"],
)
def test_one_person_alone_in_finance_is_red(
    home: Path, server: LocalServer, named: str, is_red: bool
) -> None:
    report = examined(home, server, named)
    red = " ".join([*lines(report, "!"), *lines(report, "✗")])  # who left is a fault besides
    assert ("two people of Finance" in red) is is_red


def test_a_group_that_slack_does_not_show_opens_nothing_and_is_told(
    home: Path, server: LocalServer
) -> None:
    report = examined(home, server, 'viewers = ["S0UNKNOWN01"]')
    assert report.code == 1
    assert "nobody in S0UNKNOWN01 holds it: Slack says no_such_subteam" in report.said


def test_an_app_without_the_scope_is_told_to_be_installed_again(home: Path) -> None:
    workspace = Workspace(manifest())
    workspace.rules.take_away("users.info", error="missing_scope")
    with LocalServer(workspace) as lacking:
        report = examined(home, lacking, "")
    assert report.code == 1
    assert "Slack does not say who is a member (missing_scope)" in report.said


def test_what_is_no_id_is_named_with_where_ids_are_found(home: Path, server: LocalServer) -> None:
    report = examined(home, server, 'viewers = ["#partnerships"]')
    assert "'#partnerships' is a channel" in report.complaint
    assert "Copy group ID" in report.complaint
