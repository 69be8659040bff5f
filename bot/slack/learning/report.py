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
from bot.slack.learning.likeness import WORD, Read, gather
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
    Reason.UNREADABLE: "It holds no words, or too many.",
    Reason.URDU_EXTRA: "It is in Urdu script, and the extra for it is not installed.",
}


class ReportReason(StrEnum):
    """Why a question is in the report."""

    DECLINED = "declined"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True)
class ReportedQuestion:
    """One question as it was asked, and what came of it; who asked stays out."""

    question: str
    asked_at: datetime  # with its time zone
    answered: bool
    reason: str = ""  # why it was declined: a `knowledge.Reason`
    clauses: tuple[str, ...] = ()  # shown with the reply, best first: 'CSPF 17(a)'
    helpful: bool | None = None  # what was said of the reply, if anything

    @property
    def kind(self) -> ReportReason | None:
        """Why it belongs in the report, or None where it does not."""
        if not self.answered:
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
    """Questions about one thing."""

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
        """What came of it, in a sentence."""
        if self.kind is ReportReason.UNHELPFUL:
            return "It was answered, and marked as not helpful."
        return WHY[Reason(self.reason)] if self.reason in {*Reason} else "It was declined."


@dataclass(frozen=True)
class LearningReport:
    """What was asked in a period, and what the policies did not answer well."""

    since: datetime  # in the office's time, as is `until`
    until: datetime  # the first moment after the period
    asked: int
    declined: int
    unhelpful: int
    groups: tuple[QuestionGroup, ...]  # as `group` sorts them
    left_out: int = 0  # wordings that were too many to compare, the oldest

    @property
    def note(self) -> list[str]:
        """What it shows, and of which time, in a few sentences."""
        counts = {"asked": self.asked, "declined": self.declined, "unhelpful": self.unhelpful}
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
    asked: Iterable[ReportedQuestion],
    since: datetime,
    until: datetime,
    read: Read,
    known: Iterable[str],
) -> LearningReport:
    """The report of what was asked from `since` until `until`; `read` and `known` as in `group`."""
    within = [one for one in asked if since <= one.asked_at < until and one.question.strip()]
    kinds = Counter(one.kind for one in within)
    wordings = {(one.kind, _plain(one.question)) for one in within if one.kind}
    groups = group(within, read, known)
    return LearningReport(
        since=since.astimezone(OFFICE_TIME),
        until=until.astimezone(OFFICE_TIME),
        asked=len(within),
        declined=kinds[ReportReason.DECLINED],
        unhelpful=kinds[ReportReason.UNHELPFUL],
        groups=tuple(groups),
        left_out=len(wordings) - sum(len(found.wordings) for found in groups),
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
    asked: Iterable[ReportedQuestion], read: Read, known: Iterable[str]
) -> list[QuestionGroup]:
    """The declined and the unhelpful questions in groups: declined first, the most asked first.

    `read` is the embedded model's `read`; `known` questions, as of `known_questions`, tell common
    words from rare ones. In which order the questions come makes no difference.
    """
    every = [one for one in asked if one.question.strip()]
    common = list(known)
    return [
        found
        for kind in ReportReason
        for found in _groups(kind, [one for one in every if one.kind is kind], read, common)
    ]


def _groups(
    kind: ReportReason, asked: list[ReportedQuestion], read: Read, known: list[str]
) -> list[QuestionGroup]:
    wordings = _by_wording(asked)
    texts = [_shown(many) for many in wordings]
    groups = [
        _group(kind, [wordings[place] for place in places], texts[places[0]])
        for places in gather(texts, read, known)
    ]
    return sorted(groups, key=lambda found: (-found.times, -found.last.timestamp(), found.title))


def _by_wording(asked: Iterable[ReportedQuestion]) -> list[list[ReportedQuestion]]:
    """The questions by their words, whatever their case and marks; of too many, the latest."""
    found: defaultdict[str, list[ReportedQuestion]] = defaultdict(list)
    for one in asked:
        found[_plain(one.question)].append(one)
    latest = sorted(found, key=lambda words: (-_last(found[words]).timestamp(), words))[:MOST]
    return [found[words] for words in sorted(latest)]


def _plain(question: str) -> str:
    """The words of `question`; where it has none, the question itself."""
    return " ".join(WORD.findall(question.casefold())) or question.strip()


def _last(asked: Iterable[ReportedQuestion]) -> datetime:
    return max(one.asked_at for one in asked).astimezone(OFFICE_TIME)


def _shown(asked: Iterable[ReportedQuestion]) -> str:
    """How the question was last written, on one line, with nobody's name or number in it."""
    last = max(asked, key=lambda one: (one.asked_at, one.question))
    return " ".join(redact(MENTION.sub("", last.question)).split()) or "(a mention alone)"


def _group(kind: ReportReason, wordings: list[list[ReportedQuestion]], title: str) -> QuestionGroup:
    every = [one for many in wordings for one in many]
    told = [Wording(_shown(many), len(many), _last(many)) for many in wordings]
    reasons = _commonest(one.reason for one in every if one.reason)
    return QuestionGroup(
        kind=kind,
        title=title,
        wordings=tuple(sorted(told, key=lambda w: (-w.times, -w.last.timestamp(), w.question))),
        clauses=tuple(_commonest(clause for one in every for clause in one.clauses)[:SHOWN]),
        reason=reasons[0] if reasons else "",
    )


def _commonest(names: Iterable[str]) -> list[str]:
    """Each of `names` once, the most frequent first."""
    counted = Counter(names)
    return sorted(counted, key=lambda name: (-counted[name], name))
