"""Account and identity numbers in running text: IBANs and CNICs, however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

HIDDEN = "[number left out]"
GAP = r"[ \-‐-–\u00a0\u200b-\u200f]?"
# What an IBAN begins with, and as many signs as the longest has; words behind it may be among them.
IBAN = re.compile(
    rf"(?<![a-z0-9])[a-z]{{2}}{GAP}\d{GAP}\d(?:{GAP}[a-z0-9]){{11,30}}", re.IGNORECASE
)
CNIC = re.compile(r"(?<!\d)\d{5}[ .\-‐-–_/]?\d{7}[ .\-‐-–_/]?\d(?!\d)")
SHORTEST_IBAN = 15
FEWEST_DIGITS = 10  # by which an account's number is known where its check digits are wrong


def holds_number(text: str) -> bool:
    """True where an IBAN or a CNIC stands in the text, or what looks like one."""
    return next(_places(text), None) is not None


def without_numbers(text: str) -> str:
    """The text with a mark in place of each IBAN and CNIC."""
    parts, last = [], 0
    for start, end in sorted(_places(text)):
        if start >= last:
            parts += [text[last:start], HIDDEN]
        last = max(last, end)
    return "".join((*parts, text[last:]))


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers begin and end."""
    for match in CNIC.finditer(text):
        yield match.span()
    at = 0
    while beginning := IBAN.search(text, at):
        start, longest = beginning.span()
        end = _end_of_iban(text, start, longest)
        if end:
            yield start, end
        at = end or start + 2


def _end_of_iban(text: str, start: int, end: int) -> int:
    """Where the IBAN ends that begins at `start`, at `end` at the latest; 0 where none does.

    Its check digits tell; where they are wrong, so many digits that it is no word.
    """
    ends = [
        stop
        for stop in range(end, start, -1)
        if text[stop - 1].isalnum() and not text[stop : stop + 1].isalnum()
    ]
    for stop in ends:
        if _is_checked(text[start:stop]):
            return stop
    last_digits = (stop for stop in ends if text[stop - 1].isdigit())
    by_digits = next(last_digits, start)
    has_many = sum(sign.isdigit() for sign in text[start:by_digits]) >= FEWEST_DIGITS
    return by_digits if has_many else 0


def _is_checked(text: str) -> bool:
    """True where the check digits fit (ISO 7064, mod 97-10), and it is written as an IBAN is.

    One in a hundred sentences would fit by chance; but words are not in groups of four.
    """
    groups = re.split(r"[^0-9A-Za-z]+", text)
    compact = "".join(groups)
    if len(compact) < SHORTEST_IBAN or any(len(group) != 4 for group in groups[:-1]):
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
