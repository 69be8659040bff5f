"""The report of questions: what belongs together comes together, and reads well everywhere."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from openpyxl import load_workbook
from rich.console import Console

from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.tables import ANSWERS
from bot.slack.learning import improving
from bot.slack.learning.improving import RememberedReading, learning_from_inbox
from bot.slack.learning.likeness import ALIKE, Pieces, like_groups, likeness, linkage_groups
from bot.slack.learning.report import (
    LearningReport,
    QuestionGroup,
    ReportedQuestion,
    ReportReason,
    Wording,
    group,
    known_questions,
    learn,
)
from bot.slack.learning.workbook import workbook
from bot.terminal.policy_views import report_view
from knowledge import Library
from knowledge.index.embedding import load_embedded
from tests.conftest import ROOT
from tests.support.command_line import read_once
from tests.support.databases import KINDS, fresh_database

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOON - timedelta(days=90)
QUORUM = ("Does the PC need a quorum?", "what's the quorum of the committee")


@cache
def model() -> Any:
    return load_embedded()


@cache
def known() -> list[str]:
    """The plain questions of the shipped documents."""
    return known_questions(Library(ROOT / "tests" / "no-documents-of-its-own").in_force())


def read(texts: Sequence[str]) -> Sequence[Pieces]:
    """The embedded model, which reads each text once in a test run."""
    return read_once(model(), texts)


def declined(
    question: str, days_ago: float = 1, reason: str = "outside", *clauses: str
) -> ReportedQuestion:
    return ReportedQuestion(question, NOON - timedelta(days=days_ago), False, reason, clauses)


def answered(question: str, helpful: bool | None = None) -> ReportedQuestion:
    return ReportedQuestion(
        question, NOON - timedelta(days=1), True, clauses=("CSPF 9",), helpful=helpful
    )


def report_of(*asked: ReportedQuestion) -> LearningReport:
    return learn(asked, SINCE, NOON, read, known())


def wordings(found: QuestionGroup) -> set[str]:
    return {wording.question for wording in found.wordings}


# What is in the report


def test_what_was_declined_or_unhelpful_is_reported_and_nothing_else() -> None:
    report = report_of(
        declined("Does the PC need a quorum?"),
        answered("What is a PC?"),
        answered("What is due diligence?", helpful=True),
        answered("Which stamp paper is used for an MoU?", helpful=False),
        declined(" "),
    )
    assert [(found.kind, found.title) for found in report.groups] == [
        (ReportReason.DECLINED, "Does the PC need a quorum?"),
        (ReportReason.UNHELPFUL, "Which stamp paper is used for an MoU?"),
    ]
    assert (report.asked_count, report.declined_count, report.unhelpful_count) == (4, 1, 1)


def test_only_the_period_is_reported_its_end_left_out() -> None:
    at = {"before": 90.01, "first": 90, "last": 0.001, "end": 0}
    report = report_of(*(declined(f"{name} quorum", days) for name, days in at.items()))
    assert {name for found in report.groups for name in wordings(found)} == {
        "first quorum",
        "last quorum",
    }


def test_wordings_of_one_thing_make_one_group_that_leads_with_the_most_asked() -> None:
    report = report_of(
        declined(QUORUM[0], 5),
        declined("does the PC need a QUORUM", 3),
        declined(QUORUM[1], 9),
        declined("Can a partner receive money in dollars?", 1),
    )
    first, second = report.groups
    assert (first.times, second.times) == (3, 1)
    assert [(one.question, one.times) for one in first.wordings] == [
        ("does the PC need a QUORUM", 2),
        (QUORUM[1], 1),
    ]
    assert first.last == NOON - timedelta(days=3)
    assert first.title in wordings(first)


def test_a_slip_of_the_pen_makes_no_group_of_its_own() -> None:
    report = report_of(declined("Who chairs the Committee?"), declined("who chairs the comittee"))
    assert len(report.groups) == 1


def test_a_group_tells_the_commonest_reason_and_the_clauses_shown_most() -> None:
    (found,) = report_of(
        declined(QUORUM[0], 1, "outside", "CSPF 9", "CSPF 18(a)"),
        declined(QUORUM[0], 2, "no-such-fact", "CSPF 18(a)"),
        declined(QUORUM[1], 3, "no-such-fact", "CSPF 18(a)", "CSPF 17(a)", "CSPF 9"),
    ).groups
    assert found.reason == "no-such-fact"
    assert found.why == "The documents speak of it, but do not say this."
    assert found.clauses == ("CSPF 18(a)", "CSPF 9", "CSPF 17(a)")


def test_the_report_is_about_questions_and_not_about_people() -> None:
    report = report_of(
        declined("May <@U0SAMPLE|sample> with CNIC 42101-1234567-1 sign for <#C0SAMPLE|x>?"),
        declined("<@U0SAMPLE>"),
    )
    assert {found.title for found in report.groups} == {
        "May with CNIC [hidden] sign for ?",
        "(a mention alone)",
    }


def test_the_order_in_which_they_come_makes_no_difference() -> None:
    asked = [declined(q, at) for at, q in enumerate(of("development")[0], 1)]
    mixed = random.Random(1).sample(asked, len(asked))
    assert group(asked, read, known()) == group(mixed, read, known())


def test_days_are_those_of_the_office() -> None:
    evening = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)  # half past one at night in Pakistan
    (found,) = report_of(ReportedQuestion("quorum?", evening, False, "outside")).groups
    assert found.last.date().isoformat() == "2026-11-22"


# What is alike


def of(part: str) -> tuple[list[str], list[str]]:
    """Questions of that part of alike.yaml, and the subject of each."""
    subjects = yaml.safe_load((ROOT / "tests/questions/alike.yaml").read_text(encoding="utf-8"))
    pairs = [(q, subject) for subject, many in subjects[part].items() for q in many]
    return [q for q, _ in pairs], [subject for _, subject in pairs]


def pairwise(groups: list[list[int]], subjects: list[str]) -> tuple[float, float]:
    """Precision and recall over all pairs of questions that are, or should be, together."""
    together = {pair for members in groups for pair in combinations(sorted(members), 2)}
    alike = {
        pair
        for pair in combinations(range(len(subjects)), 2)
        if len({subjects[i] for i in pair}) == 1
    }
    right = len(together & alike)
    return right / len(together), right / len(alike)


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("development", 0.9, 0.68), ("held_out", 0.95, 0.66)]
)
def test_questions_about_one_thing_come_together(
    part: str, precision: float, recall: float
) -> None:
    questions, subjects = of(part)
    measured = pairwise(like_groups(questions, read, known()), subjects)
    assert measured[0] >= precision, measured
    assert measured[1] >= recall, measured


def test_the_words_that_everybody_uses_make_nothing_alike() -> None:
    alike = likeness(
        [
            "Can a partner receive money in dollars?",
            "Can a partner appeal against a decision of the Committee?",
            "Is there a blacklist of partners?",
            "Does a partner need a gender policy?",
            "کمیٹی کا کورم کیا ہے؟",
            "کراچی میں ڈی اے کتنا ہے",
        ],
        read,
        known(),
    )
    np.fill_diagonal(alike, 0)
    assert alike.max() < ALIKE


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 30))
def test_the_chains_give_what_joining_the_nearest_two_gives(seed: int, size: int) -> None:
    drawn = np.random.default_rng(seed).random((size, size))
    alike = ((drawn + drawn.T) / 2).astype(np.float32)
    assert linkage_groups(alike) == by_the_nearest_two(alike)


def by_the_nearest_two(alike: NDArray[np.float32]) -> list[list[int]]:
    """Average linkage as the textbook has it."""
    groups = [[place] for place in range(len(alike))]
    while len(groups) > 1:
        near = {
            (a, b): float(alike[np.ix_(groups[a], groups[b])].mean())
            for a, b in combinations(range(len(groups)), 2)
        }
        (a, b), most = max(near.items(), key=lambda found: found[1])
        if most < ALIKE:
            break
        groups[a] = sorted(groups[a] + groups.pop(b))
    return sorted(groups)


def test_texts_without_a_word_are_no_harm() -> None:
    assert like_groups([], read, []) == []
    assert sorted(chain(*like_groups(["🙂", "?", "quorum"], read, known()))) == [0, 1, 2]
    assert report_of(declined("🙂🙂"), declined("???")).declined_count == 2


# The text


def shown(report: LearningReport, width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(report_view(report))
    return console.export_text()


def test_the_text_tells_what_was_asked_how_often_why_and_what_was_shown() -> None:
    text = shown(
        report_of(
            declined(QUORUM[0], 5, "outside", "CSPF 18(a)"),
            declined(QUORUM[1], 9),
            answered("[bold]Which[/nothing] stamp paper?", helpful=False),
        )
    )
    said = " ".join(text.split())
    assert "Asked between 24 August 2026 and 22 November 2026." in said
    assert "Questions asked: 3. Declined: 2. Marked as not helpful: 1." in said
    assert "2 × " in said
    assert "The documents do not speak of it. Shown: CSPF 18(a). Last asked on 17 Nov" in said
    assert all(question in said for question in QUORUM)
    assert "[bold]Which[/nothing] stamp paper?" in said
    assert max(map(len, text.splitlines())) <= 80


def test_a_period_without_such_questions_says_so() -> None:
    for report in (report_of(), report_of(answered("What is a PC?"))):
        assert "Nothing was declined or marked as not helpful in that time." in shown(report)


# The workbook


def cells(report: LearningReport, sheet: str = "Questions") -> list[list[Any]]:
    read_back = load_workbook(io.BytesIO(workbook(report)))
    return [[cell.value for cell in row] for row in read_back[sheet].iter_rows()]


def test_the_workbook_holds_the_groups_and_every_wording() -> None:
    report = report_of(
        declined(QUORUM[0], 5, "outside", "CSPF 18(a)", "CSPF 9"),
        declined(QUORUM[0], 6),
        declined(QUORUM[1], 9),
        answered("Which stamp paper is used?", helpful=False),
    )
    head, *rows = cells(report)[4:]
    assert head == [
        *("No.", "Question", "Result", "Times asked"),
        *("Wordings", "Last asked", "Why", "Clauses shown"),
    ]
    day = datetime(2026, 11, 17)
    assert rows[0][0] == 1
    assert rows[0][1] in QUORUM
    assert rows[0][2:6] == ["declined", 3, 2, day]
    assert rows[0][6:] == ["The documents do not speak of it.", "CSPF 18(a), CSPF 9"]
    assert rows[1][1:4] == ["Which stamp paper is used?", "not helpful", 1]
    assert cells(report, "Wordings")[1:3] == [
        [1, QUORUM[0], "declined", 2, day],
        [1, QUORUM[1], "declined", 1, datetime(2026, 11, 13)],
    ]


def test_the_workbook_is_made_to_be_worked_with() -> None:
    book = load_workbook(io.BytesIO(workbook(report_of(declined(QUORUM[0])))))
    questions, wordings = book["Questions"], book["Wordings"]
    assert questions["A2"].value == "Asked between 24 August 2026 and 22 November 2026."
    assert (questions.freeze_panes, wordings.freeze_panes) == ("A6", "A2")
    assert (questions.auto_filter.ref, wordings.auto_filter.ref) == ("A5:H6", "A1:E2")
    assert questions.column_dimensions["B"].width > 40
    assert questions["B6"].alignment.wrap_text
    assert questions["F6"].is_date


def test_an_empty_period_makes_a_workbook_that_says_so() -> None:
    rows = cells(report_of())
    assert rows[2][0] == "Nothing was declined or marked as not helpful in that time."
    assert rows[4][0] == "No."
    assert len(rows) == 5


DANGEROUS = [
    '=HYPERLINK("http://example.org","click")',
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "#N/A",
    "42",
    "TRUE",
    "\x00\x0b=1\x1b[31m",
    "\ufffe\ud800=1",
    "x\u202egnp.exe",
]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def texts(report: LearningReport) -> dict[str, str]:
    """The text cells of both sheets as the XML has them; a formula is found nowhere."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(workbook(report))) as book:
        for number in (1, 2):
            root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert root.find(f".//{SHEET}f") is None
            for cell in root.iter(f"{SHEET}c"):
                kind = cell.get("t")
                assert kind in {"n", "s", "inlineStr"}, kind
                if kind != "n":
                    found[f"{number}{cell.get('r')}"] = "".join(cell.itertext())
    return found


@pytest.mark.parametrize("question", DANGEROUS)
def test_what_people_write_is_text_and_never_a_formula(question: str) -> None:
    report = report_of(declined(question))
    told = texts(report)
    assert told["1B6"] == told["2B2"]
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e\ufffe\ud800]", told["1B6"])
    cell = load_workbook(io.BytesIO(workbook(report)))["Questions"]["B6"]
    assert cell.data_type != "f"
    assert cell.quotePrefix


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1))
def test_any_text_makes_a_workbook_that_opens(question: str) -> None:
    wording = Wording(question, 1, NOON)
    found = QuestionGroup(ReportReason.DECLINED, question, (wording,), (question,), "outside")
    report = LearningReport(
        SINCE, NOON, asked_count=1, declined_count=1, unhelpful_count=0, groups=(found,)
    )
    assert {"1B6", "1H6", "2B2"} <= texts(report).keys()


def test_urdu_runs_from_the_right() -> None:
    asked = (declined("کیا کمیٹی کے لیے MoU کورم ضروری ہے؟"), declined("MoU کیا ہے؟", 2))
    sheet = load_workbook(io.BytesIO(workbook(report_of(*asked))))["Wordings"]
    ways = {row[1].value: row[1].alignment for row in sheet.iter_rows(min_row=2)}
    assert ways["کیا کمیٹی کے لیے MoU کورم ضروری ہے؟"].readingOrder == 2
    assert ways["کیا کمیٹی کے لیے MoU کورم ضروری ہے؟"].horizontal == "right"
    assert ways["MoU کیا ہے؟"].readingOrder == 1


def test_the_same_report_gives_the_same_bytes() -> None:
    report = report_of(*(declined(question) for question in QUORUM))
    assert workbook(report) == workbook(report)


# The coordinator's Home tab, which is opened often


def kept(number: int, now: float, **values: object) -> dict[str, object]:
    """A row of what was asked, the higher the number the longer ago."""
    row: dict[str, object] = {
        "delivery": f"d{number}",
        "user": "U1",
        "channel": "C1",
        "reply_ts": "",
        "question": f"Does committee number {number} need a quorum?",
        "answered": False,
        "reason": "outside",
        "clauses": [],
        "asked_at": now - 1 - number,
        "seconds": 1.0,
        "helpful": None,
    }
    return row | values


@pytest.mark.parametrize("kind", KINDS)
def test_home_counts_all_and_groups_the_latest_once(kind: str, tmp_path: Path) -> None:
    now = datetime.now(UTC).timestamp()
    rows = [
        *(kept(number, now) for number in range(4)),
        kept(5, now, answered=True, reason="", helpful=False),
        kept(6, now, answered=True, reason=""),
        kept(7, now, asked_at=now - 40 * 24 * 3600),
    ]
    texts_read: list[str] = []

    def noted(texts: Sequence[str]) -> Sequence[Pieces]:
        texts_read.extend(texts)
        return read(texts)

    policies = Mock(models=Mock(reader=Mock(read=noted)))
    policies.library.in_force.return_value = []
    reader = RememberedReading(policies)
    with fresh_database(kind, tmp_path) as database, patch.object(improving, "LATEST", 3):
        inbox = Inbox(database)
        with database.write() as connection:
            connection.execute(ANSWERS.insert(), rows)
        first, second = (learning_from_inbox(inbox, policies, 30, reader) for _ in range(2))
        assert (first.asked_count, first.declined_count, first.unhelpful_count) == (6, 4, 1)
        assert sum(len(found.wordings) for found in first.groups) == 3
        assert (first.groups, first.left_out) == (second.groups, 2)
        assert all(a is b for a, b in zip(first.groups, second.groups, strict=True))
        inbox.rate("d5", helpful=True)
        assert learning_from_inbox(inbox, policies, 30, reader).unhelpful_count == 0
    assert len(texts_read) == len(set(texts_read)) == 3
