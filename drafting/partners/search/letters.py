"""Letters as small numbers, in which many texts are looked through at once.

Two letters that are seldom used may have the same number. Then texts seem to have more letters in
common than they have, and never fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from drafting.partners.search.numbered_lists import Numbers

LetterNumbers = NDArray[np.uint8]
KINDS = 64
COMMON = "abcdefghijklmnopqrstuvwxyz 0123456789"
# Numbers that the common letters have to themselves; all others share the rest.
NUMBERS = np.array(
    [
        COMMON.index(chr(code))
        if chr(code) in COMMON
        else len(COMMON) + code % (KINDS - len(COMMON))
        for code in range(128)
    ],
    dtype=np.uint8,
)


def letter_numbers(text: str) -> LetterNumbers:
    """The number of each letter of `text`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    rare = len(COMMON) + codes % (KINDS - len(COMMON))
    return np.where(codes < len(NUMBERS), NUMBERS[np.minimum(codes, 127)], rare).astype(np.uint8)


def letter_counts(texts: Sequence[str], offsets: Numbers) -> NDArray[np.uint16]:
    """How often each letter, a row, stands in each text, a column; `offsets` are the texts'."""
    holders = np.repeat(np.arange(len(texts)), np.diff(offsets))
    places = letter_numbers("".join(texts)).astype(np.int64) * len(texts) + holders
    counts = np.bincount(places, minlength=KINDS * len(texts))
    return counts.astype(np.uint16).reshape(KINDS, len(texts))


def counted(text: str) -> Iterable[tuple[int, int]]:
    """Each different letter of `text`, and how often it stands there."""
    numbers, counts = np.unique(letter_numbers(text), return_counts=True)
    return zip(numbers.tolist(), counts.tolist(), strict=True)
