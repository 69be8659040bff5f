"""The rows of a table as people read them, whatever stands around the table."""

from __future__ import annotations

from knowledge.models import Clause, Point, Table

RATES = Table(header=("City", "Rate"), rows=(("Karachi", "5*"), ("Quetta", "")))
SIGNS = Table(rows=(("Signs", "Director"),))


def test_each_table_has_its_own_heads_and_every_word_once() -> None:
    clause = Clause(
        id="1",
        label="1.",
        text="Paid as below.\n| City | Rate |\n| Karachi | 5\\* |\n| Quetta |  |\nThen:",
        points=(Point(id="1(a)", label="a.", text="As follows\n| Signs | Director |"),),
        tables=(RATES, SIGNS),
    )
    assert clause.readable.searchable.split("\n") == [
        "Paid as below.",
        "City: Karachi · Rate: 5\\*",
        "City: Quetta · Rate: –",
        "Then:",
        "a. As follows",
        "Signs · Director",
    ]


def test_rows_that_belong_to_no_table_keep_their_words() -> None:
    clause = Clause(id="1", label="1.", text="| One cell |\n| A title |  |\n| Karachi | 5\\* |")
    assert clause.readable.text.split("\n") == ["One cell", "A title", "Karachi · 5\\*"]


def test_a_clause_without_a_table_is_as_it_is() -> None:
    clause = Clause(id="1", label="1.", text="A bar | stands | here.")
    assert clause.readable is clause
