"""Questions as staff type them: typing slips, abbreviations, British spelling, Urdu, follow-ups."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import PolicyDesk, Reason
from tests.support.programs import needs_urdu


def first(desk: PolicyDesk, question: str, earlier: str = "") -> str:
    citations = desk.ask(question, earlier).citations
    return citations[0].clause if citations else ""


@pytest.mark.parametrize(
    ("typed", "clause"),
    [
        ("visiblity polcy for partnres", "17(a)"),
        ("exclusivty", "15(a)"),
        ("mutaul lerning", "16(g)"),
        ("wat is the phse-out paln", "15(e)"),
    ],
)
def test_typing_slips_are_read_through(desk: PolicyDesk, typed: str, clause: str) -> None:
    assert first(desk, typed) == clause


def test_what_was_read_for_a_slip_is_told(desk: PolicyDesk) -> None:
    assert "I read “exclusivty” as “exclusivity”." in desk.ask("exclusivty of partners").text


@pytest.mark.parametrize("word", ["resigns", "invoices", "swapping", "Multan", "MoUs", "PDQ"])
def test_a_right_word_is_never_repaired(desk: PolicyDesk, word: str) -> None:
    understood = desk.answerer().understanding.understand(f"What about {word} of a partner?")
    assert understood.repairs == ()


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("What does the PC do?", "18(a)"),
        ("What is DD for?", "15(d)"),
        ("What does PDQ stand for?", "18(d)"),
        ("LRSP full form", "1"),
        ("Do we need an MOU with them?", "15(e)"),
    ],
)
def test_abbreviations_are_known(desk: PolicyDesk, question: str, clause: str) -> None:
    assert first(desk, question) == clause


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organisational culture", "organizational culture"),
        ("Which programmes are covered?", "Which programs are covered?"),
        ("How are risks minimised?", "How are risks minimized?"),
    ],
)
def test_british_and_american_spelling_find_the_same(
    desk: PolicyDesk, british: str, american: str
) -> None:
    assert first(desk, british) == first(desk, american) != ""


@pytest.mark.parametrize(
    ("word", "clause"), [("visibility", "17(a)"), ("mindset", "14(a)"), ("staffing", "18(b)")]
)
def test_one_word_is_enough(desk: PolicyDesk, word: str, clause: str) -> None:
    assert first(desk, word) == clause


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Kya partner media mein CARE ka naam le sakta hai?", "17(a)"),
        ("Committee mein kitne senior managers hain?", "18(c)"),
        ("rishwat aur dhoka ke bare mein policy kya hai", "17(b)"),
        ("kya hum partner ki pehchaan badal saktay hain", "16"),
    ],
)
def test_roman_urdu_is_understood(desk: PolicyDesk, question: str, clause: str) -> None:
    assert first(desk, question) == clause


def test_roman_urdu_about_something_else_is_declined(desk: PolicyDesk) -> None:
    assert not desk.ask("Kal cricket match kaun jeeta?").answered
    assert not desk.ask("Meri chutti kab manzoor hogi?").answered


@needs_urdu
@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("کیا پارٹنر میڈیا میں کیئر کا نام لے سکتا ہے؟", "17(a)"),
        ("کمیٹی میں کتنے سینئر مینیجر ہیں؟", "18(c)"),
    ],
)
def test_urdu_script_is_understood_with_the_extra(
    desk: PolicyDesk, question: str, clause: str
) -> None:
    assert desk.models.urdu is not None, "the extra `urdu` belongs to the environment of the tests"
    assert first(desk, question) == clause


def test_urdu_script_without_the_extra_says_so_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.policy_desk.load_urdu_embedding", lambda: None)
    desk = PolicyDesk(tmp_path)
    desk.build()
    answer = desk.ask("کیا پارٹنر میڈیا میں کیئر کا نام لے سکتا ہے؟")
    assert (answer.answered, answer.reason) == (False, Reason.URDU_EXTRA)
    assert "Questions in Urdu script need an extra" in answer.text
    assert "اردو رسم الخط" in answer.text
    assert desk.ask("Kya partner media mein CARE ka naam le sakta hai?").answered


@pytest.mark.parametrize(
    ("earlier", "question", "clause"),
    [
        ("What is the Committee for?", "How many managers are on it?", "18(c)"),
        ("Does CIP investigate fraud?", "What about their reputation?", "17(b)"),
        ("When is a contract signed?", "And without funds?", "15(e)"),
    ],
)
def test_a_follow_up_leans_on_the_turn_before(
    desk: PolicyDesk, earlier: str, question: str, clause: str
) -> None:
    assert first(desk, question, earlier) == clause


def test_control_characters_and_odd_forms_do_not_matter(desk: PolicyDesk) -> None:
    plain = first(desk, "May a partner mention CARE in public?")
    assert first(desk, "May a\u200b partner\x00 mention\tCARE\r\n in ｐｕｂｌｉｃ?") == plain
