"""Which sentences of a clause do what a question asks for; of a club that nobody knows."""

from __future__ import annotations

import pytest

from knowledge.answering.fitness import (
    fitness,
    sides_of,
    speaks_of_another_case,
    wanted_sentences,
)
from knowledge.answering.quoting import SentenceSpan
from knowledge.asking.question_form import form_of
from knowledge.asking.understanding import Interpretation, Language
from knowledge.index.policy_index import Query

TELLS = "The harbour has three piers and a lamp."
NAMES = "The harbour manager keeps the book."
RULES = "A visitor may moor at the third pier."
BINDS = "The guard will report the damage to the council."


def asked(question: str, typed: str = "") -> Interpretation:
    """`question` as it is understood."""
    form = form_of(question, typed)
    return Interpretation(
        typed or question, Language.ENGLISH, question, Query.plain(question), form=form
    )


def wanted(question: str, parts: list[str], first: int = 0, typed: str = "") -> frozenset[int]:
    """What `question` wants of `parts` beside the sentence `first`, which scores a little more."""
    scores = [0.5 if at == first else 0.4 for at in range(len(parts))]
    return wanted_sentences(parts, scores, SentenceSpan(first, first), asked(question, typed))


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Who writes up the boats?", 1),
        ("May a visitor moor here?", 2),
        ("What happens if a lamp is broken?", 3),
    ],
)
def test_an_answer_does_what_is_asked(question: str, place: int) -> None:
    parts = [TELLS, NAMES, RULES, BINDS]
    assert wanted(question, parts) == {place}
    assert wanted(question, parts, first=place) == frozenset()


def test_what_is_to_be_done_is_asked_in_urdu_too() -> None:
    parts = [TELLS, BINDS]
    assert wanted("lamp broken now do", parts, typed="lamp toot gaya, ab kya karna hai?") == {1}


def test_of_a_comparison_both_sides_are_quoted() -> None:
    parts = ["A day ticket is paid at the gate.", TELLS, "A season ticket is paid by bank."]
    question = "What is the difference between a day ticket and a season ticket?"
    assert wanted(question, parts) == {2}
    assert sides_of("day ticket vs season ticket") == [frozenset({"day"}), frozenset({"season"})]
    assert sides_of("Where is the ticket sold?") == []


@pytest.mark.parametrize(
    ("question", "sentence", "is_other"),
    [
        ("And if no alcohol is served?", "For events with alcohol, a licence is needed.", True),
        ("And if alcohol is served?", "For events with alcohol, a licence is needed.", False),
        ("And if no alcohol is served?", "For events without alcohol, a note will do.", False),
        ("And if no alcohol is served?", "A licence is needed for alcohol.", False),
    ],
)
def test_a_rule_for_the_other_case_is_passed_over(
    question: str, sentence: str, *, is_other: bool
) -> None:
    assert speaks_of_another_case(sentence, asked(question)) is is_other


def test_ones_own_is_nearer_to_ones_own() -> None:
    question = asked("May a member fly its own flag?")
    own = fitness("Members may fly their own flag.", question)
    assert own > fitness("Members may fly the flag of the harbour.", question)
