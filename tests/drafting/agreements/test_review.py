"""The review of a draft: what is open, what contradicts itself, what only a person may decide."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drafting.agreements import TEMPLATES, Finding, Review
from drafting.documents import DocumentKind
from drafting.partners import Office
from drafting.partners.record import Partner
from knowledge import Library
from tests.conftest import ROOT
from tests.support.drafting.desk import (
    LEARNING,
    OFFICE,
    ROSHNI,
    SCHOOLS,
    TODAY,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)
from tests.support.drafting.kinds import CONTRACT, MOU, NOTE, PHASE_OUT


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path) as room:
        yield room


def reviewed(room: Room, *changes: tuple[str, Any], kind: DocumentKind = CONTRACT) -> Review:
    """The review of the sample contract, or its MoU, with fields of its record changed."""
    agreement = LEARNING if kind == MOU else SCHOOLS
    partner: Partner = sample()
    for path, value in changes:
        own, _, rest = path.partition(".")
        if own == "agreement":
            partner = changed(partner, rest, value, agreement)
        else:
            partner = changed(partner, path, value)
    room.save(partner)
    return room.desk.review(asked(kind=kind, agreement=agreement))


def found(review: Review, code: str) -> list[Finding]:
    """Every finding of that code, in whatever part of the review."""
    return [one for one in (*review.findings(), *review.notes, *review.to_read) if one.code == code]


def only(review: Review, code: str) -> Finding:
    """The one finding of that code."""
    (one,) = found(review, code)
    return one


# --- open fields


def test_a_full_record_leaves_open_what_finance_fills_in(room: Room) -> None:
    review = reviewed(room)
    assert {one.cure for one in review.open_fields} == {"Finance fills it in."}
    assert review.is_complete
    assert review.conflicts == ()


def test_an_unknown_fact_is_open_with_its_clauses_and_its_cure(room: Room) -> None:
    review = reviewed(room, ("agreement.start", None))
    (start,) = [one for one in review.open_fields if one.field == "agreement.start"]
    assert all(where.startswith("clause ") for where in start.where)
    assert start.cure == f"Fill it in in the partner’s file, under the agreement ‘{SCHOOLS}’."
    assert review.points == reviewed(room).points + 1


def test_what_the_settings_leave_out_is_open_for_whoever_runs_saathi(tmp_path: Path) -> None:
    with drafting_room(tmp_path, office=replace(OFFICE, address="")) as room:
        review = reviewed(room)
    (address,) = [one for one in review.open_fields if one.field == "office.address"]
    assert address.cure == "Whoever runs Saathi sets `office.address` in the settings."


def test_a_question_without_an_answer_is_told_with_the_clause_that_stands_for_it(
    room: Room,
) -> None:
    review = reviewed(room, ("agreement.sub_partners", "unknown"), ("agreement.short_lived", None))
    note = only(review, "unanswered")
    assert note in review.notes
    assert note.field == "agreement.sub_partners"
    assert "‘Sub-partners take part’" in note.sentence
    assert re.search(r"so clause \d+\.\d+ stands", note.sentence)
    assert not found(reviewed(room, ("agreement.sub_partners", "no")), "unanswered")


def test_lines_that_name_no_payer_are_compared_only_as_far_as_they_must_agree(room: Room) -> None:
    def budget(*lines: tuple[str, str | None]) -> list[str]:
        value = [
            {"description": "Line", "amount": amount, **({"paid_by": side} if side else {})}
            for amount, side in lines
        ]
        review = reviewed(room, ("agreement.money.budget", value))
        return [one.sentence for one in found(review, "budget-sum")]

    assert budget(("7500000", None)) == []
    assert budget(("7500000", None), ("5", None)) == []
    assert "more than the amount" in budget(("7500005", "cip"), ("5", None))[0]
    assert "less than the amount" in budget(("100", None), ("5", "cip"))[0]


# --- conflicts


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("agreement.end", "2026-11-01"), "over", "ended on 1 November 2026"),
        (("agreement.status", "ended"), "ended", "recorded as ended"),
        (("agreement.money.amount", "7400000"), "tranches-sum", "PKR 100,000 more than the amount"),
        (("agreement.money.amount", "7400000"), "budget-sum", "correct the figures"),
        (("agreement.money.currency", ""), "no-currency", "without its currency"),
        (("agreement.money.rate", None), "no-rate", "no exchange rate is recorded"),
        (("agreement.money.rate_date", None), "no-rate-date", "without its date"),
        (("agreement.money.rate", "2"), "rate-differs", "correct the amounts or the rate"),
        (("agreement.money.funding_involved", "unknown"), "money-without-funding", "is not known"),
    ],
)
def test_a_record_that_contradicts_itself_is_told_so(
    room: Room, change: tuple[str, Any], code: str, said: str
) -> None:
    finding = only(reviewed(room, change), code)
    assert said in finding.sentence
    assert finding.sentence.endswith(".")
    assert finding.field.startswith("agreement.")


# Made-up account numbers with the codes of two banks; their check digits are right.
OF_HBL, OF_MEEZAN = "PK93HABB0000000000000001", "PK23MEZN0000000000000001"


@pytest.mark.parametrize(
    ("bank", "code"),
    [
        ({"title": "Kamran Traders"}, "account-title"),
        ({"bank": "Meezan Bank Limited", "iban": OF_HBL}, "account-bank"),
        ({"bank": "Habib Metropolitan Bank", "iban": OF_HBL}, "account-bank"),
        ({"currency": "USD"}, "account-currency"),
    ],
)
def test_an_account_that_does_not_agree_is_told_and_not_quoted(
    room: Room, bank: dict[str, str], code: str
) -> None:
    changes = [(f"bank.{name}", value) for name, value in bank.items()]
    review = reviewed(room, *changes)
    finding = only(review, code)
    assert finding in review.conflicts
    assert not any(value in finding.sentence for value in bank.values())


@pytest.mark.parametrize(
    "bank",
    [
        {"title": "ROSHNI INVENTED WOMENS SOCIETY"},  # as banks write it
        {"title": "Roshni Invented Women’s Society (sample) – Project Account"},
        {"bank": "HBL", "iban": OF_HBL},
        {"bank": "MEEZAN BANK LTD.", "iban": OF_MEEZAN},
        {"bank": "The Thar Microfinance Bank", "iban": OF_HBL},  # a name that nobody knows
    ],
)
def test_an_account_that_may_well_be_right_is_left_alone(room: Room, bank: dict[str, str]) -> None:
    changes = [(f"bank.{name}", value) for name, value in bank.items()]
    assert reviewed(room, *changes).conflicts == ()


def test_an_account_in_a_former_name_is_the_partners(room: Room) -> None:
    title, names = ("bank.title", "Anjuman Falah"), ("identity.former_names", ["Anjuman-e-Falah"])
    assert found(reviewed(room, title), "account-title")
    assert not found(reviewed(room, title, names), "account-title")


def test_a_registration_that_ends_before_the_work_starts_is_a_conflict_told_once(
    room: Room,
) -> None:
    start, expires = ("agreement.start", "2027-02-01"), ("registration.expires", "2027-01-15")
    review = reviewed(room, start, expires)
    assert only(review, "registration-before-start") in review.conflicts
    assert not [
        finding for finding in review.for_people if finding.field == "partner.registration.expires"
    ]


def test_a_payment_outside_the_agreement_is_told_with_both_days(room: Room) -> None:
    late = {"amount": "7500000", "due": "2028-01-15", "condition": "At the end"}
    finding = only(reviewed(room, ("agreement.money.tranches", [late])), "day-outside")
    assert finding.sentence == (
        "Tranche 1 is set for 15 January 2028, after the agreement ends on 31 December 2027; "
        "correct the day."
    )


def test_a_budget_with_an_unknown_line_is_not_summed(room: Room) -> None:
    lines = [{"description": "Teachers", "amount": None}, {"description": "Books", "amount": 5}]
    assert not found(reviewed(room, ("agreement.money.budget", lines)), "budget-sum")


def test_lines_that_the_partner_pays_are_held_against_its_own_contribution(room: Room) -> None:
    lines = [
        {"description": "Teachers", "amount": "7500000", "paid_by": "cip"},
        {"description": "Rooms", "amount": "5", "paid_by": "partner"},
    ]
    review = reviewed(
        room,
        ("agreement.money.budget", lines),
        ("agreement.money.partner_contribution", "6"),
    )
    assert only(review, "budget-sum").sentence.startswith(
        "The partner’s budget lines come to PKR 5"
    )


def test_one_person_who_stands_for_two_is_told(room: Room) -> None:
    same = {"name": "Sample Coordinator", "title": "Manager", "email": "", "phone": ""}
    review = reviewed(room, ("people.focal_points", [same, same]))
    assert "stands 2 times" in only(review, "focal-points-same").sentence
    assert found(review, "focal-points-of-both")


def test_a_contractual_form_without_funds_is_told(room: Room) -> None:
    review = reviewed(room, ("agreement.form", "contractual"), kind=MOU)
    assert only(review, "contractual-form").basis == ("CSPF 15(e)(ii)",)


# --- CSPF 15(e)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("cip_expectations", "no-expectations-cip"),
        ("partner_expectations", "no-expectations-partner"),
        ("cip_contributions", "no-contributions-cip"),
        ("partner_contributions", "no-contributions-partner"),
        ("partner_duties", "no-roles-partner"),
    ],
)
def test_an_agreement_without_a_point_of_15e_is_not_complete(
    room: Room, field: str, code: str
) -> None:
    review = reviewed(room, (f"agreement.{field}", []), kind=MOU)
    assert not review.is_complete
    assert [one.code for one in review.missing_points] == [code]
    assert review.missing_points[0].basis == ("CSPF 15(e)",)
    fields = {one.field for one in review.open_fields} | {one.field for one in review.findings()}
    assert review.points == len(fields), "one thing was counted twice"


def test_a_point_without_its_clause_is_missing(tmp_path: Path) -> None:
    bare = tmp_path / "templates" / "mou"
    shutil.copytree(TEMPLATES / "mou", bare)
    template = bare / "template.yaml"
    template.write_text(template.read_text().replace("conflict-of-interest, ", ""))
    with drafting_room(tmp_path, templates=bare.parent) as room:
        (missing,) = reviewed(room, kind=MOU).missing_points
    assert missing.code == "no-clause-conflict_of_interest"
    assert "conflict of interest" in missing.sentence


# --- what people decide


@pytest.mark.parametrize(
    ("change", "code", "basis"),
    [
        (("control.completions", []), "no-due-diligence", "CSPF 15(d)"),
        (("control.approvals", []), "no-approval", "CSPF 18(c)"),
        (("relationship.lrsp_rationale", ""), "no-lrsp-rationale", "CSPF 15(c)"),
        (("control.last_audit", {}), "no-audit", "CSPF 16(e)"),
        (("relationship.shared_vision", ""), "strategic-without-vision", "CSPF 12-box"),
    ],
)
def test_what_the_framework_asks_for_is_flagged_with_its_clause(
    room: Room, change: tuple[str, Any], code: str, basis: str
) -> None:
    assert not found(reviewed(room), code)
    assert basis in only(reviewed(room, change), code).basis


def test_a_strategic_partnership_of_money_alone_is_shown_the_box_in_cspf_12(room: Room) -> None:
    nothing = {"strategic": "yes", "status": "active"}
    review = reviewed(room, ("relationship", nothing))
    assert only(review, "strategic-by-money").basis == ("CSPF 12-box",)
    assert only(review, "no-lrsp-link").basis == ("CSPF 15(c)",)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("registration.expires", "The partner’s registration"),
        ("tax.approval_expires", "The approval under section 2(36)"),
        ("foreign_funds.expires", "The EAD MoU"),
        ("moi_permission.expires", "CIP’s own MoI permission"),
    ],
)
def test_papers_that_ran_out_or_soon_will_are_flagged(room: Room, path: str, name: str) -> None:
    gone = only(reviewed(room, (path, (TODAY - timedelta(1)).isoformat())), "expired")
    assert gone.sentence.startswith(f"{name} ran out on 22 November 2026")
    soon = only(reviewed(room, (path, (TODAY + timedelta(30)).isoformat())), "expiring")
    assert "before the agreement ends on 31 December 2027" in soon.sentence


def test_an_expired_noc_and_charity_registration_name_their_place(room: Room) -> None:
    review = reviewed(
        room,
        (
            "nocs",
            [{"authority": "Sample Home Department", "area": "Thatta", "expires": "2026-01-01"}],
        ),
        ("registration.charity", [{"province": "sindh", "expires": "2026-02-01"}]),
    )
    told = " ".join(one.sentence for one in found(review, "expired"))
    assert "The NOC of Sample Home Department for Thatta" in told
    assert "The charity registration in Sindh" in told


def test_questions_of_law_are_flagged_and_never_answered(room: Room) -> None:
    review = reviewed(
        room,
        ("foreign_funds", {"ead_status": "not_needed"}),
        ("tax", {}),
        ("registration.charity", []),
        ("agreement.personal_data", "yes"),
    )
    for code in ("counsel-ead", "counsel-tax", "counsel-charity", "counsel-data"):
        assert "counsel" in only(review, code).sentence


def test_an_unregistered_partner_is_a_note_and_no_fault(room: Room) -> None:
    before = reviewed(room, ("registration", {"law": "societies_1860"}), kind=MOU).points
    review = reviewed(room, ("registration", {"law": "none"}), kind=MOU)
    assert [one.code for one in review.notes if one.code == "unregistered"] == ["unregistered"]
    assert review.points <= before


def test_wording_that_sits_badly_is_shown_with_its_clause(room: Room) -> None:
    goal = "The partner works exclusively with CIP. CIP approves the partner’s board."
    review = reviewed(room, ("agreement.goal", goal))
    exclusive = only(review, "wording-exclusivity")
    assert exclusive.basis == ("CSPF 15(a)",)
    assert "says “exclusively with CIP”" in exclusive.sentence
    assert exclusive.field == "agreement.goal"
    assert only(review, "wording-identity").basis == ("CSPF 16",)


def test_clauses_that_ask_for_a_look_are_named_and_not_counted(room: Room) -> None:
    review = reviewed(room)
    assert all(one.where.startswith(("clause ", "Annex ")) for one in review.to_read)
    assert any("CSPF 17(c)" in one.sentence for one in review.to_read)
    left = len(review.open_fields) + len(review.for_people)
    assert review.points == left


def test_a_conflict_of_interest_without_its_handling_is_flagged(room: Room) -> None:
    known = [{"what": "A sample board member owns the building.", "handled": ""}]
    review = reviewed(room, ("control.conflicts_of_interest", known))
    assert only(review, "conflict-unhandled").basis == ("CSPF 15(e)",)


# --- what else belongs to it


def test_a_short_lived_partnership_is_offered_a_phase_out_plan(room: Room) -> None:
    (offer,) = reviewed(room, ("agreement.short_lived", "yes")).offers
    assert (offer.kind, offer.basis) == (PHASE_OUT, ("CSPF 15(e)(iii)",))
    assert reviewed(room).offers == ()


def test_a_phase_out_plan_is_not_offered_another_and_may_end_in_the_past(room: Room) -> None:
    room.save(
        changed(changed(sample(), "short_lived", "yes", SCHOOLS), "end", "2026-11-01", SCHOOLS)
    )
    review = room.desk.review(asked(ROSHNI, PHASE_OUT, SCHOOLS))
    assert review.offers == ()
    assert not found(review, "over")


@pytest.mark.parametrize("kind", [MOU, CONTRACT, NOTE, PHASE_OUT])
def test_no_review_quotes_a_restricted_value(tmp_path: Path, kind: DocumentKind) -> None:
    with drafting_room(tmp_path, office=Office()) as room:
        agreement = SCHOOLS if kind in (CONTRACT, PHASE_OUT) else LEARNING
        review = room.desk.review(asked(ROSHNI, kind, agreement, may_see_restricted=True))
    assert "SAMP0000" not in repr(review)
    assert "40000-0000001-2" not in repr(review)


def test_every_clause_that_a_rule_names_is_on_record(library: Library) -> None:
    cspf = library.document("cspf")
    files = [
        *(ROOT / "drafting/agreements/reviewing").glob("*.py"),
        ROOT / "drafting/agreements/reviewing/wording.yaml",
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    named = {*re.findall(r"\"CSPF ([\w()-]+)\"|\[CSPF ([\w()-]+)", text)}
    bases = {one or other for one, other in named}
    assert len(bases) > 10
    for basis in bases:
        assert cspf.clause(basis), basis
