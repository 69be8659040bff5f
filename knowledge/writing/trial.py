"""A trial of a chat model on a small set of its own: whether it is good enough to word answers.

Each question is asked as anybody's would be. What a model writes is checked in any case, so a weak
one is not dangerous: it is slow, and most of what it writes is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from knowledge.answering.answers import Answerer
from knowledge.models import Answer
from knowledge.writing.writer import Writer

# Questions that the framework answers, and some that no partnership policy does.
ANSWERED = (
    "May a partner mention us in public?",
    "Which partnerships need a contract?",
    "Who approves a partnership?",
    "What is due diligence for?",
    "When should a phase-out plan be in place?",
)
ABSENT = (
    "What is the per diem for a night in Karachi?",
    "Which colour should a partner's office be painted?",
)
KEPT_SHARE = 0.7  # of the statements written
WORDED = 4  # of the questions answered
QUICK = 0.6  # of the time limit, in the middle


@dataclass(frozen=True)
class ModelTrial:
    """What came of the questions of the built-in set."""

    worded: int  # answers that the model worded, of `answerable`
    answerable: int
    kept: int  # statements that passed the check, of `written`
    written: int
    misled: int  # questions without an answer of which it pointed to one
    failures: tuple[str, ...]  # why it gave nothing, once for each question
    seconds: float  # a question, in the middle
    limit: float  # seconds that a question may take

    @property
    def faults(self) -> tuple[str, ...]:
        """What speaks against it, a clause of a sentence each; none where it is good enough."""
        return tuple(self._faults())

    def _faults(self) -> Iterator[str]:
        if self.failures:
            yield f"it gave nothing {len(self.failures)} times ({', '.join(set(self.failures))})"
        if self.worded < WORDED:
            yield f"it worded {self.worded} of {self.answerable} answers"
        if self.written and self.kept < KEPT_SHARE * self.written:
            yield f"{self.kept} of its {self.written} sentences stood up to the check"
        if self.misled:
            yield f"it found an answer to {self.misled} of {len(ABSENT)} questions that have none"
        if self.seconds > QUICK * self.limit:
            yield f"a question takes it {self.seconds:.0f} of at most {self.limit:.0f} seconds"


def try_model(
    writer: Writer, answerer: Answerer, clock: Callable[[], float] = time.monotonic
) -> ModelTrial:
    """Asks the model every question of the built-in set, one after the other."""
    seconds: list[float] = []

    def asked(question: str) -> Answer:
        start = clock()
        answer = writer.answer(answerer, question)
        seconds.append(clock() - start)
        return answer

    answers = [asked(question) for question in ANSWERED]
    absent = [asked(question) for question in ABSENT]
    every = [answer.writing for answer in (*answers, *absent) if answer.writing is not None]
    kept = sum(len(answer.statements) + len(answer.meaning) for answer in answers)
    return ModelTrial(
        worded=sum(answer.written for answer in answers),
        answerable=len(answers),
        kept=kept,
        written=kept + sum(len(writing.dropped) for writing in every),
        misled=sum(answer.answered for answer in absent),
        failures=tuple(writing.failed for writing in every if writing.failed),
        seconds=median(seconds),
        limit=writer.seconds,
    )
