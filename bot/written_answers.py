"""The setting `chat_model` → who words answers, and what is wrong with the setting."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.operations.redaction import redact
from bot.settings.chat_model import ChatModelSettings
from bot.settings.settings import SettingsError
from knowledge.writing import check_is_installed
from prompts import PROVIDERS, ChatSettings, Cost, PlaceKind

if TYPE_CHECKING:
    from bot.operations.database import Database
    from bot.spending import DailySpending
    from knowledge import Writer

LOG = logging.getLogger("saathi.model")
MICROS = 1_000_000


def make_writer(chosen: ChatModelSettings, database: Callable[[], Database]) -> Writer | None:
    """Who words answers; None where no model is set, or wrongly: `saathi doctor` says what.

    Nothing is asked of the provider yet, and `database` is opened at the first question.
    """
    if not chosen.model:
        return None
    cure = problem(chosen)
    if cure:
        LOG.warning("answers stay verbatim: %s", cure)
        return None
    from knowledge import Writer  # noqa: PLC0415  (with what follows: where a model is set only)
    from prompts import ChatModel  # noqa: PLC0415

    model = ChatModel(
        chat_settings(chosen),
        daily_spending(chosen, database),
        may_leave=chosen.may_leave(),
        screen=sendable_question,
    )
    return Writer(model, seconds=chosen.timeout)


def daily_spending(chosen: ChatModelSettings, database: Callable[[], Database]) -> DailySpending:
    """The budget that is set, with what was spent of it."""
    from bot.spending import DailySpending  # noqa: PLC0415  (SQLAlchemy)

    return DailySpending(database, Cost(chosen.tokens_a_day, round(chosen.money_a_day * MICROS)))


def problem(chosen: ChatModelSettings) -> str:
    """What keeps the model that is set from being asked, as a cure; '' where nothing does."""
    provider = PROVIDERS[chosen.provider]
    if not provider.is_installed:
        return f"install the extra `saathi[{provider.extra}]`, which '{chosen.model}' needs"
    if not check_is_installed():
        return (
            f"install the extra `saathi[{provider.extra}]` again: the parser that checks what "
            f"'{chosen.model}' writes is missing (`saathi[check]`)"
        )
    if provider.needs_key and not chosen.base_url and not chosen.api_key:
        return f"set `chat_model.api_key`: {chosen.host} asks for a key"
    if PlaceKind.QUESTIONS not in chosen.may_leave():
        return (
            f"nothing may be sent to {chosen.host}, so answers stay verbatim; if the office allows "
            "it, set `chat_model.send_questions` and `chat_model.send_documents` to true"
        )
    return ""


def refuse_without_check(chosen: ChatModelSettings) -> None:
    """Raises SettingsError where a model is set and the parser that checks its words is missing."""
    provider = PROVIDERS[chosen.provider] if chosen.model else None
    if provider is not None and provider.is_installed and not check_is_installed():
        raise SettingsError(
            f"`chat_model.model` is '{chosen.model}', and the parser that checks what it writes is "
            f"missing: install the extra `saathi[{provider.extra}]` again, or leave the setting "
            "empty for answers in the clauses’ own words."
        )


def chat_settings(chosen: ChatModelSettings) -> ChatSettings:
    """The setting as `ChatModel` takes it."""
    return ChatSettings(
        model=chosen.model,
        base_url=chosen.address,
        api_key=chosen.api_key.get_secret_value(),
        timeout=chosen.timeout,
        retries=chosen.retries,
        max_tokens=chosen.max_tokens,
        temperature=chosen.temperature,
        price_in=chosen.price_in,
        price_out=chosen.price_out,
    )


def sendable_question(question: str) -> str | None:
    """The question without telephone, account and identity numbers; None for a report."""
    from bot.slack.misconduct.deciding import is_report  # noqa: PLC0415  (its rules; where a model is set only)

    return None if is_report(question) else redact(question)
