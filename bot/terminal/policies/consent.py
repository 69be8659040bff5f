"""Asking whoever runs a command before anything changes, and who that is."""

from __future__ import annotations

import getpass
import sys

import typer

from bot.errors import EdgeError
from bot.terminal.console import TERMINAL, say


class NobodyAsked(EdgeError):
    """There is nobody at the terminal who could say yes; the message says what to do."""


def refuse_unasked(yes: bool) -> None:
    """Raises NobodyAsked where --yes was left out and nobody can be asked."""
    if not yes and not somebody_is_there():
        raise NobodyAsked(
            "Nothing was changed, for nobody can be asked here: look at what is shown above, and "
            "run the same command with --yes."
        )


def somebody_is_there() -> bool:
    """True where a person can answer a question."""
    return sys.stdin.isatty()


def agrees(question: str, yes: bool) -> bool:
    """Whether it may be done; a no is said back. Raises NobodyAsked."""
    refuse_unasked(yes)
    if yes or typer.confirm(question):
        return True
    say("Nothing was changed.")
    return False


def account() -> str:
    """The account that runs the command, as the record keeps it."""
    try:
        return getpass.getuser() or TERMINAL
    except (OSError, KeyError, ImportError):  # an account without a name
        return TERMINAL
