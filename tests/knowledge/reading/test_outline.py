"""Labels → clause tree, whichever file they come from."""

from __future__ import annotations

import pytest

from knowledge.models import Clause
from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.outline import Outline, outline


def numbered(*labels: str) -> list[FlatBlock]:
    """A clause a label, with words of its own."""
    return [FlatBlock(BlockKind.CLAUSE, f"words of {label}", label=label) for label in labels]


def clauses(found: Outline) -> list[Clause]:
    return [
        clause for section in found.sections for top in section.clauses for clause in top.walk()
    ]


def ids(*labels: str) -> list[str]:
    return [clause.id for clause in clauses(outline(numbered(*labels)))]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["1.", "a.", "b.", "2."], ["1", "1(a)", "1(b)", "2"]),
        (["1.", "(a)", "(i)", "(ii)", "(b)"], ["1", "1(a)", "1(a)(i)", "1(a)(ii)", "1(b)"]),
        (["1.", "1.1", "1.2", "2.", "2.1"], ["1", "1.1", "1.2", "2", "2.1"]),
        (["4.1.1", "4.1.2", "4.2"], ["4.1.1", "4.1.2", "4.2"]),
        (["1.", *(f"{c}." for c in "abcdefghij")], ["1", *(f"1({c})" for c in "abcdefghij")]),
        (["1.", "f.", "i.", "ii.", "iii."], ["1", "1(f)", "1(f)(i)", "1(f)(ii)", "1(f)(iii)"]),
        (["1.", "2.", "2.", "3."], ["1", "2-I", "2-II", "3"]),
        (["I.", "II.", "III."], ["I", "II", "III"]),
        (["3.", "5."], ["3", "5"]),
        (["Article 1", "Article 2"], ["Article 1", "Article 2"]),
        (["4", "4.1.", "4.1.a.", "4.1.b.", "4.2."], ["4", "4.1", "4.1.a", "4.1.b", "4.2"]),
        (["4.1.h.", "4.1.i.", "4.1.i.i."], ["4.1.h", "4.1.i", "4.1.i.i"]),
        (["g.", "h.", "I.", "j."], ["g", "h", "I", "j"]),  # as writing programs correct 'i.'
        (["1.", "2.", "I.", "a.", "II.", "a."], ["1", "2", "I", "I(a)", "II", "II(a)"]),
        (
            ["Section 1.", "Part A.", "Part B.", "Section 2.", "Part A."],
            ["Section 1", "Section 1 Part A", "Section 1 Part B", "Section 2", "Section 2 Part A"],
        ),
    ],
)
def test_a_label_says_where_its_clause_stands(labels: list[str], expected: list[str]) -> None:
    assert ids(*labels) == expected


def test_the_level_that_a_file_states_wins() -> None:
    blocks = [
        FlatBlock(BlockKind.CLAUSE, "one", label="1.", level=0),
        FlatBlock(BlockKind.CLAUSE, "below", label="1.", level=1),
        FlatBlock(BlockKind.CLAUSE, "two", label="2.", level=0),
    ]
    assert [c.id for c in clauses(outline(blocks))] == ["1", "1(1)", "2"]


def test_lists_apart_go_down_with_the_levels_that_the_file_states() -> None:
    """Word's '1.' on the third level below 'ii.' is a list of its own, not the clauses' first."""
    rows = [("1.", 0, "a"), ("2.", 0, "a"), ("a.", 1, "b"), ("i.", 2, "c"), ("ii.", 2, "c")]
    rows += [("1.", 3, "d"), ("2.", 3, "d"), ("3.", 0, "a")]
    blocks = [
        FlatBlock(
            BlockKind.CLAUSE,
            f"words of {label}",
            label,
            level=level,
            form=label[:-1].strip("123"),
            counter=counter,
        )
        for label, level, counter in rows
    ]
    assert [clause.id for clause in clauses(outline(blocks))] == [
        *("1", "2", "2(a)", "2(a)(i)", "2(a)(ii)", "2(a)(ii)(1)", "2(a)(ii)(2)", "3")
    ]


def test_numbering_that_starts_again_in_a_new_section_does_not_nest() -> None:
    blocks = [
        FlatBlock(BlockKind.SECTION, "Purpose"),
        *numbered("1.", "2."),
        FlatBlock(BlockKind.SECTION, "Scope"),
        *numbered("1."),
    ]
    found = outline(blocks)
    assert [[c.id for c in section.clauses] for section in found.sections] == [
        ["Purpose(1)", "Purpose(2)"],
        ["Scope(1)"],
    ]


def test_short_items_under_a_colon_are_points_of_their_clause() -> None:
    blocks = [
        FlatBlock(BlockKind.CLAUSE, "Staff must:", label="4."),
        FlatBlock(BlockKind.CLAUSE, "lock the safe;", label="a)"),
        FlatBlock(BlockKind.CLAUSE, "count the cash.", label="b)"),
        FlatBlock(BlockKind.TEXT, "This holds at all times."),
    ]
    (clause,) = clauses(outline(blocks))
    assert [(point.id, point.label) for point in clause.points] == [("4(a)", "a)"), ("4(b)", "b)")]
    assert clause.closing == "This holds at all times."


def test_long_items_under_a_colon_stay_clauses() -> None:
    blocks = [
        FlatBlock(BlockKind.CLAUSE, "As follows:", label="4."),
        FlatBlock(BlockKind.CLAUSE, "word " * 50, label="a."),
    ]
    assert [clause.id for clause in clauses(outline(blocks))] == ["4", "4(a)"]


def test_a_footnote_goes_to_the_clause_that_cites_it_and_else_is_marked() -> None:
    blocks = [
        FlatBlock(BlockKind.CLAUSE, "Cited here¹ and here¹².", label="1."),
        FlatBlock(BlockKind.CLAUSE, "Not here.", label="2."),
        FlatBlock(BlockKind.FOOTNOTE, "the first", label="1"),
        FlatBlock(BlockKind.FOOTNOTE, "the twelfth", label="12"),
        FlatBlock(BlockKind.FOOTNOTE, "nobody's", label="2"),
    ]
    one, two = clauses(outline(blocks))
    assert [note.label for note in one.footnotes] == ["1", "12"]
    assert [(note.label, note.unanchored) for note in two.footnotes] == [("2", True)]


def test_words_under_a_bare_heading_are_kept_as_a_clause() -> None:
    blocks = [
        *numbered("1."),
        FlatBlock(BlockKind.SECTION, "Final remarks"),
        FlatBlock(BlockKind.TEXT, "Thank you."),
    ]
    last = clauses(outline(blocks))[-1]
    assert (last.id, last.text) == ("Final remarks", "Thank you.")


def test_what_stands_before_the_first_clause_is_kept() -> None:
    blocks = [FlatBlock(BlockKind.TEXT, "CARE International in Pakistan"), *numbered("1.")]
    assert outline(blocks).front == "CARE International in Pakistan"
