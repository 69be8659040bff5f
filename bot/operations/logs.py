"""The log: what happened, without secrets, without people's numbers, without what they wrote.

Every record of the process comes to the handlers that `log_to` puts on the root logger, and their
formatters redact all of its text: message, arguments, traceback. Libraries are logged from WARNING
on, whatever level they are set to: below it Slack's log whole messages.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal, NamedTuple, TextIO

from bot.operations.redaction import redact
from knowledge.storage import own_folder

OWN = "saathi"
FILE = "saathi.log"
MARK = "saathi: "  # before the names of the handlers set up here
LogForm = Literal["json", "text"]


class _Work(NamedTuple):
    """What a thread works on."""

    delivery: str = ""
    private_texts: tuple[str, ...] = ()


NOTHING = _Work()
WORK: ContextVar[_Work] = ContextVar("work", default=NOTHING)


def log_to(
    folder: Path,
    stream: TextIO | None = None,
    form: LogForm = "text",
    secrets: Iterable[str] = (),
) -> None:
    """Sends the log to `saathi.log` in `folder` as JSON lines, and to `stream` in that `form`.

    Where the folder cannot be written, there is no file. `secrets` are the values of the settings
    that must not be logged, wherever they occur. What an earlier call set up is removed.
    """
    close()
    secret_values = frozenset(secrets)
    handlers = [_file(folder)]
    handlers[0].setFormatter(JsonLines(secret_values))
    if stream is not None:
        handlers.append(logging.StreamHandler(stream))
        handlers[1].setFormatter(
            JsonLines(secret_values) if form == "json" else PlainText(secret_values)
        )
    for number, handler in enumerate(handlers):
        handler.name = f"{MARK}{number}"
        handler.addFilter(is_loggable)
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)
    # A record that cannot be written would be printed with everything in it.
    logging.raiseExceptions = False


def _file(folder: Path) -> logging.Handler:
    try:
        own_folder(folder)
        return RotatingFileHandler(
            folder / FILE, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return logging.NullHandler()


def close() -> None:
    """Removes what `log_to` set up."""
    root = logging.getLogger()
    for handler in [
        candidate for candidate in root.handlers if (candidate.name or "").startswith(MARK)
    ]:
        root.removeHandler(handler)
        handler.close()
    logging.getLogger(OWN).setLevel(logging.NOTSET)
    logging.raiseExceptions = True


@contextmanager
def about(delivery: str, *private_texts: str | None) -> Iterator[None]:
    """Within it, each record names the delivery, and `private_texts` are in none of them."""
    outer = WORK.get()
    texts = (*outer.private_texts, *(text for text in private_texts if text))
    token = WORK.set(_Work(delivery or outer.delivery, texts))
    try:
        yield
    finally:
        WORK.reset(token)


def is_loggable(record: logging.LogRecord) -> bool:
    """True for Saathi's own records and for warnings of libraries."""
    own = record.name == OWN or record.name.startswith(f"{OWN}.")
    return own or record.levelno >= logging.WARNING


class _RedactingFormatter(logging.Formatter):
    """What both forms share: the texts of a record, redacted."""

    def __init__(self, secrets: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._secrets = secrets

    def message(self, record: logging.LogRecord) -> str:
        """The message with its arguments; without them where they do not fit."""
        try:
            message = record.getMessage()
        except Exception:  # an argument may raise what it likes when it is turned into text
            message = str(record.msg)
        return self.clean(message)

    def trace(self, record: logging.LogRecord) -> str:
        """The traceback, or ''; never the one that another handler's formatter left behind."""
        if record.exc_info and record.exc_info[0]:
            return self.clean(self.formatException(record.exc_info))
        return self.clean(record.exc_text or "")

    def clean(self, text: str) -> str:
        """`text` redacted, and without characters that steer a terminal."""
        safe_text = redact(text, self._secrets, WORK.get().private_texts)
        return "".join(c if c in "\n\t" or c.isprintable() else "�" for c in safe_text)

    def fields(self, record: logging.LogRecord) -> dict[str, str]:
        """The reference that a person was given, and the delivery; those that there are."""
        delivery = getattr(record, "delivery", WORK.get().delivery)
        values = {"reference": getattr(record, "reference", ""), "delivery": delivery}
        return {name: self.clean(str(value)) for name, value in values.items() if value}


class JsonLines(_RedactingFormatter):
    """One JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line: time (UTC), level, logger, message, and what else there is."""
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
            **self.fields(record),
        }
        trace = self.trace(record)
        return json.dumps(values | ({"error": trace} if trace else {}))


class PlainText(_RedactingFormatter):
    """Text for a terminal; a record's further lines are indented, so that none can pose as one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, its traceback below it."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {self.message(record)}"
        fields = "".join(f" · {name} {value}" for name, value in self.fields(record).items())
        trace = self.trace(record)
        return (head + fields + (f"\n{trace}" if trace else "")).replace("\n", "\n    ")
