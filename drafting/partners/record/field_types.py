"""The types of single fields: each cleans or refuses what it is given, and names the cure.

Values may be given as people write them: '30 April 2026', '15,00,000', '0300 1234567'.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from drafting.partners.record import dates, numbers, places
from drafting.partners.vocabulary import Province

# Control characters but tab and line end, lone surrogates, noncharacters and private-use signs (no
# document can hold them, or Saathi marks places with them), and the two signs that make text read
# in another order than it is written. Urdu needs neither of these two.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    "\U000f0000-\U0010ffff]"
)
LONGEST_LINE = 1_000  # characters
LONGEST_TEXT = 10_000
MOST_VALUES = 200
AS_STORED = {"stored": True}
"""The context to read a stored record in: its words were checked by the rules of their day."""
BETWEEN_NAMES = re.compile(r"[\n;,؛،]")
NONE = "none"  # in place of an email or a phone: the person has none
"""Limits of a line, of several paragraphs, and of values or entries of one field."""


@dataclass(frozen=True)
class IsName:
    """Marks a value that holds no comma, so that several may stand in one line."""


@dataclass(frozen=True)
class Of:
    """Marks what kind of value a type holds, for fields.py."""

    kind: Any


def _fit(text: str) -> str:
    # What spreadsheets and web pages put between and before lines.
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n").replace("\r", "\n")
    unfit = UNFIT.search(text)
    if unfit:
        raise ValueError(
            f"character {unfit.start() + 1} (U+{ord(unfit.group()):04X}) cannot stand in a "
            "document; delete it or type the text anew"
        )
    return unicodedata.normalize("NFC", text)


def _line(text: str) -> str:
    return " ".join(_fit(text).split())


def _paragraphs(text: str) -> str:
    return _fit(text).strip()


def _or_none(check: Callable[[str], str], what: str) -> Callable[[str, ValidationInfo], str]:
    """`check`, and NONE where somebody says that there is none, which is more than unknown.

    What is kept was checked when it was written: to read all partners again would take seconds.
    """
    words = {NONE, "no", f"no {what}", "no telephone", "nahi", "nahin", "koi nahi", "نہیں"}

    def checked(text: str, info: ValidationInfo) -> str:
        if info.context is AS_STORED:
            return text
        if text.casefold().strip(". ") in words:
            return NONE
        try:
            return check(text)
        except ValueError as error:
            raise ValueError(f"{error}; where there is none, write ‘{NONE}’") from None

    return checked


Line = Annotated[str, Of("line"), AfterValidator(_line), Field(max_length=LONGEST_LINE)]
Paragraphs = Annotated[
    str, Of("paragraphs"), AfterValidator(_paragraphs), Field(max_length=LONGEST_TEXT)
]
Key = Annotated[str, Of("key"), Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Ntn = Annotated[Line, Of("ntn"), AfterValidator(numbers.ntn)]
Cnic = Annotated[Line, Of("cnic"), AfterValidator(numbers.cnic)]
Iban = Annotated[Line, Of("iban"), AfterValidator(numbers.iban)]
Email = Annotated[Line, Of("email"), AfterValidator(_or_none(numbers.email_address, "email"))]
Phone = Annotated[Line, Of("phone"), AfterValidator(_or_none(numbers.phone, "phone"))]
Currency = Annotated[Line, Of("currency"), AfterValidator(numbers.currency)]
District = Annotated[Line, Of("district"), IsName(), AfterValidator(places.district)]
Place = Annotated[Line, IsName()]
ProvinceName = Annotated[Province, BeforeValidator(places.province)]
Day = Annotated[date, BeforeValidator(dates.day)]
Amount = Annotated[
    Decimal,
    Of("amount"),
    BeforeValidator(numbers.amount),
    Field(ge=0, max_digits=15, decimal_places=2),
]
Rate = Annotated[
    Decimal,
    Of("rate"),
    BeforeValidator(numbers.rate),
    Field(gt=0, max_digits=15, decimal_places=6),
]
DayCount = Annotated[int, Of("line"), BeforeValidator(numbers.whole_number), Field(ge=0, le=3_650)]


def not_before(earlier: str) -> Callable[[Any, ValidationInfo], Any]:
    """Checks that a date is not before the field `earlier` of the same record."""

    def check(value: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get(earlier)
        if value is not None and first is not None and value < first:
            raise ValueError(
                f"{value.isoformat()} is before {first.isoformat()}, with which it begins; correct "
                "one of the two dates"
            )
        return value

    return check


def is_empty(value: object) -> bool:
    """Whether nothing was given."""
    return value is None or (isinstance(value, str) and not value.strip())


def listed(source: object, *, are_names: bool = False) -> object:
    """Several values out of what was given for them: of a text, one a line, or apart by ';'.

    A text of several lines is taken apart by lines alone, so one value may hold a ';' where a line
    end stands behind it. Names that hold neither, as choices and places do, may stand apart by
    commas too, in any mixture. Raises ValueError where there are too many.
    """
    values = source
    if isinstance(source, str) and are_names:
        values = _names(source)
    elif are_names and isinstance(source, (list, tuple)):
        values = [part for value in source for part in _names(value)]
    elif isinstance(source, str):
        values = source.splitlines() if "\n" in source else source.split(";")
    if isinstance(values, (list, tuple)):
        if len(values) > MOST_VALUES:
            raise ValueError(f"more than {MOST_VALUES} values cannot be kept; leave some out")
        return [value for value in values if not is_empty(value)]
    return values


def _names(value: object) -> list[object]:
    return [*BETWEEN_NAMES.split(value)] if isinstance(value, str) else [value]
