"""What counts as decided and as looked into: recorded in files, imported, and reviewed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from drafting.agreements import Review
from drafting.documents import DocumentKind
from drafting.due_diligence import TierPolicy
from drafting.partners import carry_out_import, export_partners, plan_import
from drafting.partners.samples import sample_partners
from tests.support.drafting.desk import (
    LEARNING,
    OFFICE,
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    drafting_room,
)
from tests.support.drafting.kinds import CONTRACT, MOU, NOTE, PHASE_OUT

Entry = Mapping[str, Any]
FILES = itertools.count()
DECISION: Entry = {
    "what": "Contract for girls back to school (sample)",
    "by": "Sample Committee",
    "on": "2025-12-01",
    "outcome": "approved",
    "agreement": SCHOOLS,
    "amount": 7_500_000,
    "currency": "PKR",
    "procedure": "meeting",
    "proof": "sample-minutes.pdf",
}
COMPLETION: Entry = {
    "checklist": "DD_sample-roshni_2026-schools_1",
    "agreement": SCHOOLS,
    "tier": "C",
    "amount": 7_500_000,
    "currency": "PKR",
    "by": "Sample Coordinator",
    "on": "2025-11-10",
    "acknowledged_by": "Sample Director One",
    "acknowledged_on": "2025-11-12",
    "until": "2028-11-09",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with drafting_room(tmp_path_factory.mktemp("room"), tier_of=TierPolicy().tier_of) as room:
        yield room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def imported(room: Room, file: Path) -> None:
    """Takes a file in as `saathi partners import` does."""
    plan = plan_import(file, room.partners)
    assert not plan.problems
    carry_out_import(plan, room.partners, by="U1")


def recorded(
    room: Room,
    folder: Path,
    *,
    approvals: Sequence[Entry] = (DECISION,),
    completions: Sequence[Entry] = (COMPLETION,),
    money: Entry | None = None,
    control: Entry | None = None,
) -> None:
    """Roshni’s file as it ships, with these outcomes alone, taken in from a YAML file."""
    as_shipped = next(partner for partner in sample_partners() if partner.id == ROSHNI)
    record = as_shipped.model_dump(mode="json", exclude_defaults=True)
    record["control"].update(approvals=[*approvals], completions=[*completions], **(control or {}))
    terms = {**record["agreements"][0]["money"], **(money or {})}
    known_terms = {name: value for name, value in terms.items() if value is not None}
    record["agreements"][0]["money"] = known_terms
    if room.partners.has(ROSHNI):
        room.partners.delete(ROSHNI)
    file = folder / f"{next(FILES)}.yaml"
    file.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    imported(room, file)


def review(room: Room, kind: DocumentKind = CONTRACT, agreement: str = SCHOOLS) -> Review:
    return room.desk.review(asked(ROSHNI, kind, agreement))


def codes(said: Review, beginning: str = "") -> list[str]:
    """The codes on decisions and due diligence."""
    of_outcomes = ("no-approval", "decision-", "no-due-diligence", "due-diligence-")
    return [
        finding.code
        for finding in said.findings()
        if finding.code.startswith(beginning or of_outcomes)
    ]


# --- decisions


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"outcome": "Approved"}, None),  # by its label, as workbooks hold it
        ({"outcome": "approved_with_conditions", "conditions": "A yearly audit."}, "conditions"),
        ({"outcome": "approved_with_conditions"}, "conditions"),
        ({"outcome": "declined"}, "declined"),
        ({"outcome": "deferred"}, "deferred"),
        ({"outcome": "declined", "on": None}, "declined"),
        ({"outcome": None}, "without-outcome"),
        ({"outcome": None, "what": "DECLINED"}, "without-outcome"),
        ({"agreement": LEARNING}, "no-approval"),
        ({"agreement": "2026-school"}, "no-approval"),
        ({"agreement": None}, "without-agreement"),
        ({"amount": 7_500_001}, None),
        ({"amount": 7_499_999}, "amount-too-small"),
        ({"amount": None}, "no-amount"),
        ({"currency": None}, "no-currency"),
        ({"amount": 25_000, "currency": "EUR"}, None),  # at 300 of the record’s own day
        ({"amount": 24_999, "currency": "EUR"}, "amount-too-small"),
        ({"amount": 25_000, "currency": "USD"}, "no-rate"),
        ({"until": "2026-11-23"}, None),  # the day itself
        ({"until": "2026-11-22"}, "expired"),
        ({"on": "2026-11-24"}, "ahead"),
        ({"by": None}, "unproven"),
        ({"on": None, "procedure": None}, "unproven"),
        ({"proof": None}, "unproven"),
    ],
)
def test_a_decision_counts_by_outcome_agreement_amount_and_day(
    room: Room, folder: Path, change: Entry, code: str | None
) -> None:
    entry = {name: value for name, value in {**DECISION, **change}.items() if value is not None}
    recorded(room, folder, approvals=[entry])
    said = review(room)
    expected = [code if code == "no-approval" else f"decision-{code}"] if code else []
    assert codes(said) == expected
    on_it = [finding for finding in said.findings() if finding.code in expected]
    # Nobody's word settles what the Committee did not agree to.
    assert bool(said.conflicts) == (code in {"declined", "deferred"})
    assert [finding.basis for finding in on_it] == [("CSPF 18(c)",)] * len(expected)


APPROVED = {**DECISION, "on": "2026-01-10"}
DECLINED = {**DECISION, "outcome": "declined", "on": "2026-02-10"}


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([APPROVED, DECLINED], ["decision-declined"]),
        ([DECLINED, APPROVED], ["decision-declined"]),  # the days count, not the order
        ([DECLINED, {**APPROVED, "on": "2026-03-10"}], []),
        ([DECLINED, {**APPROVED, "on": "2026-02-10"}], []),  # recorded later on the same day
        ([APPROVED, {**DECLINED, "amount": 9_000_000}], []),  # of a larger sum
        ([APPROVED, {**DECLINED, "agreement": LEARNING}], []),
        ([APPROVED, {**DECLINED, "on": "2026-12-10"}], []),  # not yet taken
        ([{**APPROVED, "amount": 800_000}, DECISION], []),
        (
            [{**APPROVED, "outcome": "approved_with_conditions"}, {**APPROVED, "on": "2026-03-10"}],
            [],
        ),
        ([{**APPROVED, "until": "2026-06-30"}, {**APPROVED, "amount": 800_000}],
         ["decision-amount-too-small"]),
    ],
)  # fmt: skip
def test_of_several_decisions_the_last_that_concerns_the_agreement_holds(
    room: Room, folder: Path, decisions: Sequence[Entry], expected: list[str]
) -> None:
    recorded(room, folder, approvals=decisions)
    assert codes(review(room)) == expected


def test_no_decision_and_no_due_diligence_are_each_told(room: Room, folder: Path) -> None:
    recorded(room, folder, approvals=(), completions=())
    assert codes(review(room)) == ["no-due-diligence", "no-approval"]


def test_an_amount_in_another_currency_needs_a_dated_rate(room: Room, folder: Path) -> None:
    decisions = [{**DECISION, "amount": 25_000, "currency": "EUR"}]
    completions = [{**COMPLETION, "amount": 25_000, "currency": "EUR"}]
    recorded(room, folder, approvals=decisions, completions=completions)
    assert codes(review(room)) == []
    without_day: Entry = {"rate_date": None}
    recorded(room, folder, approvals=decisions, completions=completions, money=without_day)
    said = review(room)
    assert codes(said) == ["due-diligence-no-rate", "decision-no-rate"]
    assert "no dated rate between EUR and PKR" in said.for_people[-1].sentence


@pytest.mark.parametrize(
    ("money", "limit", "covers"),
    [
        ({"rate": "0.003333"}, (25_000, "EUR"), True),  # euros for a rupee
        ({"rate": 300, "donor_amount": None}, (25_000, "EUR"), True),
        ({"rate": 300, "donor_amount": None}, (24_000, "EUR"), False),
        (
            {"amount": 30_000, "currency": "USD", "donor_currency": "PKR", "donor_amount": None},
            (9_000_000, "PKR"),
            True,
        ),
        (
            {"amount": 30_000, "currency": "USD", "donor_currency": "PKR", "donor_amount": None},
            (8_999_000, "PKR"),
            False,
        ),
    ],
)
def test_a_rate_is_read_either_way_round(
    room: Room, folder: Path, money: Entry, limit: tuple[int, str], covers: bool
) -> None:
    entry = {**DECISION, "amount": limit[0], "currency": limit[1]}
    recorded(room, folder, approvals=[entry], money=money)
    found = codes(review(room), "decision-")
    assert found == ([] if covers else ["decision-amount-too-small"])


def test_the_sentence_on_a_small_sum_names_both_and_the_day_of_the_rate(
    room: Room, folder: Path
) -> None:
    entry = {**DECISION, "amount": 2_000, "currency": "EUR"}
    recorded(room, folder, approvals=[entry])
    (finding,) = [one for one in review(room).for_people if one.code.startswith("decision-")]
    assert finding.sentence == (
        "The decision of 1 December 2025 holds up to EUR 2,000 (PKR 600,000 at the rate of "
        "15 January 2026), and the agreement is about PKR 7,500,000; bring it to the Committee "
        "and record what it decides."
    )


# --- due diligence


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"agreement": None}, None),  # for the partner as a whole
        ({"agreement": LEARNING}, "no-due-diligence"),
        ({"tier": "D"}, None),
        ({"tier": "B"}, "tier"),
        ({"tier": None}, "no-tier"),
        ({"amount": 800_000}, "amount-too-small"),
        ({"amount": None}, "no-amount"),
        ({"currency": None}, "no-currency"),
        ({"amount": 25_000, "currency": "EUR"}, None),
        ({"amount": 25_000, "currency": "USD"}, "no-rate"),
        ({"until": "2026-11-22"}, "expired"),
        ({"on": "2026-11-24", "acknowledged_on": "2026-11-25"}, "ahead"),
        ({"acknowledged_by": None}, "unacknowledged"),
        ({"acknowledged_on": None}, "unacknowledged"),
        ({"acknowledged_on": "2026-12-24"}, "unacknowledged"),
        ({"by": None, "on": None}, "unproven"),
        ({"until": None}, "unproven"),
    ],
)
def test_due_diligence_counts_by_agreement_tier_amount_day_and_acknowledgement(
    room: Room, folder: Path, change: Entry, code: str | None
) -> None:
    entry = {name: value for name, value in {**COMPLETION, **change}.items() if value is not None}
    recorded(room, folder, completions=[entry])
    said = review(room)
    expected = [code if code == "no-due-diligence" else f"due-diligence-{code}"] if code else []
    assert codes(said) == expected
    on_it = [finding for finding in said.for_people if finding.code in expected]
    assert [finding.basis for finding in on_it] == [("CSPF 15(d)",)] * len(expected)


def test_due_diligence_for_800_000_does_not_serve_a_contract_of_200_million(
    room: Room, folder: Path
) -> None:
    small = {**COMPLETION, "amount": 800_000}
    recorded(room, folder, completions=[small], money={"amount": 200_000_000})
    assert codes(review(room), "due-diligence-") == [
        "due-diligence-tier",  # from PKR 20 million on the office asks for tier D
        "due-diligence-amount-too-small",
    ]
    whole = {**COMPLETION, "tier": "D", "amount": 200_000_000}
    recorded(room, folder, completions=[small, whole], money={"amount": 200_000_000})
    assert codes(review(room), "due-diligence-") == []


def test_due_diligence_that_runs_out_before_the_agreement_ends_is_told(
    room: Room, folder: Path
) -> None:
    recorded(room, folder, completions=[{**COMPLETION, "until": "2026-12-23"}])
    (paper,) = [one for one in review(room).for_people if one.code == "expiring"]
    assert paper.sentence.startswith("The due diligence runs out on 23 December 2026, before")


# --- what earlier versions kept


def test_the_three_old_fields_are_kept_and_satisfy_nothing(room: Room, folder: Path) -> None:
    old = {
        "due_diligence_completed": "2025-11-10",
        "due_diligence_expires": "2028-11-09",
        "due_diligence_covers_funding": "yes",
    }
    free = {"what": "Partnership approved", "by": "Sample Committee", "on": "2025-12-01"}
    recorded(room, folder, approvals=[free], completions=(), control=old)
    said = review(room)
    assert codes(said) == ["due-diligence-without-outcome", "decision-without-outcome"]
    sentences = [finding.sentence for finding in said.for_people]
    assert (
        "‘Partnership approved’ was decided, but the record does not say what; record the "
        "outcome, the agreement and the amount."
    ) in sentences
    held = room.partners.get(ROSHNI).control
    assert str(held.due_diligence_completed) == "2025-11-10"
    assert held.approvals[0].what == "Partnership approved"


def test_a_workbook_of_an_earlier_version_takes_no_outcome_away(room: Room, folder: Path) -> None:
    recorded(room, folder)
    file = folder / "earlier.xlsx"
    export_partners([room.partners.get(ROSHNI)], file, may_see_restricted_fields=False)
    book = load_workbook(file)
    del book["Completed due diligence"]
    page = book["Approvals"]
    kept = ("Partner id", "Decision", "Decided by", "Decided on")
    for column in range(page.max_column, 0, -1):
        if page.cell(1, column).value not in kept:
            page.delete_cols(column)
    book.save(file)
    before = room.partners.get(ROSHNI)
    imported(room, file)
    assert room.partners.get(ROSHNI) == before
    assert codes(review(room)) == []


def test_outcomes_stand_in_the_workbook_and_are_read_back(room: Room, folder: Path) -> None:
    conditions = {"outcome": "approved_with_conditions", "conditions": "A yearly audit."}
    recorded(room, folder, approvals=[{**DECISION, **conditions, "until": "2027-01-31"}])
    before = room.partners.get(ROSHNI)
    file = folder / "partners.xlsx"
    export_partners([before], file, may_see_restricted_fields=True)
    page = load_workbook(file)["Approvals"]
    cells = {str(page.cell(1, at).value): page.cell(2, at).value for at in range(1, 14)}
    assert cells["Outcome"] == "Approved with conditions"
    assert cells["How it was decided"] == "In a meeting, with minutes"
    assert cells["Agreement decided on"] == SCHOOLS
    recorded(room, folder, approvals=(), completions=())
    imported(room, file)
    assert room.partners.get(ROSHNI).control == before.control


# --- what a kind of document needs


@pytest.mark.parametrize(
    ("kind", "agreement", "expected"),
    [
        (CONTRACT, SCHOOLS, ["no-due-diligence", "no-approval"]),
        (MOU, LEARNING, ["no-due-diligence", "no-approval"]),
        (NOTE, LEARNING, []),
        (PHASE_OUT, SCHOOLS, []),
    ],
)
def test_a_kind_needs_what_its_template_says(
    room: Room, folder: Path, kind: DocumentKind, agreement: str, expected: list[str]
) -> None:
    recorded(room, folder, approvals=(), completions=())
    assert codes(review(room, kind, agreement)) == expected


@pytest.mark.parametrize(
    ("kind", "partner", "agreement"),
    [
        (CONTRACT, ROSHNI, SCHOOLS),
        (MOU, "sample-sangam", "2026-land-rights"),
        (NOTE, "sample-awaz", "2026-call-in"),
        (PHASE_OUT, "sample-sailab", "2026-flood-shelter"),
    ],
)
def test_a_sample_of_each_kind_leaves_nothing_open_but_questions_for_counsel(
    tmp_path: Path, kind: DocumentKind, partner: str, agreement: str
) -> None:
    with drafting_room(tmp_path, office=OFFICE, tier_of=TierPolicy().tier_of) as fresh:
        wish = asked(partner, kind, agreement, may_see_restricted=True)
        said = fresh.desk.review(wish)
    assert not said.open_fields
    assert all(finding.code.startswith("counsel-") for finding in said.findings())


def test_the_contract_says_when_due_diligence_for_its_own_agreement_was_completed(
    room: Room, folder: Path
) -> None:
    old = {"due_diligence_completed": "2024-01-02"}
    recorded(room, folder, completions=[{**COMPLETION, "agreement": LEARNING}], control=old)
    without = room.desk.draft(asked(ROSHNI, CONTRACT, SCHOOLS))
    assert "two-way due diligence" not in recitals(room, without.id)
    recorded(room, folder)
    with_it = room.desk.draft(asked(ROSHNI, CONTRACT, SCHOOLS))
    assert "two-way due diligence, completed on 10 November 2025" in recitals(room, with_it.id)


def recitals(room: Room, draft: str) -> str:
    """The words of a draft's recitals."""
    composition = room.desk._drafts.composition(draft)
    return "".join(run.text for paragraph in composition.recitals for run in paragraph.runs)


def test_days_of_a_completion_stand_in_their_order(room: Room, folder: Path) -> None:
    recorded(room, folder)
    file = folder / "wrong.yaml"
    wrong = {**COMPLETION, "until": date(2025, 1, 1)}
    record = {"id": ROSHNI, "control": {"completions": [wrong]}}
    file.write_text(yaml.safe_dump(record), encoding="utf-8")
    (problem,) = plan_import(file, room.partners).problems
    assert "2025-01-01 is before 2025-11-10" in problem.why
