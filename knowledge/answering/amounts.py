"""Amounts in a question, and ranges in a cell: "30,000 pesos" lies in "₱10,001 - ₱50,000"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "lakh": 1e5,
    "lac": 1e5,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "crore": 1e7,
    "bn": 1e9,
    "billion": 1e9,
}
MONEY = r"(?:rs\.?|pkr|rupees?|usd|us\$|dollars?|php|pesos?|inr|eur(?:os?)?|gbp|pounds?|[$€£₱₹])"
TIME = r"(?:minute|hour|day|week|month|year)"
THINGS = r"(?:km|kilomet\w+|miles?|persons?|people|staff|employees?|%|per\ ?cent)"
FIGURE = re.compile(
    rf"""(?P<before>{MONEY}\s?)?\[?(?<![\w.,])(?P<figure>\d[\d,]*(?:\.\d+)?)\]?
        (?:\s?(?P<scale>{"|".join(sorted(SCALES, key=len, reverse=True))})\b)?
        (?:\+?[\s-]?(?P<after>(?:{MONEY}|{TIME}s?|{THINGS})(?!\w)(?!\s?\d)))?""",
    re.IGNORECASE | re.VERBOSE,
)
BELOW = re.compile(
    r"(?:up\s?to|below|under|less\ than|not\ (?:more|exceeding)\b.*|maximum|max\.?|at\ most|<|≤)",
    re.IGNORECASE | re.VERBOSE,
)
ABOVE = re.compile(
    r"(?:over|above|more\ than|exceeding|from|at\ least|minimum|min\.?|>|≥)",
    re.IGNORECASE | re.VERBOSE,
)
OPEN_END = re.compile(r"\+|\b(?:and\ (?:above|over|more)|or\ more|onwards?)\b", re.IGNORECASE)
EXCLUSIVE = re.compile(r"(?:below|under|less\ than|<|over|above|more\ than|exceeding|>)", re.I)
BETWEEN = re.compile(
    r"\s*(?:-|–|—|to|and|through)\s*(?:[A-Za-z]{0,3}\.?\s?|\D{0,3})", re.IGNORECASE
)


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts: 'money', a unit of time, another thing, or '' where unsaid."""

    value: float
    unit: str = ""


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, of one unit; the ends belong to it unless they are said not to."""

    low: float
    high: float
    unit: str = ""
    is_open: bool = False  # its one end does not belong to it

    def holds(self, quantity: Quantity) -> bool:
        """True where the quantity lies in the range."""
        if self.is_open:
            return self.low < quantity.value < self.high
        return self.low <= quantity.value <= self.high

    def is_of(self, quantity: Quantity) -> bool:
        """True where both count the same, as far as they say what."""
        return not self.unit or not quantity.unit or self.unit == quantity.unit


def amounts_in(text: str) -> list[Quantity]:
    """The quantities that `text` names in figures, in order."""
    return [_quantity(match) for match in FIGURE.finditer(text)]


def range_of(cell: str, head: str = "") -> Range | None:
    """The range that `cell` is, of the unit that it or its column's head names; None for none."""
    figures = list(FIGURE.finditer(cell))
    if not figures or len(figures) > 2:
        return None
    quantities = [_quantity(match) for match in figures]
    unit = next((q.unit for q in quantities if q.unit), "") or _unit(head)
    if len(figures) == 2:
        if not BETWEEN.fullmatch(cell[figures[0].end() : figures[1].start()]):
            return None
        low, high = (quantity.value for quantity in quantities)
        return Range(low, high, unit) if low <= high else None
    before, value = cell[: figures[0].start()].strip(" (:"), quantities[0].value
    is_open = EXCLUSIVE.search(before) is not None
    if BELOW.search(before):
        return Range(-inf, value, unit, is_open)
    if ABOVE.search(before):
        return Range(value, inf, unit, is_open)
    return Range(value, inf, unit) if OPEN_END.search(cell[figures[0].end("figure") :]) else None


def _quantity(match: re.Match[str]) -> Quantity:
    scale = SCALES.get((match["scale"] or "").lower(), 1.0)
    unit = _unit(match["after"] or "") or _unit(match["before"] or "")
    return Quantity(float(match["figure"].replace(",", "")) * scale, unit)


def _unit(text: str) -> str:
    if re.search(rf"(?<!\w){MONEY}(?!\w)", text, re.IGNORECASE):
        return "money"
    unit = re.search(rf"\b({TIME})s?\b|({THINGS})", text, re.IGNORECASE)
    return (unit[1] or unit[2]).lower() if unit else ""
