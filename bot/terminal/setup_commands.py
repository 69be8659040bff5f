"""`saathi setup`: asks for the office's side, and writes the whole saathi.toml."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.terminal.console import complain, open_services, out

AnswersFile = Annotated[
    Path | None,
    typer.Option("--answers", help="A file as saathi.toml, whose settings are taken as answers."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing: write the file with what is set.")]
NoSamples = Annotated[
    bool, typer.Option("--no-samples", help="Without questions: begin without sample partners.")
]
PATH = "path"  # the style of a line with a path: unbroken, so that it can be copied
NO_TERMINAL = (
    "Setup asks its questions in a terminal, and this is none; give it --answers FILE with the "
    "settings, or --yes to write the file with what is set."
)


def setup(answers: AnswersFile = None, yes: Yes = False, no_samples: NoSamples = False) -> None:
    """Sets up the office: asks for its side of agreements, and writes every setting to a file."""
    from bot.settings.settings import config_file  # noqa: PLC0415  (with the rest, for this command only)
    from bot.terminal.setup.session import Session  # noqa: PLC0415

    if not (answers or yes or (sys.stdin.isatty() and sys.stdout.isatty())):
        complain(NO_TERMINAL)
        raise typer.Exit(1)
    session = Session(config_file().absolute(), ask=_ask, tell=_tell)
    if answers is not None:
        session.take(answers)
    if answers or yes:
        session.tell_of_earlier_answers()
    elif not session.interview():
        raise typer.Exit(1)
    session.write()
    services = open_services()
    if no_samples or not (answers or yes):
        session.partner_file(services, asking=not no_samples)
    session.next_steps(services)


def _ask(prompt: str, unseen: bool) -> str:
    """What the person types. Raises EOFError, KeyboardInterrupt."""
    from prompt_toolkit import prompt as ask  # noqa: PLC0415  (for this command only)

    if unseen:
        return getpass.getpass(f"{prompt}(not shown) ")
    # What is pasted may hold several lines; they are one answer.
    return ", ".join(line.strip(" ,") for line in ask(prompt).splitlines() if line.strip())


def _tell(words: RenderableType, look: str = "") -> None:
    """Prints words; an indented line stays indented where it wraps."""
    if isinstance(words, str) and words.startswith("  "):
        words = Padding(Text(words.strip()), (0, 0, 0, 2), expand=False)
    if look == PATH:
        out.print(words, highlight=False, markup=False, soft_wrap=True)
    else:
        out.print(words, style=look or None, highlight=False, markup=False)
