"""What moves a risk to one side is remarked, with CSPF 17, and keeps no copy from signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drafting.agreements import CLAUSES, TEMPLATES, ClauseLibrary, DraftingDesk, TemplateShelf
from drafting.agreements.reviewing.shared_risk import shifts
from drafting.agreements.reviewing.wording import DATA, the_reader
from drafting.documents import DocumentKind
from drafting.partners import Office
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import all_kinds
from drafting.partnership.risks import risk_standings
from drafting.register import Author, Entry, Register, RegisterDesk, RegisterRules
from drafting.register.desk import OpeningInput, SayingInput
from knowledge import Library
from tests.support.drafting.desk import (
    LEARNING,
    OFFICE,
    ROSHNI,
    SCHOOLS,
    TODAY,
    Room,
    asked,
    changed,
    drafting_room,
    sample,
)
from tests.support.drafting.kinds import CONTRACT, MOU, PHASE_OUT

OFFICER = Author("U0OFFICER", "Sample Officer")
CHAIR = Author("U0OFFICER", "Sample Officer", Side.PARTNER, "Sample Chairwoman")
ADVANCE = {"amount": "10000000", "due": "2026-03-01", "condition": "this contract is signed"}
LATER = {**ADVANCE, "condition": "the first report is accepted"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, sample()) as room:
        yield room


def register_desk(room: Room) -> RegisterDesk:
    at = datetime(2026, 11, 20, 7, tzinfo=UTC).timestamp()
    register = Register(room.database, all_kinds(), lambda: at)
    return RegisterDesk(register, RegisterRules(), lambda: TODAY)


def remarks(
    room: Room,
    *changes: tuple[str, Any],
    kind: DocumentKind = CONTRACT,
    agreement: str = SCHOOLS,
    office: Office = OFFICE,
    clauses: ClauseLibrary | None = None,
) -> dict[str, str]:
    """By their codes, what the review of the changed sample remarks on risk."""
    shelf = TemplateShelf(clauses or ClauseLibrary(), TEMPLATES, TEMPLATES)
    partner = sample()
    for path, value in changes:
        partner = changed(partner, path, value, agreement)
    room.save(partner)
    register = register_desk(room).register
    desk = DraftingDesk(
        partners=room.partners,
        drafts=room.drafts,
        office=office,
        shelf=shelf,
        today=lambda: TODAY,
        risks_of=lambda partner, key: risk_standings(register.of_partner(partner), key),
    )
    review = desk.review(asked(ROSHNI, kind, agreement))
    counted = {finding.code for finding in review.findings()}
    assert not any(code.startswith("risk-") for code in counted)  # a remark is no open point
    codes = {note.code: note for note in review.notes if note.code.startswith("risk-")}
    assert all(note.basis[0] == "CSPF 17" for note in codes.values())
    return {code: note.sentence for code, note in codes.items()}


def opened(room: Room, agreement: str = SCHOOLS, **values: Any) -> Entry:
    typed = {"what": "Prices rise", "kind": "financial", **values}
    key = f"risk {agreement} {sorted(typed.items())}"
    return register_desk(room).open(OpeningInput("risk", ROSHNI, OFFICER, key, typed, agreement))


def say(room: Room, entry: Entry, verb: str, author: Author, **values: Any) -> Entry:
    number = register_desk(room).register.entry(entry.id).last_number
    saying = SayingInput(entry.id, verb, author, f"{entry.id} {number}", number, values)
    return register_desk(room).say(saying)


def test_work_before_money_is_an_advance_of_the_partner(room: Room) -> None:
    told = remarks(room)["risk-work-before-money"]
    assert "1 March 2026" in told
    assert "15 March 2026" in told
    assert not remarks(room, ("money.tranches", [ADVANCE]))


def test_a_first_payment_on_results_refuses_an_advance(room: Room) -> None:
    assert set(remarks(room, ("money.tranches", [LATER]))) == {"risk-paid-on-results"}
    second = {**LATER, "due": "2026-09-01", "amount": "1"}
    assert not remarks(room, ("money.tranches", [second, ADVANCE]))
    assert not remarks(
        room, ("money.tranches", [LATER]), ("money.funding_involved", "no"), kind=CONTRACT
    )


def test_words_that_put_all_on_the_office_are_told_too(room: Room) -> None:
    told = remarks(
        room,
        ("money.tranches", [ADVANCE]),
        ("cip_duties", ["CIP bears all losses of the work"]),
    )
    assert set(told) == {"risk-onto-office"}


def test_a_risk_that_both_bear_and_the_agreement_puts_on_one_is_named(room: Room) -> None:
    opened(room, borne_by="both")
    opened(room, borne_by="partner", what="The partner’s own")
    opened(room, borne_by="both", kind="security", what="Another kind")
    opened(room, agreement=LEARNING, borne_by="both", what="Of another agreement")
    told = remarks(room, ("money.tranches", [LATER]))["risk-borne-otherwise"]
    assert "‘Prices rise’ is borne by both" in told
    assert "the first report is accepted" in told
    words = ("partner_duties", ["The partner bears all losses"])
    told = remarks(room, ("money.tranches", [ADVANCE]), words)["risk-borne-otherwise"]
    assert "bears all losses" in told
    assert not remarks(room, ("money.tranches", [ADVANCE]))


def test_a_move_without_the_others_agreement_is_told_until_it_answers(room: Room) -> None:
    advance = ("money.tranches", [ADVANCE])
    entry = opened(room, borne_by="cip", agreement="")
    say(room, entry, "proposed", OFFICER, to="partner", words="The donor wants it.")
    assert set(remarks(room, advance)) == {"risk-move-open"}
    say(room, entry, "agreed", CHAIR)
    assert not remarks(room, advance)
    say(room, entry, "gone", CHAIR, words="It is over.")
    assert not remarks(room, ("money.tranches", [LATER])).keys() & {"risk-borne-otherwise"}


def test_a_clause_of_the_office_that_binds_one_side_is_named(room: Room, tmp_path: Path) -> None:
    own = tmp_path / "clauses"
    own.mkdir()
    shipped = (CLAUSES / "whole-contract.md").read_text(encoding="utf-8")
    head = shipped.rpartition("---\n")[0]
    words = "The Partner shall indemnify {{ office.acronym }} against any claim of others."
    (own / "whole-contract.md").write_text(f"{head}---\n\n{words}\n", encoding="utf-8")
    library = ClauseLibrary(CLAUSES, own)
    assert not library.faulty()
    opened(room, borne_by="both", kind="security")
    told = remarks(room, ("money.tranches", [ADVANCE]), clauses=library)
    assert set(told) == {"risk-one-sided-clause", "risk-borne-otherwise"}


def test_a_rate_that_no_clause_shares_falls_on_the_partner(room: Room) -> None:
    office = replace(OFFICE, left_out=frozenset({shifts.EXCHANGE_RATE}))
    assert set(remarks(room, ("money.tranches", [ADVANCE]), office=office)) == {
        "risk-rate-unshared"
    }


def test_what_ends_an_agreement_moves_nothing(room: Room) -> None:
    short = ("short_lived", "yes")
    assert not remarks(room, short, kind=PHASE_OUT)
    assert not remarks(room, kind=MOU, agreement=LEARNING)


def test_no_clause_of_the_library_moves_a_risk_to_one_side() -> None:
    for clause in ClauseLibrary().clauses().values():
        text = str(clause)
        for file in (DATA, shifts.ONTO_OFFICE):
            told = [name for name, _ in the_reader(file).found(text) if name == shifts.LIABILITY]
            assert not told, clause.id


def test_each_line_of_the_table_names_clauses_on_record(library: Library) -> None:
    cspf = library.document("cspf")
    bases = {basis.removeprefix("CSPF ") for shift in shifts.SHIFTS for basis in shift.basis}
    assert all(cspf.clause(basis) for basis in bases)
    assert len({shift.code for shift in shifts.SHIFTS}) == len(shifts.SHIFTS)
