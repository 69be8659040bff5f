"""One agreement’s life on both databases; what may follow what; which version is to go by."""

from __future__ import annotations

import io
import itertools
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest

from drafting.agreements import Draft, Drafts
from drafting.agreements.lives import (
    MAY_FOLLOW,
    Ending,
    EndingHow,
    LifeState,
    NothingNew,
    ReasonNeeded,
    Signature,
    SignatureInput,
    Standing,
    StepRefused,
    signed_file,
    signing_pack,
)
from drafting.agreements.lives.steps import Actor
from drafting.documents import DocumentKind
from drafting.partners import WrongDocument
from drafting.partners.errors import NotAllowed
from drafting.partners.record import Agreement
from drafting.partners.vocabulary import RelationshipStatus
from drafting.partnership import (
    Removed,
    Retention,
    RetentionPeriods,
    mentions_of,
    seal_everything,
)
from drafting.sealing import KeyRing, new_key, parse_keys
from knowledge import Library
from tests.support.databases import KINDS
from tests.support.drafting.desk import (
    LEARNING,
    ROSHNI,
    SCHOOLS,
    TODAY,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
    words_of,
)
from tests.support.drafting.kinds import AMENDMENT, CONTRACT, EXTENSION, MOU, PHASE_OUT

ACTOR = Actor("U1", "Sample Coordinator")
SCAN = signed_file("signed.pdf", b"%PDF-1.7 signed by both")
NUMBERS = itertools.count()
PEOPLE = ("Sample Director",)


def key() -> str:
    return f"step {next(NUMBERS)}"


def signatories() -> tuple[str, ...]:
    return tuple(person.name for person in sample().people.signatories)


def signature(day: date = TODAY - timedelta(days=2), **more: Any) -> SignatureInput:
    given = Signature(day, day + timedelta(days=1), PEOPLE, signatories())
    return SignatureInput(replace(given, **more), SCAN, "The Committee let it stand.")


def finance(room: Room, kind: DocumentKind = CONTRACT, agreement: str = SCHOOLS) -> Draft:
    """A draft by somebody who may see bank details."""
    return room.desk.draft(asked(kind=kind, agreement=agreement, may_see_restricted=True))


def issued(room: Room, kind: DocumentKind = CONTRACT, agreement: str = SCHOOLS) -> str:
    draft = finance(room, kind, agreement)
    room.lives.issue(draft.id, ACTOR, key())
    return draft.id


def signed(room: Room, kind: DocumentKind = CONTRACT, agreement: str = SCHOOLS) -> str:
    draft = issued(room, kind, agreement)
    room.lives.sign(draft, signature(), ACTOR, key())
    return draft


def put(room: Room, path: str, value: Any) -> None:
    room.save(changed(room.partners.get(ROSHNI), path, value, SCHOOLS))


def terms(room: Room) -> Agreement:
    agreement = room.partners.get(ROSHNI).agreement(SCHOOLS)
    assert agreement is not None
    return agreement


def state(room: Room, agreement: str = SCHOOLS) -> LifeState:
    return room.lives.life(ROSHNI, agreement).state


def rows_of(content: bytes) -> list[list[str]]:
    """The cells of all tables of a .docx."""
    tables = docx.Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, sample()) as room:
        yield room


@pytest.mark.parametrize("database", KINDS)
def test_the_life_of_one_agreement(database: str, tmp_path: Path) -> None:
    with drafting_room(tmp_path, sample(), kind=database) as room:
        first = finance(room)
        assert state(room) is LifeState.DRAFT
        put(room, "goal", "Children stay at school.")
        second = finance(room)
        overtaken = room.lives.standing(first.id)
        assert overtaken.standing is Standing.OVERTAKEN
        assert "version 2, made by U1 on" in overtaken.sentence
        with pytest.raises(StepRefused, match="overtaken"):
            room.lives.issue(first.id, ACTOR, key())

        room.lives.issue(second.id, ACTOR, key())
        assert state(room) is LifeState.ISSUED
        room.lives.sign(second.id, signature(), ACTOR, key())
        assert state(room) is LifeState.SIGNED
        assert terms(room).status is RelationshipStatus.ACTIVE
        with pytest.raises(WrongDocument, match="is signed") as refused:
            finance(room)
        assert refused.value.offer == AMENDMENT

        put(room, "money.amount", "8000000")
        amendment = signed(room, AMENDMENT)
        assert state(room) is LifeState.AMENDED
        row = next(row for row in rows_of(room.desk.get(amendment).clean) if row[0] == "Amount")
        assert row[1:] == ["PKR 7,500,000", "PKR 8,000,000"]

        end = terms(room).end
        assert end is not None
        put(room, "end", (end + timedelta(days=90)).isoformat())
        extension = signed(room, EXTENSION)
        clean = room.desk.get(extension).clean
        assert "It was changed once before" in words_of(clean)
        assert "Amount" not in [row[0] for row in rows_of(clean)], "what is signed is no change"
        assert [step.draft for step in room.lives.life(ROSHNI, SCHOOLS).changes] == [
            amendment,
            extension,
        ]

        ending = Ending(TODAY, EndingHow.BY_BOTH, "The schools are built.")
        room.lives.end(ROSHNI, SCHOOLS, ending, ACTOR, key())
        assert state(room) is LifeState.ENDED
        assert terms(room).status is RelationshipStatus.ENDED
        room.lives.take_back(ROSHNI, SCHOOLS, "It goes on until May.", ACTOR, key())
        assert state(room) is LifeState.AMENDED
        assert terms(room).status is RelationshipStatus.ACTIVE
        life = room.lives.life(ROSHNI, SCHOOLS)
        assert len(life.steps) == 8, "nothing is erased"
        assert room.lives.signed_file(life.changes[0], may_see_restricted_fields=True) == SCAN


def test_what_may_follow_what_is_one_table() -> None:
    assert {state for states in MAY_FOLLOW.values() for state in states} == {
        *(LifeState.NONE, LifeState.DRAFT, LifeState.ISSUED, LifeState.SIGNED, LifeState.AMENDED)
    }


def test_what_does_not_follow_is_refused_with_what_to_do_first(room: Room) -> None:
    draft = finance(room)
    lives, ending = room.lives, Ending(TODAY, EndingHow.COMPLETED, "All is done.")
    with pytest.raises(StepRefused, match="issue the version"):
        lives.sign(draft.id, signature(), ACTOR, key())
    with pytest.raises(StepRefused, match="issue the version"):
        lives.end(ROSHNI, SCHOOLS, ending, ACTOR, key())
    with pytest.raises(WrongDocument, match="is not signed yet"):
        finance(room, AMENDMENT)
    lives.issue(draft.id, ACTOR, key())
    with pytest.raises(StepRefused, match="signed yet"):
        lives.end(ROSHNI, SCHOOLS, ending, ACTOR, key())
    lives.sign(draft.id, signature(), ACTOR, key())
    with pytest.raises(StepRefused, match="before that"):
        early = replace(ending, on=TODAY - timedelta(days=30))
        lives.end(ROSHNI, SCHOOLS, early, ACTOR, key())
    with pytest.raises(WrongDocument, match="nothing to amend"):
        finance(room, AMENDMENT)


def test_a_signature_that_something_speaks_against_takes_a_reason(room: Room) -> None:
    draft = issued(room)
    bare = replace(signature(office_by=("Somebody Else",)), reason="")
    with pytest.raises(ReasonNeeded) as refused:
        room.lives.sign(draft, bare, ACTOR, key())
    verdict = room.desk.info(draft).verdict
    assert not verdict.is_ready
    assert refused.value.doubts == (
        f"Its pages say: {verdict.heading}.",
        "The document names no place to sign for Somebody Else.",
    )
    assert state(room) is LifeState.ISSUED
    step = room.lives.sign(draft, replace(bare, reason="She stood in."), ACTOR, key())
    assert (step.facts.reason, step.name) == ("She stood in.", ACTOR.name)
    assert step.facts.doubts == refused.value.doubts


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"office_on": TODAY + timedelta(days=1)}, "office_on"),
    ({"partner_by": ()}, "partner_by"),
    ({"partner_by": ("CNIC 40000-0000001-2 Rahim",)}, "partner_by"),
)
NO_SIGNED_FILES = (("a.pdf", b"PK"), ("a.exe", b"MZ"), ("a.pdf", b""), ("a.jpg", b"%PDF-"))


def test_a_signature_that_cannot_be_names_what_is_wrong(room: Room) -> None:
    draft = issued(room)
    files = [replace(signature(), file=signed_file(*file)) for file in NO_SIGNED_FILES]
    wrong = [(signature(**given), field) for given, field in WRONG]
    for given, field in [*wrong, *((each, "file") for each in files)]:
        with pytest.raises(StepRefused) as refused:
            room.lives.sign(draft, given, ACTOR, key())
        assert refused.value.field == field, given
    assert state(room) is LifeState.ISSUED


def test_a_version_without_bank_details_never_becomes_the_current_one(room: Room) -> None:
    by_finance, once = finance(room), key()
    with pytest.raises(NothingNew, match=f"Nothing has changed since {by_finance.id}"):
        room.desk.draft(asked())
    put(room, "goal", "Another goal.")
    without = room.desk.draft(asked())
    put(room, "goal", sample().agreement(SCHOOLS).goal)  # type: ignore[union-attr]
    standing = room.lives.standing(without.id)
    assert standing.standing is Standing.INCOMPLETE
    assert room.lives.standing(by_finance.id).standing is Standing.CURRENT
    with pytest.raises(StepRefused, match="without the right to see bank details"):
        room.lives.issue(without.id, ACTOR, key())
    first = room.lives.issue(by_finance.id, ACTOR, once)
    assert room.lives.issue(by_finance.id, ACTOR, once) == first, "one key enters one step"
    memorandum = room.desk.draft(asked(kind=MOU, agreement=LEARNING))
    assert room.lives.standing(memorandum.id).standing is Standing.CURRENT, "nothing is left out"


def test_a_redraft_without_a_difference_is_no_new_version(room: Room) -> None:
    first = finance(room)
    assert finance(room) == first
    put(room, "status", "dormant")
    room.save(changed(room.partners.get(ROSHNI), "goal", "Another goal.", LEARNING))
    assert finance(room) == first, "nothing that it shows changed"
    put(room, "goal", "Another goal.")
    assert finance(room).version == 2
    room.save(changed(room.partners.get(ROSHNI), "bank.branch", "Sample Branch Two"))
    assert finance(room).version == 3, "a restricted value"


def test_an_extension_gives_time_alone(room: Room) -> None:
    signed(room)
    put(room, "money.amount", "8000000")
    with pytest.raises(WrongDocument, match="not later"):
        finance(room, EXTENSION)
    put(room, "end", "2031-12-31")
    with pytest.raises(WrongDocument, match="‘Amount’") as refused:
        finance(room, EXTENSION)
    assert refused.value.offer == AMENDMENT


def test_placeholders_are_written_out_and_texts_that_follow_are_told(room: Room) -> None:
    signed(room)
    put(room, "end", "2028-12-31")
    goal = "What the parties want to reach together"
    rows = {row[0]: row[1:] for row in rows_of(finance(room, EXTENSION).clean)}
    assert rows["Ends on"] == ["31 December 2027", "31 December 2028"]
    assert [words[:19] for words in rows[goal]] == ["By 31 December 2027", "By 31 December 2028"]
    put(room, "goal", "All are back by {end}.")
    rows = {row[0]: row[1:] for row in rows_of(finance(room, AMENDMENT).clean)}
    assert rows[goal][0].startswith("By 31 December 2027, 600 girls")
    assert rows[goal][1] == "All are back by 31 December 2028."


def test_an_amendment_says_which_clause_comes_in_with_its_words(room: Room) -> None:
    put(room, "personal_data", "no")
    signed(room)
    put(room, "personal_data", "yes")
    rows = rows_of(finance(room, AMENDMENT).clean)
    clause = next(row for row in rows if row[0] == "Clause ‘Personal data’")
    assert clause[1] == "does not stand"
    assert len(clause[2]) > 100


def test_an_amendment_drafted_before_another_was_signed_is_not_issued(room: Room) -> None:
    signed(room)
    put(room, "goal", "Another goal.")
    stale = finance(room, AMENDMENT)
    put(room, "goal", sample().agreement(SCHOOLS).goal)  # type: ignore[union-attr]
    put(room, "end", "2031-12-31")
    signed(room, EXTENSION)
    with pytest.raises(StepRefused, match="says the old state"):
        room.lives.issue(stale.id, ACTOR, key())


def test_an_agreement_signed_before_saathi_is_entered_and_amended(room: Room) -> None:
    put(room, "end", None)
    enter = (ROSHNI, SCHOOLS, CONTRACT, signature(TODAY - timedelta(days=10)))
    with pytest.raises(StepRefused, match="its last day"):
        room.lives.enter_signed(*enter, ACTOR, key())
    put(room, "end", "2027-12-31")
    draft = finance(room)
    room.lives.enter_signed(*enter, ACTOR, key())
    assert state(room) is LifeState.SIGNED
    assert "another document" in room.lives.standing(draft.id).sentence
    dates = {(one.what, one.on) for one in room.lives.dates(ROSHNI, SCHOOLS)}
    assert ("Ends", date(2027, 12, 31)) in dates
    assert any(what.startswith("Tranche") for what, _ in dates)
    put(room, "goal", "Another goal.")
    amendment = finance(room, AMENDMENT)
    assert "Another goal." in words_of(amendment.clean)


def test_the_signing_pack_holds_the_version_and_the_policies_it_rests_on(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.desk, "_pdf_of", lambda _: b"%PDF-1.7")
    draft = finance(room)

    def pack(may_see: bool = True) -> zipfile.ZipFile:
        made = signing_pack(
            draft.id,
            lives=room.lives,
            drafting=room.desk,
            drafts=room.drafts,
            library=lambda: Library(tmp_path / "library"),
            may_see_restricted_fields=may_see,
        )
        return zipfile.ZipFile(io.BytesIO(made.content))

    with pytest.raises(StepRefused, match="not for signature yet"):
        pack()
    room.lives.issue(draft.id, ACTOR, key())
    with pytest.raises(NotAllowed):
        pack(may_see=False)
    room.lives.sign(draft.id, signature(), ACTOR, key())
    archive = pack()
    names = archive.namelist()
    assert archive.read(next(n for n in names if n.endswith("open.docx"))) == draft.clean
    assert archive.read("4 Signed signed.pdf") == SCAN.content
    paper = docx.Document(io.BytesIO(archive.read(next(n for n in names if n.startswith("2 ")))))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    framework = Library(tmp_path / "library").document("cspf")
    assert f"Edition: {framework.edition}" in text
    assert framework.clause("17(a)").text.replace("*", "") in text
    assert "**" not in text
    contents = archive.read(names[0]).decode()
    assert all(name in contents for name in names[1:])


def test_a_phase_out_plan_is_signed_and_ends_nothing_by_itself(room: Room) -> None:
    signed(room)
    plan = issued(room, PHASE_OUT)
    room.lives.sign(plan, signature(), ACTOR, key())
    assert state(room) is LifeState.SIGNED


def test_a_signed_file_is_sealed_whole_and_goes_when_its_days_are_over(room: Room) -> None:
    signed(room)
    step = room.lives.life(ROSHNI, SCHOOLS).steps[-1]
    assert [one.count for one in mentions_of("U1", room.database) if "lives" in one.many] == [2]

    def gone() -> set[Removed]:
        periods = RetentionPeriods(versions=1, signed=30)
        later = time.time() + 400 * 24 * 3600
        removals = Retention(room.database, periods, clock=lambda: later).due()
        return {removal.what for removal in removals}

    put(room, "goal", "Another goal.")
    assert not gone(), "it is in force, and the next amendment is compared with it"
    put(room, "end", None)
    ending = Ending(TODAY, EndingHow.COMPLETED, "All is done.")
    room.lives.end(ROSHNI, SCHOOLS, ending, ACTOR, key())
    room.save(
        room.partners.get(ROSHNI).model_copy(
            update={
                "agreements": tuple(
                    one for one in room.partners.get(ROSHNI).agreements if one.key == SCHOOLS
                )
            }
        )
    )
    assert Removed.LIFE in gone()
    assert b"signed by both" in kept_file(room), "there is no key yet"
    ring = KeyRing((parse_keys(new_key())[0],))
    assert seal_everything(room.database, ring)
    assert b"signed by both" not in kept_file(room)
    assert Drafts(room.database, ring=ring).steps.file(step) == SCAN


def kept_file(room: Room) -> bytes:
    with room.database.read() as connection:
        return bytes(connection.exec_driver_sql("SELECT content FROM signed_files").scalar_one())
