"""The rest of one partner's year: met, in touch, told, at risk, reviewed, suspected, learned from.

What the Committee, agreements, clocks and money have of that year is in `test_one_year`.
"""

from __future__ import annotations

import json
from typing import Any

from bot.slack.blocks import names
from drafting.due_diligence import ChecklistRequest
from drafting.partners.record import Partner
from drafting.register import OFFICE, Entry
from tests.bot.slack.whole.test_committee import JAMIA, STUDY
from tests.bot.slack.whole.test_one_year import BY, Year, year
from tests.bot.slack.whole.test_register import press
from tests.support.slack.forms import sends
from tests.support.slack.sights import opened_home, top, words

__all__ = ["year"]  # the fixture
DEAN = ("--told-by", "Sample Dean")
INVESTIGATES = ("--as-role", "investigations")
SECRET = "a receipt signed twice"
QUESTION = "How are villages reached when the roads are under water?"


def opens(year: Year, kind: str, /, *, at: str = JAMIA, role: str = "", **values: str) -> Entry:
    """Opens an entry in the terminal; as it is on the register."""
    known = {entry.id for entry in every(year)}
    fields = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    where = [*([at] if at else []), *BY, *(("--as-role", role) if role else ())]
    opened = year.terminal("open", kind, *where, *fields)
    assert opened.code == 0, opened.err
    (entry,) = (entry for entry in every(year) if entry.id not in known)
    return entry


def say(year: Year, entry: Entry, verb: str, /, *more: str, text: str = "", **values: str) -> Entry:
    """Says it in the terminal; the entry as it is then."""
    fields = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    uttered = ("--words", text) if text else ()
    told = year.terminal("say", entry.id, verb, *BY, *more, *uttered, *fields)
    assert told.code == 0, told.err
    return year.services.register.entry(entry.id, {"investigations"})


def every(year: Year) -> list[Entry]:
    return year.services.register.everything({"investigations"})


def state(year: Year, entry: Entry) -> str:
    return year.services.register.kinds[entry.kind].state(entry, year.made.app.edge.today())


def is_closed(year: Year, entry: Entry) -> bool:
    return year.services.register.kinds[entry.kind].is_closed(entry)


def past(year: Year) -> str:
    calendar = year.services.calendar.of_partner(JAMIA, year.made.app.edge.today())
    return "\n".join(f"{day.what} {day.words}" for day in calendar.past)


def test_the_rest_of_one_year(year: Year) -> None:
    met_and_filed(year)
    in_touch(year)
    tells_of_a_new_head(year)
    shares_a_risk(year)
    suspected_and_restored(year)
    reviewed(year)
    learned_from(year)
    before_its_end(year)


def met_and_filed(year: Year) -> None:
    """January: who became a partner was a prospect, and its file's line of time says so."""
    prospect = opens(year, "prospect", at=OFFICE, name="Invented Study Circle (sample)")
    say(year, prospect, "met", where="At a fair", who="Sample Dean")
    prospect = say(year, prospect, "filed", partner=JAMIA)
    assert is_closed(year, prospect)
    assert "Invented Study Circle (sample)" in past(year)
    assignment = opens(year, "assignment", unit="program", person="Sample Officer")
    say(year, assignment, "handed_over", text="All papers.", to="Sample Colleague")
    refused = year.terminal("say", assignment.id, "accepted", *BY)
    assert refused.code != 0  # who hands over does not take over
    assert "Sample Officer" in year.terminal("show", assignment.id).said


def in_touch(year: Year) -> None:
    """March: a question that waits longer than agreed is late on the office's side."""
    year.time.is_on(3, 1)
    contact = opens(year, "contact", every="30", answer_days="5", channel="Calls")
    say(year, contact, "agreed", *DEAN)
    contact = say(year, contact, "asked", *DEAN, text="When does the training begin?")
    question = str(contact.last_number)
    (waits,) = (
        each
        for each in year.services.calendar.of_partner(JAMIA, year.made.app.edge.today()).waiting
        if "training begin" in each.what
    )
    assert (waits.of.value, str(waits.on)) == ("cip", "2027-03-08")
    year.time.is_on(3, 10)
    home = words(opened_home(year.coordinator, "Late"))
    assert "When does the training begin?" in home
    say(year, contact, "answered", text="In April.", question=question)
    assert not [name for name in year.waits() if "training begin" in name]


def tells_of_a_new_head(year: Year) -> None:
    """May: the partner tells of a new head; it is acknowledged, and the record is looked at."""
    year.time.is_on(5, 3)
    values = {"side": "partner", "about": "governance", "prompting": "unasked"}
    telling = opens(
        year, "disclosure", what="A new dean was elected", from_whom="Sample Dean", **values
    )
    waits = " ".join(year.waits())
    assert "Acknowledge: Change of head" in waits
    assert "Look at the head and the signatories" in waits
    year.time.is_on(5, 4)
    telling = say(year, telling, "acknowledged")
    assert not is_closed(year, telling)  # the head on record is to be looked at
    telling = say(year, telling, "followed_up", what="record")
    assert is_closed(year, telling)


def shares_a_risk(year: Year) -> None:
    """June: a risk moves once both sides agree, and not by one side's word."""
    year.time.is_on(6, 1)
    risk = opens(year, "risk", what="The rupee falls", kind="financial", borne_by="partner")
    risk = say(year, risk, "proposed", *DEAN, text="Both of us lose.", to="both")
    assert year.terminal("say", risk.id, "agreed", *BY, *DEAN).code != 0
    assert "Both" not in state(year, risk).partition(";")[0]
    risk = say(year, risk, "agreed")
    assert "both" in state(year, risk).casefold()


def suspected_and_restored(year: Year) -> None:
    """July: a case for who investigates alone, until the partner agrees that it is restored."""
    year.time.is_on(7, 5)
    role = {"role": "investigations"}
    case = opens(year, "case", irregularity="financial", about=SECRET, **role)
    case = say(year, case, "told", *INVESTIGATES, whom="Sample Dean", way="joint")
    case = say(year, case, "way", *INVESTIGATES, *DEAN, way="joint")
    case = say(year, case, "outside", *INVESTIGATES, whom="Two donors")
    case = say(year, case, "outcome", *INVESTIGATES, finding="not_substantiated")
    letters = {"to_whom": "Two donors", "how": "A letter to each"}
    case = say(year, case, "restored", *INVESTIGATES, **letters)
    assert year.terminal("say", case.id, "closed", *BY, *INVESTIGATES).code != 0
    case = say(year, case, "agrees", *INVESTIGATES, *DEAN)
    case = say(year, case, "closed", *INVESTIGATES)
    assert is_closed(year, case)
    number = case.title.removeprefix("Case ")
    shown = [
        past(year),
        words(year.register("Record something new")),
        json.dumps(year.coordinator.sees("saathi"), ensure_ascii=False),
        year.terminal("list", JAMIA, "--closed").said,
        year.terminal("show", case.id).said + year.terminal("show", case.id).err,
    ]
    assert not [each for each in shown if SECRET in each or number in each]


def reviewed(year: Year) -> None:
    """August: both sides speak, actions are left on the office, and both sign."""
    year.time.is_on(8, 2)
    review = opens(year, "review", of="relationship", present="Sample Dean")
    review = say(
        year, review, "partner_words", *DEAN, progress="Half of it.", improve="Pay sooner."
    )
    review = say(year, review, "office_words", progress="On its way.")
    review = say(year, review, "times", *DEAN, kept="partly", text="Twice late.")
    assert year.terminal("say", review.id, "office_signed", *BY).code != 0  # it was not held
    review = say(year, review, "held")
    for what in ("Pay within five days", "Name one desk for letters"):
        arguments = ("--from", review.id, "--set", f"what={what}", "--set", "of=cip")
        assert year.terminal("open", "action", JAMIA, *BY, *arguments).code == 0
    review = say(year, review, "partner_signed", *DEAN)
    assert not is_closed(year, review)
    review = say(year, review, "office_signed", who="Sample Officer")
    assert is_closed(year, review)
    actions = year.services.register.of_partner(JAMIA, kind="action")
    assert len(actions) == 2
    assert {action.body.comes_from for action in actions} == {review.origin}  # type: ignore[attr-defined]


def learned_from(year: Year) -> None:
    """October: a lesson of the collective meeting becomes a question of due diligence."""
    year.time.is_on(10, 4)
    second = {"id": "second", "identity": {"legal_name": "Invented Second Trust (sample)"}}
    year.services.partners.save(Partner.model_validate(second), by="t", source="t")
    meeting = opens(year, "collective", at=OFFICE, partners=f"{JAMIA},second", called="Annual")
    meeting = say(year, meeting, "held", on="2027-10-04", partners=f"{JAMIA},second")
    say(year, meeting, "words", *DEAN, text="Roads.", topic="cross_learning", partner=JAMIA)
    assert "Annual" in past(year)
    learned = {"what": "Plan for floods", "for_whom": "All", "from_entry": meeting.id}
    lesson = opens(year, "lesson", at=OFFICE, **learned)
    asking: dict[str, Any] = {"step": "new", "area": "fit", "ask": QUESTION, "answers": "partner"}
    proposal = opens(year, "proposal", at=OFFICE, why="Learned", from_entry=lesson.id, **asking)
    assert QUESTION not in asked(year, "before")
    say(year, proposal, "taken", evidence="A plan", tier="A")
    assert QUESTION in asked(year, "after")


def asked(year: Year, wish: str) -> list[str]:
    """What a checklist that is begun now asks."""
    desk = year.services.due_diligence
    checklist = desk.start(ChecklistRequest(JAMIA, STUDY, "U1", wish))
    return [entry.item.ask for entry in checklist.entries]


def before_its_end(year: Year) -> None:
    """November: the calendar asks for the review before the end until one is held and signed."""
    year.time.is_on(11, 2)
    view = year.register("Record something new")
    press(year.coordinator, view, names.REGISTER_KIND, kind="review")
    form = top(year.coordinator, "Register", showing="What is reviewed")
    assert not sends(year.coordinator, form, of="before_end", agreement=STUDY)
    review = year.services.register.of_partner(JAMIA, kind="review")[-1]
    for verb, more, values in (
        ("partner_words", DEAN, {"progress": "All of it."}),
        ("office_words", (), {"progress": "All of it."}),
        ("held", (), {}),
        ("partner_signed", DEAN, {}),
        ("office_signed", (), {"who": "Sample Officer"}),
    ):
        review = say(year, review, verb, *more, **values)
    assert is_closed(year, review)
