"""What waits for somebody by a day: the one thing that calendars, reminders and sheets are made of.

It is computed, never stored; whoever keeps something says what of it waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drafting.partners.vocabulary import Side


class Unit(StrEnum):
    """Who in the office follows something (CSPF 18); its focal point is the one of the settings."""

    COORDINATOR = "partnership_coordinator"
    PDQ = "pdq"
    PROGRAM = "program"
    FINANCE = "finance"
    COMMITTEE = "committee"


FINANCIAL = ("financ", "audit", "account", "expend")  # in the name of a report


def unit_of_owed(what: str, *, is_payment: bool) -> Unit:
    """Who follows something that an agreement owes, by what it is called."""
    is_financial = any(word in what.casefold() for word in FINANCIAL)
    return Unit.FINANCE if is_payment or is_financial else Unit.PROGRAM


class WaitingSource(StrEnum):
    """Where it stands on record."""

    RECORD = "record"  # the partner's file
    AGREEMENT = "agreement"
    CHECKLIST = "checklist"
    REGISTER = "register"
    SCREENING = "screening"


@dataclass(frozen=True)
class Waiting:
    """One thing that one side owes by a day."""

    key: str  # the same as long as it is the same thing due on the same day
    partner: str  # its id
    what: str  # 'Tranche 2 of the contract', without the day
    on: date | None  # the day it is due; None where it is told in words alone
    of: Side  # whose turn it is
    source: WaitingSource
    reference: str  # the field's path, the checklist's or the entry's id
    agreement: str = ""  # its key; '' for the whole relationship
    words: str = ""  # as the record has it: 'quarterly', 'after the second report'
    unit: Unit = Unit.COORDINATOR  # who in the office follows it
    owner: str = ""  # a member's id, where one person has it
    followed_by: str = ""  # a member's id: who follows it for this partner in the unit's place
    tells_owner: bool = False  # whoever has it is sent it by the conversation that it belongs to
    interval: str = ""  # the office's setting that sets the day; '' where the record itself does
    restricted_to: str = ""  # the role that alone may see it
    clause: str = ""  # 'CSPF 16(e)'
    is_plan: bool = False  # an activity or a duty of an agreement's plan, which says no end itself
    takes_yes: bool = True  # a 'yes' beside it on a sheet is about it, not about the entry's rest
    is_old: bool = False  # of a time that is over: counted, not listed among what is late

    def is_late(self, today: date) -> bool:
        """True from the day after it was due."""
        return self.on is not None and self.on < today
