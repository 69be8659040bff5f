"""The framework beside policies of other kinds: each is found, and none makes the others worse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge import PolicyDesk, Reason
from tests.evaluation.questions import Question, load, normal
from tests.evaluation.verbatim import OWN
from tests.running.built_home import copy_built_home
from tests.support.other_policies import add_policies

EVERY = 18  # of the development questions one in eighteen is asked of both desks
ADVANCE = "How much advance may a partner get?"
# On the policies above, in other words than theirs; the clause that answers each.
QUESTIONS_TO_OTHERS = {
    ADVANCE: ("procurement", "4"),
    "How soon do we pay an invoice?": ("procurement", "5"),
    "How many quotations do I need for office chairs of PKR 80,000?": ("procurement", "2"),
    "Who has to approve my leave?": ("leave", "2"),
    "Somebody stole my laptop. Whom do I tell, and how fast?": ("information-security", "2"),
    "May my wife come along in the office car?": ("vehicles", "3"),
    "Is it fine to pay for petrol in cash?": ("vehicles", "4"),
}
# On nothing that any of the five documents holds.
FOREIGN = (
    "How long does a tadpole take to become a frog?",
    "What is the capital gains rate for a second home?",
    "Which vaccinations does a dog need before it may enter the country?",
    "How do I apply for a fishing licence?",
    "Can I claim a winter fuel payment if I live abroad?",
    "Who may vote in the elections of the chamber of commerce?",
    "How many points does a win give in the cricket league?",
    "What temperature must the oven have for bread?",
)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyDesk]:
    """A desk on the framework and four other policies."""
    desk = PolicyDesk(copy_built_home(tmp_path_factory.mktemp("five")))
    add_policies(desk)
    yield desk
    desk.answerer().index.close()


def _sample() -> list[Question]:
    return load(next(file for file in OWN if file.stem == "development"))[::EVERY]


def _first_is_right(desk: PolicyDesk, question: Question) -> bool:
    answer = desk.ask(question["q"])
    text = normal(answer.citations[0].text) if answer.answered else ""
    return any(normal(anchor) in text for anchor in question["anchors"])


def test_the_same_questions_to_the_framework_score_the_same_beside_other_policies(
    desk: PolicyDesk, five: PolicyDesk
) -> None:
    answerable = [q for q in _sample() if q.get("anchors") and not q.get("all")]
    alone, beside = (
        sum(_first_is_right(d, question) for question in answerable) for d in (desk, five)
    )
    assert beside >= alone - 1
    absent = [q["q"] for q in _sample() if not q.get("anchors")]
    left = [q for q in absent if desk.ask(q).settles]
    assert sum(five.ask(q).settles for q in absent) <= len(left) + 1


def test_a_question_to_another_policy_is_answered_from_it(five: PolicyDesk) -> None:
    wrong = {}
    for question, (document, clause) in QUESTIONS_TO_OTHERS.items():
        answer = five.ask(question)
        first = [(c.document, c.clause) for c in answer.citations if answer.answered][:1]
        if not first or first[0][0] != document or clause not in first[0][1]:
            wrong[question] = first
    assert wrong == {}


@pytest.mark.parametrize("question", [ADVANCE, "What advance can partners receive, in percent?"])
def test_how_much_advance_is_answered_by_the_limit_and_not_by_the_verb(
    desk: PolicyDesk, five: PolicyDesk, question: str
) -> None:
    answer = five.ask(question)
    assert answer.settles
    assert answer.citations[0].document == "procurement"
    assert "30 per cent" in answer.citations[0].quote
    # The framework speaks of what may "advance" an intent, and of no sum.
    refusal = desk.ask(question)
    assert (refusal.answered, refusal.reason) == (False, Reason.NO_SUCH_FACT)


def test_what_no_document_speaks_of_is_declined_however_many_there_are(
    desk: PolicyDesk, five: PolicyDesk
) -> None:
    for library in (desk, five):
        settled = [question for question in FOREIGN if library.ask(question).settles]
        assert settled == []
    declined = [question for question in FOREIGN if not five.ask(question).answered]
    assert len(declined) >= len(FOREIGN) - 2


def test_a_refusal_does_not_say_that_a_stand_in_was_searched(desk: PolicyDesk) -> None:
    outside = desk.ask("How do I apply for a fishing licence?")
    assert not outside.answered
    assert "Visibility Policy" not in outside.text
    number = desk.ask("which phone number does the Visibility Policy give for our hotline?")
    assert not number.answered
    assert "Only a stand-in for the Visibility Policy is here" in number.text


def test_a_number_in_the_best_clause_is_shown_and_left_open_where_it_may_count_something_else(
    desk: PolicyDesk,
) -> None:
    answer = desk.ask("how many women are we aiming to reach altogether?")
    assert (answer.answered, answer.settles) == (True, False)
    assert "28 million" in answer.citations[0].quote


def test_a_told_case_is_not_declined_for_the_words_of_its_circumstances(desk: PolicyDesk) -> None:
    answer = desk.ask(
        "UC chairman asked us to stop the partner from painting its own name on the water tank. "
        "do we get a say in that?"
    )
    assert answer.answered
    assert answer.citations[0].clause == "17(a)"


def test_confidence_is_what_it_says(desk: PolicyDesk) -> None:
    """Of answers at 0.95 and more at least nine in ten are right; of doubtful ones, fewer."""
    sure: list[bool] = []
    doubtful: list[bool] = []
    for question in load(next(f for f in OWN if f.stem == "held_out"))[::2]:
        answer = desk.ask(question["q"])
        if question.get("anchors") and not question.get("all") and answer.answered:
            right = any(normal(a) in normal(answer.citations[0].text) for a in question["anchors"])
            (sure if answer.confidence >= 0.95 else doubtful).append(right)
    assert sum(sure) >= 0.9 * len(sure)
    assert len(sure) >= 20
    assert sum(sure) / len(sure) > sum(doubtful) / len(doubtful)
