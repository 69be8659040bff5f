"""Addresses in a question: "clause 17a", "16(f)", "footnote 12", "section 5 of the agreement".

An address names a place in a document and not a subject, so it is looked up and never searched for:
its digits also stand in other documents' references ("clause #9" in a footnote).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.words import STOP_WORDS, fold, surface

PLACE = (
    r"(?:clauses?|para(?:graph)?s?|paras?|sections?|articles?|provisions?|sub-?(?:clauses?|sections?)"
    r"|items?|points?|rules?|cl|art|sec|pt|§§?)"
)
NOTE = r"(?:foot-?\ ?notes?|end-?\ ?notes?|notes?|fn)"
# A label and those below it: 16, 16.2, 16(f), 15(e)(ii), 13-I(a), A.1; letters may stand close.
BELOW = r"(?:\s?\(\s?(?:[a-z]|[ivxl]{1,5}|\d{1,2})\s?\))"
NUMBERED = r"\d{1,3}(?:\.\d{1,3}){0,4}(?:-(?:[ivx]{1,4}\b|box\b))?"
LETTER = r"(?:[\s.]?[a-z](?:\s(?:i{2,3}|i?v|vi{1,3}|i?x))?(?![\w.]))"
LABEL = rf"(?:{NUMBERED}(?:{BELOW}+|{LETTER})?|[ivxl]{{1,6}}\b(?:{BELOW}*)|[a-z]\b(?:{BELOW}*))"
MARK = r"(?:\s*(?:no\.?|number|nr\.?|\#)\s*|\.?\s*)"
JOIN = r"\s*(?:,|;|&|and|or|\+)\s*"
RANGE = r"\s*(?:-|–|to|through)\s*"
NAMED = re.compile(
    rf"(?<![\w.])(?:(?P<note>{NOTE})|(?P<place>{PLACE})){MARK}"
    rf"(?P<labels>{LABEL}(?:(?:{RANGE}|{JOIN}){LABEL})*)(?![\w%])",
    re.IGNORECASE,
)
# Without a word for it, only what nothing else looks like: a number with a bracket behind it.
BARE = re.compile(
    rf"(?<![\w.,/$€£-])\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}(?:-[ivx]{{1,4}})?{BELOW}+", re.I
)
# In a message that is little else: "18 c in full", "read me 9.2".
ALONE = re.compile(rf"(?<![\w.,/$€£-]){NUMBERED}{LETTER}?(?![\w%.])", re.IGNORECASE)
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)})\s+{PLACE}\b", re.IGNORECASE)
PIECES = re.compile(r"\d+(?:\.\d+)*|[ivxl]+(?![a-z])|box|[a-z]", re.IGNORECASE)
LONGEST_RANGE = 8  # clauses

# Words with which one asks for a place and for nothing else.
FILLER = STOP_WORDS | set(
    """
    show read quote cite text wording exact exactly full fully whole entire complete word words
    verbatim pls plz please print open number no say says said state states content contents about
    write written send paste copy reads read thanks thank hi hello hey dear salam saathi kya likha
    hai mein me bata batao dikhao explain mean means meaning check again there exist
    clause clauses para paras paragraph paragraphs section sections article articles footnote
    footnotes note notes point item policy framework document agreement
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Address:
    """A place that a question names: its labels from the top down, folded ('16', 'f')."""

    labels: tuple[str, ...]
    typed: str  # as it was typed: '16(f)'
    is_note: bool = False


@dataclass(frozen=True)
class AddressedQuestion:
    """A question that names places, and what it asks besides."""

    addresses: tuple[Address, ...]
    rest: str  # the question without the addresses
    around: str  # what stands close to them, where a document is named: "of the broker agreement"

    def asks_more(self, names: frozenset[str]) -> bool:
        """True where the rest asks something of its own; `names` are words of documents' names."""
        return any(word not in FILLER and word not in names for word in surface(self.rest))


def addresses_in(text: str, names: frozenset[str] = frozenset()) -> AddressedQuestion | None:
    """The places that `text` names, or None; `names` are the words of the documents' names."""
    named = [*_named(text)]
    spans = [span for span, _ in named] or [match.span() for match in BARE.finditer(text)]
    found = [address for _, addresses in named for address in addresses] or [
        _address(text[start:end]) for start, end in spans
    ]
    if found:
        return AddressedQuestion(tuple(found), _without(text, spans), _around(text, spans))
    spans = [match.span() for match in ALONE.finditer(text)]
    alone = AddressedQuestion(
        tuple(_address(text[start:end]) for start, end in spans), _without(text, spans), text
    )
    return alone if spans and not alone.asks_more(names) else None


def _named(text: str) -> list[tuple[tuple[int, int], list[Address]]]:
    places = []
    for match in NAMED.finditer(text):
        labels = match["labels"]
        if not _is_label(labels):
            continue
        addresses = [_address(label, is_note=match["note"] is not None) for label in _each(labels)]
        places.append((match.span(), addresses))
    for match in ORDINAL.finditer(text):
        number = str(ORDINALS.index(match[1].lower()) + 1)
        places.append((match.span(), [Address((number,), match[0])]))
    return places


def _is_label(labels: str) -> bool:
    """False for a word that only looks like a label: "clause i wrote", "section a partner"."""
    return any(character.isdigit() for character in labels) or (
        labels.isupper() and labels not in {"A", "I"}
    )


def _each(labels: str) -> list[str]:
    """Each label of an enumeration or of a short range of numbers."""
    out: list[str] = []
    for part in re.split(JOIN, labels, flags=re.IGNORECASE):
        ends = [end for end in re.split(r"\s*(?:–|-(?=\d)|\bto\b|\bthrough\b)\s*", part) if end]
        if len(ends) == 2 and all(end.isdigit() for end in ends):
            first, last = int(ends[0]), int(ends[1])
            out += [str(n) for n in range(first, min(last, first + LONGEST_RANGE - 1) + 1)]
        else:
            out += ends
    return out


def _address(typed: str, *, is_note: bool = False) -> Address:
    return Address(label_path(typed), " ".join(typed.split()), is_note)


def _around(text: str, spans: list[tuple[int, int]]) -> str:
    """The three words before the first address, and what follows with "of", "in" or "from"."""
    before = text[: min(start for start, _ in spans)].split()[-3:]
    after = text[max(end for _, end in spans) :].split()
    follows = after[:7] if after and after[0].lower() in {"of", "in", "from", "under"} else []
    return " ".join([*before, *follows])


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())


def label_path(label: str) -> tuple[str, ...]:
    """The labels in an address or a clause's id, from the top down: '15(e)(ii)' → 15, e, ii."""
    return tuple(PIECES.findall(fold(label)))
