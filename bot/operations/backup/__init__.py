"""Backing up a home while it is served, checking what was kept, and restoring it."""
