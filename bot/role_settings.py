"""The setting `roles`: who may do what with partners' files."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator


class RoleSettings(BaseModel):
    """Who may do what with partners' files. In Slack: member ids, for example U012AB3CD."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drafters: tuple[str, ...] = Field(
        default=(), description="Who may draft agreements; empty: everybody."
    )
    editors: tuple[str, ...] = Field(
        default=(), description="Who may change partners' files; empty: everybody."
    )
    finance: tuple[str, ...] = Field(
        default=(), description="Who may see bank details and CNICs; empty: nobody."
    )
    due_diligence: tuple[str, ...] = Field(
        default=(), description="Who may see and answer checklists; empty: everybody."
    )
    terminal_sees_restricted: bool = Field(
        default=False, description="Whether `saathi` in the terminal shows bank details and CNICs."
    )

    @field_validator("drafters", "editors", "finance", "due_diligence")
    @classmethod
    def _are_slack_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return slack_ids(ids)


def slack_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids. Raises ValueError where one is no Slack member id."""
    for one in ids:
        if not re.fullmatch(r"[UW][A-Z0-9]{2,20}", one):
            raise ValueError("write Slack member ids, for example U012AB3CD")
    return ids
