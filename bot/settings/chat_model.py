"""The setting `chat_model`: which model words answers, what it may see, and what it may cost."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.settings.configuration.group import SettingsGroup, excerpt
from prompts import PROVIDERS, PlaceKind


class ChatModelSettings(SettingsGroup):
    """Without `model`, answers are the clauses' own words, and nothing of this is used."""

    model: str = Field(
        default="",
        description="'openai:NAME', 'anthropic:NAME' or 'ollama:NAME'; empty: none, and nothing "
        "else of this table is used.",
        examples=["ollama:NAME"],
    )
    base_url: str = Field(
        default="",
        description="Another address than the provider’s own; with 'openai:…' any server that is "
        "compatible with it.",
        examples=["https://host/v1"],
    )
    api_key: SecretStr = Field(
        default=SecretStr(""), description="The provider’s key.", examples=["…"]
    )
    send_questions: bool = Field(
        default=False, description="Whether what people ask may be sent to the model."
    )
    send_documents: bool = Field(
        default=False, description="Whether clauses of the documents may be sent to the model."
    )
    timeout: float = Field(
        default=25.0,
        ge=2,
        le=240,
        description="Seconds after which whoever asked gets the verbatim answer instead.",
    )
    retries: int = Field(default=1, ge=0, le=5, description="Further tries within that time.")
    max_tokens: int = Field(
        default=1500, ge=100, le=16_000, description="The longest reply of the model, in tokens."
    )
    temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="How freely the model words; not set: as the provider has it.",
        examples=[0.2],
    )
    tokens_a_day: int = Field(
        default=1_000_000,
        ge=1,
        description="After so many tokens answers are verbatim until the next day.",
    )
    money_a_day: float = Field(
        default=0.0,
        ge=0,
        allow_inf_nan=False,
        description="The same for money, by the two prices below; 0: not counted.",
        examples=[5.0],
    )
    price_in: float = Field(
        default=0.0,
        ge=0,
        allow_inf_nan=False,
        description="The price of a million tokens that are sent.",
        examples=[0.15],
    )
    price_out: float = Field(
        default=0.0,
        ge=0,
        allow_inf_nan=False,
        description="The price of a million tokens that are received.",
        examples=[0.6],
    )

    @field_validator("model")
    @classmethod
    def _names_a_provider(cls, model: str) -> str:
        provider, _, name = model.partition(":")
        forms = ", ".join(f"'{provider}:NAME'" for provider in PROVIDERS)
        if model and not (name and re.fullmatch(r"\S+", model)):
            raise ValueError(f"write the model as one of {forms}")
        if model and provider not in PROVIDERS:
            raise ValueError(
                f"there is no provider '{excerpt(provider)}'; write one of {forms}, and a server "
                "that is compatible with openai as 'openai:NAME' with its `base_url`"
            )
        return model

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not re.fullmatch(r"(https?://[^/\s@?#]+(/[^\s@?#]*)?)?", url):
            raise ValueError("write the address as https://host/v1, without a name or a password")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _has_prices(self) -> Self:
        if self.money_a_day and not (self.price_in or self.price_out):
            raise ValueError("`money_a_day` needs `price_in` and `price_out`")
        return self

    @property
    def provider(self) -> str:
        """'openai', 'anthropic' or 'ollama'."""
        return self.model.partition(":")[0]

    @property
    def address(self) -> str:
        """Where the model is asked."""
        return self.base_url or PROVIDERS[self.provider].address

    @property
    def host(self) -> str:
        """The machine that sees what is sent."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_here(self) -> bool:
        """True where the model runs on this machine, so that nothing leaves it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:  # a name
            return self.host == "localhost"

    def may_leave(self) -> frozenset[PlaceKind]:
        """Whose words may be sent to the model."""
        permissions = {
            PlaceKind.QUESTIONS: self.send_questions,
            PlaceKind.DOCUMENTS: self.send_documents,
        }
        return frozenset(
            kind for kind, may_be_sent in permissions.items() if may_be_sent or self.is_here
        )
