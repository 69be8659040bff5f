"""Services → the Bolt app and all that works behind it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import prompts
from bot.errors import EdgeError, public_sentence
from bot.operations.database import Database
from bot.operations.metrics import Metrics
from bot.services import Services
from bot.settings.settings import Settings
from bot.slack import routing as listeners
from bot.slack.checklists.reminders import ChecklistReminders
from bot.slack.checklists.reply import DueDiligenceReplies
from bot.slack.client import opening_client, posting_client, reading_client
from bot.slack.committee.reminders import CommitteeReminders
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.delivery.handlers import Handler
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.outage import Outage
from bot.slack.delivery.posting import LONGEST_WAIT
from bot.slack.delivery.reception import Reception
from bot.slack.delivery.replies import Replies, ReplyContent
from bot.slack.delivery.signals import Signals
from bot.slack.delivery.thinking import ThinkingPlaces
from bot.slack.delivery.workers import Workers
from bot.slack.drafts.reply import DraftReplies
from bot.slack.edge import Edge
from bot.slack.housekeeping import Housekeeping
from bot.slack.intake.surroundings import Surroundings
from bot.slack.learning.improving import RememberedReading
from bot.slack.lives.reply import LifeReplies
from bot.slack.misconduct.deciding import judge
from bot.slack.misconduct.reply import ReportReplies
from bot.slack.partner_files.reply import PartnerFileReplies
from bot.slack.partners.account_reminders import AccountReminders
from bot.slack.partnership.answers import CalendarAnswers
from bot.slack.partnership.following import Following
from bot.slack.partnership.reminders import CalendarReminders
from bot.slack.policies.reply import PolicyReplies
from bot.slack.pool.answers import PoolAnswers
from bot.slack.questions.question_view import which_notice
from bot.slack.questions.reply import QuestionReplies
from bot.slack.register.reply import RegisterReplies
from bot.slack.reminders import ReminderClock, ReminderReplies, ReminderSource, remind
from bot.slack.responder import Responder
from bot.slack.returned_files import ReturnedFiles
from bot.slack.roles import Permissions, directory_of
from bot.slack.screening.reminders import ScreeningReminders
from bot.slack.windows import do_soon
from drafting.documents import to_pdf
from drafting.partners import office_today
from knowledge import VectorStoreAway

LOG = logging.getLogger("saathi.app")
CHORES = 4


class WrongInstallation(EdgeError):
    """Saathi is installed for a whole organisation; the message says what to do."""


class BotIdentity:
    """Who Saathi is in its workspace; Slack is asked only once, so that no event waits for it."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._authorization: AuthorizeResult | None = None

    def learn(self) -> AuthorizeResult:
        """What Slack answers, asked again each time.

        Raises SlackApiError or OSError, and WrongInstallation where Saathi is not installed in one
        workspace.
        """
        identity = self._client.auth_test()
        if identity.get("is_enterprise_install"):
            raise WrongInstallation(prompts.load("replies/whole-organisation").text)
        self._authorization = AuthorizeResult(
            enterprise_id=identity.get("enterprise_id"),
            team_id=identity.get("team_id"),
            bot_user_id=identity.get("user_id"),
            bot_id=identity.get("bot_id"),
            bot_token=self._client.token,
        )
        return self._authorization

    def authorization(self) -> AuthorizeResult:
        """What Slack answered; it is asked only the first time."""
        return self._authorization or self.learn()


@dataclass(frozen=True)
class SlackApp:
    """The Bolt app, and what must be started and stopped with it."""

    bolt: App
    edge: Edge
    database: Database
    identity: BotIdentity
    reminders: ReminderClock
    housekeeping: Housekeeping
    outage: Outage

    def start(self) -> None:
        """Opens the documents' index and starts the workers.

        Raises KnowledgeError where the index cannot be opened, unless its Chroma server is away
        and may come back, and SlackApiError or OSError where Slack does not know the token or
        cannot be reached.
        """
        self.identity.authorization()
        try:
            self.edge.policies.answerer()
        except VectorStoreAway as error:  # questions are kept until it is back
            LOG.warning("questions wait: %s", error)
        # Reads its rules and both models (one for Urdu script) now, and not while somebody waits.
        judge("It is ready. سب تیار ہے۔")
        self.edge.workers.start()
        self.reminders.start()
        self.housekeeping.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """Finishes what is being worked on, for at most `seconds`; the rest waits in the inbox.

        True where nothing was cut off.
        """
        self.reminders.stop()
        self.housekeeping.stop()
        self.outage.stop()
        all_done = self.edge.workers.stop(seconds)
        self.edge.chores.shutdown(wait=True, cancel_futures=True)
        self.edge.making.shutdown(wait=True, cancel_futures=True)
        self.edge.signals.stop()
        self.database.close()
        return all_done


def make_app(services: Services, metrics: Metrics | None = None) -> SlackApp:
    """The app for `services`, its database migrated. Raises DatabaseError."""
    settings = services.settings
    database = services.database
    metrics = metrics or Metrics()
    permissions = Permissions(settings, directory_of(settings, metrics))
    services.people.name_of = permissions.written_name
    sources = reminder_sources(services, permissions)
    inbox = Inbox(database, settings.keep_questions_days)
    outage = Outage(posting_client(settings.slack, metrics), inbox)
    edge = _edge(services, inbox, metrics, permissions, sources, outage)
    identity = BotIdentity(edge.client)

    def authorize() -> AuthorizeResult:  # Bolt would take a method's `self` for an argument
        try:
            return identity.authorization()
        except SlackApiError as error:
            # Bolt would acknowledge what it cannot authorise; this way Slack sends it again.
            raise RuntimeError("Slack did not say who Saathi is") from error

    bolt = App(
        client=edge.client,
        authorize=authorize,
        signing_secret=settings.slack.signing_secret.get_secret_value() or "unused",
        # Slack signs HTTP requests only; over a socket there is nothing to check.
        request_verification_enabled=settings.slack.mode == "http",
        # What Slack sends is recorded before it is acknowledged: what fails is sent again.
        process_before_response=True,
        logger=logging.getLogger("slack_bolt"),
    )
    listeners.register(bolt, edge)
    bolt.error(_error_response)
    clock, housekeeping = ReminderClock(edge, sources), Housekeeping(services)
    return SlackApp(bolt, edge, database, identity, clock, housekeeping, outage)


def _edge(
    services: Services,
    inbox: Inbox,
    metrics: Metrics,
    permissions: Permissions,
    sources: Sequence[ReminderSource],
    outage: Outage,
) -> Edge:
    settings = services.settings
    reading = reading_client(settings.slack, metrics)
    signals = Signals(reading)
    reception = Reception()
    thinking = ThinkingPlaces(_concurrent_deliveries(services))
    handlers = handlers_of(
        services,
        permissions,
        inbox,
        signals,
        reading,
        sources,
        surroundings=Surroundings(reading, thinking.left),
        tell_second_persons=lambda: _tell_second_persons(edge, sources),
    )
    responder = Responder(
        handlers=handlers,
        inbox=inbox,
        replies=_replies(settings, inbox, metrics),
        signals=signals,
        reception=reception,
        outage=outage,
        thinking=thinking,
        coordinators=permissions.coordinators,
        receive=lambda delivery: _receive(edge, delivery),
    )

    def work(delivery: Delivery) -> None:
        responder.work(delivery, ahead=workers.ahead() - 1)

    workers = Workers(inbox, work, settings.workers)
    edge = Edge(
        services=services,
        settings=settings,
        policies=services.policies,
        inbox=inbox,
        workers=workers,
        signals=signals,
        client=reading,
        opening=opening_client(settings.slack, metrics),
        metrics=metrics,
        reception=reception,
        reading=RememberedReading(services.policies),
        permissions=permissions,
        chores=ThreadPoolExecutor(CHORES, thread_name_prefix="chores"),
    )
    return edge


def _receive(edge: Edge, delivery: Delivery) -> None:
    edge.receive(delivery)


def _tell_second_persons(edge: Edge, sources: Sequence[ReminderSource]) -> None:
    """Has them told soon of accounts that wait; where that fails, the hourly look tells."""
    of_accounts = [source for source in sources if isinstance(source, AccountReminders)]
    do_soon(edge, lambda: remind(edge, of_accounts))


def _replies(settings: Settings, inbox: Inbox, metrics: Metrics) -> Replies:
    return Replies(
        inbox,
        posting=posting_client(settings.slack, metrics),
        reading=reading_client(settings.slack, metrics, LONGEST_WAIT),
        metrics=metrics,
        streaming=settings.slack.streaming,
        modal_of=which_notice,
    )


def reminder_sources(services: Services, permissions: Permissions) -> tuple[ReminderSource, ...]:
    """What people are reminded of."""
    checklists = ChecklistReminders(
        settings=services.settings,
        permissions=permissions,
        due_diligence=lambda: services.due_diligence,
    )
    accounts = AccountReminders(
        permissions=permissions,
        accounts=lambda: services.accounts,
        partners=lambda: services.partners,
    )
    screening = ScreeningReminders(
        settings=services.settings,
        permissions=permissions,
        screening=lambda: services.screening,
        partners=lambda: services.partners,
    )
    committee = CommitteeReminders(permissions=permissions, services=lambda: services)
    calendar = CalendarReminders(
        following=Following(services.settings, permissions),
        calendar=lambda: services.calendar,
    )
    return (checklists, accounts, screening, committee, calendar)


def handlers_of(  # noqa: PLR0913  (what the conversations work with)
    services: Services,
    permissions: Permissions,
    inbox: Inbox,
    signals: Signals,
    reading: WebClient,
    sources: Sequence[ReminderSource],
    *,
    surroundings: Surroundings,
    tell_second_persons: Callable[[], None],
) -> dict[DeliveryKind, Handler]:
    """How each kind of delivery is answered: what every conversation brings."""
    settings, policies = services.settings, services.policies
    drafts, checklists, partner_files = _replies_on_partners(
        services, permissions, reading, tell_second_persons
    )
    policy_replies = PolicyReplies(
        settings=settings,
        permissions=permissions,
        policies=policies,
        client=reading,
        effects=services.policy_effects,
        pdf_of=services.pdf_of or to_pdf,
    )
    questions = QuestionReplies(
        settings=settings,
        permissions=permissions,
        policies=policies,
        inbox=inbox,
        signals=signals,
        surroundings=surroundings,
        before_policies=_before_policies(services, permissions),
    )
    lives, register = _replies_on_partnerships(services, permissions, reading)
    returned_files = ReturnedFiles(
        client=reading,
        partner_files=partner_files,
        drafts=drafts,
        checklists=checklists,
        register=register,
        policies=policy_replies,
        beside_a_file=questions.beside_a_file,
    )
    conversations = (
        register,
        questions,
        ReportReplies(settings=settings, policies=policies),
        drafts,
        checklists,
        partner_files,
        lives,
        policy_replies,
        returned_files,
        ReminderReplies(sources),
    )
    return {
        kind: handler
        for conversation in conversations
        for kind, handler in conversation.handlers().items()
    }


def _before_policies(
    services: Services, permissions: Permissions
) -> Callable[[Delivery], ReplyContent | None]:
    """What answers from the records: the calendar, and who is in the pool."""
    calendar = CalendarAnswers(
        following=Following(services.settings, permissions),
        calendar=lambda: services.calendar,
        partners=lambda: services.partners,
        today=office_today,
    )
    pool = PoolAnswers(services.settings, permissions, services.pool)
    return lambda delivery: calendar.answer(delivery) or pool.answer(delivery)


def _replies_on_partnerships(
    services: Services, permissions: Permissions, reading: WebClient
) -> tuple[LifeReplies, RegisterReplies]:
    """Who answers about agreements' lives, and about the register."""
    lives = LifeReplies(
        settings=services.settings,
        permissions=permissions,
        services=lambda: services,
        client=reading,
    )
    register = RegisterReplies(
        settings=services.settings,
        permissions=permissions,
        services=lambda: services,
        client=reading,
    )
    return lives, register


def _replies_on_partners(
    services: Services,
    permissions: Permissions,
    reading: WebClient,
    tell_second_persons: Callable[[], None],
) -> tuple[DraftReplies, DueDiligenceReplies, PartnerFileReplies]:
    """Who answers about agreements, checklists and files of partners."""
    settings = services.settings
    drafts = DraftReplies(
        settings=settings,
        permissions=permissions,
        drafting=lambda: services.drafting,
        access=lambda: services.access,
    )
    checklists = DueDiligenceReplies(
        settings=settings,
        permissions=permissions,
        due_diligence=lambda: services.due_diligence,
        access=lambda: services.access,
        client=reading,
    )
    partner_files = PartnerFileReplies(
        settings=settings,
        permissions=permissions,
        services=lambda: services,
        client=reading,
        tell_second_persons=tell_second_persons,
    )
    return drafts, checklists, partner_files


def _concurrent_deliveries(services: Services) -> int:
    """How many deliveries are worked on at the same time.

    One for each core: the models and the search leave Python's one lock for half of their time.
    More would be no quicker, and would keep acknowledgements waiting for it. The other workers wait
    for the network meanwhile; so does whoever has a chat model write the answer, or its vectors
    searched on a server: one that answers late must not keep the rest waiting.
    """
    if services.policies.waits_for_others:
        return services.settings.workers
    return os.cpu_count() or 2


def _error_response(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """An event that was not recorded is sent again; whoever gave a command hears at once."""
    text = public_sentence(error)
    if "command" in body:
        return BoltResponse(status=200, body=text)
    return BoltResponse(status=500, body="")
