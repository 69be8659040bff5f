"""Agreements in Slack: asked for, drafted, and sent as files."""
