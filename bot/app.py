"""Services → the Bolt app and all that works behind it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltResponse

from bot import listeners
from bot.database import Database
from bot.deliveries import Delivery
from bot.edge import Edge
from bot.errors import sentence
from bot.improving import RememberedReading
from bot.inbox import Inbox
from bot.metrics import Metrics
from bot.misconduct import recogniser
from bot.reception import Reception
from bot.replies import Replies
from bot.responder import Responder
from bot.services import Services
from bot.signals import Signals
from bot.slack_client import posting_client, reading_client
from bot.workers import Workers

CHORES = 4


@dataclass(frozen=True)
class SlackApp:
    """The Bolt app, and what must be started and stopped with it."""

    bolt: App
    edge: Edge
    database: Database

    def start(self) -> None:
        """Opens the documents' index and starts the workers.

        Raises KnowledgeError where the index cannot be opened.
        """
        self.edge.policies.answerer()
        recogniser()  # reads its rules now, and not while somebody waits
        self.edge.workers.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """Finishes what is being worked on, for at most `seconds`; the rest waits in the inbox.

        True where nothing was cut off.
        """
        finished = self.edge.workers.stop(seconds)
        self.edge.chores.shutdown(wait=True, cancel_futures=True)
        self.edge.signals.stop()
        self.database.close()
        return finished


def make_app(services: Services, metrics: Metrics | None = None) -> SlackApp:
    """The app for `services`, its database migrated. Raises DatabaseError."""
    settings = services.settings
    database = Database(settings.database_url.get_secret_value(), settings.home)
    database.migrate()
    edge = _edge(services, Inbox(database, settings.keep_questions_days), metrics or Metrics())
    bolt = App(
        client=edge.client,
        token_verification_enabled=False,  # `serve` asks, and says in words what is wrong
        signing_secret=settings.slack.signing_secret.get_secret_value() or "unused",
        # Slack signs HTTP requests only; over a socket there is nothing to check.
        request_verification_enabled=settings.slack.mode == "http",
        # What Slack sends is recorded before it is acknowledged: what fails is sent again.
        process_before_response=True,
        logger=logging.getLogger("slack_bolt"),
    )
    listeners.register(bolt, edge)
    bolt.error(_say_what_went_wrong)
    return SlackApp(bolt, edge, database)


def _edge(services: Services, inbox: Inbox, metrics: Metrics) -> Edge:
    settings = services.settings
    reading = reading_client(settings.slack, metrics)
    signals = Signals(reading)
    reception = Reception()
    responder = Responder(
        settings=settings,
        policies=services.policies,
        inbox=inbox,
        replies=Replies(
            inbox,
            posting=posting_client(settings.slack, metrics),
            reading=reading,
            metrics=metrics,
            streaming=settings.slack.streaming,
        ),
        signals=signals,
        reception=reception,
    )

    def work(delivery: Delivery) -> None:
        responder.work(delivery, ahead=workers.ahead() - 1)

    workers = Workers(inbox, work, settings.workers)
    return Edge(
        settings=settings,
        policies=services.policies,
        inbox=inbox,
        workers=workers,
        signals=signals,
        client=reading,
        metrics=metrics,
        reception=reception,
        reading=RememberedReading(services.policies),
        chores=ThreadPoolExecutor(CHORES, thread_name_prefix="chores"),
    )


def _say_what_went_wrong(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """An event that was not recorded comes again; who gave a command is told at once."""
    said = sentence(error)
    if "command" in body:
        return BoltResponse(status=200, body=said)
    return BoltResponse(status=500, body="")
