"""Shares, periods, rhythms and numbers of instalments in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from drafting.agreements.figures.figures import Instalments, Period, Rhythm, Share, WrittenFigure
from drafting.agreements.figures.numerals import AGAIN, NUMBER, number_of

PERCENT = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER}){AGAIN}\s?(?:%|per\s?cent\b|percent\b|fi\s?sad\b|فیصد)",
    re.IGNORECASE,
)
UNITS = {
    "day": r"days?|din|دن",
    "week": r"weeks?|haft[ae]y?|ہفتے",
    "month": r"months?|mahin[ae]y?|maah|ماہ|مہینے",
    "year": r"years?|saal|سال",
}
_UNIT = "|".join(f"(?P<{unit}>{words})" for unit, words in UNITS.items())
LENGTH = re.compile(
    rf"(?<![\w.,/])(?P<number>{NUMBER}){AGAIN}(?:\s\d+)?[\s-]?(?:calendar\s|working\s|full\s)?"
    rf"(?:{_UNIT})(?!\w)",
    re.IGNORECASE,
)
EVERY = r"(?:every|each|per|once (?:a|every|each|in (?:a|every|each)))"
RHYTHMS = {
    1: rf"monthly|{EVERY} month|month-wise|mahana|har mah(?:ine)?|ہر ماہ|ماہانہ",
    2: r"bi-?monthly|every (?:two|2|second|other) months?",
    3: rf"quarterly|{EVERY} quarter|every (?:three|3) months|seh ?mahi|har teen mah|سہ ماہی",
    4: r"every (?:four|4) months",
    6: r"(?:half|semi)-?\s?(?:year|annual)ly|six-?monthly|bi-?annual(?:ly)?|twice (?:a|per|each) "
    r"year|every (?:six|6) months|shash ?mahi|ششماہی",
    12: rf"yearly|annual(?:ly)?|{EVERY} year|salana|سالانہ",
}
OFTEN = re.compile(
    "|".join(f"(?P<every_{months}>\\b(?:{words})\\b)" for months, words in RHYTHMS.items()),
    re.IGNORECASE,
)
_EQUAL = r"(?P<equal>equal\s|barabar\s|برابر\s)?"
IN_PARTS = re.compile(
    rf"(?<![\w.,/])(?P<number>{NUMBER}){AGAIN}\s{_EQUAL}(?:(?:quarterly|monthly|separate|cash)\s)?"
    r"(?:tranches|instal?lments|qist(?:on|en|ein)|قسطوں|قسطیں)(?!\w)",
    re.IGNORECASE,
)
HALF = re.compile(r"\bhalf\s(?=of\sthe\s(?:grant|funds?|amount|money)\b)", re.IGNORECASE)


def counts_in(text: str) -> Iterator[WrittenFigure]:
    """Every share, number of instalments, period and rhythm in `text`, which has plain digits."""
    for match in PERCENT.finditer(text):
        yield Share(*_place(match), number_of(match["number"]))
    for match in HALF.finditer(text):
        yield Share(*_place(match), Decimal(50))
    for match in IN_PARTS.finditer(text):
        count = number_of(match["number"])
        if count == int(count):
            yield Instalments(*_place(match), int(count), bool(match["equal"]))
    for match in OFTEN.finditer(text):
        months = next(name for name, words in match.groupdict().items() if words)
        yield Rhythm(*_place(match), Decimal(months.removeprefix("every_")))
    for match in LENGTH.finditer(text):
        unit = next(name for name in UNITS if match[name])
        yield Period(*_place(match), number_of(match["number"]), unit)


def _place(match: re.Match[str]) -> tuple[str, int, int]:
    return match.group().strip(), match.start(), match.end()
