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
        result = value.date()
    elif isinstance(value, date):
        result = value
    elif isinstance(value, str):
        result = _read(value.strip())
    else:
        raise ValueError(f"this is a number and no date; {CURE}, or format the cell as a date")
    if result.year not in YEARS:
        raise ValueError(f"the year {result.year} cannot be meant; {CURE}")
    return result


def _read(text: str) -> date:
    if match := ISO.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := IN_DIGITS.fullmatch(text):
        return _of_digits(int(match[1]), int(match[2]), int(match[3]))
    if match := DAY_FIRST.fullmatch(text):
        return _date(int(match[3]), _month(match[2]), int(match[1]))
    if match := MONTH_FIRST.fullmatch(text):
        return _date(int(match[3]), _month(match[1]), int(match[2]))
    if SHORT_YEAR.fullmatch(text):
        raise ValueError(f"its year has two digits; {CURE}")
    raise ValueError(f"this is not read as a date; {CURE}")


def _of_digits(first: int, second: int, year: int) -> date:
    """DD/MM/YYYY; refused where it might as well be MM/DD/YYYY."""
    if first != second and first <= 12 and second <= 12:
        day_first, month_first = _date(year, second, first), _date(year, first, second)
        raise ValueError(
            f"this may be {_words(day_first)} or {_words(month_first)}; write the month as a word"
        )
    return _date(year, second, first)


def _month(name: str) -> int:
    small = name.lower()
    numbers = [number for number, month in enumerate(MONTHS, 1) if month.startswith(small[:9])]
    if small == "sept":
        numbers = [9]
    if len(numbers) != 1:
        raise ValueError(f"'{name}' is no month; {CURE}")
    return numbers[0]


def _date(year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        if of_month <= 12 < month:
            raise ValueError(f"the day comes first and then the month; {CURE}") from None
        raise ValueError(f"the calendar has no such day; {CURE}") from None


def _words(moment: date) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1].capitalize()} {moment.year}"
