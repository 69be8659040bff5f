"""Three outcomes: the documents say so, speak of it and leave it open, or do not speak of it."""

from __future__ import annotations

import pytest

from knowledge import Answer, PolicyDesk
from knowledge.answering.coverage import Coverage
from knowledge.answering.force import Force, force_of, pieces_of
from knowledge.answering.verdict import Verdict, verdict_of
from knowledge.asking.question_form import Mode, form_of


def verdict(question: str, sentence: str) -> Verdict | None:
    """What `sentence` decides, every word telling the same."""
    coverage = Coverage.of(question, lambda _stem: 1.0, {}, lambda _stem: True)
    decision = verdict_of(form_of(question), coverage, coverage, [(sentence, {})], question)
    return decision.verdict if decision else None


# Sentences of policies that the project does not hold.
@pytest.mark.parametrize(
    ("question", "sentence", "decided"),
    [
        (
            "May suppliers receive advance payments?",
            "Suppliers must not receive any advance payments.",
            Verdict.NO,
        ),
        (
            "May staff accept gifts?",
            "Staff may accept gifts of a nominal value.",
            Verdict.YES,
        ),
        (
            "Must vehicles carry a logbook?",
            "All vehicles must carry a logbook.",
            Verdict.YES,
        ),
        (
            "Must a bid be opened in public?",
            "A bid may be opened in public.",
            Verdict.NO,
        ),
        (
            "Is the audit report published once?",
            "The audit report is published two-yearly and archived.",
            None,
        ),
        ("May volunteers approve a purchase order?", "A manager may approve a purchase.", None),
        ("May a driver carry passengers?", "The log is kept in the vehicle.", None),
        ("Which vehicles carry a logbook?", "All vehicles must carry a logbook.", None),
        (
            "May we skip the security briefing?",
            "Every visitor must attend a security briefing.",
            Verdict.NO,
        ),
        (
            "Is the security clearance given later?",
            "A security clearance is given at the outset.",
            Verdict.NO,
        ),
        (  # what is denied must be what is asked
            "Is the visit an inspection?",
            "The visit is a friendly meeting rather than an inspection.",
            Verdict.NO,
        ),
        (
            "Are the fees for guests the same as for members?",
            "The fees for guests are different from those for members.",
            Verdict.NO,
        ),
        (  # a ban on one thing says little on whether another must be
            "Is it compulsory to insure the boat?",
            "Members refrain from any night trip with the boat.",
            None,
        ),
        (  # a description is no permission
            "May we invite political groups?",
            "The district has political groups and sports clubs.",
            None,
        ),
        ("May we invite sports clubs?", "The union aims to invite sports clubs.", Verdict.YES),
        (
            "Could we close our eyes to a forged ticket?",
            "Forged tickets: zero tolerance.",
            Verdict.NO,
        ),
        ("Is a phone call enough?", "A phone call is made before each trip.", None),
        (  # of a list, "no ..." is an item
            "May a member bring a guest and a dog?",
            "Rules such as no smoking, one guest and one dog are agreed at the gate.",
            None,
        ),
        (
            "Can the club press a member to change its colours?",
            "The club will not in any way influence a member, nor attempt to change its colours.",
            Verdict.NO,
        ),
    ],
)
def test_a_verdict_is_given_where_the_words_bear_it(
    question: str, sentence: str, decided: Verdict | None
) -> None:
    assert verdict(question, sentence) is decided


def test_each_piece_of_a_sentence_has_its_own_force() -> None:
    pieces = pieces_of("Staff may travel by rail, but they must not use their own car.")
    assert [piece.force for piece in pieces] == [Force.ALLOWED, Force.RULED_OUT]
    assert force_of("A framework may not be required.") is Force.OPTIONAL
    assert force_of("The office does not limit its partners.") is Force.ALLOWED


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("May a partner use it?", Mode.PERMISSION),
        ("Is an audit compulsory?", Mode.OBLIGATION),
        ("Should we tell them?", Mode.ADVICE),
        ("Is the plan public?", Mode.FACT),
        ("Contract needed?", Mode.OBLIGATION),
        ("Who may use it?", None),
        ("Can you show me the plan?", None),
    ],
)
def test_how_a_question_asks(question: str, mode: Mode | None) -> None:
    assert form_of(question).mode is mode


def of_two(question: str, *sentences: str) -> Verdict | None:
    """What several sentences of one clause decide."""
    coverage = Coverage.of(question, lambda _stem: 1.0, {}, lambda _stem: True)
    read: list[tuple[str, dict[str, float]]] = [(sentence, {}) for sentence in sentences]
    decision = verdict_of(form_of(question), coverage, coverage, read, question)
    return decision.verdict if decision else None


def test_ones_own_is_not_what_is_said_of_anothers() -> None:
    own, others = "Members may fly their own flag.", "Members must not fly any flag of the harbour."
    assert of_two("May a member fly its own flag?", own, others) is Verdict.YES
    assert of_two("May a member fly the flag of the harbour?", own, others) is Verdict.NO


def test_a_footnote_says_what_the_word_of_a_ban_means() -> None:
    ban = "The harbour has zero tolerance for all damages.¹"
    note = "¹ Damages may arise from scratches, oil spills and broken lamps."
    assert of_two("May we overlook a scratch?", ban) is None
    assert of_two("May we overlook a scratch?", ban, note) is Verdict.NO


def test_a_rule_for_all_cases_goes_on_about_the_sentence_before() -> None:
    before, rule = "A boat may come back late.", "In all instances, the guard will write a report."
    assert of_two("Does the guard write a report of a late boat?", before, rule) is Verdict.YES


@pytest.mark.parametrize(
    ("typed", "english", "is_asked"),
    [
        ("kaghaz sign karna lazmi hai kya?", "paper sign compulsory", True),
        ("thora fraud ho to bhi investigation hogi?", "small fraud investigation", True),
        ("ab hamein kya karna hai?", "now what to do", False),
        ("yeh kaam kis ki zimmedari hai?", "work which responsibility", False),
    ],
)
def test_urdu_asks_for_yes_or_no_by_its_verb(typed: str, english: str, *, is_asked: bool) -> None:
    assert form_of(english, typed).wants_verdict is is_asked


def begins_with(answer: Answer) -> str:
    return answer.text.split(".")[0].strip("*")


def test_yes_and_no_lead_where_the_framework_decides(desk: PolicyDesk) -> None:
    assert begins_with(desk.ask("May a partner name our donors in a press release?")) == "No"
    assert begins_with(desk.ask("Is a MoU a must when there's no funding?")) == "No"
    assert begins_with(desk.ask("Do we investigate when money goes missing at a partner?")) == "Yes"
    assert begins_with(desk.ask("Is fraud tolerated under the Zero Tolerance Policy?")) == "No"
    of_all = "Do all partnerships have to apply the basic principles or only the strategic ones?"
    assert begins_with(desk.ask(of_all)) == "Yes"
    assert begins_with(desk.ask("Is due diligence basically us investigating the NGO?")) == "No"


@pytest.mark.parametrize(
    "question",
    [
        "May a partner hire CIP staff?",
        "Does the Committee need a quorum?",
        "Is a partner's board allowed to be paid?",
        "Do partners get a certificate at the end?",
        # The name of what is asked of says nothing on what is asked.
        "May we put a driver in jail under the Zero Tolerance Policy?",
    ],
)
def test_no_verdict_and_no_permission_where_it_is_left_open(
    desk: PolicyDesk, question: str
) -> None:
    answer = desk.ask(question)
    assert not answer.settles
    assert begins_with(answer) not in {"Yes", "No"}


@pytest.mark.parametrize(
    "question",
    [
        "Who chairs the Committee?",
        "Which scoring sheet is used for due diligence?",
        "What is the penalty for late reports?",
    ],
)
def test_a_thing_that_is_not_named_is_left_open(desk: PolicyDesk, question: str) -> None:
    answer = desk.ask(question)
    assert not answer.settles
    assert answer.lead in answer.text


def test_what_is_said_settles(desk: PolicyDesk) -> None:
    answer = desk.ask("Who approves partnership decisions?")
    assert answer.settles
    assert not answer.lead
