"""IBANs and CNICs are known in running text, however they are spaced; other figures are left."""

from __future__ import annotations

import pytest

from drafting.sealing import holds_number, without_numbers


@pytest.mark.parametrize(
    "text",
    [
        "send it to PK36SCBL0000001123456702 today",
        "pk36 scbl 0000 0011 2345 6702",
        "PK36-SCBL-0000-0011-2345-6702",
        "IBAN:GB82 WEST 1234 5698 7654 32.",
        "to PK81ABCDEFGHIJKLMNOPQRST or to PK36SCBL0000001123456703, mistyped",
        "card 35202-1234567-1",
        "card 3520212345671",
        "card 35202 1234567 1, copy enclosed",
    ],
)
def test_a_number_is_taken_out_and_the_words_stay(text: str) -> None:
    assert holds_number(text)
    safe = without_numbers(text)
    assert not holds_number(safe)
    assert "[number left out]" in safe
    assert not [word for word in ("6702", "7654", "1234567") if word in safe]


@pytest.mark.parametrize(
    "text",
    [
        "What does clause 17(b) say of 2026-11-22?",
        "a budget of PKR 12,500,000.00 in 36 months",
        "call +92 300 1234567 or UAN 111 222 333",
        "NTN 1234567-8 under the Act of 1860",
        "the MoU of 24 partners in 36 districts and 12 tehsils of Sindh",
        "accused in 2015 and cleared",
        "PK12 is a room; CO2 20 stands for carbon, and AB12 for nothing at all in this sentence",
        "message 1795000000.123456 of 1795000000",
    ],
)
def test_other_figures_are_left(text: str) -> None:
    assert not holds_number(text)
    assert without_numbers(text) == text


def test_the_words_behind_a_number_stay() -> None:
    text = "send it to PK36 SCBL 0000 0011 2345 6702 this week for 35202-1234567-1 alone"
    assert without_numbers(text) == (
        "send it to [number left out] this week for [number left out] alone"
    )


def test_of_two_numbers_side_by_side_nothing_is_left() -> None:
    for iban in ("PK36SCBL0000001123456702", "PK36SCBL0000001123456703"):  # right, and mistyped
        safe = without_numbers(f"Is {iban} of 35202-1234567-1 enough?")
        assert not any(sign.isdigit() for sign in safe)
        assert safe.endswith("[number left out] enough?")
