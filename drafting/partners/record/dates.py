"""Dates as people in Pakistan write them. What may mean two days is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
IN_DIGITS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]*([A-Za-z]{3,9})[\s.,/-]*(\d{4})")
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
SHORT_YEAR = re.compile(r"(\d{1,2}[\s./-]+){1}(\d{1,2}|[A-Za-z]{3,9})[\s./,-]+\d{2}")
YEARS = range(1850, 2151)
CURE = "write it as 30 April 2026 or 2026-04-30"


def day(value: object) -> date:
    """The day that is meant. Raises ValueError with the cure."""
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, str):
        found = _read(value.strip())
    else:
        raise ValueError(f"this is a number and no date; {CURE}, or format the cell as a date")
    if found.year not in YEARS:
        raise ValueError(f"the year {found.year} cannot be meant; {CURE}")
    return found


def _read(text: str) -> date:
    if met := ISO.fullmatch(text):
        return _date(int(met[1]), int(met[2]), int(met[3]))
    if met := IN_DIGITS.fullmatch(text):
        return _of_digits(int(met[1]), int(met[2]), int(met[3]))
    if met := DAY_FIRST.fullmatch(text):
        return _date(int(met[3]), _month(met[2]), int(met[1]))
    if met := MONTH_FIRST.fullmatch(text):
        return _date(int(met[3]), _month(met[1]), int(met[2]))
    if SHORT_YEAR.fullmatch(text):
        raise ValueError(f"its year has two digits; {CURE}")
    raise ValueError(f"this is not read as a date; {CURE}")


def _of_digits(first: int, second: int, year: int) -> date:
    """DD/MM/YYYY; refused where it might as well be MM/DD/YYYY."""
    if first != second and first <= 12 and second <= 12:
        one, other = _date(year, second, first), _date(year, first, second)
        raise ValueError(f"this may be {_words(one)} or {_words(other)}; write the month as a word")
    return _date(year, second, first)


def _month(name: str) -> int:
    small = name.lower()
    found = [number for number, month in enumerate(MONTHS, 1) if month.startswith(small[:9])]
    if small == "sept":
        found = [9]
    if len(found) != 1:
        raise ValueError(f"'{name}' is no month; {CURE}")
    return found[0]


def _date(year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        if of_month <= 12 < month:
            raise ValueError(f"the day comes first and then the month; {CURE}") from None
        raise ValueError(f"the calendar has no such day; {CURE}") from None


def _words(one: date) -> str:
    return f"{one.day} {MONTHS[one.month - 1].capitalize()} {one.year}"
