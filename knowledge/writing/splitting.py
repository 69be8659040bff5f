"""The questions in a long message, as a chat model finds them: each in the person's own words.

The model only says where a question stands. It is judged as if it had been typed alone, after what
the message tells; so a model that finds the wrong words finds at most another thing that the person
wrote, and the reply names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import prompts
from knowledge.answering.answers import Answerer, Consultation
from knowledge.asking.message import asks
from knowledge.asking.understanding import Earlier, clean, turns_of
from knowledge.models import Answer, Reason
from knowledge.writing.delimiting import delimit
from knowledge.writing.model_calls import ModelCalls
from knowledge.writing.statements import MessageQuestions

LONG = 45  # words: a shorter message is read whole by the code alone
MOST = 3  # questions that are tried
SHORTEST = 3  # words of a question that says enough
MAY_BE_SPLIT = frozenset({None, Reason.OUTSIDE, Reason.NO_SUCH_FACT})


def consult_its_question(
    work: ModelCalls,
    answerer: Answerer,
    first: Consultation,
    question: str,
    earlier: Earlier,
) -> Consultation:
    """The consultation of a question within a long message that is not settled as a whole.

    The first one stands where the model finds no question that is. Raises ModelUnavailable.
    """
    answer = first.answer
    if answer.settles or answer.reason not in MAY_BE_SPLIT or len(question.split()) <= LONG:
        return first
    found = work.write("split", MessageQuestions, message=delimit(question)).questions
    for own_words in _in_message(found[:MOST], question):
        told = question.replace(own_words, " ", 1)
        second = answerer.consult(own_words, [*turns_of(earlier), told])
        if second.answer.settles:
            return Consultation(
                _named(second.answer, question, own_words), second.interpretation, second.parts
            )
    return first


def _in_message(questions: list[str], message: str) -> Iterator[str]:
    """Those that are questions and stand in the message, as they stand there."""
    for question in questions:
        words = [re.escape(word) for word in delimit(question).split()]
        match = re.search(r"\s+".join(words), message, re.IGNORECASE) if words else None
        if match and len(words) >= SHORTEST and asks(match.group()):
            yield match.group()


def _named(answer: Answer, message: str, question: str) -> Answer:
    """`answer` under the whole message, with a note on which question of it is answered."""
    note = prompts.fill("replies/taken-as", question=clean(question))
    return answer.model_copy(
        update={
            "question": clean(message),
            "notes": (*answer.notes, note),
            "text": f"{answer.text}\n\n{note}",
        }
    )
