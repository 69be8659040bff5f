"""A way back: editions withdrawn, restored, corrected and read again; and how two are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from knowledge import (
    Change,
    ChangeKind,
    Clause,
    Document,
    DuplicateEdition,
    KnowledgeError,
    Library,
    Point,
    PolicyDesk,
    Section,
    Status,
    UnknownDocument,
    compare,
)
from knowledge.approval.proposal import reading_of
from knowledge.editions import history_of
from knowledge.index.shelf import Models
from knowledge.reading.report import Reading
from tests.support.small_desk import DAYS, LEAVE, desk_on, fresh_answer, new_edition, small_models


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


@pytest.fixture
def desk(tmp_path: Path, models: Models) -> PolicyDesk:
    """A desk with three editions of the leave policy: 20 days, then 25, then 30."""
    desk = desk_on(tmp_path, models)
    desk.build()
    for days, edition in ((25, "2024"), (30, "2026")):
        desk.add(*new_edition(desk, days, edition), by="amina")
    return desk


def in_force(desk: PolicyDesk) -> Document:
    return desk.library.document("leave")


def text_of(document: Document) -> str:
    return "\n".join(clause.whole for clause in document.walk())


# The way back


def test_what_was_in_force_before_comes_back_whole(desk: PolicyDesk) -> None:
    before = desk.library.editions("leave")[-2].document
    record = desk.library.edition("leave", "")
    amended = desk.amend(desk.library.withdrawal(record, "bilal", "not approved"))
    assert in_force(desk) == before
    assert "25 days" in desk.ask(DAYS).text
    (change,) = amended.force
    assert (change.before, change.after) == (record.document, before)
    restored = desk.library.edition("leave", "2026", withdrawn=True)
    desk.amend(desk.library.restoration(restored, "amina"))
    assert in_force(desk) == record.document
    assert "30 days" in desk.ask(DAYS).text


def test_nothing_on_record_is_overwritten_and_who_and_when_are_kept(desk: PolicyDesk) -> None:
    folder = desk.library.folder
    kept = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    record = desk.library.edition("leave", "")
    desk.amend(desk.library.withdrawal(record, "bilal", "not approved"))
    desk.amend(desk.library.restoration(desk.library.edition("leave", "2026", withdrawn=True), "c"))
    now = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert {file: now[file] for file in kept} == kept
    events = [(e.by, e.edition, e.what, e.why) for e in history_of(desk.library.records())]
    assert events == [
        ("amina", "2024", "put on record from leave-2024.md", ""),
        ("amina", "2026", "put on record from leave-2026.md", ""),
        ("bilal", "2026", "withdrawn", "not approved"),
        ("c", "2026", "restored", ""),
    ]
    assert all(e.at.endswith("+00:00") for e in history_of(desk.library.records()))


def test_a_withdrawn_edition_may_be_put_on_record_again(desk: PolicyDesk) -> None:
    record = desk.library.edition("leave", "2026")
    desk.amend(desk.library.withdrawal(record, "bilal"))
    with pytest.raises(KnowledgeError, match="is withdrawn already"):
        desk.library.withdrawal(desk.library.edition("leave", "2026", withdrawn=True), "bilal")
    desk.add(*new_edition(desk, 31, "2026"))
    assert "31 days" in text_of(in_force(desk))
    again = desk.library.edition("leave", "2026", withdrawn=True)
    with pytest.raises(DuplicateEdition, match="edition 2026 of 'leave' is on record already"):
        desk.library.with_amendment(desk.library.restoration(again, "bilal"))


def test_the_package_s_own_edition_may_be_withdrawn_as_long_as_another_is_in_force(
    tmp_path: Path, models: Models
) -> None:
    desk = desk_on(tmp_path, models)
    desk.amend(desk.library.withdrawal(desk.library.edition("leave", ""), "bilal"))
    assert [document.id for document in desk.library.in_force()] == ["vehicles"]
    with pytest.raises(UnknownDocument):
        desk.library.document("leave")
    last = desk.library.withdrawal(desk.library.edition("vehicles", ""), "bilal")
    with pytest.raises(KnowledgeError, match="the only document in force"):
        desk.amend(last)


def test_a_mistyped_date_is_corrected_and_the_right_edition_is_in_force(desk: PolicyDesk) -> None:
    record = desk.library.edition("leave", "2026")
    desk.amend(desk.library.correction(record, "bilal", edition="2023"))
    assert in_force(desk).edition == "2024"
    corrected = desk.library.edition("leave", "2023")
    assert text_of(corrected.document) == text_of(record.document)
    assert desk.library.source(corrected).read_bytes() == LEAVE.format(days=30).encode()


def test_an_edition_under_the_wrong_id_goes_to_the_right_one(desk: PolicyDesk) -> None:
    record = desk.library.edition("leave", "2026")
    amended = desk.amend(desk.library.correction(record, "bilal", document="leave-abroad"))
    assert in_force(desk).edition == "2024"
    assert "30 days" in text_of(desk.library.document("leave-abroad"))
    assert [change.document.id for change in amended.force] == ["leave", "leave-abroad"]
    assert desk.ask(DAYS).answered


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ({"edition": "2024"}, "edition 2024 of 'leave' is on record already"),
        ({"edition": "last year"}, "give --to-edition as 2026"),
        ({"document": "Leave!"}, "give --to-id as small letters"),
        ({"status": Status.STAND_IN}, "a stand-in cannot replace"),
        ({"edition": "2026"}, "Nothing would be corrected"),
    ],
)
def test_a_correction_that_cannot_be_is_one_sentence(
    to: dict[str, str], why: str, desk: PolicyDesk
) -> None:
    record = desk.library.edition("leave", "2026")
    with pytest.raises(KnowledgeError, match=why):
        desk.amend(desk.library.correction(record, "bilal", **to))  # type: ignore[arg-type]
    assert in_force(desk) == record.document


def test_what_comes_with_saathi_keeps_its_id(desk: PolicyDesk) -> None:
    record = desk.library.edition("vehicles", "")
    with pytest.raises(KnowledgeError, match="comes with Saathi"):
        desk.library.correction(record, "bilal", document="cars")
    with pytest.raises(KnowledgeError, match="comes with Saathi and is read anew"):
        desk.reread(record)


@pytest.fixture
def better_reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, the reader finds the word 'working' before 'days'."""

    def improve() -> None:
        def read(name: str, content: bytes, *fields: str, **titles: str) -> Reading:
            better = content.replace(b" days of", b" working days of")
            return reading_of(name, better, *fields, **titles)  # type: ignore[arg-type]

        monkeypatch.setattr("knowledge.policy_desk.reading_of", read)

    return improve


def test_a_better_reader_reads_the_kept_file_again_and_that_too_is_taken_back(
    desk: PolicyDesk, better_reader: Callable[[], None]
) -> None:
    record = desk.library.edition("leave", "2026")
    with pytest.raises(KnowledgeError, match="reads as it did before"):
        desk.reread(record)
    (desk.home / "leave-2026.md").unlink()
    better_reader()
    proposal = desk.reread(record)
    assert [change.kind for change in proposal.changes] == [ChangeKind.CHANGED]
    assert in_force(desk) == record.document
    added = desk.add(
        proposal.document, (proposal.file, proposal.content), by="bilal", rereads=record
    )
    assert "30 working days" in text_of(in_force(desk))
    assert (added.record.rereads, added.record.source) == (record.sequence, "leave-2026.md")
    reading = desk.library.edition("leave", "2026")
    desk.amend(desk.library.withdrawal(reading, "bilal", only_reading=True))
    assert in_force(desk) == record.document


def test_a_decision_about_an_edition_holds_for_all_its_readings(
    desk: PolicyDesk, better_reader: Callable[[], None]
) -> None:
    better_reader()
    record = desk.library.edition("leave", "2026")
    proposal = desk.reread(record)
    desk.add(proposal.document, (proposal.file, proposal.content), rereads=record)
    reading = desk.library.edition("leave", "2026")
    desk.amend(desk.library.correction(reading, "bilal", edition="2027"))
    assert {r.document.edition for r in desk.library.editions("leave")[-2:]} == {"2027"}
    assert "working" in text_of(in_force(desk))
    desk.amend(desk.library.withdrawal(desk.library.edition("leave", "2027"), "bilal"))
    assert in_force(desk).edition == "2024"


def test_asked_twice_with_one_key_there_is_one_edition_and_the_same_answer(
    desk: PolicyDesk,
) -> None:
    edition = new_edition(desk, 40, "2027")
    first = desk.add(*edition, key="delivery-1")
    again = desk.add(*edition, key="delivery-1")
    assert again.record == first.record
    assert [c.after for c in again.force] == [c.after for c in first.force]
    assert [c.before for c in again.force] == [c.before for c in first.force]
    assert sum(r.document.edition == "2027" for r in desk.library.records()) == 1


def test_a_decision_that_does_not_read_back_names_its_file(desk: PolicyDesk) -> None:
    desk.amend(desk.library.withdrawal(desk.library.edition("leave", ""), "bilal"))
    (file,) = (desk.library.folder / "amendments").iterdir()
    file.write_text("{", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=f"{file.name} does not read back"):
        desk.library.in_force()


def test_an_answer_after_each_step_is_what_a_new_process_answers(
    desk: PolicyDesk, models: Models
) -> None:
    record = desk.library.edition("leave", "2026")
    desk.amend(desk.library.withdrawal(record, "bilal"))
    assert fresh_answer(desk.home, models) == desk.ask(DAYS).text


# Two editions side by side


def edition(*clauses: tuple[str, str]) -> Document:
    return Document(
        id="leave",
        title="Leave",
        edition="2026",
        status=Status.APPROVED,
        provenance="test",
        sections=(
            Section(clauses=tuple(Clause(id=id_, label=f"{id_}.", text=t) for id_, t in clauses)),
        ),
    )


LINES = [
    "Partners use the logo only after written consent of the office.",
    "The logo is never changed in colour or shape.",
    "Partners refer journalists to the communications officer.",
    "Photographs of people are taken with their consent.",
    "Banners are taken down within a week after the event.",
    "The officer answers a request within five working days.",
]


def numbered(lines: Sequence[str]) -> Document:
    return edition(*((str(place), line) for place, line in enumerate(lines, 1)))


def kinds(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    return [(change.kind.value, change.clause, change.was) for change in changes]


def test_one_inserted_clause_is_one_new_one_and_a_row_of_renumbered_ones() -> None:
    new = [*LINES[:2], "Children are never photographed alone.", *LINES[2:]]
    assert kinds(compare(numbered(LINES), numbered(new))) == [
        ("new", "3", ""),
        *(("renumbered", str(n + 1), str(n)) for n in range(3, 7)),
    ]


def test_one_clause_taken_out_is_gone_where_it_stood() -> None:
    assert kinds(compare(numbered(LINES), numbered([LINES[0], *LINES[2:]]))) == [
        ("gone", "2", ""),
        *(("renumbered", str(n - 1), str(n)) for n in range(3, 7)),
    ]


def test_a_reworded_clause_is_told_though_its_number_moved_too() -> None:
    reworded = "Partners refer all journalists to the communications officer in writing."
    new = ["A word before the first.", *LINES[:2], reworded, *LINES[3:]]
    changes = compare(numbered(LINES), numbered(new))
    assert kinds(changes)[:4] == [
        ("new", "1", ""),
        ("renumbered", "2", "1"),
        ("renumbered", "3", "2"),
        ("changed and renumbered", "4", "3"),
    ]
    assert changes[3].before == f"3. {LINES[2]}"
    assert changes[3].after == f"4. {reworded}"


def test_a_clause_that_stands_elsewhere_has_another_number_and_is_neither_new_nor_gone() -> None:
    moved = [LINES[3], *LINES[:3], *LINES[4:]]
    changes = compare(numbered(LINES), numbered(moved))
    assert {change.kind for change in changes} == {ChangeKind.RENUMBERED}
    assert ("renumbered", "1", "4") in kinds(changes)


def test_words_replaced_altogether_under_one_number_are_one_change() -> None:
    changes = compare(edition(("1", LINES[0])), edition(("1", "Something else entirely.")))
    assert kinds(changes) == [("changed", "1", "")]


def test_a_list_that_one_edition_has_as_points_and_the_other_as_clauses_is_one_list() -> None:
    words = ("Members pay dues each year", "Guests pay nothing at all")
    points = tuple(
        Point(id=f"1({x})", label=f"{x}.", text=t) for x, t in zip("ab", words, strict=True)
    )
    listed = Clause(id="1", label="1.", text="There are two classes:", points=points)
    before = edition(("1", "")).model_copy(update={"sections": (Section(clauses=(listed,)),)})
    lead, member, guest = (
        Clause(id="1", label="1.", text="There are two classes:"),
        Clause(id="1(a)", label="a.", text="Members pay dues each month"),
        Clause(id="1(b)", label="b.", text=words[1]),
    )
    after = before.model_copy(
        update={"sections": (Section(clauses=(lead, member, guest)),), "edition": "2"}
    )
    assert kinds(compare(before, after)) == [("changed", "1(a)", "")]
    assert kinds(compare(after, before)) == [("changed", "1(a)", "")]


def test_the_mark_of_a_note_alone_changes_no_clause() -> None:
    before = edition(("1", "The officer answers¹ within five days."))
    after = edition(("1", "The officer answers² within five days."))
    assert compare(before, after) == []


def test_two_long_editions_without_a_word_in_common_are_compared_at_once() -> None:
    old = numbered([f"alpha{n} beta{n} gamma{n}" for n in range(300)])
    new = numbered([f"delta{n} epsilon{n} zeta{n}" for n in range(300)])
    assert {change.kind for change in compare(old, new)} == {ChangeKind.CHANGED}


def test_what_is_in_a_library_of_the_version_before_reads_as_it_did(tmp_path: Path) -> None:
    """Records had neither who, key nor reader; an amendment's folder was not there."""
    folder = tmp_path / "documents"
    folder.mkdir()
    document = edition(("1", LINES[0]))
    (folder / "0001-leave-2026.json").write_text(
        f'{{"document": {document.model_dump_json(exclude_defaults=True)}, "sequence": 1, '
        '"added": "2026-01-01T00:00:00+00:00", "source": "leave.docx"}',
        encoding="utf-8",
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    library = Library(folder, corpus)
    (record,) = library.records()
    assert (record.by, record.reader, record.is_withdrawn) == ("", 0, False)
    assert library.read_by_an_earlier_reader() == [document]
