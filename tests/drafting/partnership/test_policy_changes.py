"""What a changed policy touches: agreements, drafts, clauses and items that rest on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drafting.agreements import ClauseLibrary, Drafts
from drafting.due_diligence import CATALOGUE, load_catalogue
from drafting.partners import RelationshipStatus
from drafting.partnership import OfficeHoldings, PolicyEffects, RestingKind
from knowledge import ChangeKind, Clause, Document, ForceChange, Library
from knowledge.words import sentences
from knowledge.writing import contradictions
from tests.support.drafting.desk import ROSHNI, SCHOOLS, Room, asked, changed, drafting_room, sample


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return Library(tmp_path_factory.mktemp("library")).document("cspf")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path, sample()) as room:
        yield room


def effects(room: Room, before: Document, after: Document) -> PolicyEffects:
    holdings = OfficeHoldings(
        library=ClauseLibrary(),
        catalogue=load_catalogue(CATALOGUE),
        drafts=Drafts(room.database),
        partners=room.partners,
    )
    return holdings.effects([ForceChange(before, after)])


def edited(document: Document, clause: str, text: str) -> Document:
    """The document with other words in one clause."""
    name = document.clause(clause).id

    def with_text(one: Clause) -> Clause:
        fields = {field: getattr(one, field) for field in Clause.model_fields}
        below = {"clauses": tuple(with_text(child) for child in one.clauses)}
        return Clause(**{**fields, **below, **({"text": text} if one.id == name else {})})

    sections = tuple(
        section.model_copy(update={"clauses": tuple(map(with_text, section.clauses))})
        for section in document.sections
    )
    return document.model_copy(update={"edition": "2027", "sections": sections})


def names(found: PolicyEffects, kind: RestingKind) -> set[str]:
    return {touched.place.id for touched in found.touched if touched.place.kind is kind}


def test_what_rests_on_a_changed_clause_is_told_and_nothing_else(
    room: Room, framework: Document
) -> None:
    draft = room.desk.draft(asked())
    found = effects(room, framework, edited(framework, "17(a)", "Partners choose how they appear."))
    clauses = ClauseLibrary().clauses()
    resting = {name for name, clause in clauses.items() if "CSPF 17(a)" in clause.basis}
    whole = {name for name, clause in clauses.items() if "CSPF 17" in clause.basis}
    assert names(found, RestingKind.CLAUSE) == resting | whole
    assert "visibility" in resting
    assert "cip-visibility" in names(found, RestingKind.ITEM)
    assert {touched.change.earlier for touched in found.touched} == {"17(a)"}
    in_draft = [t for t in found.touched if t.place.id == draft.id]
    assert "Visibility and public reference" in {t.place.heading for t in in_draft}
    assert all(touched.place.number for touched in in_draft)


def test_an_agreement_is_a_draft_or_in_force_as_the_partner_s_file_says_and_none_when_ended(
    room: Room, framework: Document
) -> None:
    draft = room.desk.draft(asked())
    after = edited(framework, "17(a)", "Partners choose how they appear.")
    for status, kind in (
        (RelationshipStatus.PROSPECTIVE, RestingKind.DRAFT),
        (RelationshipStatus.ACTIVE, RestingKind.AGREEMENT),
        (RelationshipStatus.ENDED, None),
    ):
        room.save(changed(sample(), "status", status.value, SCHOOLS))
        found = effects(room, framework, after)
        kinds = {t.place.kind for t in found.touched if t.place.id == draft.id}
        assert kinds == ({kind} if kind else set())


def test_only_the_last_version_of_a_document_counts(room: Room, framework: Document) -> None:
    first = room.desk.draft(asked())
    room.save(changed(sample(), "goal", "Another goal.", SCHOOLS))
    second = room.desk.draft(asked())
    assert (first.version, second.version) == (1, 2)
    found = effects(room, framework, edited(framework, "17(a)", "Otherwise."))
    told = {touched.place.id for touched in found.touched}
    assert second.id in told
    assert first.id not in told


def test_a_new_number_is_told_for_what_cites_it_and_not_for_what_was_signed(
    room: Room, framework: Document
) -> None:
    draft = room.desk.draft(asked())
    moved = framework.model_copy(
        update={
            "sections": tuple(
                section.model_copy(
                    update={
                        "clauses": tuple(
                            clause.model_copy(update={"id": "70"}) if clause.id == "7" else clause
                            for clause in section.clauses
                        )
                    }
                )
                for section in framework.sections
            )
        }
    )
    found = effects(room, framework, moved)
    assert {touched.change.kind for touched in found.touched} == {ChangeKind.RENUMBERED}
    assert "visibility" in names(found, RestingKind.CLAUSE)
    assert draft.id not in {touched.place.id for touched in found.touched}
    assert found.renumbered == found.touched
    assert not found.reworded


def test_what_permits_what_the_policy_forbids_now_is_told_with_both_sentences(
    room: Room, framework: Document
) -> None:
    draft = room.desk.draft(asked())
    clause, permits, forbids = next(
        (clause, sentence, forbids)
        for clause in ClauseLibrary().clauses().values()
        for sentence in sentences(clause.words)
        if (forbids := sentence.replace(" may ", " must not ")) != sentence
        and list(contradictions(sentence, forbids))
    )
    found = effects(room, framework, edited(framework, "16(b)", forbids))
    (of_library,) = [c for c in found.conflicts if c.place.id == clause.id]
    assert of_library.contradiction.one == permits
    assert of_library.contradiction.other == forbids
    assert (of_library.policy, of_library.clause) == ("CSPF", "16(b)")
    of_drafts = {conflict.place.id for conflict in found.conflicts} - {clause.id}
    assert of_drafts <= {draft.id, *ClauseLibrary().clauses()}


def test_a_policy_that_is_new_or_withdrawn_touches_what_it_should(
    room: Room, framework: Document
) -> None:
    assert not effects(room, framework, framework)
    holdings = OfficeHoldings(ClauseLibrary(), load_catalogue(CATALOGUE))
    gone = holdings.effects([ForceChange(framework, None)])
    assert "visibility" in names(gone, RestingKind.CLAUSE)
    assert {touched.change.kind for touched in gone.touched} == {ChangeKind.GONE}
    new = framework.model_copy(update={"id": "another", "short_title": "Other"})
    assert not holdings.effects([ForceChange(None, new)]).touched


def test_the_sample_partner_s_agreement_is_the_one_that_is_drafted() -> None:
    assert sample(ROSHNI).agreement(SCHOOLS) is not None
