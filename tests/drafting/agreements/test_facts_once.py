"""Figures in an agreement's own words that contradict its fields are found, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drafting.agreements.figures.finding import figures_in
from drafting.agreements.reviewing.facts_once.comparing import figures_that_differ
from drafting.partners.record import Agreement, Partner
from drafting.partners.samples import sample_partners
from tests.support.drafting.desk import SCHOOLS, Room, asked, changed, drafting_room, sample
from tests.support.drafting.kinds import CONTRACT, PHASE_OUT

FLOOD = "2026-flood-shelter"
# The sample contract: PKR 7,500,000 (2.5, 3 and 2 million), EUR 25,000 of the donor, 500,000 of the
# partner; 1 March 2026 to 31 December 2027; reports every three months within 15 days, and a final
# one on 31 January 2028; 750,000 for running costs.
CONTRADICTIONS = [
    ("cip_contributions", "Funds of PKR 8,000,000", "sum-in-text", "‘Amount’ is PKR 7,500,000"),
    ("cip_contributions", "Funds of Rs. 85,00,000/-", "sum-in-text", "‘Amount’"),
    ("cip_contributions", "A grant of 80 lakh rupees", "sum-in-text", "‘Amount’"),
    ("cip_contributions", "Eighty lakh rupees for the centres", "sum-in-text", "‘Amount’"),
    ("cip_contributions", "A grant of 7.8 million", "sum-in-text", "‘Amount’"),
    ("cip_contributions", "Ek crore rupay ki grant", "sum-in-text", "‘Amount’"),
    ("cip_contributions", "۸۰ لاکھ روپے کی گرانٹ", "sum-in-text", "‘Amount’"),
    ("cip_contributions", "A grant of EUR 27,500", "sum-in-text", "is EUR 25,000"),
    ("cip_contributions", "A grant of USD 25,000", "sum-in-text", "‘Amount’ is PKR 7,500,000"),
    ("cip_contributions", "A first tranche of PKR 2 million", "sum-in-text", "tranche 1"),
    ("cip_contributions", "A grant in two instalments", "tranches-in-text", "‘Tranches’ is 3"),
    ("cip_contributions", "A grant in three equal tranches", "tranches-in-text", "PKR 3,000,000"),
    ("cip_contributions", "Half of the grant in advance", "share-in-text", "33.3% of the amount"),
    ("cip_contributions", "A grant for a period of 18 months", "period-in-text", "is 22 months"),
    ("cip_contributions", "PKR 7.5 million over two years", "period-in-text", "is 22 months"),
    ("partner_duties", "Project end date: 30 November 2027", "day-in-text", "31 December 2027"),
    ("goal", "Mansoobay ki muddat 18 maah hai", "period-in-text", "is 22 months"),
    ("goal", "The project runs for 18 months", "period-in-text", "is 22 months"),
    ("cip_duties", "Pays the second tranche by 15 October 2026", "day-in-text", "15 September"),
    ("partner_duties", "Runs the project from 1.3.2026 to 30.9.2027", "day-in-text", "31 Dec"),
    ("partner_duties", "Completes the work by the end of March 2028", "day-in-text", "‘Ends on’"),
    ("partner_duties", "Sends the final report by 28 February 2028", "day-in-text", "31 January"),
    ("partner_duties", "Sends monthly financial reports", "report-in-text", "every three months"),
    ("partner_duties", "Sends quarterly reports within 30 days", "report-in-text", "15 days"),
    (
        "partner_duties",
        "Spends PKR 900,000 on running costs of its office",
        "sum-in-text",
        "750,000",
    ),
    ("partner_contributions", "Five per cent of the project cost", "share-in-text", "500,000"),
    ("partner_contributions", "Its own share of PKR 600,000", "sum-in-text", "PKR 500,000"),
    ("goal", "In a 12-month project girls return to school", "period-in-text", "22 months"),
    ("phase_out.trigger", "The contract ends on 31 Dec, 2026", "day-in-text", "31 December 2027"),
    ("partner_duties", "Spends the grant of PKR 8 million", "sum-in-text", "‘Amount’"),
    ("partner_duties", "Pays the 24 teachers PKR 5 million in all", "sum-in-text", "4,320,000"),
    ("cip_duties", "Releases 40% of the grant as the first tranche", "share-in-text", "33.3%"),
]
AGREES = [
    ("cip_contributions", "Rs 7,500,000/- (Rupees seventy five lakh only) in three instalments"),
    ("cip_contributions", "PKR 7.5 million over 22 months"),
    ("cip_contributions", "Funds of {amount}, {tranche_1} of them in advance"),
    ("cip_contributions", "Funds of PKR 5 million for centres\nFunds of PKR 2.5 million for staff"),
    ("cip_contributions", "A grant of EUR 25,000"),
    ("cip_contributions", "Books worth PKR 50,000, and a laptop of Rs 90,000 for each centre"),
    ("cip_duties", "Visits each of the 12 centres twice a year"),
    ("cip_duties", "Checks every expense above PKR 50,000"),
    ("partner_duties", "Pays teachers a stipend of Rs. 15,000 a month"),
    ("partner_duties", "Gives PKR 200 per participant, at most 500 households"),
    ("partner_duties", "Keeps all vouchers until 31 December 2034, ten years in all"),
    ("partner_duties", "Follows clause 5.4 and the Societies Registration Act 1860"),
    ("partner_duties", "Builds on the MoU of 12 May 2022 and the plan 2024-26"),
    ("partner_duties", "Spends no more than 10% of the grant on running costs"),
    ("partner_duties", "Trains 24 teachers, half of them women, within three months"),
    ("partner_duties", "Sends narrative reports every quarter, within 15 days"),
    ("partner_contributions", "Rooms, at PKR 3,000 a month"),
    ("partner_contributions", "Staff with 20 years of experience and a turnover of PKR 90 million"),
    ("cip_expectations", "90% of the funds are spent by October 2027"),
    ("goal", "Of 600 girls, 85 per cent pass class 5 by 2030"),
    ("reports", "31 January 2028"),
    ("cip_contributions", "A grant of PKR 7-8 million"),
    ("partner_duties", "Hires project staff who start on 1 April 2026"),
    ("partner_duties", "The baseline of the project is completed by 30 June 2026"),
    ("cip_contributions", "Internet for six months of the project, PKR 60,000"),
    ("cip_contributions", "Funds for two teachers for 12 months"),
    ("cip_duties", "Pays half of each invoice, and PKR 45,000 for banners"),
    ("cip_duties", "Deducts 10% retention from each tranche"),
    ("partner_duties", "Distributes cash to 300 families in two instalments"),
    ("partner_duties", "Gives grants of PKR 50,000 to 40 families"),
    ("partner_duties", "Spends a total of PKR 400,000 on training"),
    ("partner_duties", "Submits the audit report by 31 March 2028"),
    ("partner_duties", "Keeps its EAD MoU valid for six months"),
]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path) as room:
        yield room


def schools(field: str, text: str) -> Agreement:
    """The sample contract with that text alone in a field, and no other words in it."""
    words = ("cip_duties", "partner_duties", "cip_expectations", "partner_expectations")
    partner: Partner = sample()
    for name in (*words, "cip_contributions", "partner_contributions"):
        partner = changed(partner, name, [], SCHOOLS)
    value: Any = text.split("\n") if field.endswith(("duties", "ions")) else text
    if field == "reports":
        value = [{"what": "Report", "due": text}]
    partner = changed(partner, field, value, SCHOOLS)
    agreement = partner.agreement(SCHOOLS)
    assert agreement is not None
    return agreement


@pytest.mark.parametrize(("field", "text", "code", "on_record"), CONTRADICTIONS)
def test_a_figure_in_words_is_held_against_its_field(
    field: str, text: str, code: str, on_record: str
) -> None:
    findings = [
        finding for finding in figures_that_differ(schools(field, text)) if finding.code == code
    ]
    assert len(findings) == 1
    assert on_record in findings[0].sentence
    assert findings[0].field == f"agreement.{field}"


@pytest.mark.parametrize(("field", "text"), AGREES)
def test_a_figure_that_agrees_or_is_about_something_else_is_left_alone(
    field: str, text: str
) -> None:
    assert [finding.sentence for finding in figures_that_differ(schools(field, text))] == []


def test_no_sample_contradicts_itself() -> None:
    for partner in sample_partners():
        for agreement in partner.agreements:
            findings = [finding.sentence for finding in figures_that_differ(agreement)]
            assert findings == [], partner.id


def test_the_review_names_both_places_both_values_and_the_cure(room: Room) -> None:
    partner = changed(sample(), "cip_contributions", ["Funds of PKR 7,500,000"], SCHOOLS)
    room.save(changed(partner, "money.amount", "8000000", SCHOOLS))
    review = room.desk.review(asked(kind=CONTRACT))
    (finding,) = [finding for finding in review.conflicts if finding.code == "sum-in-text"]
    assert finding.sentence == (
        "‘What CIP contributes’ says “PKR 7,500,000”, while ‘Amount’ is PKR 8,000,000; correct the "
        "one that is wrong, or write {amount} in the text, so that it is typed once."
    )


@pytest.mark.parametrize(
    ("transfer", "code"),
    [
        ({"amount": "3500000", "due": "2026-11-15"}, "transfer-is-no-tranche"),
        ({"amount": "3000000", "due": "2026-12-15"}, "transfer-day-differs"),
    ],
)
def test_a_final_transfer_is_one_of_the_tranches(
    room: Room, transfer: dict[str, str], code: str
) -> None:
    room.save(changed(sample("sample-sailab"), "phase_out.final_transfers", [transfer], FLOOD))
    review = room.desk.review(asked("sample-sailab", PHASE_OUT, FLOOD))
    assert code in {finding.code for finding in review.conflicts}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("money.tranches", {"condition": "the report of 31 July 2027 is approved"}, "due on"),
        ("workplan", {"result": "Centres are handed over on 30 June 2028"}, "Activity ends on"),
        ("phase_out.steps", {"what": "A letter by 5 June 2027", "by": "2027-05-01"}, "done by"),
    ],
)
def test_a_row_says_no_day_after_its_own(field: str, value: dict[str, str], said: str) -> None:
    entry = {"amount": "2000000", "due": "2027-04-15"} if "money" in field else {"what": "Work"}
    days = {"end": "2027-10-31"} if field == "workplan" else {}
    agreement = changed(sample(), field, [{**entry, **days, **value}], SCHOOLS).agreement(SCHOOLS)
    assert agreement is not None
    findings = [
        finding for finding in figures_that_differ(agreement) if finding.code == "day-in-text"
    ]
    assert [said in finding.sentence for finding in findings] == [True]


def test_what_is_left_in_words_is_what_is_left_on_record(room: Room) -> None:
    duties = [{"what": "Pay the remaining PKR 9,000,000", "who": "cip"}]
    room.save(changed(sample("sample-sailab"), "phase_out.remaining_duties", duties, FLOOD))
    review = room.desk.review(asked("sample-sailab", PHASE_OUT, FLOOD))
    (finding,) = [finding for finding in review.conflicts if finding.code == "sum-in-text"]
    assert "‘Final transfers’ is PKR 3,000,000" in finding.sentence


@pytest.mark.parametrize(
    "piece", ["one ", "1,1", "five lakh and ", "12 12 ", "Rs. ", "1/1/", "grant ", "12 000 "]
)
def test_a_text_of_ten_thousand_characters_is_read_to_its_end(piece: str) -> None:
    text = piece * (9_900 // len(piece)) + ". We give PKR 8,000,000."
    assert "PKR 8,000,000" in [figure.text for figure in figures_in(text)]
