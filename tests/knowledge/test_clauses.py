"""The clauses that come with Saathi, and the library that reads them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.agreements.clauses.body import TABLES, Placeholder, parse
from drafting.agreements.clauses.library import CLAUSES, AgreementClause, ClauseLibrary, examine
from drafting.agreements.composing.tables import LISTINGS, OTHERS
from drafting.agreements.templates.shelf import TemplateShelf
from drafting.documents.composition import DocumentKind, Run
from drafting.partners.errors import BadTemplate
from tests.conftest import ROOT
from tests.support.drafting.kinds import FIRST
from tests.support.office_files import QUIET_TIMES, WORDS, put_clause

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def library() -> ClauseLibrary:
    return ClauseLibrary()


def clauses_of(kind: DocumentKind, library: ClauseLibrary) -> list[AgreementClause]:
    template = TemplateShelf(library).template(kind)
    return [library.clause(name) for section in template.sections for name in section.clauses]


# --- what the framework asks for


@pytest.mark.parametrize("kind", FIRST)
def test_every_document_always_settles_each_point_of_15e(
    kind: DocumentKind, library: ClauseLibrary
) -> None:
    held = [one for one in clauses_of(kind, library) if one.matter.when is None]
    points = {point for clause in held if not clause.is_sector for point in clause.covers}
    assert points == {
        "roles",
        "expectations",
        "contributions",
        "conflict_of_interest",
        "no_support_to_terrorism",
        "protection_of_interests",
        "disclosure",
    }


@pytest.mark.parametrize("kind", FIRST)
def test_every_document_leaves_the_partner_its_identity_and_its_visibility(
    kind: DocumentKind, library: ClauseLibrary
) -> None:
    basis = {name for clause in clauses_of(kind, library) for name in clause.basis}
    assert {"CSPF 16", "CSPF 17(a)"} <= basis


def test_a_clause_that_the_framework_does_not_ask_for_says_so(library: ClauseLibrary) -> None:
    for clause in library.clauses().values():
        assert clause.is_sector == (not clause.basis), clause.id
        if clause.is_sector:
            assert "office’s own choice" in " ".join(clause.matter.note.split()), clause.id


def test_wherever_only_the_partner_is_bound_a_person_or_the_framework_says_so(
    library: ClauseLibrary,
) -> None:
    bound = {one.id for one in library.clauses().values() if one.matter.reciprocity == "partner"}
    allowed = {one for one in bound if library.clause(one).matter.review}
    allowed |= {one for one in bound if library.clause(one).matter.when is not None}
    allowed |= {one for one in bound if library.clause(one).basis}
    assert bound == allowed


def test_no_clause_names_a_person_a_figure_or_a_law_of_its_own(library: ClauseLibrary) -> None:
    for clause in library.clauses().values():
        assert "PKR" not in clause.body, clause.id
        assert "@" not in clause.body, clause.id


# --- how a clause is read


def test_a_clauses_text_is_taken_apart_once() -> None:
    blocks, faults = parse(
        "The **Partner** rests.\n\n- one {{ agreement.title }}\n  - two\n\n{{ table contacts }}"
    )
    assert faults == ()
    assert [(block.level, block.line) for block in blocks] == [(0, 1), (1, 3), (2, 4), (0, 6)]
    assert blocks[0].segments == (Run("The "), Run("Partner", bold=True), Run(" rests."))
    assert blocks[1].segments == (Run("one "), Placeholder("agreement.title"))


def test_lines_of_a_paragraph_run_on() -> None:
    (block,), _ = parse("One line\nand *another*\nand {{\nagreement.title\n}} here.")
    assert block.segments == (
        Run("One line and "),
        Run("another", italic=True),
        Run(" and "),
        Placeholder("agreement.title"),
        Run(" here."),
    )


def test_the_digest_is_of_the_words_as_approved(tmp_path: Path) -> None:
    put_clause(tmp_path, QUIET_TIMES)
    before = ClauseLibrary(tmp_path / "clauses").clause("dormancy").digest
    put_clause(tmp_path, QUIET_TIMES.replace("quiet", "restful"))
    after = ClauseLibrary(tmp_path / "clauses").clause("dormancy").digest
    assert before != after


def test_the_offices_own_words_take_the_place_of_ours(tmp_path: Path) -> None:
    put_clause(tmp_path, QUIET_TIMES)
    both = ClauseLibrary(CLAUSES, tmp_path / "clauses")
    assert both.clause("dormancy").body == WORDS
    assert both.clauses().keys() == ClauseLibrary().clauses().keys()


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = put_clause(tmp_path, QUIET_TIMES)
    library = ClauseLibrary(tmp_path / "clauses")
    assert library.clause("dormancy").body == WORDS
    put_clause(tmp_path, QUIET_TIMES.replace("relationship", "partnership"))
    os.utime(file, ns=(1, 1))  # the clock of a file system may be coarse
    assert library.clause("dormancy").body == "A quiet time does not end the partnership."


def test_a_faulty_clause_is_told_where_it_is_asked_for_and_stops_no_other(tmp_path: Path) -> None:
    file = put_clause(tmp_path, QUIET_TIMES.replace(WORDS, "{{ agreement.titel }}"))
    library = ClauseLibrary(CLAUSES, tmp_path / "clauses")
    assert library.clause("purpose").body
    with pytest.raises(BadTemplate) as refused:
        library.clause("dormancy")
    assert str(refused.value) == (
        f"{file}, line 10: There is no field 'agreement.titel'; did you mean 'agreement.title'?"
    )


def test_an_unknown_clause_is_answered_with_the_nearest(library: ClauseLibrary) -> None:
    with pytest.raises(BadTemplate, match="There is no clause 'purpos'; did you mean 'purpose'"):
        library.clause("purpos")


# --- what the guides say


def test_the_guides_name_every_clause_and_every_table(library: ClauseLibrary) -> None:
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", (DOCS / "clauses.md").read_text("utf-8"), re.M)
    assert sorted(set(library.clauses()) - set(listed)) == []
    guide = (DOCS / "agreements.md").read_text("utf-8")
    assert [name for name in TABLES if f"`{name}`" not in guide] == []


def test_every_table_that_a_clause_may_place_can_be_set() -> None:
    assert sorted(TABLES) == sorted([*LISTINGS, *OTHERS])


# --- whatever a file holds


MARKS = [
    "{{",
    "}}",
    "{% ",
    "*",
    "- ",
    "\n",
    "---\n",
    "when: ",
    "[",
    ":",
    '"',
    "&a",
    "*a",
    "!!set {a}",
]


@settings(max_examples=100, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.integers(0, len(QUIET_TIMES)), st.sampled_from(MARKS) | st.text(max_size=3)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_a_file_holds_it_is_a_clause_or_told_what_is_wrong(
    places: list[tuple[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = QUIET_TIMES
    for place, mark in places:
        text = text[:place] + mark + text[place:]
    file = tmp_path_factory.getbasetemp() / "hostile.md"
    file.write_text(text, encoding="utf-8", errors="replace")
    clause, faults = examine(file)
    assert clause is not None or faults
    assert all(1 <= fault.line <= 2 + text.count("\n") + text.count("\r") for fault in faults)
