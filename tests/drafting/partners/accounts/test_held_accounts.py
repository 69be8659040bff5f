"""A change of account waits until a second person has called the partner back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.operations.database import Database
from drafting.partners import Flag, PartnerFile, carry_out_import, office_day, plan_import
from drafting.partners.accounts import (
    AccountChange,
    AccountDesk,
    AccountState,
    CallBack,
    CallBackRefused,
)
from drafting.partners.record import Partner
from drafting.sealing import KeyRing, new_key, parse_keys
from tests.support.databases import KINDS, fresh_database
from tests.support.drafting.desk import asked as wish
from tests.support.drafting.desk import changed, drafting_room, sample

ROSHNI, AWAZ = "sample-roshni", "sample-awaz"
OLD, NEW, THIRD = (
    *("PK29SAMP0000000000000001", "PK36SCBL0000001123456702"),
    "PK02SAMP0000000000000002",
)
DAY = 24 * 3600.0
MANY_VERSIONS = """
INSERT INTO partner_versions (partner, version, at, "by", source, record)
SELECT partner, number, at, "by", source,
    json_build_object('bank', json_build_object('iban', number))
FROM partner_versions, generate_series(1000, 3000) AS number
"""


@dataclass
class Office:
    """A partner file whose clock a test sets."""

    database: Database
    ring: KeyRing
    now: float = 1_790_000_000.0

    def __post_init__(self) -> None:
        self.file = PartnerFile(self.database, clock=self.clock, ring=self.ring)
        self.desk = AccountDesk(self.database, self.file, self.ring, clock=self.clock)
        self.file.save(sample(), by="Saathi", source="samples")

    def clock(self) -> float:
        return self.now

    def enters(self, by: str = "U1", partner: str = ROSHNI, **account: Any) -> AccountChange | None:
        """What waits after somebody saved another account."""
        record = self.file.get(partner)
        bank = record.bank.model_copy(update=account)
        self.file.save(record.model_copy(update={"bank": bank}), by=by, source="test")
        return self.file.waiting_account(partner)

    def waits(self, **account: Any) -> AccountChange:
        change = self.enters(**account)
        assert change is not None
        return change

    def call(self, **fields: Any) -> CallBack:
        today = office_day(self.file.read(ROSHNI).changed_at)
        usual = {"number": "+92 300 0000001", "spoke_to": "Focal Point One", "on": today}
        return CallBack(**{**usual, **fields})

    def phones(self, *phones: str) -> None:
        """Somebody changes the numbers of the partner's focal points."""
        data = self.file.get(ROSHNI).model_dump(mode="json")
        people = [{"name": f"Point {number}", "phone": number} for number in phones]
        data["people"]["focal_points"] = people
        self.file.save(Partner.model_validate(data), by="U1", source="test")


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    ring = KeyRing(parse_keys(new_key())) if request.param else KeyRing()
    with fresh_database("sqlite", tmp_path) as database:
        yield Office(database, ring)


def account(office: Office) -> str:
    return office.file.get(ROSHNI).bank.iban


@pytest.mark.parametrize("kind", KINDS)
def test_it_waits_and_comes_into_force_with_a_call(kind: str, tmp_path: Path) -> None:
    with fresh_database(kind, tmp_path) as database:
        office = Office(database, KeyRing(parse_keys(new_key())))
        change = office.waits(iban=NEW, branch="Sample Branch 0009")
        assert account(office) == OLD
        assert NEW not in repr(change)
        with database.read() as connection:
            (row,) = connection.exec_driver_sql("SELECT proposal FROM account_changes").all()
        assert NEW not in str(row)
        office.desk.confirm(ROSHNI, change.id, office.call(), by="U2")
        assert account(office) == NEW
        (version, *_) = office.file.history(ROSHNI)
        assert {field.path for field in version.fields} == {"bank.iban", "bank.branch"}
        assert version.by == "U2"
        (settled,) = office.desk.changes(ROSHNI)
        assert (settled.state, settled.entered_by) == (AccountState.CONFIRMED, "U1")
        assert settled.call == office.call()


@pytest.mark.parametrize("suffix", ["csv", "yaml"])
def test_an_import_does_not_pass_it_by(suffix: str, office: Office, tmp_path: Path) -> None:
    file = tmp_path / f"accounts.{suffix}"
    file.write_text(
        f"Partner id,IBAN\n{ROSHNI},{NEW}\n"
        if suffix == "csv"
        else f"id: {ROSHNI}\nbank:\n  iban: {NEW}\n"
    )
    plan = plan_import(file, office.file)
    assert [change.holds_account for change in plan.changed] == [True]
    carry_out_import(plan, office.file, by="U1")
    assert account(office) == OLD
    again = plan_import(file, office.file)
    carry_out_import(again, office.file, by="U2")  # the same values: it waits as it did
    (change,) = office.desk.changes(ROSHNI)
    assert (change.state, change.entered_by) == (AccountState.WAITING, "U1")


def test_what_names_no_other_account_is_saved_at_once(office: Office) -> None:
    title = "ROSHNI INVENTED WOMENS SOCIETY (SAMPLE)"
    assert office.enters(title=title, dedicated=Flag.NO) is None
    assert office.file.get(ROSHNI).bank.title == title


@pytest.mark.parametrize("field", ["iban", "title", "bank", "branch", "currency"])
def test_an_account_that_is_taken_away_waits_too(field: str, office: Office) -> None:
    """Else it would be the first account that is entered afterwards."""
    change = office.waits(**{field: ""})
    assert dict(change.values) == {field: None}
    office.desk.confirm(ROSHNI, change.id, office.call(), by="U2")
    assert not getattr(office.file.get(ROSHNI).bank, field)


def test_a_first_account_is_taken_as_it_is_given(office: Office) -> None:
    office.file.save(sample(AWAZ), by="U1", source="test")
    assert office.enters(partner=AWAZ, iban=THIRD, title="Awaz") is None
    assert office.enters(partner=AWAZ, branch="Main") is None  # filled in, and nothing replaced
    assert office.file.get(AWAZ).bank.iban == THIRD
    assert office.enters(partner=AWAZ, iban=NEW) is not None


def test_what_else_is_saved_meanwhile_leaves_it_waiting(office: Office) -> None:
    change = office.waits(iban=NEW)
    office.phones("0300 0000001")
    assert office.enters(by="U3") == change
    office.desk.confirm(ROSHNI, change.id, office.call(), by="U2")
    assert account(office) == NEW
    assert len(office.file.get(ROSHNI).people.focal_points) == 1


def test_another_entry_replaces_it_and_who_entered_that_does_not_confirm(office: Office) -> None:
    first = office.waits(iban=NEW)
    second = office.waits(by="U2", iban=THIRD)
    with pytest.raises(CallBackRefused, match="does not wait any more"):
        office.desk.confirm(ROSHNI, first.id, office.call(), by="U2")
    with pytest.raises(CallBackRefused, match="second person"):
        office.desk.confirm(ROSHNI, second.id, office.call(), by="u2 ")
    assert account(office) == OLD
    states = {change.id: change.state for change in office.desk.changes(ROSHNI)}
    assert states == {first.id: AccountState.REPLACED, second.id: AccountState.WAITING}


def test_it_is_refused_with_a_reason_and_withdrawn_by_who_entered_it(office: Office) -> None:
    change = office.waits(iban=NEW)
    for by, reason in (("U1", "not genuine"), ("U2", " ")):
        with pytest.raises(CallBackRefused):
            office.desk.refuse(ROSHNI, change.id, reason, by=by)
    office.desk.refuse(ROSHNI, change.id, "She knew of no letter.", by="U2", call=office.call())
    (refused,) = office.desk.changes(ROSHNI)
    assert (refused.state, refused.reason) == (AccountState.REFUSED, "She knew of no letter.")
    office.now += 60
    change = office.waits(iban=THIRD)
    with pytest.raises(CallBackRefused, match="Only who entered"):
        office.desk.withdraw(ROSHNI, change.id, by="U2")
    office.desk.withdraw(ROSHNI, change.id, by="U1")
    assert office.desk.changes(ROSHNI)[0].state is AccountState.WITHDRAWN
    assert account(office) == OLD
    assert office.file.waiting_account(ROSHNI) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "0321 7654321"),
        ("number", ""),
        ("spoke_to", " "),
        ("on", timedelta(days=1)),
        ("on", timedelta(days=-1)),
    ],
)
def test_a_call_that_cannot_be_as_it_is_told_is_refused(
    field: str, value: Any, office: Office
) -> None:
    change = office.waits(iban=NEW)
    if isinstance(value, timedelta):
        value = office.call().on + value
    with pytest.raises(CallBackRefused) as refused:
        office.desk.confirm(ROSHNI, change.id, office.call(**{field: value}), by="U2")
    assert refused.value.field == field
    assert account(office) == OLD


def test_a_number_that_came_with_the_change_does_not_count(office: Office) -> None:
    """Neither in the same save, nor in one shortly before; the number before that still does."""
    office.now += 300 * DAY
    office.phones("0321 7654321")
    office.now += DAY
    change = office.waits(iban=NEW)
    office.phones("0333 1234567")
    numbers = {known.number for known in office.desk.known_numbers(change)}
    assert numbers == {"+92 300 0000001", "+92 300 0000002"}
    office.desk.withdraw(ROSHNI, change.id, by="U1")
    office.now += 20 * DAY
    numbers = {known.number for known in office.desk.known_numbers(office.waits(iban=NEW))}
    assert {"+92 321 7654321", "+92 333 1234567"} <= numbers


def test_without_a_number_nobody_confirms(office: Office) -> None:
    data = sample().model_dump(mode="json")
    data["people"]["focal_points"] = []
    data["id"] = "sample-mute"
    office.file.save(Partner.model_validate(data), by="U1", source="test")
    change = office.waits(partner="sample-mute", iban=NEW)
    with pytest.raises(CallBackRefused, match="No telephone number"):
        office.desk.confirm("sample-mute", change.id, office.call(), by="U2")


def test_one_account_on_two_partners_is_seen_while_it_waits(office: Office) -> None:
    office.file.save(changed(sample(AWAZ), "bank.iban", THIRD), by="U1", source="test")
    change = office.waits(iban=THIRD)
    assert office.file.account_standing(office.file.get(ROSHNI)).others == (AWAZ,)
    assert office.file.account_standing(office.file.get(AWAZ)).others == (ROSHNI,)
    office.desk.withdraw(ROSHNI, change.id, by="U1")
    assert office.file.account_standing(office.file.get(AWAZ)).others == ()


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_an_account_is_looked_up_without_reading_every_record(
    kind: str, tmp_path: Path
) -> None:
    with drafting_room(tmp_path, sample(), kind=kind) as room:
        queries: list[tuple[str, Any]] = []

        def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            queries.append((statement, parameters))

        event.listen(room.database.engine, "before_cursor_execute", note)
        assert room.partners.holders_of([OLD, NEW]) == {OLD: [ROSHNI]}
        event.remove(room.database.engine, "before_cursor_execute", note)
        (query,) = [each for each in queries if "partner_versions" in each[0]]
        with room.database.write() as connection:
            if kind == "postgresql":  # which reads a small table whole
                connection.exec_driver_sql(MANY_VERSIONS)
                connection.exec_driver_sql("ANALYZE partner_versions")
            explain = "EXPLAIN QUERY PLAN" if kind == "sqlite" else "EXPLAIN"
            plan = connection.exec_driver_sql(f"{explain} {query[0]}", query[1]).fetchall()
        assert any("partner_versions_iban" in str(line) for line in plan), plan


def test_a_deleted_partner_takes_its_changes_along(office: Office) -> None:
    office.waits(iban=NEW)
    office.file.delete(ROSHNI)
    assert office.desk.changes(ROSHNI) == office.desk.all_waiting() == []


def test_the_review_says_that_it_waits_and_a_draft_names_the_account_on_record(
    tmp_path: Path,
) -> None:
    with drafting_room(tmp_path) as room:
        before = room.desk.draft(wish(key="", may_see_restricted=True))
        room.partners.save(changed(sample(), "bank.iban", NEW), by="U1", source="test")
        room.partners.save(changed(sample(AWAZ), "bank.iban", OLD), by="U1", source="test")
        draft = room.desk.draft(wish(key="", may_see_restricted=True))
        assert draft.id != before.id
        codes = {finding.code: finding.sentence for finding in draft.review.conflicts}
        assert {"account-waits", "account-shared"} <= set(codes)
        assert not {"account-waits", "account-shared"} & {
            finding.code for finding in before.review.conflicts
        }
        text = repr(draft.review)
        assert not any(word in text for word in (NEW, OLD, "Awaz", AWAZ))
        assert not room.partners.changes_since(ROSHNI, 1)
