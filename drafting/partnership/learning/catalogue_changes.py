"""What coordinators took of proposals, laid over the catalogue of due diligence.

It is kept in the register and nowhere else: taking a proposal and having the question are one
write, and no file of the office is touched, in which people write by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from drafting.due_diligence import Catalogue
from drafting.partnership.kinds.proposal import (
    TAKEN,
    CatalogueStep,
    TakenQuestion,
    item_id,
    proposal_of,
    taken_fields,
)
from drafting.register import Entry, EntryEvent


def changed_catalogue(catalogue: Catalogue, proposals: Iterable[Entry]) -> Catalogue:
    """The catalogue with what was taken, in the order in which it was. Raises BadCatalogue.

    A change of a question that the office's files no longer have changes nothing.
    """
    pairs = [(event, entry) for entry in proposals if (event := entry.latest(TAKEN))]
    for event, entry in sorted(pairs, key=_moment):
        name = item_id(entry)
        is_new = proposal_of(entry).step is CatalogueStep.NEW
        if isinstance(event.body, TakenQuestion) and (is_new or catalogue.has(name)):
            catalogue = catalogue.changed(name, taken_fields(proposal_of(entry), event.body))
    return catalogue


def _moment(pair: tuple[EntryEvent, Entry]) -> tuple[object, str]:
    event, entry = pair
    return event.at, entry.id
