"""Restricted values as they are kept: sealed in each version, and comparable by digests."""
