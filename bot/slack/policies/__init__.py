"""Policies in Slack: a file sent by direct message, looked at, and put in force by a button."""
