"""The shipped documents: the framework is whole and in order, and stand-ins only repeat it."""

from __future__ import annotations

import re

import pytest

from knowledge import Document, Library, Status
from tests.conftest import ROOT

RECEIVED = ROOT / "tests" / "data" / "cspf-as-received.md"
TRANSCRIBED = ROOT / "knowledge" / "corpus" / "cspf.md"


NOTE = re.compile(r"^[⁰¹²³⁴⁵⁶⁷⁸⁹]+ |^\[\^\d+\]: ")


def received() -> list[str]:
    """The copy received, a paragraph an item."""
    return paragraphs(RECEIVED.read_text(encoding="utf-8"))


def transcribed() -> list[str]:
    """The transcription without its front matter, a paragraph an item, marked as the copy is."""
    body = TRANSCRIBED.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    body = re.sub(r"^(#+|>) ?", "", body, flags=re.MULTILINE)
    return [re.sub(r"\[\^(\d+)\]:?", raised, paragraph) for paragraph in paragraphs(body)]


def raised(mark: re.Match[str]) -> str:
    return mark.group(1).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def body_words(of: list[str]) -> list[str]:
    """Every word and mark of the body in order; list dashes are no words."""
    body = " ".join(paragraph for paragraph in of if not NOTE.match(paragraph))
    return [word for word in body.split() if word != "-"]


def notes(of: list[str]) -> list[str]:
    """The footnotes, in order."""
    return [paragraph for paragraph in of if NOTE.match(paragraph)]


@pytest.fixture(scope="module")
def framework() -> Document:
    return Library(ROOT / "nowhere").document("cspf")


def test_the_body_of_the_framework_is_transcribed_word_for_word_in_order() -> None:
    assert body_words(transcribed()) == body_words(received())


def test_only_footnotes_moved_and_each_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(transcribed()) == notes(received())
    with capsys.disabled():
        print("\nMoved from the foot of their page to their clause:")
        for paragraphs_ in (received(), transcribed()):
            before = [paragraphs_[i - 1] for i, p in enumerate(paragraphs_) if NOTE.match(p)]
            starts = [text[:34] for text in before if not NOTE.match(text)]
            print(f"  {len(starts):2} places, after: {' | '.join(starts)}")


def test_the_clause_tree_is_whole(framework: Document) -> None:
    ids = [clause.id for clause in framework.walk()]
    assert len(ids) == len(set(ids))
    top = [clause.id for section in framework.sections for clause in section.clauses]
    assert top == [*map(str, range(1, 13)), "13-I", "13-II", *map(str, range(14, 19))]
    for parent, letters in {"13-I": "abcde", "14": "ab", "15": "abcde", "16": "abcdefg"}.items():
        assert [i for i in ids if i.startswith(f"{parent}(")] == [f"{parent}({c})" for c in letters]
    assert [i for i in ids if i.startswith("17(")] == ["17(a)", "17(b)", "17(c)"]
    assert [i for i in ids if i.startswith("18(")] == ["18(a)", "18(b)", "18(c)", "18(d)"]
    assert framework.clause("12-box").heading == "What is not Strategic Partnership"


def test_bullets_are_points_of_their_clause(framework: Document) -> None:
    assert [point.id for point in framework.clause("15(e)").points] == [
        "15(e)(i)",
        "15(e)(ii)",
        "15(e)(iii)",
    ]
    assert len(framework.clause("15(b)").points) == 4
    assert framework.clause("16(g)").closing.startswith("Mutual learning contributes innovation")


def test_each_footnote_stands_under_the_clause_that_cites_it(framework: Document) -> None:
    found = {note.label: clause.id for clause in framework.walk() for note in clause.footnotes}
    assert found == {
        "1": "2", "2": "2", "3": "4", "4": "4", "5": "6", "6": "6", "7": "13-II", "8": "15(d)",
        "9": "15(d)", "10": "16(b)", "11": "16(e)", "12": "16(f)", "13": "17(a)", "14": "17(b)",
        "15": "17(b)", "16": "17(b)", "17": "17(b)", "18": "18(a)",
    }  # fmt: skip
    assert [n.label for c in framework.walk() for n in c.footnotes if n.unanchored] == ["6"]


def test_sentences_that_a_page_break_cut_read_on(framework: Document) -> None:
    assert "equally responsive to those most in need" in framework.clause("6").text
    assert "along the pathways and hence provide CARE" in framework.clause("16(a)").text
    assert "mutual trust that when issues are raised" in framework.clause("17").text


def test_the_known_gaps_are_recorded(framework: Document) -> None:
    parts = " ".join(gap.part for gap in framework.gaps)
    for part in ("Insert", "Annex 1", "18(d)", "footnote 6"):
        assert part in parts
    assert framework.clause("18(d)").text.endswith("financial and administrative")


def test_a_stand_in_says_only_what_the_framework_says_and_where(framework: Document) -> None:
    said = " ".join(clause.whole for clause in framework.walk())
    bare = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹*]+", "", said)
    stand_ins = [d for d in Library(ROOT / "nowhere").in_force() if d.status is Status.STAND_IN]
    assert {d.id for d in stand_ins} == {
        "visibility-policy",
        "zero-tolerance-policy",
        "investigation-guide",
    }
    for clause in (clause for document in stand_ins for clause in document.walk()):
        assert re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", clause.text) in bare
        assert clause.footnotes[0].text.startswith("CSPF 17(")


def test_every_clause_that_can_answer_has_a_subject(framework: Document) -> None:
    assert {clause.id for clause in framework.walk()} == set(framework.subjects)
