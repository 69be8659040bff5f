"""What a sheet is made of, and who it is between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drafting.agreements.lives.steps import Life
from drafting.partners.naming import office_legal_name, office_name
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.register import Author, Entry, Kinds, RegisterRules

ITEM_WIDTHS = (34, 15, 24, 12, 35)  # of a table whose rows may be answered
A_PARTNER = Author("partner", "partner", Side.PARTNER, "partner")


@dataclass(frozen=True)
class SheetSource:
    """What a sheet is made of."""

    partner: Partner
    lives: Mapping[str, Life]
    entries: Sequence[Entry]  # that are restricted to no role
    kinds: Kinds
    rules: RegisterRules


def names_of(partner: Partner) -> dict[str, str]:
    """What stands in the sheet's sentences."""
    return {"partner": partner.name, "office": office_name(), "legal": office_legal_name()}
