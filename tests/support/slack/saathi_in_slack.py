"""Saathi at work in a local workspace: the whole of it, in the test's own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.services import Services
from bot.settings.settings import Settings
from bot.settings.slack import SlackSettings
from bot.slack.app import SlackApp
from bot.slack.manifest import manifest
from bot.slack.serving import at_work, connected
from bot.workspace import LocalServer, Workspace
from knowledge import PolicyDesk
from tests.support.slack.workspace_client import PATIENCE, until


@dataclass(frozen=True)
class Office:
    """A workspace with Saathi in it."""

    server: LocalServer
    workspace: Workspace
    app: SlackApp
    home: Path


@contextmanager
def office(
    desk: PolicyDesk,
    home: Path,
    workspace: Workspace | None = None,
    slack: dict[str, Any] | None = None,
    pdf_of: Callable[[bytes], bytes | None] = lambda _docx: None,
    **settings: Any,
) -> Iterator[Office]:
    """An office with Saathi at work; `settings` and `slack` are changed settings.

    There is no LibreOffice in it, unless `pdf_of` is one.
    """
    workspace = workspace or Workspace(manifest())
    with LocalServer(workspace) as server:
        chosen = settings_for(server, home, slack, **settings)
        with at_work(Services(chosen, desk, pdf_of)) as app, connected(app):
            yield Office(server, workspace, app, home)


@contextmanager
def stocked_office(
    desk: PolicyDesk, home: Path, workspace: Workspace | None = None, **settings: Any
) -> Iterator[Office]:
    """An office that has the files of the sample partners."""
    with office(desk, home, workspace, **settings) as made:
        made.app.edge.services.partners.seed_samples()
        yield made


def at_rest(made: Office, seconds: float = PATIENCE) -> None:
    """Returns when everything received is answered."""
    until(lambda: made.app.edge.inbox.open_count() == 0, seconds)


def settings_for(
    server: LocalServer, home: Path, slack: dict[str, Any] | None = None, **settings: Any
) -> Settings:
    """The settings of a Saathi in that workspace."""
    return Settings(
        home=home,
        slack=SlackSettings(
            bot_token=SecretStr(server.bot_token),
            app_token=SecretStr(server.app_token),
            signing_secret=SecretStr(server.signing_secret),
            api_url=server.api_url,
            **(slack or {}),
        ),
        **settings,
    )
