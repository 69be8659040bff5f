"""What contracts say in figures, by whom they are changed, and what they leave to counsel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.settings.office import OfficeSettings, office_of
from bot.settings.settings import Settings
from drafting.agreements import Draft, Review
from drafting.agreements.clauses.counsel_topics import QUESTIONS
from drafting.agreements.clauses.library import ClauseLibrary
from drafting.documents import DocumentKind
from drafting.documents.composition import SetClause, Table
from drafting.partners import Office
from drafting.partners.office import OfficePolicy, Periods
from tests.support.command_line import run
from tests.support.drafting.desk import (
    OFFICE,
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    paragraphs_of,
    sample,
)
from tests.support.drafting.kinds import CONTRACT, MOU, NOTE, PHASE_OUT
from tests.support.drafting.sample_documents import composed
from tests.support.office_files import put_clause, put_template
from tests.support.word_files import running

UNDECIDED = replace(
    OFFICE, periods=Office.periods, policies=Office.policies, dispute_forum=Office.dispute_forum
)
FOR_COUNSEL = {f"no-clause-on-{topic.replace('_', '-')}" for topic in QUESTIONS}
# Whoever may write an email must not be able to change an agreement: words that would let it.
CHANGED_BY_LETTER = re.compile(r"\bagree[^.]*\bin writing|\bchange[^.]*\bin writing", re.IGNORECASE)
INSURANCE = """\
---
title: Insurance
basis: []
kind: sector
reciprocity: both
documents: [contract]
settles: [insurance]
note: The office’s own choice.
---

Each Party insures its own people.
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with drafting_room(tmp_path_factory.mktemp("words"), sample()) as room:
        yield room


@pytest.fixture(scope="module")
def contract(room: Room) -> Draft:
    return room.desk.draft(asked())


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """A contract of an office that decided on no period, forum or edition."""
    folder = tmp_path_factory.mktemp("undecided")
    with drafting_room(folder, sample(), office=UNDECIDED) as room:
        return room.desk.draft(asked())


def clause(name: str, kind: DocumentKind = CONTRACT) -> SetClause:
    partner = sample()
    document = composed(partner, partner.agreements[0], kind)
    return next(one for one in document.clauses() if one.id == name)


def papers(*changes: tuple[str, object]) -> Table:
    partner = sample()
    for path, value in changes:
        partner = changed(partner, path, value, SCHOOLS)
    document = composed(partner, partner.agreements[0], CONTRACT)
    return next(annex for annex in document.annexes if annex.title == "Terms and policies").tables[
        0
    ]


def cells(table: Table) -> list[list[str]]:
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def test_counsel_s_words_end_in_one_full_stop_whether_they_were_typed_with_it_or_not() -> None:
    law = clause("disputes").paragraphs[-1]
    assert law.text.endswith(": the law of Pakistan.")
    settings = OfficeSettings(
        governing_law="the law of Pakistan.", dispute_forum="the courts of Islamabad."
    )
    office = office_of(settings, Settings().contacts)
    assert office.governing_law == "the law of Pakistan"
    assert office.dispute_forum == "the courts of Islamabad"


# --- in figures


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("termination", ("45 days", "20 days")),
        ("disputes", ("40 days", "the courts of Islamabad")),
        ("questioned-costs", ("14 days", "25 days")),
        ("records-and-audit", ("7 years",)),
        ("fraud-and-incidents", ("5 working days", "48 hours")),
    ],
)
def test_a_period_that_the_office_decided_is_printed_where_it_counts(
    name: str, figures: tuple[str, ...]
) -> None:
    words = " ".join(paragraph.text for paragraph in clause(name).paragraphs)
    assert [figure for figure in figures if figure not in words] == []


def test_what_the_office_has_not_decided_is_open_and_a_proposal_is_no_agreement(
    undecided: Draft, contract: Draft
) -> None:
    opened = {field.field: field for field in undecided.review.open_fields}
    periods = {name for name in opened if name.startswith("office.periods.")}
    assert len(periods) == len(vars(Office.periods))
    notice = opened["office.periods.notice"]
    assert notice.title == "Period for CIP to decide: notice (30 days proposed)"
    assert "`office.periods.notice`" in notice.cure
    assert {"office.dispute_forum", "office.policies[1].dated"} <= opened.keys()
    # In the copy to sign, the proposal stands in the label of a blank and nowhere else.
    text = running(paragraphs_of(undecided.clean))
    assert text.count("30 days") == text.count("(30 days proposed)") > 0
    assert not any(
        field.field.startswith(("office.periods", "office.policies"))
        for field in contract.review.open_fields
    )


def test_the_settings_say_what_the_office_decided_and_nothing_else() -> None:
    settings = OfficeSettings.model_validate(
        {
            "periods": {"notice": 1, "records": 10},
            "policies": [{"name": "Sample Policy", "dated": "2020-02-03"}],
        }
    )
    office = office_of(settings, Settings().contacts)
    assert office.periods == Periods(notice="1 day", records="10 years")
    assert office.policies == (OfficePolicy("Sample Policy", date(2020, 2, 3)),)
    assert office_of(OfficeSettings(), Settings().contacts).policies == Office.policies


# --- changed by whom


def test_no_clause_lets_an_email_change_an_agreement() -> None:
    library = ClauseLibrary().clauses().values()
    assert [one.id for one in library if CHANGED_BY_LETTER.search(one.words)] == []


@pytest.mark.parametrize("kind", [MOU, CONTRACT, PHASE_OUT])
def test_a_change_is_signed_and_one_text_prevails(kind: DocumentKind) -> None:
    partner = sample()
    agreement = partner.agreements[1 if kind == MOU else 0]
    held = {one.id: one for one in composed(partner, agreement, kind).clauses()}
    assert "signed it" in held["changes"].paragraphs[0].text
    assert "English text prevails" in held["signing"].paragraphs[0].text


# --- annexed with their date


def test_the_donors_terms_and_the_policies_are_annexed_with_their_dates() -> None:
    assert cells(papers()) == [
        [
            "Terms of the Invented Schools Fund (sample)",
            "Invented Schools Fund (sample)",
            "15 January 2026",
        ],
        ["Visibility Policy", "CIP", "1 October 2012"],
        ["Investigation Guide", "CIP", "1 March 2013"],
    ]


def test_terms_that_nobody_recorded_are_open_and_those_of_no_donor_are_not_asked_for() -> None:
    unrecorded = papers(("money.donor_terms", []))
    opened = [run.open_field for cell in unrecorded.rows[0] for run in cell]
    assert opened == ["agreement.money.donor_terms", "", "agreement.money.donor_terms"]
    assert len(papers(("money.donor_terms", []), ("money.donor", "")).rows) == 2


# --- left to counsel


def left_to_counsel(review: Review) -> set[str]:
    return {finding.code for finding in review.without_clause}


def test_what_no_clause_settles_is_named_for_counsel_and_holds_up_no_signature(
    room: Room, contract: Draft
) -> None:
    with_sub_partners = FOR_COUNSEL - {"no-clause-on-sub-partners"}  # of which a clause speaks
    assert left_to_counsel(contract.review) == with_sub_partners
    counted = {finding.code for finding in contract.review.findings()}
    assert not counted & FOR_COUNSEL
    filed = running(paragraphs_of(contract.review_file or b""))
    assert "For counsel: no clause speaks of these" in filed
    assert left_to_counsel(room.desk.review(asked(agreement=SCHOOLS, kind=PHASE_OUT))) == set()


def test_sub_partners_without_their_clause_are_named_unless_there_are_none(tmp_path: Path) -> None:
    office = replace(OFFICE, left_out=frozenset({"sub-partners"}))
    with drafting_room(tmp_path, sample(), office=office) as room:
        for flag, named in (("unknown", True), ("no", False)):
            room.save(changed(sample(), "sub_partners", flag, SCHOOLS))
            codes = left_to_counsel(room.desk.review(asked()))
            assert ("no-clause-on-sub-partners" in codes) is named


def test_a_clause_of_the_offices_own_and_places_for_witnesses_settle_theirs(tmp_path: Path) -> None:
    """Through the command, with an office's own clause and template."""
    put_clause(tmp_path, INSURANCE, "insurance")
    file, text = put_template(tmp_path, "witnesses: 0", "witnesses: 2", CONTRACT)
    file.write_text(text.replace("disputes]", "disputes, insurance]"), encoding="utf-8")
    wish = (
        "draft",
        "contract",
        ROSHNI,
        "--agreement",
        SCHOOLS,
        "--no-pdf",
        "--out",
        tmp_path / "out",
    )
    told = run(*wish, home=tmp_path, columns=200).said
    assert "For counsel: no clause speaks of these" in told
    for named in ("Eligible costs:", "Budget variance:", "Assignment:", "Counterparts and"):
        assert named in told
    assert "Insurance:" not in told
    assert "Witnesses:" not in told
    assert "notice (30 days proposed)" in told


def test_a_note_leaves_nothing_to_counsel(tmp_path: Path) -> None:
    with drafting_room(tmp_path, sample("sample-chaupal")) as room:
        review = room.desk.review(asked("sample-chaupal", NOTE, "2026-water"))
    assert review.without_clause == ()
