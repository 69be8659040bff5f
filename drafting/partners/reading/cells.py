"""One cell of a spreadsheet: what it gives to a field, and how a field is written into it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from drafting.partners.record.fields import Field, is_unknown
from drafting.partners.sheets import CLEAR
from drafting.partners.vocabulary import Choice

LONGEST_CELL = 32_767  # characters, Excel's limit
FIRST_DAY = date(1900, 3, 1)
EXACT = 10**15  # whole numbers beyond lose digits in a spreadsheet


class UnusableCell(ValueError):
    """A cell that gives no value; its text says why and the cure."""


def given_by(cell: object, field: Field | None) -> Any:
    """What the cell gives: a text, number, date or flag; None to clear; '' for nothing.

    `field` is None for a key. Raises UnusableCell.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _of_text(cell.replace("_x000D_", ""), field)
    kind = field.kind if field else "key"
    if isinstance(cell, bool):
        return cell if kind in ("flag", "tick") else ("yes" if cell else "no")
    if isinstance(cell, (int, float)):
        return cell if kind in ("amount", "rate", "date") else _digits(cell)
    if isinstance(cell, (date, datetime)):
        return cell if kind == "date" else cell.isoformat()[:10]
    raise UnusableCell("the cell holds a time; write its value as text")


def _of_text(text: str, field: Field | None) -> str | None:
    words = text.strip()
    if words.casefold() == CLEAR:
        return None
    # Of several values, a line end behind the only one keeps a ';' in it: see `_lines`.
    return text if words and field and field.many else words


def _digits(number: float) -> str:
    """The number as text: a spreadsheet keeps 1234567 as 1234567.0."""
    if not isfinite(number) or abs(number) >= EXACT:
        raise UnusableCell("the number is too long for a spreadsheet; format the cell as text")
    return str(int(number)) if number == int(number) else repr(number)


def written(field: Field, value: Any) -> str | Decimal | date:
    """What stands in the cell; '' for what is unknown."""
    if is_unknown(value) or value is False:
        return ""
    if field.many:
        return _lines([str(_one(entry)) for entry in value])
    return _one(value)


def _one(value: Any) -> str | Decimal | date:
    if isinstance(value, Choice):
        return value.label
    if value is True:
        return "Yes"
    # A spreadsheet's own dates begin in 1900; an older one is written as text.
    keeps = isinstance(value, Decimal) or (isinstance(value, date) and value >= FIRST_DAY)
    return value if keeps else str(value)


def _lines(values: Iterable[str]) -> str:
    """One on each line; a single one with a ';' gets a line end, which keeps it whole."""
    text = "\n".join(values)
    return f"{text}\n" if ";" in text and "\n" not in text else text
