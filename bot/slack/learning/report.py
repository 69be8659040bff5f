"""Learning from questions: those declined or marked unhelpful, grouped by likeness."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import prompts
from bot.operations.redaction import redact
from bot.slack.learning.likeness import WORD, TextReader, like_groups
from drafting.partners import OFFICE_TIME
from knowledge import Document, Reason

MOST = 4_000  # wordings of one kind that are compared; of more, the latest
SHOWN = 4  # clauses of a group
MENTION = re.compile(r"<[@#!][^>]*>")
WHY = {
    Reason.OUTSIDE: "The documents do not speak of it.",
    Reason.NO_SUCH_FACT: "The documents speak of it, but do not say this.",
    Reason.MISSING_PART: "It stands in a part that is not at hand.",
    Reason.INSTRUCTION: "It is an order to Saathi, not a question.",
    Reason.NO_SUCH_EDITION: "It names an edition that is not on record.",
    Reason.NO_SUCH_CLAUSE: "It names a clause or a document that is not there.",
    Reason.UNREADABLE: "It holds no words, or too many.",
    Reason.URDU_EXTRA: "It is in Urdu script, and the extra for it is not installed.",
}


class ReportReason(StrEnum):
    """Why a question is in the report."""

    DECLINED = "declined"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True)
class ReportedQuestion:
    """One question as it was asked, and its result, without who asked it."""

    question: str
    asked_at: datetime  # with its time zone
    was_answered: bool
    reason: str = ""  # why it was declined: a `knowledge.Reason`
    clauses: tuple[str, ...] = ()  # shown with the reply, best first: 'CSPF 17(a)'
    helpful: bool | None = None  # the feedback on the reply, if any

    @property
    def kind(self) -> ReportReason | None:
        """Why it belongs in the report, or None where it does not."""
        if not self.was_answered:
            return ReportReason.DECLINED
        return ReportReason.UNHELPFUL if self.helpful is False else None


@dataclass(frozen=True)
class Wording:
    """One way in which a question was put, without mentions and identity numbers."""

    question: str
    times: int
    last: datetime  # in the office's time


@dataclass(frozen=True)
class QuestionGroup:
    """Questions about the same subject."""

    kind: ReportReason
    title: str  # the wording that is most like the others
    wordings: tuple[Wording, ...]  # the most asked first
    clauses: tuple[str, ...]  # the most often shown first
    reason: str  # the commonest; empty where they were answered

    @property
    def times(self) -> int:
        """How often it was asked, in all its wordings."""
        return sum(wording.times for wording in self.wordings)

    @property
    def last(self) -> datetime:
        """When it was last asked."""
        return max(wording.last for wording in self.wordings)

    @property
    def why(self) -> str:
        """The result, in a sentence."""
        if self.kind is ReportReason.UNHELPFUL:
            return "It was answered, and marked as not helpful."
        return WHY[Reason(self.reason)] if self.reason in {*Reason} else "It was declined."


@dataclass(frozen=True)
class LearningReport:
    """What was asked in a period, and what the policies did not answer well."""

    since: datetime  # in the office's time, as is `until`
    until: datetime  # the first moment after the period
    asked_count: int
    declined_count: int
    unhelpful_count: int
    groups: tuple[QuestionGroup, ...]  # as `group` sorts them
    left_out: int = 0  # wordings that were too many to compare, the oldest

    @property
    def note(self) -> list[str]:
        """What the report shows, and for which period, in a few sentences."""
        counts = {
            "asked": self.asked_count,
            "declined": self.declined_count,
            "unhelpful": self.unhelpful_count,
        }
        lines = [
            f"Asked between {day(self.since)} and {day(self.until)}.",
            prompts.fill("replies/learning", **{name: f"{n:,}" for name, n in counts.items()}),
        ]
        if not self.groups:
            lines[1:] = ["Nothing was declined or marked as not helpful in that time."]
        if self.left_out:
            lines.append(f"{self.left_out:,} older wordings, too many to compare, are not shown.")
        return lines


def learn(
    questions: Iterable[ReportedQuestion],
    since: datetime,
    until: datetime,
    reader: TextReader,
    reference_questions: Iterable[str],
) -> LearningReport:
    """The report of the questions from `since` until `until`; see `group` for the rest."""
    within = [
        question
        for question in questions
        if since <= question.asked_at < until and question.question.strip()
    ]
    kinds = Counter(question.kind for question in within)
    wordings = {(question.kind, _plain(question.question)) for question in within if question.kind}
    groups = group(within, reader, reference_questions)
    return LearningReport(
        since=since.astimezone(OFFICE_TIME),
        until=until.astimezone(OFFICE_TIME),
        asked_count=len(within),
        declined_count=kinds[ReportReason.DECLINED],
        unhelpful_count=kinds[ReportReason.UNHELPFUL],
        groups=tuple(groups),
        left_out=len(wordings) - sum(len(group.wordings) for group in groups),
    )


def day(moment: datetime) -> str:
    """The day as people write it: '5 November 2026'."""
    return f"{moment.day} {moment:%B %Y}"


def known_questions(documents: Iterable[Document]) -> list[str]:
    """The plain questions that come with `documents`: they show which words are common here."""
    return [
        question for document in documents for many in document.asked.values() for question in many
    ]


def group(
    questions: Iterable[ReportedQuestion], reader: TextReader, reference_questions: Iterable[str]
) -> list[QuestionGroup]:
    """The declined and the unhelpful questions in groups: declined first, the most asked first.

    `reader` is the embedded model's `read`; `reference_questions`, as of `known_questions`, tell
    common words from rare ones. The order of the questions makes no difference.
    """
    every = [question for question in questions if question.question.strip()]
    common = list(reference_questions)
    return [
        question_group
        for kind in ReportReason
        for question_group in _groups(
            kind, [question for question in every if question.kind is kind], reader, common
        )
    ]


def _groups(
    kind: ReportReason,
    questions: list[ReportedQuestion],
    reader: TextReader,
    reference_questions: list[str],
) -> list[QuestionGroup]:
    wordings = _by_wording(questions)
    texts = [_latest_wording(many) for many in wordings]
    groups = [
        _group(kind, [wordings[place] for place in places], texts[places[0]])
        for places in like_groups(texts, reader, reference_questions)
    ]
    return sorted(groups, key=lambda group: (-group.times, -group.last.timestamp(), group.title))


def _by_wording(questions: Iterable[ReportedQuestion]) -> list[list[ReportedQuestion]]:
    """The questions by their words, whatever their case and marks; of too many, the latest."""
    by_words: defaultdict[str, list[ReportedQuestion]] = defaultdict(list)
    for question in questions:
        by_words[_plain(question.question)].append(question)
    latest = sorted(
        by_words, key=lambda words: (-_last_asked_at(by_words[words]).timestamp(), words)
    )[:MOST]
    return [by_words[words] for words in sorted(latest)]


def _plain(question: str) -> str:
    """The words of `question`; where it has none, the question itself."""
    return " ".join(WORD.findall(question.casefold())) or question.strip()


def _last_asked_at(questions: Iterable[ReportedQuestion]) -> datetime:
    return max(question.asked_at for question in questions).astimezone(OFFICE_TIME)


def _latest_wording(questions: Iterable[ReportedQuestion]) -> str:
    """The latest wording of the question, on one line, with nobody's name or number in it."""
    last = max(questions, key=lambda question: (question.asked_at, question.question))
    return " ".join(redact(MENTION.sub("", last.question)).split()) or "(a mention alone)"


def _group(kind: ReportReason, wordings: list[list[ReportedQuestion]], title: str) -> QuestionGroup:
    every = [question for many in wordings for question in many]
    tallies = [Wording(_latest_wording(many), len(many), _last_asked_at(many)) for many in wordings]
    reasons = _commonest(question.reason for question in every if question.reason)
    return QuestionGroup(
        kind=kind,
        title=title,
        wordings=tuple(sorted(tallies, key=lambda w: (-w.times, -w.last.timestamp(), w.question))),
        clauses=tuple(
            _commonest(clause for question in every for clause in question.clauses)[:SHOWN]
        ),
        reason=reasons[0] if reasons else "",
    )


def _commonest(names: Iterable[str]) -> list[str]:
    """Each of `names` once, the most frequent first."""
    counts = Counter(names)
    return sorted(counts, key=lambda name: (-counts[name], name))
