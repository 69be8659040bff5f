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


class KeyMissing(DraftingError):
    """What is encrypted is needed, and its key is missing; the message says who can help."""


class BadTemplate(DraftingError):
    """A template or clause is not right; the message says where and what to do."""


class NotAllowed(DraftingError):
    """The person's role does not allow that; the message says who may."""


class UnknownAgreement(DraftingError):
    """The partner has no agreement of that key; the message lists those that it has."""


class UnknownDraft(DraftingError):
    """There is no draft of that id; the message names the nearest ones."""


class UnknownPart(DraftingError):
    """A draft has no such clause or annex; the message says which it has."""


class WrongDocument(DraftingError):
    """The framework asks for another document; the message says which and why."""

    def __init__(self, sentence: str, basis: tuple[str, ...], offer: str | None = None) -> None:
        """`basis` as 'CSPF 15(e)(ii)'; `offer` is the kind that can be drafted in its place."""
        super().__init__(sentence)
        self.basis = basis
        self.offer = offer


class UnreadableDraft(DraftingError):
    """A file given back is no document that Saathi issued, or cannot be read; says the cure."""


class NotOurs(UnreadableDraft):
    """A file that reads well and is none of those that Saathi made."""


class ExtraMissing(DraftingError):
    """An optional part of Saathi is not installed; the message says how to install it."""
