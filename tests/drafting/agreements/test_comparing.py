"""An edited document given back is compared with what was issued, clause by clause."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from drafting.agreements import ClauseChange, Comparison, Draft
from drafting.documents import DocumentKind
from drafting.partners import Office, UnreadableDraft
from drafting.partners.errors import UnknownDraft
from tests.support.drafting.desk import (
    LEARNING,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)
from tests.support.drafting.kinds import CONTRACT, MOU, NOTE, PHASE_OUT
from tests.support.edited_files import (
    Edit,
    adding_after,
    commenting,
    deleting,
    edited,
    moving,
    parting,
    rewriting,
    tracking,
    without_properties,
)

NOT_ALONE = "Nothing in this Contract makes either Party the other’s only partner."
NO_AGENTS = "The Parties are independent of each other."


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with drafting_room(tmp_path_factory.mktemp("room")) as room:
        yield room


@pytest.fixture(scope="module")
def draft(room: Room) -> Draft:
    return room.desk.draft(asked())


def compared(room: Room, content: bytes, *edits: Edit) -> Comparison:
    return room.desk.compare(edited(content, *edits), "back.docx")


def only_change(found: Comparison) -> ClauseChange:
    """The one clause that differs, where nothing else does."""
    assert not found.others
    (change,) = found.clauses
    return change


def said(change: ClauseChange, was: str) -> list[str]:
    return [piece.text for piece in change.words if piece.was == was]


@pytest.mark.parametrize("which", ["working", "clean"])
def test_a_document_that_nobody_edited_is_as_it_was_issued(
    room: Room, draft: Draft, which: str
) -> None:
    found = compared(room, getattr(draft, which))
    assert found.is_as_issued
    assert (found.draft, found.file) == (draft.id, "back.docx")
    assert (found.filled, found.tracked, found.comments) == ((), 0, ())


@pytest.mark.parametrize(
    ("partner", "kind", "agreement"),
    [
        ("sample-lamba", CONTRACT, "2026-looms"),
        ("sample-sailab", PHASE_OUT, "2026-flood-shelter"),
        ("sample-chaupal", NOTE, "2026-water"),
        ("sample-mashal", MOU, "2026-reading"),
    ],
)
def test_a_document_full_of_open_fields_is_as_issued_with_nothing_filled_in(
    tmp_path: Path, partner: str, kind: DocumentKind, agreement: str
) -> None:
    with drafting_room(tmp_path, office=Office()) as bare:
        issued = bare.desk.draft(asked(partner, kind, agreement))
        for content in (issued.working, issued.clean):
            found = bare.desk.compare(content, "back.docx")
            assert found.is_as_issued
            assert found.filled == ()


@pytest.mark.parametrize("which", ["working", "clean"])
def test_changed_words_are_shown_in_their_clause(room: Room, draft: Draft, which: str) -> None:
    new = "The Partner is CIP’s only partner."
    change = only_change(compared(room, getattr(draft, which), rewriting(NOT_ALONE, new)))
    assert (change.title, change.how) == ("Freedom to work with others", "changed")
    assert change.basis == ("CSPF 15(a)",)
    assert "Nothing" in " ".join(said(change, "deleted"))
    assert said(change, "added") == ["The Partner is CIP's"]


def test_tracked_changes_are_read_as_accepted(room: Room, draft: Draft) -> None:
    found = compared(room, draft.clean, tracking("free to work", "forbidden to work"))
    change = only_change(found)
    assert (said(change, "deleted"), said(change, "added")) == (["free"], ["forbidden"])
    assert found.tracked == 2


def test_a_deleted_clause_is_listed_with_its_words(room: Room, draft: Draft) -> None:
    change = only_change(
        compared(room, draft.clean, deleting("Two independent organisations"), deleting(NO_AGENTS))
    )
    assert change.how == "deleted"
    assert any(NO_AGENTS in text for text in said(change, "deleted"))
    assert "was deleted" in change.sentence


def test_a_sentence_taken_out_changes_its_clause(room: Room, draft: Draft) -> None:
    text = "If one clause proves not to be valid, the others remain."
    change = only_change(compared(room, draft.clean, deleting(text)))
    assert (change.title, change.how) == ("The whole Contract", "changed")
    assert said(change, "deleted") == [text]


def test_added_text_is_shown_where_it_stands(room: Room, draft: Draft) -> None:
    inside = adding_after("This Contract consists of these clauses", "The Partner pays for all.")
    change = only_change(compared(room, draft.clean, inside))
    assert [text.strip() for text in said(change, "added")] == ["The Partner pays for all."]
    behind = adding_after("If one clause proves not to be valid", "CIP is not liable.")
    found = compared(room, draft.clean, behind)
    assert not found.clauses
    (other,) = found.others
    assert (other.how, other.words[0].text) == ("added", "CIP is not liable.")
    assert other.where == "after clause 1.3"


def test_a_clause_that_only_moved_is_told_so(room: Room, draft: Draft) -> None:
    move = moving("Two independent organisations", NO_AGENTS, "If one clause proves not to be")
    change = only_change(compared(room, draft.clean, move))
    assert (change.title, change.how) == ("Two independent organisations", "moved")


def test_renumbering_and_parted_paragraphs_are_no_change(room: Room, draft: Draft) -> None:
    typed = rewriting("Freedom to work with others", "3.7 Freedom to work with others")
    assert compared(room, draft.clean, typed).is_as_issued
    assert compared(room, draft.clean, parting("Each Party is free")).is_as_issued


def test_comments_of_people_are_counted_and_saathis_own_are_not(room: Room, draft: Draft) -> None:
    found = compared(room, draft.working, commenting(NOT_ALONE, "Our board does not agree."))
    assert [(one.author, one.text) for one in found.comments] == [
        ("Sample Partner", "Our board does not agree.")
    ]
    assert found.is_as_issued


def test_changes_outside_the_clauses_are_listed_with_their_place(room: Room, draft: Draft) -> None:
    found = compared(
        room,
        draft.clean,
        rewriting("House 0, Sample Street", "House 7, Sample Street"),
        rewriting("SAMPLE-0001", "SAMPLE-0002"),
    )
    assert not found.clauses
    assert {(other.where, other.how) for other in found.others} == {
        ("the parties, Address of the Partner", "changed"),
        ("the parties, Registration number of the Partner", "changed"),
    }


def test_filling_in_an_open_field_changes_no_clause(room: Room) -> None:
    room.save(changed(sample(), "start", None, LEARNING))
    issued = room.desk.draft(asked(kind=MOU, agreement=LEARNING))
    (start,) = [one for one in issued.review.open_fields if one.field == "agreement.start"]
    working = compared(room, issued.working, rewriting(f"[{start.title}]", "1 May 2027"))
    assert working.is_as_issued
    assert {(one.field, one.value) for one in working.filled} == {("agreement.start", "1 May 2027")}
    blank = next(
        paragraph.text
        for paragraph in docx.Document(io.BytesIO(issued.clean)).paragraphs
        if f"({start.title})" in paragraph.text
    )
    line = "_" * blank.count("_") + f" ({start.title})"
    clean = compared(room, issued.clean, rewriting(line, "1 May 2027"))
    assert clean.is_as_issued
    assert [one.value for one in clean.filled] == ["1 May 2027"]


def test_a_restricted_value_is_neither_quoted_as_filled_in_nor_as_changed(room: Room) -> None:
    issued = room.desk.draft(asked())
    filled = compared(room, issued.working, rewriting("[IBAN: Finance fills this in]", IBAN))
    assert filled.is_as_issued
    assert [(one.title.partition(":")[0], one.value) for one in filled.filled] == [("IBAN", "")]
    private = room.desk.draft(asked(may_see_restricted=True))
    found = compared(
        room, private.clean, rewriting("Sample Bank of Nowhere", "Another Sample Bank")
    )
    assert [other.where[:5] for other in found.others] == ["Annex"]
    found_by_hand = compared(room, issued.clean, adding_after(NOT_ALONE[:40], f"Pay to {IBAN}."))
    for told in (filled, found, found_by_hand):
        assert "SAMP0000" not in repr(told)
        assert "Bank of Nowhere" not in repr(told)


IBAN = "PK29SAMP0000000000000001"


def test_a_file_without_properties_is_found_by_the_reference_on_its_pages(
    room: Room, draft: Draft
) -> None:
    assert compared(room, draft.clean, without_properties).draft == draft.id


# --- what cannot be compared


def test_a_draft_of_another_saathi_is_refused_with_the_nearest(room: Room, draft: Draft) -> None:
    def rename(document: docx.document.Document) -> None:
        document.core_properties.identifier = draft.id.replace("_v1", "_v9")

    with pytest.raises(UnknownDraft, match=draft.id):
        room.desk.compare(edited(draft.clean, rename), "back.docx")


def test_a_file_that_saathi_did_not_issue_is_refused_with_the_cure(room: Room) -> None:
    foreign = io.BytesIO()
    docx.Document().save(foreign)
    with pytest.raises(UnreadableDraft, match="bears no reference"):
        room.desk.compare(edited(foreign.getvalue(), lambda d: d.add_paragraph("Hello")), "a.docx")


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 5_000_000 + b"</a>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "empty.docx", "is empty"),
        (b"PK\x03\x04 no zip", "broken.docx", "damaged"),
        (b"%PDF-1.7", "back.pdf", "damaged or cut short"),
        (b"words", "back.odt", "save it as .docx"),
        (b"words", "back.exe", "cannot be read"),
        (b"words", "../../etc/passwd", "cannot be read"),
        (b"words", "a" * 400 + ".docx", "is not a Word document"),
        (b"words", "", "is not a Word document"),
    ],
)
def test_hostile_files_are_refused_in_a_sentence(
    room: Room, content: bytes, name: str, why: str
) -> None:
    with pytest.raises(UnreadableDraft, match=why) as refused:
        room.desk.compare(content, name)
    assert str(refused.value).endswith(".")
    assert "/tmp" not in str(refused.value)


def test_a_zip_bomb_is_refused_before_it_unpacks(room: Room) -> None:
    with pytest.raises(UnreadableDraft, match="unpacks to far more"):
        room.desk.compare(bomb(), "bomb.docx")


def test_a_paragraph_made_to_keep_the_reader_busy_is_only_a_change(tmp_path: Path) -> None:
    with drafting_room(tmp_path, office=Office()) as bare:
        issued = bare.desk.draft(asked("sample-lamba", CONTRACT, "2026-looms"))
        busy = "The partner to the parties of the work by CIP and " * 4_000
        found = bare.desk.compare(
            edited(issued.clean, *(adding_after("In this Contract:", busy) for _ in range(5))),
            "busy.docx",
        )
    (change,) = found.clauses
    assert change.title == "Words used"


def test_a_document_of_endless_paragraphs_is_refused(room: Room, draft: Draft) -> None:
    def grow(document: docx.document.Document) -> None:
        for _ in range(5_001):
            document.add_paragraph("word")

    with pytest.raises(UnreadableDraft, match="more than 5,000 paragraphs"):
        room.desk.compare(edited(draft.clean, grow), "long.docx")
    assert SCHOOLS in draft.id
