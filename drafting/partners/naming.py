"""What the office is called in everything that people read; its settings name it once.

A text that stands in a file or a table writes the place `{office}` for the office's acronym.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PLACE = "{office}"
MEMBER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")  # of Slack


class OfficeNames(NamedTuple):
    """Both names; as long as nobody names the office, it is the one whose policies are shipped."""

    acronym: str = "CIP"
    legal_name: str = "CARE International in Pakistan"


SHIPPED = OfficeNames()
_in_force = [SHIPPED]


def name_office(acronym: str = SHIPPED.acronym, legal_name: str = SHIPPED.legal_name) -> None:
    """From now on the office is called so, in the whole process; without names, as shipped."""
    _in_force[0] = OfficeNames(acronym, legal_name)


def office_names() -> OfficeNames:
    """Both names, for a process that does not know them: `name_office(*office_names())`."""
    return _in_force[0]


def office_name() -> str:
    """What sentences call the office: its acronym, 'CIP'."""
    return _in_force[0].acronym


def office_legal_name() -> str:
    """The office's name as it is registered, 'CARE International in Pakistan'."""
    return _in_force[0].legal_name


def office_spellings() -> tuple[str, ...]:
    """How people write the office's name: 'CIP', 'CARE International in Pakistan', 'CARE'.

    What stands before the country is a name too, and so is a word in capitals that begins it.
    """
    legal_name = office_legal_name()
    before_country, _, country = legal_name.partition(" in ")
    first = legal_name.partition(" ")[0]
    brands = (first, f"{first} {country}".strip()) if first.isupper() and len(first) > 1 else ()
    return tuple(dict.fromkeys((office_name(), legal_name, before_country, *brands)))


def with_office(text: str) -> str:
    """`text` with the office's acronym in each place that is kept for it."""
    return text.replace(PLACE, office_name())


def with_any_office(text: str) -> tuple[str, ...]:
    """`text` with the office's acronym, and as shipped: older files have the latter."""
    return (with_office(text), text.replace(PLACE, SHIPPED.acronym))


def spoken_name(by: str) -> str:
    """Who did something, as people read it: an id of Slack names nobody, so the office is named."""
    return f"somebody at {office_name()}" if MEMBER_ID.fullmatch(by) else by
