"""Editions on record: what was put there, what was amended, and what differs between two.

record       an edition, its amendments, and which of several is in force
keeping      the files they are kept in, each whole and never overwritten
comparing    two editions side by side, aligned by their words
"""
