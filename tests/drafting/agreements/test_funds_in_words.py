"""Money that an agreement gives in words meets CSPF 15(e)(ii) as recorded funds do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drafting.agreements import Review
from drafting.partners import WrongDocument
from tests.support.drafting.desk import (
    LEARNING,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
    words_of,
)
from tests.support.drafting.kinds import CONTRACT, MOU, NOTE

PLAIN = [
    ("cip_contributions", "A cash grant in two instalments"),
    ("cip_contributions", "Cash grant"),
    ("cip_contributions", "Rs 3 lakh for the meetings"),
    ("cip_contributions", "{amount} for the meetings"),
    ("cip_contributions", "Naqd imdad do qiston mein"),
    ("cip_contributions", "Partner ko raqam di jayegi"),
    ("cip_contributions", "مالی امداد دو قسطوں میں"),
    ("cip_duties", "Transfers funds to the partner’s account every quarter"),
    ("partner_duties", "Spends the grant by the budget"),
    ("partner_expectations", "Timely release of funds"),
    ("cip_contributions", "Cash"),
]
DOUBTFUL = [
    ("cip_contributions", "Reimburses the travel of the partner’s staff"),
    ("cip_contributions", "Safar ka kharcha"),
    ("cip_duties", "Pays for tea at the meetings"),
    ("cip_duties", "Pays Rs. 2,000 per training day"),
    ("cip_contributions", "Fuel costs"),
    ("partner_contributions", "PKR 100,000 from its members"),
]
HARMLESS = [
    ("cip_contributions", "No funds; each side bears its own costs"),
    ("cip_contributions", "Koi raqam nahi di jayegi"),
    ("cip_contributions", "Training in writing grant proposals"),
    ("cip_contributions", "Grants access to its library"),
    ("cip_contributions", "Books worth PKR 50,000, on loan"),
    ("cip_duties", "Seeks funds together with the partner"),
    ("cip_duties", "Pays its own staff"),
    ("cip_duties", "Provides two laptops worth PKR 300,000"),
    ("partner_duties", "Keeps its own funds apart"),
    ("goal", "Families with an income below Rs 32,000 join savings groups"),
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One for all: each test saves the sample with words of its own."""
    with drafting_room(tmp_path_factory.mktemp("room")) as room:
        yield room


def saved(room: Room, field: str, text: str, funding: str = "unknown") -> None:
    """The sample’s MoU with that text in a field, and what is recorded of funds."""
    value = text if field == "goal" else [text]
    partner = changed(sample(), field, value, LEARNING)
    if "{amount}" in text:
        partner = changed(partner, "money", {"amount": "300000", "currency": "PKR"}, LEARNING)
    room.save(changed(partner, "money.funding_involved", funding, LEARNING))


def codes(review: Review) -> set[str]:
    return {finding.code for finding in review.findings()}


@pytest.mark.parametrize(("field", "text"), PLAIN)
def test_words_that_give_money_are_refused_as_funds_are(room: Room, field: str, text: str) -> None:
    saved(room, field, text)
    for kind in (MOU, NOTE):
        with pytest.raises(WrongDocument, match=r"cannot carry it; take the words out, or draft"):
            room.desk.draft(asked(kind=kind, agreement=LEARNING))


def test_the_refusal_names_the_field_the_words_and_the_contract(room: Room) -> None:
    saved(room, "cip_contributions", "A cash grant for two villages", funding="no")
    with pytest.raises(WrongDocument) as refusal:
        room.desk.draft(asked(kind=MOU, agreement=LEARNING))
    assert "‘What CIP contributes’" in str(refusal.value)
    assert "“cash grant”" in str(refusal.value)
    assert refusal.value.offer == CONTRACT
    assert refusal.value.basis == ("CSPF 15(e)(ii)",)
    review = room.desk.review(asked(kind=CONTRACT, agreement=LEARNING))  # the offer can be taken
    assert "funds-in-words-unrecorded" in codes(review)


@pytest.mark.parametrize(("field", "text"), DOUBTFUL)
def test_words_that_may_give_money_are_for_a_person(room: Room, field: str, text: str) -> None:
    saved(room, field, text)
    review = room.desk.review(asked(kind=MOU, agreement=LEARNING))
    (finding,) = [finding for finding in review.for_people if finding.code == "funds-in-words"]
    assert finding.field == f"agreement.{field}"


@pytest.mark.parametrize(("field", "text"), HARMLESS)
def test_words_that_deny_it_or_speak_of_other_money_are_left_alone(
    room: Room, field: str, text: str
) -> None:
    saved(room, field, text)
    assert not codes(room.desk.review(asked(kind=MOU, agreement=LEARNING))) & {
        "funds-in-words",
        "funds-in-words-unrecorded",
    }


def test_a_contract_with_funds_on_record_is_drafted_as_before(room: Room) -> None:
    room.save(changed(sample(), "cip_contributions", ["A cash grant of {amount}"], SCHOOLS))
    draft = room.desk.draft(asked(kind=CONTRACT))
    assert not codes(draft.review) & {"funds-in-words", "funds-in-words-unrecorded"}
    assert "A cash grant of " in words_of(draft.clean)
