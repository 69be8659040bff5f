"""Every kind of edit that a hand can make, on every kind of document, is told with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drafting.agreements import ClauseChange, Comparison, Draft, Drafts, TextPiece
from drafting.agreements.comparing.comparer import compare
from drafting.agreements.comparing.comparison import KeySubject
from drafting.agreements.comparing.edited import read_edited
from drafting.agreements.lives import Signature, SignatureInput, signed_file
from drafting.agreements.lives.steps import Actor
from drafting.documents import DocumentKind
from drafting.documents.pdf import to_pdfs
from drafting.partners.errors import UnknownPart
from drafting.partners.record import Person
from tests.support.drafting.desk import (
    OFFICE,
    SCHOOLS,
    TODAY,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)
from tests.support.drafting.kinds import (
    AMENDMENT,
    CHANGES,
    CONTRACT,
    EXTENSION,
    FIRST,
    KINDS,
    MOU,
    NOTE,
    PHASE_OUT,
)
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
    AMENDMENT: (
        "The agreement",
        "All else",
        "The agreement",
        "What changes",
        "All else",
        "All else",
    ),
    EXTENSION: ("The agreement", "All else", "The agreement", "More time", "All else", "All else"),
}
BEHIND = {
    CONTRACT: "Duration",
    MOU: "Open dialogue",
    NOTE: "Openness",
    PHASE_OUT: "The later relationship",
    AMENDMENT: "Signing",
    EXTENSION: "Signing",
}
CHANGED_IBAN = "PK02SAMP0000000000000002"
REPORTS = [report.model_dump(mode="json") for report in sample().agreements[0].reports]
LATER_REPORTS = [*REPORTS[:-1], {**REPORTS[-1], "due": "31 January 2029"}]
# What is in a partner's file after the contract was signed, and the value that a hand then changes.
CHANGED: dict[DocumentKind, tuple[tuple[str, Any, str], ...]] = {
    AMENDMENT: (("money.amount", "9500000", SCHOOLS), ("bank.iban", CHANGED_IBAN, "")),
    EXTENSION: (("end", "2028-12-31", SCHOOLS), ("reports", LATER_REPORTS, SCHOOLS)),
}
REPORT = "Reports, 4: Report is due"
ROWS = {AMENDMENT: ("Amount", "Amount"), EXTENSION: (REPORT, REPORT)}  # changed, and deleted
ROW = {
    AMENDMENT: ("PKR 9,500,000", "PKR 19,500,000"),
    EXTENSION: ("31 January 2029", "31 January 2030"),
}
ANNEX = {CONTRACT: "Payments", MOU: "Agreed capacity support", PHASE_OUT: "Focal points"}
ACTOR = Actor("U1", "Sample Coordinator")
SIGNED = SignatureInput(
    Signature(TODAY, TODAY, ("Sample Director",), ("Sample Signatory One",)),
    signed_file("signed.pdf", b"%PDF-1.7 signed by both"),
    "The Committee let it stand.",
)
ANOTHER = replace(OFFICE, signatories=(Person(name="Sample Successor", title="Country Director"),))
IBAN, OTHER_IBAN = "PK29SAMP0000000000000001", "PK29SAMP0000000000000002"


class Returns(NamedTuple):
    """One kind of document: as it was issued, and what was told of edited returns."""

    draft: Draft
    newest: str
    edited: Comparison
    rearranged: Comparison
    reworded: Comparison  # the edits that a short document cannot have in one return


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
def returns(
    room: Room, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[DocumentKind], Returns]:
    made: dict[DocumentKind, Returns] = {}

    def of(kind: DocumentKind) -> Returns:
        if kind not in made and kind in CHANGES:
            made.update(_returned_changes(tmp_path_factory.mktemp("changes")))
        elif kind not in made:
            made[kind] = _returns(room, kind)
        return made[kind]

    return of


def _returns(room: Room, kind: DocumentKind) -> Returns:
    """The edits of a kind that begins an agreement, or ends one."""
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
    comparison = room.desk.compare(first, "back.docx", may_see_restricted_fields=True)
    rearranged = room.desk.compare(second, "back.docx")
    return Returns(draft, newer.id, comparison, rearranged, reworded=comparison)


def _returned_changes(folder: Path) -> dict[DocumentKind, Returns]:
    """What was told of an amendment and of an extension, which are short."""
    with drafting_room(folder, sample()) as room:
        contract = room.desk.draft(asked(may_see_restricted=True))
        room.lives.issue(contract.id, ACTOR, "issued")
        room.lives.sign(contract.id, SIGNED, ACTOR, "signed")
        return {kind: _returned_change(room, kind) for kind in CHANGES}


def _returned_change(room: Room, kind: DocumentKind) -> Returns:
    partner = sample()
    for path, value, agreement in CHANGED[kind]:
        partner = changed(partner, path, value, agreement)
    room.save(partner)
    wish = partial(asked, kind=kind, may_see_restricted=True)
    draft = room.desk.draft(wish())
    newer = room.another_desk(ANOTHER).draft(wish())
    struck, hidden, retyped, tracked, boxed, moved = CLAUSES[kind]
    first = edited(
        draft.clean,
        marking(struck, "w:strike"),
        marking(hidden, "w:vanish"),
        in_margins(header="Second edition of the Partner", footer="KeySubject to our board"),
        in_value(*ROW[kind]),
        in_value("Country Director", "Acting Director"),
        *([in_value(CHANGED_IBAN, OTHER_IBAN)] if kind == AMENDMENT else []),
    )
    second = edited(
        draft.clean,
        moving_clause(moved, BEHIND[kind]),
        adding_row("From", 1, "The office", "Islamabad", "Lahore"),
        removing_row("From", 3),
    )
    third = edited(
        draft.clean,
        retyping(retyped, "Nothing of what was agreed holds, and nobody pays for it."),
        tracking_in(tracked, " Only the Partner is bound by this."),
        boxing(boxed, "See the side letter of the Partner."),
    )
    return Returns(
        draft,
        newer.id,
        room.desk.compare(first, "back.docx", may_see_restricted_fields=True),
        room.desk.compare(second, "back.docx"),
        room.desk.compare(third, "back.docx"),
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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("edit", CLAUSE_EDITS)
def test_an_edit_of_a_clause_is_told_with_its_clause_and_its_words(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind, edit: str
) -> None:
    back = returns(kind)
    comparison = back.edited if edit in ("strike", "hide") else back.reworded
    told = told_of(comparison, f", {CLAUSES[kind][CLAUSE_EDITS[edit]]}")
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


@pytest.mark.parametrize("kind", CHANGES)
def test_nothing_else_is_told_of_what_changes_an_agreement(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    found, reworded = returns(kind).edited, returns(kind).reworded
    assert len(found.clauses) == len(reworded.clauses) == 3
    assert (len(found.others), reworded.others, reworded.tracked) == (3, (), 1)
    assert not (found.is_as_issued or reworded.is_as_issued or found.unread or reworded.unread)


@pytest.mark.parametrize("kind", KINDS)
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


@pytest.mark.parametrize("kind", CHANGES)
def test_rows_of_what_changes_are_told_by_their_names(
    returns: Callable[[DocumentKind], Returns], kind: DocumentKind
) -> None:
    title = CLAUSES[kind][3]
    told = _text(told_of(returns(kind).edited, f", {title}").words)
    assert all(value.split()[-1] in told for value in ROW[kind])
    assert f"“{ROWS[kind][0]}”, To, changed" in told
    told = _text(told_of(returns(kind).rearranged, f", {title}").words)
    assert "“The office”, added" in told
    assert f"“{ROWS[kind][1]}”, deleted" in told


def test_an_account_in_an_amendment_is_told_to_those_who_may_see_it(
    returns: Callable[[DocumentKind], Returns],
) -> None:
    found = returns(AMENDMENT).edited
    keys = [(subject, before, after) for subject, _, before, after in keys_of(found)]
    assert (KeySubject.ACCOUNT, CHANGED_IBAN, OTHER_IBAN) in keys
    assert (KeySubject.MONEY, *ROW[AMENDMENT]) in keys


def _text(words: tuple[TextPiece, ...]) -> str:
    return " ".join(piece.text for piece in words)


def _with_table(comparison: Comparison) -> ClauseChange | None:
    """The clause in which the contacts stand; None where they are an annex."""
    return next((one for one in comparison.clauses if one.title == "Whom to turn to"), None)


@pytest.mark.parametrize("kind", KINDS)
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


@pytest.mark.parametrize("kind", KINDS)
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
