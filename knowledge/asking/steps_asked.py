"""A question for steps: "What are the steps before we sign?", "How do we start?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.words import terms

WE = r"(?:we|i|you|one|staff|cip|care|the\ office|they)"
MUST = r"(?:(?:has|have|needs?|must|should|ought)\ (?:to\ )?)"
STEPS = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (
        r"""\b(?:what|which)(?:\ are|\ is|'s|’s|s)?\ (?:the\ |our\ )?(?:\w+\ ){0,2}
            (?:steps|stages)\b""",
        r"\bsteps?\ (?:to|for|before|until|after|in|of|when|by|we|i|needed|required|involved)\b",
        r"\bstep[\ -]by[\ -]step\b",
        r"""\b(?:process|procedure|sequence|order\ of\ things)\ (?:for|to|of|when|before|after|once
            |until|from)\b""",
        rf"""\bhow\ (?:do|can|should|must)\ {WE}\ (?:start|begin|proceed|go\ about|go\ on|initiate
            |set\ up|get\ started|enter\ into)\b""",
        rf"\bwhere\ (?:do|should|must)\ {WE}\ (?:start|begin)\b",
        rf"\bwhat\ (?:do|should|must)\ {WE}\ (?:have\ to\ )?do\ (?:first|next|before|after|then)\b",
        rf"""\bwhat\ (?:{MUST})?(?:comes?|happens?|follows?|be\ done)\ (?:first|next|before|after
            |once|then)\b""",
    )
)
BEFORE = re.compile(
    r"\b(?:before|until|prior\ to|ahead\ of|up\ to|leading\ to)\b(.*)", re.IGNORECASE | re.VERBOSE
)
AFTER = re.compile(r"\b(?:after|once|following|as\ soon\ as)\b(.*)", re.IGNORECASE | re.VERBOSE)


# Words that ask for steps and say nothing of what they are the steps of.
ASKING = frozenset(
    terms(
        """step steps stage stages process procedure procedures sequence order first next happen
        happens start begin proceed come comes follow follows involved needed required"""
    )
)


@dataclass(frozen=True)
class StepsAsked:
    """Which steps a question asks for, by the stems of the event that they lead to or follow."""

    subject: frozenset[str] = frozenset()  # the stems of what they are the steps of

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


def steps_asked(question: str) -> StepsAsked | None:
    """The steps that `question` asks for; None where it asks for none."""
    if not any(pattern.search(question) for pattern in STEPS):
        return None
    before, after = BEFORE.search(question), AFTER.search(question)
    return StepsAsked(
        frozenset(terms(question)) - ASKING,
        frozenset(terms(before[1])) if before else frozenset(),
        frozenset(terms(after[1])) if after else frozenset(),
    )
