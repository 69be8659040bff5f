"""The setting `partnership`: the register of partnerships and its calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.settings.configuration.group import SettingsGroup

if TYPE_CHECKING:
    from drafting.register import RegisterRules

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


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


def register_rules_of(settings: PartnershipSettings) -> RegisterRules:
    """The office's figures as the register works with them; what is not set is left out."""
    from drafting.register import RegisterRules, WorkingDays  # noqa: PLC0415  (no question needs it)

    weekend = tuple(WEEKDAYS.index(day) for day in settings.weekend)
    return RegisterRules(WorkingDays(weekend, settings.holidays))
