"""How the workspace refuses: Slack's error codes to the bot, sentences to a person."""

from __future__ import annotations

from typing import Any


class CallRefused(Exception):
    """A call of the bot's that Slack would answer with `ok: false` and this error code."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    @property
    def answer(self) -> dict[str, Any]:
        """The body that goes back to the bot."""
        return {"ok": False, "error": self.error, **self.details}


class ActDeclined(Exception):
    """An act of a person's that cannot be done; its text is one sentence for that person."""


def invalid(error: str, problems: list[str]) -> CallRefused:
    """A refusal that lists its problems in Slack's manner."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return CallRefused(error, errors=problems, response_metadata={"messages": messages})
