"""Text → tokens: words with the keys that they match by, and the marks between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.words import fold
from knowledge.writing.proof.number_words import NUMBER_WORDS
from knowledge.writing.proof.quotes import MARKS, SAME
from knowledge.writing.proof.vocabulary import load_vocabulary

# Grammar: these carry no fact by themselves. What must, may, not, all and only carry is looked at
# elsewhere; words of time and order (before, within, until) are facts and do not stand here.
GRAMMAR = frozenset(
    """
    a an the this that these those it its they them their theirs he him his she her hers itself
    themselves we us our ours you your yours i my who whom whose which what whatever when where
    wherever whenever why how whether of to in on at by for from with as and or nor but so than then
    also too very such be am is are was were been being do does did done doing have has had having
    there here if while because since although though however therefore thus hence per via into onto
    upon about between among amongst through both either other others own themself whilst thereby
    eg ie etc namely therein otherwise whereby off out up over another
    s t well respectively according accordingly else even rather re ones
    will would shall should must may might can could ought need needs needed required require
    requires requiring desirable recommended advisable preferable allowed permitted mandatory
    compulsory obligatory optional possible possibly perhaps likely unlikely
    not no never neither none nobody nothing cannot without nor non
    all every each everyone everybody everything always any anyone anybody anything whole entire
    only solely exclusively purely merely just alone
    some several many most majority largely primarily primary mainly mostly often usually generally
    sometimes typically throughout
    """.split()  # noqa: SIM905  (a list of this length reads better as prose)
)
NOT_IT = (
    (re.compile(r"\b(can)not\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\bcan't\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bshan't\b", re.IGNORECASE), "shall not"),
    (re.compile(r"(?<=[a-z])n't\b", re.IGNORECASE), " not"),
    (re.compile(r"(?<=[a-z])'ll\b", re.IGNORECASE), " will"),
    (re.compile(r"\b(e)\.g\.|\b(i)\.e\.", re.IGNORECASE), " eg "),
    (re.compile(r"\bMay(?=,? \d)"), "Mai"),  # the month
    (re.compile(r"\b(etc|pg|no)\.", re.IGNORECASE), r"\1"),
    (re.compile(r"\bg(?:ives?|iven|ave|iving) rise\b", re.IGNORECASE), "arise"),
    (re.compile(r"%"), " percent"),
    (re.compile(r"(?<!\d) -+ | -+ (?!\d)"), " , "),  # a dash, not a hyphen
)
TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]")
POSSESSIVE = re.compile(r"'s?$")


@dataclass(frozen=True)
class Token:
    """One word, number or mark."""

    text: str
    word: str  # folded, without a possessive; '' for a mark
    keys: frozenset[str]  # what it matches other words by; none for grammar, numbers and marks

    @property
    def tells(self) -> bool:
        """True where the word carries something that must be proved."""
        return bool(self.keys)


def normal(text: str) -> str:
    """`text` with one kind of quotation mark and dash, without marks of the page; 'not' apart."""
    text = "".join(" " if c in MARKS else c for c in text).translate(SAME)
    for pattern, plain in NOT_IT:
        text = pattern.sub(plain, text)
    return text


@lru_cache(maxsize=512)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of `text`, in order; a hyphenated word gives its parts with the hyphen between."""
    return tuple(_token(match.group()) for match in TOKEN.finditer(normal(text)))


def _token(text: str) -> Token:
    word = POSSESSIVE.sub("", fold(text)) if text[0].isalnum() else ""
    grammar = word in GRAMMAR or word in NUMBER_WORDS or not word or word[0].isdigit()
    return Token(text, word, frozenset() if grammar else load_vocabulary().keys(word))


def hyphenated_keys(tokens: Sequence[Token]) -> dict[int, frozenset[str]]:
    """For each part of a hyphenated word the keys of the whole: 'turn-around' → 'turnaround'."""
    whole: dict[int, frozenset[str]] = {}
    for at in range(1, len(tokens) - 1):
        before, behind = tokens[at - 1].word, tokens[at + 1].word
        if tokens[at].text == "-" and before and behind:
            keys = load_vocabulary().keys(f"{before}{behind}")
            whole |= {at - 1: keys, at + 1: keys}
    return whole


def keys_of(tokens: Sequence[Token]) -> frozenset[str]:
    """All keys of `tokens`, including those of whole hyphenated words."""
    parts = [token.keys for token in tokens]
    return frozenset(key for keys in [*parts, *hyphenated_keys(tokens).values()] for key in keys)
