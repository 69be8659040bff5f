"""How much due diligence asks, and when it reminds: the office's own figures, not the CSPF's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.settings.configuration.group import SettingsGroup

if TYPE_CHECKING:
    from drafting.due_diligence import TierPolicy

ProvinceName = Literal[
    "punjab",
    "sindh",
    "khyber_pakhtunkhwa",
    "balochistan",
    "islamabad",
    "azad_jammu_and_kashmir",
    "gilgit_baltistan",
]


class DueDiligenceSettings(SettingsGroup):
    """Thresholds, tiers and times. The CSPF sets none of them, and every checklist says so."""

    large_from_pkr: Decimal = Field(
        default=Decimal(20_000_000),
        gt=0,
        description="From this amount on, in rupees, tier D applies.",
    )
    small_up_to_pkr: Decimal = Field(
        default=Decimal(500_000),
        ge=0,
        description="Up to this amount, in rupees, tier S applies: a short checklist.",
    )
    first_days: int = Field(
        default=30,
        ge=1,
        le=365,
        description="How many days after an emergency’s first checklist the rest follows.",
    )
    high_risk_contexts: tuple[Literal["development", "emergency"], ...] = Field(
        default=(),
        description="Contexts in which a funded partnership is high-risk: 'development', "
        "'emergency'.",
        examples=[["emergency"]],
    )
    high_risk_provinces: tuple[ProvinceName, ...] = Field(
        default=(),
        description="Provinces in which a funded partnership is high-risk: 'punjab', 'sindh', "
        "'khyber_pakhtunkhwa', 'balochistan', 'islamabad', 'azad_jammu_and_kashmir', "
        "'gilgit_baltistan'.",
        examples=[["balochistan"]],
    )
    valid_months: int = Field(
        default=24, ge=1, le=120, description="How many months a completed checklist holds."
    )
    expires_soon_days: int = Field(
        default=60, ge=1, le=365, description="How many days before it expires evidence is told of."
    )
    remind_after_days: int = Field(
        default=14,
        ge=0,
        le=365,
        description="After how many days open questions are reminded of; 0: never.",
    )
    screen_again_months: int = Field(
        default=6,
        ge=1,
        le=60,
        description="After how many months a partner is checked against the lists again, though "
        "neither they nor its names changed.",
    )


def policy_of(settings: DueDiligenceSettings) -> TierPolicy:
    """The same for the due diligence desk."""
    from drafting.due_diligence import TierPolicy  # noqa: PLC0415  (no question needs it)
    from drafting.partners import Context, Province  # noqa: PLC0415  (no question needs it)

    return TierPolicy(
        large_from=settings.large_from_pkr,
        small_up_to=settings.small_up_to_pkr,
        first_days=settings.first_days,
        risky_contexts=frozenset(Context(context) for context in settings.high_risk_contexts),
        risky_provinces=frozenset(Province(province) for province in settings.high_risk_provinces),
        valid_months=settings.valid_months,
        expires_soon_days=settings.expires_soon_days,
    )
