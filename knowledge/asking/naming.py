"""Words that only name something of the documents: "clause 21 please", "MoU"."""

from __future__ import annotations

from knowledge.asking.addresses import FILLER, addresses_in
from knowledge.asking.glossary import Glossary
from knowledge.words import surface


def only_names(text: str, glossary: Glossary) -> bool:
    """True where `text` says no more than a place in a document, or a short form that they use.

    A number alone is none: "see you at 5".
    """
    asked = addresses_in(text)
    if asked is not None and asked.is_named and not asked.asks_more(frozenset()):
        return True
    short_forms = glossary.abbreviations_in(text)
    others = [word for word in surface(text) if word not in FILLER and word not in short_forms]
    return bool(short_forms) and not others
