"""A prospect that becomes a partner: what its file begins with, and what is said to its entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drafting.partnership.kinds.prospect import FILED, FileMade, prospect_of
from drafting.register import Author, Entry, NewEvent

# The field of a partner's file that each of a prospect's becomes.
FIELDS = {
    "identity.legal_name": "name",
    "identity.partner_type": "partner_type",
    "identity.subjects": "subjects",
    "place.provinces": "provinces",
    "place.districts": "districts",
    "gender.women_led": "women_led",
    "gender.definition": "definition",
    "gender.womens_rights_org": "womens_rights_org",
}


def known_of_prospect(entry: Entry) -> Mapping[str, Any]:
    """What is known of a prospect, by the fields of a partner's file."""
    body = prospect_of(entry)
    return {path: getattr(body, name) for path, name in FIELDS.items()}


def filed_event(entry: Entry, partner: str, author: Author) -> NewEvent:
    """That the partner's file is there, to be said to the prospect."""
    return NewEvent(
        entry=entry.id,
        verb=FILED,
        author=author,
        key=f"filed:{entry.id}:{partner}",
        based_on=entry.last_number,
        body=FileMade(partner=partner),
    )
