"""An aim of a partner: whose word counts, whose turn it is, and when it is reached."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.operations.database import Database
from drafting.partners.record import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership import (
    SheetSource,
    page_document,
    page_workbook,
    read_sheet,
    sheet_page,
    sheet_plan,
    sheet_wording,
    take_sheet,
)
from drafting.partnership.development import (
    AimBody,
    AimProgress,
    ProgressBody,
    ReportedPartners,
    agreed_steps,
    came_of_steps,
    standing_of,
    step_opening,
)
from drafting.partnership.kinds import all_kinds, development
from drafting.partnership.kinds.action import GrowthDirection
from drafting.partnership.reports import register_report
from drafting.register import (
    Author,
    Entry,
    EntryEvent,
    EntryRefused,
    NoBody,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
    UnfitBody,
)
from tests.drafting.partnership.test_sheet import as_word

START = date(2026, 8, 3)
RULES = RegisterRules(days={"partnership.progress_months": 6})
OFFICER = Author("U0OFFICER", "Sample Officer")
CHAIR = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")
AIM = {
    "aim": "Keep its own accounts (sample)",
    "direction": "ii",
    "said_by": "Sample Chairwoman",
}
WEAVERS = Partner.model_validate(
    {
        "id": "sample-weavers",
        "sample": True,
        "identity": {"legal_name": "Invented Weavers’ Circle (sample)"},
        "gender": {"women_led": "yes", "definition": "two in three of the board (sample)"},
        "agreements": [
            {
                "key": "2026-looms",
                "status": "active",
                "capacity": [
                    {
                        "what": "The cash book is kept by one person",
                        "of": "partner",
                        "who": "cip",
                        "action": "A training in keeping books",
                        "by": "2026-09-01",
                    },
                    {"what": "CIP answers late", "of": "cip", "who": "cip", "by": "2026-09-02"},
                    {"what": "No plan for five years", "action": "A workshop"},
                ],
            }
        ],
    }
)
GAP, OFFICES_OWN, UNDATED = (
    "record:agreements[2026-looms].capacity[1].by:2026-09-01",
    "record:agreements[2026-looms].capacity[2].by:2026-09-02",
    "record:agreements[2026-looms].capacity[3].by:",
)


class Office:
    """A register with a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        database = Database("", folder)
        database.migrate()
        self.today = START
        self.register = Register(database, all_kinds(), self._now)
        self.desk = RegisterDesk(self.register, RULES, lambda: self.today)
        self._keys = iter(range(10_000))

    def _now(self) -> float:
        return datetime.combine(self.today, time(7), UTC).timestamp()

    def open(self, partner: str = WEAVERS.id, **values: Any) -> Entry:
        key = f"key {next(self._keys)}"
        return self.desk.open(OpeningInput("development", partner, OFFICER, key, values))

    def say(
        self,
        entry: Entry,
        verb: str,
        author: Author = OFFICER,
        seen: int | None = None,
        **typed: Any,
    ) -> Entry:
        based_on = entry.last_number if seen is None else seen
        key = f"key {next(self._keys)}"
        return self.desk.say(SayingInput(entry.id, verb, author, key, based_on, typed))

    def waits(self, entry: Entry) -> list[tuple[Side, date | None, str]]:
        kind, today = development.KIND, self.today
        return [(each.of, each.on, each.words) for each in kind.waiting(entry, RULES, today)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(EntryRefused) as refusal:
        deed()
    return refusal.value.field


def test_an_aim_is_the_partners_own_or_it_is_not_opened(office: Office) -> None:
    assert refused(lambda: office.open(**{**AIM, "said_by": ""})) == "said_by"
    assert refused(lambda: office.open(**{**AIM, "direction": ""})) == "direction"
    with pytest.raises(UnfitBody):
        office.open(**{**AIM, "direction": "iv"})
    entry = office.open(**AIM)
    assert refused(lambda: office.open(**AIM)) == "aim"
    assert office.register.of_partner(WEAVERS.id) == [entry]


def test_nothing_that_the_office_says_alone_is_reached(office: Office) -> None:
    entry = office.say(office.open(**AIM), "progress", how_far="reached", words="Audited.")
    assert not development.KIND.is_closed(entry)
    (waits,) = office.waits(entry)
    assert waits[:2] == (Side.PARTNER, None)
    refused(lambda: office.say(entry, "progress_confirmed"))
    refused(lambda: office.say(entry, "not_wanted", words="It is done."))
    nameless = Author("U0OFFICER", "Sample Officer", Side.PARTNER)
    assert refused(lambda: office.say(entry, "progress_confirmed", nameless)) == "told_by"
    office.today = date(2026, 8, 20)
    entry = office.say(entry, "progress_confirmed", CHAIR)
    assert development.KIND.is_closed(entry)
    assert development.KIND.state(entry, office.today) == "Both say: reached, 20 August 2026"
    refused(lambda: office.say(entry, "progress", how_far="held_up", words="No."))


def test_the_partners_other_word_stands_beside_the_offices(office: Office) -> None:
    entry = office.say(office.open(**AIM), "progress", how_far="reached", words="Audited.")
    entry = office.say(entry, "progress", CHAIR, how_far="under_way", words="Not in the branch.")
    assert not development.KIND.is_closed(entry)
    state = development.KIND.state(entry, office.today)
    assert state == "Partner: under way, 3 August 2026; Office: reached, 3 August 2026"
    refused(lambda: office.say(entry, "progress_confirmed", CHAIR))  # it was answered
    assert office.waits(entry)[0][:2] == (Side.CIP, date(2027, 2, 3))


def test_a_confirmation_holds_for_what_the_partner_had_seen(office: Office) -> None:
    entry = office.say(office.open(**AIM), "progress", how_far="under_way", words="Begun.")
    entry = office.say(entry, "progress", how_far="reached", words="Audited.")
    entry = office.say(entry, "progress_confirmed", CHAIR, seen=1)
    standing = standing_of(entry)
    assert standing.partner is not None
    assert standing.partner.how_far is AimProgress.UNDER_WAY
    assert standing.to_confirm
    assert not development.KIND.is_closed(entry)


def test_an_aim_is_dropped_by_the_partner_alone(office: Office) -> None:
    entry = office.open(**AIM)
    assert refused(lambda: office.say(entry, "not_wanted", CHAIR)) == "words"
    entry = office.say(entry, "not_wanted", CHAIR, words="We have a bookkeeper now.")
    assert development.KIND.is_closed(entry)
    assert office.waits(entry) == []
    assert office.open(**AIM).id != entry.id


def test_steps_are_due_done_and_missed_by_their_numbers(office: Office) -> None:
    entry = office.open(**AIM)
    assert refused(lambda: office.say(entry, "step_done")) == "number"
    entry = office.say(entry, "step", what="A training", of="cip", by="2026-09-01")
    entry = office.say(entry, "step", CHAIR, what="Hire a bookkeeper", of="both")
    assert office.waits(entry)[:3] == [
        (Side.CIP, date(2026, 9, 1), "step 1: A training"),
        (Side.CIP, None, "step 2: Hire a bookkeeper"),
        (Side.PARTNER, None, "step 2: Hire a bookkeeper"),
    ]
    assert refused(lambda: office.say(entry, "step_done")) == "number"  # there are two
    assert refused(lambda: office.say(entry, "step_done", number=3)) == "number"
    entry = office.say(entry, "step_done", number=1)
    entry = office.say(entry, "step_missing", CHAIR, number=1, words="Nobody came.")
    first = standing_of(entry).steps[0]
    assert first.done is None
    assert first.missing is not None
    office.today = date(2026, 9, 4)
    assert standing_of(entry).steps[0].is_late(office.today)
    entry = office.say(entry, "step_done", CHAIR, number=1, on="2026-09-03")
    first = standing_of(entry).steps[0]
    assert (first.done_on, first.seen_by_partner) == (date(2026, 9, 3), True)
    assert first.is_late(office.today)
    assert all("step 1" not in words for *_, words in office.waits(entry))


def test_the_day_of_the_next_look_is_the_partners_or_by_the_offices_setting(office: Office) -> None:
    assert office.waits(office.open(**AIM, by="2026-12-01"))[0][1] == date(2026, 12, 1)
    entry = office.open(**{**AIM, "aim": "Speak for its valley (sample)", "direction": "iii"})
    (waiting,) = development.KIND.waiting(entry, RULES, office.today)
    assert (waiting.on, waiting.interval) == (date(2027, 2, 3), "partnership.progress_months")
    (waiting,) = development.KIND.waiting(entry, RegisterRules(), office.today)
    assert (waiting.on, waiting.interval) == (None, "")
    assert "no time set" in waiting.words


def test_what_an_agreement_names_waits_for_the_partner_to_make_it_its_own(office: Office) -> None:
    steps = agreed_steps(WEAVERS, {}, ())
    assert [step.key for step in steps] == [GAP, UNDATED]
    entry = office.desk.open(step_opening(WEAVERS, "2026-looms", GAP, (), OFFICER))
    entries = office.register.of_partner(WEAVERS.id)
    assert (
        entry.id == office.desk.open(step_opening(WEAVERS, "2026-looms", GAP, entries, OFFICER)).id
    )
    assert [step.key for step in agreed_steps(WEAVERS, {}, entries)] == [UNDATED]
    assert development.KIND.stands_for(entry) == GAP
    assert [side for side, *_ in office.waits(entry)] == [Side.CIP, Side.PARTNER]
    refused(lambda: office.say(entry, "progress", how_far="under_way", words="Begun."))
    entry = office.say(entry, "adopted", CHAIR, direction="ii", by="2026-12-24")
    assert standing_of(entry).direction is GrowthDirection.ORGANISATION
    entry = office.say(entry, "step_done")
    entry = office.say(entry, "progress", CHAIR, how_far="under_way", words="Two of us keep it.")
    terms = WEAVERS.agreements[0]
    came_of = came_of_steps(terms, office.register.of_partner(WEAVERS.id))
    assert came_of == {1: "Done on 3 August 2026. Under way, as the partner says."}


def test_one_entered_by_mistake_is_there_to_be_opened_again(office: Office) -> None:
    opening = step_opening(WEAVERS, "2026-looms", UNDATED, (), OFFICER)
    entry = office.say(office.desk.open(opening), "withdrawn", words="The wrong partner.")
    entries = office.register.of_partner(WEAVERS.id)
    assert UNDATED in [step.key for step in agreed_steps(WEAVERS, {}, entries)]
    again = office.desk.open(step_opening(WEAVERS, "2026-looms", UNDATED, entries, OFFICER))
    assert again.id != entry.id
    assert came_of_steps(WEAVERS.agreements[0], entries) == {}


def test_the_partner_confirms_on_a_sheet_what_waits_for_its_word_alone(office: Office) -> None:
    entry = office.say(office.open(**AIM), "step", what="A training", of="cip", by="2026-09-01")
    entry = office.say(entry, "progress", how_far="reached", words="Audited.")
    entries = office.register.of_partner(WEAVERS.id)
    source = SheetSource(WEAVERS, {}, entries, office.register.kinds, RULES)
    page = sheet_page(source, sheet_wording("en"), office.today)
    rows = {row.cells[1]: row.cells[3] for table in page.tables[:2] for row in table.rows}
    assert rows["1 September 2026 step 1: A training"] == ""
    assert rows["reached, 3 August 2026, to be confirmed"] == "Is that so?"
    urdu = sheet_page(source, sheet_wording("ur"), office.today)
    assert not any("to be confirmed" in row.cells[1] for row in urdu.tables[0].rows)
    filled = {AIM["aim"]: ("yes", "The board has seen it.")}
    content = as_word(page_document(page), filled, ("Sample Head", "", "5 August 2026"))
    sheet = read_sheet(content, "back.docx")
    plan = sheet_plan(sheet, source, office.register, date(2026, 8, 5))
    assert take_sheet(plan, source, office.desk, OFFICER)[1] == []
    entry = office.register.entry(entry.id)
    assert [event.verb for event in entry.events].count("progress_confirmed") == 1
    assert development.KIND.is_closed(entry)


SAID = st.lists(
    st.tuples(
        st.sampled_from(["progress", "progress_confirmed"]),
        st.sampled_from([Side.CIP, Side.PARTNER]),
        st.sampled_from(list(AimProgress)),
        st.integers(0, 12),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(SAID)
def test_an_aim_is_as_far_as_the_partner_said_or_confirmed(
    said: list[tuple[str, Side, AimProgress, int]],
) -> None:
    """However the words follow each other, whoever had seen what."""
    entry = _told(said)
    standing = standing_of(entry)
    partners = [event for event in entry.events if event.author.side is Side.PARTNER]
    assert not (standing.is_reached and not partners)
    own = {_how_far(event) for event in partners if event.verb == "progress"}
    offices = {
        _how_far(event)
        for event in entry.events
        if event.author.side is Side.CIP
        and any(
            one.verb == "progress_confirmed" and one.based_on >= event.number for one in partners
        )
    }
    if standing.partner is not None:
        assert standing.partner.how_far in own | offices
        assert not standing.is_confirmed or standing.partner.how_far in offices
    answered = max((event.based_on for event in partners), default=0)
    of_office = [event.number for event in entry.events if event.author.side is Side.CIP]
    assert standing.to_confirm == (max(of_office, default=0) > answered)


def _told(said: list[tuple[str, Side, AimProgress, int]]) -> Entry:
    """An aim to which all of it was said that its rules allow."""
    at = datetime(2026, 8, 3, 7, tzinfo=UTC)
    entry = Entry("e", "development", "p", "", "Aim", at, OFFICER, AimBody.model_validate(AIM))
    for name, side, how_far, seen in said:
        author = CHAIR if side is Side.PARTNER else OFFICER
        verb = development.KIND.verb(name)
        body = ProgressBody(how_far=how_far) if name == "progress" else NoBody()
        if side not in verb.sides:
            continue
        try:
            development.KIND.check(entry, verb, body, author)
        except EntryRefused:
            continue
        number = entry.last_number + 1
        known = min(seen, entry.last_number)
        event = EntryEvent(f"{number}", number, known, name, author, at, "Words.", body)
        entry = Entry(**{**entry.__dict__, "events": (*entry.events, event)})
    return entry


def _how_far(event: EntryEvent) -> AimProgress | None:
    return getattr(event.body, "how_far", None)


@pytest.fixture
def reported(office: Office) -> Iterator[Office]:
    reached = office.say(office.open(**AIM), "step", what="A training", of="cip", by="2026-08-01")
    office.say(reached, "progress", CHAIR, how_far="reached", words="Audited.")
    office.desk.open(step_opening(WEAVERS, "2026-looms", GAP, (), OFFICER))
    alone = office.open("sample-roshni", **{**AIM, "aim": "=1+1", "direction": "i"})
    office.say(alone, "progress", how_far="reached", words="We think so.")
    yield office


def test_the_report_counts_the_partners_word_and_womens_organisations_apart(
    reported: Office,
) -> None:
    roshni = Partner.model_validate(
        {"id": "sample-roshni", "identity": {"legal_name": "Roshni (sample)"}}
    )
    names = ReportedPartners.of([WEAVERS, roshni])
    entries = reported.register.everything()
    kinds = reported.register.kinds
    page = register_report("development", entries, kinds, names, RULES, date(2026, 8, 5))
    tables = {table.heading: table for table in page.tables}
    (hers,) = tables["Organisations of women"].rows
    assert hers.cells[0].endswith("Women-led: two in three of the board (sample)")
    assert hers.cells[1:] == ("2", "1", "0", "0", "1", "0", "2", "0", "1")
    (siblings,) = tables["Other partners"].rows
    assert siblings.cells == ("Roshni (sample)", "1", "0", "0", "1", "0", "0", "0", "0", "0")
    shown = {row.cells[0][:8]: row.values for row in tables["Who says how far it is"].rows}
    assert shown == {
        "Enhanced": (0.0, 1.0, 0.0),
        "Organiza": (1.0, 0.0, 0.0),
        "No direc": (0.0, 0.0, 1.0),
    }
    sheet: Any = load_workbook(io.BytesIO(page_workbook(page))).worksheets[0]
    assert len(sheet._charts) == 1
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    document: Any = Document(io.BytesIO(page_document(page)))
    assert len(document.tables) == 5
