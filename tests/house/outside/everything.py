"""All strings that live outside the code, group by group, as the present code has them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer.main

import bot
from bot.cli import app
from bot.settings.configuration.names import variables_of
from bot.settings.roles import RoleSettings
from bot.settings.settings import CONFIG, PREFIX, Settings
from bot.slack import routing
from bot.slack.manifest import manifest
from drafting.agreements.tables import COMPOSITION, REVIEW
from drafting.due_diligence.checklists.checklist import Checklist, ItemAnswer
from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
from drafting.due_diligence.papers.document import checklist_document
from drafting.due_diligence.papers.workbook import checklist_workbook
from drafting.partners.record.partner import Partner
from drafting.partners.writing.workbook import template
from knowledge import PolicyDesk
from tests.house.outside import gathering
from tests.house.outside.gathering import Json, Strings
from tests.house.outside.slack_strings import slack_strings
from tests.house.outside.tour import walk
from tests.support.drafting.sample_checklists import TODAY, smallest
from tests.support.slack.saathi_in_slack import at_rest, stocked_office
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, OFFICER

ROLES = RoleSettings(
    editors=(OFFICER,), drafters=(OFFICER,), finance=(OFFICER,), due_diligence=(OFFICER, FINANCE)
)
SETTINGS: Json = {"roles": ROLES, "coordinators": (COORDINATOR,)}
# A delivery's `extra` is empty again when it is closed, so every one is written down as it is made.
WATCHED = """
create table seen_extra (kind text, extra text);
create trigger one after insert on deliveries begin
    insert into seen_extra values (new.kind, new.extra); end;
create trigger two after update on deliveries begin
    insert into seen_extra values (new.kind, new.extra); end;
"""


@dataclass(frozen=True)
class Seen:
    """What a walk past everything in Slack left: what passed there, and the database."""

    traffic: list[Json]
    database: Path
    home: Path  # with an index

    def rows(self, question: str) -> list[Any]:
        """The rows of a question to the database."""
        with sqlite3.connect(self.database) as connection:
            return connection.execute(question).fetchall()


def walked(desk: PolicyDesk, home: Path, folder: Path) -> Seen:
    """What is left of a walk through the present code; `home` has the desk's index."""
    with stocked_office(desk, folder, **SETTINGS) as made:
        with sqlite3.connect(folder / "saathi.db") as connection:
            connection.executescript(WATCHED)
        traffic = [item for _, items in walk(made.server.url) for item in items]
        at_rest(made)
    return Seen(traffic, folder / "saathi.db", home)


def _slack(seen: Seen) -> Strings:
    app_manifest = manifest()
    return {
        **slack_strings(seen.traffic),
        "actions listened to": sorted(routing.ACTIONS),
        "windows that are sent": sorted(routing.SUBMISSIONS),
        "menus that ask for options": sorted(routing.OPTIONS),
        "commands": [one["command"] for one in app_manifest["features"]["slash_commands"]],
        "shortcuts": [one["callback_id"] for one in app_manifest["features"]["shortcuts"]],
        "events": app_manifest["settings"]["event_subscriptions"]["bot_events"],
        "scopes": app_manifest["oauth_config"]["scopes"]["bot"],
    }


def _database(seen: Seen) -> Strings:
    found = gathering.columns(seen.database)
    return {name: columns for name, columns in found.items() if "seen_extra" not in name}


def _stored(seen: Seen) -> Strings:
    """What stands in columns that are JSON, both as the models allow and as was seen."""
    extras: dict[str, list[Any]] = {}
    for kind, extra in seen.rows("select kind, extra from seen_extra"):
        extras.setdefault(f"extra of a delivery, {kind}", []).append(json.loads(extra))
    wanted = {name: _without_blocks(gathering.keys_of(values)) for name, values in extras.items()}
    return {
        **gathering.schema("a partner's record", Partner),
        **gathering.schema("a checklist as it was made", Checklist),
        **gathering.schema("an answer", ItemAnswer),
        **gathering.schema("a peer's assessment", PeerAssessment),
        **gathering.schema("a draft's review", REVIEW),
        **gathering.schema("a draft's composition", COMPOSITION),
        **dict(sorted(wanted.items())),
    }


def _without_blocks(paths: list[str]) -> list[str]:
    """Without what Slack's own blocks hold."""
    return [path for path in paths if "[]." not in path]


def _settings(_: Seen) -> Strings:
    variables = variables_of(Settings, PREFIX)
    return {
        **gathering.schema("settings", Settings),
        "variables of the environment": sorted([CONFIG, *variables]),
    }


def _files(_: Seen) -> Strings:
    checklist = smallest()
    document, workbook = checklist_document(checklist, TODAY), checklist_workbook(checklist, TODAY)
    partners = gathering.sheets(template())
    return {
        **gathering.written_files(),
        **gathering.checklist_files(document, workbook),
        **{f"partners' workbook, {name}": headings for name, headings in partners.items()},
    }


def _metrics(_: Seen) -> Strings:
    code = "".join(one.read_text("utf-8") for one in Path(bot.__file__).parent.rglob("*.py"))
    return {"names that begin with Saathi's": sorted(set(re.findall(r'"(saathi_[a-z_]+)"', code)))}


GROUPS: Mapping[str, Callable[[Seen], Json]] = {
    "slack": _slack,
    "database": _database,
    "stored": _stored,
    "words": lambda _: gathering.choices(),
    "settings": _settings,
    "terminal": lambda _: gathering.commands(typer.main.get_command(app)),
    "files": _files,
    "index": lambda seen: gathering.index_files(seen.home),
    "metrics": _metrics,
}
