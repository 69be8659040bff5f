"""How binding a sentence is, piece by piece: what it requires, allows, leaves open or rules out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.words import stem


class Force(StrEnum):
    """What a piece of a sentence does to what it speaks of."""

    REQUIRED = "required"  # must, will, is required
    ADVISED = "advised"  # should, needs to be maximized
    ALLOWED = "allowed"  # may, can, does not limit
    OPTIONAL = "optional"  # may be considered, is desirable, need not
    RULED_OUT = "ruled out"  # must not, refrain from, zero tolerance
    SAYS_SO = "says so"  # is
    DENIES = "denies"  # is not, neither, rather than


NOT = r"(?:not|n['’]t|never)"
# In order: the first that fits a piece is its force.
FORCES = (
    (
        Force.OPTIONAL,
        rf"""\b(?:may|might|need|do|does|is|are|will)\ {NOT}\ (?:\w+\ )?(?:be\ )?
            (?:required|necessary|needed|mandatory|compulsory|obliged|expected|have\ to|need)\b
            |\bneed\ not\b|\b(?:not|nor)\ (?:all|every|each)\b.{{0,40}}\b(?:need|must|have\ to)\b
            |\bno\ need\b|\boptional\b|\bmay\ be\ (?:considered|arranged|used|appropriate)\b
            |\b(?:is|are)\ (?:desirable|encouraged|recommended|voluntary)\b|\bare\ desirable\b
            |\bdesirable\b|\bat\ (?:its|their|his|her)\ discretion\b""",
    ),
    (
        Force.ALLOWED,
        rf"""\b(?:does|do|will|shall|is|are)\ {NOT}\ (?:\w+\ )?(?:limit|restrict|prevent|prohibit
            |preclude|bar|exclude|forbid|prohibited|limited|restricted|precluded)(?:ed|s)?\b
            |\bnot\ all\b.{{0,20}}\bmay\b""",
    ),
    (
        Force.RULED_OUT,
        rf"""\b(?:must|shall|should|can|will|would)\ {NOT}\b|\bcannot\b
            |\bmay\ {NOT}\ (?!(?:all|always|necessarily|entail|involve|have|need|require|exist)\b)
            |\brefrains?\ from\b
            |\b(?:is|are)\ (?:strictly\ )?(?:prohibited|forbidden|banned|ineligible|unacceptable)\b
            |\b(?:is|are)\ {NOT}\ (?:\w+\ )?(?:allowed|permitted|acceptable|eligible|tolerated)\b
            |\bzero\ tolerance\b|\bunder\ no\b|\bdoes\ {NOT}\ help\b|\bmay\ only\b|\bmust\ avoid\b
            |\bno\ \w+\ (?:\w+\ )?(?:may|shall|must|can|is\ allowed|are\ allowed)\b|\bnever\b""",
    ),
    # "no" denies what a verb or the opening says; within a list it names a rule ("no support to").
    (
        Force.DENIES,
        rf"""\b(?:{NOT}|nor|neither|none|nobody|without|rather\ than|instead\ of)\b
            |^\W*no\b|\b(?:is|are|was|were|has|have|had|with|be|there['’]s)\ no\b""",
    ),
    (
        Force.REQUIRED,
        r"""\b(?:must|shall|will|required?|requires|mandatory|compulsory|obliged|obligatory)\b
            |\b(?:has|have|is|are)\ to\b|\bneeds?\ to\b|\bis\ a\ need\b|\bin\ all\ instances\b
            |\b(?:is|are)\ needed\b|\bis\ essential\b|\bare\ responsible\ for\b""",
    ),
    (
        Force.ADVISED,
        r"""\b(?:should|ought)\b
            |\b(?:aims?|seeks?|intends?|strives?|(?:is|are)\ committed)\ to\b""",
    ),
    (
        Force.ALLOWED,
        r"""\b(?:may|can|could|allowed|permitted|entitled|eligible|free\ to|able\ to|possible)\b""",
    ),
)
_FORCES = tuple((force, re.compile(text, re.IGNORECASE | re.VERBOSE)) for force, text in FORCES)
# "any", "in all instances": what is said of all is said of each, however it is called.
UNIVERSAL = re.compile(
    r"""\b(?:any|all|every|each|always|never|no|none|zero|whatever|regardless|in\ any\ manner
        |at\ all\ times|both|alike|exclusivity|sole|only)\b""",
    re.IGNORECASE | re.VERBOSE,
)
ACTOR = re.compile(
    r"\b(?:(we|us|i|cip|care|staff|colleagues)|(?:partners?|ngos?|they|sub-?grantees?"
    r"|grantees?|recipients?|implementing\s\w+))\b(?!['’]s)",
    re.IGNORECASE,
)
FIRST_WORDS = 4
BEFORE_DENIAL = re.compile(
    rf"^.*?\b(?:{NOT}|no|nor|neither|none|without|rather\ than|instead\ of)\b", re.I | re.S
)
NUMBER_WORDS = "one two three four five six seven eight nine ten".split()  # noqa: SIM905
COUNTED = re.compile(rf"\b({'|'.join(NUMBER_WORDS)}|\d+)[\s-]+([a-z]+)", re.IGNORECASE)
PIECES = re.compile(
    r"""\s*(?:;|:|\ –\ |,?\ but\ |,\ and\ |,\ nor\ |,\ which\ |,\ yet\ |,\ although\ |,\ whereas\ )
        \s*|(?<=\w)\ and\ (?=(?:must|shall|should|may|will|can|refrain|does|do|is|are)\b)
        |(?<=\w)\ nor\ (?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class ForcedPiece:
    """A piece of a sentence with its force."""

    text: str
    force: Force
    is_universal: bool = False
    marker_at: int = 0  # where in `text` the word stands that gives it its force

    @property
    def aim(self) -> str:
        """The words that the force bears on: of a denial, those behind it."""
        return BEFORE_DENIAL.sub("", self.text) if self.force is Force.DENIES else self.text

    @property
    def is_normative(self) -> bool:
        """True where it binds or frees somebody, and does not only tell."""
        return self.force is not Force.SAYS_SO


@lru_cache(maxsize=4096)
def pieces_of(sentence: str) -> list[ForcedPiece]:
    """The pieces of `sentence`, each with its force; one piece where it does not divide."""
    pieces = [piece for piece in PIECES.split(sentence) if piece and piece.strip()]
    return [_forced(piece) for piece in pieces if any(c.isalnum() for c in piece)]


def _forced(piece: str) -> ForcedPiece:
    """`piece` with its force by the first kind of marker that it holds."""
    for force, pattern in _FORCES:
        marker = pattern.search(piece.replace("*", " "))
        if marker is not None:
            return ForcedPiece(piece, force, UNIVERSAL.search(piece) is not None, marker.start())
    return ForcedPiece(piece, Force.SAYS_SO, UNIVERSAL.search(piece) is not None)


def force_of(sentence: str) -> Force:
    """How binding `sentence` is as a whole, by the first kind of marker that it holds."""
    return _forced(sentence).force


def actors_in(text: str) -> list[str]:
    """The two parties of a partnership that `text` names, in order: "us" and "partner"."""
    return ["us" if match[1] else "partner" for match in ACTOR.finditer(text)]


def actor_of(question: str) -> str:
    """The party that a question is about: the one among its first words; '' for none."""
    opening = " ".join(question.split()[:FIRST_WORDS])
    opening = re.sub(r"^(\W*\w+) (?:our|my)\b", r"\1 we", re.sub(r"['’]s\b", "", opening))
    return next(iter(actors_in(opening)), "")


def counts_of(text: str) -> dict[str, str]:
    """What `text` counts, by its stem, with the number: "two-way" → way: 2."""
    return {
        stem(noun.lower()): str(NUMBER_WORDS.index(number.lower()) + 1)
        if number.lower() in NUMBER_WORDS
        else number
        for number, noun in COUNTED.findall(text)
    }
