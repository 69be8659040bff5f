"""Agreements' lives in Slack: issued, signed, ended, and taken back; packs and signed files."""
