"""How setup ends: the settings file is written, and the partner file begins empty."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import EdgeError
from bot.partner_deletion import delete_samples, samples_on_record
from bot.services import Services
from bot.terminal.setup.answers import Answers
from bot.terminal.setup.private_files import keep_privately, set_aside
from drafting.partners import DraftingError


def write_settings(answers: Answers, file: Path) -> Path | None:
    """Writes the settings file; the copy of the one before, if any. Raises SettingsError."""
    text = answers.text()
    before = file.read_bytes() if file.is_file() else None
    aside = None
    if before != text.encode():
        aside = set_aside(file) if before is not None else None
        keep_privately(file, text)
    answers.unfinished_file.unlink(missing_ok=True)
    return aside


def begin_empty(services: Services) -> str:
    """Deletes the samples and keeps them out of the partner file; why that failed, or ''."""
    try:
        delete_samples(services, samples_on_record(services))
    except (EdgeError, DraftingError) as error:
        return str(error)
    except SQLAlchemyError:
        return "The database does not answer; see that it runs, then run `saathi setup` again."
    return ""


def samples_notice(services: Services) -> str:
    """What to say before the partner file is emptied of samples; '' where it holds none."""
    try:
        samples = samples_on_record(services)
    except (EdgeError, DraftingError, SQLAlchemyError):
        return ""
    used_count = sum(1 for sample in samples.made_up if sample.was_used)
    if not samples.made_up:
        return ""
    words = f"The partner file holds {len(samples.made_up)} sample partners, made up to try Saathi"
    addition = (
        f"; {used_count} of them were worked with, and that would be deleted too"
        if used_count
        else ""
    )
    return f"{words}{addition}."
