"""Sums of money in a text: 'PKR 7,500,000/-', 'Rs. 75 lakh', '7.5M PKR', 'ten million rupees'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafting.agreements.figures.figures import Sum
from drafting.agreements.figures.numerals import NUMBER, number_of

SIGNS = {
    r"pkr|rs|₨|rupees?": "PKR",
    r"us\$|\$|usd": "USD",
    r"€|eur": "EUR",
    r"£|gbp": "GBP",
    r"aud|au\$": "AUD",
    r"cad": "CAD",
    r"chf": "CHF",
    r"jpy|¥|yen": "JPY",
    r"nok": "NOK",
    r"sek": "SEK",
    r"dkk": "DKK",
    r"inr": "INR",
}
# Words that follow their number: '75 lakh rupay', 'two hundred dollars'.
NOUNS = {
    r"rupees?|rupa?iy?[ae]y?|rupa?ya|rupay|روپے|روپیہ|روپیے": "PKR",
    r"(?:us\s)?dollars?": "USD",
    r"euros?": "EUR",
    r"pounds?(?:\ssterling)?": "GBP",
}
_SIGN, _NOUN = "|".join(SIGNS), "|".join(NOUNS)
TAIL = r"(?:\s?/[-=]|\s?only\b)?"
BEHIND_SIGN = re.compile(
    rf"(?<!\w)(?P<sign>{_SIGN})\.?\s?:?\s?(?P<number>{NUMBER}){TAIL}(?:\s(?:pkr|usd|eur)\b)?",
    re.IGNORECASE,
)
BEFORE_NOUN = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER})\s(?P<sign>{_NOUN})(?!\w)", re.IGNORECASE
)
BEFORE_SIGN = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER})\s?(?P<sign>{_SIGN})(?!\w)", re.IGNORECASE
)
WITH_STROKE = re.compile(rf"(?<![\w.,])(?P<number>{NUMBER})\s?/[-=]", re.IGNORECASE)
MONEY_NOUN = (
    r"(?:sub-?)?grants?|funds?|funding|budget|amount|sum|total|contribution|tranche|instal?lment|"
    r"payment|disbursement|raqam|rakam|imdad|رقم|گرانٹ|فنڈ"
)
# Without a sign it is money only right behind a noun that says so.
BEHIND_NOUN = re.compile(
    rf"\b(?:{MONEY_NOUN})(?:\s(?:of|is|at|amounting|amounts?|comes|worth|to|up|a|total))*\s?[:=]?\s"
    rf"(?P<number>{NUMBER})(?!\s?(?:%|per\s?cent|st\b|nd\b|rd\b|th\b|[-/.]\d|[a-z]))",
    re.IGNORECASE,
)
LEAST_WITHOUT_SIGN = 10_000  # below it a number behind 'total' or 'amount' counts something else


def sums_in(text: str) -> Iterator[Sum]:
    """Every sum of money in `text`, which has plain digits; not in order."""
    for pattern in (BEFORE_NOUN, BEHIND_SIGN, BEFORE_SIGN):
        for match in pattern.finditer(text):
            yield from _sum(match, _currency(match["sign"]), match.start())
    for match in WITH_STROKE.finditer(text):
        yield from _sum(match, "PKR", match.start())
    for match in BEHIND_NOUN.finditer(text):
        if number_of(match["number"]) >= LEAST_WITHOUT_SIGN:
            yield from _sum(match, "", match.start("number"))


def _sum(match: re.Match[str], currency: str, start: int) -> Iterator[Sum]:
    amount = number_of(match["number"])
    if amount:
        text = match.string[start : match.end()].strip()
        yield Sum(text, start, start + len(text), amount, currency)


def _currency(sign: str) -> str:
    every = {**NOUNS, **SIGNS}
    return next(code for signs, code in every.items() if re.fullmatch(signs, sign, re.IGNORECASE))
