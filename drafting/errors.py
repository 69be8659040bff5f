"""The errors of drafting. The text of each is one sentence that names the cure."""

from __future__ import annotations


class DraftingError(Exception):
    """The base of them all; its text may be shown to a person."""


class UnknownPartner(DraftingError):
    """No partner has that id or name; the message names the nearest ones."""


class PartnerChanged(DraftingError):
    """Somebody else changed the partner's file since it was read; nothing was overwritten."""


class BadRecord(DraftingError):
    """A record or a file of records is not right; the message names field, place and cure."""


class BadTemplate(DraftingError):
    """A template or clause is not right; the message says where and what to do."""


class NotAllowed(DraftingError):
    """The person's role does not allow that; the message says who may."""
