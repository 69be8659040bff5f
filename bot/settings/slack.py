"""The setting `slack`: the tokens, and how Saathi meets Slack."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bot.settings.configuration.group import SettingsGroup, excerpt
from bot.settings.slack_addresses import is_slacks

# What Slack gives out, by how it starts.
KINDS = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user’s token",
    "xoxe": "a token that is renewed",
    "https://": "an address",
}


class SlackSettings(SettingsGroup):
    """How Saathi meets Slack. Without `bot_token`, `saathi serve` starts its local workspace."""

    bot_token: SecretStr = Field(
        default=SecretStr(""),
        title="Bot token",
        description="The bot token; empty: `saathi serve` opens the local workspace.",
        examples=["xoxb-…"],
    )
    app_token: SecretStr = Field(
        default=SecretStr(""),
        title="App-level token",
        description="The app-level token, which Socket Mode needs.",
        examples=["xapp-…"],
    )
    signing_secret: SecretStr = Field(
        default=SecretStr(""),
        title="Signing secret",
        description="Checks that requests are Slack’s; the mode 'http' needs it.",
        examples=["…"],
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
    workflow_posts: bool = Field(
        default=False,
        description="Answer posts of workflows and other apps that mention Saathi, in their "
        "thread.",
    )
    user_groups: tuple[str, ...] = Field(
        default=(),
        title="User groups that mean Saathi",
        description="Slack ids of user groups; who mentions one in a channel that Saathi is in "
        "asks Saathi.",
        examples=[["S06UV7WX8"]],
    )
    guests: bool = Field(
        default=True,
        description="Answer guests of the workspace; false: they are told to ask a colleague, "
        "which needs the scope users:read.",
    )
    connect: bool = Field(
        default=False,
        description="Answer people of other organisations in channels shared by Slack Connect.",
    )
    api_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is: at Slack, or on this machine, for tests.",
    )

    @field_validator("bot_token", "app_token")
    @classmethod
    def _is_of_its_kind(cls, token: SecretStr, info: ValidationInfo) -> SecretStr:
        kind = {"bot_token": "xoxb-", "app_token": "xapp-"}[str(info.field_name)]
        text = token.get_secret_value()
        if text and not re.fullmatch(rf"{kind}[\w.%+/=-]+", text, re.ASCII):
            raise ValueError(
                f"it {_token_problem(text, kind)}; docs/slack.md says where Slack shows it"
            )
        return token

    @field_validator("signing_secret")
    @classmethod
    def _is_a_secret(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]*", secret.get_secret_value()):
            raise ValueError("it is an example, or has a character too many; copy it from Slack")
        return secret

    @field_validator("user_groups")
    @classmethod
    def _are_groups(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [entry for entry in ids if not re.fullmatch(r"S[A-Z0-9]{2,20}", entry)]
        if wrong:
            raise ValueError(
                f"'{excerpt(wrong[0])}' is no user group; write ids such as S06UV7WX8 (in Slack: "
                "People, User groups, the group, ⋮, Copy group ID)"
            )
        return ids

    @field_validator("api_url")
    @classmethod
    def _is_slacks(cls, url: str) -> str:
        if not url.endswith("/") or not is_slacks(url, api_url=url):
            raise ValueError(
                "tokens go to Slack alone; write the address as https://slack.com/api/"
            )
        return url


def _token_problem(text: str, kind: str) -> str:
    """What was written in place of a token, without repeating it."""
    kind_name = next((name for start, name in KINDS.items() if text.startswith(start)), "")
    if text.startswith(kind):
        return f"starts with {kind} and is no whole token; paste the whole of it"
    return (
        f"holds {kind_name}, and must start with {kind}" if kind_name else f"must start with {kind}"
    )
