"""Wording that sits badly with the framework is found, and wording that denies it is left alone."""

from __future__ import annotations

import pytest

from drafting.agreements.reviewing.wording import the_reader

FLAGGED = {
    "exclusivity": (
        "The Partner will work exclusively with CIP in the district.",
        "This is an exclusive partnership.",
        "The Partner shall not work with any other INGO in Thatta.",
        "CIP is the only partner of the organisation.",
        "It will not only work exclusively with CIP but also report to it.",
        "It agrees not to accept funding from any other donor.",
        "Partner sirf CIP ke saath kaam karega",
        "Idara kisi aur NGO ke saath kaam nahi karega",
        "پارٹنر صرف کیئر کے ساتھ کام کرے گا",
        "ادارہ کسی اور تنظیم کے ساتھ کام نہیں کرے گا",
    ),
    "identity": (
        "The partner will change its name.",
        "CIP will approve the partner’s board.",
        "The partner aligns its mission with CIP’s strategy.",
        "The organisation works under the direction of CARE.",
        "Partner apna naam tabdeel karega",
        "ادارہ اپنا نام تبدیل کرے گا",
    ),
    "liability": (
        "The partner shall indemnify CIP against all claims.",
        "Partner bears all risks of the work",
        "The partner travels at its own risk.",
        "The Partner will repay ineligible costs to the donor",
        "CIP is not liable for any loss",
        "It holds CARE harmless.",
        "Tamam zimmedari partner ki hogi",
        "تمام ذمہ داری پارٹنر پر ہو گی",
    ),
    "publicity": (
        "The partner displays the CARE logo on its banners.",
        "Press releases will name CARE as donor.",
        "Partner CARE ka logo lagayega",
        "پارٹنر کیئر کا لوگو لگائے گا",
    ),
}
HARMLESS = (
    "The relationship is not exclusive.",
    "Non-exclusive cooperation",
    "This MoU is non‑exclusive and either side may work with others.",
    "Neither party is exclusive.",
    "CIP does not ask the partner to be exclusive.",
    "Amounts are exclusive of taxes.",
    "Sessions on exclusive breastfeeding",
    "The partner may work with any other organisation.",
    "Exclusive use of the vehicle is not granted.",
    "Each party shall indemnify the other.",
    "Unspent funds: the partner will return unspent funds to CIP.",
    "The partner will not change its name.",
    "CIP will not appoint the partner’s board.",
    "The partner changes its own strategy when it likes.",
    "The partner makes no public reference to CIP.",
    "Without displaying the CARE logo",
    "Health care is shown in the media; care workers name their public clinics.",
    "Child care centres and their banners",
    "Partner apna naam nahi badle ga",
    "پارٹنر کیئر کا لوگو نہیں لگائے گا",
    "ادارہ دوسرے اداروں کے ساتھ بھی کام کرے گا",
)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in FLAGGED.items() for text in texts]
)
def test_wording_that_sits_badly_with_the_framework_is_found(rule: str, text: str) -> None:
    assert [name for name, _ in the_reader().found(text)] == [rule]


@pytest.mark.parametrize("text", HARMLESS)
def test_wording_that_denies_it_or_means_something_else_is_left_alone(text: str) -> None:
    assert not list(the_reader().found(text))


def test_the_words_are_quoted_as_they_stand() -> None:
    text = "We meet monthly, in care of no one. The partner works Exclusively\nwith us in Sindh."
    assert dict(the_reader().found(text)) == {"exclusivity": "works Exclusively"}


@pytest.mark.parametrize("piece", ["partner ", "CIP exclusive not ", "CARE logo no ", "کسی اور "])
def test_a_text_of_ten_thousand_characters_is_read_to_its_end(piece: str) -> None:
    text = piece * (10_000 // len(piece)) + ". It is an exclusive partnership."
    assert "exclusivity" in dict(the_reader().found(text))
