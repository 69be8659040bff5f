"""Every kind of edit that a hand can make, on every kind of document, is told with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import pytest

from drafting.agreements import ClauseChange, Comparison, Draft, Drafts, TextPiece
from drafting.agreements.comparing.comparer import compare
from drafting.agreements.comparing.comparison import KeySubject
from drafting.agreements.comparing.edited import read_edited
from drafting.documents import DocumentKind
from drafting.documents.pdf import to_pdfs
from drafting.partners.errors import UnknownPart
from drafting.partners.record import Person
from tests.support.drafting.desk import OFFICE, Room, asked, drafting_room
from tests.support.drafting.kinds import CONTRACT, FIRST, MOU, NOTE, PHASE_OUT
from tests.support.edited_files import (
    adding_row,
    boxing,
    commenting,
    edited,
    in_margins,
    in_row,
    in_value,
    leaving_out,
    marking,
    moving_clause,
    picturing,
    removing_row,
    retyping,
    tracking_in,
    unseen_in,
)
from tests.support.programs import LIBREOFFICE, needed

WHOSE = {
    CONTRACT: ("sample-roshni", "2026-schools"),
    MOU: ("sample-mashal", "2026-reading"),
    NOTE: ("sample-chaupal", "2026-water"),
    PHASE_OUT: ("sample-sailab", "2026-flood-shelter"),
}
# The clauses that each edit is made in; a note is short.
CLAUSES = {
    CONTRACT: ("Words used", "Zero tolerance", "Taxes", "Sanctions", "Permissions", "Changes"),
    MOU: ("Words used", "Zero tolerance", "Legal effect", "Quiet times", "Duration", "Changes"),
    NOTE: (
        *("What this Note is, and is not", "Each stays itself", "Openness", "Care for each other"),
        *("Visibility and public reference", "Integrity"),
    ),
    PHASE_OUT: (
        *("What this Plan is for", "Staff and communities", "Conflict of interest"),
        *("No support to terrorism", "Learning", "Changes"),
    ),
}
BEHIND = {
    CONTRACT: "Duration",
    MOU: "Open dialogue",
    NOTE: "Openness",
    PHASE_OUT: "The later relationship",
}
ANNEX = {CONTRACT: "Payments", MOU: "Agreed capacity support", PHASE_OUT: "Focal points"}
ANOTHER = replace(OFFICE, signatories=(Person(name="Sample Successor", title="Country Director"),))
IBAN, OTHER_IBAN = "PK29SAMP0000000000000001", "PK29SAMP0000000000000002"


class Returns(NamedTuple):
    """One kind of document: as it was issued, and what was told of two edited returns."""

    draft: Draft
    newest: str
    edited: Comparison
    rearranged: Comparison


@dataclass(frozen=True)
class Told:
    """What is told of an edit: where, what was done, and its words."""

    where: str
    how: str
    words: tuple[TextPiece, ...]

    def has(self, text: str, was: str) -> bool:
        return any(text in piece.text for piece in self.words if piece.was == was)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with drafting_room(tmp_path_factory.mktemp("room")) as room:
        yield room


@pytest.fixture(scope="module")
def returns(room: Room) -> Callable[[DocumentKind], Returns]:
    made: dict[DocumentKind, Returns] = {}

    def of(kind: DocumentKind) -> Returns:
        if kind not in made:
            made[kind] = _returns(room, kind)
        return made[kind]

    return of


def _returns(room: Room, kind: DocumentKind) -> Returns:
    partner, agreement = WHOSE[kind]
    wish = partial(asked, partner, kind, agreement, may_see_restricted=True)
    draft = room.desk.draft(wish())
    newer = room.another_desk(ANOTHER).draft(wish())
    struck, hidden, retyped, tracked, boxed, moved = CLAUSES[kind]
    account = [in_value(IBAN, OTHER_IBAN)] if kind == CONTRACT else []
    first = edited(
        draft.clean,
        marking(struck, "w:strike"),
        marking(hidden, "w:vanish"),
        retyping(retyped, "Nothing of what was agreed holds, and nobody pays for it."),
        tracking_in(tracked, " Only the Partner is bound by this."),
        boxing(boxed, "See the side letter of the Partner."),
        in_margins(header="Second edition of the Partner", footer="KeySubject to our board"),
        in_row("Telephone", 1, 3, "+92 300 9999999"),
        in_value("Country Director", "Acting Director"),
        *account,
    )
    second = edited(
        draft.clean,
        moving_clause(moved, BEHIND[kind], tracked=kind in (MOU, NOTE)),
        adding_row("Telephone", 1, "The Partner", "New Person", "new@example.org", "none"),
        removing_row("Telephone", 3),
        *([leaving_out(ANNEX[kind])] if kind in (CONTRACT, MOU) else []),
    )
    return Returns(
        draft,
        newer.id,
        room.desk.compare(first, "back.docx", may_see_restricted_fields=True),
        room.desk.compare(second, "back.docx"),
    )


def told_of(comparison: Comparison, where: str) -> Told:
    """What is told of the place whose name holds `where`, once and only once."""
    clauses = [Told(f"clause {c.number}, {c.title}", c.how, c.words) for c in comparison.clauses]
    others = [Told(o.where, o.how, o.words) for o in comparison.others]
    (told,) = [one for one in (*clauses, *others) if where in one.where]
    return told


CLAUSE_EDITS = {"strike": 0, "hide": 1, "retype": 2, "tracked change": 3, "text box": 4}
MARKS = {
    "strike": ("", "struck"),
    "hide": ("", "hidden"),
    "retype": ("Nothing of what was agreed holds", "added"),
    "tracked change": ("Only the Partner is bound", "added"),
    "text box": ("See the side letter", "added"),
}


@pytest.mark.parametrize("kind", FIRST)
@pytest.mark.parametrize("edit", CLAUSE_EDITS)
def test_an_edit_of_a_clause_is_told_with_its_clause_and_its_words(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind, edit: str
) -> None:
    told = told_of(returns(kind).edited, f", {CLAUSES[kind][CLAUSE_EDITS[edit]]}")
    assert told.where.startswith("clause ")
    assert told.has(*MARKS[edit])


@pytest.mark.parametrize("kind", FIRST)
def test_nothing_else_is_told_of_it(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    found = returns(kind).edited
    in_table = kind in (NOTE,)  # whose contacts stand in a clause
    assert len(found.clauses) == len(CLAUSE_EDITS) + in_table
    assert len(found.others) == 4 - in_table + (kind == CONTRACT)
    assert (found.tracked, found.struck > 0, found.hidden > 0) == (1, True, True)
    assert not found.is_as_issued
    assert not found.unread


@pytest.mark.parametrize("kind", FIRST)
def test_headers_footers_and_signatories_are_told(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    found = returns(kind).edited
    assert told_of(found, "the header").has("Second edition of the Partner", "added")
    assert told_of(found, "the footer").has("KeySubject to our board", "added")
    who = told_of(found, "the signatures")
    assert who.where == "the signatures, CARE International in Pakistan, Title"
    (key,) = [one for one in found.key_changes if one.subject is KeySubject.SIGNATORIES]
    assert (key.before, key.after) == ("Country Director", "Acting Director")


@pytest.mark.parametrize("kind", FIRST)
def test_rows_are_told_by_their_names(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    changed, rearranged = returns(kind).edited, returns(kind).rearranged
    places = [one.where for one in changed.others] + [
        piece.text for clause in changed.clauses for piece in clause.words
    ]
    assert any("The Partner" in place and "Telephone" in place for place in places)
    texts = [f"{one.sentence} {_text(one.words)}" for one in rearranged.others]
    texts += _text(clause.words).split("\n") if (clause := _with_table(rearranged)) else []
    assert any("added" in text and "New Person" in text for text in texts)
    gone = "Accountant" if kind == CONTRACT else "CIP, Partnership Coordinator"
    assert any("deleted" in text and gone in text for text in texts)


def _text(words: tuple[TextPiece, ...]) -> str:
    return " ".join(piece.text for piece in words)


def _with_table(comparison: Comparison) -> ClauseChange | None:
    """The clause in which the contacts stand; None where they are an annex."""
    return next((one for one in comparison.clauses if one.title == "Whom to turn to"), None)


@pytest.mark.parametrize("kind", FIRST)
def test_a_clause_that_moved_is_told_so(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    told = told_of(returns(kind).rearranged, f", {CLAUSES[kind][5]}")
    assert told.how == "moved"


@pytest.mark.parametrize("kind", [CONTRACT, MOU])
def test_an_annex_that_was_left_out_is_told_once(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    told = told_of(returns(kind).rearranged, ANNEX[kind])
    assert told.how == "deleted"
    assert told.where.startswith("Annex ")


@pytest.mark.parametrize("kind", FIRST)
def test_a_copy_of_an_overtaken_version_is_told_so(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    made = returns(kind)
    assert made.edited.newest == made.newest
    assert any(made.newest in sentence for sentence in made.edited.versions)


# --- what whoever signs looks at first


def keys_of(comparison: Comparison) -> list[tuple[KeySubject, str, str, str]]:
    return [(one.subject, one.where, one.before, one.after) for one in comparison.key_changes]


def test_money_account_and_dates_head_what_is_told(
    room: Room, returns: Callable[[DocumentKind], Returns]
) -> None:
    contract = returns(CONTRACT).draft
    found = room.desk.compare(
        edited(
            contract.clean,
            in_value(IBAN, OTHER_IBAN),
            in_row("Paid when", 2, 3, "4,000,000.00"),
            in_value("31 December 2027", "31 December 2028"),
            commenting("If CIP questions a cost", f"Pay to {OTHER_IBAN} instead."),
        ),
        "back.docx",
    )
    dates = (KeySubject.DATES, "clause 2.1", "31 December 2027", "31 December 2028")
    assert dates in keys_of(found)
    assert (
        KeySubject.MONEY,
        "Annex C, Payments, tranche 2, Amount (PKR)",
        "3,000,000.00",
        "4,000,000.00",
    ) in (keys_of(found))
    assert (KeySubject.ACCOUNT, "Annex I, Bank account", "", "") in keys_of(found)
    assert [title for title, _ in found.key_lines()] == [
        "Money",
        "Bank account",
        "Dates and periods",
    ]
    assert OTHER_IBAN not in repr(found)
    assert not found.shows_restricted


def test_the_account_is_shown_to_those_who_may_see_it(
    returns: Callable[[DocumentKind], Returns],
) -> None:
    found = returns(CONTRACT).edited
    assert found.shows_restricted
    assert (KeySubject.ACCOUNT, "Annex I, Bank account", IBAN, OTHER_IBAN) in keys_of(found)


# --- other programs


def test_a_signed_pdf_is_compared_by_its_text(
    room: Room, returns: Callable[[DocumentKind], Returns]
) -> None:
    needed(LIBREOFFICE)
    contract = returns(CONTRACT).draft
    changed = edited(
        contract.clean,
        in_row("Paid when", 2, 3, "4,000,000.00"),
        in_value("Each Party pays the taxes", "The Partner pays the taxes"),
        retyping("Zero tolerance", "Both agree."),
    )
    printed = to_pdfs({"whole": contract.clean, "changed": changed})
    assert printed is not None
    composition = Drafts(room.database).composition(contract.id)
    whole, found = (
        compare(
            contract,
            composition,
            read_edited(printed[name], "signed.pdf"),
            pdf_of=lambda _: printed["whole"],
        )
        for name in printed
    )
    assert whole.has_no_changes
    assert [change.title for change in found.clauses] == ["Taxes", "Zero tolerance"]
    place = "Annex C, Payments, tranche 2, Amount (PKR)"
    assert keys_of(found) == [(KeySubject.MONEY, place, "3,000,000.00", "4,000,000.00")]


# --- what was not looked at is said


def test_what_has_no_words_is_said_and_nothing_is_claimed(
    room: Room, returns: Callable[[DocumentKind], Returns]
) -> None:
    issued = returns(NOTE).draft
    found = room.desk.compare(edited(issued.clean, picturing("Openness")), "back.docx")
    assert (found.has_no_changes, found.is_as_issued) == (True, False)
    assert found.unread == ("a picture (clause 3.2)",)
    assert "reads as it was issued" not in found.heading


def test_letters_that_nobody_can_see_are_told(
    room: Room, returns: Callable[[DocumentKind], Returns]
) -> None:
    issued = returns(NOTE).draft
    for look in ({"colour": "FFFFFF"}, {"size": "2"}):
        unseen = unseen_in("Openness", "The Partner pays 2,000,000 rupees.", **look)
        found = room.desk.compare(edited(issued.clean, unseen), "back.docx")
        told = told_of(found, ", Openness")
        assert told.has("The Partner pays 2,000,000 rupees.", "hidden")
        assert keys_of(found) == [(KeySubject.MONEY, "clause 3.2", "", "2,000,000 rupees")]


def test_another_reference_in_the_same_file_is_told(
    room: Room, returns: Callable[[DocumentKind], Returns]
) -> None:
    made = returns(NOTE)
    found = room.desk.compare(
        edited(made.draft.clean, in_margins(header=f"Reference {made.newest}")), "back.docx"
    )
    assert found.other_references == (made.newest,)


def test_annexes_can_be_asked_about(room: Room, returns: Callable[[DocumentKind], Returns]) -> None:
    contract = returns(CONTRACT).draft
    for name in ("C", "annex c", "Annex C"):
        ((number, title, reason),) = room.desk.why(contract.id, name)
        assert (number, title, reason.basis) == ("Annex C", "Payments", ("CSPF 16(e)",))
    with pytest.raises(UnknownPart, match=r"its clauses are 1\.1 to 17\.2, its annexes A to I"):
        room.desk.why(contract.id, "Z")
