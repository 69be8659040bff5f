"""The values of fields as words in a document: dates, money, enumerations and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from drafting.partners.vocabulary import Choice

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def words(value: Any) -> str:
    """A single value in words: '3 March 2026', 'Emergency', '278.50'."""
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return figure(value)
    return _written_out(str(value))


def _written_out(text: str) -> str:
    """`text`; a lone date as spreadsheets give it, 2026-03-03, in words."""
    try:
        return day(date.fromisoformat(text)) if ISO_DATE.fullmatch(text) else text
    except ValueError:
        return text


def day(when: date) -> str:
    """'3 March 2026'."""
    return f"{when.day} {when:%B %Y}"


def figure(number: Decimal) -> str:
    """'278.5': as it was given, in groups of three."""
    return f"{number.normalize():,f}"


def money(amount: Decimal, currency: str) -> str:
    """'PKR 1,200,000.00': the currency by its ISO code, which cannot be mistaken."""
    return f"{currency} {amount:,.2f}".strip()


def listed(values: Iterable[str]) -> str:
    """'a, b and c'."""
    parts = list(values)
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def lowered(text: str) -> str:
    """`text` for the middle of a sentence: the first letter small, unless it is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def raised(text: str) -> str:
    """`text` for the beginning of a sentence."""
    return text[:1].upper() + text[1:]
