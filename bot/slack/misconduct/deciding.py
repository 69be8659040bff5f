"""What a message gets: an answer, a line about reporting beside it, a private reply, or help.

Each told sentence is judged by what it is like and by its words, each question by its words alone.
People tell a fact before they ask ("Their accountant is on leave. Who may sign?"), so a fact is no
report for standing near the words of one; and a report is one though a question follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.slack.misconduct.likeness import Likenesses, likenesses
from bot.slack.misconduct.recognising import Recogniser, recogniser
from bot.slack.misconduct.utterances import Utterance, utterances

# Of how much a sentence is an act, beyond a fact or everyday talk (see `_strength`). They were
# chosen on the development messages of several hands; what is kept apart had no part in it.
SURE = 0.4  # a report, whatever its words
LIKELY = 0.15  # a report where its words say so too
DOUBTFUL = -0.2  # it may be one: below, it is none
UNSAID = -2.0  # a score of its words below which it is none, where the meaning is in doubt
BESIDE_A_QUESTION = -0.15  # what is told before a question is most often a fact
TOLD_IN_ASKING = 0.0  # of a question whose words report ("Is it normal that he takes 5 %?")
WORDS = 0.06  # what a point of the words' score adds
MOST_WORDS = 4.0  # points of the words' score that count, either way
TALK = 0.1  # likeness to everyday talk of what is no question, though it asks
ONLY_TALK = 0.5  # likeness to everyday talk of what is not even looked up
# "Is that an irregularity?" asks of the fact told before it, which was judged by then.
OF_THE_FACT = re.compile(
    r"\W*(?:is|was|are|were|kya|کیا)\s(?:that|this|it|these|those|yeh?|یہ)\b", re.IGNORECASE
)
MOST_COMPARED = 2_000  # characters of a message that are compared: those whose words say most


class Decision(StrEnum):
    """What a good colleague would do with a message."""

    ANSWER = "answer"
    ANSWER_WITH_REPORTING_LINE = "answer_with_reporting_line"
    PRIVATE_REPORT_REPLY = "private_report_reply"
    IGNORE_OR_HELP = "ignore_or_help"


@dataclass(frozen=True)
class Judgement:
    """A decision, and whether the message tells, or may tell, of misconduct."""

    decision: Decision
    tells_of_misconduct: bool = False  # nothing of its text may be kept or shown to others
    question: str = ""  # what it asks, where that tells nothing itself
    is_talk: bool = False  # everyday talk, which no policy answers: "please check", "good morning"

    @property
    def is_doubtful(self) -> bool:
        """True where it may be a report, and asks nothing: the person is asked which it is."""
        return (
            self.decision is Decision.ANSWER_WITH_REPORTING_LINE
            and self.tells_of_misconduct
            and not self.question
        )


@dataclass(frozen=True)
class _Told:
    """A told sentence: how much an act it is, and the score of its words."""

    strength: float
    words: float
    is_talk: bool  # everyday talk, and no matter of work ("visibility rules")

    @property
    def is_report(self) -> bool:
        return self.strength > SURE or (self.strength > LIKELY and self.words > MOST_WORDS)

    @property
    def is_doubtful(self) -> bool:
        return self.strength > DOUBTFUL and self.words > UNSAID


def decide(text: str) -> Decision:
    """What a message gets. Raises as `judge` does."""
    decision = judge(text).decision
    parts = list(utterances(text))
    asks_alone = bool(parts) and all(part.asks for part in parts)
    if decision is Decision.ANSWER and asks_alone and _is_talk([part.text for part in parts]):
        return Decision.IGNORE_OR_HELP
    return decision


def is_report(text: str) -> bool:
    """True where `text` tells of misconduct, surely or perhaps, in English or Urdu.

    A question about the policies is none, whatever it is about. Raises as `judge` does.
    """
    return judge(text).tells_of_misconduct


def judge(text: str) -> Judgement:
    """What a message gets, and whether it is private.

    Raises RulesError where the shipped rules were edited and cannot be read, and EmbeddingError
    where a model cannot be loaded; call it at the start to learn that early.
    """
    words = recogniser()
    parts = list(utterances(text))
    asked = [part.text for part in parts if part.asks]
    told = _told_sentences(words, [part for part in parts if not part.asks])
    if _reports_in_asking(words, asked):
        return Judgement(Decision.PRIVATE_REPORT_REPLY, tells_of_misconduct=True)
    if not asked:
        return _of_statements(told)
    return _of_question(words, told, asked)


def _told_sentences(words: Recogniser, told: Sequence[Utterance]) -> list[_Told]:
    """What each told sentence is; of very many, those whose words say most."""
    scored = sorted({(words.score(part.text), part.text) for part in told}, reverse=True)
    compared = list(_affordable(scored))
    like = likenesses([text for _, text in compared])
    return [
        _Told(_strength(each, score), score, _is_only_talk(each))
        for each, (score, _) in zip(like, compared, strict=True)
    ]


def _affordable(scored: Iterable[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """The first of `scored` that can be compared while somebody waits to be acknowledged."""
    characters = 0
    for score, text in scored:
        characters += len(text)
        yield score, text
        if characters > MOST_COMPARED:
            return


def _strength(like: Likenesses, words: float) -> float:
    """How much an act a sentence is, beyond the other kinds."""
    return like.strength + WORDS * max(-MOST_WORDS, min(MOST_WORDS, words))


def _reports_in_asking(words: Recogniser, asked: Sequence[str]) -> bool:
    """True where the words of a question report something, and its meaning does not deny it."""
    scored = sorted({(words.score(question), question) for question in asked}, reverse=True)
    telling = list(_affordable(pair for pair in scored if pair[0] > 0))
    like = likenesses([question for _, question in telling])
    return any(each.strength > TOLD_IN_ASKING for each in like)


def _is_talk(asked: Iterable[str]) -> bool:
    return all(like.everyday > TALK for like in likenesses(list(asked)))


def _is_only_talk(like: Likenesses) -> bool:
    return like.everyday > ONLY_TALK and like.everyday > like.fact


def _of_statements(told: Sequence[_Told]) -> Judgement:
    if any(sentence.is_report for sentence in told):
        return Judgement(Decision.PRIVATE_REPORT_REPLY, tells_of_misconduct=True)
    if any(sentence.is_doubtful for sentence in told):
        return Judgement(Decision.ANSWER_WITH_REPORTING_LINE, tells_of_misconduct=True)
    return Judgement(
        Decision.IGNORE_OR_HELP, is_talk=bool(told) and all(sentence.is_talk for sentence in told)
    )


def _of_question(words: Recogniser, told: Sequence[_Told], asked: Sequence[str]) -> Judgement:
    question = " ".join(asked)
    if any(sentence.strength > BESIDE_A_QUESTION for sentence in told):
        return Judgement(Decision.ANSWER_WITH_REPORTING_LINE, True, question)
    about = [part for part in asked if not (told and OF_THE_FACT.match(part))]
    if any(words.is_about_misconduct(part) for part in about):
        return Judgement(Decision.ANSWER_WITH_REPORTING_LINE, question=question)
    return Judgement(Decision.ANSWER, question=question)
