"""Account and identity numbers in running text: IBANs and CNICs, however they are spaced."""

from __future__ import annotations

import re

HIDDEN = "[number left out]"
GAP = r"[ \-‐-–\u00a0\u200b-\u200f]?"
NUMBER = re.compile(
    rf"(?<![a-z0-9])[a-z]{{2}}{GAP}\d{GAP}\d(?:{GAP}[a-z0-9]){{11,30}}(?![a-z0-9])"
    r"|(?<!\d)\d{5}[ .\-‐-–_/]?\d{7}[ .\-‐-–_/]?\d(?!\d)",
    re.IGNORECASE,
)
FEWEST_DIGITS = 10  # of an IBAN; what has fewer is a word or two behind a figure


def holds_number(text: str) -> bool:
    """True where an IBAN or a CNIC stands in the text, or what looks like one."""
    return any(_is_number(match) for match in NUMBER.finditer(text))


def without_numbers(text: str) -> str:
    """The text with a mark in place of each IBAN and CNIC."""
    return NUMBER.sub(lambda match: HIDDEN if _is_number(match) else match.group(), text)


def _is_number(match: re.Match[str]) -> bool:
    return sum(sign.isdigit() for sign in match.group()) >= FEWEST_DIGITS
