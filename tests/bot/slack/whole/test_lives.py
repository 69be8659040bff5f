"""One agreement’s life in Slack: drafted, overtaken, issued, signed, amended, extended, ended."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.drafts.form_view import KIND
from drafting.agreements.lives import Life, LifeState
from drafting.partners import office_today
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import asked, chooses, drafts, files_of
from tests.support.slack.forms import inputs, pressed, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, opened, top, words
from tests.support.slack.workspace_client import COORDINATOR, FINANCE, OFFICER, Visitor, visiting

Json = dict[str, Any]
MASHAL, READING = "sample-mashal", "2026-reading"
ROLES = RoleSettings(
    drafters=(OFFICER, COORDINATOR), settlers=(COORDINATOR,), finance=(COORDINATOR, FINANCE)
)
SCAN = b"%PDF-1.7 signed by both"
REASON = "The Committee saw what is open, and let it stand."


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


@pytest.fixture(scope="module")
def officer(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, OFFICER)


@pytest.fixture(scope="module")
def coordinator(made: Office) -> Iterator[Visitor]:
    yield from visiting(made.server.url, COORDINATOR)


def life(made: Office) -> Life:
    return made.app.edge.services.lives.life(MASHAL, READING)


def window(visitor: Visitor, showing: str = "") -> Json:
    """The agreement's window, from the partner's card."""
    while visitor.views:
        visitor.closes(visitor.views[-1])
    pressed(visitor, opened(visitor, "mashal"), names.AGREEMENT_OPEN, agreement=READING)
    return top(visitor, "Agreement", showing=showing)


def form(visitor: Visitor, action: str, title: str) -> Json:
    pressed(visitor, window(visitor), action, agreement=READING)
    return top(visitor, title)


def issues(visitor: Visitor) -> None:
    assert not sends(visitor, form(visitor, names.LIFE_ISSUE, "Issue for signature"))


def signs(visitor: Visitor, **more: Any) -> str:
    """Enters both signatures with a file; what the person is told."""
    view = form(visitor, names.LIFE_SIGN, "Enter signatures")
    today = office_today().isoformat()
    given = {"office_on": today, "partner_on": today, "reason": REASON, **more}
    given.setdefault("office_by", "Sample Director")
    given["file"] = (visitor.uploads("signed.pdf", SCAN),)
    known = len(from_saathi(visitor))
    assert not sends(visitor, view, **given)
    return words(newest_direct(visitor, known))


def drafted(visitor: Visitor, kind: str, field: str, value: str) -> Json:
    """A draft of that kind, after a field was changed in its window."""
    view = asked(visitor, "mashal", "What it is about")
    if inputs(view)[KIND]["element"]["initial_option"]["value"] != kind:
        view = chooses(visitor, view, KIND, kind, field)
    return drafts(visitor, view, **{field.replace(".", "__"): value})


def test_the_life_of_one_agreement(officer: Visitor, coordinator: Visitor, made: Office) -> None:
    drafted(officer, "mou", "agreement.goal", "Everybody reads.")
    same = drafted(officer, "mou", "agreement.goal", "Everybody reads.")
    assert "there is no new version" in words(same)
    drafted(officer, "mou", "agreement.goal", "Everybody reads and writes.")
    shown = words(window(officer, "Life: draft"))
    assert "overtaken by version 2" in shown
    person = next(one for one in officer.place["people"] if one["id"] == OFFICER)
    assert f"made by {person['name']} on" in shown

    with pytest.raises(AssertionError, match="no button"):
        form(officer, names.LIFE_SIGN, "Enter signatures")
    issues(officer)
    assert "Life: issued" in words(window(coordinator))

    view = form(coordinator, names.LIFE_SIGN, "Enter signatures")
    today = office_today().isoformat()
    file = (coordinator.uploads("signed.pdf", SCAN),)
    given = {"office_on": today, "partner_on": today, "office_by": "Sample Director"}
    wrong = sends(coordinator, view, **given, file=file)
    assert "Its pages say: Not ready for signature" in wrong["reason"]
    assert life(made).state is LifeState.ISSUED
    assert "The signature is on record" in signs(coordinator)
    assert life(made).state is LifeState.SIGNED
    assert life(made).steps[-1].facts.reason == REASON
    card = opened(officer, "mashal")
    assert "Signed." in words(card)

    view = asked(officer, "mashal", "Signed: ")
    sends(officer, view, agreement__goal="Everybody reads a lot.")
    refused = top(officer, "Draft an agreement", showing="is signed")
    assert names.DRAFT_INSTEAD in str(refused["blocks"])
    while officer.views:
        officer.closes(officer.views[-1])
    drafted(officer, "amendment", "agreement.title", "Reading for everybody")
    issues(officer)
    signs(coordinator)
    assert life(made).state is LifeState.AMENDED

    drafted(officer, "extension", "agreement.end", "2031-12-31")
    issues(officer)
    signs(coordinator)
    assert [step.facts.title for step in life(made).changes] == ["Amendment", "No-cost Extension"]

    view = form(coordinator, names.LIFE_END, "It has ended")
    assert not sends(coordinator, view, how="completed", why="All is done.")
    assert "Life: ended" in words(window(coordinator))
    view = form(coordinator, names.LIFE_TAKE_BACK, "Take a step back")
    assert sends(coordinator, view, why="-") == {"why": "Write why, in a sentence."}
    assert not sends(coordinator, view, why="It goes on.")
    assert life(made).state is LifeState.AMENDED
    assert len(life(made).steps) == 8
    the_pack_and_the_signed_file_come_by_direct_message_and_on_record(coordinator, made)


def the_pack_and_the_signed_file_come_by_direct_message_and_on_record(
    coordinator: Visitor, made: Office
) -> None:
    shown = window(coordinator)
    known = len(from_saathi(coordinator))
    pressed(coordinator, shown, names.LIFE_PACK, draft=f"MOU_{MASHAL}_{READING}_v2")
    newest_direct(coordinator, known + 1)
    pack = files_of(coordinator)[-1]
    archive = zipfile.ZipFile(io.BytesIO(coordinator.downloads(pack)))
    assert archive.read("4 Signed signed.pdf") == SCAN
    at_rest(made)
    shown = window(coordinator)
    known = len(from_saathi(coordinator))
    pressed(coordinator, shown, names.LIFE_FILE, agreement=READING)
    newest_direct(coordinator, known + 1)
    assert coordinator.downloads(files_of(coordinator)[-1]) == SCAN
    seen = made.app.edge.services.access.entries(partner=MASHAL)
    assert [entry.how.value for entry in seen[:2]] == ["signed_file", "signed_file"]


def test_an_agreement_signed_before_saathi_is_entered_with_its_file(
    coordinator: Visitor, made: Office
) -> None:
    while coordinator.views:
        coordinator.closes(coordinator.views[-1])
    pressed(coordinator, opened(coordinator, "sailab"), names.AGREEMENT_OPEN)
    shown = top(coordinator, "Agreement")
    pressed(coordinator, shown, names.LIFE_ENTER)
    view = top(coordinator, "Signed before Saathi")
    kinds = [one["value"] for one in inputs(view)["kind"]["element"]["options"]]
    assert kinds == ["mou", "contract", "note"]
    day = (office_today() - timedelta(days=1)).isoformat()
    given = {"kind": "contract", "office_on": day, "office_by": "Sample Director"}
    file = (coordinator.uploads("scan.pdf", SCAN),)
    assert set(sends(coordinator, view, **given, file=file)) == {"partner_on"}
    known = len(from_saathi(coordinator))
    assert not sends(coordinator, view, **given, partner_on=day, file=file)
    assert "The signature is on record, and scan.pdf is kept" in words(
        newest_direct(coordinator, known)
    )
    (agreement, *_) = made.app.edge.services.partners.get("sample-sailab").agreements
    entered = made.app.edge.services.lives.life("sample-sailab", agreement.key)
    assert entered.state is LifeState.SIGNED
