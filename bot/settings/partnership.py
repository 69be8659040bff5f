"""The setting `partnership`: the register of partnerships and its calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator, model_validator

from bot.settings.configuration.group import SettingsGroup

if TYPE_CHECKING:
    from drafting.register import RegisterRules

COMMITTEE = (3, 4)  # senior managers, CSPF 18(c)
LEAST_QUORUM = 2
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class CommitteeSettings(SettingsGroup):
    """The Committee of CSPF 18(c). Who sits on it is named by `roles.committee`."""

    size: int = Field(
        default=4,
        title="How many are asked",
        description="How many of `roles.committee` are asked each time, 3 or 4, as CSPF 18(c) has "
        "it; who is named after them stands in for one who has a conflict of interest.",
    )
    quorum: int = Field(
        default=3,
        title="Sheets needed",
        description="How many of those who are asked must have answered before it is decided: "
        "from 2 to `size`.",
    )
    sheet_days: int | None = Field(
        default=None,
        ge=1,
        title="Days for a sheet",
        description="Working days within which a member answers; not set: no time is set. The CSPF "
        "sets none.",
    )
    told_days: int | None = Field(
        default=None,
        ge=1,
        title="Days to tell the partner",
        description="Working days within which the partner is told what was decided; not set: no "
        "time is set.",
    )

    @field_validator("size")
    @classmethod
    def _is_a_committee(cls, size: int) -> int:
        if size not in COMMITTEE:
            raise ValueError(
                "the Committee of CSPF 18(c) has 3-4 senior managers and no more; give 3 or 4"
            )
        return size

    @model_validator(mode="after")
    def _has_enough(self) -> CommitteeSettings:
        if not LEAST_QUORUM <= self.quorum <= self.size:
            raise ValueError(
                f"of {self.size} members, from {LEAST_QUORUM} to {self.size} must answer; give "
                "`quorum` accordingly"
            )
        return self


class PartnershipSettings(SettingsGroup):
    """The register of partnerships and its calendar. The CSPF sets no intervals."""

    weekend: tuple[Weekday, ...] = Field(
        default=("saturday", "sunday"),
        title="Weekend",
        description="The days of the week on which the office does not work; turn-around times are "
        "counted without them.",
        examples=[["saturday", "sunday"]],
    )
    holidays: tuple[date, ...] = Field(
        default=(),
        title="Holidays",
        description="Days on which the office does not work, year by year; turn-around times are "
        "counted without them.",
        examples=[["2026-08-14"]],
    )
    committee: CommitteeSettings = Field(
        default=CommitteeSettings(),
        description="How many members of the Committee are asked and must answer, and by when.",
    )


def register_rules_of(settings: PartnershipSettings) -> RegisterRules:
    """The office's figures as the register works with them; what is not set is left out."""
    from drafting.register import RegisterRules, WorkingDays  # noqa: PLC0415  (no question needs it)

    weekend = tuple(WEEKDAYS.index(day) for day in settings.weekend)
    committee = settings.committee
    days = {
        "partnership.committee.sheet_days": committee.sheet_days,
        "partnership.committee.told_days": committee.told_days,
    }
    known = {name: count for name, count in days.items() if count is not None}
    return RegisterRules(WorkingDays(weekend, settings.holidays), known)
