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
# A part of a document that may number its clauses anew.
PART = r"(?:parts?|schedules?|annex(?:ure)?|appendix|exhibit|division|chapter)"
# A label and those below it: 16, 16.2, 16(f), 4.3.a.ii, 15(e)(ii), 13-I(a), A.1; letters may stand
# close.
BELOW = r"(?:\s?\(\s?(?:[a-z]|[ivxl]{1,5}|\d{1,2})\s?\))"
NUMBERED = r"\d{1,3}(?:\.\d{1,3}){0,4}(?:-(?:[ivx]{1,4}\b|box\b))?"
LETTER = r"(?:[\s.]?[a-z](?:\s(?:i{2,3}|i?v|vi{1,3}|i?x))?(?![\w.]))"
DOTTED = r"(?:\.(?:[a-z]|[ivxl]{1,5})(?!\w))(?:\.(?:[a-z]|[ivxl]{1,5}|\d{1,2})(?!\w))*"
LABEL = (
    rf"(?:{NUMBERED}(?:{DOTTED}{BELOW}*|{BELOW}+|{LETTER})?|[a-z](?:\.\d{{1,3}})+{BELOW}*"
    rf"|[ivxl]{{1,6}}\b(?:{BELOW}*)|[a-z]\b(?:{BELOW}*))"
)
MARK = r"(?:\s*(?:no\.?|number|nr\.?|\#)\s*|\.?\s*)"
JOIN = r"\s*(?:,|;|&|and|or|\+)\s*"
RANGE = r"\s*(?:-|–|to|through)\s*"
NAMED = re.compile(
    rf"(?<![\w.])(?:(?P<note>{NOTE})|(?P<place>{PLACE})){MARK}"
    rf"(?P<labels>{LABEL}(?:(?:{RANGE}|{JOIN}){LABEL})*)(?![\w%])",
    re.IGNORECASE,
)
# "Part A 3", "Schedule 2 paragraph 1(a)": the part, and what it holds.
IN_PART = re.compile(
    rf"(?<![\w.])(?P<part>{PART}){MARK}(?P<label>\d{{1,3}}|(?-i:[IVXL]{{1,6}}|[A-Z]))(?!\w)"
    rf"(?P<below>{BELOW}+|(?:\s*[,:–-]\s*|\s+|\.)(?:{PLACE}{MARK})?{NUMBERED}"
    rf"(?:{DOTTED}{BELOW}*|{BELOW}+)?)?(?![\w%])",
    re.IGNORECASE,
)
# Without a word for it, only what nothing else looks like: a number with a bracket behind it, or a
# letter after its second dot.
BARE = re.compile(
    rf"(?<![\w.,/$€£-])\d{{1,3}}(?:(?:\.\d{{1,3}}){{0,3}}(?:-[ivx]{{1,4}})?{BELOW}+"
    rf"|(?:\.\d{{1,3}}){{1,3}}{DOTTED}{BELOW}*)",
    re.IGNORECASE,
)
# In a message that is little else: "18 c in full", "read me 9.2".
ALONE = re.compile(rf"(?<![\w.,/$€£-]){NUMBERED}{LETTER}?(?![\w%.])", re.IGNORECASE)
NEXT_TO = re.compile(r"\s*,?\s*")  # between "Article II" and "Section 3"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)})\s+{PLACE}\b", re.IGNORECASE)
PIECES = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
STEP = re.compile(r"\d.*|[ivxl]+|[a-z]|box")
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
    is_part: bool = False  # it begins with a part, which may also be one of something else


@dataclass(frozen=True)
class AddressedQuestion:
    """A question that names places, and what it asks besides."""

    addresses: tuple[Address, ...]
    rest: str  # the question without the addresses
    around: str  # what stands close to them, where a document is named: "of the broker agreement"
    is_named: bool = True  # False for a number that stands there alone, and may be of anything

    def asks_more(self, names: frozenset[str]) -> bool:
        """True where the rest asks something of its own; `names` are words of documents' names."""
        return any(word not in FILLER and word not in names for word in surface(self.rest))


def addresses_in(text: str, names: frozenset[str] = frozenset()) -> AddressedQuestion | None:
    """The places that `text` names, or None; `names` are the words of the documents' names."""
    named = _named(text)
    spans = [span for span, _ in named] or [match.span() for match in BARE.finditer(text)]
    found = [address for _, addresses in named for address in addresses] or [
        _address(text[start:end]) for start, end in spans
    ]
    if found:
        return AddressedQuestion(tuple(found), _without(text, spans), _around(text, spans))
    spans = [match.span() for match in ALONE.finditer(text)]
    alone = AddressedQuestion(
        tuple(_address(text[start:end]) for start, end in spans),
        _without(text, spans),
        text,
        is_named=False,
    )
    return alone if spans and not alone.asks_more(names) else None


@dataclass(frozen=True)
class _NamedPlace:
    """Where a question names places, and by what kind of word."""

    start: int
    end: int
    kind: str  # 'article'; '' of a footnote
    addresses: tuple[Address, ...]


def _named(text: str) -> list[tuple[tuple[int, int], list[Address]]]:
    places: list[_NamedPlace] = []
    for place in _named_places(text):
        before = places[-1] if places else None
        if before is not None and _goes_on(text, before, place):
            places[-1] = _joined(text, before, place)
        else:
            places.append(place)
    named = [((place.start, place.end), list(place.addresses)) for place in places]
    for match in ORDINAL.finditer(text):
        number = str(ORDINALS.index(match[1].lower()) + 1)
        named.append((match.span(), [Address((number,), match[0])]))
    return named


def _named_places(text: str) -> list[_NamedPlace]:
    """Each place by itself, in the order of the text."""
    places = [
        _NamedPlace(*match.span(), match["part"].lower(), (_address(match[0], is_part=True),))
        for match in IN_PART.finditer(text)
    ]
    parts = [range(place.start, place.end) for place in places]
    for match in NAMED.finditer(text):
        if any(match.start() in part for part in parts) or not _is_label(match["labels"]):
            continue
        addresses = (
            _address(label, is_note=match["note"] is not None) for label in _each(match["labels"])
        )
        kind = (match["place"] or "").lower()
        places.append(_NamedPlace(*match.span(), kind, tuple(addresses)))
    return sorted(places, key=lambda place: place.start)


def _goes_on(text: str, before: _NamedPlace, place: _NamedPlace) -> bool:
    """True for "Article II, Section 3": two kinds of place side by side are one below the other."""
    return (
        bool(before.kind and place.kind)
        and before.kind != place.kind
        and len(before.addresses) == len(place.addresses) == 1
        and NEXT_TO.fullmatch(text, before.end, place.start) is not None
    )


def _joined(text: str, before: _NamedPlace, place: _NamedPlace) -> _NamedPlace:
    above, below = before.addresses[0], place.addresses[0]
    address = Address(
        (*above.labels, *below.labels),
        " ".join(text[before.start : place.end].split()),
        is_part=above.is_part or below.is_part,
    )
    return _NamedPlace(before.start, place.end, place.kind, (address,))


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


def _address(typed: str, *, is_note: bool = False, is_part: bool = False) -> Address:
    return Address(label_path(typed), " ".join(typed.split()), is_note, is_part)


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
    """The labels in an address or a clause's id, from the top down: '15(e)(ii)' → 15, e, ii.

    A part keeps its word, for its numbers may begin again ('Schedule 1(2)' → schedule, 1, 2);
    "Article" and the like are left out. A heading is one label, whatever its words are.
    """
    path: list[str] = []
    for piece in PIECES.findall(fold(label)):
        if re.fullmatch(PART, piece):
            path.append("annex" if piece.startswith("annex") else piece.removesuffix("s"))
        elif STEP.fullmatch(piece):
            path.append(piece)
        elif not re.fullmatch(PLACE, piece):
            return (fold(label),)
    return tuple(path)


def is_part(step: str) -> bool:
    """True for a label of a path that names a part: 'schedule'."""
    return re.fullmatch(PART, step) is not None
