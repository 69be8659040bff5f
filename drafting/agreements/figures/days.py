"""Days in a text: '31.12.2027', '1st March 2026', 'March 8, 2027', 'by the end of March 2027'."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from drafting.agreements.figures.figures import DayInText

_NAMES = (
    *(
        "jan(?:uary)?|جنوری",
        "feb(?:ruary)?|فروری",
        "mar(?:ch)?|مارچ",
        "apr(?:il)?|اپریل",
        "may|مئی",
    ),
    *("june?|جون", "july?|جولائی", "aug(?:ust)?|اگست", "sept?(?:ember)?|ستمبر"),
    *("oct(?:ober)?|اکتوبر", "nov(?:ember)?|نومبر", "dec(?:ember)?|دسمبر"),
)
_MONTH = rf"(?P<month>{'|'.join(_NAMES)})"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_SHORT_YEAR = r"(?P<year>(?:19|20)\d\d|['’]?\d\d)(?![\d%])(?!,\d)"
DAY_FIRST = re.compile(
    rf"(?<![\d.,/])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s(?:day\s)?of)?[\s,./-]*\b{_MONTH}\b"
    rf"[\s,./-]*{_YEAR}",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}", re.IGNORECASE
)
IN_DIGITS = re.compile(
    r"(?<![\d.,/-])(?P<day>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?"
    rf"{_SHORT_YEAR}"
)
YEAR_FIRST = re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)")
END = r"(?P<end>end\s(?:of\s)?(?:the\smonth\sof\s)?)?"
MONTH_AND_YEAR = re.compile(rf"\b{END}{_MONTH}\b[\s,./-]*{_YEAR}", re.IGNORECASE)
END_OF_YEAR = re.compile(rf"\b(?:end|close)\sof\s(?:the\s)?(?:year\s)?{_YEAR}", re.IGNORECASE)
Span = tuple[date, date]


def days_in(text: str) -> Iterator[DayInText]:
    """Every day in `text`, which has plain digits; the more exact readings first."""
    for pattern in (YEAR_FIRST, DAY_FIRST, MONTH_FIRST, IN_DIGITS):
        for match in pattern.finditer(text):
            yield from _figure(match, _spans_of_day(match))
    for match in MONTH_AND_YEAR.finditer(text):
        yield from _figure(match, [_month(match, whole=not match["end"])])
    for match in END_OF_YEAR.finditer(text):
        last = date(int(match["year"]), 12, 31)
        yield from _figure(match, [(last, last)])


def _figure(match: re.Match[str], spans: list[Span]) -> Iterator[DayInText]:
    if spans:
        yield DayInText(match.group().strip(), match.start(), match.end(), tuple(spans))


def _spans_of_day(match: re.Match[str]) -> list[Span]:
    """The day; in digits alone both days that may be meant, for some write the month first."""
    year, first = _year(match["year"]), int(match["day"])
    second = int(match["month"]) if match["month"].isdigit() else _number_of(match["month"])
    orders = [(second, first)]
    if match.re is IN_DIGITS and first <= 12 and second <= 12 and first != second:
        orders.append((first, second))
    return [
        (date(year, month, day),) * 2
        for month, day in orders
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    ]


def _month(match: re.Match[str], *, whole: bool) -> Span:
    year, month = int(match["year"]), _number_of(match["month"])
    last = date(year, month, monthrange(year, month)[1])
    return (date(year, month, 1) if whole else last, last)


def _number_of(name: str) -> int:
    return next(
        number
        for number, pattern in enumerate(_NAMES, 1)
        if re.fullmatch(pattern, name, re.IGNORECASE)
    )


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    return int(digits) + (2000 if len(digits) == 2 else 0)
