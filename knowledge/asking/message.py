"""A message → what it asks, what it tells, and nothing of what is only polite.

People tell what happened before they ask ("The partner printed banners. Do they have to come
down?"). What is told gives the question its context; it is no part of what the clauses must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.words import ABBREVIATIONS, content_words

FEWEST_WORDS = 2  # content words of a sentence that tells something
WHOLE = 12  # words of a message without a question that is taken whole
NAME = r"(?:[A-Z][\w.]*(?:\s[A-Z][\w.]*)?|all|team|everyone|colleagues?|saathi|sir|madam)"
# What opens or closes a message and asks nothing.
GREETING = re.compile(
    rf"""^\W*(?:hi+|hello|hey|dear|salam|salaam|as-?salam\w*(?:[\s-]o?[\s-]?alaikum)?|aoa
        |assalam\w*(?:[\s-]o?[\s-]?alaikum)?|good\ (?:morning|afternoon|evening|day)|greetings)\b
        (?:\s+(?-i:{NAME}))?\s*[,!.:–-]*\s*""",
    re.IGNORECASE | re.VERBOSE,
)
FILLER = re.compile(
    r"""^\W*(?:
        (?:please\ |pls\ |kindly\ )?(?:just\ )?(?:answer|reply|respond)\b[^.?!:]{0,40}
            \b(?:yes|no|briefly|short|quick(?:ly)?|one\ word)\b[^.?!:]{0,15}[:,.–-]
        |(?:a\ |one\ |just\ a\ )?(?:quick|small|short|stupid|silly|general|simple)\ (?:question|one
            |query)\b[^?:,–-]{0,25}[:,.–-]
        |(?:i\ )?(?:have|had|got)\ (?:a|one)\ (?:quick\ |small\ )?(?:question|query)[:,.–-]?
        |(?:sorry\ (?:to|for)\ (?:bother|disturb|ask)\w*|sorry|thanks\ in\ advance|many\ thanks
            |thank\ you|thanks|fyi|btw|by\ the\ way|ok\ so|okay\ so|well|so\ um+|um+|please|pls
            |plz|kindly|yes\ or\ no|(?:i\ )?hope\ (?:you|this|all)\b[^.?!,]{0,40})\b\s*[:,.!–-]*
        |(?:can|could|would|will)\ (?:you|u|anyone|somebody|someone)\ (?:please\ |pls\ |kindly\ )?
            (?:tell|let|help|advise|explain|remind|clarify|confirm)\s?(?:me|us)?\s?
            (?:know|understand|with)?\b\s*[:,–-]*
        |(?:i|we)\ (?:would\ like|want|need|wanted)\ to\ (?:know|ask|check|understand)\b[:,–-]*
        |(?:i\ (?:am|was)|i'?m|just)\ wondering\b[:,–-]*
        |(?:please\ |pls\ )?(?:tell|remind)\ (?:me|us)\b[:,–-]*
        |(?:do|does)\ (?:you|anyone|anybody|somebody)\ know\b(?=\s+\w)
        )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
CLOSING = re.compile(
    r"""^\W*(?:kind\ regards|best\ regards|regards|best\ wishes|best|cheers|sincerely|yours|thanks
        |thank\ you|many\ thanks|shukria|shukriya|jazak\w*|thx|ty)\b(?:\W+\w+){0,4}\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
AUX = (
    r"(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had"
    r"|am|isn'?t|aren'?t|don'?t|doesn'?t|can'?t|couldn'?t|shouldn'?t|won'?t|wouldn'?t)"
)
SUBJECT = (
    r"(?:i|we|you|they|he|she|it|this|that|these|those|there|the|a|an|our|their|his|her|my|your"
    r"|any(?:one|body|thing)?|every(?:one|body)?|each|all|partners?|staff|cip|care|ngos?"
    r"|organi[sz]ations?)"
)
WH = r"(?:what|who|whom|whose|which|when|where|why|how)"
OPENING = re.compile(
    rf"""^\W*(?:(?:and|but|so|or|then|also|if\ so)\W+)*
        (?:(?:in|by|to|for|with|from|of|on|at|until|under)\ {WH}\b|{WH}\b(?!ever)
        |{AUX}\ (?:not\ )?{SUBJECT}\b|(?:kya|kia|kaun|kon|kab|kahan|kitn[aei]|kaise|kyun?)\b
        |(?:ok|okay|allowed|permitted|possible|fine)\ (?:to|if|for)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
REQUEST = re.compile(
    r"""\b(?:need\ to\ know|want\ to\ know|wonder(?:ing)?\ (?:if|whether|what|who|how)
        |not\ sure\ (?:if|whether|what|who|how)|let\ me\ know|please\ advise|pls\ advise
        |tell\ me\ (?:if|whether|what|who|how))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# ", ok?" and ", can we sign?": a question behind what is told.
TAIL = re.compile(
    rf"""[,;–]\s*(?=(?:(?:is\ (?:that|this|it)\ )?(?:ok(?:ay)?|right|correct|fine|allowed|permitted
        |possible|good\ enough)|{AUX}\ (?:i|we|they|he|she|it|this|that)\b[^,?]*)\s*\?\s*$)
        |\s[-–]+\s(?=[^?]*\?\s*$)""",
    re.IGNORECASE | re.VERBOSE,
)
SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
QUOTED = re.compile(r"[\"“]([^\"“”]{40,})[\"”]")


@dataclass(frozen=True)
class Message:
    """What a message asks, and what it tells besides, a sentence each, in their order."""

    question: str
    facts: tuple[str, ...] = ()


def split_message(text: str) -> Message:
    """`text`, cleaned, as a question and facts; a text that asks nothing is the question itself."""
    quoted = [sentence for match in QUOTED.finditer(text) for sentence in _units(match[1])]
    own = _units(QUOTED.sub(" ", text))
    questions = [unit for unit in own if asks(unit)]
    among = own if questions else [*quoted, *own]
    questions = questions or [unit for unit in quoted if asks(unit)]
    if not questions:
        rest = _told([*quoted, *own])
        if len(text.split()) <= WHOLE or len(rest) < 2:
            return Message(" ".join([*quoted, *own]) or text)
        return Message(rest[-1], tuple(rest[:-1]))
    told = [*quoted, *(unit for unit in among if unit not in questions and unit not in quoted)]
    return Message(" ".join(questions), tuple(_told(t for t in told if t not in questions)))


def _units(text: str) -> list[str]:
    """The sentences of `text` without what is only polite."""
    units: list[str] = []
    for sentence in _joined_abbreviations(SENTENCE.split(text.strip())):
        for piece in TAIL.split(sentence):
            bare = _bare(piece)
            if bare and not CLOSING.match(bare) and any(c.isalnum() for c in bare):
                units.append(bare)
    return units


def _joined_abbreviations(pieces: list[str]) -> list[str]:
    joined: list[str] = []
    for piece in pieces:
        last = re.search(r"([\w.]+)\.$", joined[-1]) if joined else None
        if last and (last[1].lower() in ABBREVIATIONS or len(last[1]) == 1):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def _bare(piece: str) -> str:
    """`piece` without greeting and filler in front, however many."""
    while True:
        shorter = GREETING.sub("", FILLER.sub("", piece, count=1), count=1)
        # A filler that is all of it, or leaves no subject, was none: "thanks", "please advise".
        if shorter == piece or not content_words(shorter):
            return piece.strip(" ,;:–-")
        piece = shorter


def asks(unit: str) -> bool:
    """True where the sentence asks something, with or without a question mark."""
    return unit.rstrip("\"'”’) ").endswith("?") or bool(OPENING.match(unit) or REQUEST.search(unit))


def _told(units: Iterable[str]) -> list[str]:
    return [u for u in units if len(content_words(u)) >= FEWEST_WORDS]
