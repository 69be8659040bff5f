"""What a question leans on: "is this allowed?" asked in somebody's thread, or with their message.

The posts that it may be about are each put before it and looked up. Where one is plainly meant it
is answered with that; where two are as likely, or nothing is, the person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.slack.delivery.deliveries import Delivery
from bot.slack.intake.post_content import PostContent
from bot.slack.intake.screening import tells_in_thread
from bot.slack.intake.signs import FORWARDED, IN_A_THREAD, IS_WHOLE
from bot.slack.intake.surroundings import EarlierPost, Surroundings
from bot.slack.misconduct.deciding import Decision, judge
from bot.slack.text import asks, courtesy
from knowledge import KnowledgeError, PolicyDesk

CLAUSES_BESIDE_A_REPORT = 3
CHOICES = 3  # that a person is offered
TRIED = 4  # posts that are looked up
LONGEST = 1_500  # characters of a post that are put before a question


class QuestionContext(NamedTuple):
    """What a question is taken to be."""

    question: str  # as it is looked up
    about: str = ""  # what it leans on, where that was not in the post itself
    choices: tuple[str, ...] = ()  # questions that it may be, where it is not known which
    is_private: bool = False  # what stands around it tells of misconduct
    is_unclear: bool = False  # what it is about is not known


def clauses_on(policies: PolicyDesk, question: str) -> list[list[str]]:
    """The clauses that answer what a report asks besides, since its words are not kept."""
    if not question:
        return []
    try:
        answer = policies.answerer().ask(question)  # by no chat model: it stays on this machine
    except KnowledgeError:
        return []  # the report is answered all the same
    return [[c.document, c.clause] for c in answer.citations[:CLAUSES_BESIDE_A_REPORT]]


class Contexts:
    """Finds what questions lean on. Threads may share one."""

    def __init__(self, policies: PolicyDesk, surroundings: Surroundings) -> None:
        self._policies = policies
        self._surroundings = surroundings

    def of(self, delivery: Delivery, earlier: Sequence[str]) -> QuestionContext:
        """What the delivery's question is; `earlier` are the person's own before it.

        Raises KnowledgeError, and SlackApiError or one of FAILED where Slack is away.
        """
        text = delivery.text or ""
        if delivery.extra.get(IS_WHOLE):
            return QuestionContext(text)
        posts = self._around(delivery)
        if tells_in_thread([post.content for post in posts]):
            return QuestionContext(text, is_private=True)
        forwarded = str(delivery.extra.get(FORWARDED) or "")
        if forwarded:
            return QuestionContext(_with(forwarded, text), about=forwarded)
        if not self._leans(delivery, text):
            return QuestionContext(text)
        around = self._context(text, posts)
        if around is not None or earlier:
            return around or QuestionContext(text)
        return QuestionContext(text, is_unclear=True)

    def _around(self, delivery: Delivery) -> list[EarlierPost]:
        """The posts before it; of a channel, only where the question leans on something."""
        if delivery.channel[:1] not in {"C", "G"} or not delivery.ts:
            return []
        if delivery.thread_ts != delivery.ts:
            return self._surroundings.before(delivery)
        leans = not delivery.extra.get(FORWARDED) and self._leans(delivery, delivery.text or "")
        return self._surroundings.before_in_channel(delivery) if leans else []

    def _leans(self, delivery: Delivery, text: str) -> bool:
        is_bare = bool(delivery.extra.get(IN_A_THREAD)) and _is_bare(text)
        return is_bare or self._policies.needs_context(text)

    def _context(self, text: str, posts: Sequence[EarlierPost]) -> QuestionContext | None:
        """What `text` is about among `posts`, the likeliest or several; None where nothing is."""
        candidates = [_words(post.content) for post in posts if _says_something(post.content)]
        if not candidates:
            return None
        # A thread is mostly about what it begins with; then what was written last.
        tried = list(dict.fromkeys([candidates[0], *reversed(candidates[1:])]))[:TRIED]
        answerer = self._policies.answerer()  # no chat model is asked about what nobody may mean
        answers = [(post, answerer.ask(_with(post, text))) for post in tried]
        answered = [
            (post, answer.citations[0].clause) for post, answer in answers if answer.answered
        ]
        if not answered:
            return QuestionContext(_with(tried[0], text), about=tried[0])
        first, clause = answered[0]
        rivals = [post for post, other in answered[1:] if other != clause and asks(post)]
        if rivals:
            choices = [_with(post, text) for post in (first, *rivals)]
            return QuestionContext(text, choices=tuple(choices[:CHOICES]))
        return QuestionContext(_with(first, text), about=first)


def _with(post: str, text: str) -> str:
    """The post that is meant, then what is asked about it."""
    return post if _is_bare(text) else f"{post}\n{text}"


def _is_bare(text: str) -> bool:
    """True where `text` says no more than that somebody should look."""
    if not any(character.isalnum() for character in text):
        return True
    return judge(text).is_talk and not courtesy(text)


def _words(content: PostContent) -> str:
    return content.whole[:LONGEST]


def _says_something(content: PostContent) -> bool:
    text = content.whole
    if len(text.split()) < 3 or courtesy(text):
        return False
    judgement = judge(text)
    return judgement.decision is not Decision.IGNORE_OR_HELP or not judgement.is_talk
