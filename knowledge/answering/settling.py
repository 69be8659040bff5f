"""Whether the words quoted settle a question, or only speak of what it is about.

Three outcomes: the documents say so; they speak of it and do not decide it; they do not speak of
it. The gate tells the last from the first two, this module the first from the second: a quote that
leaves the question open must not pass for an answer, least of all for permission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import prompts
from knowledge.answering.coverage import Coverage
from knowledge.answering.verdict import Verdict, verdict_of
from knowledge.asking.question_form import ASKED_OF, GENERIC, LEFT_OUT, OR_ONLY
from knowledge.asking.understanding import Interpretation, Language
from knowledge.words import stem

SPOKEN_OF = (
    0.6  # the share of the question's words that a clause must speak of to bear on all of it
)


# ... or of some, where the clause is as good as surely about what is asked, in other words.
VERY_LIKE, TOUCHED = 0.85, 0.15
POINTS_BACK = re.compile(r"\b(?:it|this|that|these|those|so)\b", re.IGNORECASE)
SURE = 0.5  # likeness, below which a clause is shown and not called an answer
NAMED = 0.5  # of the words of the thing asked for; its last, which names it, is always needed


class ClauseSentence(NamedTuple):
    """A sentence of the clause, with the likeness of each of the question's words in it."""

    text: str
    similar: Mapping[str, float]
    is_shown: bool = True


@dataclass(frozen=True)
class Settlement:
    """What the words quoted do to the question."""

    verdict: Verdict | None = None  # of a question of yes or no that they decide
    lead: str = ""  # the sentence that leads the answer, where one must
    settles: bool = True
    deciding: str = ""  # the sentence that decides a question of yes or no, which must be shown


class WordsKnown(NamedTuple):
    """What an index knows of a stem."""

    idf: Callable[[str], float]
    is_own: Callable[[str], bool]  # whether the documents' own words hold it


def settle(
    interpretation: Interpretation,
    sentences: Sequence[ClauseSentence],
    clause: str,
    words: WordsKnown,
    likeness: float,
) -> Settlement:
    """How far `sentences`, of the clause with the words `clause`, settle the question.

    `likeness` is the gate's confidence, 0..1, that the clause is about what is asked.
    """
    form = interpretation.form
    if form.wants_verdict:
        return _verdict(interpretation, sentences, clause, words, likeness)
    focus = Coverage(
        tuple(w for w in form.focus if stem(w) not in GENERIC),
        words.idf,
        interpretation.stands_for or {},
    )
    if likeness < SURE:
        return Settlement(lead=prompts.fill("replies/near-it"), settles=False)
    if not focus.words or interpretation.language is not Language.ENGLISH:
        return Settlement()
    similar = _similar(sentences, focus.words)
    head = replace(focus, words=focus.words[-1:])
    if not head.lacks([clause], similar) and focus.share(clause, similar) >= NAMED:
        return Settlement()
    if form.asks_who or form.asks_where:
        lead = prompts.fill("replies/not-said-who", asked="who" if form.asks_who else "where")
    else:
        lead = prompts.fill("replies/not-named", focus=" ".join(focus.words))
    return Settlement(lead=lead, settles=False)


def _similar(sentences: Sequence[ClauseSentence], words: Sequence[str]) -> dict[str, float]:
    """The likeness of each word in the sentence shown that comes nearest to it."""
    shown = [sentence for sentence in sentences if sentence.is_shown]
    return {
        word: max((sentence.similar.get(word, 0.0) for sentence in shown), default=0.0)
        for word in words
    }


def _with_case(interpretation: Interpretation) -> str:
    """The question, with the case told just before where it speaks of it as "it" or "that"."""
    english, told = interpretation.english, interpretation.told
    is_there = not told or told[-1] in english
    return english if is_there or not POINTS_BACK.search(english) else f"{told[-1]} {english}"


def _verdict(
    interpretation: Interpretation,
    sentences: Sequence[ClauseSentence],
    clause: str,
    words: WordsKnown,
    likeness: float,
) -> Settlement:
    """Yes or No where the words decide it; else whether they speak of all that is asked."""
    question = ASKED_OF.sub(" ", LEFT_OUT.sub(" ", OR_ONLY.sub("", _with_case(interpretation))))
    asked, in_context = (
        Coverage.of(text, words.idf, interpretation.stands_for, words.is_own)
        for text in (question, f"{interpretation.before} {question}")
    )
    english, place = OR_ONLY.sub("", interpretation.english), clause.partition("\n")[0]
    read = [(sentence.text, sentence.similar) for sentence in sentences]
    decision = verdict_of(interpretation.form, asked, in_context, read, english, place)
    if decision is not None:
        lead = prompts.fill("replies/verdict", verdict=decision.verdict.value.capitalize())
        return Settlement(decision.verdict, lead, deciding=decision.sentence)
    share = in_context.share(clause, _similar(sentences, in_context.words))
    speaks_of_all = share >= SPOKEN_OF or (likeness >= VERY_LIKE and share >= TOUCHED)
    reply = "not-outright" if speaks_of_all else "not-said"
    return Settlement(lead=prompts.fill(f"replies/{reply}"), settles=speaks_of_all)
