"""Reasons that people write for the record, which others read: words, and nothing to be sealed."""

from __future__ import annotations

import unicodedata

from drafting.sealing.numbers import holds_number

LONGEST_REASON = 500  # characters
SHORTEST_REASON = 3  # letters and digits: a dash or a tick is none
UNFIT = ("Cc", "Cs")  # control characters, halves of one
ASKED = "Write the reason: what was looked at, and what it showed."


def reason_of(text: str) -> str:
    """The reason on one line."""
    return " ".join(text.split())


def why_unfit(reason: str, wish: str = ASKED) -> str:
    """What is wrong with a reason on one line, and the cure; '' for nothing.

    `wish` is what is said where there is none.
    """
    if sum(map(str.isalnum, reason)) < SHORTEST_REASON:
        return wish
    if len(reason) > LONGEST_REASON:
        return f"Write the reason in at most {LONGEST_REASON} characters."
    if any(unicodedata.category(character) in UNFIT for character in reason):
        return "The reason holds characters that no document can; type it anew."
    if holds_number(reason):
        return "Leave account numbers and CNICs out of the reason; name the paper."
    return ""
