"""The setting `privacy`: what encrypts restricted values, and how long things are kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, SecretStr, field_validator

from bot.settings.configuration.group import SEVERAL_LINES, SettingsGroup
from bot.settings.configuration.secret_files import read_secret_file
from drafting.sealing import KeyRing, parse_keys

if TYPE_CHECKING:
    from drafting.partnership import RetentionPeriods

DAYS = [3650]
KEY_FILE = "SAATHI_PRIVACY__ENCRYPTION_KEY_FILE"


class PrivacySettings(SettingsGroup):
    """Without `encryption_key`, bank details and CNICs are kept as they are typed."""

    encryption_key: Annotated[SecretStr, SEVERAL_LINES] = Field(
        default=SecretStr(""),
        title="Encryption key",
        description="Encrypts bank details, CNICs, drafts that hold them, signed files and "
        "evidence; several, one a line: the first encrypts, all decrypt. `saathi privacy new-key` "
        "makes one.",
        examples=["…"],
    )
    keep_drafts_days: int | None = Field(
        default=None,
        ge=1,
        description="How long drafts of an agreement stay once it is over; not set: for good.",
        examples=DAYS,
    )
    keep_signed_days: int | None = Field(
        default=None,
        ge=1,
        description="How long signed files, and who issued, signed and ended an agreement when, "
        "stay once it is over; not set: for good.",
        examples=DAYS,
    )
    keep_evidence_days: int | None = Field(
        default=None,
        ge=1,
        description="How long files of evidence stay once the agreement that they were given for "
        "is over; not set: for good.",
        examples=DAYS,
    )
    keep_versions_days: int | None = Field(
        default=None,
        ge=1,
        description="How long an earlier version of a partner’s file stays once a newer one has "
        "taken its place, and no agreement in it is in force; not set: for good.",
        examples=DAYS,
    )
    keep_access_days: int | None = Field(
        default=None,
        ge=1,
        description="How long it stays on record who looked at restricted values and who exported; "
        "not set: for good.",
        examples=DAYS,
    )
    keep_cases_days: int | None = Field(
        default=None,
        ge=1,
        description="How long a case of CSPF 17(b) stays on the register once it was closed; not "
        "set: for good.",
        examples=DAYS,
    )

    @field_validator("encryption_key")
    @classmethod
    def _are_keys(cls, keys: SecretStr) -> SecretStr:
        parse_keys(keys.get_secret_value())
        return keys


def key_ring_of(settings: PrivacySettings) -> KeyRing:
    """The keys in force; those of a file are read again when one is missing."""
    keys = parse_keys(settings.encryption_key.get_secret_value())
    file = os.environ.get(KEY_FILE)
    return KeyRing(keys, (lambda: parse_keys(read_secret_file(file))) if file else None)


def periods_of(settings: PrivacySettings) -> RetentionPeriods:
    """How long everything is kept."""
    from drafting.partnership import RetentionPeriods  # noqa: PLC0415  (SQLAlchemy; no question needs it)

    return RetentionPeriods(
        drafts=settings.keep_drafts_days,
        signed=settings.keep_signed_days,
        evidence=settings.keep_evidence_days,
        versions=settings.keep_versions_days,
        access=settings.keep_access_days,
        cases=settings.keep_cases_days,
    )
