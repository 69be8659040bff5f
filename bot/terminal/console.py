"""What every command of the terminal prints with, and the services it works with."""

from __future__ import annotations

from rich.console import Console

from bot.operations.backup.contents import READY
from bot.operations.logs import log_to
from bot.services import Services, make_services
from bot.settings.home_folder import close_home
from bot.settings.settings import Settings, default_home, load_settings

out = Console()
err = Console(stderr=True)

TERMINAL = "terminal"  # who asks, where people have no names


def say(sentence: str) -> None:
    """Prints a sentence as it is; a title may hold '[...]', which is no markup."""
    out.print(sentence, highlight=False, markup=False)


def say_path(sentence: str) -> None:
    """Prints a sentence that holds a file's path, unbroken so that the path can be copied."""
    out.print(sentence, highlight=False, markup=False, soft_wrap=True)


def complain(sentence: str) -> None:
    """Prints what is wrong, on one line however long it is."""
    err.print(sentence, style="red", highlight=False, markup=False, soft_wrap=True)


def account() -> str:
    """Who works at the terminal: the account's name, or 'terminal' where it has none.

    The system is asked, not the environment, where anybody may write another name.
    """
    import os  # noqa: PLC0415  (for changes and what is put on record)
    import pwd  # noqa: PLC0415

    try:
        return f"{pwd.getpwuid(os.getuid()).pw_name} (terminal)"
    except KeyError:  # a user without a name, as in a container
        return TERMINAL


def open_services(**overrides: object) -> Services:
    """The services for the settings in force, with `overrides` in their place.

    A restore that was cut off is finished first: between two homes nothing can be answered.
    """
    settings = open_log(**overrides)
    if (settings.home / READY).exists():
        from bot.operations.backup.restoring import finish_interrupted  # noqa: PLC0415  (SQLAlchemy)
        from bot.operations.backup.source import Office  # noqa: PLC0415

        finish_interrupted(Office(settings.home, settings.database_url.get_secret_value()))
    return make_services(settings)


def open_log(**overrides: object) -> Settings:
    """The settings in force, with `overrides` in their place; the home closed and the log open."""
    settings = load_settings().model_copy(update=overrides)
    close_home(settings.home, always_ours=default_home())
    log_to(settings.home, secrets=settings.secrets)
    return settings
