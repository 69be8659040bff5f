"""Reports of suspected misconduct, and how they differ from questions about the policies."""

from bot.slack.misconduct.recognising import is_report, recogniser

__all__ = ["is_report", "recogniser"]
