"""`saathi forget`: the questions go, and what stays with the person's id is told with counts."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.services import Services, make_services
from bot.settings.settings import Settings
from bot.slack.delivery.deliveries import AnswerRecord, Delivery, DeliveryKind, Reply
from bot.slack.delivery.inbox import Inbox
from drafting.agreements import AgreementRequest, Settler
from drafting.agreements.lives import Actor, StepKind
from drafting.agreements.lives.step_record import NewStep
from drafting.agreements.lives.steps import StepFacts
from drafting.due_diligence import AnswerInput, AnswerState, ChecklistRequest, PeerAssessment
from drafting.partners import office_today
from tests.support.command_line import Run, run
from tests.support.drafting.kinds import CONTRACT

LEFT, STAYS = "U0LEFT999", "U0STAYS11"
ROSHNI, SCHOOLS = "sample-roshni", "2026-schools"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """A desk on which nobody ever did anything."""
    return make_services(Settings(home=tmp_path))


def forget(services: Services, member: str, **settings: str) -> Run:
    """`saathi forget` on that desk."""
    return run("forget", member, home=services.settings.home, columns=200, settings=settings)


def asks(services: Services, member: str, question: str, *, answered: bool = True) -> None:
    """The person asks, and is answered; or waits."""
    inbox = Inbox(services.database)
    key = f"{member} {question}"
    delivery = inbox.record(
        Delivery(key=key, kind=DeliveryKind.QUESTION, user=member, text=question)
    )
    assert delivery is not None
    if answered:
        record = AnswerRecord(question, True, "", ("CSPF 17(a)",), asked_at=time.time())
        inbox.close(delivery, Reply("answered", "C1", key), record)


def works(services: Services, member: str) -> None:
    """The person does everything that keeps an id: files, drafts, checklists, evidence."""
    partner = services.partners.get(ROSHNI)
    for place in ("Lane 1", "Lane 2"):
        identity = partner.identity.model_copy(update={"address": place})
        services.partners.save(
            partner.model_copy(update={"identity": identity}), by=member, source="Slack"
        )
    wish = AgreementRequest(ROSHNI, CONTRACT, SCHOOLS, member, f"of {member}")
    draft = services.drafting.draft(wish)
    point = services.drafting.review_now(draft.id).for_people[0].point
    services.drafting.settle(draft.id, {point: "It was looked at."}, Settler(member, "Sample"))
    number = len(services.lives.life(ROSHNI, SCHOOLS).steps) + 1
    facts, actor = StepFacts(title="Contract"), Actor(member, "Sample")
    services.drafts.steps.add(
        NewStep(ROSHNI, SCHOOLS, number, StepKind.ISSUED, actor, f"step {member}", facts, draft.id)
    )
    desk = services.due_diligence
    checklist = desk.start(ChecklistRequest(ROSHNI, SCHOOLS, member, f"wish of {member}"))
    first, second = checklist.entries[0], checklist.entries[1]
    answers = [
        AnswerInput(one.key, AnswerState.ANSWERED, member, f"{member} {one.key}", "So.")
        for one in (first, second)
    ]
    desk.answer(checklist.id, answers)
    desk.assign(checklist.id, first.key, member, STAYS, f"a {member}")
    desk.assign(checklist.id, second.key, member, STAYS, f"b {member}")
    desk.assign(checklist.id, second.key, STAYS, member, f"c {member}")
    desk.checklists.keep_file("f" * 32, checklist.id, "proof.pdf", b"x", member)
    today = office_today()
    assessment = PeerAssessment(
        id="p" * 32,
        partner=ROSHNI,
        peer="Sample Peer",
        assessed_on=today,
        valid_until=today + timedelta(days=90),
        areas=("fit",),
        accepted_by=member,
        accepted_at=datetime.now(UTC),
    )
    desk.checklists.keep_peer_assessment(assessment)
    desk.checklists.keep_standing(desk.get(checklist.id).entries[0].answers[-1])


def tables_that_name(services: Services, member: str) -> set[str]:
    """Every table of the database in which the id stands anywhere."""
    found = set()
    with services.database.read() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                if any(member in str(value) for value in row):
                    found.add(table.name)
    return found


def test_an_unknown_id_is_said_and_fails(services: Services) -> None:
    asks(services, STAYS, "Who signs?")
    told = forget(services, LEFT)
    assert LEFT in told.complaint
    assert "holds nothing" in told.complaint
    assert len(Inbox(services.database).recent(STAYS)) == 1


@pytest.mark.parametrize("member", ["somebody", "@U0LEFT999", "u0left999", "C012AB3CD", "U1'--"])
def test_what_is_no_member_id_is_said_and_fails(services: Services, member: str) -> None:
    assert "is no Slack member id" in forget(services, member).complaint


def test_questions_go_and_all_that_stays_is_told_with_counts_and_cures(services: Services) -> None:
    for member in (LEFT, STAYS):
        asks(services, member, "Who signs?")
        asks(services, member, "Who pays?")
    asks(services, LEFT, "And who decides?", answered=False)
    asks(services, STAYS, f"Where is <@{LEFT}>?")
    works(services, LEFT)
    told = forget(
        services, LEFT, COORDINATORS=f'["{LEFT}"]', ROLES__FINANCE=f'["{STAYS}", "{LEFT}"]'
    )
    assert told.code == 0
    assert f"2 questions of {LEFT} are deleted" in told.said
    lines = [line.removeprefix("- ") for line in told.out.splitlines() if line.startswith("- ")]
    for words in (
        "1 message being answered or waiting: run this again",
        "the setting `coordinators`: take the id out",
        "the setting `roles.finance`: take the id out",
        "2 changes of partners’ files: ",
        "1 draft that they asked for: ",
        "1 point of a review that they settled or opened again: ",
        "1 step of an agreement’s life that they entered: ",
        "1 checklist that they began or completed: ",
        "answers in checklists: ",
        "1 question of a checklist that is given to them: ",
        "3 notes of who gave a question to whom: ",
        "1 file of evidence that they gave: ",
        "1 assessment of another organisation that they accepted: ",
        "1 standing answer of the office: ",
        "1 question of others that name them: ",
        "2 lines without text, of when a message came: ",
    ):
        assert [line for line in lines if words in line], (words, lines)
    assert "roles.drafters" not in told.said
    assert len(Inbox(services.database).recent(STAYS)) == 3


def test_every_table_in_which_the_id_stays_is_among_them(services: Services) -> None:
    asks(services, LEFT, "Who signs?")
    asks(services, STAYS, f"Where is <@{LEFT}>?")
    works(services, LEFT)
    before = tables_that_name(services, LEFT)
    stays = forget(services, LEFT).out.count("\n- ")
    assert (
        tables_that_name(services, LEFT)
        == before
        == {
            *("answers", "deliveries", "partner_versions", "drafts", "checklists"),
            *("checklist_answers", "checklist_assignments", "evidence_files"),
            *("peer_assessments", "standing_answers", "settled_points", "agreement_steps"),
        }
    )
    assert stays == len(before) + 1  # what is assigned now, and who gave it to whom


def test_who_asked_nothing_but_stands_on_record_is_told_so(services: Services) -> None:
    works(services, LEFT)
    told = forget(services, LEFT)
    assert told.code == 0
    assert f"No question of {LEFT} is kept." in told.said
    assert "changes of partners’ files" in told.said


def test_only_the_last_who_was_given_a_question_has_it(services: Services) -> None:
    works(services, LEFT)
    assert "1 question of a checklist that is given to them" in forget(services, STAYS).said


def test_nobody_s_id_is_taken_for_another_s(services: Services) -> None:
    asks(services, f"{LEFT}X", "Who signs?")
    assert "holds nothing" in forget(services, LEFT).complaint
