"""Yes, No, or neither: whether the words quoted decide a question of yes or no.

A wrong Yes costs a partner its grant, so a verdict needs words that speak of what is asked, all of
it, or of everything of its kind ("any reference", "in all instances"); and no other words beside
them that decide it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.answering.coverage import Coverage
from knowledge.answering.force import (
    Force,
    ForcedPiece,
    actor_of,
    actors_in,
    counts_of,
    pieces_of,
)
from knowledge.asking.question_form import Mode, QuestionForm

# The share of the question's words that a piece must speak of: all but a little; or, where it
# speaks of everything of its kind, the greater part of those that the documents use at all.
FULL, OF_ALL = 0.65, 0.4
FEWEST = 2  # words that name something, unless the piece speaks of everything of its kind
NEVER = 2.0
CLEAR = 0.15  # the share by which the deciding piece must be ahead of one that decides otherwise


class Verdict(StrEnum):
    """What the words decide."""

    YES = "yes"
    NO = "no"


# What each force decides for each mode; what is missing decides nothing.
DECIDES: Mapping[Mode, Mapping[Force, Verdict]] = {
    Mode.PERMISSION: {
        Force.RULED_OUT: Verdict.NO,
        Force.ALLOWED: Verdict.YES,
        Force.OPTIONAL: Verdict.YES,
        Force.ADVISED: Verdict.YES,
        Force.SAYS_SO: Verdict.YES,
        Force.DENIES: Verdict.NO,
    },
    Mode.OBLIGATION: {
        Force.RULED_OUT: Verdict.NO,
        Force.OPTIONAL: Verdict.NO,
        Force.ALLOWED: Verdict.NO,
        Force.DENIES: Verdict.NO,
        Force.REQUIRED: Verdict.YES,
    },
    Mode.ADVICE: {
        Force.RULED_OUT: Verdict.NO,
        Force.DENIES: Verdict.NO,
        Force.REQUIRED: Verdict.YES,
        Force.ADVISED: Verdict.YES,
    },
    Mode.FACT: {
        Force.RULED_OUT: Verdict.NO,
        Force.DENIES: Verdict.NO,
        Force.REQUIRED: Verdict.YES,
        Force.ADVISED: Verdict.YES,
        Force.SAYS_SO: Verdict.YES,
    },
}
# Words that cannot both hold: a question with one is denied by words with the other.
OPPOSITES = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in (
        (r"later|afterwards|eventually|at the end", r"outset|early|beginning|before|prior"),
        (r"verbal(?:ly)?|orally?|by phone", r"in writing|written|documented"),
        (r"vertical|top-down|above", r"horizontal|equals?"),
        (r"secret(?:ly)?|private(?:ly)?|quiet(?:ly)?", r"public(?:ly)?|disclos\w+|transparen\w+"),
        (r"optional|voluntary", r"mandatory|compulsory|obligatory|required|must"),
        (r"exclusive(?:ly)?|only one", r"any|several|many|diverse"),
    )
)
LIMITS = re.compile(
    r"\b(?:only|once|twice|always|never|immediately|automatically|free of charge|alone|without"
    r"|first|last|fully|exactly|twice)\b"
)
# What binds all of its kind binds each, whatever else is told of the case.
BINDING = frozenset({Force.RULED_OUT, Force.REQUIRED})
OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


@dataclass(frozen=True)
class _Weighed:
    piece: ForcedPiece
    share: float
    verdict: Verdict


def verdict_of(
    form: QuestionForm,
    asked: Coverage,
    in_context: Coverage,
    sentences: Sequence[tuple[str, Mapping[str, float]]],
    question: str = "",
) -> Verdict | None:
    """What `sentences`, each with its words' likeness, decide; None where they do not decide it.

    `asked` are the words of the question alone, `in_context` those before it as well.
    """
    if not form.wants_verdict or form.mode is None:
        return None
    if form.mode is Mode.FACT and _counts_otherwise(question, sentences):
        return Verdict.NO
    actor = actor_of(question)
    weighed = [
        _Weighed(piece, _share(piece, sentence, similar, asked, in_context), verdict)
        for sentence, similar in sentences
        for piece in pieces_of(sentence)
        if (verdict := _decides(form, piece, question, sentence)) is not None
        and _is_same(actor, sentence, piece)
    ]
    enough = [w for w in weighed if w.share >= _needed(w.piece, asked, in_context)]
    if not enough:
        return None
    best = max(enough, key=lambda w: (w.share, w.piece.is_normative))
    rivals = [w for w in weighed if w.piece.is_normative or not best.piece.is_normative]
    against = [w.share for w in rivals if w.verdict is not best.verdict]
    return best.verdict if best.share >= max(against, default=0.0) + CLEAR else None


def _share(
    piece: ForcedPiece,
    sentence: str,
    similar: Mapping[str, float],
    asked: Coverage,
    in_context: Coverage,
) -> float:
    """How much of the question `piece` speaks of; a sentence with one force speaks as a whole."""
    others = [p for p in pieces_of(sentence) if p.is_normative and p.text != piece.text]
    text = piece.aim if others or piece.force is Force.DENIES else sentence
    if piece.is_universal and piece.force in BINDING and asked.of_the_documents().words:
        return asked.of_the_documents().share(text, similar)
    return min(coverage.share(text, similar) for coverage in (asked, in_context))


def _needed(piece: ForcedPiece, asked: Coverage, in_context: Coverage) -> float:
    if piece.is_universal and piece.force in BINDING and asked.of_the_documents().words:
        # A duty is to do just this, whatever the case: the deed, named first, must be spoken of.
        is_deed = piece.force is Force.RULED_OUT or asked.covers_first(piece.text)
        return OF_ALL if is_deed else NEVER
    return FULL if len(in_context.words) >= FEWEST and asked.words else NEVER


def _is_same(actor: str, sentence: str, piece: ForcedPiece) -> bool:
    """False where the question asks about one party and the piece binds the other."""
    if not actor or piece.force not in BINDING:
        return True
    before = sentence[: sentence.find(piece.text) + piece.marker_at]
    bound = actors_in(before)
    return not bound or actor in bound[-2:]  # "both CIP and its partners will"


def _counts_otherwise(question: str, sentences: Sequence[tuple[str, Mapping[str, float]]]) -> bool:
    """True where a sentence counts the same thing otherwise: "one way?" beside "two-way"."""
    counted = counts_of(question)
    return any(
        noun in counted and number != counted[noun]
        for sentence, _ in sentences
        for noun, number in counts_of(sentence).items()
    )


def _limits(text: str) -> set[str]:
    """The words of `text` that narrow what is said, and name nothing themselves."""
    return set(LIMITS.findall(text.lower()))


def _is_opposed(question: str, sentence: str) -> bool:
    """True where `sentence` says the opposite of a word of `question`."""
    return any(
        (one.search(question) and other.search(sentence) and not one.search(sentence))
        or (other.search(question) and one.search(sentence) and not other.search(sentence))
        for one, other in OPPOSITES
    )


def _decides(
    form: QuestionForm, piece: ForcedPiece, question: str, sentence: str
) -> Verdict | None:
    verdict = DECIDES[form.mode].get(piece.force) if form.mode else None
    if verdict is Verdict.YES and _is_opposed(question, sentence):
        return Verdict.NO
    if verdict is Verdict.YES and _limits(question) - _limits(sentence):
        return None  # "only once?" is not what a sentence without it says
    if form.is_negative and piece.force is Force.REQUIRED:
        return Verdict.NO  # what must be may not be left undone
    if verdict is None or not form.is_negative:
        return verdict
    # "May we skip it?": what is required may not be skipped, what is ruled out is well skipped.
    return OPPOSITE[verdict]
