"""Documents about one partner: its file, and the agreements drafted from it.

DraftingError  the base of all errors; its text is one sentence with the cure
"""

from drafting.errors import (
    BadRecord,
    BadTemplate,
    DraftingError,
    NotAllowed,
    PartnerChanged,
    UnknownPartner,
)

__all__ = [
    "BadRecord",
    "BadTemplate",
    "DraftingError",
    "NotAllowed",
    "PartnerChanged",
    "UnknownPartner",
]
