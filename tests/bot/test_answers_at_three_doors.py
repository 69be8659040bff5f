"""An answer means the same in Slack's window, at `saathi due-diligence answer` and in a file.

Each case says what stands, what somebody says to it, and what must stand then; it is played at all
three doors, each on a checklist of its own, and some of them in an emergency's first days too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.slack.blocks import names
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ChecklistRequest,
    DueDiligenceDesk,
    ItemAnswer,
    Proof,
    checklist_workbook,
)
from drafting.partners import Side, office_today
from drafting.partners.vocabulary import Tier
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_due_diligence import (
    QUESTION,
    chooses_state,
    presses,
)
from tests.support.command_line import run
from tests.support.drafting.filled_checklists import filled_workbook
from tests.support.slack.forms import inputs, sends
from tests.support.slack.saathi_in_slack import Office, stocked_office
from tests.support.slack.sights import top
from tests.support.slack.workspace_client import OFFICER, Refusal, Visitor, until

WHOLE = ("sample-roshni", "2026-schools")
FIRST_DAYS = ("sample-sailab", "2026-flood-shelter")
SLACK, TERMINAL, FILE = "Slack", "terminal", "file"
DOORS = (SLACK, TERMINAL, FILE)
TODAY = office_today()
PAST, AHEAD, LATER = (TODAY + timedelta(days=days) for days in (-30, 300, 600))
# How each door calls the field that a sentence stands at.
AT = {
    "state": {SLACK: "state", TERMINAL: "--state", FILE: "State"},
    "text": {SLACK: "text", TERMINAL: "The answer", FILE: "Answer"},
    "said_by": {SLACK: "said_by", TERMINAL: "--said-by", FILE: "Said by"},
    "evidence": {SLACK: "kept", TERMINAL: "--evidence", FILE: "Evidence"},
    "expires": {SLACK: "expires", TERMINAL: "--expires", FILE: "Valid until"},
    "gap": {SLACK: "gap", TERMINAL: "--gap", FILE: "Gap"},
}

Pieces = tuple[tuple[str, date | None], ...]


@dataclass(frozen=True)
class Gap:
    """What is missing, and what was agreed about it."""

    gap: str = ""
    side: Side | None = None
    action: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Stand:
    """What stands as the answer to a question."""

    state: AnswerState | None = None  # None: nothing does
    text: str = ""
    evidence: Pieces = ()
    gap: Gap = Gap()
    is_settled: bool = False


@dataclass(frozen=True)
class Words:
    """What somebody says; what is None or empty they leave as it is."""

    state: AnswerState | None = None
    text: str = ""
    evidence: str = ""
    until: date | None = None
    withdraws: bool = False  # all the evidence that is there
    gap: Gap = Gap()
    by: str = "Sample Director One"  # who at the partner says it; '' for nobody


@dataclass(frozen=True)
class Case:
    """What stands, what is said, and what stands then."""

    stands: Stand
    says: Words
    then: Stand
    missing: tuple[str, str] = ("", "")  # the field, and a part of the sentence at it
    in_file: Stand | None = None  # what stands then where it was said in a file


NOTHING = Stand()
PLAN = Gap("No plan", Side.BOTH, "Write one together", AHEAD)
KEPT = Stand(AnswerState.ANSWERED, "As before", (("minutes.pdf", AHEAD),), is_settled=True)
EXPIRED = Stand(AnswerState.ANSWERED, "As before", (("old.pdf", PAST),))
UNWORDED = Stand(AnswerState.ANSWERED, "", (("minutes.pdf", AHEAD),), is_settled=True)
WAITING = Stand(AnswerState.TO_CONFIRM, "On record", (("deed.pdf", AHEAD),))
LAPSED = Stand(AnswerState.OPEN, "On record", (("deed.pdf", PAST),))
MISSING = Stand(AnswerState.GAP, "", (), PLAN, is_settled=True)
NOT_ASKED = Stand(AnswerState.NOT_APPLICABLE, "No staff", is_settled=True)
NEW = (("new.pdf", LATER),)
NEEDS_WORDS = ("text", "Write the answer")
NEEDS_REASON = ("text", "Say why it does not apply")
DASHED = Stand(AnswerState.OPEN, "–")
NEEDS_GAP = ("gap", "Say what is missing")
NEEDS_EVIDENCE = ("evidence", "name what holds today")


def settled(state: AnswerState, text: str = "", evidence: Pieces = (), gap: Gap = Gap()) -> Stand:
    return Stand(state, text, evidence, gap, is_settled=True)


CASES = {
    # nothing stands
    "text": Case(NOTHING, Words(text="Yes"), settled(AnswerState.ANSWERED, "Yes")),
    "evidence": Case(
        NOTHING,
        Words(evidence="new.pdf", until=LATER),
        settled(AnswerState.ANSWERED, evidence=NEW),
    ),
    "text and evidence": Case(
        NOTHING,
        Words(text="Yes", evidence="new.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "Yes", NEW),
    ),
    "expired evidence": Case(
        NOTHING,
        Words(text="Yes", evidence="new.pdf", until=PAST),
        Stand(AnswerState.ANSWERED, "Yes", (("new.pdf", PAST),)),
    ),
    "answered, with nothing": Case(
        NOTHING, Words(state=AnswerState.ANSWERED), NOTHING, NEEDS_WORDS
    ),
    "confirmed, with nothing": Case(NOTHING, Words(), NOTHING, NEEDS_WORDS),
    "a day, without evidence": Case(
        NOTHING,
        Words(text="Yes", until=LATER),
        NOTHING,
        ("expires", ""),
        in_file=settled(AnswerState.ANSWERED, "Yes"),
    ),
    "answered, with a dash": Case(
        NOTHING, Words(state=AnswerState.ANSWERED, text="–"), NOTHING, NEEDS_WORDS, in_file=DASHED
    ),
    "not applicable, without a reason": Case(
        NOTHING, Words(state=AnswerState.NOT_APPLICABLE), NOTHING, NEEDS_REASON
    ),
    "not applicable, for ‘n/a’": Case(
        NOTHING,
        Words(state=AnswerState.NOT_APPLICABLE, text="n/a"),
        NOTHING,
        NEEDS_REASON,
        in_file=Stand(AnswerState.OPEN, "n/a"),
    ),
    "not applicable, with evidence for a reason": Case(
        NOTHING,
        Words(state=AnswerState.NOT_APPLICABLE, evidence="new.pdf", until=LATER),
        NOTHING,
        NEEDS_REASON,
        in_file=Stand(AnswerState.OPEN, evidence=NEW),
    ),
    "not applicable": Case(
        NOTHING,
        Words(state=AnswerState.NOT_APPLICABLE, text="No staff"),
        settled(AnswerState.NOT_APPLICABLE, "No staff"),
    ),
    "open, with words": Case(
        NOTHING,
        Words(state=AnswerState.OPEN, text="We ask"),
        Stand(AnswerState.OPEN, "We ask"),
        in_file=settled(
            AnswerState.ANSWERED, "We ask"
        ),  # which showed ‘Open’, so that it says nothing
    ),
    # gaps
    "a gap": Case(NOTHING, Words(gap=Gap("No plan")), settled(AnswerState.GAP, gap=Gap("No plan"))),
    "a gap with its plan and closing date": Case(
        NOTHING,
        Words(state=AnswerState.GAP, text="In part", gap=PLAN),
        settled(AnswerState.GAP, "In part", gap=PLAN),
    ),
    "a gap that does not say what": Case(NOTHING, Words(state=AnswerState.GAP), NOTHING, NEEDS_GAP),
    "a gap that only has words": Case(
        NOTHING,
        Words(state=AnswerState.GAP, text="In part"),
        NOTHING,
        NEEDS_GAP,
        in_file=Stand(AnswerState.OPEN, "In part"),
    ),
    "a plan without a gap": Case(
        NOTHING,
        Words(gap=Gap(side=Side.CIP, action="Write one", due=AHEAD)),
        NOTHING,
        NEEDS_GAP,
        in_file=Stand(AnswerState.OPEN, gap=Gap(side=Side.CIP, action="Write one", due=AHEAD)),
    ),
    "a gap that is called answered": Case(
        NOTHING,
        Words(state=AnswerState.ANSWERED, text="Mostly", gap=Gap("No plan")),
        settled(AnswerState.GAP, "Mostly", gap=Gap("No plan")),
    ),
    "a gap that is called not applicable": Case(
        NOTHING,
        Words(state=AnswerState.NOT_APPLICABLE, gap=Gap("No plan")),
        NOTHING,
        ("gap", "What is missing makes it a gap"),
        in_file=Stand(AnswerState.OPEN, gap=Gap("No plan")),
    ),
    "a gap on an answer": Case(
        KEPT,
        Words(gap=PLAN),
        settled(AnswerState.GAP, "As before", (("minutes.pdf", AHEAD),), PLAN),
    ),
    "words on a gap": Case(
        MISSING, Words(text="We began"), settled(AnswerState.GAP, "We began", gap=PLAN)
    ),
    "evidence on a gap": Case(
        MISSING,
        Words(evidence="new.pdf", until=LATER),
        settled(AnswerState.GAP, evidence=NEW, gap=PLAN),
    ),
    "a later closing date": Case(
        MISSING,
        Words(gap=replace(PLAN, due=LATER)),
        settled(AnswerState.GAP, gap=replace(PLAN, due=LATER)),
    ),
    "a gap that is closed": Case(
        MISSING,
        Words(state=AnswerState.ANSWERED, text="Written"),
        settled(AnswerState.ANSWERED, "Written"),
    ),
    "a gap that is closed without a word": Case(
        MISSING, Words(state=AnswerState.ANSWERED), MISSING, NEEDS_WORDS
    ),
    "a gap that is asked again": Case(
        MISSING, Words(state=AnswerState.OPEN), Stand(AnswerState.OPEN, gap=PLAN)
    ),
    # evidence that holds
    "words over evidence": Case(
        KEPT, Words(text="As agreed"), settled(AnswerState.ANSWERED, "As agreed", KEPT.evidence)
    ),
    "evidence beside what holds": Case(
        KEPT,
        Words(evidence="new.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "As before", (*KEPT.evidence, *NEW)),
    ),
    "evidence in place of what holds": Case(
        KEPT,
        Words(evidence="new.pdf", until=LATER, withdraws=True),
        settled(AnswerState.ANSWERED, "As before", NEW),
    ),
    "evidence withdrawn": Case(
        KEPT, Words(withdraws=True), settled(AnswerState.ANSWERED, "As before")
    ),
    "evidence withdrawn that was all": Case(UNWORDED, Words(withdraws=True), UNWORDED, NEEDS_WORDS),
    "an answer that is asked again": Case(
        KEPT, Words(state=AnswerState.OPEN), Stand(AnswerState.OPEN, "As before", KEPT.evidence)
    ),
    "the same evidence for longer": Case(
        KEPT,
        Words(evidence="minutes.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "As before", (("minutes.pdf", LATER),)),
    ),
    # evidence that has expired
    "words over what has expired": Case(
        EXPIRED, Words(text="As agreed"), Stand(AnswerState.ANSWERED, "As agreed", EXPIRED.evidence)
    ),
    "new evidence beside what has expired": Case(
        EXPIRED,
        Words(evidence="new.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "As before", NEW),
    ),
    "new evidence and words beside what has expired": Case(
        EXPIRED,
        Words(text="As agreed", evidence="new.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "As agreed", NEW),
    ),
    "the same evidence with a day that lies ahead": Case(
        EXPIRED,
        Words(evidence="old.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "As before", (("old.pdf", LATER),)),
    ),
    "expired evidence withdrawn": Case(
        EXPIRED, Words(withdraws=True), settled(AnswerState.ANSWERED, "As before")
    ),
    "not applicable, over what has expired": Case(
        EXPIRED, Words(state=AnswerState.NOT_APPLICABLE), EXPIRED, NEEDS_EVIDENCE
    ),
    # what was filled in waits
    "confirmed": Case(
        WAITING, Words(), settled(AnswerState.ANSWERED, "On record", WAITING.evidence)
    ),
    "confirmed, but what shows it has expired": Case(LAPSED, Words(), LAPSED, NEEDS_EVIDENCE),
    "called answered, but what shows it has expired": Case(
        LAPSED, Words(state=AnswerState.ANSWERED), LAPSED, NEEDS_EVIDENCE
    ),
    "confirmed with evidence that holds": Case(
        LAPSED,
        Words(evidence="new.pdf", until=LATER),
        settled(AnswerState.ANSWERED, "On record", NEW),
    ),
    "put in other words": Case(
        WAITING,
        Words(text="Since 2019"),
        settled(AnswerState.ANSWERED, "Since 2019", WAITING.evidence),
    ),
    # it is not applicable
    "words on what is not applicable": Case(
        NOT_ASKED, Words(text="No staff yet"), settled(AnswerState.NOT_APPLICABLE, "No staff yet")
    ),
    "applicable after all": Case(
        NOT_ASKED,
        Words(state=AnswerState.ANSWERED, text="Two people"),
        settled(AnswerState.ANSWERED, "Two people"),
    ),
}

IN_FIRST_DAYS = (
    "text and evidence",
    "answered, with nothing",
    "not applicable, without a reason",
    "a gap with its plan and closing date",
    "words over what has expired",
    "confirmed",
)
PLAYS = [(WHOLE, name) for name in CASES] + [(FIRST_DAYS, name) for name in IN_FIRST_DAYS]

Agreement = tuple[str, str]  # the partner, and its agreement


@dataclass(frozen=True)
class Played:
    """What stands after a case was played at a door, and what the door said at its fields."""

    then: Stand
    told: dict[str, str]  # by the door's own name of the field


@pytest.fixture(scope="module")
def played(
    desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, Agreement, str], Played]:
    """Every case at every door."""
    home = tmp_path_factory.mktemp("three doors")
    with stocked_office(desk, home) as office:
        return {
            (door, agreement, name): result
            for agreement in (WHOLE, FIRST_DAYS)
            for door, results in _at_every_door(office, home, agreement).items()
            for name, result in results.items()
        }


def _at_every_door(
    office: Office, home: Path, agreement: Agreement
) -> dict[str, dict[str, Played]]:
    """The cases of an agreement's checklist, by door and name."""
    due_diligence = office.app.edge.services.due_diligence
    made = {
        door: _made(due_diligence, door, agreement) for door in DOORS[::-1]
    }  # Slack opens the newest
    told = {
        SLACK: _through_slack(office, made[SLACK]),
        TERMINAL: _through_the_terminal(home, made[TERMINAL]),
        FILE: _through_a_file(home, due_diligence.get(made[FILE].id)),
    }
    stands = {door: _stands(due_diligence.get(made[door].id)) for door in DOORS}
    return {
        door: {
            name: Played(stands[door][key], told[door].get(name, {}))
            for name, key in _keys(made[door]).items()
        }
        for door in DOORS
    }


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("agreement", "name"), PLAYS, ids=[f"{name}, {key}" for (_, key), name in PLAYS]
)
def test_what_is_said_means_the_same_at_every_door(
    played: dict[tuple[str, Agreement, str], Played], agreement: Agreement, name: str, door: str
) -> None:
    case, result = CASES[name], played[door, agreement, name]
    then = case.in_file or case.then if door == FILE else case.then
    assert result.then == then
    where, sentence = case.missing
    if where:
        assert AT[where][door] in result.told, result.told
        assert sentence in result.told[AT[where][door]]
    else:
        assert not result.told


# --- what stands


def _made(desk: DueDiligenceDesk, door: str, agreement: Agreement) -> Checklist:
    """A checklist on which each case has a question of its own, answered as it has it."""
    key, is_first = f"{door} {agreement}", agreement == FIRST_DAYS
    made = desk.start(ChecklistRequest(*agreement, OFFICER, key, first_days=is_first))
    given = [
        _given(made, key, CASES[name].stands)
        for name, key in _keys(made).items()
        if CASES[name].stands.state
    ]
    return desk.answer(made.id, given)


def _keys(made: Checklist) -> dict[str, str]:
    """The question of each case: one of those about which nothing is known from elsewhere."""
    free = [
        entry.key
        for entry in made.entries
        if all(answer.by == "U1" for answer in entry.answers) and not entry.item.must_be_clear
    ]
    cases = IN_FIRST_DAYS if made.tier is Tier.F else tuple(CASES)
    assert len(free) >= len(cases)
    return dict(zip(cases, free, strict=False))


def _given(made: Checklist, key: str, stands: Stand) -> AnswerInput:
    assert stands.state is not None
    return AnswerInput(
        entry=key,
        state=stands.state,
        by="U1",
        key=f"{made.id} {key}",
        text=stands.text,
        proofs=tuple(Proof(name=name, expires=day) for name, day in stands.evidence),
        gap=stands.gap.gap,
        gap_side=stands.gap.side,
        gap_action=stands.gap.action,
        gap_due=stands.gap.due,
    )


def _stands(made: Checklist) -> dict[str, Stand]:
    return {entry.key: _stand(entry, entry.current) for entry in made.entries}


def _stand(entry: ChecklistEntry, answer: ItemAnswer | None) -> Stand:
    if answer is None:
        return NOTHING
    return Stand(
        answer.state,
        answer.text,
        tuple((proof.name, proof.expires) for proof in answer.proofs),
        Gap(answer.gap, answer.gap_side, answer.gap_action, answer.gap_due),
        is_settled=entry.is_done(TODAY),
    )


# --- in Slack


def _through_slack(office: Office, made: Checklist) -> dict[str, dict[str, str]]:
    visitor = Visitor(office.server.url, OFFICER)
    visitor.commands("partnerships", "/due-diligence", made.partner.removeprefix("sample-"))
    presses(visitor, top(visitor, "Due diligence", showing="Go on"), names.CHECKLIST_OPEN)
    told: dict[str, dict[str, str]] = {}
    keys = _keys(made)
    for area in dict.fromkeys(entry.item.area for entry in made.entries):
        within = {entry.key for entry in made.entries if entry.item.area == area}
        cases = {name: key for name, key in keys.items() if key in within}
        if not cases:
            continue
        _presses(visitor, names.CHECKLIST_OPEN, page=area)
        for name, key in cases.items():
            told[name] = _in_a_window(visitor, key, CASES[name].says)
        _presses(visitor, names.CHECKLIST_OPEN, page="")
    visitor.closes_all()
    return told


def _presses(visitor: Visitor, action: str, **spot: str) -> None:
    """Presses that button as soon as the window on top has it."""

    def is_pressed() -> bool:
        try:
            presses(visitor, visitor.views[-1], action, **spot)
        except (AssertionError, Refusal):  # another window is on top yet, or it is being redrawn
            return False
        return True

    until(is_pressed)


def _in_a_window(visitor: Visitor, key: str, says: Words) -> dict[str, str]:
    """What the window says at its fields when that is sent; it is closed again."""
    _presses(visitor, names.ENTRY_OPEN, entry=key)
    window = top(visitor, QUESTION, 2)
    fields: dict[str, Any] = {"text": says.text} if says.text else {}
    if says.gap != Gap() or says.state is AnswerState.GAP:
        if "gap" not in inputs(window):
            window = chooses_state(visitor, window, AnswerState.GAP, "What is missing")
            fields["state"] = AnswerState.GAP.value
        fields |= _gap_fields(says.gap)
    if "said_by" in inputs(window):
        fields["said_by"] = says.by
    if says.state:
        fields["state"] = says.state.value
    if says.withdraws:
        fields["kept"] = ()
    if says.evidence:
        fields["link"] = says.evidence
    if says.until:
        fields["expires"] = says.until.isoformat()
    told = sends(visitor, window, **fields)
    if told:
        visitor.closes(top(visitor, QUESTION, 2))
    return told


def _gap_fields(gap: Gap) -> dict[str, str]:
    held = {
        "gap": gap.gap,
        "gap_side": gap.side.value if gap.side else "",
        "gap_action": gap.action,
        "gap_due": gap.due.isoformat() if gap.due else "",
    }
    return {name: value for name, value in held.items() if value}


# --- in the terminal


def _through_the_terminal(home: Path, made: Checklist) -> dict[str, dict[str, str]]:
    return {name: _typed(home, made.id, key, CASES[name].says) for name, key in _keys(made).items()}


def _typed(home: Path, checklist: str, key: str, says: Words) -> dict[str, str]:
    words = ["due-diligence", "answer", checklist, key, *([says.text] if says.text else [])]
    options = {
        "--state": says.state.value if says.state else "",
        "--evidence": says.evidence,
        "--expires": says.until.isoformat() if says.until else "",
        "--gap": says.gap.gap,
        "--addressed-by": says.gap.side.value if says.gap.side else "",
        "--action": says.gap.action,
        "--until": says.gap.due.isoformat() if says.gap.due else "",
        "--said-by": says.by if key.endswith(".partner") else "",
    }
    for option, value in options.items():
        words += [option, value] if value else []
    ran = run(*words, *(["--replace"] if says.withdraws else []), home=home, columns=400)
    if not ran.code:
        return {}
    label, _, sentence = ran.complaint.removeprefix("saathi: ").partition(": ")
    return {label: sentence}


# --- in a file


def _through_a_file(home: Path, made: Checklist) -> dict[str, dict[str, str]]:
    """All cases filled into one workbook, which is imported once."""
    keys = _keys(made)
    cells = {key: dict(_cells(made, key, CASES[name])) for name, key in keys.items()}
    file = home / f"{made.id}.xlsx"
    file.write_bytes(filled_workbook(checklist_workbook(made, TODAY), cells))
    named = ("--said-by", Words().by)
    ran = run("due-diligence", "import", file, "--yes", *named, home=home, columns=1000)
    assert ran.code == 0, ran
    rows = _rows(file)
    told: dict[str, dict[str, str]] = {}
    for name, key in keys.items():
        for label in (at[FILE] for at in AT.values()):
            for place in (f"{key}, {label}: ", f"{rows[key]}, {label}: "):
                if place in ran.out:
                    sentence = ran.out.partition(place)[2].partition("\n")[0]
                    told.setdefault(name, {})[label] = sentence
    return told


def _rows(file: Path) -> dict[str, str]:
    """How reading calls the row of each question."""
    return {
        str(cells[0].value).partition(".")[2]: f"{page.title}, row {cells[0].row}"
        for page in load_workbook(file).worksheets
        for cells in page.iter_rows(min_row=2)
    }


def _cells(made: Checklist, key: str, case: Case) -> Iterator[tuple[str, Any]]:
    """What is written into the cells of a question, by the letter of its field."""
    says, stands = case.says, case.stands
    if says == Words():
        yield "c", "Yes"
    if says.state:
        yield "s", says.state.label
    if says.text:
        yield "t", says.text
    if says.evidence or says.withdraws or says.until:
        pieces = (
            [] if says.withdraws else [one for one in stands.evidence if one[0] != says.evidence]
        )
        pieces += [(says.evidence, says.until)] if says.evidence or says.until else []
        yield "e0", "\n".join(name for name, _ in pieces) or None
        yield "u0", "\n".join(day.isoformat() if day else "" for _, day in pieces) or None
    if says.gap.gap:
        yield "g", says.gap.gap
    if says.gap.side:
        yield "w", says.gap.side.label
    if says.gap.action:
        yield "a", says.gap.action
    if says.gap.due:
        yield "d", says.gap.due
