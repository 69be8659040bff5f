"""Slack over HTTP: the server, and what it refuses before anything is read."""
