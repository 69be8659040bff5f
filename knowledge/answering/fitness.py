"""Whether a sentence does what a question asks for, whatever it is about.

Sentences of one clause share their subject; what tells them apart is what they do. "What happens
if a partner takes a bribe?" wants the sentence that says what will be done, not the footnote that
says what a bribe is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from knowledge.answering.force import Force, force_of, pieces_of
from knowledge.answering.quoting import NOTE, SentenceSpan
from knowledge.asking.expectation import Expectation, expectations_of
from knowledge.asking.understanding import Interpretation
from knowledge.words import terms

GAIN = 0.15  # of a sentence that does what is asked; scores lie between 0 and about 2
ALMOST = 0.5  # of the best sentence's score: one that names somebody belongs to "who?"
OTHER_CASE = 0.5  # what a sentence loses that is for another case than the one asked about
BINDING = frozenset({Force.REQUIRED, Force.ADVISED, Force.RULED_OUT})
# ... and what else is a rule: it says what may be, and what need not be.
RULES = BINDING | {Force.ALLOWED, Force.OPTIONAL}
CONSEQUENCE = re.compile(
    r"""\bwhat\ (?:will\ |would\ |should\ |must\ |can\ |do\ |does\ )?(?:happens?|if|follows?|next)\b
        |\bwhat\ (?:do|should|must|can|will)\ (?:i|we|you|they|cip|care)\b
        |\bwhat\ (?:has|have|is)\ to\b
        |\bkya\ kar|\bkia\ kar|کیا\ کر
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

# What is one's own, and not another's: "its own name" beside "their own visibility".
OWN = re.compile(r"\b(?:own|itself|themselves)\b", re.IGNORECASE)
COMPARISON = re.compile(
    r"""\b(?:differences?|differ|diff|distinction|compare[ds]?)\b.*?\b(?:between|of|is|are|does|do)?\b
        \s*(.+?)\s+(?:and|from|with|to|than|vs\.?|versus)\s+(.+)
        |^\W*(.+?)\s+(?:vs\.?|versus|or|compared\ (?:to|with))\s+(.+)""",
    re.IGNORECASE | re.VERBOSE,
)
# The case that a sentence is for: what it opens with, up to the comma.
CASE = re.compile(
    r"\W*(?:for|where|if|when|in case|in the case|as long as|provided)\b[^,]*", re.IGNORECASE
)
DENIED = re.compile(
    r"\b(?:no|not|without|non|n['’]t|never|free of)[\s-]+(?:(?:any|a|the|is|are)\s+)?([\w’'-]+)",
    re.I,
)


def fitness(sentence: str, interpretation: Interpretation) -> float:
    """What `sentence` gains for the question, 0 or more.

    Less than 0 where it is for another case, or is a note that is unasked.
    """
    question, form = interpretation.english, interpretation.form
    is_note = NOTE.match(sentence) is not None
    gain = 0.0
    if any(kind.fact_pattern.search(sentence) for kind in _kinds(question)):
        gain += GAIN
    if not is_note and any(does(sentence) for does in _deeds(interpretation)):
        gain += GAIN
    if form.mode is not None and OWN.search(question) and OWN.search(sentence):
        gain += GAIN
    if is_note and not DEFINITION.search(question):
        gain -= GAIN
    return gain - (OTHER_CASE if speaks_of_another_case(sentence, interpretation) else 0.0)


def asks_what(question: str) -> bool:
    """True where `question` asks what is meant, or which: a footnote may say it."""
    return DEFINITION.search(question) is not None


def wanted_sentences(
    parts: Sequence[str],
    scores: Sequence[float],
    first: SentenceSpan,
    interpretation: Interpretation,
) -> frozenset[int]:
    """The sentences that belong to the answer beside `first`.

    One that does what the question asks for where `first` does not: names somebody, says what
    follows, says what is to be. Of a comparison, the best of each side.
    """
    quotation = range(first.first, first.last + 1)
    body = [at for at, part in enumerate(parts) if not NOTE.match(part)]
    least = ALMOST * max(scores)
    places = set[int]()
    for does in _deeds(interpretation):
        doing = [at for at in body if does(parts[at])]
        if doing and not any(at in quotation for at in doing):
            best = max(doing, key=lambda at: scores[at])
            places |= {best} if scores[best] >= least else set()
    for side in sides_of(interpretation.english):
        about = {at: len(side & {*terms(parts[at])}) for at in body}
        most = max(about.values(), default=0)
        if most and not any(about.get(at, 0) == most for at in quotation):
            places.add(max((at for at in body if about[at] == most), key=lambda at: scores[at]))
    return frozenset(places)


def _deeds(interpretation: Interpretation) -> list[Callable[[str], bool]]:
    """What a sentence should do to answer the question, whatever it is about."""
    deeds: list[Callable[[str], bool]] = []
    if interpretation.form.asks_who:
        deeds.append(lambda sentence: AGENT.search(sentence) is not None)
    if interpretation.form.mode is not None:
        deeds.append(lambda sentence: any(p.force in RULES for p in pieces_of(sentence)))
    elif CONSEQUENCE.search(f"{interpretation.english} {interpretation.text}"):
        deeds.append(lambda sentence: _force(sentence) in BINDING)
    return deeds


def sides_of(question: str) -> list[frozenset[str]]:
    """The stems of each side of a comparison, without the other's; none where there is none."""
    match = COMPARISON.search(question)
    if match is None:
        return []
    first_side, second_side = ({*terms(side)} for side in match.groups() if side is not None)
    sides = [frozenset(first_side - second_side), frozenset(second_side - first_side)]
    return sides if all(sides) else []


def speaks_of_another_case(sentence: str, interpretation: Interpretation) -> bool:
    """True where `sentence` is only for a case that the question rules out, or the reverse.

    "For events with alcohol, ..." is for another case than "and if no alcohol is served?".
    """
    case = CASE.match(sentence)
    denials, affirmations = _denied_and_affirmed(interpretation)
    if case is None or not denials:
        return False
    statements, ruled_out = _split_denied(case[0])
    return bool(denials & statements) and not denials & ruled_out and not affirmations & denials


@lru_cache(maxsize=256)
def _split_denied(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of `text` that are said, and those that are denied ("without funds")."""
    denials = {stem for match in DENIED.finditer(text) for stem in terms(match[1])}
    return frozenset({*terms(DENIED.sub(" ", text))}), frozenset(denials)


def _denied_and_affirmed(
    interpretation: Interpretation,
) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of what the question denies, with what stands for them, and of what it affirms."""
    affirmations, denials = _split_denied(" ".join([*interpretation.told, interpretation.english]))
    means = interpretation.stands_for or {}
    return (
        frozenset({*denials, *(m for stem in denials for m in means.get(stem, ()))}),
        affirmations,
    )


@lru_cache(maxsize=4096)
def _force(sentence: str) -> Force:
    return force_of(sentence)


@lru_cache(maxsize=256)
def _kinds(question: str) -> tuple[Expectation, ...]:
    return expectations_of(question)
