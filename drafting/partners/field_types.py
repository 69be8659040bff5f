"""The types of single fields: each cleans or refuses what it is given, and names the cure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

# Control characters but tab and line end, lone surrogates, noncharacters and private-use signs: no
# document can hold them, or Saathi marks places with them.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]"
)
LONGEST_LINE = 1_000  # characters
LONGEST_TEXT = 10_000
"""Limits of a line and of several paragraphs."""


def _fit(text: str) -> str:
    found = UNFIT.search(text)
    if found:
        raise ValueError(
            f"character {found.start() + 1} (U+{ord(found.group()):04X}) cannot stand in a "
            "document; delete it or type the text anew"
        )
    return unicodedata.normalize("NFC", text)


def _line(text: str) -> str:
    return " ".join(_fit(text.replace("\t", " ")).split())


def _paragraphs(text: str) -> str:
    return _fit(text.replace("\r\n", "\n")).strip()


Line = Annotated[str, AfterValidator(_line), Field(max_length=LONGEST_LINE)]
Paragraphs = Annotated[str, AfterValidator(_paragraphs), Field(max_length=LONGEST_TEXT)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Ntn = Line
Cnic = Line
Iban = Line
Email = Line
Phone = Line
Currency = Line
District = Line
Amount = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Rate = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=6)]
