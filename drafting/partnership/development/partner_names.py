"""What partners are called in a report, and which of them are organisations of women."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Flag


class ReportedPartners(dict[str, str]):
    """The partners' names by their ids."""

    womens: Mapping[str, str]  # by id, of those that women lead: what the partner says of it

    @classmethod
    def of(cls, partners: Iterable[Partner]) -> ReportedPartners:
        """The names of these partners."""
        every = list(partners)
        names = cls({partner.id: partner.name for partner in every})
        names.womens = {partner.id: _words(partner) for partner in every if _is_womens(partner)}
        return names

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__(names)
        self.womens = {}


def womens_of(names: Mapping[str, str]) -> Mapping[str, str]:
    """Of the partners that women lead, what each says of it, by their ids."""
    return names.womens if isinstance(names, ReportedPartners) else {}


def _is_womens(partner: Partner) -> bool:
    """As the partner itself says; nobody in the office decides it."""
    gender = partner.gender
    return Flag.YES in (gender.women_led, gender.womens_rights_org)


def _words(partner: Partner) -> str:
    gender = partner.gender
    parts = (
        "women-led" if gender.women_led is Flag.YES else "",
        "a women’s rights organisation" if gender.womens_rights_org is Flag.YES else "",
    )
    words = " and ".join(filter(None, parts))
    definition = f": {gender.definition}" if gender.definition else ""
    return f"{words[:1].upper()}{words[1:]}{definition}"
