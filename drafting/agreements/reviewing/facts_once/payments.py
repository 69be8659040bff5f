"""Which payment a text speaks of: 'the first tranche', 'the last instalment', 'pehli qist'."""

from __future__ import annotations

import re

_NUMBERS = {
    **{"first": 1, "1st": 1, "initial": 1, "pehli": 1, "second": 2, "2nd": 2, "doosri": 2},
    **{"third": 3, "3rd": 3, "teesri": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5},
    **{"last": -1, "final": -1, "akhri": -1},
}
ORDINAL = "|".join(_NUMBERS)
PAYMENT = re.compile(
    rf"\b(?:(?P<which>{ORDINAL})\s(?:tranche|instal?lment|payment|disbursement|qist)|"
    r"(?:tranche|instal?lment|qist))\b"
)
SOME = 0  # a payment without its number


def payment_in(text: str) -> int | None:
    """The number of the payment that `text` names last, from 1, or -1 for the last one.

    SOME where it names one without a number, None where it names none.
    """
    matches = list(PAYMENT.finditer(text))
    return payment_number(matches[-1]["which"]) if matches else None


def payment_number(word: str | None) -> int:
    """1 for 'first', -1 for 'last'; SOME for another word."""
    return _NUMBERS.get(word or "", SOME)
