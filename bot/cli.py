"""The `saathi` command. Each command calls the services; there is no logic in this module."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import sentence
from bot.operations.logs import LogForm, log_to
from bot.settings.home_folder import be_private
from bot.terminal.backup.commands import backup, restore
from bot.terminal.calendar.commands import calendar
from bot.terminal.console import complain, err, open_services, out, say
from bot.terminal.draft_commands import app as draft
from bot.terminal.due_diligence_commands import due_diligence
from bot.terminal.inbox_commands import inbox
from bot.terminal.lives.commands import app as agreements
from bot.terminal.marks.commands import marks
from bot.terminal.partner_commands import partners
from bot.terminal.policies.commands import knowledge
from bot.terminal.privacy.commands import privacy
from bot.terminal.register.commands import app as register
from bot.terminal.screening.commands import screening
from bot.terminal.setup_commands import setup
from bot.terminal.template_commands import templates

app = typer.Typer(
    help="Saathi, the partnership desk: the clause that answers, word for word.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(setup)
app.command()(backup)
app.command()(restore)
app.command()(calendar)
app.add_typer(knowledge, name="knowledge")
app.add_typer(partners, name="partners")
app.add_typer(draft, name="draft")
app.add_typer(agreements, name="agreements")
app.add_typer(register, name="register")
app.add_typer(templates, name="templates")
app.add_typer(due_diligence, name="due-diligence")
app.add_typer(screening, name="screening")
app.add_typer(inbox, name="inbox")
app.add_typer(marks, name="marks")
app.add_typer(privacy, name="privacy")


def _print_version(is_asked_for: bool) -> None:
    if is_asked_for:
        from importlib.metadata import version  # noqa: PLC0415  (for this option only)

        say(f"saathi {version('saathi')}")
        raise typer.Exit


@app.callback()
def saathi(
    _: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """Saathi, the partnership desk: the clause that answers, word for word."""


def main() -> None:
    """Runs the command line; a person sees one sentence for whatever goes wrong."""
    _restart_in_utf8()
    be_private()
    _make_streams_safe()
    try:
        app()  # which also ends quietly on Ctrl-C and when the reader of its output goes away
    except Exception as error:
        complain(sentence(error))
        raise SystemExit(1) from None


def _restart_in_utf8() -> None:
    """Starts again in Python's UTF-8 mode where the locale would encode file names otherwise.

    The vector store takes every path as UTF-8, and would look for its index elsewhere.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def _make_streams_safe() -> None:
    """A closed stream becomes an empty one; what the terminal's encoding lacks becomes '?'."""
    sys.stdin = sys.stdin or os.fdopen(os.open(os.devnull, os.O_RDONLY))
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@app.command()
def ask(
    question: Annotated[
        list[str] | None, typer.Argument(help="The question; none starts a conversation.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Read one question a line, write one JSON object a line.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--build", help="Make the index first if documents changed.")
    ] = False,
) -> None:
    """Ask what the policies say."""
    from bot.terminal import policy_views as terminal  # noqa: PLC0415  (rich's Markdown, for this command only)

    services = open_services()
    policies = services.policies
    # A fresh installation makes its index by itself; after a change it does with --build.
    if not policies.has_index() or (rebuild and not policies.is_built()):
        err.print("Making the index, once; this takes some seconds …", style="dim")
        policies.build()
    if as_json:
        policies.answerer()
        terminal.answer_lines(sys.stdin.buffer, sys.stdout, policies.ask)
    elif question:
        answer = terminal.ask_with_progress(err, policies.ask, " ".join(question))
        out.print(terminal.answer_view(answer))
    else:
        policies.answerer()
        terminal.converse(out, policies.ask, services.settings.home / "history")


@app.command()
def serve(
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Where to listen; 0 takes a free port.")
    ] = None,
) -> None:
    """Serves Slack; without Slack tokens, opens a local workspace to try Saathi in."""
    import threading  # noqa: PLC0415  (with the rest, for this command only)

    from bot.slack.serving import serve as serve_until  # noqa: PLC0415

    services = open_services() if port is None else open_services(port=port)
    slack = services.settings.slack
    if slack.bot_token:
        form: LogForm = "json" if slack.mode == "http" else "text"
        log_to(services.settings.home, sys.stderr, form, services.settings.secrets)
    serve_until(services, lambda line: out.print(line, highlight=False), threading.Event())


@app.command()
def report(
    days: Annotated[int, typer.Option(min=1, help="How many days to look back.")] = 90,
    to: Annotated[
        Path | None, typer.Option("--to", help="An .xlsx file to write instead of the text.")
    ] = None,
) -> None:
    """Questions that were declined or did not help, grouped by likeness."""
    from bot.slack.learning.improving import recent_report, save  # noqa: PLC0415
    from bot.terminal.policy_views import report_view  # noqa: PLC0415

    learning_report = recent_report(open_services(), days)
    if to is None:
        out.print(report_view(learning_report))
    else:
        save(learning_report, to)
        out.print(f"The report is in {to}.", highlight=False, markup=False, soft_wrap=True)


@app.command()
def forget(
    member: Annotated[str, typer.Argument(help="The person's Slack member id, U012AB3CD.")],
) -> None:
    """Deletes the questions that a person asked, and says what else stays with their id."""
    from bot.terminal.forgetting import forget as forget_them  # noqa: PLC0415

    forgotten = forget_them(open_services(), member)
    for line in forgotten.lines(member):
        say(line)


@app.command()
def manifest(
    url: Annotated[
        str, typer.Option(help="The public address of /slack/events, for HTTP mode.")
    ] = "",
) -> None:
    """The Slack app's manifest, to create or update the app with."""
    import json  # noqa: PLC0415

    from bot.slack.manifest import manifest as made  # noqa: PLC0415

    out.print(json.dumps(made(url), indent=2), highlight=False, markup=False, soft_wrap=True)


@app.command()
def doctor(
    try_model: Annotated[
        bool,
        typer.Option("--try-model", help="Ask the chat model seven questions; it costs tokens."),
    ] = False,
) -> None:
    """What is configured, what is embedded, what production would use, and what is wrong."""
    from bot.terminal.doctor.checks import examine  # noqa: PLC0415
    from bot.terminal.doctor.report import report_view  # noqa: PLC0415

    services = open_services()
    results = examine(services)
    if try_model:
        from bot.terminal.doctor.model_trial import model_trial  # noqa: PLC0415

        with err.status("Asking the chat model seven questions…"):
            results = [model_trial(services), *results]
    out.print(report_view(results, out.width))
    if any(result.cure for result in results):
        raise typer.Exit(1)
