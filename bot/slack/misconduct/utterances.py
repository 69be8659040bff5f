"""A message → its sentences, each with whether it asks: people tell what happened, then ask."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 600  # characters of a sentence that is looked at as a whole
PIECE = 300  # characters of the pieces that a longer one is looked at in
SENTENCE = re.compile(r"(?<=[!?۔؟;\n])\s*|(?<=[.:])\s+|\s[-–—]+\s|\.{2,}")
WH = r"(?:what|who|whom|whose|which|when|where|why|how|wat|hw)"
BE_OR_DO = (
    r"(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had"
    r"|am|isn'?t|aren'?t|don'?t|doesn'?t|didn'?t|can'?t|shouldn'?t|won'?t|wouldn'?t)"
)
SUBJECT = (
    r"(?:i|we|you|they|he|she|it|this|that|these|those|there|the|a|an|our|their|his|her|my|your"
    r"|any\w*|every\w*|some(?:one|body)|each|all|both|such|partners?|staff|donors?|vendors?|ngos?"
    r"|cip|care|local|field|zero|unspent|\w+ing)"
)
GREETING = r"(?:and|but|so|or|then|also|now|ok|okay|please|pls|hi|hello|salam|saathi|dear\s\w+)"
ROMAN_URDU = r"(?:kya|kia|kaun|kon|kis|kab|kahan|kitn[aei]|kaise|kese|kyu?n|kaunsi|konsi)"
URDU = r"(?:کیا|کون|کس|کب|کہاں|کتن\w*|کیسے|کیوں|اگر)(?!\w)"
OPENING = re.compile(
    rf"""^\W*(?:{GREETING}\W+)*(?:
        (?:in|by|to|for|with|from|of|on|at|until|under|against|since)\s{WH}\b
        |{WH}\b(?!ever) | {BE_OR_DO}\s(?:not\s)?{SUBJECT}\b | {ROMAN_URDU}\b | {URDU}
        |(?:if|suppose|imagine|agar|ager)\b
        |(?:explain|define|describe|summari[sz]e|compare|quote|translate)\b
        |(?:list|show|tell)\s(?:the|all|me|us)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
WANTING = re.compile(
    rf"""\b(?:(?:need|want|would\slike)\sto\sknow|wonder(?:ing)?\s(?:if|whether)
        |not\ssure\s(?:if|whether)
        |(?<!not\s)(?<!n't\s)(?<!never\s)(?:let\sme\sknow|tell\sme)\s(?:if|whether|{WH})
        |(?:need|want|looking\sfor|look\sup|would\slike)\s(?:to\sread\s)?(?:the|a|our|what)\s
            (?:\w+\s){{0,2}}(?:clauses?|paragraph|section|rules?|policy|definition|text|framework))
        \b""",
    re.IGNORECASE | re.VERBOSE,
)
# A question behind what is told that has no mark: "they sent a new form, can we sign that one".
BEHIND = re.compile(
    rf"""[,،]\s+(?:{GREETING}\s+)?(?:(?:what|which|whom|how)\s(?:\w+\s){{0,3}})?
        {BE_OR_DO}\s(?:not\s)?{SUBJECT}\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Roman Urdu asks near its end, and seldom with a mark: "saman kis ka hota hai".
URDU_ENDING = re.compile(
    rf"""^(?!.*\b(?:pata|maloom|jane)\b).*?(?<!\w)
        (?:{ROMAN_URDU}|kaunse|konse|kaunsa)(?!\ske\b)(?:\s\w+){{1,4}}\s
        (?:hai|hain|hoga|hogi|honge|karein|karen|karun|dein|den|de|chahiye|batayein|bataen)\W*$
        |\b(?:kya|kia)\s(?:hai|hoga|farq|karna|karein|karen)(?:\s\w+)?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
# Where a question begins behind what is told: "... took the cash, which clause applies?"
JOINT = re.compile(rf"\s*[,،]\s+|\s*،\s*|\s+(?:but|and)\s+(?=(?:{WH}|{BE_OR_DO})\b)", re.IGNORECASE)
# What is told behind a question, as the reason for it: "... suspend it, now that they sold it?".
# "Because of theft" and "because one employee stole" tell of nobody.
REASON = re.compile(
    r"""[,،]?\s+(?:because|(?:now|given|seeing|considering)\sthat|ky[ou]+n\s?ke|کیونکہ)\s+
        (?!(?:of|an?|one|any|some\w*|if)\b)(?=(?:\S+\s+){2})""",
    re.IGNORECASE | re.VERBOSE,
)
URDU_QUESTION = re.compile(
    r"""\b(?:kya\s(?:hai|hain|hota|hoga|karna|kehta|kehti|karein|karen|likha)|kaun|kis\sko|kaunsi
        |konsi|ya\snahi)\b|کیا\s(?:ہے|ہوتا|ہوگا|کہتا|کہتی|کرنا|کیا)|کون\sسی|کس\sکو|ہوں\sگی""",
    re.IGNORECASE | re.VERBOSE,
)
SUPPOSING = re.compile(
    r"^\W*(?:if|when|suppose|imagine|in\scase|agar|ager|jab|اگر|جب)(?!\w)", re.IGNORECASE
)


class Utterance(NamedTuple):
    """A sentence, or the half of one, and whether it asks or supposes."""

    text: str
    asks: bool


def utterances(text: str) -> Iterator[Utterance]:
    """What `text` tells and asks, in order; nothing for what holds no word."""
    for sentence in SENTENCE.split(text):
        for bare in _short_enough((sentence or "").strip()):
            if re.search(r"[^\W_]", bare):
                yield from _told_and_asked(bare)


def _short_enough(sentence: str) -> list[str]:
    """`sentence`, or pieces of it: what is told in the middle of a long one must not be missed."""
    if len(sentence) <= LONGEST:
        return [sentence]
    return textwrap.wrap(sentence, PIECE, break_on_hyphens=False)


def _told_and_asked(sentence: str) -> Iterator[Utterance]:
    if not _asks(sentence):
        yield Utterance(sentence, asks=False)
        return
    if SUPPOSING.match(sentence):
        yield Utterance(sentence, asks=True)
        return
    question, *reason = REASON.split(sentence, maxsplit=1)
    pieces = [piece for piece in JOINT.split(question) if piece]
    first = _first_that_asks(pieces) if len(pieces) > 1 else 0
    if first:
        yield Utterance(", ".join(pieces[:first]), asks=False)
    yield Utterance(", ".join(pieces[first:]), asks=True)
    yield from (Utterance(told, asks=False) for told in reason)


def _first_that_asks(pieces: list[str]) -> int:
    """The place of the piece that the question begins with; of an unclear one, the last."""
    asking = (i for i, piece in enumerate(pieces) if _begins_question(piece))
    return next(asking, len(pieces) - 1 if pieces[-1][-1] in "?؟" else 0)


def _begins_question(piece: str) -> bool:
    return bool(OPENING.match(piece) or URDU_QUESTION.search(piece))


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"'”’)* ").endswith(("?", "؟")):
        return True
    # "When I went through the vouchers, I saw ..." tells; only a question mark makes it ask.
    if re.match(r"\W*when\b", sentence, re.IGNORECASE):
        return any(_begins_question(piece) for piece in JOINT.split(sentence)[1:] if piece)
    if OPENING.match(sentence) or WANTING.search(sentence) or BEHIND.search(sentence):
        return True
    return bool(URDU_ENDING.search(sentence))
