"""What `saathi doctor` says of the office: its settings, its side of agreements, its partners."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import EdgeError
from bot.operations.database import FILE
from bot.partner_deletion import Samples, samples_on_record
from bot.services import Services
from bot.settings.contacts import ROLES, Contacts
from bot.settings.settings import Settings, config_file
from bot.terminal.doctor.report import CheckResult
from bot.terminal.setup.missing_settings import missing_settings
from bot.terminal.setup.session import UNFINISHED
from drafting.partners import DraftingError

SETUP = "`saathi setup` asks for it"


def settings_file() -> CheckResult:
    """Where settings come from, and whether setup was stopped half-way."""
    file = config_file()
    now = f"from {file.name} and the environment" if file.is_file() else "all as shipped"
    unfinished_file = file.with_name(file.name + UNFINISHED)
    advice = "setup was stopped: run `saathi setup` to go on" if unfinished_file.is_file() else ""
    return CheckResult("Settings", now, advice=advice)


def office(services: Services) -> CheckResult:
    """Which settings of the office's side are empty, and what agreements leave open for each."""
    missing = missing_settings(services)
    if not missing:
        return CheckResult("Office", "agreements lack nothing of the office’s side")
    lines = (
        f"{setting.name}: {setting.what_stays_open} ({', '.join(setting.documents)})"
        for setting in missing
    )
    now = "\n".join(("empty, so that agreements leave open:", *lines))
    return CheckResult("Office", now, "the office’s side by the setting `office`", advice=SETUP)


def contacts(settings: Settings) -> CheckResult:
    """Which roles of CSPF 18 nobody is named for."""
    details = settings.contacts.model_dump()
    unset = [ROLES[role] for role in Contacts.model_fields if not any(details[role].values())]
    now = f"without details: {', '.join(unset)}" if unset else "all roles have details"
    return CheckResult("Whom to ask", now, "names and addresses by the setting `contacts`")


def reporting(settings: Settings) -> CheckResult:
    """Whom people are sent to with a suspicion of misconduct."""
    roles = ", ".join(contact.role for contact in settings.reporting)
    now = roles or "none: who reports misconduct is sent to speak with somebody in person"
    exposure = "" if roles else f"set `reporting` before you announce Saathi: {SETUP}"
    production = "whom to turn to, by the setting `reporting`"
    return CheckResult("Reporting", now, production, exposure=exposure)


def partner_file(services: Services) -> CheckResult:
    """How many partners are on record, and whether their records and the office's places read."""
    settings = services.settings
    production = "the office’s own: `saathi partners import`"
    if not has_database(settings):
        return CheckResult("Partner file", "begins at its first use", production)
    try:
        file = services.partners
        partners, unreadable = file.all(), file.unreadable()
        samples = samples_on_record(services)
    except (EdgeError, DraftingError) as error:
        return CheckResult("Partner file", "cannot be read", production, str(error))
    except (SQLAlchemyError, OSError):
        cure = "see that the database runs, and that Saathi may write to its folder"
        return CheckResult("Partner file", "cannot be read", production, cure)
    count = len(samples.made_up) + len(samples.own)
    now = f"{len(partners)} on record, {count} of them samples"
    cure = _samples_cure(samples) if settings.serves_an_office else ""
    return CheckResult("Partner file", now, production, unreadable[0] if unreadable else cure)


def has_database(settings: Settings) -> bool:
    """False where none was needed yet: looking must not make one."""
    return bool(settings.database_url) or (settings.home / FILE).is_file()


def _samples_cure(samples: Samples) -> str:
    if samples.made_up:
        return "samples stand among the office’s partners: run `saathi partners delete --samples`"
    if samples.own:
        ids = ", ".join(sample.partner.id for sample in samples.own)
        return (
            f"{ids} began as a sample, and its documents say so: `saathi partners delete "
            "--samples` says how to keep it"
        )
    return ""
