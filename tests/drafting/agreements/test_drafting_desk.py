"""The drafting desk: drafts saved whole, versions, the framework's refusals, restricted values."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from drafting.documents import DocumentKind
from drafting.partners import WrongDocument
from drafting.partners.errors import (
    BadTemplate,
    NotAllowed,
    UnknownAgreement,
    UnknownDraft,
    UnknownPartner,
)
from tests.conftest import ROOT
from tests.support.drafting.desk import (
    LEARNING,
    ROSHNI,
    SCHOOLS,
    Room,
    asked,
    changed,
    drafting_room,
    paragraphs_of,
    sample,
    words_of,
)
from tests.support.drafting.kinds import CONTRACT, KINDS, MOU
from tests.support.office_files import put_kind


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with drafting_room(tmp_path) as room:
        yield room


def test_a_draft_is_two_word_files_with_the_records_words(room: Room) -> None:
    draft = room.desk.draft(asked())
    name = sample().identity.legal_name
    assert any(name in paragraph for paragraph in paragraphs_of(draft.clean))
    assert "7,500,000" in words_of(draft.working)
    assert "CSPF 17(a)" in words_of(draft.working), "no comment says why a clause is there"
    assert "w:comment " not in words_of(draft.clean)
    assert (draft.version, draft.title) == (1, "Partnership Contract")
    assert draft.file_name() == f"CONTRACT_{ROSHNI}_{SCHOOLS}_v1.docx"


def test_a_draft_reads_back_as_it_was_given(room: Room) -> None:
    draft = room.desk.draft(asked())
    assert room.desk.get(draft.id) == draft
    assert room.desk.info(draft.id) == draft.info
    assert room.desk.recent() == [draft.info]


def test_the_same_wish_gives_the_same_draft(room: Room) -> None:
    wish = asked()
    first = room.desk.draft(wish)
    room.save(changed(sample(), "money.amount", "9000000", SCHOOLS))
    assert room.desk.draft(wish) == first
    assert room.another_desk().draft(wish) == first
    assert len(room.desk.versions(ROSHNI, CONTRACT, SCHOOLS)) == 1


def test_the_same_record_clauses_and_template_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        with drafting_room(tmp_path / name) as room:
            room.desk.draft(asked(agreement=LEARNING, kind=MOU))
            made.append(room.desk.draft(asked(requested_by=name)))
    assert made[0].working == made[1].working
    assert made[0].clean == made[1].clean
    assert made[0].review == made[1].review


def test_drafting_again_makes_version_2_and_says_what_changed(room: Room) -> None:
    room.desk.draft(asked())
    record = changed(sample(), "money.amount", "9000000", SCHOOLS)
    record = changed(record, "personal_data", "no", SCHOOLS)
    room.save(changed(record, "people.head.name", "Sample Director Two"))
    second = room.desk.draft(asked())
    assert second.version == 2
    assert "Amount changed from “7,500,000” to “9,000,000”." in second.changes
    assert any("“Sample Director Two”" in said for said in second.changes)
    assert any("Personal data, of the version before is gone." in said for said in second.changes)


def test_nothing_of_another_agreement_counts_as_a_change(room: Room) -> None:
    room.desk.draft(asked())
    room.save(changed(sample(), "goal", "Another goal altogether.", LEARNING))
    assert room.desk.draft(asked()).changes == ()


def test_a_wish_without_a_key_comes_back_while_nothing_changed(room: Room) -> None:
    first = room.desk.draft(asked(key=""))
    room.save(changed(sample(), "goal", "Another goal altogether.", LEARNING))
    assert room.desk.draft(asked(key="")) == first
    room.save(changed(sample(), "goal", "A new goal.", SCHOOLS))
    assert room.desk.draft(asked(key="")).version == 2


def test_a_review_alone_saves_nothing(room: Room) -> None:
    review = room.desk.review(asked())
    assert room.desk.recent() == []
    assert review == room.desk.draft(asked()).review


def test_every_kind_says_what_it_is_for(room: Room) -> None:
    kinds = room.desk.kinds()
    assert [one.kind for one in kinds] == list(KINDS)
    assert all(one.title and one.about.endswith(".") for one in kinds)


def test_why_tells_each_clause_with_what_it_rests_on(room: Room) -> None:
    draft = room.desk.draft(asked())
    reasons = {title: reason for _, title, reason in room.desk.why(draft.id)}
    assert any("CSPF 17(a)" in reason.basis for reason in reasons.values())


# --- what the framework asks for in its place


def test_funds_under_an_mou_are_refused_with_the_contract_offered(room: Room) -> None:
    with pytest.raises(WrongDocument, match="funded relationships are contracts") as refused:
        room.desk.draft(asked(kind=MOU))
    assert refused.value.offer == CONTRACT
    assert refused.value.basis == ("CSPF 15(e)(ii)",)
    assert room.desk.recent() == []


def test_a_contract_without_funds_is_refused_with_the_mou_offered(room: Room) -> None:
    with pytest.raises(WrongDocument, match="memorandum of understanding") as refused:
        room.desk.draft(asked(agreement=LEARNING))
    assert refused.value.offer == MOU


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_partner_is_sent_to_its_own_framework(room: Room, kind: DocumentKind) -> None:
    with pytest.raises(WrongDocument, match="Private Sector Engagement Framework") as refused:
        room.desk.draft(asked("sample-tijarat", kind, "2026-shops"))
    assert refused.value.offer is None
    assert "CSPF 2" in refused.value.basis


def test_government_is_sent_to_its_own_framework(room: Room) -> None:
    room.save(changed(sample(), "identity.partner_type", "government"))
    with pytest.raises(WrongDocument, match="framework of its own"):
        room.desk.draft(asked())


# --- what is not there


def test_an_unknown_agreement_is_refused_with_those_on_record(room: Room) -> None:
    with pytest.raises(UnknownAgreement, match=f"‘{SCHOOLS}’, ‘{LEARNING}’"):
        room.desk.draft(asked(agreement="2027-schools"))


def test_a_partner_without_agreements_says_how_to_add_one(room: Room) -> None:
    room.save(changed(sample(), "agreements", []))
    with pytest.raises(UnknownAgreement, match="add one in the partner’s file"):
        room.desk.draft(asked(agreement=""))


def test_an_unknown_partner_and_draft_are_refused_with_the_nearest(room: Room) -> None:
    with pytest.raises(UnknownPartner, match="sample-roshni"):
        room.desk.draft(asked("sample-roshny"))
    draft = room.desk.draft(asked())
    with pytest.raises(UnknownDraft, match=f"did you mean {draft.id}"):
        room.desk.get(draft.id.replace("v1", "v7"))


# --- restricted values


def test_without_the_right_no_restricted_value_stands_anywhere(room: Room) -> None:
    draft = room.desk.draft(asked())
    for content in (draft.working, draft.clean):
        assert "PK29" not in words_of(content)
        assert "40000-0000001-2" not in words_of(content)
    assert "Finance fills this in" in words_of(draft.working)
    assert not draft.holds_restricted
    assert any(one.restricted and one.title == "IBAN" for one in draft.review.open_fields)


def test_with_the_right_they_stand_in_the_files_and_nowhere_else(room: Room) -> None:
    draft = room.desk.draft(asked(may_see_restricted=True))
    assert "0000000001" in words_of(draft.clean).replace(" ", "")
    assert "40000-0000001-2" in words_of(draft.clean)
    with room.database.read() as connection:
        table = sa.table(
            "drafts", sa.column("composition"), sa.column("review"), sa.column("changes")
        )
        kept = "".join(map(str, connection.execute(sa.select(table)).one()))
    for secret in ("SAMP0000", "PK29", "40000-0000001-2", "Sample Bank of Nowhere"):
        assert secret not in kept
        assert secret not in repr(draft.info)


def test_files_with_restricted_values_are_for_those_who_may_see_them(room: Room) -> None:
    draft = room.desk.draft(asked(may_see_restricted=True))
    with pytest.raises(NotAllowed, match=r"roles\.finance"):
        room.desk.get(draft.id)
    assert room.desk.get(draft.id, may_see_restricted_fields=True) == draft
    assert room.desk.info(draft.id).holds_restricted


def test_a_changed_account_is_said_and_not_quoted(room: Room) -> None:
    room.desk.draft(asked(may_see_restricted=True))
    room.save(changed(sample(), "bank.branch", "Sample Branch 0001"))
    changes = room.desk.draft(asked(may_see_restricted=True)).changes
    assert [said for said in changes if "Branch" in said] == ["Branch changed."]


def test_drafting_imports_nothing_that_speaks_to_a_model() -> None:
    """Nothing that a model writes goes into an agreement."""
    for file in (ROOT / "drafting").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            roots = {name.partition(".")[0] for name in names}
            assert not roots & {"prompts", "langchain", "langchain_core", "openai"}, file


# --- a kind of its own


def test_what_was_drafted_still_opens_once_its_folder_is_gone(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    folder = put_kind(templates)
    with drafting_room(tmp_path, templates=templates) as room:
        wish = asked(kind=DocumentKind(folder.name), agreement=LEARNING)
        draft = room.desk.draft(wish)
        shutil.rmtree(folder)
        assert room.desk.draft(wish) == draft, "the same wish wants no template"
        assert room.desk.get(draft.id).title == "Cooperation Letter"
        assert room.desk.versions(ROSHNI, wish.kind, LEARNING) == [draft.info]
        assert room.desk.why(draft.id)
        with pytest.raises(BadTemplate, match="‘Cooperation Letter’ cannot be drafted any more"):
            room.desk.draft(asked(kind=wish.kind, agreement=LEARNING))
