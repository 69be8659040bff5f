"""`saathi inbox`: what waits and what is set aside, never what somebody wrote; and retrying it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.operations.database import Database
from bot.slack.delivery.deliveries import (
    MOST_CRASHES,
    SET_ASIDE,
    Delivery,
    DeliveryKind,
    Reply,
    Way,
)
from bot.slack.delivery.inbox import Inbox
from bot.slack.delivery.overview import DeliveryState, InboxError, InboxOverview
from bot.terminal.inbox_views import MOST, list_view
from tests.bot.slack.test_inbox import Clock, question
from tests.support.command_line import run
from tests.support.databases import KINDS, fresh_url

WRITTEN = "Has our partner in Swat a zebrafish?"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """The inbox of an own home, which `saathi` opens as well."""
    database = Database("", tmp_path)
    database.migrate()
    return Inbox(database)


def recorded(inbox: Inbox, number: int = 1, **given: Any) -> Delivery:
    delivery = inbox.record(question(number, **given))
    assert delivery is not None
    return delivery


def died_of(inbox: Inbox, delivery: Delivery, times: int = MOST_CRASHES) -> Delivery:
    """The delivery as it is after so many processes died of it."""
    for _ in range(times):
        dead = Inbox(inbox._database, clock=inbox._clock)
        dead.release_all()
        (delivery,) = [one for one in dead.take_over() if one.id == delivery.id]
        assert dead.begin(delivery)
    inbox.release_all()
    (delivery,) = [one for one in inbox.take_over() if one.id == delivery.id]
    return delivery


def set_aside(inbox: Inbox, **given: Any) -> Delivery:
    delivery = died_of(inbox, recorded(inbox, **given))
    inbox.set_aside(delivery, Reply(SET_ASIDE, "C1", "1800000009.000000"))
    return delivery


def test_an_empty_inbox_says_so(tmp_path: Path) -> None:
    assert "Nothing waits" in run("inbox", "list", home=tmp_path).out


def test_it_lists_what_waits_is_worked_on_is_put_off_and_is_set_aside(
    inbox: Inbox, tmp_path: Path
) -> None:
    aside = set_aside(inbox, number=1)
    waiting, begun, later = (recorded(inbox, number) for number in (2, 3, 4))
    inbox.begin(begun)
    inbox.put_off(later, 60)
    lines = run("inbox", "list", home=tmp_path, columns=140).out.splitlines()
    states = {line[:8]: line for line in lines}
    for delivery, state in (
        (aside, "set aside"), (waiting, "waiting"), (begun, "worked on"), (later, "put off")
    ):  # fmt: skip
        assert state in states[delivery.reference]
    assert lines[1].startswith(aside.reference)
    assert "3 open, 1 set aside" in lines[-1]


def test_nothing_that_somebody_wrote_is_shown_and_no_reports_writer(
    inbox: Inbox, tmp_path: Path
) -> None:
    extra = {"blocks": [{"text": WRITTEN}], "response_url": "https://hooks.example.org/secret"}
    delivery = set_aside(inbox, number=1, text=WRITTEN, extra=extra)
    report = recorded(
        inbox, 2, kind=DeliveryKind.REPORT, text=None, user="U0WRITER", channel="D0WRITER"
    )
    shown = [run("inbox", "list", home=tmp_path, columns=140).said]
    shown += [run("inbox", "show", one.id, home=tmp_path).said for one in (delivery, report)]
    for private in ("zebrafish", "hooks.example", "U0WRITER", "D0WRITER"):
        assert private not in " ".join(shown)
    assert "not told" in shown[2]


def test_one_is_shown_by_the_reference_that_its_writer_was_given(
    inbox: Inbox, tmp_path: Path
) -> None:
    delivery = set_aside(inbox)
    shown = run("inbox", "show", delivery.reference, home=tmp_path)
    for value in (delivery.id, "set aside", "question", "U1", "C1", "died 3 times", "thread"):
        assert value in shown.said
    assert f"saathi inbox retry {delivery.reference}" in shown.said


@pytest.mark.parametrize("reference", ["0000000", "x' OR 1=1", "%", "", "______"])
def test_what_is_not_there_is_told_with_the_cure(tmp_path: Path, reference: str) -> None:
    complaint = run("inbox", "show", "--", reference, home=tmp_path).complaint
    assert "saathi inbox list" in complaint


def test_doctor_names_what_is_set_aside_with_the_cure(inbox: Inbox, tmp_path: Path) -> None:
    delivery = set_aside(inbox)
    report = run("doctor", home=tmp_path, columns=200).out
    (line,) = [line for line in report.splitlines() if line[3:].startswith("Inbox ")]
    assert line.startswith("✗")
    assert delivery.reference in line
    assert f"saathi inbox show {delivery.reference}" in report
    run("inbox", "retry", delivery.reference, home=tmp_path)
    assert "set aside" not in run("doctor", home=tmp_path, columns=200).out


@pytest.fixture(params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Inbox, Path, str]]:
    """An inbox with a clock of its own, its home, and the setting `database_url`."""
    with fresh_url(request.param) as url:
        database = Database(url, tmp_path)
        database.migrate()
        yield Inbox(database), tmp_path, url
        database.close()


def test_a_process_that_serves_finds_what_another_puts_back_in_line(
    shared: tuple[Inbox, Path, str],
) -> None:
    inbox, home, url = shared
    delivery = set_aside(inbox, text=WRITTEN, extra={"share": "C9"})
    settings = {"DATABASE_URL": url}
    assert inbox.take_over() == []
    assert "in line again" in run("inbox", "retry", delivery.id, home=home, settings=settings).out
    (again,) = inbox.take_over()
    assert (again.id, again.key) == (delivery.id, delivery.key)
    assert (again.text, again.extra) == (WRITTEN, {"share": "C9"})
    assert again.attempts  # its reply is looked for before anything is sent
    assert not again.is_given_up
    refusal = run("inbox", "retry", delivery.id, home=home, settings=settings).complaint
    assert "in line already" in refusal


def test_one_that_kills_again_after_a_retry_is_set_aside_at_once(inbox: Inbox) -> None:
    delivery = set_aside(inbox)
    InboxOverview(inbox._database).retry(delivery.id)
    assert died_of(inbox, delivery, times=1).is_given_up


def test_what_failed_and_waits_for_its_time_can_be_tried_now(inbox: Inbox) -> None:
    delivery = recorded(inbox)
    inbox.put_off(delivery, 600)
    assert inbox.take_over() == []
    assert InboxOverview(inbox._database).retry(delivery.id).state is DeliveryState.WAITING
    assert [one.id for one in inbox.take_over()] == [delivery.id]


def test_what_is_closed_is_not_answered_again(inbox: Inbox) -> None:
    delivery = recorded(inbox)
    inbox.close(delivery, Reply("answered", "C1", "1800000001.000001"))
    with pytest.raises(InboxError, match="closed"):
        InboxOverview(inbox._database).retry(delivery.id)


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    database, clock = Database("", tmp_path), Clock()
    database.migrate()
    inbox = Inbox(database, clock=clock)
    for number in range(MOST + 5):
        recorded(inbox, number, way=Way.DIRECT, channel="")
    console = Console(width=120)
    with console.capture() as printed:
        console.print(list_view(InboxOverview(database).entries()))
    lines = printed.get().splitlines()
    assert len(lines) == MOST + 3  # with the head, an empty line and the sum
    assert f"The first {MOST} are shown." in lines[-1]
