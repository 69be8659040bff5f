"""What is read out of an answer that somebody wrote freely, and what is rather left unread."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from drafting.due_diligence.checklists.checklist import AnswerState, ItemAnswer, Proof
from drafting.due_diligence.offers.facts_in_answers import fact_in, people_in, valid_until
from drafting.partners.facts import fact
from drafting.partners.vocabulary import Side


def answer(text: str, *proofs: Proof) -> ItemAnswer:
    return ItemAnswer(
        id="one",
        item="item",
        side=Side.PARTNER,
        state=AnswerState.ANSWERED,
        text=text,
        proofs=proofs,
        by="Sample",
        at=datetime(2026, 5, 4, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("tax.ntn", "NTN 3456789-1, active since 2014.", "3456789-1"),
        ("tax.ntn", "NTN: 1122334 - 5", "1122334-5"),
        ("tax.ntn", "No NTN so far, phone 0300 1234567", None),
        ("tax.ntn", "Either 1234567 or 7654321", None),
        ("registration.law", "Voluntary Social Welfare Agencies Ordinance, 1961", "voluntary_1961"),
        ("registration.law", "We are not registered.", "none"),
        ("registration.law", "Some paper of the district", None),
        ("registration.number", "Under the Act, no. RS/ND/2101 of 2004, Sukkur.", "RS/ND/2101"),
        ("registration.authority", "Registering authority: Social Welfare", "Social Welfare"),
        ("registration.authority", "Somebody in Quetta", None),
        ("tax.approval_2_36", "No, we have not applied.", "no"),
        ("tax.approval_2_36", "It is under way.", None),
        ("relationship.shared_vision", "Schools for all.\n", "Schools for all."),
    ],
)
def test_a_fact_with_a_form_of_its_own_is_read(path: str, text: str, value: Any) -> None:
    field = fact(f"partner.{path}").field
    assert field is not None
    assert fact_in(field, answer(text), "") == value


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Ms Zainab Baloch (Chairperson) and Mr. Sajid Khan, Finance Manager, by resolution of "
            "the Board of 3 March 2026.",
            ["Ms Zainab Baloch: Chairperson", "Mr. Sajid Khan: Finance Manager"],
        ),
        (
            "1) Abdul Hameed Marri - Chief Executive; 2) Farzana Bugti - Head of Finance",
            ["Abdul Hameed Marri: Chief Executive", "Farzana Bugti: Head of Finance"],
        ),
        (
            "Our Executive Director Sadia Noreen may sign alone (Board resolution no. 4).",
            ["Sadia Noreen: Executive Director"],
        ),
        ("The Chairperson and the Secretary, under article 12 of the constitution.", []),
        ("As decided by the Executive Committee in Hyderabad on 4 May 2026.", []),
    ],
)
def test_people_are_read_by_name_and_title(text: str, people: list[str]) -> None:
    assert [f"{one['name']}: {one['title']}" for one in people_in(text)] == people


def test_ways_to_reach_somebody_go_with_the_person() -> None:
    text = "Focal Person - Waqar Ahmed, Manager. Cell: 0333-7654321. Email: waqar@example.org"
    assert list(people_in(text)) == [
        {
            "name": "Waqar Ahmed",
            "title": "Manager",
            "phone": "0333-7654321",
            "email": "waqar@example.org",
        }
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Renewed; certificate valid up to 31-12-2027.", date(2027, 12, 31)),
        ("It expires on 5th May 2029", date(2029, 5, 5)),
        ("Renewed on 3 March 2024, for two years.", None),
        ("Valid from 1 January 2025", None),
        ("Valid until 03/04/2029", None),  # which may be two days
    ],
)
def test_until_when_something_holds_is_read(text: str, day: date | None) -> None:
    assert valid_until(answer(text)) == day


def test_what_shows_it_says_until_when_before_the_words_do() -> None:
    proof = Proof(name="certificate.pdf", expires=date(2031, 1, 2))
    assert valid_until(answer("Valid until 5 May 2029", proof)) == date(2031, 1, 2)
