"""The register in Slack: entries by rule and by hand, one window a verb, and who sees what."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from docx import Document

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.register import view as register_view
from drafting.partners import Side, office_today
from drafting.register import Author, Entry, NewEvent, OpeningInput
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import files_of
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import (
    from_saathi,
    newest_direct,
    opened,
    opened_home,
    top,
    words,
)
from tests.support.slack.workspace_client import (
    COORDINATOR,
    FINANCE,
    OFFICER,
    Visitor,
    until,
    visiting,
)

Json = dict[str, Any]
ROSHNI = "sample-roshni"
ROLES = RoleSettings(editors=(COORDINATOR,), viewers=(OFFICER, COORDINATOR))
OTHER = Author("U0OTHER", "Sample Colleague", Side.PARTNER, "Sample Chairwoman")
SETTINGS: Json = {"roles": ROLES, "coordinators": (COORDINATOR,)}
HOSTILE = "<!channel> & *bold* <https://example.org|click>"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), **SETTINGS) as made:
        yield made


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


@pytest.fixture(scope="module")
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


def press(visitor: Visitor, view: Json, action: str, **reference: str) -> None:
    """Presses the button, or takes the choice, of that action whose value names that."""
    for block in view["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if str(element.get("action_id", "")).partition(":")[0] != action:
                continue
            for choice in element.get("options", [element]):
                named = names.register_named(choice.get("value", ""))._asdict()
                if reference.items() <= named.items():
                    key = "selected_option" if "options" in element else "value"
                    chosen = choice if "options" in element else choice["value"]
                    visitor.clicks(view, element["action_id"], **{key: chosen})
                    return
    raise AssertionError(f"no button {action} for {reference}")


def window(visitor: Visitor, showing: str = "") -> Json:
    """The partner's register, from its card."""
    visitor.closes_all()
    press(visitor, opened(visitor, "roshni"), names.REGISTER_OPEN)
    return top(visitor, "Register", showing=showing)


def says(visitor: Visitor, view: Json, verb: str, label: str, **values: Any) -> dict[str, str]:
    press(visitor, view, names.REGISTER_SAY, verb=verb)
    return sends(visitor, top(visitor, "Register", showing=label), **values)


def entries(made: Office, kind: str) -> list[Entry]:
    return made.app.edge.services.register.of_partner(ROSHNI, kind=kind)


def test_a_clock_is_opened_runs_and_stops(made: Office, coordinator: Visitor) -> None:
    press(coordinator, window(coordinator), names.REGISTER_KIND, kind="clock")
    form = top(coordinator, "Register", showing="Procedure")
    assert not sends(coordinator, form, procedure="payment_approval", of=HOSTILE)
    view = top(coordinator, "Register", showing="Starts when the papers are whole")
    assert not says(coordinator, view, "received", "The papers", papers="whole", on="2026-01-05")
    view = top(coordinator, "Register", showing="Runs since 5 January 2026")
    assert HOSTILE.replace('"', "") in words(view)
    wrong = says(coordinator, view, "asked", "Which papers", papers="A bill", on="2026-01-02")
    assert list(wrong) == ["on"]
    entry = next(entry for entry in entries(made, "clock") if entry.events)
    assert [event.verb for event in entry.events] == ["received"]
    wrong = sends(coordinator, coordinator.views[-1], papers="A bill", on="2099-01-02")
    assert list(wrong) == ["on"]
    view = coordinator.views[-1]
    assert not sends(coordinator, view, papers="A bill", on="2026-01-07")
    top(coordinator, "Register", showing="Papers are out")


def test_what_somebody_said_meanwhile_is_shown_before_both_are_kept(
    made: Office, coordinator: Visitor
) -> None:
    press(coordinator, window(coordinator), names.REGISTER_KIND, kind="action")
    form = top(coordinator, "Register", showing="What is to be done")
    assert not sends(coordinator, form, what="Send the letter", of="cip")
    view = top(coordinator, "Register", showing="Open")
    press(coordinator, view, names.REGISTER_SAY, verb="remark")
    form = top(coordinator, "Register", showing="In a few words")
    (entry,) = entries(made, "action")
    register = made.app.edge.services.register
    register.say(NewEvent(entry.id, "remark", OTHER, "elsewhere", 0, "It came by post."))
    assert not sends(coordinator, form, words="Not sent yet.")
    form = top(coordinator, "Register", showing="It came by post.")
    assert len(entries(made, "action")[0].events) == 1
    assert list(sends(coordinator, form, words="Not sent yet.", side="partner")) == ["told_by"]
    assert len(entries(made, "action")[0].events) == 1
    assert not sends(
        coordinator, coordinator.views[-1], words="Not sent yet.", side="partner", told_by="A"
    )
    top(coordinator, "Register", showing="Not sent yet.")
    events = entries(made, "action")[0].events
    assert [event.words for event in events] == ["It came by post.", "Not sent yet."]


def test_what_is_owed_by_rule_is_opened_once_and_paid_with_a_reason(
    made: Office, coordinator: Visitor
) -> None:
    view = window(coordinator, showing="Tranche 2")
    tranche = "owed:2026-schools:tranche-2:"
    button = next(
        element
        for block in view["blocks"]
        if (element := block.get("accessory"))
        and tranche in names.register_named(element["value"]).verb
    )
    coordinator.clicks(view, button["action_id"], value=button["value"])
    view = top(coordinator, "Register", showing="Waits for")
    (entry,) = entries(made, "owed")
    wrong = says(coordinator, view, "paid", "Why it is paid all the same", amount="1")
    assert list(wrong) == ["reason"]
    assert not sends(coordinator, coordinator.views[-1], amount="1", reason="It was agreed.")
    view = top(coordinator, "Register", showing="PKR 1.00 paid")
    assert len(made.app.edge.services.register.entry(entry.id).events) == 1


def test_that_more_is_owed_than_fits_is_said() -> None:
    rules = [
        register_view.RuleLine(f"owed:{n}", "2026-schools", f"Report {n}", "until")
        for n in range(30)
    ]
    shown = register_view.PartnerRegister(ROSHNI, "Roshni", [], rules, [], may_record=True)
    assert "More is owed later" in words(register_view.register_window(shown, date(2026, 8, 7)))


def test_who_only_sees_partners_records_nothing(made: Office, officer: Visitor) -> None:
    view = window(officer)
    assert "New:" not in words(view)
    entry = made.app.edge.services.register_desk.open(
        OpeningInput("clock", ROSHNI, OTHER, "seen", {"procedure": "audit_review"})
    )
    view = window(officer, showing="Audit review and approval")
    press(officer, view, names.REGISTER_SHOW, entry=entry.id)
    view = top(officer, "Register", showing="Starts when the papers are whole")
    assert names.REGISTER_SAY not in str(view)


def test_a_decision_is_nothing_for_the_registers_own_forms(
    made: Office, coordinator: Visitor
) -> None:
    """Whoever may record could else answer for a member, from a form or a made-up button."""
    desk = made.app.edge.services.register_desk
    members = [OFFICER, COORDINATOR, FINANCE]
    asking = OpeningInput("decision", ROSHNI, OTHER, "asked", {"members": members})
    decision = desk.open(asking)
    values = {"what": "Write a letter", "of": "cip"}
    action = desk.open(OpeningInput("action", ROSHNI, OTHER, "letter", values))
    view = window(coordinator, showing="Decision of the Committee")
    menu = next(block for block in view["blocks"] if block["block_id"] == names.REGISTER_KIND)
    options = [names.register_named(each["value"]) for each in menu["elements"][0]["options"]]
    assert "decision" not in [option.kind for option in options]
    shown = next(
        element
        for block in view["blocks"]
        if (element := block.get("accessory"))
        and names.decision_named(element["value"]).entry == decision.id
    )
    coordinator.clicks(view, shown["action_id"], value=shown["value"])
    top(coordinator, "The Committee", showing="Who is asked")

    here = names.RegisterRef(ROSHNI, decision.id, "sheet")
    for element, reference in (
        (names.REGISTER_SAY, here),
        (names.REGISTER_SHOW, here),
        (names.REGISTER_KIND, names.RegisterRef(ROSHNI, kind="decision")),
    ):
        window(coordinator)
        value = names.register_value(reference)
        coordinator.clicks(forged(made, element, value), element, value=value)
        until(lambda: "windows of its own" in words(coordinator.views[-1]))

    for of_form in (here, here._replace(entry="", kind="decision")):
        view = window(coordinator, showing="Write a letter")
        press(coordinator, view, names.REGISTER_SHOW, entry=action.id)
        view = top(coordinator, "Register", showing="Add a remark")
        press(coordinator, view, names.REGISTER_SAY, verb="remark")
        form = top(coordinator, "Register", showing="In a few words")
        stored = made.workspace.views.stack(COORDINATOR)[-1]
        stored["private_metadata"] = names.register_value(of_form)
        stored["callback_id"] = (
            names.REGISTER_SAY_MODAL if of_form.entry else names.REGISTER_OPEN_MODAL
        )
        sends(coordinator, form, words="Yes, for the member.")
    assert desk.register.entry(decision.id).events == ()
    assert desk.register.entry(action.id).events == ()
    assert len(entries(made, "decision")) == 1


def forged(made: Office, action: str, value: str) -> Json:
    """The open window with a button in it that Saathi never showed."""
    stored = made.workspace.views.stack(COORDINATOR)[-1]
    text = {"type": "plain_text", "text": "Forged", "emoji": False}
    element = {"type": "button", "action_id": action, "text": text, "value": value}
    stored["blocks"].append({"type": "actions", "block_id": "forged", "elements": [element]})
    return dict(stored)


def test_a_sheet_is_sent_and_what_comes_back_is_shown_before_it_is_kept(
    made: Office, coordinator: Visitor
) -> None:
    desk = made.app.edge.services.register_desk
    values = {"what": "Adopt a policy", "of": "partner"}
    action = desk.open(OpeningInput("action", ROSHNI, OTHER, "policy", values))
    known = len(from_saathi(coordinator))
    press(coordinator, window(coordinator), names.REGISTER_SHEET)
    newest_direct(coordinator, known)
    at_rest(made)
    files = {file["name"]: file for file in files_of(coordinator)}
    assert len(files) == 4
    name, file = next(each for each in files.items() if each[0].endswith("_ur.docx"))
    document: Any = Document(io.BytesIO(coordinator.downloads(file)))
    rows = [row for table in document.tables for row in table.rows]
    row = next(row for row in rows if "Adopt a policy" in row.cells[0].text)
    row.cells[4].text = HOSTILE
    row.cells[3].add_paragraph("ہاں")
    for cell, text in zip(rows[-1].cells, ("Sample Head", "", "5 August 2026"), strict=True):
        cell.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    known = len(from_saathi(coordinator))
    coordinator.says("saathi", "", files=(coordinator.uploads(name, stream.getvalue()),))
    shown = newest_direct(coordinator, known)
    assert "told by Sample Head, sheet of 5 August 2026" in words(shown)
    assert desk.register.entry(action.id).events == ()
    known = len(from_saathi(coordinator))
    press(coordinator, shown, names.REGISTER_TAKE)
    assert "on the register now" in words(newest_direct(coordinator, known))
    (event,) = desk.register.entry(action.id).events
    assert (event.verb, event.words, event.author.side) == ("done", HOSTILE, Side.PARTNER)


def test_coordinators_have_the_reports_from_home(made: Office, coordinator: Visitor) -> None:
    home = opened_home(coordinator, "Turn-around times")
    known = len(from_saathi(coordinator))
    menus = [block["accessory"] for block in home["blocks"] if "accessory" in block]
    menu = next(menu for menu in menus if menu["action_id"] == names.REGISTER_REPORT)
    chosen = next(option for option in menu["options"] if option["value"] == "turnaround")
    coordinator.clicks(home, names.REGISTER_REPORT, selected_option=chosen)
    newest_direct(coordinator, known)
    at_rest(made)
    reports = [each["name"] for each in files_of(coordinator) if "turnaround" in each["name"]]
    assert {name.rpartition(".")[2] for name in reports} == {"docx", "xlsx"}


def test_a_late_line_of_a_plan_is_closed_by_an_action(made: Office, coordinator: Visitor) -> None:
    services = made.app.edge.services
    waitings = services.calendar.of_partner(ROSHNI, office_today()).waiting
    line = next(waiting for waiting in waitings if waiting.what == "Train the teachers")
    press(coordinator, window(coordinator), names.REGISTER_OPEN, verb=line.key, kind="action")
    view = top(coordinator, "Register", showing="Drop it")
    assert not says(
        coordinator, view, "dropped", "In a few words", words="It was done before Saathi."
    )
    top(coordinator, "Register", showing="Dropped on")
    waitings = services.calendar.of_partner(ROSHNI, office_today()).waiting
    assert "Train the teachers" not in {waiting.what for waiting in waitings}
