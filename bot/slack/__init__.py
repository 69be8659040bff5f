"""Saathi in Slack: who listens to what, and the rooms of its conversations."""
