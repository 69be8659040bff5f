"""What a chat model adds where the code is not sure: it chooses words of a clause, and no others.

However it behaves, nobody is worse off than without it: what the documents do not say is never
told as said, and the clause that answers stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from knowledge import Answer, PolicyDesk, Writer
from tests.support.pretending_model import PretendingModel, Said, clauses_given, sentence_given

DECLINED = "What should our drivers wear when they meet a partner?"
NEAR = "How many senior managers must agree before a partner is told?"
RULE = "CIP will not in any manner influence nor attempt to change, nor a partner's choices"
LONG = (
    "Dear colleagues, I hope that all of you are well after the floods. Last week we met the board "
    "of the women's network in Thatta, and they were very kind; we drank tea and spoke about the "
    "weather, the roads and the new school. Their chairwoman showed us the plans for next year. "
    "May a partner mention CARE in public? The driver says that the car needs new tyres."
)
ANSWERED = {  # and the clause that answers
    "May a partner mention CARE in public?": "17(a)",
    "Who approves a partnership?": "18(c)",
    "Which partnerships need a contract?": "15(e)",
}
ABSENT = (DECLINED, NEAR, "What is the per diem for a night in Karachi?")


def asked(desk: PolicyDesk, model: PretendingModel, question: str) -> Answer:
    return replace(desk, writer=Writer(model)).ask(question)


def first_sentence(values: dict[str, str]) -> Said:
    """Points to a sentence of the first clause, whatever is asked."""
    name, words = clauses_given(values)[0]
    return {"outcome": "answers", "clause": name, "sentence": sentence_given(words)}


def test_a_declined_question_shows_what_the_model_points_to_and_settles_nothing(
    desk: PolicyDesk,
) -> None:
    assert not desk.ask(DECLINED).answered

    def points(values: dict[str, str]) -> Said:
        name, words = clauses_given(values)[-1]
        return {"outcome": "answers", "clause": name, "sentence": sentence_given(words)}

    model = PretendingModel(points=points)
    answer = asked(desk, model, DECLINED)
    assert model.prompts == ["point"]
    assert (answer.answered, answer.settles, answer.written) == (True, False, False)
    assert answer.text.startswith("Saathi is not sure of an answer. The chat model points to")
    (citation,) = answer.citations
    assert citation.quote in citation.text
    assert citation.quote.split("\n")[0] in answer.text
    assert answer.writing is not None
    assert set(answer.writing.prompts) == {"point"}


def test_what_only_speaks_of_it_is_told_as_such(desk: PolicyDesk) -> None:
    model = PretendingModel(points=lambda values: {**first_sentence(values), "outcome": "speaks"})
    answer = asked(desk, model, DECLINED)
    assert answer.text.startswith("Saathi found no answer. The chat model finds that these words")
    assert not answer.settles


@pytest.mark.parametrize(
    "points",
    [
        {},
        {
            "outcome": "answers",
            "clause": "cspf 17(a)",
            "sentence": "Drivers wear a vest at all times.",
        },
        {"outcome": "answers", "clause": "cspf 99", "sentence": RULE},
        {"outcome": "answers", "clause": "", "sentence": ""},
        {"outcome": "answers", "clause": "cspf 16", "sentence": "the"},
    ],
    ids=["absent", "invented words", "no such clause", "nothing", "a word"],
)
def test_words_that_stand_in_no_clause_are_never_shown(
    desk: PolicyDesk, points: dict[str, str]
) -> None:
    answer = asked(desk, PretendingModel(points=points), DECLINED)
    plain = desk.ask(DECLINED)
    assert (answer.text, answer.answered, answer.nearest) == (plain.text, False, plain.nearest)


def test_the_question_in_a_long_message_is_found_and_named(desk: PolicyDesk) -> None:
    question = "May a partner mention CARE in public?"
    model = PretendingModel(questions=["Is tea allowed?", question], answered=False)
    plain, answer = desk.ask(LONG), asked(desk, model, LONG)
    assert answer.settles
    assert answer.citations[0].clause == "17(a)"
    if not plain.settles:
        assert model.prompts[0] == "split"
        assert f"Of your message, this answers: “{question}”" in answer.text


def test_a_sentence_is_added_to_the_clause_and_takes_none_away(desk: PolicyDesk) -> None:
    question = "May a partner mention CARE in public?"
    sentence = "Partner's visibility strengthens acceptance"
    plain = desk.ask(question)
    pointing = {"outcome": "answers", "clause": "cspf 17(a)", "sentence": sentence}
    answer = asked(desk, PretendingModel([], points=pointing), question)
    assert answer.citations[: len(plain.citations)] == plain.citations
    assert sentence in answer.text
    assert plain.citations[0].quote.split("\n")[0] in answer.text
    assert answer.lead == plain.lead


BEHAVIOURS: dict[str, dict[str, Any]] = {
    "points anywhere": {"points": first_sentence, "questions": ["May a partner mention CARE?"]},
    "denies all": {"holds": False, "answered": False},
    "invents": {
        "statements": [
            {"text": "Partners may do as they like.", "clause": "cspf 17(a)", "quote": RULE}
        ],
        "english": "Who approves a partnership?",
        "points": {"outcome": "answers", "clause": "cspf 17(a)", "sentence": "As they like."},
    },
    "fails at once": {"fails_at": "read"},
    "fails later": {"fails_at": "point", "points": first_sentence},
}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_no_model_makes_an_outcome_worse(desk: PolicyDesk, behaviour: str) -> None:
    model = PretendingModel(**BEHAVIOURS[behaviour])
    for question, clause in ANSWERED.items():
        answer, plain = asked(desk, model, question), desk.ask(question)
        assert (answer.settles, _clauses(answer)[0]) == (plain.settles, clause), question
        assert plain.citations[0].quote.split("\n")[0] in answer.text
    for question in ABSENT:
        answer, plain = asked(desk, model, question), desk.ask(question)
        assert answer.settles <= plain.settles, question
        assert not answer.text.startswith(("**Yes", "**No"))


def _clauses(answer: Answer) -> Sequence[str]:
    return [citation.clause for citation in answer.citations]
