"""Placeholders in an agreement's own words: 'Funds of {amount} until {end}'.

With them a fact is typed once. The record keeps the text as it was typed; `typed_once` puts the
values in for whoever shows it. Double braces, as clauses have them, are read too.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationInfo, field_validator
from rapidfuzz import fuzz, process

from drafting.partners.record.base import RecordModel
from drafting.partners.record.field_types import AS_STORED

PLACE = re.compile(r"\{\{?\s*([^\W\d_]\w{2,}(?:\s\d{1,2})?)\s*\}?\}")
NUMBERED = re.compile(r"tranche_([1-9]\d?)")
NAMES = (
    *("amount", "start", "end", "duration", "tranches", "partner_contribution", "donor"),
    *("donor_amount", "still_to_pay"),
)
EVERY = (*NAMES, "tranche_1", "tranche_2")


def placeholder_name(match: re.Match[str]) -> str:
    """The name in what PLACE found: 'tranche_2' for '{Tranche 2}'; '' for none that there is."""
    name = re.sub(r"[\s_]+", "_", match[1].casefold())
    return name if name in NAMES or NUMBERED.fullmatch(name) else ""


def without_placeholders(text: str) -> str:
    """The text with blanks for each placeholder, as long as it was."""
    return PLACE.sub(
        lambda match: " " * len(match[0]) if placeholder_name(match) else match[0], text
    )


class InOwnWords(RecordModel):
    """A part of a record whose texts may refer to the agreement's fields, but for `names()`."""

    @field_validator("*", mode="after")
    @classmethod
    def _know_their_placeholders(cls, value: Any, info: ValidationInfo) -> Any:
        is_stored = info.context is AS_STORED
        for text in value if isinstance(value, tuple) else (value,):
            if type(text) is str and "{" in text and not is_stored:
                _check(text, is_name=info.field_name in cls.names())
        return value

    @classmethod
    def names(cls) -> frozenset[str]:
        """The fields whose texts are always written out, such as names."""
        return frozenset()


def _check(text: str, *, is_name: bool) -> None:
    for match in PLACE.finditer(text):
        is_known = bool(placeholder_name(match))
        if is_known and is_name:
            raise ValueError(f"'{match[0]}' cannot stand for its value here; write it out")
        if not is_known and not is_name:
            raise ValueError(f"'{match[0]}' stands for nothing; {_cure(match[1])}")


def _cure(name: str) -> str:
    near = process.extractOne(name.casefold(), EVERY, scorer=fuzz.WRatio, score_cutoff=70)
    if near:
        return f"did you mean '{{{near[0]}}}'?"
    every = ", ".join(f"{{{known}}}" for known in EVERY)
    return f"leave the braces out, or write one of {every}"
