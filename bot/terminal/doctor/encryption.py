"""What `saathi doctor` says of encryption, and of where secrets come from."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import EdgeError
from bot.services import Services
from bot.settings.configuration.environment import variables_in_force
from bot.settings.configuration.names import OF_FILE, settings_of
from bot.settings.privacy import KEY_FILE
from bot.settings.settings import PREFIX, Settings, config_file
from bot.terminal.doctor.office import has_database
from bot.terminal.doctor.report import CheckResult
from drafting.partners import DraftingError, is_made_up
from drafting.partnership import SealingState, sealing_state
from drafting.partnership.cases import stands_in_the_clear
from drafting.sealing import KeyRing, is_cleaned

SUBJECT = "Encryption"
PRODUCTION = "bank details, CNICs and evidence encrypted, the key in a file: docs/privacy.md"
SET_A_KEY = (
    "run `saathi privacy new-key --to FILE` and set SAATHI_PRIVACY__ENCRYPTION_KEY_FILE to it"
)


def encryption(services: Services) -> CheckResult:
    """Whether what is restricted is encrypted, and can be read."""
    ring = services.key_ring
    try:
        if not has_database(services.settings):
            now = "on, from the first partner on" if ring.first else "off: no key is set"
            return CheckResult(SUBJECT, now, PRODUCTION)
        state = sealing_state(services.database, ring)
        if state.locked:
            return _locked(state)
        if ring.first is None:
            return _plain(services)
        traces = not is_cleaned(services.database, ring.first)
    except (EdgeError, DraftingError, SQLAlchemyError, OSError):
        return CheckResult(SUBJECT, "the database cannot be looked at", PRODUCTION)
    return _sealed(state, ring, traces, services.settings.home)


def _locked(state: SealingState) -> CheckResult:
    keys = ", ".join(state.missing_keys)
    now = f"what is encrypted with the key {keys} cannot be read: that key is not set"
    cure = (
        "put the key back behind the first in `privacy.encryption_key`; nothing is lost meanwhile"
    )
    return CheckResult(SUBJECT, now, PRODUCTION, cure)


def _plain(services: Services) -> CheckResult:
    """Without a key: fine for samples alone, and not for cases."""
    if stands_in_the_clear(services.database):
        now = "off: cases, which are for a role alone, stand unencrypted"
        return CheckResult(SUBJECT, now, PRODUCTION, SET_A_KEY)
    real = [record for record in services.partners.all() if not is_made_up(record)]
    if not real:
        return CheckResult(SUBJECT, "off: no key is set, and only samples are here", PRODUCTION)
    count = f"{len(real)} partner stands" if len(real) == 1 else f"{len(real)} partners stand"
    return CheckResult(SUBJECT, f"off: {count} unencrypted", PRODUCTION, SET_A_KEY)


def _sealed(state: SealingState, ring: KeyRing, traces: bool, home: Path) -> CheckResult:
    assert ring.first is not None
    if state.left or traces:
        now = f"{state.left:,} rows are not encrypted with the key {ring.first.id} yet"
        now = now if state.left else "traces of what stood there may be left in the files"
        return CheckResult(SUBJECT, now, PRODUCTION, "run `saathi privacy encrypt`")
    file = os.environ.get(KEY_FILE)
    if file and Path(file).expanduser().resolve().is_relative_to(home.resolve()):
        now = f"on, with the key {ring.first.id}, which lies beside what it encrypts"
        advice = "move the key’s file out of the folder `home`, where the backups do not go"
        return CheckResult(SUBJECT, now, PRODUCTION, advice=advice)
    older = len(ring.keys) - 1
    behind = f"; {older} older key is kept for backups" if older == 1 else ""
    behind = f"; {older} older keys are kept for backups" if older > 1 else behind
    return CheckResult(SUBJECT, f"on, with the key {ring.first.id}{behind}", PRODUCTION)


def secret_sources(settings: Settings) -> CheckResult:
    """Where each secret that is set comes from; never what it is."""
    variables = variables_in_force(os.environ, Settings, PREFIX)
    sources: dict[str, list[str]] = {}
    for setting in settings_of(Settings):
        if setting.is_secret and _value_at(settings, setting.path):
            variable = variables.get(setting.path, "")
            source = "a file" if variable.upper().endswith(OF_FILE) else "the environment"
            sources.setdefault(source if variable else config_file().name, []).append(setting.name)
    parts = [f"{', '.join(names)} from {source}" for source, names in sources.items()]
    return CheckResult("Secrets", "; ".join(parts) or "none is set", "from files: SAATHI_…_FILE")


def _value_at(settings: Settings, path: tuple[str, ...]) -> str:
    value: object = settings
    for name in path:
        value = getattr(value, name)
    return value.get_secret_value() if isinstance(value, SecretStr) else ""
