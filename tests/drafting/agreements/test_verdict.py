"""One verdict on a draft: pages, names of files and the filed review say what the review says."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.agreements import CannotSettle, Draft, Review, Settler
from drafting.agreements.lives import NothingNew
from drafting.documents import DocumentKind
from drafting.partners import Office
from drafting.partners.record import Partner
from tests.support.databases import KINDS
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
    paragraphs_of,
    sample,
    words_of,
)
from tests.support.drafting.kinds import CONTRACT, MOU, NOTE, PHASE_OUT
from tests.support.word_files import WordFile, complaints, printed_pages, running

PERSON = Settler("U0SAMPLE1", "Sample Coordinator")
REASON = "Counsel and Finance read it on 20 November, and it may stand."
LAMBA, LOOMS = "sample-lamba", "2026-looms"
YESTERDAY = (TODAY - timedelta(1)).isoformat()
Change = tuple[str, Any]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The sample, with all settled that a person can settle."""
    with drafting_room(tmp_path_factory.mktemp("verdict"), sample()) as room:
        settle_all(room, drafted(room))
        yield room


@pytest.fixture(autouse=True)
def as_before(room: Room) -> Iterator[None]:
    """Each test begins with the sample as it comes."""
    if room.partners.get(ROSHNI) != sample():
        room.save(sample())
    yield


def with_changes(*changes: Change, agreement: str = SCHOOLS) -> Partner:
    """The sample with these fields changed; ‘agreement.’ begins those of the agreement."""
    partner = sample()
    for path, value in changes:
        own, _, rest = path.partition(".")
        place = (rest, value, agreement) if own == "agreement" else (path, value)
        partner = changed(partner, *place)
    return partner


def drafted(room: Room, kind: DocumentKind = CONTRACT, agreement: str = SCHOOLS) -> Draft:
    """A draft in which whoever asks may see all."""
    return room.desk.draft(asked(ROSHNI, kind, agreement, may_see_restricted=True))


def settle_all(room: Room, draft: Draft) -> Review:
    """Settles whatever a person may settle; the review as it is then."""
    open_points = room.desk.review_now(draft.id).for_people
    return room.desk.settle(draft.id, dict.fromkeys((f.point for f in open_points), REASON), PERSON)


def headers(content: bytes) -> str:
    return " ".join(WordFile(content).paragraphs(part="word/header1.xml"))


def is_ready_by_parts(review: Review) -> bool:
    """Whether nothing is open, part by part."""
    return not (
        review.missing_points or review.conflicts or review.open_fields or review.for_people
    )


def says_what_the_review_says(draft: Draft) -> bool:
    """Whether it is for signature; every place was looked at, and says the same."""
    ready = is_ready_by_parts(draft.review)
    heading = draft.verdict.heading
    assert ("For signature" in headers(draft.clean)) is ready
    assert "For signature" not in headers(draft.working)
    assert docx.Document(io.BytesIO(draft.clean)).core_properties.content_status == heading
    assert f"\t{heading}" in headers(draft.clean)
    assert f"\t{heading}" in headers(draft.review_file)
    assert heading in words_of(draft.review_file)
    assert ("for-signature" in draft.file_name("clean")) is ready
    assert ("for-signature" in draft.file_name("pdf")) is ready
    points = re.search(r"(\d+) open points?", heading)
    count = int(points[1]) if points else 0
    assert count == draft.review.points == draft.verdict.open_points == last_number(draft)
    assert ready or f"_not-ready-{count}-open." in draft.file_name("clean")
    return ready


def last_number(draft: Draft) -> int:
    """The number of the last open point in the filed review; 0 where there is none."""
    tables = docx.Document(io.BytesIO(draft.review_file)).tables
    firsts = [row.cells[0].text for table in tables for row in table.rows]
    return max((int(text) for text in firsts if text.isdigit()), default=0)


# --- ready, and what is not


def test_a_contract_is_for_signature_once_all_is_known_and_settled(own_room: Room) -> None:
    room = own_room
    room.save(sample())
    first = drafted(room)
    assert not says_what_the_review_says(first)
    settle_all(room, first)
    second = drafted(room)
    assert says_what_the_review_says(second)
    assert second.changes == (
        f"The verdict is ‘For signature’; before it was ‘{first.verdict.heading}’.",
    )
    again = room.desk.info(first.id)
    assert (again.verdict, again.review) == (first.verdict, first.review), "a draft stays as made"


@pytest.mark.parametrize(
    "change",
    [
        # a field is open
        ("agreement.start", None),
        ("people.focal_points", []),
        ("bank.iban", ""),
        # something does not agree
        ("agreement.end", "2026-11-01"),
        ("agreement.status", "ended"),
        ("agreement.money.amount", "14500000"),
        ("agreement.money.currency", ""),
        ("agreement.money.rate", "2"),
        ("agreement.money.rate_date", None),
        ("agreement.money.tranches", [{"amount": "7500000", "due": "2028-01-15"}]),
        ("bank.title", "Kamran Traders"),
        ("bank.currency", "USD"),
        ("registration.expires", "2026-01-15"),
        ("people.focal_points", [{"name": "Sample Coordinator", "email": "s@example.org"}]),
        # a point of CSPF 15(e) is missing
        ("agreement.partner_duties", []),
        ("agreement.cip_expectations", []),
        ("agreement.partner_contributions", []),
        # a person has to decide
        ("control", {}),
        ("control.approvals", []),
        ("control.last_audit", {}),
        ("relationship.lrsp_rationale", ""),
        ("relationship.shared_vision", ""),
        ("tax", {}),
        ("tax.approval_expires", YESTERDAY),
        ("foreign_funds", {"ead_status": "refused"}),
        ("foreign_funds", {"ead_status": "not_needed"}),
        ("moi_permission.held", "no"),
        ("registration.charity", []),
        ("nocs", [{"authority": "Sample Department", "expires": YESTERDAY}]),
        ("control.conflicts_of_interest", [{"what": "A sample member owns the building."}]),
        ("agreement.goal", "The partner works exclusively with CIP."),
    ],
    ids=lambda change: f"{change[0]}",
)
def test_one_thing_that_is_wrong_turns_it_off(room: Room, change: Change) -> None:
    assert room.desk.review(asked(may_see_restricted=True)).verdict.is_ready
    room.save(with_changes(change))
    draft = drafted(room)
    assert not says_what_the_review_says(draft)
    assert not draft.verdict.is_ready


def test_what_the_office_leaves_open_turns_it_off(tmp_path: Path) -> None:
    with drafting_room(tmp_path, sample(), office=replace(OFFICE, address="")) as room:
        settle_all(room, drafted(room))
        assert not says_what_the_review_says(drafted(room))


CHANGES: list[Change] = [
    ("agreement.start", None),
    ("agreement.end", "2026-11-01"),
    ("agreement.title", ""),
    ("agreement.money.amount", "14500000"),
    ("agreement.money.currency", ""),
    ("agreement.money.tranches", []),
    ("agreement.cip_expectations", []),
    ("agreement.personal_data", "no"),
    ("agreement.goal", "One & two <b>{{ x }}</b>, and exclusively with CIP."),
    ("bank.iban", ""),
    ("identity.address", ""),
    ("people.signatories", []),
    ("control", {}),
    ("tax", {}),
    ("registration.expires", "2027-01-01"),
]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(st.sampled_from(CHANGES), max_size=3, unique_by=lambda change: change[0]),
    kind=st.sampled_from([CONTRACT, PHASE_OUT]),
    restricted=st.booleans(),
    settled=st.booleans(),
)
def test_the_paper_says_for_signature_exactly_when_the_review_has_nothing_open(
    room: Room, changes: list[Change], kind: DocumentKind, restricted: bool, settled: bool
) -> None:
    room.save(with_changes(*changes))
    wish = asked(ROSHNI, kind, SCHOOLS, may_see_restricted=restricted)
    try:
        draft = room.desk.draft(wish)
        if settled:
            settle_all(room, draft)
            draft = room.desk.draft(replace(wish, key=f"{wish.key} again"))
            assert not draft.review.for_people
    except NothingNew:  # the last version stays, with what only Finance sees
        assert not restricted
        return
    says_what_the_review_says(draft)


# --- settled by a person


@pytest.fixture(params=KINDS)
def own_room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    """A room of its own, on each kind of database, with two points for a person."""
    with drafting_room(tmp_path, ready_to_settle(), kind=request.param) as room:
        yield room


def ready_to_settle() -> Partner:
    return with_changes(
        ("nocs", [{"authority": "Sample Department", "expires": YESTERDAY}]),
        ("relationship.lrsp_rationale", ""),
    )


def point(review: Review, code: str) -> str:
    (finding,) = [one for one in review.for_people if one.code == code]
    return finding.point


def codes(review: Review) -> set[str]:
    return {finding.code for finding in review.for_people}


def test_who_settled_it_when_and_why_stands_in_the_review_and_in_the_filed_one(
    own_room: Room,
) -> None:
    draft = drafted(own_room)
    review = own_room.desk.settle(draft.id, {"expired": REASON}, PERSON)
    (finding,) = review.settled
    assert finding.settled is not None
    assert (finding.code, finding.settled.reason) == ("expired", REASON)
    assert (finding.settled.by, finding.settled.name) == (PERSON.by, PERSON.name)
    assert finding.sentence == finding.settled.sentence
    assert review.points == draft.review.points - 1
    filed = drafted(own_room)
    assert filed.review.settled == (finding,)
    cells = [
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(filed.review_file)).tables
        for row in table.rows
    ]
    (row,) = [row for row in cells if finding.sentence in row[0] and len(row) == 3]
    assert row[1].startswith(f"{PERSON.name}, ")
    assert row[2] == REASON


def test_it_holds_while_its_facts_are_the_same_and_no_longer(own_room: Room) -> None:
    own_room.desk.settle(drafted(own_room).id, {"expired": REASON}, PERSON)

    def with_noc(expires: str) -> Review:
        nocs = [{"authority": "Sample Department", "expires": expires}]
        own_room.save(changed(ready_to_settle(), "nocs", nocs))
        return drafted(own_room).review

    own_room.save(changed(ready_to_settle(), "identity.address", "Another house"))
    assert "expired" not in codes(drafted(own_room).review)
    later = with_noc("2026-11-20")
    assert "expired" in codes(later)
    assert not later.settled
    (again,) = [finding for finding in later.for_people if finding.code == "expired"]
    assert again.settled_before is not None
    assert "22 November 2026" in again.settled_before.sentence
    assert "expired" not in codes(with_noc(YESTERDAY)), "it is what was settled"


def test_another_conflict_of_interest_is_another_point(own_room: Room) -> None:
    def with_conflicts(*texts: str) -> Review:
        known = [{"what": text} for text in texts]
        own_room.save(changed(ready_to_settle(), "control.conflicts_of_interest", known))
        return drafted(own_room).review

    code = "conflict-unhandled"
    with_conflicts("A sample member owns the building.")
    own_room.desk.settle(drafted(own_room).id, {code: REASON}, PERSON)
    assert code not in codes(with_conflicts("A sample member owns the building."))
    assert code in codes(with_conflicts("A sample cousin is paid."))
    both = with_conflicts("A sample member owns the building.", "A sample cousin is paid.")
    points = [finding.point for finding in both.for_people if finding.code == code]
    assert len(set(points)) == 2


def test_what_is_measured_by_the_funds_is_open_again_with_other_funds(own_room: Room) -> None:
    def without_decisions(amount: str) -> Review:
        partner = changed(ready_to_settle(), "control", {})
        own_room.save(changed(partner, "money.amount", amount, SCHOOLS))
        return drafted(own_room).review

    measured = {"CSPF 15(d)", "CSPF 18(c)"}

    def open_of(review: Review) -> set[str]:
        return {one.code for one in review.for_people if measured.intersection(one.basis)}

    first = without_decisions("7500000")
    assert open_of(first)
    settle_all(own_room, drafted(own_room))
    assert not open_of(drafted(own_room).review)
    assert open_of(without_decisions("200000000")) == open_of(first)


def test_it_is_for_this_agreement_alone_and_for_each_of_its_documents(own_room: Room) -> None:
    contract = drafted(own_room)
    own_room.desk.settle(contract.id, {"expired": REASON}, PERSON)
    assert "expired" not in codes(drafted(own_room, PHASE_OUT).review)
    assert "expired" in codes(drafted(own_room, MOU, LEARNING).review)


def test_it_can_be_taken_back_and_both_stay_on_record(own_room: Room) -> None:
    first = drafted(own_room)
    own_room.desk.settle(first.id, {"expired": REASON}, PERSON)
    second = drafted(own_room)
    review = own_room.desk.reopen(second.id, ["expired"], Settler("U2", "Sample Finance"))
    assert "expired" in codes(review)
    with own_room.database.read() as connection:
        query = 'SELECT reason, "by", name, taken_back_by FROM settled_points'
        rows = connection.exec_driver_sql(query).fetchall()
    assert [tuple(row) for row in rows] == [(REASON, PERSON.by, PERSON.name, "U2")]
    with pytest.raises(CannotSettle, match="none is settled"):
        own_room.desk.reopen(second.id, ["expired"], PERSON)
    own_room.desk.settle(second.id, {"expired": "Looked at once more."}, PERSON)
    assert "expired" not in codes(own_room.desk.review_now(second.id))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-expectations-cip", "settled by nobody’s word"),
        ("tranches-sum", "settled by nobody’s word"),
        ("bank.iban", "No open point is called"),
        ("nothing", "those that are open: "),
        ("", "No open point"),
        ("e", "expired-"),
    ],
)
def test_only_what_a_person_decides_can_be_settled(room: Room, name: str, said: str) -> None:
    nocs = [{"authority": place, "expires": YESTERDAY} for place in ("Sample A", "Sample B")]
    room.save(
        with_changes(
            ("agreement.cip_expectations", []),
            ("agreement.money.amount", "14500000"),
            ("nocs", nocs),
        )
    )
    draft = drafted(room)
    with pytest.raises(CannotSettle, match=re.escape(said)):
        room.desk.settle(draft.id, {name: REASON}, PERSON)
    assert room.desk.review_now(draft.id) == draft.review


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Write the reason"),
        (" — ", "Write the reason"),
        ("x" * 501, "at most 500"),
        ("a\x07b c d", "no document can"),
        ("Paid to PK93HABB0000000000000001 before.", "Leave account numbers"),
        ("CNIC 40000-0000001-2 was shown.", "Leave account numbers"),
    ],
)
def test_a_reason_is_words_without_numbers_of_accounts_and_people(
    own_room: Room, reason: str, said: str
) -> None:
    draft = drafted(own_room)
    with pytest.raises(CannotSettle, match=said):
        own_room.desk.settle(draft.id, {"no-lrsp": REASON, "expired": reason}, PERSON)
    assert own_room.desk.review_now(draft.id).settled == (), "half of it was settled"


def test_settled_already_is_said_with_who_did_it(own_room: Room) -> None:
    draft = drafted(own_room)
    own_room.desk.settle(draft.id, {"expired": "کاغذ دیکھا گیا\u200c ہے"}, PERSON)
    with pytest.raises(CannotSettle, match="settled already, by Sample Coordinator"):
        own_room.desk.settle(draft.id, {"expired": REASON}, PERSON)


def test_a_copy_for_signature_is_no_longer_ready_once_something_changed(own_room: Room) -> None:
    desk = own_room.desk
    own_room.save(sample())
    first = drafted(own_room)
    assert desk.no_longer_ready(first) == "", "it never said so"
    settle_all(own_room, first)
    ready = drafted(own_room)
    assert desk.no_longer_ready(ready) == ""
    own_room.save(with_changes(("agreement.end", "2026-11-01")))
    assert desk.no_longer_ready(ready).startswith("Not ready for signature: ")
    own_room.save(with_changes(("identity.partner_type", "private")))
    assert "framework" in desk.no_longer_ready(ready)


def test_a_batch_drafts_anew_what_was_settled_and_nothing_else(own_room: Room) -> None:
    wish = replace(asked(), key="")
    first = own_room.desk.draft(wish)
    assert own_room.desk.draft(wish).id == first.id
    own_room.desk.settle(first.id, {"expired": REASON}, PERSON)
    second = own_room.desk.draft(wish)
    assert second.version == 2
    assert own_room.desk.draft(wish).id == second.id


# --- drafts of before


def test_a_draft_made_under_earlier_rules_is_not_relabelled(own_room: Room) -> None:
    draft = drafted(own_room)
    with own_room.database.write() as connection:
        connection.exec_driver_sql("UPDATE drafts SET rules = 1, review_file = NULL")
    earlier = own_room.desk.get(draft.id, may_see_restricted_fields=True)
    assert earlier.verdict.is_earlier
    assert not earlier.verdict.is_ready
    assert earlier.verdict.heading.startswith("Made under earlier rules, which counted blanks")
    assert earlier.file_name("clean") == f"{draft.id}_clean.docx"
    assert earlier.file_name("pdf") == f"{draft.id}.pdf"
    assert (earlier.clean, earlier.review_file) == (draft.clean, b"")
    assert not drafted(own_room).verdict.is_earlier


# --- the filed review


@pytest.mark.parametrize("kind", [MOU, CONTRACT, NOTE, PHASE_OUT])
def test_no_filed_review_holds_a_restricted_value(tmp_path: Path, kind: DocumentKind) -> None:
    agreement = SCHOOLS if kind in (CONTRACT, PHASE_OUT) else LEARNING
    with drafting_room(tmp_path, office=Office()) as room:
        draft = room.desk.draft(asked(ROSHNI, kind, agreement, may_see_restricted=True))
    words = words_of(draft.review_file)
    assert "SAMP0000" not in words
    assert "40000-0000001-2" not in words
    partner = sample()
    assert partner.bank.iban not in words


def test_it_names_the_draft_and_its_version_and_is_the_same_each_time(room: Room) -> None:
    draft = drafted(room)
    title, subtitle, line = paragraphs_of(draft.review_file)[:3]
    assert title == "Review of a draft"
    assert subtitle.startswith(f"{draft.title} with {draft.partner_name}")
    assert f"Draft {draft.id}" in line
    assert f"Version {draft.version}" in line
    assert "Reviewed on 23 November 2026" in line
    kept = room.desk.get(draft.id, may_see_restricted_fields=True)
    assert kept.review_file == draft.review_file


def test_filed_reviews_are_valid_and_print_the_verdict_first(tmp_path: Path, room: Room) -> None:
    hostile = "Both <w:p/> & {{ x }} say: کاغذ 12 اور English."
    room.save(
        with_changes(
            ("agreement.goal", f"{hostile} The partner works exclusively with CIP."),
            ("identity.legal_name", "Roshni & <Sons> (sample)"),
            ("agreement.cip_expectations", []),
            ("agreement.money.amount", "14500000"),
        )
    )
    draft = drafted(room)
    room.save(sample())
    room.save(sample(LAMBA))
    long = room.desk.draft(asked(LAMBA, CONTRACT, LOOMS))
    files = {
        "open": draft.review_file,
        "ready": drafted(room).review_file,
        "long": long.review_file,
    }
    assert complaints(files, tmp_path) == {}
    printed = printed_pages(files)
    assert max(len(pages) for pages in printed.values()) <= 3
    for name, heading in (("open", draft.verdict.heading), ("ready", "For signature")):
        assert all(heading in running(page) for page in printed[name]), "each page says it"
    assert "Roshni & <Sons> (sample)" in running(printed["open"][0])
    numbers = re.findall(r"^ {1,4}(\d+) ", "\n".join(printed["long"]), re.MULTILINE)
    assert len(printed["long"]) > 1
    assert [int(number) for number in numbers] == [*range(1, long.review.points + 1)]


def test_no_row_of_a_filed_review_but_the_verdict_is_held_together_as_such(room: Room) -> None:
    """LibreOffice now and then prints such a table only as far as its first page goes."""
    document = docx.Document(io.BytesIO(drafted(room).review_file))
    (_, *tables), points = document.tables, document.styles["Point"]
    assert tables
    assert not any(table._tbl.xpath(".//w:cantSplit") for table in tables)
    assert points.paragraph_format.keep_together


def test_a_review_that_is_sent_back_is_no_edited_agreement(room: Room) -> None:
    draft = drafted(room)
    with pytest.raises(Exception, match=f"is the review of {draft.id}, and no agreement"):
        room.desk.compare(draft.review_file, "review.docx")
