"""Which sentences are quoted: what leans on another, takes back, lists, or goes over a page."""

from __future__ import annotations

import pytest

from knowledge.answering.quoting import (
    SentenceSpan,
    Wanted,
    best_span,
    spans_to_quote,
    words_of_span,
)

RULE = "A partner may use the logo."
TAKEN_BACK = "However, this needs consent in writing."
LEANING = "Both sides agree on it first."
OTHER = "Reports are due each quarter."


@pytest.mark.parametrize(
    ("parts", "scores", "span"),
    [
        ([OTHER, RULE, TAKEN_BACK], [0.1, 0.9, 0.1], SentenceSpan(1, 2)),
        ([RULE, LEANING, OTHER], [0.1, 0.9, 0.1], SentenceSpan(0, 1)),
        ([OTHER, RULE, OTHER], [0.1, 0.9, 0.1], SentenceSpan(1, 1)),
        ([RULE, OTHER], [0.9, 0.8], SentenceSpan(0, 1)),  # almost as good, and near
        ([RULE, OTHER], [0.9, 0.7], SentenceSpan(0, 0)),
        ([RULE, TAKEN_BACK, "Unless the law says otherwise."], [0.9, 0.1, 0.1], SentenceSpan(0, 2)),
    ],
)
def test_what_belongs_together_is_quoted_together(
    parts: list[str], scores: list[float], span: SentenceSpan
) -> None:
    assert best_span(parts, scores) == span


@pytest.mark.parametrize("best", [1, 2, 3])
def test_a_list_comes_whole_with_its_lead_in(best: int) -> None:
    parts = ["The partner:", "- reports", "- learns", "- keeps records", OTHER]
    scores = [0.9 if at == best else 0.1 for at in range(5)]
    assert best_span(parts, scores) == SentenceSpan(0, 3)


def test_a_quote_stays_on_one_side_of_a_pages_end() -> None:
    parts = ["One rule stands here.", "This rule stands over there.", OTHER]
    scores = [0.1, 0.9, 0.1]
    assert best_span(parts, scores) == SentenceSpan(0, 1)
    assert best_span(parts, scores, "stands here. | This rule") == SentenceSpan(1, 1)
    before = ["The rule.", *parts]
    assert best_span(before, [0.9, 0.8, 0.8, 0.1]) == SentenceSpan(0, 2)
    assert best_span(before, [0.9, 0.8, 0.8, 0.1], "stands here. | This rule") == SentenceSpan(0, 1)


def test_a_sentence_over_a_pages_end_is_quoted_only_where_it_is_the_best_by_far() -> None:
    over = "The rule begins here and ends there."
    scores = [0.9, 0.8, 0.1]
    assert best_span([over, RULE, OTHER], scores, "here | and").first == 1
    assert best_span([over, RULE, OTHER], [0.9, 0.1, 0.1], "here | and") == SentenceSpan(0, 0)


def test_the_words_are_cut_out_as_they_stand() -> None:
    text = f"{OTHER}  {RULE}\n{TAKEN_BACK}"
    parts = [OTHER, RULE, TAKEN_BACK]
    assert words_of_span(text, parts, SentenceSpan(1, 2)) == f"{RULE}\n{TAKEN_BACK}"
    assert words_of_span(
        "a. Not this.\n- Only this.", ["a. Not this.", "- Only this."], SentenceSpan(1, 1)
    ) == ("Only this.")


def test_the_same_sentence_twice_is_cut_where_it_is_meant() -> None:
    text = f"{RULE} {OTHER} {RULE} {TAKEN_BACK}"
    parts = [RULE, OTHER, RULE, TAKEN_BACK]
    assert words_of_span(text, parts, SentenceSpan(2, 3)) == f"{RULE} {TAKEN_BACK}"


LONG = "The committee keeps a book in which " + "each and every visit of the year " * 9 + "stands."
NOTED = "The steward checks the papers.¹"
NOTE = "¹ Papers are the licence, the log and the list of the crew."


def quoted(parts: list[str], best: int, wanted: Wanted | None = None) -> list[SentenceSpan]:
    """What is quoted of `parts` where the sentence `best` answers."""
    scores = [0.9 if at == best else 0.1 for at in range(len(parts))]
    return spans_to_quote(parts, scores, SentenceSpan(best, best), wanted or Wanted())


def test_a_short_sentence_that_goes_on_about_it_comes_along() -> None:
    goes_on = "This is done by the harbour master."
    assert quoted([LONG, RULE, goes_on, OTHER], 1) == [SentenceSpan(1, 2)]
    assert quoted([LONG, RULE, OTHER, goes_on], 1) == [SentenceSpan(1, 1)]


def test_a_footnote_never_stands_without_its_sentence() -> None:
    parts = [LONG, NOTED, OTHER, NOTE]
    assert quoted(parts, 3) == [SentenceSpan(1, 1), SentenceSpan(3, 3)]
    assert quoted(parts, 1) == [SentenceSpan(1, 1)]
    assert quoted(parts, 1, Wanted(explanations=True)) == [SentenceSpan(1, 1), SentenceSpan(3, 3)]


def test_a_short_clause_is_quoted_whole_and_a_gap_is_closed() -> None:
    assert quoted([RULE, OTHER, "Guests sign the book."], 1) == [SentenceSpan(0, 2)]
    wanted = Wanted(sentences=frozenset({3}))
    assert quoted([LONG, RULE, OTHER, "Guests sign the book."], 1, wanted) == [SentenceSpan(1, 3)]


def test_a_wanted_item_brings_its_whole_list() -> None:
    parts = [LONG, RULE, OTHER, "The partner:", "- reports", "- learns"]
    wanted = Wanted(sentences=frozenset({4}))
    assert quoted(parts, 1, wanted) == [SentenceSpan(1, 5)]
