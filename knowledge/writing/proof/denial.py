"""What a sentence denies: the words that "not", "without", "no" and the like turn round."""

from __future__ import annotations

import re

from knowledge.writing.proof.markers import DENIAL, FORCE, force_of
from knowledge.writing.proof.sentence import (
    CONTRAST,
    ENDS,
    SUBORDINATE,
    TellingWord,
    on_one_line,
    segments,
)
from knowledge.writing.proof.tokens import Token

PREPOSITIONS = frozenset({"without", "rather than", "instead of", "except"})
DUTY = re.compile(r"required|needed|necessary|obliged|mandatory|compulsory|obligatory")
_VERBS = "will would must shall should may might can could is are was were"
VERBS = frozenset(_VERBS.split())
NOT_AFTER_COMMA = frozenset({"and", "but", "or", "which", "who", "it", "they", "so", "yet", "then"})
HEADS = 2  # words behind a "not" that it denies above all


def set_denial(sentence: list[Token], words: dict[int, TellingWord]) -> bool:
    """Notes at `words`, by index in `sentence`, what is denied; true where anything is."""
    line, starts = on_one_line(sentence)
    denies = False
    ends = _denial_ends(sentence)
    forces = [match.span() for match in FORCE.finditer(line) if force_of(match) is not None]
    duties = [span for span in forces if DUTY.search(line[slice(*span)])]
    for match in DENIAL.finditer(line):
        if match.group("skipped"):
            continue
        denies = True
        at = starts[match.start()]
        behind = starts.get(match.end() + 1, len(sentence))
        if match.group("some"):  # "not all of them may": what they may is denied
            behind = next((starts[f] for f, _ in forces if starts[f] >= behind), behind)
        reach = _reach(match, at, behind, ends, sentence)
        targets = [words[i] for i in range(behind, reach) if i in words]
        in_duty = any(first <= match.start() and match.end() < last for first, last in duties)
        if in_duty or not targets:  # "a framework may not be required" denies what stands in front
            begin = max((end + 1 for end in ends if end < at), default=0)
            targets = [words[i] for i in range(at, begin - 1, -1) if i in words]
        _deny(match, targets)
        if at in words:  # "limit" and the like are denied themselves
            words[at].is_head = True
    return denies


def _deny(match: re.Match[str], targets: list[TellingWord]) -> None:
    sets, only_next = bool(match.group("sets") or match.group("no")), bool(match.group("next"))
    heads = 1 if match.group("sets") or only_next else HEADS
    for number, word in enumerate(targets[:1] if only_next else targets):
        word.is_denied = sets or not word.is_denied
        word.is_head = word.is_head or (number < heads and not word.is_actor)


def _reach(
    match: re.Match[str], at: int, behind: int, ends: list[int], sentence: list[Token]
) -> int:
    """The index behind the last token that a "not" denies."""
    reach = next((end for end in ends if end >= behind), len(sentence))
    commas = [i for i in range(behind, len(sentence)) if sentence[i].text == ","]
    if commas and commas[0] == behind:  # "will not, where due, do"
        return next((end for end in ends if commas[1:] and end > commas[1]), len(sentence))
    opens = at == 0 and match.group("sets")  # "Without trust, ..." ends with its comma
    if commas and (opens or match.group("no")):
        reach = min(reach, commas[0])
    is_subject = match.group() in PREPOSITIONS or _is_within_subject(sentence, at)
    verbs = [i for i in range(behind, reach) if sentence[i].word in VERBS]
    return verbs[0] if is_subject and verbs else reach  # "one without trust would be"


def _is_within_subject(sentence: list[Token], at: int) -> bool:
    """True behind "that", "which" and "who": "one that has no aim would be"."""
    return any(token.word in {"that", "which", "who"} for token in sentence[max(0, at - 2) : at])


def _denial_ends(sentence: list[Token]) -> list[int]:
    """Where what a "not" denies ends at the latest."""
    ends = [last for _, last, is_subordinate in segments(sentence) if is_subordinate]
    for at, token in enumerate(sentence):
        behind = sentence[at + 1].word if at + 1 < len(sentence) else ""
        contrasts = token.word in CONTRAST or token.word in SUBORDINATE
        pauses = token.text in ENDS or token.text in {"(", ")", ";", ":"}
        comma = token.text == "," and (behind in NOT_AFTER_COMMA or behind in SUBORDINATE)
        if contrasts or pauses or comma:
            ends.append(at)
    return sorted(ends)
