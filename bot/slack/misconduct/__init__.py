"""Reports of suspected misconduct, and how they differ from questions about the policies."""

from bot.slack.misconduct.deciding import Decision, Judgement, decide, is_report, judge
from bot.slack.misconduct.recognising import recogniser

__all__ = ["Decision", "Judgement", "decide", "is_report", "judge", "recogniser"]
