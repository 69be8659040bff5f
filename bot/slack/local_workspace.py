"""The services set to the local workspace, and the notice about data of an earlier one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.operations.database import FILE
from bot.services import Services

if TYPE_CHECKING:
    from bot.workspace import LocalServer

EARLIER_DATA = (
    "This workspace keeps partners, drafts and checklists of its own, beginning with samples. What "
    "was entered before is in the office’s database: see `saathi partners list` and `saathi draft "
    "list`."
)


def has_earlier_data(services: Services) -> bool:
    """True where the workspace begins, and there is a database that earlier ones worked on."""
    office, own = services.settings.home / FILE, services.folder / FILE
    return office.is_file() and not own.is_file()


def services_on_workspace(services: Services, server: LocalServer) -> Services:
    """The services, set to that workspace: its people coordinate, decide, and see bank details."""
    from bot.workspace import (  # noqa: PLC0415  (only where it is used)
        SAMPLE_COORDINATOR,
        SAMPLE_FINANCE_OFFICER,
        SAMPLE_PEOPLE,
    )

    slack = services.settings.slack.model_copy(
        update={
            "api_url": server.api_url,
            "bot_token": SecretStr(server.bot_token),
            "app_token": SecretStr(server.app_token),
            "mode": "socket",
        }
    )
    coordinators = services.settings.coordinators or (SAMPLE_COORDINATOR,)
    roles = services.settings.roles
    if not roles.finance:
        roles = roles.model_copy(update={"finance": (SAMPLE_FINANCE_OFFICER,)})
    if not roles.committee:
        roles = roles.model_copy(update={"committee": tuple(p.id for p in SAMPLE_PEOPLE[:3])})
    overrides = {"slack": slack, "coordinators": coordinators, "roles": roles}
    return replace(services, settings=services.settings.model_copy(update=overrides))
