"""Drafts in the database: whole or not there, one to a wish, numbered without gaps or doubles."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from drafting.agreements import Draft, Settler
from drafting.agreements.reviewing.completions import tier_by_funds
from drafting.partners.errors import UnknownDraft, UnknownPartner
from drafting.partners.record import Agreement, Partner
from drafting.partners.vocabulary import Tier
from tests.conftest import ROOT
from tests.support.databases import KINDS
from tests.support.drafting.desk import (
    LEARNING,
    OFFICE,
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)
from tests.support.drafting.kinds import CONTRACT, MOU

AT_ONCE = 6
KILLS = 3
DRAFT_FOREVER = """
import sys
from tests.support.drafting.desk import SCHOOLS, asked, changed, open_room, sample
room = open_room(sys.argv[1])
for number in range(1000):
    goal = f"Goal {sys.argv[2]} {number}"
    room.partners.save(changed(sample(), "goal", goal, SCHOOLS), by="U1", source="test")
    print(room.desk.draft(asked(key=f"wish {sys.argv[2]} {number}")).id, flush=True)
"""


@pytest.fixture(params=KINDS)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, sample(), kind=request.param) as room:
        yield room


def other_goal(room: Room, number: int) -> Draft:
    """A draft once more, which says something else than the ones before."""
    room.save(changed(sample(), "goal", f"Goal {number}", SCHOOLS))
    return room.desk.draft(asked())


def test_many_who_ask_at_once_get_one_number_each(room: Room) -> None:
    offices = [replace(OFFICE, governing_law=f"the law of land {n}") for n in range(AT_ONCE)]
    desks = [room.another_desk(office) for office in offices]  # each says something else
    wishes = [asked() for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drafts = list(pool.map(lambda n: desks[n].draft(wishes[n]), range(AT_ONCE)))
    assert sorted(draft.version for draft in drafts) == list(range(1, AT_ONCE + 1))
    assert all(f"_v{draft.version}" in draft.id for draft in drafts)
    kept = room.desk.versions(ROSHNI, CONTRACT, SCHOOLS)
    assert [one.version for one in kept] == list(range(1, AT_ONCE + 1))


def test_one_wish_that_comes_many_times_at_once_is_drafted_once(room: Room) -> None:
    desks = [room.another_desk() for _ in range(2)]
    wish = asked()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drafts = list(pool.map(lambda n: desks[n % 2].draft(wish), range(AT_ONCE)))
    assert len({draft.id for draft in drafts}) == 1
    assert all(draft == drafts[0] for draft in drafts)
    assert len(room.desk.recent()) == 1


class Meanwhile:
    """What somebody else does after a draft was composed, and before its review; once."""

    def __init__(self) -> None:
        self.deed: Callable[[], object] | None = None

    def tier_of(self, partner: Partner, agreement: Agreement) -> Tier:
        deed, self.deed = self.deed, None
        if deed is not None:
            deed()
        return tier_by_funds(partner, agreement)


NOC_EXPIRED = [{"authority": "Sample Department", "expires": "2026-11-22"}]
SETTLER = Settler("U2", "Sample Coordinator")


@pytest.mark.parametrize("kind", KINDS)
def test_what_changed_while_a_draft_was_made_is_in_it(kind: str, tmp_path: Path) -> None:
    meanwhile = Meanwhile()
    partner = changed(sample(), "nocs", NOC_EXPIRED)
    with drafting_room(tmp_path, partner, kind=kind, tier_of=meanwhile.tier_of) as room:
        first = room.desk.draft(asked())
        room.desk.settle(first.id, {"expired": "The department renewed it."}, SETTLER)

        def drafted_while(deed: Callable[[], object]) -> Draft:
            meanwhile.deed = deed
            draft = room.desk.draft(asked())
            assert meanwhile.deed is None
            assert draft.review == room.desk.review_now(draft.id)
            return draft

        assert [finding.code for finding in room.desk.draft(asked()).review.settled] == ["expired"]
        account = changed(partner, "bank.iban", "PK36SCBL0000001123456702")
        held = drafted_while(lambda: room.partners.save(account, by="U1", source="test"))
        assert held.review.points == first.review.points, "one is settled, one is the account"
        reopened = drafted_while(lambda: room.desk.reopen(first.id, ["expired"], SETTLER))
        assert not reopened.review.settled
        room.desk.settle(first.id, {"expired": "The department renewed it."}, SETTLER)
        other = changed(partner, "nocs", [{**NOC_EXPIRED[0], "expires": "2026-11-20"}])
        lapsed = drafted_while(lambda: room.partners.save(other, by="U1", source="test"))
        assert not lapsed.review.settled
        assert [one.version for one in room.desk.versions(ROSHNI, CONTRACT, SCHOOLS)] == [
            *range(1, 6)
        ]
        meanwhile.deed = lambda: room.partners.delete(ROSHNI)
        with pytest.raises(UnknownPartner):
            room.desk.draft(asked())


def test_each_document_and_agreement_is_numbered_for_itself(room: Room) -> None:
    first = room.desk.draft(asked())
    mou = room.desk.draft(asked(kind=MOU, agreement=LEARNING))
    second = other_goal(room, 1)
    assert (first.version, mou.version, second.version) == (1, 1, 2)


def test_the_last_drafts_come_newest_first(room: Room) -> None:
    made = [other_goal(room, number).id for number in range(3)]
    assert [one.id for one in room.desk.recent(limit=2)] == made[:0:-1]


def test_killed_while_drafting_a_draft_is_whole_or_not_begun(tmp_path: Path) -> None:
    with drafting_room(tmp_path, sample()) as room:
        announced: list[str] = []
        for run in range(KILLS):
            announced += drafted_until_killed(tmp_path, run, after=random.Random(run).randint(1, 9))
        kept = room.desk.versions(ROSHNI, CONTRACT, SCHOOLS)
        assert [one.version for one in kept] == list(range(1, len(kept) + 1))
        assert {*announced} <= {one.id for one in kept}, "announced before it was saved"
        for one in kept:
            draft = room.desk.get(one.id)
            assert draft.working.startswith(b"PK")
            assert draft.clean.startswith(b"PK")
            assert room.desk.why(one.id)


def drafted_until_killed(home: Path, run: int, after: int) -> list[str]:
    """The drafts that a process announced before it was killed in the midst of its work."""
    process = subprocess.Popen(
        [sys.executable, "-c", DRAFT_FOREVER, str(home), str(run)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        announced = [line.strip() for line, _ in zip(process.stdout, range(after), strict=False)]
    finally:
        process.send_signal(signal.SIGKILL)
        announced += [line.strip() for line in process.stdout if line.endswith("\n")]
        process.wait()
    return [line for line in announced if line.startswith("CONTRACT")]


def test_the_drafts_of_a_deleted_partner_are_gone(room: Room) -> None:
    draft = room.desk.draft(asked())
    assert room.desk.forget("nobody") == 0
    assert room.desk.forget(ROSHNI) == 1
    assert room.desk.recent() == []
    with pytest.raises(UnknownDraft):
        room.desk.get(draft.id)
