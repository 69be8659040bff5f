"""For whom an answer of a checklist is: both sides, the office alone, or a few in it alone."""

from __future__ import annotations

from enum import StrEnum

from drafting.partners.naming import office_name

NOTES = "partner.control."  # what the office wrote down about a partner, in the partner's file
FACTS_AMONG_NOTES = "partner.control.last_audit."  # which the partner gave itself


class Readers(StrEnum):
    """Who may read an answer; also: as whom somebody reads."""

    BOTH = "both"
    CIP = "cip"  # the office alone; never in a file for the partner
    FEW = "few"  # Finance and the Partnership Coordinator alone

    @property
    def label(self) -> str:
        """The same in words."""
        return {
            "both": "The partner and us",
            "cip": f"{office_name()} alone",
            "few": "Finance and the Partnership Coordinator alone",
        }[self.value]

    def is_within(self, others: Readers) -> bool:
        """True for the same as `others`, or fewer."""
        return _narrowness(self) >= _narrowness(others)

    def includes(self, reader: Readers) -> bool:
        """True where somebody who reads as `reader` may read what is for these."""
        return _narrowness(reader) >= _narrowness(self)


def narrowest(*readers: Readers) -> Readers:
    """Of several, those who are the fewest; BOTH for none."""
    return max(readers, key=_narrowness, default=Readers.BOTH)


def is_own_note(path: str) -> bool:
    """True for a field of the partner's file that holds what the office wrote for itself."""
    return path.startswith(NOTES) and not f"{path}.".startswith(FACTS_AMONG_NOTES)


def _narrowness(readers: Readers) -> int:
    return tuple(Readers).index(readers)
