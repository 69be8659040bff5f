"""Slack's side of the conversation: what it sends, checks, limits and refuses."""
