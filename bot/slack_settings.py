"""The setting `slack`: the tokens, and how Saathi meets Slack."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from bot.slack_addresses import is_slacks


class SlackSettings(BaseModel):
    """How Saathi meets Slack. Without `bot_token`, `saathi serve` starts its local workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_token: SecretStr = Field(default=SecretStr(""), description="The bot token, 'xoxb-…'.")
    app_token: SecretStr = Field(
        default=SecretStr(""), description="The app-level token, 'xapp-…'; Socket Mode needs it."
    )
    signing_secret: SecretStr = Field(
        default=SecretStr(""), description="Checks that requests are Slack's; HTTP needs it."
    )
    mode: Literal["socket", "http"] = Field(
        default="socket", description="'socket' needs no public address; 'http' allows replicas."
    )
    connections: int = Field(
        default=2, ge=1, le=10, description="Sockets held at once; Slack drops one now and then."
    )
    streaming: bool = Field(
        default=True, description="Stream answers where the workspace can and nobody waits."
    )
    api_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is: at Slack, or on this machine, for tests.",
    )

    @field_validator("bot_token", "app_token")
    @classmethod
    def _is_of_its_kind(cls, token: SecretStr, info: ValidationInfo) -> SecretStr:
        kind = {"bot_token": "xoxb-", "app_token": "xapp-"}[str(info.field_name)]
        if token and not token.get_secret_value().startswith(kind):
            raise ValueError(f"this token starts with {kind}; docs/slack.md says where it is shown")
        return token

    @field_validator("api_url")
    @classmethod
    def _is_slacks(cls, url: str) -> str:
        if not url.endswith("/") or not is_slacks(url, api_url=url):
            raise ValueError(
                "tokens go to Slack alone; write the address as https://slack.com/api/"
            )
        return url
