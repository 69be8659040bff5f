"""What was asked lately and not answered well, from the inbox to the report."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.errors import EdgeError
from bot.services import Services
from bot.slack.delivery.deliveries import AnswerRecord
from bot.slack.delivery.inbox import Inbox
from bot.slack.learning.report import (
    LearningReport,
    QuestionGroup,
    ReportedQuestion,
    group,
    known_questions,
    learn,
)
from knowledge import PolicyDesk
from knowledge.storage import write_whole

REMEMBERED = 1_000  # questions, at some 20 KB each
LATEST = 300  # questions that the Home tab groups: a second or two of reading after a start


class FolderMissing(EdgeError):
    """A file is to be written into a folder that is not there."""


class RememberedReading:
    """The embedded model's `read`, which remembers the last questions it read."""

    def __init__(self, policies: PolicyDesk) -> None:
        self._policies = policies
        self._readings: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._grouped: tuple[Any, list[QuestionGroup]] = ((), [])

    def __call__(self, texts: Sequence[str]) -> list[Any]:
        """What the model reads in each of `texts`."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._readings]
            new_readings = dict(zip(new, self._policies.models.reader.read(new), strict=True))
            readings = [
                new_readings[text] if text in new_readings else self._readings[text]
                for text in texts
            ]
            self._readings = dict([*self._readings.items(), *new_readings.items()][-REMEMBERED:])
            return readings

    def groups_of(
        self, questions: Sequence[ReportedQuestion], reference_questions: Sequence[str]
    ) -> list[QuestionGroup]:
        """The questions in groups; those of the last call are not grouped again."""
        key = (tuple(questions), tuple(reference_questions))
        last_key, groups = self._grouped
        if key != last_key:
            groups = group(questions, self, reference_questions)
            self._grouped = key, groups
        return groups


def report_from_inbox(
    inbox: Inbox, policies: PolicyDesk, days: int, reader: RememberedReading | None = None
) -> LearningReport:
    """The report of the last `days`. Raises KnowledgeError where the documents cannot be read."""
    until = datetime.now(UTC)
    since = until - timedelta(days=days)
    records = inbox.asked_between(since.timestamp(), until.timestamp())
    reference_questions = known_questions(policies.library.in_force())
    reader = reader or RememberedReading(policies)
    return learn(map(_question_of, records), since, until, reader, reference_questions)


def learning_from_inbox(
    inbox: Inbox, policies: PolicyDesk, days: int, reader: RememberedReading
) -> LearningReport:
    """The same in short, for who looks often: of what did not help, the latest are grouped.

    Raises KnowledgeError where the documents cannot be read.
    """
    until = datetime.now(UTC)
    since = until - timedelta(days=days)
    period = since.timestamp(), until.timestamp()
    tally = inbox.tally_between(*period)
    questions = [_question_of(record) for record in inbox.to_learn_from(*period, LATEST)]
    groups = reader.groups_of(questions, known_questions(policies.library.in_force()))
    return LearningReport(
        since=since,
        until=until,
        asked_count=tally.asked,
        declined_count=tally.declined,
        unhelpful_count=tally.unhelpful,
        groups=tuple(groups),
        left_out=max(0, tally.declined + tally.unhelpful - LATEST),
    )


def recent_report(services: Services, days: int) -> LearningReport:
    """The same for a command. Raises DatabaseError too."""
    return report_from_inbox(Inbox(services.database), services.policies, days)


def report_file(report: LearningReport) -> tuple[str, bytes]:
    """The report as an .xlsx: its file name, and its bytes."""
    from bot.slack.learning.workbook import workbook  # noqa: PLC0415  (openpyxl, 0.2 s)

    return f"saathi-questions-{report.until:%Y-%m-%d}.xlsx", workbook(report)


def save(report: LearningReport, to: Path) -> None:
    """Writes the report's .xlsx. Raises FolderMissing."""
    _, file = report_file(report)
    try:
        write_whole(to, file)
    except FileNotFoundError as error:
        raise FolderMissing(
            f"There is no folder {to.parent}; make it, or give another file with --to."
        ) from error


def _question_of(record: AnswerRecord) -> ReportedQuestion:
    return ReportedQuestion(
        question=record.question,
        asked_at=datetime.fromtimestamp(record.asked_at, UTC),
        was_answered=record.answered,
        reason=record.reason,
        clauses=record.clauses,
        helpful=record.helpful,
    )
