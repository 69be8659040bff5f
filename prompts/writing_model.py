"""What a chat model gives back, and why it may give nothing; imports no provider's package."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class ModelFault(StrEnum):
    """Why a chat model gave nothing that can be used."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate-limited"
    PROVIDER_ERROR = "provider-error"
    REFUSED = "refused"
    CUT = "cut"
    MALFORMED = "malformed"
    SCHEMA = "schema"
    BUDGET = "budget"
    KEY = "key"
    UNKNOWN_MODEL = "unknown-model"
    WITHHELD = "withheld"
    RESTING = "resting"
    FAILED = "failed"


SENTENCES = {
    ModelFault.UNREACHABLE: "The chat model cannot be reached.",
    ModelFault.TIMEOUT: "The chat model took too long.",
    ModelFault.RATE_LIMITED: "The chat model’s provider takes no more requests for now.",
    ModelFault.PROVIDER_ERROR: "The chat model’s provider reports an error of its own.",
    ModelFault.REFUSED: "The chat model declined to reply.",
    ModelFault.CUT: "The connection to the chat model broke off.",
    ModelFault.MALFORMED: "The chat model’s reply is too long for `chat_model.max_tokens`, or is "
    "not JSON.",
    ModelFault.SCHEMA: "The chat model’s reply has not the form that was asked for.",
    ModelFault.BUDGET: "The budget for the chat model is used up for today.",
    ModelFault.KEY: "The chat model’s provider does not take the key; "
    "correct the setting `chat_model.api_key`.",
    ModelFault.UNKNOWN_MODEL: "The chat model’s provider does not know the model; "
    "correct the setting `chat_model.model`.",
    ModelFault.WITHHELD: "What would have to be sent may not leave the office.",
    ModelFault.RESTING: "The chat model failed several times in a row and is left alone for a "
    "minute.",
    ModelFault.FAILED: "The chat model could not be used; the log says more.",
}


class ModelUnavailable(Exception):
    """No reply from the model; whoever asked gets the verbatim answer instead."""

    def __init__(self, reason: ModelFault) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason

    @property
    def sentence(self) -> str:
        """What is the matter, in one sentence without anything that was sent or received."""
        return SENTENCES[self.reason]


@dataclass(frozen=True)
class ModelReply(Generic[T]):
    """What the model wrote, parsed into `value`, and the tokens and time it used."""

    value: T
    tokens_in: int
    tokens_out: int
    seconds: float
    digest: str  # of the prompt's prose
    model: str  # 'provider:name'


@dataclass(frozen=True)
class Cost:
    """Tokens, and money in millionths of the currency that the prices are in."""

    tokens: int = 0
    micros: int = 0


class Spending(Protocol):
    """The day's budget. Threads and processes may share one."""

    def reserve(self, cost: Cost) -> str | None:
        """The day that `cost` is now counted to; None where the budget has no room for it."""

    def settle(self, day: str, reservation: Cost, used: Cost) -> None:
        """Counts `used` to `day` in place of the reservation."""


@dataclass(frozen=True)
class ChatSettings:
    """Which model, where, and what a call may take."""

    model: str  # 'provider:name'
    base_url: str
    api_key: str = field(default="", repr=False)
    timeout: float = 25.0  # seconds of silence after which a connection is given up
    retries: int = 1
    max_tokens: int = 1500  # of one reply
    temperature: float | None = None  # None: the provider's own
    price_in: float = 0.0  # of a million tokens
    price_out: float = 0.0

    @property
    def provider(self) -> str:
        """'openai', 'anthropic' or 'ollama'."""
        return self.model.partition(":")[0]

    def cost(self, tokens_in: int, tokens_out: int) -> Cost:
        """What so many tokens cost; a price per million tokens is millionths per token."""
        micros = tokens_in * self.price_in + tokens_out * self.price_out
        return Cost(tokens_in + tokens_out, round(micros))
