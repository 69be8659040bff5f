"""The setting `partnership`: the register of partnerships and its calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator, model_validator

from bot.settings.configuration.group import SettingsGroup
from bot.settings.roles import PEOPLE, slack_ids

if TYPE_CHECKING:
    from drafting.register import RegisterRules

COMMITTEE = (3, 4)  # senior managers, CSPF 18(c)
LEAST_QUORUM = 2
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

# Settings of a count that the register reads under their own names.
OWN_TIMES = (
    *("answer_days", "acknowledge_days", "risk_months", "review_months"),
    *("collective_months", "prospect_days", "progress_months"),
)


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
        examples=[5],
    )
    told_days: int | None = Field(
        default=None,
        ge=1,
        title="Days to tell the partner",
        description="Working days within which the partner is told what was decided; not set: no "
        "time is set.",
        examples=[5],
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


def _case_days(title: str, what: str) -> Any:
    """A field for the office's own time for something in a case."""
    return Field(
        default=None,
        ge=1,
        le=365,
        title=title,
        description=f"Working days {what}; not set: no time is set. Neither the CSPF nor the "
        "Investigation Guide, as far as it is at hand, sets one.",
        examples=[10],
    )


class CaseSettings(SettingsGroup):
    """By when things are done in a case of CSPF 17(b). Who sees cases: `roles.investigations`."""

    told_days: int | None = _case_days(
        "Days to tell the partner", "from the opening of a case until the partner is told"
    )
    cause_days: int | None = _case_days(
        "Days to find the cause", "from the opening of a case until its cause is determined"
    )
    resolution_days: int | None = _case_days(
        "Days to the resolution", "from then until the resolution is determined"
    )
    restoring_days: int | None = _case_days(
        "Days to restore", "from the outcome until the partner’s reputation is restored"
    )


def _followers(unit: str) -> Any:
    """A field for the people who follow a unit's part of the calendar."""
    return Field(
        default=(),
        title=unit,
        description=f"Slack ids of who follows the calendar for the {unit}, members (U…) or user "
        "groups (S…); empty: the coordinators.",
        examples=[PEOPLE],
    )


class FollowerSettings(SettingsGroup):
    """Who follows each unit's part of the calendar (CSPF 18(b)), by their Slack ids."""

    pdq: tuple[str, ...] = _followers("PDQ unit")
    program: tuple[str, ...] = _followers("Program unit")
    finance: tuple[str, ...] = _followers("Finance and Program Support")
    committee: tuple[str, ...] = _followers("Committee")

    @field_validator("pdq", "program", "finance", "committee")
    @classmethod
    def _are_slack_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return slack_ids(ids, groups=True)


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
    cases: CaseSettings = Field(
        default=CaseSettings(),
        description="By when things are done in a case of CSPF 17(b), in working days.",
    )
    followers: FollowerSettings = Field(
        default=FollowerSettings(),
        title="Who follows the calendar",
        description="Who sees each unit’s part of the calendar on Home and is told of it by direct "
        "message, as far as they may see partners’ files; coordinators see all of it.",
    )
    soon_days: int = Field(
        default=7,
        ge=1,
        le=90,
        title="Days shown ahead",
        description="How many days ahead Home and the weekly digest show what is due.",
        examples=[7],
    )
    digest_day: Weekday | Literal["never"] = Field(
        default="monday",
        title="Day of the digest",
        description="The day on which each person gets a digest of what is due, late or waits for "
        "the other side; 'never': nobody does.",
        examples=["monday"],
    )
    calendar_from: date | None = Field(
        default=None,
        title="First day of the calendar",
        description="The day from which the office keeps this calendar; what was due before is "
        "counted on Home, and not listed among what is late. Not set: all of it is listed.",
        examples=["2026-09-01"],
    )
    review_before_end_days: int | None = Field(
        default=None,
        ge=1,
        le=365,
        title="Review before an end",
        description="How many days before an agreement ends its review is due (CSPF 16(d), which "
        "sets no time); not set: the calendar shows the end alone.",
        examples=[60],
    )
    answer_days: int | None = Field(
        default=None,
        ge=1,
        le=365,
        title="Days for an answer",
        description="Working days within which the office answers a partner’s question where both "
        "agreed on no other time (CSPF 16(b), which sets none); not set: no time is set.",
        examples=[5],
    )
    acknowledge_days: int | None = Field(
        default=None,
        ge=1,
        le=365,
        title="Days to acknowledge a disclosure",
        description="Working days within which a disclosure is acknowledged (CSPF 16(c), which "
        "sets none); not set: no time is set.",
        examples=[3],
    )
    risk_months: int | None = Field(
        default=None,
        ge=1,
        le=60,
        title="Risks looked at again",
        description="How many months after its last look each side looks at a risk again (CSPF "
        "17, which sets no time); not set: at reviews alone.",
        examples=[6],
    )
    collective_months: int | None = Field(
        default=None,
        ge=1,
        le=60,
        title="Collective meeting",
        description="How many months after a collective meeting with partners the next one is due "
        "(CSPF 16(d) calls it annual and sets no day); not set: none is asked for.",
        examples=[12],
    )
    review_months: int | None = Field(
        default=None,
        ge=1,
        le=120,
        title="Review of a relationship",
        description="How many months after the last review of a relationship, or after its first "
        "agreement began, the next one is due (CSPF 16(d), which sets no time); not set: the "
        "calendar shows none.",
        examples=[12],
    )

    subjects: tuple[str, ...] = Field(
        default=(),
        title="Subjects",
        description="What the office’s strategy works on; the report on the pool says where nobody "
        "is (CSPF 15(a), 16(d)). Empty: only what partners and prospects work on is looked at.",
        examples=[["Girls’ education", "Livelihoods"]],
    )
    prospect_days: int | None = Field(
        default=None,
        ge=1,
        le=730,
        title="Days between steps with a prospect",
        description="After how many days without anything the calendar reminds of an organisation "
        "that the office gets to know (CSPF 15(a), which sets no time); not set: no time is set.",
        examples=[90],
    )
    progress_months: int | None = Field(
        default=None,
        ge=1,
        le=36,
        title="Months between words on an aim",
        description="How many months after the last word on an aim of a partner’s institutional "
        "development it is to be asked how far it is (CSPF 16(f), which sets no time); not set: "
        "on the day that the partner set itself, or no day.",
        examples=[6],
    )


REVIEW = "partnership.review_before_end_days"
SCREENING = "due_diligence.screen_again_months"


def register_rules_of(
    settings: PartnershipSettings,
    *,
    turnaround_days: Mapping[str, int] = MappingProxyType({}),
    screen_again_months: int | None = None,
) -> RegisterRules:
    """The office's figures as the register works with them; what is not set is left out.

    `turnaround_days` are working days by procedure, of the setting `office.turnaround_days`.
    """
    from drafting.register import RegisterRules, WorkingDays  # noqa: PLC0415  (no question needs it)

    weekend = tuple(WEEKDAYS.index(day) for day in settings.weekend)
    committee = settings.committee
    days: dict[str, int | None] = {
        "partnership.committee.sheet_days": committee.sheet_days,
        "partnership.committee.told_days": committee.told_days,
    }
    days |= {
        f"office.turnaround_days.{procedure}": count for procedure, count in turnaround_days.items()
    }
    days |= {REVIEW: settings.review_before_end_days, SCREENING: screen_again_months}
    days |= {f"partnership.cases.{name}": count for name, count in settings.cases}
    days |= {f"partnership.{name}": getattr(settings, name) for name in OWN_TIMES}
    known = {name: count for name, count in days.items() if count is not None}
    working = WorkingDays(weekend, settings.holidays)
    return RegisterRules(working, known, settings.calendar_from)
