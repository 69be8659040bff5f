"""Settling changes of account, as a second person does."""

from __future__ import annotations

from drafting.partners import PartnerFile, office_day
from drafting.partners.accounts import AccountDesk, CallBack
from drafting.partners.database import DatabaseAccess
from drafting.sealing import KeyRing

SECOND_PERSON = "U0SECOND1"


def called_back(
    database: DatabaseAccess, file: PartnerFile, partner_id: str, ring: KeyRing | None = None
) -> None:
    """Puts the account that waits in force; nothing where none waits."""
    change = file.waiting_account(partner_id)
    if change is None:
        return
    desk = AccountDesk(database, file, ring, clock=change.entered_at.timestamp)
    number = desk.known_numbers(change)[0].number
    call = CallBack(number, "Sample Focal Point", office_day(change.entered_at))
    desk.confirm(partner_id, change.id, call, by=SECOND_PERSON)
