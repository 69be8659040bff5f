"""Each kind of finding that counts, in one changed record, keeps a copy from being for signature.

`test_verdict.py` has the converse, that the paper says so exactly when nothing is open.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from drafting.agreements import Settler
from drafting.agreements import reviewing as room_of_rules
from drafting.documents import DocumentKind
from drafting.partners.record import Partner
from tests.support.drafting.desk import (
    LEARNING,
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)
from tests.support.drafting.kinds import CONTRACT, MOU

Changes = tuple[tuple[str, Any], ...]
SETTLER = Settler("U0SAMPLE1", "Sample Coordinator")
YESTERDAY, LATER = "2026-11-22", "2027-06-01"
OTHER_IBAN = "PK36SCBL0000001123456702"
WORK = "agreement.workplan"
TRANSFERS = "agreement.phase_out.final_transfers"
RULES = Path(room_of_rules.__file__).parent
# Read or known, and not counted: nothing has to be done.
NOTES = {
    *("unregistered", "unanswered", "no-risks", "look-at-clause", "look-at-annex"),
    *("risk-no-clause", "risk-move-open", "risk-without-bearer", "risk-borne-otherwise"),
}
# Not of a partner's own record: test_review.py and the tests below have them.
# An agreement that ends before it starts is refused as it is entered; a file of before may say so.
# What a checklist that is not completed yet holds is no partner's: test_completing.py has it.
ELSEWHERE = {
    *("due-diligence-match", "due-diligence-concerns"),
    *("no-clause-*", "account-waits", "account-shared", "end-before-start"),
}


def decided(**fields: Any) -> Changes:
    """The decision on the contract, with other values."""
    (approval, *_) = sample().model_dump(mode="json")["control"]["approvals"]
    return (("control.approvals", [{**approval, **fields}]),)


def looked_into(**fields: Any) -> Changes:
    """The due diligence for the contract, with other values."""
    (completion, *_) = sample().model_dump(mode="json")["control"]["completions"]
    return (("control.completions", [{**completion, **fields}]),)


def words(text: str) -> Changes:
    """One more duty of CIP, in those words."""
    return (("agreement.cip_duties", [text]),)


OF_A_CONTRACT: dict[str, Changes] = {
    "no-roles-cip": (("agreement.cip_roles", []), ("agreement.cip_duties", [])),
    "no-roles-partner": (("agreement.partner_duties", []),),
    "no-expectations-cip": (("agreement.cip_expectations", []),),
    "no-expectations-partner": (("agreement.partner_expectations", []),),
    "no-contributions-cip": (("agreement.cip_contributions", []),),
    "no-contributions-partner": (("agreement.partner_contributions", []),),
    "funds-in-words-unrecorded": (("agreement.money.funding_involved", "unknown"),),
    "over": (("agreement.end", "2026-11-01"),),
    "ended": (("agreement.status", "ended"),),
    "day-outside": ((WORK, [{"what": "Sample work", "start": "2029-01-01"}]),),
    "money-without-funding": (("agreement.money.funding_involved", "unknown"),),
    "tranches-sum": (("agreement.money.tranches", [{"amount": "7000000"}]),),
    "budget-sum": (
        ("agreement.money.budget", [{"description": "x", "amount": "7", "paid_by": "cip"}]),
    ),
    "no-currency": (("agreement.money.currency", ""),),
    "no-rate": (("agreement.money.rate", None),),
    "no-rate-date": (("agreement.money.rate_date", None),),
    "rate-differs": (("agreement.money.rate", "2"),),
    "focal-points-same": (("people.focal_points", [{"name": "Sample"}, {"name": "sample"}]),),
    "focal-points-of-both": (("people.focal_points", [{"name": "Sample Coordinator"}]),),
    "account-title": (("bank.title", "Kamran Traders"),),
    "account-bank": (("bank.iban", OTHER_IBAN), ("bank.bank", "Habib Bank Limited")),
    "account-currency": (("bank.currency", "USD"),),
    "registration-before-start": (("registration.expires", "2026-01-15"),),
    "sum-in-text": words("Gives a grant of PKR 8,000,000"),
    "tranches-in-text": words("Gives a grant in two instalments"),
    "share-in-text": words("Pays half of the grant in advance"),
    "period-in-text": (("agreement.goal", "The project runs for 18 months"),),
    "day-in-text": words("Pays the second tranche by 15 October 2026"),
    "report-in-text": (("agreement.partner_duties", ["Sends monthly financial reports"]),),
    "transfer-is-no-tranche": ((TRANSFERS, [{"amount": "1", "due": "2027-01-01"}]),),
    "transfer-day-differs": ((TRANSFERS, [{"amount": "2000000", "due": "2027-01-01"}]),),
    "expired": (("nocs", [{"authority": "Sample Department", "expires": YESTERDAY}]),),
    "expiring": (("nocs", [{"authority": "Sample Department", "expires": LATER}]),),
    "no-moi-permission": (("moi_permission.held", "no"),),
    "ead-not-standing": (("foreign_funds", {"ead_status": "refused"}),),
    "counsel-ead": (("foreign_funds", {"ead_status": "not_needed"}),),
    "counsel-tax": (("tax", {}),),
    "counsel-charity": (("registration.charity", []),),
    "no-lrsp-link": (("relationship.lrsp_link", ""), ("relationship.lrsp_rationale", "")),
    "no-lrsp-rationale": (("relationship.lrsp_rationale", ""),),
    "strategic-by-money": (("relationship", {"strategic": "yes"}),),
    "strategic-without-vision": (("relationship.shared_vision", ""),),
    "no-audit": (("control.last_audit", {}),),
    "conflict-unhandled": (("control.conflicts_of_interest", [{"what": "A sample owns it."}]),),
    "wording-exclusivity": (("agreement.goal", "The partner works exclusively with CIP."),),
    "wording-identity": (("agreement.goal", "The partner will change its name."),),
    "wording-liability": (("agreement.goal", "The partner bears all risks of the work"),),
    "wording-publicity": (("agreement.goal", "Press releases will name CARE as donor."),),
    "no-approval": (("control.approvals", []),),
    "decision-without-outcome": (("control.approvals", [{"what": "A sample decision"}]),),
    "decision-without-agreement": decided(agreement=""),
    "decision-declined": decided(outcome="declined"),
    "decision-deferred": decided(outcome="deferred"),
    "decision-ahead": decided(on="2027-01-01"),
    "decision-expired": decided(until=YESTERDAY),
    "decision-amount-unknown": (("agreement.money.amount", None),),
    "decision-no-amount": decided(amount=None),
    "decision-no-currency": decided(currency=""),
    "decision-no-rate": decided(currency="USD"),
    "decision-amount-too-small": decided(amount="100"),
    "decision-conditions": decided(outcome="approved_with_conditions", conditions="A sample one."),
    "decision-unproven": decided(proof=""),
    "no-due-diligence": (("control.completions", []),),
    "due-diligence-without-outcome": (("control", {"due_diligence_completed": "2025-11-10"}),),
    "due-diligence-ahead": looked_into(on="2027-01-01", acknowledged_on="2027-01-02"),
    "due-diligence-expired": looked_into(until=YESTERDAY),
    "due-diligence-no-tier": looked_into(tier=None),
    "due-diligence-tier": looked_into(tier="A"),
    "due-diligence-provisional": (
        *looked_into(tier="F", until="2026-12-31"),
        ("agreement.context", "emergency"),
    ),
    "due-diligence-amount-unknown": (("agreement.money.amount", None),),
    "due-diligence-no-amount": looked_into(amount=None),
    "due-diligence-no-currency": looked_into(currency=""),
    "due-diligence-no-rate": looked_into(currency="USD"),
    "due-diligence-amount-too-small": looked_into(amount="100"),
    "due-diligence-unacknowledged": looked_into(acknowledged_by="", acknowledged_on=None),
    "due-diligence-unproven": looked_into(by=""),
}
OF_AN_MOU: dict[str, Changes] = {
    "contractual-form": (("agreement.form", "contractual"),),
    "counsel-data": (("agreement.personal_data", "yes"),),
    "funds-in-words": words("Pays for tea at the meetings"),
}
CASES = [
    *((code, CONTRACT, SCHOOLS, changes) for code, changes in OF_A_CONTRACT.items()),
    *((code, MOU, LEARNING, changes) for code, changes in OF_AN_MOU.items()),
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The sample with two agreements, in both of which all is settled that a person can settle."""
    with drafting_room(tmp_path_factory.mktemp("each"), sample()) as room:
        for kind, agreement in ((CONTRACT, SCHOOLS), (MOU, LEARNING)):
            draft = room.desk.draft(asked(ROSHNI, kind, agreement, may_see_restricted=True))
            points = (finding.point for finding in draft.review.for_people)
            room.desk.settle(draft.id, dict.fromkeys(points, "Looked at."), SETTLER)
            assert review_of(room, kind, agreement).verdict.is_ready
        yield room


def review_of(room: Room, kind: DocumentKind = CONTRACT, agreement: str = SCHOOLS) -> Any:
    return room.desk.review(asked(ROSHNI, kind, agreement, may_see_restricted=True))


def with_changes(changes: Changes, agreement: str) -> Partner:
    partner = sample()
    for path, value in changes:
        own, _, rest = path.partition(".")
        place = (rest, value, agreement) if own == "agreement" else (path, value)
        partner = changed(partner, *place)
    return partner


@pytest.mark.parametrize(
    ("code", "kind", "agreement", "changes"), CASES, ids=[case[0] for case in CASES]
)
def test_it_keeps_the_copy_from_being_for_signature(
    room: Room, code: str, kind: DocumentKind, agreement: str, changes: Changes
) -> None:
    room.save(with_changes(changes, agreement))
    review = review_of(room, kind, agreement)
    assert code in {finding.code for finding in review.findings()}
    assert not review.verdict.is_ready


def test_so_does_an_account_that_waits_or_that_another_has(room: Room) -> None:
    room.save(sample())
    other = changed(sample("sample-awaz"), "bank.iban", sample().bank.iban)
    room.partners.save(other, by="U1", source="test")
    assert [finding.code for finding in review_of(room).findings()] == ["account-shared"]
    room.partners.delete(other.id)
    room.partners.save(changed(sample(), "bank.iban", OTHER_IBAN), by="U1", source="test")
    assert [finding.code for finding in review_of(room).findings()] == ["account-waits"]


def test_no_kind_of_finding_is_left_out() -> None:
    covered = {*OF_A_CONTRACT, *OF_AN_MOU, *ELSEWHERE, *NOTES}
    missing = [
        pattern
        for pattern in codes_in_rules()
        if pattern not in covered and not any(fnmatch(code, pattern) for code in covered)
    ]
    assert not missing


def codes_in_rules() -> Iterator[str]:
    """What begins a finding anywhere in the rules: a code, or with '*' for what is put in."""
    for file in sorted(RULES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and is_finding(node.func):
                code = ast.unparse(node.args[0])
                if code.startswith(("'", "f'")):
                    yield re.sub(r"\{[^}]*\}", "*", code.removeprefix("f").strip("'"))


def is_finding(function: ast.expr) -> bool:
    name = getattr(function, "id", getattr(function, "attr", ""))
    return name.lower().endswith("finding")
