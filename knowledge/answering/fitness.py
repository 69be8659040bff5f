"""Whether a sentence does what a question asks for, whatever it is about.

Sentences of one clause share their subject; what tells them apart is what they do. "What happens
if a partner takes a bribe?" wants the sentence that says what will be done, not the footnote that
says what a bribe is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.answering.force import Force, force_of
from knowledge.answering.quoting import NOTE
from knowledge.asking.expectation import Expectation, expectations_of
from knowledge.asking.understanding import Interpretation

GAIN = 0.15  # of a sentence that does what is asked; scores lie between 0 and about 2
BINDING = frozenset({Force.REQUIRED, Force.ADVISED, Force.RULED_OUT})
CONSEQUENCE = re.compile(
    r"""\bwhat\ (?:will\ |would\ |should\ |must\ |can\ |do\ |does\ )?(?:happens?|if|follows?|next)\b
        |\bwhat\ (?:do|should|must|can|will)\ (?:i|we|you|they|cip|care)\b
        |\bwhat\ (?:has|have|is)\ to\b
        |\bconsequences?\b|\bhow\ (?:do|should|must|can|are|is|will)\b""",
    re.IGNORECASE | re.VERBOSE,
)
DEFINITION = re.compile(
    r"""\b(?:what\ (?:is|are|exactly|does)|whats|define|definition|meaning|mean(?:s|t)?|examples?
        |such\ as|which|what\ kinds?|for\ instance|count(?:s|ed)?\ as)\b""",
    re.IGNORECASE | re.VERBOSE,
)
AGENT = re.compile(
    r"""\b(?:by\ the|coordinator|committee|director|manager|officer|unit|board|team|head
        |focal\ point        |responsible|led|lead(?:s)?|in\ charge|accountable)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def fitness(sentence: str, interpretation: Interpretation) -> float:
    """What `sentence` gains for the question, 0 or more; less than 0 for a note that is unasked."""
    question, form = interpretation.english, interpretation.form
    is_note = NOTE.match(sentence) is not None
    gain = 0.0
    if any(kind.fact_pattern.search(sentence) for kind in _kinds(question)):
        gain += GAIN
    if form.asks_who and AGENT.search(sentence) and not is_note:
        gain += GAIN
    wants_rule = form.mode is not None or CONSEQUENCE.search(question) is not None
    if wants_rule and not is_note and _force(sentence) in BINDING:
        gain += GAIN
    if is_note and not DEFINITION.search(question):
        gain -= GAIN
    return gain


@lru_cache(maxsize=4096)
def _force(sentence: str) -> Force:
    return force_of(sentence)


@lru_cache(maxsize=256)
def _kinds(question: str) -> tuple[Expectation, ...]:
    return expectations_of(question)
