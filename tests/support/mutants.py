"""Mutants of true statements: one thing is broken in each, as a careless or hostile model would.

Every mutant says something that its clause does not say, or proves it with words that do not prove
it. The check has to drop it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge import Citation
from knowledge.words import sentences

KINDS = ("number", "date", "modality", "negation", "clause", "quote", "name")
FIGURES = [
    "within 5 days",
    "within ten working days",
    "for two years",
    "at least twice a year",
    "in 3 copies",
    "up to 10 percent of the funds",
    "for four months",
    "at 25 percent",
    "every 6 months",
    "for one week",
]
DATES = [
    "by June 2014",
    "since March 2013",
    "from October 2012",
    "in 2007",
    "until 2020",
    "before December",
    "on 1 July",
    "in August 2011",
    "by 30 September",
    "after January 2016",
]
MODALS = {
    "must": ("may", "should", "will", "is free to"),
    "will": ("may", "should", "must", "might"),
    "should": ("must", "may", "will", "has to"),
    "may": ("must", "will", "should", "has to"),
    "can": ("must", "will", "should"),
    "could": ("must", "will", "should"),
    "would": ("must", "should", "will"),
    "are desirable": ("are required", "are mandatory", "must take place", "are optional"),
    "is desirable": ("is required", "is mandatory", "is optional"),
    "is needed": ("may be useful", "is desirable", "is optional"),
    "are needed": ("may be useful", "are desirable", "are optional"),
    "need to": ("may", "should", "are free to"),
    "requires": ("may include", "allows", "makes optional"),
    "is required": ("is optional", "may be useful", "is desirable"),
    "aims to": ("must", "may", "has to"),
    "seek to": ("never", "may"),
}
PLAIN_VERB = re.compile(
    r"\b(is|are|has|have|supports|covers|outlines|forms|describes|strengthens|discusses|develops"
    r"|developed|recognizes|contributes|relates|requires|rests|focuses|works|play|varies|vary)\b"
)
DENIABLE = re.compile(
    r"\b(must|will|should|may|can|could|would|is|are|was|were|has|have|need to|aims|does)\b"
    r"(?! not| no\b)"
)
DENIALS = [
    (r"\b(must|will|should|may|can|could|would|is|are|does|was) not\b", r"\1"),
    (r"\bcannot\b", "can"),
    (r"\bunable to\b", "able to"),
    (r"\bwithout\b", "with"),
    (r"\bneither\b(.*)\bnor\b", r"both\1and"),
    (r"\brefrain from\b", "keep"),
    (r"\bno\b", "some"),
    (r"\brather than\b", "and"),
    (r"\bnon-contractual\b", "contractual"),
    (r"\bnot\b ", ""),
]
OTHER_NAMES = {
    r"\bCIP's\b": ("the donor's", "Oxfam's", "the government's", "the Country Director's"),
    r"\bCIP\b": ("the donor", "Oxfam", "the Country Director", "the government", "UNDP"),
    r"\bCARE\b(?!')": ("UNICEF", "the donor", "Oxfam"),
    r"\bLRSP\b": ("NDMA", "SECP", "Five Year Plan"),
    r"\bPartnership Coordinator\b": (
        "Country Director",
        "Compliance Coordinator",
        "Finance Director",
    ),
    r"\bCommittee\b": ("Country Director", "Board of Trustees", "Partnership Coordinator"),
    r"\bVisibility Policy\b": (
        "Investigation Guide",
        "Procurement Policy",
        "Zero Tolerance Policy",
    ),
    r"\bInvestigation Guide\b": ("Visibility Policy", "Staff Handbook"),
    r"\bPDQ\b": ("Finance", "HR", "PSEA"),
    r"\bMoU\b": ("LoA", "SGA", "NOC"),
    r"\b[Pp]artners\b(?! with)": ("the donors", "the Country Director", "the Ministry of Interior"),
    r"\bpartner\b": ("vendor", "Oxfam", "ministry"),
    r"\b[Tt]he (?:framework|relationship|process|focus)\b": ("Oxfam", "the Country Director"),
}
ADDED_NAMES = [
    "with the approval of the Country Director",
    "together with UNICEF",
    "through the Finance Manager",
    "in Sindh",
    "on behalf of the Board",
]


@dataclass(frozen=True)
class Said:
    """A statement with its clause and quote."""

    text: str
    clause: str
    quote: str


def mutants(
    said: Sequence[Said], clauses: Sequence[Citation], number: int
) -> Iterator[tuple[str, Said]]:
    """`number` different mutants of `said`, each with what was broken; the kinds in turn."""
    chance = random.Random(6)
    makers: dict[str, Callable[[Said], Said | None]] = {
        "number": lambda one: _figure(one, chance),
        "date": lambda one: _added(one, chance.choice(DATES)),
        "modality": lambda one: _modality(one, chance),
        "negation": lambda one: _negation(one, chance),
        "clause": lambda one: _clause(one, clauses, chance),
        "quote": lambda one: _quote(one, clauses, chance),
        "name": lambda one: _name(one, chance),
    }
    made: set[Said] = {*said}
    orders = {kind: _in_turn(said, chance) for kind in KINDS}
    while len(made) < len(said) + number:
        for kind in KINDS:
            mutant = makers[kind](next(orders[kind]))
            if mutant is not None and mutant not in made and len(made) < len(said) + number:
                made.add(mutant)
                yield kind, mutant


def _in_turn(said: Sequence[Said], chance: random.Random) -> Iterator[Said]:
    while True:
        yield from chance.sample(said, len(said))


def _figure(one: Said, chance: random.Random) -> Said | None:
    figures = list(re.finditer(r"\d+|\b(?:two|three|four|twelve|fifteen)\b", one.text))
    if not figures:
        return _added(one, chance.choice(FIGURES))
    found = chance.choice(figures)
    other = chance.choice(["5", "7", "30", "2030", "fourteen", "one hundred"])
    return replace(one, text=one.text[: found.start()] + other + one.text[found.end() :])


def _added(one: Said, phrase: str) -> Said:
    return replace(one, text=f"{one.text.rstrip('.')} {phrase}.")


def _modality(one: Said, chance: random.Random) -> Said | None:
    held = [modal for modal in MODALS if re.search(rf"\b{modal}\b", one.text)]
    if not held:
        other = chance.choice(["must", "may", "should", "will"])
        plain = {"is": "be", "are": "be", "has": "have"}

        def bound(found: re.Match[str]) -> str:
            verb = found.group(1)
            return f"{other} {plain.get(verb, verb.removesuffix('s'))}"

        text = PLAIN_VERB.sub(bound, one.text, count=1)
        return replace(one, text=text) if text != one.text else None
    modal = chance.choice(held)
    others = MODALS[modal]
    if re.search(rf"\b{modal} (?:be )?required?\b", one.text):
        others = tuple(other for other in others if other != "must")  # says the same
    return replace(one, text=re.sub(rf"\b{modal}\b", chance.choice(others), one.text, count=1))


def _negation(one: Said, chance: random.Random) -> Said | None:
    for denial, plain in DENIALS:
        text = re.sub(denial, plain, one.text, count=1)
        if text != one.text:
            return replace(one, text=text)
    text = DENIABLE.sub(rf"\1 {chance.choice(['not', 'never'])}", one.text, count=1)
    return replace(one, text=text) if text != one.text else None


def _clause(one: Said, clauses: Sequence[Citation], chance: random.Random) -> Said:
    others = [c.clause for c in clauses if c.clause != one.clause]
    return replace(one, clause=chance.choice([*others, "17(d)", "19", "Annex 1"]))


def _quote(one: Said, clauses: Sequence[Citation], chance: random.Random) -> Said | None:
    """The quote with a word changed, left out or joined over a gap; or another one altogether."""
    words = one.quote.split()
    at = chance.randrange(len(words))
    way = chance.randrange(4)
    if way == 0 and len(words) > 3:
        return (
            replace(one, quote=" ".join([*words[:at], *words[at + 1 :]]))
            if 0 < at < len(words) - 1
            else None
        )
    if way == 1:
        return replace(one, quote=" ".join([*words[:at], "always", *words[at:]]))
    if way == 2 and len(words) > 6:
        return replace(one, quote=" ".join([*words[:3], "...", *words[-3:]]))
    elsewhere = [
        sentence
        for citation in clauses
        if citation.clause != one.clause
        for sentence in sentences(citation.text)
        if len(sentence.split()) > 5
    ]
    return replace(one, quote=chance.choice(elsewhere))


def _name(one: Said, chance: random.Random) -> Said | None:
    held = [name for name in OTHER_NAMES if re.search(name, one.text)]
    if not held or chance.random() < 0.2:
        return _added(one, chance.choice(ADDED_NAMES))
    name = chance.choice(held)
    return replace(one, text=re.sub(name, chance.choice(OTHER_NAMES[name]), one.text, count=1))
