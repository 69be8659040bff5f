"""Whether the words quoted settle a question, or only speak of what it is about.

Three outcomes: the documents say so; they speak of it and do not decide it; they do not speak of
it. The gate tells the last from the first two, this module the first from the second: a quote that
leaves the question open must not pass for an answer, least of all for permission.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import prompts
from knowledge.answering.coverage import Coverage
from knowledge.answering.verdict import Verdict, verdict_of
from knowledge.asking.question_form import GENERIC
from knowledge.asking.understanding import Interpretation, Language
from knowledge.words import stem

SPOKEN_OF = (
    0.6  # the share of the question's words that a clause must speak of to bear on all of it
)


# ... or of some, where the clause is as good as surely about what is asked, in other words.
VERY_LIKE, TOUCHED = 0.95, 0.15
SURE = 0.5  # likeness, below which a clause is shown and not called an answer
NAMED = 0.5  # of the words of the thing asked for; its last, which names it, is always needed


class QuotedSentence(NamedTuple):
    """A sentence that is shown, with the likeness of each of the question's words in it."""

    text: str
    similar: Mapping[str, float]


@dataclass(frozen=True)
class Settlement:
    """What the words quoted do to the question."""

    verdict: Verdict | None = None  # of a question of yes or no that they decide
    lead: str = ""  # the sentence that leads the answer, where one must
    settles: bool = True


class WordsKnown(NamedTuple):
    """What an index knows of a stem."""

    idf: Callable[[str], float]
    is_own: Callable[[str], bool]  # whether the documents' own words hold it


def settle(
    interpretation: Interpretation,
    quoted: Sequence[QuotedSentence],
    clause: str,
    words: WordsKnown,
    likeness: float,
) -> Settlement:
    """How far `quoted`, of the clause with the words `clause`, settle the question.

    `likeness` is the gate's confidence, 0..1, that the clause is about what is asked.
    """
    form = interpretation.form
    if form.wants_verdict:
        return _verdict(interpretation, quoted, clause, words, likeness)
    focus = Coverage(
        tuple(w for w in form.focus if stem(w) not in GENERIC),
        words.idf,
        interpretation.stands_for or {},
    )
    if likeness < SURE:
        return Settlement(lead=prompts.fill("replies/near-it"), settles=False)
    if not focus.words or interpretation.language is not Language.ENGLISH:
        return Settlement()
    similar = _similar(quoted, focus.words)
    head = replace(focus, words=focus.words[-1:])
    if not head.lacks([clause], similar) and focus.share(clause, similar) >= NAMED:
        return Settlement()
    return Settlement(
        lead=prompts.fill("replies/not-named", focus=" ".join(focus.words)), settles=False
    )


def _similar(quoted: Sequence[QuotedSentence], words: Sequence[str]) -> dict[str, float]:
    """The likeness of each word in the sentence that comes nearest to it."""
    return {
        word: max((sentence.similar.get(word, 0.0) for sentence in quoted), default=0.0)
        for word in words
    }


def _verdict(
    interpretation: Interpretation,
    quoted: Sequence[QuotedSentence],
    clause: str,
    words: WordsKnown,
    likeness: float,
) -> Settlement:
    """Yes or No where the words decide it; else whether they speak of all that is asked."""
    asked, in_context = (
        Coverage.of(text, words.idf, interpretation.stands_for, words.is_own)
        for text in (
            interpretation.english,
            f"{interpretation.before} {interpretation.english}",
        )
    )
    verdict = verdict_of(interpretation.form, asked, in_context, quoted, interpretation.english)
    if verdict is not None:
        lead = prompts.fill("replies/verdict", verdict=verdict.value.capitalize())
        return Settlement(verdict, lead)
    share = in_context.share(clause, _similar(quoted, in_context.words))
    speaks_of_all = share >= SPOKEN_OF or (likeness >= VERY_LIKE and share >= TOUCHED)
    reply = "not-outright" if speaks_of_all else "not-said"
    return Settlement(lead=prompts.fill(f"replies/{reply}"), settles=speaks_of_all)
