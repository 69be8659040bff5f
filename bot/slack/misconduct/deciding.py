"""What a message gets: an answer, a line about reporting beside it, a private reply, or help.

Each sentence is judged by what it is like and by its words.
People tell a fact before they ask ("Their accountant is on leave. Who may sign?"), so a fact is no
report for standing near the words of one; and a report is one though a question follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.slack.misconduct.likeness import Likenesses, likenesses
from bot.slack.misconduct.recognising import Recogniser, recogniser
from bot.slack.misconduct.remembering import RememberedJudgements
from bot.slack.misconduct.utterances import Utterance, utterances

# Of how much a sentence is an act, beyond a fact or everyday talk (see `_strength`). They were
# chosen on the development messages of several hands; what is kept apart had no part in it.
SURE = 0.4  # a report, whatever its words
LIKELY = 0.15  # a report where its words say so too
DOUBTFUL = -0.25  # it may be one: below, it is none
UNSAID = -2.0  # a score of its words below which it is none, where the meaning is in doubt
BESIDE_A_QUESTION = 0.0  # a report before a question; people tell facts before they ask
SIGN_BESIDE_A_QUESTION = -0.1  # what may be a matter for reporting: a line says where to
TOLD_IN_ASKING = 0.0  # of a question whose words report ("Is it normal that he takes 5 %?")
WORDS = 0.06  # what a point of the words' score adds
MOST_WORDS = 4.0  # points of the words' score that count, either way
ASKS_EVERYDAY = -0.2  # likeness to an everyday question of what no policy answers
ASKS_UNMARKED = 0.4  # likeness to a question of what has no mark: "visibility rules"
NAMED = 0.4  # what naming misconduct adds to a question's likeness to one about it
ONLY_TALK = 0.5  # likeness to everyday talk of what is not even looked up
# "Is that an irregularity?" asks of the fact told before it, which was judged by then.
OF_THE_FACT = re.compile(
    r"\W*(?:is|was|are|were|kya|کیا)\s(?:that|this|it|these|those|yeh?|یہ)\b", re.IGNORECASE
)
# Of the strength by English alone: beyond, the slow model is not asked. Its lower end is below
# DOUBTFUL and its upper above SURE, by as much as the two models seldom differ.
SURELY_NONE, SURELY_AN_ACT = -0.45, 0.5
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
class _Sentence:
    """A sentence of a message: what it is like, how much an act it is, the score of its words."""

    text: str
    asks: bool
    like: Likenesses
    strength: float
    words: float

    @property
    def is_talk(self) -> bool:
        """True for everyday talk, and no matter of work ("visibility rules")."""
        return self.like.everyday > ONLY_TALK and self.like.everyday > self.like.fact

    @property
    def is_beside_work(self) -> bool:
        """True for what is told of neither work nor misconduct."""
        return self.like.everyday > self.like.fact and self.strength <= DOUBTFUL

    @property
    def asks_everyday(self) -> bool:
        """True for a question that no policy answers: "who has the car keys?"."""
        like = self.like
        return like.asks_everyday > max(ASKS_EVERYDAY, like.asks_policy, like.asks_misconduct)

    @property
    def asks_unmarked(self) -> bool:
        """True for what is put as a statement and means a question: "clause on overheads"."""
        like = self.like
        asking = max(like.asks_policy, like.asks_misconduct)
        return self.strength <= DOUBTFUL and asking > max(ASKS_UNMARKED, like.fact, like.everyday)

    @property
    def surely_asks(self) -> bool:
        """True where its meaning is that of a question, whatever its marks."""
        return max(self.like.asks_policy, self.like.asks_misconduct, self.like.asks_everyday) > 0

    @property
    def reports_in_asking(self) -> bool:
        """True where its words report something, and its meaning does not deny it."""
        return self.words > 0 and self.like.strength > TOLD_IN_ASKING

    @property
    def is_report(self) -> bool:
        return self.strength > SURE or (self.strength > LIKELY and self.words > MOST_WORDS)

    @property
    def is_doubtful(self) -> bool:
        return self.strength > DOUBTFUL and self.words > UNSAID


def decide(text: str) -> Decision:
    """What a message gets. Raises as `judge` does."""
    return judge(text).decision


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
    return _remembered(text)


def _judge(text: str) -> Judgement:
    words = recogniser()
    sentences = _sentences(words, list(utterances(text)))
    asked = [each for each in sentences if each.asks]
    told = [each for each in sentences if not each.asks]
    if any(each.reports_in_asking for each in asked):
        return Judgement(Decision.PRIVATE_REPORT_REPLY, tells_of_misconduct=True)
    if asked and all(each.is_beside_work for each in told):
        asked = [each for each in asked if not each.asks_everyday]
        if not asked:
            is_talk = all(each.is_talk for each in sentences)
            return Judgement(Decision.IGNORE_OR_HELP, is_talk=is_talk)
    return _of_question(words, told, asked) if asked else _of_statements(told)


_remembered = RememberedJudgements(_judge)


def _sentences(words: Recogniser, parts: Sequence[Utterance]) -> list[_Sentence]:
    """What each sentence is, in order; of very many, those whose words say most."""
    distinct = list(dict.fromkeys(parts))
    scores = [words.score(part.text) for part in distinct]
    order = sorted(range(len(distinct)), key=lambda place: (-scores[place], distinct[place].text))
    compared = sorted(
        place
        for asks in (True, False)  # a long tale must not hide the question, nor many the tale
        for place in _affordable([p for p in order if distinct[p].asks is asks], distinct)
    )
    parts_compared = [(distinct[place], scores[place]) for place in compared]
    like = likenesses(
        [part.text for part, _ in parts_compared],
        lambda english: _doubted(
            [
                _sentence(part, each, score)
                for (part, score), each in zip(parts_compared, english, strict=True)
            ]
        ),
    )
    return [
        _sentence(part, each, score)
        for (part, score), each in zip(parts_compared, like, strict=True)
    ]


def _doubted(sentences: Sequence[_Sentence]) -> Iterator[int]:
    """The places of those that the slow model is asked of, as English alone tells them.

    A clear question is none; and where one sentence tells an act for sure, the message is a report
    whatever the others tell.
    """
    is_told = any(not each.asks and each.strength >= SURELY_AN_ACT for each in sentences)
    for place, each in enumerate(sentences):
        is_between = SURELY_NONE < each.strength < SURELY_AN_ACT
        if is_between and not each.surely_asks and (each.asks or not is_told):
            yield place


def _sentence(part: Utterance, like: Likenesses, words: float) -> _Sentence:
    sentence = _Sentence(part.text, part.asks, like, _strength(like, words), words)
    return replace(sentence, asks=part.asks or sentence.asks_unmarked)


def _affordable(order: Iterable[int], parts: Sequence[Utterance]) -> Iterator[int]:
    """The first places that can be compared while somebody waits to be acknowledged."""
    characters = 0
    for place in order:
        characters += len(parts[place].text)
        yield place
        if characters > MOST_COMPARED:
            return


def _strength(like: Likenesses, words: float) -> float:
    """How much an act a sentence is, beyond the other kinds."""
    return like.strength + WORDS * max(-MOST_WORDS, min(MOST_WORDS, words))


def _of_statements(told: Sequence[_Sentence]) -> Judgement:
    if any(sentence.is_report for sentence in told):
        return Judgement(Decision.PRIVATE_REPORT_REPLY, tells_of_misconduct=True)
    if any(sentence.is_doubtful for sentence in told):
        return Judgement(Decision.ANSWER_WITH_REPORTING_LINE, tells_of_misconduct=True)
    return Judgement(
        Decision.IGNORE_OR_HELP, is_talk=bool(told) and all(sentence.is_talk for sentence in told)
    )


def _of_question(
    words: Recogniser, told: Sequence[_Sentence], asked: Sequence[_Sentence]
) -> Judgement:
    question = " ".join(sentence.text for sentence in asked)
    if any(sentence.strength > BESIDE_A_QUESTION for sentence in told):
        return Judgement(Decision.ANSWER_WITH_REPORTING_LINE, True, question)
    has_sign = any(_is_sign(sentence) for sentence in told)
    about = [each for each in asked if not (told and OF_THE_FACT.match(each.text))]
    if has_sign or any(_is_about_misconduct(words, each) for each in about):
        return Judgement(Decision.ANSWER_WITH_REPORTING_LINE, question=question)
    return Judgement(Decision.ANSWER, question=question)


def _is_sign(told: _Sentence) -> bool:
    """True for what may be a matter for reporting, by its meaning alone or with its words."""
    return max(told.strength, told.like.strength) > SIGN_BESIDE_A_QUESTION


def _is_about_misconduct(words: Recogniser, asked: _Sentence) -> bool:
    """True for a question of misconduct, by its meaning and by whether it names any."""
    named = NAMED if words.is_about_misconduct(asked.text) else -NAMED
    return asked.like.asks_misconduct - asked.like.asks_policy + named > 0
